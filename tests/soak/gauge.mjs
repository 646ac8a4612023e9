// What the tabs of a context need, and the table of it.

/** Runs in a page before its own scripts: remembers WebAssembly's memory, which a program in parts shares. */
function findMemory() {
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...inputs) => {
      const result = await original.apply(WebAssembly, inputs);
      const known = [(result.instance ?? result).exports, ...Object.values(inputs[1] ?? {})].flatMap((names) => Object.values(names));
      globalThis.wasmMemory ??= known.find((value) => value instanceof WebAssembly.Memory);
      return result;
    };
  }
}

export class Gauge {
  #pages = [];

  constructor(context) {
    this.context = context;
    this.ready = context.addInitScript(findMemory);
  }

  /** Watches one more tab. */
  async attach(page) {
    await this.ready;
    const session = await this.context.newCDPSession(page);
    await session.send("Performance.enable");
    this.#pages.push({ page, session });
  }

  /** What all tabs need, in bytes and counts, once what nobody needs is gone. Tabs may share a process and be counted twice: growth too. */
  async read() {
    const sum = { heap: 0, wasm: 0, nodes: 0, listeners: 0, stored: 0 };
    for (const { page, session } of this.#pages) {
      for (let times = 0; times < 3; times += 1) await session.send("HeapProfiler.collectGarbage");
      const { metrics } = await session.send("Performance.getMetrics");
      const metric = (wanted) => metrics.find(({ name }) => name === wanted).value;
      const own = await page.evaluate(() => {
        const texts = [localStorage, sessionStorage].flatMap((storage) => Object.entries(storage).flat());
        return { wasm: globalThis.wasmMemory.buffer.byteLength, stored: texts.join("").length };
      });
      sum.heap += metric("JSHeapUsedSize");
      sum.nodes += metric("Nodes");
      sum.listeners += metric("JSEventListeners");
      sum.wasm += own.wasm;
      sum.stored += own.stored;
    }
    return sum;
  }
}

const mega = (bytes) => (bytes / 1e6).toFixed(2);

/** The report, in Markdown. */
export function table({ measured, rate, reading, renewals, took, limits, growth }) {
  const rows = measured.map(({ hour, asked, heap, wasm, nodes, listeners, stored }) =>
    [hour, ...asked, mega(heap), mega(wasm), nodes, listeners, stored].join(" | "),
  );
  return [
    `# A day in ${Math.round(took)} seconds\n`,
    "Two tabs, all numbers but the requests of both together.\n",
    "| Hour | Requests, tab 1 | Tab 2 | JS heap (MB) | WebAssembly (MB) | Nodes | Listeners | Stored (characters) |",
    "|---|---|---|---|---|---|---|---|",
    ...rows.map((row) => `| ${row} |`),
    `\nA reading takes ${reading} requests. Most in an hour: ${rate.hour}; in a minute: ${rate.minute}. Of those to the service announcements in an hour:`,
    `${rate.serviceHour} of ${limits.serviceHour}; in a minute: ${rate.serviceMinute} of ${limits.serviceMinute}. Tokens asked for: ${renewals}.`,
    `Allowed to grow from hour 4 on: ${Object.entries(growth).map(([name, bound]) => `${name} ${bound}`).join(", ")}.\n`,
  ].join("\n");
}
