// The page as of another moment, the wallboard, snoozed connectors, notifications, and the proof of a status.
import { ROUTES, connector, drop, expect, expectAccessible, expectNoSideways, open, opener, query, ready, serve, config, tabTo, test } from "./harness.mjs";
import { count, demo as readDemo, say, untroubled } from "./demo.mjs";

const demo = readDemo();
const APNS = "applePushNotificationServiceExpirationDateTime";
const VPP = "vppTokenExpirationDateTime";
const NDES = "ndesConnectorLastConnectionDateTime";
const AUTOPILOT = "windowsAutopilotLastSyncDateTime";

const banner = (page) => page.locator('[data-banner="what-if"]');
const press = (page, key) => page.getByRole("button", { name: say(key), exact: true });

/** The demo as a tenant of now: judged by the clock, which the test holds at its capture. */
function today(change = () => {}) {
  const snapshot = { ...structuredClone(demo), judgedAt: "now" };
  change(snapshot);
  return snapshot;
}
const CAPTURED = new Date(demo.capturedAt);
const later = (minutes) => new Date(CAPTURED.getTime() + minutes * 60_000);

/** Gives a row of one answer another value. */
const set = (snapshot, id, change) => change(snapshot.responses.find((reply) => reply.id === id).body);

test.describe("the what-if clock", () => {
  test("judges everything as of a chosen moment, says so on every tab, and leads back", async ({ page }) => {
    await open(page, "connectors/");
    await expect(connector(page, VPP)).toHaveAttribute("data-health", "warning");
    await expect(connector(page, AUTOPILOT)).toHaveAttribute("data-health", "healthy");
    await press(page, "whatIf.title").click();
    await page.getByRole("button", { name: count("whatIf.step", 30), exact: true }).click();
    await expect(banner(page)).toContainText("21 Dec 2026, 10:00");
    expect(query(page)).toBe("?at=2026-12-21T09%3A00Z");
    // The token has expired; nothing synchronised.
    await expect(connector(page, VPP)).toHaveAttribute("data-health", "unhealthy");
    await expect(connector(page, AUTOPILOT)).toHaveAttribute("data-health", "unhealthy");
    await expectAccessible(page);
    for (const tab of ["service-health", "tenant-details"]) {
      await page.locator(`nav a[href*="/${tab}/"]`).first().click();
      await expect(page).toHaveURL(new RegExp(`/${tab}/\\?at=`));
      await expect(banner(page)).toBeVisible();
    }
    await page.locator('nav a[href*="/connectors/"]').first().click();
    await press(page, "whatIf.back").click();
    await expect(banner(page)).toHaveCount(0);
    await expect(connector(page, VPP)).toHaveAttribute("data-health", "warning");
    expect(query(page)).toBe("");
    await page.goBack();
    await expect(banner(page)).toBeVisible();
  });

  test("opens from a link, keeps what is open, and opens items", async ({ page }) => {
    await open(page, `connectors/?connector=${VPP}&at=2027-11-21T09:00:00Z`);
    await expect(connector(page, VPP).locator(".list-detail")).toBeVisible();
    await expect(banner(page)).toContainText("21 Nov 2027");
    await opener(connector(page, APNS)).click();
    await expect(connector(page, APNS).locator(".list-detail")).toBeVisible();
    expect(new URL(page.url()).searchParams.get("at")).toBe("2027-11-21T09:00:00Z");
    await press(page, "whatIf.back").click();
    expect(query(page)).toBe(`?connector=${APNS}`);
  });

  test("takes a date and time by keyboard, and says what is none", async ({ page }) => {
    await open(page);
    await tabTo(page, press(page, "whatIf.title"));
    await page.keyboard.press("Enter");
    const field = page.getByLabel(say("whatIf.field"));
    await field.fill("2026-12-24T10:00");
    await page.keyboard.press("Enter");
    await expect(banner(page)).toContainText("24 Dec 2026, 10:00 (09:00 UTC)");
    await press(page, "whatIf.other").click();
    await field.fill("");
    await press(page, "whatIf.show").click();
    await expect(page.locator("#what-if-wrong")).toHaveText(say("whatIf.wrong"));
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(banner(page)).toContainText("24 Dec 2026");
  });

  for (const raw of ["soon", "0001-01-01", "9999-12-31T00:00:00Z", "2026-13-01", "<b>"]) {
    test(`an address that asks for ${raw} is told, and the page shows now`, async ({ page }) => {
      await open(page, `connectors/?at=${encodeURIComponent(raw)}`);
      await expect(banner(page)).toHaveText(new RegExp(say("whatIf.unread", { raw }).replace(/[?.<>]/g, "\\$&")));
      await expect(connector(page, VPP)).toHaveAttribute("data-health", "warning");
      await expect(page.locator('nav a[href*="at="]')).toHaveCount(0);
    });
  }

  test("a moment in the past judges by it, and tells no lies", async ({ page }) => {
    await open(page, "connectors/?at=2020-01-01T00:00Z");
    await expect(connector(page, APNS)).toHaveAttribute("data-health", "healthy");
    // It synchronised only years after.
    await expect(connector(page, AUTOPILOT)).toHaveAttribute("data-health", "unknown");
  });
});

