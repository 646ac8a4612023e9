// A Microsoft Graph on this machine: the catalogue's paths, batches, permissions and pages; and, when told to, every way to fail.
import { randomUUID } from "node:crypto";

import { Script, graphError } from "./faults.mjs";
import { parsed, readRequest, serve } from "./http.mjs";
import { Limiter } from "./limiter.mjs";
import { pageBody, pageOf } from "./paging.mjs";
import { ORGANIZATION_ID, PERMISSIONS, RESOURCES, answers } from "./resources.mjs";

/** What the real one lets a page of another origin read. */
const EXPOSED =
  "ETag, Location, Preference-Applied, Content-Range, request-id, client-request-id, ReadWriteConsistencyToken, Retry-After, SdkVersion, WWW-Authenticate, x-ms-client-gcc-tenant";

const MOST_PARTS = 20;
const JSON_TYPE = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

/** A caller who may do everything; for the mock that asks for no token. */
const EVERYBODY = { scopes: new Set(PERMISSIONS), intune: true, service: true };

export class Graph {
  /** Faults: a route is the id of a resource, `batch:v1.0`, `batch:beta`, or `host` for whatever is asked. */
  faults = new Script();
  limiter = new Limiter();
  /** Every request but the preflights, in order. */
  requests = [];
  preflights = 0;
  /** The address in front of the version, as links to further pages name it. */
  root = "";
  /** The origin that must never be asked. */
  evil = "http://127.0.0.1:9";
  /** Whether a page of another origin may ask at all, and whether it may read more than the simple headers. */
  cors = { allow: true, expose: true };
  /** Ids of lists, each with a fault of paging or a number of items per page. */
  paging = new Map();
  /** What is answered, by id: `{ status, headers, body }`. Tests change it at will. */
  answers;
  /** The id of a resource that batches leave out of their answer. */
  forget = undefined;
  /** Who a token belongs to: `{ scopes, intune, service }`, or nothing when it is not one of ours. None: no token is needed. */
  caller;

  /** `now` in milliseconds; `caller` as above. */
  constructor({ now = Date.now(), caller } = {}) {
    this.answers = answers(now);
    this.caller = caller;
  }

  /** How many requests of a kind came: a resource's id (alone or in a batch), `batch:v1.0`, or all of them. */
  count(route) {
    return this.requests.filter((request) => route === undefined || request.route === route || request.ids.includes(route)).length;
  }

  /** How many requests bore a token. */
  get withToken() {
    return this.requests.filter(({ authorization }) => authorization).length;
  }

  /** Answers one request, given as plain data. */
  async handle({ method, url, headers, body }) {
    if (method === "OPTIONS") {
      this.preflights += 1;
      return this.#preflight(headers);
    }
    const address = parsed(url);
    const entry = {
      method,
      path: url,
      origin: headers.origin,
      authorization: headers.authorization !== undefined,
      clientRequestId: headers["client-request-id"],
      cacheControl: headers["cache-control"],
      cookie: headers.cookie !== undefined,
      bytes: body.length,
      ids: [],
    };
    this.requests.push(entry);
    const answer = await this.#answer(address, entry, { method, headers, body });
    const sent = { ...answer, headers: { ...this.#headers(answer, entry), ...answer.headers } };
    sent.body = typeof answer.body === "string" || Buffer.isBuffer(answer.body) ? answer.body : JSON.stringify(answer.body ?? "");
    Object.assign(entry, { status: sent.status, sent: Buffer.byteLength(sent.body) });
    return sent;
  }

  #preflight(headers) {
    if (!this.cors.allow) return { status: 403, headers: {}, body: "" };
    return {
      status: 200,
      headers: {
        "access-control-allow-origin": "*",
        "access-control-allow-methods": "GET, POST",
        "access-control-allow-headers": headers["access-control-request-headers"] ?? "",
      },
      body: "",
    };
  }

  #headers({ expose = this.cors.expose }, { clientRequestId }) {
    const headers = { "content-type": JSON_TYPE, "cache-control": "no-cache", "request-id": randomUUID() };
    if (clientRequestId) headers["client-request-id"] = clientRequestId;
    if (this.cors.allow) headers["access-control-allow-origin"] = "*";
    if (expose) headers["access-control-expose-headers"] = EXPOSED;
    return headers;
  }

