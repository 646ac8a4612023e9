// News: searching, filtering, what the reader did with a message, what changed in it, and reading it well.
import { LOCALES, expect, expectAccessible, expectNoSideways, issue, message, open, opener, query, ready, section, serve, tabTo, test } from "./harness.mjs";
import { NEWEST, count, demo, reply, say } from "./demo.mjs";

const messages = (snapshot) => reply(snapshot, "messages").body.value;
const one = (snapshot, id) => messages(snapshot).find((found) => found.id === id);
const rows = (page) => section(page, "news").locator("[data-message]");
const ids = (page) => rows(page).evaluateAll((all) => all.map((row) => row.dataset.message));
const search = (page, language = "en") => page.getByRole("searchbox", { name: say("news.search", {}, language) });
const filter = (page, name) => section(page, "news").locator(`[data-filter="${name}"]`);
const clear = (page) => section(page, "news").getByRole("button", { name: say("news.clearFilters") }).filter({ visible: true });
const note = (page) => section(page, "news").locator(".card__note");
const action = (page, name) => page.locator(`[data-action="${name}"]`);
const article = (page, id) => message(page, id).getByRole("article");
const words = (locator) => locator.locator("mark").allTextContents();

/** The demo with so many messages more, each of a day of its own. */
function many(number) {
  const snapshot = demo();
  const model = one(snapshot, "MC1187000");
  const day = (n) => new Date(Date.UTC(2026, 8, 1) - n * 86_400_000).toISOString();
  for (let n = 0; n < number; n += 1) {
    const body = { contentType: "html", content: `<p>Number ${n} is one of <b>many</b>.</p><p>${n % 100 ? "Nothing" : "Something"} to do.</p>` };
    messages(snapshot).push({ ...model, id: `MC2${String(n).padStart(6, "0")}`, title: `Generated ${n}`, lastModifiedDateTime: day(n), body });
  }
  return snapshot;
}

/** Opens the page with the given messages of the demo changed. */
async function openChanged(page, change, path = "service-health/") {
  const snapshot = demo();
  change(snapshot);
  await page.unrouteAll();
  await serve(page, { snapshot });
  await open(page, path);
}

test("a search finds titles and texts as one types, marks what it found, and stands in the address", async ({ page }) => {
  await open(page, "service-health/");
  await search(page).pressSequentially("TLS wind");
  await expect(note(page)).toContainText(count("news.found", 1));
  expect(await ids(page)).toEqual(["MC1163550"]);
  expect(await words(message(page, "MC1163550"))).toEqual(["Wind", "TLS"]);
  expect(query(page)).toBe("?q=TLS+wind");
  await expect(page.getByRole("status")).toHaveText(count("news.found", 1));
  // Only the text has it: then it is quoted.
  await search(page).fill("scale unit affected");
  await expect.poll(() => ids(page)).toEqual(["MC1160021"]);
  await search(page).fill("60 days");
  await expect.poll(() => ids(page)).toEqual(["MC1187000"]);
  await expect(message(page, "MC1187000").locator(".item-row__excerpt")).toHaveText(/certificates and tokens that expire within 60 days/);
  await opener(message(page, "MC1187000")).click();
  expect(await words(message(page, "MC1187000").locator(".rich-text"))).toEqual(["60", "days"]);
  // The address alone gives the same.
  await page.reload();
  await ready(page);
  await expect(search(page)).toHaveValue("60 days");
  await expect.poll(() => ids(page)).toEqual(["MC1187000"]);
  await expect(article(page, "MC1187000")).toBeVisible();
});

test("typing replaces the address, so that Back leaves the search alone", async ({ page }) => {
  await open(page, "service-health/");
  await opener(message(page, NEWEST[0])).click();
  await expect(article(page, NEWEST[0])).toBeVisible();
  await search(page).pressSequentially("apple");
  await expect.poll(() => query(page)).toBe(`?message=${NEWEST[0]}&q=apple`);
  await page.goBack();
  await expect(page.getByRole("article")).toHaveCount(0);
  expect(query(page)).toBe("");
});

