// A day in a few minutes: two tabs that read Graph every quarter of an hour, tokens that end, a computer that sleeps, a network that goes,
// a Graph that has had enough. What a tab needs must not grow, nobody may be stormed, and in the end the page shows what is so.
import { writeFileSync } from "node:fs";
import { answerProvider, expect, shownOnAllTabs, startSignIn, test } from "../e2e/live.mjs";
import { say } from "../e2e/demo.mjs";
import { PERMISSIONS, answers } from "../mock/resources.mjs";
import { Gauge, table } from "./gauge.mjs";

/** Midday before the night in which the clocks of Amsterdam go back. */
const START = Date.parse("2026-10-24T10:00:00Z");
const MINUTE = 60_000;
const HOURS = 24;
const EVERY_MINUTES = 15;
/** Minutes that pass at once; a part of the quarter. */
const STEP = 5;

/** The limits of the service per app and tenant, as Microsoft publishes them. Intune's is one of twenty seconds; here a minute keeps it. */
const LIMITS = { serviceHour: 800, serviceMinute: 240, intuneTwentySeconds: 1000 };
const SERVICE_RESOURCES = ["healthOverviews", "issues", "messages"];

/**
 * What both tabs may have more after a day than after the first four hours: noise of the browser and of what drives it. WebAssembly's memory
 * grows by pages; the router keeps each address that one has been at, which a tab may need one more page for.
 */
const GROWTH = { heap: 1_000_000, wasm: 2 * 65_536, nodes: 400, listeners: 40, stored: 20_000 };

test.use({ wants: { kind: "entra", now: START, changes: { refreshMinutes: EVERY_MINUTES } } });

