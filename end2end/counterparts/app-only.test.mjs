// Judges how Anteroom asks for itself alone: jose verifies its client assertions, and a certified OpenID provider runs the
// whole flow, from the certificate's file to the token.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { createHash, createPublicKey, randomUUID, X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { exportJWK, jwtVerify } from "jose";
import { astrid, CONTOSO, DATA_CLIENT, SIGNIN_CLIENT } from "../support/cast.mjs";
import { freePort } from "../support/processes.mjs";
import { Visitor } from "../support/visitor.mjs";
import { programs, repository, startAnteroom } from "../support/world.mjs";
import { startProvider } from "./support/entra-like-provider.mjs";

/** A self-signed certificate with its key in one PEM file, made by openssl. */
async function newCertificate(folder, name) {
  const [key, certificate, both] = ["key", "certificate", "both"].map((part) => join(folder, `${name}.${part}.pem`));
  const subject = ["-subj", "/CN=anteroom.test", "-days", "90"];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, ...subject], { stdio: "ignore" });
  const pem = await readFile(certificate, "utf8");
  await writeFile(both, `${pem}${await readFile(key, "utf8")}`, { mode: 0o600 });
  const parsed = new X509Certificate(pem);
  return { file: both, publicKey: createPublicKey(parsed.publicKey.export({ type: "spki", format: "pem" })), der: parsed.raw };
}

/** What `anteroom doctor --json` finds; it answers with 1 here, because there is no Graph behind the provider. */
function doctor(env) {
  return new Promise((done, failed) => {
    execFile(programs.anteroom, ["doctor", "--json"], { cwd: repository, env: { ...process.env, ...env } }, (_, stdout) => {
      try {
        done(JSON.parse(stdout).findings);
      } catch (error) {
        failed(error);
      }
    });
  });
}

const endpoint = (findings) => findings.filter((finding) => finding.part.startsWith("token endpoint"));

describe("application tokens with a certificate", () => {
  let folder, good, other, provider, anteroom, env;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "anteroom-app-only-"));
    [good, other] = await Promise.all([newCertificate(folder, "good"), newCertificate(folder, "other")]);
    const port = await freePort();
    const url = `http://localhost:${port}`;
    provider = await startProvider({
      tenant: CONTOSO, clientId: SIGNIN_CLIENT, secret: randomUUID(), redirectUris: [`${url}/signin/callback`],
      people: { [astrid.upn]: { oid: astrid.oid, name: astrid.name, roles: ["Administrator"] } },
      application: { clientId: DATA_CLIENT, jwk: { ...(await exportJWK(good.publicKey)), alg: "PS256", use: "sig" } },
    });
    env = {
      ANTEROOM_URL: url,
      ANTEROOM_LISTEN: `127.0.0.1:${port}`,
      ANTEROOM_DATABASE_URL: `sqlite:${join(folder, "anteroom.db")}`,
      ANTEROOM_KEY_FILE: join(folder, "keys", "anteroom.key"),
      ANTEROOM_REGISTRATION: "open",
      ANTEROOM_AUTHORITY: provider.base,
      ANTEROOM_GRAPH_URL: `${provider.base}/graph`,
      ANTEROOM_SIGNIN_CLIENT_ID: SIGNIN_CLIENT,
      ANTEROOM_DATA_CLIENT_ID: DATA_CLIENT,
      ANTEROOM_CREDENTIAL: `certificate:${good.file}`,
    };
    anteroom = await startAnteroom(env);
    const visitor = new Visitor();
    let page = await visitor.go(`${url}/signin?purpose=register`);
    page = await visitor.submit(page, { login: astrid.upn, password: "-" });
    if (/value="consent"/.test(page.text)) page = await visitor.submit(page);
    const setup = await visitor.submit(page);
    assert.equal(setup.url, `${url}/admin/setup`);
  });

  after(async () => {
    await anteroom?.stop();
    await provider?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test("the provider issues a token, each time for an assertion of its own", { timeout: 60_000 }, async () => {
    provider.assertions.length = 0;
    for (let run = 0; run < 2; run += 1) {
      const [found] = endpoint(await doctor(env));
      assert.equal(found.level, "ok", JSON.stringify(found));
      assert.equal(found.found, "a token was issued");
    }
    assert.equal(new Set(provider.assertions).size, provider.assertions.length);
    assert.ok(provider.assertions.length >= 2);
  });

  test("jose verifies the assertion with the certificate's key, its thumbprint, its audience and its times", { timeout: 60_000 }, async () => {
    provider.assertions.length = 0;
    await doctor(env);
    const [assertion] = provider.assertions;
    const { payload, protectedHeader } = await jwtVerify(assertion, good.publicKey, {
      algorithms: ["PS256"],
      typ: "JWT",
      issuer: DATA_CLIENT,
      subject: DATA_CLIENT,
      audience: `${provider.base}/${CONTOSO}/oauth2/v2.0/token`,
      requiredClaims: ["jti", "nbf", "iat", "exp"],
      maxTokenAge: "1 minute",
    });
    assert.equal(protectedHeader["x5t#S256"], createHash("sha256").update(good.der).digest("base64url"));
    assert.deepEqual(Object.keys(protectedHeader).sort(), ["alg", "typ", "x5t#S256"]);
    assert.ok(payload.exp - payload.nbf >= 300 && payload.exp - payload.nbf <= 600, "5 to 10 minutes");
    assert.match(payload.jti, /^[0-9a-f-]{36}$/);
    await assert.rejects(jwtVerify(assertion, other.publicKey), { code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED" });
  });

  test("the key of another certificate is refused, and the operator is told", { timeout: 60_000 }, async () => {
    const [found] = endpoint(await doctor({ ...env, ANTEROOM_CREDENTIAL: `certificate:${other.file}` }));
    assert.equal(found.level, "fail", JSON.stringify(found));
    assert.equal(found.who, "operator");
    assert.equal(found.code, "invalid_client");
  });

  test("the second certificate is tried when the first is refused", { timeout: 60_000 }, async () => {
    const both = `certificate:${other.file},certificate:${good.file}`;
    const found = endpoint(await doctor({ ...env, ANTEROOM_CREDENTIAL: both }));
    assert.deepEqual(found.map((one) => one.level).sort(), ["ok", "warn"]);
  });
});
