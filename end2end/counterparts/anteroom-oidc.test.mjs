// Judges Anteroom's sign-in by a certified OpenID provider that looks like Entra: both flows, end to end.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { astrid, CONTOSO, emil, SIGNIN_CLIENT } from "../support/cast.mjs";
import { freePort } from "../support/processes.mjs";
import { Visitor } from "../support/visitor.mjs";
import { startAnteroom } from "../support/world.mjs";
import { startProvider } from "./support/entra-like-provider.mjs";

const secret = randomUUID();
const people = {
  [astrid.upn]: { oid: astrid.oid, name: astrid.name, roles: ["Administrator"] },
  [emil.upn]: { oid: emil.oid, name: emil.name, roles: [] },
};

/** Anteroom beside the provider, with these settings besides. */
async function start(change) {
  const folder = await mkdtemp(join(tmpdir(), "anteroom-oidc-"));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const provider = await startProvider({
    tenant: CONTOSO, clientId: SIGNIN_CLIENT, secret, redirectUris: [`${url}/signin/callback`], people,
  });
  const secretFile = join(folder, "secret");
  await writeFile(secretFile, change.secret ?? secret, { mode: 0o600 });
  const settings = {
    ANTEROOM_URL: url,
    ANTEROOM_LISTEN: `127.0.0.1:${port}`,
    ANTEROOM_DATABASE_URL: `sqlite:${join(folder, "anteroom.db")}`,
    ANTEROOM_KEY_FILE: join(folder, "keys", "anteroom.key"),
    ANTEROOM_REGISTRATION: "open",
    ANTEROOM_AUTHORITY: provider.base,
    ANTEROOM_GRAPH_URL: `${provider.base}/graph`,
    ANTEROOM_SIGNIN_CLIENT_ID: SIGNIN_CLIENT,
    ANTEROOM_SIGNIN_FLOW: change.flow,
    ...(change.flow === "code" && { ANTEROOM_SIGNIN_CREDENTIAL: `secret-file:${secretFile}`, ANTEROOM_ALLOW_SECRET: "true" }),
  };
  let anteroom;
  const stop = async () => {
    await anteroom?.stop();
    await provider.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    anteroom = await startAnteroom(settings);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

/** Goes through the provider's pages and stops at the page that carries its answer. Without a person nobody may be asked. */
async function answerFor(visitor, address, person) {
  let page = await visitor.go(address);
  if (person && /name="login"/.test(page.text)) page = await visitor.submit(page, { login: person.upn, password: "-" });
  if (/value="consent"/.test(page.text)) page = await visitor.submit(page);
  assert.match(page.text, /name="state"/, `no answer at ${page.url}`);
  return page;
}

const problem = (page) => new URL(page.url).searchParams.get("code");

for (const [flow, field] of [["id_token", "id_token"], ["code", "code"]]) {
  describe(`${flow} flow`, () => {
    let site;
    before(async () => {
      site = await start({ flow });
    });
    after(() => site?.stop());

    test("an administrator registers, is recognised again, and their answer serves once", { timeout: 60_000 }, async () => {
      const visitor = new Visitor();
      const answer = await answerFor(visitor, `${site.url}/signin?purpose=register`, astrid);
      assert.deepEqual(Object.keys(answer.form().fields).filter((name) => name === "id_token" || name === "code"), [field]);
      const setup = await visitor.submit(answer);
      assert.equal(setup.url, `${site.url}/admin/setup`);
      assert.equal(setup.status, 200);
      assert.match(setup.text, /Astrid Keller/);

      const again = await visitor.submit(answer);
      assert.equal(problem(again), "no_transaction");

      // The provider knows the browser: it may ask for consent again, but nobody has to say who they are.
      const rooms = await visitor.submit(await answerFor(visitor, `${site.url}/signin?return=/rooms`, undefined));
      assert.equal(rooms.url, `${site.url}/rooms`);
    });

    test("somebody else's answer, or one of another attempt, signs nobody in", { timeout: 60_000 }, async () => {
      const [mine, theirs] = [new Visitor(), new Visitor()];
      const foreign = await answerFor(theirs, `${site.url}/signin?return=/rooms`, emil);
      const own = await answerFor(mine, `${site.url}/signin?return=/rooms`, emil);
      const swapped = await mine.submit(own, foreign.form().fields);
      assert.notEqual(problem(swapped), null);
      assert.equal(mine.cookie("__Host-session"), undefined);
      // The token of one attempt with the state of another: the nonce does not fit.
      const first = await answerFor(mine, `${site.url}/signin?return=/rooms`, emil);
      const second = await answerFor(mine, `${site.url}/signin?return=/rooms`, emil);
      const mixed = await mine.submit(second, { [field]: first.form().fields[field] });
      assert.notEqual(problem(mixed), null);
      assert.equal(mine.cookie("__Host-session"), undefined);
    });
  });
}

test("a wrong secret of the code flow is told to the operator's side, not to the person's", { timeout: 60_000 }, async () => {
  const site = await start({ flow: "code", secret: "mistaken-7f3a" });
  try {
    const visitor = new Visitor();
    const page = await visitor.submit(await answerFor(visitor, `${site.url}/signin?purpose=register`, astrid));
    assert.notEqual(problem(page), null);
    assert.equal(visitor.cookie("__Host-session"), undefined);
    assert.doesNotMatch(page.text, /invalid_client|mistaken-7f3a/);
  } finally {
    await site.stop();
  }
});
