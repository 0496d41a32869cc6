// Notices from the event to the inbox, the group robot and the letter, against small servers of
// our own that speak as the platforms' documents say. The clock is a file: nothing here waits
// for time to pass, only for the program to act.
import { spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import net from "node:net";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Session, check, equal, finish, folder, guatu, serve, skip } from "./lib.mjs";

// On SQLite, or with the word "postgres" on a PostgreSQL of its own.
const here = folder(), place = folder(), clock = join(here, "clock"), base = ["--data", join(here, "data")];
if (process.argv[2] === "postgres") {
	const pg = spawnSync("tests/pg.sh", ["start", place, String(53000 + (process.pid % 900))], { encoding: "utf8" });
	if (pg.status !== 0) { skip(`PostgreSQL: ${pg.stderr}`); finish(); }
	base.push("--database", pg.stdout.trim());
	process.on("exit", () => spawnSync("tests/pg.sh", ["stop", place]));
}
let time;
const at = (iso) => { time = new Date(iso).getTime(); writeFileSync(clock, new Date(time).toISOString()); };
/* Robots keep off the full and half hour, and so do we. */
const later = (minutes) => { do at(time + minutes * 60000); while ([0, 1, 29].includes(new Date(time).getUTCMinutes() % 30) && (minutes = 1)); };
async function until(what, truth) {
	for (let i = 0; i < 300; i++) {
		const got = await truth();
		if (got) return got;
		await new Promise((next) => setTimeout(next, 100));
	}
	check(false, `${what}: it never came`);
	return null;
}

// ---- a platform that keeps what it is told, and answers as it is bid
const posts = [];
let answer = { errcode: 0, errmsg: "ok", code: 0, msg: "success" }, status = 200, hold = false;
const held = [];
const platform = createServer((request, response) => {
	let body = "";
	request.on("data", (part) => { body += part; });
	request.on("end", () => {
		posts.push({ at: time, url: new URL(request.url, "http://x"), type: request.headers["content-type"], body: JSON.parse(body), bytes: Buffer.byteLength(body) });
		if (hold === "drop") return request.socket.destroy();
		if (hold) return held.push(response);
		response.writeHead(status, { "Content-Type": "application/json" });
		response.end(JSON.stringify(answer));
	});
});
await new Promise((done) => platform.listen(0, "127.0.0.1", done));
const origin = `http://127.0.0.1:${platform.address().port}`;

// ---- a mail server: greets, wants a log-in, takes letters
const letters = [];
let rcpt = "250 ok";
const post_office = net.createServer((socket) => {
	let left = "", in_data = false, letter = "", to = "", login = "";
	const say = (line) => socket.write(line + "\r\n");
	say("220 mail.example ESMTP");
	socket.on("error", () => {});
	socket.on("data", (bytes) => {
		left += bytes.toString("latin1");
		for (let end; (end = left.indexOf("\r\n")) >= 0;) {
			const line = left.slice(0, end);
			left = left.slice(end + 2);
			if (in_data) {
				if (line !== ".") { letter += line + "\r\n"; continue; }
				in_data = false;
				letters.push({ to, login, letter });
				say("250 queued");
			} else if (/^EHLO/.test(line)) say("250-mail.example\r\n250 AUTH PLAIN");
			else if (/^AUTH PLAIN (.+)/.test(line)) { login = Buffer.from(line.slice(11), "base64").toString(); say("235 in"); }
			else if (/^AUTH PLAIN/.test(line)) say("334 ");
			else if (/^MAIL FROM/.test(line)) say("250 ok");
			else if (/^RCPT TO:<(.+)>/.test(line)) { to = line.match(/<(.+)>/)[1]; say(rcpt); }
			else if (line === "DATA") { in_data = true; letter = ""; say("354 go on"); }
			else if (line === "QUIT") { say("221 bye"); socket.end(); }
			else if (!login) { login = Buffer.from(line, "base64").toString(); say("235 in"); }
			else say("502 what?");
		}
	});
});
await new Promise((done) => post_office.listen(0, "127.0.0.1", done));
const body_of = (letter) => Buffer.from(letter.slice(letter.indexOf("\r\n\r\n")), "base64").toString();
const subject_of = (letter) => [...letter.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/g)].map((m) => Buffer.from(m[1], "base64").toString()).join("");

