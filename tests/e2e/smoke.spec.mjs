// One artefact, every route, every prefix: the app starts, under the strict policy, and asks for nothing twice.
import { PREFIXES, ROUTES, expect, open, ready, test } from "./harness.mjs";

for (const prefix of PREFIXES) {
  for (const route of ROUTES) {
    test(`the app starts at ${prefix}${route}`, async ({ page, baseURL }) => {
      await open(page, route, { prefix });
      const base = await page.locator("base").getAttribute("href");
      expect(base).toBe(new URL(prefix, baseURL).href);
    });
  }
}

test("a route without its slash keeps the query", async ({ page }) => {
  await page.goto("/sub/connectors?q=apple");
  await ready(page);
  expect(new URL(page.url()).search).toBe("?q=apple");
});

test("the page is served with the strict policy, and holds it for hosts without headers", async ({ page }) => {
  const response = await page.goto("/");
  const header = response.headers()["content-security-policy"];
  expect(header).toContain("require-trusted-types-for 'script'");
  expect(header).toContain("frame-ancestors 'none'");
  expect(header).not.toContain("unsafe-inline");
  const meta = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
  expect(header.startsWith(meta)).toBe(true);
  expect(response.headers()["x-robots-tag"]).toBe("noindex");
  await ready(page);
});

test("every file of the start is asked for once", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await open(page);
  const twice = asked.filter((path, index) => asked.indexOf(path) !== index);
  expect(twice).toEqual([]);
});

test("an unknown address leads home from any depth", async ({ page, trouble }) => {
  trouble.allow(/Failed to load resource/);
  for (const prefix of PREFIXES) {
    for (const path of ["nothing", "nothing/", "no/such/page"]) {
      const response = await page.goto(prefix + path);
      expect(response.status()).toBe(404);
      await expect(page.locator("[data-home]").first()).toHaveAttribute("href", new RegExp(`^http.*${prefix}$`));
    }
  }
});

test("what is named by its bytes is kept for ever, everything else is asked for again, and both come compressed", async ({ page }) => {
  const answers = new Map();
  page.on("response", (response) => answers.set(new URL(response.url()).pathname, response.headers()));
  await open(page);
  const named = [...answers.keys()].filter((path) => path.startsWith("/assets/"));
  expect(named.length).toBeGreaterThan(5);
  for (const [path, headers] of answers) {
    expect(headers["cache-control"], path).toBe(named.includes(path) ? "public, max-age=31536000, immutable" : "no-cache");
    // Whoever runs the page edits its configuration: a compressed copy would be an old one.
    if (path === "/config.json") expect(headers).not.toHaveProperty("content-encoding");
    else expect([headers["content-encoding"], headers.vary], path).toEqual(["br", "Accept-Encoding"]);
  }
  const kinds = named.map((path) => path.match(/^\/assets\/[a-z_-]+-[0-9a-f]{16}(?:_bg|-parts)?\.(js|wasm|css|svg)$/)?.[1]);
  expect(new Set(kinds)).toEqual(new Set(["js", "wasm", "css", "svg"]));
});

test("every script and style sheet of a page is taken with these bytes only", async ({ page }) => {
  for (const route of ROUTES) {
    await page.goto("/" + route);
    const unchecked = page.locator('script:not([integrity^="sha384-"]), link:is([rel="stylesheet"], [rel="modulepreload"], [rel="preload"]):not([integrity^="sha384-"])');
    await expect(unchecked).toHaveCount(0);
    await expect(page.locator("script[integrity]")).toHaveCount(1);
    await ready(page);
  }
});
