// Without a network: the worker, new versions of the page, and the data that is kept for a reader who asks for it.
import { createHash } from "node:crypto";

import { ROUTES, config, expect, expectAccessible, message, opener, query, ready, section, test as base } from "./harness.mjs";
import { say } from "./demo.mjs";
import { NEXT, startSite } from "./offline-site.mjs";

const FAILED = /Failed to load resource/;

const test = base.extend({
  site: async ({}, use) => {
    const site = await startSite(process.env.E2E_ORIGIN);
    await use(site);
    await site.close();
  },
  baseURL: async ({ site }, use) => use(`${site.origin}/`),
});
test.use({ serviceWorkers: "allow" });

const banner = (page) => page.locator('[data-banner="new-version"]');
const reload = (page) => banner(page).getByRole("button", { name: say("action.reload"), exact: true });
const fatal = (page) => page.locator('[data-page="config"]');
const tab = (page, path) => page.locator(`nav a[href$="/${path}/"]`).first();
const wasm = (page) => page.locator("script[data-wasm]").getAttribute("data-wasm");
const foot = (page) => page.getByRole("button", { name: say("foot.offline"), exact: true });
const keptBanner = (page) => page.locator(".banner", { hasText: /No connection\. Data of 21 Nov 2026.*, kept in this browser\./ });

/** Opens an address and waits until the worker keeps the page. */
async function visit(page, path = "") {
  await page.goto(`/${path}`);
  await ready(page);
  const state = async () => {
    const scope = new URL("./", document.baseURI).href;
    const registration = await navigator.serviceWorker.getRegistration(scope);
    return registration?.scope === scope && registration.active?.state;
  };
  await expect.poll(() => page.evaluate(state)).toBe("activated");
}

/** Every address in the caches of the origin, without the origin, by the cache's name without what is common to all. */
const cached = (page) =>
  page.evaluate(async () => {
    const all = {};
    for (const name of await caches.keys()) {
      const keys = await (await caches.open(name)).keys();
      all[name.replace(`tenant-status ${location.origin}`, "")] = keys.map(({ url }) => url.replace(location.origin, ""));
    }
    return all;
  });

/** Asks for a newer worker, as the browser does after a while. */
const lookForUpdate = (page) => page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration()).update()));

/** Has a newer worker try to keep everything, up to this path at least, and waits until it is done or has given up. */
async function tryUpdate(page, site, path) {
  const from = site.requests.length;
  await lookForUpdate(page);
  await expect.poll(() => site.asked(path, from)).toBe(true);
  await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).installing)).toBeNull();
}

/** Has the data of the tenant kept. */
async function turnOn(page) {
  await foot(page).click();
  await page.locator("#keep").check();
  await expect(page.locator("[data-kept=true]")).toContainText("21 Nov 2026");
}

for (const route of ROUTES) {
  test(`after one visit /${route} opens without a network, and says that it has no data`, async ({ page, site, trouble }) => {
    trouble.allow(FAILED);
    await visit(page);
    site.isDown = true;
    await page.goto(`/${route}`);
    await ready(page);
    await expect(fatal(page)).toContainText("config.json");
    await expect(page.locator("[data-connector], [data-fact]")).toHaveCount(0);
  });

  test(`/${route} shows what was kept, dated, as old data`, async ({ page, site, trouble }) => {
    trouble.allow(FAILED);
    await visit(page);
    await turnOn(page);
    site.isDown = true;
    await page.goto(`/${route}`);
    await ready(page);
    await expect(keptBanner(page)).toBeVisible();
    const states = await page.locator("[data-section]").evaluateAll((all) => all.map(({ dataset }) => dataset.state));
    if (route !== "connect/") expect(states.length).toBeGreaterThan(0);
    expect(states.filter((state) => state === "ready")).toEqual([]);
    await expectAccessible(page);
  });
}

test("offline by the browser's own word, the page says so instead of blaming the configuration", async ({ page, context, trouble }) => {
  trouble.allow(FAILED);
  await visit(page);
  await context.setOffline(true);
  // Not every version of the browser tells a new page what is emulated.
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, "onLine", { get: () => false }));
  await page.goto("/connectors/");
  await ready(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("state.offline"));
  await expect(fatal(page)).toContainText(say("config.offline"));
  await expectAccessible(page);
});

