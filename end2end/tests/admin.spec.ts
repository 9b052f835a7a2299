// What the administrator does, and what everybody else may not.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expectAccessible } from "../support/axe.ts";
import { pick, pickAccount, signIn, unfold } from "../support/steps.mjs";
import { astrid, carla, DATA_CLIENT, emil, FABRIKAM, farid, jonas, rahul, SIGNIN_CLIENT } from "../support/cast.mjs";
import { expect, test, type Person, type Room } from "../support/fixtures.ts";
import { browserOf, giveRole, makeRoom, registerContoso } from "../support/tenant.mjs";
import { control, invite, startWorld } from "../support/world.mjs";

test("an organisation registers by invitation: administrators only, and only once", async ({ page, another, watch }) => {
  const world = await startWorld({ people: 60, args: ["--not-consented"] });
  try {
    const link = await invite(world.env);
    const employee = await another();

    await test.step("without an invitation there is no way in", async () => {
      await page.goto(`${world.url}/register`);
      await expect(page.getByText("You need an invitation link")).toBeVisible();
      await expect(page.getByRole("link", { name: "Sign in as administrator" })).toHaveCount(0);
    });

    await test.step("somebody without the right role gains nothing", async () => {
      await employee.goto(link);
      await expect(employee.getByRole("heading", { level: 1, name: "Register an organisation" })).toBeVisible();
      await employee.getByRole("link", { name: "Sign in as administrator" }).click();
      await pickAccount(employee, emil);
      await expect(employee.getByText("Only an administrator of the organisation can register it.")).toBeVisible();
    });

    await test.step("the administrator registers and sees what is left to do", async () => {
      await page.goto(link);
      await page.getByRole("link", { name: "Sign in as administrator" }).click();
      await pickAccount(page, astrid);
      await expect(page).toHaveURL(`${world.url}/admin/setup`);
      await expect(page.getByRole("heading", { level: 1, name: "Setup" })).toBeVisible();
      await expect(page.getByText("Your organisation is registered")).toBeVisible();
      await expect(page.getByText("OnlineMeetings.ReadWrite").first()).toBeVisible();
      await expect(page.getByText("Not checked")).toBeVisible();
    });

    await test.step("a mail tells the address and the next steps", async () => {
      const outbox = join(world.folder, "data", "outbox");
      await expect.poll(async () => (await readdir(outbox)).length).toBeGreaterThan(0);
      const mails = await Promise.all((await readdir(outbox)).map((name) => readFile(join(outbox, name), "utf8")));
      expect(mails.join("\n")).toContain(`${world.url}/w/contoso`);
    });

    await test.step("the invitation is used up", async () => {
      const stranger = await another();
      await control(world.microsoft, "consent", { tenant: FABRIKAM, client: SIGNIN_CLIENT });
      await stranger.goto(link);
      await expect(stranger.getByText("This link has been used")).toBeVisible();
      await expect(stranger.getByRole("link", { name: "Sign in as administrator" })).toHaveCount(0);
      await stranger.goto(`${world.url}/signin?purpose=register&invitation=${new URL(link).searchParams.get("invitation")}`);
      await expect(stranger.getByText("The invitation link is not known, has been used, or has expired.")).toBeVisible();
    });

    await test.step("consent: cancelled, given elsewhere, given", async () => {
      watch.expectStatus(404);
      const agree = async (answer: string) => {
        await page.getByRole("link", { name: "Agree at Microsoft" }).click();
        await pick(page, astrid);
        await page.getByRole("button", { name: answer, exact: true }).click();
      };
      await agree("Cancel");
      await expect(page.getByText(/^Nothing was agreed to/)).toBeVisible();
      await expect(page).toHaveURL(/consent=cancelled/);
      await agree("Another tenant");
      await expect(page.getByText(/^The agreement was given in another organisation/)).toBeVisible();
      await agree("Accept");
      await expect(page.getByText("Your organisation has agreed, and a check has shown it.")).toBeVisible();
      await expect(page.getByText("Agreed", { exact: true })).toBeVisible();
    });

    await test.step("what is taken away at Microsoft is seen by the next check", async () => {
      await control(world.microsoft, "application", { client: DATA_CLIENT, remove: true });
      await page.getByRole("button", { name: "Check now" }).click();
      await expect(page.getByText("Not there yet", { exact: true })).toBeVisible();
    });
  } finally {
    await world.stop();
  }
});

