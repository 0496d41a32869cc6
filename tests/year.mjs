// A year of a district played through the API by a clock that is a file: reports, meetings,
// supervision, items through all of their steps, holidays, the overdue chain, a server killed in the
// middle. This program keeps its own record of what was acknowledged and counts every promise of
// docs/promises.md anew from it; the system's counts, now and as of past days, must be the same.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Session, check, equal, finish, folder, guatu, serve } from "./lib.mjs";

const flag = (name, usual) => { const at = process.argv.indexOf(`--${name}`); return at < 0 ? usual : Number(process.argv[at + 1]); };
const SEED = flag("seed", 1), PROJECTS = flag("projects", 300), WEEKS = flag("weeks", 52), UNITS = 6;
const DATABASE = process.argv[process.argv.indexOf("--database") + 1 || process.argv.length]; // an empty PostgreSQL; else SQLite
let state = SEED >>> 0 || 1;
const random = () => { state = (state + 0x6d2b79f5) >>> 0; let t = state; t = Math.imul(t ^ (t >>> 15), t | 1); t ^= t + Math.imul(t ^ (t >>> 7), t | 61); return ((t ^ (t >>> 14)) >>> 0) / 4294967296; };
const chance = (p) => random() < p, pick = (list) => list[Math.floor(random() * list.length)];

// ---- days, from the notices of rules.md §9
const DAY = 86400000, num = (iso) => Date.parse(`${iso}T00:00:00Z`) / DAY, iso = (n) => new Date(n * DAY).toISOString().slice(0, 10);
const span = (from, to) => { const all = []; for (let n = num(from); n <= num(to); n++) all.push(n); return all; };
const off = new Set([["2026-01-01", "2026-01-03"], ["2026-02-15", "2026-02-23"], ["2026-04-04", "2026-04-06"], ["2026-05-01", "2026-05-05"], ["2026-06-19", "2026-06-21"], ["2026-09-25", "2026-09-27"], ["2026-10-01", "2026-10-07"], ["2027-01-01", "2027-01-03"], ["2027-02-05", "2027-02-12"]].flatMap(([a, b]) => span(a, b)));
const made_up = new Set(["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"].map(num));
const weekday = (n) => ((n + 3) % 7 + 7) % 7 + 1; // 1 is Monday
const works = (n) => made_up.has(n) || (!off.has(n) && weekday(n) <= 5);
const add = (n, days) => { for (let left = days; left > 0;) if (works(++n)) left--; return n; };
const between = (a, b) => { if (b < a) return -between(b, a); let k = 0; for (let n = a + 1; n <= b; n++) k += works(n); return k; };
const monday = (n) => n - (weekday(n) - 1);
const week = (n) => { const thursday = monday(n) + 3, y = Number(iso(thursday).slice(0, 4)), first = num(`${y}-01-04`); return `${y}-W${String(Math.floor((monday(thursday) - monday(first)) / 7) + 1).padStart(2, "0")}`; };

// ---- the district
const here = folder(), clock = join(here, "clock"), base = ["--data", join(here, "data"), ...(DATABASE ? ["--database", DATABASE] : [])], env = { ...process.env, GUATU_CLOCK: clock };
let today, server;
const at = (n) => { today = n; writeFileSync(clock, `${iso(n)}T02:00:00.000Z`); };
const START = num("2026-01-05");
at(START);
const run = (args, input) => spawnSync(process.env.GUATU || "build/asan/guatu", args, { encoding: "utf8", env, input, maxBuffer: 1 << 28 });
const up = async () => { server = await serve([...base, "--jobs", "off", "--hash", "sha256"], clock); };
const down = async () => { await server.stop(); };
const keys = {};
async function ask(who, method, path, json, more = {}) {
	const headers = { Authorization: `Bearer ${keys[who]}`, ...more };
	if (json !== undefined) headers["Content-Type"] = "application/json";
	const got = await fetch(`${server.url}/api/v1${path}`, { method, headers, body: json === undefined ? undefined : JSON.stringify(json) });
	const text = await got.text();
	return { status: got.status, body: text ? JSON.parse(text) : null };
}
async function must(who, method, path, json) {
	const got = await ask(who, method, path, json);
	if (got.status >= 300) throw new Error(`${iso(today)} ${who} ${method} ${path} ${JSON.stringify(json)}: ${got.status} ${JSON.stringify(got.body)}`);
	return got.body;
}
await up();
const first = new Session(server.url), link = (await server.more(/setup\?token=([0-9a-f]{64})/))[1];
await first.ask("GET", `/setup?token=${link}`);
equal((await first.ask("POST", "/setup", { form: { token: link, login: "chief", password: "long enough to keep", district: "测试区" } })).status, 303, "set up");
await down();
const token = (login) => run(["token", "create", "--user", login, "--name", "year", "--days", "800", ...base]).stdout.trim();
keys.chief = token("chief");
await up();
const units = [], names = [];
for (let k = 0; k < UNITS; k++) names.push(`部门${k + 1}`) && units.push((await must("chief", "POST", "/units", { name: `部门${k + 1}`, kind: "department" })).id);
const leader = await must("chief", "POST", "/people", { name: "区领导甲", unit: units[0] });
await down();
for (let k = 0; k < UNITS; k++) {
	const made = run(["user", "add", `dept${k}`, "--person", `科长${k}`, "--unit", `部门${k + 1}`, "--role", "department", "--scope", "all", ...base], "long enough to keep\n");
	if (made.status !== 0) throw new Error(made.stderr);
	keys[`dept${k}`] = token(`dept${k}`);
}
await up();

