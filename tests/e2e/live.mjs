// The page against a Graph and a provider of its own for each test, and what must hold after every such test.
import { ROUTES, config, expect, ready, test as base } from "./harness.mjs";
import { say } from "./demo.mjs";
import { AUTHORITY, CLIENT_ID as ENTRA_CLIENT, Entra, TENANT } from "../mock/entra.mjs";
import { startEvil, startGraph } from "../mock/graph.mjs";
import { startPage } from "../mock/page.mjs";
import { CLIENT_ID, startProvider } from "../mock/provider.mjs";

export { expect, ROUTES };

const GRAPH = "https://graph.microsoft.com";

/** Permissions that are asked for after the sign-in, first without the reader. */
export const SERVICE = ["ServiceHealth.Read.All", "ServiceMessage.Read.All"];

/** What a page asks for without the reader may be refused: that is no trouble, but the browser tells of it. */
const forgiving = (idp) => (lines) => {
  const asksMore = ({ grant, status, scope }) => grant === "refresh_token" && status === 400 && SERVICE.some((name) => scope?.includes(name));
  let refused = idp?.tokens.filter(asksMore).length ?? 0;
  return lines.filter((line) => !/Failed to load resource.*status of 400 .*\/token$/.test(line) || (refused -= 1) < 0);
};

/** The demo's configuration with a live endpoint. */
function liveConfig(endpoint, changes) {
  return { ...config({ refreshMinutes: 0 }), ...changes, endpoint: { kind: "graph", cloud: "global", ...endpoint } };
}

/** Answers an origin that cannot be another, such as Microsoft's, from a mock of this process. */
async function answerOrigin(context, origin, mock, page) {
  await context.route(`${origin}/**`, async (route) => {
    const request = route.request();
    const headers = { origin: page, ...request.headers() };
    const url = request.url().slice(origin.length);
    const answer = await mock.handle({ method: request.method(), url, headers, body: request.postDataBuffer() ?? Buffer.alloc(0) });
    if (answer.stall) return;
    if (answer.cut !== undefined) await route.abort("connectionreset");
    else await route.fulfill({ status: answer.status, headers: answer.headers, body: answer.body });
  });
}

/** The servers of one test. `kind` is how people sign in: "oidc", "entra" or "none". */
async function start({ kind = "oidc", lifetimes, endpoint, changes, now }) {
  const site = await startPage(process.env.E2E_ORIGIN);
  const evil = await startEvil();
  const pages = [`${site.origin}/`, `${site.origin}/sub/`];
  const closing = [site, evil];
  const started = { site, evil, kind };
  if (kind === "entra") {
    const entra = new Entra({ pages });
    const graph = await startGraph({ caller: (token) => entra.caller(token), now });
    graph.root = GRAPH;
    closing.push(graph);
    Object.assign(started, { entra, idp: entra, graph, origins: [GRAPH, AUTHORITY], tokenOrigin: GRAPH });
    site.config = liveConfig({ auth: { kind: "entra", clientId: ENTRA_CLIENT, tenant: TENANT }, ...endpoint }, changes);
  } else {
    const idp = kind === "oidc" ? await startProvider({ pages, lifetimes }) : undefined;
    const graph = await startGraph({ caller: idp?.caller, now });
    closing.push(graph, ...(idp ? [idp] : []));
    const auth = idp ? { kind, issuer: idp.issuer, clientId: CLIENT_ID, scopes: [] } : { kind };
    Object.assign(started, { idp, graph, origins: [graph.origin, ...(idp ? [idp.origin] : [])], tokenOrigin: graph.origin });
    site.config = liveConfig({ baseUrl: graph.origin, auth, ...endpoint }, changes);
  }
  site.connect = started.origins;
  started.graph.evil = evil.origin;
  return Object.assign(started, { close: () => Promise.all(closing.map(({ close }) => close())) });
}

