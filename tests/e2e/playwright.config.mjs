// Run by `cargo xtask test --only e2e`, which builds, serves dist/ and sets these variables.
import { defineConfig } from "@playwright/test";

const needed = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run cargo xtask test --only e2e`);
  return value;
};

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.mjs",
  outputDir: "results",
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    baseURL: needed("E2E_ORIGIN") + "/",
    locale: "en-GB",
    timezoneId: "Europe/Amsterdam",
    viewport: { width: 1280, height: 800 },
    // Tests answer requests by routes, which a worker would bypass; offline.spec.mjs has its own server.
    serviceWorkers: "block",
    launchOptions: {
      executablePath: needed("CHROMIUM"),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