test("an address without its slash keeps its query, and finds its files", async ({ page, site, trouble }) => {
  trouble.allow(FAILED);
  await visit(page, "sub/");
  await turnOn(page);
  site.isDown = true;
  await page.goto("/sub/connectors?show=action#x");
  await ready(page);
  expect(new URL(page.url()).pathname).toBe("/sub/connectors/");
  expect(query(page)).toBe("?show=action");
  await expect(section(page, "connectors")).toBeVisible();
});

test("only files of the page are kept: no data, no configuration, no query, nothing of another origin", async ({ page, site, trouble }) => {
  trouble.allow(/status of 404/);
  await visit(page);
  for (const path of ["", "?code=s3cret&state=x", "connectors/?q=apple#code=s3cret", "demo/contoso.json", "404-is-this"]) {
    await page.goto(`/${path}`);
  }
  const from = site.requests.length;
  await visit(page);
  expect(site.asked("/config.json", from) && site.asked("/demo/contoso.json", from)).toBe(true);
  const caches = await cached(page);
  expect(Object.keys(caches)).toHaveLength(1);
  const pages = ROUTES.map((route) => `/${route}`);
  const others = Object.values(caches)[0].filter((path) => !pages.includes(path));
  const file = /^\/(assets\/[\w-]+-[0-9a-f]+(-parts|_bg)?\.(css|js|svg|wasm)|locales\/(en|nl)\.json)$/;
  expect(others.filter((path) => !file.test(path))).toEqual([]);
  expect(others.length).toBeGreaterThan(20);
});

test("a part of a file, and what is to be stored nowhere, come from the server", async ({ page, site }) => {
  await visit(page);
  await visit(page);
  const style = await page.locator('link[rel="stylesheet"]').evaluate((link) => new URL(link.href).pathname);
  const from = site.requests.length;
  await page.evaluate((style) => fetch(style), style);
  expect(site.asked(style, from)).toBe(false);
  await page.evaluate((style) => fetch(style, { headers: { range: "bytes=0-9" } }), style);
  expect(site.asked(style, from)).toBe(true);
  const again = site.requests.length;
  await page.evaluate((style) => fetch(style, { cache: "reload" }), style);
  expect(site.asked(style, again)).toBe(true);
});

test("the worker is asked for once what is open has been read", async ({ page, site }) => {
  await visit(page, "connectors/");
  const at = (path) => site.requests.findIndex((request) => request === `GET ${path}`);
  expect(at("/demo/contoso.json")).toBeGreaterThan(-1);
  expect(at("/sw.js")).toBeGreaterThan(at("/demo/contoso.json"));
});

test("a host that does not answer a navigation in time is not waited for", async ({ page, site }) => {
  await visit(page);
  await turnOn(page);
  site.isStalled = () => true;
  const start = Date.now();
  await page.goto("/connectors/");
  expect(Date.now() - start).toBeGreaterThan(2_500);
  await ready(page);
  await expect(keptBanner(page)).toBeVisible({ timeout: 15_000 });
});

test("a host in trouble does not take the page away", async ({ page, site, trouble }) => {
  trouble.allow(FAILED);
  await visit(page);
  site.isBroken = () => true;
  await page.goto("/service-health/");
  await ready(page);
  site.isBroken = () => false;
  await page.getByRole("button", { name: say("action.tryAgain") }).click();
  await expect(section(page, "news")).toBeVisible();
});

test("a host in trouble does not take away what was kept", async ({ page, site, trouble }) => {
  trouble.allow(FAILED);
  await visit(page);
  await turnOn(page);
  site.isBroken = () => true;
  await page.goto("/service-health/");
  await ready(page);
  await expect(keptBanner(page)).toBeVisible();
});

