// axe finds nothing on any page, in either theme, in either language; and the keyboard reaches and operates everything.
import { LOCALES, chooseFiles, connector, expect, expectAccessible, file, issue, message, open, opener, query, serve, tabTo, test } from "./harness.mjs";
import { CONNECTORS, demo, empty, nameOf, refusal, reply, say } from "./demo.mjs";

const VPP = "vppTokenExpirationDateTime";

/** Every page with something open in it. */
const PAGES = [
  "",
  `connectors/?connector=${VPP}`,
  "connectors/?connector=chromebookLastDirectorySyncDateTime",
  "service-health/?issue=IT1402187&message=MC1188216",
  "connect/",
];

for (const [language, locale] of Object.entries(LOCALES)) {
  for (const colorScheme of ["light", "dark"]) {
    test.describe(`in ${language}, ${colorScheme}`, () => {
      test.use({ locale, colorScheme });

      for (const path of PAGES) {
        test(`axe finds nothing on /${path}`, async ({ page }) => {
          await open(page, path);
          if (path.includes("message=")) await expect(message(page, "MC1188216").getByRole("article")).toBeVisible();
          await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
          await expectAccessible(page);
        });
      }

      test("axe finds nothing on a narrow window with its menu open", async ({ page }) => {
        await page.setViewportSize({ width: 390, height: 844 });
        await open(page, `connectors/?connector=${VPP}`);
        await page.getByRole("button", { name: say("app.more", {}, language), exact: true }).click();
        await expectAccessible(page);
        await open(page, "tenant-details/");
        await expectAccessible(page);
      });
    });
  }
}

test("axe finds nothing where a configuration or a snapshot cannot be used", async ({ page }) => {
  await serve(page, { config: "[" });
  await open(page);
  await expect(page.locator('[data-page="config"]')).toBeVisible();
  await expectAccessible(page);
  await page.unrouteAll();
  await serve(page, { snapshot: "{}" });
  await open(page);
  await expect(page.locator('[data-page="snapshot"]')).toBeVisible();
  await expectAccessible(page);
});

test("axe finds nothing where sections are refused, missing, partial, or wait", async ({ page }) => {
  const snapshot = demo();
  for (const id of ["issues", "messages", "organization"]) Object.assign(reply(snapshot, id), refusal());
  for (const document of [snapshot, empty()]) {
    await serve(page, { snapshot: document });
    for (const path of ["", "connectors/", "service-health/"]) {
      await open(page, path);
      await expectAccessible(page);
    }
  }
  await page.route(/contoso\.json$/, () => {});
  await open(page);
  await expectAccessible(page);
});

test("the page that tells of a wrong address is accessible", async ({ page, trouble }) => {
  trouble.allow(/Failed to load resource/);
  await page.goto("/nothing");
  await expectAccessible(page);
});

test("by keyboard: to a tab, to a row, into it, and out again", async ({ page }) => {
  await open(page);
  await tabTo(page, page.getByRole("navigation").getByRole("link").nth(1));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main").getByRole("heading", { level: 2, name: say("tab.connectors") })).toBeFocused();
  const row = connector(page, VPP);
  await tabTo(page, opener(row));
  await expect(opener(row)).toHaveAccessibleName(nameOf(VPP));
  await page.keyboard.press("Enter");
  await expect(opener(row)).toHaveAttribute("aria-expanded", "true");
  await expect(opener(row)).toBeFocused();
  // What it opens comes next, and its link to the portal.
  await tabTo(page, row.getByRole("button", { name: say("action.copyTicket") }), { limit: 8 });
  await page.keyboard.press("Escape");
  await expect(opener(row)).toBeFocused();
  await expect(opener(row)).toHaveAttribute("aria-expanded", "false");
  expect(query(page)).toBe("");
});

test("by keyboard: an issue, a message, older messages", async ({ page }) => {
  await open(page, "service-health/");
  for (const row of [issue(page, "IT1402187"), message(page, "MC1190441")]) {
    await tabTo(page, opener(row));
    await page.keyboard.press("Space");
    await expect(row.getByRole("article")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(row.getByRole("article")).toHaveCount(0);
    await expect(opener(row)).toBeFocused();
  }
  const older = page.getByRole("button", { name: /^Show older messages/ });
  await tabTo(page, older);
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-message]")).toHaveCount(20);
});

