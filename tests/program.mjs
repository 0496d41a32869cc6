// The program from its command line: ledgers, papers, verify, faults of the world.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Session, check, equal, finish, folder, guatu, program, serve, skip } from "./lib.mjs";

const here = folder();
const ledgers = "../shared/data/ledgers";
const have = (tool) => spawnSync("sh", ["-c", `command -v ${tool}`]).status === 0;

// ---- ledgers: import, again, export, import the export
const counts = { "A-1": [36, 4], "A-2": [35, 4], "B-1": [36, 1], "B-2": [42, 1], "C-1": [30, 7], "C-2": [28, 2] };
if (existsSync(ledgers)) for (const file of readdirSync(ledgers).filter((f) => f.endsWith(".xlsx"))) {
	const path = join(ledgers, file), data = folder(), name = file.replace(".xlsx", "");
	const dry = guatu(["import", path, "--data", data, "--create", "--unit", "wan", "--dry-run", "--json"]);
	const seen = JSON.parse(dry.out);
	const [fresh, skipped] = counts[name] || [seen.new, seen.skipped.length];
	equal([dry.code, seen.new, seen.refused.length, seen.skipped.length], [0, fresh, 0, skipped], `${name} dry run`);
	check(seen.columns.every((c) => c.sure), `${name} every column is understood for sure`);
	const first = JSON.parse(guatu(["import", path, "--data", data, "--create", "--unit", "wan", "--json"]).out);
	equal([first.new, first.changed], [fresh, 0], `${name} import after a dry run starts from nothing`);
	const again = JSON.parse(guatu(["import", path, "--data", data, "--create", "--unit", "wan", "--json"]).out);
	equal([again.new, again.changed, again.unchanged, again.created.length], [0, 0, fresh, 0], `${name} again changes nothing`);
	const out = join(data, "out.xlsx");
	equal(guatu(["export", "ledger", "--data", data, "--out", out]).code, 0, `${name} export`);
	const back = JSON.parse(guatu(["import", out, "--data", data, "--json"]).out);
	equal([back.new, back.changed, back.unchanged, back.refused.length], [0, 0, fresh, 0], `${name} export imports unchanged`);
	if (name.startsWith("C")) {
		const asked = guatu(["import", path, "--data", folder(), "--create", "--dry-run", "--json"]);
		check(asked.code === 1 && JSON.parse(asked.out).refused.every((r) => r.mend), `${name} without a unit is refused, naming the columns`);
	}
	const strict = JSON.parse(guatu(["import", path, "--data", folder(), "--unit", "wan", "--dry-run", "--json"]).out);
	check(strict.refused.length > 0 && strict.refused.every((r) => r.sheet && r.row && r.reason && r.mend), `${name} unknown names are refused with place and mend`);
} else skip("ledgers: ../shared/data/ledgers is not here");

// ---- a sheet of bad cells (as .csv): each named with row, column and mend
writeFileSync(join(here, "bad.csv"), "\ufeff项目名称,项目代码,总投资(万元),计划开工,当前阶段\n" +
	"甲,A-1,约3.5亿,2024.6.31,在建\n乙,A-2,很多,2026年底,在建\n丙,A-3,35000,2026Q3,飞行\n丁,A-1,1,2026.6,在建\n,A-9,5,2026-01-01,在建\n戊,A-5,\"1,234.5\",2026年上半年,续建\n合计,,9,,\n");
const bad = JSON.parse(guatu(["import", join(here, "bad.csv"), "--data", join(here, "bad"), "--json"]).out);
equal(bad.refused.map((r) => [r.row, r.column ?? ""]), [[2, "D"], [3, "C"], [4, "E"], [6, "A"]], "bad cells by row and column");
check(bad.new === 2 && bad.skipped.length === 1, `the good rows come in: ${bad.new} new, ${bad.skipped.length} skipped`);
const bad2 = JSON.parse(guatu(["import", join(here, "bad.csv"), "--data", join(here, "bad"), "--json"]).out);
equal([bad2.new, bad2.changed, bad2.unchanged], [0, 0, 2], "the same bad file again");
for (const [name, bytes] of [["text.xlsx", "hello"], ["cut.xlsx", "PK\x03\x04cut"], ["empty.xlsx", ""], ["page.xls", "<html><table></table></html>"]]) {
	writeFileSync(join(here, name), bytes, "latin1");
	const got = guatu(["import", join(here, name), "--data", join(here, "none")]);
	check(got.code === 1 && /cannot be read|没有找到表头/.test(got.err), `${name} is refused: ${got.code} ${got.err}`);
}

// ---- a demonstration, its papers (the calendar's special days are in calendar.case)
const data = join(here, "demo");
equal(guatu(["demo", "--data", data]).code, 0, "demo");
const minutes = join(here, "m.docx"), book = join(here, "book.pdf"), sheet = join(here, "book.xlsx");
equal(guatu(["report", "minutes", "--data", data, "--out", minutes]).code, 0, "minutes");
equal(guatu(["report", "book", "--data", data, "--out", book]).code, 0, "book .pdf");
equal(guatu(["report", "book", "--data", data, "--out", sheet]).code, 0, "book .xlsx");
equal(guatu(["report", "minutes", "--data", data, "--week", "2026-99", "--out", minutes]).code, 1, "a week that is none");
if (have("pdftotext")) {
	const text = spawnSync("pdftotext", ["-layout", book, "-"], { encoding: "utf8" }).stdout;
	for (const words of ["重大项目推进周例会材料", "责任单位排名", "红灯项目及原因", "逾期事项", "履约情况"])
		check(text.includes(words), `book holds ${words}`);
} else skip("pdftotext is not here");
if (have("soffice")) {
	spawnSync("soffice", ["--headless", `-env:UserInstallation=file://${here}/lo`, "--convert-to", "pdf", "--outdir", here, minutes]);
	const text = existsSync(join(here, "m.pdf")) ? spawnSync("pdftotext", [join(here, "m.pdf"), "-"], { encoding: "utf8" }).stdout : "";
	for (const words of ["会议纪要", "任务清单", "责任单位", "出席", "印发"])
		check(text.includes(words), `minutes hold ${words}`);
	spawnSync("soffice", ["--headless", `-env:UserInstallation=file://${here}/lo`, "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", here, sheet]);
	check(existsSync(join(here, "book.csv")) && readFileSync(join(here, "book.csv"), "utf8").includes("责任单位"), "the book's sheet opens");
} else skip("LibreOffice is not here");