test.describe("the wallboard", () => {
  const wall = (page) => page.locator('[data-view="wall"]');
  const icon = (page) => page.locator('link[rel="icon"]').getAttribute("href");

  test("shows the worst first, with state in the title and the icon", async ({ page }) => {
    await page.clock.install({ time: CAPTURED });
    await serve(page, { snapshot: today() });
    await open(page);
    const usual = await icon(page);
    await page.getByRole("link", { name: say("wall.title"), exact: true }).click();
    await expect(wall(page).getByRole("heading", { level: 1 })).toBeVisible();
    const shown = await wall(page).locator(".wall__line").evaluateAll((lines) => lines.map((line) => line.dataset.health));
    const order = ["unhealthy", "warning", "unknown"];
    expect(shown.length).toBe(12);
    expect(shown).toEqual([...shown].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
    expect(shown[0]).toBe("unhealthy");
    await expect(page).toHaveTitle(new RegExp(`^\\(\\d+\\) Unhealthy · Contoso`));
    expect(await icon(page)).toMatch(/^data:image\/svg\+xml,.*c50f1f/);
    await expectAccessible(page);
    await page.getByRole("link", { name: say("wall.leave") }).click();
    await expect(wall(page)).toHaveCount(0);
    expect(await icon(page)).toBe(usual);
  });

  test("past twice the refresh time it says how old the data is, and nothing stays green", async ({ page, trouble }) => {
    trouble.allow(/Failed to load resource/);
    await page.clock.install({ time: CAPTURED });
    await serve(page, { config: config({ refreshMinutes: 15 }), snapshot: today() });
    await open(page, "?view=wall");
    await expect(wall(page).locator('[data-health="healthy"]')).toHaveCount(1);
    await page.unroute((url) => url.pathname.endsWith("/demo/contoso.json"));
    await page.route(/contoso\.json$/, (route) => route.abort("connectionrefused"));
    const failed = page.waitForEvent("console", (told) => /Failed to load resource/.test(told.text()));
    await page.clock.fastForward("29:00");
    await failed;
    await expect(wall(page)).not.toHaveAttribute("data-old");
    await page.clock.fastForward("02:00");
    await expect(wall(page)).toHaveAttribute("data-old", "");
    await expect(wall(page).getByRole("heading", { level: 1 })).toHaveText(say("wall.old", { age: "31 minutes" }));
    await expect(wall(page).locator(".wall__age")).toBeHidden();
    await expect(wall(page).locator('[data-health="healthy"]')).toHaveCount(0);
    await expect(wall(page).locator(".wall__counts")).not.toContainText(/\bHealthy/);
    await expect(wall(page).locator(".wall__counts .health-count[data-health=unknown]")).toHaveCount(1);
    await expect(page).toHaveTitle(/^Unknown · Contoso/);
  });

  test("a demo of another day is never green, also without automatic reading", async ({ page }) => {
    await page.clock.install({ time: later(31) });
    await serve(page, { config: config({ refreshMinutes: 0 }) });
    await open(page, "?view=wall");
    await expect(wall(page)).toHaveAttribute("data-old", "");
    await expect(wall(page).locator('[data-health="healthy"]')).toHaveCount(0);
  });

  for (const [width, height] of [[390, 844], [1920, 1080], [3840, 2160]]) {
    test(`fits ${width} × ${height}`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      await open(page, "?view=wall");
      await expect(wall(page).locator(".wall__line").first()).toBeVisible();
      await expectNoSideways(page);
    });
  }

  test("as of another moment the title says so, and what nobody dated was not read in another century", async ({ page }) => {
    await serve(page, { snapshot: { responses: demo.responses } });
    await open(page, "?view=wall&at=2026-12-24T09:00Z");
    await expect(wall(page).getByRole("heading", { level: 1 })).toBeVisible();
    await expect(wall(page).locator(".wall__age")).toBeHidden();
    await expect(page).toHaveTitle(new RegExp(`^${say("whatIf.title").replace("?", "\\?")} · .*Unhealthy · Contoso`));
    await expectAccessible(page);
    // A good tenant of another moment has no icon of a good tenant.
    await serve(page, { snapshot: { ...untroubled(), judgedAt: "now" } });
    await open(page, "?view=wall&at=2026-11-21T09:00Z");
    await expect(wall(page).locator('.wall__fine')).toBeVisible();
    await expect(page).toHaveTitle(/Healthy · Contoso/);
    expect(await icon(page)).toContain("616161");
  });

  test("takes dropped files and keys, says of what it is, and what opens over it works", async ({ page }) => {
    await open(page, "?view=wall");
    await expect(page.getByText(say("banner.demo"))).toBeVisible();
    const snapshot = structuredClone(demo);
    set(snapshot, "organization", (body) => (body.value[0].displayName = "Fabrikam"));
    await drop(page, [{ name: "fabrikam.json", text: JSON.stringify(snapshot) }]);
    await expect(wall(page).locator(".wall__tenant")).toHaveText("Fabrikam");
    await expect(page.getByText(say("banner.opened", { name: "fabrikam.json" }))).toBeVisible();
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: say("keys.title") })).toBeVisible();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill(say("settings.title"));
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog", { name: say("settings.title") }).locator("#since-on")).toBeVisible();
    await page.keyboard.press("Escape");
    await expectAccessible(page);
    await expectNoSideways(page);
  });

  test("without data the page itself says what is wrong", async ({ page, trouble }) => {
    trouble.allow(/Failed to load resource/);
    await page.route(/contoso\.json$/, (route) => route.fulfill({ status: 404 }));
    await open(page, "?view=wall");
    await expect(page.locator('[data-page="snapshot"]')).toBeVisible();
  });
});

