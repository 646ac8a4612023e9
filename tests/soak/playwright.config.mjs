// Run by `cargo xtask soak`: the browser and the servers of the browser tests, one long test.
import e2e from "../e2e/playwright.config.mjs";

/** Longer than a slow machine takes; a soak that hangs ends by itself. */
const LIMIT_MINUTES = 40;

export default { ...e2e, testDir: ".", outputDir: "../../target/soak", workers: 1, timeout: LIMIT_MINUTES * 60_000, globalTimeout: (LIMIT_MINUTES + 1) * 60_000 };
