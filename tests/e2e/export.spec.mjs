// Take it with you: tables, a ticket, a snapshot that opens as the same page, redacted if asked for, after a look at exactly what leaves.
import { readFileSync } from "node:fs";
import { LOCALES, chooseFiles, connector, expect, expectAccessible, expectNoSideways, file, open, section, serve, tabTo, test, watchClipboard } from "./harness.mjs";
import { CONNECTORS, SECTIONS, demo, nameOf, refusal, reply, say, without } from "./demo.mjs";
import { settled, test as live } from "./live.mjs";

const CHOICES = ["connectors", "messages", "ticket", "snapshot"];
const trigger = (page) => page.locator('[data-overlay="export"]');
const dialog = (page) => page.locator("dialog#export");
const text = (page) => dialog(page).locator('[data-export="text"]');
const gaps = (page) => dialog(page).locator("[data-gap]");
const button = (page, key, language) => dialog(page).getByRole("button", { name: say(key, {}, language) });
const choose = (page, value) => dialog(page).locator(`input[value="${value}"]`).check();
const redact = (page) => dialog(page).locator("#export-redacted").check();

async function openExport(page, { isLoaded = true } = {}) {
  if (isLoaded) await expect(page.locator('[data-state="loading"]')).toHaveCount(0, { timeout: 30_000 });
  await trigger(page).click();
  await expect(text(page)).toBeVisible();
}

/** Saves what is offered: the name of the file and its text. */
async function save(page, language) {
  const waiting = page.waitForEvent("download");
  await button(page, "export.save", language).click();
  const download = await waiting;
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

/** All of the preview. */
async function preview(page) {
  const more = dialog(page).locator(".export__look > button");
  await expect(text(page)).toBeVisible();
  if (await more.count()) await more.click();
  return text(page).evaluate((element) => element.textContent);
}

/** The table as RFC 4180 reads it. */
function cells(csv) {
  expect(csv.startsWith("\u{feff}"), "a byte order mark").toBe(true);
  const found = csv.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g);
  const lines = [[]];
  for (const [, quoted, plain, end] of found) {
    lines.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ",") lines.push([]);
  }
  expect(lines.pop()).toEqual([]);
  return lines;
}

/** What the page says of everything, as it stands on paper: there all tabs and rows are open. Without `ids` members are equal by status. */
async function everything(page, { ids = true } = {}) {
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  for (const name of Object.values(SECTIONS).flat()) await expect(section(page, name)).toHaveCount(1);
  await expect(page.locator("[data-connector]")).toHaveCount(18);
  await expect(page.locator("[data-member]").first()).toBeAttached();
  const seen = await page.evaluate((ids) => {
    const all = (selector, read, within = document) => [...within.querySelectorAll(selector)].map(({ dataset }) => read(dataset));
    const member = ids ? (data) => `${data.member} ${data.health}` : (data) => data.health;
    return {
      sections: all("[data-section]", (data) => `${data.section} ${data.state}`),
      rows: all("[data-connector]", (data) => `${data.connector} ${data.health}`),
      members: Object.fromEntries(
        [...document.querySelectorAll("[data-connector]")].map((row) => [row.dataset.connector, all("[data-member]", member, row)]),
      ),
      announcements: all("[data-issue], [data-message]", (data) => data.issue ?? data.message),
    };
  }, ids);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  return seen;
}

/** Opens what was saved in a page of its own. */
async function reopen(page, saved) {
  await open(page);
  await chooseFiles(page, page.getByRole("button", { name: say("action.openFile") }).first(), [file(saved.name, saved.text)]);
  await expect(page.getByText(say("banner.opened", { name: saved.name }))).toBeVisible();
}

