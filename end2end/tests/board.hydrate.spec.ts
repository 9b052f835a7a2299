// What needs script: boards that follow by themselves, say when they do not, and obey the keyboard.
import type { Locator, Page } from "@playwright/test";
import { card, join, notLive, openBoard, press, unfold } from "../support/steps.mjs";
import { expect, test } from "../support/fixtures.ts";
import { astrid, jonas } from "../support/cast.mjs";
import { browserOf, letWork, makeRoom, registerContoso } from "../support/tenant.mjs";
import { startWorld } from "../support/world.mjs";

test("arrivals, claims and departures appear on every board by themselves", async ({ page: one, another, room, newConsultant }) => {
  const [other, visitor] = [await another(), await another()];
  const [first, second] = [await newConsultant(room), await newConsultant(room)];
  await openBoard(one, first, room);
  await openBoard(other, second, room);
  await join(visitor, room, { name: "Yara Blum" });
  for (const board of [one, other]) {
    await expect(card(board, "Yara Blum")).toBeVisible();
    await expect(board.getByRole("status").filter({ hasText: "One new visitor." })).toBeAttached();
    await expect(board).toHaveTitle(/^\(1\) /);
  }
  await press(one, "Yara Blum", "Take");
  await expect(card(other, "Yara Blum")).toContainText(`Taken by ${first.name}`);
  await expect(card(other, "Yara Blum").getByRole("button", { name: "Take", exact: true })).toHaveCount(0);
  await press(one, "Yara Blum", "Finish");
  await expect(other.getByText("New arrivals appear here by themselves.")).toBeVisible();
});

test("visitors see their place move, and are told when they are called", async ({ page: staff, another, room, newConsultant }) => {
  const [ahead, visitor] = [await another(), await another()];
  await join(ahead, room, { name: "Zoe Erst" });
  await join(visitor, room, { name: "Anton Dann" });
  await expect(visitor.getByRole("heading", { name: "1 person is ahead of you" })).toBeVisible();
  await openBoard(staff, await newConsultant(room), room);
  await press(staff, "Zoe Erst", "Take");
  await expect(ahead.getByRole("alert").filter({ hasText: "You are being called" })).toBeAttached();
  // Places are told every 30 seconds at most.
  await expect(visitor.getByRole("heading", { name: "You are next" })).toBeVisible({ timeout: 40_000 });
});

test("whoever loses the room sees the board end at once", async ({ page, another, world, admin, room, newConsultant, watch }) => {
  watch.expectStatus(403);
  watch.expectStatus(404);
  await openBoard(page, await newConsultant(room), room);
  await join(await another(), room, { name: "Ada Vorher" });
  await expect(card(page, "Ada Vorher")).toBeVisible();
  const settings = await admin.go(`${world.url}/admin/rooms/${room.id}`);
  await admin.submit(settings, {}, /\/api\/rooms\/remove_staff/);
  await expect(notLive(page)).toBeVisible();
  await join(await another(), room, { name: "Berta Fern" });
  await expect(page.getByText("Berta Fern")).toHaveCount(0);
  // Nothing of a visitor stays on a screen that may not show it any more.
  await expect(page.getByText("Ada Vorher")).toHaveCount(0);
  await expect(page.getByRole("main").getByRole("link", { name: "Sign in" })).toBeVisible();
});

