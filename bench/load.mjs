// How long a first visit takes against a page of Leptos and its router that does nothing, built and served alike, in turns.
import { MESSAGES, serve, settled, traced, watchedPage } from "./site.mjs";
import { Report } from "./report.mjs";

/** A slow phone network and a slow phone. */
const LATENCY = 150;
const BYTES_PER_MS = 1600 / 8;
const SLOWER = 4;

/** What is measured: what is looked for tells that the page is of use. */
const FLOOR = { name: "floor", path: "/", looked: { selector: "[data-floor]", count: 1 } };
const PAGES = [
  { name: "connectors", path: "/connectors/", looked: { selector: "[data-connector]", count: 10 } },
  { name: "tenant details", path: "/", looked: { selector: "[data-fact]", count: 4 } },
  { name: "service health", path: "/service-health/", looked: MESSAGES },
];

/** The document, the script that starts, the configuration, the data that it names. */
const LONGEST_CHAIN = 4;

async function visit(browser, origin, { path, looked }, isTraced) {
  const page = await watchedPage(browser, looked);
  const requests = await slowed(page);
  const load = async () => {
    await page.goto(origin + path, { waitUntil: "commit" });
    // The browser tells of a paint a little later.
    await page.waitForFunction(() => globalThis.bench.painted.rows > 0 && performance.getEntriesByName("first-paint").length > 0);
  };
  const trace = isTraced ? await traced(browser, page, load) : undefined;
  if (!isTraced) await load();
  // What the page does before it is of use, and no more: the other tabs are fetched later.
  const seen = await page.evaluate(() => {
    const paint = (name) => performance.getEntriesByName(name)[0]?.startTime;
    const { painted, longTasks, stood } = globalThis.bench;
    return { rows: painted.rows, stood, first: paint("first-paint"), longTasks };
  });
  const first = requests().filter(({ from }) => from < seen.stood);
  await settled(page);
  const { shift, shifted } = await page.evaluate(() => ({ shift: globalThis.bench.shift, shifted: globalThis.bench.shifted }));
  await page.context().close();
  const blocked = seen.longTasks.filter(({ startTime }) => startTime >= seen.first).reduce((sum, { duration }) => sum + duration - 50, 0);
  return { ...seen, blocked, shift, shifted, trace, requests: first };
}

/** Makes network and processor slow; gives what tells the requests so far, in milliseconds since the start of the navigation. */
async function slowed(page) {
  const session = await page.context().newCDPSession(page);
  const found = new Map();
  session.on("Network.requestWillBeSent", ({ requestId, request, timestamp, initiator }) => {
    if (request.url.startsWith("https:")) found.set(requestId, { url: request.url, from: timestamp, by: initiator });
  });
  session.on("Network.responseReceived", ({ requestId, timestamp, response }) => {
    // What waits for nothing but the network: a preload that is taken up is no request of its own.
    if (found.has(requestId)) Object.assign(found.get(requestId), { answered: timestamp, isKept: response.fromDiskCache || response.fromPrefetchCache });
  });
  session.on("Network.loadingFinished", ({ requestId, timestamp, encodedDataLength }) => {
    if (found.has(requestId)) Object.assign(found.get(requestId), { to: timestamp, bytes: encodedDataLength });
  });
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: LATENCY, downloadThroughput: BYTES_PER_MS * 1000, uploadThroughput: BYTES_PER_MS * 1000 });
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  return () => {
    const all = [...found.values()].filter(({ isKept }) => !isKept);
    const start = Math.min(...all.map(({ from }) => from));
    const since = (time) => (time === undefined ? Infinity : (time - start) * 1000);
    return all.map((one) => ({ url: new URL(one.url).pathname, from: since(one.from), to: since(one.to), bytes: one.bytes ?? 0, by: one.by })).toSorted((a, b) => a.from - b.from);
  };
}

/**
 * For each request who asked for it, as the browser tells, and what had arrived last before: that is what it waited for, or just came
 * earlier. What the document names is there when the document is.
 */
function withCauses(requests) {
  const [root] = requests;
  const known = (url) => requests.find((request) => url?.endsWith(request.url));
  for (const request of requests) {
    if (request === root) continue;
    const { type, url, stack } = request.by;
    // A promise that goes on has the call that made it above its own.
    const frames = [];
    for (let one = stack; one; one = one.parent) frames.push(...one.callFrames);
    request.askedBy = type === "parser" ? root : (frames.map((frame) => known(frame.url)).find(Boolean) ?? known(url) ?? root);
    const before = requests.filter(({ to }) => to <= request.from);
    request.last = request.askedBy === root || before.length === 0 ? root : before.reduce((last, one) => (one.to > last.to ? one : last));
  }
  const depth = (request) => (request.last ? depth(request.last) + 1 : 1);
  for (const request of requests) request.depth = depth(request);
  return requests;
}

