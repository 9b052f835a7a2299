// Checks the stylesheets: every file parses on its own, and colours stand in tokens.css alone.
// (The bundler only notes a parse error and then ships the raw file, so the check is here.)
// Usage: node .ci/lint-css.mjs style
import { createRequire } from "node:module";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const require = createRequire(resolve("end2end/package.json"));
const { transform } = require("lightningcss");
const folder = process.argv[2];
const colour = /#[0-9a-f]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|oklab|lab|lch)\(/i;
let faults = 0;
const fault = (where, what) => {
  faults += 1;
  console.error(`${where}: ${what}`);
};

for (const name of readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".css"))) {
  const path = join(folder, name);
  const code = readFileSync(path);
  try {
    const { warnings } = transform({ filename: path, code, errorRecovery: false });
    for (const warning of warnings) fault(`${path}:${warning.loc?.line}`, warning.message);
  } catch (error) {
    fault(`${path}:${error.loc?.line ?? "?"}`, error.message);
  }
  if (!name.endsWith("tokens.css")) {
    code.toString().split("\n").forEach((line, at) => {
      if (colour.test(line.replace(/\/\*.*?\*\//g, ""))) fault(`${path}:${at + 1}`, "a colour belongs into tokens.css");
    });
  }
}
process.exit(faults ? 1 : 0);
