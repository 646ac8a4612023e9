// The app cannot start, or breaks: the page says why, in the reader's language, and never waits for ever.
import { LOCALES, expect, expectAccessible, open, ready, test } from "./harness.mjs";

const WASM = /_bg\.wasm$/;
const STYLE = /style-[0-9a-f]+\.css$/;
const BOOT = /boot-[0-9a-f]+\.js$/;
const FAILED = /Failed to load resource|integrity/;

async function expectFailure(page, reason, heading = "Tenant Status cannot start") {
  const main = page.locator('main[data-page="fatal"]');
  await expect(main).toHaveAttribute("data-reason", reason);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await expectAccessible(page);
}

test("a missing wasm file is named", async ({ page, trouble }) => {
  trouble.allow(FAILED);
  await page.route(WASM, (route) => route.fulfill({ status: 404, contentType: "text/plain", body: "no" }));
  await page.goto("/");
  await expectFailure(page, "missing");
  await page.getByText("Details", { exact: true }).click();
  await expect(page.locator("pre")).toContainText("_bg.wasm: HTTP 404");
});

test("a start page in place of the wasm file is a missing file", async ({ page, trouble }) => {
  trouble.allow(FAILED);
  await page.route(WASM, (route) => route.fulfill({ contentType: "text/html", body: "<p>hello" }));
  await page.goto("/");
  await expectFailure(page, "missing");
});

test("a wasm file of another version is told from a missing one", async ({ page, trouble }) => {
  trouble.allow(FAILED);
  await page.route(WASM, (route) => route.fulfill({ contentType: "application/wasm", body: "other" }));
  await page.goto("/");
  await expectFailure(page, "mixed");
});

test("one bad answer is made up for by a second request", async ({ page, trouble }) => {
  trouble.allow(FAILED);
  let asked = 0;
  await page.route(WASM, (route) => {
    asked += 1;
    return asked === 1 ? route.fulfill({ contentType: "application/wasm", body: "cut" }) : route.continue();
  });
  await open(page);
});

test("a wrong media type does not stop verified bytes", async ({ page }) => {
  await page.route(WASM, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-type": "application/octet-stream" } });
  });
  await open(page);
});

test("an unreachable file is told", async ({ page, trouble }) => {
  trouble.allow(FAILED);
  await page.route(WASM, (route) => route.abort("connectionrefused"));
  await page.goto("/");
  await expectFailure(page, "network");
});

test("missing glue is named", async ({ page, trouble }) => {
  trouble.allow(FAILED);
  await page.route(/tenant-status-[^/]*\.js$/, (route) => route.fulfill({ status: 404, contentType: "text/plain", body: "no" }));
  await page.goto("/");
  await expectFailure(page, "missing");
});

for (const [what, file] of [
  ["glue", /tenant-status-[0-9a-f]+\.js$/],
  ["loader", /tenant-status-[0-9a-f]+-parts\.js$/],
]) {
  test(`${what} of another version is refused, and told from a missing one`, async ({ page, trouble }) => {
    trouble.allow(FAILED);
    // A module in itself, which would start nothing.
    await page.route(file, (route) => route.fulfill({ contentType: "text/javascript", body: "export default () => {};" }));
    const again = page.waitForRequest((request) => request.url().endsWith("-parts.js") && request.resourceType() === "fetch");
    await page.goto("/");
    await expectFailure(page, "mixed");
    // Else a reload would find the same bytes in the browser's cache.
    await again;
  });
}

test("a style sheet that does not arrive whole is made up for by a second request", async ({ page, trouble }) => {
  trouble.allow(FAILED);
  let asked = 0;
  await page.route(STYLE, (route) => {
    asked += 1;
    return asked === 1 ? route.fulfill({ contentType: "text/css", body: ".cut {" }) : route.continue();
  });
  await open(page);
  await expect(page.locator(".app-main")).not.toHaveCSS("display", "inline");
  expect(await page.evaluate(() => document.styleSheets.length)).toBe(1);
});

test("a style sheet of another version is told, and one that is missing", async ({ page, trouble }) => {
  trouble.allow(FAILED);
  await page.route(STYLE, (route) => route.fulfill({ contentType: "text/css", body: "* { color: red }" }));
  await page.goto("/");
  await expectFailure(page, "mixed");
  await page.unroute(STYLE);
  await page.route(STYLE, (route) => route.fulfill({ status: 404, contentType: "text/plain", body: "no" }));
  await page.goto("/connectors/");
  await expectFailure(page, "missing");
});

for (const [what, answer] of [
  ["missing", { status: 404, contentType: "text/plain", body: "no" }],
  ["of another version", { contentType: "text/javascript", body: "document.body.remove();" }],
  ["a start page", { contentType: "text/html", body: "<p>hello" }],
]) {
  test(`where the start script is ${what}, the page itself says what to do`, async ({ page, trouble }) => {
    trouble.allow(FAILED);
    await page.route(BOOT, (route) => route.fulfill(answer));
    await page.goto("/");
    const notes = page.locator(".start__slow p");
    await expect(notes).toHaveCount(2);
    await expect(notes.first()).toBeHidden();
    // The ten seconds that the style sheet waits.
    const waits = await page.evaluate(() => document.getAnimations().map((one) => [one.effect.getTiming().delay, one.finish()][0]));
    expect(waits).toEqual([10_000]);
    await expect(notes.first()).toBeVisible();
    await expect(notes).toContainText([/reload the page.*server/, /opnieuw.*server/]);
  });
}