test.describe("snooze", () => {
  const form = (page) => connector(page, NDES).locator(".snooze__form");
  const fill = async (page, reason, until) => {
    await connector(page, NDES).getByRole("button", { name: say("snooze.title") }).click();
    await form(page).getByLabel(say("snooze.reason")).fill(reason);
    if (until) await form(page).getByLabel(say("snooze.endLabel")).fill(until);
    await form(page).getByRole("button", { name: say("snooze.save"), exact: true }).click();
  };

  test("a connector is snoozed with a reason and an end: still counted, still unhealthy, last in the summary", async ({ page }) => {
    await open(page, `connectors/?connector=${NDES}`);
    const head = await page.getByRole("heading", { level: 1 }).textContent();
    await fill(page, "being replaced", "2026-12-01");
    const row = connector(page, NDES);
    await expect(row.locator('[data-snooze="on"]')).toContainText("1 Dec 2026, 10:00: being replaced");
    await expect(row).toHaveAttribute("data-health", "unhealthy");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(head);
    await expect(page.locator(".summary [data-snoozed]").first()).toHaveText(count("snooze.count", 1));
    await expectAccessible(page);
    await page.goto("/");
    await ready(page);
    await expect(page.locator(`.summary__line[data-ref="${APNS}"]`)).toBeVisible();
    await expect(page.locator(`.summary__line[data-ref="${NDES}"]`)).toHaveCount(0);
    await open(page, `connectors/?connector=${NDES}`);
    await row.getByRole("button", { name: say("snooze.end") }).click();
    await expect(page.locator("[data-snoozed]")).toHaveCount(0);
    await expect(opener(row)).toBeFocused();
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("snooze.")).length)).toBe(1);
  });

  test("it ends by itself, and never lasts longer than 90 days", async ({ page }) => {
    await open(page, `connectors/?connector=${NDES}`);
    await fill(page, "x", "2027-02-20");
    await expect(form(page).getByRole("alert")).toHaveText(say("snooze.tooLong"));
    await form(page).getByLabel(say("snooze.endLabel")).fill("2027-02-19");
    await form(page).getByRole("button", { name: say("snooze.save"), exact: true }).click();
    await expect(connector(page, NDES).locator('[data-snooze="on"]')).toBeVisible();
    // On its end it is over.
    await open(page, `connectors/?connector=${NDES}&at=2027-02-19T08:59Z`);
    await expect(connector(page, NDES).locator("[data-snoozed]")).toHaveCount(1);
    await open(page, `connectors/?connector=${NDES}&at=2027-02-19T09:00Z`);
    await expect(connector(page, NDES).locator("[data-snoozed]")).toHaveCount(0);
  });

  test("it needs a reason and an end ahead", async ({ page }) => {
    await open(page, `connectors/?connector=${NDES}`);
    await fill(page, "  ");
    await expect(form(page).getByRole("alert")).toHaveText(say("snooze.noReason"));
    await form(page).getByLabel(say("snooze.reason")).fill("known");
    await form(page).getByLabel(say("snooze.endLabel")).fill("2026-11-21");
    await form(page).getByRole("button", { name: say("snooze.save"), exact: true }).click();
    await expect(form(page).getByRole("alert")).toHaveText(say("snooze.past"));
  });

  test("a browser that keeps nothing says so, and it holds until the page is left", async ({ page }) => {
    await page.addInitScript(() => (Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); }));
    await open(page, `connectors/?connector=${NDES}`);
    await fill(page, "known");
    await expect(connector(page, NDES).locator(".snooze__refused")).toHaveText(say("snooze.refused"));
    await expect(connector(page, NDES).locator('[data-snooze="on"]')).toBeVisible();
  });

  test("what another version kept, or nobody, is ignored", async ({ page }) => {
    const id = demo.responses.find((reply) => reply.id === "organization").body.value[0].id;
    await page.addInitScript(([key]) => localStorage.setItem(key, "tenant-status-snooze 9\n{}"), ["snooze." + id]);
    await open(page, `connectors/?connector=${NDES}`);
    await expect(page.locator("[data-snoozed]")).toHaveCount(0);
    await fill(page, "known");
    await expect(connector(page, NDES).locator('[data-snooze="on"]')).toBeVisible();
  });

  test("what somebody writes stays while the data is read again", async ({ page }) => {
    await open(page, `connectors/?connector=${NDES}`);
    await connector(page, NDES).getByRole("button", { name: say("snooze.title") }).click();
    await form(page).getByLabel(say("snooze.reason")).fill("half a sen");
    await Promise.all([page.waitForResponse(/contoso\.json$/), press(page, "action.refresh").click()]);
    await expect(page.getByRole("status").filter({ hasText: say("live.same") })).toBeAttached();
    await expect(form(page).getByLabel(say("snooze.reason"))).toHaveValue("half a sen");
  });
});

