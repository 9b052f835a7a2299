// Runs Anteroom beside a simulated Microsoft 365 of 2,000 people until Ctrl-C. The first start registers the demo
// organisation Contoso as a real one would be; later starts find it in ./data again.
// Usage: node .ci/start.mjs [FOLDER-OF-THE-PROGRAMS]
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = resolve(process.argv[2] ?? join(root, "target", "release"));
process.env.ANTEROOM_BIN ??= join(folder, "anteroom");
process.env.MICROSOFT365_BIN ??= join(folder, "microsoft365");

const { isFree } = await import("../end2end/support/processes.mjs");
const { settings, startAnteroom, startMicrosoft } = await import("../end2end/support/world.mjs");
const { demoPeople, makeDemo } = await import("../end2end/support/demo.mjs");

const [port, microsoftPort] = [3000, 4365];
const url = `http://localhost:${port}`;
const [data, keys] = [join(root, "data"), join(root, "keys")];
const told = join(data, "demo.json");

const running = [];
let ending = false;

/** Stops both programs, Anteroom first. */
async function end(code) {
  if (ending) return;
  ending = true;
  for (const service of running.reverse()) await service.stop();
  process.exit(code);
}

function complain(message) {
  console.error(message);
  return end(1);
}

async function checkPorts() {
  for (const [wanted, what] of [[port, "Anteroom"], [microsoftPort, "the simulated Microsoft 365"]]) {
    if (await isFree(wanted)) continue;
    throw new Error(`Port ${wanted}, which ${what} needs, is in use. Is \`make start\` running in another window? Stop what listens there and try again.`);
  }
}

/** The demo organisation: from an earlier start, or made now. */
async function demo(world, begun) {
  if (existsSync(told)) return JSON.parse(await readFile(told, "utf8"));
  if (begun) throw new Error("./data holds other data, or a first start that was interrupted. Move ./data and ./keys away and start again.");
  const made = await makeDemo(world);
  await writeFile(told, JSON.stringify(made, undefined, 2));
  return made;
}

function announce({ slug, rooms }) {
  const line = (left, right) => `  ${left.padEnd(34)} ${right}`;
  console.log(`
Anteroom is ready: ${url}

Visitors (no account; use a private window to be somebody else)
${rooms.map((room) => line(room.name, url + room.entrance)).join("\n")}

Staff: sign in at ${url}/w/${slug} and pick an account
${demoPeople.map(({ name, upn, does }) => line(`${name}, ${does}`, upn)).join("\n")}

Meeting culture: ${url}/culture as the leader; its first figures come within minutes.
The simulated Microsoft 365 is at http://127.0.0.1:${microsoftPort} (its screws: /_control).
Everything is kept in ./data and ./keys; delete both folders to begin anew. Ctrl-C stops.`);
}

process.on("SIGINT", () => end(0));
process.on("SIGTERM", () => end(0));

try {
  await checkPorts();
  const microsoft = await startMicrosoft({ people: 2_000, port: microsoftPort, anteroom: url });
  running.push(microsoft);
  const begun = existsSync(join(data, "anteroom.db"));
  const env = await settings({ microsoft: microsoft.url, url, port, data, keys });
  const anteroom = await startAnteroom(env);
  running.push(anteroom);
  announce(await demo({ url, microsoft: microsoft.url, env }, begun));
  for (const [service, name] of [[microsoft, "The simulated Microsoft 365"], [anteroom, "Anteroom"]]) {
    service.ended.then(async (code) => {
      await pause(500); // Ctrl-C reaches all programs of the terminal at once
      if (!ending) await complain(`${name} ended by itself (${code}).\n${service.said().trim().split("\n").slice(-20).join("\n")}`);
    });
  }
} catch (error) {
  await complain(error.message);
}
