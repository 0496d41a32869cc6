// Schedule files: each format read, written and read again; conversions; refusals; the engine alone.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { check, equal, finish, folder, guatu, skip } from "./lib.mjs";

const here = folder(), shared = "../shared/data/schedules";
const convert = (from, to) => guatu(["plan", "convert", from, to]);
const json = (path) => JSON.parse(readFileSync(path, "utf8"));
const dates = (path) => JSON.parse(guatu(["plan", "schedule", path, "--json"]).out).activities;

const said = (path, ...flags) => JSON.parse(guatu(["plan", "schedule", path, "--json", ...flags]).out);

/* Kept fields have no order of their own. */
function sorted(value) {
	if (Array.isArray(value)) return value.map(sorted);
	if (!value || typeof value !== "object") return value;
	const made = {};
	for (const key of Object.keys(value).sort())
		made[key] = key === "raw" ? [...value[key]].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)) : sorted(value[key]);
	return made;
}

function roundTrip(path, suffix) {
	const name = basename(path), a = join(here, "a.json"), b = join(here, "b.json"), c = join(here, "c.json"), again = join(here, `again${suffix}`);
	equal(convert(path, a).code, 0, `${name} → json`);
	equal(convert(path, again).code, 0, `${name} → ${suffix}`);
	equal(convert(again, b).code, 0, `${name} → ${suffix} → json`);
	check(JSON.stringify(sorted(json(a))) === JSON.stringify(sorted(json(b))), `${name}: ${suffix} gives back all that was read`);
	convert(a, c);
	check(readFileSync(a, "utf8") === readFileSync(c, "utf8"), `${name}: json gives back all that was read`);
}

// ---- the tools' own files, in their own format and out
if (existsSync(shared)) for (const file of readdirSync(shared).filter((f) => f.endsWith(".gz"))) {
	const path = join(here, file.replace(".gz", "")), suffix = path.slice(path.lastIndexOf("."));
	writeFileSync(path, gunzipSync(readFileSync(join(shared, file))));
	if (suffix !== ".pmxml") roundTrip(path, suffix);
	else check(/have no place here: .*Project\./.test(convert(path, join(here, "p.xer")).err), `${file}: what is left out is named`);
} else skip("schedules: ../shared/data/schedules is not here");

// ---- a table, its dates by hand, and the same dates in every other format
const table = join(here, "t.csv");
writeFileSync(table, "编号,名称,工期（天）,紧前,开始,资源\nA1,基础,10,,2026-03-02,\"钢筋工[200%],吊车\"\nA2,主体,20个工作日,A1FS+2天,,\nA3,装修,2周,\"A2SS+50%;A1\",,\nA4,验收,0,\"A2,A3FF\",,\n");
const want = [["基础", "2026-03-02T08:00", "2026-03-13T17:00", 0], ["主体", "2026-03-18T08:00", "2026-04-14T17:00", 0], ["装修", "2026-04-01T08:00", "2026-04-14T17:00", 0], ["验收", "2026-04-14T17:00", "2026-04-14T17:00", 0]];
const short = (path) => dates(path).filter((x) => x.kind !== "summary").map((x) => [x.name, x.start, x.finish, x.total_float_minutes]);
equal(short(table), want, "a table's dates");
for (const suffix of [".json", ".xml", ".xer"]) {
	const out = join(here, `t${suffix}`);
	equal(convert(table, out).code, 0, `table → ${suffix}`);
	equal(short(out), want, `the table's dates as ${suffix}`);
	roundTrip(out, suffix);
	writeFileSync(`${out}.gz`, gzipSync(readFileSync(out)));
	equal(short(`${out}.gz`), want, `${suffix}.gz`);
}
check(/per cent/.test(convert(table, join(here, "t.xer")).err), "what Primavera cannot say is named");
writeFileSync(join(here, "wide.xml"), Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(readFileSync(join(here, "t.xml"), "utf8").replace("UTF-8", "UTF-16"), "utf16le")]));
equal(short(join(here, "wide.xml")), want, "UTF-16");
/* 基础 as GBK stands for all the Chinese there is, the rest is taken out. */
const ascii = readFileSync(join(here, "t.xer"), "utf8").replace(/[^\x00-\x7f]+/g, (s) => (s === "基础" ? "\u00bb\u00f9\u00b4\u00a1" : "x"));
writeFileSync(join(here, "gbk.xer"), Buffer.from(ascii, "latin1"));
equal(short(join(here, "gbk.xer")).map((x) => x[0]), ["基础", "x", "x", "x"], "GBK");

