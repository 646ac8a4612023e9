// Faults of the catalogue (docs/faults.md) that no other file tries: what stops half-way, leads astray, sleeps, or breaks inside.
import { expect as expectOf, expectAccessible, open, section, test as plain } from "./harness.mjs";
import { say } from "./demo.mjs";
import { expect, refresh, settled, shown, startSignIn, test } from "./live.mjs";

/** Whether somebody looks, as the browser tells the page. */
function look(page, isHidden) {
  return page.evaluate((isHidden) => {
    Object.defineProperty(document, "hidden", { get: () => isHidden, configurable: true });
    Object.defineProperty(document, "visibilityState", { get: () => (isHidden ? "hidden" : "visible"), configurable: true });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, isHidden);
}

test.describe("without a sign-in", () => {
  test.use({ wants: { kind: "none" } });

  test("an answer that stops half-way has an end, and costs its own part only", async ({ page, live }) => {
    const { graph } = live;
    await page.clock.install();
    graph.faults.always("batch:beta", "stalled");
    const head = page.waitForResponse((response) => response.request().method() === "POST" && /\/beta\/(\$|%24)batch$/.test(response.url()));
    await live.open(page, "tenant-details/");
    await expect(section(page, "licenses")).toHaveAttribute("data-state", "ready");
    await head;
    // Each piece of the body has fifteen seconds. The half that came may reach the page a moment later than the test.
    await expect
      .poll(async () => {
        await page.clock.fastForward(16_000);
        return page.locator('[aria-busy="true"], [data-state="loading"]').count();
      })
      .toBe(0);
    await page.locator('nav a[href$="/connectors/"]').first().click();
    await expect(section(page, "connectors")).toHaveAttribute("data-state", "partial");
  });

  test("when the network is back the page reads again by itself", async ({ page, context, live, trouble }) => {
    const { graph } = live;
    trouble.allow(/ERR_INTERNET_DISCONNECTED/);
    await live.open(page, "tenant-details/");
    await settled(page, graph);
    const before = await shown(page);
    await context.setOffline(true);
    await page.getByRole("button", { name: say("action.refresh"), exact: true }).click();
    await expect(section(page, "tenant")).toHaveAttribute("data-state", "stale");
    const asked = graph.count();
    await context.setOffline(false);
    await settled(page, graph, { before: asked });
    expect(await shown(page)).toEqual(before);
  });

  test.describe("asked for alone", () => {
    test.use({ wants: { kind: "none", endpoint: { batch: false } } });

    test("an answer that leads elsewhere is not followed", async ({ page, live, trouble }) => {
      const { graph, evil } = live;
      // Browsers tell of it in words of their own, or not at all.
      trouble.judge = (lines) => lines.filter((line) => !/Failed to load resource|redirect/i.test(line));
      graph.faults.always("messages", { status: 302, headers: { location: `${evil.origin}/v1.0/admin/serviceAnnouncement/messages` }, body: "" });
      await live.open(page, "service-health/");
      await settled(page, graph);
      await expect(section(page, "news")).toHaveAttribute("data-state", "unreachable");
      await expect(section(page, "serviceHealth")).toHaveAttribute("data-state", "ready");
      expect(evil.requests).toEqual([]);
    });
  });

  test.describe("with an automatic refresh", () => {
    test.use({ wants: { kind: "none", changes: { refreshMinutes: 15 } } });

    test("a tab that slept for hours asks for nothing meanwhile, and reads once when it is looked at again", async ({ page, live }) => {
      const { graph } = live;
      await page.clock.install();
      await live.open(page, "tenant-details/");
      await settled(page, graph);
      const load = graph.count();
      await look(page, true);
      await page.clock.fastForward("03:00:00");
      expect(graph.count(), "nobody looks").toBe(load);
      await look(page, false);
      await settled(page, graph, { before: load });
      expect(graph.count("messages"), "one reading, however long it slept").toBe(2);
      await expect(section(page, "licenses")).toHaveAttribute("data-state", "ready");
    });

    test("what was just read is not read again by itself before the time is over", async ({ page, live }) => {
      const { graph } = live;
      await page.clock.install();
      await live.open(page, "tenant-details/");
      await settled(page, graph);
      const minutes = async (count) => {
        for (let minute = 0; minute < count; minute += 1) await page.clock.fastForward(60_000);
      };
      await minutes(13);
      await refresh(page, graph);
      await minutes(14);
      expect(graph.count("messages"), "the load, and what was asked for").toBe(2);
      const asked = graph.count();
      await minutes(1);
      await settled(page, graph, { before: asked });
      expect(graph.count("messages"), "a quarter of an hour after the last").toBe(3);
    });
  });
});

test("a browser that cannot hash, as over plain http, is told so before anybody leaves", async ({ page, live }) => {
  await page.addInitScript(() => Object.defineProperty(Crypto.prototype, "subtle", { get: () => undefined }));
  await live.open(page);
  await startSignIn(page);
  await expect(page.locator("[data-problem]")).toHaveAttribute("data-problem", "insecureContext");
  expect(live.idp.authorizations).toEqual([]);
});

plain("a trap of the program paints the page of a panic; a foreign rejection does not", async ({ page, trouble }) => {
  trouble.allow(/other/, /unreachable/);
  await open(page);
  await page.evaluate(() => void Promise.reject(new Error("other")));
  await page.evaluate(() => new Promise((done) => setTimeout(done)));
  await expectOf(page.locator('main[data-page="fatal"]')).toHaveCount(0);
  await page.evaluate(() => void Promise.reject(new WebAssembly.RuntimeError("unreachable")));
  await expectOf(page.locator('main[data-page="fatal"]')).toHaveAttribute("data-reason", "crash");
  await expectAccessible(page);
});

plain("what is printed before anything was read says that it is being checked, and nothing on it is green", async ({ page }) => {
  await page.route(/contoso\.json$/, () => {});
  for (const path of ["", "connectors/", "service-health/"]) {
    await open(page, path);
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await expectOf(page.getByRole("heading", { level: 1 })).toHaveText(say("head.checking"));
    await expectOf(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectOf(page.locator('[data-health="healthy"]:visible')).toHaveCount(0);
    await page.emulateMedia({ media: "screen" });
  }
  await page.unrouteAll({ behavior: "ignoreErrors" });
});
