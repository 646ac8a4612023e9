// What ten and a hundred times as much costs: reading and judging it without a page, painting it, and reading it again and again.
import { snapshot } from "./document.mjs";
import { Report } from "./report.mjs";
import { MESSAGES, median, memory, refresh, serve, settled, toPaint, traced, watchedPage } from "./site.mjs";

const REFRESHES = 100;
const DATA = "/bench/large.json";
const CONFIG = JSON.stringify({ title: "Bench", refreshMinutes: 0, endpoint: { kind: "snapshot", url: DATA.slice(1) } });

/** What grows, how far, and where it is shown. A message has a body of 2 kB. */
const KINDS = [
  { what: "members", numbers: [10, 1000, 10_000], make: (n) => snapshot({ members: n }), path: "/connectors/", looked: { selector: "[data-connector]", count: 10 } },
  { what: "messages", numbers: [100, 1000, 5000], make: (n) => snapshot({ messages: n, size: 2000 }), path: "/service-health/", looked: MESSAGES },
];

/** So often: the first time the program is still being compiled. */
const REPEATS = 7;

/** Reads and judges a document in the browser, without a page; gives the medians in milliseconds. */
async function judged(browser, judging, document) {
  const site = await serve(judging, { "/page.html": "<!doctype html>", [DATA]: document });
  const page = await watchedPage(browser);
  await page.goto(`${site.origin}/page.html`);
  const times = await page.evaluate(
    async ([data, runs]) => {
      const program = await import("/app.js");
      await program.default();
      const bytes = new Uint8Array(await (await fetch(data)).arrayBuffer());
      const all = [];
      for (let run = 0; run < runs; run += 1) {
        const reading = new program.Reading();
        const start = performance.now();
        if (!reading.parse(bytes)) throw new Error("the document is no snapshot");
        const parsed = performance.now();
        const number = reading.judge();
        all.push({ parse: parsed - start, judge: performance.now() - parsed, number });
        reading.free();
      }
      return all;
    },
    [DATA, REPEATS],
  );
  await page.context().close();
  site.close();
  return { parse: median(times.map(({ parse }) => parse)), judge: median(times.map(({ judge }) => judge)), number: times[0].number };
}

/** Shows a document that comes once the page is ready and waits for it; `act` then goes on with the page. */
async function shown(browser, dist, { document, path, looked }, isTraced, act = async () => {}) {
  let send;
  const awaited = new Promise((done) => (send = done));
  const site = await serve(dist, { "/config.json": CONFIG, [DATA]: () => awaited.then(() => document) });
  const page = await watchedPage(browser, looked);
  await page.goto(site.origin + path);
  await page.locator("[data-app-ready]").waitFor();
  await settled(page);
  if (await page.evaluate(() => globalThis.bench.painted.rows)) throw new Error(`${path} has rows before it has data`);
  const come = async () => {
    send();
    await page.waitForFunction(() => globalThis.bench.painted.rows > 0);
    await settled(page);
  };
  const trace = isTraced ? await traced(browser, page, come) : await come();
  const painted = await page.evaluate((data) => {
    const arrived = performance.getEntriesByName(new URL(data, location).href).at(-1).responseEnd;
    return globalThis.bench.painted.rows - arrived;
  }, DATA);
  const more = await act(page);
  await page.context().close();
  site.close();
  return { painted, trace, more };
}

/** The power of the number with which a time grew: 1 is linearly. */
const exponent = ([few, many], [short, long]) => Math.log(long / short) / Math.log(many / few);

/** Opens the row with the most members. */
const open = () => document.querySelector('[data-connector="vppTokenExpirationDateTime"] [aria-expanded]').click();
const isOpen = () => document.querySelector("[data-member]") !== null;

/** Measures it all; `judging` is the folder of the rules without the page. */
export async function growth({ dist, judging, browser, runs }) {
  const report = new Report("Growth");
  for (const { what, numbers, make, path, looked } of KINDS) {
    const all = { "read and judged": [], painted: [] };
    for (const number of numbers) {
      const document = make(number);
      const name = `${number} ${what}`;
      const page = { document, path, looked };
      report.note(`${name}: document (MB)`, document.length / 1e6);
      const { parse, judge } = await judged(browser, judging, document);
      report.note(`${name}: parsed (ms)`, parse);
      report.note(`${name}: judged (ms)`, judge);
      for (let run = 0; run < runs; run += 1) {
        report.note(`${name}: painted after the arrival (ms)`, (await shown(browser, dist, page, false)).painted);
      }
      const { trace, more } = await shown(browser, dist, page, true, async (page) => {
        if (what !== "members") return undefined;
        const opened = await toPaint(page, open, null, isOpen);
        return { opened, elements: await page.evaluate(() => globalThis.document.getElementsByTagName("*").length) };
      });
      const longest = `${name}: longest task (ms of processor)`;
      report.note(longest, trace.processor);
      report.aim(longest, 50);
      if (more) {
        report.note(`${name}: a row opened (ms)`, more.opened);
        report.aim(`${name}: a row opened (ms)`, 100);
        report.note(`${name}: elements in the page`, more.elements);
      }
      all["read and judged"].push(parse + judge);
      all.painted.push(report.value(`${name}: painted after the arrival (ms)`));
    }
    for (const [step, times] of Object.entries(all)) {
      const name = `${what}: ${step} grows with the power of`;
      report.note(name, exponent(numbers.slice(-2), times.slice(-2)));
      // Linear; a tenth is what two runs of the same differ by.
      report.aim(name, 1.1);
    }
  }

  const site = await serve(dist, { "/config.json": CONFIG, [DATA]: snapshot({ members: 1000, messages: 1000, size: 2000 }) });
  const page = await watchedPage(browser, KINDS[0].looked);
  await page.goto(`${site.origin}/connectors/`);
  await page.waitForFunction(() => globalThis.bench.painted.rows > 0);
  await settled(page);
  let half;
  for (let number = 1; number <= REFRESHES; number += 1) {
    await refresh(page, DATA);
    if (number === REFRESHES / 2) half = await memory(page);
  }
  const end = await memory(page);
  await page.context().close();
  site.close();
  report.note(`WebAssembly's memory after ${REFRESHES} refreshes (MB)`, end.wasm / 1e6);
  const growing = { wasm: "WebAssembly's memory grew over the second half of them (MB)", heap: "JavaScript's heap grew over the second half of them (MB)" };
  report.note(growing.wasm, (end.wasm - half.wasm) / 1e6);
  // One page of it has 0.07 MB.
  report.aim(growing.wasm, 0.07);
  report.note(growing.heap, (end.heap - half.heap) / 1e6);
  report.aim(growing.heap, 0.5);
  return report;
}