// ---- what writing programs do beyond a plain network: dates by hand, from Monday 2026-03-02
const day = 480;
function plan(rules, activities, links, more = {}) {
	const path = join(here, "plan.json");
	writeFileSync(path, JSON.stringify({ guatu_plan: 1, origin: "json", start: "2026-03-02T08:00", rules, activities: activities.map(([id, days, rest]) => ({ id, duration_minutes: days * day, kind: days ? "task" : "milestone", ...rest })),
		links: links.map(([from, to, link = "FS", lag = 0]) => ({ from, to, link, lag })), ...more }));
	const got = guatu(["plan", "schedule", path, "--json"]);
	return got.code ? got.err : Object.fromEntries(JSON.parse(got.out).activities.map((a) => [a.id, [a.start.slice(5), a.finish.slice(5), a.total_float_minutes / day]]));
}
equal(plan({ capped: true }, [["a", 2, { levelling_delay_minutes: 1440, levelling_delay_elapsed: true }], ["b", 1], ["c", 1, { levelling_delay_minutes: 480 }]], [["a", "b"], ["b", "c"]]),
	{ a: ["03-03T08:00", "03-04T17:00", 1], b: ["03-05T08:00", "03-05T17:00", 1], c: ["03-09T08:00", "03-09T17:00", 0] }, "levelling delays, elapsed and working");
equal(plan({ alap_takes_all_float: true }, [["a", 1, { constraint: "ALAP" }], ["b", 1], ["c", 5]], [["a", "b"]]),
	{ a: ["03-05T08:00", "03-05T17:00", 0], b: ["03-06T08:00", "03-06T17:00", 0], c: ["03-02T08:00", "03-06T17:00", 0] }, "as late as possible, MS Project: all the float, and what follows moves");
equal(plan({}, [["a", 1, { constraint: "ALAP" }], ["b", 1], ["c", 5]], [["a", "b"]]).b[0], "03-03T08:00", "as late as possible, Primavera: what follows stays");
equal(plan({}, [["a", 3], ["b", 1, { constraint: "MSO", constraint_date: "2026-03-03T08:00" }]], [["a", "b"]]).b[0], "03-03T08:00", "a must-date overrides the logic");
equal(plan({ must_dates_yield: true }, [["a", 3], ["b", 1, { constraint: "MSO", constraint_date: "2026-03-03T08:00" }]], [["a", "b"]]).b, ["03-05T08:00", "03-05T17:00", -2], "or gives way to it");
equal(plan({}, [["a", 3], ["b", 1, { inactive: true, file: { start: "2026-05-01T08:00", finish: "2026-05-01T17:00" } }], ["c", 1]], [["a", "b"], ["b", "c"]]),
	{ a: ["03-02T08:00", "03-04T17:00", 0], b: ["05-01T08:00", "05-01T17:00", 0], c: ["03-02T08:00", "03-02T17:00", 2] }, "an inactive activity drives nothing and ends nothing");
