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