// ---- verify: sound, then one byte of one history row changed
equal(guatu(["verify", "--data", data]).code, 0, "verify a sound folder");
const sound = JSON.parse(guatu(["verify", "--data", data, "--json"]).out);
check(sound.ok && sound.chain.entries > 1000 && sound.promises.length === 6, "verify --json has its parts");
check(sound.promises.every((p) => p.breaches.length === p.of - p.kept), "every breach is listed");
if (have("sqlite3")) {
	spawnSync("sqlite3", [join(data, "guatu.db"), "drop trigger history_keep; update history set detail = detail || ' ' where seq = 100"]);
	const broken = guatu(["verify", "--data", data, "--json"]);
	check(broken.code === 1 && JSON.parse(broken.out).chain.broken.some((b) => b.entry === 100), `one changed byte is found: exit ${broken.code}`);
} else skip("sqlite3 is not here");
equal(guatu(["verify", "--data", join(here, "nowhere")]).code, 3, "verify where nothing is");

// ---- scarce resources: every answer goes through the separate checker
const checker = join(here, "rcpsp_check");
equal(spawnSync("gcc", ["-O1", "-Wall", "-Wextra", "-Werror", "-o", checker, "tests/rcpsp_check.c", "-lm"]).status, 0, "the checker builds");
const rcp = join(here, "small.rcp");
writeFileSync(rcp, "5 1\n 4\n 0 0 3 2 3 4\n 3 3 1 5\n 2 2 1 5\n 4 2 1 5\n 0 0 0\n");
function solve(files, ...flags) {
	const ran = guatu(["plan", "solve", ...files, ...flags, "--json"]);
	writeFileSync(join(here, "solved.json"), ran.out);
	const seen = spawnSync(checker, [join(here, "solved.json"), ...files], { encoding: "utf8" });
	check(ran.code === 0 && seen.status === 0, `plan solve ${files.join(" ").slice(-60)} ${flags.join(" ")}: ${ran.err} ${seen.stdout}`);
	return ran.code ? {} : JSON.parse(ran.out);
}
const small = solve([rcp], "--seconds", "5");
equal([small.instance, small.makespan, small.lower_bound, small.proven_optimal, small.starts.length], ["small", 7, 7, true, 5], "a small instance is proven");
equal(solve([rcp, rcp], "--schedules", "200").projects.map((p) => p.first_job), [0, 5], "two projects share a pool");
equal(solve([rcp], "--schedules", "100", "--seed", "3").starts, solve([rcp], "--schedules", "100", "--seed", "3").starts, "the same seed, the same answer");
equal(guatu(["plan", "solve", rcp, "--schedules", "10", "--seconds", "1"]).code, 2, "two limits");
equal(guatu(["plan", "solve", join(here, "none.sm")]).code, 3, "no such file");
// all objectives on guatu's own .json, with capacities by month, dates, modes, lags, a budget
const town = join(here, "town.json"), scarce = (more) => (writeFileSync(town, JSON.stringify({ start: "2026-03-01", period: "month", rate: 0.01,
	resources: [{ id: "吊装", capacity: 1, steps: [{ from: "2026-06-15", capacity: 2 }] }, { id: "用能", capacity: [4, 4, 6, 6, 9] }, { id: "资金", budget: true, capacity: 110 }],
	jobs: [{ id: "地块", duration: 1, investment: 20, cash: -20 },
		{ id: "一厂", after: ["地块"], modes: [{ duration: 4, needs: { 吊装: 1, 用能: 3, 资金: 30 } }, { duration: 2, needs: { 吊装: 1, 用能: 5, 资金: 45 } }], investment: 4000, due: "2026-07-31", weight: 3, cash: -40 },
		{ id: "二厂", after: [{ id: "地块", lag: 1 }], duration: 3, needs: { 吊装: 1, 用能: 2, 资金: 20 }, investment: 900, due: 9, cash: 75 },
		{ id: "道路", duration: 3, needs: { 用能: 3 }, release: "2026-04-20", investment: 1500, cash: 30 },
		{ id: "投产", duration: 0, after: ["一厂", "二厂", "道路"], due: "2026-09-30" }], ...more })), town);
