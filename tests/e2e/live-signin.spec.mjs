// Signing in against a certified provider: the way there and back, what may be kept, and every way in which it goes wrong.
import { ready, section } from "./harness.mjs";
import { SERVICE, answerProvider, button, expect, refresh, settled, signedOut, startSignIn, test } from "./live.mjs";
import { entraError } from "../mock/faults.mjs";
import { claimsIn, idToken } from "../mock/provider.mjs";
import { PERMISSIONS, RESOURCES } from "../mock/resources.mjs";

const MINUTES = 60_000;

/** Everything that the tab and the browser keep for the page, as one text. */
const kept = (page) => page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie, history.state]));

/** The kept session; nothing without one. */
const session = (page) => page.evaluate(() => JSON.parse(sessionStorage.getItem("auth.session")));

const problem = (page) => page.locator("[data-problem]");
const account = (page) => page.locator(".app-header").getByText("anna@contoso.com");
const grants = ({ tokens }, grant) => tokens.filter((token) => token.grant === grant);
const renewals = (idp) => grants(idp, "refresh_token");

/** An address of the page that led back from the provider, to be used again. */
function recordReturn(idp) {
  const seen = [];
  idp.redirect = (address) => {
    seen.push(address);
    return address;
  };
  return seen;
}

test("signing in leads back to where it started, with the data", async ({ page, live }) => {
  const { graph, idp } = live;
  await live.open(page, "connectors/?q=apple");
  await expect(signedOut(page)).toBeVisible();
  await expect(page.locator("[data-section], [data-connector]")).toHaveCount(0);
  expect(graph.count(), "nothing is asked before").toBe(0);
  expect(idp.authorizations, "nobody is sent away by the page itself").toEqual([]);

  await live.signIn(page);
  await settled(page, graph);
  expect(page.url()).toBe(`${live.site.origin}/connectors/?q=apple`);
  await expect(account(page)).toBeVisible();
  await expect(page.locator("[data-connector]").first()).toBeVisible();
  expect(graph.withToken).toBe(graph.count());
});

test("the request is what the standards ask for, and asks for no more than the first two tabs need", async ({ page, live }) => {
  await live.openSignedIn(page);
  const [request] = live.idp.authorizations;
  expect(request).toMatchObject({
    response_type: "code",
    response_mode: "fragment",
    code_challenge_method: "S256",
    redirect_uri: `${live.site.origin}/`,
  });
  for (const name of ["state", "nonce", "code_challenge"]) expect(request[name], name).toMatch(/^[\w-]{22,}$/);
  expect(request.state).not.toBe(request.nonce);
  const scopes = request.scope.split(" ");
  expect(request.scope).not.toContain("Write");
  expect(scopes.filter((scope) => SERVICE.includes(scope)), "those of the third tab come later").toEqual([]);
  expect(scopes.filter((scope) => PERMISSIONS.includes(scope)).sort()).toEqual([
    "DeviceManagementConfiguration.Read.All",
    "DeviceManagementServiceConfig.Read.All",
    "Organization.Read.All",
  ]);
});

test("the access token is in memory alone, and nothing of the sign-in stays", async ({ page, live }) => {
  const issued = [];
  live.idp.rewrite = (body) => {
    issued.push(body);
    return body;
  };
  const returns = recordReturn(live.idp);
  await live.openSignedIn(page);
  await settled(page, live.graph);
  const everything = (await kept(page)) + (await page.content()) + page.url();
  expect(issued.length).toBeGreaterThan(0);
  for (const { access_token } of issued) expect(everything).not.toContain(access_token);
  const [request] = live.idp.authorizations;
  const code = new URLSearchParams(new URL(returns[0]).hash.slice(1)).get("code");
  for (const secret of [code, request.nonce]) expect(everything).not.toContain(secret);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("auth")))).toEqual([]);
});

test("a reload goes on without asking the reader", async ({ page, live }) => {
  const { graph, idp } = live;
  await live.openSignedIn(page);
  await settled(page, graph);
  const asked = graph.count();
  await page.reload();
  await ready(page);
  await settled(page, graph, { before: asked });
  await expect(account(page)).toBeVisible();
  await expect(section(page, "tenant")).not.toHaveAttribute("data-state", "signedOut");
  expect(idp.authorizations).toHaveLength(1);
  expect(renewals(idp).some(({ status }) => status === 200)).toBe(true);
});

