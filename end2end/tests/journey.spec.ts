// The whole way with two browsers: a visitor is met, in a Teams meeting, and forgotten afterwards.
import { carryOn, card, join, newTab, openBoard, press, soon, unfold } from "../support/steps.mjs";
import { expect, test } from "../support/fixtures.ts";

test("a visitor waits, is taken, met in Teams, and deletes what they wrote", async ({ page: visitor, another, newRoom, newConsultant }) => {
  const room = await newRoom({ meeting: "teams" });
  const person = await newConsultant(room);
  const staff = await another();

  await test.step("the consultant signs in and connects Teams once", async () => {
    await openBoard(staff, person, room);
    await expect(staff.getByText("New arrivals appear here by themselves.")).toBeVisible();
    await staff.getByRole("link", { name: "Connect Teams" }).click();
    await carryOn(staff);
    await expect(staff).toHaveURL(room.path);
    await expect(staff.getByRole("link", { name: "Connect Teams" })).toHaveCount(0);
  });

  await test.step("the visitor enters and stands on the board", async () => {
    await join(visitor, room, { name: "Ada Winter", about: "Sleep" });
    await soon(staff, () => expect(card(staff, "Ada Winter")).toBeVisible());
    await expect(card(staff, "Ada Winter")).toContainText("Sleep");
    await expect(card(staff, "Ada Winter")).toContainText("less than a minute");
  });

  await test.step("the consultant takes them, and both get the button", async () => {
    await press(staff, "Ada Winter", "Take");
    await soon(staff, () => expect(card(staff, "Ada Winter").getByRole("link", { name: "Join meeting" })).toBeVisible());
    await soon(visitor, () => expect(visitor.getByRole("link", { name: "Join the meeting" })).toBeVisible());
  });

  await test.step("both reach the same Teams meeting", async () => {
    const lobby = await newTab(visitor, visitor.getByRole("link", { name: "Join the meeting" }));
    await expect(lobby.getByRole("heading", { name: "You are in the lobby" })).toBeVisible();
    const meeting = await newTab(staff, card(staff, "Ada Winter").getByRole("link", { name: "Join meeting" }));
    await meeting.getByRole("button", { name: `Join as ${person.name}` }).click();
    await expect(meeting.getByRole("heading", { name: /^You are/ })).toBeVisible();
    await lobby.reload();
    await expect(lobby.getByRole("heading", { name: `You are in the meeting with ${person.name}` })).toBeVisible();
    await Promise.all([lobby.close(), meeting.close()]);
    await soon(visitor, () => expect(visitor.getByRole("heading", { name: "Your consultation is under way" })).toBeVisible());
    await soon(staff, () => expect(card(staff, "Ada Winter")).toContainText("In consultation"));
  });

  await test.step("the visit ends for both", async () => {
    await press(staff, "Ada Winter", "Finish");
    await soon(staff, () => expect(staff.getByText("New arrivals appear here by themselves.")).toBeVisible());
    await soon(visitor, () => expect(visitor.getByRole("heading", { name: "Your visit is finished" })).toBeVisible());
  });

  await test.step("the visitor deletes what they wrote, for good", async () => {
    await expect(visitor.getByRole("definition").filter({ hasText: "Ada Winter" })).toBeVisible();
    await unfold(visitor, "Delete my answers");
    await visitor.getByRole("button", { name: "Yes, delete them" }).click();
    await expect(visitor.getByText("Your name and your answers have been erased.")).toBeVisible();
    await visitor.reload();
    await expect(visitor.getByText("Your name and your answers have been erased.")).toBeVisible();
    await expect(visitor.getByText("Ada Winter")).toHaveCount(0);
  });
});

test("answers deleted while waiting leave the board, the place stays", async ({ page: visitor, another, room, newConsultant }) => {
  const staff = await another();
  await openBoard(staff, await newConsultant(room), room);
  await join(visitor, room, { name: "Ben Sommer", about: "Knee" });
  await soon(staff, () => expect(card(staff, "Ben Sommer")).toBeVisible());
  await unfold(visitor, "Delete my answers");
  await visitor.getByRole("button", { name: "Yes, delete them" }).click();
  await expect(visitor.getByText("Your name and your answers have been erased.")).toBeVisible();
  await expect(visitor.getByRole("heading", { name: "You are next" })).toBeVisible();
  await soon(staff, () => expect(card(staff, "1")).toBeVisible());
  await expect(staff.getByText("Ben Sommer")).toHaveCount(0);
  await expect(staff.getByText("Knee")).toHaveCount(0);
});

test("a room with a fixed link needs no Teams", async ({ page: visitor, another, newRoom, newConsultant }) => {
  const room = await newRoom({ meeting: "link", meeting_link: "https://meet.example/cardiology" });
  const staff = await another();
  await openBoard(staff, await newConsultant(room), room);
  await expect(staff.getByRole("link", { name: "Connect Teams" })).toHaveCount(0);
  await join(visitor, room, { name: "Cleo Herbst" });
  await soon(staff, () => expect(card(staff, "Cleo Herbst")).toBeVisible());
  await press(staff, "Cleo Herbst", "Take");
  const link = visitor.getByRole("link", { name: "Join the meeting" });
  await soon(visitor, () => expect(link).toBeVisible());
  // The address itself is not on the page: it is given out at the moment of use.
  const answer = await visitor.request.get((await link.getAttribute("href")) ?? "", { maxRedirects: 0 });
  expect([answer.status(), answer.headers().location]).toEqual([303, "https://meet.example/cardiology"]);
  expect(await visitor.content()).not.toContain("meet.example");
});
