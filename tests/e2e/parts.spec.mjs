// A tab is loaded with the page that opens it, and the others soon after. A part that does not come costs its tab, for as long as it
// does not come; nothing else.
import { readFileSync, readdirSync } from "node:fs";

import { expect, expectAccessible, open, ready, section, test } from "./harness.mjs";
import { say } from "./demo.mjs";

const ASSETS = new URL("../../dist/assets/", import.meta.url);
const FAILED = /Failed to load resource|integrity|StartError|part-/;
const PART = /part-[0-9a-f]+\.wasm$/;

/** The parts that a page is made of. */
function partsOf(route) {
  const page = readFileSync(new URL(`../../dist/${route}/index.html`, import.meta.url), "utf8");
  const [, parts] = page.match(/ data-page="([^"]+)"/);
  return [...parts.matchAll(/part-[0-9a-f]+\.wasm/g)].map(([name]) => name);
}

/** Those that a route needs and none of the others does. */
const onlyOf = (route, ...others) => partsOf(route).filter((name) => !others.some((other) => partsOf(other).includes(name)));

const link = (page, path) => page.locator(`nav a[href$="/${path}/"]`).first();
const missing = (page) => page.locator('[data-part="missing"]');

/** Keeps the parts of a route from coming, until the function that it gives is called. */
async function withhold(page, names, answer) {
  let isOver = false;
  await page.route(PART, (route) => {
    const isOne = names.some((name) => route.request().url().endsWith(name));
    return isOne && !isOver ? answer(route) : route.continue();
  });
  return () => {
    isOver = true;
  };
}

test("no file tells where the machine that built it keeps its sources", () => {
  const files = readdirSync(ASSETS).filter((name) => name.endsWith(".wasm"));
  expect(files.length).toBeGreaterThan(partsOf("connectors").length);
  // Where something breaks is told, but by crate.
  const telling = (words) => files.filter((name) => readFileSync(new URL(name, ASSETS)).includes(words));
  expect(telling("crates/")).not.toEqual([]);
  expect(telling("registry/src")).toEqual([]);
});

for (const route of ["tenant-details", "connectors", "service-health", "connect"]) {
  test(`what draws ${route} comes with its page, each file once and checked`, async ({ page }) => {
    const asked = [];
    page.on("request", (request) => PART.test(request.url()) && asked.push(request.url().split("/").at(-1)));
    await open(page, `${route}/`);
    expect(partsOf(route).length).toBeGreaterThan(0);
    for (const name of partsOf(route)) expect(asked.filter((one) => one === name), name).toHaveLength(1);
    const unchecked = await page.locator('link[rel="preload"]').evaluateAll((links) => links.filter((one) => !one.integrity.startsWith("sha384-")).length);
    expect(unchecked).toBe(0);
  });
}

test("a tab whose part is gone says so; the others work, and a second try brings it", async ({ page, trouble }) => {
  trouble.allow(FAILED);
  const names = onlyOf("service-health", "connectors", "tenant-details");
  const release = await withhold(page, names, (route) => route.fulfill({ status: 404, contentType: "text/plain", body: "gone" }));
  await open(page, "connectors/");
  await link(page, "service-health").click();
  await expect(missing(page)).toContainText(say("part.missing"));
  await expectAccessible(page);
  await link(page, "tenant-details").click();
  await expect(section(page, "tenant")).toBeVisible();
  await link(page, "service-health").click();
  await expect(missing(page)).toBeVisible();
  release();
  await missing(page).getByRole("button", { name: say("action.tryAgain"), exact: true }).click();
  await expect(section(page, "news")).toBeVisible();
  await expect(page.locator("#tab-title")).toBeFocused();
});

test("a tab that was left over from an older version offers to reload", async ({ page, trouble }) => {
  trouble.allow(FAILED);
  const release = await withhold(page, onlyOf("connectors", "tenant-details"), (route) => route.fulfill({ contentType: "text/html", body: "<p>hello" }));
  await open(page);
  await link(page, "connectors").click();
  const reload = missing(page).getByRole("button", { name: say("action.reload"), exact: true });
  await expect(reload).toBeVisible();
  release();
  await reload.click();
  await ready(page);
  await expect(section(page, "connectors")).toBeVisible();
});

test("bytes that are not those of the part are refused", async ({ page, trouble }) => {
  trouble.allow(FAILED);
  // A module in itself: nothing but the check of the bytes can refuse it.
  const empty = Buffer.from("0061736d01000000", "hex");
  await withhold(page, onlyOf("connectors", "tenant-details"), (route) => route.fulfill({ contentType: "application/wasm", body: empty }));
  await open(page);
  await link(page, "connectors").click();
  await expect(missing(page)).toBeVisible();
});

test("a wrong media type does not stop a part", async ({ page }) => {
  await withhold(page, partsOf("connectors"), async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-type": "application/octet-stream" } });
  });
  await open(page, "connectors/");
  await expect(section(page, "connectors")).toBeVisible();
});

test("without what the first view needs the page cannot start, and says so", async ({ page, trouble }) => {
  trouble.allow(FAILED);
  await withhold(page, partsOf("connectors"), (route) => route.fulfill({ status: 404, contentType: "text/plain", body: "gone" }));
  await page.goto("/connectors/");
  await expect(page.locator('main[data-page="fatal"]')).toHaveAttribute("data-reason", "missing");
  await expect(page.locator("pre")).toContainText("HTTP 404");
});
