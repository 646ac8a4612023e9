// What a benchmark needs: a host for `dist/` with another snapshot, and a browser that watches a page's tasks and memory.
import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { chromium } from "@playwright/test";

const TYPES = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml", ".wasm": "application/wasm" };

/** Serves `dist` on loopback with `files` (path: text) in the place of its own; gives the origin and what closes it. */
export async function serve(dist, files) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://host").pathname));
    const answer = (body, name) => {
      response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream", "content-length": Buffer.byteLength(body) });
      response.end(body);
    };
    try {
      if (files[path] !== undefined) return answer(files[path], path);
      let file = join(dist, path);
      if ((await stat(file)).isDirectory()) file = join(file, "index.html");
      answer(await readFile(file), file);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Runs in the page before its own scripts: notes when rows are painted, and WebAssembly's memory. */
function watch() {
  const seen = (globalThis.bench = { painted: {}, memory: null });
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
    if (seen.painted.rows === undefined && document.querySelectorAll("[data-message]").length >= 10) painted("rows");
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
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

/** A browser at normal speed. */
export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"] });

/** A page of its own profile that is watched; any error on it ends the benchmark. */
export async function watchedPage(browser) {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Amsterdam", viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.addInitScript(watch);
  return page;
}

/** Waits until the browser has had nothing to do for a while: two idle periods in a row. */
export const settled = (page) =>
  page.evaluate(async () => {
    const idle = () => new Promise((done) => requestIdleCallback((deadline) => done(deadline.timeRemaining() > 30)));
    for (let calm = 0; calm < 5; ) calm = (await idle()) ? calm + 1 : 0;
  });

/**
 * Does something and tells its result and the longest task of the page's main thread after the first paint (if that is part of it), in
 * milliseconds: by the clock, and of the processor. The second is what a machine that does nothing else would need.
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
  const tasks = traceEvents.filter((event) => event.ph === "X" && event.name.endsWith("RunTask") && main.has(thread(event)) && event.ts >= from);
  // Nothing measured is not nothing to do.
  if (tasks.length === 0) throw new Error("the trace has no tasks");
  const longest = (what) => Math.max(0, ...tasks.map((task) => (task[what] ?? 0) / 1000));
  return { result, wall: longest("dur"), processor: longest("tdur") };
}

/** WebAssembly's memory and the JavaScript heap after a collection, in bytes. */
export async function memory(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return { wasm: await page.evaluate(() => globalThis.bench.memory.buffer.byteLength), heap: usedSize };
}

/** How long after `act` (a function of the page) the next frame is painted, in milliseconds. */
export async function toPaint(page, act, argument) {
  await page.evaluate(
    ([source, argument]) => {
      delete globalThis.bench.painted.step;
      globalThis.bench.from = performance.now();
      new Function("argument", `(${source})(argument)`)(argument);
      globalThis.bench.whenPainted("step");
    },
    [act.toString(), argument],
  );
  await page.waitForFunction(() => globalThis.bench.painted.step > 0);
  return page.evaluate(() => globalThis.bench.painted.step - globalThis.bench.from);
}

/** The middle value. */
export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
