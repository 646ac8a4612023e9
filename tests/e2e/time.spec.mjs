// Every date that the page shows, in eight time zones and six locales, from both sides of both changes of the clocks.
import { connector, expect, issue, message, open, opener, section, serve, test } from "./harness.mjs";
import { TEXTS, demo, say } from "./demo.mjs";
import { answers } from "../mock/resources.mjs";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const ZONES = [
  "Europe/Amsterdam",
  "Europe/London",
  "America/New_York",
  "America/St_Johns",
  "Africa/Casablanca",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Apia",
];

/** The locale of the browser, the language of the page by it, and the locale of its formats. */
const LOCALES = [
  ["en-GB", "en", "en-GB"],
  ["en-US", "en", "en-GB"],
  ["nl-NL", "nl", "nl-NL"],
  ["nl-BE", "nl", "nl-NL"],
  ["de-DE", "en", "en-GB"],
  ["ar-EG", "en", "en-GB"],
];

/** How far a zone is ahead of UTC at an instant, by the numbers of its wall clock. */
function ahead(zone, at) {
  const numeric = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  const parts = new Intl.DateTimeFormat("en-US", { ...numeric, timeZone: zone }).formatToParts(at);
  const [year, month, day, hour, minute, second] = ["year", "month", "day", "hour", "minute", "second"].map((type) => Number(parts.find((part) => part.type === type).value));
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** The two instants of 2026 in which the clocks change; where they do not, those of Europe. */
function edges(zone) {
  const found = [];
  for (let day = Date.UTC(2026, 0, 1); day < Date.UTC(2027, 0, 1); day += DAY) {
    if (ahead(zone, day) === ahead(zone, day + DAY)) continue;
    let [before, after] = [day, day + DAY];
    while (after - before > 60_000) {
      const middle = Math.floor((before + after) / 120_000) * 60_000;
      if (ahead(zone, middle) === ahead(zone, day)) before = middle;
      else after = middle;
    }
    found.push(after);
  }
  return found.length === 2 ? found : [Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1)];
}

const iso = (at) => new Date(at).toISOString().slice(0, 19) + "Z";

/** The demo as of `now`, with dates on, before and after an instant in which the clocks change. */
function around(edge, now) {
  const moved = answers(now);
  const values = (id) => moved.get(id).body.value;
  const near = [-DAY - 1000, -HOUR, -1000, 0, 1000, HOUR, DAY - HOUR, DAY];
  values("vppTokens").forEach((token, index) => (token.expirationDateTime = iso(edge + near[index])));
  values("depOnboardingSettings").forEach((token, index) => (token.tokenExpirationDateTime = iso(edge + near[index + 3])));
  values("ndesConnectors").forEach((one, index) => (one.lastConnectionDateTime = iso(edge + near[index + 2])));
  values("messages").forEach((one, index) => one.actionRequiredByDateTime && (one.actionRequiredByDateTime = iso(edge + near[index % near.length])));
  const active = values("issues").find(({ id }) => id === "IT1402187");
  active.startDateTime = iso(Math.min(edge - 1000, now - HOUR));
  return { ...demo(), capturedAt: iso(now), responses: [...moved].map(([id, answer]) => ({ id, ...answer })) };
}

/**
 * Runs in the page: what is wrong with the `<time>`s that it shows, and how many there are. The browser's formats with the zone named are
 * the measure, and the wall clock that of the relative words.
 */
