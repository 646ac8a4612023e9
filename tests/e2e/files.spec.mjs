// A real tenant without any registration: snapshot files and answers of Graph Explorer, opened here and kept nowhere.
import { utimesSync, writeFileSync } from "node:fs";
import { chooseFiles, connector, drop, expect, file, open, section, serve, test, watchClipboard } from "./harness.mjs";
import { CONNECTORS, count, demo, refusal, reply, say } from "./demo.mjs";

const opener = (page) => page.getByRole("button", { name: say("action.openFile") }).first();
const tenant = (page) => page.locator('[data-fact="tenantName"] [data-value]');
const opened = (page, name) => page.getByText(say("banner.opened", { name }));

const named = (name) => {
  const snapshot = demo();
  reply(snapshot, "organization").body.value[0].displayName = name;
  return snapshot;
};

test("a file takes the place of the demo, and closing it brings the demo back", async ({ page }) => {
  await open(page);
  await chooseFiles(page, opener(page), [file("fabrikam.json", named("Fabrikam"))]);
  await expect(tenant(page)).toHaveText("Fabrikam");
  await expect(opened(page, "fabrikam.json")).toBeVisible();
  await expect(page.getByText(say("banner.demo"))).toHaveCount(0);
  await expect(page).toHaveTitle(/· Fabrikam · Tenant Status$/);
  // Files are read once.
  await expect(page.getByRole("button", { name: say("action.refresh") })).toHaveCount(0);
  await page.getByRole("button", { name: say("action.closeFile") }).click();
  await expect(tenant(page)).toHaveText("Contoso (demo)");
  await expect(page.getByText(say("banner.demo"))).toBeVisible();
});

test("files can be dropped anywhere, also several, and are merged by what they hold", async ({ page }) => {
  await open(page, "connectors/");
  const [first, second] = [named("Fabrikam"), named("Fabrikam")];
  first.responses = first.responses.filter(({ id }) => id !== "vppTokens");
  second.responses = second.responses.filter(({ id }) => id === "vppTokens");
  await drop(page, [{ name: "one.json", text: JSON.stringify(first) }]);
  await expect(opened(page, "one.json")).toBeVisible();
  await expect(connector(page, "vppTokenExpirationDateTime")).toHaveAttribute("data-health", "unknown");
  await expect(connector(page, "vppTokenExpirationDateTime")).toContainText(say("verdict.missing"));
  await drop(page, [{ name: "two.json", text: JSON.stringify(second) }]);
  await expect(connector(page, "vppTokenExpirationDateTime")).toHaveAttribute("data-health", "warning");
  await expect(page.getByText(count("banner.openedFiles", 2))).toBeVisible();

  await open(page);
  await drop(page, [first, second].map((snapshot, index) => ({ name: `${index}.json`, text: JSON.stringify(snapshot) })));
  await expect(page.getByText(count("banner.openedFiles", 2))).toBeVisible();
});

test("a file of another tenant, or of another reading, takes the place of what is open", async ({ page }) => {
  await open(page, "connectors/");
  const [first, second] = [named("Fabrikam"), named("Northwind")];
  second.responses = second.responses.filter(({ id }) => id !== "vppTokens");
  reply(second, "organization").body.value[0].id = "0b5e2f6a-1c3d-4e5f-8a9b-0c1d2e3f4a5b";
  const tokens = connector(page, "vppTokenExpirationDateTime");
  await drop(page, [{ name: "one.json", text: JSON.stringify(first) }]);
  await expect(opened(page, "one.json")).toBeVisible();
  await expect(tokens).toHaveAttribute("data-health", "warning");
  await drop(page, [{ name: "two.json", text: JSON.stringify(second) }]);
  await expect(opened(page, "two.json")).toBeVisible();
  await expect(tokens).toHaveAttribute("data-health", "unknown");
  await expect(page).toHaveTitle(/· Northwind · Tenant Status$/);
  const other = { ...second, capturedAt: "2026-11-22T09:00:00Z" };
  await drop(page, [{ name: "three.json", text: JSON.stringify(other) }]);
  await expect(opened(page, "three.json")).toBeVisible();
});