test("a new version waits for its reader, who may be in the middle of a message", async ({ page, site }) => {
  await visit(page, "service-health/");
  const row = page.locator("[data-message]").first();
  const id = await row.getAttribute("data-message");
  await opener(row).click();
  const text = page.locator(".rich-text").first();
  await expect(text).toBeVisible();
  const read = await text.textContent();
  await text.evaluate((element) => (globalThis.reading = element));
  const before = await wasm(page);

  site.version = 2;
  await lookForUpdate(page);
  await expect(banner(page)).toContainText(say("banner.newVersion"));
  await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).waiting?.state)).toBe("installed");
  expect(await page.evaluate(() => globalThis.reading.isConnected && globalThis.reading.textContent)).toBe(read);
  expect(await wasm(page)).toBe(before);
  await expectAccessible(page);

  await page.evaluate(() => (sessionStorage.loads = 0));
  await page.addInitScript(() => (sessionStorage.loads = Number(sessionStorage.loads ?? 0) + 1));
  await Promise.all([page.waitForEvent("load"), reload(page).click()]);
  await ready(page);
  await expect(message(page, id).locator("[aria-expanded=true]")).toBeVisible();
  expect(await wasm(page)).toContain("eeee");
  await expect(banner(page)).toHaveCount(0);
  expect(await page.evaluate(() => sessionStorage.loads)).toBe("1");
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).waiting)).toBeNull();
});

test("a tab of the version before goes on, with the files that it was made of, and is told", async ({ page, context, site }) => {
  await visit(page);
  await visit(page);
  const before = (await wasm(page)).replace("./", "/");
  site.version = 2;
  const other = await context.newPage();
  await visit(other, "connectors/");
  await lookForUpdate(other);
  // It was made of the new version already: nothing to ask its reader.
  await expect(banner(page)).toBeVisible();
  await expect(banner(other)).toHaveCount(0);
  const from = site.requests.length;
  expect(await page.evaluate(async (path) => (await fetch(path)).status, before)).toBe(200);
  expect(site.asked(before, from)).toBe(false);
  await tab(page, "connectors").click();
  await expect(section(page, "connectors")).toBeVisible();
  await reload(page).click();
  await expect.poll(() => wasm(page).catch(() => "")).toContain("eeee");
  await ready(page);
  await expect(banner(page)).toHaveCount(0);
});

test("a version of which a file is missing, or has other bytes, is not taken", async ({ page, site, trouble }) => {
  await visit(page);
  const before = Object.keys(await cached(page));
  site.version = 2;
  site.isMissing = (path) => path === `/assets/${NEXT}`;
  await tryUpdate(page, site, `/assets/${NEXT}`);
  site.isMissing = () => false;
  site.scripts["sw.js"] = (script) => script.replace(/(?<=_bg\.wasm": "sha384-).{10}/, "0000000000");
  await tryUpdate(page, site, `/assets/${NEXT}`);
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).waiting)).toBeNull();
  expect(Object.keys(await cached(page))).toEqual(before);
  await expect(banner(page)).toHaveCount(0);
  site.version = 1;
  trouble.allow(FAILED);
  site.isDown = true;
  await page.goto("/connectors/");
  await ready(page);
});

test("pages of the version before do not go with the files of the next", async ({ page, site }) => {
  await visit(page);
  site.version = 2;
  site.isOld = (path) => path === "/connectors/";
  await tryUpdate(page, site, "/connectors/");
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).waiting)).toBeNull();
});

test("a page with the policy of another configuration does not go with this version", async ({ page, site }) => {
  await visit(page);
  site.scripts["sw.js"] = (script) => script.replace(/const POLICY = ".*connect-src 'self'/, "$& https://other.example");
  await tryUpdate(page, site, "/connectors/");
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).waiting)).toBeNull();
});

test("a version that is published once more and fails leaves what is kept of it", async ({ page, site, trouble }) => {
  await visit(page);
  site.version = 2;
  await lookForUpdate(page);
  await expect(banner(page)).toBeVisible();
  // Back to the first one, half of it.
  site.version = 1;
  site.isMissing = (path) => path === "/connectors/";
  await tryUpdate(page, site, "/connectors/");
  trouble.allow(FAILED);
  site.isDown = true;
  await page.goto("/service-health/");
  await ready(page);
});

test("the wallboard alone brings the worker, too", async ({ page }) => {
  await visit(page, "?view=wall");
});