test("a search ignores case, accents and typographic signs, and never reads as markup", async ({ page }) => {
  await openChanged(page, (snapshot) => {
    one(snapshot, NEWEST[0]).title = "Überprüfung <b>der</b> “Geräte”";
  });
  await search(page).fill('uberprufung "gerate"');
  await expect.poll(() => ids(page)).toEqual([NEWEST[0]]);
  expect(await words(message(page, NEWEST[0]))).toEqual(["Überprüfung", "“Geräte”"]);
  await search(page).fill("<b>der</b>");
  await expect.poll(() => ids(page)).toEqual([NEWEST[0]]);
  await expect(message(page, NEWEST[0]).locator("b")).toHaveCount(0);
});

test("each filter leaves in what it names; they go together, stand in the address and come with it", async ({ page }) => {
  await open(page, "service-health/");
  await expect(filter(page, "category").locator("option")).toHaveText([
    say("news.any", { name: say("news.category") }), /^Stay informed \(\d+\)$/, /^Plan for change \(\d+\)$/, /^Prevent or fix issues \(2\)$/,
  ]);
  await filter(page, "category").selectOption("planForChange");
  await expect(note(page)).toContainText(count("news.found", 8));
  await filter(page, "major").click();
  await expect(note(page)).toContainText(count("news.found", 4));
  await filter(page, "act").click();
  await expect(note(page)).toContainText(count("news.found", 2));
  await filter(page, "tag").selectOption("Retirement");
  await filter(page, "platform").selectOption("Android");
  await expect(note(page)).toContainText(count("news.found", 1));
  expect(await ids(page)).toEqual(["MC1188216"]);
  expect(query(page)).toBe("?category=planForChange&major=1&act=1&tag=Retirement&platform=Android");
  await page.reload();
  await ready(page);
  await expect.poll(() => ids(page)).toEqual(["MC1188216"]);
  await expect(filter(page, "major")).toHaveAttribute("aria-pressed", "true");
  await expect(filter(page, "category")).toHaveValue("planForChange");
  await clear(page).click();
  await expect(rows(page)).toHaveCount(10);
  expect(query(page)).toBe("");
  await expect(clear(page)).toHaveCount(0);
  await filter(page, "severity").selectOption("high");
  await expect.poll(() => ids(page)).toEqual(["MC1190441"]);
});

test("where nothing matches it is said, with the way out", async ({ page }) => {
  await open(page, "service-health/?q=nothing+of+the+kind&unread=1");
  await expect(section(page, "news").getByText(say("news.nothing"))).toBeVisible();
  await expect(rows(page)).toHaveCount(0);
  await clear(page).last().click();
  await expect(rows(page)).toHaveCount(10);
  await expect(section(page, "news").getByText(say("news.nothing"))).toBeHidden();
});

test("the nearest act-by date can come first, past ones before it", async ({ page }) => {
  await open(page, "service-health/?act=1");
  await filter(page, "sort").selectOption({ label: say("news.sortActBy") });
  await expect.poll(() => ids(page)).toEqual(["MC1104218", "MC1188216", "MC1163550", "MC1121195", "MC1133307"]);
  expect(query(page)).toBe("?act=1&sort=act");
  await filter(page, "sort").selectOption({ label: say("news.sortUpdated") });
  await expect.poll(() => ids(page)).toEqual(["MC1188216", "MC1163550", "MC1121195", "MC1133307", "MC1104218"]);
});

test("platforms are derived from the text where a message does not tell them, and then it is said", async ({ page }) => {
  await openChanged(page, (snapshot) => (one(snapshot, "MC1163550").details = []), "service-health/?platform=Windows&message=MC1163550");
  const fact = (id) => article(page, id).locator("dd[data-derived]");
  await expect(fact("MC1163550")).toHaveText(new RegExp(`Windows\\s+${say("news.derived")}`));
  await opener(message(page, "MC1169974")).click();
  await expect(article(page, "MC1169974")).toContainText(`${say("news.platforms")}Windows`);
  await expect(fact("MC1169974")).toHaveCount(0);
});