equal(plan({}, [["a", 1], ["l", 0, { kind: "level-of-effort" }], ["b", 2], ["c", 1]], [["a", "b"], ["b", "c"], ["b", "l", "SS"], ["l", "c", "FF"]]).l.slice(0, 2), ["03-03T08:00", "03-05T17:00"], "a level of effort lasts until what follows it");
equal(plan({}, [["a", 1, { outside_start: "2026-03-04T08:00", outside_finish: "2026-03-04T17:00" }], ["b", 5]], []).a, ["03-04T08:00", "03-04T17:00", 0], "dates that other projects give");
equal(plan({ other_projects_ignored: true }, [["a", 1, { outside_start: "2026-03-04T08:00" }], ["b", 5]], []).a, ["03-02T08:00", "03-02T17:00", 4], "or are told to be ignored");
equal(plan({ open_ends_critical: true }, [["a", 1], ["b", 5]], []).a[2], 0, "each open end critical");
equal(plan({}, [["a", 1, { expected_finish: "2026-03-04T17:00" }], ["b", 1]], [["a", "b"]]).b[0], "03-05T08:00", "an expected finish stretches what remains");
equal(plan({}, [["a", 2, { elapsed: true, duration_minutes: 4 * 1440 }], ["b", 1]], [["a", "b"]]).a.slice(0, 2), ["03-02T08:00", "03-06T08:00"], "an elapsed duration");
equal(plan({}, [["a", 1, { manual: true, manual_start: "2026-03-07T08:00", manual_finish: "2026-03-07T17:00" }], ["b", 1]], [["a", "b"]]).b[0], "03-09T08:00", "a manual activity stands on a Saturday");
equal(plan({ from_finish: true, alap_takes_all_float: true, capped: true }, [["a", 2, { constraint: "ALAP" }], ["b", 1, { constraint: "ALAP" }], ["c", 5, { constraint: "ALAP" }], ["d", 1]], [["a", "b"]], { finish: "2026-03-20T17:00" }),
	{ a: ["03-18T08:00", "03-19T17:00", 2], b: ["03-20T08:00", "03-20T17:00", 2], c: ["03-16T08:00", "03-20T17:00", 0], d: ["03-16T08:00", "03-16T17:00", 0] }, "scheduled from the finish: late, but what shall be early is");
check(/no start date/.test(plan({}, [["a", 1]], [], { start: null })), "no start date anywhere is an error that says so");
equal(plan({}, [["a", 1, { file: { start: "2026-03-05T08:00" } }]], [], { start: null }).a[0], "03-05T08:00", "else the first date there is");
const two = { projects: [{ id: "2", name: "second", start: "2026-04-01T08:00", status_date: "2026-04-01T08:00" }], status_date: "2026-03-02T08:00" };
const both = { a: ["03-02T08:00", "03-03T17:00", 1], b: ["03-02T08:00", "03-04T17:00", 0], c: ["04-01T08:00", "04-01T17:00", 0] };
equal(plan({ uses_status: true }, [["a", 2], ["b", 3], ["c", 1, { project: 1 }]], [], two), both, "projects of one file: each its own data date and end");
equal(convert(join(here, "plan.json"), join(here, "two.xer")).code, 0, "projects → .xer");
equal(Object.fromEntries(dates(join(here, "two.xer")).map((a) => [a.id, [a.start.slice(5), a.finish.slice(5), a.total_float_minutes / day]])), both, "projects of one .xer");
roundTrip(join(here, "two.xer"), ".xer");
equal(JSON.parse(guatu(["plan", "schedule", table, "--json"]).out).diagnostics, [], "no open ends");
equal(JSON.parse(guatu(["plan", "schedule", join(here, "two.xer"), "--json"]).out).diagnostics.map((d) => [d.severity, d.code, d.activity]), [["note", "projects", null], ["warning", "open-end", "a"], ["warning", "open-end", "b"]], "open ends but the last");

