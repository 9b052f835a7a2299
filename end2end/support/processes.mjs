// Starting, waiting for and stopping the two programs that the tests and the demo run.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** A port of 127.0.0.1 that nobody listens on at this moment. */
export async function freePort() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Whether a port of this machine can be listened on. */
export async function isFree(port) {
  const server = createServer();
  const free = await new Promise((done) => {
    server.once("listening", () => done(true));
    server.once("error", () => done(false));
    server.listen(port, "127.0.0.1");
  });
  server.close();
  return free;
}

/** Starts a program and waits until `url` answers 200. What it writes to standard error is kept for the message when it
 *  ends early, and passed on with `loud`. Returns { child, ended, stop(), kill(), said() }. */
export async function startProgram({ program, args = [], env = {}, cwd, url, loud = false }) {
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (bytes) => {
    said = (said + bytes).slice(-64_000);
    if (loud) process.stderr.write(bytes);
  });
  const failed = new Promise((_, reject) => child.once("error", reject));
  failed.catch(() => {});
  const ended = new Promise((done) => child.once("exit", (code, signal) => done(code ?? signal)));
  const end = async (signal) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return ended;
  };
  const service = { child, ended, said: () => said, stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
  try {
    await Promise.race([failed, ready(service, program, url)]);
  } catch (error) {
    await service.kill();
    throw error;
  }
  return service;
}

async function ready({ child, said }, program, url) {
  const patience = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`${program} ended with ${child.exitCode ?? child.signalCode}\n${said().trim()}`);
    }
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    if (Date.now() > patience) throw new Error(`${program} does not answer at ${url}\n${said().trim()}`);
    await pause(50);
  }
}
