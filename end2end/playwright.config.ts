import { defineConfig } from "@playwright/test";

// Anteroom on localhost, the simulated Microsoft 365 on 127.0.0.1: the sign-in answer is cross-site, as in production.
const chromium = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  ],
};

export default defineConfig({
  testDir: "tests",
  globalSetup: "./support/start.ts",
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: { launchOptions: chromium, locale: "en-GB", timezoneId: "Europe/Berlin" },
  projects: [
    { name: "hydrate" },
    { name: "no-js", use: { javaScriptEnabled: false }, testIgnore: /\.hydrate\.spec\.ts$/ },
  ],
});
