// Our dates against those of the programs that wrote the files: counts that must not fall.
// With --write the table goes into docs/compatibility.md.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { check, equal, finish, program, skip } from "./lib.mjs";

const folder = "../shared/data/schedules", page = "docs/compatibility.md";
/* Files with dates that contradict the file itself, shown by hand in docs/compatibility.md: floats that differ. */
const stale = { "mspdiduration.xml.gz": 4, "mspditimephased.xml.gz": 16 };

if (!existsSync(folder)) {
	skip("schedules: ../shared/data/schedules is not here");
} else {
	const rows = [], sum = [0, 0, 0, 0, 0];
	for (const file of readdirSync(folder).filter((f) => f.endsWith(".gz"))) {
		const ran = spawnSync(program, ["plan", "schedule", join(folder, file), "--json", "--compare-file"], { encoding: "utf8", maxBuffer: 1 << 30 });
		equal(ran.status, 0, `${file} is read`);
		if (ran.status !== 0) continue;
		const c = JSON.parse(ran.stdout).summary;
		const row = [c.compared, c.equal_start, c.equal_finish, c.with_float, c.equal_float];
		row.forEach((n, i) => { sum[i] += n; });
		equal([c.equal_start, c.equal_finish], [c.compared, c.compared], `${file}: starts and finishes`);
		equal(c.with_float - c.equal_float, stale[file] || 0, `${file}: floats`);
		rows.push(`| ${file.replace(".gz", "")} | ${row.join(" | ")} |`);
	}
	check(sum[0] > 900, "the files hold activities");
	const table = ["| file | activities | equal starts | equal finishes | with a float | equal floats |", "|---|---:|---:|---:|---:|---:|", ...rows, `| **all** | ${sum.join(" | ")} |`].join("\n");
	const text = readFileSync(page, "utf8"), [before, rest] = text.split("<!-- table -->\n"), after = rest.split("<!-- end -->")[1];
	const made = `${before}<!-- table -->\n${table}\n<!-- end -->${after}`;
	if (process.argv.includes("--write")) writeFileSync(page, made);
	else equal(made === text, true, "docs/compatibility.md shows these counts (node tests/compare.mjs --write)");
}
finish();
