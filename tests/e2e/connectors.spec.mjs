// The tab "Connector status": worst first, each row opens in place, and its address can be sent to somebody.
import { connector, expect, expectNoSideways, message, open, opener, query, section, serve, test, watchClipboard } from "./harness.mjs";
import { CONNECTORS, TEXTS, count, demo, nameOf, reply, say } from "./demo.mjs";

const VPP = "vppTokenExpirationDateTime";
const NDES = "ndesConnectorLastConnectionDateTime";
const CHROME = "chromebookLastDirectorySyncDateTime";
const APNS = "applePushNotificationServiceExpirationDateTime";

const members = (row) => row.locator("[data-member]").evaluateAll((all) => all.map((one) => [one.dataset.member, one.dataset.health]));

/** What stands behind a label of an opened row. */
const told = (row, label) => row.locator("dt", { hasText: new RegExp(`^${say(label)}$`) }).locator("xpath=following-sibling::dd[1]");

test("every kind has a row with its verdict, worst first", async ({ page }) => {
  await open(page, "connectors/");
  const rows = page.locator("[data-connector]");
  await expect(rows).toHaveCount(18);
  expect(await rows.evaluateAll((all) => all.map((row) => [row.dataset.connector, row.dataset.health]))).toEqual(CONNECTORS);
  for (const [key, health] of CONNECTORS) {
    // The word, not the colour alone.
    await expect(connector(page, key)).toContainText(TEXTS.en.word.health[health.toLowerCase()]);
    await expect(opener(connector(page, key))).toHaveAccessibleName(nameOf(key));
  }
  await expect(connector(page, "onPremConnectorLastSyncDateTime")).toContainText(say("connectors.retired"));
  await expect(connector(page, "windowsStoreForBusinessLastSyncDateTime")).toContainText(say("connectors.retired"));
});

test("every row leads to its page in the portal, in a new tab that cannot reach back", async ({ page }) => {
  await open(page, "connectors/");
  for (const [key] of CONNECTORS) {
    const link = connector(page, key).locator('a[href^="https://intune.microsoft.com/"]').first();
    await expect.soft(link, key).toBeVisible({ timeout: 2000 });
    if ((await link.count()) === 0) continue;
    await expect(link).toHaveAttribute("target", "_blank");
    await expect(link).toHaveAttribute("rel", /noopener/);
    await expect(link).toHaveAccessibleName(new RegExp(nameOf(key).replace(/[()]/g, "\\$&")));
  }
  await expect(connector(page, "jamfLastSyncDateTime").getByRole("link")).toHaveAccessibleName(new RegExp("^" + say("link.setUpIntune")));
});

test("an opened row shows its members with local and UTC dates, and why", async ({ page }) => {
  await open(page, "connectors/");
  const row = connector(page, VPP);
  await opener(row).click();
  expect(query(page)).toBe(`?connector=${VPP}`);
  expect(await members(row)).toEqual([
    ["e4a1c7d0-5b32-4f89-8c16-0d9e2f3a4b51", "warning"],
    ["06c3e9f2-7d54-41ab-ae38-2f104b5c6d73", "healthy"],
    ["f5b2d8e1-6c43-409a-9d27-1e0f3a4b5c62", "healthy"],
  ]);
  const amsterdam = row.locator("[data-member]").first();
  await expect(amsterdam).toContainText("Amsterdam");
  await expect(amsterdam).toContainText("apps@contoso.com");
  await expect(amsterdam).toContainText("26 Nov 2026, 12:30 (11:30 UTC)");
  await expect(amsterdam).toContainText("in 5 days");
  await expect(amsterdam).toContainText("21 Nov 2026, 06:58 (05:58 UTC)");
  await expect(amsterdam.locator("time").first()).toHaveAttribute("datetime", "2026-11-26T11:30:00Z");
  await expect(told(row, "row.why")).toContainText(/Amsterdam.*expires in 5 days.*within seven days/);
  await expect(told(row, "row.proof")).toContainText(/expirationDateTime: 26 Nov 2026, 12:30 .*5 days left.*Threshold: 7 days/);
  await expect(told(row, "row.changes")).toContainText(/Unhealthy on 26 Nov 2026, 12:30/);
  await expect(told(row, "row.rhythm")).not.toBeEmpty();
  await expect(told(row, "row.notProven")).toContainText(TEXTS.en.connector[VPP].notProven);
  const texts = TEXTS.en.connector[VPP];
  await expect(row.getByRole("button", { name: new RegExp("^" + texts.stepsTitle) })).toHaveAttribute("aria-expanded", "true");
  await expect(row.locator("ol li")).toHaveCount(texts.steps.length);
  await expect(row).toContainText(say("row.trap"));
  await expect(row).toContainText("Deleting it also deletes its apps");
});

