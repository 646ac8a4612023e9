// Whatever comes instead of a configuration or a snapshot: the page says what, from where, and how to go on.
import { answerWith, config, connector, expect, file, chooseFiles, open, ready, section, serve, test } from "./harness.mjs";
import { CONNECTORS, SECTIONS, count, demo, empty, refusal, reply, say, without } from "./demo.mjs";

const failure = (page, name) => page.locator(`[data-page="${name}"]`);
const again = (page) => page.getByRole("button", { name: say("action.tryAgain") });
const LOAD = /Failed to load resource/;

const endpoint = (changes) => config({ endpoint: { ...config().endpoint, ...changes } });

/** Answer, what the page must name, and whether the browser itself complains. */
const CONFIGS = {
  missing: ["gone", ["not found"], { status: 404, contentType: "text/plain" }],
  "a server error": ["oops", ["503"], { status: 503, contentType: "text/plain" }],
  "a web page": ["<!doctype html><title>x</title>", ["web page"], { contentType: "text/html" }],
  "not JSON": ["{\n  \"title\": }", ["not valid JSON", "2:"]],
  empty: ["", ["not valid JSON"]],
  "another type": ["[]", []],
  "without endpoint": [config({ endpoint: undefined }), ["endpoint", "missing"]],
  "with a wrong type": [config({ refreshMinutes: "often" }), ["refreshMinutes", "must be"]],
  "with a value out of range": [config({ refreshMinutes: 1 }), ["refreshMinutes", "not allowed"]],
  "with an unknown key": [config({ colour: "red" }), ["colour", "not known"]],
  "with an unknown key within": [endpoint({ token: "x" }), ["endpoint.token", "not known"]],
  "with an unknown cloud": [endpoint({ cloud: "mars" }), ["endpoint.cloud", "global"]],
  "with an unknown language": [config({ language: "tlh" }), ["language"]],
  "that forgets how people sign in": [config({ endpoint: { kind: "graph" } }), ["endpoint.auth"]],
  "whose token would go out in the open": [
    config({ endpoint: { kind: "graph", baseUrl: "http://proxy.example", auth: { kind: "none" } } }),
    ["endpoint.baseUrl", "https://"],
  ],
  "whose client ID is none": [
    config({ endpoint: { kind: "graph", auth: { kind: "entra", clientId: "me", tenant: "contoso.example" } } }),
    ["endpoint.auth.clientId"],
  ],
};

for (const [what, [answer, named, options = {}]] of Object.entries(CONFIGS)) {
  test(`a configuration ${what} is told by file and field`, async ({ page, trouble }) => {
    if (options.status) trouble.allow(LOAD);
    await answerWith(page, "config.json", answer, options);
    await open(page, "connectors/", { prefix: "/sub/" });
    await expect(failure(page, "config")).toBeVisible();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("config.title"));
    for (const name of ["config.json", ...named]) await expect(failure(page, "config")).toContainText(name);
    await expect(failure(page, "config")).toContainText(/http:\/\/[^/]+\/sub\/config\.json/);
    await expect(page.locator("[data-connector]")).toHaveCount(0);
  });
}

test("with the configuration put right, trying again starts the page at the same address", async ({ page }) => {
  await answerWith(page, "config.json", "{");
  await open(page, "connectors/?show=action");
  await expect(failure(page, "config")).toBeVisible();
  await page.unrouteAll();
  await again(page).click();
  await expect(page.locator("[data-connector]")).toHaveCount(6);
});

