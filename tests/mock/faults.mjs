// Faults that a test, or a person, switches on: what a route answers in place of the truth, once, some times, or from now on.

/** The codes that Graph puts beside a status. */
const CODES = {
  400: "BadRequest", 401: "InvalidAuthenticationToken", 403: "Forbidden", 404: "ResourceNotFound", 405: "MethodNotAllowed",
  406: "NotAcceptable", 409: "Conflict", 410: "ResourceGone", 412: "PreconditionFailed", 413: "RequestTooLarge",
  423: "Locked", 424: "FailedDependency", 429: "TooManyRequests", 500: "InternalServerError", 501: "NotImplemented",
  502: "BadGateway", 503: "ServiceNotAvailable", 504: "GatewayTimeout",
};

/** An error as Graph writes it. */
export function graphError(status, { code = CODES[status] ?? "UnknownError", message = `Scripted: ${status}.`, clientRequestId } = {}) {
  const innerError = { date: "2026-11-21T09:00:00", "request-id": "5c1f7d0e-0000-4000-8000-000000000001" };
  if (clientRequestId) innerError["client-request-id"] = clientRequestId;
  return { error: { code, message, innerError } };
}

/** An error of Entra's token endpoint; `code` is the number behind AADSTS. */
export function entraError(code, { error = "invalid_grant", status = 400, ...more } = {}) {
  const body = {
    error,
    error_description: `AADSTS${code}: Scripted.\r\nTrace ID: 0\r\nCorrelation ID: 0`,
    error_codes: [code],
    timestamp: "2026-11-21 09:00:00Z",
    trace_id: "5c1f7d0e-0000-4000-8000-000000000002",
    correlation_id: "5c1f7d0e-0000-4000-8000-000000000003",
    ...more,
  };
  return { status, body };
}

const CHALLENGE = Buffer.from('{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}').toString("base64");

/** The faults that have a name. Each is what `script` takes. */
export const FAULTS = {
  throttled: { status: 429, headers: { "retry-after": "2" } },
  unavailable: { status: 503 },
  broken: { status: 500 },
  refused: { status: 403 },
  expired: { status: 401, body: graphError(401, { message: "Lifetime validation failed, the token is expired." }) },
  // Intune says 401 to people without a role in it; a new token changes nothing.
  noRole: {
    status: 401,
    body: graphError(401, { code: "UnknownError", message: JSON.stringify({ ErrorCode: "Forbidden", Message: JSON.stringify({ _version: 3, Message: "An error has occurred" }) }) }),
  },
  notLicensed: {
    status: 400,
    body: graphError(400, { message: JSON.stringify({ _version: 3, Message: "Request not applicable to target tenant." }) }),
  },
  challenge: {
    status: 401,
    headers: {
      "www-authenticate": `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="${CHALLENGE}"`,
    },
    body: graphError(401, { message: "Continuous access evaluation resulted in challenge with result: InteractionRequired." }),
  },
  proxyPage: { status: 200, headers: { "content-type": "text/html" }, body: "<html><title>Sign in to the network</title><form><input name=user></form></html>" },
  notJson: { status: 200, body: '{"value": [' },
  empty: { status: 200, body: "" },
  cut: { cut: 40 },
  slow: { delay: 3000 },
  silent: { stall: "headers" },
  stalled: { stall: "body" },
};

/** The fault of a step: a status, a name, or the fault itself. */
export function fault(step) {
  if (typeof step === "number") return step === 200 ? undefined : { status: step };
  if (typeof step !== "string") return step;
  if (!FAULTS[step]) throw new Error(`no fault ${step}`);
  return FAULTS[step];
}

/** Faults by the name of a route. */
export class Script {
  #steps = new Map();

  /** The next requests of the route meet these steps, one each; then the truth again. */
  once(route, ...steps) {
    this.#steps.set(route, { queue: steps.map(fault) });
  }

  /** Every request of the route meets this step, until `clear`. */
  always(route, step) {
    this.#steps.set(route, { always: fault(step) });
  }

  /** The truth again, on one route or on all. */
  clear(route) {
    if (route === undefined) this.#steps.clear();
    else this.#steps.delete(route);
  }

  /** What is switched on, for the page that shows it. */
  get routes() {
    return [...this.#steps.keys()];
  }

  /** Takes the next step of a route. */
  take(route) {
    const steps = this.#steps.get(route);
    if (!steps) return undefined;
    if (!steps.queue) return steps.always;
    const next = steps.queue.shift();
    if (steps.queue.length === 0) this.#steps.delete(route);
    return next;
  }
}
