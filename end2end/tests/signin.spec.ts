// Signing in and out, with every answer that Microsoft or somebody hostile may send.
import { card, carryOn, hasScripts, join, openBoard, pick, pickAccount, signIn, unfold } from "../support/steps.mjs";
import { astrid, FABRIKAM, farid, finn, SIGNIN_CLIENT } from "../support/cast.mjs";
import { expect, test } from "../support/fixtures.ts";
import { control } from "../support/world.mjs";

const problem = { level: 1, name: "The sign-in did not work" } as const;

test("staff sign in from the start page and see their rooms", async ({ page, room, newConsultant }) => {
  const person = await newConsultant(room);
  await page.goto("/");
  await page.getByRole("link", { name: "Sign in as staff" }).click();
  await pickAccount(page, person);
  await expect(page).toHaveURL("/rooms");
  await expect(page.getByRole("heading", { level: 1, name: "Rooms" })).toBeVisible();
  await expect(page.getByRole("heading", { name: room.name })).toBeVisible();
  await expect(page.getByText(person.name).first()).toBeVisible();
});

test("a page that needs a sign-in is what one sees after it", async ({ page, watch, room, newConsultant }) => {
  watch.expectStatus(401);
  const person = await newConsultant(room);
  await page.goto(room.path);
  await expect(page.getByRole("heading", { name: "Please sign in" })).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await pickAccount(page, person);
  await expect(page).toHaveURL(room.path);
  await expect(page.getByRole("heading", { level: 1, name: room.name })).toBeVisible();
});

test("whoever is signed in at Microsoft is not asked again", async ({ page, world, newPerson }) => {
  await signIn(page, await newPerson());
  await page.context().clearCookies({ domain: new URL(world.url).hostname });
  await page.goto("/signin?return=/rooms");
  await carryOn(page);
  await expect(page).toHaveURL("/rooms");
  await expect(page.getByRole("heading", { level: 1, name: "Rooms" })).toBeVisible();
});

test("a person without any room is told what to do", async ({ page, newPerson }) => {
  await signIn(page, await newPerson());
  await expect(page.getByText("No rooms yet")).toBeVisible();
  await expect(page.getByText(/An administrator of your organisation can add you/)).toBeVisible();
  await expect(page.getByRole("link", { name: "New room" })).toHaveCount(0);
});

test.describe("people of an organisation that is not registered", () => {
  // As if nobody of Fabrikam had ever been here.
  test.beforeEach(async ({ world }) => control(world.microsoft, "application", { tenant: FABRIKAM, client: SIGNIN_CLIENT, remove: true }));

  test("may cancel at Microsoft, and are told so", async ({ page }) => {
    await page.goto("/signin?return=/rooms");
    await pick(page, farid);
    await page.getByRole("button", { name: "Cancel" }).click();
    await carryOn(page);
    await expect(page.getByRole("heading", problem)).toBeVisible();
    await expect(page.getByText("The sign-in was cancelled, or access was not agreed to.")).toBeVisible();
    await expect(page.getByText(/please give this number: \S+/)).toBeVisible();
    await expect(page.getByRole("link", { name: "Sign in again" })).toBeVisible();
  });

  test("gain nothing, and learn who can change that", async ({ page, watch }) => {
    watch.expectStatus(401);
    await page.goto("/signin?return=/rooms");
    await pick(page, finn);
    await page.getByRole("button", { name: "Accept" }).click();
    await carryOn(page);
    await expect(page.getByRole("heading", problem)).toBeVisible();
    await expect(page.getByText("Your organisation is not registered here.")).toBeVisible();
    await page.goto("/rooms");
    await expect(page.getByRole("heading", { name: "Please sign in" })).toBeVisible();
  });
});

test("signing out ends the session here and at Microsoft", async ({ page, room, newConsultant, watch }) => {
  watch.expectStatus(401);
  const person = await newConsultant(room);
  await openBoard(page, person, room);
  await unfold(page.getByRole("banner"), person.name);
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByRole("link", { name: "Sign in as staff" })).toBeVisible();
  await page.goto(room.path);
  await expect(page.getByRole("heading", { name: "Please sign in" })).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Pick an account" })).toBeVisible();
});

