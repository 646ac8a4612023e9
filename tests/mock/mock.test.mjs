// The mocks themselves: what the browser tests rely on.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";

import { AUTHORITY, CLIENT_ID as ENTRA_ID, Entra, TENANT } from "./entra.mjs";
import { entraError } from "./faults.mjs";
import { Graph, startEvil, startGraph } from "./graph.mjs";
import { readRequest, serve } from "./http.mjs";
import { startPage } from "./page.mjs";
import { PAGINGS, linkTo, pageBody } from "./paging.mjs";
import { CLIENT_ID, claimsIn, startProvider } from "./provider.mjs";
import { ORGANIZATION_ID, PERMISSIONS, RESOURCES, answers, idsOf } from "./resources.mjs";

const NOW = Date.parse("2030-02-03T04:05:06Z");
const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const get = (graph, url, headers = {}) => graph.handle({ method: "GET", url, headers, body: Buffer.alloc(0) });
const batch = (graph, version, requests) =>
  graph.handle({ method: "POST", url: `/${version}/$batch`, headers: {}, body: Buffer.from(JSON.stringify({ requests })) });
const partOf = (id) => ({ id, method: "GET", url: RESOURCES.find((resource) => resource.id === id).path.replace("{id}", ORGANIZATION_ID) });
const json = (answer) => JSON.parse(answer.body.toString());

const closing = [];
after(() => Promise.all(closing.map((close) => close())));
const kept = async (started) => {
  const server = await started;
  closing.push(server.close);
  return server;
};

// ---- What it serves

test("the mock has every resource of the documented format, and no other", () => {
  const documented = [...read("docs/snapshot-format.md").matchAll(/^\| `(\w+)` \|/gm)].map(([, id]) => id);
  const ids = RESOURCES.map(({ id }) => id);
  for (const id of ids) assert.ok(documented.includes(id), id);
  assert.equal(ids.length, 25);
  assert.deepEqual([...answers(NOW).keys()].sort(), [...ids].sort());
});

test("the dates of the demo move to the present, all by the same time; never and no end stay", () => {
  const demo = JSON.parse(read("public/demo/contoso.json"));
  const by = NOW - Date.parse(demo.capturedAt);
  const now = answers(NOW);
  const before = demo.responses.find(({ id }) => id === "windowsAutopilotSettings").body.lastSyncDateTime;
  const moved = now.get("windowsAutopilotSettings").body.lastSyncDateTime;
  assert.equal(Date.parse(moved) - Date.parse(before), by);
  assert.equal(moved.slice(19), before.slice(19), "fractions stay as they are written");
  assert.ok(JSON.stringify([...now]).includes("0001-01-01T00:00:00Z"));
});

test("every path answers a plain GET and a part of a batch alike", async () => {
  const graph = new Graph({ now: NOW });
  for (const version of ["v1.0", "beta"]) {
    const ids = idsOf(version);
    const { responses } = json(await batch(graph, version, ids.map(partOf)));
    assert.deepEqual(responses.map(({ id }) => id), [...ids].reverse(), "not in the order of the request");
    for (const { id, status, body } of responses) {
      const alone = await get(graph, `/${version}${partOf(id).url}`);
      assert.equal(alone.status, status, id);
      assert.deepEqual(json(alone).value, body.value, id);
    }
  }
  assert.equal(graph.count(), 27);
  assert.equal(graph.count("batch:v1.0"), 1);
  assert.equal(graph.count("messages"), 2);
});

test("a batch that Graph would refuse is refused", async () => {
  const graph = new Graph({ now: NOW });
  const organization = partOf("organization");
  const many = Array.from({ length: 21 }, (_, number) => ({ ...organization, id: `${number}` }));
  for (const requests of [[], many, [organization, { ...organization, id: "ORGANIZATION" }], [{ ...organization, url: "https://graph.microsoft.com/v1.0/me" }]]) {
    assert.equal((await batch(graph, "v1.0", requests)).status, 400);
  }
  assert.equal((await get(graph, "/v1.0/$batch")).status, 405);
  assert.equal((await get(graph, "/v2.0/organization")).status, 404);
  const wrong = await batch(graph, "v1.0", [partOf("connectorStatus")]);
  assert.equal(json(wrong).responses[0].status, 404, "a beta resource is not in v1.0");
});

