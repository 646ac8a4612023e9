// The top of the page: what needs action, in words, with the way to it.
import { connector, expect, issue, message, open, opener, serve, test } from "./harness.mjs";
import { CONNECTORS, count, demo, nameOf, reply, say, untroubled } from "./demo.mjs";

const summary = (page) => page.getByRole("region", { name: /need|Nothing/ }).first();
const lines = (page) => summary(page).locator("[data-ref]");
const refs = (page) => lines(page).evaluateAll((all) => all.map((line) => line.dataset.ref));

test("the sentence counts what needs action and what could not be checked", async ({ page }) => {
  await open(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(count("head.action", 12));
  await expect(summary(page)).toContainText(count("head.unread", 2));
});

test("the tiles count, and lead to what they count", async ({ page }) => {
  await open(page);
  for (const [name, path] of [
    [/^Connectors 3 Unhealthy 4 Warning 2 Unknown 7 Healthy 2 not enabled$/, "/connectors/"],
    [/^Service health 2 incidents · 2 advisories 1 in your environment$/, "/service-health/"],
    [/^Messages 2 to act on next: 1 Dec 2026$/, "/service-health/"],
    [/^Next expiry in 5 days Apple VPP token: expiry .Amsterdam.$/, "/connectors/?connector=vppTokenExpirationDateTime"],
  ]) {
    await expect(summary(page).getByRole("link", { name })).toHaveAttribute("href", path);
  }
  await summary(page).getByRole("link", { name: /^Next expiry/ }).click();
  await expect(opener(connector(page, "vppTokenExpirationDateTime"))).toHaveAttribute("aria-expanded", "true");
});

test("the five worst connectors are named, with reason, status and the portal", async ({ page }) => {
  await open(page);
  await expect(lines(page)).toHaveCount(10);
  expect((await refs(page)).slice(0, 5)).toEqual(CONNECTORS.slice(0, 5).map(([key]) => key));
  for (const [key, health] of CONNECTORS.slice(0, 5)) {
    const line = summary(page).locator(`[data-ref="${key}"]`);
    await expect(line).toHaveAttribute("data-health", health);
    await expect(line).toContainText(new RegExp(health, "i"));
    const portal = line.locator('a[target="_blank"]');
    await expect(portal).toHaveAttribute("href", /^https:\/\/intune\.microsoft\.com\//);
    await expect(portal).toHaveAttribute("rel", /noopener/);
    await expect(portal).toHaveAccessibleName(new RegExp(nameOf(key).replace(/[()]/g, "\\$&")));
  }
  // Rows of a tab are on that tab only.
  await expect(page.locator("[data-connector]")).toHaveCount(0);
  await summary(page).locator('[data-ref="ndesConnectorLastConnectionDateTime"]').getByRole("link", { name: nameOf("ndesConnectorLastConnectionDateTime"), exact: true }).click();
  await expect(opener(connector(page, "ndesConnectorLastConnectionDateTime"))).toHaveAttribute("aria-expanded", "true");
});

test("all connectors are one step away", async ({ page }) => {
  await open(page);
  await summary(page).getByRole("link", { name: say("summary.seeAll", { n: 18 }) }).click();
  await expect(page.locator("[data-connector]")).toHaveCount(18);
});

test("the other list names at most five: incidents, own issues, then dates, and each leads to itself", async ({ page }) => {
  await open(page);
  await expect(lines(page)).toHaveCount(10);
  expect((await refs(page)).slice(5)).toEqual(["IT1402187", "IT1401960", "IT1401207", "MC1104218", "MC1188216"]);
  await summary(page).locator('[data-ref="IT1401207"]').getByRole("link").first().click();
  await expect(issue(page, "IT1401207").getByRole("article")).toBeVisible();
  await page.goBack();
  await summary(page).locator('[data-ref="MC1104218"]').getByRole("link").first().click();
  await expect(message(page, "MC1104218").getByRole("article")).toBeVisible();
});

test("on the other tabs the lists wait behind a button, and the choice is remembered", async ({ page }) => {
  await open(page, "connectors/");
  await expect(lines(page).first()).toBeHidden();
  const show = summary(page).getByRole("button", { name: say("summary.show") });
  await expect(show).toHaveAttribute("aria-expanded", "false");
  await show.click();
  await expect(lines(page).first()).toBeVisible();
  await expect(summary(page).getByRole("button", { name: say("summary.hide") })).toHaveAttribute("aria-expanded", "true");
  await open(page, "service-health/");
  await expect(lines(page).first()).toBeVisible();
  await summary(page).getByRole("button", { name: say("summary.hide") }).click();
  await page.reload();
  await expect(summary(page).getByRole("button", { name: say("summary.show") })).toBeVisible();
  await expect(lines(page).first()).toBeHidden();
  // On the first tab they are always there, without a button.
  await page.getByRole("navigation").getByRole("link").first().click();
  await expect(lines(page).first()).toBeVisible();
  await expect(show).toBeHidden();
});

test("a tenant without trouble is told so, and evidence stays", async ({ page }) => {
  await serve(page, { snapshot: untroubled() });
  await open(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("head.nothing"));
  await expect(page).toHaveTitle("Tenant details · Contoso · Tenant Status");
  await expect(page.getByText(say("summary.nothingElse"))).toBeVisible();
  await expect(lines(page)).toHaveCount(5);
  await expect(page.getByRole("navigation").getByRole("link").nth(1)).toHaveAccessibleName(say("tab.connectors"));
});

test("many rows refused for one reason are one line", async ({ page }) => {
  const snapshot = demo();
  for (const response of snapshot.responses) {
    if (/(Connectors|Partners|Tokens|Settings)$/.test(response.id)) {
      Object.assign(response, { status: 403, body: { error: { code: "Forbidden", message: "no" } } });
    }
  }
  await serve(page, { snapshot });
  await open(page);
  await expect(lines(page).first()).toBeVisible();
  const more = summary(page).getByRole("button", { name: /^Show \d+ more$/ });
  if (await more.count()) await more.click();
  const line = summary(page).locator("[data-ref=notReadable]").filter({ hasText: /\d+ connectors not readable/ });
  await expect(line).toHaveCount(1);
  await expect(line.getByRole("link")).toHaveAttribute("href", "/connectors/?show=unchecked");
  const refused = page.locator('[data-connector][data-health="unknown"]');
  await page.getByRole("navigation").getByRole("link").nth(1).click();
  expect(await refused.count()).toBeGreaterThan(9);
  await expect(page.locator('[data-connector][data-health="healthy"]')).toHaveCount(0);
});