const isProgram = ({ url }) => /_bg[^/]*\.wasm$/.test(url);
const short = (url) => url.replace(/[-.]?[0-9a-f]{16}/, "").replace(/^\/(?=.)/, "");

/** The requests as lines of a table: when each began and ended, and what it waited for. */
function waterfall(requests) {
  const ms = (time) => (Number.isFinite(time) ? time.toFixed(0) : "later");
  const name = (request) => (request ? short(request.url) : "");
  const line = ({ url, from, to, bytes, askedBy, last, depth }) => `| ${short(url)} | ${ms(from)} | ${ms(to)} | ${bytes} | ${name(askedBy)} | ${name(last)} | ${depth} |`;
  return ["| request | from ms | to ms | bytes | asked for by | last to arrive before it | depth |", "|---|--:|--:|--:|---|---|--:|", ...requests.map(line), ""];
}

/** Measures it all; `floor` is a folder as `dist` is one. */
export async function load({ dist, floor, browser, runs }) {
  const report = new Report(`Load at ${LATENCY} ms, 1.6 Mbit/s and a processor slowed ${SLOWER} times`);
  const [site, other] = [await serve(dist), await serve(floor)];
  const pages = [{ ...FLOOR, origin: other.origin }, ...PAGES.map((page) => ({ ...page, origin: site.origin }))];
  const last = {};
  // Once unmeasured: the server compresses, the browser starts its processes.
  for (const page of pages) await visit(browser, page.origin, page, false);
  for (let run = 0; run < runs; run += 1) {
    for (const page of pages) {
      const { name } = page;
      // Times without anybody watching; then once more for what the processor did.
      const { rows, first, blocked, shift, requests } = (last[name] = await visit(browser, page.origin, page, false));
      report.note(`${name}: of use (ms)`, rows);
      report.note(`${name}: first paint (ms)`, first);
      report.note(`${name}: blocked after it, by the clock (ms)`, blocked);
      const { trace } = await visit(browser, page.origin, page, true);
      report.note(`${name}: blocked after it (ms of processor)`, trace.blocked);
      report.note(`${name}: processor before the first paint (ms)`, trace.before);
      report.note(`${name}: layout shift`, shift);
      report.note(`${name}: requests`, requests.length);
      report.note(`${name}: transferred (kB)`, requests.reduce((sum, { bytes }) => sum + bytes, 0) / 1000);
    }
  }
  for (const { name } of PAGES) {
    const ratio = `${name}: of use, times the floor's`;
    report.note(ratio, report.value(`${name}: of use (ms)`) / report.value("floor: of use (ms)"));
    report.aim(ratio, 1.5);
    for (const how of [", by the clock (ms)", " (ms of processor)"]) report.aim(`${name}: blocked after it${how}`, 150);
    report.aim(`${name}: layout shift`, 0.02);
    const requests = withCauses(last[name].requests);
    // Two round trips: the document, and what it links that the first paint needs.
    const needed = requests.filter(({ url }) => url.endsWith("/") || url.endsWith(".css"));
    const bytes = needed.reduce((sum, { bytes }) => sum + bytes, 0);
    report.aim(`${name}: first paint (ms)`, 2 * LATENCY + bytes / BYTES_PER_MS + report.value(`${name}: processor before the first paint (ms)`));
    const program = requests.find(isProgram);
    const late = `${name}: requests begun between the program's arrival and the rows`;
    report.note(late, requests.filter(({ from }) => from >= program.to).length);
    report.aim(late, 0);
    report.note(`${name}: requests one after the other`, Math.max(...requests.map(({ depth }) => depth)));
    report.aim(`${name}: requests one after the other`, LONGEST_CHAIN);
    if (last[name].shift > 0.02) report.notes.push(`Shifts of the last visit of ${name}: ${last[name].shifted.join("; ")}.`, "");
    if (name === PAGES[0].name) report.notes.push("The requests of the last visit of the connectors:", "", ...waterfall(requests));
  }
  site.close();
  other.close();
  return report;
}
