// Lighthouse, as it judges pages for phones.
import { createServer } from "node:net";
import lighthouse from "lighthouse";
import { Report } from "./report.mjs";
import { launch, serve } from "./site.mjs";

const ROUTES = ["", "tenant-details/", "connectors/", "service-health/", "connect/"];
/** What the performance is made of. */
const METRICS = ["first-contentful-paint", "largest-contentful-paint", "speed-index", "total-blocking-time", "cumulative-layout-shift"];
const LEAST = { performance: 95, accessibility: 100, "best-practices": 100 };

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Measures each route; the middle of `runs`. */
export async function measure({ dist, runs }) {
  const report = new Report("Lighthouse, for phones");
  const site = await serve(dist);
  const port = await freePort();
  const browser = await launch(`--remote-debugging-port=${port}`);
  const found = new Set();
  try {
    for (let run = 0; run < runs; run += 1) {
      for (const route of ROUTES) {
        const options = { port, output: "json", logLevel: "error", onlyCategories: Object.keys(LEAST) };
        const { lhr } = await lighthouse(`${site.origin}/${route}`, options);
        if (lhr.runtimeError) throw new Error(`Lighthouse at /${route}: ${lhr.runtimeError.message}`);
        report.note("this machine, as Lighthouse rates it (a phone of today has 1 000, less spoils the performance)", lhr.environment.benchmarkIndex);
        if (run === runs - 1) {
          const metrics = METRICS.map((id) => `${lhr.audits[id].title.toLowerCase()} ${lhr.audits[id].displayValue}`);
          found.add(`- /${route}: ${metrics.join(", ")}`);
        }
        for (const [category, { score, auditRefs }] of Object.entries(lhr.categories)) {
          const name = `/${route}: ${category}`;
          report.note(name, Math.round(score * 100));
          report.aim(name, { least: LEAST[category] });
          if (category === "performance") continue;
          for (const { id, weight } of auditRefs) {
            const audit = lhr.audits[id];
            if (weight > 0 && audit.score !== null && audit.score < 1) found.add(`- /${route}: ${audit.title} (${id})`);
          }
        }
      }
    }
  } finally {
    await browser.close();
    site.close();
  }
  report.notes.push(...found);
  return report;
}
