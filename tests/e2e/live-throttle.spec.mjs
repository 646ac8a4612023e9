// Too many requests: the page waits as long as it is told, all of it waits, and it gives up in the end. The limiter of the mock notes
// every call that comes too early, and each of these tests fails on one.
import { section } from "./harness.mjs";
import { expect, settled, shown, test } from "./live.mjs";

test.use({ wants: { kind: "none" } });

/** The most tries of one request. */
const TRIES = 5;

/** Moves the page's clock and the limiter's together. */
function pass(page, graph, milliseconds) {
  return graph.limiter.elapseWith(milliseconds, () => page.clock.fastForward(milliseconds));
}

test("a part's own 429 is asked for again, alone, when its time has come", async ({ page, live }) => {
  const { graph } = live;
  graph.faults.once("messages", "throttled");
  await live.open(page, "service-health/");
  await settled(page, graph);
  await expect(section(page, "news")).toHaveAttribute("data-state", "ready");
  expect(graph.count("messages")).toBe(2);
  expect(graph.count("issues"), "what was answered is not asked for again").toBe(1);
});

test("a throttled batch is asked for again as a whole, as often as it takes", async ({ page, live, trouble }) => {
  const { graph } = live;
  trouble.allow(/Failed to load resource.* 429 /);
  graph.faults.once("batch:beta", { status: 429, headers: { "retry-after": "1" } }, { status: 429, headers: { "retry-after": "1" } }, 200);
  await live.open(page, "connectors/");
  await settled(page, graph);
  expect(graph.count("batch:beta")).toBe(3);
  await expect(section(page, "connectors")).toHaveAttribute("data-state", "partial");
});

for (const [name, header, milliseconds] of [
  ["seconds", "30", 30_000],
  ["more than the page waits at most", "86400", 300_000],
  ["nothing", undefined, 1000],
  ["zero", "0", 1000],
  ["a negative number", "-5", 1000],
  ["a fraction", "3.5", 1000],
  ["a word", "soon", 1000],
]) {
  test(`a Retry-After of ${name} is obeyed within bounds`, async ({ page, live }) => {
    const { graph } = live;
    await page.clock.install();
    graph.faults.once("messages", { status: 429, headers: header === undefined ? {} : { "retry-after": header } });
    await live.open(page, "service-health/");
    await expect(section(page, "serviceHealth")).toHaveAttribute("data-state", "ready");
    // Nothing happens before its time; a wait of a second may be over by now.
    if (milliseconds > 5000) {
      await expect.poll(() => graph.underWay.size === 0 && graph.count("messages")).toBe(1);
      await pass(page, graph, milliseconds - 5000);
      expect(graph.count("messages")).toBe(1);
    }
    await expect
      .poll(async () => {
        if (graph.underWay.size === 0 && graph.count("messages") === 1) await pass(page, graph, 1000);
        return graph.count("messages");
      })
      .toBe(2);
    if (header === "86400") graph.limiter.violations.length = 0;
    await settled(page, graph);
    await expect(section(page, "news")).toHaveAttribute("data-state", "ready");
  });
}

test("a date as Retry-After is obeyed", async ({ page, live }) => {
  const { graph } = live;
  const until = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3000);
  graph.faults.once("messages", { status: 429, headers: { "retry-after": until.toUTCString() } });
  await live.open(page, "service-health/");
  await settled(page, graph);
  expect(graph.count("messages")).toBe(2);
});

test.describe("where the header cannot be read", () => {
  test.use({ wants: { kind: "none", endpoint: { batch: false } } });

  test("the page waits by itself", async ({ page, live, trouble }) => {
    const { graph } = live;
    trouble.allow(/Failed to load resource/);
    graph.faults.once("messages", { status: 429, expose: false }, { status: 429, expose: false });
    await page.clock.install();
    await live.open(page, "service-health/");
    await settled(page, graph, { hurry: true });
    expect(graph.count("messages")).toBe(3);
    await expect(section(page, "news")).toHaveAttribute("data-state", "ready");
  });
});

