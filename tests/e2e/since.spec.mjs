// Since you last looked: what changed between two visits, kept in this browser for each tenant, and never more than was read.
import { LOCALES, chooseFiles, expect, expectAccessible, expectNoSideways, file, message, open, opener, ready, serve, test } from "./harness.mjs";
import { NEWEST, count, demo, nameOf, reply, say, without } from "./demo.mjs";

const FIRST = "2026-11-21T09:00:00Z";
const LATER = "2026-11-21T12:00:00Z";
const TENANT = reply(demo(), "organization").body.value[0].id;
const line = (page) => page.locator("[data-since]");
const dots = (page) => page.getByRole("navigation").locator(".tab__dot");
const dialog = (page) => page.locator("dialog#since");
const items = (page) => dialog(page).locator("[data-ref]");
const button = (page, name) => page.locator(`[data-action="${name}"]`);
const kept = (page, kind = "now") => page.evaluate(([kind, tenant]) => localStorage.getItem(`since.${kind}.${tenant}`), [kind, TENANT]);
const since = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("since")).sort());

/** Serves a snapshot in place of the one before. */
async function serving(page, snapshot) {
  await page.unrouteAll();
  await serve(page, { snapshot });
}

/** A visit at some time, until what was seen is kept. */
async function visit(page, time, snapshot = demo(), path = "") {
  await page.clock.setFixedTime(time);
  await serving(page, snapshot);
  await open(page, path);
  const visited = new RegExp(`^tenant-status-seen 1 ${Date.parse(time)}\n`);
  await expect.poll(() => kept(page)).toMatch(visited);
}

/** The demo, of which some connectors cannot be read, as it may be some hours later. */
function later() {
  const snapshot = demo();
  const push = reply(snapshot, "applePushNotificationCertificate").body;
  push.expirationDateTime = "2027-11-01T09:00:00Z";
  const skus = reply(snapshot, "subscribedSkus").body.value;
  skus.find((one) => one.skuPartNumber === "EMS").consumedUnits += 3;
  const issues = reply(snapshot, "issues").body.value;
  const active = issues.filter((issue) => !issue.isResolved && issue.service === "Microsoft Intune");
  Object.assign(active[0], { isResolved: true, status: "serviceRestored", endDateTime: "2026-11-21T08:00:00Z" });
  issues.splice(issues.indexOf(active[1]), 1);
  const messages = reply(snapshot, "messages").body.value;
  messages.find((one) => one.id === NEWEST[3]).lastModifiedDateTime = "2026-11-21T08:30:00Z";
  messages.push({ ...messages.find((one) => one.id === NEWEST[0]), id: "MC2000000", title: "Quite new" });
  return { snapshot, sku: "EMS", over: active[0].id, gone: active[1].id };
}

test("the first visit shows nothing, and neither does a second that finds nothing else but when that was", async ({ page }) => {
  await visit(page, FIRST);
  await expect(line(page)).toHaveCount(0);
  await expect(dots(page)).toHaveCount(0);
  // Too soon to be another visit.
  await visit(page, "2026-11-21T09:20:00Z");
  await expect(line(page)).toHaveCount(0);
  await visit(page, LATER);
  await expect(line(page)).toHaveText(`${say("since.line", { date: "21 Nov 2026, 10:20" })} ${say("since.noneRead")}`);
  await expect(dots(page)).toHaveCount(0);
});

test("changes of all kinds are told with before and now, and every tab that has some bears a dot", async ({ page }) => {
  await visit(page, FIRST);
  const { snapshot, sku, over, gone } = later();
  await visit(page, LATER, snapshot);
  await expect(line(page)).toContainText(say("since.line", { date: "21 Nov 2026, 10:00" }));
  await expect(dots(page)).toHaveCount(3);
  await expect(page.getByRole("navigation").getByRole("link").nth(1)).toHaveAccessibleName(new RegExp(say("since.dot")));
  await expect(button(page, "since")).toHaveText(count("since.changes", 6));
  await button(page, "since").click();
  const told = (ref) => dialog(page).locator(`[data-ref="${ref}"]`);
  await expect(told("applePushNotificationServiceExpirationDateTime")).toHaveText(new RegExp(`^${nameOf("applePushNotificationServiceExpirationDateTime")}.*Before:.*Unhealthy.*Now:.*Healthy`));
  await expect(told(sku)).toContainText(/Before: [\d,]+ of [\d,]+ assigned\s*Now: [\d,]+ of [\d,]+ assigned/);
  await expect(told(over)).toContainText(/Now: Service restored/);
  await expect(told(gone)).toHaveAttribute("data-change", "gone");
  await expect(told(gone)).toContainText(say("since.gone"));
  await expect(told(gone)).not.toContainText(/resolved|cancelled|restored/i);
  await expect(told(gone).getByRole("link")).toHaveCount(0);
  await expect(dialog(page).getByText(say("since.goneNote"))).toBeVisible();
  await expect(told(NEWEST[3])).toContainText(say("since.version", { date: "21 Nov 2026, 09:30" }));
  await expect(told("MC2000000")).toHaveAttribute("data-change", "new");
  await expect(told("MC2000000")).toContainText("Quite new");
  await expect(items(page)).toHaveCount(6);
  await expectAccessible(page);
  // Each leads to its item.
  await told(NEWEST[3]).getByRole("link").click();
  await expect(dialog(page)).toHaveCount(0);
  await expect(opener(message(page, NEWEST[3]))).toHaveAttribute("aria-expanded", "true");
});

