// Microsoft Entra: consent that grows, an administrator's approval, challenges, the end after a day, and its own refusals.
import { say } from "./demo.mjs";
import { ready, section } from "./harness.mjs";
import { SERVICE, answerProvider, button, expect, refresh, settled, signedOut, startSignIn, test } from "./live.mjs";
import { PERMISSIONS } from "../mock/resources.mjs";

test.use({ wants: { kind: "entra" } });

const GRAPH = "https://graph.microsoft.com/";
const DAY = 24 * 3600_000;
const problem = (page) => page.locator("[data-problem]");
const account = (page) => page.locator(".app-header").getByText("anna@contoso.com");
const asksMore = ({ grant, scope }) => grant === "refresh_token" && SERVICE.some((name) => scope?.includes(name));

/** Goes on at Entra and comes back. */
async function signIn(page, live) {
  await live.open(page);
  await startSignIn(page);
  await answerProvider(page, "anna");
  await expect(account(page)).toBeVisible();
  await settled(page, live.graph);
}

test("signing in asks Entra for the first two tabs, with its cloud's names, and declares what the page understands", async ({ page, live }) => {
  await signIn(page, live);
  const [request] = live.entra.authorizations;
  const scopes = request.scope.split(" ");
  expect(scopes).toEqual(expect.arrayContaining(["openid", "profile", "offline_access", `${GRAPH}Organization.Read.All`]));
  for (const scope of scopes.filter((scope) => scope.includes("."))) expect(scope.startsWith(GRAPH)).toBe(true);
  expect(request.scope).not.toContain("Write");
  for (const name of SERVICE) expect(request.scope).not.toContain(name);
  expect(JSON.parse(request.claims)).toEqual({ access_token: { xms_cc: { values: ["cp1"] } } });
  expect(request.response_mode).toBe("fragment");
});

test("the third tab is asked for without the reader; until it is granted it says so and nothing there is green", async ({ page, live }) => {
  const { graph, entra } = live;
  await signIn(page, live);
  expect(entra.tokens.filter(asksMore)).toHaveLength(1);
  expect(entra.authorizations, "never a redirect by itself").toHaveLength(1);
  expect(graph.count("messages"), "nothing is asked that cannot be answered").toBe(0);
  await page.locator('nav a[href$="/service-health/"]').first().click();
  for (const name of ["serviceHealth", "environmentIssues", "news"]) await expect(section(page, name)).toHaveAttribute("data-state", "refused");
  const tabs = page.locator('nav a[href$="/tenant-details/"]').first();
  await tabs.click();
  await expect(section(page, "licenses")).toHaveAttribute("data-state", "ready");
});

test("granting access is one button, and comes back to the same place with the data", async ({ page, live }) => {
  const { graph, entra } = live;
  await signIn(page, live);
  await page.locator('nav a[href$="/service-health/"]').first().click();
  await button(page, "action.grant").first().click();
  const asked = entra.authorizations.at(-1).scope;
  for (const name of SERVICE) expect(asked).toContain(GRAPH + name);
  await page.getByRole("button", { name: "Accept", exact: true }).click();
  await ready(page);
  await settled(page, graph);
  expect(page.url()).toBe(`${live.site.origin}/service-health/`);
  for (const name of ["serviceHealth", "news"]) await expect(section(page, name)).toHaveAttribute("data-state", "ready");
  await page.reload();
  await ready(page);
  await expect(section(page, "news")).toHaveAttribute("data-state", "ready");
  expect(entra.authorizations).toHaveLength(2);
});

test("a refused grant leaves the session and the other tabs as they are", async ({ page, live }) => {
  const { entra, graph } = live;
  await signIn(page, live);
  await page.locator('nav a[href$="/service-health/"]').first().click();
  await button(page, "action.grant").first().click();
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await ready(page);
  await expect(account(page)).toBeVisible();
  await settled(page, graph);
  await expect(section(page, "news")).toHaveAttribute("data-state", "refused");
  await page.locator('nav a[href$="/tenant-details/"]').first().click();
  await expect(section(page, "licenses")).toHaveAttribute("data-state", "ready");
  expect(entra.authorizations).toHaveLength(2);
});

test("what the tenant has consented to already is read at once", async ({ page, live }) => {
  const { entra } = live;
  for (const name of PERMISSIONS) entra.consented.add(name);
  await signIn(page, live);
  await page.locator('nav a[href$="/service-health/"]').first().click();
  await expect(section(page, "news")).toHaveAttribute("data-state", "ready");
  expect(entra.authorizations).toHaveLength(1);
});