test("a file is opened on the page that explains it, and the page leads on", async ({ page }) => {
  await open(page, "connect/");
  await chooseFiles(page, page.getByRole("main").getByRole("button", { name: say("action.openFile") }), [file("mine.json", named("Fabrikam"))]);
  await page.getByRole("link", { name: say("connect.done") }).click();
  await expect(tenant(page)).toHaveText("Fabrikam");
});

/** Answers a batch as Graph does: every part of it, in whatever order, with headers and without a date. */
function answer(body) {
  const { requests } = JSON.parse(body);
  expect(requests.length).toBeLessThanOrEqual(20);
  const snapshot = demo();
  const responses = requests.map(({ id, method, url }) => {
    expect(method).toBe("GET");
    expect(url).toMatch(/^\/[a-z]/);
    const found = snapshot.responses.find((response) => response.id === id);
    if (!found) return { id, ...refusal(404, "ResourceNotFound") };
    const { status, body } = found;
    return { id, status, headers: { "Content-Type": "application/json", "Cache-Control": "no-cache" }, body };
  });
  return JSON.stringify({ responses: responses.reverse() }, null, 2);
}

const ENCODINGS = {
  "UTF-8": (text) => Buffer.from(text),
  "UTF-16 as PowerShell writes it": (text) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text.replace(/\n/g, "\r\n"), "utf16le")]),
};

for (const [encoding, encode] of Object.entries(ENCODINGS)) {
  test(`the requests that the page offers, answered by Graph and saved as ${encoding}, show the tenant`, async ({ page, context }, info) => {
    await page.clock.setFixedTime("2026-11-21T09:30:00Z");
    const copied = await watchClipboard(page, context);
    await open(page, "connect/");
    const bodies = [];
    for (const version of ["v1.0", "beta"]) {
      await page.getByRole("button", { name: say("connect.copyBody", { version }) }).click();
      await expect.poll(copied).not.toBe(bodies[0]);
      bodies.push(await copied());
      // What is shown is what is copied.
      await expect(page.getByRole("region", { name: `${say("connect.requestBody")}: ${version}` })).toHaveText(bodies.at(-1));
    }
    const paths = bodies.map((body, index) => {
      const path = info.outputPath(`answer-${index}.json`);
      writeFileSync(path, encode(answer(body)));
      utimesSync(path, new Date("2026-11-21T09:00:00Z"), new Date("2026-11-21T09:00:00Z"));
      return path;
    });
    const button = page.getByRole("main").getByRole("button", { name: say("action.openFile") });
    await chooseFiles(page, button, paths);
    await page.getByRole("navigation").getByRole("link").nth(1).click();
    const rows = page.locator("[data-connector]");
    await expect(rows).toHaveCount(18);
    const shown = () => rows.evaluateAll((all) => all.map((row) => [row.dataset.connector, row.dataset.health]));
    await expect.poll(shown).toEqual(CONNECTORS);
    await expect(page.getByText(say("banner.fileTime"))).toBeVisible();
    await page.getByRole("navigation").getByRole("link").first().click();
    await expect(tenant(page)).toHaveText("Contoso");
    await expect(page.locator('[data-license="SPE_E5"]')).toContainText("562");
    await page.getByRole("navigation").getByRole("link").nth(2).click();
    await expect(section(page, "serviceHealth").locator("[data-issue]:visible")).toHaveCount(4);
    await expect(section(page, "news").locator("[data-message]")).toHaveCount(10);
  });
}

test("one answer of two shows its half, and nothing of the other is called fine", async ({ page, context }) => {
  const copied = await watchClipboard(page, context);
  await open(page, "connect/");
  await page.getByRole("button", { name: say("connect.copyBody", { version: "beta" }) }).click();
  await expect.poll(copied).toBeTruthy();
  const button = page.getByRole("main").getByRole("button", { name: say("action.openFile") });
  await chooseFiles(page, button, [file("beta.json", answer(await copied()))]);
  await page.getByRole("navigation").getByRole("link").nth(1).click();
  await expect(connector(page, "vppTokenExpirationDateTime")).toHaveAttribute("data-health", "unknown");
  await page.getByRole("navigation").getByRole("link").nth(2).click();
  for (const name of ["serviceHealth", "news"]) await expect(section(page, name)).toHaveAttribute("data-state", "missing");
});

