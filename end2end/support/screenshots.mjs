// Pictures of every page as the right person sees it: 1440 and 390 pixels wide, and dark.
// Usage: node support/screenshots.mjs FOLDER   (programs: ANTEROOM_BIN and MICROSOFT365_BIN, or the release build)
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { astrid } from "./cast.mjs";
import { browserArgs, browserPath } from "./chromium.mjs";
import { walks } from "./gallery.mjs";
import { browserOf, letWork, makeRoom, registerContoso } from "./tenant.mjs";
import { control, look, startWorld } from "./world.mjs";

const folder = process.argv[2];
if (!folder) {
  console.error("usage: node support/screenshots.mjs FOLDER");
  process.exit(2);
}

const looks = [
  { suffix: "1440", width: 1440, colorScheme: "light" },
  { suffix: "390", width: 390, colorScheme: "light" },
  { suffix: "1440-dark", width: 1440, colorScheme: "dark" },
  { suffix: "390-dark", width: 390, colorScheme: "dark" },
];

async function take(page, name) {
  for (const { suffix, width, colorScheme } of looks) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(folder, `${name}-${suffix}.png`), fullPage: true });
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize({ width: 1280, height: 900 });
  console.log(name);
}

await mkdir(folder, { recursive: true });
const world = await startWorld();
const browser = await chromium.launch({ executablePath: browserPath, args: browserArgs });
try {
  const told = { ...world, ...(await registerContoso(world)) };
  const admin = await browserOf(told, astrid);
  const people = (await look(world.microsoft, "people")).slice(20).filter((person) => person.teams);
  let rooms = 0;
  const stage = {
    world: told,
    admin,
    open: async () => (await browser.newContext({ baseURL: world.url, locale: "en-GB", timezoneId: "Europe/Berlin" })).newPage(),
    newPerson: async () => {
      const person = people.shift();
      await control(world.microsoft, "account", { person: person.upn, enabled: true });
      return { tenant: astrid.tenant, ...person };
    },
    newRoom: async (settings) => {
      rooms += 1;
      return makeRoom(told, admin, {
        slug: `room-${rooms}`,
        privacy_notice: "Contoso is responsible. Questions: privacy@contoso.example.",
        consent_text: "I agree that my answers are used for this consultation.",
        meeting: "link",
        meeting_link: "https://meet.example/room",
        questions: [{ label: "What is it about?", kind: "text", required: "true", on_card: "true" }],
        ...settings,
      });
    },
    newConsultant: async (room) => {
      const person = await stage.newPerson();
      await letWork(told, admin, room, person.oid);
      return person;
    },
  };
  let faults = 0;
  for (const [walk, go] of Object.entries(walks)) {
    await go(stage, take).catch((error) => {
      faults += 1;
      console.error(`${walk}: ${error.message}`);
    });
  }
  process.exitCode = faults ? 1 : 0;
} finally {
  await browser.close();
  await world.stop();
}