test("without a network the texts are those of the version in use", async ({ page, site }) => {
  await visit(page);
  const texts = (await (await fetch(`${process.env.E2E_ORIGIN}/locales/nl.json`)).text()).replace("{", "{\n");
  const hash = createHash("sha384").update(texts).digest("base64");
  site.scripts["nl.json"] = () => texts;
  site.scripts["sw.js"] = (script) =>
    script.replace(/(?<="locales\/nl\.json": ")[^"]+/, `sha384-${hash}`).replace(/const VERSION = "[0-9a-f]/, 'const VERSION = "n');
  await tryUpdate(page, site, "/locales/nl.json");
  // The files of this tab are the same, so there is nothing to ask its reader.
  await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).waiting)).toBeNull();
  expect(Object.keys(await cached(page))).toHaveLength(2);
  site.isDown = true;
  expect(await page.evaluate(async () => (await fetch("locales/nl.json")).text())).toBe(texts);
});

test("caches of versions long gone are removed", async ({ page }) => {
  await page.goto("/");
  await page.evaluate(async () => {
    const ours = `tenant-status ${location.origin}/ `;
    for (const name of ["1", "2", "3", "4", "kept"]) await caches.open(ours + name);
    for (const name of ["somebody else's", `tenant-status ${location.origin}/sub/ 1`]) await caches.open(name);
  });
  await visit(page);
  const names = Object.keys(await cached(page));
  expect(names.filter((name) => / \d$| kept$|else/.test(name))).toEqual(["/ 3", "/ 4", "/ kept", "somebody else's", "/sub/ 1"]);
});

test("another deployment on the same origin keeps its worker and its caches", async ({ page, site }) => {
  await visit(page);
  await visit(page, "sub/");
  expect(Object.keys(await cached(page))).toHaveLength(2);
  site.config = (path) => path === "/sub/config.json" && config({ offline: false });
  await page.goto("/sub/");
  await ready(page);
  await expect.poll(async () => Object.keys(await cached(page)).map((name) => name.split(" ")[0])).toEqual(["/"]);
  const scopes = await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => new URL(scope).pathname));
  expect(scopes).toEqual(["/"]);
});

test("the configuration switches all of it off", async ({ page, site }) => {
  await visit(page);
  await turnOn(page);
  site.config = () => config({ offline: false });
  await page.goto("/");
  await ready(page);
  await expect.poll(() => cached(page)).toEqual({});
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  await expect(foot(page)).toHaveCount(0);
});

test("the way out, published in the place of the worker, removes it and what it kept, also under a page that is stuck", async ({ page, site }) => {
  await visit(page);
  await turnOn(page);
  site.scripts["sw.js"] = async () => (await fetch(`${process.env.E2E_ORIGIN}/sw-off.js`)).text();
  // The page itself does nothing any more: the browser looks for a newer worker by itself.
  site.scripts[""] = (text) => text.replace(/<script type="module".*?<\/script>/, "");
  await page.goto("/connectors/");
  await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  await expect.poll(() => cached(page)).toEqual({});
});

test("after the way out an open page keeps nothing anew", async ({ page, site }) => {
  await visit(page);
  await turnOn(page);
  site.scripts["sw.js"] = async () => (await fetch(`${process.env.E2E_ORIGIN}/sw-off.js`)).text();
  await lookForUpdate(page);
  await expect.poll(() => cached(page)).toEqual({});
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("offline.")))).toEqual([]);
  await page.getByRole("button", { name: say("action.refresh") }).click();
  await expect(section(page, "tenant")).toHaveAttribute("data-state", "ready");
  expect(await cached(page)).toEqual({});
});

/** Leaves the origin so much room, in bytes. */
async function limit(page, site, quotaSize) {
  const session = await page.context().newCDPSession(page);
  await session.send("Storage.overrideQuotaForOrigin", { origin: site.origin, quotaSize });
}

test("where the browser has no room there is no worker, and the page works", async ({ page, site }) => {
  await limit(page, site, 50_000);
  await page.goto("/connectors/");
  await ready(page);
  await expect(section(page, "connectors")).toHaveAttribute("data-state", "partial");
  await expect.poll(() => site.asked("/sw.js")).toBe(true);
  await expect.poll(() => cached(page)).toEqual({});
  await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
});

