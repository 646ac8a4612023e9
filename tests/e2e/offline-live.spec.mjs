// Without a network, with a live endpoint: what is kept of Graph, who sees it, and when it goes.
import { ready } from "./harness.mjs";
import { say } from "./demo.mjs";
import { button, expect, settled, signedOut, test } from "./live.mjs";

test.use({ serviceWorkers: "allow" });

const FAILED = /Failed to load resource/;
const kept = (page) => page.locator(".banner", { hasText: /No connection\. Data of .*, kept in this browser\./ });

/** Every address in the caches of the origin, and the documents that are kept. */
const cached = (page) =>
  page.evaluate(async () => {
    const found = { addresses: [], documents: [] };
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        found.addresses.push(request.url);
        if (name.endsWith(" kept")) found.documents.push(await (await cache.match(request)).text());
      }
    }
    return found;
  });

async function turnOn(page) {
  await page.getByRole("button", { name: say("foot.offline"), exact: true }).click();
  await page.locator("#keep").check();
  await expect(page.locator("[data-kept=true]")).toContainText("Kept: data of");
}

test("what is kept of Graph opens without a network and without a sign-in, and nothing else of it is stored", async ({ page, context, live, trouble }) => {
  trouble.allow(FAILED);
  await live.openSignedIn(page, "anna", "connectors/");
  await settled(page, live.graph);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const before = await cached(page);
  expect(before.documents).toEqual([]);
  expect(before.addresses.filter((address) => !address.startsWith(`${live.site.origin}/`) || /[?#]|config\.json|graph|token/.test(address))).toEqual([]);

  await turnOn(page);
  const { addresses, documents } = await cached(page);
  expect(addresses.filter((address) => address.includes("/kept/"))).toHaveLength(1);
  expect(documents).toHaveLength(1);
  expect(documents[0]).not.toMatch(/"(token|certificate|enrollmentToken|qrCodeContent|qrCodeImage)"\s*:\s*(?!null|""|\[\s*\])/i);
  expect(documents[0]).not.toMatch(/bearer|access_token|refresh_token/i);
  const rows = await page.locator("[data-connector]").evaluateAll((all) => all.map(({ dataset }) => dataset.connector));

  await Promise.all([live.site.close(), live.graph.close()]);
  const other = await context.newPage();
  await other.goto(`${live.site.origin}/connectors/`);
  await ready(other);
  await expect(kept(other)).toBeVisible();
  await expect(signedOut(other)).toHaveCount(0);
  await expect(button(other, "action.signIn")).toHaveCount(0);
  expect(new URL(other.url()).origin).toBe(live.site.origin);
  expect(await other.locator("[data-connector]").evaluateAll((all) => all.map(({ dataset }) => dataset.connector))).toEqual(rows);
  await expect(other.locator('[data-section="connectors"]')).not.toHaveAttribute("data-state", "ready");
});

test("signing out deletes what was kept", async ({ page, live }) => {
  await live.openSignedIn(page);
  await settled(page, live.graph);
  await turnOn(page);
  const left = () => page.evaluate(() => Object.keys(localStorage).filter((key) => /^(offline|since)/.test(key)));
  await expect.poll(left).toContainEqual(expect.stringMatching(/^since\.now\./));
  await button(page, "action.signOut").click();
  await page.waitForURL((url) => url.origin !== live.site.origin);
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await ready(page);
  await expect(signedOut(page)).toBeVisible();
  expect((await cached(page)).documents).toEqual([]);
  expect(await left()).toEqual([]);
});