test("while one waits, all wait", async ({ page, live, trouble }) => {
  const { graph } = live;
  trouble.allow(/Failed to load resource.* 429 /);
  await page.clock.install();
  await live.open(page, "service-health/");
  await settled(page, graph);
  const before = graph.count();
  graph.faults.once("host", { status: 429, headers: { "retry-after": "60" } });
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect.poll(() => graph.underWay.size === 0 && graph.count() > before).toBe(true);
  // What was on its way already has passed; from here on the gate is closed for everybody.
  await expect.poll(async () => {
    const count = graph.count();
    await page.evaluate(() => new Promise(requestAnimationFrame));
    return graph.underWay.size === 0 && graph.count() === count;
  }).toBe(true);
  const onTheirWay = graph.count();
  await pass(page, graph, 50_000);
  expect(graph.count()).toBe(onTheirWay);
  await expect.poll(async () => {
    if (graph.underWay.size === 0) await pass(page, graph, 5000);
    return page.locator('[aria-busy="true"], [data-state="loading"]').count();
  }).toBe(0);
  await expect(section(page, "news")).toHaveAttribute("data-state", "ready");
});

test("the wait is shown in seconds", async ({ page, live }) => {
  const { graph } = live;
  graph.faults.once("messages", { status: 429, headers: { "retry-after": "4" } });
  await live.open(page, "service-health/");
  await expect(section(page, "news")).toHaveAttribute("data-state", "throttled");
  await expect(section(page, "news")).toContainText(/\b[1-5] seconds?\b/);
  await settled(page, graph);
  await expect(section(page, "news")).toHaveAttribute("data-state", "ready");
});

test("whoever is refused for ever gives up, and says so", async ({ page, live, trouble }) => {
  const { graph } = live;
  trouble.allow(/Failed to load resource.* 429 /);
  await page.clock.install();
  graph.faults.always("messages", 429);
  await live.open(page, "service-health/");
  await settled(page, graph, { hurry: true });
  expect(graph.count("messages")).toBe(TRIES);
  await expect(section(page, "news")).toHaveAttribute("data-state", "throttled");
  const { sections } = await shown(page);
  expect(sections.filter((line) => !line.startsWith("news"))).toEqual(expect.not.arrayContaining([expect.stringMatching(/throttled|failed/)]));
});

for (const [status, tries] of [
  [503, TRIES],
  [504, TRIES],
  [500, 2],
  [502, 2],
  [501, 1],
  [505, 1],
  [507, 1],
  [404, 1],
  [403, 1],
]) {
  test(`${status} is asked for ${tries === 1 ? "once" : `${tries} times`}`, async ({ page, live, trouble }) => {
    const { graph } = live;
    if (tries > 1) trouble.allow(/Failed to load resource/);
    await page.clock.install();
    graph.faults.always("messages", status);
    await live.open(page, "service-health/");
    await settled(page, graph, { hurry: true });
    expect(graph.count("messages")).toBe(tries);
  });
}

test.describe("with an automatic refresh", () => {
  test.use({ wants: { kind: "none", changes: { refreshMinutes: 5 } } });

  test("a day of it stays below the limits of the service, and nobody looks means nobody asks", async ({ page, live }) => {
    test.setTimeout(120_000);
    const { graph } = live;
    await page.clock.install();
    await live.open(page, "tenant-details/");
    await settled(page, graph);
    for (let minute = 0; minute < 60; minute += 1) {
      await page.clock.fastForward(60_000);
      await expect.poll(() => graph.underWay.size).toBe(0);
    }
    const parts = graph.count("messages") + graph.count("issues") + graph.count("healthOverviews");
    expect(graph.count("messages"), "it does refresh").toBeGreaterThan(3);
    expect(parts, "requests to the service announcements in an hour").toBeLessThan(100);

    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { get: () => true, configurable: true });
      Object.defineProperty(document, "visibilityState", { get: () => "hidden", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    const before = graph.count();
    for (let minute = 0; minute < 15; minute += 1) await page.clock.fastForward(60_000);
    expect(graph.count()).toBe(before);
  });
});