// ---- a recurring activity: a summary of its occurrences, each on its day, kept and open on purpose
const meeting = (uid, level, name, from, more = "") => `<Task><UID>${uid}</UID><Name>${name}</Name><OutlineLevel>${level}</OutlineLevel><Duration>PT8H0M0S</Duration><Recurring>${uid < 9 ? 1 : 0}</Recurring>${from ? `<ConstraintType>4</ConstraintType><ConstraintDate>2026-03-${from}T08:00:00</ConstraintDate>` : "<Summary>1</Summary>"}${more}</Task>`;
const recurs = join(here, "recurs.xml");
writeFileSync(recurs, `<Project><StartDate>2026-03-02T08:00:00</StartDate><Tasks>${meeting(1, 1, "周例会")}${meeting(2, 2, "周例会 1", "05")}${meeting(3, 2, "周例会 2", "12")}${meeting(4, 2, "周例会 3", "19")}${meeting(9, 1, "基坑", "02").replace("PT8H", "PT160H")}</Tasks></Project>`);
const occurs = said(recurs);
equal(occurs.activities.map((a) => [a.name, a.kind, a.start.slice(5), a.finish.slice(5), a.recurring]), [["周例会", "summary", "03-05T08:00", "03-19T17:00", true], ["周例会 1", "task", "03-05T08:00", "03-05T17:00", true], ["周例会 2", "task", "03-12T08:00", "03-12T17:00", true], ["周例会 3", "task", "03-19T08:00", "03-19T17:00", true], ["基坑", "task", "03-02T08:00", "03-27T17:00", undefined]], "a recurring activity and its occurrences");
equal(occurs.diagnostics.map((d) => [d.severity, d.code, d.activity, d.message]), [["note", "recurring", "1", "recurring, occurrences: 3; the file says no rule by which more would follow"]], "its rule is missed, its occurrences are no open ends");
convert(recurs, join(here, "whole.xml"));
roundTrip(join(here, "whole.xml"), ".xml");
convert(recurs, join(here, "recurs.json"));
convert(join(here, "recurs.json"), join(here, "again.xml"));
equal(readFileSync(join(here, "again.xml"), "utf8").match(/<Recurring>[01]/g).map((r) => r.at(-1)).join(""), "11110", "and is one again in .xml");
check(/, 1: .*recurring activities; its occurrences stay/.test(convert(recurs, join(here, "recurs.xer")).err), "what .xer has no place for is named");

// ---- several projects in one PMXML: together with the links between them, or one of them
const p6 = (n, date, inside) => `<Project><ObjectId>${n}</ObjectId><Id>P-${n}</Id><Name>标段${n}</Name><PlannedStartDate>${date}:00</PlannedStartDate><DataDate>${date}:00</DataDate>${inside}</Project>`;
const p6activity = (n, id, hours) => `<Activity><ObjectId>${n}</ObjectId><Id>${id}</Id><Name>${id}</Name><Type>Task Dependent</Type><PlannedDuration>${hours}</PlannedDuration><RemainingDuration>${hours}</RemainingDuration></Activity>`;
const p6link = (from, to) => `<Relationship><PredecessorActivityObjectId>${from}</PredecessorActivityObjectId><SuccessorActivityObjectId>${to}</SuccessorActivityObjectId><Type>Finish to Start</Type><Lag>0</Lag></Relationship>`;
const joint = join(here, "joint.xml"), alone = (...flags) => guatu(["plan", "schedule", joint, "--json", ...flags]);
writeFileSync(joint, `<APIBusinessObjects>${p6(1, "2026-03-02T08:00", p6activity(11, "A", 40) + p6activity(12, "B", 8) + p6link(11, 12) + p6link(11, 21))}${p6(2, "2026-03-04T08:00", p6activity(21, "A", 16) + p6activity(22, "C", 8) + p6link(21, 22) + p6link(22, 12) + "<CriticalActivityPathType>Longest Path</CriticalActivityPathType>")}<BaselineProject><OriginalProjectObjectId>2</OriginalProjectObjectId><Activity><Id>A</Id><PlannedStartDate>2026-03-03T08:00:00</PlannedStartDate><PlannedFinishDate>2026-03-04T17:00:00</PlannedFinishDate></Activity></BaselineProject></APIBusinessObjects>`);
const shown = (got) => JSON.parse(got.out).activities.map((a) => [a.id, a.project, a.start.slice(5), a.finish.slice(5), a.baseline_start]);
const jointly = alone("--baseline", "0");
equal(shown(jointly), [["A", "P-1", "03-02T08:00", "03-06T17:00", null], ["B", "P-1", "03-12T08:00", "03-12T17:00", null], ["A~2", "P-2", "03-09T08:00", "03-10T17:00", "2026-03-03T08:00"], ["C", "P-2", "03-11T08:00", "03-11T17:00", null]].map((r) => (r[4] === null ? r.slice(0, 4).concat(undefined) : r)), "projects together: links between them, whichever comes first, and each its baseline");
equal(JSON.parse(jointly.out).projects.map((p) => [p.id, p.name, p.start.slice(5), p.finish.slice(5), p.status_date.slice(5)]), [["P-1", "标段1", "03-02T08:00", "03-12T17:00", "03-02T08:00"], ["P-2", "标段2", "03-09T08:00", "03-11T17:00", "03-04T08:00"]], "the projects");
check(/2 projects are computed together, --project takes one: P-1, P-2/.test(jointly.err), "what the file holds is listed");
for (const name of ["P-2", "标段2", "2"]) {
	const one = alone("--project", name), got = JSON.parse(one.out);
	equal(shown(one).map((r) => r.slice(0, 4)), [["A~2", undefined, "03-04T08:00", "03-05T17:00"], ["C", undefined, "03-06T08:00", "03-06T17:00"]], `project ${name} alone, from its own data date`);
	equal([got.name, got.critical_by, got.diagnostics.filter((d) => d.code === "link-elsewhere").map((d) => [d.activity, d.message])], ["标段2", "longest", [["A~2", "the link from A of P-1 to A~2 of P-2 is left out"], ["C", "the link from C of P-2 to B of P-1 is left out"]]], `project ${name}: its own rules, and what is left out`);
}
equal(shown(alone("--project", "P-1")).map((r) => r[3]), ["03-06T17:00", "03-09T17:00"], "the first project alone");
const nothing = alone("--project", "P-9");
equal([nothing.code, /holds no project P-9; it holds P-1, P-2/.test(nothing.err)], [1, true], "a project that is not there");
equal(shown(guatu(["plan", "schedule", join(here, "two.xer"), "--json", "--project", "second"])).map((r) => r.slice(0, 4)), [["c", undefined, "04-01T08:00", "04-01T17:00"]], "one project of an .xer");
convert(joint, join(here, "joint.json"));
equal(shown(guatu(["plan", "schedule", join(here, "joint.json"), "--json", "--project", "P-2", "--baseline", "0"])), shown(alone("--project", "P-2", "--baseline", "0")), "the same of its .json");
convert(joint, join(here, "joint.xer"));
equal(shown(guatu(["plan", "schedule", join(here, "joint.xer"), "--json"])).map((r) => r[3]), shown(jointly).map((r) => r[3]), "the same dates of its .xer");

