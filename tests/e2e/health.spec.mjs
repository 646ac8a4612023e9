// Service health in depth: the services beside Intune, how long things lasted, the picture of 30 days, and odd input.
import { LOCALES, expect, expectAccessible, expectNoSideways, issue, open, opener, query, section, serve, tabTo, test } from "./harness.mjs";
import { count, demo, reply, say } from "./demo.mjs";

const health = (page) => section(page, "serviceHealth");
const past = (page, language = "en") => page.getByRole("button", { name: say("health.pastHere", { n: 2 }, language) });
const related = (page, language = "en") => page.getByRole("button", { name: say("health.related", { counts: count("tile.advisories", 1, language) }, language) });
const picture = (page) => page.locator(".picture");
const bars = (page) => picture(page).getByRole("link");

/** The demo with other issues; `change` gets the list. */
function withIssues(change) {
  const snapshot = demo();
  const body = reply(snapshot, "issues").body;
  body.value = change(body.value);
  return snapshot;
}

/** An active advisory of Intune. */
const made = (id, changes = {}) => ({
  id, title: `Title of ${id}`, service: "Microsoft Intune", feature: "Policy", classification: "advisory", origin: "microsoft",
  status: "investigating", isResolved: false, impactDescription: "", posts: [],
  startDateTime: "2026-11-20T09:00:00Z", endDateTime: null, lastModifiedDateTime: "2026-11-20T10:00:00Z", ...changes,
});

test("each issue says since when it lasts, and in Microsoft's words how it stands", async ({ page }) => {
  await open(page, "service-health/");
  await expect(issue(page, "IT1401960")).toContainText(/Compliance.*Service degradation.*22 hours ago.*117 minutes ago.*22 hours/s);
  await past(page).click();
  await expect(issue(page, "IT1398020")).toContainText(/False positive.*11 days ago.*11 days ago.*95 minutes/s);
  const report = issue(page, "IT1396305").getByRole("link", { name: /^Post-incident report published/ });
  await expect(report).toHaveAttribute("href", /admin\.microsoft\.com\/.*history.*IT1396305$/);
  await expect(report).toHaveAttribute("target", "_blank");
});

test("the services that Intune leans on are folded away with their status and their issues", async ({ page }) => {
  await open(page, "service-health/");
  await expect(issue(page, "EN1401733")).toHaveCount(0);
  await related(page).click();
  await expect(related(page)).toHaveAttribute("aria-expanded", "true");
  const services = health(page).locator(".related__service");
  await expect(services).toHaveText([/Microsoft Defender XDR\s*Service operational/, /Microsoft Entra\s*Service degradation/, /Windows Autopatch\s*Service restored/]);
  await expect(issue(page, "EN1401733")).toBeVisible();
  await opener(issue(page, "EN1401733")).click();
  await expect(issue(page, "EN1401733").getByRole("article")).toContainText("Microsoft Entra");
  // An address opens the list that its issue is in.
  await open(page, "service-health/?issue=EN1401733");
  await expect(issue(page, "EN1401733").getByRole("article")).toBeVisible();
});

test("the picture has a bar for each issue, and a table that says the same", async ({ page }) => {
  await open(page, "service-health/");
  await past(page).click();
  await expect(bars(page)).toHaveCount(7);
  const ids = await bars(page).evaluateAll((all) => all.map((bar) => bar.dataset.ref));
  expect(ids).toEqual(["IT1396305", "IT1398020", "IT1400812", "IT1401544", "IT1401207", "IT1401960", "IT1402187"]);
  await expect(bars(page).nth(0)).toHaveAccessibleName("Incident IT1396305 Required Windows apps weren’t installed: 4 Nov 2026, 10:10 to 4 Nov 2026, 16:45 (6 hours)");
  await expect(bars(page).nth(2)).toHaveAccessibleName(/since 17 Nov 2026, 14:00 \(3 days\)$/);
  // Inside the picture, and no two on top of each other.
  const boxes = await bars(page).locator("rect").evaluateAll((all) => all.map((bar) => bar.getBoundingClientRect().toJSON()));
  const frame = await picture(page).boundingBox();
  for (const [n, a] of boxes.entries()) {
    expect(a.left).toBeGreaterThanOrEqual(frame.x);
    expect(a.right).toBeLessThanOrEqual(frame.x + frame.width);
    for (const b of boxes.slice(n + 1)) expect(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top).toBe(true);
  }
  await expect(picture(page).getByRole("table")).toHaveCount(0);
  await picture(page).getByRole("button", { name: say("health.asTable") }).click();
  await expect(picture(page).getByRole("row")).toHaveCount(8);
  await expect(picture(page).getByRole("row", { name: /IT1398020/ })).toContainText(/Advisory.*9 Nov 2026, 12:05.*9 Nov 2026, 13:40.*95 minutes/s);
});

