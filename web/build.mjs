// node web/build.mjs OUTDIR: the stylesheet, the script and the icons, small enough to serve,
// each with its .gz beside it.
import { build } from "esbuild";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const into = process.argv[2];
if (!into) {
	console.error("usage: node web/build.mjs OUTDIR");
	process.exit(2);
}
mkdirSync(into, { recursive: true });

// Browsers before Chromium 99 drop whatever stands in @layer, and offices still run them. The
// files are in the layers' order, so without the layers the same rules win.
const flatten = {
	name: "flatten layers",
	setup(on) {
		on.onLoad({ filter: /all\.css$/ }, ({ path }) => ({
			contents: readFileSync(path, "utf8")
				.replace(/^@layer [^;]*;$/m, "")
				.replace(/ layer\(\w+\)/g, ""),
			loader: "css",
		}));
	},
};

for (const [from, to] of [["css/all.css", "guatu.css"], ["js/main.js", "guatu.js"], ["js/worker.js", "worker.js"]])
	await build({
		entryPoints: [join(here, from)],
		outfile: join(into, to),
		bundle: true,
		minify: true,
		charset: "utf8",
		format: to.endsWith(".js") ? "esm" : undefined,
		target: ["chrome86", "safari14.1"],
		plugins: [flatten],
		logLevel: "warning",
	});
for (const name of ["sprite.svg", "icon.svg"])
	writeFileSync(join(into, name), readFileSync(join(here, "icons", name)));

for (const name of ["guatu.css", "guatu.js", "worker.js", "sprite.svg", "icon.svg"]) {
	const packed = gzipSync(readFileSync(join(into, name)), { level: 9 });
	writeFileSync(join(into, `${name}.gz`), packed);
	console.log(`${name} ${packed.length} bytes packed`);
}
