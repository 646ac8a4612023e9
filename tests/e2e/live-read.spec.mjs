// Graph as the endpoint: what is asked, how often, and that it shows what a snapshot of the same answers shows.
import { CONNECTORS, demo } from "./demo.mjs";
import { answerWith, config, section } from "./harness.mjs";
import { expect, settled, shown, shownOnAllTabs, test } from "./live.mjs";
import { ORGANIZATION_ID, RESOURCES } from "../mock/resources.mjs";

// No sign-in: these tests are about reading.
test.use({ wants: { kind: "none" } });

/** Everything that is asked unless the location is wanted. */
const ASKED = RESOURCES.map(({ id }) => id).filter((id) => id !== "tenantLocation");

/** Two answers of the demo are refusals; asked for alone, the browser tells of them. */
const REFUSALS = [/Failed to load resource.* 400 .*complianceManagementPartners/, /Failed to load resource.* 403 .*chromeOSOnboardingSettings/];

const batches = (graph) => graph.requests.filter(({ method }) => method === "POST");

test("a full load is four batches and one request, each resource once", async ({ page, live }) => {
  const { graph } = live;
  await live.open(page);
  await settled(page, graph);
  expect(graph.requests.map(({ route }) => route).sort()).toEqual(["batch:beta", "batch:v1.0", "batch:v1.0", "batch:v1.0", "mdmAuthority"]);
  expect(graph.requests.flatMap(({ ids }) => ids).sort()).toEqual([...ASKED].sort());
  for (const { ids } of batches(graph)) expect(ids.length).toBeLessThanOrEqual(20);
  for (const { cacheControl } of graph.requests) expect(cacheControl, "nothing of a tenant is kept on disk").toBe("no-cache");
  test.info().annotations.push({ type: "weight", description: weight(graph) });
});

test.describe("without batches", () => {
  test.use({ wants: { kind: "none", endpoint: { batch: false } } });

  test("a full load is one request for each resource", async ({ page, live, trouble }) => {
    const { graph } = live;
    trouble.allow(...REFUSALS);
    await live.open(page);
    await settled(page, graph);
    expect(batches(graph)).toEqual([]);
    expect(graph.requests.map(({ route }) => route).sort()).toEqual([...ASKED].sort());
    test.info().annotations.push({ type: "weight", description: weight(graph) });
  });
});

const weight = ({ requests }) =>
  `${requests.length} requests, ${requests.reduce((sum, { bytes }) => sum + bytes, 0)} bytes up, ${requests.reduce((sum, { sent }) => sum + sent, 0)} bytes down`;

for (const batch of [true, false]) {
  test.describe(batch ? "in batches" : "one by one", () => {
    test.use({ wants: { kind: "none", endpoint: { batch } } });

    test("Graph shows what a snapshot of the same answers shows", async ({ page, context, live, trouble }) => {
      const { graph } = live;
      if (!batch) trouble.allow(...REFUSALS);
      const responses = [...graph.answers].filter(([id]) => ASKED.includes(id)).map(([id, answer]) => ({ id, ...answer }));
      const snapshot = { ...demo(), judgedAt: undefined, capturedAt: new Date().toISOString(), responses };

      await live.open(page);
      await settled(page, graph);
      const fromGraph = await shownOnAllTabs(page);
      const asked = graph.count();

      const other = await context.newPage();
      await answerWith(other, "config.json", config());
      await answerWith(other, "demo/contoso.json", snapshot);
      await live.open(other);
      expect(fromGraph).toEqual(await shownOnAllTabs(other));
      expect(graph.count(), "changing tabs asks for nothing").toBe(asked);

      const connectors = fromGraph["connectors/"].connectors;
      expect(connectors).toEqual(CONNECTORS.map((row) => row.join(" ")));
    });
  });
}

test("the MDM authority is asked for by the organisation's id, after it", async ({ page, live }) => {
  const { graph } = live;
  await live.open(page);
  await settled(page, graph);
  const [first, second] = ["organization", "mdmAuthority"].map((id) => graph.requests.findIndex(({ ids }) => ids.includes(id)));
  expect(second).toBeGreaterThan(first);
  expect(graph.requests[second].path).toBe(`/v1.0/organization/${ORGANIZATION_ID}?$select=mobileDeviceManagementAuthority`);
  await expect(page.locator('[data-fact="mdmAuthority"] [data-value]')).toHaveAttribute("data-value", "intune");
});

test("without the organisation nothing is made up in place of its id", async ({ page, live }) => {
  const { graph } = live;
  graph.answers.delete("organization");
  await live.open(page);
  await settled(page, graph);
  expect(graph.count("mdmAuthority")).toBe(0);
  await expect(section(page, "tenant")).toHaveAttribute("data-state", "partial");
  await expect(section(page, "licenses")).toHaveAttribute("data-state", "ready");
});

for (const [path, first] of [
  ["tenant-details/", "organization"],
  ["connectors/", "vppTokens"],
  ["service-health/", "messages"],
]) {
  test(`what /${path} shows is asked for first`, async ({ page, live }) => {
    // As the page sends them: on their way they may overtake each other.
    const sent = [];
    page.on("request", (request) => request.url().startsWith(live.graph.origin) && sent.push(request.postData() ?? request.url()));
    await live.open(page, path);
    await settled(page, live.graph);
    expect(sent[0]).toContain(`"id":"${first}"`);
  });
}

test("an answer that is missing in a batch is unknown, and nothing else is", async ({ page, live }) => {
  const { graph } = live;
  graph.forget = "vppTokens";
  await live.open(page, "connectors/");
  await settled(page, graph);
  const { connectors } = await shown(page);
  for (const [key, health] of CONNECTORS) {
    expect(connectors).toContain(`${key} ${key.startsWith("vppToken") ? "unknown" : health}`);
  }
});

test.describe("with the location", () => {
  test.use({ wants: { kind: "none", endpoint: { tenantLocation: true } } });

  test("it is asked for and shown", async ({ page, live }) => {
    const { graph } = live;
    await live.open(page);
    await settled(page, graph);
    expect(graph.count("tenantLocation")).toBe(1);
    await expect(page.locator('[data-fact="tenantLocation"] [data-value]')).toHaveText("Europe 0201");
  });
});

test("where Microsoft judges otherwise, the row says so", async ({ page, live }) => {
  const { graph } = live;
  const status = graph.answers.get("connectorStatus").body.value.find(({ connectorName }) => connectorName === "vppTokenExpirationDateTime");
  status.status = "healthy";
  await live.open(page, "connectors/?connector=vppTokenExpirationDateTime");
  await settled(page, graph);
  await expect(page.locator('[data-connector="vppTokenExpirationDateTime"]')).toContainText("Microsoft");
});

test("a link that names another endpoint or another tenant changes nothing", async ({ page, live }) => {
  const { graph, evil } = live;
  await live.open(page, `?baseUrl=${evil.origin}&tenant=evil&endpoint.baseUrl=${evil.origin}#${evil.origin}`);
  await settled(page, graph);
  expect(graph.count("organization")).toBe(1);
});
