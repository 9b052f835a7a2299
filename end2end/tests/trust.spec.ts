// What anybody may know before saying yes, and the tool that judges a list: without account, with and without script.
import { expect, test } from "../support/fixtures.ts";

test("somebody who was never here reads what is asked for and how data flow", async ({ page, world }) => {
  await page.goto("/trust");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("What this installation may do, and what it keeps");
  const calendars = page.getByRole("table", { name: "Permissions of Meeting culture" });
  await expect(calendars.getByRole("row", { name: /Calendars\.ReadBasic\.All/ }).first()).toContainText("administrator");
  await expect(page.getByText("Comes later")).toHaveCount(3);
  const signIn = page.getByRole("heading", { level: 3, name: "A person signs in" }).locator("..");
  await expect(signIn.getByRole("listitem")).toHaveCount(7);
  await expect(signIn.getByRole("listitem").first()).toContainText("Browser to Anteroom");
  const connections = page.getByRole("table", { name: "Connections of this installation" });
  await expect(connections.getByRole("row", { name: new RegExp(new URL(world.url).host) }).first()).toContainText("incoming");
});

test("a pasted list is judged with the keyboard alone and forgotten", async ({ page }) => {
  await page.goto("/trust/judge");
  await page.getByLabel("Permissions", { exact: true }).focus();
  await page.keyboard.insertText("Application\nCalendars.Read\nCalender.ReadWrite\nFrobnicate.All\n<b>x</b>");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Judge", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/trust\/judge(#result)?$/);
  await expect(page.getByRole("heading", { level: 2, name: "Judgement" })).toBeVisible();
  await expect(page.getByText("Lower alternative: Calendars.ReadBasic.All (application).")).toBeVisible();
  await expect(page.getByText("Unclear").first()).toBeVisible();
  await expect(page.getByLabel("Permissions", { exact: true })).toHaveValue(/Frobnicate\.All/);
  await page.getByRole("link", { name: "Start anew" }).click();
  await expect(page.getByLabel("Permissions", { exact: true })).toHaveValue("");
});

test("an old consent address is explained on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/trust/judge");
  await page.getByRole("link", { name: "an old consent address" }).click();
  await expect(page.getByText("Azure AD Graph, switched off since 1 July 2025.")).toBeVisible();
  await expect(page.getByText("Without state anybody can send a made-up answer.")).toBeVisible();
  const wide = await page.locator("html").evaluate((html) => html.scrollWidth > html.clientWidth).catch(() => false);
  expect(wide).toBe(false);
});