test("near its end a token is renewed once for all, and the refresh token rotates", async ({ page, live }) => {
  const { graph, idp } = live;
  await page.clock.install();
  await live.openSignedIn(page);
  await settled(page, graph);
  const before = renewals(idp).filter(({ status }) => status === 200).length;
  const first = (await session(page)).refreshToken;

  await refresh(page, graph);
  expect(renewals(idp).filter(({ status }) => status === 200), "a fresh token is not renewed").toHaveLength(before);

  await page.clock.fastForward(50 * MINUTES);
  await refresh(page, graph);
  expect(renewals(idp).filter(({ status }) => status === 200)).toHaveLength(before + 1);
  const second = (await session(page)).refreshToken;
  expect(second).not.toBe(first);

  await page.clock.fastForward(50 * MINUTES);
  await refresh(page, graph);
  expect((await session(page)).refreshToken).not.toBe(second);
  await expect(account(page)).toBeVisible();
  expect(idp.authorizations).toHaveLength(1);
});

test("when the session has ended the data stays, and one click signs in again, to the same place", async ({ page, live, trouble }) => {
  const { graph, idp } = live;
  trouble.allow(/Failed to load resource.* 400 .*\/token/);
  await page.clock.install();
  await live.openSignedIn(page, "anna", "connectors/?q=apple");
  await settled(page, graph);
  const rows = await page.locator("[data-connector]").count();
  idp.faults.always("refresh_token", entraError(700084));
  await page.clock.fastForward(61 * MINUTES);
  await button(page, "action.refresh").click();
  await expect(button(page, "action.signInAgain").first()).toBeVisible();
  expect(await page.locator("[data-connector]").count()).toBe(rows);
  expect(idp.authorizations, "nobody is sent away while reading").toHaveLength(1);
  expect(await session(page), "a dead token is not kept").toBeNull();

  idp.faults.clear();
  await button(page, "action.signInAgain").first().click();
  await expect(account(page)).toBeVisible();
  await expect(button(page, "action.signInAgain")).toHaveCount(0);
  expect(page.url()).toBe(`${live.site.origin}/connectors/?q=apple`);
  expect(idp.authorizations).toHaveLength(2);
});

test("a provider that cannot be reached for a moment ends nothing", async ({ page, live, trouble }) => {
  const { graph, idp } = live;
  trouble.allow(/Failed to load resource.*\/token/);
  await page.clock.install();
  await live.openSignedIn(page);
  await settled(page, graph);
  idp.faults.once("refresh_token", 503);
  await page.clock.fastForward(58 * MINUTES);
  await refresh(page, graph).catch(() => {});
  await expect(account(page)).toBeVisible();
  await expect(button(page, "action.signInAgain")).toHaveCount(0);
  await expect(page.locator("[data-fact]").first()).toBeVisible();
});

// ---- Refusals and attacks

test("a refused consent leads back to the card, which says so; the next try works", async ({ page, live }) => {
  await live.open(page);
  await startSignIn(page);
  await answerProvider(page, "anna", { refuse: true });
  await expect(problem(page)).toHaveAttribute("data-problem", "declined");
  expect(live.idp.tokens).toEqual([]);
  expect(new URL(page.url()).hash + new URL(page.url()).search).toBe("");
  await startSignIn(page);
  await button(page, "action.signIn").or(page.getByRole("button", { name: "Allow" })).first().click();
  await expect(account(page)).toBeVisible();
});