test("a reload loses nothing, and what was seen is seen", async ({ page }) => {
  await visit(page, FIRST);
  const { snapshot } = later();
  await visit(page, LATER, snapshot);
  await expect(dots(page)).toHaveCount(3);
  await visit(page, "2026-11-21T12:10:00Z", snapshot);
  await expect(button(page, "since")).toHaveText(count("since.changes", 6));
  await button(page, "seen").click();
  await expect(dots(page)).toHaveCount(0);
  await expect(line(page)).toHaveText(`${say("since.line", { date: "21 Nov 2026, 13:10" })} ${say("since.noneRead")}`);
  await expect(page.locator("#summary-title")).toBeFocused();
  await visit(page, "2026-11-21T12:15:00Z", snapshot);
  await expect(line(page)).toContainText(say("since.none"));
});

test("what could not be read is no change, and does not replace what was seen", async ({ page }) => {
  await visit(page, FIRST);
  await visit(page, LATER, without("issues", "messages", "applePushNotificationCertificate", "subscribedSkus"));
  await expect(line(page)).toContainText(say("since.noneRead"));
  await expect(dots(page)).toHaveCount(0);
  await visit(page, "2026-11-21T15:00:00Z");
  await expect(line(page)).toContainText(say("since.none"));
  const { snapshot } = later();
  await visit(page, "2026-11-21T18:00:00Z", snapshot);
  await expect(button(page, "since")).toHaveText(count("since.changes", 6));
});

test("what is read while nobody looks was not seen, until somebody comes back", async ({ page }) => {
  await visit(page, FIRST);
  const seen = await kept(page);
  const look = (hidden) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    }, hidden);
  await look(true);
  await page.clock.setFixedTime(LATER);
  await serving(page, later().snapshot);
  await page.getByRole("button", { name: say("action.refresh"), exact: true }).click();
  await expect(page.locator('[data-license="EMS"]')).toContainText("53");
  expect(await kept(page)).toBe(seen);
  await look(false);
  await expect.poll(() => kept(page)).toContain(`tenant-status-seen 1 ${Date.parse(LATER)}\n`);
});

test("nothing moves when the line comes", async ({ page }) => {
  await visit(page, FIRST);
  const { snapshot } = later();
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    await page.addInitScript(() => {
      globalThis.shifted = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) globalThis.shifted += entry.hadRecentInput ? 0 : entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.evaluate((tenant) => localStorage.removeItem(`since.last.${tenant}`), TENANT);
    await visit(page, width === 1280 ? LATER : "2026-11-21T16:00:00Z", width === 1280 ? snapshot : demo());
    await expect(button(page, "since")).toBeVisible();
    const [shifted, low, high] = await page.evaluate(async () => {
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const room = document.querySelector("[data-since]");
      return [globalThis.shifted, room.firstElementChild.getBoundingClientRect().height, room.getBoundingClientRect().height];
    });
    expect(shifted, `shifted at ${width} px`).toBeLessThan(0.02);
    expect(low, `one line at ${width} px`).toBeLessThanOrEqual(high);
    await expectNoSideways(page);
  }
});

test("it can be forgotten and switched off, and the settings say for whom it is kept", async ({ page }) => {
  await visit(page, FIRST);
  const { snapshot } = later();
  await visit(page, LATER, snapshot);
  await expect(dots(page)).toHaveCount(3);
  await page.getByRole("button", { name: say("settings.title") }).click();
  await expect(page.getByText(say("since.kept", { tenant: "Contoso" }))).toBeVisible();
  await button(page, "forget-seen").click();
  await expect(page.getByText(say("since.nothingKept"))).toBeVisible();
  await expect(page.getByRole("checkbox", { name: say("since.on") })).toBeFocused();
  await expect(dots(page)).toHaveCount(0);
  await expect(line(page)).toBeEmpty();
  expect(await since(page)).toEqual([]);
  const box = page.getByRole("checkbox", { name: say("since.on") });
  await box.uncheck();
  expect(await since(page)).toEqual(["since"]);
  await page.clock.setFixedTime("2026-11-21T18:00:00Z");
  await open(page);
  await page.getByRole("button", { name: say("settings.title") }).click();
  await expect(box).not.toBeChecked();
  expect(await since(page)).toEqual(["since"]);
  await box.check();
  await expect.poll(() => kept(page)).toContain("tenant-status-seen 1 ");
  await expect(page.getByText(say("since.kept", { tenant: "Contoso" }))).toBeVisible();
});

