// The tab "Tenant details": eight facts in the portal's order, the licences, and what support asks for.
import { answerWith, config, connector, expect, open, section, serve, test, watchClipboard } from "./harness.mjs";
import { demo, reply, say } from "./demo.mjs";

const FACTS = [
  ["tenantName", "Contoso", "Contoso (demo)"],
  ["tenantLocation", "Europe 0201", "Europe 0201"],
  ["mdmAuthority", "intune", "Microsoft Intune"],
  ["accountStatus", "active", "Active"],
  ["serviceRelease", "2611", "2611"],
  ["enrolledDevices", "1204", "1,204"],
  ["licensedUsers", "630", "630"],
  ["intuneLicenses", "675", "675"],
];

const fact = (page, name) => page.locator(`[data-fact="${name}"]`);
const value = (page, name) => fact(page, name).locator("[data-value]");

test("the eight facts stand in the portal's order, raw and in words", async ({ page }) => {
  await open(page, "tenant-details/");
  await expect(value(page, "tenantName")).toHaveText(FACTS[0][2]);
  const names = await page.locator("[data-fact]").evaluateAll((all) => all.map((one) => one.dataset.fact));
  expect(names.slice(0, 8)).toEqual(FACTS.map(([name]) => name));
  for (const [name, raw, text] of FACTS) {
    await expect(value(page, name)).toHaveAttribute("data-value", raw);
    await expect(value(page, name)).toHaveText(text);
  }
  await expect(value(page, "defaultDomain")).toHaveText("contoso.com");
  await expect(value(page, "tenantId")).toHaveText("3f2a7c14-58de-4b0a-9c61-7d2e8f4b1a90");
  await expect(value(page, "country")).toHaveText("Netherlands");
  await expect(section(page, "tenant")).toHaveAttribute("data-state", "ready");
});

