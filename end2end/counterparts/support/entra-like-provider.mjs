// The certified `oidc-provider`, wrapped so that it looks like Microsoft Entra ID from outside:
// template metadata under /organizations, keys with their own `issuer`, id_tokens dated five minutes back with
// `ver`, `tid`, `oid`, `uti` and `nbf`. Everything that makes a sign-in safe (state, nonce, PKCE, codes, redirect
// checks) stays the provider's own work.
import { createServer } from "node:http";
import { randomUUID } from "node:crypto";
import Koa from "koa";
import mount from "koa-mount";
import Provider from "oidc-provider";
import { decodeJwt, exportJWK, generateKeyPair, SignJWT, importJWK } from "jose";

/** Starts the wrapped provider on a free port of 127.0.0.1.
 *  `people`: { login: { oid, name, roles } }. `application`: { clientId, jwk } of a client that proves itself with a
 *  certificate and asks for itself alone. Returns { base, assertions, close }; `assertions` are those it was shown. */
export async function startProvider({ tenant, clientId, secret, redirectUris, people, application }) {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: "RS256", use: "sig" };
  const signing = await importJWK(jwk, "RS256");

  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const base = `http://127.0.0.1:${server.address().port}`;
  const issuer = `${base}/${tenant}/v2.0`;

  const cookieKeys = [randomUUID()];
  const byCertificate = application && {
    client_id: application.clientId,
    redirect_uris: [],
    response_types: [],
    grant_types: ["client_credentials"],
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_signing_alg: "PS256",
    jwks: { keys: [application.jwk] },
  };
  const provider = new Provider(issuer, {
    clients: [{
      client_id: clientId,
      client_secret: secret,
      application_type: "native", // http on localhost is refused for `web`
      redirect_uris: redirectUris,
      response_types: ["id_token", "code"],
      grant_types: ["implicit", "authorization_code"],
      token_endpoint_auth_method: "client_secret_post",
    }, ...(byCertificate ? [byCertificate] : [])],
    responseTypes: ["id_token", "code"],
    jwks: { keys: [jwk] },
    cookies: { keys: cookieKeys },
    claims: { openid: ["sub", "tid", "oid", "ver", "roles"], profile: ["name", "preferred_username"] },
    conformIdTokenClaims: false, // Entra puts the profile into the id_token in every flow
    pkce: { required: () => false },
    enabledJWA: { clientAuthSigningAlgValues: ["PS256"] },
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    findAccount: (_ctx, login) => ({
      accountId: login,
      claims: async () => ({
        sub: login,
        tid: tenant,
        ver: "2.0",
        preferred_username: login,
        ...people[login],
      }),
    }),
  });

  // Assertions name the token endpoint by the address that Entra would have; all other checks are the provider's own.
  const { prototype } = provider.OIDCContext;
  const { clientJwtAuthExpectedAudience } = prototype;
  prototype.clientJwtAuthExpectedAudience = function audiences() {
    return clientJwtAuthExpectedAudience.call(this).add(`${base}/${tenant}/oauth2/v2.0/token`);
  };
  const assertions = [];
  provider.use(async (ctx, next) => {
    await next();
    const assertion = ctx.oidc?.body?.client_assertion;
    if (assertion) assertions.push(assertion);
  });

  // The same claims, signed anew with the dates and extra claims of an Entra token.
  const likeEntra = async (token) => {
    const claims = decodeJwt(token);
    const now = Math.floor(Date.now() / 1000);
    Object.assign(claims, { iat: now - 300, nbf: now - 300, exp: now + 3600, uti: randomUUID() });
    return new SignJWT(claims).setProtectedHeader({ typ: "JWT", alg: "RS256", kid: jwk.kid }).sign(signing);
  };

  const app = new Koa();
  app.keys = cookieKeys; // the mounted provider reads its cookies with the outer keys
  app.use(async (ctx, next) => {
    const { path } = ctx;
    const entra = path.match(/^\/([^/]+)\/(?:v2\.0\/\.well-known\/openid-configuration|discovery\/v2\.0\/keys|oauth2\/v2\.0\/(authorize|token|logout))$/);
    if (!entra) return next();
    if (path.endsWith("openid-configuration")) {
      const at = `${base}/${entra[1]}`;
      ctx.body = {
        issuer: `${base}/{tenantid}/v2.0`,
        authorization_endpoint: `${at}/oauth2/v2.0/authorize`,
        token_endpoint: `${at}/oauth2/v2.0/token`,
        end_session_endpoint: `${at}/oauth2/v2.0/logout`,
        jwks_uri: `${at}/discovery/v2.0/keys`,
        response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
        response_modes_supported: ["query", "fragment", "form_post"],
        subject_types_supported: ["pairwise"],
        id_token_signing_alg_values_supported: ["RS256"],
        scopes_supported: ["openid", "profile", "email", "offline_access"],
      };
    } else if (path.endsWith("/keys")) {
      const { kty, n, e, kid } = jwk;
      ctx.body = { keys: [{ kty, n, e, kid, use: "sig", issuer: `${base}/{tenantid}/v2.0` }] };
    } else if (entra[2] === "token") {
      ctx.req.url = ctx.url = `/${tenant}/v2.0/token`;
      await next();
      if (ctx.body?.id_token) ctx.body = { ...ctx.body, id_token: await likeEntra(ctx.body.id_token) };
    } else {
      const own = entra[2] === "authorize" ? "auth" : "session/end";
      const query = new URLSearchParams(ctx.search);
      if (query.get("prompt") === "select_account") query.delete("prompt"); // Entra knows it, the provider does not
      ctx.redirect(`${issuer}/${own}?${query}`);
      ctx.status = 307;
    }
  });
  app.use(async (ctx, next) => {
    await next();
    if (typeof ctx.body === "string" && ctx.body.includes('name="id_token"')) {
      const found = ctx.body.match(/name="id_token" value="([^"]+)"/);
      if (found) ctx.body = ctx.body.replace(found[1], await likeEntra(found[1]));
    }
  });
  app.use(mount(`/${tenant}/v2.0`, provider));
  server.on("request", app.callback());
  return { base, assertions, close: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }) };
}
