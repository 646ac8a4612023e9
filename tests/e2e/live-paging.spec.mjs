// Further pages: followed as they are while they lead to Graph, and never with a token to anywhere else.
import { section } from "./harness.mjs";
import { expect, settled, shown, test } from "./live.mjs";

/** The most pages of one list. */
const MOST = 200;

/** Per fault: how often the list is asked for, and whether the list is complete in the end. */
const FAULTS = [
  ["honest", 3, true],
  ["loop", 2, false],
  ["cycle", 3, false],
  ["hollow", MOST, false],
  ["endless", MOST, false],
  ["relative", 1, false],
  ["scheme", 1, false],
  ["foreign", 1, false],
  ["userinfo", 1, false],
  ["port", 1, false],
  ["climb", 1, false],
  ["script", 1, false],
  ["expired", 2, false],
  ["broken", 3, false],
];

for (const kind of ["none", "oidc"]) {
  test.describe(kind === "none" ? "without a sign-in" : "with a token at stake", () => {
    test.use({ wants: { kind } });

    for (const [fault, requests, isComplete] of FAULTS.filter(([fault]) => kind === "none" || ["foreign", "userinfo", "port", "scheme", "climb"].includes(fault))) {
      test(`pages that are ${fault}: ${requests} requests, the list is ${isComplete ? "complete" : "incomplete, and says so"}`, async ({ page, live, trouble }) => {
        test.setTimeout(90_000);
        const { graph } = live;
        if (["expired", "broken"].includes(fault)) trouble.allow(/Failed to load resource/);
        // A list of the first tabs, so that the first sign-in is enough to read it.
        graph.paging.set("vppTokens", { kind: fault });
        if (kind === "none") await live.open(page, "connectors/");
        else await live.openSignedIn(page, "anna", "connectors/");
        await settled(page, graph, { timeout: 60_000 });
        expect(graph.count("vppTokens")).toBe(requests);
        const { connectors } = await shown(page);
        const row = connectors.find((line) => line.startsWith("vppTokenExpirationDateTime"));
        expect(row, "what was read is judged").toMatch(/warning$/);
        const members = page.locator('[data-connector="vppTokenExpirationDateTime"]');
        if (isComplete) await expect(members).not.toContainText(/not complete|incomplete/i);
      });
    }
  });
}

test.describe("the messages", () => {
  test.use({ wants: { kind: "none" } });

  test("pages of one message show what one page shows", async ({ page, context, live }) => {
    const { graph } = live;
    await live.open(page, "service-health/");
    await settled(page, graph);
    const whole = await shown(page);
    const asked = graph.count();
    graph.paging.set("messages", { size: 1 });
    const other = await context.newPage();
    await live.open(other, "service-health/");
    await settled(other, graph, { before: asked });
    expect(await shown(other)).toEqual(whole);
    expect(graph.requests.slice(asked).filter(({ route }) => route === "messages").every(({ path }) => !path.endsWith("&")), "links are followed as they are").toBe(true);
  });

  test("a page that fails in the middle costs what follows, not what came before", async ({ page, live, trouble }) => {
    const { graph } = live;
    trouble.allow(/Failed to load resource/);
    graph.paging.set("messages", { size: 4 });
    graph.faults.once("messages", 200, 200, { status: 410 });
    await live.open(page, "service-health/");
    await settled(page, graph);
    await expect(section(page, "news")).toHaveAttribute("data-state", "partial");
    expect(await page.locator("[data-message]").count()).toBeGreaterThan(0);
  });

  test("a throttled page is waited for", async ({ page, live, trouble }) => {
    const { graph } = live;
    trouble.allow(/Failed to load resource.* 429 /);
    graph.paging.set("messages", { size: 6 });
    graph.faults.once("messages", 200, "throttled");
    await live.open(page, "service-health/");
    await settled(page, graph);
    await expect(section(page, "news")).toHaveAttribute("data-state", "ready");
  });
});
