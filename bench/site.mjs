// What a benchmark needs: a host for a folder with other files in the place of its own, and a browser that watches a page's tasks and memory.
import { createSecureServer } from "node:http2";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { chromium } from "@playwright/test";
import { certificate } from "./certificate.mjs";

const TYPES = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml", ".wasm": "application/wasm", ".webmanifest": "application/manifest+json" };
/** Above this many bytes the best compression takes seconds, and no benchmark counts them. */
const LARGE = 1_000_000;
const { key, cert, fingerprint } = certificate();

function compressed(body) {
  const quality = body.length > LARGE ? 4 : 11;
  return brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } });
}

/** Compressed once for all servers: the best compression takes longer than what is measured. */
const packed = new Map();

async function packedFile(file) {
  const { mtimeMs, size } = await stat(file);
  const version = `${mtimeMs} ${size}`;
  if (packed.get(file)?.version !== version) packed.set(file, { version, bytes: compressed(await readFile(file)) });
  return packed.get(file).bytes;
}

/**
 * Serves a folder on loopback as hosts do, with brotli over HTTP/2, and `files` (path: text, or a function that gives its promise) in the
 * place of its own; gives the origin and what closes it.
 */
export async function serve(folder, files = {}) {
  const own = new Map();
  /** The kind of a file and its bytes as they are sent. */
  const answer = async (path) => {
    if (files[path] !== undefined) {
      const text = typeof files[path] === "function" ? await files[path]() : files[path];
      if (!own.has(path)) own.set(path, compressed(Buffer.from(text)));
      return { kind: extname(path) || ".html", bytes: own.get(path) };
    }
    let file = join(folder, path);
    if ((await stat(file)).isDirectory()) file = join(file, "index.html");
    return { kind: extname(file), bytes: await packedFile(file) };
  };
  const server = createSecureServer({ key, cert, allowHTTP1: true }, async (request, response) => {
    try {
      const path = normalize(decodeURIComponent(new URL(request.url, "https://host").pathname));
      const { kind, bytes } = await answer(path);
      response.writeHead(200, {
        "content-type": TYPES[kind] ?? "application/octet-stream",
        "content-encoding": "br",
        "content-length": bytes.length,
        "cache-control": "no-cache",
      });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  // Who leaves in the middle of an answer is no trouble of the server's.
  const sessions = new Set();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => {});
    session.on("close", () => sessions.delete(session));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const close = () => {
    server.close();
    for (const session of sessions) session.destroy();
  };
  return { origin: `https://127.0.0.1:${server.address().port}`, close };
}

/** Runs in the page before its own scripts: notes when what is looked for is painted, WebAssembly's memory, and what Chromium tells. */
function watch({ selector, count }) {
  const seen = (globalThis.bench = { painted: {}, memory: null, longTasks: [], shift: 0, shifted: [], ahead: 0 });
  // Painted is what stands in the page when the frame after it has been made.
  const painted = (name) => {
    seen.painted[name] = 0;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (seen.painted[name] = performance.now());
      port2.postMessage(null);
    });
  };
  seen.whenPainted = painted;
  const look = () => {
    if (seen.painted.rows !== undefined || document.querySelectorAll(selector).length < count) return;
    seen.stood = performance.now();
    painted("rows");
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  const observe = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  observe("longtask", ({ startTime, duration }) => seen.longTasks.push({ startTime, duration }));
  observe("layout-shift", ({ value, hadRecentInput, sources }) => {
    if (hadRecentInput) return;
    seen.shift += value;
    const name = ({ node }) => (node?.nodeType === Node.ELEMENT_NODE ? [node.localName, ...node.classList].join(".") : (node?.nodeName ?? "something gone"));
    seen.shifted.push(`${value.toFixed(3)} by ${[...new Set(sources.map(name))].join(", ")}`);
  });
  // The page's time of day can be set ahead, so that what it does so often in ten seconds need not take them.
  const now = Date.now;
  Date.now = () => now() + seen.ahead;
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...inputs) => {
      const result = await original.apply(WebAssembly, inputs);
      // A program in parts shares one memory, whatever it is called.
      const known = [(result.instance ?? result).exports, ...Object.values(inputs[1] ?? {})].flatMap((names) => Object.values(names));
      seen.memory ??= known.find((value) => value instanceof WebAssembly.Memory) ?? null;
      return result;
    };
  }
}

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** A browser at normal speed that trusts [`serve`]. */
export const launch = (...more) =>
  chromium.launch({ executablePath: process.env.CHROMIUM, args: [...FLAGS, `--ignore-certificate-errors-spki-list=${fingerprint}`, ...more] });

