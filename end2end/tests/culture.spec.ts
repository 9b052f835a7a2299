// Meeting culture as people meet it: connectors, first figures, every page in every state, one's own page.
import type { Page } from "@playwright/test";
import { hasScripts, pickAccount, unfold } from "../support/steps.mjs";
import { astrid, emil, leila } from "../support/cast.mjs";
import { expectAccessible } from "../support/axe.ts";
import { expect, test, type Person } from "../support/fixtures.ts";
import { browserOf, giveRole, registerContoso } from "../support/tenant.mjs";
import { startWorld } from "../support/world.mjs";

const pages = ["", "/load", "/shape", "/time", "/scheduling", "/people", "/index", "/measure/M1"];
const widths = [1440, 390];

async function enter(page: Page, url: string, person: Person): Promise<void> {
  await page.goto(`${url}/signin?return=%2Frooms`);
  await pickAccount(page, person);
  await expect(page).toHaveURL(`${url}/rooms`);
}

test("calendars are connected and a leader reads the first week", async ({ another, scripts, watch }, testInfo) => {
  test.setTimeout(600_000);
  const world = await startWorld({ people: 300 });
  try {
    const { slug } = await registerContoso(world);
    const here = { ...world, slug };
    const admin = await browserOf(here, astrid);
    await giveRole(here, admin, { oid: leila.oid, role: "Leader", rooms: undefined });
    const leader = await another();
    await enter(leader, here.url, leila);
    const shown = async (page: Page, name: string) => {
      if (!scripts) return;
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        await expectAccessible(page, `${name} at ${width}`);
        await page.screenshot({ path: testInfo.outputPath(`${name}-${width}.png`), fullPage: true });
      }
    };

    await test.step("before anything is connected the page says so", async () => {
      await leader.goto(`${here.url}/culture`);
      await expect(leader.getByText("No calendar is read yet")).toBeVisible();
      await shown(leader, "no-connector");
    });

    await test.step("the administrator switches both connectors on", async () => {
      const page = await another();
      await enter(page, here.url, astrid);
      await page.goto(`${here.url}/admin/connectors`);
      for (const name of ["Entra ID", "Calendar"]) {
        const card = page.locator("section.card", { has: page.getByRole("heading", { name }) });
        await card.getByRole("button", { name: "Switch on" }).click();
        await expect(card.getByText("On", { exact: true })).toBeVisible();
      }
      await shown(page, "connectors");
      await page.getByRole("link", { name: "What we keep of an event" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "What we keep" })).toBeVisible();
      await page.getByLabel("Event of your own calendar (UTC)").selectOption({ index: 1 });
      await page.getByRole("button", { name: "Show" }).click();
      await expect(page).toHaveURL(/event=1/);
      await expect(page.getByRole("rowheader", { name: "iCalUId" })).toBeVisible();
      await shown(page, "kept");
    });

    await test.step("the first figures come by themselves", async () => {
      await expect(async () => {
        await leader.goto(`${here.url}/culture`);
        await expect(leader.locator(".tile").first()).toBeVisible({ timeout: 1_000 });
      }).toPass({ timeout: 300_000, intervals: [3_000] });
    });

    await test.step("every page reads well, and nothing of it runs in the browser", async () => {
      for (const path of pages) {
        await leader.goto(`${here.url}/culture${path}`);
        await expect(leader.getByRole("heading", { level: 1 })).toBeVisible();
        await expect(leader.locator("leptos-island")).toHaveCount(0);
        await shown(leader, `culture${path.replaceAll("/", "-")}`);
      }
    });

    await test.step("filters live in the address and work by keyboard", async () => {
      await leader.goto(`${here.url}/culture/load`);
      await leader.getByLabel("Look back").selectOption("13w");
      await leader.getByRole("button", { name: "Apply" }).press("Enter");
      await expect(leader).toHaveURL(/span=13w/);
      await expect(leader.getByLabel("Look back")).toHaveValue("13w");
    });

    await test.step("the table behind a chart is one key press away, and a file holds the same", async () => {
      const chart = leader.locator("figure.chart", { has: leader.getByRole("heading", { name: "Meeting hours by group", exact: true }) });
      await chart.locator("summary").focus();
      await leader.keyboard.press("Enter");
      await expect(chart.getByRole("table")).toBeVisible();
      await expect(chart.getByRole("link", { name: /^CSV/ })).toHaveAttribute("href", /^data:text\/csv/);
    });

    await test.step("a weight of the index moves in a plain form", async () => {
      await leader.goto(`${here.url}/culture/index`);
      await leader.getByLabel("Weight: Load: meeting hours").fill("50");
      await leader.getByRole("button", { name: "Compute" }).click();
      await expect(leader).toHaveURL(/load=50/);
      await expect(leader.getByLabel("Weight: Load: meeting hours")).toHaveValue("50");
    });

    await test.step("nobody else gets in", async () => {
      watch.expectStatus(403);
      const employee = await another();
      await enter(employee, here.url, emil);
      await employee.goto(`${here.url}/culture`);
      await expect(employee.locator(".tile")).toHaveCount(0);
      await expect(employee.getByRole("link", { name: "Culture" })).toHaveCount(0);
    });

    await test.step("everybody sees what is kept about them, opts out and takes part again", async () => {
      const employee = await another();
      await enter(employee, here.url, emil);
      await employee.goto(`${here.url}/me`);
      await expect(employee.getByText("Taking part")).toBeVisible();
      await shown(employee, "me");
      await unfold(employee, "Opt out");
      if (hasScripts(employee)) await expect(employee.getByRole("dialog", { name: "Opt out" })).toBeVisible();
      await employee.getByRole("button", { name: "Yes, opt me out" }).click();
      await expect(employee.getByText("You are opted out").first()).toBeVisible();
      await shown(employee, "me-opted-out");
      await employee.getByRole("button", { name: "Take part again" }).click();
      await expect(employee.getByText("Taking part")).toBeVisible();
    });
  } finally {
    await world.stop();
  }
});