test("reading, favourites and hiding start as Graph reports them and are remembered in this browser", async ({ page }) => {
  await open(page, "service-health/");
  const [unread, favorite] = [message(page, "MC1190441"), message(page, "MC1188216")];
  await expect(unread).toHaveAttribute("data-unread", "");
  await expect(favorite).toContainText(say("news.favorite"));
  await expect(section(page, "news")).toContainText(say("news.keptHere"));
  // To open is to read.
  await opener(unread).click();
  await expect(unread).not.toHaveAttribute("data-unread", "");
  await action(page, "favorite").click();
  await expect(unread).toContainText(say("news.favorite"));
  await opener(favorite).click();
  await action(page, "hide").click();
  await expect(favorite).toContainText(say("news.onlyHidden"));
  await expect(section(page, "news").locator('[data-ref="MC1188216"]')).toHaveCount(0);
  await opener(favorite).click();
  await expect(favorite).toHaveCount(0);

  await page.reload();
  await ready(page);
  await expect(rows(page)).toHaveCount(10);
  await expect(unread).not.toHaveAttribute("data-unread", "");
  await expect(unread).toContainText(say("news.favorite"));
  await expect(favorite).toHaveCount(0);
  await filter(page, "favorite").click();
  await expect.poll(() => ids(page)).toEqual(["MC1190441", "MC1151203", "MC1140268"]);
  await clear(page).click();
  await filter(page, "unread").click();
  await expect.poll(async () => (await ids(page)).includes("MC1190441")).toBe(false);
  await clear(page).click();
  await filter(page, "hidden").click();
  await expect.poll(() => ids(page)).toEqual(["MC1188216"]);
  await opener(favorite).click();
  await action(page, "hide").click();
  // It is hidden no longer, so nothing matches: that is said, with the same way out.
  await expect(section(page, "news").getByText(say("news.nothing"))).toBeVisible();
  await clear(page).first().click();
  await expect(favorite).toHaveCount(1);
});

test("a message that is read in a list of unread ones stays until another is opened", async ({ page }) => {
  await open(page, "service-health/?unread=1");
  await expect(rows(page)).toHaveCount(10);
  const [first, second] = await ids(page);
  await opener(message(page, first)).click();
  await expect(article(page, first)).toBeVisible();
  await expect(message(page, first)).not.toHaveAttribute("data-unread", "");
  await opener(message(page, second)).click();
  await expect(article(page, second)).toBeVisible();
  await expect(message(page, first)).toHaveCount(0);
  // Closed, it goes; the keyboard stands on what took its place.
  const third = (await ids(page))[1];
  await page.keyboard.press("Escape");
  await expect(message(page, second)).toHaveCount(0);
  await expect(opener(message(page, third))).toBeFocused();
});

test("what is marked as unread while it is open stays so until it is opened again, also in another language", async ({ page }) => {
  await open(page, `service-health/?message=${NEWEST[0]}`);
  const row = message(page, NEWEST[0]);
  await expect(row).not.toHaveAttribute("data-unread", "");
  await action(page, "read").click();
  await expect(row).toHaveAttribute("data-unread", "");
  await page.getByRole("combobox", { name: say("language.label") }).selectOption("nl");
  await expect(action(page, "read")).toHaveText(say("news.markRead", {}, "nl"));
  await expect(row).toHaveAttribute("data-unread", "");
  await opener(row).click();
  await expect(article(page, NEWEST[0])).toHaveCount(0);
  await opener(row).click();
  await expect(row).not.toHaveAttribute("data-unread", "");
});

test("a message that is opened from the short list leaves the search and the filters as they are", async ({ page }) => {
  await open(page, "service-health/?q=apple&major=1");
  const link = section(page, "news").locator("[data-ref] a").first();
  const id = await section(page, "news").locator("[data-ref]").first().getAttribute("data-ref");
  await link.click();
  await expect(article(page, id)).toBeVisible();
  await expect(search(page)).toHaveValue("apple");
  expect(query(page)).toBe(`?q=apple&major=1&message=${id}`);
});

