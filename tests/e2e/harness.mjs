// What every browser test shares: a page that fails its test on any trouble nobody looks at otherwise.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test as base } from "@playwright/test";

export { expect };

/** The routes that are files of their own, and the prefixes below which the one artefact is served. */
export const ROUTES = ["", "tenant-details/", "connectors/", "service-health/", "connect/"];
export const PREFIXES = process.env.E2E_PREFIXES.split(" ");

/** Locales of the two languages, for `test.use({ locale })`. */
export const LOCALES = { en: "en-GB", nl: "nl-NL" };

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Tells a page's violations of the policy to the test; runs before the page's own scripts. */
function reportViolations() {
  addEventListener("securitypolicyviolation", (event) => {
    const { violatedDirective, blockedURI, sourceFile, lineNumber, sample } = event;
    globalThis.reportTrouble(`policy: ${violatedDirective} ${blockedURI} ${sourceFile}:${lineNumber} ${sample}`);
  });
}

/** After what the page has queued; no timer, since tests may hold the clock. */
function nextTask() {
  const { port1, port2 } = new MessageChannel();
  const task = new Promise((resolve) => (port1.onmessage = resolve));
  port2.postMessage(null);
  return task.then(() => undefined);
}

/** Watches a context until the test ends; any request to an origin that is not one of these is trouble. */
async function watch(context, origins, trouble) {
  const seen = (text) => void trouble.seen.push(text);
  await context.exposeFunction("reportTrouble", seen);
  await context.addInitScript(reportViolations);
  // Console and page errors of every page of the context; unhandled rejections are page errors too.
  context.on("console", (message) => {
    if (message.type() === "error") seen(`console: ${message.text()} ${message.location().url}`);
  });
  context.on("weberror", (error) => seen(`page error: ${error.error().message}`));
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (["http:", "https:", "ws:", "wss:"].includes(url.protocol) && !origins.includes(url.origin)) {
      seen(`other origin: ${request.url()}`);
    }
  });
}

export const test = base.extend({
  /** Origins that a test may ask besides the page's own. */
  origins: [[], { option: true }],

  /**
   * The trouble seen so far. A test that scripts a fault allows the very lines it causes, each by a pattern:
   * `trouble.allow(/Failed to load resource.*config\.json/)`. A pattern that nothing matches fails the test too.
   */
  trouble: async ({ baseURL, context, origins }, use) => {
    const trouble = {
      seen: [],
      allowed: [],
      /** Takes the lines at the end and gives those that are trouble. */
      judge: (lines) => lines,
      allow(...patterns) {
        trouble.allowed.push(...patterns);
      },
    };
    await watch(context, [new URL(baseURL).origin, ...origins], trouble);
    await use(trouble);
    const unexpected = trouble.judge(trouble.seen).filter((line) => !trouble.allowed.some((pattern) => pattern.test(line)));
    expect(unexpected, "trouble on the page").toEqual([]);
    const idle = trouble.allowed.filter((pattern) => !trouble.seen.some((line) => pattern.test(line)));
    expect(idle.map(String), "allowed, but did not happen").toEqual([]);
  },

  // Every page is watched, whether or not its test looks.
  page: async ({ page, trouble: _, javaScriptEnabled }, use) => {
    await use(page);
    // What the page has queued, such as a violation's event, is told before the test ends.
    if (javaScriptEnabled !== false) await page.evaluate(nextTask).catch(() => {});
  },
});

/** Waits until the app has replaced the static shell. */
export async function ready(page) {
  await expect(page.locator("#app [data-app-ready]")).toBeAttached();
  await expect(page.locator("#app .start")).toHaveCount(0);
}

/** Opens an address of the page, such as "connectors/?q=apple", and waits for the app. */
export async function open(page, path = "", { prefix = "/" } = {}) {
  await page.goto(prefix + path);
  await ready(page);
}

/** Answers a file of the page with something else; `answer` is a string, bytes, an object (as JSON) or Playwright's own. */
export async function answerWith(page, file, answer, options = {}) {
  const raw = typeof answer === "string" || Buffer.isBuffer(answer);
  const fulfilment = { contentType: "application/json", body: raw ? answer : JSON.stringify(answer), ...options };
  await page.route((url) => url.pathname.endsWith("/" + file), (route) => route.fulfill(fulfilment));
}

/** The configuration that ships, with changes; a key set to undefined is left out. */
export function config(changes = {}) {
  const shipped = JSON.parse(readFileSync(new URL("../../public/config.json", import.meta.url), "utf8"));
  return { ...shipped, ...changes };
}

/** Serves a configuration and, in place of the demo, a snapshot; either may be left out. */
export async function serve(page, { config: configuration, snapshot } = {}) {
  if (configuration !== undefined) await answerWith(page, "config.json", configuration);
  if (snapshot !== undefined) await answerWith(page, "demo/contoso.json", snapshot);
}

/**
 * What axe finds on the page as it is now. The source runs through the debugger, so the page keeps its policy.
 * `options` are those of axe.run.
 */
export async function axe(page, options = {}) {
  await page.evaluate(axeSource);
  return page.evaluate(async (options) => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"], ...options });
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  }, options);
}

/** axe finds nothing. */
export async function expectAccessible(page, options) {
  expect(await axe(page, options), "axe").toEqual([]);
}

/** The row of a connector, an issue, a message; the button that opens it. */
export const connector = (page, key) => page.locator(`[data-connector="${key}"]`);
export const issue = (page, id) => page.locator(`[data-issue="${id}"]`);
export const message = (page, id) => page.locator(`[data-message="${id}"]`);
export const opener = (row) => row.locator("[aria-expanded]").first();

/** A section of the page. */
export const section = (page, name) => page.locator(`[data-section="${name}"]`);

/** The query of the page's address. */
export const query = (page) => new URL(page.url()).search;

/** Nothing reaches out of the window to the side. */
export async function expectNoSideways(page) {
  const widths = await page.evaluate(() => [document.scrollingElement.scrollWidth, innerWidth]);
  expect(widths[0], `the page is ${widths[0]} px wide in a window of ${widths[1]} px`).toBeLessThanOrEqual(widths[1]);
}

/** Presses Tab until an element has the focus. */
export async function tabTo(page, target, { limit = 120, key = "Tab" } = {}) {
  for (let step = 0; step < limit; step += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${limit} times ${key} do not reach ${target}`);
}

/** Chooses files with a button that asks for them. */
export async function chooseFiles(page, button, files) {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), button.click()]);
  await chooser.setFiles(files);
}

/** A file in memory; objects become JSON. */
export function file(name, content) {
  const raw = typeof content === "string" || Buffer.isBuffer(content);
  return { name, mimeType: "application/json", buffer: Buffer.from(raw ? content : JSON.stringify(content)) };
}

/** Collects what the page copies: its own policy forbids reading the clipboard. Before the page is opened. */
export async function watchClipboard(page, context) {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.addInitScript(() => {
    globalThis.copied = [];
    const write = navigator.clipboard.writeText.bind(navigator.clipboard);
    navigator.clipboard.writeText = async (text) => {
      await write(text);
      globalThis.copied.push(text);
    };
  });
  return () => page.evaluate(() => globalThis.copied.at(-1));
}

/** Drops files on the page, as from a folder. */
export async function drop(page, files) {
  const dataTransfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const { name, text } of files) transfer.items.add(new File([text], name, { type: "application/json" }));
    return transfer;
  }, files);
  await page.dispatchEvent("body", "dragover", { dataTransfer });
  await page.dispatchEvent("body", "drop", { dataTransfer });
}
