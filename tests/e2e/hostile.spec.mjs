// Everything that comes from outside is hostile here: nothing of it runs, leads astray, or breaks the layout.
import { connector, expect, expectNoSideways, issue, message, open, opener, serve, test } from "./harness.mjs";
import { demo } from "./demo.mjs";

const HOSTILE = [
  "<script>globalThis.hacked = 1</script>",
  "<img src=x onerror=\"globalThis.hacked=2\">",
  "<svg onload=globalThis.hacked=3><style>*{display:none}</style>",
  "javascript:globalThis.hacked=4",
  "<a href=\"javascript:globalThis.hacked=5\">press</a><iframe srcdoc=\"<script>parent.hacked=6</script>\"></iframe>",
  "{{constructor.constructor('globalThis.hacked=7')()}} ${globalThis.hacked=8}",
  "\u202egnp.exe \u2066\u2067 left\u200fright \u0000\u0007\ufeff",
  "a".repeat(10_000),
  "<form action=https://elsewhere.invalid><input name=password><button>Sign in</button></form><base href=https://elsewhere.invalid/>",
  "\u0301".repeat(400) + "\ud800",
  "'\"><meta http-equiv=refresh content=\"0;url=https://elsewhere.invalid\">",
  "=cmd|'/c calc'!A1 %00 ../../etc <!-- ]]> -->",
];

// What decides whether something is shown at all, so that the hostile rest is.
const KEPT = /DateTime$|^(id|service|services|classification|origin|contentType|category|severity|status|state|capability|providerName|skuId|servicePlanId|appliesTo|capabilityStatus|bindStatus|onboardingStatus|partnerState|isResolved|countryLetterCode|value)$/i;

let turn = 0;
function poison(value, keep, key = "") {
  if (typeof value === "string") return keep && KEPT.test(key) ? value : HOSTILE[turn++ % HOSTILE.length];
  if (Array.isArray(value)) return value.map((one) => poison(one, keep, key));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, poison(one, keep, name)]));
  }
  return value;
}

function poisoned(keep) {
  turn = 0;
  const snapshot = demo();
  for (const response of snapshot.responses) response.body = poison(response.body, keep);
  snapshot.serviceRelease = HOSTILE[0];
  return snapshot;
}

async function expectHarmless(page) {
  // What the page queued has run by now.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  expect(await page.evaluate(() => globalThis.hacked)).toBeUndefined();
  const alien = page.locator("#app :is(script, style, iframe, img, form:not(.snooze__form), object, embed, base, meta, link, [srcdoc], [onerror], [onload], [style*=url])");
  await expect(alien).toHaveCount(0);
  const links = await page.locator("a[href]").evaluateAll((all) => all.map((link) => new URL(link.href.baseVal ?? link.href, document.baseURI).protocol));
  for (const protocol of links) expect(["http:", "https:", "mailto:"]).toContain(protocol);
  await expectNoSideways(page);
}

for (const [what, keep] of [["every string but what decides about showing", true], ["every single string", false]]) {
  test(`${what} is hostile: nothing runs, and the layout holds at 320 px`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 800 });
    await serve(page, { snapshot: poisoned(keep) });
    await open(page);
    await expect(page.locator("[data-fact]").first()).toBeVisible();
    await expectHarmless(page);
    await open(page, "connectors/");
    await expect(page.locator("[data-connector]")).toHaveCount(18);
    for (const key of ["vppTokenExpirationDateTime", "ndesConnectorLastConnectionDateTime", "domainJoinConnector", "applePushNotificationServiceExpirationDateTime"]) {
      await opener(connector(page, key)).click();
      await expect(opener(connector(page, key))).toHaveAttribute("aria-expanded", "true");
      await expectHarmless(page);
    }
    await open(page, "service-health/");
    if (keep) {
      for (const row of [issue(page, "IT1402187"), message(page, "MC1190441"), message(page, "MC1188216"), message(page, "MC1187000"), message(page, "MC1175618")]) {
        await opener(row).click();
        await expect(row.getByRole("article")).toBeVisible();
        await expectHarmless(page);
      }
      await page.getByRole("button", { name: /^Show older/ }).click();
    }
    await expectHarmless(page);
  });
}

const IDS = {
  "delimiters of addresses": "MC/1?a=b#c&d=e+f",
  "quotes and brackets": "MC\"]<x>'",
  "percent signs": "MC%2e%2e",
  "other scripts": "MC é 💥",
  "a name that objects have": "constructor",
};

for (const [what, id] of Object.entries(IDS)) {
  test(`an id with ${what} opens its item, also from an address`, async ({ page }) => {
    const snapshot = demo();
    snapshot.responses.find((one) => one.id === "messages").body.value.find((one) => one.id === "MC1190441").id = id;
    await serve(page, { snapshot });
    await open(page, "service-health/");
    const row = page.locator("[data-message]").first();
    await expect(row).toHaveAttribute("data-message", id);
    await opener(row).click();
    await expect(row.getByRole("article")).toBeVisible();
    expect(new URL(page.url()).searchParams.get("message")).toBe(id);
    await page.reload();
    await expect(row.getByRole("article")).toBeVisible();
  });
}

test("a hostile title of the configuration and a hostile address are text", async ({ page }) => {
  const shipped = { title: HOSTILE[1], language: "auto", endpoint: { kind: "snapshot", url: "demo/contoso.json" } };
  await serve(page, { config: shipped });
  await open(page, `connectors/?connector=${encodeURIComponent(HOSTILE[0])}&q=${encodeURIComponent(HOSTILE[1])}&show=%00`);
  await expect(page.getByRole("searchbox")).toHaveValue(HOSTILE[1]);
  await expectHarmless(page);
  await open(page, `service-health/?message=${encodeURIComponent(HOSTILE[4])}&issue=${encodeURIComponent(HOSTILE[2])}`);
  await expect(page.getByText(/is not among the active messages/)).toBeVisible();
  await expectHarmless(page);
});

test("a link in a message that hides where it leads says so", async ({ page }) => {
  const snapshot = demo();
  const one = snapshot.responses.find(({ id }) => id === "messages").body.value.find(({ id }) => id === "MC1190441");
  one.body = {
    contentType: "html",
    content: '<p><a href="https://evil.invalid/login">https://login.microsoftonline.com</a> <a href="java&#10;script:globalThis.hacked=1">x</a> <a href="data:text/html,x">y</a></p>',
  };
  await serve(page, { snapshot });
  await open(page, "service-health/?message=MC1190441");
  const text = message(page, "MC1190441").locator(".rich-text");
  await expect(text.getByRole("link")).toHaveCount(1);
  await expect(text).toContainText("(evil.invalid)");
});
