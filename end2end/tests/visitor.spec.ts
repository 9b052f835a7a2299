// A visitor's pages, in everything that can go wrong on the way.
import { card, fillEntrance, hasScripts, join, openBoard, soon, unfold } from "../support/steps.mjs";
import { changeRoom } from "../support/tenant.mjs";
import { expect, test } from "../support/fixtures.ts";

const enter = { name: "Take a place in line" };

test("a refused form says what is wrong and keeps what was typed", async ({ page, room, watch }) => {
  watch.expectStatus(422);
  await page.goto(room.entrance);
  await page.getByLabel("Your name").fill("Dora Lenz");
  await page.getByRole("button", enter).click();

  await expect(page.getByRole("alert")).toContainText("Please check what you wrote");
  const question = page.getByLabel("What is it about?");
  await expect(question).toHaveAttribute("aria-invalid", "true");
  await expect(question).toHaveAccessibleDescription(/Please fill in this field\./);
  await expect(page.getByLabel(/^I agree/)).toHaveAccessibleDescription(/Please tick this box/);
  await expect(page.getByLabel("Your name")).toHaveValue("Dora Lenz");
  if (hasScripts(page)) await expect(question).toBeFocused();

  await question.fill("Back pain");
  await page.getByLabel(/^I agree/).check();
  await page.getByRole("button", enter).click();
  await expect(page).toHaveURL(`${room.entrance}/ticket`);
  await expect(page.getByRole("heading", { name: "You are next" })).toBeVisible();
  await expect(page.getByText("Back pain")).toBeVisible();
});

test("an answer that is too long is refused with its limit, and kept", async ({ page, newRoom, watch }) => {
  watch.expectStatus(422);
  const room = await newRoom({ questions: [{ label: "What is it about?", kind: "text", required: "true" }] });
  await page.goto(room.entrance);
  await fillEntrance(page, { name: "Emil Korn" });
  const question = page.getByLabel("What is it about?");
  // The field itself stops at its limit; somebody may send more all the same.
  await question.evaluate((field: HTMLInputElement) => field.removeAttribute("maxlength"));
  await question.fill("x".repeat(201));
  await page.getByRole("button", enter).click();
  await expect(question).toHaveAccessibleDescription(/at most 200 characters/);
  await expect(question).toHaveValue("x".repeat(201));
});

test("text that looks like a page stays text", async ({ page, another, room, newConsultant }) => {
  const hostile = `</textarea><script>alert(1)</script>"'&<b>`;
  await join(page, room, { name: "Fee <i>Lang</i>", about: hostile });
  await expect(page.getByText(hostile)).toBeVisible();
  const staff = await another();
  await openBoard(staff, await newConsultant(room), room);
  await expect(staff.getByText(hostile)).toBeVisible();
  await expect(staff.getByRole("heading", { name: "Fee <i>Lang</i>" })).toBeVisible();
});

test("a closed room says so, and when to come back", async ({ page, newRoom }) => {
  const room = await newRoom({ open: undefined, closed_text: "We are back on Monday at 8." });
  await page.goto(room.entrance);
  await expect(page.getByText("This room is closed")).toBeVisible();
  await expect(page.getByText("We are back on Monday at 8.")).toBeVisible();
  await expect(page.getByRole("button", enter)).toHaveCount(0);
});

test("a room that closes while somebody types refuses without losing anything", async ({ page, world, admin, room, watch }) => {
  watch.expectStatus(409);
  await page.goto(room.entrance);
  await fillEntrance(page, { name: "Gesa Moor", about: "Asthma" });
  await changeRoom(world, admin, room, { open: undefined });
  await page.getByRole("button", enter).click();
  await expect(page.getByText(/room is closed/i).first()).toBeVisible();
  await changeRoom(world, admin, room, { open: "true" });
  await page.goto(room.entrance);
  await expect(page.getByLabel("Your name")).toHaveValue("Gesa Moor");
  await expect(page.getByLabel("What is it about?")).toHaveValue("Asthma");
});

test("a room with no room left says so", async ({ page, another, newRoom }) => {
  const room = await newRoom({ capacity: "1" });
  await join(await another(), room, { name: "Hans Eder" });
  await page.goto(room.entrance);
  await expect(page.getByText("This room is full")).toBeVisible();
  await expect(page.getByRole("button", enter)).toHaveCount(0);
});