test("where the browser has no room for the data, that is said, and nothing is kept", async ({ page, site }) => {
  await visit(page);
  await limit(page, site, 1_000);
  await foot(page).click();
  await page.locator("#keep").click();
  await expect(page.locator("[data-kept=false]")).toHaveText(say("offline.refused"));
  await expect(page.locator("#keep")).not.toBeChecked();
  expect(Object.values(await cached(page)).flat().filter((path) => path.includes("/kept/"))).toEqual([]);
  await expect(section(page, "tenant")).toHaveAttribute("data-state", "ready");
});

test("where the choice cannot be noted, the switch says so and stays off", async ({ page }) => {
  await visit(page);
  await page.evaluate(() => {
    const set = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
      if (key.startsWith("offline.")) throw new DOMException("full", "QuotaExceededError");
      set.call(this, key, value);
    };
  });
  await foot(page).click();
  await page.locator("#keep").click();
  await expect(page.locator("[data-kept=false]")).toHaveText(say("offline.refused"));
  await expect(page.locator("#keep")).not.toBeChecked();
});

test("nothing is kept unless the reader asks, and nothing stays when they have it deleted", async ({ page, site, trouble }) => {
  await visit(page);
  await page.getByRole("button", { name: say("action.refresh") }).click();
  await foot(page).click();
  await expect(page.locator("#keep")).not.toBeChecked();
  await expect(page.locator("[data-kept]")).toHaveText(say("offline.off"));
  const kept = async () => Object.entries(await cached(page)).filter(([name, keys]) => name.endsWith(" kept") && keys.length > 0);
  expect(await kept()).toEqual([]);
  await expectAccessible(page);

  await page.locator("#keep").check();
  await expect(page.locator("[data-kept=true]")).toContainText("21 Nov 2026");
  await expectAccessible(page);
  expect((await kept()).map(([, keys]) => keys.length)).toEqual([1]);
  await page.getByRole("button", { name: say("offline.clear") }).click();
  await expect(page.locator("[data-kept=false]")).toHaveText(say("offline.off"));
  await expect.poll(kept).toEqual([]);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("offline")))).toEqual([]);

  trouble.allow(FAILED);
  site.isDown = true;
  await page.goto("/");
  await ready(page);
  await expect(fatal(page)).toBeVisible();
});

test("what is kept is deleted where it is shown, and is gone", async ({ page, site, trouble }) => {
  trouble.allow(FAILED);
  await visit(page);
  await turnOn(page);
  site.isDown = true;
  await page.goto("/");
  await ready(page);
  await foot(page).click();
  await expect(page.locator("#keep")).toBeChecked();
  await page.getByRole("button", { name: say("offline.clear") }).click();
  await expect(fatal(page)).toBeVisible();
});

test("with the network back, trying again reads the endpoint", async ({ page, site, trouble }) => {
  trouble.allow(FAILED);
  await visit(page, "connectors/");
  await turnOn(page);
  site.isDown = true;
  await page.goto("/connectors/");
  await ready(page);
  site.isDown = false;
  await keptBanner(page).getByRole("button", { name: say("action.tryAgain") }).click();
  await expect(keptBanner(page)).toHaveCount(0);
  await expect(page.locator("[data-connector]").first()).toBeVisible();
});

test("a snapshot that cannot be reached gives way to the one that was kept", async ({ page, site, trouble }) => {
  trouble.allow(FAILED);
  await visit(page, "connectors/");
  await turnOn(page);
  await page.route("**/demo/contoso.json", (route) => route.abort("connectionrefused"));
  await page.goto("/connectors/");
  await ready(page);
  await expect(keptBanner(page)).toBeVisible();
  await expect(page.locator("[data-connector]").first()).toBeVisible();
});

test("the browser can install the page, below any path", async ({ page }) => {
  for (const path of ["", "sub/connectors/"]) {
    await visit(page, path);
    const session = await page.context().newCDPSession(page);
    const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
    expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
    const { data, url, errors } = await session.send("Page.getAppManifest");
    expect(errors).toEqual([]);
    const manifest = JSON.parse(data);
    expect(new URL(manifest.start_url, url).href).toBe(await page.evaluate(() => document.baseURI));
    for (const { src, type, sizes } of manifest.icons) {
      const icon = await page.request.get(new URL(src, url).href);
      expect(icon.headers()["content-type"]).toContain(type);
      const png = await icon.body();
      if (type === "image/png") expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes);
    }
  }
});