for (const [name, tamper, expected] of [
  ["another state", (address) => address.replace(/state=[^&]*/, "state=0123456789abcdef0123456789abcdef"), "notStartedHere"],
  ["no state", (address) => address.replace(/&state=[^&]*/, ""), undefined],
  ["two codes", (address) => `${address}&code=other`, "badCallback"],
  ["another issuer", (address) => address.replace(/iss=[^&]*/, "iss=https%3A%2F%2Fevil.example"), "badCallback"],
  ["a script in the error", (address) => address.replace(/code=[^&]*/, "error=access_denied&error_description=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E"), "declined"],
]) {
  test(`an answer with ${name} signs nobody in`, async ({ page, live }) => {
    live.idp.redirect = tamper;
    await live.open(page);
    await startSignIn(page);
    await answerProvider(page, "anna");
    await expect(signedOut(page)).toBeVisible();
    if (expected) await expect(problem(page)).toHaveAttribute("data-problem", expected);
    expect(live.idp.tokens, "no code is redeemed").toEqual([]);
    expect(live.graph.count()).toBe(0);
    await expect(page.locator("main img")).toHaveCount(0);
    if (expected) expect(page.url(), "the address is clean").toBe(`${live.site.origin}/`);
  });
}

test("a code is redeemed once: not again by its address, nor in another tab", async ({ page, context, live }) => {
  const returns = recordReturn(live.idp);
  await live.openSignedIn(page);
  await settled(page, live.graph);
  live.idp.redirect = undefined;

  const other = await context.newPage();
  await other.goto(returns[0]);
  await ready(other);
  await expect(signedOut(other)).toBeVisible();
  await expect(problem(other)).toHaveAttribute("data-problem", "notStartedHere");

  await page.goto("about:blank");
  await page.goto(returns[0]);
  await ready(page);
  await expect(account(page)).toBeVisible();
  expect(page.url()).toBe(`${live.site.origin}/`);
  expect(grants(live.idp, "authorization_code")).toHaveLength(1);
});

test("going back in the browser's history redeems nothing again", async ({ page, live }) => {
  await live.openSignedIn(page);
  await settled(page, live.graph);
  await page.goBack();
  await page.goForward();
  await expect(page.locator("#app [data-app-ready]")).toBeAttached();
  expect(grants(live.idp, "authorization_code")).toHaveLength(1);
  expect(page.url()).not.toContain("code=");
});

for (const path of ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/..//evil.example", "/%2f%2fevil.example"]) {
  test(`a return path ${path} leads to the page itself`, async ({ page, live }) => {
    await live.open(page);
    // As if somebody had written it into the tab's storage.
    await page.addInitScript((path) => {
      for (const key of Object.keys(sessionStorage).filter((key) => key.startsWith("auth.pending."))) {
        sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(sessionStorage.getItem(key)), returnPath: path }));
      }
    }, path);
    await live.signIn(page);
    await expect(account(page)).toBeVisible();
    expect(page.url()).toBe(`${live.site.origin}/`);
  });
}

for (const [name, change, expected] of [
  ["another nonce", { nonce: "other" }, "badToken"],
  ["no nonce", { nonce: undefined }, "badToken"],
  ["another audience", { aud: "other" }, "badToken"],
  ["another issuer", { iss: "https://evil.example" }, "badToken"],
  ["an hour that is long over", { iat: 1_000_000_000, exp: 1_000_003_600 }, "clockOff"],
]) {
  test(`an id token with ${name} signs nobody in`, async ({ page, live }) => {
    live.idp.rewrite = (body) => ({ ...body, id_token: idToken({ ...claimsIn(body.id_token), ...change }) });
    await live.open(page);
    await startSignIn(page);
    await answerProvider(page, "anna");
    await expect(problem(page)).toHaveAttribute("data-problem", expected);
    expect(live.graph.count()).toBe(0);
    expect(await session(page)).toBeNull();
  });
}

for (const [name, step, expected] of [
  ["a used code", entraError(54005), "codeUsed"],
  ["missing consent", entraError(65001), "notConsented"],
  ["multifactor authentication", entraError(50076, { error: "interaction_required" }), "interactionNeeded"],
  ["Conditional Access", entraError(53003, { error: "access_denied" }), "blockedByPolicy"],
  ["a platform that is no single page", entraError(9002326, { error: "invalid_request" }), "notSinglePage"],
  ["an unknown app", entraError(700016, { error: "unauthorized_client" }), "unknownApp"],
  ["an unknown tenant", entraError(90002, { error: "invalid_request" }), "unknownTenant"],
  ["an unknown error", { status: 400, body: { error: "strange" } }, "other"],
  ["a failure of the server", 500, undefined],
  ["a page of a proxy", "proxyPage", "badToken"],
  ["half an answer", "notJson", "badToken"],
]) {
  test(`a token endpoint that answers with ${name} is explained`, async ({ page, live, trouble }) => {
    if (typeof step !== "string") trouble.allow(/Failed to load resource.*\/token/);
    live.idp.faults.once("authorization_code", step);
    await live.open(page);
    await startSignIn(page);
    await answerProvider(page, "anna");
    await expect(problem(page)).toBeVisible();
    if (expected) await expect(problem(page)).toHaveAttribute("data-problem", expected);
    expect(grants(live.idp, "authorization_code"), "never tried again by itself").toHaveLength(1);
    // The way out works.
    await startSignIn(page);
    await expect(account(page)).toBeVisible();
  });
}

