// How the page bears 1 000 messages and 500 issues. Alone: node bench/messages.mjs dist (CHROMIUM names the browser).
//
// The page follows the typing 25 times in ten seconds and then slower, on purpose: browsers refuse a page that changes its address more
// often. So each keystroke here comes half a second after the last one by the page's clock, which is set ahead instead of waited for.
import { pathToFileURL } from "node:url";
import { snapshot } from "./document.mjs";
import { Report } from "./report.mjs";
import { launch, memory, refresh, serve, settled, toPaint, traced, watchedPage } from "./site.mjs";

const RELOADS = 20;
const SEARCHES = 200;
/** Two keystrokes a second. */
const BETWEEN_KEYS = 500;

/** What is aimed at, in the unit that is printed; more is too much. */
const AIMS = {
  "first ten messages painted after the data's arrival (ms)": 300,
  "longest task after the first paint (ms of processor)": 50,
  "longest task while a message is opened (ms of processor)": 50,
  "longest task while searching (ms of processor)": 50,
  "500 issues: longest task after the first paint (ms of processor)": 50,
  "500 issues: longest task while the past 30 days are opened (ms of processor)": 50,
  "a step painted, the slowest (ms)": 100,
  "a keystroke in the search painted, the slowest (ms)": 100,
  "a filter painted, the slowest (ms)": 100,
  "elements in the page": 3000,
  // A page of it has 0.07 MB.
  "growth of WebAssembly's memory over the second half of reloads (MB)": 0.5,
  "growth of WebAssembly's memory over searches (MB)": 0.5,
  "growth of JavaScript's heap over searches (MB)": 5,
};

