// The development loop: a simulated Microsoft 365 of 300 people, and Anteroom rebuilt and restarted on every change, with the
// page reloaded. The demo organisation is made at the first start and kept in ./data/watch. Ctrl-C stops all.
// Usage: node .ci/watch.mjs FOLDER-OF-THE-SIMULATION
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = resolve(process.env.CARGO_TARGET_DIR ?? join(root, "target"));
process.env.MICROSOFT365_BIN ??= join(resolve(process.argv[2] ?? join(target, "release")), "microsoft365");
process.env.ANTEROOM_BIN ??= join(target, "debug", "anteroom");

const { settings, startMicrosoft } = await import("../end2end/support/world.mjs");
const { demoPeople, makeDemo } = await import("../end2end/support/demo.mjs");

const url = "http://localhost:3000";
const [data, keys] = [join(root, "data", "watch"), join(root, "keys", "watch")];
const told = join(data, "demo.json");

const microsoft = await startMicrosoft({ people: 300, port: 4365, anteroom: url });
const env = await settings({ microsoft: microsoft.url, url, port: 3000, data, keys });
const loop = spawn("cargo", ["leptos", "watch", "--split"], { cwd: root, env: { ...process.env, ...env }, stdio: "inherit" });
loop.on("exit", async (code) => {
  await microsoft.stop();
  process.exit(code ?? 0);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => loop.kill(signal));

/** The first build takes minutes; nothing can be asked before it. */
async function ready() {
  while (!(await fetch(`${url}/readyz`).then((answer) => answer.ok, () => false))) await pause(1_000);
}

await ready();
if (!existsSync(told)) await writeFile(told, JSON.stringify(await makeDemo({ url, microsoft: microsoft.url, env }), undefined, 2));
const { slug } = JSON.parse(await readFile(told, "utf8"));
console.log(`\nSign in at ${url}/w/${slug} as ${demoPeople.map(({ upn }) => upn).join(", ")}\n`);