for (const [objective, ...flags] of [["makespan"], ["tardiness"], ["level", "--deadline", "12"], ["level"], ["npv", "--deadline", "14"], ["npv", "--rate", "0.2"], ["invest:2026-06-30"], ["invest:5"]]) {
	const got = solve([scarce()], "--schedules", "600", "--objective", objective, ...flags);
	equal([got.objective, got.jobs?.length], [objective.split(":")[0], 5], `objective ${objective}`);
}
const june = solve([scarce()], "--schedules", "600", "--objective", "invest:2026-06-30");
equal([june.by, june.value, june.jobs[1].first_day, june.jobs[1].last_day], [4, 4020, june.jobs[1].first_day === "2026-05-01" ? "2026-05-01" : "2026-04-01", june.jobs[1].first_day === "2026-05-01" ? "2026-06-30" : "2026-07-31"], "what is invested by June, a month's dates");
check(june.upper_bound >= june.value, `at most ${june.upper_bound}`);
check(solve([scarce()], "--schedules", "300").lower_bound > 0 && solve([town, town], "--schedules", "300").projects.length === 2, "two towns share pools");
for (const [more, why] of [[{ resources: [] }, /jobs\[1\]\.modes\[0\]\.needs\.吊装 is not among the resources/], [{ jobs: [{ id: "a", duration: 1, after: ["b"] }] }, /jobs\[0\]\.after\[0\] is not the id of another job/], [{ start: "2026" }, /start must be a date/],
	[{ wind: 1 }, /wind is not known/], [{ resources: [{ id: "x", capacity: 1, steps: [{ from: 3, capacity: 1 }, { from: 2, capacity: 1 }] }] }, /resources\[0\]\.steps\[1\] wants a capacity, and a from later/], [{ jobs: [{ id: "a", duration: 1, due: "2025-01-01" }] }, /jobs\[0\]\.due must be a time, or a date from the start on/]]) {
	const got = guatu(["plan", "solve", scarce(more), "--schedules", "10"]);
	check(got.code === 1 && why.test(got.err), `a wrong field is named: ${got.err}`);
}
equal([guatu(["plan", "solve", rcp, "--objective", "npv"]).code, guatu(["plan", "solve", rcp, "--objective", "invest"]).code, guatu(["plan", "solve", rcp, "--objective", "invest:2026-06-30"]).code], [1, 2, 2], "an objective nothing bears on; no moment; a date without a start");
writeFileSync(join(here, "broken.rcp"), "3 1\n 4\n 0 0 1 9\n");
const broken_rcp = guatu(["plan", "solve", join(here, "broken.rcp")]);
check(broken_rcp.code === 1 && /broken\.rcp, line 3: .*“9”/.test(broken_rcp.err), `a fault names its line: ${broken_rcp.err}`);
writeFileSync(join(here, "loop.rcp"), "2 1\n 4\n 1 1 1 2\n 1 1 1 1\n");
check(/loop/.test(guatu(["plan", "solve", join(here, "loop.rcp")]).err), "a loop is named");
if (existsSync("../shared/data/psplib")) {
	for (const set of ["j30", "j60", "j120"]) {
		spawnSync("tar", ["xzf", `../shared/data/psplib/${set}.tar.gz`, "-C", here]);
		const rows = readFileSync(`../shared/data/psplib/${set}-best.csv`, "utf8").trim().split("\n").slice(1).map((row) => row.split(","));
		for (let k = 7; k < rows.length; k += 97) {
			const [name, best, bound] = rows[k], got = solve([join(here, set, `${name}.sm`)], "--schedules", "300");
			check(got.makespan >= Number(bound) && got.lower_bound <= Number(best), `${name}: ${got.lower_bound}–${got.makespan} against ${bound}–${best}`);
		}
	}
	const easy = solve([join(here, "j30", "j301_1.sm")], "--seconds", "60", "--threads", "2");
	equal([easy.makespan, easy.proven_optimal], [43, true], "j301_1 is proven");
} else skip("PSPLIB: ../shared/data/psplib is not here");

// ---- usage
equal(guatu([]).code, 2, "no verb");
equal(guatu(["fly"]).code, 2, "an unknown verb");
equal(guatu(["serve", "--listen", "nonsense", "--data", join(here, "u")]).code, 3, "a bad address");
equal(guatu(["demo", "--projects", "many"]).code, 2, "a number that is none");
check(guatu(["--help"]).out.includes("guatu import"), "help names the verbs");

// ---- one server a folder; nothing acknowledged is lost by kill −9; a new server goes on
const live = join(here, "live");
guatu(["demo", "--data", live, "--projects", "20"]);
let server = await serve(["--data", live]);
const second = guatu(["serve", "--data", live, "--listen", "127.0.0.1:0"]);
check(second.code === 3 && second.err.includes("in use"), `a second server is refused: ${second.err}`);
let office = await new Session(server.url).enter("office");
const kept = [];
let stop = false;
const writer = (async () => {
	for (let n = 0; !stop; n++) {
		try {
			const got = await office.ask("POST", "/api/v1/items", { json: { project: 1, kind: "problem", source: "office", title: `durable ${n}` } });
			if (got.status === 201) kept.push(`durable ${n}`);
		} catch { return; }
		if (kept.length === 60) server.child.kill("SIGKILL");
	}
})();
await writer;
check(kept.length >= 60, `${kept.length} creates were acknowledged before the kill`);
server = await serve(["--data", live]);
office = await new Session(server.url).enter("office");
const rows = JSON.parse((await office.ask("GET", "/api/v1/items?q=durable&limit=500")).text).items.map((i) => i.title);
check(kept.every((t) => rows.includes(t)), "every acknowledged create is there after kill −9");
// sixteen at once: none lost, none doubled
const many = await Promise.all(Array.from({ length: 200 }, (_, n) => office.ask("POST", "/api/v1/items", { json: { project: 1, kind: "problem", source: "office", title: `parallel ${n}` } })));
equal(many.filter((m) => m.status === 201).length, 200, "200 creates side by side");
const codes = many.map((m) => JSON.parse(m.text).code);
equal(new Set(codes).size, 200, "each with a number of its own");
// forged and oversized requests
equal((await office.ask("POST", "/items", { form: { title: "x", kind: "problem", source: "office" }, headers: { Origin: "http://evil.example" } })).status, 403, "another origin");
const forged = new Session(server.url); forged.cookie = office.cookie; forged.csrf = "0".repeat(32);
equal((await forged.ask("POST", "/items", { form: { title: "x" } })).status, 403, "a forged code");
equal((await office.ask("POST", "/api/v1/items", { json: { title: "x".repeat(2 << 20) } })).status, 413, "a body over its limit");
equal((await office.ask("GET", "/projects/%ff")).status, 400, "an address that is not UTF-8");
equal((await office.ask("GET", "/../../etc/passwd")).status, 404, "a path upwards");
for (const [header, value] of [["content-security-policy", "default-src 'self'"], ["x-content-type-options", "nosniff"], ["referrer-policy", "same-origin"], ["cache-control", "no-store"]])
	check((await office.ask("GET", "/projects")).headers.get(header)?.includes(value), `${header} is set`);
equal((await new Session(server.url).ask("GET", "/healthz")).status, 200, "/healthz");
equal((await new Session(server.url).ask("GET", "/readyz")).status, 200, "/readyz");
equal(await server.stop(), 0, "a clean end");