test("the service release leads to what is new, in a new tab that cannot reach back", async ({ page }) => {
  await open(page, "tenant-details/");
  const link = fact(page, "serviceRelease").getByRole("link");
  await expect(link).toHaveAccessibleName(/^What's new in Intune/);
  await expect(link).toHaveAttribute("href", /^https:\/\/learn\.microsoft\.com\/en-us\//);
  await expect(link).toHaveAttribute("target", "_blank");
  await expect(link).toHaveAttribute("rel", /noopener/);
});

test("a release nobody reported is said to be so, and the link stays", async ({ page }) => {
  const snapshot = demo();
  delete snapshot.serviceRelease;
  await serve(page, { config: config({ serviceRelease: undefined }), snapshot });
  await open(page);
  await expect(value(page, "serviceRelease")).toHaveText(say("fact.releaseNotReported"));
  await expect(fact(page, "serviceRelease").getByRole("link")).toBeVisible();
});

test("each number says below its row what it counts, on request", async ({ page }) => {
  await open(page, "tenant-details/");
  for (const name of ["enrolledDevices", "licensedUsers", "intuneLicenses"]) {
    const help = fact(page, name).getByText(say(`fact.${name}Help`));
    const button = fact(page, name).getByRole("button", { name: new RegExp("^" + say("fact.help").replace("?", "\\?")) });
    await expect(help).toBeHidden();
    await expect(button).toHaveAttribute("aria-expanded", "false");
    await button.click();
    await expect(help).toBeVisible();
    await expect(button).toHaveAttribute("aria-expanded", "true");
    const [below, row] = [await help.boundingBox(), await value(page, name).boundingBox()];
    expect(below.y).toBeGreaterThanOrEqual(row.y + row.height - 1);
    await button.press("Escape");
    await expect(help).toBeHidden();
  }
});

test("a location that is only the country says so", async ({ page }) => {
  const snapshot = demo();
  snapshot.responses = snapshot.responses.filter(({ id }) => id !== "tenantLocation");
  await serve(page, { snapshot });
  await open(page);
  await expect(value(page, "tenantLocation")).toHaveText("Netherlands");
  await fact(page, "tenantLocation").getByRole("button", { name: /What does this count|\?/ }).click();
  await expect(page.getByText(say("fact.locationHelp"))).toBeVisible();
});

test("a fact is copied as it is, and the page says so", async ({ page, context }) => {
  const copied = await watchClipboard(page, context);
  await open(page, "tenant-details/");
  for (const [name, label, text] of [
    ["tenantName", "fact.tenantName", "Contoso"],
    ["tenantId", "fact.tenantId", "3f2a7c14-58de-4b0a-9c61-7d2e8f4b1a90"],
    ["defaultDomain", "fact.defaultDomain", "contoso.com"],
  ]) {
    await fact(page, name).getByRole("button", { name: say("action.copyOf", { name: say(label) }) }).click();
    await expect.poll(copied).toBe(text);
    await expect(page.getByRole("status")).toContainText(say("action.copied"));
  }
});

test("what support asks for is copied as text: in UTC, without names of users", async ({ page, context }) => {
  const copied = await watchClipboard(page, context);
  await open(page, "tenant-details/");
  await page.getByRole("button", { name: say("action.copySupport") }).click();
  await expect.poll(copied).toBeTruthy();
  const text = await copied();
  for (const part of [
    "Contoso", "3f2a7c14-58de-4b0a-9c61-7d2e8f4b1a90", "contoso.com", "Europe 0201",
    "2611", "1204", "630", "675", "19 Nov 2026, 07:05 UTC", "5b1e6a0d-93c7-4f28-b6d4-2f7a8c905e13",
  ]) {
    expect(text).toContain(part);
  }
  expect(text).toMatch(/MDM authority: .*intune/i);
  expect(text).toMatch(/Account status: active/i);
  expect(text).toMatch(/Apple MDM push certificate: Unhealthy/);
  expect(text).toMatch(/Apple VPP token: expiry: Warning/);
  // Addresses of accounts, and what somebody may have named after a person.
  for (const name of ["@", "Amsterdam", "ndes01", "Stores"]) expect(text).not.toContain(name);
  // No time of this reader's zone: the certificate expired at 08:05 in Amsterdam.
  expect(text).not.toMatch(/08:05/);
  expect(text).toMatch(/\d+\.\d+\.\d+/);
});

test("the licences are told with what is left, and device-only ones are left out", async ({ page }) => {
  await open(page, "tenant-details/");
  const licenses = section(page, "licenses");
  await expect(licenses).toHaveAttribute("data-state", "ready");
  const rows = licenses.locator("[data-license]");
  await expect(rows).toHaveCount(3);
  for (const [part, numbers, health] of [
    ["SPE_E5", ["562", "600", "38"], null],
    ["EMS", ["50", "50", "0"], "warning"],
    ["INTUNE_A", ["18", "25", "7"], null],
  ]) {
    const row = licenses.locator(`[data-license="${part}"]`);
    for (const number of numbers) await expect(row.getByRole("cell", { name: new RegExp(`(^| )${number}$`) }).first()).toBeVisible();
    if (health) await expect(row).toHaveAttribute("data-health", health);
    else await expect(row).not.toHaveAttribute("data-health", "healthy");
  }
  await expect(licenses.locator('[data-license="INTUNE_A"]')).toContainText(say("license.graceUntil", { date: "3 Dec 2026" }));
  await expect(licenses.getByRole("row", { name: /^All 630 675 45/ })).toBeVisible();
  await expect(licenses).toContainText(say("license.deviceOnly"));
  // The demo has a device-only one.
  const skus = reply(demo(), "subscribedSkus").body.value.map((sku) => sku.skuPartNumber);
  expect(skus.length).toBeGreaterThan(3);
});

test("the devices are told by platform", async ({ page }) => {
  await open(page, "tenant-details/");
  const platforms = page.getByRole("region", { name: say("platform.title") });
  for (const [name, number] of [["Windows", "812"], ["iOS/iPadOS", "240"], ["Android", "120"], ["macOS", "32"]]) {
    await expect(platforms.getByText(name, { exact: true })).toBeVisible();
    await expect(platforms.getByText(number, { exact: true })).toBeVisible();
  }
});

test("an account that is not active, and more licences given than bought, are said to be so", async ({ page }) => {
  const snapshot = demo();
  reply(snapshot, "subscriptionState").body.value = "lockedOut";
  const sku = reply(snapshot, "subscribedSkus").body.value.find((sku) => sku.skuPartNumber === "EMS");
  sku.consumedUnits = 62;
  await serve(page, { snapshot });
  await open(page);
  await expect(value(page, "accountStatus")).toHaveText(/Locked out/);
  await expect(value(page, "accountStatus").locator("[data-health]")).toHaveAttribute("data-health", "unhealthy");
  await expect(page.locator('[data-ref="accountStatus"]')).toBeVisible();
  await expect(page.locator('[data-license="EMS"]')).toContainText("12 over");
});

test("in a narrow window facts and licences are blocks, and nothing is lost", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, "tenant-details/");
  for (const [name] of FACTS) await expect(value(page, name)).toBeVisible();
  await expect(page.locator('[data-license="SPE_E5"]').getByText("562 of 600 assigned, 38 left")).toBeVisible();
  await expect(connector(page, "vppTokenExpirationDateTime")).toHaveCount(0);
});

test("a single unreadable answer costs its own facts only", async ({ page }) => {
  const snapshot = demo();
  Object.assign(reply(snapshot, "managedDeviceOverview"), { status: 503, body: null });
  await answerWith(page, "demo/contoso.json", snapshot);
  await open(page);
  await expect(section(page, "tenant")).toHaveAttribute("data-state", "partial");
  await expect(value(page, "enrolledDevices")).toHaveAttribute("data-value", "");
  await expect(value(page, "tenantName")).toHaveText("Contoso (demo)");
  await expect(value(page, "licensedUsers")).toHaveText("630");
});