test("what was remembered belongs to its tenant and can be forgotten", async ({ page }) => {
  await open(page, `service-health/?message=${NEWEST[0]}`);
  await action(page, "read").click();
  await expect(message(page, NEWEST[0])).toHaveAttribute("data-unread", "");
  await action(page, "read").click();
  await action(page, "favorite").click();
  const keys = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("news.")).sort());
  const tenant = reply(demo(), "organization").body.value[0].id;
  expect(await keys()).toEqual([`news.marks.${tenant}`, `news.read.${tenant}.${NEWEST[0]}`]);

  const other = (snapshot) => (reply(snapshot, "organization").body.value[0].id = "00000000-0000-0000-0000-000000000001");
  await openChanged(page, other);
  await expect(message(page, NEWEST[0])).toHaveAttribute("data-unread", "");
  await expect(message(page, NEWEST[0])).not.toContainText(say("news.favorite"));
  await expect(action(page, "forget")).toHaveCount(0);

  await page.unrouteAll();
  await open(page, "service-health/");
  await expect(message(page, NEWEST[0])).toContainText(say("news.favorite"));
  await action(page, "forget").click();
  await expect(message(page, NEWEST[0])).toHaveAttribute("data-unread", "");
  await expect(message(page, NEWEST[0])).not.toContainText(say("news.favorite"));
  await expect(page.getByRole("status")).toHaveText(say("news.forgotten"));
  expect(await keys()).toEqual([]);
});

test("a browser that keeps nothing is told of, and the marks last as long as the page", async ({ page }) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await open(page, "service-health/");
  await opener(message(page, NEWEST[0])).click();
  await action(page, "favorite").click();
  await expect(message(page, NEWEST[0])).toContainText(say("news.favorite"));
  await expect(section(page, "news")).toContainText(say("news.notKept"));
  await page.getByRole("navigation").getByRole("link").nth(1).click();
  await expect(page.locator("[data-connector]")).toHaveCount(18);
  await page.getByRole("navigation").getByRole("link").nth(2).click();
  await expect(message(page, NEWEST[0])).toContainText(say("news.favorite"));
  await expect(message(page, NEWEST[0])).not.toHaveAttribute("data-unread", "");
  await expect(section(page, "news")).toContainText(say("news.notKept"));
});

test("nothing is kept of a tenant that does not tell its id", async ({ page }) => {
  const keys = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("news.")));
  await openChanged(page, (snapshot) => snapshot.responses.splice(snapshot.responses.findIndex(({ id }) => id === "organization"), 1));
  await opener(message(page, NEWEST[0])).click();
  await action(page, "favorite").click();
  await expect(message(page, NEWEST[0])).toContainText(say("news.favorite"));
  await expect(section(page, "news")).toContainText(say("news.notKept"));
  expect(await keys()).toEqual([]);
});

test("an older export says nothing new", async ({ page }) => {
  const [id] = NEWEST;
  await open(page, "service-health/");
  await opener(message(page, id)).click();
  await expect(article(page, id)).toBeVisible();
  await openChanged(page, (snapshot) => Object.assign(one(snapshot, id), { title: "As it was", lastModifiedDateTime: "2026-11-01T00:00:00Z" }), `service-health/?message=${id}`);
  await expect(article(page, id)).toContainText("As it was");
  await expect(page.locator("[data-changes]")).toHaveCount(0);
  await expect(message(page, id)).not.toHaveAttribute("data-unread", "");
});

test("whoever goes on from an open message is not called back to it, and the keyboard goes along", async ({ page }) => {
  await serve(page, { snapshot: many(150) });
  await open(page, `service-health/?message=${NEWEST[2]}`);
  for (const expected of [20, 30, 40, 50]) {
    await action(page, "older").click();
    await expect(rows(page)).toHaveCount(expected);
  }
  const last = (await ids(page)).at(-1);
  await action(page, "older").click();
  await expect(message(page, last)).toHaveCount(0);
  await expect(rows(page)).toHaveCount(50);
  await expect(opener(rows(page).first())).toBeFocused();
  await action(page, "newer").click();
  await expect(opener(message(page, last))).toBeFocused();
});