test("signing out at Microsoft ends the session here, and the board forgets who waits", async ({ page, another, world, room, newConsultant, watch }) => {
  watch.expectStatus(401);
  await openBoard(page, await newConsultant(room), room);
  await join(await another(), room, { name: "Vera Noch" });
  if (hasScripts(page)) await expect(card(page, "Vera Noch")).toBeVisible();
  const elsewhere = await page.context().newPage();
  await elsewhere.goto(`${world.microsoft}/organizations/oauth2/v2.0/logout`);
  await expect(elsewhere.getByRole("heading", { name: "You signed out of your account" })).toBeVisible();
  if (hasScripts(page)) {
    await expect(page.getByRole("main").getByText(/^Not live: you are signed out/).first()).toBeVisible();
    await expect(card(page, "Vera Noch")).toHaveCount(0);
    await expect.poll(() => page.content()).not.toContain("Vera Noch");
    await expect(page.getByRole("main").getByRole("link", { name: "Sign in" })).toBeVisible();
  }
  await expect(async () => {
    await page.goto(room.path);
    await expect(page.getByRole("heading", { name: "Please sign in" })).toBeVisible({ timeout: 1_000 });
  }).toPass();
});

test("an answer that nobody asked for signs nobody in", async ({ page, world }) => {
  const form = { id_token: "eyJhbGciOiJub25lIn0.e30.", state: "forged" };
  const answer = await page.request.post("/signin/callback", { form, headers: { origin: world.microsoft } });
  await page.goto(answer.url());
  await expect(page.getByRole("heading", problem)).toBeVisible();
  await expect(page.getByText(/This answer belongs to no sign-in that was begun in this browser/)).toBeVisible();
  expect((await page.context().cookies()).map((cookie) => cookie.name)).not.toContain("__Host-session");
});

test("an answer serves once", async ({ page, world, newPerson }) => {
  const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/signin/callback"));
  await signIn(page, await newPerson());
  const data = (await sent).postData() ?? "";
  expect(data).toContain("id_token=");
  await page.context().clearCookies({ name: "__Host-session" });
  const headers = { origin: world.microsoft, "content-type": "application/x-www-form-urlencoded" };
  const answer = await page.request.post("/signin/callback", { data, headers });
  await page.goto(answer.url());
  await expect(page.getByRole("heading", problem)).toBeVisible();
  expect((await page.context().cookies()).map((cookie) => cookie.name)).not.toContain("__Host-session");
});

test("the answer for one browser is worth nothing in another", async ({ page, another, world, newPerson }) => {
  // The victim begins; the answer that belongs to somebody else's attempt arrives.
  const attacker = await another();
  const sent = attacker.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/signin/callback"));
  await signIn(attacker, await newPerson());
  const data = (await sent).postData() ?? "";
  await page.goto("/signin?return=/rooms");
  await expect(page.getByRole("heading", { name: "Pick an account" })).toBeVisible();
  const headers = { origin: world.microsoft, "content-type": "application/x-www-form-urlencoded" };
  const answer = await page.request.post("/signin/callback", { data, headers });
  await page.goto(answer.url());
  await expect(page.getByRole("heading", problem)).toBeVisible();
});

test("a session cookie that is not ours is nobody's", async ({ page }) => {
  const answer = await page.request.get("/rooms", { headers: { cookie: "__Host-session=forged" } });
  expect(answer.status()).toBe(401);
  expect(await answer.text()).toContain("Please sign in");
});

for (const elsewhere of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
  test(`a sign-in never returns to ${elsewhere}`, async ({ page, world }) => {
    await page.goto(`/signin?return=${encodeURIComponent(elsewhere)}`);
    await pickAccount(page, astrid);
    await expect(page.getByRole("banner")).toBeVisible();
    expect(new URL(page.url()).origin).toBe(world.url);
  });
}
