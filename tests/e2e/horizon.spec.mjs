// What comes next: the picture, the table, the sentence at the top, own lead times, and calendar files.
import { readFileSync } from "node:fs";

import { LOCALES, PREFIXES, connector, expect, expectAccessible, expectNoSideways, open, opener, query, ready, serve, tabTo, test } from "./harness.mjs";
import { count, demo, nameOf, reply, say } from "./demo.mjs";

const VPP = "vppTokenExpirationDateTime";
const card = (page) => page.locator(".horizon");
const lines = (page) => card(page).locator(".horizon__line");
const refs = (page) => lines(page).evaluateAll((all) => all.map((line) => line.dataset.ref));
const range = (page, days, language) => card(page).getByRole("link", { name: say("horizon.days", { n: days }, language), exact: true });
const asTable = (page, language) => card(page).getByRole("button", { name: say("health.asTable", {}, language) });
const marks = (page) => card(page).locator('.horizon__lines [data-what="lead"]');
const rows = (page) => card(page).locator("tbody tr[data-ref]");
const saveAll = (page, language) => card(page).getByRole("button", { name: say("horizon.fileAll", {}, language) });
const soon = (page) => page.locator(".summary__soon");
const isConnector = (ref) => /DateTime$|Connector$|Partner$/.test(ref);
const field = (page) => page.getByRole("dialog").getByRole("textbox");
const openSettings = (page) => page.locator('[data-overlay="settings"]').click();

/** The demo with its tokens changed. */
function changed(change) {
  const snapshot = demo();
  change(snapshot);
  return snapshot;
}
const tokens = (snapshot) => reply(snapshot, "vppTokens").body.value;

