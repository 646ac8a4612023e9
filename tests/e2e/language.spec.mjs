// Two languages: from the browser, switched in place, remembered.
import { LOCALES, answerWith, config, connector, expect, message, open, opener, query, ready, serve, test } from "./harness.mjs";
import { count, demo, nameOf, reply, say } from "./demo.mjs";

const select = (page, key, language = "en") => page.getByRole("combobox", { name: say(key, {}, language) });
const nl = (key, values) => say(key, values, "nl");
const VPP = "vppTokenExpirationDateTime";

test.describe("a Dutch browser", () => {
  test.use({ locale: LOCALES.nl });

  test("gets a Dutch page: texts, dates, numbers, plurals", async ({ page }) => {
    await open(page);
    await expect(page.locator("html")).toHaveAttribute("lang", "nl");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(count("head.action", 12, "nl"));
    await expect(page).toHaveTitle(`(12) ${nl("tab.tenant")} · Contoso · ${nl("app.name")}`);
    await expect(page.locator('[data-fact="enrolledDevices"] [data-value]')).toHaveText("1.204");
    await expect(page.locator('[data-fact="enrolledDevices"] [data-value]')).toHaveAttribute("data-value", "1204");
    await expect(page.getByRole("navigation").getByRole("link").first()).toHaveAccessibleName(new RegExp(count("tab.action", 1, "nl") + "$"));
    await expect(page.locator('[data-fact="serviceRelease"]').getByRole("link")).toHaveAttribute("href", /\/nl-nl\//);
    await page.getByRole("navigation").getByRole("link").nth(1).click();
    await opener(connector(page, VPP)).click();
    await expect(connector(page, VPP)).toContainText("26 nov 2026");
    await expect(connector(page, VPP)).toContainText("12:30 (11:30 UTC)");
    await expect(connector(page, VPP)).toContainText("over 5 dagen");
    await expect(connector(page, "applePushNotificationServiceExpirationDateTime")).toContainText("2 dagen geleden verlopen");
    await expect(connector(page, VPP)).toContainText("Waarschuwing");
    await expect(opener(connector(page, VPP))).toHaveAccessibleName(nameOf(VPP, "nl"));
  });

  test("reads Microsoft's texts as English", async ({ page }) => {
    await open(page, "service-health/?message=MC1188216");
    await expect(message(page, "MC1188216").locator(".rich-text")).toHaveAttribute("lang", "en");
    await expect(page.getByText(nl("news.english")).first()).toBeVisible();
  });

  test("falls back to English when the Dutch texts do not come, and says nothing untrue", async ({ page, trouble }) => {
    trouble.allow(/Failed to load resource/);
    await answerWith(page, "locales/nl.json", "gone", { status: 404 });
    await open(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(count("head.action", 12));
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
  });

  test("follows the configuration, where that names a language", async ({ page }) => {
    await serve(page, { config: config({ language: "en" }) });
    await open(page);
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
  });
});

test("switching keeps the open item, the address and the focus, asks for no page, and is remembered", async ({ page }) => {
  await open(page, `connectors/?connector=${VPP}&show=action`);
  let documents = 0;
  page.on("request", (request) => (documents += request.isNavigationRequest() ? 1 : 0));
  await select(page, "language.label").focus();
  await select(page, "language.label").selectOption("nl");
  await expect(page.locator("html")).toHaveAttribute("lang", "nl");
  await expect(page.getByRole("status")).toHaveText(nl("live.language"));
  await expect(opener(connector(page, VPP))).toHaveAttribute("aria-expanded", "true");
  expect(query(page)).toBe(`?connector=${VPP}&show=action`);
  await expect(page.locator("[data-connector]")).toHaveCount(6);
  await expect(select(page, "language.label", "nl")).toBeFocused();
  expect(documents).toBe(0);
  await page.reload();
  await ready(page);
  await expect(page.locator("html")).toHaveAttribute("lang", "nl");
  await select(page, "language.label", "nl").selectOption("en");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(count("head.action", 12));
});

test("texts that do not come leave the page in its language, and the page says so", async ({ page, trouble }) => {
  trouble.allow(/Failed to load resource/);
  await answerWith(page, "locales/nl.json", "<p>", { status: 500 });
  await open(page);
  await select(page, "language.label").selectOption("nl");
  await expect(page.getByRole("status")).toHaveText(say("language.failed"));
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(select(page, "language.label")).toHaveValue("en");
});

test("one thing is one thing", async ({ page }) => {
  const snapshot = demo();
  snapshot.responses = [reply(snapshot, "applePushNotificationCertificate")];
  await serve(page, { snapshot });
  await open(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("1 thing needs action");
  await select(page, "language.label").selectOption("nl");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("1 zaak vraagt om actie");
});