test("a provider that describes itself wrongly is named before anybody leaves", async ({ page, live }) => {
  live.idp.faults.once("discovery", { status: 200, body: { issuer: "https://evil.example", token_endpoint: "https://evil.example/t" } });
  await live.open(page);
  await startSignIn(page);
  await expect(problem(page)).toHaveAttribute("data-problem", "badProvider");
  expect(live.idp.authorizations).toEqual([]);
});

test("whoever is sent back and forth is stopped", async ({ page, live }) => {
  await live.open(page);
  for (let round = 0; round < 3; round += 1) {
    await startSignIn(page);
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    await expect(problem(page)).toHaveAttribute("data-problem", "declined");
  }
  await startSignIn(page);
  await expect(problem(page)).toHaveAttribute("data-problem", "loop");
  expect(live.idp.authorizations).toHaveLength(3);
});

test("a clock that is a day off is named", async ({ page, live }) => {
  await page.clock.install({ time: Date.now() + 24 * 60 * MINUTES });
  await live.open(page);
  await startSignIn(page);
  await answerProvider(page, "anna");
  await expect(problem(page)).toHaveAttribute("data-problem", "clockOff");
});

test("without storage nobody is sent away in vain", async ({ page, live }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "sessionStorage", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
  });
  await live.open(page);
  await startSignIn(page);
  await expect(problem(page)).toHaveAttribute("data-problem", "noStorage");
  expect(live.idp.authorizations).toEqual([]);
});

test.describe("in memory only", () => {
  test.use({ wants: { endpoint: { tokenStorage: "memory" } } });

  test("no token is kept, and a reload ends the session", async ({ page, live }) => {
    await live.openSignedIn(page);
    await settled(page, live.graph);
    expect(await session(page)).toBeNull();
    await page.reload();
    await ready(page);
    await expect(signedOut(page)).toBeVisible();
    // The provider knows the reader still: no form in between.
    await startSignIn(page);
    await expect(account(page)).toBeVisible();
  });
});

// ---- Several tabs

test("signing out clears this tab and the others, and ends the session at the provider", async ({ page, context, live }) => {
  const { graph, idp } = live;
  await live.openSignedIn(page);
  await settled(page, graph);
  const other = await context.newPage();
  await live.open(other);
  await expect(signedOut(other), "tabs are independent").toBeVisible();
  await startSignIn(other);
  await expect(account(other)).toBeVisible();

  await button(page, "action.signOut").click();
  await expect(signedOut(other)).toBeVisible();
  await expect(problem(other)).toHaveAttribute("data-problem", "signedOutElsewhere");
  await expect(other.locator("[data-fact]")).toHaveCount(0);
  expect(await session(other)).toBeNull();

  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await ready(page);
  await expect(signedOut(page)).toBeVisible();
  expect(await session(page)).toBeNull();
  expect(idp.signOuts).toBe(1);
  await page.reload();
  await ready(page);
  await expect(signedOut(page)).toBeVisible();
});

test("a duplicated tab drops the copied token, and the first one goes on", async ({ page, context, live }) => {
  const { graph, idp } = live;
  await live.openSignedIn(page);
  await settled(page, graph);
  const [copy] = await Promise.all([context.waitForEvent("page"), page.evaluate(() => void window.open(location.href))]);
  await ready(copy);
  await expect(signedOut(copy)).toBeVisible();
  expect(await session(copy)).toBeNull();
  const before = graph.count();
  await page.reload();
  await ready(page);
  await expect(account(page)).toBeVisible();
  // The account is shown before its token is renewed and all is read.
  await settled(page, graph, { before });
  expect(renewals(idp).filter(({ status, scope }) => status !== 200 && !SERVICE.some((name) => scope?.includes(name)))).toEqual([]);
});