// ---- the district, on a Monday at 9:05
at("2026-11-23T01:05:00Z");
equal(guatu(["demo", "--projects", "30", ...base], { env: { ...process.env, GUATU_CLOCK: clock } }).code, 0, "demo");
let server, office, department, company, admin, security;
async function start() {
	server = await serve(base, clock);
	await enter();
}
async function enter() {
	[office, department, company, admin, security] = await Promise.all(["office", "department", "company", "admin", "security"].map((login) => new Session(server.url).enter(login)));
}
const api = async (who, path) => JSON.parse((await who.ask("GET", "/api/v1" + path)).text);
const inbox = async (who, more = "") => (await api(who, `/inbox?limit=500${more}`)).items;
const unit = async (login) => (await api(office, "/people?limit=500")).items.find((p) => p.name === login)?.unit;
async function raise(title, more = {}) {
	const made = await office.ask("POST", "/api/v1/items", { json: { project: 1, kind: "problem", source: "office", title, ...more } });
	equal(made.status, 201, `raise ${title} ${made.text.slice(0, 200)}`);
	return JSON.parse(made.text).id;
}
const step = async (who, item, kind, more = {}) => (await who.ask("POST", `/items/${item}/item-steps`, { form: { kind, words: "x", ...more } })).status;
let quiet_item;
const poke = async () => equal(await step(office, quiet_item, "note"), 303, "a note wakes the jobs");
const robot_posts = (kind) => posts.filter((p) => p.url.pathname === `/${kind}`);
await start();
quiet_item = await raise("没有交给任何人");
const unit_of_department = (await api(department, "/items?limit=1&state=assigned")).items[0]?.unit ?? 4;

// ---- inbox: the unit's people hear of it at once, once, and nobody else does
const streamed = [];
const stream = async (who) => {
	const got = await fetch(server.url + "/events", { headers: { Cookie: who.cookie } });
	const seen = { text: "" };
	streamed.push(seen);
	(async () => { try { for await (const part of got.body) seen.text += Buffer.from(part); } catch { /* closed */ } })();
	return seen;
};
const hears = await stream(department), other = await stream(company);
const first = await raise("征地批文未下", { unit: 4, due: "2026-12-10" });
const told = await until("the assigned item in the inbox", async () => (await inbox(department)).find((n) => n.item === first));
check(told?.kind === "assigned" && told.unit === 4, `told as assigned: ${JSON.stringify(told)}`);
await until("the stream tells the person", () => hears.text.includes("event: notice"));
check(!other.text.includes("event: notice"), "the stream of another person does not");
check((await department.ask("GET", "/inbox")).text.includes("新交办：征地批文未下，时限 2026-12-10"), "the sentence says what and by when");
check(/id="inbox".*class="count">\d/.test((await department.ask("GET", "/items")).text.replace(/\n/g, "")), "the bar counts");
check(!(await inbox(company)).some((n) => n.item === first), "another unit is not told");
equal((await company.ask("POST", `/inbox/${told.id}`, { form: { read: "1" } })).status, 404, "nobody marks another's notice");
const before = (await api(department, "/inbox/count")).unread;
equal((await department.ask("POST", `/inbox/${told.id}`, { form: { read: "1" } })).status, 303, "marked as read");
equal((await api(department, "/inbox/count")).unread, before - 1, "one less unread");

