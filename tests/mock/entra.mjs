// What of Microsoft Entra differs from a plain provider: consent per scope that grows, approval by an administrator, refresh tokens
// that end after a day, and its error codes. Requests come as data, from a route of the browser: its origin cannot be another.
import { createHash, randomUUID } from "node:crypto";

import { Script, entraError } from "./faults.mjs";
import { escaped, form, page, parsed } from "./http.mjs";
import { ACCOUNTS, idToken } from "./provider.mjs";
import { PERMISSIONS } from "./resources.mjs";

export const AUTHORITY = "https://login.microsoftonline.com";
export const TENANT = "3f2a7c14-58de-4b0a-9c61-7d2e8f4b1a90";
export const CLIENT_ID = "7f5c1d3e-0000-4000-8000-0000000000ab";

const GRAPH = "https://graph.microsoft.com/";
const PLAIN = new Set(["openid", "profile", "email", "offline_access"]);
const DAY = 24 * 3600 * 1000;

/** The permission that a scope names, with or without Graph's address in front. */
const short = (scope) => (scope.startsWith(GRAPH) ? scope.slice(GRAPH.length) : scope);
const list = (scope) => (scope ?? "").split(" ").filter(Boolean);

export class Entra {
  /** Faults of the token endpoint, by grant, as the provider has them. */
  faults = new Script();
  /** Permissions that somebody consented to, for everybody. */
  consented = new Set();
  /** Permissions that only an administrator may consent to. */
  adminOnly = new Set();
  /** The next authorization request fails with this code, such as 50105; its `error` is `access_denied` unless given. */
  refuseWith = undefined;
  /** Seconds that an access token lives. */
  lifetime = 3599;
  tokens = [];
  authorizations = [];
  /** Addresses of administrators' approvals that were asked for. */
  approvals = [];
  signOuts = 0;
  #signedIn = undefined;
  #codes = new Map();
  #refreshTokens = new Map();
  #accessTokens = new Map();
  #ahead = 0;

  /** `pages` are the registered redirect addresses. */
  constructor({ pages }) {
    this.pages = pages;
  }

  /** Time passes: after a day, refresh tokens have ended. */
  elapse(milliseconds) {
    this.#ahead += milliseconds;
  }