for (const language of ["en", "nl"]) {
  test.describe(language, () => {
    test.use({ locale: LOCALES[language] });

    test("every choice shows exactly what is saved and copied, under a plain name", async ({ page, context }) => {
      const copied = await watchClipboard(page, context);
      await open(page, "connectors/");
      await openExport(page);
      await expect(dialog(page).getByRole("heading", { name: say("export.title", {}, language) })).toBeVisible();
      for (const [value, ending] of [["connectors", "csv"], ["messages", "csv"], ["ticket", "md"], ["snapshot", "json"]]) {
        await choose(page, value);
        const shown = await preview(page);
        const saved = await save(page, language);
        expect(saved.text).toBe(shown);
        const mark = value === "messages" ? "" : "-incomplete";
        expect(saved.name).toBe(`tenant-status-contoso-${value}${mark}-2026-11-21.${ending}`);
        const size = new Intl.NumberFormat(LOCALES[language]).format(Math.ceil(Buffer.byteLength(saved.text) / 1000));
        await expect(dialog(page).locator('[data-export="file"]')).toHaveText(say("export.file", { name: saved.name, size }, language));
        await button(page, "action.copy", language).click();
        await expect.poll(copied).toBe(saved.text);
      }
      await expectAccessible(page);
    });

    test("the tables and the ticket are in the reader's language and name every connector", async ({ page }) => {
      await open(page);
      await openExport(page);
      const [head, ...lines] = cells((await save(page, language)).text);
      expect(head.slice(0, 3)).toEqual([say("export.connector", {}, language), say("export.key", {}, language), say("row.status", {}, language)]);
      expect(lines.every((line) => line.length === head.length)).toBe(true);
      const keys = lines.map(([, key]) => key).filter((key, index, all) => key !== all[index - 1]);
      expect(keys).toEqual([...CONNECTORS.map(([key]) => key), "connectors"]);
      expect(lines[0][0]).toBe(nameOf("applePushNotificationServiceExpirationDateTime", language));
      expect(lines[0][9]).toBe("2026-11-19T07:05:11Z");
      await choose(page, "ticket");
      const ticket = await preview(page);
      for (const [key] of CONNECTORS) expect(ticket.replaceAll("\\", "")).toContain(`| ${nameOf(key, language)} |`);
      expect(ticket).toContain(`- ${say("fact.tenantName", {}, language)}: Contoso`);
      expect(ticket).toContain(`## ${say("export.mark", {}, language)}`);
    });
  });
}

test("the exported snapshot opens as the same page: every row, member, section and message", async ({ page }) => {
  await open(page);
  await openExport(page);
  await choose(page, "snapshot");
  const saved = await save(page);
  await page.keyboard.press("Escape");
  const before = await everything(page);
  await reopen(page, saved);
  await expect(page.getByText(/^Frozen: as of 21 Nov 2026/)).toBeVisible();
  expect(await everything(page)).toEqual(before);
  // And what is exported from there is the same file.
  await openExport(page);
  await choose(page, "snapshot");
  expect((await save(page)).text).toBe(saved.text);
});

test("what was refused, throttled, broken or missing is so in the exported snapshot, judged as of the moment of the export", async ({ page }) => {
  const snapshot = without("ndesConnectors", "subscriptionState");
  Object.assign(reply(snapshot, "vppTokens"), refusal());
  Object.assign(reply(snapshot, "messages"), { status: 429, headers: { "Retry-After": "20" }, body: { error: { code: "TooManyRequests" } } });
  Object.assign(reply(snapshot, "depOnboardingSettings"), { body: "<html>" });
  Object.assign(reply(snapshot, "issues"), { status: 503, body: null });
  reply(snapshot, "domainJoinConnectors").readAt = "2026-11-19T09:00:00Z";
  snapshot.judgedAt = "now";
  await page.clock.setFixedTime("2026-11-23T10:00:00Z");
  await serve(page, { snapshot });
  await open(page);
  await openExport(page);
  await choose(page, "snapshot");
  await expect(gaps(page)).toHaveCount(5);
  await expect(gaps(page).nth(1)).toContainText(nameOf("vppTokenExpirationDateTime"));
  const saved = await save(page);
  expect(JSON.parse(saved.text)).toMatchObject({
    capturedAt: "2026-11-23T10:00:00Z",
    judgedAt: "captured",
    incomplete: ["tenant", "connectors", "serviceHealth", "environmentIssues", "news"],
  });
  expect(saved.name).toBe("tenant-status-contoso-snapshot-incomplete-2026-11-23.json");
  await page.keyboard.press("Escape");
  const before = await everything(page);
  await page.clock.setFixedTime("2027-05-01T10:00:00Z");
  await reopen(page, saved);
  expect(await everything(page)).toEqual(before);
});