test("a person is invited to a room by a link that works once", async ({ page, another, room, newPerson }) => {
  await signIn(page, astrid, `/admin/rooms/${room.id}`);
  await page.getByRole("button", { name: "Make invitation link" }).click();
  const note = page.getByRole("status").filter({ hasText: "Invitation link, shown only this once" });
  const link = await note.getByRole("code").innerText();
  expect(link).toContain("/invitation?code=");

  const invited = await another();
  const person = await newPerson();
  await invited.goto(link);
  await expect(invited.getByRole("heading", { level: 1, name: "You are invited" })).toBeVisible();
  await invited.getByRole("link", { name: "Sign in and accept" }).click();
  await pickAccount(invited, person);
  const own = new URL(link).origin;
  await invited.waitForURL((url) => url.origin === own && !/^\/(signin|invitation)/.test(url.pathname));
  await invited.goto("/rooms");
  await expect(invited.getByRole("heading", { name: room.name })).toBeVisible();

  const late = await another();
  await late.goto(link);
  await late.getByRole("link", { name: "Sign in and accept" }).click();
  await expect(late.getByText("The invitation link is not known, has been used, or has expired.")).toBeVisible();

  await page.reload();
  await expect(page.getByRole("row", { name: new RegExp(person.name) })).toBeVisible();
});

test("a room is made, edited and refused by its form", async ({ page, another, watch }) => {
  watch.expectStatus(422);
  await signIn(page, astrid, "/admin/rooms/new");
  const name = `Night desk ${Date.now()}`;
  await page.getByLabel("Privacy notice").fill("");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Make room" }).click();
  await expect(page.getByLabel("Privacy notice")).toHaveAccessibleDescription(/Please fill in this field\./);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(name);

  await page.getByLabel("Privacy notice").fill("Contoso is responsible.");
  await unfold(page, "Add a question");
  await page.getByLabel("Question", { exact: true }).first().fill("Which ward?");
  await page.getByLabel("Kind of answer").first().selectOption("Choice");
  await page.getByLabel("Choices").first().fill("One\nTwo");
  await page.getByRole("button", { name: "Make room" }).click();
  await expect(page.getByText(/^The room is made\./)).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();

  const visitor = await another();
  await visitor.goto(await page.getByRole("link", { name: "Link for visitors" }).first().getAttribute("href") ?? "");
  await expect(visitor.getByRole("heading", { level: 1, name })).toBeVisible();
  await visitor.getByLabel("Which ward?").selectOption("Two");

  await page.getByLabel("Visitors may enter").uncheck();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText(/^Saved\./)).toBeVisible();
  await visitor.reload();
  await expect(visitor.getByText("This room is closed")).toBeVisible();
});

test("two administrators who edit the same room do not overwrite each other unseen", async ({ page, room, watch }) => {
  watch.expectStatus(409);
  await signIn(page, astrid, `/admin/rooms/${room.id}`);
  const other = await page.context().newPage();
  await other.goto(`/admin/rooms/${room.id}`);
  await other.getByLabel("Introduction").fill("From the other tab");
  await other.getByRole("button", { name: "Save", exact: true }).click();
  await expect(other.getByText(/^Saved\./)).toBeVisible();
  await page.getByLabel("Introduction").fill("From the first tab");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText(`${astrid.name} has saved this room meanwhile`)).toBeVisible();
  await expect(page.getByLabel("Introduction")).toHaveValue("From the first tab");
});

