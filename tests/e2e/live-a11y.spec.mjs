// axe finds nothing on what only a live endpoint shows, and the keyboard alone signs in.
import { LOCALES, expectAccessible, expectNoSideways, section, tabTo } from "./harness.mjs";
import { RESOURCES } from "../mock/resources.mjs";
import { answerProvider, button, expect, settled, signedOut, test } from "./live.mjs";

for (const [language, locale] of Object.entries(LOCALES)) {
  for (const colorScheme of ["light", "dark"]) {
    test.describe(`in ${language}, ${colorScheme}`, () => {
      test.use({ locale, colorScheme });

      test("axe finds nothing on the card of those who are signed out, wide and narrow", async ({ page, live }) => {
        await live.open(page, "connectors/");
        await expect(signedOut(page).getByRole("heading", { level: 1 })).toBeVisible();
        await expectAccessible(page);
        await page.setViewportSize({ width: 320, height: 700 });
        await expectAccessible(page);
        await expectNoSideways(page);
      });
    });
  }
}

test("axe finds nothing on a refused sign-in with its details", async ({ page, live }) => {
  await live.open(page);
  await live.signIn(page, "anna", { refuse: true });
  await page.locator('[data-problem="declined"] [aria-expanded]').click();
  await expect(page.locator('[data-problem="declined"] pre')).toBeVisible();
  await expectAccessible(page);
});

test("axe finds nothing on a missing permission, a missing role and an ended session", async ({ page, live }) => {
  const { graph } = live;
  await live.openSignedIn(page, "bram", "service-health/");
  await settled(page, graph);
  await expect(page.locator('[data-missing="permission"]').first()).toBeVisible();
  await expectAccessible(page);

  await button(page, "action.grant").first().click();
  await page.getByRole("button", { name: "Allow", exact: true }).click();
  await expect(page.locator('[data-missing="role"]').first()).toBeVisible();
  await expectAccessible(page);

  for (const { id } of RESOURCES) graph.faults.always(id, "expired");
  await button(page, "action.refresh").click();
  await expect(page.locator(".banner").getByRole("button")).toBeVisible();
  await expectAccessible(page);
  await expect(section(page, "serviceHealth"), "nothing is called fine").not.toHaveAttribute("data-state", "ready");
});

test("the keyboard alone signs in, and finds the way out", async ({ page, live }) => {
  await live.open(page, "tenant-details/");
  await tabTo(page, button(page, "action.signIn"));
  await page.keyboard.press("Enter");
  await answerProvider(page, "anna");
  await expect(section(page, "tenant")).toHaveAttribute("data-state", "ready");
  await tabTo(page, button(page, "action.signOut"));
  await page.keyboard.press("Enter");
  // The provider asks too.
  await page.waitForURL((url) => url.origin === live.idp.origin);
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(signedOut(page)).toBeVisible();
});