// ---- the record of this program
const projects = new Map(), items = new Map(), reviewed = new Set(), reported = new Set(), past = [];
const active = (p) => ["prepare", "land", "start", "build"].includes(p.stage);
const limited = async (list, act, width = 12) => { const queue = [...list]; await Promise.all(Array.from({ length: width }, async () => { for (let x = queue.shift(); x !== undefined; x = queue.shift()) await act(x); })); };
const coin = new Map(); // chances are drawn in order, before requests run beside each other
const draws = (list, p) => list.filter(() => chance(p));

for (let k = 0; k < PROJECTS; k++) {
	const p = { name: `项目${k + 1}`, stage: pick(["prepare", "prepare", "land"]), lead: pick(units), planned_finish: "2028-12-31" };
	if (chance(0.9)) p.leader = leader.id;
	if (chance(0.85)) p.head = leader.id;
	const made = await must("chief", "POST", "/projects", p);
	const mine = { ...p, id: made.id, version: made.version, plan: false };
	projects.set(made.id, mine);
	if (chance(0.8)) {
		await must("chief", "POST", `/projects/${made.id}/plan`, { template: "industry", start: "2026-01-05" });
		mine.plan = true;
	}
}

async function change(p, json) {
	const now = await must("chief", "GET", `/projects/${p.id}`);
	const got = await fetch(`${server.url}/api/v1/projects/${p.id}`, { method: "PATCH", headers: { Authorization: `Bearer ${keys.chief}`, "Content-Type": "application/json", "If-Match": `"${now.version}"` }, body: JSON.stringify(json) });
	if (got.status === 200) Object.assign(p, json);
	return got.status;
}

// ---- items: what each step does to what is owed
function step(i, kind, { due, other } = {}) {
	if (other) i.other = today;
	if ((kind === "reply" || kind === "finish") && i.answered === null) i.answered = today;
	if (kind === "assign") Object.assign(i, { state: "assigned", assigned: today, signed: null, due: due ?? add(today, i.urgent ? 30 : 7), ladder: null, stopped: null });
	if (kind === "sign") Object.assign(i, { state: "signed", signed: today });
	if (kind === "finish") i.state = "done";
	if (kind === "send_back") i.state = "signed";
	if (kind === "close") Object.assign(i, { state: "closed", closed: today });
	if (kind === "extend") Object.assign(i, { due, ladder: null });
	if (kind === "reopen") Object.assign(i, { state: "raised", closed: null, ladder: null });
	if (kind === "withdraw") i.state = "withdrawn";
	if (kind === "stop") Object.assign(i, { stopped: between(today, i.due), due: null });
	if (kind === "resume") Object.assign(i, { due: add(today, i.stopped), stopped: null });
}
const doing = (i) => i.state === "assigned" || i.state === "signed";
async function act(i, who, kind, more = {}) {
	const other = who === "chief";
	const body = { kind, words: "照办", ...more, ...(more.due ? { due: iso(more.due) } : {}) };
	if (kind === "assign") body.unit = i.unit;
	await must(who, "POST", `/items/${i.id}/item-steps`, body);
	step(i, kind, { due: more.due, other });
}
async function raise(project) {
	const unit = chance(0.8) ? pick(units) : 0, urgent = chance(0.25);
	const made = await must("chief", "POST", "/items", { project, kind: "problem", source: "office", title: `事项${items.size + 1}`, urgent, ...(unit ? { unit } : {}) });
	const i = { id: made.id, project, unit, urgent, state: "raised", raised: today, other: today, assigned: null, signed: null, answered: null, closed: null, due: null, ladder: null, stopped: null };
	if (unit) step(i, "assign");
	items.set(i.id, i);
}
const who = (i) => `dept${units.indexOf(i.unit)}`;
/* One day of one item; the choice is drawn before the request. */
function choose(i) {
	if (i.state === "raised") return chance(0.4) ? async () => { i.unit = i.unit || pick(units); await act(i, "chief", "assign"); } : chance(0.03) ? () => act(i, "chief", "withdraw") : null;
	if (i.state === "assigned" && i.stopped === null) return chance(0.55) ? () => act(i, who(i), "sign") : null;
	if (i.state === "signed" || i.state === "assigned") {
		const r = random();
		if (i.stopped !== null) return r < 0.2 ? () => act(i, "chief", "resume") : null;
		if (r < 0.12) return () => act(i, who(i), "reply");
		if (r < 0.22) return () => act(i, who(i), "finish");
		if (r < 0.27) return () => act(i, "chief", "chase");
		if (r < 0.29) return () => act(i, "chief", "extend", { due: add(Math.max(today, i.due), 5) });
		if (r < 0.30 && i.due >= today) return () => act(i, "chief", "stop", { reason: 2 });
		return null;
	}
	if (i.state === "done") return chance(0.5) ? () => act(i, "chief", "close") : chance(0.2) ? () => act(i, "chief", "send_back") : null;
	if (i.state === "closed" && today - i.closed < 60) return chance(0.002) ? () => act(i, "chief", "reopen") : null;
	return null;
}

