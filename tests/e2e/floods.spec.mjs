// Floods of odd characters in every text that comes from outside: isolated, in plain sight, and within 320 pixels.
import { connector, expect, expectNoSideways, issue, message, open, opener, serve, test } from "./harness.mjs";
import { demo, say } from "./demo.mjs";

const FLOODS = {
  "directions turned round and never turned back": "\u202eDEREVER \u2067\u2066\u202dx\u202b\u2069\u202c\u2068",
  "characters of no width": "w\u200b\u200c\u200d\u2060\ufeff\u00ad".repeat(400),
  "marks upon marks": "Z\u0301\u0489\u0324\u0335\u20dd".repeat(3) + "\u0301\u0302\u0323".repeat(300) + "Z",
  "ten thousand letters without a break": "W".repeat(10_000),
  "ten thousand letters of many words": "Wide words ".repeat(910),
  "joined emoji": "\u{1f469}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}\u{1f3f3}\ufe0f\u200d\u{1f308}\u{1f4a5}\u{1f1f3}\u{1f1f1}".repeat(150),
  "NUL and other controls": "a\u0000b\u0007c\u001b[31md\u0085e\u007ff",
  "letters from right to left": "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 ".repeat(40),
  "the widest letters there are": "\ufdfd\u{1242b}\u2e3b\u0bf5".repeat(120),
  "nothing but blanks and lines": "\n\t \u00a0\u3000\u2028".repeat(200) + ".",
};

/** What decides about showing, so that there is something to see. */
const KEPT = /DateTime$|^(id|service|services|classification|origin|contentType|category|severity|status|state|capability|providerName|skuId|servicePlanId|appliesTo|capabilityStatus|bindStatus|onboardingStatus|partnerState|isResolved|countryLetterCode|skuPartNumber)$|^@odata/i;

/** A value with every text in it flooded. */
function flooded(value, flood, key = "") {
  if (typeof value === "string") return KEPT.test(key) ? value : flood;
  if (Array.isArray(value)) return value.map((one) => flooded(one, flood, key));
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, flooded(one, flood, name)]));
  return value;
}

/** Runs in the page: what sticks out, lies over the header, steers the direction of other text, or is mixed with words of the page. */
function faults() {
  const wrong = new Set();
  const app = document.querySelector("#app");
  const name = (element) => [element.localName, ...element.classList].join(".") + " in " + [element.parentElement.localName, ...element.parentElement.classList].join(".");
  const style = (element) => getComputedStyle(element);
  /** Whether what holds an element shows it by scrolling, or cuts it. */
  const isContained = (element) => {
    for (let around = element.parentElement; around && around !== document.body; around = around.parentElement) {
      if (style(around).overflowX !== "visible") return true;
    }
    return false;
  };
  const header = document.querySelector(".app-header").getBoundingClientRect();
  const isFixed = style(document.querySelector(".app-header")).position !== "static";
  for (const element of app.querySelectorAll("*")) {
    const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
    if (width === 0 || height === 0 || !element.checkVisibility() || element.closest("svg svg, svg *")) continue;
    if ((right > innerWidth + 1 || left < -1) && width > 1 && !isContained(element)) wrong.add(`${name(element)} from ${Math.round(left)} to ${Math.round(right)}`);
    if (!isFixed && element.closest("main") && top + scrollY < header.bottom + scrollY - 1 && bottom > header.top) wrong.add(`${name(element)} lies over the header`);
  }
  const STEERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
  // What the page itself isolates.
  const own = (text) => text.replace(/\u2068[^\u2066-\u2069]*\u2069/g, "");
  const RTL = /[\u0590-\u08ff]/;
  const isolates = (element) => /isolate|plaintext/.test(style(element).unicodeBidi);
  const isBlock = (element) => !style(element).display.startsWith("inline") && style(element).display !== "contents";
  const outside = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return own(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || isBlock(node) || isolates(node) || node.localName === "svg" || !node.checkVisibility()) return " ";
    return [...node.childNodes].map(outside).join("");
  };
  const texts = document.createTreeWalker(app, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (STEERS.test(own(data))) wrong.add(`${name(parentElement)} holds what steers: ${JSON.stringify(data.slice(0, 60))}`);
    if (!RTL.test(own(data))) continue;
    let around = parentElement;
    while (!isBlock(around) && !isolates(around)) around = around.parentElement;
    const line = [...around.childNodes].map(outside).join("");
    if (/[a-z0-9]/i.test(line)) wrong.add(`${name(parentElement)} mixes: ${JSON.stringify(line.slice(0, 80))}`);
  }
  for (const element of app.querySelectorAll("[title], [aria-label]")) {
    for (const attribute of ["title", "aria-label"]) if (STEERS.test(own(element.getAttribute(attribute) ?? ""))) wrong.add(`${name(element)} ${attribute} holds what steers`);
  }
  return [...wrong];
}

async function expectIntact(page, where) {
  await expectNoSideways(page);
  expect(await page.evaluate(faults), where).toEqual([]);
}

for (const [what, flood] of Object.entries(FLOODS)) {
  test(`${what}: every text stays in its place at 320 px`, async ({ page }) => {
    test.setTimeout(60_000);
    await page.setViewportSize({ width: 320, height: 800 });
    const snapshot = demo();
    for (const response of snapshot.responses) response.body = flooded(response.body, flood);
    snapshot.serviceRelease = flood;
    await serve(page, { snapshot });

    await open(page, "?horizon=365");
    const tenant = page.locator('[data-fact="tenantName"] [data-value]');
    await expect(tenant).toBeVisible();
    if (flood.startsWith("WWW")) await expect(tenant).toContainText(flood);
    await expectIntact(page, "the start");
    await page.locator(".horizon").getByRole("button", { name: say("health.asTable") }).click();
    await expectIntact(page, "what comes next, as a table");

    await open(page, "connectors/");
    for (const key of ["vppTokenExpirationDateTime", "ndesConnectorLastConnectionDateTime", "domainJoinConnector", "appleDepExpirationDateTime", "applePushNotificationServiceExpirationDateTime", "remoteAssistancePartner"]) {
      await opener(connector(page, key)).click();
      await expect(opener(connector(page, key))).toHaveAttribute("aria-expanded", "true");
    }
    await expectIntact(page, "the connectors, opened");

    await open(page, "service-health/");
    for (const row of [issue(page, "IT1402187"), issue(page, "IT1401207"), message(page, "MC1190441"), message(page, "MC1188216")]) {
      await opener(row).click();
      await expect(row.getByRole("article")).toBeVisible();
      await expectIntact(page, "the news, opened");
    }
  });
}
