// What every spec starts from: the shared world, a fresh room and fresh people of its own, and browsers that must not complain.
import { appendFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test as base, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { astrid } from "./cast.mjs";
import { browserOf, letWork, makeRoom } from "./tenant.mjs";
import { withoutScripts } from "./steps.mjs";
import { toldWorld, type World } from "./told.ts";
import type { Visitor } from "./visitor.mjs";
import { Watch } from "./watch.ts";
import { control, look } from "./world.mjs";

/** Somebody who can sign in. */
export interface Person {
  tenant: string;
  oid: string;
  upn: string;
  name: string;
}

/** A room made for one test. */
export interface Room {
  id: string;
  name: string;
  slug: string;
  /** Path of its board. */
  path: string;
  /** Path of its entrance. */
  entrance: string;
}

interface Shared {
  world: World;
  /** The administrator's browser without a window, for preparing what a test is not about. */
  admin: Visitor;
}

interface Own {
  /** Whether scripts run: false in the project `no-js`. */
  scripts: boolean;
  watch: Watch;
  /** A second person's browser, watched like the first. */
  another: () => Promise<Page>;
  /** Makes a room with these settings. */
  newRoom: (settings?: Record<string, unknown>) => Promise<Room>;
  /** An open room with one required question and a consent text; its meeting place is a fixed link. */
  room: Room;
  /** An employee of Contoso whom no other test uses. */
  newPerson: () => Promise<Person>;
  /** An employee whom no other test uses, allowed to work in a room. */
  newConsultant: (room: Room) => Promise<Person>;
}

/** Numbers that no two tests get, whichever worker runs them. */
function nextNumber(world: World): number {
  const file = join(world.folder, "numbers");
  appendFileSync(file, ".");
  return statSync(file).size;
}

async function openContext(browser: Browser, scripts: boolean, watch: Watch, baseURL: string): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: scripts });
  watch.over(context);
  if (!scripts) withoutScripts(context);
  return context;
}

export const test = base.extend<Own, Shared>({
  world: [async ({}, use) => use(toldWorld()), { scope: "worker" }],
  admin: [async ({ world }, use) => use(await browserOf(world, astrid)), { scope: "worker" }],

  baseURL: async ({ world }, use) => use(world.url),
  scripts: async ({ javaScriptEnabled }, use) => use(javaScriptEnabled !== false),
  watch: [
    async ({ scripts }, use) => {
      const watch = new Watch();
      // Chromium loads ahead for a script that then does not run.
      if (!scripts) watch.expect(/was preloaded using link preload but not used/);
      await use(watch);
      watch.verify();
    },
    { auto: true },
  ],
  context: async ({ context, scripts, watch }, use) => {
    watch.over(context);
    if (!scripts) withoutScripts(context);
    await use(context);
  },
  another: async ({ browser, scripts, watch, world }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await openContext(browser, scripts, watch, world.url);
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
  newRoom: async ({ world, admin }, use) => {
    await use(async (settings = {}) => {
      const number = nextNumber(world);
      const wanted = {
        name: `Room ${number}`,
        slug: `room-${number}`,
        privacy_notice: "Contoso is responsible. Questions: privacy@contoso.example.",
        consent_text: "I agree that my answers are used for this consultation.",
        meeting: "link",
        meeting_link: "https://meet.example/room",
        questions: [{ label: "What is it about?", kind: "text", required: "true", on_card: "true" }],
        ...settings,
      };
      return makeRoom(world, admin, wanted);
    });
  },
  room: async ({ newRoom }, use) => use(await newRoom()),
  newPerson: async ({ world }, use) => {
    const people = await look(world.microsoft, "people");
    // The well-known people come first; they have roles and stories of their own.
    const free = people.slice(20).filter((person) => person.teams);
    await use(async () => {
      const { oid, upn, name } = free[nextNumber(world) % free.length];
      await control(world.microsoft, "account", { person: upn, enabled: true }); // a few accounts are switched off
      return { tenant: astrid.tenant, oid, upn, name };
    });
  },
  newConsultant: async ({ world, admin, newPerson }, use) => {
    await use(async (room) => {
      const person = await newPerson();
      await letWork(world, admin, room, person.oid);
      return person;
    });
  },
});

export { expect } from "@playwright/test";
