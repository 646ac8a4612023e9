// The tab "Service health and news": what Microsoft says, opened in place, never as markup of its own.
import { expect, issue, message, open, opener, query, section, serve, test, watchClipboard } from "./harness.mjs";
import { NEWEST, demo, reply, say } from "./demo.mjs";

const ids = (rows, name) => rows.evaluateAll((all, name) => all.map((row) => row.dataset[name]), name);
const rich = (row) => row.locator(".rich-text");

test("issues in the reader's own environment come first, when there are any", async ({ page }) => {
  await open(page, "service-health/");
  const own = section(page, "environmentIssues");
  await expect(own.getByRole("heading").first()).toHaveText(/^Issues in your environment that require action/);
  expect(await ids(own.locator("[data-issue]"), "issue")).toEqual(["IT1401207"]);
  const tops = async () => {
    const boxes = ["environmentIssues", "serviceHealth", "news"].map((name) => section(page, name).boundingBox());
    return (await Promise.all(boxes)).map(({ y }) => y);
  };
  let [environment, health, news] = await tops();
  expect(environment).toBeLessThan(health);
  expect(health).toBeLessThan(news);

  const snapshot = demo();
  reply(snapshot, "issues").body.value.forEach((issue) => (issue.origin = "microsoft"));
  await serve(page, { snapshot });
  await open(page, "service-health/");
  await expect(own).toContainText(say("environment.none"));
  [environment, health, news] = await tops();
  expect(health).toBeLessThan(environment);
  expect(environment).toBeLessThan(news);
});

test("active issues of Intune are listed, incidents first; others' and ended ones are not", async ({ page }) => {
  await open(page, "service-health/");
  const health = section(page, "serviceHealth");
  const shown = health.locator("[data-issue]:visible");
  await expect(shown).toHaveCount(4);
  expect(await ids(shown, "issue")).toEqual(["IT1402187", "IT1401960", "IT1401544", "IT1400812"]);
  expect(await ids(shown, "classification")).toEqual(["incident", "incident", "advisory", "advisory"]);
  expect(await ids(shown, "resolved")).toEqual(Array(4).fill("false"));
  await expect(health).toContainText("2 incidents · 2 advisories");
  await expect(health).toContainText(say("health.intune", { status: "Service degradation" }));
  for (const id of ["EN1401733", "WA1399118", "IT1388410"]) await expect(issue(page, id)).toHaveCount(0);
  await expect(issue(page, "IT1402187")).toContainText(/Incident.*Devices can’t complete enrollment.*Enrollment.*Restoring service.*3 hours ago.*21 minutes ago/s);
});

test("an issue opens in place with every post, newest first", async ({ page }) => {
  await open(page, "service-health/");
  const row = issue(page, "IT1402187");
  await opener(row).click();
  expect(query(page)).toBe("?issue=IT1402187");
  const posts = row.getByRole("listitem").filter({ has: page.locator(".rich-text") });
  await expect(posts).toHaveCount(4);
  const times = await posts.locator("time").evaluateAll((all) => all.map((time) => time.dateTime));
  expect(times).toEqual([...times].sort().reverse());
  await expect(posts.first()).toContainText("21 Nov 2026, 09:38 (08:38 UTC)");
  await expect(posts.first()).toContainText("Success rates are back at 97 percent");
  await expect(posts.nth(2)).toContainText("Quick update");
  await expect(row).toContainText(say("health.latest"));
  await expect(row).toContainText(say("health.affected"));
  await expect(row.getByText("at 10:30 AM UTC").first()).toBeVisible();
  const portal = row.getByRole("link", { name: new RegExp("^" + say("link.openM365")) });
  await expect(portal).toHaveAttribute("href", /^https:\/\/admin\.microsoft\.com\/.*IT1402187$/);
  await expect(portal).toHaveAttribute("target", "_blank");
  // In its place: right under its own line.
  const [line, text, next] = [opener(row), row.getByRole("article"), opener(issue(page, "IT1401960"))];
  const [a, b, c] = await Promise.all([line, text, next].map((one) => one.boundingBox()));
  expect(a.y).toBeLessThan(b.y);
  expect(b.y).toBeLessThan(c.y);
});

