// Runs every .case through the real server, on SQLite and on a real PostgreSQL, then walks
// every route with every role. A case file:
//
//   as office                       who asks from here on
//   POST /visits project=1 progress="a b"      a form
//   API PATCH /visits/{id} If-Match="1" {"progress": "x"}   JSON
//   => 303 /visits/(?<id>\d+)       status, and a pattern for Location or body; names are kept
//   ~ 看到桩基                       the body holds this
//   !~ 秘密                          the body does not
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { Session, check, equal, finish, folder, guatu, serve, skip } from "./lib.mjs";

function words(line) {
	return [...line.matchAll(/([^\s="]+)=("([^"]*)"|\S*)/g)].map((m) => [m[1], m[3] ?? m[2]]);
}

async function runCase(url, path, label) {
	const lines = readFileSync(path, "utf8").split("\n");
	const sessions = new Map(), kept = {};
	let session = new Session(url), last = null, at = 0;
	const fill = (s) => s.replace(/\{(\w+)\}/g, (whole, name) => kept[name] ?? whole);
	for (const raw of lines) {
		at++;
		const line = fill(raw.trim());
		const place = `${label} ${path}:${at}`;
		if (!line || line.startsWith("#")) continue;
		if (line.startsWith("as ")) {
			const login = line.slice(3).trim();
			if (!sessions.has(login))
				sessions.set(login, login === "nobody" ? new Session(url) : await new Session(url).enter(login));
			session = sessions.get(login);
		} else if (line.startsWith("=> ")) {
			const [status, ...rest] = line.slice(3).split(" ");
			equal(last.status, Number(status), `${place} ${last.what} ${last.text.slice(0, 300)}`);
			if (rest.length) {
				const pattern = new RegExp(rest.join(" "));
				const found = (last.headers.get("location") || "").match(pattern) || last.text.match(pattern);
				check(found, `${place} ${last.what}: no ${pattern} in ${last.headers.get("location")} ${last.text.slice(0, 200)}`);
				Object.assign(kept, found?.groups);
			}
		} else if (line.startsWith("~ ") || line.startsWith("!~ ")) {
			const want = line.slice(line.indexOf(" ") + 1), has = last.text.includes(want);
			check(has === line.startsWith("~"), `${place} ${last.what}: “${want}” ${has ? "is" : "is not"} there`);
		} else {
			const api = line.startsWith("API ");
			const [method, target, ...rest] = (api ? line.slice(4) : line).split(" ");
			const tail = rest.join(" "), brace = tail.indexOf("{");
			const options = { headers: {} };
			if (api) {
				for (const [k, v] of words(brace < 0 ? tail : tail.slice(0, brace)))
					options.headers[k] = k === "If-Match" ? `"${v}"` : v;
				if (brace >= 0) options.json = JSON.parse(tail.slice(brace));
				else if (method !== "GET") options.json = {};
			} else if (method !== "GET") options.form = Object.fromEntries(words(tail));
			last = await session.ask(method, api ? "/api/v1" + target : target, options);
			last.what = `${method} ${target}`;
		}
	}
}

// Every route × role: 403 exactly where the route's own table says so; never a 5xx; no page
// runs more than twelve statements.
async function walk(url, label) {
	const roles = ["leader", "office", "department", "town", "company", "taskforce", "observer", "admin", "security", "auditor"];
	const office = await new Session(url).enter("office");
	const api = JSON.parse((await office.ask("GET", "/api/v1/openapi")).text);
	const ids = { project: 7, visit: 1, item: 3, meeting: 4, work: 1, activity: 1, unit: 5, person: 5, document: 1 };
	for (const role of roles) {
		const session = await new Session(url).enter(role);
		for (const [pattern, verbs] of Object.entries(api.paths)) {
			if (!verbs.get || pattern === "/events" || verbs.get["x-public"]) continue;
			const path = pattern.replace(/\{(\w+)\}/g, (_, n) => ids[n] ?? 1);
			const got = await session.ask("GET", path);
			const may = verbs.get["x-roles"].includes(role);
			check(may ? got.status !== 403 && got.status < 500 : got.status === 403,
				`${label} ${role} GET ${path}: ${got.status}, may ${may}`);
			check(Number(got.headers.get("x-statements") || 0) <= 12,
				`${label} GET ${path} runs ${got.headers.get("x-statements")} statements`);
		}
		for (const [pattern, verbs] of Object.entries(api.paths)) {
			if (!verbs.post || verbs.post["x-roles"].includes(role) || verbs.post["x-public"]) continue;
			const path = pattern.replace(/\{(\w+)\}/g, (_, n) => ids[n] ?? 1);
			const got = await session.ask("POST", path, { form: {} });
			equal(got.status, 403, `${label} ${role} POST ${path}`);
		}
	}
	const nobody = new Session(url);
	for (const pattern of Object.keys(api.paths)) {
		if (!api.paths[pattern].get || api.paths[pattern].get["x-public"]) continue;
		const path = pattern.replace(/\{(\w+)\}/g, () => 1);
		equal((await nobody.ask("GET", path)).status, 303, `${label} nobody GET ${path}`);
		equal((await nobody.ask("GET", "/api/v1" + path)).status, 401, `${label} nobody GET /api/v1${path}`);
	}
}

// A company sees its own projects and no others, by list, count, search and id.
async function scope(url, label) {
	const office = await new Session(url).enter("office"), company = await new Session(url).enter("company");
	const all = JSON.parse((await office.ask("GET", "/api/v1/projects?limit=500")).text);
	const own = JSON.parse((await company.ask("GET", "/api/v1/projects?limit=500")).text);
	check(own.total > 0 && own.total < all.total, `${label} company sees ${own.total} of ${all.total}`);
	const mine = new Set(own.items.map((p) => p.id));
	const other = all.items.find((p) => !mine.has(p.id));
	equal((await company.ask("GET", `/projects/${other.id}`)).status, 404, `${label} another's project by id`);
	equal((await company.ask("GET", `/api/v1/projects/${other.id}`)).status, 404, `${label} … by the API`);
	equal((await company.ask("GET", `/projects/${other.id}/plan`)).status, 404, `${label} … its plan`);
	equal((await company.ask("GET", `/projects/${other.id}/lights`)).status, 404, `${label} … its lights`);
	equal((await company.ask("GET", `/history/project/${other.id}`)).status, 404, `${label} … its history`);
	const search = JSON.parse((await company.ask("GET", `/api/v1/projects?q=${encodeURIComponent(other.name)}`)).text);
	check(search.items.every((p) => mine.has(p.id)), `${label} search keeps the scope`);
	const pinyin = JSON.parse((await office.ask("GET", "/api/v1/projects?q=jqr")).text);
	check(pinyin.items.every((p) => /机器人/.test(p.name) || /j\w*q\w*r/.test(p.name)), `${label} initials find`);
	let seen = 0, path = "/api/v1/projects?limit=7&sort=-total";
	const order = [];
	while (path) {
		const page = JSON.parse((await office.ask("GET", path)).text);
		order.push(...page.items.map((p) => p.id));
		seen += page.items.length;
		path = page.next ? `/api/v1/projects?limit=7&sort=-total&cursor=${page.next}` : null;
	}
	equal([seen, new Set(order).size], [all.total, all.total], `${label} paging gives every row once`);
	equal((await office.ask("GET", "/api/v1/projects?cursor=00ff00ff00ff00")).status, 422, `${label} a cursor that is not ours`);
}

async function onDatabase(label, args) {
	const made = guatu(["demo", "--projects", "60", ...args]);
	if (!equal(made.code, 0, `${label} demo ${made.err}`)) return;
	equal(guatu(["demo", ...args]).code, 1, `${label} demo refuses a used folder`);
	const server = await serve(args);
	const files = readdirSync("src/modules").map((m) => `src/modules/${m}/${m}.case`).filter(existsSync);
	for (const file of files) await runCase(server.url, file, label);
	await scope(server.url, label);
	await walk(server.url, label);
	equal(await server.stop(), 0, `${label} the server ends cleanly`);
	const verified = guatu(["verify", "--json", ...args]);
	equal(verified.code, 0, `${label} verify ${verified.out.slice(0, 300)}`);
}

await onDatabase("sqlite", ["--data", folder()]);
const place = folder(), port = 54000 + (process.pid % 900);
const pg = spawnSync("tests/pg.sh", ["start", place, String(port)], { encoding: "utf8" });
if (pg.status === 0) {
	await onDatabase("postgres", ["--data", folder(), "--database", pg.stdout.trim()]);
	spawnSync("tests/pg.sh", ["stop", place]);
} else skip(`PostgreSQL: ${pg.stderr}`);
finish();
