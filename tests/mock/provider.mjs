// A certified OpenID Connect provider on loopback, with accounts, plain pages to sign in with, and a token endpoint that can fail.
import { generateKeyPairSync, sign } from "node:crypto";

import { Script } from "./faults.mjs";
import { escaped, form, page, readRequest, send, serve } from "./http.mjs";
import { PERMISSIONS } from "./resources.mjs";

// The provider uses it; Node 20 lacks it.
URL.parse ??= (...address) => {
  try {
    return new URL(...address);
  } catch {
    return null;
  }
};
// It warns of a short memory, of an older Node.js and of bodies that are read before it: all meant so.
const warn = console.warn;
console.warn = (...words) => String(words[0]).includes("oidc-provider WARNING") || warn(...words);
const { default: Provider, interactionPolicy } = await import("oidc-provider");

export const CLIENT_ID = "tenant-status";
const TENANT = "3f2a7c14-58de-4b0a-9c61-7d2e8f4b1a90";

/** Who can sign in, and the roles each has: in Intune, and for service health and news. */
export const ACCOUNTS = {
  anna: { name: "Anna de Vries", intune: true, service: true, oid: "a0000000-0000-4000-8000-000000000001" },
  bram: { name: "Bram Jansen", intune: true, service: false, oid: "b0000000-0000-4000-8000-000000000002" },
  cleo: { name: "Cleo Smit", intune: false, service: false, oid: "c0000000-0000-4000-8000-000000000003" },
};

const claimsOf = (account) => ({
  sub: account,
  name: ACCOUNTS[account].name,
  preferred_username: `${account}@contoso.com`,
  tid: TENANT,
  oid: ACCOUNTS[account].oid,
});

/** One key for all providers of a process: making one takes a while. */
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const KEYS = { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "mock", alg: "RS256", use: "sig" }] };

const coded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The claims of a token, without looking at its signature. */
export const claimsIn = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());

/** A signed id token with these claims. */
export function idToken(claims) {
  const text = `${coded({ alg: "RS256", typ: "JWT", kid: "mock" })}.${coded(claims)}`;
  return `${text}.${sign("RSA-SHA256", Buffer.from(text), privateKey).toString("base64url")}`;
}

/** The provider's own policy, and the prompt of the standard that it leaves to others: the accounts to choose from. */
function policy() {
  const prompts = interactionPolicy.base();
  prompts.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }), 0);
  return prompts;
}

const DEFAULT_LIFETIMES = { access: 3600, refresh: 24 * 3600, code: 60 };

/**
 * Starts a provider for pages at these addresses (the whole redirect addresses). `lifetimes` are seconds and can be changed later.
 */
