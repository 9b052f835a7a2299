// A simulated Microsoft 365 and an Anteroom that believes it is the real one.
import { execFile } from "node:child_process";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { DATA_CLIENT, SIGNIN_CLIENT } from "./cast.mjs";
import { freePort, startProgram } from "./processes.mjs";

/** @typedef {Awaited<ReturnType<typeof startProgram>>} Service A running program. */
/** @typedef {{ url: string, microsoft: string, env: Record<string, string>, folder: string, anteroom: Service,
 *    restart(): Promise<void>, kill(): Promise<unknown>, stop(): Promise<void> }} World */

/** The root of the repository: Anteroom is started there, because Leptos.toml and the site folder are. */
export const repository = fileURLToPath(new URL("../../", import.meta.url));

const built = (name) => join(process.env.CARGO_TARGET_DIR ?? join(repository, "target"), "release", name);

/** The two programs: from the environment, else the release build. */
export const programs = {
  anteroom: process.env.ANTEROOM_BIN ?? built("anteroom"),
  microsoft365: process.env.MICROSOFT365_BIN ?? built("microsoft365"),
};

/** Starts the simulated Microsoft 365 on 127.0.0.1. `anteroom` is the public address it knows Anteroom by.
 *  Returns the program with { url }. */
export async function startMicrosoft({ people, port, anteroom, args = [], program = programs.microsoft365 }) {
  const url = `http://127.0.0.1:${port}`;
  const options = ["--people", people, "--seed", 1, "--port", port, "--frontchannel-logout", `${anteroom}/signout/frontchannel`];
  const service = await startProgram({ program, args: [...options, ...args].map(String), url: `${url}/_control` });
  return { ...service, url };
}

/** Settings with which Anteroom works beside a simulated Microsoft 365, its data in the folder `data`, its key in `keys`.
 *  Anteroom proves itself with a federated assertion: a file, as a platform would put it there. */
export async function settings({ microsoft, url, port, data, keys }) {
  await mkdir(data, { recursive: true });
  const assertion = join(data, "federated-assertion");
  const answer = await fetch(`${microsoft}/_control/federated-assertion?life_s=${30 * 86_400}`);
  await writeFile(assertion, await answer.text(), { mode: 0o600 });
  return {
    ANTEROOM_URL: url,
    ANTEROOM_LISTEN: `127.0.0.1:${port}`,
    ANTEROOM_DATABASE_URL: `sqlite:${join(data, "anteroom.db")}`,
    ANTEROOM_KEY_FILE: join(keys, "anteroom.key"),
    ANTEROOM_AUTHORITY: microsoft,
    ANTEROOM_GRAPH_URL: `${microsoft}/graph`,
    ANTEROOM_SIGNIN_CLIENT_ID: SIGNIN_CLIENT,
    ANTEROOM_DATA_CLIENT_ID: DATA_CLIENT,
    ANTEROOM_CREDENTIAL: `federated-file:${assertion}`,
  };
}

/** Starts Anteroom with these settings. Its log is shown with `loud`, or where `ANTEROOM_LOUD` is set. */
export async function startAnteroom(env, { loud = Boolean(process.env.ANTEROOM_LOUD) } = {}) {
  const url = `http://${env.ANTEROOM_LISTEN}/readyz`;
  return startProgram({ program: programs.anteroom, args: ["serve"], env, cwd: repository, url, loud });
}

/** Prints a one-time link with which an administrator registers an organisation. */
export async function invite(env) {
  const { stdout } = await promisify(execFile)(programs.anteroom, ["tenant", "invite"], { cwd: repository, env: { ...process.env, ...env } });
  return stdout.trim().split("\n").pop() ?? "";
}

/** Switches both connectors of an organisation on; the running Anteroom begins to read at once. */
export async function switchOn(env, slug) {
  const args = ["sync", "--tenant", slug, "--switch-on", "--ask"];
  await promisify(execFile)(programs.anteroom, args, { cwd: repository, env: { ...process.env, ...env } });
}

/** A throw-away world on free ports: nobody is registered yet, everything is gone after `stop()`.
 *  @param {{ people?: number, change?: Record<string, string>, args?: (string | number)[] }} wish `change` adds settings of
 *  Anteroom, `args` are arguments of the simulated Microsoft 365.
 *  @returns {Promise<World>} */
export async function startWorld({ people = 260, change = {}, args = [] } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "anteroom-world-"));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const microsoft = await startMicrosoft({ people, port: await freePort(), anteroom: url, args });
  const env = { ...(await settings({ microsoft: microsoft.url, url, port, data: join(folder, "data"), keys: join(folder, "keys") })), ...change };
  const world = /** @type {World} */ ({
    url, microsoft: microsoft.url, env, folder,
    restart: async () => {
      world.anteroom = await startAnteroom(env);
    },
    kill: () => world.anteroom.kill(),
    stop: async () => {
      await Promise.all([world.anteroom?.stop(), microsoft.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  });
  try {
    await world.restart();
  } catch (error) {
    await world.stop();
    throw error;
  }
  return world;
}

/** Turns a screw of the simulated Microsoft 365; `GET /_control` lists them. */
export async function control(microsoft, operation, fields = {}) {
  const answer = await fetch(`${microsoft}/_control/${operation}`, { method: "POST", body: JSON.stringify(fields) });
  const body = await answer.json();
  if (!answer.ok) throw new Error(`${operation}: ${body.error}`);
  return body;
}

/** Looks at the simulated Microsoft 365: `state`, `requests`, `people`. */
export async function look(microsoft, what) {
  return (await fetch(`${microsoft}/_control/${what}`)).json();
}
