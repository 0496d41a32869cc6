// The overdue chain by a clock that is a file: each step of the ladder once and in its time, on
// working days only, whatever is killed, and however much has piled up.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Session, check, equal, finish, folder, guatu, program, serve } from "./lib.mjs";

const here = folder(), clock = join(here, "clock"), base = ["--data", join(here, "data")];
const env = { ...process.env, GUATU_CLOCK: clock };
const at = (day) => writeFileSync(clock, `${day}T02:00:00.000Z`);
const jobs = () => guatu(["jobs", ...base], { env });
at("2026-09-01");
equal(guatu(["demo", "--projects", "4", ...base], { env }).code, 0, "demo");
let server = await serve(base, clock), office = await new Session(server.url).enter("office");
const api = async (method, path, json) => {
	const got = await office.ask(method, `/api/v1${path}`, json === undefined ? {} : { json });
	check(got.status < 300, `${method} ${path}: ${got.status} ${got.text.slice(0, 200)}`);
	return got.text ? JSON.parse(got.text) : null;
};
const again = async () => { server = await serve(base, clock); office = await new Session(server.url).enter("office"); };
const raise = (json) => api("POST", "/items", { project: 1, kind: "problem", source: "office", ...json });
const trail = async (id) => (await api("GET", `/items/${id}/item-steps`)).items.filter((s) => s.by_system).map((s) => `${s.on_day} ${s.kind}`);

// ---- one item through the usual ladder; the National Day week holds no working day
const one = await raise({ title: "按链督办", unit: 4, due: "2026-09-24" });
const own = await api("POST", "/ladders", { name: "急件" });
await api("POST", `/ladders/${own.id}/steps`, { after: 0, kind: "supervise", words: "当天不结即督办" });
const type = await api("POST", "/item-types", { name: "急件", category: "other", unit: 5, days: 3, ladder: own.id });
const two = await raise({ title: "急件自有督办链", type: type.id, due: "2026-09-24" });
const stands = await raise({ title: "中止计时的", unit: 4, due: "2026-09-24" });
await api("POST", `/items/${stands.id}/item-steps`, { kind: "stop", words: "等批复", reason: 3 });
await server.stop();
const days = ["2026-09-21", "2026-09-22", "2026-09-23", "2026-09-24", "2026-09-25", "2026-09-26", "2026-09-27", "2026-09-28", "2026-09-29", "2026-09-30", "2026-10-01", "2026-10-02", "2026-10-08", "2026-10-09", "2026-10-10", "2026-10-12", "2026-10-13", "2026-10-14", "2026-10-15", "2026-10-16"];
for (const day of days) { at(day); equal([jobs().code, jobs().code], [0, 0], `twice on ${day}`); }
await again();
// 24 Sept is a Thursday; the 25th to 27th and 1–7 Oct are holidays, 10 Oct is worked.
equal(await trail(one.id), ["2026-09-22 chase", "2026-09-28 notice", "2026-09-30 supervise", "2026-10-09 interview", "2026-10-15 bulletin", "2026-10-15 escalate"], "the usual ladder");
equal((await api("GET", `/items/${one.id}`)).level, "second", "one level up");
equal(await trail(two.id), ["2026-09-24 supervise"], "a type's own ladder, and no other");
equal(await trail(stands.id), [], "a clock that stands is not chased");

// ---- the clock is put back a week: nothing is taken twice; two strike off at once: one does
await server.stop();
at("2026-10-09");
jobs();
at("2026-10-16");
await again();
equal((await trail(one.id)).length, 6, "nothing twice when the clock goes back");
const shared = await raise({ title: "两人同时销号", unit: 4 });
await api("POST", `/items/${shared.id}/item-steps`, { kind: "finish", words: "办结" });
const leader = await new Session(server.url).enter("leader");
const both = await Promise.all([office, leader].map((who) => who.ask("POST", `/api/v1/items/${shared.id}/item-steps`, { json: { kind: "close", words: "核实" } })));
equal(both.map((b) => b.status).sort(), [201, 422], "one strikes off, the other is told");
equal((await api("GET", `/items/${shared.id}/item-steps`)).items.filter((s) => s.kind === "close").length, 1, "struck off once");

// ---- the limit moved: the ladder begins anew; struck off: it ends
await api("POST", `/items/${one.id}/item-steps`, { kind: "extend", words: "同意", due: "2026-10-20" });
await api("POST", `/items/${stands.id}/item-steps`, { kind: "resume" });
const resumed = await api("GET", `/items/${stands.id}`);
equal(resumed.due, "2026-11-11", "eighteen working days were left on 1 September (the 20th is worked), and are left now");
await server.stop();
at("2026-10-21");
jobs();
await again();
equal((await trail(one.id)).slice(6), ["2026-10-21 notice"], "after an extension only what the new limit brings");

// ---- ten thousand overdue after weeks off-line: one step each, in batches, killed again and again
await server.stop();
const many = 10000;
const sql = `insert into item (version, project, code, kind, category, source, title, detail, urgent, unit, due, original_due, state, assigned_on, raised_on, last_action, last_other, returned, extended, reopened, search, level)
	with recursive n(i) as (select 1 union all select i + 1 from n where i < ${many})
	select 1, 1, '2025-' || (20000 + i), 'problem', 'other', 'office', '积压 ' || i, '', 0, 4, '2026-10-12', '2026-10-12', 'assigned', '2026-10-01', '2026-10-01', '2026-10-01', '2026-10-01', 0, 0, 0, '', '' from n;
	insert into item_step (version, project, item, kind, at, on_day, unit, due, other)
	select 1, 1, i.id, k.kind, '2026-10-01T02:00:00.000Z', '2026-10-01', case k.kind when 'assign' then 4 end, case k.kind when 'assign' then '2026-10-12' end, 0
	from item i, (select 'raise' as kind union all select 'assign') k where i.title like '积压%' order by i.id, k.kind desc`;
const { spawnSync } = await import("node:child_process");
equal(spawnSync("sqlite3", [join(here, "data", "guatu.db"), sql], { encoding: "utf8" }).stderr, "", "a backlog");
at("2026-11-05");
for (const delay of [150, 300, 450]) {
	const child = spawn(program, ["jobs", ...base], { env });
	setTimeout(() => child.kill("SIGKILL"), delay);
	await new Promise((done) => child.on("exit", done));
}
for (let i = 0; i < 8; i++) equal(jobs().code, 0, "goes on");
const rows = (query) => spawnSync("sqlite3", [join(here, "data", "guatu.db"), query], { encoding: "utf8" }).stdout.trim();
equal(rows("select kind, count(*), count(distinct item) from item_step s where item in (select id from item where title like '积压%') and by_system = 1 group by kind order by kind"), `bulletin|${many}|${many}\nescalate|${many}|${many}`, "the last step alone, once for each");
equal(guatu(["verify", ...base], { env }).code, 0, "everything holds");
finish();