/** In milliseconds; machines may be busy. */
const LONGEST_WAIT = 120_000;

/** The rows of the news. */
export const MESSAGES = { selector: "[data-message]", count: 10 };

/** A page of its own profile that is watched for the first `count` of what `selector` finds; any error on it ends the benchmark. */
export async function watchedPage(browser, looked = MESSAGES) {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Amsterdam", viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(LONGEST_WAIT);
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.addInitScript(watch, looked);
  return page;
}

/** Waits until the browser has had nothing to do for a while: some idle periods in a row. On a machine that never rests, some seconds. */
export const settled = (page) =>
  page.evaluate(async () => {
    const LONGEST = 10_000;
    const start = performance.now();
    const idle = () => new Promise((done) => requestIdleCallback((deadline) => done(deadline.timeRemaining() > 30), { timeout: 1000 }));
    for (let calm = 0; calm < 5 && performance.now() - start < LONGEST; ) calm = (await idle()) ? calm + 1 : 0;
  });

/**
 * Does something and tells its result and the longest task of the page's main thread after the first paint (if that is part of it), in
 * milliseconds: by the clock, and of the processor. The second is what a machine that does nothing else would need. `blocked` is what all
 * those tasks had above 50 ms of the processor, `before` what the processor did up to the first paint.
 */
export async function traced(browser, page, act) {
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "loading"] });
  const result = await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  // The browser has pages of its own, in processes of their own.
  const frames = traceEvents.flatMap(({ name, args }) => (name === "FrameCommittedInBrowser" ? [args.data] : name === "TracingStartedInBrowser" ? args.data.frames : []));
  const own = new Set(frames.filter((frame) => frame?.url?.startsWith(new URL(page.url()).origin)).map((frame) => frame.processId));
  const thread = ({ pid, tid }) => `${pid} ${tid}`;
  const isMain = ({ name, args, pid }) => name === "thread_name" && args.name === "CrRendererMain" && own.has(pid);
  const main = new Set(traceEvents.filter(isMain).map(thread));
  if (main.size === 0) throw new Error("the trace does not tell the page's main thread");
  const paint = Math.min(...traceEvents.filter(({ name, pid }) => name === "firstPaint" && own.has(pid)).map(({ ts }) => ts));
  const from = Number.isFinite(paint) ? paint : 0;
  const all = traceEvents.filter((event) => event.ph === "X" && event.name.endsWith("RunTask") && main.has(thread(event)));
  const tasks = all.filter(({ ts }) => ts >= from);
  // Nothing measured is not nothing to do.
  if (tasks.length === 0) throw new Error("the trace has no tasks");
  const longest = (what) => Math.max(0, ...tasks.map((task) => (task[what] ?? 0) / 1000));
  const sum = (tasks, of) => tasks.reduce((sum, { tdur = 0 }) => sum + of(tdur / 1000), 0);
  const blocked = sum(tasks, (task) => Math.max(0, task - 50));
  const before = sum(all.filter(({ ts }) => ts < from), (task) => task);
  return { result, wall: longest("dur"), processor: longest("tdur"), blocked, before };
}

/** WebAssembly's memory and the JavaScript heap after a collection, in bytes. */
export async function memory(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return { wasm: await page.evaluate(() => globalThis.bench.memory.buffer.byteLength), heap: usedSize };
}

/** Asks for the data again with the page's button, and waits until what came is shown. */
export async function refresh(page, file) {
  await page.evaluate(() => performance.clearResourceTimings());
  await page.getByRole("button", { name: "Refresh" }).first().click();
  await page.waitForFunction((file) => performance.getEntriesByType("resource").some(({ name, responseEnd }) => name.endsWith(file) && responseEnd > 0), file);
  await settled(page);
}

/**
 * How long after `act` (a function of the page) a frame is painted in which `until` (another one) holds, or the next one, in milliseconds.
 * Both get `argument`.
 */
export async function toPaint(page, act, argument, until = () => true) {
  await page.evaluate(
    ([act, until, argument]) => {
      const { bench } = globalThis;
      const [doIt, isDone] = [act, until].map((source) => new Function("argument", `return (${source})(argument)`));
      delete bench.painted.step;
      bench.from = performance.now();
      doIt(argument);
      const look = () => (isDone(argument) ? bench.whenPainted("step") : requestAnimationFrame(look));
      look();
    },
    [act.toString(), until.toString(), argument],
  );
  await page.waitForFunction(() => globalThis.bench.painted.step > 0);
  return page.evaluate(() => globalThis.bench.painted.step - globalThis.bench.from);
}

/** The middle value. */
export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