test("the lines for PowerShell hold the same requests", async ({ page }) => {
  await open(page, "connect/");
  await page.getByRole("button", { name: say("connect.powershell") }).click();
  const lines = page.getByRole("region", { name: /PowerShell/ });
  await expect(lines).toContainText(/^Connect-MgGraph -Scopes /);
  await expect(lines).toContainText(/Invoke-MgGraphRequest -Method POST -Uri .https:\/\/graph\.microsoft\.com\/v1\.0\/\$batch.* -OutputFilePath/);
  await expect(lines).toContainText(/graph\.microsoft\.com\/beta\/\$batch/);
  await expect(lines).not.toContainText(/ReadWrite/);
});

/** What is not a snapshot, and how the page says so. */
const REFUSED = {
  "a text": ["hello", /not-a-snapshot\.json.*(not valid JSON|not a Tenant Status snapshot)/],
  "another JSON document": [{ name: "package" }, /not-a-snapshot\.json: This file is not a Tenant Status snapshot\. Nothing was changed\./],
  "a web page": ["<!doctype html><p>Sign in", /a web page came instead of a snapshot/],
  "half a snapshot": [JSON.stringify(demo()).slice(0, 9000), /stops in the middle/],
  "an empty file": ["", /it is empty/],
  "a picture": [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0]), /neither UTF-8 nor UTF-16|not valid JSON/],
  "a newer version": [{ ...demo(), version: 2 }, /newer version of this page \(snapshot version 2\)/],
  "a bare batch of other requests": [{ responses: [{ id: "1", status: 200, body: {} }] }, /not a Tenant Status snapshot/],
  "25 MB": [Buffer.alloc(25_000_000, 0x20), /too large \(25 MB; at most 20 MB/],
};

for (const [what, [content, message]] of Object.entries(REFUSED)) {
  test(`${what} is refused with the reason, and nothing is changed`, async ({ page }) => {
    await open(page);
    await chooseFiles(page, opener(page), [file("not-a-snapshot.json", content)]);
    const alert = page.getByRole("alert");
    await expect(alert).toContainText("not-a-snapshot.json");
    await expect(alert).toContainText(message);
    await expect(alert).toContainText(/Nothing was changed/);
    await expect(tenant(page)).toHaveText("Contoso (demo)");
    await expect(page.getByText(say("banner.demo"))).toBeVisible();
    await alert.getByRole("button", { name: say("action.close") }).click();
    await expect(alert).toHaveCount(0);
  });
}

test("of several files the good ones are opened and the bad ones named", async ({ page }) => {
  await open(page);
  await chooseFiles(page, opener(page), [file("bad.json", "no"), file("good.json", named("Fabrikam"))]);
  await expect(tenant(page)).toHaveText("Fabrikam");
  await expect(page.getByRole("alert")).toContainText("bad.json");
  await expect(opened(page, "good.json")).toBeVisible();
});

test("secrets are dropped while reading, and a warning names them", async ({ page }) => {
  const snapshot = named("Fabrikam");
  const secret = "sssh-0123456789";
  reply(snapshot, "vppTokens").body.value[0].token = secret;
  reply(snapshot, "applePushNotificationCertificate").body.certificate = secret;
  reply(snapshot, "androidManagedStoreAccountEnterpriseSettings").body.enrollmentToken = secret;
  await open(page);
  await chooseFiles(page, opener(page), [file("mine.json", snapshot)]);
  await expect(tenant(page)).toHaveText("Fabrikam");
  for (const name of ["vppTokens: token", "applePushNotificationCertificate: certificate"]) {
    await expect(page.getByText(name).first()).toBeVisible();
  }
  for (const path of ["tenant-details", "connectors", "service-health"]) {
    await page.locator(`nav a[href$="/${path}/"]`).click();
    await expect(page.locator("[data-section]").first()).toBeVisible();
    expect(await page.content()).not.toContain(secret);
  }
});