test("a board whose server dies says that it is not live, and follows again after the restart", async ({ browser }) => {
  test.setTimeout(120_000);
  const world = await startWorld({ people: 60 });
  try {
    const { slug } = await registerContoso(world);
    const told = { ...world, slug };
    const admin = await browserOf(told, astrid);
    const room = await makeRoom(told, admin, { name: "Night desk", slug: "night", privacy_notice: "Contoso.", meeting: "link", meeting_link: "https://meet.example/night" });
    await letWork(told, admin, room, jonas.oid);
    // Not watched: the test itself breaks the connection.
    const context = await browser.newContext({ baseURL: world.url });
    const [board, visitor] = [await context.newPage(), await context.newPage()];
    await openBoard(board, jonas, room);
    await visitor.goto(room.entrance);
    await visitor.getByLabel("Your name").fill("Carl Nacht");
    const follows = visitor.waitForResponse(/\/live\/tickets\/[^/]+\?since/);
    await visitor.getByRole("button", { name: "Take a place in line" }).click();
    await follows;
    await expect(card(board, "Carl Nacht")).toBeVisible();

    await world.kill();
    await expect(notLive(board)).toBeVisible({ timeout: 15_000 });
    await world.restart();
    await expect(board.getByRole("main").getByText("Live", { exact: true })).toBeVisible({ timeout: 60_000 });
    await expect(card(board, "Carl Nacht")).toBeVisible();
    await press(board, "Carl Nacht", "Take");
    await expect(visitor.getByRole("link", { name: "Join the meeting" })).toBeVisible({ timeout: 60_000 });
    await context.close();
  } finally {
    await world.stop();
  }
});

/** Presses Tab until the control has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  await expect(control).toBeVisible();
  for (let presses = 0; presses < 60; presses += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${control}`);
}

async function tabAndEnter(page: Page, control: Locator): Promise<void> {
  await tabTo(page, control);
  await page.keyboard.press("Enter");
}

test("a visitor is taken with the keyboard alone", async ({ page, another, room, newConsultant }) => {
  const person = await newConsultant(room);
  await join(await another(), room, { name: "Dina Gold" });

  await page.goto("/");
  await tabAndEnter(page, page.getByRole("link", { name: "Sign in as staff" }));
  await tabTo(page, page.getByLabel("Another account"));
  await page.keyboard.type(person.upn);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/rooms");
  await tabAndEnter(page, page.getByRole("link", { name: "Open board" }));
  await expect(page.getByRole("main").getByText("Live", { exact: true })).toBeVisible();
  await tabAndEnter(page, card(page, "Dina Gold").getByRole("button", { name: "Take", exact: true }));
  const enter = card(page, "Dina Gold").getByRole("link", { name: "Join meeting" });
  await expect(enter).toBeVisible();
  // The pressed button is gone; the focus is still on the board.
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest("article, ol") !== null)).toBe(true);
  await tabTo(page, enter);
  await tabAndEnter(page, card(page, "Dina Gold").getByRole("button", { name: "Finish" }));
  await expect(page.getByText("New arrivals appear here by themselves.")).toBeVisible();
});

test("the focus stays in the list when a card above goes away", async ({ page, another, room, newConsultant }) => {
  const first = await another();
  await join(first, room, { name: "Edda Erst" });
  await join(await another(), room, { name: "Finn Dann" });
  await openBoard(page, await newConsultant(room), room);
  await tabTo(page, card(page, "Finn Dann").getByRole("button", { name: "Take", exact: true }));
  await unfold(first, "Leave the line");
  await first.getByRole("button", { name: "Yes, leave the line" }).click();
  await expect(card(page, "Edda Erst")).toHaveCount(0);
  await expect(card(page, "Finn Dann").getByRole("button", { name: "Take", exact: true })).toBeFocused();
});

test("an open board proves roles again by itself, but never while somebody is being met", async ({ page, another, room, newConsultant }) => {
  const person = await newConsultant(room);
  await page.clock.install();
  await openBoard(page, person, room);
  // Four hours pass on the server in truth; here it says what it would say then.
  let asked = 0;
  await page.route("**/api/session/me", async (route) => {
    asked += 1;
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), renew_due: true } });
  });
  await join(await another(), room, { name: "Ines Grau" });
  await expect(card(page, "Ines Grau")).toBeVisible();
  await press(page, "Ines Grau", "Take");
  // A board looks every 3 to 6 minutes, so that not all of them look at once.
  await page.clock.fastForward("06:01");
  await expect.poll(() => asked).toBe(1);
  await expect(card(page, "Ines Grau")).toContainText(`Taken by you`);
  const silent = page.waitForRequest(/\/oauth2\/v2\.0\/authorize\?.*prompt=none/);
  await press(page, "Ines Grau", "Finish");
  await silent;
  await page.waitForURL(`**/rooms/${room.id}`);
  await expect(page.getByRole("main").getByText("Live", { exact: true })).toBeVisible();
});