export const test = base.extend({
  /**
   * What a test wants, by `test.use({ wants: { … } })`: `kind` ("oidc", "entra", "none"), `lifetimes` of tokens in seconds, `endpoint` and
   * `changes` of the configuration.
   */
  wants: [{}, { option: true }],

  servers: async ({ wants }, use) => {
    const servers = await start(wants);
    await use(servers);
    await servers.close();
  },

  baseURL: async ({ servers }, use) => use(`${servers.site.origin}/`),

  origins: async ({ servers }, use) => use(servers.origins),

  /**
   * `{ graph, idp, evil, site }` and ways to sign in. Its end asserts what holds for every live test: tokens went to Graph alone, the
   * evil origin got nothing, nobody came before he might.
   */
  live: async ({ context, servers, trouble }, use) => {
    const { site, graph, idp, evil, kind } = servers;
    const bearers = new Set();
    // What is under way as the page sees it: an answer that was sent has not arrived yet.
    graph.underWay = new Set();
    context.on("request", (request) => {
      if (request.headers().authorization) bearers.add(new URL(request.url()).origin);
      if (request.url().startsWith(servers.tokenOrigin)) graph.underWay.add(request);
    });
    for (const end of ["requestfinished", "requestfailed"]) context.on(end, (request) => graph.underWay.delete(request));
    if (kind === "entra") {
      await answerOrigin(context, AUTHORITY, servers.entra, site.origin);
      await answerOrigin(context, GRAPH, graph, site.origin);
    }
    trouble.judge = forgiving(idp);
    const live = {
      ...servers,
      /** Opens an address of the page and waits for the app. */
      open: async (page, path = "") => {
        await page.goto(`${site.origin}/${path}`);
        await ready(page);
      },
      /** Signs in from the card of those who are signed out. */
      signIn: (page, account = "anna", answers) => signIn(page, site, account, answers),
      /** Opens an address of the page, signed in. */
      openSignedIn: async (page, account = "anna", path = "") => {
        await live.open(page, path);
        await signIn(page, site, account);
      },
    };
    await use(live);

    expect([...bearers].filter((origin) => origin !== servers.tokenOrigin), "other origins that got a token").toEqual([]);
    if (kind === "none") expect(graph.withToken, "tokens sent to a Graph that asks for none").toBe(0);
    expect(site.withToken, "tokens sent to the page's own server").toBe(0);
    expect(idp?.tokens.filter(({ authorization }) => authorization) ?? [], "bearers at the token endpoint").toEqual([]);
    expect(evil.requests, "requests to the evil origin").toEqual([]);
    expect(graph.limiter.violations, "calls before Retry-After was over").toEqual([]);
    expect(graph.requests.filter(({ cookie }) => cookie), "requests to Graph with a cookie").toEqual([]);
    const ids = graph.requests.map(({ clientRequestId }) => clientRequestId);
    expect(ids.filter((id) => !/^[0-9a-f-]{36}$/.test(id)), "requests without client-request-id").toEqual([]);
    expect(new Set(ids).size, "client-request-ids, each for one request").toBe(ids.length);
  },
});

/** The button of a page that has this text. */
export const button = (page, key, values) => page.getByRole("button", { name: say(key, values), exact: true });

/** The card of those who are signed out. */
export const signedOut = (page) => page.locator('[data-page="signed-out"]');

/** Goes to the provider from the card of those who are signed out. */
export async function startSignIn(page) {
  await signedOut(page).getByRole("button", { name: say("action.signIn"), exact: true }).click();
}

/** Answers the provider's pages. `refuse` refuses the consent; `without` unticks permissions. */
export async function answerProvider(page, account, { refuse = false, without = [] } = {}) {
  await page.getByLabel("Account", { exact: true }).fill(account);
  await page.getByRole("button", { name: /^(Next|Accept)$/ }).click();
  const allow = page.getByRole("button", { name: "Allow", exact: true });
  await allow.or(page.locator("#app")).first().waitFor();
  if (!(await allow.isVisible())) return;
  for (const scope of without) await page.getByLabel(scope, { exact: true }).uncheck();
  await (refuse ? page.getByRole("button", { name: "Refuse", exact: true }) : allow).click();
}

async function signIn(page, site, account, answers) {
  await startSignIn(page);
  await answerProvider(page, account, answers);
  await page.waitForURL((url) => url.origin === site.origin);
  await ready(page);
}

/** Everything the page shows by its data attributes, to compare two ways of reading. */
export function shown(page) {
  return page.evaluate(() => {
    const all = (selector, ...names) =>
      [...document.querySelectorAll(selector)].map((element) => names.map((name) => element.getAttribute(name)).join(" "));
    return {
      sections: all("[data-section]", "data-section", "data-state"),
      connectors: all("[data-connector]", "data-connector", "data-health"),
      facts: [...document.querySelectorAll("[data-fact]")].map((fact) => [
        fact.getAttribute("data-fact"),
        fact.querySelector("[data-value]")?.getAttribute("data-value") ?? fact.getAttribute("data-value"),
      ]),
      issues: all("[data-issue]", "data-issue", "data-classification"),
      messages: all("[data-message]", "data-message"),
    };
  });
}

/**
 * Waits until nothing is being read any more. With `hurry` the page's clock, which has to be installed, jumps over its pauses: in steps
 * that are shorter than its patience with a request.
 */
export async function settled(page, graph, { hurry = false, before = 0, timeout = 10_000 } = {}) {
  await expect.poll(() => graph.count(), "the page asks").toBeGreaterThan(before);
  const busy = page.locator('[aria-busy="true"], [data-state="loading"]');
  if (hurry) {
    for (let jumps = 0; jumps < 200 && (await busy.count()) > 0; jumps += 1) {
      if (graph.underWay.size === 0) {
        await graph.limiter.elapseWith(10_000, () => page.clock.fastForward(10_000));
      }
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
  }
  await expect(busy).toHaveCount(0, { timeout });
}

/** Reads everything again, as a person does. */
export async function refresh(page, graph, options) {
  const before = graph.count();
  await button(page, "action.refresh").click();
  await settled(page, graph, { ...options, before });
}

/** What is shown on all three tabs, by tab. Nothing is asked of Graph for it. */
export async function shownOnAllTabs(page) {
  const tabs = {};
  for (const path of ["tenant-details/", "connectors/", "service-health/"]) {
    const link = page.locator(`nav a[href$="/${path}"]`).first();
    await link.click();
    await expect(link).toHaveAttribute("aria-current", "page");
    // What draws it may still be on its way.
    await expect(page.locator("#main [data-section]").first()).toBeAttached();
    tabs[path] = await shown(page);
  }
  return tabs;
}