test("a single one is a member too, named by its resource", async ({ page }) => {
  await open(page, `connectors/?connector=${APNS}`);
  expect(await members(connector(page, APNS))).toEqual([["applePushNotificationCertificate", "unhealthy"]]);
  await expect(connector(page, APNS)).toContainText("19 Nov 2026, 08:05 (07:05 UTC)");
  await expect(told(connector(page, APNS), "row.changes")).toHaveText(say("row.never"));
});

test("only one row is open; a click anywhere on a row, Enter and Space open and close it", async ({ page }) => {
  await open(page, "connectors/");
  const [first, second] = [connector(page, APNS), connector(page, NDES)];
  await opener(first).press("Enter");
  await expect(opener(first)).toHaveAttribute("aria-expanded", "true");
  await opener(second).press("Space");
  await expect(opener(second)).toHaveAttribute("aria-expanded", "true");
  await expect(opener(first)).toHaveAttribute("aria-expanded", "false");
  await expect(page.locator("[data-member]")).toHaveCount(2);
  await second.getByText(/^1 of 2: "ndes01"/).click();
  await expect(opener(second)).toHaveAttribute("aria-expanded", "false");
  expect(query(page)).toBe("");
  await first.getByText("Expired 2 days ago").first().click();
  await expect(opener(first)).toHaveAttribute("aria-expanded", "true");
});

test("an address opens its row and brings it into view; Back closes what was opened", async ({ page }) => {
  const last = CONNECTORS[15][0];
  await open(page, `connectors/?connector=${last}`);
  await expect(opener(connector(page, last))).toHaveAttribute("aria-expanded", "true");
  await expect(opener(connector(page, last))).toBeInViewport();

  await open(page, "connectors/");
  await opener(connector(page, VPP)).click();
  await expect(page.locator("[data-member]")).toHaveCount(3);
  await page.goBack();
  await expect(page.locator("[data-member]")).toHaveCount(0);
  expect(query(page)).toBe("");
  await page.goForward();
  await expect(page.locator("[data-member]")).toHaveCount(3);
});

test("opening a row does not scroll the page away", async ({ page }) => {
  await open(page, "connectors/");
  const row = opener(connector(page, "remoteAssistancePartner"));
  await row.scrollIntoViewIfNeeded();
  const before = (await row.boundingBox()).y;
  await row.click();
  await expect(row).toHaveAttribute("aria-expanded", "true");
  await expect(connector(page, "remoteAssistancePartner").locator("[data-member]")).toBeVisible();
  expect(Math.abs((await row.boundingBox()).y - before)).toBeLessThan(3);
});

test("Escape closes the row from within and gives the focus back", async ({ page }) => {
  await open(page, `connectors/?connector=${VPP}`);
  const row = connector(page, VPP);
  await row.getByRole("button", { name: say("action.copyLink") }).focus();
  await page.keyboard.press("Escape");
  await expect(row.locator("[data-member]")).toHaveCount(0);
  await expect(opener(row)).toBeFocused();
  await expect(opener(row)).toHaveAttribute("aria-expanded", "false");
});

test("an unknown connector in the address opens nothing and breaks nothing", async ({ page }) => {
  await open(page, "connectors/?connector=%3Cscript%3E&show=nothing&q=");
  await expect(page.locator("[data-connector]")).toHaveCount(18);
  await expect(page.locator("[data-member]")).toHaveCount(0);
});

