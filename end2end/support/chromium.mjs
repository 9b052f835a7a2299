// Debian's Chromium and the switches that keep it quiet.

/** The browser to start. */
export const browserPath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** How. */
export const browserArgs = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];
