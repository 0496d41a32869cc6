// The promises at 1,000 projects, 50,000 items and three years of weeks, on SQLite and, where it is
// here, on PostgreSQL: the pages, a past day, the full recount of verify.
//   GUATU=build/guatu node bench/promises.mjs [ITEMS]
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Session, equal, finish, folder, guatu, serve } from "../tests/lib.mjs";

const items = Number(process.argv[2] || 50000), weeks = 156, DAY = 86400000, now = Date.now() - 20 * DAY;
const iso = (ms) => new Date(ms).toISOString().slice(0, 10), word = (s) => (s === null ? "null" : `'${s}'`);
const isoWeek = (ms) => { const d = new Date(ms); d.setUTCDate(d.getUTCDate() + 4 - (d.getUTCDay() || 7)); return `${d.getUTCFullYear()}-W${String(Math.ceil(((d - Date.UTC(d.getUTCFullYear(), 0, 1)) / DAY + 1) / 7)).padStart(2, "0")}`; };

/* Whole years of work in SQL that both databases take; every fifth item is signed and answered weeks
 * late, every hundredth is still open. */
function* fill(projects) {
	const rows = function* (head, list) { for (let k = 0; k < list.length; k += 500) yield `insert into ${head} values ${list.slice(k, k + 500).join(",")} on conflict do nothing;\n`; };
	const all = [], steps = [], reports = [], reviews = [];
	for (let k = 1; k <= items; k++) {
		const late = k % 5 === 0, open = k % 100 === 0 || k > items - 500, from = now - Math.floor((items - k) * (weeks - 8) * 7 / items) * DAY - 30 * DAY;
		const on = (n) => iso(from + n * DAY), signed = late ? 15 : 0, answered = late ? 20 : 1, project = 1 + k % projects, unit = 4 + k % 10;
		all.push(`(${100000 + k},1,${project},'X-${k}','problem','land','office','事项 ${k}','${"说明".repeat(50)}',0,${unit},'${on(0)}','${on(30)}','${on(30)}','${open ? "signed" : "closed"}','${on(13)}','${on(0)}','${on(12)}','${on(signed)}','${on(answered)}',${word(open ? null : on(25))},'${on(25)}','${on(open ? 0 : 25)}',0,0,0,'')`);
		for (const [kind, day, other] of [["raise", 0, 1], ["assign", 0, 1], ["sign", signed, 0], ["reply", answered, 0], ["finish", 24, 0], ["close", 25, 1]])
			if (!open || day < 24) steps.push(`(1,${project},${100000 + k},'${kind}','${on(day)}T02:00:00.000Z','${on(day)}',0,${other},'照办',${kind === "assign" ? `${unit},'${on(30)}'` : "null,null"})`);
	}
	for (let w = 1; w <= weeks; w++)
		for (let p = 1; p <= projects; p++) {
			const day = now - w * 7 * DAY, week = isoWeek(day);
			if (p % 10 !== w % 10) reports.push(`(1,${p},'${week}','${iso(day)}T02:00:00.000Z','${iso(day)}','本周完成')`);
			if (p % 4 !== w % 4) reviews.push(`(1,${p},'${week}','meeting','${iso(day)}')`);
		}
	yield "begin;\n";
	yield* rows("item (id,version,project,code,kind,category,source,title,detail,urgent,unit,raised_on,due,original_due,state,answer_by,assigned_on,sign_by,signed_on,answered_on,closed_on,last_action,last_other,returned,extended,reopened,search)", all);
	yield* rows("item_step (version,project,item,kind,at,on_day,by_system,other,words,unit,due)", steps);
	yield* rows("week_report (version,project,week,at,first_on,did)", reports);
	yield* rows("review (version,project,week,kind,on_day)", reviews);
	yield "commit; analyze;\n";
}

async function measure(label, args, load) {
	const projects = 1000;
	equal(guatu(["demo", "--projects", String(projects), ...args]).code, 0, `${label} demo`);
	const filled = load([...fill(projects)].join(""));
	equal(filled.stderr.match(/error.*/i)?.[0] ?? "", "", `${label} fill`);
	const server = await serve(args), office = await new Session(server.url).enter("office");
	const time = async (what, act) => {
		const took = [];
		for (let k = 0; k < 15; k++) { const from = performance.now(); await act(k); took.push(performance.now() - from); }
		took.sort((a, b) => a - b);
		console.log(`${label.padEnd(10)} ${what.padEnd(46)} median ${took[7].toFixed(1)} ms, most ${took[14].toFixed(1)} ms`);
	};
	const get = (path) => async () => equal((await office.ask("GET", path)).status, 200, path);
	await time("/promises", get("/promises"));
	const apart = []; // a write touches the items before each look: nothing kept can be used
	for (let k = 0; k < 15; k++) {
		await office.ask("POST", "/api/v1/items", { json: { project: 1, kind: "problem", source: "office", title: `新 ${k}`, unit: 4 } });
		const from = performance.now();
		await get("/promises")();
		apart.push(performance.now() - from);
	}
	apart.sort((a, b) => a - b);
	console.log(`${label.padEnd(10)} ${"/promises right after an item's write".padEnd(46)} median ${apart[7].toFixed(1)} ms, most ${apart[14].toFixed(1)} ms`);
	await time("/promises/answered", get("/promises/answered"));
	await time("/api/v1/promises, every breach", get("/api/v1/promises"));
	await time("/promises as of half a year ago", get(`/promises?on=${iso(now - 180 * DAY)}`));
	await server.stop();
	const from = performance.now(), verified = guatu(["verify", "--json", ...args]);
	console.log(`${label.padEnd(10)} ${"verify: everything, both counts".padEnd(46)} ${((performance.now() - from) / 1000).toFixed(1)} s`);
	const night = performance.now(), ran = guatu(["jobs", ...args]);
	console.log(`${label.padEnd(10)} ${"jobs: lights, plans, weeks, everything once".padEnd(46)} ${((performance.now() - night) / 1000).toFixed(1)} s`);
	equal(ran.code, 0, `${label} jobs ${ran.err}`);
	equal(JSON.parse(verified.out).promises_differ ?? "", "", `${label} both counts are the same`);
}

const data = folder();
await measure("SQLite", ["--data", data], (sql) => spawnSync("sqlite3", [join(data, "guatu.db")], { input: sql, encoding: "utf8", maxBuffer: 1 << 28 }));
const place = folder(), pg = spawnSync("tests/pg.sh", ["start", place, String(54000 + (process.pid % 900))], { encoding: "utf8" });
if (pg.status === 0) {
	const address = pg.stdout.trim();
	await measure("PostgreSQL", ["--data", folder(), "--database", address], (sql) => spawnSync("psql", ["-q", address], { input: sql, encoding: "utf8", maxBuffer: 1 << 28 }));
	spawnSync("tests/pg.sh", ["stop", place]);
}
finish();