test("by keyboard: filters, legend, help, foot, language, and a file", async ({ page }) => {
  await open(page, "connectors/");
  await tabTo(page, page.getByRole("link", { name: /^Needs action 6$/ }));
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-connector]")).toHaveCount(6);
  await tabTo(page, page.getByRole("searchbox"));
  await page.keyboard.type("vpp");
  await expect(page.locator("[data-connector]")).toHaveCount(1);
  await tabTo(page, page.getByRole("button", { name: say("foot.about") }));
  await page.keyboard.press("Enter");
  await expect(page.getByText(say("about.private"))).toBeVisible();

  await open(page);
  const help = page.getByRole("button", { name: /What does this count\?: Total licensed users/ });
  await tabTo(page, help);
  await page.keyboard.press("Enter");
  await expect(page.getByText(say("fact.licensedUsersHelp"))).toBeVisible();

  const button = page.getByRole("button", { name: say("action.openFile") });
  await open(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^12 /);
  // Asked for before the key, not beside it: the browser has to know by then that the dialog is not to be shown.
  const asked = page.waitForEvent("filechooser");
  await tabTo(page, button);
  await page.keyboard.press("Enter");
  await (await asked).setFiles(file("mine.json", demo()));
  await expect(page.getByText(say("banner.opened", { name: "mine.json" }))).toBeVisible();
});

test("in a narrow window the choices are a menu that Escape closes", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page);
  const more = page.getByRole("button", { name: say("app.more"), exact: true });
  const theme = page.getByRole("combobox", { name: say("theme.label") });
  await expect(theme).toBeHidden();
  await tabTo(page, more);
  await page.keyboard.press("Enter");
  await expect(theme).toBeVisible();
  await tabTo(page, theme, { limit: 4 });
  await page.keyboard.press("Escape");
  await expect(theme).toBeHidden();
  await expect(more).toBeFocused();
});

test("the focus can be seen wherever it stands", async ({ page }) => {
  await open(page, "connectors/");
  for (let step = 0; step < 30; step += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
      const within = element.closest("label, .filter__text");
      const around = within && getComputedStyle(within);
      return ring || style.boxShadow !== "none" || (around && (around.outlineStyle !== "none" || around.boxShadow !== "none")) || element.outerHTML.slice(0, 120);
    });
    expect(seen).toBe(true);
  }
});

test("refreshing keeps the focus, the open row and the place", async ({ page }) => {
  await open(page, `connectors/?connector=${VPP}`);
  const copy = connector(page, VPP).getByRole("button", { name: say("action.copyTicket") });
  await opener(connector(page, CONNECTORS[10][0])).focus();
  await page.getByRole("button", { name: say("action.refresh") }).evaluate((button) => button.click());
  await expect(page.getByRole("status")).toHaveText(say("live.same"));
  await expect(opener(connector(page, CONNECTORS[10][0]))).toBeFocused();
  await expect(copy).toBeVisible();
});

test("refreshing keeps the focus also in what stands over the page", async ({ page }) => {
  await open(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^12 /);
  const button = page.getByRole("button", { name: say("action.openFile") });
  await button.focus();
  await page.getByRole("button", { name: say("action.refresh") }).evaluate((button) => button.click());
  await expect(page.getByRole("status")).toHaveText(say("live.same"));
  await expect(button).toBeFocused();
});

test("choosing a file twice with the same name replaces it", async ({ page }) => {
  await open(page);
  const button = () => page.getByRole("button", { name: say("action.openFile") }).first();
  for (const name of ["Fabrikam", "Tailspin"]) {
    const snapshot = demo();
    reply(snapshot, "organization").body.value[0].displayName = name;
    await chooseFiles(page, button(), [file("mine.json", snapshot)]);
    await expect(page.locator('[data-fact="tenantName"] [data-value]')).toHaveText(name);
    await expect(page.getByText(say("banner.opened", { name: "mine.json" }))).toBeVisible();
  }
});
