// The first view: what the open tab says before the page itself is loaded. It has to say the same, look the same, and lose nothing of what
// the reader does meanwhile.
import { LOCALES, connector, expect, expectAccessible, open, opener, ready, section, serve, test } from "./harness.mjs";
import { demo, say } from "./demo.mjs";

const TABS = ["tenant-details", "connectors", "service-health"];
const PART = /part-[0-9a-f]+\.wasm$/;
const glance = (page) => page.locator("[data-glance]");

/** Opens an address and keeps the page itself from coming, until the function that it gives is called. */
async function openAtAGlance(page, path) {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route(PART, async (route) => {
    await released;
    await route.continue().catch(() => {});
  });
  await page.goto("/" + path);
  await expect(glance(page)).toBeVisible();
  await page.evaluate(() => document.fonts.ready);
  return async () => {
    release();
    await ready(page);
  };
}

/** What is told: each fact, connector, issue, tile and line with its text, its status and its place. */
const told = (page) =>
  page.evaluate(() => {
    const all = document.querySelectorAll("#app :is(.app-header__title, .app-header__tenant, .banner, h1, .summary__unread, .summary__soon, .tile, .summary__line, .tab, #tab-title, .chip, .state-line, [data-fact], [data-connector], [data-issue])");
    return [...all].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const texts = [];
      for (const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT); walker.nextNode(); ) {
        if (!walker.currentNode.parentElement.closest("[hidden]")) texts.push(walker.currentNode.data);
      }
      const { connector, issue, fact, health, kind } = element.dataset;
      // The header's controls come with the page, beside the tenant's name.
      if (element.matches(".app-header__tenant")) return { text: element.textContent };
      const [top, left] = [y + scrollY, x].map(Math.round);
      return { name: connector ?? issue ?? fact ?? element.className, text: texts.join(" ").replaceAll(/\s+/g, " ").replaceAll(/ (?=[.,:)])/g, "").trim(), health, kind, top, left, size: [width, height].map(Math.round).join("×") };
    });
  });

for (const [language, locale] of Object.entries(LOCALES)) {
  for (const width of [1366, 390]) {
    test.describe(`in ${language}, ${width} px wide`, () => {
      test.use({ locale, viewport: { width, height: 900 } });
      for (const tab of TABS) {
        test(`${tab} says at a glance what the page says, in the same place`, async ({ page }) => {
          const release = await openAtAGlance(page, `${tab}/`);
          const before = await told(page);
          expect(before.filter(({ name }) => name && !name.includes(" ")).length).toBeGreaterThan(8);
          await release();
          // The page says more, but nothing of this otherwise or elsewhere.
          const otherwise = async () => {
            const now = (await told(page)).map((one) => JSON.stringify(one));
            return before.filter((one) => !now.includes(JSON.stringify(one)));
          };
          await expect.poll(otherwise).toEqual([]);
        });
      }
    });
  }
}

test("the first view is accessible, and says that it is not all", async ({ page }) => {
  for (const tab of TABS) {
    const release = await openAtAGlance(page, `${tab}/`);
    await expectAccessible(page);
    await expect(glance(page)).toHaveAttribute("aria-busy", "true");
    await release();
    await expect(glance(page)).toHaveCount(0);
    await page.unrouteAll();
  }
});

test("a row that is clicked before the page is there opens when it is", async ({ page }) => {
  const release = await openAtAGlance(page, "connectors/");
  await opener(connector(page, "vppTokenExpirationDateTime")).click();
  await expect(opener(connector(page, "vppTokenExpirationDateTime"))).toHaveAttribute("aria-expanded", "false");
  await release();
  await expect(opener(connector(page, "vppTokenExpirationDateTime"))).toHaveAttribute("aria-expanded", "true");
  await expect(opener(connector(page, "vppTokenExpirationDateTime"))).toBeFocused();
});

test("a tab that is clicked before the page is there is shown when it is, without a reload", async ({ page }) => {
  const release = await openAtAGlance(page, "connectors/");
  await page.evaluate(() => (globalThis.isSame = true));
  await page.getByRole("link", { name: say("tab.service") }).click();
  await release();
  await expect(section(page, "news")).toBeVisible();
  await expect(page).toHaveURL(/\/service-health\/$/);
  expect(await page.evaluate(() => globalThis.isSame)).toBe(true);
});

test("what is pressed last before the page is there counts, also buttons without a row", async ({ page }) => {
  const release = await openAtAGlance(page, "connectors/");
  await opener(connector(page, "jamfLastSyncDateTime")).click();
  await page.getByRole("button", { name: say("legend.title") }).click();
  await release();
  await expect(page.locator("#legend")).toBeVisible();
  await expect(opener(connector(page, "jamfLastSyncDateTime"))).toHaveAttribute("aria-expanded", "false");
});

test("the keyboard stays where it is", async ({ page }) => {
  const release = await openAtAGlance(page, "connectors/");
  const third = opener(page.locator("[data-connector]").nth(2));
  await third.focus();
  await page.keyboard.press("Enter");
  await release();
  await expect(third).toBeFocused();
  await expect(third).toHaveAttribute("aria-expanded", "true");
});

test("an address that asks for more than a tab is answered by the page alone", async ({ page }) => {
  await page.addInitScript(() => {
    globalThis.hadGlance = false;
    new MutationObserver(() => (globalThis.hadGlance ||= document.querySelector("[data-glance]") !== null)).observe(document, { childList: true, subtree: true });
  });
  for (const path of ["connectors/?show=action", "connect/", "?view=wall"]) {
    await open(page, path);
    expect(await page.evaluate(() => globalThis.hadGlance), path).toBe(false);
  }
});

test("what was not read is not called fine at a glance either", async ({ page }) => {
  await serve(page, { snapshot: { ...demo(), responses: demo().responses.filter(({ id }) => id === "organization") } });
  const release = await openAtAGlance(page, "connectors/");
  await expect(page.locator(".tile").nth(1)).toContainText(say("tile.notRead"));
  await expect(page.locator('[data-health="healthy"]')).toHaveCount(0);
  await release();
  await expect(page.locator('[data-health="healthy"]')).toHaveCount(0);
});

test("names from outside stay texts at a glance", async ({ page }) => {
  const told = JSON.stringify(demo()).replaceAll("Contoso", "<img src=x onerror=alert(1)>\\u0000\\u202e");
  await serve(page, { snapshot: JSON.parse(told) });
  const release = await openAtAGlance(page, "tenant-details/");
  await expect(page.locator("#app img")).toHaveCount(0);
  await expect(page.locator('[data-fact="tenantName"]')).toContainText("<img src=x onerror=alert(1)>");
  await release();
  await expect(page.locator("#app img")).toHaveCount(0);
});
