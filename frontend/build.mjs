/*
 * Builds everything in src/wisselwerk/static/wisselwerk from the sources here.
 *   npm run build    writes the files
 *   npm run check    fails when the committed files are not what the sources give
 */
import { mkdtemp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { buildMap } from "./map.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const committed = path.join(here, "../src/wisselwerk/static/wisselwerk");

/* The faces and weights the site uses. A browser loads only the ranges that a page needs. */
const FACES = [
  { package: "ibm-plex-sans", family: "IBM Plex Sans", ranges: ["latin", "latin-ext"], weights: [400, 500, 600] },
  { package: "ibm-plex-sans-arabic", family: "IBM Plex Sans Arabic", ranges: ["arabic"], weights: [400, 500, 600] },
];

async function fonts(folder) {
  await mkdir(path.join(folder, "fonts"));
  const rules = [];
  for (const face of FACES) {
    const source = path.join(here, "node_modules/@fontsource", face.package);
    const unicode = JSON.parse(await readFile(path.join(source, "unicode.json"), "utf8"));
    await writeFile(path.join(folder, "fonts", `${face.package}-LICENSE.txt`), await readFile(path.join(source, "LICENSE")));
    for (const range of face.ranges)
      for (const weight of face.weights) {
        const name = face.package.endsWith(range) ? `${face.package}-${weight}.woff2` : `${face.package}-${range}-${weight}.woff2`;
        await writeFile(path.join(folder, "fonts", name), await readFile(path.join(source, "files", `${face.package}-${range}-${weight}-normal.woff2`)));
        rules.push(`@font-face{font-family:"${face.family}";font-style:normal;font-display:swap;font-weight:${weight};src:url("./fonts/${name}") format("woff2");unicode-range:${unicode[range]}}`);
      }
  }
  return rules.join("\n");
}

async function icons() {
  const names = (await readdir(path.join(here, "icons"))).filter((name) => name.endsWith(".svg")).sort();
  const symbols = [];
  for (const name of names) {
    const source = (await readFile(path.join(here, "icons", name), "utf8")).trim();
    const [, viewBox, content] = source.match(/^<svg xmlns="[^"]+" viewBox="([^"]+)">(.*)<\/svg>$/s);
    symbols.push(`<symbol id="${path.basename(name, ".svg")}" viewBox="${viewBox}">${content}</symbol>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

async function atlas(name) {
  return JSON.parse(await readFile(path.join(here, "node_modules/world-atlas", `${name}.json`), "utf8"));
}

async function produce(folder) {
  const fontRules = await fonts(folder);
  const fontPlugin = {
    name: "fonts",
    setup(bundler) {
      bundler.onResolve({ filter: /^wisselwerk:fonts$/ }, () => ({ path: "fonts", namespace: "wisselwerk" }));
      bundler.onLoad({ filter: /.*/, namespace: "wisselwerk" }, () => ({ contents: fontRules, loader: "css", resolveDir: here }));
      bundler.onResolve({ filter: /^\.\/fonts\// }, (file) => ({ path: file.path, external: true }));
    },
  };
  const common = { bundle: true, minify: true, legalComments: "none", charset: "utf8", logLevel: "warning", absWorkingDir: here };
  await build({ ...common, entryPoints: ["css/app.css"], outfile: path.join(folder, "app.css"), target: ["chrome111", "firefox115", "safari16.4"], plugins: [fontPlugin] });
  await build({ ...common, entryPoints: ["app.js"], outfile: path.join(folder, "app.js"), target: "es2020", format: "iife" });
  await writeFile(path.join(folder, "icons.svg"), await icons());
  await writeFile(path.join(folder, "mark.svg"), await readFile(path.join(here, "mark.svg")));
  const map = buildMap(await atlas("land-110m"), await atlas("countries-50m"));
  await writeFile(path.join(folder, "land.svg"), map.svg);
  await writeFile(path.join(folder, "map.json"), map.json);
  /* The server sends these to browsers that take them, which are all: five times less on a slow line. */
  for (const name of ["app.css", "app.js", "land.svg"])
    await writeFile(path.join(folder, `${name}.gz`), gzipSync(await readFile(path.join(folder, name)), { level: 9 }));
}

async function contents(folder) {
  const files = new Map();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) {
      const file = path.join(entry.parentPath ?? entry.path, entry.name);
      /* Two versions of Node may pack the same content differently; what counts is what comes out. */
      const bytes = await readFile(file);
      files.set(path.relative(folder, file), file.endsWith(".gz") ? gunzipSync(bytes) : bytes);
    }
  return files;
}

async function check() {
  const folder = await mkdtemp(path.join(tmpdir(), "wisselwerk-"));
  try {
    await produce(folder);
    const [fresh, present] = [await contents(folder), await contents(committed)];
    const names = new Set([...fresh.keys(), ...present.keys()]);
    return [...names].sort().filter((name) => !fresh.get(name) || !present.get(name) || !fresh.get(name).equals(present.get(name)));
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (process.argv.includes("--check")) {
  const different = await check();
  for (const name of different) console.error(`not what the sources give: ${name}`);
  if (different.length) process.exit(1);
  console.log("The committed files are what the sources give.");
} else {
  await rm(committed, { recursive: true, force: true });
  await mkdir(committed, { recursive: true });
  await produce(committed);
  console.log(`Written: ${path.relative(process.cwd(), committed)}`);
}