// ---- critical and progress as the file says them: the same plan as .json, .xer and PMXML
const hm = (t) => `${t}:00`;
const criticals = (got) => got.activities.filter((a) => a.critical).map((a) => a.id).join("");
/* A and B end the plan, D leads into B with a day of float; C is owed before it can be done */
plan({ critical_longest_path: true, critical_minutes: 480 }, [["A", 3], ["B", 2], ["C", 2, { due: "2026-03-02T17:00" }], ["D", 2]], [["A", "B"], ["D", "B"]]);
const ways = { json: join(here, "ways.json"), xer: join(here, "ways.xer") };
writeFileSync(ways.json, readFileSync(join(here, "plan.json")));
equal(convert(ways.json, ways.xer).code, 0, "the longest path → .xer");
check(/\tCT_DrivPath\t/.test(readFileSync(ways.xer, "utf8")), ".xer says critical by the longest path");
for (const path of Object.values(ways)) {
	equal([criticals(said(path)), said(path).critical_by, said(path).critical_minutes], ["AB", "longest", null], `${basename(path)}: critical is the longest path`);
	equal(criticals(said(path, "--critical", "float:0")), "ABC", `${basename(path)}: or what has no float`);
	equal([criticals(said(path, "--critical", "float")), said(path, "--critical", "float").critical_minutes], ["ABCD", 480], `${basename(path)}: or at most the file's`);
}
equal(["luck", "float:x", "longest:8"].map((v) => guatu(["plan", "schedule", ways.json, "--critical", v]).code), [2, 2, 2], "critical by what it cannot be");
/* A is not begun on Wednesday, B after it was begun on Monday, C was "done" next Tuesday, D follows C */
const P6 = { date: "2026-03-04T08:00", at: ["2026-03-02T08:00", "2026-03-10T17:00"] };
const sequence = (rules) => plan({ uses_status: true, ...rules }, [["A", 5], ["B", 5, { actual_start: P6.at[0], done_minutes: 960 }], ["C", 1, { actual_start: P6.at[0], actual_finish: P6.at[1], done_minutes: 480 }], ["D", 1]], [["A", "B"], ["C", "D"]], { status_date: P6.date });
const modes = { "Retained Logic": [{}, "03-13T17:00", "03-11T08:00", "Y N"], "Progress Override": [{ progress_override: true }, "03-06T17:00", "03-04T08:00", "N Y"], "Actual Dates": [{ progress_override: true, actual_dates: true }, "03-06T17:00", "03-11T08:00", "N N"] };
const pmxml = (mode) => `<APIBusinessObjects><Project><ObjectId>1</ObjectId><Name>p</Name><PlannedStartDate>${hm(P6.at[0])}</PlannedStartDate><DataDate>${hm(P6.date)}</DataDate><CriticalActivityPathType>Longest Path</CriticalActivityPathType><ScheduleOptions><OutOfSequenceScheduleType>${mode}</OutOfSequenceScheduleType></ScheduleOptions>
	${[["A", 40, 40, ""], ["B", 40, 24, `<ActualStartDate>${hm(P6.at[0])}</ActualStartDate>`], ["C", 8, 0, `<ActualStartDate>${hm(P6.at[0])}</ActualStartDate><ActualFinishDate>${hm(P6.at[1])}</ActualFinishDate>`], ["D", 8, 8, ""]].map(([id, all, left, more], i) => `<Activity><ObjectId>${i + 1}</ObjectId><Id>${id}</Id><Type>Task Dependent</Type><PlannedDuration>${all}</PlannedDuration><RemainingDuration>${left}</RemainingDuration>${more}</Activity>`).join("")}
	${[[1, 2], [3, 4]].map(([from, to]) => `<Relationship><PredecessorActivityObjectId>${from}</PredecessorActivityObjectId><SuccessorActivityObjectId>${to}</SuccessorActivityObjectId><Type>Finish to Start</Type><Lag>0</Lag></Relationship>`).join("")}</Project></APIBusinessObjects>`;
