// Runs the benchmarks and writes their tables; started by `cargo xtask bench`, which builds what is measured.
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { growth } from "./growth.mjs";
import { load } from "./load.mjs";
import { messages } from "./messages.mjs";
import { launch } from "./site.mjs";

/** Longer than all of it takes on a slow machine. */
const LIMIT_MINUTES = 40;

const { values } = parseArgs({
  options: { dist: { type: "string" }, floor: { type: "string" }, judging: { type: "string" }, out: { type: "string" }, runs: { type: "string" }, only: { type: "string", multiple: true } },
});
const { dist, floor, judging, out, only } = values;
const runs = Number(values.runs);

/** The runs that each kind makes of those asked for: what takes long is repeated less often. */
const KINDS = {
  load: (browser) => load({ dist, floor, browser, runs }),
  growth: (browser) => growth({ dist, judging, browser, runs: Math.ceil(runs / 2) }),
  messages: (browser) => messages({ dist, browser, runs }),
  lighthouse: async () => (await import("./lighthouse.mjs")).measure({ dist, runs: Math.ceil(runs / 3) }),
};

// Ends the browsers too: they end with this program.
const watchdog = setTimeout(() => {
  console.error(`error: the benchmarks took more than ${LIMIT_MINUTES} minutes`);
  process.exit(1);
}, LIMIT_MINUTES * 60_000);

const tables = [];
const failures = [];
let missed = 0;
for (const [kind, measure] of Object.entries(KINDS)) {
  if (!only.includes(kind)) continue;
  console.error(`Measuring: ${kind} …`);
  let browser;
  try {
    // A browser each: what one has left behind is nothing to the next.
    browser = await launch();
    if (tables.length === 0) tables.push(`${runs} runs, ${cpus().length} processors, load ${loadavg()[0].toFixed(1)} at the start, Chromium ${browser.version()}.\n`);
    const report = await measure(browser);
    missed += report.missed;
    tables.push(report.markdown());
    console.log(`\n${report.markdown()}`);
  } catch (error) {
    failures.push(`${kind} could not be measured: ${error.message}`);
  } finally {
    await browser?.close();
  }
}
clearTimeout(watchdog);
tables.push([...failures, `Aims missed: ${missed}. Load ${loadavg()[0].toFixed(1)} at the end.`].map((line) => `${line}\n`).join(""));
writeFileSync(out, tables.join("\n"));
for (const failure of failures) console.error(`error: ${failure}`);
console.log(`Aims missed: ${missed}. All tables are in ${out}.`);
// A kind that broke off leaves its servers behind, which end with this program.
process.exit(failures.length ? 1 : 0);
