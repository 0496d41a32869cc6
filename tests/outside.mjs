// What the outside reads: metrics, health, calendars, exports; each opened by a reader of its own.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Session, check, equal, finish, folder, guatu, program, serve, skip } from "./lib.mjs";

const here = folder(), data = join(here, "d"), own = ["--data", data];
equal(guatu(["demo", "--projects", "30", ...own]).code, 0, "a district");

// ---- /metrics: read strictly as Prometheus' text format; a token that is good for nothing else
function metrics(text) {
	const types = {}, found = {};
	for (const line of text.trimEnd().split("\n")) {
		const head = line.match(/^# (HELP|TYPE) ([a-z_]+) (.+)$/);
		if (head?.[1] === "TYPE") types[head[2]] = head[3];
		if (head) continue;
		const sample = line.match(/^([a-z_]+)(\{([a-z]+="[^"\\\n]*")\})? (-?[0-9.e+-]+)$/);
		if (!check(sample, `a metric's line: ${line}`)) continue;
		check(types[sample[1].replace(/_(bucket|sum|count)$/, "")] || types[sample[1]], `${sample[1]} has a type`);
		found[sample[1] + (sample[2] ?? "")] = Number(sample[4]);
	}
	return found;
}
equal(guatu(["token", "create", "--user", "admin", "--reach", "everything", ...own]).code, 2, "a reach that is none");
const scraper = guatu(["token", "create", "--user", "admin", "--name", "Prometheus", "--reach", "metrics", ...own]).out.trim();
const whole = guatu(["token", "create", "--user", "office", ...own]).out.trim();
equal(JSON.parse(guatu(["token", "list", "--json", ...own]).out).map((t) => t.reach), ["metrics", "all"], "token list says what each is good for");
let server = await serve(own);
const asked = (path, token) => fetch(server.url + path, { headers: token ? { Authorization: `Bearer ${token}` } : {}, redirect: "manual" });
const before = await asked("/metrics", scraper);
equal([before.status, before.headers.get("content-type")], [200, "text/plain; version=0.0.4; charset=utf-8"], "/metrics by its token");
const first = metrics(await before.text());
equal((await asked("/api/v1/projects", scraper)).status, 403, "a metrics token opens nothing else");
equal((await asked("/", scraper)).status, 403, "no page either");
equal((await asked("/metrics", whole)).status, 403, "the office's token is not an administrator's");
const refused = await asked("/metrics", "0".repeat(64));
equal([refused.status, refused.headers.get("www-authenticate")], [401, "Bearer"], "a token that is none");
equal((await asked("/metrics")).status, 303, "nobody");
equal((await (await new Session(server.url).enter("admin")).ask("GET", "/metrics")).status, 200, "the administrator, logged in");
for (let i = 0; i < 20; i++) await asked("/api/v1/projects?limit=1", whole);
const office = await new Session(server.url).enter("office");
equal((await office.ask("POST", "/api/v1/items", { json: { title: "计数", kind: "problem", source: "office" } })).status, 201, "one write");
const later = metrics(await (await asked("/metrics", scraper)).text());
const grew = (name) => later[name] - first[name];
check(grew('guatu_http_answers_total{status="2xx"}') >= 21 && grew('guatu_http_answers_total{status="4xx"}') >= 4, "answers are counted by their status");
check(grew("guatu_writes_total") >= 1 && grew("guatu_commits_total") >= 1 && grew("guatu_history_entries") >= 1, "writes, commits and history");
const buckets = Object.entries(later).filter(([k]) => k.startsWith("guatu_http_seconds_bucket")).map(([, v]) => v);
check(buckets.length === 13 && buckets.every((n, i) => !i || n >= buckets[i - 1]) && buckets[12] === later.guatu_http_seconds_count, "buckets rise to the count");
check(later.guatu_http_seconds_sum > 0 && later.process_resident_memory_bytes > 1e6 && later.guatu_database_bytes > 1e5, "seconds, memory, bytes");
check(Object.keys(later).some((k) => k.startsWith("guatu_job_runs_total{job=")), "jobs by name");
equal([later.guatu_writer_failing, later.guatu_writes_lost_total], [0, 0], "nothing fails");
equal(await (await asked("/healthz")).text(), "process ok\n", "/healthz");
equal(await (await asked("/readyz")).text(), "database ok\nwriter ok\ndisk ok\n", "/readyz");

// ---- a person's calendar: opened by python3-icalendar, its lines checked by RFC 5545, its dates by the API
const python = "/usr/bin/python3", reader = `
import sys, json, icalendar
c = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
print(json.dumps([{k.lower(): (v.dt.isoformat() if hasattr(v, "dt") else v.to_ical().decode() if k == "CATEGORIES" else str(v)) for k, v in e.items()} for e in c.walk("VEVENT")]))`;
const reads = spawnSync(python, ["-c", "import icalendar"]).status === 0;
function calendar(bytes, what) {
	const text = bytes.toString("utf8");
	check(text.endsWith("END:VCALENDAR\r\n") && !/[^\r]\n/.test(text), `${what}: every line ends in CR LF`);
	let from = 0, longest = 0, sound = true;
	for (let at = 0; at + 1 < bytes.length; at++)
		if (bytes[at] === 13 && bytes[at + 1] === 10) {
			const line = bytes.subarray(from, at);
			longest = Math.max(longest, line.length);
			sound &&= !line.toString("utf8").includes("\ufffd");
			from = at + 2;
		}
	check(longest <= 75 && sound, `${what}: lines of at most 75 octets (${longest}), no character broken`);
	check(!/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text), `${what}: no control characters`);
	if (!reads) return null;
	const ran = spawnSync(python, ["-c", reader], { input: bytes, encoding: "utf8" });
	return check(ran.status === 0, `${what}: a calendar program reads it: ${ran.stderr}`) ? JSON.parse(ran.stdout) : null;
}
if (!reads) skip("python3-icalendar is not here");
const host = server.url.replace("http://", "");
const subscribe = async (who) => JSON.parse((await who.ask("POST", "/api/v1/me/calendar", { json: {} })).text).address;
const department = await new Session(server.url).enter("department"), company = await new Session(server.url).enter("company");
const me = JSON.parse((await department.ask("GET", "/api/v1/items/waiting")).text).items[0];
const odd = `逗号, 分号; 反斜杠\\ "引号"\u0001 ${"很长的标题".repeat(15)}`;
equal((await office.ask("POST", "/api/v1/items", { json: { title: odd, kind: "problem", source: "office", unit: me.unit, due: "2027-03-01" } })).status, 201, "an item with an odd title");
const address = await subscribe(department);
const got = await fetch(address), events = calendar(Buffer.from(await got.arrayBuffer()), "a department's calendar");
equal([got.status, got.headers.get("content-type"), got.headers.get("cache-control")], [200, "text/calendar; charset=utf-8", "no-store"], "the calendar without logging in");
if (events) {
	const waiting = JSON.parse((await department.ask("GET", "/api/v1/items/waiting")).text).items.filter((i) => i.due);
	const items = events.filter((e) => e.uid.startsWith("item-"));
	check(waiting.length > 1 && waiting.every((i) => items.some((e) => e.uid === `item-${i.id}@${host}` && e.dtstart === i.due && e.url.endsWith(`/items/${i.id}`))), "every item that waits stands on its day");
	check(items.some((e) => e.summary === `到期：${odd.replace("\u0001", "")}`), "an odd title comes back as it was");
	const meetings = JSON.parse((await department.ask("GET", "/api/v1/meetings")).text).items;
	for (const m of meetings) {
		const e = events.find((x) => x.uid === `meeting-${m.id}@${host}`);
		check(e && new Date(e.dtstart).getTime() === Date.parse(`${m.held_on}T${m.starts}:00+08:00`) && new Date(e.dtend) > new Date(e.dtstart), `meeting ${m.id} at its hour`);
	}
	check(events.some((e) => e.uid.startsWith("milestone-")), "milestones of the unit's projects");
	equal(new Set(events.map((e) => e.uid)).size, events.length, "each event once");
	const theirs = new Set(JSON.parse((await company.ask("GET", "/api/v1/projects?limit=500")).text).items.map((p) => p.id));
	const seen = calendar(Buffer.from(await (await fetch(await subscribe(company))).arrayBuffer()), "a company's calendar");
	check(seen.length > 0 && seen.every((e) => e.uid.startsWith("item-") || theirs.has(Number(e.url.match(/projects\/(\d+)$/)?.[1]))), "a company's calendar holds its own projects alone, and no meetings");
}
await server.stop();
const token = address.match(/[0-9a-f]{64}/)[0];
check(readdirSync(data).filter((f) => f.startsWith("guatu.db")).every((f) => !readFileSync(join(data, f)).includes(token)), "the address is nowhere in the database");
equal(guatu(["user", "disable", "department", ...own]).code, 0, "the account is closed");
server = await serve(own);
equal((await fetch(`${server.url}/calendar/${token}.ics`)).status, 404, "and its calendar with it");

// ---- verify looks while others write
const writing = await new Session(server.url).enter("office");
let stop = false, wrote = 0;
const writer = (async () => {
	for (; !stop; wrote++) await writing.ask("POST", "/api/v1/items", { json: { title: `同时 ${wrote}`, kind: "problem", source: "office" } });
})();
const verify = (args) => new Promise((done) => {
	const child = spawn(program, ["verify", "--json", ...args]);
	let out = "", err = "";
	child.stdout.on("data", (t) => { out += t; });
	child.stderr.on("data", (t) => { err += t; });
	child.on("exit", (code) => done({ code, out, err }));
});
const looked = [await verify(own), await verify(own)];
stop = true;
await writer;
equal(looked.map((l) => l.code), [0, 0], `verify beside a server that writes: ${looked[0].err}${looked[1].err}`);
check(wrote > 0 && JSON.parse(looked[1].out).chain.entries > JSON.parse(looked[0].out).chain.entries, "each sees what is on disk by then");
equal(await server.stop(), 0, "a clean end");

// ---- exports: each suffix opened again; an exported plan computes to the dates it has here
const put = (name) => join(here, name), out = (...args) => guatu(["export", ...args, ...own]);
for (const [what, suffixes] of [["ledger", ["xlsx", "csv", "json"]], ["items", ["xlsx", "csv", "json"]], ["plan", ["xlsx", "csv", "ics"]]])
	for (const suffix of suffixes) {
		const ran = out(what, "--out", put(`${what}.${suffix}`));
		equal([ran.code, ran.err, existsSync(put(`${what}.${suffix}`)), existsSync(put(`${what}.${suffix}.part`))], [0, "", true, false], `export ${what} .${suffix}`);
	}
const projects = JSON.parse(readFileSync(put("ledger.json"), "utf8")).items;
equal(projects.length, 30, "every project in the ledger's JSON");
for (const suffix of ["xlsx", "csv"]) {
	const back = JSON.parse(guatu(["import", put(`ledger.${suffix}`), ...own, "--dry-run", "--json"]).out);
	equal([back.new, back.changed, back.unchanged, back.refused.length, back.columns.every((c) => c.sure)], [0, 0, 30, 0, true], `the ledger's .${suffix} imports unchanged`);
}
const csv = (name) => readFileSync(put(name), "utf8").replace(/^\ufeff/, "").trimEnd().split("\r\n");
const listed = JSON.parse(readFileSync(put("items.json"), "utf8")).items;
equal(csv("items.csv").length, listed.length + 1, "the items' .csv has a row each");
const code = projects[3].code, mine = ["--project", code];
equal(out("items", ...mine, "--out", put("mine.json")).code, 0, "one project's items");
equal(JSON.parse(readFileSync(put("mine.json"), "utf8")).items.map((i) => i.id), listed.filter((i) => i.project === projects[3].id).map((i) => i.id), "and no others");
equal([out("ledger", ...mine, "--out", put("row.csv")).code, csv("row.csv").length], [0, 2], "one project's row of the ledger");
server = await serve(own);
const plans = await new Session(server.url).enter("office");
const kept = JSON.parse((await plans.ask("GET", `/api/v1/projects/${projects[3].id}/plan`)).text).items;
for (const suffix of ["json", "xml", "xer"]) {
	const ran = out("plan", ...mine, "--out", put(`plan-of.${suffix}`));
	check(ran.code === 0 && /does not tell/.test(ran.err), `export plan .${suffix} beside a server: ${ran.err}`);
	const owed = suffix !== "xml"; // MS Project knows no date owed of a project
	check(owed || /no place for the project's must-finish date/.test(ran.err), "what the format cannot say is said");
	const dated = guatu(["plan", "schedule", put(`plan-of.${suffix}`), "--json"]);
	const rows = dated.code ? [] : JSON.parse(dated.out).activities.filter((a) => a.kind !== "summary");
	equal(rows.map((a) => [a.name, a.early_start.slice(0, 10), a.early_finish.slice(0, 10), ...(owed ? [a.late_finish.slice(0, 10), a.critical] : [])]).map(String).sort(),
		kept.map((a) => [a.name, a.early_start, a.early_finish, ...(owed ? [a.late_finish, a.critical] : [])]).map(String).sort(), `the .${suffix} computes to the plan's own dates ${dated.err}`);
}
// … and a table of it keeps every activity, duration and link
const netOf = (name) => {
	const f = JSON.parse(readFileSync(put(name), "utf8"));
	return [f.activities.map((a) => [a.id, a.name, a.kind === "task" ? a.duration_minutes / f.minutes_per_day : 0]), f.links.map((l) => [l.from, l.to, l.link, (l.lag ?? 0) / f.minutes_per_day]).map(String).sort()];
};
for (const suffix of ["csv", "xlsx"]) {
	const ran = out("plan", ...mine, "--out", put(`table.${suffix}`));
	check(ran.code === 0 && /its week has five days/.test(ran.err), `what a table cannot say is said: ${ran.err}`);
	equal(guatu(["plan", "convert", put(`table.${suffix}`), put("table.json")]).code, 0, `the plan's .${suffix} is a schedule file`);
	equal(netOf("table.json"), netOf("plan-of.json"), `the plan's .${suffix} holds its network`);
}
const admin = await new Session(server.url).enter("admin");
const firm = await admin.ask("POST", "/api/v1/units", { json: { name: "东湖（集团）公司", kind: "enterprise" } });
const owned = await plans.ask("PATCH", `/api/v1/projects/${projects[3].id}`, { json: { owner: JSON.parse(firm.text).id, name: "有全角（标点）的项目" }, headers: { "If-Match": (await plans.ask("GET", `/api/v1/projects/${projects[3].id}`)).headers.get("etag") } });
equal([firm.status, owned.status], [201, 200], `names with full-width marks: ${firm.text} ${owned.text}`);
equal(await server.stop(), 0, "a clean end");
for (const suffix of ["xlsx", "csv"]) {
	equal(out("ledger", "--out", put(`wide.${suffix}`)).code, 0, "the ledger again");
	const back = JSON.parse(guatu(["import", put(`wide.${suffix}`), ...own, "--dry-run", "--json"]).out);
	equal([back.new, back.changed, back.unchanged, back.refused], [0, 0, 30, []], `full-width names in a .${suffix} are known again`);
}
const milestones = calendar(readFileSync(put("plan.ics")), "the plans' milestones");
if (milestones) check(milestones.length >= 30 && milestones.every((m) => /^milestone-\d+@guatu$/.test(m.uid) && /^\d{4}-\d\d-\d\d$/.test(m.dtstart)), `milestones on their days: ${milestones.length}`);
equal([out("plan", "--out", put("all.xml")).code, out("items", "--out", put("items.ics")).code, out("roads", "--out", put("x.csv")).code, out("items").code], [2, 2, 2, 2], "what cannot be written of this is wrong usage");
const unknown = out("items", "--project", "no such code", "--out", put("none.csv"));
check(unknown.code === 1 && /no project has the code/.test(unknown.err) && !existsSync(put("none.csv")), `an unknown project: ${unknown.err}`);
equal(out("items", "--out", join(here, "no", "folder", "x.csv")).code, 3, "a folder that is not there");
if (spawnSync("sqlite3", ["--version"]).status === 0)
	equal(spawnSync("sqlite3", [join(data, "guatu.db"), "select distinct json_extract(detail, '$.what') from history where action = 'export' order by 1"], { encoding: "utf8" }).stdout.trim(), "items\nledger\nplan", "the history tells of exports");
equal(guatu(["verify", ...own]).code, 0, "and holds");

// ---- on PostgreSQL: verify beside the server; ready only while the database is there
const place = folder(), port = 52000 + (process.pid % 900);
const pg = spawnSync("tests/pg.sh", ["start", place, String(port)], { encoding: "utf8" });
if (pg.status === 0) {
	const there = ["--data", folder(), "--database", pg.stdout.trim()];
	equal(guatu(["demo", "--projects", "10", ...there]).code, 0, "a district on PostgreSQL");
	const distant = await serve(there);
	const beside = await verify(there);
	equal(beside.code, 0, `verify beside a server on PostgreSQL: ${beside.err}`);
	equal((await fetch(distant.url + "/readyz")).status, 200, "ready");
	spawnSync("tests/pg.sh", ["stop", place]);
	const down = await fetch(distant.url + "/readyz");
	equal([down.status, (await down.text()).split("\n")[0]], [503, "database failed"], "not ready without its database");
	equal((await fetch(distant.url + "/healthz")).status, 200, "but alive");
	await distant.stop();
} else skip(`PostgreSQL: ${pg.stderr}`);
finish();