for (const [mode, [rules, finish, start, flags]] of Object.entries(modes)) {
	const got = sequence(rules), xer = join(here, "mode.xer"), xml = join(here, "mode.xml");
	equal([got.B[1], got.D[0]], [finish, start], `${mode}: what is under way, and what follows a date to come`);
	equal(convert(join(here, "plan.json"), xer).code, 0, `${mode} → .xer`);
	const [names, row] = readFileSync(xer, "utf8").split("%T\tSCHEDOPTIONS")[1].split("\n").slice(1, 3).map((line) => line.trim().split("\t"));
	equal(["sched_retained_logic", "sched_progress_override"].map((n) => row[names.indexOf(n)]).join(" "), flags, `${mode} in .xer`);
	writeFileSync(xml, pmxml(mode));
	for (const path of [xer, xml]) {
		const by = Object.fromEntries(dates(path).map((a) => [a.id, a]));
		equal([by.B.finish.slice(5), by.D.start.slice(5)], [finish, start], `${mode} from ${basename(path)}`);
	}
	equal(said(xml).critical_by, "longest", `${mode}: PMXML's critical path type`);
}

/* B was finished before A began; C follows B */
const before = (rules) => plan({ uses_status: true, ...rules }, [["A", 5], ["B", 1, { actual_start: "2026-03-02T08:00", actual_finish: "2026-03-02T17:00", done_minutes: 480 }], ["C", 1]], [["A", "B"], ["B", "C"]], { status_date: P6.date });
equal([before({}).C[0], before({ retained_logic: true }).C[0], before({ retained_logic: true, progress_override: true }).C[0]], ["03-04T08:00", "03-11T08:00", "03-04T08:00"], "retained logic goes through what was finished first");
before({});
convert(join(here, "plan.json"), join(here, "before.xer"));
equal(said(join(here, "before.xer")).activities.find((a) => a.id === "C").start, "2026-03-11T08:00", "and is Primavera's way");

