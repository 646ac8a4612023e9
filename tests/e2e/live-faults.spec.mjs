// Bad answers, one resource at a time: its section says what happened, all others stay as they are, and nothing is lost.
import { section } from "./harness.mjs";
import { expect, refresh, settled, shown, shownOnAllTabs, test } from "./live.mjs";
import { RESOURCES } from "../mock/resources.mjs";

test.use({ wants: { kind: "none" } });

/** Every status of a failure that servers send. */
const STATUSES = [400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 417, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504];

/** What passes is asked for again, after a pause. */
const PASSING = [429, 500, 502, 503, 504];

/** A failure with this status. Told to wait a second, the page is back sooner than by its own pauses. */
const failing = (status) => ({ status, headers: PASSING.includes(status) ? { "retry-after": "1" } : {} });

const stateOf = (status) => ({ 401: "signedOut", 403: "refused", 429: "throttled", 501: "notLicensed" })[status] ?? "failed";

/** Where a refusal is an answer: it proves that there is no such connector. */
const PROOFS = { applePushNotificationCertificate: [404], windowsAutopilotSettings: [400, 404] };

const TAB = { licenses: "tenant-details/", serviceHealth: "service-health/", environmentIssues: "service-health/", news: "service-health/" };

const ASKED = RESOURCES.filter(({ id }) => id !== "tenantLocation");
const tabOf = ({ id, family }) => (family === "service" ? "service-health/" : ["organization", "mdmAuthority", "subscribedSkus", "companySubscriptions", "subscriptionState", "managedDeviceOverview"].includes(id) ? "tenant-details/" : "connectors/");

/** Browsers tell of each failure that is a request of its own. */
const alone = (trouble) => trouble.allow(/Failed to load resource/);

for (const [name, id] of [
  ["licenses", "subscribedSkus"],
  ["serviceHealth", "issues"],
  ["environmentIssues", "issues"],
  ["news", "messages"],
]) {
  test(`every status of ${id} has its state in ${name} when nothing was read before`, async ({ page, live, trouble }) => {
    test.setTimeout(180_000);
    const { graph } = live;
    const wrong = [];
    await page.clock.install();
    for (const status of STATUSES) {
      graph.faults.clear();
      graph.faults.always(id, failing(status));
      const before = graph.count();
      await live.open(page, TAB[name]);
      await settled(page, graph, { before, hurry: PASSING.includes(status) });
      const state = await section(page, name).getAttribute("data-state");
      // The overview of all services is read still.
      const expected = name === "serviceHealth" ? "partial" : stateOf(status);
      if (state !== expected) wrong.push(`${status}: ${state}, expected ${expected}`);
      const others = (await shown(page)).sections.filter((line) => !line.startsWith(name) && !(id === "issues" && /serviceHealth|environmentIssues/.test(line)));
      for (const line of others) if (!/ready|partial/.test(line)) wrong.push(`${status}: ${line}`);
    }
    // The tries after the first are requests of their own.
    alone(trouble);
    expect(wrong).toEqual([]);
  });
}

for (const resource of ASKED) {
  test(`no status of ${resource.id} costs what was read, nor anything else`, async ({ page, live, trouble }) => {
    test.setTimeout(120_000);
    const { graph } = live;
    const { id } = resource;
    const wrong = [];
    await page.clock.install();
    await live.open(page, tabOf(resource));
    await settled(page, graph);
    const before = await shown(page);
    for (const status of STATUSES.filter((status) => !PROOFS[id]?.includes(status))) {
      graph.faults.clear();
      graph.faults.always(id, failing(status));
      await refresh(page, graph, { hurry: PASSING.includes(status) });
      const after = await shown(page);
      // The age of what was read may change a connection by minutes, but not here: nothing of the demo is that close to an edge.
      for (const what of ["connectors", "facts", "issues", "messages"]) {
        const lost = before[what].map(String).filter((line) => !after[what].map(String).includes(line));
        if (lost.length > 0) wrong.push(`${status}: ${lost}`);
        else if (String(after[what]) !== String(before[what])) wrong.push(`${status}: ${what} in another order ${after[what]}`);
      }
    }
    graph.faults.clear();
    await refresh(page, graph);
    expect(await shown(page), "all is well again").toEqual(before);
    alone(trouble);
    expect(wrong).toEqual([]);
  });
}

