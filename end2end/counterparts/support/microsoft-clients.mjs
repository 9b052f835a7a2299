// The tests of ../microsoft365.test.mjs: @azure/msal-node, @microsoft/microsoft-graph-client and jose against the simulated
// Microsoft 365 at MICROSOFT365_URL, over https.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, randomUUID, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { ConfidentialClientApplication, CryptoProvider, LogLevel } from "@azure/msal-node";
import { BatchRequestContent, BatchResponseContent, Client, PageIterator } from "@microsoft/microsoft-graph-client";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { Browser, heading } from "./sign-in-pages.mjs";

const base = process.env.MICROSOFT365_URL;
const host = new URL(base).host;
const DEFAULT = ["https://graph.microsoft.com/.default"];
const MEETINGS = ["openid", "profile", "offline_access", "https://graph.microsoft.com/OnlineMeetings.ReadWrite"];
const REDIRECT = "http://localhost:3000/connect/callback";
const CONTOSO = "7b3c1f60-52a4-4c1e-9d0b-2a6f10c0a001";
const DATA_CLIENT = "da7a0000-0000-4000-a000-000000000001";
const SIGNIN_CLIENT = "5197a000-0000-4000-a000-000000000001";
const SECRET = "simulated-data-secret-not-a-secret";
const CONSULTANT = { oid: "c0a00000-0000-4000-8000-000000000004", userName: "jonas.weber@contoso.example" };

const application = (auth) =>
  new ConfidentialClientApplication({
    auth: { clientId: DATA_CLIENT, authority: `${base}/${CONTOSO}`, knownAuthorities: [host], ...auth },
    system: { loggerOptions: { logLevel: LogLevel.Error, loggerCallback: (_, text) => console.error(text) } },
  });

const graph = (token) =>
  Client.init({ baseUrl: `${base}/graph`, customHosts: new Set([new URL(base).hostname]), authProvider: (done) => done(null, token) });

async function control(operation, fields) {
  const answer = await fetch(`${base}/_control/${operation}`, { method: "POST", body: JSON.stringify(fields) });
  assert.equal(answer.status, 200, `${operation}: ${await answer.text()}`);
}

async function appToken() {
  const result = await application({ clientSecret: SECRET }).acquireTokenByClientCredential({ scopes: DEFAULT });
  return result.accessToken;
}

/** Private key and self-signed certificate, made by openssl. */
function newCertificate() {
  const folder = mkdtempSync(join(tmpdir(), "certificate-"));
  const [key, certificate] = ["key.pem", "certificate.pem"].map((name) => join(folder, name));
  const subject = ["-subj", "/CN=anteroom.test", "-days", "30"];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, ...subject], { stdio: "ignore" });
  const made = { privateKey: readFileSync(key, "utf8"), pem: readFileSync(certificate, "utf8") };
  rmSync(folder, { recursive: true });
  return { ...made, thumbprintSha256: createHash("sha256").update(new X509Certificate(made.pem).raw).digest("hex") };
}

before(() => control("reset", {}));

test("app-only with a secret: the token opens what is granted and nothing else", async () => {
  const result = await application({ clientSecret: SECRET }).acquireTokenByClientCredential({ scopes: DEFAULT });
  const life = (result.expiresOn - Date.now()) / 60_000;
  assert.ok(life > 55 && life < 91, `lifetime of ${life} minutes`);
  const people = await graph(result.accessToken).api("/users").top(3).get();
  assert.equal(people.value.length, 3);
  await assert.rejects(graph(result.accessToken).api("/oauth2PermissionGrants").get(), { statusCode: 403, code: "Authorization_RequestDenied" });
});

test("app-only with a wrong secret is invalid_client", async () => {
  const wrong = application({ clientSecret: "wrong" }).acquireTokenByClientCredential({ scopes: DEFAULT });
  await assert.rejects(wrong, (error) => {
    assert.equal(error.errorCode, "invalid_client");
    assert.match(error.errorMessage, /7000215/);
    return true;
  });
});