test.describe("notifications", () => {
  const answer = (page, permission) =>
    page.addInitScript((permission) => {
      globalThis.told = [];
      globalThis.Notification = class {
        static permission = permission;
        static requestPermission = async () => permission;
        constructor(title, options) {
          globalThis.told.push({ title, ...options, one: this });
        }
        close() {}
      };
    }, permission);
  const settings = async (page) => {
    await press(page, "settings.title").click();
    return page.getByLabel(say("notify.switch"));
  };
  const told = (page) => page.evaluate(() => globalThis.told.map(({ title, body }) => ({ title, body })));

  test("what gets worse is told once, with the way to it, also in the background", async ({ page }) => {
    await answer(page, "granted");
    await page.clock.install({ time: CAPTURED });
    let snapshot = today();
    await page.route(/contoso\.json$/, (route) => route.fulfill({ json: snapshot }));
    await serve(page, { config: config({ refreshMinutes: 5 }) });
    await open(page, "tenant-details/");
    await (await settings(page)).check();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.evaluate(() => localStorage.getItem("notify"))).toBe("on");
    // What tells is loaded now.
    await page.waitForLoadState("networkidle");
    // Nobody looks.
    await page.evaluate(() => Object.defineProperty(document, "hidden", { get: () => true }));
    snapshot = today((changed) => {
      changed.capturedAt = later(6).toISOString();
      set(changed, "windowsAutopilotSettings", (body) => (body.lastSyncDateTime = "2026-11-01T00:00:00Z"));
    });
    await Promise.all([page.waitForResponse(/contoso\.json$/), page.clock.fastForward("06:00")]);
    await expect.poll(() => told(page)).toHaveLength(1);
    expect((await told(page))[0].title).toMatch(/^Unhealthy: Windows Autopilot/);
    await Promise.all([page.waitForResponse(/contoso\.json$/), page.clock.fastForward("06:00")]);
    await page.clock.runFor(100);
    expect(await told(page)).toHaveLength(1);
    await page.evaluate(() => globalThis.told[0].one.onclick(new Event("click")));
    await expect(page).toHaveURL(new RegExp(`/connectors/\\?connector=${AUTOPILOT}`));
    await expect(connector(page, AUTOPILOT).locator(".list-detail")).toBeVisible();
  });

  test("a browser that refuses is told as it is, and the switch stays off", async ({ page }) => {
    await answer(page, "denied");
    await open(page);
    const box = await settings(page);
    await box.click();
    await expect(page.getByText(say("notify.denied"))).toBeVisible();
    await expect(box).not.toBeChecked();
    await expectAccessible(page);
  });

  test("what the browser has taken back since it was switched on is said", async ({ page }) => {
    await answer(page, "denied");
    await page.addInitScript(() => localStorage.setItem("notify", "on"));
    await open(page);
    await settings(page);
    await expect(page.getByText(say("notify.denied"))).toBeVisible();
  });

  test("a browser without notifications says so", async ({ page }) => {
    await page.addInitScript(() => delete globalThis.Notification);
    await open(page);
    const box = await settings(page);
    await box.click();
    await expect(page.getByText(say("notify.unsupported"))).toBeVisible();
    await expect(box).not.toBeChecked();
  });

  test("the page says that a closed page tells nothing, and where the calendar is", async ({ page }) => {
    await open(page);
    await settings(page);
    await expect(page.getByText(say("notify.about"))).toBeVisible();
    const calendar = page.getByRole("link", { name: say("notify.calendar") });
    await expect(calendar).toHaveAttribute("href", /\/tenant-details\/\?horizon=90$/);
    await calendar.click();
    await expect(page.locator("dialog")).toHaveCount(0);
    await expect(page).toHaveURL(/\/tenant-details\/\?horizon=90$/);
  });
});