/** What the page saves when `act` is done: the name and the bytes. */
async function saved(page, act) {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** The events of a calendar file, each with its properties and alarms; checks the shape of every line on the way. */
function events(bytes) {
  const text = bytes.toString("utf8");
  expect(text.endsWith("END:VCALENDAR\r\n")).toBe(true);
  for (const line of text.split("\r\n")) {
    expect(Buffer.byteLength(line), line).toBeLessThanOrEqual(75);
    expect(line).not.toMatch(/[\r\n\ufffd]/);
  }
  const found = [];
  let alarms = null;
  for (const line of text.replaceAll("\r\n ", "").split("\r\n")) {
    const [, name, value] = line.match(/^([A-Z-]+):(.*)$/) ?? [];
    if (line === "BEGIN:VEVENT") found.push({ alarms: [] });
    else if (line === "BEGIN:VALARM") alarms = found.at(-1).alarms;
    else if (line === "END:VALARM") alarms = null;
    else if (alarms && name === "TRIGGER") alarms.push(value);
    else if (!alarms && found.length && name) found.at(-1)[name] = value;
  }
  return found;
}

test("the tab of the tenant ends with every date of the next 30 days, the dated before the connections", async ({ page }) => {
  await open(page);
  await expect(card(page).getByRole("heading", { name: say("horizon.title") })).toBeVisible();
  await expect(lines(page)).toHaveCount(16);
  const found = await refs(page);
  expect(found.slice(0, 4)).toEqual([VPP, "MC1188216", "INTUNE_A", "MC1163550"]);
  expect(found.slice(4).every(isConnector)).toBe(true);
  // Retired, expired and stale ones have no future.
  for (const past of ["applePushNotificationServiceExpirationDateTime", "onPremConnectorLastSyncDateTime"]) expect(found).not.toContain(past);
  await expect(lines(page).first()).toHaveAttribute("aria-label", `${nameOf(VPP)} “Amsterdam”: Expires 26 Nov 2026, 12:30`);
  const stale = `${nameOf("appleDepLastSyncDateTime")} “Stores”: Turns Unhealthy 22 Nov 2026, 12:52 (if nothing synchronises)`;
  await expect(lines(page).nth(4)).toHaveAttribute("aria-label", stale);
});

test("how far ahead stands in the address, and what has a lead time in that time is there", async ({ page }) => {
  await open(page);
  await expect(range(page, 30)).toHaveAttribute("aria-current", "true");
  await range(page, 90).click();
  expect(query(page)).toBe("?horizon=90");
  await expect(page.getByRole("status").filter({ hasText: count("horizon.shown", 19) })).toBeAttached();
  // Its date is 107 days ahead, the reader's mark 77.
  expect(await refs(page)).toContain("appleDepExpirationDateTime");
  await expect(range(page, 90)).toBeFocused();
  await range(page, 365).click();
  await expect(lines(page)).toHaveCount(25);
  await page.reload();
  await ready(page);
  await expect(range(page, 365)).toHaveAttribute("aria-current", "true");
  await expect(lines(page)).toHaveCount(25);
  for (const odd of ["31", "-1", "<b>", "9".repeat(400)]) {
    await open(page, `tenant-details/?horizon=${encodeURIComponent(odd)}`);
    await expect(range(page, 30)).toHaveAttribute("aria-current", "true");
  }
});

for (const prefix of PREFIXES) {
  test(`the sentence at the top leads to the horizon from every tab, below ${prefix}`, async ({ page }) => {
    for (const path of ["connectors/", "tenant-details/"]) {
      await open(page, path, { prefix });
      await expect(soon(page)).toHaveText(count("head.soon", 2));
      await soon(page).click();
      await expect(page.locator("#horizon-title")).toBeFocused();
      await expect(page.locator("#horizon-title")).toBeInViewport();
      expect(new URL(page.url()).pathname).toBe(`${prefix}tenant-details/`);
      expect(query(page)).toBe("?horizon=30");
    }
  });
}

test("a change of language leaves the keyboard where it stands", async ({ page }) => {
  await open(page, "tenant-details/?horizon=90");
  await expect(page.locator("#horizon-title")).toBeFocused();
  const language = (code) => page.getByRole("combobox", { name: say("language.label", {}, code) });
  await language("en").focus();
  await language("en").selectOption("nl");
  await expect(card(page).getByRole("heading", { name: say("horizon.title", {}, "nl") })).toBeVisible();
  await expect(range(page, 90, "nl")).toHaveAttribute("aria-current", "true");
  await expect(language("nl")).toBeFocused();
});

test("no sentence stands at the top when nothing is about to turn unhealthy", async ({ page }) => {
  const snapshot = changed((snapshot) => {
    tokens(snapshot)[0].expirationDateTime = "2026-11-28T09:00:01Z";
    reply(snapshot, "depOnboardingSettings").body.value.forEach((token) => (token.lastSuccessfulSyncDateTime = "2026-11-21T02:30:07Z"));
  });
  await serve(page, { snapshot });
  await open(page);
  await expect(lines(page).first()).toBeAttached();
  await expect(soon(page)).toHaveCount(0);
});

test("the keyboard alone: one stop, arrows from line to line, Enter opens, and what the line is about is said", async ({ page }) => {
  await open(page);
  await tabTo(page, lines(page).first());
  await expect(card(page).locator(".horizon__told")).toHaveText(/Amsterdam.*Expires 26 Nov 2026/);
  await page.keyboard.press("ArrowDown");
  await expect(lines(page).nth(1)).toBeFocused();
  await page.keyboard.press("End");
  await expect(lines(page).last()).toBeFocused();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowUp");
  await expect(lines(page).first()).toBeFocused();
  expect(await lines(page).evaluateAll((all) => all.filter((line) => line.getAttribute("tabindex") === "0").length)).toBe(1);
  await page.keyboard.press("Tab");
  await expect(asTable(page)).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(opener(connector(page, VPP))).toHaveAttribute("aria-expanded", "true");
  expect(query(page)).toBe(`?connector=${VPP}`);
});

for (const [language, locale] of Object.entries(LOCALES)) {
  test.describe(language, () => {
    test.use({ locale });

    test("the table says the same, leads to what it is about, and axe finds nothing", async ({ page }) => {
      await open(page, "tenant-details/?horizon=365");
      await asTable(page, language).click();
      await expect(rows(page)).toHaveCount(25);
      expect(await rows(page).evaluateAll((all) => all.map((row) => row.dataset.ref))).toEqual(await refs(page));
      const stores = rows(page).filter({ hasText: `${nameOf("appleDepExpirationDateTime", language)} “Stores”` });
      const texts = await stores.locator("td").allInnerTexts();
      expect(texts[0]).toMatch(/^1 (Mar|mrt) 2027, 15:45 \(14:45 UTC\)/);
      expect(texts[1]).toContain(say("row.expires", {}, language));
      expect(texts[1]).toMatch(/8 (Mar|mrt) 2027, 15:45 \(14:45 UTC\)/);
      expect(texts[2]).toMatch(/^30 (days|dagen): 6 (Feb|feb) 2027$/);
      await expect(card(page).locator(".horizon__group")).toHaveText(say("horizon.stale", {}, language));
      await expectAccessible(page);
      await rows(page).filter({ hasText: "MC1188216" }).getByRole("link").click();
      await expect(page.locator('[data-message="MC1188216"] article')).toBeVisible();
      await page.goBack();
      await asTable(page, language).click();
      await rows(page).filter({ hasText: "Microsoft 365 E5" }).first().getByRole("link").click();
      await expect(page.locator("#section-licenses")).toBeInViewport();
    });

    test("a calendar file of all dates holds each with its alarms, steps and link, and a second one has the same ids", async ({ page }) => {
      await open(page, "tenant-details/?horizon=365");
      await expect(card(page)).toContainText(say("horizon.fileNote", {}, language));
      const first = await saved(page, () => saveAll(page, language).click());
      expect(first.name).toBe("tenant-status-contoso-2026-11-21.ics");
      await expect(page.getByRole("status").filter({ hasText: count("horizon.saved", 13, language) })).toBeAttached();
      const found = events(first.bytes);
      // No connection among them: their dates move.
      expect(found).toHaveLength(13);
      expect(found.map((event) => event.DTSTART).slice(0, 3)).toEqual(["20261126T113000Z", "20261201T080000Z", "20261203T000000Z"]);
      expect(new Set(found.map((event) => event.UID)).size).toBe(13);
      const stores = found.find((event) => event.SUMMARY.includes("Stores"));
      expect(stores.SUMMARY).toBe(`${say("row.expires", {}, language)}: ${nameOf("appleDepExpirationDateTime", language)} “Stores”`);
      expect(stores.alarms).toEqual(["-P30D", "-P7D"]);
      expect(stores.DTSTAMP).toBe("20261121T090000Z");
      expect(stores.TRANSP).toBe("TRANSPARENT");
      expect(stores.URL).toMatch(/^https:\/\/intune\.microsoft\.com\/#view/);
      expect(stores.DESCRIPTION).toContain(`\\n1. `);
      expect(stores.DESCRIPTION).toContain(`/connectors/?connector=appleDepExpirationDateTime`);
      expect(stores.DESCRIPTION).not.toContain("*");
      // What is no longer ahead is no alarm: it expires in five days.
      expect(found[0].alarms).toEqual([]);

      // Renewed, and read a day later: the same date, moved.
      const later = changed((snapshot) => {
        snapshot.capturedAt = "2026-11-22T09:00:00Z";
        for (const token of reply(snapshot, "depOnboardingSettings").body.value) token.tokenExpirationDateTime = "2027-11-20T14:45:00Z";
      });
      await serve(page, { snapshot: later });
      await open(page, "tenant-details/?horizon=365");
      const second = events((await saved(page, () => saveAll(page, language).click())).bytes);
      expect(second.map((event) => event.UID).sort()).toEqual(found.map((event) => event.UID).sort());
      const moved = second.find((event) => event.UID === stores.UID);
      expect(moved.DTSTART).toBe("20271120T144500Z");
      expect(Number(moved.SEQUENCE)).toBeGreaterThan(Number(stores.SEQUENCE));
    });
  });
}

test("each line has a file of its own, a connection's too, and so has an opened connector", async ({ page }) => {
  await open(page);
  await asTable(page).click();
  const stale = `${nameOf("appleDepLastSyncDateTime")} “Stores”`;
  const one = await saved(page, () => page.getByRole("button", { name: say("horizon.fileOf", { name: stale }) }).click());
  const [event, ...others] = events(one.bytes);
  expect(others).toEqual([]);
  expect(one.name).toMatch(/^tenant-status-contoso-appledeplastsyncdatetime-[a-z0-9-]+\.ics$/);
  expect(event).toMatchObject({ DTSTART: "20261122T115216Z", SUMMARY: `Turns Unhealthy: ${stale}`, alarms: [] });
  expect(event.DESCRIPTION).toContain(say("horizon.stale"));

  await open(page, `connectors/?connector=${VPP}`);
  const button = connector(page, VPP).getByRole("button", { name: say("horizon.file"), exact: true });
  await tabTo(page, button);
  const three = events((await saved(page, () => page.keyboard.press("Enter"))).bytes);
  expect(three.map((event) => event.DTSTART)).toEqual(["20261126T113000Z", "20270414T091530Z", "20270602T080000Z"]);
  // What has no future has no file.
  await open(page, "connectors/?connector=applePushNotificationServiceExpirationDateTime");
  await expect(connector(page, "applePushNotificationServiceExpirationDateTime").getByRole("button", { name: say("action.copyTicket") })).toBeVisible();
  await expect(page.getByRole("button", { name: say("horizon.file"), exact: true })).toHaveCount(0);
});

test("a file of old data is of the time of that data: it does not replace what a newer one brought", async ({ page }) => {
  await page.clock.setFixedTime("2026-12-12T09:00:00Z");
  await serve(page, { snapshot: changed((snapshot) => (snapshot.judgedAt = "now")) });
  await open(page, "tenant-details/?horizon=365");
  const [event] = events((await saved(page, () => saveAll(page).click())).bytes);
  expect(event).toMatchObject({ DTSTAMP: "20261121T090000Z", SEQUENCE: String(Date.parse("2026-11-21T09:00:00Z") / 60_000) });
  expect(event.DESCRIPTION).toContain("21 Nov 2026");
  expect(event.DESCRIPTION).not.toContain("12 Dec 2026");
});

test("every subscription to a licence has its date and its entry in the calendar", async ({ page }) => {
  await open(page, "tenant-details/?horizon=365");
  await expect.poll(async () => (await refs(page)).filter((ref) => ref === "SPE_E5")).toHaveLength(2);
  const found = events((await saved(page, () => saveAll(page).click())).bytes).filter((event) => event.SUMMARY.endsWith("Microsoft 365 E5"));
  expect(found.map((event) => event.DTSTART)).toEqual(["20270131T000000Z", "20270630T000000Z"]);
  expect(new Set(found.map((event) => event.UID)).size).toBe(2);
});

test("names from outside cannot break out of a calendar file", async ({ page }) => {
  const evil = "a,b;c\\n\r\nEND:VEVENT\r\nATTACH:x \u{202e}" + "😀é".repeat(40);
  await serve(page, { snapshot: changed((snapshot) => (tokens(snapshot)[0].displayName = evil)) });
  await open(page);
  const found = events((await saved(page, () => saveAll(page).click())).bytes);
  expect(found).toHaveLength(4);
  expect(found[0]).not.toHaveProperty("ATTACH");
  expect(found[0].SUMMARY).toContain("😀é".repeat(40));
});

test("own lead times are marks and alarms, are kept, and change no status", async ({ page }) => {
  await open(page, "tenant-details/?horizon=365");
  await expect(soon(page)).toBeVisible();
  await expect(marks(page)).toHaveCount(9);
  await openSettings(page);
  await expect(field(page)).toHaveValue("30");
  await expect(page.getByRole("dialog")).toContainText(say("settings.leadsAbout"));
  await field(page).fill("60, 30, 14");
  await expect(marks(page)).toHaveCount(28);
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.reload();
  await ready(page);
  await expect(marks(page)).toHaveCount(28);
  await expect(soon(page)).toHaveText(count("head.soon", 2));
  const stores = events((await saved(page, () => saveAll(page).click())).bytes).find((event) => event.SUMMARY.includes("Stores"));
  expect(stores.alarms).toEqual(["-P60D", "-P30D", "-P14D", "-P7D"]);
});

test("no lead time at all is a choice too", async ({ page }) => {
  await open(page, "tenant-details/?horizon=365");
  await openSettings(page);
  await field(page).fill("");
  await expect(marks(page)).toHaveCount(0);
  await page.reload();
  await ready(page);
  await expect(lines(page).first()).toBeAttached();
  await expect(marks(page)).toHaveCount(0);
});

test("what is no lead time is named, and what is one is used", async ({ page }) => {
  await open(page, "tenant-details/?horizon=365");
  await openSettings(page);
  await field(page).fill("abc, -3, 9999, 30");
  await expect(page.locator("#lead-times-refused")).toHaveText(say("settings.leadsRefused", { words: "abc, -3, 9999" }));
  await expect(field(page)).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page);
  await expect(marks(page)).toHaveCount(9);
  await field(page).fill("1 2 3 4 5");
  await expect(page.locator("#lead-times-refused")).toHaveText(say("settings.leadsRefused", { words: "5" }));
  await field(page).fill("30, 60");
  await expect(page.locator("#lead-times-refused")).toHaveText("");
  await expect(field(page)).not.toHaveAttribute("aria-invalid");
});

test("lead times that another version kept, or nobody, are the usual ones", async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem("lead-times", "tenant-status-lead-times 9:1,2,3"));
  await open(page);
  await openSettings(page);
  await expect(field(page)).toHaveValue("30");
});