test("closing what the address opened leaves its list open, until it is folded", async ({ page }) => {
  await open(page, "service-health/?issue=IT1396305");
  await expect(issue(page, "IT1396305").getByRole("article")).toBeVisible();
  await opener(issue(page, "IT1396305")).focus();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("article")).toHaveCount(0);
  await expect(opener(issue(page, "IT1396305"))).toBeFocused();
  await expect(picture(page)).toBeVisible();
  await past(page).click();
  await expect(picture(page)).toHaveCount(0);
  await expect(past(page)).toHaveAttribute("aria-expanded", "false");
  // With one of its issues open it folds all the same.
  await open(page, "service-health/?issue=IT1396305");
  await past(page).click();
  await expect(picture(page)).toHaveCount(0);
});

test("a bar opens its issue, active or past", async ({ page }) => {
  await open(page, "service-health/");
  await past(page).click();
  for (const id of ["IT1402187", "IT1396305"]) {
    await picture(page).locator(`[data-ref="${id}"] rect`).click();
    expect(query(page)).toBe(`?issue=${id}`);
    await expect(issue(page, id).getByRole("article")).toBeVisible();
    await expect(opener(issue(page, id))).toBeFocused();
    await expect(opener(issue(page, id))).toBeInViewport();
  }
  // Once more it stays open.
  await picture(page).locator('[data-ref="IT1396305"] rect').click();
  await expect(opener(issue(page, "IT1396305"))).toBeFocused();
  await expect(issue(page, "IT1396305").getByRole("article")).toBeVisible();
});

for (const [language, locale] of Object.entries(LOCALES)) {
  test.describe(`in ${language}`, () => {
    test.use({ locale });

    test("by keyboard: the other services, the picture, an issue, and out again", async ({ page }) => {
      await open(page, "service-health/");
      await tabTo(page, related(page, language));
      await page.keyboard.press("Enter");
      await expect(issue(page, "EN1401733")).toBeVisible();
      await tabTo(page, past(page, language));
      await page.keyboard.press("Space");
      await expect(bars(page)).toHaveCount(7);
      // The picture is one stop; the arrow keys go on from there, and what has the focus is told below.
      await tabTo(page, bars(page).nth(0), { key: "Shift+Tab" });
      await page.keyboard.press("ArrowRight");
      await expect(bars(page).nth(1)).toBeFocused();
      await expect(picture(page).locator(".picture__told")).toContainText("IT1398020");
      await page.keyboard.press("End");
      await expect(bars(page).nth(6)).toBeFocused();
      await page.keyboard.press("ArrowRight");
      await expect(bars(page).nth(6)).toBeFocused();
      await page.keyboard.press("Home");
      await page.keyboard.press("Tab");
      await expect(picture(page).getByRole("button", { name: say("health.asTable", {}, language) })).toBeFocused();
      await page.keyboard.press("Shift+Tab");
      await expect(bars(page).nth(0)).toBeFocused();
      await page.keyboard.press("Enter");
      await expect(issue(page, "IT1396305").getByRole("article")).toBeVisible();
      await expect(opener(issue(page, "IT1396305"))).toBeFocused();
      await page.keyboard.press("Escape");
      await expect(page.getByRole("article")).toHaveCount(0);
    });

    for (const colorScheme of ["light", "dark"]) {
      test(`axe finds nothing with everything open, ${colorScheme}`, async ({ page }) => {
        await page.emulateMedia({ colorScheme });
        for (const width of [1280, 390]) {
          await page.setViewportSize({ width, height: 844 });
          await open(page, "service-health/?issue=IT1396305");
          await related(page, language).click();
          await picture(page).getByRole("button", { name: say("health.asTable", {}, language) }).click();
          await expectAccessible(page);
          await expectNoSideways(page);
        }
      });
    }
  });
}