test("nothing of a tenant is kept: no storage, no cache, no address", async ({ page }) => {
  const asked = [];
  await open(page);
  // A new title lets some browsers look at the icon again, and the tabs that are not open are loaded by and by.
  page.on("request", (request) => /\/(favicon-[0-9a-f]+\.svg|part-[0-9a-f]+\.wasm)$/.test(request.url()) || asked.push(request.url()));
  await page.getByRole("combobox", { name: say("theme.label") }).selectOption("dark");
  await chooseFiles(page, opener(page), [file("mine.json", named("Fabrikam"))]);
  await expect(tenant(page)).toHaveText("Fabrikam");
  for (const index of [1, 2, 0]) await page.getByRole("navigation").getByRole("link").nth(index).click();
  await expect(tenant(page)).toHaveText("Fabrikam");
  const kept = await page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    cookies: document.cookie,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    history: JSON.stringify(history.state) ?? "",
  }));
  // What was seen of the demo is kept under its id, and of the file nothing (since.spec.mjs).
  const choices = ["language", "theme", "summary-open", "since"];
  expect(kept.local.filter((key) => !choices.includes(key) && !key.startsWith("since.now."))).toEqual([]);
  expect(kept).toMatchObject({ session: [], cookies: "", databases: 0, caches: 0, workers: 0 });
  expect(kept.history).not.toContain("Fabrikam");
  // Nothing was sent either.
  expect(asked).toEqual([]);
  await page.reload();
  await expect(tenant(page)).toHaveText("Contoso (demo)");
});

test("elements of a snapshot that are no answers are counted, and the rest is shown", async ({ page }) => {
  const snapshot = named("Fabrikam");
  snapshot.responses.push(null, 7, { id: 3 }, "x");
  await open(page);
  await chooseFiles(page, opener(page), [file("mine.json", snapshot)]);
  await expect(tenant(page)).toHaveText("Fabrikam");
  await expect(page.getByText(count("banner.skipped", 4))).toBeVisible();
});

test("the age of a file is judged: old connections are not called healthy", async ({ page }) => {
  await page.clock.setFixedTime("2026-11-24T09:00:00Z");
  const snapshot = { ...named("Fabrikam"), judgedAt: "now" };
  await open(page);
  await chooseFiles(page, opener(page), [file("mine.json", snapshot)]);
  await expect(page.getByText(/^This snapshot is 3 days old/)).toBeVisible();
  await page.getByRole("navigation").getByRole("link").nth(1).click();
  await expect(connector(page, "windowsAutopilotLastSyncDateTime")).toHaveAttribute("data-health", "unknown");
  await expect(connector(page, "windowsAutopilotLastSyncDateTime")).toContainText(/too old to tell/);
  await expect(connector(page, "appleDepExpirationDateTime")).toHaveAttribute("data-health", "healthy");
  await expect(connector(page, "ndesConnectorLastConnectionDateTime")).toHaveAttribute("data-health", "unhealthy");
});

test("a clock that is behind the data is said to be so", async ({ page }) => {
  await page.clock.setFixedTime("2026-11-21T08:00:00Z");
  await serve(page, { snapshot: { ...demo(), judgedAt: "now" } });
  await open(page);
  await expect(page.getByText(say("banner.clock", { duration: "1 hour" })).or(page.getByText(/clock seems to be 60 minutes off/))).toBeVisible();
});

test("a frozen page does not use the clock, so it says of when it is and not that the clock is wrong", async ({ page }) => {
  await page.clock.setFixedTime("2026-11-21T08:00:00Z");
  await open(page);
  await expect(page.getByText(say("banner.demo"))).toBeVisible();
  await expect(page.getByText(/^Frozen: as of 21 Nov 2026/)).toBeVisible();
  await expect(page.locator(".banner", { hasText: /clock seems to be/ })).toHaveCount(0);
});
