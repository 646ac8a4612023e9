// Run by tests/hosts/run.mjs, which starts the hosts. As the other browser tests, but for where they are.
import shared from "../e2e/playwright.config.mjs";

export default { ...shared, testDir: ".", outputDir: "results" };
