// Tabs are addresses: each works from a link, says where it is, and hands the focus over.
import { PREFIXES, expect, open, ready, test } from "./harness.mjs";
import { say } from "./demo.mjs";

const TABS = [
  ["tenant-details/", "tab.tenant", "1 needs action"],
  ["connectors/", "tab.connectors", "6 need action"],
  ["service-health/", "tab.service", "5 need action"],
];

const strip = (page) => page.getByRole("navigation").getByRole("link");
const heading = (page, key) => page.getByRole("main").getByRole("heading", { name: say(key), exact: true }).first();
const title = (key) => `(12) ${say(key)} · Contoso · Tenant Status`;

for (const prefix of PREFIXES) {
  test(`below ${prefix} each tab leads to its address, is current alone, and takes the focus to its heading`, async ({ page }) => {
    await open(page, "", { prefix });
    await expect(page).toHaveTitle(title("tab.tenant"));
    await expect(strip(page).first()).toHaveAttribute("aria-current", "page");
    for (const index of [1, 2, 0]) {
      const [path, key] = TABS[index];
      await strip(page).nth(index).click();
      await expect(page).toHaveURL(new RegExp(`^http://[^/]+${prefix}${path}$`));
      await expect(page).toHaveTitle(title(key));
      await expect(page.locator("[aria-current=page]")).toHaveCount(1);
      await expect(strip(page).nth(index)).toHaveAttribute("aria-current", "page");
      await expect(heading(page, key)).toBeFocused();
    }
    await page.goBack();
    await expect(page).toHaveTitle(title("tab.service"));
    await page.goForward();
    await expect(page).toHaveTitle(title("tab.tenant"));
  });

  test(`below ${prefix} an address works with and without its slash`, async ({ page }) => {
    for (const [path, key] of TABS) {
      for (const form of [path, path.slice(0, -1)]) {
        await open(page, form + "?q=apple", { prefix });
        await expect(page).toHaveTitle(title(key));
        await expect(heading(page, key)).toBeVisible();
        expect(new URL(page.url()).search).toBe("?q=apple");
      }
    }
    await open(page, "connect", { prefix });
    await expect(page.getByRole("heading", { level: 1, name: say("connect.title") })).toBeVisible();
    await expect(page.locator("[aria-current=page]")).toHaveCount(0);
  });
}

test("a tab says aloud how much in it needs action, and shows the number", async ({ page }) => {
  await open(page);
  for (const [index, [, key, action]] of TABS.entries()) {
    const tab = strip(page).nth(index);
    await expect(tab).toHaveAccessibleName(new RegExp(`^${say(key)} ?, ${action}$`));
    await expect(tab).toContainText(action.split(" ")[0]);
  }
});

test("the page is in the reader's language and for nobody's index", async ({ page }) => {
  await open(page);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.locator("meta[name=robots]")).toHaveAttribute("content", "noindex");
});

test("the skip link comes first and leads to the content without touching the address", async ({ page }) => {
  await open(page, "connectors/?connector=jamfLastSyncDateTime");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: say("app.skip") });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  const address = page.url();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  expect(page.url()).toBe(address);
});

test("an unknown address tells so and leads to the app", async ({ page, trouble }) => {
  trouble.allow(/Failed to load resource/);
  for (const address of PREFIXES.flatMap((prefix) => [prefix + "no/such/page", prefix + "no/page/as/deep/as/that"])) {
    const prefix = address.slice(0, address.indexOf("no/"));
    await page.goto(address);
    await expect(page.locator('[data-page="notFound"]')).toBeVisible();
    await page.locator("[data-home]").first().click();
    await ready(page);
    expect(new URL(page.url()).pathname).toBe(prefix);
  }
});

test("links lead on without loading the page again", async ({ page }) => {
  await open(page);
  let documents = 0;
  page.on("request", (request) => (documents += request.isNavigationRequest() ? 1 : 0));
  await strip(page).nth(1).click();
  await page.getByRole("link", { name: say("action.connect") }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: say("connect.title") })).toBeFocused();
  await strip(page).nth(2).click();
  await expect(page).toHaveTitle(title("tab.service"));
  expect(documents).toBe(0);
});