// ---- an import killed in the middle leaves all or nothing
const many_rows = "项目名称,项目代码,总投资(万元)\n" + Array.from({ length: 4000 }, (_, n) => `项目${n},C-${n},${n + 1}`).join("\n");
writeFileSync(join(here, "many.csv"), many_rows);
const half = join(here, "half");
guatu(["import", join(here, "bad.csv"), "--data", half]);
for (const after of [150, 400, 900]) {
	await new Promise((done) => {
		const child = spawn(program, ["import", join(here, "many.csv"), "--data", half]);
		const timer = setTimeout(() => child.kill("SIGKILL"), after);
		child.on("exit", () => { clearTimeout(timer); done(); });
	});
	const state = JSON.parse(guatu(["import", join(here, "many.csv"), "--data", half, "--dry-run", "--json"]).out);
	check([0, 4000].includes(state.unchanged), `killed after ${after} ms: ${state.unchanged} of 4000 are there`);
}
equal(guatu(["verify", "--data", half]).code, 0, "the folder is sound after the kills");


// ---- the first start of an empty folder: a link that works once
const empty = join(here, "first");
const first = await serve(["--data", empty]);
const link = (await first.more(/setup\?token=[0-9a-f]{64}/))[0];
const nobody = new Session(first.url);
equal((await nobody.ask("GET", "/setup?token=" + "0".repeat(64))).status, 404, "a wrong set-up token");
equal((await nobody.ask("GET", "/" + link)).status, 200, "the set-up page");
const token = link.slice(-64);
equal((await nobody.ask("POST", "/setup", { form: { token, login: "chief", password: "short", district: "测试区" } })).status, 422, "a short password");
equal((await nobody.ask("POST", "/setup", { form: { token, login: "chief", password: "long enough to keep", district: "测试区" } })).status, 303, "set up");
equal((await nobody.ask("GET", "/settings")).status, 200, "the first administrator is in");
equal((await new Session(first.url).ask("GET", "/" + link)).status, 404, "the link works once");
equal((await new Session(first.url).ask("POST", "/login", { form: { login: "chief", password: "long enough to keep" } })).status, 303, "and logs in");
equal((await new Session(first.url).ask("POST", "/login/demo", { form: { login: "chief" } })).status, 404, "no demonstration log-in outside the demonstration");