// the whole way of an item; each step told once to whom it concerns
equal(await step(department, first, "sign"), 303, "signed");
equal(await step(department, first, "ask_extension", { due: "2026-12-20", words: "等省厅" }), 303, "extension asked");
await until("the office hears of the wish", async () => (await inbox(office)).find((n) => n.item === first && n.kind === "extension_asked"));
equal(await step(office, first, "extend", { due: "2026-12-20" }), 303, "extended");
equal(await step(department, first, "finish"), 303, "done");
equal(await step(office, first, "send_back", { words: "缺扫描件" }), 303, "sent back");
equal(await step(department, first, "finish"), 303, "done again");
equal(await step(office, first, "close"), 303, "struck off");
await until("struck off is told", async () => (await inbox(department)).find((n) => n.item === first && n.kind === "struck_off"));
equal((await inbox(department)).filter((n) => n.item === first).map((n) => n.kind).sort(), ["assigned", "extension_answered", "sent_back", "struck_off"], "each step once, and not one's own");

// ---- addresses: only the platforms' own, or what the security administrator has listed
const robot = (kind, more = {}) => office.ask("POST", "/api/v1/robots", { json: { unit: 4, kind, name: kind, address: `${origin}/${kind}?key=k-${kind}-0123456789abcdef`, secret: `SEC-${kind}`, quiet_from: "22:00", quiet_to: "07:00", ...more } });
const barred = await robot("wecom");
check(barred.status === 422 && barred.text.includes("https://qyapi.weixin.qq.com"), `an inner address is refused: ${barred.status} ${barred.text.slice(0, 200)}`);
equal((await admin.ask("POST", "/settings/origins", { form: { origins: origin } })).status, 403, "the system administrator cannot list it");
equal((await security.ask("POST", "/settings/origins", { form: { origins: "nonsense" } })).status, 422, "what is no address is refused");
equal((await security.ask("POST", "/settings/origins", { form: { origins: origin } })).status, 303, "the security administrator can");
const robots = {};
for (const kind of ["wecom", "dingtalk", "feishu"]) {
	const made = await robot(kind);
	equal(made.status, 201, `${kind} ${made.text.slice(0, 200)}`);
	robots[kind] = JSON.parse(made.text);
	check(!made.text.includes("0123456789abcdef") && !made.text.includes(`SEC-${kind}`), `${kind}: the secret is not given back`);
}
check(!(await office.ask("GET", `/robots/${robots.wecom.id}`)).text.includes("k-wecom-0123456789abcdef"), "nor shown");

// ---- robots: what falls in one minute is one post, in the platform's format, signed
const group = [await raise("电力迁改", { unit: 4, due: "2026-12-11" }), await raise("管线\"迁改\"\\", { unit: 4, due: "2026-12-11" })];
await until("both in the inbox", async () => (await inbox(department)).filter((n) => group.includes(n.item)).length === 2);
equal(posts.length, 0, "nothing leaves within the minute");
later(2);
await poke();
await until("three posts", () => posts.length >= 3);
const [w] = robot_posts("wecom"), [d] = robot_posts("dingtalk"), [f] = robot_posts("feishu");
equal([w?.body.msgtype, typeof w?.body.text?.content], ["text", "string"], "WeCom's form");
check(w?.body.text.content.includes("电力迁改") && w.body.text.content.includes("管线\"迁改\"\\"), "both in one post");
equal(w?.url.search, "?key=k-wecom-0123456789abcdef", "WeCom's key stays as it is");
const hmac = (key, message) => createHmac("sha256", key).update(message).digest("base64");
const ts = d?.url.searchParams.get("timestamp");
equal(ts, String(time), "DingTalk's milliseconds");
equal(d?.url.searchParams.get("sign"), hmac("SEC-dingtalk", `${ts}\nSEC-dingtalk`), "DingTalk's signature");
equal(d?.body, { msgtype: "text", text: { content: w?.body.text.content } }, "DingTalk's form");
equal([f?.body.timestamp, f?.body.sign], [String(Math.floor(time / 1000)), hmac(`${Math.floor(time / 1000)}\nSEC-feishu`, "")], "Feishu's signature");
equal([f?.body.msg_type, f?.body.content?.text], ["text", w?.body.text.content], "Feishu's form");
check(w?.type.startsWith("application/json"), "as JSON");

