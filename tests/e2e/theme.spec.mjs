// Light, dark, or what the system says; known before the first paint; never colour alone.
import { connector, expect, open, ready, test } from "./harness.mjs";
import { CONNECTORS, TEXTS, say } from "./demo.mjs";

const root = (page) => page.locator("html");
const choose = (page, value) => page.getByRole("combobox", { name: say("theme.label") }).selectOption(value);

/** How light the ground of the page is, 0 to 255. */
const ground = (page) =>
  page.evaluate(() => {
    const colours = [document.body, document.documentElement].map((element) => getComputedStyle(element).backgroundColor);
    const shown = colours.find((colour) => colour !== "rgba(0, 0, 0, 0)") ?? "rgb(255, 255, 255)";
    const [red, green, blue] = shown.match(/\d+/g).map(Number);
    return (red + green + blue) / 3;
  });

test("the system decides until the reader does", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await open(page);
  expect(await ground(page)).toBeLessThan(64);
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(() => ground(page)).toBeGreaterThan(192);
  await expect(root(page)).not.toHaveAttribute("data-theme");
  await choose(page, "dark");
  await expect(root(page)).toHaveAttribute("data-theme", "dark");
  expect(await ground(page)).toBeLessThan(64);
  await page.emulateMedia({ colorScheme: "dark" });
  await choose(page, "light");
  expect(await ground(page)).toBeGreaterThan(192);
  await choose(page, "system");
  await expect(root(page)).not.toHaveAttribute("data-theme");
  expect(await ground(page)).toBeLessThan(64);
});

test("the choice is remembered, and known before the app has started", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await open(page);
  await choose(page, "dark");
  await page.route(/\.wasm$/, () => {});
  await page.reload({ waitUntil: "commit" });
  await expect(root(page)).toHaveAttribute("data-theme", "dark");
  await expect(page.locator("[data-app-ready]")).toHaveCount(0);
  expect(await ground(page)).toBeLessThan(64);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.reload();
  await ready(page);
  await expect(page.getByRole("combobox", { name: say("theme.label") })).toHaveValue("dark");
});

test("a remembered value that is none is the system's", async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem("theme", "<script>"));
  await open(page);
  await expect(page.getByRole("combobox", { name: say("theme.label") })).toHaveValue("system");
  expect(await ground(page)).toBeGreaterThan(192);
});

test("without storage the page works, and forgets", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, "localStorage", {
      get() {
        throw new DOMException("no", "SecurityError");
      },
    });
  });
  await open(page);
  await choose(page, "dark");
  await expect(root(page)).toHaveAttribute("data-theme", "dark");
});

test("in forced colours each status keeps its own icon and its word", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await open(page, "connectors/");
  const outlines = new Set();
  for (const health of ["unhealthy", "warning", "unknown", "healthy", "notEnabled"]) {
    const [key] = CONNECTORS.find((one) => one[1] === health);
    const badge = connector(page, key).locator("td, [role=cell]").first();
    await expect(badge).toContainText(TEXTS.en.word.health[health.toLowerCase()]);
    const icon = badge.locator("svg").first();
    await expect(icon).toBeVisible();
    const box = await icon.boundingBox();
    expect(Math.min(box.width, box.height)).toBeGreaterThan(8);
    // Drawn in a colour that differs from the ground.
    const [ink, under] = await icon.evaluate((svg) => [getComputedStyle(svg).color, getComputedStyle(document.body).backgroundColor]);
    expect(ink).not.toBe(under);
    outlines.add(await icon.evaluate((svg) => svg.outerHTML));
  }
  expect(outlines.size).toBe(5);
});

test("motion stops for those who ask for none", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.route(/contoso\.json$/, () => {});
  await open(page);
  const moving = await page.evaluate(() => document.getAnimations().filter((one) => one.playState === "running" && one.effect.getTiming().iterations > 1).length);
  expect(moving).toBe(0);
});