test("a schema named in the configuration, and comments of an editor's mark, do no harm", async ({ page }) => {
  await answerWith(page, "config.json", "\ufeff" + JSON.stringify(config({ $schema: "./config.schema.json" })));
  await open(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(count("head.action", 12));
});

const SNAPSHOTS = {
  missing: ["gone", /nothing was found at this address \(status 404\)/, { status: 404, contentType: "text/plain" }],
  "that the server refuses": ["no", /answered with status 500/, { status: 500, contentType: "text/plain" }],
  "that is a web page": ["<!doctype html><p>Sign in", /a web page came instead of a snapshot/, { contentType: "text/html" }],
  "cut in the middle": [JSON.stringify(demo()).slice(0, 20_000), /stops in the middle/],
  "that is not JSON": ["[1, 2,, 3]", /not valid JSON \(1:\d+\)/],
  "that is empty": ["", /it is empty/],
  "of another format": [{ ...demo(), format: "something-else" }, /not a Tenant Status snapshot/],
  "of a newer version": [{ ...demo(), version: 3 }, /newer version of this page \(snapshot version 3\)/],
  "of no version": [{ ...demo(), version: undefined }, /not a Tenant Status snapshot/],
  "without answers": [{ ...demo(), responses: undefined }, /not a Tenant Status snapshot/],
  "of 50 MB": [Buffer.alloc(50_000_000, 0x20), /too large \(50 MB; at most 20 MB/],
};

for (const [what, [answer, cause, options = {}]] of Object.entries(SNAPSHOTS)) {
  test(`a snapshot ${what} is told with cause and address, and trying again helps`, async ({ page, trouble }) => {
    if (options.status) trouble.allow(LOAD);
    await answerWith(page, "demo/contoso.json", answer, options);
    await open(page, "connectors/", { prefix: "/sub/" });
    await expect(failure(page, "snapshot")).toContainText(cause);
    await expect(failure(page, "snapshot")).toContainText(/http:\/\/[^/]+\/sub\/demo\/contoso\.json/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("snapshot.title"));
    await expect(page.locator('[data-health="healthy"]:visible')).toHaveCount(0);
    await page.unrouteAll();
    await again(page).click();
    await expect(page.locator("[data-connector]")).toHaveCount(18);
    await expect(failure(page, "snapshot")).toHaveCount(0);
  });
}

test("trying again in vain says so again", async ({ page, trouble }) => {
  trouble.allow(LOAD);
  let asked = 0;
  await page.route(/contoso\.json$/, (route) => {
    asked += 1;
    return route.fulfill({ status: asked === 1 ? 404 : 502, body: "" });
  });
  await open(page);
  await expect(failure(page, "snapshot")).toContainText(/404/);
  await again(page).click();
  await expect(failure(page, "snapshot")).toContainText(/502/);
  expect(asked).toBe(2);
});

test("without the snapshot the way to a file is open", async ({ page, trouble }) => {
  trouble.allow(LOAD);
  await answerWith(page, "demo/contoso.json", "gone", { status: 404 });
  await open(page);
  await chooseFiles(page, failure(page, "snapshot").getByRole("button", { name: say("action.openFile") }), [file("mine.json", demo())]);
  await expect(page.locator('[data-fact="tenantName"] [data-value]')).toHaveText("Contoso");
  await open(page, "connect/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("connect.title"));
});

test("a snapshot that is nowhere is told from a browser that is offline", async ({ page, trouble }) => {
  trouble.allow(LOAD);
  await page.route(/contoso\.json$/, (route) => route.abort("connectionrefused"));
  await open(page);
  await expect(failure(page, "snapshot")).toContainText(/cannot be reached/);
  await page.addInitScript(() => Object.defineProperty(navigator, "onLine", { get: () => false }));
  await page.unrouteAll();
  await page.route(/contoso\.json$/, (route) => route.abort("internetdisconnected"));
  await open(page);
  await expect(failure(page, "snapshot")).toContainText(say("cause.offline"));
});

test("a snapshot that never comes is waited for in plain sight, and not for ever", async ({ page }) => {
  await page.addInitScript(() => {
    // The deadline, when the test says so.
    const later = globalThis.setTimeout;
    globalThis.setTimeout = (run, after, ...more) =>
      after === 60_000 ? addEventListener("test-deadline", () => run(...more)) : later(run, after, ...more);
  });
  await page.route(/contoso\.json$/, () => {});
  for (const [path, names] of Object.entries(SECTIONS)) {
    await open(page, path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("head.checking"));
    for (const name of names) await expect(section(page, name)).toHaveAttribute("data-state", "loading");
    await expect(page.locator('[data-health="healthy"]:visible')).toHaveCount(0);
  }
  await page.evaluate(() => dispatchEvent(new Event("test-deadline")));
  await expect(failure(page, "snapshot")).toContainText(say("snapshot.timedOut"));
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await again(page).click();
  await expect(section(page, "news")).toHaveAttribute("data-state", "ready");
});

test("reading again in vain keeps the data and says how old it is", async ({ page, trouble }) => {
  trouble.allow(LOAD);
  await open(page, "connectors/");
  await expect(page.locator("[data-connector]")).toHaveCount(18);
  await answerWith(page, "demo/contoso.json", "oops", { status: 503 });
  await page.getByRole("button", { name: say("action.refresh") }).click();
  await expect(page.getByRole("status")).toContainText(/Reading again failed: .*503/);
  await expect(page.locator("[data-connector]")).toHaveCount(18);
  await expect(connector(page, CONNECTORS[0][0])).toHaveAttribute("data-health", "unhealthy");
  await expect(section(page, "connectors")).toHaveAttribute("data-state", /^(stale|partial)$/);
  for (const [index, names] of [[0, ["tenant", "licenses"]], [2, ["serviceHealth", "environmentIssues", "news"]]]) {
    await page.getByRole("navigation").getByRole("link").nth(index).click();
    for (const name of names) {
      await expect(section(page, name)).toHaveAttribute("data-state", "stale");
      await expect(section(page, name)).toContainText(/Shown as read .*Reading again failed/);
    }
  }
  await page.unrouteAll();
  await section(page, "news").getByRole("button", { name: say("action.tryAgain") }).click();
  for (const name of ["serviceHealth", "environmentIssues", "news"]) await expect(section(page, name)).toHaveAttribute("data-state", "ready");
});

test("a snapshot without any answer: every part is missing, and nothing is called fine", async ({ page }) => {
  await serve(page, { snapshot: empty() });
  for (const [path, names] of Object.entries(SECTIONS)) {
    await open(page, path);
    for (const name of names) await expect(section(page, name)).toHaveAttribute("data-state", "missing");
    await expect(page.locator('[data-health="healthy"]:visible')).toHaveCount(0);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Nothing found that needs action, but \d+ parts could not be checked$/);
  }
  await open(page, "connectors/");
  await expect(page.locator("[data-connector]")).toHaveCount(18);
  await expect(page.locator('[data-connector][data-health="unknown"]')).toHaveCount(18);
  await expect(page.locator("[data-connector]").first()).toContainText(say("verdict.missing"));
});

/** A change to the demo, the state it gives a section, and a section beside it that stays as it is. */
const STATES = [
  ["organization refused", (all) => Object.assign(reply(all, "organization"), refusal()), "", "tenant", "partial", "licenses"],
  ["licences refused", (all) => Object.assign(reply(all, "subscribedSkus"), refusal()), "", "licenses", "refused", null],
  ["news refused", (all) => Object.assign(reply(all, "messages"), refusal()), "service-health/", "news", "refused", "serviceHealth"],
  ["news throttled", (all) => Object.assign(reply(all, "messages"), refusal(429, "TooManyRequests")), "service-health/", "news", "throttled", "environmentIssues"],
  ["news not answered", (all) => Object.assign(reply(all, "messages"), refusal(503, "ServiceUnavailable")), "service-health/", "news", "failed", "environmentIssues"],
  ["news signed out", (all) => Object.assign(reply(all, "messages"), refusal(401, "InvalidAuthenticationToken")), "service-health/", "news", "signedOut", "environmentIssues"],
  ["news as a web page", (all) => (reply(all, "messages").body = "<html>Sign in</html>"), "service-health/", "news", "badAnswer", "environmentIssues"],
  ["news of another shape", (all) => (reply(all, "messages").body = { value: 7 }), "service-health/", "news", "badAnswer", "environmentIssues"],
  ["one unreadable message", (all) => reply(all, "messages").body.value.splice(3, 1, 42), "service-health/", "news", "partial", "serviceHealth"],
  ["a list with more pages", (all) => (reply(all, "messages").body["@odata.nextLink"] = "https://graph.microsoft.com/next"), "service-health/", "news", "partial", "serviceHealth"],
  ["health and issues not licensed", (all) => {
    for (const id of ["issues", "healthOverviews"]) {
      Object.assign(reply(all, id), refusal(400, "BadRequest"));
      reply(all, id).body.error.message = "Request not applicable to target tenant.";
    }
  }, "service-health/", "serviceHealth", "notLicensed", "news"],
];

for (const [what, change, path, name, state, other] of STATES) {
  test(`${what}: that section is ${state}, and the others stay`, async ({ page }) => {
    const snapshot = demo();
    change(snapshot);
    await serve(page, { snapshot });
    await open(page, path);
    await expect(section(page, name)).toHaveAttribute("data-state", state);
    if (other) await expect(section(page, other)).toHaveAttribute("data-state", "ready");
    // More than a heading: what happened.
    expect((await section(page, name).innerText()).length).toBeGreaterThan(40);
  });
}

test("missing answers cost their own part only", async ({ page }) => {
  await serve(page, { snapshot: without("messages", "vppTokens", "managedDeviceOverview") });
  await open(page, "service-health/");
  await expect(section(page, "news")).toHaveAttribute("data-state", "missing");
  await expect(section(page, "news")).toContainText(say("state.missing"));
  await expect(section(page, "serviceHealth")).toHaveAttribute("data-state", "ready");
  await open(page, "connectors/");
  await expect(section(page, "connectors")).toHaveAttribute("data-state", "partial");
  await expect(connector(page, "vppTokenExpirationDateTime")).toHaveAttribute("data-health", "unknown");
  await expect(connector(page, "applePushNotificationServiceExpirationDateTime")).toHaveAttribute("data-health", "unhealthy");
});

test("odd dates are shown as they came and never called healthy", async ({ page }) => {
  const snapshot = demo();
  const tokens = reply(snapshot, "vppTokens").body.value;
  ["yesterday", "0001-01-01T00:00:00Z", null].forEach((date, index) => (tokens[index].expirationDateTime = date));
  reply(snapshot, "applePushNotificationCertificate").body.expirationDateTime = "9999-12-31T23:59:59.9999999Z";
  await serve(page, { snapshot });
  await open(page, "connectors/?connector=vppTokenExpirationDateTime");
  const row = connector(page, "vppTokenExpirationDateTime");
  await expect(row).toHaveAttribute("data-health", "unknown");
  await expect(row.locator('[data-member][data-health="unknown"]')).toHaveCount(3);
  await expect(row).toContainText("yesterday");
  await expect(connector(page, "applePushNotificationServiceExpirationDateTime")).toHaveAttribute("data-health", "healthy");
  await expect(connector(page, "applePushNotificationServiceExpirationDateTime")).toContainText(say("verdict.noEnd"));
});

test("a refresh that brings trouble says how much, once", async ({ page }) => {
  await open(page);
  const snapshot = demo();
  reply(snapshot, "subscribedSkus").body.value.forEach((sku) => (sku.consumedUnits = sku.prepaidUnits.enabled + 5));
  await serve(page, { snapshot });
  await page.getByRole("button", { name: say("action.refresh") }).click();
  await expect(page.getByRole("status")).toContainText(/^Read again: [12] new problems?/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^1[345] things/);
  await ready(page);
});