test("an answer needs a token, its permission and the role", async () => {
  const callers = {
    all: { scopes: new Set(PERMISSIONS), intune: true, service: true },
    few: { scopes: new Set(["Organization.Read.All"]), intune: true, service: true },
    norole: { scopes: new Set(PERMISSIONS), intune: false, service: false },
  };
  const graph = new Graph({ now: NOW, caller: async (token) => callers[token] });
  const status = async (token, id) => {
    const { version } = RESOURCES.find((resource) => resource.id === id);
    return (await get(graph, `/${version}${partOf(id).url}`, token ? { authorization: `Bearer ${token}` } : {})).status;
  };
  assert.equal(await status(undefined, "organization"), 401);
  assert.equal(await status("stolen", "organization"), 401);
  assert.equal(await status("all", "messages"), 200);
  assert.equal(await status("few", "organization"), 200);
  assert.equal(await status("few", "vppTokens"), 403);
  assert.equal(await status("few", "issues"), 403);
  assert.equal(await status("norole", "vppTokens"), 401);
  assert.equal(await status("norole", "messages"), 403);
  assert.equal(await status("norole", "subscribedSkus"), 200);
  assert.equal(graph.withToken, 8);
});

// ---- Faults

test("a script is followed step by step, on one resource alone", async () => {
  const graph = new Graph({ now: NOW });
  graph.faults.once("vppTokens", 429, "throttled", 200);
  const ask = async () => {
    const { responses } = json(await batch(graph, "v1.0", [partOf("vppTokens"), partOf("organization")]));
    return [responses[1].status, responses[1].headers["retry-after"], responses[0].status];
  };
  assert.deepEqual(await ask(), [429, undefined, 200]);
  assert.deepEqual(await ask(), [429, "2", 200]);
  assert.deepEqual(await ask(), [200, undefined, 200]);
  assert.deepEqual(graph.faults.routes, []);
  graph.faults.always("batch:v1.0", 503);
  assert.equal((await batch(graph, "v1.0", [partOf("organization")])).status, 503);
  assert.equal((await batch(graph, "v1.0", [partOf("organization")])).status, 503);
  graph.faults.clear();
  assert.equal((await batch(graph, "v1.0", [partOf("organization")])).status, 200);
});

test("who comes before Retry-After is over is noted; who waits is not", async () => {
  const graph = new Graph({ now: NOW });
  graph.faults.once("messages", "throttled");
  const ask = (id) => batch(graph, "v1.0", [partOf(id)]);
  await ask("messages");
  await ask("issues");
  assert.deepEqual(graph.limiter.violations, []);
  await ask("messages");
  assert.equal(graph.limiter.violations.length, 1);
  graph.faults.once("host", { status: 429, headers: { "retry-after": "10" } });
  await ask("issues");
  await ask("healthOverviews");
  assert.equal(graph.limiter.violations.length, 1, "that one was on its way");
  graph.limiter.elapse(5000);
  await ask("healthOverviews");
  assert.equal(graph.limiter.violations.length, 2);
  graph.limiter.elapse(5000);
  await ask("issues");
  assert.equal(graph.limiter.violations.length, 2);
});

test("who asks while the clock jumps is not early; who asks without a jump is", async () => {
  const graph = new Graph({ now: NOW });
  const ask = () => batch(graph, "v1.0", [partOf("messages")]);
  graph.faults.once("messages", "throttled", "throttled", 200, "throttled");
  await ask();
  await graph.limiter.elapseWith(10_000, async () => {
    await ask();
    await ask();
  });
  assert.deepEqual(graph.limiter.violations, [], "the wait began before the jump, the call came after it");
  await ask();
  await ask();
  assert.equal(graph.limiter.violations.length, 1);
});

test("headers are exposed to other origins, or not", async () => {
  const graph = new Graph({ now: NOW });
  const exposed = async () => (await get(graph, "/v1.0/organization")).headers["access-control-expose-headers"] ?? "";
  assert.match(await exposed(), /Retry-After/);
  graph.faults.once("organization", { status: 429, expose: false });
  assert.equal(await exposed(), "");
  graph.cors.expose = false;
  assert.equal(await exposed(), "");
});

test("an answer can be late, cut, stalled, or never come", async () => {
  const graph = await kept(startGraph({ now: NOW }));
  const ask = (signal) => fetch(`${graph.origin}/v1.0/organization`, { signal }).then((answer) => answer.text());
  graph.faults.once("organization", "cut");
  await assert.rejects(ask());
  graph.faults.once("organization", { delay: 20 });
  assert.match(await ask(), /Contoso/);
  for (const step of ["silent", "stalled"]) {
    graph.faults.once("organization", step);
    await assert.rejects(ask(AbortSignal.timeout(100)));
  }
});

