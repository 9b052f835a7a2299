// A sceptical administrator: from a cold link over registration and consent to the review, and to evidence to take away.
import { readFile } from "node:fs/promises";
import { expectAccessible } from "../support/axe.ts";
import { astrid, DATA_CLIENT, jonas, rahul } from "../support/cast.mjs";
import { expect, test } from "../support/fixtures.ts";
import { carryOn, pick, pickAccount } from "../support/steps.mjs";
import { control, invite, startWorld, switchOn } from "../support/world.mjs";

test("a sceptic follows a permission from the promise to the proof, and sees it go", async ({ page, another, scripts, watch }) => {
  test.setTimeout(240_000);
  watch.expectStatus(403);
  const world = await startWorld({ people: 60, args: ["--not-consented"] });
  const accessible = async (name: string) => {
    if (!scripts) return;
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await expectAccessible(page, `${name} at ${width}`);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  };
  const line = (permission: string) => page.locator("tr.review-line").filter({ has: page.locator("code").getByText(permission, { exact: true }) });
  const status = (permission: string) => line(permission).locator(".badge").first();
  try {
    await test.step("before anything is agreed to, anybody reads what is asked for, and judges a list", async () => {
      await page.goto(`${world.url}/trust`);
      await expect(page.getByText("Calendars.ReadBasic.All").first()).toBeVisible();
      await page.goto(`${world.url}/trust/judge`);
      await page.getByRole("textbox").first().fill("Calendar.ReadWrite\nUser.Read.All\nMail.Read");
      await page.getByRole("button", { name: "Judge" }).press("Enter");
      await expect(page.getByText("Calendars.ReadWrite").first()).toBeVisible();
      await accessible("a judged list");
    });

    await test.step("the organisation registers and consents", async () => {
      await page.goto(await invite(world.env));
      await page.getByRole("link", { name: "Sign in as administrator" }).click();
      await pickAccount(page, astrid);
      await expect(page).toHaveURL(`${world.url}/admin/setup`);
      await switchOn(world.env, "contoso");
      await page.reload();
      await page.getByRole("link", { name: "Agree at Microsoft" }).click();
      await pick(page, astrid);
      await page.getByRole("button", { name: "Accept", exact: true }).click();
      await expect(page.getByText("Your organisation has agreed, and a check has shown it.")).toBeVisible();
    });

    await test.step("what was agreed to is taken away in part, and the review says so: by keyboard alone", async () => {
      await control(world.microsoft, "grant", { permission: "Application.Read.All" });
      await control(world.microsoft, "grant", { permission: "Mail.Read" });
      await control(world.microsoft, "revoke", { permission: "MailboxSettings.Read" });
      await page.getByRole("navigation").getByRole("link", { name: "Permissions" }).press("Enter");
      await expect(page.getByRole("heading", { level: 1, name: "Permissions" })).toBeVisible();
      await page.getByRole("button", { name: "Check now" }).first().press("Enter");
      await expect(status("User.Read.All")).toContainText("OK", { timeout: 30_000 });
      await expect(status("Calendars.ReadBasic.All")).toContainText("OK");
      await expect(status("MailboxSettings.Read")).toContainText("Missing");
      await expect(status("Mail.Read")).toContainText("Over-privileged");
      await expect(page.getByText(/^Live(:| for application permissions)/).first()).toBeVisible();
      await accessible("the review");
    });

    await test.step("how to take it away stands behind a fold, with real ids", async () => {
      const fold = page.locator("summary").filter({ hasText: "Mail.Read" }).first();
      await fold.press("Enter");
      await expect(page.getByText(/Remove-MgServicePrincipalAppRoleAssign/).first()).toBeVisible();
      await expect(page.getByText(DATA_CLIENT).first()).toBeVisible();
      await accessible("the review unfolded");
    });

    await test.step("the evidence is saved with its date and hash", async () => {
      const saved = page.waitForEvent("download");
      await page.getByRole("link", { name: /^Save as JSON/ }).click();
      const evidence = JSON.parse(await readFile(await (await saved).path(), "utf8"));
      const text = JSON.stringify(evidence);
      expect(text).toContain("MailboxSettings.Read");
      expect(text).toMatch(/"(sha256|hash)":"[0-9a-f]{64}"/);
      expect(text).not.toMatch(/eyJ[A-Za-z0-9_-]{20,}/);
      await page.goto(`${world.url}/admin/permissions/print`);
      await expect(page.locator(".badge").filter({ hasText: "Over-privileged" }).first()).toBeVisible();
      await accessible("the review on paper");
    });

    await test.step("whoever has no role sees none of it", async () => {
      const stranger = await another();
      await stranger.goto(`${world.url}/signin?return=/admin/permissions`);
      await pickAccount(stranger, jonas);
      await stranger.waitForURL((url) => url.origin === world.url && url.pathname === "/admin/permissions");
      await expect(stranger.getByText("MailboxSettings.Read")).toHaveCount(0);
      expect((await stranger.request.get(`${world.url}/admin/permissions/export`)).status()).toBe(403);
    });

    await test.step("a reviewer reads, and changes nothing", async () => {
      const reviewer = await another();
      await reviewer.goto(`${world.url}/signin?return=/admin/permissions`);
      await pickAccount(reviewer, rahul);
      await reviewer.waitForURL((url) => url.origin === world.url && url.pathname === "/admin/permissions");
      await expect(reviewer.locator(".badge").filter({ hasText: "Over-privileged" }).first()).toBeVisible();
      await expect(reviewer.getByRole("button", { name: "Check now" })).toHaveCount(0);
    });

    await test.step("the lists are read once as a person, and kept nowhere", async () => {
      await page.goto(`${world.url}/admin/permissions/once`);
      await accessible("reading the lists once");
      await page.getByRole("link", { name: "Sign in at Microsoft and read" }).click();
      await page.getByRole("button", { name: "Accept", exact: true }).click();
      await carryOn(page);
      await page.getByRole("button", { name: "Show what is granted" }).click();
      await expect(page.getByText(/^Read on /)).toBeVisible();
      await expect(page.locator(".badge").filter({ hasText: "Over-privileged" }).first()).toBeVisible();
      await accessible("the lists read once");
      await page.reload();
      await expect(page.getByText(/was used before/)).toBeVisible();
    });
  } finally {
    await world.stop();
  }
});
