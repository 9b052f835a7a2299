// Every page in every state worth looking at, for the accessibility checks and for the eye.
// A walk gets a stage { world, admin, open(person?), newRoom(settings), newConsultant(room) } and shows each place to `see`.
import { expect } from "@playwright/test";
import { astrid, farid, FABRIKAM, rahul, SIGNIN_CLIENT } from "./cast.mjs";
import { awake, card, carryOn, connectTeams, fillEntrance, join, openBoard, pick, press, signIn, unfold } from "./steps.mjs";
import { control } from "./world.mjs";

/** Pages that anybody can open, and the ways a sign-in can go wrong. */
async function outside(stage, see) {
  const page = await stage.open();
  const visit = async (path, name) => {
    await page.goto(path);
    await see(page, name);
  };
  await visit("/", "start");
  await visit("/trust", "trust");
  await visit("/trust/judge?example=assistant", "judge");
  await visit("/trust/judge?example=old_consent", "judge-consent-address");
  await visit("/register", "register-without-invitation");
  await visit("/register?invitation=sample", "register");
  await visit("/invitation?code=sample", "invitation");
  await visit("/no/such/page", "not-found");
  await visit("/rooms", "sign-in-needed");
  await visit(`/w/${stage.world.slug}`, "organisation");
  await control(stage.world.microsoft, "application", { tenant: FABRIKAM, client: SIGNIN_CLIENT, remove: true });
  await page.goto("/signin?return=/rooms");
  await see(page, "account-picker");
  await pick(page, farid);
  await page.getByRole("button", { name: "Cancel" }).click();
  await carryOn(page);
  await expect(page.getByRole("heading", { level: 1, name: "The sign-in did not work" })).toBeVisible();
  await see(page, "sign-in-problem");
}

/** A visitor's pages from the entrance to the end. */
async function visitor(stage, see) {
  const room = await stage.newRoom({
    name: "Cardiology consultation",
    intro: "Talk to a nurse or doctor about your treatment.\n\nIn an emergency call 112.",
    fallback_text: "If nobody meets you, call +49 30 555 0100.",
    questions: [
      { label: "What is it about?", explanation: "A few words are enough.", kind: "text", required: "true", on_card: "true" },
      { label: "Have you been here before?", kind: "yes_no" },
      { label: "Until when?", kind: "date" },
      { label: "Anything we should know?", kind: "long_text" },
    ],
  });
  const page = await stage.open();
  await page.goto("/ticket");
  await see(page, "ticket-none");
  await page.goto(room.entrance);
  await see(page, "entrance");
  await unfold(page, "Privacy notice of this room");
  await page.getByLabel("Your name").fill("Ada Winter");
  await page.getByRole("button", { name: "Take a place in line" }).click();
  await expect(page.getByRole("alert")).toContainText("Please check what you wrote");
  await see(page, "entrance-refused");

  await join(await stage.open(), room, { name: "Ben Sommer" });
  await fillEntrance(page, { name: "Ada Winter", about: "Sleep" });
  await page.getByRole("button", { name: "Take a place in line" }).click();
  await expect(page.getByRole("heading", { name: "1 person is ahead of you" })).toBeVisible();
  await awake(page);
  await see(page, "ticket-waiting");
  await unfold(page, "Leave the line");
  await unfold(page, "Delete my answers");
  await see(page, "ticket-waiting-confirm");
  const second = await page.context().newPage();
  await second.goto(room.entrance);
  await see(second, "entrance-already-inside");
  await second.close();

  const staff = await stage.open();
  await openBoard(staff, await stage.newConsultant(room), room);
  await press(staff, "Ada Winter", "Take");
  await expect(page.getByRole("link", { name: "Join the meeting" })).toBeVisible();
  await see(page, "ticket-called");
  await press(staff, "Ada Winter", "Does not answer");
  await expect(page.getByRole("heading", { name: "We could not reach you" })).toBeVisible();
  await see(page, "ticket-not-reached");
  await page.getByRole("button", { name: "I am here" }).click();
  await expect(card(staff, "Ada Winter")).toContainText("Served first");
  await press(staff, "Ada Winter", "Take");
  await press(staff, "Ada Winter", "Finish");
  await expect(page.getByRole("heading", { name: "Your visit is finished" })).toBeVisible();
  await see(page, "ticket-finished");
  const sure = page.getByRole("button", { name: "Yes, delete them" });
  if (!(await sure.isVisible())) await unfold(page, "Delete my answers");
  await sure.click();
  await expect(page.getByText("Your name and your answers have been erased.")).toBeVisible();
  await see(page, "ticket-erased");

  const several = await stage.open();
  for (const name of ["Physiotherapy", "Dietetics"]) await join(several, await stage.newRoom({ name }), { name: "Ida Sommer" });
  await several.goto("/ticket");
  await see(several, "ticket-several");

  const closed = await stage.newRoom({ name: "Night desk", open: undefined, closed_text: "We are back on Monday at 8.", fallback_text: "Call +49 30 555 0100." });
  await page.goto(closed.entrance);
  await see(page, "entrance-closed");
  const full = await stage.newRoom({ name: "Small room", capacity: "1" });
  await join(await stage.open(), full, { name: "Cleo Herbst" });
  await page.goto(full.entrance);
  await see(page, "entrance-full");
}