test("a status opens its proof: the field, its timestamp, its age, the threshold", async ({ page }) => {
  await open(page, `connectors/?connector=${NDES}`);
  const proof = connector(page, NDES).locator("[data-proof]");
  await expect(proof).toHaveAttribute("data-proof", "lastConnectionDateTime");
  await expect(proof).toContainText("17 Nov 2026, 07:40 (06:40 UTC)");
  await expect(proof).toContainText(/4 days old when it was judged, 21 Nov 2026.*Threshold: 3 days\./);
});

test.describe("in Dutch", () => {
  test.use({ locale: "nl-NL" });
  test("the moment, the board and the settings speak Dutch", async ({ page }) => {
    await open(page, "connectors/?at=2026-12-24T09:00Z");
    await expect(banner(page)).toContainText("Wat als: deze pagina toont 24 dec 2026");
    await open(page, "?view=wall");
    await expect(page.locator('[data-view="wall"]')).toContainText("Wandscherm verlaten");
    await open(page);
    await page.getByRole("button", { name: "Instellingen" }).click();
    await expect(page.getByRole("heading", { name: "Meldingen" })).toBeVisible();
  });
});

for (const route of ROUTES.slice(1, 4)) {
  test(`${route} at 390 px holds the banner of another moment`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(page, `${route}?at=2026-12-24T09:00Z`);
    await expectNoSideways(page);
    await expect(banner(page)).toBeInViewport();
  });
}

test("what is snoozed is in the exports, with its reason unless they are redacted", async ({ page }) => {
  await open(page, `connectors/?connector=${NDES}`);
  const row = connector(page, NDES);
  await row.getByRole("button", { name: say("snooze.title") }).click();
  await row.getByLabel(say("snooze.reason")).fill("known to Fabrikam");
  await row.getByRole("button", { name: say("snooze.save"), exact: true }).click();
  await expect(row.locator('[data-snooze="on"]')).toBeVisible();
  await press(page, "export.title").click();
  const text = page.locator('[data-export="text"]');
  await expect(text).toContainText("known to Fabrikam");
  await page.getByLabel(say("export.redacted")).check();
  await expect(text).toContainText(/Snoozed until 28 Nov 2026/);
  await expect(text).not.toContainText("Fabrikam");
});

test("the palette leads to the wallboard, and is gone there", async ({ page }) => {
  await open(page);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("wallboard");
  await page.keyboard.press("Enter");
  await expect(page.locator('[data-view="wall"] h1')).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("as of another moment nothing is snoozed anew, and the keyboard stands at the head of the page", async ({ page }) => {
  await open(page, `connectors/?connector=${NDES}&at=2026-12-24T09:00Z`);
  await expect(connector(page, NDES).locator(".list-detail")).toBeVisible();
  await expect(connector(page, NDES).getByRole("button", { name: say("snooze.title") })).toHaveCount(0);
  await press(page, "whatIf.back").click();
  await expect(connector(page, NDES).getByRole("button", { name: say("snooze.title") })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
});

test("a board whose clock is behind is not fresh for ever", async ({ page }) => {
  await page.clock.install({ time: new Date(CAPTURED.getTime() - 86_400_000) });
  await serve(page, { snapshot: today() });
  await open(page, "?view=wall");
  const board = page.locator('[data-view="wall"]');
  await expect(board).toHaveAttribute("data-old", "");
  await expect(board.locator('[data-health="healthy"]')).toHaveCount(0);
});