// ---- limits: texts by bytes, twenty posts a minute, the rest in the next
posts.length = 0;
const long = "征".repeat(190);
for (let n = 0; n < 72; n++) await raise(`${n} ${long}`, { unit: 4, due: "2026-12-12" });
await until("all in the inbox", async () => (await inbox(department, "&q=征征征")).length === 72);
later(2);
await poke();
await until("twenty posts", () => robot_posts("wecom").length >= 20);
await until("the rest waits", async () => (await api(office, "/outgoing?limit=500&state=sending")).items.length === 0);
equal(robot_posts("wecom").length, 20, "twenty a minute to WeCom");
check(posts.every((p) => Buffer.byteLength(p.body.text?.content ?? p.body.content.text) <= (p.url.pathname === "/wecom" ? 2048 : 4000) && p.bytes <= 20000), "texts within the platforms' bytes");
const gone = async () => (await api(office, "/outgoing?limit=500&state=waiting,sending")).items.length === 0;
for (let more = 0; more < 6 && !(await gone()); more++) {
	later(2);
	const n = posts.length;
	await poke();
	await until("posts go on", async () => posts.length > n || await gone());
}
await until("all are out", gone);
for (const kind of ["wecom", "dingtalk", "feishu"]) {
	const all = robot_posts(kind).map((p) => p.body.text?.content ?? p.body.content.text).join("\n");
	const seen = Array.from({ length: 72 }, (_, n) => all.split(`：${n} 征`).length - 1);
	equal(seen.filter((n) => n !== 1), [], `${kind}: every line once`);
}
for (const kind of ["dingtalk", "feishu"])
	equal((await office.ask("POST", `/robots/${robots[kind].id}`, { form: { closed: "1", closed_: "1" } })).status, 303, `${kind} is closed`);

// ---- faults: patience is tried again, a refusal is dead and can be sent again by hand
const state = async () => (await api(office, "/outgoing?limit=1&sort=-id")).items[0];
async function fault(title, iso) {
	at(iso);
	posts.length = 0;
	const item = await raise(title, { unit: 4, due: "2026-12-13" });
	await until(`${title} is told`, async () => (await inbox(department)).some((n) => n.item === item));
	later(2);
	await poke();
	await until(`${title} is tried`, () => posts.length > 0);
}
answer = { errcode: 45009, errmsg: "api freq out of limit" };
await fault("太快了", "2026-11-23T02:05:00Z");
let o = await until("it waits", async () => { const s = await state(); return s.state === "waiting" && s; });
check(o?.error.includes("45009"), `the reason is kept: ${o?.error}`);
answer = { errcode: 0, errmsg: "ok" };
later(2);
await poke();
await until("it goes the second time", async () => (await state()).state === "sent");
equal(posts.length, 2, "two tries");
status = 503;
await fault("坏了", "2026-11-23T02:35:00Z");
for (const [tries, minutes] of [[2, 3], [3, 7], [4, 33], [5, 125]]) { /* each pause is longer */
	await until(`failure ${tries - 1} is noted`, async () => (await state()).state === "waiting");
	later(minutes);
	await poke();
	await until(`try ${tries}`, () => posts.length === tries);
}
await until("five tries are enough", async () => (await state()).state === "dead");
equal(posts.length, 5, "five tries in all");
status = 200;
answer = { errcode: 93000, errmsg: "invalid webhook url" };
await fault("地址作废", "2026-11-23T06:05:00Z");
o = await until("it is dead at once", async () => { const s = await state(); return s.state === "dead" && s; });
check(o?.error.includes("invalid webhook url"), `why is said: ${o?.error}`);
check((await office.ask("GET", "/outgoing")).text.includes("invalid webhook url"), "and seen on the page");
answer = { errcode: 0, errmsg: "ok" };
equal((await office.ask("POST", `/outgoing/${o.id}/again`, { form: {} })).status, 303, "sent again by hand");
await until("and arrives", async () => (await state()).state === "sent");
equal((await office.ask("POST", `/outgoing/${o.id}/again`, { form: {} })).status, 422, "what was sent is not sent again");
hold = "drop";
await fault("断线", "2026-11-23T06:35:00Z");
await until("no answer is not sure", async () => (await state()).state === "unsure");
hold = false;
later(40);
await poke();
equal(posts.length, 1, "and never sent again by itself");