test("a role is given and taken away again", async ({ page, another, world, admin, newPerson }) => {
  // What can be undone is kept for each administrator: one of its own, beside others who work at the same time.
  const [own, person] = [await newPerson(), await newPerson()];
  await giveRole(world, admin, { oid: own.oid, role: "Administrator", rooms: undefined });
  const colleague = await another();
  await signIn(colleague, person);
  await signIn(page, own, "/admin/people");
  await unfold(page, "A person, by object id");
  await page.getByLabel("Object id of the person").fill(person.oid);
  const form = page.getByRole("group").filter({ has: page.getByLabel("Object id of the person") });
  await form.getByLabel("Role").selectOption("Reviewer");
  await page.getByRole("button", { name: "Add person" }).click();
  const row = page.getByRole("table", { name: "Roles given here" }).getByRole("row", { name: new RegExp(person.oid) });
  await expect(row).toContainText("Reviewer");
  const access = page.getByRole("table", { name: "Who has access, and why" }).getByRole("row", { name: new RegExp(person.oid) });
  await expect(access).toContainText(`given by ${own.name}`);
  await colleague.goto("/admin/audit");
  await expect(colleague.getByRole("heading", { level: 1, name: "Audit log" })).toBeVisible();
  await expect(colleague.getByText("Chain intact")).toBeVisible();

  await unfold(row, "Remove");
  await row.getByRole("button", { name: "Yes, remove" }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row).toHaveCount(1);
});

test("what is taken away is asked for in a dialog that keeps the focus and gives it back", async ({ page, room, newConsultant, scripts }) => {
  test.skip(!scripts, "without script the question opens in place");
  const person = await newConsultant(room);
  await signIn(page, astrid, `/admin/rooms/${room.id}`);
  const row = page.getByRole("row", { name: new RegExp(person.oid) });
  const opener = row.getByRole("button", { name: "Remove", exact: true });
  const dialog = page.getByRole("dialog", { name: "Remove" });
  await opener.focus();
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  await expect(dialog).toHaveAccessibleDescription(/\S/);
  await expectAccessible(page, "the dialog");
  for (const key of ["Tab", "Tab", "Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab"]) {
    await page.keyboard.press(key);
    const behind = await page.evaluate(() => document.activeElement !== document.body && !document.activeElement?.closest("dialog"));
    expect(behind, `the page behind has the focus after ${key}`).toBe(false);
  }
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
  await opener.click();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
  await opener.click();
  await dialog.getByRole("button", { name: "Yes, remove" }).click();
  await expect(row).toHaveCount(0);
});

test("the audit log holds what was done, in an unbroken chain", async ({ page, room }) => {
  await signIn(page, rahul, "/admin/audit");
  await expect(page.getByText("Chain intact")).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: room.id })).not.toHaveCount(0);
  await expect(page.getByRole("row").filter({ hasText: "Astrid Keller" })).not.toHaveCount(0);
});

/** Every page that needs a role, and who may see it. */
const pages = (room: Room) => ({
  rooms: "/rooms",
  board: room.path,
  newRoom: "/admin/rooms/new",
  settings: `/admin/rooms/${room.id}`,
  people: "/admin/people",
  audit: "/admin/audit",
  privacy: "/admin/privacy",
  leave: "/admin/privacy/leave",
  setup: "/admin/setup",
});
type PageName = keyof ReturnType<typeof pages>;

const everyPage: PageName[] = ["rooms", "board", "newRoom", "settings", "people", "audit", "privacy", "leave", "setup"];

interface Persona {
  role: string;
  sees: PageName[];
  /** Makes the person ready and says who it is; nobody for a stranger. */
  who: (need: { room: Room; newConsultant: (room: Room) => Promise<Person>; newPerson: () => Promise<Person>; give: (role: string, oid: string, rooms?: Room[]) => Promise<unknown> }) => Promise<Person | undefined>;
}