test("opened files are compared, but never kept", async ({ page }) => {
  await visit(page, FIRST);
  const before = await kept(page);
  const { snapshot } = later();
  await page.clock.setFixedTime(LATER);
  await serving(page, without("organization"));
  await open(page);
  const old = { ...snapshot, capturedAt: "2026-11-20T09:00:00Z" };
  const choose = page.getByRole("button", { name: say("action.openFile") }).first();
  await chooseFiles(page, choose, [file("old.json", old)]);
  await expect(page.getByText("old.json").first()).toBeVisible();
  await expect(dots(page)).toHaveCount(0);
  await page.getByRole("button", { name: say("action.closeFile") }).click();
  await chooseFiles(page, choose, [file("new.json", { ...snapshot, capturedAt: "2026-11-21T11:00:00Z" })]);
  await expect(dots(page)).not.toHaveCount(0);
  await expect(button(page, "since")).toBeVisible();
  await expect(button(page, "seen")).toHaveCount(0);
  expect(await kept(page)).toBe(before);
  expect(await kept(page, "last")).toBe(null);
});

for (const [what, state] of Object.entries({ "of another version": "tenant-status-seen 2 5\n#issue whole\nIT1 +x", broken: "\u0000#\n#issue", "far too long": "x".repeat(100_000) })) {
  test(`a kept state that is ${what} is nothing`, async ({ page }) => {
    await page.clock.setFixedTime(FIRST);
    await page.addInitScript(([tenant, state]) => {
      if (!localStorage.getItem("planted")) for (const kind of ["now", "last"]) localStorage.setItem(`since.${kind}.${tenant}`, state);
      localStorage.setItem("planted", "1");
    }, [TENANT, state]);
    await visit(page, FIRST);
    await expect(dots(page)).toHaveCount(0);
    await expect(button(page, "since")).toHaveCount(0);
  });
}

test("a clock that was years ahead makes a visit without a date", async ({ page }) => {
  await visit(page, "2036-11-21T09:00:00Z");
  const { snapshot } = later();
  await visit(page, LATER, snapshot);
  await expect(line(page)).toContainText(say("since.undated"));
  await expect(button(page, "since")).toHaveText(count("since.changes", 6));
});

test("where the browser keeps nothing the page works, and the settings say so", async ({ page }) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await open(page);
  await page.getByRole("button", { name: say("settings.title") }).click();
  await expect(page.getByText(say("since.refused"))).toBeVisible();
});

for (const [language, locale] of Object.entries(LOCALES)) {
  test.describe(`in ${language}`, () => {
    test.use({ locale });

    test(`by keyboard alone, narrow and dark, in ${language}`, async ({ page }) => {
      await page.setViewportSize({ width: 390, height: 800 });
      await page.emulateMedia({ colorScheme: "dark" });
      await visit(page, FIRST);
      await visit(page, LATER, later().snapshot);
      await expect(button(page, "since")).toHaveText(count("since.changes", 6, language));
      await expectAccessible(page);
      await page.keyboard.press("Control+k");
      await expect(page.locator("dialog").getByRole("combobox")).toBeFocused();
      await page.keyboard.type(say("since.title", {}, language));
      await expect(page.getByRole("option").first()).toContainText(say("since.title", {}, language));
      await page.keyboard.press("Enter");
      await expect(dialog(page).getByText(say("since.goneNote", {}, language))).toBeVisible();
      await expectAccessible(page);
      await expectNoSideways(page);
      await dialog(page).locator('[data-action="seen"]').focus();
      await page.keyboard.press("Enter");
      await expect(dialog(page)).toHaveCount(0);
      await expect(line(page)).toContainText(say("since.none", {}, language));
    });
  });
}

test("the page that another language makes compares with the same visit", async ({ page }) => {
  await visit(page, FIRST);
  await visit(page, LATER, later().snapshot);
  await expect(dots(page)).toHaveCount(3);
  await page.getByRole("combobox", { name: say("language.label") }).selectOption("nl");
  await expect(button(page, "since")).toHaveText(count("since.changes", 6, "nl"));
  await ready(page);
});