for (const [id, statuses] of Object.entries(PROOFS)) {
  test(`${statuses.join(" and ")} of ${id} say that there is none`, async ({ page, live }) => {
    const { graph } = live;
    const key = { applePushNotificationCertificate: "applePushNotificationServiceExpirationDateTime", windowsAutopilotSettings: "windowsAutopilotLastSyncDateTime" }[id];
    await live.open(page, "connectors/");
    for (const status of statuses) {
      graph.faults.always(id, { status, body: { error: { code: "ResourceNotFound", message: "None." } } });
      await settled(page, graph);
      await refresh(page, graph);
      await expect(page.locator(`[data-connector="${key}"]`)).toHaveAttribute("data-health", "notEnabled");
    }
  });
}

// ---- Answers that are no answers

for (const [name, step, state] of [
  ["a page of a proxy", "proxyPage", "badAnswer"],
  ["broken JSON", "notJson", "badAnswer"],
  ["nothing", "empty", "badAnswer"],
  ["204", { status: 204, body: "" }, "badAnswer"],
  ["an array", { status: 200, body: "[]" }, "badAnswer"],
  ["a text", { status: 200, body: '"hello"' }, "badAnswer"],
  ["an error with status 200", { status: 200, body: { error: { code: "x", message: "y" } } }, "badAnswer"],
  ["deep nesting", { status: 200, body: `${"[".repeat(5000)}${"]".repeat(5000)}` }, "badAnswer"],
  ["bytes that are no text", { status: 200, body: Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x7b]) }, "badAnswer"],
  ["a connection that breaks", "cut", "unreachable"],
]) {
  test.describe("asked for alone", () => {
    test.use({ wants: { kind: "none", endpoint: { batch: false } } });

    test(`${name} in place of the messages is told in their section only`, async ({ page, live, trouble }) => {
      const { graph } = live;
      trouble.allow(/Failed to load resource/);
      graph.faults.always("messages", step);
      await live.open(page, "service-health/");
      await settled(page, graph);
      await expect(section(page, "news")).toHaveAttribute("data-state", state);
      await expect(section(page, "serviceHealth")).toHaveAttribute("data-state", "ready");
    });
  });
}

for (const [name, step, state] of [
  ["a page of a proxy", "proxyPage", "badAnswer"],
  ["broken JSON", "notJson", "badAnswer"],
  ["nothing", "empty", "badAnswer"],
  ["no role", "noRole", "refused"],
  ["a connection that breaks", "cut", "unreachable"],
]) {
  test(`${name} in place of a whole batch costs its tab alone`, async ({ page, live, trouble }) => {
    const { graph } = live;
    if (["noRole", "cut"].includes(step)) trouble.allow(/Failed to load resource/);
    const original = graph.handle.bind(graph);
    graph.handle = (request) => {
      // The batch of the third tab alone.
      if (request.body.includes("serviceAnnouncement")) graph.faults.once("batch:v1.0", step);
      return original(request);
    };
    await live.open(page, "service-health/");
    await settled(page, graph);
    for (const name of ["serviceHealth", "environmentIssues", "news"]) await expect(section(page, name)).toHaveAttribute("data-state", state);
    const tabs = await shownOnAllTabs(page);
    expect(tabs["connectors/"].sections).toEqual(["connectors partial"]);
  });
}

test("without a network the page says so, keeps what it has, and reads again when told", async ({ page, context, live, trouble }) => {
  const { graph } = live;
  await live.open(page, "tenant-details/");
  await settled(page, graph);
  const before = await shown(page);
  trouble.allow(/ERR_INTERNET_DISCONNECTED/);
  await context.setOffline(true);
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect(section(page, "tenant")).toHaveAttribute("data-state", "stale");
  expect((await shown(page)).facts).toEqual(before.facts);
  await context.setOffline(false);
  await refresh(page, graph);
  expect(await shown(page)).toEqual(before);
});

test("an answer that never comes has an end", async ({ page, live }) => {
  const { graph } = live;
  await page.clock.install();
  graph.faults.always("batch:beta", "silent");
  await live.open(page, "tenant-details/");
  await expect(section(page, "licenses")).toHaveAttribute("data-state", "ready");
  await page.clock.fastForward(31_000);
  await settled(page, graph);
  await page.locator('nav a[href$="/connectors/"]').first().click();
  await expect(section(page, "connectors")).toHaveAttribute("data-state", "partial");
});