  async #answer({ pathname, searchParams }, entry, { method, headers, body }) {
    const [, version, path] = /^\/(v1\.0|beta)(\/.*)$/.exec(pathname) ?? [];
    if (!version) return failure(404, { message: "There is nothing here." });
    const isBatch = path === "/$batch" || path === "/%24batch";
    const resource = isBatch ? undefined : find(version, path);
    entry.route = isBatch ? `batch:${version}` : (resource?.id ?? path);
    if (resource) entry.ids.push(resource.id);

    this.limiter.pass(["host", entry.route], `${method} ${entry.path}`);
    const truth = () => this.#true(isBatch, version, path, searchParams, entry, { method, headers, body });
    const ofHost = this.faults.take("host");
    const broken = ofHost ?? (isBatch ? this.faults.take(entry.route) : undefined);
    if (!broken) return truth();
    // A fault without a status (slow, cut) is put around the truth.
    const answer = faulty(broken, broken.status === undefined ? await truth() : { status: 200, body: { responses: [] } }, entry);
    if (answer.status !== 200) this.limiter.close([ofHost ? "host" : entry.route], broken.headers, { isShared: true });
    return answer;
  }

  async #true(isBatch, version, path, query, entry, { method, headers, body }) {
    const caller = await this.#callerOf(headers.authorization);
    if (!caller) return failure(401, { message: "Access token validation failure. Invalid audience.", clientRequestId: entry.clientRequestId });
    if (isBatch) {
      return method === "POST" ? this.#batch(version, body, caller, entry) : failure(405);
    }
    return method === "GET" ? this.#one(version, path, query, caller, entry.clientRequestId) : failure(405);
  }

  async #callerOf(authorization) {
    if (!this.caller) return EVERYBODY;
    const [, token] = /^Bearer (\S+)$/.exec(authorization ?? "") ?? [];
    return token ? this.caller(token) : undefined;
  }

  async #batch(version, body, caller, entry) {
    const bad = (message) => failure(400, { message, clientRequestId: entry.clientRequestId });
    let parts;
    try {
      parts = JSON.parse(body.toString()).requests;
    } catch {
      return bad("The batch is not JSON.");
    }
    if (!Array.isArray(parts) || parts.length === 0) return bad("The batch has no requests.");
    if (parts.length > MOST_PARTS) return bad(`Number of batch request steps exceeds the maximum value of ${MOST_PARTS}.`);
    const ids = parts.map(({ id }) => String(id).toLowerCase());
    if (new Set(ids).size !== ids.length) return bad("Request ids are not unique.");
    if (parts.some(({ url, method }) => method !== "GET" || typeof url !== "string" || !url.startsWith("/"))) {
      return bad("Each part needs the method GET and a relative url.");
    }
    entry.ids = parts.map(({ id }) => id);
    const responses = [];
    const around = {};
    for (const { id, url } of parts) {
      const { pathname, searchParams } = parsed(url);
      const answer = await this.#one(version, pathname, searchParams, caller, entry.clientRequestId, `part ${id}`);
      const { status, headers = {}, body: partBody, delay, cut, stall } = answer;
      Object.assign(around, delay && { delay }, cut !== undefined && { cut }, stall && { stall });
      const shown = Buffer.isBuffer(partBody) ? partBody.toString() : partBody;
      responses.push({ id, status, headers: { "Content-Type": "application/json", ...headers }, body: shown });
    }
    // Never in the order of the request.
    return { status: 200, body: { responses: responses.reverse().filter(({ id }) => id !== this.forget) }, ...around };
  }

  async #one(version, path, query, caller, clientRequestId, what = "GET") {
    const resource = find(version, path);
    if (!resource) return failure(404, { code: "BadRequest", message: `Resource not found for the segment '${path}'.`, clientRequestId });
    const { id } = resource;
    if (what !== "GET") this.limiter.pass([id], what);
    const broken = this.faults.take(id);
    const truth = () => this.#truth(resource, version, path, query, caller, clientRequestId);
    if (!broken) return truth();
    const answer = faulty(broken, truth(), { clientRequestId });
    if (answer.status !== 200) this.limiter.close([id], broken.headers);
    return answer;
  }

  #truth(resource, version, path, query, caller, clientRequestId) {
    const refused = refusal(resource, caller);
    if (refused) return failure(refused.status, { ...refused, clientRequestId });
    if (resource.id === "mdmAuthority" && !path.endsWith(`/${ORGANIZATION_ID}`)) return failure(404, { clientRequestId });
    const known = this.answers.get(resource.id);
    if (!known) return failure(404, { clientRequestId });
    if (known.status !== 200 || !Array.isArray(known.body?.value)) return { ...known };

    const paging = this.paging.get(resource.id);
    if (!paging) return { ...known };
    const here = `${this.root}/${version}${path}${searchOf(query)}`;
    const page = pageBody(known.body, here, pageOf(query), { ...paging, evil: this.evil });
    return page.status ? failure(page.status, { clientRequestId }) : { ...known, body: page.body };
  }
}

