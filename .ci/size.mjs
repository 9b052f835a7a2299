// Prints the sizes that visitors pay for, in kB after brotli, and fails above the budgets. The entrance is that of the
// demo organisation's first room, as a running Anteroom sends it.
// Usage: node .ci/size.mjs SITE-FOLDER PROGRAMS-FOLDER
import { readdirSync, readFileSync } from "node:fs";
import { get } from "node:http";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const [site, programs] = process.argv.slice(2);
process.env.ANTEROOM_BIN ??= join(resolve(programs), "anteroom");
process.env.MICROSOFT365_BIN ??= join(resolve(programs), "microsoft365");
const { startWorld } = await import("../end2end/support/world.mjs");
const { makeDemo } = await import("../end2end/support/demo.mjs");

const brotli = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 } }).length;

/** Bytes of an answer's body as it comes over the wire. */
function sent(url) {
  return new Promise((done, failed) => {
    get(url, { headers: { accept: "text/html", "accept-encoding": "br" }, family: 4 }, (answer) => {
      let bytes = 0;
      answer.on("data", (part) => (bytes += part.length));
      answer.on("end", () => (answer.statusCode === 200 ? done(bytes) : failed(new Error(`${url}: ${answer.statusCode}`))));
    }).on("error", failed);
  });
}

async function entrance() {
  const world = await startWorld({ people: 60 });
  try {
    const { rooms } = await makeDemo(world);
    return await sent(world.url + rooms[0].entrance);
  } finally {
    await world.stop();
  }
}

const files = readdirSync(join(site, "pkg"))
  .filter((name) => /\.(wasm|js|css)$/.test(name))
  .map((name) => ({ name, size: brotli(readFileSync(join(site, "pkg", name))) }));
const sum = (list) => list.reduce((total, file) => total + file.size, 0);

const css = files.filter((file) => file.name.endsWith(".css"));
const wasm = files.filter((file) => file.name.endsWith(".wasm"));
// The main module carries the output name and a hash; split chunks are named after what they hold.
const main = wasm.filter((file) => /^anteroom\.[^.]+\.wasm$|^anteroom(_bg)?\.wasm$/.test(file.name));
const lazy = wasm.filter((file) => !main.includes(file));
const js = files.filter((file) => file.name.endsWith(".js"));
if (main.length !== 1 || css.length !== 1) {
  console.error(`expected one main wasm and one stylesheet in ${site}/pkg, found: ${files.map((f) => f.name).join(" ")}`);
  process.exit(1);
}

// What the heaviest page loads: the main module and the parts its island names.
const manifest = readdirSync(join(site, "pkg")).find((name) => /^__wasm_split_manifest\..*json$/.test(name));
const islands = manifest ? Object.values(JSON.parse(readFileSync(join(site, "pkg", manifest), "utf8"))) : [];
const page = (parts) => sum(main) + sum(wasm.filter((file) => parts.includes(file.name.replace(/\.wasm$/, ""))));

const figures = {
  main_wasm_kb: [sum(main), 170],
  js_kb: [sum(js), 10],
  css_kb: [sum(css), 12],
  largest_lazy_kb: [Math.max(0, ...lazy.map((file) => file.size)), 40],
  largest_page_kb: [Math.max(sum(main), ...islands.map(page)), 210],
  all_kb: [sum(files), 340],
  entrance_kb: [(await entrance()) + sum(css), 50],
};

let over = false;
for (const [name, [bytes, budget]] of Object.entries(figures)) {
  const kb = bytes / 1000;
  console.log(`${name}: ${kb.toFixed(1)}`);
  if (kb > budget) {
    console.error(`${name} is above its budget of ${budget} kB`);
    over = true;
  }
}
process.exitCode = over ? 1 : 0;