test("app-only in a tenant that has not consented is refused", async () => {
  const elsewhere = application({ clientSecret: SECRET, authority: `${base}/fabrikam.example` });
  await assert.rejects(elsewhere.acquireTokenByClientCredential({ scopes: DEFAULT }), /700016/);
});

test("app-only with a certificate: msal's own PS256 assertion is accepted, an unknown certificate is not", async () => {
  const { privateKey, pem, thumbprintSha256 } = newCertificate();
  const byCertificate = () =>
    application({ clientCertificate: { privateKey, thumbprintSha256 } }).acquireTokenByClientCredential({ scopes: DEFAULT });
  await assert.rejects(byCertificate(), /700027/);
  await control("certificate", { pem });
  const result = await byCertificate();
  const organization = await graph(result.accessToken).api(`/users/${CONSULTANT.oid}`).select("id").get();
  assert.equal(organization.id, CONSULTANT.oid);
});

test("app-only with a federated assertion", async () => {
  const clientAssertion = async () => (await fetch(`${base}/_control/federated-assertion`)).text();
  const result = await application({ clientAssertion }).acquireTokenByClientCredential({ scopes: DEFAULT });
  assert.ok(result.accessToken);
});

test("code and PKCE: pages, tokens, id_token, refresh, meeting", async () => {
  const msal = application({ clientSecret: SECRET });
  const pkce = await new CryptoProvider().generatePkceCodes();
  const [state, nonce] = [randomUUID(), randomUUID()];
  const url = await msal.getAuthCodeUrl({
    scopes: MEETINGS, redirectUri: REDIRECT, responseMode: "query", state, nonce, codeChallenge: pkce.challenge, codeChallengeMethod: "S256",
  });
  const browser = new Browser();
  const answer = await browser.signIn(url, CONSULTANT.userName);
  assert.equal(answer.state, state);
  const redeem = (codeVerifier) =>
    msal.acquireTokenByCode({ code: answer.code, scopes: MEETINGS, redirectUri: REDIRECT, codeVerifier, state, nonce }, answer);
  const result = await redeem(pkce.verifier);
  assert.equal(result.tenantId, CONTOSO);
  assert.equal(result.idTokenClaims.oid, CONSULTANT.oid);
  assert.equal(result.idTokenClaims.nonce, nonce);
  await assert.rejects(redeem(pkce.verifier), /54005/, "a code works once");

  const keys = createRemoteJWKSet(new URL(`${base}/${CONTOSO}/discovery/v2.0/keys`));
  const verified = await jwtVerify(result.idToken, keys, { issuer: `${base}/${CONTOSO}/v2.0`, audience: DATA_CLIENT, algorithms: ["RS256"] });
  assert.equal(verified.protectedHeader.typ, "JWT");

  const silent = await msal.acquireTokenSilent({ account: result.account, scopes: [MEETINGS[3]], forceRefresh: true });
  assert.notEqual(silent.accessToken, result.accessToken);
  const meetings = graph(silent.accessToken).api("/me/onlineMeetings/createOrGet");
  const [made, found] = [await meetings.post({ externalId: "consultation-1" }), await meetings.post({ externalId: "consultation-1" })];
  assert.equal(made.joinWebUrl, found.joinWebUrl);
  const patched = await graph(silent.accessToken).api(`/me/onlineMeetings/${made.id}`).patch({ lobbyBypassSettings: { scope: "everyone" } });
  assert.equal(patched.lobbyBypassSettings.scope, "everyone");
  const filter = `JoinWebUrl eq '${made.joinWebUrl}'`;
  const byUrl = await graph(silent.accessToken).api("/me/onlineMeetings").filter(encodeURIComponent(filter)).get();
  assert.equal(byUrl.value[0].id, made.id);
  assert.equal(heading(await new Browser().open(made.joinWebUrl)), "You are in the lobby");

  const again = await browser.signIn(await msal.getAuthCodeUrl({ scopes: MEETINGS, redirectUri: REDIRECT, prompt: "none", nonce, state }), "");
  assert.ok(again.code, "a browser with a session needs no page");
});