test("redacted, nothing leaves that names the demo tenant, and the statuses stay", async ({ page }) => {
  await open(page);
  const before = await everything(page, { ids: false });
  await openExport(page);
  await redact(page);
  let snapshot;
  for (const value of CHOICES) {
    await choose(page, value);
    const shown = await preview(page);
    const saved = await save(page);
    expect(saved.text).toBe(shown);
    expect(saved.name).toMatch(/^tenant-status-redacted-/);
    expect(saved.text).not.toMatch(/contoso|amsterdam|head office|ndes01|odj01|excon01|mdm@|apps@|enrol@|android@|3f2a7c14|5D2C7A90|127\.0\.0\.1/i);
    if (value === "snapshot") snapshot = saved;
    if (value !== "messages") expect(saved.text).toMatch(/tenant-1|name-1|server-1/);
  }
  await reopen(page, snapshot);
  await expect(page.locator("header")).toContainText("tenant-1");
  const after = await everything(page, { ids: false });
  expect({ ...after, rows: after.rows.toSorted() }).toEqual({ ...before, rows: before.rows.toSorted() });
});

test("the redaction can be taken back, and what is shown follows", async ({ page }) => {
  await open(page);
  await openExport(page);
  await choose(page, "ticket");
  await expect(text(page)).toContainText("Tenant name: Contoso");
  await redact(page);
  await expect(text(page)).toContainText("Tenant name: tenant-1");
  await dialog(page).locator("#export-redacted").uncheck();
  await expect(text(page)).toContainText("Tenant name: Contoso");
});

test("everything works by the keyboard alone", async ({ page }) => {
  await open(page, "connectors/");
  await tabTo(page, trigger(page));
  await page.keyboard.press("Enter");
  await expect(text(page)).toBeVisible();
  await tabTo(page, dialog(page).locator('input[value="connectors"]'));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(dialog(page).locator('input[value="ticket"]')).toBeChecked();
  await tabTo(page, dialog(page).locator("#export-redacted"));
  await page.keyboard.press("Space");
  await expect(text(page)).toContainText("tenant-1");
  await tabTo(page, button(page, "export.save"));
  const waiting = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  expect((await waiting).suggestedFilename()).toBe("tenant-status-redacted-ticket-incomplete-2026-11-21.md");
  await expect(page.getByRole("status").filter({ hasText: "tenant-status-redacted" })).toHaveText(
    say("export.saved", { name: "tenant-status-redacted-ticket-incomplete-2026-11-21.md" }),
  );
  await tabTo(page, text(page));
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toHaveCount(0);
  await expect(trigger(page)).toBeFocused();
});

test("while data is still being read, the export says so, holds what is there, and grows", async ({ page }) => {
  let arrive;
  const waits = new Promise((resolve) => (arrive = resolve));
  await page.route((url) => url.pathname.endsWith("/demo/contoso.json"), async (route) => {
    await waits;
    await route.fulfill({ contentType: "application/json", body: JSON.stringify(demo()) });
  });
  await open(page, "connectors/");
  await openExport(page, { isLoaded: false });
  await expect(gaps(page)).toHaveText([`${say("verdict.loading")}`].map((why) => `Connectors: ${why}`));
  await expect(dialog(page).getByText(say("export.loading"))).toBeVisible();
  await choose(page, "snapshot");
  await expect(gaps(page)).toHaveCount(6);
  expect(JSON.parse((await save(page)).text).responses).toEqual([]);
  arrive();
  await expect(gaps(page)).toHaveCount(1);
  await expect(dialog(page).getByText(say("export.loading"))).toHaveCount(0);
  await expect(text(page)).toContainText("Contoso");
});