function judge({ zone, formats, now, frames }) {
  const wrong = [];
  const date = (options, timeZone = zone) => (at) => new Intl.DateTimeFormat(formats, { ...options, timeZone }).format(at);
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const day = { day: "numeric", month: "short", year: "numeric" };
  const [long, short, only, year] = [date({ ...time, ...day }), date({ ...time, day: "numeric", month: "short" }), date(day), date({ year: "numeric" })];
  const utc = (at) => (only(at) === date(day, "UTC")(at) ? date(time, "UTC")(at) : date({ ...time, ...day }, "UTC")(at)) + " UTC";
  const wall = (at) => {
    const parts = Object.fromEntries(new Intl.DateTimeFormat("en-US", { ...time, second: "2-digit", year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone }).formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
  };
  const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
  const relative = (at) => {
    const span = Math.abs(at - now);
    if (span < MINUTE) return new Intl.RelativeTimeFormat(formats, { numeric: "auto" }).format(0, "second");
    const [size, unit] = span < 2 * HOUR ? [MINUTE, "minute"] : span < 2 * DAY ? [HOUR, "hour"] : [DAY, "day"];
    return new Intl.RelativeTimeFormat(formats, { numeric: "always" }).format(Math.sign(at - now) * Math.floor(span / size), unit);
  };
  const fill = (frame, values) => frame.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const all = [...document.querySelectorAll("#app time")];
  for (const element of all) {
    const at = Date.parse(element.dateTime);
    const text = element.textContent;
    if (Number.isNaN(at)) {
      wrong.push(`${element.outerHTML}: no instant`);
      continue;
    }
    const rel = relative(at);
    const full = fill(frames.dateUtc, { local: long(at), utc: utc(at) });
    const Rel = rel[0].toUpperCase() + rel.slice(1);
    const allowed = [rel, full, `${full} (${rel})`, long(at), only(at), year(at) === year(now) ? short(at) : long(at), fill(frames.readAgo, { rel, Rel })];
    if (!allowed.includes(text)) wrong.push(`${element.dateTime} in ${zone} is ${JSON.stringify(text)}, none of ${JSON.stringify(allowed)}`);
    // In days of 24 hours; the clocks on the wall may have gone an hour further or less.
    const days = Number(/(\d+) (?:days?|dag(?:en)?)(?!\w)/.exec(text)?.[1] ?? Number.NaN);
    const onTheWall = Math.abs(wall(at) - wall(now));
    if (days && !(onTheWall >= days * DAY - HOUR && onTheWall < (days + 1) * DAY + HOUR)) wrong.push(`${text}: ${onTheWall / DAY} days on the wall`);
  }
  const nonsense = /Invalid|NaN|undefined|Infinity/.exec(document.querySelector("#app").innerText);
  if (nonsense) wrong.push(`the page says ${nonsense[0]}`);
  return { wrong, count: all.length };
}

for (const [index, zone] of ZONES.entries()) {
  test(`every date in ${zone} is the local one, in every language`, async ({ browser, baseURL }) => {
    test.setTimeout(90_000);
    const changes = edges(zone);
    for (const [number, [locale, language, formats]] of LOCALES.entries()) {
      // Each zone meets both changes, each from both sides.
      const edge = changes[number % 2];
      const now = edge + [-30 * HOUR, 30 * HOUR][Math.floor((number + index) / 2) % 2];
      const context = await browser.newContext({ baseURL, locale, timezoneId: zone });
      const page = await context.newPage();
      await page.clock.setFixedTime(now);
      await serve(page, { snapshot: around(edge, now) });
      const frames = { dateUtc: say("row.dateUtc", {}, language), readAgo: TEXTS[language].text["action.readAgo"] };
      const check = async (where, atLeast) => {
        const { wrong, count } = await page.evaluate(judge, { zone, formats, now, frames });
        expect(wrong, `${where}, ${locale}, ${iso(now)}`).toEqual([]);
        expect(count, `dates on ${where}`).toBeGreaterThanOrEqual(atLeast);
      };
      const day = (at, timeZone = zone) => new Intl.DateTimeFormat(formats, { day: "numeric", month: "short", year: "numeric", timeZone }).format(at);

      await open(page, "?horizon=90");
      await expect(section(page, "licenses")).toHaveAttribute("data-state", "ready");
      await page.locator(".horizon").getByRole("button", { name: say("health.asTable", {}, language) }).click();
      await check("the start", 10);

      await page.locator('nav a[href$="/connectors/"]').first().click();
      for (const key of ["vppTokenExpirationDateTime", "ndesConnectorLastConnectionDateTime", "appleDepExpirationDateTime"]) await opener(connector(page, key)).click();
      await check("the connectors", 15);
      // A day without a time is that day everywhere.
      await expect(connector(page, "windowsStoreForBusinessLastSyncDateTime"), locale).toContainText(day(Date.UTC(2023, 3, 30), "UTC"));

      await page.locator('nav a[href$="/service-health/"]').first().click();
      await opener(issue(page, "IT1402187")).click();
      await opener(message(page, "MC1188216")).click();
      await expect(message(page, "MC1188216").getByRole("article")).toBeVisible();
      await check("the news", 15);
      await context.close();
    }
  });
}
