// On paper: the whole status, with every member and its dates, and nothing to press.
import { connector, expect, open, section, test } from "./harness.mjs";
import { CONNECTORS, say } from "./demo.mjs";

const before = (page) => page.evaluate(() => dispatchEvent(new Event("beforeprint")));
const after = (page) => page.evaluate(() => dispatchEvent(new Event("afterprint")));

test("every connector is printed with all its members and their dates, and closed again afterwards", async ({ page }) => {
  await open(page, "connectors/");
  await expect(page.locator("[data-connector]")).toHaveCount(18);
  await page.emulateMedia({ media: "print" });
  await before(page);
  for (const [key, health] of CONNECTORS) {
    await expect(connector(page, key)).toBeVisible();
    if (health !== "unknown" && health !== "notEnabled") await expect.soft(connector(page, key).locator("[data-member]").first(), key).toBeVisible({ timeout: 1500 });
  }
  await expect(page.locator('[data-connector="vppTokenExpirationDateTime"] [data-member]')).toHaveCount(3);
  await expect(page.getByText("26 Nov 2026, 12:30 (11:30 UTC)").first()).toBeVisible();
  await after(page);
  await page.emulateMedia({ media: "screen" });
  await expect(page.locator("[data-member]")).toHaveCount(0);
});

for (const path of ["", "connectors/", "service-health/"]) {
  test(`nothing to press is printed on /${path}, and what stands over it stays`, async ({ page }) => {
    await open(page, path);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await before(page);
    await expect(page.getByText(/^Frozen: as of 21 Nov 2026/)).toBeVisible();
    await expect(page.getByText(say("banner.demo"))).toBeVisible();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator("[data-section]").first()).toBeVisible();
    for (const name of ["action.refresh", "action.openFile", "action.copySupport", "summary.show"]) {
      await expect(page.getByRole("button", { name: say(name) })).toHaveCount(0);
    }
    await expect(page.getByRole("combobox")).toHaveCount(0);
    await expect(page.getByRole("searchbox")).toHaveCount(0);
    // Dark ink on white, also for those who read in the dark.
    const [red, green, blue] = await page.evaluate(() => getComputedStyle(document.querySelector("main h2")).color.match(/\d+/g).map(Number));
    expect(red + green + blue).toBeLessThan(300);
  });
}

test("the status fits the width of the paper", async ({ page }) => {
  await page.setViewportSize({ width: 720, height: 1000 });
  for (const path of ["", "connectors/", "service-health/?message=MC1151203"]) {
    await open(page, path);
    await page.emulateMedia({ media: "print" });
    await before(page);
    const [wide, window] = await page.evaluate(() => [document.scrollingElement.scrollWidth, innerWidth]);
    expect(wide).toBeLessThanOrEqual(window);
    await page.emulateMedia({ media: "screen" });
  }
});

test("a message that is open is printed open", async ({ page }) => {
  await open(page, "service-health/?message=MC1188216");
  await page.emulateMedia({ media: "print" });
  await before(page);
  await expect(section(page, "news").getByRole("article")).toBeVisible();
});