for (const [what, file] of [["download", WASM], ["style sheet", STYLE]]) {
  test(`a stalled ${what} ends with a message`, async ({ page }) => {
    await page.addInitScript(() => {
      // The page's own deadline, without waiting for it.
      const later = globalThis.setTimeout;
      globalThis.setTimeout = (run, after, ...more) => later(run, after === 40_000 ? 50 : after, ...more);
    });
    await page.route(file, () => {});
    await page.goto("/", { waitUntil: "commit" });
    const main = page.locator('main[data-page="fatal"]');
    await expect(main).toHaveAttribute("data-reason", "stalled");
    await expect(main).toBeVisible();
    // Without its looks it is plain, and says what there is to say.
    if (file === WASM) await expectFailure(page, "stalled");
  });
}

test("a browser without WebAssembly is told what is needed", async ({ page }) => {
  await page.addInitScript(() => {
    delete globalThis.WebAssembly;
  });
  await page.goto("/");
  await expectFailure(page, "unsupported");
});

test("a panic paints a page with its details", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page);
  await page.evaluate(() => dispatchEvent(new CustomEvent("app-fatal", { detail: "panicked at src/x.rs: <b>boom</b>" })));
  await expectFailure(page, "crash", "Tenant Status has stopped");
  await page.getByRole("button", { name: "Copy details" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  await page.getByText("Details", { exact: true }).click();
  await expect(page.locator("pre")).toContainText("<b>boom</b>");
  await page.getByRole("button", { name: "Reload" }).click();
  await ready(page);
});

test("a browser that throws at the program where it expects none paints the page of a panic", async ({ page, trouble }) => {
  trouble.allow(/PluralRules/);
  // What still waits in the broken program, such as a timer, finds it broken.
  trouble.judge = (lines) => lines.filter((line) => !/already borrowed|unreachable/.test(line));
  await page.addInitScript(() => delete Intl.PluralRules);
  await page.goto("/");
  await expectFailure(page, "crash", "Tenant Status has stopped");
});

test("a panic of the program itself reaches the page that tells of it", async ({ page, trouble }) => {
  trouble.allow(/panicked/, /unreachable/);
  await open(page);
  // What the router takes for granted.
  await page.evaluate(() => Object.defineProperty(window, "history", { get: () => { throw new Error("broken"); } }));
  await page.locator('nav a[href$="/connectors/"]').first().click();
  await expectFailure(page, "crash", "Tenant Status has stopped");
  await page.getByText("Details", { exact: true }).click();
  await expect(page.locator("pre")).toContainText("panicked at");
});

test("only the first of several failures is shown", async ({ page }) => {
  await open(page);
  await page.evaluate(() => {
    for (const detail of ["first", "second"]) dispatchEvent(new CustomEvent("app-fatal", { detail }));
  });
  await expect(page.locator("pre")).toContainText("first");
  await expect(page.locator("pre")).not.toContainText("second");
});

test.describe("in Dutch", () => {
  test.use({ locale: LOCALES.nl });

  test("the failure speaks Dutch", async ({ page, trouble }) => {
    trouble.allow(FAILED);
    await page.route(WASM, (route) => route.fulfill({ status: 404, contentType: "text/plain", body: "no" }));
    await page.goto("/");
    await expectFailure(page, "missing", "Tenant Status kan niet starten");
    await expect(page.locator("html")).toHaveAttribute("lang", "nl");
  });

  test("the texts are on their way before the app asks", async ({ page }) => {
    await page.route(WASM, () => {});
    await page.goto("/sub/", { waitUntil: "commit" });
    const texts = () => globalThis.tenantStatusEarly?.has(new URL("locales/nl.json", document.baseURI).href);
    await page.waitForFunction(texts);
  });

  test("who chose English gets English failures", async ({ page, trouble }) => {
    trouble.allow(FAILED);
    await page.addInitScript(() => localStorage.setItem("language", "en"));
    await page.route(WASM, (route) => route.fulfill({ status: 404, contentType: "text/plain", body: "no" }));
    await page.goto("/");
    await expectFailure(page, "missing");
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the page says what it needs, in both languages", async ({ page }) => {
    await page.goto("/");
    // Locators by text skip <noscript>.
    const notes = page.locator("noscript p");
    await expect(notes).toContainText([/needs JavaScript/, /heeft JavaScript/]);
    await expect(notes.first()).toBeVisible();
  });
});

test("the configuration and the snapshot it names are on their way before the app asks", async ({ page }) => {
  await page.route(/\.wasm$/, () => {});
  await page.goto("/sub/connectors/", { waitUntil: "commit" });
  // A predicate that is asynchronous counts as met by its promise, so the waiting and the reading are two steps.
  await page.waitForFunction(() => globalThis.tenantStatusEarly?.size > 0);
  const statuses = await page.evaluate(async () => {
    const early = globalThis.tenantStatusEarly;
    const config = await early.get(new URL("config.json", document.baseURI).href);
    const snapshot = await early.get(new URL((await config.json()).endpoint.url, document.baseURI).href);
    return [config.status, snapshot.status];
  });
  expect(statuses).toEqual([200, 200]);
});