test("the fixed filters stand in the address and say how many rows they leave", async ({ page }) => {
  await open(page, "connectors/");
  const rows = page.locator("[data-connector]");
  for (const [label, number, value] of [
    ["filter.action", 6, "action"],
    ["filter.unchecked", 2, "unchecked"],
    ["filter.credentials", 3, "credentials"],
    ["filter.connections", 15, "connections"],
  ]) {
    const link = page.getByRole("link", { name: new RegExp(`^${say(label)} ${number}$`) });
    await link.click();
    await expect(rows).toHaveCount(number);
    expect(query(page)).toBe(`?show=${value}`);
    await expect(link).toHaveAttribute("aria-current", "true");
    await expect(page.getByRole("navigation").locator("[aria-current=page]")).toHaveCount(1);
  }
  await page.goBack();
  await expect(rows).toHaveCount(3);
  await page.getByRole("link", { name: /^All 18$/ }).click();
  await expect(rows).toHaveCount(18);
});

test("the text filter looks at names, members and reasons, and stands in the address", async ({ page }) => {
  await open(page, "connectors/");
  const rows = page.locator("[data-connector]");
  const field = page.getByRole("searchbox", { name: say("filter.text") });
  for (const [text, number] of [["vpp", 2], ["ndes01", 1], ["rotterdam", 2], ["apple token expiry", 2]]) {
    await field.fill(text);
    await expect(rows).toHaveCount(number);
    expect(new URL(page.url()).searchParams.get("q")).toBe(text);
    await expect(page.getByRole("status")).toContainText(count("live.shown", number));
  }
  await field.fill("nothing like this");
  await expect(rows).toHaveCount(0);
  await expect(page.getByText(say("filter.nothing"))).toBeVisible();
  // Typing is not a step to go back to.
  await open(page, "connectors/?show=action&q=apple");
  await expect(rows).toHaveCount(3);
  await expect(field).toHaveValue("apple");
});

test("what a filter would hide stays as long as it is open", async ({ page }) => {
  await open(page, `connectors/?show=action&connector=${CHROME}`);
  await expect(page.locator("[data-connector]")).toHaveCount(7);
  await expect(opener(connector(page, CHROME))).toHaveAttribute("aria-expanded", "true");
});

test("a refused row says which right is missing, who gives it, and offers the request", async ({ page, context }) => {
  const copied = await watchClipboard(page, context);
  await open(page, "connectors/");
  const row = connector(page, CHROME);
  await expect(row).toContainText("Not readable: permission or role missing");
  await row.getByRole("link", { name: say("action.getAccess") }).click();
  await expect(opener(row)).toHaveAttribute("aria-expanded", "true");
  await expect(row).toContainText("DeviceManagementConfiguration.Read.All");
  await expect(row).toContainText(say("role.readOnlyOperator"));
  await expect(row).toContainText("Ask somebody with the role Intune Administrator");
  await row.getByRole("button", { name: say("action.copyRequest") }).click();
  await expect.poll(copied).toContain("5b1e6a0d-93c7-4f28-b6d4-2f7a8c905e13");
  expect(await copied()).toContain("Contoso");
});

test("only where Microsoft's status differs the row says so", async ({ page }) => {
  await open(page, `connectors/?connector=${NDES}`);
  const differs = say("verdict.microsoft", { status: "Healthy" });
  await expect(page.locator("[data-connector]", { hasText: /Microsoft reports/ })).toHaveCount(1);
  await expect(connector(page, NDES)).toContainText(differs);
  await expect(told(connector(page, NDES), "row.microsoft")).toContainText(/Healthy.*20 Nov 2026, 23:10/);
  await expect(connector(page, NDES)).toContainText("1 could not be judged");
});