test("id_token by form_post: jose finds nothing wrong with it", async () => {
  const metadata = await (await fetch(`${base}/organizations/v2.0/.well-known/openid-configuration`)).json();
  assert.equal(metadata.issuer, `${base}/{tenantid}/v2.0`);
  const [state, nonce] = [randomUUID(), randomUUID()];
  const query = { client_id: SIGNIN_CLIENT, redirect_uri: "http://localhost:3000/signin/callback", scope: "openid profile" };
  const url = `${metadata.authorization_endpoint}?${new URLSearchParams({ ...query, response_type: "id_token", response_mode: "form_post", state, nonce })}`;
  const answer = await new Browser().signIn(url, CONSULTANT.userName);
  assert.equal(answer.state, state);
  const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
  const { payload, protectedHeader } = await jwtVerify(answer.id_token, keys, {
    issuer: metadata.issuer.replace("{tenantid}", CONTOSO), audience: SIGNIN_CLIENT, algorithms: ["RS256"], maxTokenAge: "10 minutes",
  });
  assert.deepEqual([payload.nonce, payload.tid, payload.oid, payload.ver], [nonce, CONTOSO, CONSULTANT.oid, "2.0"]);
  assert.deepEqual(payload.roles, ["Consultant"]);
  const published = await (await fetch(metadata.jwks_uri)).json();
  assert.equal(published.keys.find((key) => key.kid === protectedHeader.kid).issuer, metadata.issuer);
});

test("a wrong PKCE verifier is refused", async () => {
  const msal = application({ clientSecret: SECRET });
  const [mine, other] = [await new CryptoProvider().generatePkceCodes(), await new CryptoProvider().generatePkceCodes()];
  const url = await msal.getAuthCodeUrl({ scopes: MEETINGS, redirectUri: REDIRECT, codeChallenge: mine.challenge, codeChallengeMethod: "S256" });
  const { code } = await new Browser().signIn(url, CONSULTANT.userName);
  await assert.rejects(msal.acquireTokenByCode({ code, scopes: MEETINGS, redirectUri: REDIRECT, codeVerifier: other.verifier }), /501481/);
});

test("a revoked refresh token ends in interaction", async () => {
  const msal = application({ clientSecret: SECRET });
  const pkce = await new CryptoProvider().generatePkceCodes();
  const url = await msal.getAuthCodeUrl({ scopes: MEETINGS, redirectUri: REDIRECT, codeChallenge: pkce.challenge, codeChallengeMethod: "S256" });
  const { code } = await new Browser().signIn(url, CONSULTANT.userName);
  const { account } = await msal.acquireTokenByCode({ code, scopes: MEETINGS, redirectUri: REDIRECT, codeVerifier: pkce.verifier });
  await control("revoke-tokens", { person: CONSULTANT.userName });
  await assert.rejects(msal.acquireTokenSilent({ account, scopes: [MEETINGS[3]], forceRefresh: true }), /50173|invalid_grant/);
});

test("the page iterator meets everybody once", async () => {
  const client = graph(await appToken());
  const seen = new Set();
  const first = await client.api("/users").top(20).select("id").get();
  const pages = new PageIterator(client, first, (person) => {
    assert.ok(!seen.has(person.id), "somebody came twice");
    return seen.add(person.id) && true;
  });
  await pages.iterate();
  assert.ok(pages.isComplete());
  assert.equal(seen.size, 260);
});