const halves = (rules) => plan(rules, [["a", 0.5, { resource_calendars: true }], ["b", 5]], [], { calendar: "1", calendars: [{ id: "1" }, { id: "2", week: [1, 2, 3, 4, 5, 6, 7].map((d) => (d < 6 ? ["13:00-17:00"] : [])) }],
	resources: [{ id: "r", calendar: "2" }], assignments: [{ activity: "a", resource: "r" }] }).a;
equal(halves({}), ["03-02T13:00", "03-02T17:00", 2], "float on the calendar that is worked on");
equal(halves({ float_on_own_calendar: true }), ["03-02T13:00", "03-02T17:00", 4], "float on the activity's own calendar, not its people's");
equal(plan({}, [["a", 9], ["b", 3, { manual: true, manual_start: "2026-03-03T08:00", manual_finish: "2026-03-06T17:00", actual_start: "2026-03-03T08:00", done_minutes: 480 }]], [["a", "b"]]).b.slice(0, 2), ["03-03T08:00", "03-06T17:00"], "a manual activity under way ends where it was put");
const people = (ignore) => `<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-03-02T08:00:00</StartDate><CalendarUID>1</CalendarUID><Calendars>${[[1, "12345", "08:00"], [2, "123456", "13:00"]].map(([uid, , from]) =>
	`<Calendar><UID>${uid}</UID><IsBaseCalendar>1</IsBaseCalendar><WeekDays>${[1, 2, 3, 4, 5, 6, 7].map((d) => `<WeekDay><DayType>${d}</DayType><DayWorking>${d > 1 && d < 7 ? 1 : 0}</DayWorking>${d > 1 && d < 7 ? `<WorkingTimes><WorkingTime><FromTime>${from}:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes>` : ""}</WeekDay>`).join("")}</WeekDays></Calendar>`).join("")}</Calendars>
	<Tasks><Task><UID>1</UID><OutlineLevel>1</OutlineLevel><Duration>PT8H0M0S</Duration><CalendarUID>1</CalendarUID><IgnoreResourceCalendar>${ignore}</IgnoreResourceCalendar></Task></Tasks>
	<Resources><Resource><UID>1</UID><Type>1</Type><CalendarUID>2</CalendarUID></Resource></Resources><Assignments><Assignment><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID></Assignment></Assignments></Project>`;
for (const [ignore, end] of [[0, "2026-03-03T17:00"], [1, "2026-03-02T16:00"]]) {
	writeFileSync(join(here, "people.xml"), people(ignore));
	equal(dates(join(here, "people.xml"))[0].finish, end, `people's calendars within the activity's own, ignored: ${ignore}`);
}

const outline = `<Project><StartDate>2026-03-02T08:00:00</StartDate><Tasks>${[[1, 1, 0], [2, 2, 480], [3, 2, 960]].map(([uid, level, m]) => `<Task><UID>${uid}</UID><OutlineLevel>${level}</OutlineLevel><Duration>PT0H${m}M0S</Duration></Task>`).join("")}</Tasks></Project>`;
writeFileSync(join(here, "outline.xml"), outline);
equal(dates(join(here, "outline.xml")).map((a) => [a.kind, a.finish]), [["summary", "2026-03-03T17:00"], ["task", "2026-03-02T17:00"], ["task", "2026-03-03T17:00"]], "an outline without summary marks or name space");
writeFileSync(join(here, "comma.xer"), readFileSync(join(here, "t.xer"), "latin1").replace(/\t80\t/g, "\t80,5\t").replaceAll("s|08:00|f|12:00", "s|08:00 AM|f|12:00 PM").replaceAll("s|13:00|f|17:00", "s|01:00 PM|f|05:00 PM"), "latin1");
equal(dates(join(here, "comma.xer"))[0].finish, "2026-03-16T08:30", "hours with a comma, clocks of twelve hours");

const bits = [8, 10, 12, 14, 16, 18, 20].map((h, i) => `(0||${i}(s|${String(h).padStart(2, "0")}:00|f|${h + 1}:00)())`).join("");
writeFileSync(join(here, "spans.xer"), readFileSync(join(here, "t.xer"), "latin1").replace(/\(0\|\|0\(s\|08:00\|f\|12:00\)\(\)\)\(0\|\|1\(s\|13:00\|f\|17:00\)\(\)\)/, bits), "latin1");
check(/more than 6 times/.test(guatu(["plan", "schedule", join(here, "spans.xer")]).err), "a day of more stretches of work than there is room for is named");