// ---- the overdue chain, by the usual ladder of rules.md §2
const LADDER = [-2, 1, 3, 5, 10, 10, 20, 30];
function chain() {
	if (!works(today)) return;
	for (const i of items.values()) {
		if (!doing(i) || i.due === null) continue;
		const reached = LADDER.filter((after) => after <= between(i.due, today) && (i.ladder === null || after > i.ladder));
		if (!reached.length || i.due > add(today, 2)) continue;
		i.ladder = Math.max(...reached);
		i.other = today;
	}
}

// ---- every promise counted anew
function recount() {
	const of = (id) => ({ id, of: 0, kept: 0, breaches: [], owners: {} });
	const R = { reviewed: of("reviewed"), chased: of("chased"), answered: of("answered"), "one-one-one": of("one-one-one"), reported: of("reported"), signed: of("signed") };
	const count = (id, kept, what, days) => {
		const owner = what.lead !== undefined ? names[units.indexOf(what.lead)] : what.unit ? names[units.indexOf(what.unit)] : "", o = R[id].owners[owner] ??= [0, 0];
		R[id].of++, o[0]++;
		if (kept) R[id].kept++, o[1]++; else R[id].breaches.push(`${what.id} ${owner} ${days}`);
	};
	for (const p of projects.values()) {
		if (!active(p)) continue;
		const days = today - monday(today);
		count("reviewed", reviewed.has(`${p.id} ${week(today)}`), p, days);
		count("reported", reported.has(`${p.id} ${week(today)}`), p, days);
		count("one-one-one", Boolean(p.leader && p.head && p.plan), p, days);
	}
	for (const i of items.values()) {
		if (i.state === "withdrawn") continue;
		if (i.state !== "closed") {
			const late = i.due !== null && i.due < today && between(i.due, today) > 1 && i.other <= i.due;
			count("chased", today - i.other <= 7 && !late, i, today - i.other);
		}
		const by = add(i.raised, 3), answered = i.answered ?? i.closed;
		if (answered !== null || by < today) count("answered", answered !== null && answered <= by, i, (answered ?? today) - by);
		if (i.state === "raised") continue;
		const sign = add(i.assigned ?? i.raised, 1);
		if (i.signed !== null || sign < today) count("signed", i.signed !== null && i.signed <= sign, i, (i.signed ?? today) - sign);
	}
	return R;
}
const owners = (list) => Object.fromEntries(list.sort(([a], [b]) => (a < b ? -1 : 1)));
const plain = (list) => Object.fromEntries(list.map((p) => [p.id, { id: p.id, of: p.of, kept: p.kept, breaches: p.breaches.map((b) => `${b.id} ${b.owner ?? ""} ${b.days}`).sort(), owners: owners(p.owners.map((o) => [o.name ?? "", [o.of, o.kept]])) }]));
const sorted = (R) => Object.fromEntries(Object.entries(R).map(([k, v]) => [k, { ...v, breaches: [...v.breaches].sort(), owners: owners(Object.entries(v.owners)) }]));
async function compare(what) {
	const mine = sorted(recount()), theirs = plain(await must("chief", "GET", "/promises"));
	for (const id of Object.keys(mine)) equal(theirs[id], mine[id], `seed ${SEED} ${iso(today)} ${what} ${id}`);
	return mine;
}