// ---- killed with a post on its way, and with events not yet told
hold = true;
await fault("半路", "2026-11-23T07:35:00Z");
const burst = await Promise.all(Array.from({ length: 30 }, (_, n) => raise(`突发 ${n}`, { unit: 4, due: "2026-12-14" })));
server.child.kill("SIGKILL");
await new Promise((done) => server.child.on("exit", done));
for (const response of held.splice(0)) response.destroy();
hold = false;
posts.length = 0;
await start();
await until("after the kill the post is not sure", async () => (await api(office, "/outgoing?limit=5&sort=-id&state=unsure")).items.length === 2);
const after = await until("every event is told", async () => { const n = (await inbox(department, "&q=突发")).filter((x) => burst.includes(x.item)); return n.length >= 30 && n; });
equal([after?.length, new Set(after?.map((n) => n.item)).size], [30, 30], "each once after a kill");
later(2);
await poke();
await until("the burst is one talk", () => robot_posts("wecom").length >= 2);
check(!posts.some((p) => p.body.text.content.includes("半路")), "what may have arrived is not said again");

// ---- quiet hours: what comes at night is said in the morning
at("2026-11-23T14:10:00Z");
posts.length = 0;
const night = await raise("夜里的事", { unit: 4, due: "2026-12-15" });
await until("in the inbox even at night", async () => (await inbox(department)).some((n) => n.item === night));
later(5);
await poke();
at("2026-11-23T23:05:00Z");
await enter();
await poke();
const said = await until("said at seven", () => posts.find((p) => p.body.text.content.includes("夜里的事")));
equal(new Date(said?.at ?? 0).toISOString(), "2026-11-23T23:05:00.000Z", "and not before");

// ---- the daily letter
const mail = { host: "127.0.0.1", port: String(post_office.address().port), safety: "plain", login: "guatu", password: "p-456", sender: "guatu@example.gov.cn", site: "https://guatu.example.gov.cn", sends_at: "08:10" };
equal((await office.ask("POST", "/settings/mail", { form: mail })).status, 403, "the office cannot set the mail server");
equal((await admin.ask("POST", "/settings/mail", { form: { ...mail, host: "a b" } })).status, 422, "a host that is none");
equal((await admin.ask("POST", "/settings/mail", { form: mail })).status, 303, "the administrator can");
check(!(await admin.ask("GET", "/settings/mail")).text.includes("p-456"), "the password is not shown");
equal((await department.ask("POST", "/me/notices", { form: { mail: "a@b\r\nBcc: x@y" } })).status, 422, "an address with a line in it");
equal((await department.ask("POST", "/me/notices", { form: { mail: "dept@example.gov.cn", quiet_from: "25:00" } })).status, 422, "a time that is none");
equal((await department.ask("POST", "/me/notices", { form: { mail: "dept@example.gov.cn", chased: "page", sent_back: "never", quiet_from: "21:00", quiet_to: "08:00" } })).status, 303, "wishes are kept");
equal((await department.ask("POST", "/inbox/read", { form: {} })).status, 303, "all read");
const morning = [await raise("晨会材料", { unit: 4, due: "2026-12-16" }), await raise("退回不提醒", { unit: 4, due: "2026-12-16" })];
equal(await step(office, morning[0], "chase", { words: "请抓紧" }), 303, "chased");
for (const kind of ["sign", "finish"]) equal(await step(department, morning[1], kind), 303, kind);
equal(await step(office, morning[1], "send_back"), 303, "sent back");
await until("told", async () => (await inbox(department)).some((n) => n.item === morning[0] && n.kind === "chased"));
check(!(await inbox(department)).some((n) => n.item === morning[1] && n.kind === "sent_back"), "what is not wanted is not told");
equal(letters.length, 0, "no letter before its time");
async function restart() { await server.stop(); await start(); }
rcpt = "451 later";
at("2026-11-24T00:15:00Z");
await restart();
await until("the letter is tried and waits", async () => (await api(office, "/outgoing?limit=5&sort=-id")).items.some((x) => x.person && x.state === "waiting" && x.tries === 1));
rcpt = "250 ok";
later(2);
await poke();
await until("the letter", () => letters.length > 0);
const [letter] = letters;
equal([letter?.to, letter?.login], ["dept@example.gov.cn", "\0guatu\0p-456"], "to whom, logged in");
check(subject_of(letter.letter).includes("2 条待办提醒"), `subject: ${subject_of(letter.letter)}`);
check(body_of(letter.letter).includes("新交办：晨会材料") && body_of(letter.letter).includes(`https://guatu.example.gov.cn/items/${morning[0]}`), "the letter tells and leads there");
check(!body_of(letter.letter).includes("请抓紧"), "what is wanted in the inbox only is not in it");
check(/^Message-ID: <guatu-\d+-\d+@127.0.0.1>\r$/m.test(letter.letter) && /^From: <guatu@example.gov.cn>\r$/m.test(letter.letter), "its head");
await restart();
await poke();
later(2);
await poke();
equal(letters.length, 1, "one a day");