test("the link for an administrator asks for exactly what is missing, and its return is understood", async ({ page, context, live }) => {
  const { entra } = live;
  for (const name of SERVICE) entra.adminOnly.add(name);
  await signIn(page, live);
  await page.locator('nav a[href$="/service-health/"]').first().click();
  const link = page.getByRole("link", { name: say("action.approve") }).first();
  const address = new URL(await link.getAttribute("href"));
  expect(address.pathname).toMatch(/\/v2\.0\/adminconsent$/);
  expect(address.searchParams.get("redirect_uri")).toBe(`${live.site.origin}/`);
  expect(address.searchParams.get("scope")).not.toContain("Write");

  const admin = await context.newPage();
  await admin.goto(address.href);
  await ready(admin);
  expect(admin.url(), "the address is clean").toBe(`${live.site.origin}/`);
  await expect(admin.getByText(say("signIn.approved"))).toBeVisible();
  expect(entra.approvals).toHaveLength(1);

  await button(page, "action.checkAgain").first().click();
  await expect(section(page, "news")).toHaveAttribute("data-state", "ready");
});

test("a challenge ends the session with the data, and the next sign-in brings its claims", async ({ page, live }) => {
  const { graph, entra } = live;
  await signIn(page, live);
  graph.faults.always("organization", "challenge");
  await button(page, "action.refresh").click();
  await expect(button(page, "action.signInAgain").first()).toBeVisible();
  await expect(page.locator('[data-fact="tenantName"] [data-value]')).toBeVisible();
  expect(entra.authorizations).toHaveLength(1);
  graph.faults.clear();
  await button(page, "action.signInAgain").first().click();
  await expect(button(page, "action.signInAgain")).toHaveCount(0);
  await expect(account(page)).toBeVisible();
  const claims = JSON.parse(entra.authorizations.at(-1).claims);
  expect(claims.access_token).toMatchObject({ xms_cc: { values: ["cp1"] }, nbf: { essential: true, value: "1700000000" } });
});

test("after a day the session ends, the data stays, and one click goes on", async ({ page, live, trouble }) => {
  const { entra } = live;
  trouble.allow(/Failed to load resource.* 400 .*\/token/);
  await page.clock.install();
  await signIn(page, live);
  entra.elapse(DAY + 60_000);
  await page.clock.fastForward(DAY + 60_000);
  await button(page, "action.refresh").click();
  await expect(button(page, "action.signInAgain").first()).toBeVisible();
  await expect(page.locator('[data-fact="tenantName"] [data-value]')).toBeVisible();
  await button(page, "action.signInAgain").first().click();
  await expect(account(page)).toBeVisible();
  await expect(button(page, "action.signInAgain")).toHaveCount(0);
});

test("Check again gets a new token first", async ({ page, live }) => {
  const { graph, entra } = live;
  for (const name of PERMISSIONS) entra.consented.add(name);
  await signIn(page, live);
  graph.faults.always("messages", { status: 403, body: { error: { code: "Authentication_RequestFromUnsupportedUserRole", message: "User is not in the allowed roles" } } });
  await refresh(page, graph);
  await page.reload();
  await ready(page);
  await settled(page, graph);
  await page.locator('nav a[href$="/service-health/"]').first().click();
  await expect(section(page, "news")).toHaveAttribute("data-state", "refused");
  const before = entra.tokens.length;
  graph.faults.clear();
  await button(page, "action.checkAgain").first().click();
  await expect(section(page, "news")).toHaveAttribute("data-state", "ready");
  expect(entra.tokens.length).toBeGreaterThan(before);
});

for (const [code, expected, more] of [
  [50105, "notAssigned"],
  [53003, "blockedByPolicy"],
  [65001, "notConsented", { error: "consent_required" }],
  [90094, "adminConsentNeeded", { error: "consent_required" }],
  [50194, "wrongAudience", { error: "invalid_request" }],
  [50020, "accountNotInTenant"],
  [700016, "unknownApp", { error: "unauthorized_client" }],
  [50196, "tooManyRequests", { error: "server_error" }],
]) {
  test(`AADSTS${code} at the sign-in is explained`, async ({ page, live }) => {
    live.entra.refuseWith = { code, ...more };
    await live.open(page);
    await startSignIn(page);
    await expect(problem(page)).toHaveAttribute("data-problem", expected);
    await expect(signedOut(page)).toBeVisible();
    expect(live.entra.tokens).toEqual([]);
  });
}

test("an administrator's approval that is needed is a dead end at Entra, with a way back", async ({ page, live }) => {
  for (const name of PERMISSIONS) live.entra.adminOnly.add(name);
  await live.open(page);
  await startSignIn(page);
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(problem(page)).toBeVisible();
  await expect(signedOut(page)).toBeVisible();
});