test("a link and a ticket can be copied", async ({ page, context }) => {
  const copied = await watchClipboard(page, context);
  await open(page, `connectors/?connector=${VPP}&show=action`, { prefix: "/sub/" });
  const row = connector(page, VPP);
  await row.getByRole("button", { name: say("action.copyLink") }).click();
  await expect.poll(copied).toMatch(new RegExp(`^http://[^/]+/sub/connectors/\\?connector=${VPP}$`));
  await row.getByRole("button", { name: say("action.copyTicket") }).click();
  await expect.poll(copied).toContain("Amsterdam: Warning");
  expect(await copied()).toContain("26 Nov 2026, 11:30 UTC");
});

test("the legend says how a status is decided", async ({ page }) => {
  await open(page, "connectors/");
  const button = page.getByRole("button", { name: say("legend.title") });
  await expect(page.getByText(say("legend.unhealthyCredential"))).toBeHidden();
  await button.click();
  for (const key of ["legend.unhealthyCredential", "legend.warningConnection", "legend.unknown", "legend.notEnabled"]) {
    await expect(page.getByText(say(key))).toBeVisible();
  }
});

test("of many members the fifty worst are shown, then more on request", async ({ page }) => {
  const snapshot = demo();
  const tokens = reply(snapshot, "vppTokens").body;
  const [one] = tokens.value;
  tokens.value = Array.from({ length: 120 }, (_, index) => ({
    ...one,
    id: `token-${index}`,
    organizationName: `Location ${index}`,
    expirationDateTime: index === 117 ? "2026-11-01T00:00:00Z" : "2027-11-01T00:00:00Z",
  }));
  await serve(page, { snapshot });
  await open(page, `connectors/?connector=${VPP}`);
  const row = connector(page, VPP);
  await expect(row.locator("[data-member]")).toHaveCount(50);
  await expect(row.locator("[data-member]").first()).toHaveAttribute("data-member", "token-117");
  await row.getByRole("button", { name: say("action.showMore", { n: 50 }) }).click();
  await expect(row.locator("[data-member]")).toHaveCount(100);
  await row.getByRole("button", { name: say("action.showMore", { n: 20 }) }).click();
  await expect(row.locator("[data-member]")).toHaveCount(120);
});

test("a tenant without any connector is told so, and the rows stay", async ({ page }) => {
  const snapshot = demo();
  for (const response of snapshot.responses) {
    if (Array.isArray(response.body?.value) && /(Connectors|Partners|Tokens|Settings)$/.test(response.id)) response.body.value = [];
  }
  await serve(page, { snapshot });
  await open(page, "connectors/");
  await expect(page.locator("[data-connector]")).toHaveCount(18);
  await expect(connector(page, VPP)).toHaveAttribute("data-health", "notEnabled");
  await expect(connector(page, VPP)).toContainText(say("verdict.noneVisible"));
});

const WIDTHS = [320, 390, 768, 1280];
for (const width of WIDTHS) {
  test(`at ${width} px nothing reaches out to the side`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    for (const path of [
      "", "connectors/", `connectors/?connector=${VPP}`, `connectors/?connector=${CHROME}`,
      "service-health/?issue=IT1402187&message=MC1151203", "connect/",
    ]) {
      await open(page, path);
      await expect(section(page, "tenant").or(section(page, "connectors")).or(section(page, "news")).or(page.getByRole("main")).first()).toBeVisible();
      if (path.includes("message=")) await expect(message(page, "MC1151203").getByRole("article")).toBeVisible();
      await expectNoSideways(page);
    }
  });
}

test("in a narrow window each row is a card with all that the table says", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, "connectors/");
  const row = connector(page, APNS);
  await expect(opener(row)).toBeVisible();
  await expect(row).toContainText("Expired 2 days ago");
  await expect(row.getByText("19 Nov, 08:05")).toBeVisible();
  await expect(row.getByRole("link")).toBeVisible();
  const [card, window] = [await row.boundingBox(), 390];
  expect(card.width).toBeLessThanOrEqual(window);
  expect(card.height).toBeGreaterThan(88);
  // What fingers press is large enough.
  expect((await row.getByRole("link").boundingBox()).height).toBeGreaterThanOrEqual(44 - 0.5);
  await opener(row).click();
  await expect(row.locator("[data-member]")).toContainText("19 Nov 2026, 08:05 (07:05 UTC)");
});