// ---- an import by the page, and its undo
const csv = new FormData();
csv.append("file", new Blob(["项目名称,项目代码,总投资(万元)\n页面导入甲,W-1,100\n页面导入乙,W-2,200\n"]), "page.csv");
const preview = await nobody.ask("POST", "/import", { form: csv });
check(preview.status === 200 && preview.text.includes("新增 2"), `preview says two new: ${preview.status}`);
const hash = preview.text.match(/name="hash" value="([0-9a-f]{64})"/)?.[1];
equal(JSON.parse((await nobody.ask("GET", "/api/v1/projects")).text).total, 0, "a preview writes nothing");
equal((await nobody.ask("POST", "/import/apply", { form: { hash, name: "page.csv" } })).status, 303, "apply");
equal(JSON.parse((await nobody.ask("GET", "/api/v1/projects")).text).total, 2, "two projects came in");
equal((await nobody.ask("POST", "/import/batches/1/undo", { form: {} })).status, 303, "undo");
equal(JSON.parse((await nobody.ask("GET", "/api/v1/projects")).text).total, 0, "and are gone");
equal((await nobody.ask("POST", "/import/batches/1/undo", { form: {} })).status, 422, "once");
const wrong = new FormData();
wrong.append("file", new Blob(["项目名称,项目代码,总投资(万元)\n好的,R-1,1\n坏的,R-2,很多\n"]), "wrong.csv");
wrong.append("unit", "");
const doubtful = await nobody.ask("POST", "/import", { form: wrong });
check(doubtful.text.includes("金额读不懂"), "the refused row says why");
const back = await nobody.ask("POST", "/import/refused", { form: { hash: doubtful.text.match(/name="hash" value="([0-9a-f]{64})"/)[1] } });
writeFileSync(join(here, "refused.xlsx"), back.bytes);
const reread = guatu(["import", join(here, "refused.xlsx"), "--data", join(here, "re"), "--dry-run", "--json"]);
const again2 = JSON.parse(reread.out);
equal([again2.new, again2.refused.length, again2.refused[0].value], [0, 1, "很多"], "the refused rows come back as a ledger");
// ---- what the preview does not know is told by hand, kept, and forgotten again
{
const known = await nobody.ask("POST", "/api/v1/units", { json: { name: "区发展和改革局", kind: "department" } });
const boss = await nobody.ask("POST", "/api/v1/people", { json: { name: "王建国", unit: JSON.parse(known.text).id } });
const before = () => Promise.all(["/projects", "/units", "/people"].map(async (path) => JSON.parse((await nobody.ask("GET", `/api/v1${path}?limit=500`)).text).items.filter((r) => !r.retired).map((r) => r.name).sort()));
const stood = await before();
const odd = () => { const f = new FormData(); f.append("file", new Blob(["项目名称,盘子(万元),年度计划投资(万元),牵头单位,责任人,配合单位,专班成员\n人工对应,900,90,发改局,王局长,水务处,李四、赵五\n"]), "odd.csv"); return f; };
const first_look = await nobody.ask("POST", "/import", { form: odd() });
check((await nobody.ask("POST", "/import", { form: { hash: first_look.text.match(/name="hash" value="([0-9a-f]{64})"/)[1], name: "odd.csv", create: "1" } })).text.includes("新增 1"), "one button creates all the others");
check(/没认出来/.test(first_look.text) && /name="unit:发改局"/.test(first_look.text) && /相近的">\s*<option value="\d+">区发展和改革局/.test(first_look.text), "what is not known is asked, the alike first");
const told = { hash: first_look.text.match(/name="hash" value="([0-9a-f]{64})"/)[1], name: "odd.csv", "column:盘子(万元)": "total", "unit:发改局": "区发展和改革局", "person:王局长": JSON.parse(boss.text).id, "unit:水务处": "create", "person:李四": "create", "person:赵五": "create" };
equal((await nobody.ask("POST", "/import", { form: { ...told, "unit:发改局": "没有这个局" } })).text.includes("“发改局”不能读作“没有这个局”"), true, "a wrong answer is named");
const second_look = await nobody.ask("POST", "/import", { form: told });
check(second_look.text.includes("新增 1，变更 0，不变 0，拒绝 0"), "the second look has it right");
equal((await nobody.ask("POST", "/import/apply", { form: told })).status, 303, "applied as told");
const mended = JSON.parse((await nobody.ask("GET", "/api/v1/projects")).text).items[0];
equal([mended.total, mended.lead, mended.responsible], ["9000000.00", JSON.parse(known.text).id, JSON.parse(boss.text).id], "column, unit and person as told");
const kept = JSON.parse((await nobody.ask("GET", "/api/v1/import/words")).text).items;
equal(kept.map((w) => `${w.kind} ${w.word}`).sort(), ["column 盘子(万元)", "person 王局长", "unit 发改局"], "kept: meanings and matches, nothing else");
check((await nobody.ask("POST", "/import", { form: odd() })).text.includes("新增 0，变更 0，不变 1，拒绝 0"), "the next import asks nothing and changes nothing");
equal((await nobody.ask("POST", "/import/batches/2/undo", { form: {} })).status, 303, "undone");
equal(await before(), stood, "projects, units and people stand as before");
equal((await nobody.ask("POST", "/import/apply", { form: told })).status, 303, "and in again");
const members = (await nobody.ask("GET", `/projects/${JSON.parse((await nobody.ask("GET", "/api/v1/projects")).text).items[0].id}`)).text;
check(/李四/.test(members) && /水务处/.test(members), "with its members and supporting units");
for (const w of kept) equal((await nobody.ask("POST", `/import/words/${w.id}/forget`, { form: {} })).status, 303, "forgotten");
check((await nobody.ask("POST", "/import", { form: odd() })).text.includes("没认出来"), "and asked again");
// ---- a ledger does not move what was promised: it asks
const dated = folder(), sheet = (day) => `项目名称,项目代码,总投资(万元),建设阶段,计划竣工\n改期甲,D-1,100,在建,${day}\n`;
writeFileSync(join(dated, "a.csv"), sheet("2027-06-30"));
writeFileSync(join(dated, "b.csv"), sheet("2027-12-31"));
const bring = (file, ...more) => JSON.parse(guatu(["import", join(dated, file), "--data", join(dated, "d"), "--json", ...more]).out);
equal(bring("a.csv").new, 1, "a promise is made");
equal([bring("b.csv", "--dry-run")].map((r) => [r.changed, r.unchanged, r.dates.map((n) => `${n.field} ${n.now} ${n.asked}`)]), [[0, 1, ["计划竣工 2027-06-30 2027-12-31"]]], "the preview says what will be asked");
equal([bring("b.csv").dates.length, bring("b.csv").dates.length], [1, 1], "asked, and once");
const stored = (query) => spawnSync("sqlite3", [join(dated, "d", "guatu.db"), query], { encoding: "utf8" }).stdout.trim();
equal(stored("select planned_finish from project; select state, wanted, slip > 10, leader from date_change"), "2027-06-30\nasked|2027-12-31|1|1", "the date stands, one request waits for a leader");
writeFileSync(join(dated, "c.csv"), sheet("2027-06-30").replace("在建", "谋划"));
writeFileSync(join(dated, "d.csv"), sheet("2028-12-31").replace("在建", "谋划"));
spawnSync("sqlite3", [join(dated, "d", "guatu.db"), "update date_change set state = 'withdrawn'"]);
equal([bring("c.csv").changed, stored("select stage from project")], [1, "idea"], "a ledger puts it back to an idea");
equal([bring("d.csv").dates.length, stored("select planned_finish from project")], [1, "2027-06-30"], "and its date is asked for all the same");
const cli = folder();
writeFileSync(join(cli, "odd.csv"), "项目名称,盘子(万元),牵头单位,年度计划投资(万元)\n命令行对应,900,发改局,90\n");
writeFileSync(join(cli, "unit.csv"), "项目名称,牵头单位,年度计划投资(万元)\n先有,区发展和改革局,1\n");
guatu(["import", join(cli, "unit.csv"), "--create", "--data", join(cli, "d")]);
const matched = guatu(["import", join(cli, "odd.csv"), "--data", join(cli, "d"), "--match", "column:盘子(万元)=total", "--match", "unit:发改局=区发展和改革局", "--json"]);
equal([JSON.parse(matched.out).new, JSON.parse(matched.out).refused.length], [1, 0], "the same by --match");
equal(guatu(["import", join(cli, "odd.csv"), "--data", join(cli, "d"), "--match", "column:盘子(万元)=nonsense"]).code, 1, "a meaning that is none");
}
await first.stop();

{
// ---- the operator's verbs: users, tokens, settings, back-up while it runs, restore, guatu.conf
const keep = folder();
equal(guatu(["demo", "--data", join(keep, "d"), "--projects", "12"]).code, 0, "a small district");
equal([guatu(["demo", "--data", join(keep, "sm3"), "--projects", "3", "--hash", "sm3"]).code, spawnSync("sqlite3", [join(keep, "sm3", "guatu.db"), "select value from store_meta where name = 'hash'"], { encoding: "utf8" }).stdout.trim(), guatu(["verify", "--data", join(keep, "sm3")]).code, guatu(["demo", "--data", join(keep, "md5"), "--hash", "md5"]).code], [0, "sm3", 0, 2], "the history's hash is chosen for a new folder");
const kept = ["--data", join(keep, "d")], say = (args, input) => { const r = spawnSync(program, args, { encoding: "utf8", input }); return { code: r.status, out: r.stdout, err: r.stderr }; };
equal(say(["user", "add", "wang", "--person", "王五", "--unit", "区住建局", "--role", "department", ...kept], "short\n").code, 1, "a short password");
equal(say(["user", "add", "wang", "--person", "王五", "--unit", "没有这个单位", "--role", "department", ...kept], "long enough to keep\n").code, 1, "an unknown unit");
equal(say(["user", "add", "wang", "--person", "王五", "--unit", "区住建局", "--role", "king", ...kept], "long enough to keep\n").code, 2, "an unknown role");
equal(say(["user", "add", "wang", "--person", "王五", "--unit", "区住建局", "--role", "department", ...kept], "long enough to keep\n").code, 0, "user add");
check(JSON.parse(say(["user", "list", "--json", ...kept]).out).some((u) => u.login === "wang" && u.roles === "department"), "user list");
const bearer = say(["token", "create", "--user", "wang", "--name", "报表", "--days", "30", ...kept]).out.trim();
check(/^[0-9a-f]{64}$/.test(bearer), "a token is shown once");
const tokens = JSON.parse(say(["token", "list", "--json", ...kept]).out);
check(tokens.length === 1 && !JSON.stringify(tokens).includes(bearer), "and never again");
equal(say(["config", "set", "district_zh", "改名区", ...kept]).code, 0, "config set");
equal(JSON.parse(say(["config", "list", "--json", ...kept]).out).district_zh, "改名区", "config list");
equal(say(["config", "set", "setup", "x", ...kept]).code, 2, "what is the program's own is not set");
writeFileSync(join(keep, "d", "guatu.conf"), "# our server\nlisten = 127.0.0.1:0\nthreads = 2\n");
const running = await serve(kept);
const asWang = (path) => fetch(running.url + path, { headers: { Authorization: `Bearer ${bearer}` } });
equal((await asWang("/api/v1/projects")).status, 200, "the token opens the API");
const photo = new FormData();
const officeK = await new Session(running.url).enter("office");
for (const [k, v] of Object.entries({ project: "1", visited_on: "2026-11-20", visitor: "1", progress: "有照片" })) photo.append(k, v);
photo.append("photos", new Blob([Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64")], { type: "image/png" }), "a.png");
const seen = await officeK.ask("POST", "/visits", { form: photo });
equal(seen.status, 303, `a visit with a photo: ${seen.text.match(/class="faults"[\s\S]{0,300}/)?.[0]}`);
const used = new FormData();
for (const [k, v] of Object.entries({ did: "照片同上", why: "" })) used.append(k, v);
used.append("photos", photo.get("photos"), "b.png");
const reported = await officeK.ask("POST", "/projects/1/reports", { form: used });
check(reported.status === 303 && /照片以前用过/.test((await officeK.ask("GET", reported.headers.get("location"))).text), `a photo used before is pointed out: ${reported.status}`);
const zip = join(keep, "all.zip");
equal([say(["verify", ...kept]).code, say(["backup", zip, ...kept]).code], [0, 0], "verify and backup beside the running server");
equal(say(["backup", zip, ...kept]).code, 1, "a back-up overwrites nothing");
equal(say(["migrate", ...kept]).code, 3, "who writes waits for the server to stop");
await running.stop();
equal(say(["token", "revoke", String(tokens[0].id), ...kept]).code, 0, "token revoke");
equal(say(["user", "disable", "wang", ...kept]).code, 0, "user disable");
equal(say(["restore", zip, ...kept]).code, 1, "restore refuses a used folder");
const again = say(["restore", zip, "--data", join(keep, "r")]);
equal([again.code, readdirSync(join(keep, "r", "blobs")).length > 0], [0, true], `restore brings database and papers: ${again.err}`);
equal(say(["verify", "--data", join(keep, "r")]).code, 0, "and it holds");
equal(JSON.parse(say(["user", "list", "--json", "--data", join(keep, "r")]).out).find((u) => u.login === "wang").closed, false, "as of the back-up");
equal(say(["migrate", "--data", join(keep, "r")]).code, 0, "migrate");
writeFileSync(join(keep, "no.zip"), "not a zip");
equal([say(["restore", join(keep, "no.zip"), "--data", join(keep, "x")]).code, existsSync(join(keep, "x"))], [1, false], "what is no back-up leaves nothing");
writeFileSync(join(keep, "d", "guatu.conf"), "listen = 127.0.0.1:0\nport = 80\n");
const misread = say(["verify", ...kept]);
check(misread.code === 2 && /guatu\.conf line 2: port is not known/.test(misread.err), `a wrong guatu.conf is named: ${misread.err}`);
check(say(["man"]).out.startsWith(".TH GUATU 1") && /restore/.test(say(["completion", "bash"]).out) && say(["completion", "fish"]).code === 2, "manual and completion");
equal(spawnSync("bash", ["-n"], { input: say(["completion", "bash"]).out }).status, 0, "bash takes the completion");
}

// ---- minutes: what was decided on one project's several points is one paragraph, in the agenda's order
if (have("unzip")) {
	const district = await serve(["--data", data]), office = await new Session(district.url).enter("office");
	const put = async (path, json) => JSON.parse((await office.ask("POST", "/api/v1" + path, { json })).text);
	const project = await put("/projects", { name: "纪要归并试点", stage: "prepare", lead: 7 });
	const points = [];
	for (const [title, on] of [["甲", project.id], ["会风会纪", undefined], ["乙", project.id]])
		points.push((await put("/meetings/5/agenda-points", { title, minutes: 1, project: on })).id);
	for (const k of [2, 1, 0]) await put(`/agenda-points/${points[k]}/decisions`, { title: `议定${k}`, unit: 7 });
	writeFileSync(join(here, "grouped.docx"), (await office.ask("GET", "/meetings/5/minutes.docx")).bytes);
	const words = spawnSync("unzip", ["-p", join(here, "grouped.docx"), "word/document.xml"], { encoding: "utf8" }).stdout.replace(/<[^>]+>/g, "");
	check(/（.{1,3}）纪要归并试点。议定0；议定2。（.{1,3}）会风会纪。议定1。/.test(words), `the minutes group by project: ${words.match(/.{40}纪要归并试点.{0,80}/)}`);
	writeFileSync(join(here, "grouped.docx"), (await office.ask("GET", "/meetings/5/bulletin.docx")).bytes);
	const told = spawnSync("unzip", ["-p", join(here, "grouped.docx"), "word/document.xml"], { encoding: "utf8" }).stdout.replace(/<[^>]+>/g, "");
	const heads = [...told.matchAll(/（[一二三四五六七八九十百]{1,3}）([^。]{2,80})。/g)].map((m) => m[1]);
	equal(heads.length, new Set(heads).size, "the bulletin names each project once");
	await district.stop();
} else skip("unzip is not here");

// ---- the overdue chain's papers, opened by a real reader
if (have("soffice") && have("pdftotext")) {
	const district = await serve(["--data", data]);
	const office = await new Session(district.url).enter("office");
	const raised = JSON.parse((await office.ask("POST", "/api/v1/items", { json: { title: "限期迁改管线", kind: "problem", source: "office", unit: 5, due: "2027-12-31" } })).text).id;
	await office.ask("POST", `/items/${raised}/item-steps`, { form: { kind: "supervise", words: "请于本周内落实" } });
	const paper = JSON.parse((await office.ask("GET", `/api/v1/items/${raised}/item-steps`)).text).items.find((s) => s.number > 0);
	writeFileSync(join(here, "notice.docx"), (await office.ask("GET", `/items/${raised}/papers/${paper.id}`)).bytes);
	spawnSync("soffice", ["--headless", "--convert-to", "pdf", "--outdir", here, join(here, "notice.docx")]);
	const words = spawnSync("pdftotext", ["-layout", join(here, "notice.pdf"), "-"], { encoding: "utf8" }).stdout.replace(/\s+/g, "");
	for (const want of ["督办单", `重项督办〔2026〕${paper.number}号`, "限期迁改管线", "2027年12月31日", "请于本周内落实", "三个工作日内书面回复"]) check(words.includes(want), `the notice holds ${want}`);
	await district.stop();
}

// ---- the engine on files: the same draws whatever the threads, checks, a forecast, plain errors
const plan = (...args) => guatu(["plan", ...args]);
const tiny = join(here, "tiny.xml"), task = (uid, name, more) => `<Task><UID>${uid}</UID><ID>${uid}</ID><Name>${name}</Name><OutlineLevel>1</OutlineLevel><Duration>PT16H0M0S</Duration><DurationFormat>7</DurationFormat>${more || ""}</Task>`;
const after = (from) => `<PredecessorLink><PredecessorUID>${from}</PredecessorUID><Type>1</Type></PredecessorLink>`;
const project = (tasks) => `<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-03-02T08:00:00</StartDate><Tasks>${tasks}</Tasks></Project>`;
writeFileSync(tiny, project(task(1, "基坑", "<Start>2026-03-02T08:00:00</Start><Finish>2026-03-03T17:00:00</Finish><ActualStart>2026-03-02T08:00:00</ActualStart><PercentComplete>50</PercentComplete><RemainingDuration>PT8H0M0S</RemainingDuration>") + task(2, "底板", `<Start>2026-03-04T08:00:00</Start><Finish>2026-03-05T17:00:00</Finish>${after(1)}`)));
const dated = JSON.parse(plan("schedule", tiny, "--json").out);
equal(dated.activities.map((a) => [a.name, a.start, a.finish, a.critical]), [["基坑", "2026-03-02T08:00", "2026-03-03T17:00", true], ["底板", "2026-03-04T08:00", "2026-03-05T17:00", true]], "plan schedule");
equal(dated.activities[1].driven_by, [{ id: "1", link: "FS", lag_minutes: 0 }], "what drives it");
/* float paths: the end's chain without float, then two days of it, each activity on one */
const fork = join(here, "fork.json"), forked = (id, days) => ({ id, name: id, kind: days ? "task" : "milestone", duration_minutes: days * 480 });
writeFileSync(fork, JSON.stringify({ guatu_plan: 1, name: "fork", start: "2026-03-02T08:00", activities: [forked("A", 5), forked("B", 3), forked("E", 0), forked("F", 9)], links: [["A", "E"], ["B", "E"]].map(([from, to]) => ({ from, to, link: "FS" })) }));
const paths = JSON.parse(plan("schedule", fork, "--paths", "5", "--end", "E", "--json").out);
equal(paths.float_paths, { end: "E", by: "free", paths: [{ path: 1, float_minutes: 0, activities: ["A", "E"] }, { path: 2, float_minutes: 960, activities: ["B"] }] }, "float paths to E");
equal(paths.activities.map((a) => [a.float_path, a.float_to_end_minutes]), [[1, 0], [2, 960], [1, 0], [null, null]], "each activity's path");
check(/^path 1 to F\n  F +0\.0 d/m.test(plan("schedule", fork, "--paths", "1").out), "float paths in words, to the last activity");
equal([plan("schedule", fork, "--paths", "0").code, plan("schedule", fork, "--end", "E").code, plan("schedule", fork, "--paths", "2", "--paths-by", "luck").code], [2, 2, 2], "float paths: wrong usage");
check(/--end Z is no activity of the file/.test(plan("schedule", fork, "--paths", "2", "--end", "Z").err), "an unknown end is named");
const risks = ["1", "3"].map((t) => plan("risk", tiny, "--json", "--samples", "3000", "--seed", "9", "--threads", t, "--due", "2026-03-05T17:00").out);
equal(risks[0], risks[1], "plan risk: the same bytes for any threads");
const risk = JSON.parse(risks[0]);
check(risk.finish.p10 < risk.finish.p90 && risk.probability_by_due > 0 && risk.probability_by_due < 1, "quantiles and a probability");
check(plan("risk", tiny, "--json", "--samples", "3000", "--seed", "10").out !== risks[0], "another seed, other draws");
// a file of risks: what each costs, clocks from cases, wrong fields by their place
const risky = (what, ...more) => (writeFileSync(join(here, "risks.json"), typeof what === "string" ? what : JSON.stringify(what)), plan("risk", tiny, "--risks", join(here, "risks.json"), "--json", "--samples", "6400", ...more));
const named = { clocks: [{ name: "许可", activities: ["2"], fit: "weibull" }], causes: [{ name: "劳动力", activities: "all", loading: 0.5 }], events: [{ name: "管线", activities: ["1"], probability: 1, adds: 1 }, { name: "从不", activities: ["2"], probability: 0, adds: 1 }], weather: [{ name: "雨", activities: "all", days: Array.from({ length: 12 }, (_, m) => ({ observed: [m, 12] })) }] };
writeFileSync(join(here, "cases.csv"), "clock,days,state\n许可,2,ended\n许可,3,ended\n许可,5,open\n别的,90,ended\n");
const costly = ["1", "3"].map((t) => risky(named, "--cases", join(here, "cases.csv"), "--threads", t).out);
equal(costly[0], costly[1], "effects: the same bytes for any threads");
const costs = JSON.parse(costly[0]);
equal(costs.effects.map((e) => [e.kind, e.name]), [["event", "管线"], ["event", "从不"], ["cause", "劳动力"], ["weather", "雨"]], "what was left out");
check(costs.effects[0].p50_minutes >= 480 && costs.effects[0].p50_error_minutes > 0 && costs.effects[1].p80_minutes === 0, `what each costs: ${costly[0].slice(0, 900)}`);
check(costs.effects[2].p80_minutes > 0 && costs.effects[3].p50_minutes > 0, "a common cause widens, rain stops");
equal(JSON.parse(risky({ durations: [{ activities: "all", times: 1 }], weather: [{ name: "停", activities: ["2"], days: [0, 0, 31, 0, 0, 0, 0, 0, 0, 0, 0, 0] }] }).out).finish.p50, "2026-04-02T17:00", "a month without work");
const takes = (days, ...open) => JSON.parse(risky({ durations: [{ activities: ["1"], times: 1 }], clocks: [{ name: "k", activities: ["2"], steps: [[1, 0.5], [days, 0]], ...(open.length ? { open_days: open[0] } : {}) }] }).out).finish;
equal([takes(3).p90, takes(3, 1).p10], ["2026-03-06T17:00", "2026-03-05T17:00"], "steps in working days; what has run a day draws the rest");
for (const [what, why] of [[{ events: [{ name: "x", activities: ["9"], probability: 1, adds: 1 }] }, /events\[0\]\.activities\[0\] "9" is no activity/], [{ events: [{ name: "x", activities: ["1"], probability: 2, adds: 1 }] }, /events\[0\]\.probability must be a number from 0 to 1/],
	[{ wind: [] }, /wind is not known; known are: durations/], [{ clocks: [{ name: "k", activities: ["1"], cases: [{ open: 3 }] }] }, /clocks\[0\] has no case that ended/], ["{", /risks\.json: .*1/], [{ weather: [{ name: "雨", activities: "all", days: [1, 2] }] }, /weather\[0\]\.days must be the days lost a month/], [{ durations: [{ activities: "all", times: { triangular: [2, 1, 3] } }] }, /durations\[0\]\.times\.triangular wants \[low/]]) {
	const got = risky(what);
	check(got.code === 1 && why.test(got.err), `a wrong risk is named: ${got.err}`);
}
const checked = plan("check", tiny, "--json");
equal([checked.code, JSON.parse(checked.out).checks.find((c) => c.check === "logic").offenders], [1, ["1", "2"]], "plan check names who offends");
writeFileSync(join(here, "ways.csv"), "activity,change,value,cost\n2,duration,1,5\n1>2,lag,-1,3\n2,week7,,9\n");
const ways = plan("options", tiny, "--due", "2026-03-04T17:00", "--options", join(here, "ways.csv"), "--json");
const way = JSON.parse(ways.out);
equal([ways.code, way.late_days, way.feasible, way.proven_cheapest, way.cost, way.options.map((o) => o.chosen)], [0, 1, true, true, 3, [false, true, false]], "plan options: the cheapest way");
equal(way.options[1].late_days_without, 1, "what it is late without it");
writeFileSync(join(here, "ways.csv"), "activity,change,value,cost\n2,faster,1,5\n");
check(/ways\.csv row 2: its change is none of/.test(plan("options", tiny, "--due", "2026-03-04", "--options", join(here, "ways.csv")).err), "a wrong option names its row");
const forecast = JSON.parse(plan("forecast", tiny, "--status-date", "2026-03-04T17:00", "--json").out);
check(Math.abs(forecast.spi - 8 / 24) < 1e-9 && forecast.methods.length === 5, `plan forecast: ${forecast.spi}`);
writeFileSync(tiny, project(task(1, "a", after(2)) + task(2, "b", after(1))));
const looped = plan("schedule", tiny);
check(looped.code === 1 && /loop: .*1 → 2|loop: .*2 → 1/.test(looped.err), `a loop is named whole: ${looped.err}`);
writeFileSync(tiny, "<Project xmlns=\"http://schemas.microsoft.com/project\">\n<Tasks>\n<Task>");
check(/tiny\.xml line 3/.test(plan("schedule", tiny).err), "broken XML names its line");
equal([plan("schedule", join(here, "none.xml")).code, plan("schedule", tiny, "--due", "soon").code, plan("risk", tiny, "--samples", "0").code], [3, 2, 2], "exit codes");

// ---- as time goes by: who works stays logged in, who rests is out; wrong passwords wait longer and longer
const clock = join(here, "clock"), at = (iso) => writeFileSync(clock, iso);
at("2026-11-23T00:00:00.000Z");
const timed = await serve(["--data", empty], clock);
const chief = new Session(timed.url);
const enter = (who, password) => who.ask("POST", "/login", { form: { login: "chief", password } });
equal((await enter(chief, "long enough to keep")).status, 303, "in");
await chief.ask("GET", "/me");
for (const [iso, want, why] of [["2026-11-23T11:00:00.000Z", 200, "after eleven hours"], ["2026-11-23T22:00:00.000Z", 200, "still at work"], ["2026-11-24T10:30:00.000Z", 303, "after half a day's rest"]]) {
	at(iso);
	equal((await chief.ask("GET", "/me")).status, want, why);
	await chief.ask("POST", "/session/lang", { form: { lang: "zh" } }); // what was noted before is on disk
}
const thief = new Session(timed.url);
for (let i = 0; i < 6; i++) check(/登录名或口令不对/.test((await enter(thief, `guess ${i}`)).text), `guess ${i} is wrong`);
check(!/登录名或口令不对/.test((await enter(thief, "long enough to keep")).text), "locked, even with the right one");
equal((await enter(thief, "long enough to keep")).status, 422, "locked");
at("2026-11-24T10:32:00.000Z");
check(/登录名或口令不对/.test((await enter(thief, "guess 7")).text), "a minute later one more guess");
at("2026-11-24T10:33:30.000Z");
equal((await enter(thief, "long enough to keep")).status, 422, "locked for two minutes now");
at("2026-11-24T10:35:00.000Z");
equal((await enter(thief, "long enough to keep")).status, 303, "the right one in its time");
await timed.stop();
finish();