test("odd dates are shown as they are, never reckoned with, and nothing is lost", async ({ page }) => {
  const snapshot = withIssues(() => [
    made("IT1", { startDateTime: null, lastModifiedDateTime: null }),
    made("IT2", { startDateTime: "2027-03-01T00:00:00Z" }),
    made("IT3", { startDateTime: "0001-01-01T00:00:00Z" }),
    made("IT4", { isResolved: true, status: "serviceRestored", startDateTime: "2026-11-20T09:00:00Z", endDateTime: "2026-11-19T09:00:00Z" }),
    made("IT5", { startDateTime: "next week", lastModifiedDateTime: 5 }),
    made("IT6", { status: "brandNewStatus", classification: "somethingElse" }),
    made("IT1", { title: "The same id again" }),
  ]);
  await serve(page, { snapshot });
  await open(page, "service-health/");
  await expect(health(page).locator("[data-issue]")).toHaveCount(5);
  await expect(issue(page, "IT1")).toContainText("The same id again");
  await expect(issue(page, "IT5")).toContainText("next week");
  await expect(issue(page, "IT6")).toContainText('"brandNewStatus"');
  await page.getByRole("button", { name: say("health.pastHere", { n: 1 }) }).click();
  await expect(issue(page, "IT4").locator("td").last(), "ended before it began: no duration").toBeEmpty();
  // The one without any date has its place in the table.
  await expect(bars(page)).toHaveCount(5);
  await expect(picture(page)).toContainText(count("health.leftOut", 1));
  await expect(bars(page).locator("rect").first()).toHaveAttribute("x", /^\d+\.\d%$/);
});

test("posts out of order, without dates and with broken bodies are all readable, the older ones in steps", async ({ page }) => {
  const post = (n) => ({ createdDateTime: `2026-11-${String(1 + n).padStart(2, "0")}T08:00:00Z`, postType: n === 3 ? "quick" : "regular", description: { contentType: "html", content: `<p>Post ${n} <lli><200 </p` } });
  const posts = [4, 1, 13, 3, 0, 2, 5, 6, 12, 7, 8, 9, 10, 11].map(post);
  posts.splice(2, 0, { description: { contentType: "html", content: "<p>Without a date" } }, { createdDateTime: "soon", postType: null, description: "Bare text <b>" }, null, 5);
  await serve(page, { snapshot: withIssues(() => [made("IT1", { posts })]) });
  await open(page, "service-health/?issue=IT1");
  const article = issue(page, "IT1").getByRole("article");
  const shown = article.locator(".timeline__item");
  await expect(shown).toHaveCount(10);
  await expect(shown.first()).toContainText("Post 13");
  await article.getByRole("button", { name: say("health.showOlder", { n: 6 }) }).click();
  await expect(shown).toHaveCount(16);
  await expect(shown.nth(10), "the button is gone").toBeFocused();
  const dated = await shown.locator("time").evaluateAll((all) => all.map((time) => time.dateTime));
  expect(dated).toEqual([...dated].sort().reverse());
  await expect(shown.filter({ hasText: "Quick update" })).toHaveCount(1);
  await expect(shown.nth(14)).toContainText("Without a date");
  await expect(shown.nth(14).getByRole("heading")).toHaveCount(0);
  await expect(shown.nth(15)).toContainText("Bare text <b>");
  await expect(shown.nth(15).getByRole("heading")).toContainText('"soon"');
});

test("five hundred issues come in steps, and the picture says what it leaves out", async ({ page }) => {
  const day = (n) => new Date(Date.parse("2026-11-20T00:00:00Z") - (n % 28) * 86_400_000).toISOString();
  const issues = Array.from({ length: 500 }, (_, n) => made(`IT${1000 + n}`, { startDateTime: day(n), isResolved: n % 2 === 1, endDateTime: n % 2 ? "2026-11-20T12:00:00Z" : null }));
  await serve(page, { snapshot: withIssues(() => issues) });
  await open(page, "service-health/");
  const rows = health(page).locator("[data-issue]");
  await expect(rows).toHaveCount(20);
  await health(page).getByRole("button", { name: say("action.showMore", { n: 230 }) }).click();
  await expect(rows).toHaveCount(40);
  await page.getByRole("button", { name: say("health.pastHere", { n: 250 }) }).click();
  await expect(rows).toHaveCount(60);
  const drawn = await bars(page).count();
  expect(drawn).toBeGreaterThanOrEqual(12);
  await expect(picture(page)).toContainText(count("health.leftOut", 500 - drawn));
  await picture(page).getByRole("button", { name: say("health.asTable") }).click();
  await expect(picture(page).locator("tbody tr")).toHaveCount(25);
  await picture(page).getByRole("button", { name: say("action.showMore", { n: 475 }) }).click();
  await expect(picture(page).locator("tbody tr")).toHaveCount(50);
  // One that lies beyond the first step.
  await open(page, "service-health/?issue=IT1499");
  await expect(issue(page, "IT1499").getByRole("article")).toBeVisible();
});