// ---- the day brings: limits, a meeting tomorrow, a report missing on Thursday
at("2026-11-26T00:30:00Z");
await enter();
const soon = await raise("后天到期", { unit: 4, due: "2026-11-27" }), over = await raise("就要逾期", { unit: 4, due: "2026-11-26" });
await restart();
await until("due soon", async () => (await inbox(department)).some((n) => n.item === soon && n.kind === "due_soon"));
const missing = await until("a report is missing", async () => (await inbox(company)).find((n) => n.kind === "report"));
check(missing?.project > 0, `on Thursday the owner hears of it: ${JSON.stringify(missing)}`);
at("2026-11-27T00:30:00Z");
await restart();
await until("overdue", async () => (await inbox(department)).some((n) => n.item === over && n.kind === "overdue"));
for (let i = 0; i < 2; i++) await restart();
const of_day = (await inbox(department)).filter((n) => [soon, over].includes(n.item)).map((n) => `${n.item} ${n.kind}`);
equal(of_day.length, new Set(of_day).size, "the day's rounds tell once, however often they run");
check((await inbox(company)).filter((n) => n.kind === "report" && n.project === missing?.project).length === 1, "the missing report once");
const meeting = (await api(office, "/meetings?limit=20&sort=-id")).items.find((m) => m.series === 1);
if (meeting.state !== "closed") equal((await office.ask("POST", `/meetings/${meeting.id}/close`, { form: {} })).status, 303, "the last meeting is closed");
const planned = await office.ask("POST", "/meetings", { form: { held_on: "2026-11-30" } });
equal(planned.status, 303, "a meeting on Monday");
await restart();
await until("told on Friday", async () => (await inbox(office)).some((n) => n.kind === "meeting" && n.due === "2026-11-30"));

// ---- a light turns red: whoever leads the project hears of it
const pale = (await api(office, "/projects?limit=500&stage=idea")).items.find((p) => p.light !== "red" && p.lead && !p.actual_start);
const patch = async (json, version) => (await office.ask("PATCH", `/api/v1/projects/${pale.id}`, { json, headers: { "If-Match": `"${version}"` } })).status;
equal(await patch({ stage: "prepare", lead: 4, planned_start: "2026-01-05" }, pale.version), 200, "long past its start");
await restart();
const red = await until("the red light is told", async () => (await inbox(department)).find((n) => n.kind === "red" && n.project === pale.id));
check(red?.words.includes("2026-01-05"), `with its reason: ${red?.words}`);

equal(await server.stop(), 0, "a clean end");
equal(guatu(["verify", ...base], { env: { ...process.env, GUATU_CLOCK: clock } }).code, 0, "everything holds");
platform.close();
post_office.close();
finish();