test("every fault of paging leads where its name says", () => {
  const address = "http://127.0.0.1:5000/v1.0/admin/serviceAnnouncement/messages?$top=2";
  const evil = "http://127.0.0.1:6666";
  const body = { value: [{ id: "a" }, { id: "b" }] };
  const linkOf = (kind, n = 0) => pageBody(body, address, n, { kind, evil }).body?.["@odata.nextLink"];
  assert.equal(linkOf("loop", 1), linkTo(address, 1));
  assert.equal(linkOf("cycle", 1), linkTo(address, 2));
  assert.equal(linkOf("cycle", 2), linkTo(address, 1));
  assert.equal(linkOf("endless", 9_999), undefined);
  assert.match(linkOf("relative"), /^\/v1\.0\//);
  assert.match(linkOf("scheme"), /^https:\/\/127\.0\.0\.1:5000\//);
  for (const kind of ["foreign", "userinfo", "port"]) assert.equal(new URL(linkOf(kind)).origin, evil, kind);
  assert.match(new URL(linkOf("climb")).pathname, /^\/elsewhere\//);
  assert.equal(pageBody(body, address, 1, { kind: "expired" }).status, 410);
  assert.deepEqual(pageBody(body, address, 3, { kind: "hollow" }).body.value, []);
  for (const kind of Object.keys(PAGINGS)) assert.ok(pageBody(body, address, 0, { kind, evil }).body, kind);
});

test("honest pages hold everything once", async () => {
  const graph = await kept(startGraph({ now: NOW }));
  graph.paging.set("messages", { size: 3 });
  const seen = [];
  for (let link = `${graph.origin}/v1.0/admin/serviceAnnouncement/messages?$top=1000`; link; ) {
    const body = await (await fetch(link)).json();
    seen.push(...body.value.map(({ id }) => id));
    link = body["@odata.nextLink"];
  }
  assert.deepEqual(seen, answers(NOW).get("messages").body.value.map(({ id }) => id));
});

test("the evil origin would answer, and tells who asked", async () => {
  const evil = await kept(startEvil());
  await fetch(`${evil.origin}/v1.0/messages`, { headers: { authorization: "Bearer x" } });
  assert.deepEqual(evil.requests, [{ method: "GET", url: "/v1.0/messages", authorization: true }]);
});

// ---- Signing in

const PAGE = "http://127.0.0.1:4280/";
const VERIFIER = randomBytes(32).toString("base64url");

const authorizeQuery = (clientId, scope, more = {}) =>
  new URLSearchParams({
    client_id: clientId,
    response_type: "code",
    response_mode: "fragment",
    redirect_uri: PAGE,
    scope,
    state: "state",
    nonce: "nonce",
    code_challenge: createHash("sha256").update(VERIFIER).digest("base64url"),
    code_challenge_method: "S256",
    ...more,
  });

/** A browser's part in signing in, with its cookies. */
async function visit(idp, scope, answersOfReader, more) {
  const cookies = new Map();
  let url = new URL(`/auth?${authorizeQuery(CLIENT_ID, scope, more)}`, idp.origin);
  let body;
  while (url.origin === idp.origin) {
    const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
    const answer = await fetch(url, { method: body ? "POST" : "GET", body, redirect: "manual", headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) cookies.set(...line.split(";")[0].split(/=(.*)/s).slice(0, 2));
    body = undefined;
    const to = answer.headers.get("location");
    if (to) url = new URL(to, url);
    else body = new URLSearchParams(answersOfReader(await answer.text()));
  }
  return Object.fromEntries(new URLSearchParams(url.hash.slice(1)));
}

async function redeem(idp, fields, headers = { origin: new URL(PAGE).origin }) {
  const answer = await fetch(`${idp.origin}/token`, { method: "POST", headers, body: new URLSearchParams({ client_id: CLIENT_ID, ...fields }) });
  return { status: answer.status, cors: answer.headers.get("access-control-allow-origin"), ...(await answer.json()) };
}

const codeFields = (code) => ({ grant_type: "authorization_code", code, redirect_uri: PAGE, code_verifier: VERIFIER });
const renewal = (token, scope) => ({ grant_type: "refresh_token", refresh_token: token, ...(scope && { scope }) });
const agrees = (account, ...scopes) => (page) =>
  page.includes("Who are you?") ? { account } : scopes.map((scope) => ["scope", scope]).concat([["answer", "allow"]]);

test("the provider signs in, renews with rotation, and tells Graph who it is", async () => {
  const idp = await kept(startProvider({ pages: [PAGE], lifetimes: { access: 10 } }));
  const { code, state, iss } = await visit(idp, "openid profile offline_access Organization.Read.All Unknown.Scope", agrees("bram", "Organization.Read.All"));
  assert.deepEqual([state, iss], ["state", idp.issuer]);
  const first = await redeem(idp, codeFields(code));
  assert.deepEqual([first.status, first.expires_in, first.cors], [200, 10, "http://127.0.0.1:4280"]);
  assert.equal(first.scope, "openid profile Organization.Read.All", "unknown scopes are left out, not refused");
  const claims = claimsIn(first.id_token);
  assert.deepEqual([claims.name, claims.preferred_username, claims.nonce], ["Bram Jansen", "bram@contoso.com", "nonce"]);
  assert.ok(claims.tid && claims.oid);
  assert.deepEqual([...(await idp.caller(first.access_token)).scopes], ["openid", "profile", "Organization.Read.All"]);
  assert.equal((await idp.caller(first.access_token)).service, false);

  const more = await redeem(idp, renewal(first.refresh_token, "openid ServiceHealth.Read.All"));
  assert.deepEqual([more.status, more.error], [400, "invalid_scope"]);
  const second = await redeem(idp, renewal(first.refresh_token));
  assert.equal(second.status, 200, "the refused renewal has not used the token up");
  assert.notEqual(second.refresh_token, first.refresh_token);
  assert.equal((await redeem(idp, renewal(first.refresh_token))).error, "invalid_grant");
  assert.equal((await redeem(idp, renewal(second.refresh_token))).error, "invalid_grant", "a token used twice ends the session");
  assert.deepEqual(idp.tokens.map(({ status }) => status), [200, 400, 200, 400, 400]);
});

test("the provider refuses what it should", async () => {
  const idp = await kept(startProvider({ pages: [PAGE] }));
  const refused = await visit(idp, "openid", (page) => (page.includes("Who") ? { account: "anna" } : { answer: "refuse" }));
  assert.equal(refused.error, "access_denied");
  const chosen = await visit(idp, "openid", agrees("bram"), { prompt: "select_account" });
  assert.equal(claimsIn((await redeem(idp, codeFields(chosen.code))).id_token).sub, "bram");
  const silent = await visit(idp, "openid", () => ({}), { prompt: "none" });
  assert.equal(silent.error, "login_required");
  const { code } = await visit(idp, "openid", agrees("anna"));
  assert.equal((await redeem(idp, { ...codeFields(code), code_verifier: "x".repeat(43) })).error, "invalid_grant");
  const other = await visit(idp, "openid", agrees("anna"));
  assert.equal((await redeem(idp, codeFields(other.code))).status, 200);
  assert.equal((await redeem(idp, codeFields(other.code))).error, "invalid_grant", "a code works once");
  assert.equal((await redeem(idp, codeFields("x"), { origin: "http://evil.example" })).status, 400);
});

test("the provider's token endpoint fails as told, and its answers can be forged", async () => {
  const idp = await kept(startProvider({ pages: [PAGE] }));
  idp.faults.once("authorization_code", entraError(50076, { error: "interaction_required", claims: "{}" }), 500);
  const failed = await redeem(idp, codeFields("x"));
  assert.deepEqual([failed.status, failed.error_codes, failed.claims], [400, [50076], "{}"]);
  assert.equal((await redeem(idp, codeFields("x"))).status, 500);
  idp.rewrite = (body) => ({ ...body, expires_in: 7 });
  const { code } = await visit(idp, "openid", agrees("anna"));
  assert.equal((await redeem(idp, codeFields(code))).expires_in, 7);
  idp.redirect = (address) => address.replace("state=state", "state=other");
  assert.equal((await visit(idp, "openid", agrees("anna"))).state, "other");
});

const ASKED = "openid profile offline_access https://graph.microsoft.com/Organization.Read.All";

async function entraVisit(entra, scope, answer = "accept") {
  const send = (method, path, body = "") =>
    entra.handle({ method, url: `/${TENANT}${path}`, headers: {}, body: Buffer.from(body.toString()) }).then(({ body }) => body.toString());
  let text = await send("GET", `/oauth2/v2.0/authorize?${authorizeQuery(ENTRA_ID, scope)}`);
  const request = /name="request" value="([^"]*)"/.exec(text)?.[1];
  if (request) {
    const value = request.replace(/&#(\d+);/g, (_, number) => String.fromCharCode(number));
    text = await send("POST", "/mock/answer", new URLSearchParams({ request: value, account: "anna", answer }));
  }
  const back = /href="([^"]*)"/.exec(text)?.[1].replace(/&#(\d+);/g, (_, number) => String.fromCharCode(number));
  return back ? Object.fromEntries(new URLSearchParams(new URL(back).hash.slice(1))) : text;
}

async function entraToken(entra, fields) {
  const body = Buffer.from(new URLSearchParams({ client_id: ENTRA_ID, ...fields }).toString());
  const answer = await entra.handle({ method: "POST", url: `/${TENANT}/oauth2/v2.0/token`, headers: { origin: new URL(PAGE).origin }, body });
  return { status: answer.status, ...JSON.parse(answer.body) };
}

test("Entra's stub lets consent grow, and ends after a day", async () => {
  const entra = new Entra({ pages: [PAGE] });
  const { code } = await entraVisit(entra, ASKED);
  const first = await entraToken(entra, { ...codeFields(code), scope: ASKED });
  assert.equal(first.status, 200);
  assert.deepEqual([...entra.caller(first.access_token).scopes], ["Organization.Read.All"]);
  assert.equal(claimsIn(first.id_token).iss, `${AUTHORITY}/${TENANT}/v2.0`);
  assert.deepEqual((await entraToken(entra, codeFields(code))).error_codes, [54005]);

  const health = "https://graph.microsoft.com/ServiceHealth.Read.All";
  const refused = await entraToken(entra, renewal(first.refresh_token, health));
  assert.deepEqual([refused.error, refused.error_codes], ["invalid_grant", [65001]]);
  entra.consented.add("ServiceHealth.Read.All");
  const second = await entraToken(entra, renewal(first.refresh_token, `${health} offline_access`));
  assert.ok(entra.caller(second.access_token).scopes.has("ServiceHealth.Read.All"));
  entra.elapse(24 * 3600 * 1000 + 1000);
  assert.deepEqual((await entraToken(entra, renewal(second.refresh_token))).error_codes, [700084]);
  assert.equal(entra.caller(second.access_token), undefined);
});

test("Entra's stub refuses, and wants an administrator where told", async () => {
  const entra = new Entra({ pages: [PAGE] });
  const cancelled = await entraVisit(entra, ASKED, "cancel");
  assert.match(cancelled.error_description, /AADSTS65004/);
  entra.adminOnly.add("Organization.Read.All");
  const asked = await entra.handle({ method: "GET", url: `/${TENANT}/oauth2/v2.0/authorize?${authorizeQuery(ENTRA_ID, ASKED)}`, headers: {}, body: "" });
  assert.match(asked.body, /Approval required/);
  const approval = new URLSearchParams({ client_id: ENTRA_ID, redirect_uri: PAGE, state: "s", scope: "https://graph.microsoft.com/Organization.Read.All" });
  const done = await entra.handle({ method: "GET", url: `/${TENANT}/v2.0/adminconsent?${approval}`, headers: {}, body: "" });
  assert.match(done.body, /admin_consent=True/);
  assert.ok(entra.consented.has("Organization.Read.All"));
  entra.refuseWith = 50105;
  assert.match((await entraVisit(entra, ASKED)).error_description, /AADSTS50105/);
});

// ---- The page

test("the page gets another configuration and the policy that fits it, and nothing else changes", async () => {
  const policy = "default-src 'none'; connect-src 'self'; base-uri 'self'";
  const upstream = await kept(
    serve(async (incoming) => {
      const { url } = await readRequest(incoming);
      const type = url.endsWith(".json") ? "application/json" : "text/html";
      return { status: 200, headers: { "content-type": type, "content-security-policy": policy, etag: '"1"' }, body: `<meta content="${policy}">` };
    }),
  );
  const site = await kept(startPage(upstream.origin));
  Object.assign(site, { config: { title: "x" }, connect: ["http://127.0.0.1:1"] });
  const page = await fetch(`${site.origin}/connectors/`);
  const expected = "default-src 'none'; connect-src 'self' http://127.0.0.1:1; base-uri 'self'";
  assert.equal(page.headers.get("content-security-policy"), expected);
  assert.equal(await page.text(), `<meta content="${expected}">`);
  assert.deepEqual(await (await fetch(`${site.origin}/sub/config.json`)).json(), { title: "x" });
});