test("the client's batch is understood, and so are its answers", async () => {
  const client = graph(await appToken());
  await control("fault", { path: "/graph/v1.0/groups", kind: "throttle", retry_after_s: 3, count: 1 });
  const step = (id, path) => ({ id, request: new Request(`${base}${path}`, { method: "GET" }) });
  const content = await new BatchRequestContent([
    step("people", "/users?$top=2"), step("one", `/users/${CONSULTANT.oid}`), step("groups", "/groups"), step("grants", "/oauth2PermissionGrants"),
  ]).getContent();
  const answers = new BatchResponseContent(await client.api("/$batch").post(content));
  assert.equal((await answers.getResponseById("people").json()).value.length, 2);
  assert.equal((await answers.getResponseById("one").json()).id, CONSULTANT.oid);
  assert.equal(answers.getResponseById("groups").status, 429);
  assert.equal(answers.getResponseById("groups").headers.get("retry-after"), "3");
  assert.equal(answers.getResponseById("grants").status, 403);
});

test("the client waits and repeats when it is throttled", async () => {
  const client = graph(await appToken());
  await control("fault", { path: "/graph/v1.0/users", kind: "throttle", retry_after_s: 1, count: 1 });
  const begun = Date.now();
  const people = await client.api("/users").top(1).get();
  assert.equal(people.value.length, 1);
  assert.ok(Date.now() - begun >= 900, "Retry-After was honoured");
});

const WINDOW = { startDateTime: "2026-09-07T00:00:00Z", endDateTime: "2026-10-05T00:00:00Z" };
const LEADER = "c0a00000-0000-4000-8000-000000000007";

test("the page iterator walks through a calendar, with zone and immutable ids", async () => {
  await control("grant", { permission: "Calendars.Read" });
  const client = graph(await appToken());
  const prefer = 'outlook.timezone="Europe/Berlin", IdType="ImmutableId"';
  const view = () => client.api(`/users/${LEADER}/calendarView`).query(WINDOW).header("Prefer", prefer);
  const whole = await view().top(1000).get();
  assert.ok(whole.value.length > 10);
  assert.ok(whole.value.every((event) => event.start.timeZone === "Europe/Berlin"));
  const seen = [];
  const pages = new PageIterator(client, await view().top(7).get(), (event) => seen.push(event.id) > 0, { headers: { Prefer: prefer } });
  await pages.iterate();
  assert.deepEqual(seen, whole.value.map((event) => event.id));
});

test("the page iterator ends a round of changes with its link, and the link brings what changed", async () => {
  await control("grant", { permission: "Calendars.Read" });
  const client = graph(await appToken());
  const seen = new Set();
  const first = await client.api(`/users/${LEADER}/calendarView/delta`).query(WINDOW).header("Prefer", "odata.maxpagesize=20").get();
  const pages = new PageIterator(client, first, (event) => seen.add(event.id) && true);
  await pages.iterate();
  assert.ok(seen.size > 10);
  const link = pages.getDeltaLink();
  assert.equal((await client.api(link).get()).value.length, 0);
  const event = { organizer: LEADER, attendees: [CONSULTANT.oid], start: "2026-09-19T09:00:00Z", end: "2026-09-19T10:00:00Z", subject: "New" };
  await control("event", { event });
  const changed = (await client.api(link).get()).value;
  assert.deepEqual(changed.map((item) => item.subject), ["New"]);
  await control("expire-delta-tokens", {});
  await assert.rejects(client.api(link).get(), { statusCode: 410 });
});

test("calendars, changes and settings go through the client's batch", async () => {
  await control("grant", { permission: "Calendars.Read" });
  await control("grant", { permission: "MailboxSettings.Read" });
  const client = graph(await appToken());
  const step = (id, path) => ({ id, request: new Request(`${base}${path}`, { method: "GET" }) });
  const window = new URLSearchParams(WINDOW);
  const content = await new BatchRequestContent([
    step("view", `/users/${LEADER}/calendarView?${window}`), step("delta", `/users/${LEADER}/calendarView/delta?${window}`),
    step("settings", `/users/${LEADER}/mailboxSettings`),
  ]).getContent();
  const answers = new BatchResponseContent(await client.api("/$batch").post(content));
  assert.equal((await answers.getResponseById("view").json()).value.length, 10);
  assert.equal((await answers.getResponseById("delta").json()).value.length, 10);
  assert.ok((await answers.getResponseById("settings").json()).timeZone);
});
