// The board: whoever waits is met once, by one consultant, whatever goes wrong on the way.
import { carryOn, card, hasScripts, join, notLive, openBoard, press, signIn, soon, told, unfold } from "../support/steps.mjs";
import { expect, test } from "../support/fixtures.ts";
import { control } from "../support/world.mjs";

test("two consultants press at once: one wins, the other is told who", async ({ page: winner, another, room, newConsultant, watch }) => {
  watch.expectStatus(409);
  const [first, second] = [await newConsultant(room), await newConsultant(room)];
  const loser = await another();
  // A board that hears nothing of the other: without script it is one anyway.
  await loser.addInitScript(() => Object.defineProperty(globalThis, "EventSource", { value: undefined }));
  await join(await another(), room, { name: "Nora Feld" });
  await openBoard(winner, first, room);
  await signIn(loser, second, room.path);
  if (hasScripts(loser)) await expect(notLive(loser)).toBeVisible();
  await expect(card(loser, "Nora Feld").getByRole("button", { name: "Take", exact: true })).toBeVisible();

  await press(winner, "Nora Feld", "Take");
  await expect(card(winner, "Nora Feld")).toContainText("Taken by you");
  await press(loser, "Nora Feld", "Take");
  await expect(told(loser, `${first.name} has taken this visitor.`)).toBeVisible();
  await soon(winner, () => expect(card(winner, "Nora Feld").getByRole("link", { name: "Join meeting" })).toBeVisible());
});

test("a visitor given back keeps the place and can be taken by somebody else", async ({ page: staff, another, room, newConsultant }) => {
  const visitor = await another();
  await join(visitor, room, { name: "Olaf Stein" });
  await openBoard(staff, await newConsultant(room), room);
  await press(staff, "Olaf Stein", "Take");
  await soon(visitor, () => expect(visitor.getByRole("link", { name: "Join the meeting" })).toBeVisible());
  await press(staff, "Olaf Stein", "Back to the queue");
  await soon(visitor, () => expect(visitor.getByRole("heading", { name: "You are next" })).toBeVisible());
  await expect(card(staff, "Olaf Stein").getByRole("button", { name: "Take", exact: true })).toBeVisible();
});

test("a visitor who does not answer confirms and is served first", async ({ page: staff, another, room, newConsultant }) => {
  const [early, visitor] = [await another(), await another()];
  await join(visitor, room, { name: "Pia Wolf" });
  await join(early, room, { name: "Quirin Amsel" });
  await openBoard(staff, await newConsultant(room), room);
  await press(staff, "Pia Wolf", "Take");
  await press(staff, "Pia Wolf", "Does not answer");
  await soon(visitor, () => expect(visitor.getByRole("heading", { name: "We could not reach you" })).toBeVisible());
  await visitor.getByRole("button", { name: "I am here" }).click();
  await expect(visitor.getByRole("heading", { name: "You are next" })).toBeVisible();
  await soon(staff, () => expect(staff.getByRole("article").first()).toContainText("Pia Wolf"));
  await expect(card(staff, "Pia Wolf")).toContainText("Served first");
});

test("a test entry is removed with a reason", async ({ page: staff, another, room, newConsultant }) => {
  const visitor = await another();
  await join(visitor, room, { name: "Rosa Probe" });
  await openBoard(staff, await newConsultant(room), room);
  await unfold(card(staff, "Rosa Probe"), "Remove");
  await card(staff, "Rosa Probe").getByLabel("Reason").selectOption("Test");
  await press(staff, "Rosa Probe", "Remove");
  await expect(staff.getByText("New arrivals appear here by themselves.")).toBeVisible();
  await soon(visitor, () => expect(visitor.getByRole("heading", { name: "Your place was removed" })).toBeVisible());
});

test("one consultant has one visitor at a time", async ({ page: staff, another, room, newConsultant }) => {
  await join(await another(), room, { name: "Sven Erst" });
  await join(await another(), room, { name: "Tina Dann" });
  await openBoard(staff, await newConsultant(room), room);
  await staff.getByRole("button", { name: "Take next" }).click();
  await soon(staff, () => expect(card(staff, "Sven Erst")).toContainText("Taken by you"));
  await expect(card(staff, "Tina Dann").getByRole("button", { name: "Take", exact: true })).toHaveCount(0);
  await expect(card(staff, "Tina Dann")).toContainText("You are with another visitor.");
  await press(staff, "Sven Erst", "Finish");
  await expect(card(staff, "Sven Erst")).toHaveCount(0);
  await staff.getByRole("button", { name: "Take next" }).click();
  await soon(staff, () => expect(card(staff, "Tina Dann")).toContainText("Taken by you"));
});

