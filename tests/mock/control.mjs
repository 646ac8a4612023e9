// The page `/__mock` on which a person switches faults on and off.
import { FAULTS } from "./faults.mjs";
import { escaped, form, page, parsed } from "./http.mjs";
import { PAGINGS } from "./paging.mjs";
import { RESOURCES } from "./resources.mjs";

const PATH = "/__mock";

/** What a person can choose for the token endpoint, besides the faults of Graph. */
const TOKEN_ROUTES = ["refresh_token", "authorization_code", "discovery"];

const SAYS = {
  throttled: "429, wait 2 seconds", unavailable: "503", broken: "500", refused: "403", expired: "401, the token has expired",
  noRole: "401, no role in Intune", notLicensed: "400, not licensed", challenge: "401 with a claims challenge",
  proxyPage: "200 with a proxy’s sign-in page", notJson: "200, broken JSON", empty: "200, empty", cut: "cut after 40 bytes",
  slow: "3 seconds late", silent: "never answers", stalled: "stops half-way",
};

const options = (names, says = {}) => names.map((name) => `<option value="${name}">${escaped(says[name] ?? name)}</option>`).join("");

/** Gives the control page of a Graph and a provider: answers its own path, and nothing for all others. */
export function control(graph, idp) {
  return ({ method, url, body }) => {
    if (parsed(url).pathname !== PATH) return undefined;
    if (method === "POST") {
      const fields = form(body);
      switchOn(graph, idp, (name) => fields.get(name));
      return { status: 303, headers: { location: PATH }, body: "" };
    }
    return show(graph, idp);
  };
}

function switchOn(graph, idp, chosen) {
  const route = chosen("route");
  switch (chosen("what")) {
    case "fault": {
      const faults = TOKEN_ROUTES.includes(route) ? idp.faults : graph.faults;
      if (chosen("times") === "once") faults.once(route, chosen("fault"));
      else faults.always(route, chosen("fault"));
      break;
    }
    case "paging":
      graph.paging.set(route, { kind: chosen("paging") });
      break;
    case "lifetime":
      idp.lifetimes.access = Math.max(1, Number(chosen("seconds")) || 3600);
      break;
    default:
      graph.faults.clear();
      graph.paging.clear();
      idp.faults.clear();
  }
}

function show(graph, idp) {
  const ids = RESOURCES.map(({ id }) => id);
  const on = [...graph.faults.routes, ...idp.faults.routes, ...graph.paging.keys()];
  const last = graph.requests.slice(-15).reverse();
  const lines = last.map(({ method, path, status, ids }) => `<li>${escaped(`${status ?? "…"} ${method} ${path}`)} ${ids.length > 1 ? `(${ids.length} parts)` : ""}`);
  return page(
    "Faults of the mock",
    `<p>Switched on: ${escaped(on.join(", ") || "nothing")}.</p>
<form method="post"><input type="hidden" name="what" value="fault">
<select name="route" aria-label="Where">${options(["host", "batch:v1.0", "batch:beta", ...ids, ...TOKEN_ROUTES], { host: "every request", refresh_token: "token: renewal", authorization_code: "token: sign-in", discovery: "discovery" })}</select>
<select name="fault" aria-label="What">${options(Object.keys(FAULTS), SAYS)}</select>
<select name="times" aria-label="How often"><option value="once">once<option value="always">always</select> <button>Switch on</button></form>
<form method="post"><input type="hidden" name="what" value="paging"><select name="route" aria-label="List">${options(["messages", "issues", "vppTokens"])}</select>
<select name="paging" aria-label="Paging">${options(Object.keys(PAGINGS))}</select> <button>Page like this</button></form>
<form method="post"><input type="hidden" name="what" value="lifetime">New tokens live <input name="seconds" size="5" value="${idp.lifetimes.access}" aria-label="Seconds"> seconds <button>Set</button></form>
<form method="post"><button name="what" value="clear">Switch everything off</button></form>
<h2>Requests (${graph.requests.length})</h2><ol>${lines.join("")}</ol>
<p>Called too early: ${graph.limiter.violations.length}</p>`,
  );
}