test("without a storage the page says that lead times are not kept, and uses them", async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("no", "SecurityError"); } }));
  await open(page, "tenant-details/?horizon=365");
  await openSettings(page);
  await field(page).fill("30, 60");
  await expect(page.locator("#lead-times-refused")).toHaveText(say("settings.notKept"));
  await expect(marks(page)).toHaveCount(18);
});

test("a tenant without a date says so, and one of which little is read says that too", async ({ page }) => {
  const none = { ...demo(), responses: [] };
  await serve(page, { snapshot: none });
  await open(page);
  await expect(card(page)).toContainText(say("horizon.none", { n: 30 }));
  await expect(card(page)).toContainText(say("horizon.notAll"));
  await expect(saveAll(page)).toHaveCount(0);
  await expect(lines(page)).toHaveCount(0);
  await expectAccessible(page);
});

test("of ten thousand members sixty are drawn, and the rest step by step", async ({ page }) => {
  const snapshot = changed((snapshot) => {
    const [model] = tokens(snapshot);
    reply(snapshot, "vppTokens").body.value = Array.from({ length: 10_000 }, (_, n) => ({ ...model, id: `t${n}`, displayName: `Token ${n}` }));
  });
  await serve(page, { snapshot });
  await open(page);
  await expect(lines(page)).toHaveCount(60);
  await expect(soon(page)).toHaveText(count("head.soon", 2));
  const more = card(page).getByRole("button", { name: say("action.showMore", { n: 60 }) });
  await asTable(page).click();
  await expect(rows(page)).toHaveCount(60);
  await more.click();
  await expect(lines(page)).toHaveCount(120);
  await expect(rows(page)).toHaveCount(120);
  await expect(more).toBeFocused();
});