test("what ended in the past thirty days is here too, on request", async ({ page }) => {
  await open(page, "service-health/");
  const past = page.getByRole("button", { name: say("health.pastHere", { n: 2 }) });
  await expect(issue(page, "IT1396305")).toBeHidden();
  await past.click();
  await expect(past).toHaveAttribute("aria-expanded", "true");
  for (const id of ["IT1396305", "IT1398020"]) {
    await expect(issue(page, id)).toBeVisible();
    await expect(issue(page, id)).toHaveAttribute("data-resolved", "true");
  }
  const link = page.getByRole("link", { name: new RegExp("^" + say("link.pastIssues")) });
  await expect(link).toHaveAttribute("href", /^https:\/\/admin\.microsoft\.com\//);
  // An address that names one opens the list.
  await open(page, "service-health/?issue=IT1396305");
  await expect(issue(page, "IT1396305").getByRole("article")).toBeVisible();
  await expect(issue(page, "IT1396305")).toContainText("post-incident report has been published");
});

test("the ten newest messages are shown, then the older ones; expired and archived ones never", async ({ page }) => {
  await open(page, "service-health/");
  const news = section(page, "news");
  const rows = news.locator("[data-message]");
  await expect(rows).toHaveCount(10);
  expect(await ids(rows, "message")).toEqual(NEWEST);
  await expect(news).toContainText(say("news.newestOf", { n: 10, total: 25 }));
  await news.getByRole("button", { name: say("news.showOlder", { n: 15 }) }).click();
  await expect(rows).toHaveCount(20);
  expect((await ids(rows, "message")).slice(0, 10)).toEqual(NEWEST);
  await news.getByRole("button", { name: say("news.showOlder", { n: 5 }) }).click();
  await expect(rows).toHaveCount(25);
  await expect(news.getByRole("button", { name: /^Show older/ })).toHaveCount(0);
  for (const id of ["MC1115077", "MC1172345"]) await expect(message(page, id)).toHaveCount(0);
  const all = await rows.locator("time:last-of-type").count();
  expect(all).toBeGreaterThanOrEqual(25);
  const link = news.getByRole("link", { name: new RegExp("^" + say("link.messageCenter")) });
  await expect(link).toHaveAttribute("href", /^https:\/\/admin\.microsoft\.com\//);
});

test("what asks for a decision stands before the news, by date, with the past and near ones marked", async ({ page }) => {
  await open(page, "service-health/");
  const list = section(page, "news").locator("[data-ref]");
  await expect(list).toHaveCount(5);
  expect(await ids(list, "ref")).toEqual(["MC1104218", "MC1188216", "MC1163550", "MC1121195", "MC1133307"]);
  await expect(list.nth(0)).toContainText(/18 Nov 2026 \(3 days ago\)/);
  await expect(list.nth(1)).toContainText(/1 Dec 2026 \(in (9|10) days\)/);
  expect(await ids(list, "health")).toEqual(["warning", "warning", undefined, undefined, undefined]);
  await section(page, "news").getByRole("button", { name: say("action.showMore", { n: 2 }) }).click();
  expect((await ids(list, "ref")).slice(5), "major changes without a date").toEqual(["MC1183092", "MC1147120"]);
  // One that lies beyond the first ten.
  await list.nth(0).getByRole("link").click();
  expect(query(page)).toBe("?message=MC1104218");
  await expect(message(page, "MC1104218").getByRole("article")).toBeVisible();
});

test("a message opens in place as text with headings, lists and links", async ({ page }) => {
  await open(page, "service-health/");
  const row = message(page, "MC1188216");
  await expect(row).toContainText(say("news.unread"));
  await opener(row).click();
  expect(query(page)).toBe("?message=MC1188216");
  await expect(rich(row).getByRole("heading")).toHaveText(["How this will affect your organization", "What you need to do to prepare"]);
  await expect(rich(row).getByRole("listitem")).toHaveCount(3);
  await expect(rich(row)).not.toContainText("[");
  await expect(rich(row)).toHaveAttribute("lang", "en");
  const link = rich(row).getByRole("link", { name: /^How to move/ });
  await expect(link).toHaveAttribute("target", "_blank");
  await expect(link).toHaveAttribute("rel", "noopener noreferrer");
  await expect(row).toContainText("1 Dec 2026, 09:00 (08:00 UTC)");
  const portal = row.getByRole("link", { name: new RegExp("^" + say("link.openMessageCenter")) });
  await expect(portal).toHaveAttribute("href", /MC1188216$/);
  await expect(row).toContainText(say("news.major"));
});

test("tables, pictures, plain text, broken markup and odd links come out as harmless text", async ({ page }) => {
  await open(page, "service-health/?message=MC1151203");
  await expect(rich(message(page, "MC1151203")).getByRole("table")).toBeVisible();
  await expect(rich(message(page, "MC1151203")).locator("td[colspan='3']")).toHaveText(/security updates/);

  await open(page, "service-health/?message=MC1166480");
  const picture = rich(message(page, "MC1166480"));
  await expect(picture.locator("img")).toHaveCount(0);
  await expect(picture.getByRole("link", { name: /Image: The page with three steps.*www\.contoso\.com/ })).toHaveAttribute("href", /^https:\/\/www\.contoso\.com\/.*\.png$/);

  await open(page, "service-health/?message=MC1160021");
  await expect(rich(message(page, "MC1160021")).locator("p")).toHaveCount(3);

  await open(page, "service-health/?message=MC1169974");
  await expect(rich(message(page, "MC1169974"))).toContainText(/Edge.*the guide/s);
  await expect(rich(message(page, "MC1169974")).getByRole("link")).toHaveCount(0);

  await open(page, "service-health/?message=MC1154886");
  await expect(rich(message(page, "MC1154886")).getByRole("link", { name: /^feedback@contoso\.com/ })).toHaveAttribute("href", "mailto:feedback@contoso.com");

  await open(page, "service-health/?message=MC1137754");
  await expect(rich(message(page, "MC1137754"))).toContainText(/Codes stay the same.*help desk page/s);
  await expect(rich(message(page, "MC1137754")).locator("strong, b")).toHaveText("Tenant administration > Customization");
});

test("what has been shown stays while another message is opened", async ({ page }) => {
  await open(page, "service-health/?message=MC1160021");
  await expect(page.locator("[data-message]")).toHaveCount(20);
  await opener(message(page, NEWEST[2])).click();
  await expect(message(page, NEWEST[2]).getByRole("article")).toBeVisible();
  await expect(page.locator("[data-message]")).toHaveCount(20);
});

test("an address opens its item, also beyond the first ten, and one that is not there is named", async ({ page }) => {
  await open(page, "service-health/?message=MC1121195");
  await expect(message(page, "MC1121195").getByRole("article")).toBeVisible();
  await expect(opener(message(page, "MC1121195"))).toBeInViewport();
  await open(page, "service-health/?message=MC0000001");
  await expect(page.getByText(say("news.notListed", { id: "MC0000001" }))).toBeVisible();
  await expect(page.getByRole("article")).toHaveCount(0);
  await open(page, "service-health/?issue=IT0000001");
  await expect(page.getByText(say("health.notListed", { id: "IT0000001" }))).toBeVisible();
});

test("Back closes what was opened; Escape closes and gives the focus back; one item is open at a time", async ({ page }) => {
  await open(page, "service-health/");
  const [first, second] = [message(page, NEWEST[0]), issue(page, "IT1401544")];
  await opener(first).click();
  await expect(first.getByRole("article")).toBeVisible();
  await opener(second).press("Enter");
  await expect(second.getByRole("article")).toBeVisible();
  await expect(page.getByRole("article")).toHaveCount(1);
  await page.goBack();
  await expect(first.getByRole("article")).toBeVisible();
  await expect(page.getByRole("article")).toHaveCount(1);
  await page.goBack();
  await expect(page.getByRole("article")).toHaveCount(0);
  await opener(first).press("Enter");
  await first.getByRole("button", { name: say("action.copyLink") }).focus();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("article")).toHaveCount(0);
  await expect(opener(first)).toBeFocused();
  expect(query(page)).toBe("");
});

test("the link to an item can be copied", async ({ page, context }) => {
  const copied = await watchClipboard(page, context);
  await open(page, "service-health/?issue=IT1401960", { prefix: "/a/b/c/" });
  await issue(page, "IT1401960").getByRole("button", { name: say("action.copyLink") }).click();
  await expect.poll(copied).toMatch(/\/a\/b\/c\/service-health\/\?issue=IT1401960$/);
});

test("nothing active is said with the time of reading, and never with an empty table", async ({ page }) => {
  const snapshot = demo();
  reply(snapshot, "issues").body.value = [];
  reply(snapshot, "messages").body.value = [];
  await serve(page, { snapshot });
  await open(page, "service-health/");
  await expect(page.getByText(/No active incidents or advisories for Intune\. Read /)).toBeVisible();
  await expect(page.getByText(say("news.none"))).toBeVisible();
  await expect(page.getByText(say("environment.none"))).toBeVisible();
  await expect(page.locator("table:visible")).toHaveCount(0);
});

test("what was not read, or not in full, is never called nothing", async ({ page }) => {
  const snapshot = demo();
  Object.assign(reply(snapshot, "issues"), { status: 500, body: { error: { code: "x", message: "y" } } });
  reply(snapshot, "messages").body = { value: [], "@odata.nextLink": "https://graph.microsoft.com/v1.0/next" };
  await serve(page, { snapshot });
  await open(page, "service-health/");
  await expect(section(page, "serviceHealth"), "the overview was read").toHaveAttribute("data-state", "partial");
  await expect(section(page, "news")).toHaveAttribute("data-state", "partial");
  for (const text of ["news.none", "environment.none", "tile.noneActive", "tile.noneToAct"]) await expect(page.getByText(say(text)).filter({ visible: true })).toHaveCount(0);
  await expect(page.locator('.empty-note[data-tone="success"]:visible')).toHaveCount(0);
  await expect(page.getByText(say("tile.notRead"), { exact: true })).toHaveCount(2);
});

test("a refused list names the smallest role that opens it, and who gives it", async ({ page }) => {
  const snapshot = demo();
  for (const id of ["issues", "healthOverviews", "messages"]) {
    Object.assign(reply(snapshot, id), { status: 403, body: { error: { code: "Forbidden", message: "no" } } });
  }
  await serve(page, { snapshot });
  await open(page, "service-health/");
  for (const [name, role] of [["serviceHealth", "role.serviceSupportAdministrator"], ["news", "role.messageCenterReader"]]) {
    await expect(section(page, name)).toHaveAttribute("data-state", "refused");
    await expect(section(page, name)).toContainText(say(role));
    await expect(section(page, name)).toContainText(say("role.privilegedRoleAdministrator"));
  }
  // The others go on working.
  await page.getByRole("navigation").getByRole("link").nth(1).click();
  await expect(page.locator("[data-connector]")).toHaveCount(18);
});