test("what is open without being wanted stands in the list, but was not found", async ({ page }) => {
  await open(page, `service-health/?q=nothing+of+the+kind&message=${NEWEST[0]}`);
  await expect(article(page, NEWEST[0])).toBeVisible();
  await expect(note(page)).toContainText(count("news.found", 0));
  await expect(section(page, "news").getByText(say("news.nothing"))).toBeVisible();
});

test("a choice shows the filter that is in force, also after it was cleared and after Back", async ({ page }) => {
  await open(page, "service-health/");
  for (const value of ["planForChange", "", "planForChange"]) await filter(page, "category").selectOption(value);
  await expect.poll(() => query(page)).toContain("category=planForChange");
  await clear(page).click();
  await expect(filter(page, "category")).toHaveValue("");
  await page.goBack();
  await expect(filter(page, "category")).toHaveValue("planForChange");
});

test("a key that is held changes the address no more often than browsers bear", async ({ page }) => {
  await page.addInitScript(() => {
    const replace = history.replaceState;
    globalThis.replaced = 0;
    history.replaceState = function (...inputs) {
      globalThis.replaced += 1;
      return replace.apply(this, inputs);
    };
  });
  await open(page, "service-health/");
  await search(page).focus();
  for (let press = 0; press < 120; press += 1) {
    await page.keyboard.down("a");
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await page.keyboard.up("a");
  await expect.poll(() => query(page)).toBe(`?q=${"a".repeat(120)}`);
  // A hundred in ten seconds is where the first of them stops.
  expect(await page.evaluate(() => globalThis.replaced)).toBeLessThan(75);
});

test("what changed since a message was read is shown word by word: title, text and act-by date", async ({ page }) => {
  await open(page, "service-health/?message=MC1163550");
  await expect(article(page, "MC1163550")).toBeVisible();
  await expect(page.locator("[data-changes]")).toHaveCount(0);
  const change = (snapshot) => {
    const changed = one(snapshot, "MC1163550");
    changed.lastModifiedDateTime = "2026-11-21T08:30:00Z";
    changed.actionRequiredByDateTime = "2027-01-15T08:00:00Z";
    changed.title = changed.title.replace("TLS 1.1", "TLS 1.0 or 1.1");
    changed.body.content = changed.body.content.replace(/15 December/g, "15 January").concat("<p>A script finds them.</p>");
  };
  await openChanged(page, change);
  const row = message(page, "MC1163550");
  await expect(row).toHaveAttribute("data-unread", "");
  await expect(row).toContainText(say("news.changed"));
  // Once more after it was read: the change can still be looked at.
  for (const _ of [1, 2]) {
    await opener(row).click();
    const changes = row.locator("[data-changes]");
    await expect(changes.getByRole("heading")).toHaveText(say("news.changes", { date: "2 Nov 2026, 10:40 (09:40 UTC)" }));
    await expect(changes.locator("del").first()).toHaveText(/15 Dec 2026/);
    await expect(changes.locator("ins").first()).toHaveText(/15 Jan 2027/);
    await expect(changes.locator("dd").nth(1)).toContainText(/Take action: .*TLS.*1\.0 or.*1\.1/);
    await expect(changes.locator("ins").last()).toHaveText(/Added:\s+A script finds them\./);
    await expect(row).not.toContainText(say("news.changed"));
    await expectAccessible(page);
    await opener(row).click();
    await expect(changes).toHaveCount(0);
  }
});

test("a message that is gone is no longer listed, never cancelled; what was read of it stays readable", async ({ page }) => {
  await open(page, `service-health/?message=${NEWEST[2]}`);
  await expect(article(page, NEWEST[2])).toBeVisible();
  const remove = (snapshot) => (reply(snapshot, "messages").body.value = messages(snapshot).filter(({ id }) => id !== NEWEST[2]));
  await openChanged(page, remove, `service-health/?message=${NEWEST[2]}`);
  const news = section(page, "news");
  await expect(news).toContainText(say("news.notListed", { id: NEWEST[2] }));
  await expect(news.getByRole("article")).toContainText(/as of 17 Nov 2026.*find expiring tokens.*A built-in query lists/s);
  await expect(news).not.toContainText(/cancel/i);
});

test("J and K, and two buttons, go to the next and previous message, only while one is open", async ({ page }) => {
  await open(page, "service-health/");
  await opener(message(page, NEWEST[0])).focus();
  await page.keyboard.press("j");
  expect(query(page)).toBe("");
  await page.keyboard.press("Enter");
  await expect(article(page, NEWEST[0])).toBeVisible();
  await page.keyboard.press("j");
  await expect(article(page, NEWEST[1])).toBeVisible();
  await expect(opener(message(page, NEWEST[1]))).toBeFocused();
  await page.getByRole("button", { name: say("news.next"), exact: true }).click();
  await expect(opener(message(page, NEWEST[2]))).toBeFocused();
  await page.keyboard.press("k");
  await page.getByRole("button", { name: say("news.previous"), exact: true }).press("Enter");
  await expect(opener(message(page, NEWEST[0]))).toBeFocused();
  await page.keyboard.press("k");
  await expect(article(page, NEWEST[0])).toBeVisible();
  await expect(page.getByRole("article")).toHaveCount(1);
  // Beyond what is shown.
  for (let n = 1; n <= 10; n += 1) await page.keyboard.press("j").then(() => expect(page.getByRole("article")).toHaveCount(1));
  await expect(rows(page)).toHaveCount(20);
  // A letter that is typed is a letter.
  await search(page).pressSequentially("jk");
  await expect(search(page)).toHaveValue("jk");
  await page.getByRole("button", { name: say("foot.keys") }).click();
  await expect(page.getByText(say("keys.news"))).toBeVisible();
});

test("one message is printed alone", async ({ page }) => {
  await page.addInitScript(() => (globalThis.print = () => (globalThis.printed = true)));
  await open(page, `service-health/?message=${NEWEST[1]}`);
  await article(page, NEWEST[1]).getByRole("button", { name: say("action.print") }).click();
  expect(await page.evaluate(() => globalThis.printed)).toBe(true);
  await page.emulateMedia({ media: "print" });
  await expect(article(page, NEWEST[1]).getByRole("heading", { name: /Android device administrator management ends/ })).toBeVisible();
  await expect(article(page, NEWEST[1]).getByText("Find the devices under")).toBeVisible();
  await expect(section(page, "serviceHealth")).toBeHidden();
  await expect(opener(message(page, NEWEST[0]))).toBeHidden();
  await expect(article(page, NEWEST[1]).getByRole("button")).toHaveCount(0);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await expect(section(page, "serviceHealth")).toBeVisible();
});

test("numbers of messages, issues and features in a text are links: on this page where it has them", async ({ page }) => {
  await openChanged(page, (snapshot) => {
    one(snapshot, NEWEST[0]).body.content = "<p>See MC1188216, MC0000001, IT1396305, IT0000001 and Roadmap ID 501120; not 501121 nor MC1190441.</p>";
  });
  await opener(message(page, NEWEST[0])).click();
  const links = message(page, NEWEST[0]).locator(".rich-text").getByRole("link");
  await expect(links).toHaveText([/^MC1188216$/, /^MC0000001/, /^IT1396305$/, /^IT0000001/, /^501120/]);
  const hrefs = await links.evaluateAll((all) => all.map((link) => link.href));
  expect(hrefs[1]).toMatch(/^https:\/\/admin\.microsoft\.com\/.*MC0000001$/);
  expect(hrefs[3]).toMatch(/^https:\/\/admin\.microsoft\.com\/.*IT0000001$/);
  expect(hrefs[4]).toBe("https://www.microsoft.com/microsoft-365/roadmap?id=501120");
  await links.nth(2).click();
  await expect(issue(page, "IT1396305").getByRole("article")).toBeVisible();
  await open(page, `service-health/?message=${NEWEST[0]}`);
  await links.nth(0).click();
  await expect(article(page, "MC1188216")).toBeVisible();
  expect(page.context().pages()).toHaveLength(1);
});

test("the roadmap numbers of a message are links too", async ({ page }) => {
  await open(page, "service-health/?message=MC1140268");
  for (const id of ["502310", "502311"]) {
    const link = article(page, "MC1140268").getByRole("link", { name: new RegExp(`^${id}`) }).first();
    await expect(link).toHaveAttribute("href", `https://www.microsoft.com/microsoft-365/roadmap?id=${id}`);
  }
});

test("of a thousand messages a part is in the page at a time; a search finds the last one", async ({ page }) => {
  await serve(page, { snapshot: many(1000) });
  await open(page, "service-health/");
  await expect(note(page)).toContainText(say("news.newestOf", { n: 10, total: "1,025" }));
  const elements = () => page.evaluate(() => document.getElementsByTagName("*").length);
  for (const shown of [20, 30, 40, 50, 50, 50]) {
    await action(page, "older").click();
    await expect(rows(page)).toHaveCount(shown);
  }
  await expect(note(page)).toContainText(say("news.range", { from: "101", to: "150", total: "1,025" }));
  expect(await elements()).toBeLessThan(3000);
  await action(page, "newer").click();
  await expect(note(page)).toContainText(say("news.range", { from: "51", to: "100", total: "1,025" }));
  await action(page, "newer").click();
  await expect(note(page)).toContainText(say("news.newestOf", { n: 50, total: "1,025" }));
  await expect(action(page, "newer")).toHaveCount(0);
  await search(page).fill("something many number 900");
  await expect.poll(() => ids(page)).toEqual(["MC2000900"]);
  await expect(section(page, "news").getByText(say("news.readingTexts"))).toBeHidden();
  await search(page).fill("something to do");
  await expect(note(page)).toContainText(count("news.found", 10));
  // An address opens a message wherever it stands.
  await open(page, "service-health/?message=MC2000700");
  await expect(article(page, "MC2000700")).toBeVisible();
  await expect(opener(message(page, "MC2000700"))).toBeInViewport();
  expect(await rows(page).count()).toBeLessThanOrEqual(50);
});

test("odd messages are all readable, nothing is lost, and nothing runs", async ({ page }) => {
  const big = "word ".repeat(200_000);
  const odd = {
    MC3000001: { body: { contentType: "html", content: "" }, title: "No text" },
    MC3000002: { body: { contentType: "html", content: "<p></p><div><br></div>" }, title: "Only tags" },
    MC3000003: { body: { contentType: "html", content: `<p>${big}</p><p>theend</p>` }, title: "One megabyte" },
    MC3000004: { body: { contentType: "html", content: "<p>before <lli>after</lli></p> <200 devices, <ATPs: see <img src=x onerror=document.title='pwned'>below" }, title: "Broken" },
    MC3000005: { body: { contentType: "text", content: "Plain <b>text</b>\n\nsecond" }, title: "Plain" },
    MC3000006: { category: "brandNew", tags: ["<Unheard of>"], severity: "odd", title: "Unknown words", lastModifiedDateTime: null, startDateTime: null, viewPoint: null, details: null, services: [] },
    MC3000008: { lastModifiedDateTime: "next week", startDateTime: "0001-01-01T00:00:00Z", actionRequiredByDateTime: "soon", title: "Odd dates" },
    MC3000007: { actionRequiredByDateTime: "2020-01-01T00:00:00Z", title: "Long past" },
    "MC 3<8>": { title: "An id to be wary of" },
  };
  await openChanged(page, (snapshot) => {
    const model = one(snapshot, "MC1187000");
    for (const [id, fields] of Object.entries(odd)) messages(snapshot).push({ ...model, lastModifiedDateTime: "2026-11-21T08:00:00Z", ...fields, id });
    messages(snapshot).push({ ...model, id: "MC3000007", title: "Long past, the later one", actionRequiredByDateTime: "2020-01-01T00:00:00Z", lastModifiedDateTime: "2026-11-21T08:00:00Z" });
  });
  await expect(section(page, "news").locator("[data-ref]").first()).toContainText("Long past, the later one");
  await expect(message(page, "MC3000007")).toHaveCount(1);
  for (const [id, expected] of [
    ["MC3000001", say("news.emptyBody")],
    ["MC3000002", say("news.emptyBody")],
    ["MC3000003", "theend"],
    ["MC3000004", /before.*after.*<200 devices, <ATPs: see.*below/s],
    ["MC3000005", /Plain <b>text<\/b>.*second/s],
    ["MC 3<8>", "An id to be wary of"],
  ]) {
    await opener(message(page, id)).click();
    await expect(message(page, id)).toContainText(expected);
    // Nothing is remembered under an id that cannot be one of Microsoft's.
    if (id.includes("<")) await expect(action(page, "favorite")).toHaveCount(0);
    else await action(page, "favorite").click();
    await opener(message(page, id)).click();
  }
  await open(page, "service-health/?tag=%3CUnheard+of%3E");
  await expect.poll(() => ids(page)).toEqual(["MC3000006"]);
  await expect(message(page, "MC3000006")).toContainText('"brandNew"');
  await open(page, "service-health/?category=neverHeardOf");
  await expect(section(page, "news").getByText(say("news.nothing"))).toBeVisible();
  await expect(filter(page, "category").locator("option:checked")).toHaveText('"neverHeardOf"');
  await expect(page).not.toHaveTitle("pwned");
  // Without a date it stands last; its address opens it.
  await open(page, "service-health/?message=MC3000008");
  await expect(article(page, "MC3000008")).toContainText(/"soon".*"next week"/s);
});

test("by keyboard: search, filters, clear, and what can be done with a message", async ({ page }) => {
  await open(page, "service-health/");
  await tabTo(page, search(page));
  await page.keyboard.type("android");
  await expect(note(page)).toContainText(/messages found/);
  await tabTo(page, filter(page, "category"), { limit: 3 });
  await page.keyboard.type("Plan");
  await expect.poll(() => query(page)).toContain("category=planForChange");
  await expect(filter(page, "category")).toBeFocused();
  await tabTo(page, filter(page, "unread"), { limit: 6 });
  await page.keyboard.press("Space");
  await expect(filter(page, "unread")).toHaveAttribute("aria-pressed", "true");
  await expect(filter(page, "unread")).toBeFocused();
  await tabTo(page, clear(page), { limit: 6 });
  await page.keyboard.press("Enter");
  await expect(rows(page)).toHaveCount(10);
  await expect(search(page)).toHaveValue("");
  await expect(search(page)).toBeFocused();
  await tabTo(page, opener(message(page, NEWEST[0])));
  await page.keyboard.press("Enter");
  await tabTo(page, action(page, "favorite"), { limit: 12 });
  await page.keyboard.press("Enter");
  await expect(message(page, NEWEST[0])).toContainText(say("news.favorite"));
  await expect(action(page, "favorite")).toBeFocused();
});

for (const [language, locale] of Object.entries(LOCALES)) {
  test.describe(`in ${language}`, () => {
    test.use({ locale });

    test("search, filters and marks have their words, and axe finds nothing, wide and narrow", async ({ page }) => {
      await open(page, "service-health/?q=android&major=1&message=MC1188216");
      await expect(search(page, language)).toBeVisible();
      await expect(note(page)).toContainText(count("news.found", 2, language));
      await expect(filter(page, "major")).toHaveText(say("news.onlyMajor", {}, language));
      await expect(action(page, "read")).toHaveText(say("news.markUnread", {}, language));
      await expect(section(page, "news")).toContainText(say("news.keptHere", {}, language));
      await expect(section(page, "news")).toContainText(say("news.first", {}, language));
      await expectAccessible(page);
      await page.setViewportSize({ width: 390, height: 844 });
      await expect(search(page, language)).toBeVisible();
      await expectNoSideways(page);
      await expectAccessible(page);
      await open(page, "service-health/?q=nothing+of+the+kind");
      await expect(section(page, "news").getByText(say("news.nothing", {}, language))).toBeVisible();
      await expectAccessible(page);
    });
  });
}