// ---- refusals: exit 1, the file named, the mend said; nothing written
const bad = { "empty.xml": "", "text.xml": "hello", "cut.xml": "<Project xmlns=\"http://schemas.microsoft.com/project\"><Tasks><Task><UID>1", "none.xml": "<Project xmlns=\"http://schemas.microsoft.com/project\"/>",
	"bomb.xml": "<!DOCTYPE p [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><Project xmlns=\"http://schemas.microsoft.com/project\"><Name>&b;</Name></Project>",
	"none.xer": "ERMHDR\t8.2\n%T\tTASK\n%E\n", "other.json": "{\"a\": 1}", "broken.json": "{\"guatu_plan\": 1, \"activities\": [{\"id\": \"a\", \"duration_minutes\": \"x\"}]}",
	"twice.json": "{\"guatu_plan\": 1, \"activities\": [{\"id\": \"a\"}, {\"id\": \"a\"}]}", "ring.json": "{\"guatu_plan\": 1, \"start\": \"2026-03-02T08:00\", \"activities\": [{\"id\": \"a\", \"kind\": \"summary\", \"parent\": \"a\"}]}",
	"loop.json": "{\"guatu_plan\": 1, \"start\": \"2026-03-02T08:00\", \"activities\": [{\"id\": \"a\"}, {\"id\": \"b\"}], \"links\": [{\"from\": \"a\", \"to\": \"b\"}, {\"from\": \"b\", \"to\": \"a\"}]}",
	"link.csv": "编号,名称,工期,紧前,开始\nA1,基础,10,,2026-03-02\nA2,主体,20,A9,\n", "date.csv": "编号,名称,工期,开始\nA1,基础,10,2026-02-30\n", "head.csv": "甲,乙\n1,2\n" };
for (const [name, text] of Object.entries(bad)) {
	writeFileSync(join(here, name), text);
	const got = guatu(["plan", "schedule", join(here, name), "--json"]);
	check(got.code === 1 && got.err.includes(name) && !got.out, `${name} is refused: ${got.code} ${got.err}`);
}
equal(guatu(["plan", "schedule", join(here, "absent.xml")]).code, 3, "a file that is not there");
check(/line 3.*column D.*A9/.test(guatu(["plan", "schedule", join(here, "link.csv")]).err), "a bad link by line and column");
check(/a → b|b → a/.test(guatu(["plan", "schedule", join(here, "loop.json")]).err), "a loop is named whole");
equal(convert(join(here, "text.xml"), join(here, "never.json")).code, 1, "what is refused is not converted");
check(!existsSync(join(here, "never.json")) && !existsSync(join(here, "never.json.part")), "and nothing is written");
equal(convert(table, join(here, "t.doc")).code, 2, "an unknown suffix");

const broken = readFileSync(join(here, "t.xer"), "latin1").replace(/\(0\|\|CalendarData[^\t]*/, "(0||CalendarData()(");
writeFileSync(join(here, "broken.xer"), broken, "latin1");
check(guatu(["plan", "schedule", join(here, "broken.xer")]).code === 1, "activities on a calendar that breaks off are refused");

// ---- the engine alone, by the command that its example states
const example = readFileSync("docs/plan-example.c", "utf8"), command = example.match(/&& (cc .*) \*\//)[1];
const library = join(process.env.GUATU_BUILD || "build", "libguatu-plan.a");
if (existsSync(library)) {
	const out = join(here, "example"), made = spawnSync("sh", ["-c", command.replace("build/libguatu-plan.a", library).replace("build/plan-example", out)], { encoding: "utf8" });
	equal(made.status, 0, `docs/plan-example.c builds: ${made.stderr}`);
	const ran = spawnSync(out, { encoding: "utf8" });
	check(ran.status === 0 && /activity 1: .*float 0/.test(ran.stdout), "docs/plan-example.c runs");
	check(example.split("\n").length < 30, "and is short");
} else skip("the engine alone: make plan has not been run");
finish();