test("another account sees nothing of the first one's data", async ({ page, live }) => {
  await live.openSignedIn(page);
  await settled(page, live.graph);
  await button(page, "action.signOut").click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await ready(page);
  live.graph.faults.always("host", "silent");
  await live.signIn(page, "cleo");
  await expect(page.locator(".app-header").getByText("cleo@contoso.com")).toBeVisible();
  await expect(page.locator("[data-fact] [data-value], [data-connector][data-health=unhealthy]")).toHaveCount(0);
});

// ---- Graph refuses the token

test("a 401 brings one new token and one more try", async ({ page, live }) => {
  const { graph, idp } = live;
  await live.openSignedIn(page, "anna", "tenant-details/");
  await settled(page, graph);
  const before = renewals(idp).filter(({ status }) => status === 200).length;
  graph.faults.once("organization", "expired");
  await refresh(page, graph);
  expect(renewals(idp).filter(({ status }) => status === 200)).toHaveLength(before + 1);
  await expect(section(page, "tenant")).toHaveAttribute("data-state", /ready|partial/);
  await expect(account(page)).toBeVisible();
});

test("a 401 that stays ends the session: the data remains, and nobody is sent round", async ({ page, live, trouble }) => {
  const { graph, idp } = live;
  // The second try is a request of its own.
  await live.openSignedIn(page, "anna", "tenant-details/");
  await settled(page, graph);
  const before = renewals(idp).filter(({ status }) => status === 200).length;
  for (const { id } of RESOURCES) graph.faults.always(id, "expired");
  await button(page, "action.refresh").click();
  await expect(button(page, "action.signInAgain").first()).toBeVisible();
  expect(renewals(idp).filter(({ status }) => status === 200).length).toBeLessThanOrEqual(before + 1);
  expect(idp.authorizations).toHaveLength(1);
  await expect(page.locator('[data-fact="tenantName"] [data-value]')).toBeVisible();
});

test("a 401 of one resource alone, while others take the token, costs that one only", async ({ page, live, trouble }) => {
  const { graph, idp } = live;
  // The second try is a request of its own.
  trouble.allow(/Failed to load resource.* 401 .*organization/);
  await live.openSignedIn(page, "anna", "tenant-details/");
  await settled(page, graph);
  const before = renewals(idp).filter(({ status }) => status === 200).length;
  graph.faults.always("organization", "expired");
  await refresh(page, graph);
  await refresh(page, graph);
  expect(renewals(idp).filter(({ status }) => status === 200), "one new token, not one for each reading").toHaveLength(before + 1);
  await expect(account(page)).toBeVisible();
  await expect(page.locator('[data-fact="tenantName"] [data-value]'), "what was read stays").toBeVisible();
  await expect(section(page, "licenses")).toHaveAttribute("data-state", "ready");
});

test("whoever has no role in Intune stays signed in and is told", async ({ page, live, trouble }) => {
  const { graph, idp } = live;
  // Asked for alone, the browser tells of it.
  trouble.allow(/Failed to load resource.* 401 .*organization/);
  await live.openSignedIn(page, "cleo", "connectors/");
  await settled(page, graph);
  await expect(page.locator(".app-header").getByText("cleo@contoso.com")).toBeVisible();
  await expect(section(page, "connectors")).toHaveAttribute("data-state", "refused");
  expect(idp.authorizations).toHaveLength(1);
  expect(renewals(idp).filter(({ scope }) => !SERVICE.some((name) => scope?.includes(name))), "a new token would not help").toEqual([]);
});

test("whoever has no role for service health is told there, and sees the rest", async ({ page, live }) => {
  const { graph } = live;
  await live.openSignedIn(page, "bram", "tenant-details/");
  await settled(page, graph);
  await expect(section(page, "licenses")).toHaveAttribute("data-state", "ready");
  await page.locator('nav a[href$="/service-health/"]').first().click();
  for (const name of ["serviceHealth", "news"]) await expect(section(page, name)).toHaveAttribute("data-state", "refused");
});