const personas: Persona[] = [
  { role: "stranger", sees: [], who: async () => undefined },
  { role: "employee", sees: ["rooms"], who: ({ newPerson }) => newPerson() },
  { role: "consultant of the room", sees: ["rooms", "board"], who: ({ room, newConsultant }) => newConsultant(room) },
  {
    role: "coordinator of the room", sees: ["rooms", "board", "settings"],
    who: async ({ room, newPerson, give }) => {
      const person = await newPerson();
      await give("Coordinator", person.oid, [room]);
      return person;
    },
  },
  {
    role: "coordinator of all rooms", sees: ["rooms", "board", "newRoom", "settings"],
    who: async ({ newPerson, give }) => {
      const person = await newPerson();
      await give("Coordinator", person.oid);
      return person;
    },
  },
  { role: "consultant of another room", sees: ["rooms"], who: async () => jonas },
  { role: "coordinator without rooms", sees: ["rooms"], who: async () => carla },
  {
    role: "reporter of the room", sees: ["rooms"],
    who: async ({ room, newPerson, give }) => {
      const person = await newPerson();
      await give("Reporter", person.oid, [room]);
      return person;
    },
  },
  { role: "reviewer", sees: ["rooms", "audit", "privacy", "leave"], who: async () => rahul },
  { role: "administrator", sees: ["rooms", "newRoom", "settings", "people", "audit", "privacy", "leave", "setup"], who: async () => astrid },
];

for (const persona of personas) {
  test(`${persona.role} sees their pages and no others`, async ({ page, world, admin, room, newConsultant, newPerson, watch }) => {
    watch.expectStatus(401, 403, 404);
    const give = (role: string, oid: string, rooms?: Room[]) => giveRole(world, admin, { oid, role, rooms });
    const person = await persona.who({ room, newConsultant, newPerson, give });
    if (person) await signIn(page, person);
    for (const name of everyPage) {
      const path = pages(room)[name];
      const status = (await page.goto(path))?.status();
      if (persona.sees.includes(name)) {
        expect(status, path).toBe(200);
      } else {
        expect([person ? 403 : 401, person ? 404 : 401], path).toContain(status);
        await expect(page.getByRole("heading", { name: /^(Please sign in|This is not open to you|There is nothing here)$/ }).first()).toBeVisible();
        await expect(page.getByText(room.name)).toHaveCount(0);
      }
    }
  });
}

test("another organisation sees nothing of this one", async ({ page, watch }) => {
  watch.expectStatus(401, 403, 404);
  const world = await startWorld({ people: 60 });
  try {
    const contoso = { ...world, ...(await registerContoso(world)) };
    const admin = await browserOf(contoso, astrid);
    const room = await makeRoom(contoso, admin, { name: "Contoso's room", slug: "desk", privacy_notice: "Contoso." });
    await control(world.microsoft, "consent", { tenant: FABRIKAM, client: SIGNIN_CLIENT });
    await page.goto(await invite(world.env));
    await page.getByRole("link", { name: "Sign in as administrator" }).click();
    await pickAccount(page, farid);
    await expect(page).toHaveURL(`${world.url}/admin/setup`);
    for (const path of [room.path, `/admin/rooms/${room.id}`]) {
      expect((await page.goto(world.url + path))?.status(), path).toBe(404);
    }
    await page.goto(`${world.url}/rooms`);
    await expect(page.getByText("No rooms yet")).toBeVisible();
    await page.goto(`${world.url}/admin/people`);
    await expect(page.getByRole("heading", { level: 1, name: "People" })).toBeVisible();
    await expect(page.getByText(astrid.name)).toHaveCount(0);
    await page.goto(`${world.url}/admin/audit`);
    await expect(page.getByText("Chain intact")).toBeVisible();
    await expect(page.getByText(room.id)).toHaveCount(0);
  } finally {
    await world.stop();
  }
});