/** The board in its states. */
async function board(stage, see) {
  const room = await stage.newRoom({ name: "Social counselling", meeting: "teams" });
  const page = await stage.open();
  const person = await stage.newConsultant(room);
  await openBoard(page, person, room);
  await see(page, "board-empty-not-connected");
  await connectTeams(page, room);
  for (const [name, about] of [["Dora Lenz", "Housing benefit"], ["Emil Korn", "Care at home for my mother, and a question about the long form that came by post last week"], ["Fee Lang", "Something else"]]) {
    await join(await stage.open(), room, { name, about });
    await expect(card(page, name)).toBeVisible();
  }
  await see(page, "board-waiting");
  await control(stage.world.microsoft, "fault", { path: "/graph/v1.0/me/onlineMeetings", kind: "status", status: 403, code: "Forbidden", count: 1 });
  await press(page, "Dora Lenz", "Take");
  await expect(card(page, "Dora Lenz")).toContainText("The meeting could not be prepared");
  await unfold(page, "Use a link made elsewhere");
  await see(page, "board-meeting-failed");
  await press(page, "Dora Lenz", "Try again");
  await expect(card(page, "Dora Lenz").getByRole("link", { name: "Join meeting" })).toBeVisible();
  await unfold(card(page, "Emil Korn"), "Remove");
  await see(page, "board-taken");
  await page.goto("/rooms");
  await see(page, "rooms");
  await unfold(page.getByRole("banner"), person.name);
  await see(page, "account-menu");
  const nobody = await stage.open();
  const lost = await stage.newPerson();
  await signIn(nobody, lost);
  await see(nobody, "rooms-none");
  // The page after signing out moves on to Microsoft by itself. An answer without content leaves the browser where it is.
  await nobody.route(/\/oauth2\/v2\.0\/logout/, (route) => route.fulfill({ status: 204 }));
  await unfold(nobody.getByRole("banner"), lost.name);
  await nobody.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(nobody.getByRole("heading", { level: 1, name: "You are signed out of Anteroom" })).toBeVisible();
  await see(nobody, "signed-out");
}

/** The administrator's pages. */
async function admin(stage, see) {
  const room = await stage.newRoom({ name: "Dermatology" });
  await stage.newConsultant(room);
  const page = await stage.open();
  await signIn(page, astrid, "/admin/setup");
  await see(page, "setup");
  await page.goto("/admin/setup?consent=cancelled");
  await see(page, "setup-consent-cancelled");
  await page.goto("/admin/people");
  await see(page, "people");
  await unfold(page, "A person, by object id");
  await unfold(page, "A group, by object id");
  await see(page, "people-unfolded");
  await page.goto(`/admin/people/${astrid.oid}`);
  await see(page, "person");
  await page.goto("/admin/rooms/new");
  await unfold(page, "Add a question");
  await see(page, "room-new");
  await page.getByLabel("Privacy notice").fill("");
  await page.getByRole("button", { name: "Make room" }).click();
  await expect(page.getByRole("alert")).toContainText("Please check what you wrote");
  await see(page, "room-new-refused");
  await page.goto(`/admin/rooms/${room.id}`);
  await page.getByRole("button", { name: "Make invitation link" }).click();
  await expect(page.getByText("Invitation link, shown only this once")).toBeVisible();
  await see(page, "room-settings");
  await page.goto("/rooms");
  await see(page, "rooms-administrator");
  await page.goto("/admin/audit");
  await see(page, "audit");
  const reviewer = await stage.open();
  await signIn(reviewer, rahul);
  await reviewer.goto(`/admin/people`);
  await see(reviewer, "forbidden");
}

/** What a tenant lets us do, what is kept, and how it ends: the pages of administrators and reviewers about trust. */
async function oversight(stage, see) {
  const page = await stage.open();
  await signIn(page, astrid, "/admin/permissions");
  // At most once in five minutes: somebody may have asked just now.
  const check = page.getByRole("button", { name: "Check now" }).first();
  if (await check.count()) await check.click();
  await expect(page.getByText(/The next check on request is possible from/).first()).toBeVisible({ timeout: 30_000 });
  await see(page, "permissions");
  const places = [
    ["/admin/permissions/print", "permissions-print"],
    ["/admin/permissions/pasted", "permissions-pasted"],
    ["/admin/permissions/once", "permissions-once"],
    ["/admin/permissions/errors", "errors"],
    ["/admin/setup/documents", "documents"],
    ["/admin/setup/documents?layout=sources&host=kubernetes", "documents-by-source"],
    ["/admin/setup/todo", "todo"],
    ["/admin/privacy", "privacy"],
    ["/admin/privacy/leave", "leave"],
    ["/admin/connectors", "connectors"],
    ["/trust/setup", "documents-for-anybody"],
  ];
  for (const [path, name] of places) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await see(page, name);
  }
}

/** The walks by name. */
export const walks = { outside, visitor, board, admin, oversight };