  #now() {
    return Date.now() + this.#ahead;
  }

  /** Whom a token belongs to, as the mock Graph wants to know it. */
  caller(value) {
    const known = this.#accessTokens.get(value);
    if (!known || known.ends < this.#now()) return undefined;
    const { intune, service } = ACCOUNTS[known.account];
    return { scopes: new Set(known.scopes), intune, service };
  }

  /** Answers one request, given as plain data. */
  async handle({ method, url, headers, body }) {
    const { pathname, searchParams } = parsed(url);
    const [, tenant, rest] = /^\/([^/]+)(\/.*)$/.exec(pathname) ?? [];
    const answer = await this.#route(`${method} ${rest}`, { tenant, query: searchParams, fields: form(body), headers });
    return answer ?? page("Nothing here", `<p>${escaped(url)}</p>`, 404);
  }

  #route(what, { tenant, query, fields, headers }) {
    switch (what) {
      case "GET /v2.0/.well-known/openid-configuration":
        return json(200, this.#discovery(tenant), headers);
      case "GET /oauth2/v2.0/authorize":
        return this.#authorize(query);
      case "POST /mock/answer":
        return this.#answered(fields);
      case "OPTIONS /oauth2/v2.0/token":
        return json(200, {}, headers);
      case "POST /oauth2/v2.0/token":
        return this.#token(fields, headers);
      case "GET /v2.0/adminconsent":
        return this.#approve(tenant, query);
      case "GET /oauth2/v2.0/logout":
        this.signOuts += 1;
        this.#signedIn = undefined;
        return this.#backTo(query.get("post_logout_redirect_uri"), "");
      default:
        return undefined;
    }
  }

  #discovery(tenant) {
    const base = `${AUTHORITY}/${tenant}`;
    return {
      issuer: `${AUTHORITY}/${TENANT}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
      response_modes_supported: ["query", "fragment", "form_post"],
      response_types_supported: ["code"],
      scopes_supported: ["openid", "profile", "email", "offline_access"],
      code_challenge_methods_supported: ["S256"],
    };
  }

  #authorize(query) {
    const request = Object.fromEntries(query);
    this.authorizations.push(request);
    const bad = (code, why) => page("Sorry, but we’re having trouble signing you in", `<p data-error="${code}">AADSTS${code}: ${escaped(why)}</p>`, 400);
    if (request.client_id !== CLIENT_ID) return bad(700016, "Application not found in the directory.");
    if (!this.pages.includes(request.redirect_uri)) return bad(50011, "The redirect URI does not match the registered ones.");
    if (request.response_type !== "code" || request.code_challenge_method !== "S256" || !/^[\w-]{43}$/.test(request.code_challenge ?? "")) {
      return bad(9002325, "Proof Key for Code Exchange is required for cross-origin authorization code redemption.");
    }
    if (!request.state || !request.nonce) return bad(50000, "The mock wants state and nonce.");
    if (this.refuseWith) {
      const { code, error = "access_denied" } = typeof this.refuseWith === "number" ? { code: this.refuseWith } : this.refuseWith;
      this.refuseWith = undefined;
      return this.#fail(request, error, `AADSTS${code}: Scripted.`);
    }
    const missing = this.#missing(list(request.scope));
    const account = request.prompt === "select_account" || request.prompt === "login" ? undefined : this.#signedIn;
    if (account && missing.length === 0 && request.prompt !== "consent") return this.#succeed(request, account);
    if (request.prompt === "none") {
      return account ? this.#fail(request, "consent_required", "AADSTS65001: Not consented.") : this.#fail(request, "login_required", "AADSTS50058: Nobody is signed in.");
    }
    return this.#ask(request, account, missing);
  }

  #missing(scopes) {
    return scopes.map(short).filter((scope) => !PLAIN.has(scope) && !this.consented.has(scope));
  }

  #ask(request, account, missing) {
    const hidden = `<input type="hidden" name="request" value="${escaped(JSON.stringify(request))}">`;
    const needsAdmin = missing.some((scope) => this.adminOnly.has(scope));
    const who = account
      ? `<input type="hidden" name="account" value="${account}"><p>${escaped(account)}@contoso.com</p>`
      : '<input name="account" aria-label="Account" autofocus required>';
    const items = missing.map((scope) => `<li>${escaped(scope)}`).join("");
    const accept = needsAdmin ? "<p>Needs administrator approval.</p>" : '<button name="answer" value="accept">Accept</button>';
    return page(
      needsAdmin ? "Approval required" : "Permissions requested",
      `<form method="post" action="${AUTHORITY}/${TENANT}/mock/answer">${hidden}${who}<ul>${items}</ul>${accept} ` +
        '<button name="answer" value="cancel" formnovalidate>Cancel</button></form>',
    );
  }

  #answered(fields) {
    const request = JSON.parse(fields.get("request"));
    if (fields.get("answer") !== "accept") return this.#fail(request, "access_denied", "AADSTS65004: User declined to consent to access the app.");
    const account = fields.get("account").trim().toLowerCase();
    if (!ACCOUNTS[account]) return this.#fail(request, "access_denied", "AADSTS50034: The user account does not exist in the directory.");
    this.#signedIn = account;
    for (const scope of this.#missing(list(request.scope))) this.consented.add(scope);
    return this.#succeed(request, account);
  }

  #succeed(request, account) {
    const code = randomUUID();
    this.#codes.set(code, { request, account });
    return this.#back(request, { code, state: request.state, session_state: randomUUID() });
  }

  #fail(request, error, error_description) {
    return this.#back(request, { error, error_description, state: request.state });
  }

  #back({ redirect_uri, response_mode }, values) {
    const text = new URLSearchParams(values).toString();
    return this.#backTo(redirect_uri, `${response_mode === "fragment" ? "#" : "?"}${text}`);
  }

  #backTo(address, rest) {
    if (!this.pages.includes(address)) return page("Signed out", "<p>You may close this window.</p>");
    // A route cannot answer a navigation with a redirect; this page leads on by itself.
    const to = escaped(address + rest);
    return page("One moment", `<meta http-equiv="refresh" content="0;url=${to}"><a href="${to}">Go on</a>`);
  }

  #approve(tenant, query) {
    this.approvals.push(Object.fromEntries(query));
    const scopes = list(query.get("scope")).map(short);
    for (const scope of scopes.length ? scopes : PERMISSIONS) {
      this.consented.add(scope);
      this.adminOnly.delete(scope);
    }
    const values = { admin_consent: "True", tenant: TENANT, state: query.get("state") ?? "", scope: query.get("scope") ?? "" };
    return this.#backTo(query.get("redirect_uri"), `?${new URLSearchParams(values)}`);
  }

  #token(fields, headers) {
    const entry = { grant: fields.get("grant_type"), scope: fields.get("scope"), claims: fields.get("claims"), authorization: headers.authorization !== undefined };
    this.tokens.push(entry);
    const broken = this.faults.take(entry.grant);
    const answer = broken ?? this.#granted(fields, headers);
    entry.status = answer.status ?? 200;
    const { status, headers: more, body, ...how } = answer;
    return { ...json(entry.status, body ?? {}, headers), ...how, headers: { ...json(entry.status, {}, headers).headers, ...more } };
  }

  #granted(fields, headers) {
    if (!headers.origin) return entraError(9002327, { error: "invalid_request" });
    if (fields.get("client_id") !== CLIENT_ID) return entraError(700016, { error: "unauthorized_client" });
    if (fields.get("grant_type") === "authorization_code") {
      const known = this.#codes.get(fields.get("code"));
      if (!known) return entraError(70008);
      if (known.used) return entraError(54005);
      known.used = true;
      if (known.request.redirect_uri !== fields.get("redirect_uri")) return entraError(50011, { error: "invalid_client" });
      const challenge = createHash("sha256").update(fields.get("code_verifier") ?? "").digest("base64url");
      if (challenge !== known.request.code_challenge) return entraError(501481);
      const { account, request } = known;
      return this.#issue(account, list(fields.get("scope") ?? request.scope), request.nonce, this.#now() + DAY);
    }
    const known = this.#refreshTokens.get(fields.get("refresh_token"));
    if (!known) return entraError(9002313);
    if (known.ends < this.#now()) return entraError(700084);
    const scopes = fields.get("scope") ? list(fields.get("scope")) : known.scopes;
    if (this.#missing(scopes).length) return entraError(65001, { suberror: "consent_required" });
    // The end is inherited: a renewed refresh token lives no longer.
    return this.#issue(known.account, scopes, known.nonce, known.ends);
  }

  #issue(account, asked, nonce, ends) {
    // A token for Graph holds all that was ever consented to, not only what was asked for.
    const scopes = [...new Set([...asked.map(short), ...this.consented])].filter((scope) => !PLAIN.has(scope));
    const access = `eyJ.${randomUUID()}`;
    this.#accessTokens.set(access, { account, scopes, ends: this.#now() + this.lifetime * 1000 });
    const body = {
      token_type: "Bearer",
      scope: [...asked.filter((scope) => scope === "openid" || scope === "profile"), ...scopes.map((scope) => GRAPH + scope)].join(" "),
      expires_in: this.lifetime,
      ext_expires_in: this.lifetime,
      access_token: access,
    };
    if (asked.includes("offline_access")) {
      body.refresh_token = randomUUID();
      this.#refreshTokens.set(body.refresh_token, { account, scopes: asked, nonce, ends });
    }
    if (asked.includes("openid")) {
      const now = Math.floor(this.#now() / 1000);
      const { name, oid } = ACCOUNTS[account];
      const who = { sub: `sub-${account}`, name, preferred_username: `${account}@contoso.com`, oid, tid: TENANT };
      body.id_token = idToken({ iss: `${AUTHORITY}/${TENANT}/v2.0`, aud: CLIENT_ID, iat: now, nbf: now, exp: now + 3600, nonce, ver: "2.0", ...who });
    }
    return { status: 200, body };
  }
}

function json(status, body, { origin = "*", ...headers }) {
  const raw = typeof body === "string" || Buffer.isBuffer(body);
  return {
    status,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "access-control-allow-origin": origin,
      "access-control-allow-headers": headers["access-control-request-headers"] ?? "",
    },
    body: raw ? body : JSON.stringify(body),
  };
}