test("a name is no formula in the table, and no markup, mention or link in the ticket", async ({ page }) => {
  const snapshot = demo();
  const evil = '=HYPERLINK("https://evil.example","x")|@admin #1 [a](https://evil.example) <img src=x>';
  reply(snapshot, "ndesConnectors").body.value[0].displayName = evil;
  reply(snapshot, "vppTokens").body.value[0].organizationName = "+1;=1";
  await serve(page, { snapshot });
  await open(page);
  await openExport(page);
  const lines = cells((await save(page)).text);
  const suspicious = lines.flat().filter((cell) => /(^|[;\t\r\n])[\s"']*[=+@-]/.test(cell));
  expect(suspicious.toSorted()).toEqual(["'+1;'=1", "'+1;'=1", `'${evil}`]);
  await choose(page, "ticket");
  const ticket = await preview(page);
  expect(ticket).toContain("\\<img src=x\\>");
  expect(ticket).not.toMatch(/(^|[^\\])[<[](?!http)/m);
  expect(ticket).not.toMatch(/@admin|#1\b|https:\/\/evil/);
});

test("ten thousand members are saved, all of them, and the page shows the beginning", async ({ page }) => {
  test.slow();
  const snapshot = demo();
  const servers = reply(snapshot, "ndesConnectors").body;
  const model = servers.value[0];
  servers.value = Array.from({ length: 10_000 }, (_, n) => ({ ...model, id: `id-${n}`, displayName: `secret-host-${n}` }));
  await serve(page, { snapshot });
  await open(page);
  await openExport(page);
  await expect(text(page)).toContainText("secret-host-");
  expect((await text(page).evaluate((element) => element.textContent.length))).toBeLessThanOrEqual(20_000);
  await expect(button(page, "action.print")).toBeEnabled();
  expect(cells((await save(page)).text).filter((line) => /^secret-host-\d+$/.test(line[4]))).toHaveLength(10_000);
  await redact(page);
  await expect(text(page)).toContainText("server-1", { timeout: 30_000 });
  const redacted = (await save(page)).text;
  expect(redacted).not.toContain("secret-host");
  expect(redacted).toContain("server-10000");
});

test("printing closes the dialog and prints the page", async ({ page }) => {
  await page.addInitScript(() => {
    globalThis.print = () => (globalThis.printed = document.querySelector("dialog") === null);
  });
  await open(page);
  await openExport(page);
  await button(page, "action.print").click();
  await expect.poll(() => page.evaluate(() => globalThis.printed)).toBe(true);
});

test("a browser that saves nothing is no reason to stop: the page says so, and the text can be copied", async ({ page, context }) => {
  const copied = await watchClipboard(page, context);
  await page.addInitScript(() => {
    URL.createObjectURL = () => {
      throw new TypeError("not here");
    };
  });
  await open(page);
  await openExport(page);
  await button(page, "export.save").click();
  await expect(page.getByRole("status").filter({ hasText: say("export.notSaved") })).toHaveCount(1);
  await button(page, "action.copy").click();
  await expect.poll(copied).toContain("applePushNotificationServiceExpirationDateTime");
});

test("an exported table that is dropped on the page is no snapshot: nothing changes", async ({ page }) => {
  await open(page, "connectors/");
  await openExport(page);
  const saved = await save(page);
  await page.keyboard.press("Escape");
  const dataTransfer = await page.evaluateHandle(({ name, text }) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], name, { type: "text/csv" }));
    return transfer;
  }, saved);
  await page.dispatchEvent("body", "dragover", { dataTransfer });
  await page.dispatchEvent("body", "drop", { dataTransfer });
  await expect(page.getByRole("alert").filter({ hasText: saved.name })).toBeVisible();
  await expect(page.getByText(say("banner.demo"))).toBeVisible();
  for (const [key, health] of CONNECTORS) await expect(connector(page, key)).toHaveAttribute("data-health", health);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("the dialog fits, and what is long scrolls in itself", async ({ page }) => {
    await open(page, "service-health/");
    await page.getByRole("button", { name: say("app.more"), exact: true }).click();
    await openExport(page);
    await choose(page, "snapshot");
    await expect(text(page)).toContainText("tenant-status-snapshot");
    await expectNoSideways(page);
    const widths = await dialog(page).evaluate((element) => [element.scrollWidth, element.clientWidth]);
    expect(widths[0]).toBeLessThanOrEqual(widths[1]);
    await expectAccessible(page);
  });
});

live.describe("a live tenant", () => {
  live.use({ wants: { kind: "none" } });

  live("is exported as it was read, refusals included, and opens as the same page", async ({ page, live: { graph, open: visit } }) => {
    await visit(page);
    await settled(page, graph);
    const before = await everything(page);
    await openExport(page);
    await choose(page, "snapshot");
    await expect(text(page)).toContainText("tenant-status-snapshot");
    const saved = await save(page);
    const { responses } = JSON.parse(saved.text);
    const status = Object.fromEntries(responses.map((response) => [response.id, response.status]));
    expect(status).toMatchObject({ organization: 200, mdmAuthority: 200, messages: 200, chromeOSOnboardingSettings: 403, complianceManagementPartners: 400 });
    expect(responses.every(({ readAt }) => Date.parse(readAt) > 0)).toBe(true);
    expect(saved.text).not.toMatch(/"(token|certificate|enrollmentToken)":(?! *null)/);
    await page.keyboard.press("Escape");
    const dataTransfer = await page.evaluateHandle(({ name, text }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], name));
      return transfer;
    }, saved);
    await page.dispatchEvent("body", "dragover", { dataTransfer });
    await page.dispatchEvent("body", "drop", { dataTransfer });
    await expect(page.getByText(say("banner.opened", { name: saved.name }))).toBeVisible();
    expect(await everything(page)).toEqual(before);
  });
});