// ---- the year
let killed = 0;
const series = []; // each week as it ended
const end_week = () => { for (const r of Object.values(recount())) series.push(`${r.id}|${week(today)}|${r.of}|${r.kept}`); };
for (let w = 0; w < WEEKS; w++) {
	for (let d = 0; d < 7; d++) {
		at(START + w * 7 + d);
		if (d === 0) { // Monday: the jobs, without the server
			await down();
			const jobs = run(["jobs", ...base]);
			if (jobs.status !== 0) throw new Error(jobs.stderr);
			chain();
			await up();
		}
		if (!works(today)) {
			if (d === 6) end_week();
			continue;
		}
		const all = [...projects.values()], live = all.filter(active);
		for (const p of draws(live, 0.02)) await raise(p.id);
		const moves = [...items.values()].map((i) => choose(i)).filter(Boolean);
		await limited(moves, (move) => move());
		if (d === 1 && chance(0.9)) { // the weekly meeting, its agenda from the record and some more
			const m = await must("chief", "POST", "/meetings", { held_on: iso(today) });
			for (const p of draws(live, 0.4)) await must("chief", "POST", `/meetings/${m.id}/agenda-points`, { project: p.id, title: p.name });
			const points = (await must("chief", "GET", `/meetings/${m.id}/agenda-points`)).items;
			await must("chief", "POST", `/meetings/${m.id}/close`, {});
			for (const a of points) if (a.project) reviewed.add(`${a.project} ${week(today)}`);
		}
		if (d >= 2) await limited(draws(live.filter((p) => !reported.has(`${p.id} ${week(today)}`)), 0.4), async (p) => {
			await must("chief", "POST", `/projects/${p.id}/reports`, { did: `第${w + 1}周`, percent: 10 });
			reported.add(`${p.id} ${week(today)}`);
		});
		if (d === 3) await limited(draws(live, 0.1), async (p) => {
			await must("chief", "POST", `/projects/${p.id}/reviews`, { kind: "supervision", words: "现场督导" });
			reviewed.add(`${p.id} ${week(today)}`);
		});
		if (d === 4) for (const p of draws(all, 0.01)) {
			const json = pick([{ leader: null }, { leader: leader.id }, { head: leader.id }, { head: null }, { stage: "idea" }, { stage: "prepare" }, { stage: "land" }, { stage: "start" }, { stage: "complete" }]);
			const missing = json.stage === "start" && p.stage !== "start" && !(p.leader && p.head && p.plan);
			equal(await change(p, json), missing ? 422 : 200, `${iso(today)} ${p.name} ${JSON.stringify(json)}`);
		}
		if (chance(0.03)) { // a power cut among requests; who got no answer asks again with the same key
			const asked = draws(live.filter((p) => !reported.has(`${p.id} ${week(today)}`)), 0.1), gone = new Promise((done) => server.child.on("exit", done));
			const send = (p) => ask("chief", "POST", `/projects/${p.id}/reports`, { did: "停电前后", percent: 11 }, { "Idempotency-Key": `cut ${killed} ${p.id}` });
			const flying = Promise.allSettled(asked.map(send));
			await Promise.race([flying, new Promise((done) => setImmediate(done))]);
			server.child.kill("SIGKILL");
			await gone;
			await flying;
			await up();
			await limited(asked, async (p) => {
				equal((await send(p)).status, 201, `${iso(today)} ${p.name} reported over the power cut`);
				reported.add(`${p.id} ${week(today)}`);
			});
			killed++;
		}
		if (d === 4 && (w % 4 === 3 || w === WEEKS - 1)) past.push({ on: today, counts: await compare("now") });
		if (d === 6) end_week();
	}
}

// ---- as it stood on each of those days; and the system's own check
for (const then of past) {
	const theirs = plain(await must("chief", "GET", `/promises?on=${iso(then.on)}`));
	for (const id of Object.keys(then.counts)) equal(theirs[id], then.counts[id], `seed ${SEED} as of ${iso(then.on)} ${id}`);
}
await down();
const verified = run(["verify", "--json", ...base]);
equal(verified.status, 0, `verify ${verified.stdout.slice(0, 300)} ${verified.stderr}`);
const weekly = `select promise || '|' || week || '|' || owed || '|' || kept from promise_week where week < '${week(today)}' and owed > 0`;
const kept = spawnSync(DATABASE ? "psql" : "sqlite3", DATABASE ? ["-qAt", DATABASE, "-c", weekly] : [join(here, "data", "guatu.db"), weekly], { encoding: "utf8" }).stdout.trim().split("\n").sort();
equal(kept, series.filter((line) => line.split("|")[1] < week(today) && line.split("|")[2] !== "0").sort(), "the weekly series");
const last = sorted(recount()), printed = plain(JSON.parse(verified.stdout).promises);
for (const id of Object.keys(last)) equal(printed[id], last[id], `verify prints the same ${id}`);
console.log(`seed ${SEED}: ${projects.size} projects, ${items.size} items, ${reported.size} reports, ${killed} power cuts, ${past.length} days compared`);
finish();
