// Our side of the measured rows, each with its limit in the same run on the same machine; at
// 1,000 projects and, for growth, at 10,000. Ratios are what counts.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Session, guatu, serve } from "../tests/lib.mjs";

const build = process.env.GUATU_BUILD || "build", here = mkdtempSync("/tmp/guatu-bench-");
const seconds = Number(process.env.SECONDS_EACH || 5);
process.on("exit", () => rmSync(here, { recursive: true, force: true }));
const peers = { P1: "Redmine 12.8/s, Fossil 152/s", P2: "Redmine 48/s, Fossil 1268/s", P3: "Redmine 5.9/s",
	P4: "Redmine 25/s, Fossil 213/s", P5: "Redmine 84/s", P7: "Redmine 292 ms", P9: "Redmine 238 ms, Fossil 11 ms",
	P10: "Redmine 1338 MiB, 3.7 s" };

function wrk(url, clients, session, body) {
	const lua = join(here, "wrk.lua");
	writeFileSync(lua, `wrk.headers["Cookie"]=[[${session?.cookie || ""}]]
${body ? `wrk.method="POST"; wrk.body=[[${body}]]; wrk.headers["Content-Type"]="application/json"; wrk.headers["X-CSRF-Token"]="${session.csrf}"` : ""}
done = function(s, l, r) io.write(string.format("RESULT %.1f %.3f %.3f %d\\n", (s.requests-s.errors.status)/(s.duration/1e6), l:percentile(50)/1000, l:percentile(99)/1000, s.errors.status)) end`);
	spawnSync("wrk", ["-t1", `-c${clients}`, "-d1s", "-s", lua, url]);
	const out = spawnSync("wrk", [`-t${clients > 1 ? 2 : 1}`, `-c${clients}`, `-d${seconds}s`, "-s", lua, url], { encoding: "utf8" }).stdout;
	const [, rate, p50, p99, bad] = out.match(/RESULT (\S+) (\S+) (\S+) (\d+)/);
	return { rate: Number(rate), p50: Number(p50), p99: Number(p99), bad: Number(bad) };
}
function row(id, what, value, note) { console.log(`${id.padEnd(4)} ${what.padEnd(46)} ${value.padEnd(26)} ${note} ${peers[id] ? `[peers: ${peers[id]}]` : ""}`); }

async function hello(size) {
	const child = spawn(`${build}/release/bench/limits`, ["127.0.0.1:0", String(size)]);
	const port = await new Promise((done) => child.stdout.on("data", (d) => done(String(d).match(/\d+/)[0])));
	const got = wrk(`http://127.0.0.1:${port}/`, 16);
	child.kill();
	return got.rate;
}
function memory(pid) { return Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)[1]) / 1024; }

async function portfolio(projects, items) {
	const data = join(here, `p${projects}`);
	guatu(["demo", "--data", data, "--projects", String(projects)]);
	const from = process.hrtime.bigint();
	const server = await serve(["--data", data]);
	const started = Number(process.hrtime.bigint() - from) / 1e9;
	const session = await new Session(server.url).enter("office");
	let n = 0;
	await Promise.all(Array.from({ length: 64 }, async () => {
		while (n < items) {
			const k = n++;
			await session.ask("POST", "/api/v1/items", { json: { project: k % 100 < 1 ? 1 : 1 + k % projects, kind: "problem", category: "land", source: "office", title: `问题 ${k}`, unit: 4 + k % 10, detail: "x".repeat(200) } });
		}
	}));
	return { data, server, session, started };
}

console.log(`guatu bench: ${seconds} s each; ${spawnSync("nproc", { encoding: "utf8" }).stdout.trim()} cores`);
const limits = Object.fromEntries(spawnSync(`${build}/release/bench/limits`, [here], { encoding: "utf8" }).stdout.trim().split("\n").map((l) => l.split(" ")).map(([k, v]) => [k, Number(v)]));
row("", "limit: fdatasync", `${limits.fdatasync}/s`, "");
row("", "limit: bare create, 1 and 16 a commit", `${limits["bare-1"]}/s, ${limits["bare-16"]}/s`, "");

const small = {};
for (const [projects, items] of [[1000, 20000], [10000, 20000]]) {
	const big = projects > 1000, { server, session, started } = await portfolio(projects, items);
	const url = server.url, label = `at ${projects} projects`;
	const item = JSON.parse((await session.ask("GET", "/api/v1/items?limit=1&sort=-id")).text).items[0].id;
	const planned = JSON.parse((await session.ask("GET", "/api/v1/activities?limit=1&kind=milestone")).text).items[0].project;
	const shots = [["P1", "list page, 100 items, 16 clients", "/items?limit=100", 16], ["P1", "list page, 100 items, 1 client", "/items?limit=100", 1],
		["P2", "one item page with its trail, 16 clients", `/items/${item}`, 16], ["P3", "JSON list of 100, 16 clients", "/api/v1/items?limit=100", 16],
		["P7", "plan page with bars, 1 client", `/projects/${planned}/plan`, 1], ["P9", "cockpit, 1 client", "/cockpit", 1], ["", "project ledger page, 1 client", "/projects", 1], ["", "promises page, 1 client", "/promises", 1]];
	for (const [id, what, path, clients] of shots) {
		const size = (await session.ask("GET", path)).bytes.length, got = wrk(url + path, clients, session);
		const limit = !big && clients > 1 ? await hello(size) : 0, key = what;
		if (!big) small[key] = got;
		row(id, `${what} ${label}`, `${got.rate}/s p50 ${got.p50} p99 ${got.p99} ms`,
			(limit ? `${(100 * got.rate / limit).toFixed(1)} % of a constant of ${size} B (${limit}/s)` : "") +
			(big ? `${(small[key].rate / got.rate).toFixed(2)}× the cost at 1,000` : "") + (got.bad ? ` BAD ${got.bad}` : ""));
	}
	if (!big) {
		const body = JSON.stringify({ project: 1, kind: "problem", source: "office", title: "create", detail: "x".repeat(200) });
		const one = wrk(`${url}/api/v1/items`, 1, session, body), many = wrk(`${url}/api/v1/items`, 16, session, body);
		row("P4", "create an item, durable, 1 client", `${one.rate}/s p99 ${one.p99} ms`, `${(100 * one.rate / limits.fdatasync).toFixed(1)} % of fdatasync, BAD ${one.bad}`);
		row("P5", "create an item, durable, 16 clients", `${many.rate}/s p99 ${many.p99} ms`, `${(100 * many.rate / limits["bare-16"]).toFixed(1)} % of bare SQL, BAD ${many.bad}`);
		row("P10", "memory after the load; start to listening", `${memory(server.child.pid).toFixed(0)} MiB, ${started.toFixed(3)} s`, "");
	}
	await server.stop();
}
