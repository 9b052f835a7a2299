// The real journey of a new organisation, over HTTP: invited, registered by its administrator, rooms made, roles given.
import { astrid, DATA_CLIENT } from "./cast.mjs";
import { Visitor } from "./visitor.mjs";
import { invite } from "./world.mjs";

/** Follows an address that needs a sign-in, as this person; agrees where the simulated Microsoft asks. Returns the page behind it. */
export async function signIn(visitor, address, person) {
  let page = await visitor.go(address);
  if (/>Pick an account</.test(page.text)) page = await visitor.submit(page, { account: `${person.tenant}/${person.oid}` });
  if (/>Permissions requested</.test(page.text)) page = await visitor.submit(page, { decision: "accept" });
  if (/>One more step</.test(page.text)) page = await visitor.submit(page);
  return expectPage(page, `sign-in of ${person.name}`);
}

/** A browser signed in as this person. */
export async function browserOf(world, person) {
  const visitor = new Visitor();
  await signIn(visitor, `${world.url}/signin?return=/rooms`, person);
  return visitor;
}

/** Registers Contoso by an operator's invitation and consents to meetings. Returns { slug }. */
export async function registerContoso(world) {
  const visitor = new Visitor();
  const explained = await visitor.go(await invite(world.env));
  const begin = explained.text.match(/href="(\/signin\?purpose=register[^"]*)"/)?.[1].replaceAll("&amp;", "&");
  if (!begin) throw new Error(`the invitation led to ${explained.status} at ${explained.url}`);
  const setup = await signIn(visitor, world.url + begin, astrid);
  const slug = setup.text.match(/href="\/w\/([a-z0-9-]+)"/)?.[1];
  if (!slug) throw new Error("the set-up page does not show the organisation's address");
  const consented = await signIn(visitor, `${world.url}/admin/setup/consent/${DATA_CLIENT}`, astrid);
  if (!consented.url.endsWith("consent=ok")) throw new Error(`consent ended at ${consented.url}`);
  return { slug };
}

/** Makes a room by its form. `admin` is a browser of somebody who may. Missing settings keep the form's own values.
 *  @param {{ url: string, slug: string }} world
 *  @param {Visitor} admin
 *  @param {{ name: string, slug: string, questions?: Record<string, string | undefined>[], [setting: string]: unknown }} room
 *  @returns {Promise<import("./steps.mjs").Room>} */
export async function makeRoom(world, admin, { name, slug, questions = [], ...settings }) {
  const form = await admin.go(`${world.url}/admin/rooms/new`);
  const fields = { name, slug, ...settings };
  questions.forEach((question, row) => {
    for (const [field, value] of Object.entries(question)) fields[`form[questions][${row}][${field}]`] = value;
  });
  const made = expectPage(await admin.submit(form, fields, /\/api\/rooms\/save/), `new room ${name}`);
  const id = made.url.match(/\/admin\/rooms\/([0-9a-f-]{36})/)?.[1];
  if (!id) throw new Error(`the room ${name} was refused: ${made.url}`);
  return { id, name, slug, path: `/rooms/${id}`, entrance: `/w/${world.slug}/${slug}` };
}

/** Changes some settings of a room by its form. */
export async function changeRoom(world, admin, room, settings) {
  const form = await admin.go(`${world.url}/admin/rooms/${room.id}`);
  return expectPage(await admin.submit(form, settings, /\/api\/rooms\/save/), `change of ${room.name}`);
}

/** Lets a person, or with a label a group, work in a room. */
export async function letWork(world, admin, room, oid, label = "") {
  const page = await admin.go(`${world.url}/admin/rooms/${room.id}`);
  return expectPage(await admin.submit(page, { oid, label }, /\/api\/rooms\/add_staff/), `consultant of ${room.name}`);
}

/** Gives a person a role in some rooms, or everywhere. */
export async function giveRole(world, admin, { oid, role, rooms }) {
  const page = await admin.go(`${world.url}/admin/people`);
  const scope = rooms ? { rooms: rooms.map((room) => room.id) } : { everywhere: "true" };
  return expectPage(await admin.submit(page, { oid, role, ...scope }, /id="person-role"/), `role ${role}`);
}

function expectPage(page, what) {
  const refused = page.status >= 400 || /[?&]__err=/.test(page.url);
  if (refused) throw new Error(`${what}: ${page.status} at ${page.url}`);
  return page;
}
