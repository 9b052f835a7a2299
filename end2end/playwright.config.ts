import { defineConfig } from "@playwright/test";
import { browserArgs, browserPath } from "./support/chromium.mjs";

// Anteroom on localhost, the simulated Microsoft 365 on 127.0.0.1: the sign-in answer is cross-site, as in production.
export default defineConfig({
  testDir: "tests",
  globalSetup: "./support/start.ts",
  fullyParallel: false,
  workers: 2,
  // A test that passes only at its second try is listed as flaky, and worth a look.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: { launchOptions: { executablePath: browserPath, args: browserArgs }, locale: "en-GB", timezoneId: "Europe/Berlin" },
  projects: [
    { name: "hydrate" },
    { name: "no-js", use: { javaScriptEnabled: false }, testIgnore: /\.hydrate\.spec\.ts$/ },
  ],
});
