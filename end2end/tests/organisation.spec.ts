// Organisation data: a file is uploaded, mapped, judged, taken and taken back, with and without script.
import type { Page } from "@playwright/test";
import { astrid, emil, leila } from "../support/cast.mjs";
import { expectAccessible } from "../support/axe.ts";
import { expect, test } from "../support/fixtures.ts";
import { pickAccount, unfold } from "../support/steps.mjs";
import { registerContoso } from "../support/tenant.mjs";
import { look, startWorld } from "../support/world.mjs";

const widths = [1440, 390];

async function upload(page: Page, content: string | Buffer): Promise<void> {
  const buffer = typeof content === "string" ? Buffer.from(content) : content;
  await page.getByLabel("CSV file").setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "Upload" }).click();
}

test("attributes come from a file, are judged before they count, and go again", async ({ page, scripts }, testInfo) => {
  test.setTimeout(300_000);
  const world = await startWorld({ people: 60 });
  try {
    await registerContoso(world);
    const place = `${world.url}/admin/connectors/organisation`;
    const shown = async (name: string) => {
      if (!scripts) return;
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        await expectAccessible(page, `${name} at ${width}`);
        await page.screenshot({ path: testInfo.outputPath(`${name}-${width}.png`), fullPage: true });
      }
    };
    await page.goto(`${world.url}/signin?return=%2Frooms`);
    await pickAccount(page, astrid);
    await expect(page).toHaveURL(`${world.url}/rooms`);

    await test.step("the directory is read", async () => {
      await page.goto(`${world.url}/admin/connectors`);
      const card = page.locator("section.card", { has: page.getByRole("heading", { name: "Entra ID" }) });
      await card.getByRole("button", { name: "Switch on" }).click();
      await expect(async () => {
        await page.goto(`${world.url}/admin/connectors`);
        await expect(card.getByText("Up to date")).toBeVisible({ timeout: 1_000 });
      }).toPass({ timeout: 120_000, intervals: [2_000] });
      await page.getByRole("link", { name: "Organisation data" }).click();
      await expect(page).toHaveURL(place);
      await expect(page.getByText("No file is in use")).toBeVisible();
      await shown("upload");
    });

    await test.step("what is no table is refused in words", async () => {
      await upload(page, Buffer.from([0x61, 0x2c, 0xff, 0x0a]));
      await expect(page.getByText("The file isn't UTF-8 text.")).toBeVisible();
      await upload(page, "");
      await expect(page.getByText("The file is empty.")).toBeVisible();
      await upload(page, "x".repeat(17 * 1024 * 1024));
      await expect(page.getByText("The file is larger than 16 MB.")).toBeVisible();
      await shown("refused");
    });

    await test.step("a bad file tells line and column and can be discarded", async () => {
      await upload(page, `UPN,Department,Level,Rate\n${emil.upn},Care,L1,80\n${emil.upn},Care,L1,80\n${leila.upn},Care,L1,much\n`);
      await expect(page.getByRole("heading", { name: "What the columns mean" })).toBeVisible();
      await expect(page.getByRole("button", { name: "Yes, take it" })).toHaveCount(0);
      await page.getByRole("button", { name: "Check the file" }).click();
      const problems = page.getByRole("row").filter({ hasText: /already stands on line 2|no plain number/ });
      await expect(problems).toHaveCount(2);
      await expect(problems.first()).toContainText("3");
      await shown("bad");
      await page.getByRole("button", { name: "Discard this file" }).click();
      await expect(page.getByText("No file is in use")).toBeVisible();
      await expect(page.getByLabel("CSV file")).toBeVisible();
    });

    await test.step("a good file tells what it would change, and is taken", async () => {
      const people: { upn: string }[] = await look(world.microsoft, "people");
      const rows = people.map(({ upn }, place) => `${upn},${place < 3 ? "Board" : "Care"},L${place % 2},44`);
      await upload(page, `UPN,Unit,Band,Shoe size\n${rows.join("\n")}\nnobody@nowhere.example,Care,L1,44\n`);
      await page.getByLabel("Unit").selectOption("department");
      await page.getByRole("textbox", { name: "Currency of the rates" }).fill("franc");
      await page.getByRole("button", { name: "Check the file" }).click();
      await expect(page.getByRole("textbox", { name: "Currency of the rates" })).toHaveAttribute("aria-invalid", "true");
      await expect(page.getByLabel("Unit")).toHaveValue("department");
      await page.getByRole("textbox", { name: "Currency of the rates" }).fill("chf");
      await page.getByRole("button", { name: "Check the file" }).click();
      await expect(page.getByRole("heading", { name: "This file can be taken" })).toBeVisible();
      await expect(page.getByRole("row", { name: /Unit/ }).filter({ hasText: "1 (Board)" })).toBeVisible();
      await shown("good");
      await unfold(page, "Take this file");
      await page.getByRole("button", { name: "Yes, take it" }).click();
      await expect(page.getByText("The file was taken.")).toBeVisible();
      await shown("in-use");
    });

    await test.step("it is in the audit log without anybody's name", async () => {
      await page.goto(`${world.url}/admin/audit`);
      await expect(page.getByText("organisation.file_taken")).toBeVisible();
      await expect(page.getByText(emil.upn)).toHaveCount(0);
    });

    await test.step("it is taken back", async () => {
      await page.goto(place);
      await unfold(page, "Take the file back");
      await page.getByRole("button", { name: "Yes, take it back" }).click();
      await expect(page.getByText("The file was taken back.")).toBeVisible();
      await expect(page.getByText("No file is in use")).toBeVisible();
    });
  } finally {
    await world.stop();
  }
});

test("nobody but administrators gets there", async ({ page, watch }) => {
  watch.expectStatus(403);
  await page.goto("/signin?return=%2Frooms");
  await pickAccount(page, emil);
  await expect(page).toHaveURL(/\/rooms$/);
  await page.goto("/admin/connectors/organisation");
  await expect(page.getByLabel("CSV file")).toHaveCount(0);
});