/** Whether somebody looks at a tab, as the browser tells it. */
function look(page, isHidden) {
  return page.evaluate((isHidden) => {
    Object.defineProperty(document, "hidden", { get: () => isHidden, configurable: true });
    Object.defineProperty(document, "visibilityState", { get: () => (isHidden ? "hidden" : "visible"), configurable: true });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, isHidden);
}

/** A tab of somebody who has signed in, with what it asks of Graph. */
async function openTab(context, live, gauge) {
  await gauge.ready;
  const page = await context.newPage();
  const tab = { page, asked: 0 };
  page.on("request", (request) => (tab.asked += request.url().startsWith(live.tokenOrigin) ? 1 : 0));
  await live.open(page);
  await startSignIn(page);
  // Whoever has signed in once is not asked again.
  if (live.entra.authorizations.length === 1) await answerProvider(page, "anna");
  await expect(page.locator(".app-header").getByText("anna@contoso.com")).toBeVisible();
  await gauge.attach(page);
  return tab;
}

/** What somebody does who looks again: all three tabs, and a row opened and closed. */
async function walk({ page }) {
  await shownOnAllTabs(page);
  await page.locator('nav a[href$="/connectors/"]').first().click();
  const row = page.locator("[data-connector] [aria-expanded]").first();
  await row.click();
  await expect(row).toHaveAttribute("aria-expanded", "true");
  await row.click();
  await expect(row).toHaveAttribute("aria-expanded", "false");
  await page.locator('nav a[href$="/tenant-details/"]').first().click();
}

test("after a day a tab needs no more than in the morning, has stormed nobody, and shows what is so", async ({ context, live, trouble }) => {
  const { graph, entra } = live;
  trouble.allow(/Failed to load resource.* (401|429|503) /, /ERR_INTERNET_DISCONNECTED/);
  const began = performance.now();
  entra.elapse(START - Date.now());
  for (const name of PERMISSIONS) entra.consented.add(name);
  await context.clock.install({ time: START });
  const installed = performance.now();
  const gauge = new Gauge(context);
  const tabs = [];
  for (let number = 0; number < 2; number += 1) tabs.push(await openTab(context, live, gauge));
  const [first, second] = tabs;

  let minute = 0;
  /** Requests up to each minute, and those among them that the service announcements count. */
  const counts = [];
  const parts = () => SERVICE_RESOURCES.reduce((sum, id) => sum + graph.count(id), 0);
  const measured = [];

  /** Whether a tab reads or waits, once it has done what it had queued. */
  const isBusy = ({ page }) =>
    page.evaluate(async () => {
      const { port1, port2 } = new MessageChannel();
      await new Promise((done) => {
        port1.onmessage = done;
        port2.postMessage(null);
      });
      return document.querySelector('[aria-busy="true"], [data-state="loading"]') !== null;
    });
  /** Until nothing is on its way and, unless `waits`, nothing is being waited for. */
  const quiet = async ({ waits = false } = {}) => {
    for (let looks = 0; looks < 5000; looks += 1) {
      const busy = await Promise.all(tabs.map(isBusy));
      if (graph.underWay.size === 0 && (waits || !busy.includes(true))) return;
    }
    throw new Error(`minute ${minute}: something never ends: ${graph.underWay.size} requests under way`);
  };
  let jumped = 0;
  const jump = async (minutes, options) => {
    // The time that passes by itself counts too: on a slow machine the day would have more than its hours, and tokens end after those.
    const by = Math.max(1000, Math.round((minute + minutes) * MINUTE - jumped - (performance.now() - installed)));
    jumped += by;
    entra.elapse(by);
    await graph.limiter.elapseWith(by, async () => {
      await context.clock.fastForward(by);
      // What the jump set off belongs to it.
      await quiet(options);
    });
    for (let passed = 0; passed < minutes; passed += 1) counts[(minute += 1)] = { all: graph.count(), service: parts() };
  };
  /** Lets minutes pass, so many at once, as in a tab whose timers the browser holds back. */
  const pass = async (minutes, { step = STEP, waits = false } = {}) => {
    for (let rest = minutes; rest > 0; rest -= step) await jump(Math.min(step, rest), { waits });
  };
  const until = async (hour) => {
    if (minute % 240 === 0 && minute > 0) await measure();
    while (minute < hour * 60) {
      if (minute % 60 === 0) graph.answers = answers(START + minute * MINUTE);
      await pass(Math.min(hour * 60 - minute, 60 - (minute % 60)));
      if (minute % 60 === 0) for (const tab of tabs) await walk(tab);
      if (minute % 240 === 0) await measure();
    }
  };
  const measure = async () => {
    await quiet();
    if (measured.at(-1)?.hour === minute / 60) return;
    console.log(`hour ${Math.round(minute / 60)} after ${Math.round((performance.now() - began) / 1000)} s`);
    measured.push({ hour: Math.round(minute / 60), asked: tabs.map(({ asked }) => asked), renewals: entra.tokens.length, ...(await gauge.read()) });
  };
  /** Requests with a token that had just ended: each is asked once more, with a new one. */
  const tooLate = () => graph.requests.filter(({ status }) => status === 401).length;
  /** At the most one reading of each tab, whatever happened. */
  const once = async (what, act, those = tabs) => {
    const before = those.map(({ asked }) => asked);
    const refused = tooLate();
    await act();
    await pass(3, { step: 1 });
    those.forEach((tab, index) => {
      expect(tab.asked - before[index], `requests of a tab after ${what}`).toBeLessThanOrEqual(reading + tooLate() - refused);
      expect(tab.asked - before[index], `a tab reads after ${what}`).toBeGreaterThan(0);
    });
  };

  await quiet();
  counts[0] = { all: graph.count(), service: parts() };
  // What one reading takes.
  const before = first.asked;
  await pass(EVERY_MINUTES);
  const reading = first.asked - before;
  expect(reading, "requests of a reading").toBeGreaterThan(0);

  await until(5);
  // The computer sleeps, and somebody opens it again.
  await Promise.all(tabs.map(({ page }) => look(page, true)));
  const asleep = graph.count();
  await jump(120);
  expect(graph.count(), "requests of a computer that sleeps").toBe(asleep);
  await once("sleep", () => Promise.all(tabs.map(({ page }) => look(page, false))));

  await until(9);
  // The network goes for forty minutes, three times.
  const elsewhere = (url) => url.origin !== live.site.origin;
  const cut = (route) => route.abort("internetdisconnected");
  for (let spell = 0; spell < 3; spell += 1) {
    await context.route(elsewhere, cut);
    await context.setOffline(true);
    await pass(40, { waits: true });
    await expect(first.page.locator('[data-state="stale"]').first(), "the data stays, with its age").toBeAttached();
    await once("the network was away", async () => {
      await context.unroute(elsewhere, cut);
      await context.setOffline(false);
    });
    await pass(17);
  }

  await until(14);
  // Graph has had enough of one tab, while nobody looks at the other.
  await look(second.page, true);
  graph.faults.always("host", { status: 429, headers: { "retry-after": "250" } });
  await pass(60, { step: 2, waits: true });
  graph.faults.clear();
  await pass(20, { waits: true });
  await once("a tab was away", () => look(second.page, false), [second]);

  await until(18);
  // Graph fails for an hour, without a word about when to come back.
  graph.faults.always("host", 503);
  await pass(60, { waits: true });
  graph.faults.clear();
  await pass(20, { waits: true });

  await until(HOURS - 1);
  const organization = graph.answers.get("organization").body.value[0];
  organization.displayName = "Contoso after a day";
  await pass(59);
  await quiet();
  await measure();

  const most = (field, minutes) => Math.max(...counts.slice(minutes).map((now, index) => now[field] - counts[index][field]));
  const rate = { serviceHour: most("service", 60), serviceMinute: most("service", 1), minute: most("all", 1), hour: most("all", 60) };
  const report = table({ measured, rate, reading, renewals: entra.tokens.length, took: (performance.now() - began) / 1000, limits: LIMITS, growth: GROWTH });
  writeFileSync(process.env.SOAK_OUT, report);
  console.log(report);

  // What the tabs show is what one shows that was opened just now.
  const fresh = await openTab(context, live, gauge);
  await quiet();
  await expect(fresh.page.locator("[aria-busy=true], [data-state=loading]")).toHaveCount(0);
  const truth = await shownOnAllTabs(fresh.page);
  for (const { page } of tabs) {
    expect(await shownOnAllTabs(page)).toEqual(truth);
    await page.locator('nav a[href$="/tenant-details/"]').first().click();
    await expect(page.locator('[data-fact="tenantName"]')).toContainText(organization.displayName);
    await expect(page.locator(".banner")).toHaveCount(0);
    const age = await page.getByText(/^Read .* ago$|^Read now$/).first().innerText();
    expect(Number(/\d+/.exec(age)?.[0] ?? 0), age).toBeLessThanOrEqual(EVERY_MINUTES);
    expect(age).toMatch(/now|minute/);
  }

  expect(rate.serviceHour, "requests to the service announcements in an hour").toBeLessThan(LIMITS.serviceHour / 4);
  expect(rate.serviceMinute, "requests to the service announcements in a minute").toBeLessThan(LIMITS.serviceMinute / 4);
  expect(rate.minute, "requests in a minute").toBeLessThan(LIMITS.intuneTwentySeconds / 4);
  expect(tooLate(), "requests with a token that had ended").toBeLessThanOrEqual(2 * tabs.length);
  expect(entra.tokens.filter(({ status }) => status !== 200), "renewals that failed").toEqual([]);
  // Each tab has a token for the first two tabs and one for the third.
  expect(entra.tokens.length, "tokens asked for: two an hour and tab, and those of the sign-ins").toBeLessThanOrEqual(2 * tabs.length * (HOURS + 2));
  const [morning, evening] = [measured.find(({ hour }) => hour === 4), measured.at(-1)];
  for (const [name, bound] of Object.entries(GROWTH)) {
    expect.soft(evening[name] - morning[name], `growth of ${name} from hour 4 to hour 24`).toBeLessThanOrEqual(bound);
  }
});