/** Measures it all. */
export async function messages({ dist, browser, runs }) {
  const report = new Report("Messages", AIMS);
  const note = (name, value) => report.note(name, value);
  const document = snapshot({ messages: 1000, issues: 10 });
  const config = JSON.stringify({ title: "Bench", refreshMinutes: 0, endpoint: { kind: "snapshot", url: "bench/large.json" } });
  const site = await serve(dist, { "/config.json": config, "/bench/large.json": document });

  const show = async (page) => {
    await page.goto(`${site.origin}/service-health/`);
    await page.waitForFunction(() => globalThis.bench.painted.rows > 0);
    await settled(page);
  };
  const open = async () => {
    const page = await watchedPage(browser);
    await show(page);
    return page;
  };
  const click = (selector) => globalThis.document.querySelector(selector).click();

  for (let run = 0; run < runs; run += 1) {
    // Times first, without anybody watching; then once more for the tasks.
    const page = await open();
    const times = await page.evaluate(() => ({
      arrived: performance.getEntriesByName(new URL("/bench/large.json", location).href).at(-1).responseEnd,
      rows: globalThis.bench.painted.rows,
    }));
    note("first ten messages painted after the data's arrival (ms)", times.rows - times.arrived);
    for (const selector of [
      '[data-section="news"] [data-action="older"]',
      '[data-message="MC1299995"] [aria-expanded]',
      '[data-message="MC1299996"] [aria-expanded]',
      '[data-message="MC1299996"] [aria-expanded]',
    ]) {
      note("a step painted, the slowest (ms)", await toPaint(page, click, selector));
      await settled(page);
    }
    note("elements in the page", await page.evaluate(() => globalThis.document.getElementsByTagName("*").length));
    await page.context().close();

    const watched = await watchedPage(browser);
    const start = await traced(browser, watched, () => show(watched));
    note("longest task after the first paint (ms of processor)", start.processor);
    note("the same by the clock (ms)", start.wall);
    const use = await traced(browser, watched, async () => {
      await watched.evaluate(click, '[data-message="MC1299995"] [aria-expanded]');
      await settled(watched);
    });
    note("longest task while a message is opened (ms of processor)", use.processor);
    await watched.context().close();
  }

  // The same document again and again: what is not needed any more has to be given back.
  {
    const page = await open();
    const sizes = [];
    for (let reload = 0; reload < RELOADS; reload += 1) {
      await refresh(page, "/large.json");
      sizes.push(await memory(page));
    }
    const [half, end] = [sizes[RELOADS / 2 - 1], sizes.at(-1)];
    note("growth of WebAssembly's memory over the second half of reloads (MB)", (end.wasm - half.wasm) / 1e6);
    note("WebAssembly's memory after reloads (MB)", end.wasm / 1e6);
    note("JavaScript's heap after reloads (MB)", end.heap / 1e6);
    await page.context().close();
  }

  // Many issues: half of them are over.
  {
    const many = await serve(dist, { "/config.json": config, "/bench/large.json": snapshot({ messages: 10, issues: 500 }) });
    const page = await watchedPage(browser);
    const start = await traced(browser, page, async () => {
      await page.goto(`${many.origin}/service-health/`);
      await page.waitForFunction(() => globalThis.bench.painted.rows > 0);
      await settled(page);
    });
    note("500 issues: longest task after the first paint (ms of processor)", start.processor);
    const past = await traced(browser, page, async () => {
      await page.getByRole("button", { name: /^Past 30 days/ }).click();
      await page.locator(".picture__bar").first().waitFor();
      await settled(page);
    });
    note("500 issues: longest task while the past 30 days are opened (ms of processor)", past.processor);
    note("elements in the page", await page.evaluate(() => globalThis.document.getElementsByTagName("*").length));
    await page.context().close();
    many.close();
  }

  // The search, where the page has one.
  {
    const page = await open();
    const box = '[data-section="news"] [type="search"]';
    if (await page.locator(box).count()) {
      const type = ([selector, text, pause]) => {
        globalThis.bench.ahead += pause;
        const input = globalThis.document.querySelector(selector);
        input.value = text;
        input.dispatchEvent(new InputEvent("input", { bubbles: true }));
      };
      // The list follows the address.
      const isFollowed = ([, text]) => (new URLSearchParams(location.search).get("q") ?? "") === text;
      const words = ["compliance", "enrollment", "conditional access", "MC1299", "zzz"];
      const before = await memory(page);
      const tasks = await traced(browser, page, async () => {
        for (let search = 0; search < SEARCHES; search += 1) {
          const word = words[search % words.length];
          const text = word.slice(0, 1 + (search % word.length));
          note("a keystroke in the search painted, the slowest (ms)", await toPaint(page, type, [box, text, BETWEEN_KEYS], isFollowed));
        }
        await toPaint(page, type, [box, "", BETWEEN_KEYS], isFollowed);
        await settled(page);
      });
      note("longest task while searching (ms of processor)", tasks.processor);
      const after = await memory(page);
      note("growth of WebAssembly's memory over searches (MB)", (after.wasm - before.wasm) / 1e6);
      note("growth of JavaScript's heap over searches (MB)", (after.heap - before.heap) / 1e6);
    } else {
      console.log("no search box: the search is not measured");
    }
    await page.context().close();
  }

  // Each filter on, and off again.
  {
    const page = await open();
    const turn = ([kind, name, isOn]) => {
      const control = globalThis.document.querySelector(`[data-section="news"] ${kind}[data-filter="${name}"]`);
      if (kind === "button") return control.click();
      control.value = isOn ? (control.options[1]?.value ?? "") : "";
      control.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const filters = await page
      .locator('[data-section="news"] :is(select, button)[data-filter]')
      .evaluateAll((all) => all.filter((one) => !one.hidden).map((one) => [one.localName, one.dataset.filter]));
    if (filters.length === 0) throw new Error("the news has no filters");
    for (const [kind, name] of filters) {
      for (const isOn of [true, false]) {
        note("a filter painted, the slowest (ms)", await toPaint(page, turn, [kind, name, isOn]));
        await settled(page);
      }
    }
    await page.context().close();
  }

  site.close();
  return report;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const browser = await launch();
  const report = await messages({ dist: process.argv[2] ?? "dist", browser, runs: Number(process.env.RUNS ?? 5) });
  await browser.close();
  console.log(report.markdown());
  process.exitCode = report.missed ? 1 : 0;
}