test("an old page cannot change what has moved on", async ({ page: staff, another, room, newConsultant, watch }) => {
  watch.expectStatus(409);
  const person = await newConsultant(room);
  await join(await another(), room, { name: "Udo Falk" });
  await staff.addInitScript(() => Object.defineProperty(globalThis, "EventSource", { value: undefined }));
  await signIn(staff, person, room.path);
  const other = await staff.context().newPage();
  await other.goto(room.path);
  await press(other, "Udo Falk", "Take");
  await expect(card(other, "Udo Falk")).toContainText("Taken by you");
  await press(other, "Udo Falk", "Back to the queue");
  await expect(card(other, "Udo Falk").getByRole("button", { name: "Take", exact: true })).toBeVisible();
  await press(staff, "Udo Falk", "Take");
  await expect(told(staff, "This has changed meanwhile")).toBeVisible();
});

test.describe("when the meeting cannot be made", () => {
  test.afterEach(async ({ world }) => control(world.microsoft, "clear-faults"));

  test("the claim stays, the reason is told, and a second try works", async ({ page: staff, another, world, newRoom, newConsultant }) => {
    const room = await newRoom({ meeting: "teams" });
    const visitor = await another();
    await join(visitor, room, { name: "Vera Kranz" });
    await openBoard(staff, await newConsultant(room), room);
    await staff.getByRole("link", { name: "Connect Teams" }).click();
    await carryOn(staff);
    await expect(staff).toHaveURL(room.path);
    await control(world.microsoft, "fault", { path: "/graph/v1.0/me/onlineMeetings", kind: "status", status: 403, code: "Forbidden", count: 1 });
    await press(staff, "Vera Kranz", "Take");
    await soon(staff, () => expect(card(staff, "Vera Kranz")).toContainText("The meeting could not be prepared"));
    await expect(card(staff, "Vera Kranz")).toContainText("Microsoft refuses to make a meeting for you");
    await expect(card(staff, "Vera Kranz")).toContainText("Taken by you");
    await expect(visitor.getByRole("link", { name: "Join the meeting" })).toHaveCount(0);
    await press(staff, "Vera Kranz", "Try again");
    await soon(staff, () => expect(card(staff, "Vera Kranz").getByRole("link", { name: "Join meeting" })).toBeVisible());
    await soon(visitor, () => expect(visitor.getByRole("link", { name: "Join the meeting" })).toBeVisible());
  });

  test("a link made elsewhere serves as well", async ({ page: staff, another, world, newRoom, newConsultant, watch }) => {
    watch.expectStatus(422);
    const room = await newRoom({ meeting: "teams" });
    const visitor = await another();
    await join(visitor, room, { name: "Willi Roth" });
    const person = await newConsultant(room);
    await control(world.microsoft, "licence", { person: person.upn, teams: false });
    await openBoard(staff, person, room);
    await staff.getByRole("link", { name: "Connect Teams" }).click();
    await carryOn(staff);
    await expect(staff).toHaveURL(room.path);
    await press(staff, "Willi Roth", "Take");
    await soon(staff, () => expect(card(staff, "Willi Roth")).toContainText("a Teams licence is missing"));
    await unfold(staff, "Use a link made elsewhere");
    await staff.getByLabel("Meeting link (https)").fill("https://meet.example/willi");
    await staff.getByRole("button", { name: "Use this link" }).click();
    await expect(card(staff, "Willi Roth").getByRole("link", { name: "Join meeting" })).toBeVisible();
    await soon(visitor, () => expect(visitor.getByRole("link", { name: "Join the meeting" })).toBeVisible());
  });

  test("whoever has not connected Teams is led there, and the visitor keeps waiting for them", async ({ page: staff, another, newRoom, newConsultant }) => {
    const room = await newRoom({ meeting: "teams" });
    await join(await another(), room, { name: "Xenia Bach" });
    await openBoard(staff, await newConsultant(room), room);
    await press(staff, "Xenia Bach", "Take");
    await soon(staff, () => expect(card(staff, "Xenia Bach")).toContainText("Your Teams is not connected yet."));
    await card(staff, "Xenia Bach").getByRole("link", { name: "Connect Teams" }).click();
    await carryOn(staff);
    await expect(staff).toHaveURL(room.path);
    await press(staff, "Xenia Bach", "Try again");
    await soon(staff, () => expect(card(staff, "Xenia Bach").getByRole("link", { name: "Join meeting" })).toBeVisible());
  });
});