for (const [what, path] of [["room", "/w/contoso/no-such-room"], ["organisation", "/w/nobody"], ["page", "/no/such/page"], ["ticket", "/w/contoso/no-such-room/ticket"]]) {
  test(`an unknown ${what} is a clear 404`, async ({ page, watch }) => {
    watch.expectStatus(404);
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { name: "There is nothing here" }).first()).toBeVisible();
  });
}

test("a second tab shows the same place, and the entrance leads back to it", async ({ page, room }) => {
  await join(page, room, { name: "Ida Brandt" });
  const second = await page.context().newPage();
  await second.goto(room.entrance);
  await expect(second.getByText("You already have a place here")).toBeVisible();
  await second.getByRole("link", { name: "Go to my place" }).click();
  await expect(second.getByRole("heading", { name: "You are next" })).toBeVisible();
  await expect(second.getByText("Ida Brandt")).toBeVisible();
  await second.close();
});

test("the same form sent twice is one place", async ({ page, another, room, newConsultant }) => {
  await page.goto(room.entrance);
  await fillEntrance(page, { name: "Jan Koch" });
  const second = await page.context().newPage();
  await join(page, room, { name: "Jan Koch" });
  await second.goto("/ticket");
  await expect(second).toHaveURL(`${room.entrance}/ticket`);
  await page.goBack();
  await page.goForward();
  await expect(page.getByRole("heading", { name: "You are next" })).toBeVisible();
  const staff = await another();
  await openBoard(staff, await newConsultant(room), room);
  await expect(staff.getByRole("article")).toHaveCount(1);
});

test("loading the page again keeps place and number", async ({ page, another, room }) => {
  await join(await another(), room, { name: "Kim First" });
  await join(page, room, { name: "Lea Second" });
  await expect(page.getByRole("heading", { name: "1 person is ahead of you" })).toBeVisible();
  const number = await page.getByText("Your number").locator("..").getByRole("definition").innerText();
  await page.reload();
  await expect(page.getByRole("heading", { name: "1 person is ahead of you" })).toBeVisible();
  await expect(page.getByText("Your number").locator("..").getByRole("definition")).toHaveText(number);
});

test("who leaves frees the place and can take it again", async ({ page, another, room, newConsultant }) => {
  const staff = await another();
  await openBoard(staff, await newConsultant(room), room);
  await join(page, room, { name: "Mia Sand" });
  await soon(staff, () => expect(card(staff, "Mia Sand")).toBeVisible());

  await unfold(page, "Leave the line");
  await page.getByRole("button", { name: "Yes, leave the line" }).click();
  await expect(page.getByRole("heading", { name: "You have left the line" })).toBeVisible();
  await soon(staff, () => expect(card(staff, "Mia Sand")).toHaveCount(0));

  await page.getByRole("button", { name: "Take my place again" }).click();
  await expect(page.getByRole("heading", { name: "You are next" })).toBeVisible();
  await soon(staff, () => expect(card(staff, "Mia Sand")).toContainText("Returned"));
});

test("the pages speak German when asked to", async ({ page, room }) => {
  await page.goto(room.entrance);
  await page.getByRole("button", { name: "Deutsch" }).click();
  await expect(page.getByRole("button", { name: /Platz/ })).toBeVisible();
  await expect(page.getByLabel("Ihr Name")).toBeVisible();
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("button", enter)).toBeVisible();
});

test("a browser without a ticket is told how to get one", async ({ page }) => {
  await page.goto("/ticket");
  await expect(page.getByText("No place in line")).toBeVisible();
});

test("what a page loads is there, compressed, and kept for ever", async ({ page, room, scripts }) => {
  await join(page, room, { name: "Otto Kurz" });
  const html = await (await page.request.get(`${room.entrance}/ticket`)).text();
  const files = new Set(html.match(/\/pkg\/[^"'\\ )]+/g));
  expect([...files].filter((file) => file.endsWith(".css"))).toHaveLength(1);
  expect([...files].some((file) => file.endsWith(".wasm"))).toBe(true);
  for (const file of files) {
    const answer = await page.request.get(file, { headers: { "accept-encoding": "br" } });
    expect(answer.status(), file).toBe(200);
    expect(answer.headers()["cache-control"], file).toBe("public, max-age=31536000, immutable");
    expect(answer.headers()["content-encoding"], file).toBe("br");
    expect(file, "a name that changes with the content").toMatch(/\.[\w-]{12,}\./);
  }
  if (scripts) await expect(page.getByRole("heading", { name: "You are next" })).toBeVisible();
});
