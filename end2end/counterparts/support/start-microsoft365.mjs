// Starts the simulated Microsoft 365 over https, with a throw-away certificate authority.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

/** The binary: `MICROSOFT365_BIN`, or the debug build. */
export const binaryPath = process.env.MICROSOFT365_BIN ?? join(repository, "target/debug/microsoft365");

async function freePort() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

function accepts(port) {
  return new Promise((answer) => {
    const socket = connect(port, "127.0.0.1", () => answer(true) || socket.destroy());
    socket.on("error", () => answer(false));
  });
}

/** Starts it with so many people. Returns { base, caFile, stop }. */
export async function startMicrosoft365({ people = 260 } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "microsoft365-"));
  const port = await freePort();
  const args = ["--people", people, "--seed", 1, "--port", port, "--https", "--cert-dir", folder].map(String);
  const process = spawn(binaryPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  const ended = once(process, "exit");
  const failed = once(process, "error").then(([error]) => Promise.reject(error));
  const ready = async () => {
    const patience = Date.now() + 30_000;
    // It listens a moment before the certificate is written.
    const written = () => access(join(folder, "ca.pem")).then(() => true, () => false);
    while (!((await accepts(port)) && (await written()))) {
      if (process.exitCode !== null) throw new Error(`${binaryPath} ended with ${process.exitCode}`);
      if (Date.now() > patience) throw new Error(`${binaryPath} does not listen on ${port}`);
      await new Promise((again) => setTimeout(again, 50));
    }
  };
  await Promise.race([ready(), failed]);
  failed.catch(() => {});
  const caFile = join(folder, "ca.pem");
  const stop = async () => {
    process.kill();
    await ended;
    await rm(folder, { recursive: true });
  };
  return { base: `https://127.0.0.1:${port}`, caFile, stop };
}