/** The query, encoded as the page sent it. */
const searchOf = (query) => {
  const pairs = [...query].map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length ? `?${pairs.join("&")}` : "";
};

function find(version, path) {
  const plain = decodeURIComponent(path);
  const same = (resource) =>
    resource.path.endsWith("{id}") ? plain.startsWith(resource.path.slice(0, -4)) && !plain.slice(resource.path.length - 4).includes("/") : resource.path === plain;
  return RESOURCES.find((resource) => resource.version === version && same(resource));
}

/** Why a caller may not read a resource. */
function refusal({ permission, family }, { scopes, intune, service }) {
  if (!scopes.has(permission)) {
    const named = { status: 403, code: "Forbidden" };
    if (family === "intune") {
      return { ...named, message: `Application is not authorized to perform this operation. Application must have one of the following scopes: ${permission}` };
    }
    if (family === "service") return { ...named, code: "UnknownError", message: '{"code":"forbidden","message":"Required scopes are missing in context"}' };
    return { ...named, code: "Authorization_RequestDenied", message: "Insufficient privileges to complete the operation." };
  }
  if (family === "intune" && !intune) {
    const inner = JSON.stringify({ _version: 3, Message: "An error has occurred" });
    return { status: 401, code: "UnknownError", message: JSON.stringify({ ErrorCode: "Forbidden", Message: inner }) };
  }
  if (family === "service" && !service) {
    return { status: 403, code: "Authentication_RequestFromUnsupportedUserRole", message: "User is not in the allowed roles" };
  }
  return undefined;
}

const failure = (status, { code, message, clientRequestId } = {}) => ({ status, body: graphError(status, { code, message, clientRequestId }) });

/** The truth with a fault in it. */
function faulty(fault, truth, { clientRequestId }) {
  const { status = truth.status, headers, body, ...how } = fault;
  const given = body ?? (fault.status === undefined || status === 200 ? truth.body : graphError(status, { clientRequestId }));
  return { status, headers: { ...(fault.status === undefined ? truth.headers : {}), ...headers }, body: given, ...how };
}

/** Starts a Graph of its own; `control` may answer what is not Graph's. */
export async function startGraph({ port, control, ...options } = {}) {
  const graph = new Graph(options);
  const server = await serve(async (incoming) => {
    const request = await readRequest(incoming);
    return (await control?.(request)) ?? graph.handle(request);
  }, port);
  graph.root = server.origin;
  return Object.assign(graph, { origin: server.origin, close: server.close });
}

/** Starts the origin that must get nothing: it would answer anybody, and keeps what it was asked. */
export async function startEvil() {
  const requests = [];
  const server = await serve(async (incoming) => {
    const { method, url, headers } = await readRequest(incoming);
    requests.push({ method, url, authorization: headers.authorization !== undefined });
    return {
      status: 200,
      headers: {
        "access-control-allow-origin": headers.origin ?? "*",
        "access-control-allow-headers": headers["access-control-request-headers"] ?? "*",
        "content-type": "application/json",
      },
      body: '{"value":[]}',
    };
  });
  return { origin: server.origin, requests, close: server.close };
}