export async function startProvider({ pages, port, lifetimes } = {}) {
  const idp = {
    /** Faults of the token endpoint, by grant: `authorization_code`, `refresh_token`, or `discovery`. */
    faults: new Script(),
    /** Every request to the token endpoint: `{ grant, scope, status, authorization }`. */
    tokens: [],
    /** Every request to the authorization endpoint, as its parameters. */
    authorizations: [],
    /** How often somebody signed out here. */
    signOuts: 0,
    lifetimes: { ...DEFAULT_LIFETIMES, ...lifetimes },
    /** Changes what the token endpoint sends: takes and gives its JSON. */
    rewrite: undefined,
    /** Changes where the browser is sent back to: takes and gives the address. */
    redirect: undefined,
    clientId: CLIENT_ID,
    scopes: ["openid", "profile", "offline_access", ...PERMISSIONS],
  };

  const server = await serve((incoming, outgoing) => front(incoming, outgoing), port);
  const seconds = (kind) => () => idp.lifetimes[kind];
  const provider = new Provider(server.origin, {
    clients: [
      {
        client_id: CLIENT_ID,
        token_endpoint_auth_method: "none",
        application_type: "web",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        redirect_uris: pages,
        post_logout_redirect_uris: pages,
      },
    ],
    jwks: KEYS,
    cookies: { keys: ["mock"] },
    scopes: ["openid", "profile", "offline_access", ...PERMISSIONS],
    claims: { openid: ["sub", "tid", "oid"], profile: ["name", "preferred_username"] },
    conformIdTokenClaims: false,
    findAccount: (_, account) => (ACCOUNTS[account] ? { accountId: account, claims: () => claimsOf(account) } : undefined),
    pkce: { required: () => true },
    rotateRefreshToken: true,
    clientBasedCORS: (_, origin) => pages.some((address) => new URL(address).origin === origin),
    // A page without a server gets a refresh token; whether it asks for offline access decides how long it lives.
    issueRefreshToken: (_, client) => client.grantTypeAllowed("refresh_token"),
    ttl: {
      AccessToken: seconds("access"),
      AuthorizationCode: seconds("code"),
      RefreshToken: seconds("refresh"),
      IdToken: () => 3600,
      Interaction: () => 3600,
      Session: () => 24 * 3600,
      Grant: () => 24 * 3600,
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        // Straight out: the page asked its reader already.
        logoutSource: (context, confirm) => {
          const leave = '<button name="logout" value="yes" form="op.logoutForm">Sign out</button>';
          context.body = page("Sign out", confirm + leave).body;
        },
      },
    },
    interactions: { policy: policy(), url: (_, interaction) => `/interaction/${interaction.uid}` },
    renderError: (context, out) => {
      context.type = "html";
      context.body = page("The provider refuses", `<pre data-error="${escaped(out.error)}">${escaped(out.error_description)}</pre>`).body;
    },
  });
  const callback = provider.callback();

  async function front(incoming, outgoing) {
    const { pathname, searchParams } = new URL(incoming.url, server.origin);
    if (pathname.startsWith("/interaction/")) return interaction(incoming, outgoing);
    if (pathname === "/auth") idp.authorizations.push(Object.fromEntries(searchParams));
    if (pathname === "/session/end/confirm") idp.signOuts += 1;
    if (pathname === "/token" && incoming.method === "POST") return token(incoming, outgoing);
    if (pathname === "/.well-known/openid-configuration") {
      const broken = idp.faults.take("discovery");
      if (broken) return sendFault(incoming, outgoing, broken);
    }
    if (idp.redirect) redirected(outgoing);
    callback(incoming, outgoing);
    return undefined;
  }

  /** Lets a test change the address that leads back to the page. */
  function redirected(outgoing) {
    const setHeader = outgoing.setHeader.bind(outgoing);
    outgoing.setHeader = (name, value) => {
      const back = name.toLowerCase() === "location" && pages.some((address) => String(value).startsWith(address.split("?")[0]));
      return setHeader(name, back ? (idp.redirect?.(value) ?? value) : value);
    };
  }

  async function token(incoming, outgoing) {
    const request = await readRequest(incoming);
    const fields = form(request.body);
    const entry = {
      grant: fields.get("grant_type"),
      scope: fields.get("scope"),
      origin: request.headers.origin,
      authorization: request.headers.authorization !== undefined,
    };
    idp.tokens.push(entry);
    const broken = idp.faults.take(entry.grant);
    if (broken) {
      entry.status = broken.status ?? 200;
      return sendFault(incoming, outgoing, broken);
    }
    // The provider takes a body that somebody else has read.
    incoming.body = Object.fromEntries(fields);
    const end = outgoing.end.bind(outgoing);
    outgoing.end = (text, ...rest) => {
      entry.status = outgoing.statusCode;
      if (!idp.rewrite || !text || outgoing.statusCode !== 200) return end(text, ...rest);
      const changed = JSON.stringify(idp.rewrite(JSON.parse(text.toString())));
      outgoing.setHeader("content-length", Buffer.byteLength(changed));
      return end(changed);
    };
    callback(incoming, outgoing);
    return undefined;
  }

  function sendFault(incoming, outgoing, { status = 200, headers, body = { error: "server_error" }, ...how }) {
    const raw = typeof body === "string" || Buffer.isBuffer(body);
    return send(outgoing, {
      status,
      headers: { "access-control-allow-origin": incoming.headers.origin ?? "*", "content-type": "application/json", ...headers },
      body: raw ? body : JSON.stringify(body),
      ...how,
    });
  }

  async function interaction(incoming, outgoing) {
    // Whoever goes back in the history finds a form of the past.
    const details = await provider.interactionDetails(incoming, outgoing).catch(() => undefined);
    if (!details) return page("This sign-in is over", "<p>Go back to the page and start again.</p>");
    const { prompt, params, session, grantId } = details;
    const isLogin = prompt.name !== "consent";
    if (incoming.method === "GET") return isLogin ? loginPage() : consentPage(prompt, session);
    const fields = form((await readRequest(incoming)).body);
    const finish = (result) => provider.interactionFinished(incoming, outgoing, result, { mergeWithLastSubmission: !isLogin });
    if (fields.get("answer") === "refuse") {
      return finish({ error: "access_denied", error_description: "The reader refused." });
    }
    if (isLogin) {
      const account = fields.get("account")?.trim().toLowerCase();
      return ACCOUNTS[account] ? finish({ login: { accountId: account }, select_account: {} }) : loginPage(`There is no account ${account}.`);
    }
    const known = grantId ? await provider.Grant.find(grantId) : undefined;
    const grant = known ?? new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    const allowed = new Set(fields.getAll("scope"));
    for (const scope of prompt.details.missingOIDCScope ?? []) {
      if (allowed.has(scope) || !PERMISSIONS.includes(scope)) grant.addOIDCScope(scope);
      else grant.rejectOIDCScope(scope);
    }
    return finish({ consent: { grantId: await grant.save() } });
  }

  function loginPage(problem) {
    const names = Object.keys(ACCOUNTS).map((account) => `<li>${account}: ${escaped(ACCOUNTS[account].name)}`).join("");
    const why = problem ? `<p role="alert">${escaped(problem)}</p>` : "";
    return page(
      "Who are you?",
      `${why}<form method="post"><input name="account" aria-label="Account" autofocus required> <button name="answer" value="sign in">Next</button></form>` +
        `<form method="post"><button name="answer" value="refuse">Cancel</button></form><p>No password is asked. Accounts:</p><ul>${names}</ul>`,
    );
  }

  function consentPage(prompt, session) {
    const scopes = prompt.details.missingOIDCScope ?? [];
    const boxes = scopes
      .filter((scope) => PERMISSIONS.includes(scope))
      .map((scope) => `<li><label><input type="checkbox" name="scope" value="${escaped(scope)}" checked> ${escaped(scope)}</label>`);
    return page(
      "Permissions",
      `<p>${escaped(session.accountId)}, the page asks for:</p><form method="post"><ul>${boxes.join("")}</ul>` +
        `<button name="answer" value="allow">Allow</button> <button name="answer" value="refuse">Refuse</button></form>`,
    );
  }

  /** Whom a token belongs to, as the mock Graph wants to know it. */
  async function caller(value) {
    const found = await provider.AccessToken.find(value);
    if (!found) return undefined;
    const { intune, service } = ACCOUNTS[found.accountId];
    return { scopes: new Set(found.scope?.split(" ")), intune, service };
  }

  return Object.assign(idp, { origin: server.origin, issuer: server.origin, caller, close: server.close, provider });
}
