// Judges the simulated Microsoft 365 by Microsoft's own clients. They must trust its throw-away authority, which Node reads
// at start only: so this file starts the binary and runs the tests proper in a second process.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startMicrosoft365 } from "./support/start-microsoft365.mjs";

const tests = fileURLToPath(new URL("./support/microsoft-clients.mjs", import.meta.url));
let microsoft;

before(async () => {
  microsoft = await startMicrosoft365({ people: 260 });
});

after(() => microsoft?.stop());

test("Microsoft's clients sign in, page and batch", { timeout: 120_000 }, async () => {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env; // else the second process reports in a binary form
  const child = spawn(process.execPath, ["--test-reporter=spec", tests], {
    env: { ...env, NODE_EXTRA_CA_CERTS: microsoft.caFile, MICROSOFT365_URL: microsoft.base },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = await once(child, "exit");
  assert.equal(code, 0, "a test of the second process failed");
});