test("the last step gives the keyboard to the first new row", async ({ page }) => {
  const snapshot = changed((snapshot) => {
    const [model] = tokens(snapshot);
    reply(snapshot, "vppTokens").body.value = Array.from({ length: 70 }, (_, n) => ({ ...model, id: `t${n}`, displayName: `Token ${n}` }));
  });
  await serve(page, { snapshot });
  await open(page);
  const more = card(page).getByRole("button", { name: /^Show \d+ more$/ });
  for (let step = 0; step < 2; step += 1) await more.click();
  await expect(more).toHaveCount(0);
  await expect(page.locator("#horizon-line-120")).toBeFocused();
});

for (const [width, colorScheme] of [[390, "dark"], [1280, "light"]]) {
  test(`at ${width} pixels in ${colorScheme} nothing reaches out, and axe finds nothing`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    await open(page, "tenant-details/?horizon=365");
    await expect(lines(page).first()).toBeAttached();
    await asTable(page).click();
    await expectNoSideways(page);
    await expectAccessible(page);
  });
}

test("paper has the table and nothing to press", async ({ page }) => {
  await open(page, "connectors/");
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await expect(rows(page).first()).toBeVisible();
  await expect(rows(page)).toHaveCount(16);
  await expect(card(page).locator(".horizon__picture")).toBeHidden();
  await expect(card(page).getByRole("button")).toHaveCount(0);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
});
