// node web/look_test.mjs [CHROMIUM]: assembles the parts in the frame, opens them in a browser
// at a phone's and a desk's width, asks axe, and tries each behaviour by hand.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const program = process.argv[2] || "/usr/bin/chromium";
if (!existsSync(program)) {
	console.log("0 passed, 0 failed, 1 skipped (no Chromium)");
	process.exit(0);
}
const built = mkdtempSync(join(tmpdir(), "guatu-look-"));
execFileSync(process.execPath, [join(here, "build.mjs"), built], { stdio: "ignore" });
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// ---- a small server: the parts, and a table that accepts or refuses ----
const parts = readdirSync(join(here, "style")).filter((name) => name.endsWith(".html")).sort()
	.map((name) => readFileSync(join(here, "style", name), "utf8")).join("\n")
	.replace('<div class="table" tabindex="0" role="region" aria-label="项目台账">', '<div class="table" tabindex="0" role="region" aria-label="项目台账" data-do="edit">');
const entries = ["今日", "指挥台", "项目", "待办", "例会", "填报", "走访", "履约", "设置"];
const page = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>部件</title>
<meta name="csrf" content="token"><link rel="stylesheet" href="/static/guatu.css">
<link rel="icon" href="/static/icon.svg"><script type="module" src="/static/guatu.js"></script></head>
<body class="page" data-do="keys"><a class="skip" href="#main">跳到正文</a>
<header class="bar"><a class="brand" href="/">临江区</a><span class="week">第48周</span>
<form class="find" role="search" aria-label="全站搜索"><label class="hide" for="find">搜索</label><input id="find" type="search" name="q"></form>
<div class="who"><a class="me" href="/me">王建国</a></div></header>
<nav class="menu" id="menu" aria-label="菜单" data-do="menu"><ul>${entries.map((word) => `<li><a href="#"><svg class="icon" aria-hidden="true"><use href="/static/sprite.svg#list"/></svg><span>${word}</span></a></li>`).join("")}</ul></nav>
<main id="main"><div class="title"><h1>部件</h1><p class="sentence">每个部件只有一种写法。</p></div>
${parts}<p id="fresh" data-do="live" data-topic="items">COUNT</p></main><footer class="foot">截至 2026-11-23 10:05</footer></body></html>`;
const types = { ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
const asked = [];
let visits = 0;

const server = createServer((request, reply) => {
	const path = new URL(request.url, "http://localhost").pathname;
	const answer = (status, type, body, more = {}) => (reply.writeHead(status, { "Content-Type": type, ...more }), reply.end(body));
	if (path.startsWith("/static/"))
		return answer(200, types[extname(path)], readFileSync(join(built, path.slice(8))));
	if (path === "/events") {
		reply.writeHead(200, { "Content-Type": "text/event-stream" });
		return setTimeout(() => reply.write("event: items\ndata: 1\n\n"), 300);
	}
	if (request.method === "GET")
		return answer(200, "text/html; charset=utf-8", page.replace("COUNT", `visit ${++visits}`),
			{ "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'" });
	let body = "";
	request.on("data", (bytes) => (body += bytes));
	request.on("end", () => {
		asked.push({ method: request.method, path, body, headers: request.headers });
		if (body.includes("refuse")) answer(422, "application/problem+json", '{"errors":[{"field":"problem","message":"请说明原因"}]}');
		else answer(200, "application/json", "{}", { ETag: '"8"' });
	});
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const address = `http://127.0.0.1:${server.address().port}/`;

// ---- the tests ----
let passed = 0, failed = 0;
const check = (words, good, more = "") => {
	good ? passed++ : failed++;
	if (!good) console.log(`failed: ${words} ${more}`);
};

const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu"] });
async function open(width, options = {}) {
	const context = await browser.newContext({ viewport: { width, height: 800 }, ...options });
	const tab = await context.newPage();
	tab.faults = [];
	tab.on("pageerror", (fault) => tab.faults.push(fault.message));
	tab.on("console", (line) => line.type() === "error" && !/422/.test(line.text()) && tab.faults.push(line.text()));
	await tab.goto(address);
	return tab;
}

for (const [width, colorScheme] of [[390, "light"], [1366, "light"], [1366, "dark"], [1920, "light"]]) {
	const tab = await open(width, { colorScheme, bypassCSP: true, isMobile: width < 500, hasTouch: width < 500 });
	const name = `${width} ${colorScheme}`;
	check(`${name}: nothing wider than the page`, await tab.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
	await tab.evaluate(axe);
	const { violations } = await tab.evaluate(() => globalThis.axe.run());
	const grave = violations.filter((v) => ["serious", "critical"].includes(v.impact));
	check(`${name}: axe`, !grave.length, grave.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`).join("; "));
	const small = width >= 500 ? 24 : 44;
	const missed = await tab.evaluate((least) => [...document.querySelectorAll("button, .button, .menu a, .chip > a, select")]
		.filter((e) => e.offsetParent && (e.offsetHeight < least)).map((e) => e.outerHTML.slice(0, 80)), small);
	check(`${name}: targets of ${small} px`, !missed.length, missed.join(" | "));
	check(`${name}: no script faults`, !tab.faults.length, tab.faults.join("; "));
	await tab.context().close();
}

const desk = await open(1366);
const cell = desk.locator("td[data-field=problem]").first();
await cell.dblclick();
await desk.keyboard.type("refuse");
await desk.keyboard.press("Enter");
check("a refused cell stays open with the reason", (await desk.locator(".editing .error").textContent()) === "请说明原因");
await desk.keyboard.press("Escape");
check("Esc brings the old words back", (await cell.textContent()).startsWith("3号地块"));
await cell.dblclick();
await desk.keyboard.type("已签约");
await desk.keyboard.press("Enter");
await desk.waitForSelector("td.saved");
const patch = asked.at(-1);
check("a saved cell carries version and token", patch.method === "PATCH" && patch.headers["if-match"] === '"7"' && patch.headers["x-csrf-token"] === "token");
check("Enter opens the cell below", await desk.evaluate(() => document.querySelectorAll("td[data-field=problem]")[1].classList.contains("editing")));
await desk.keyboard.press("Escape");

await desk.locator("tbody .pick input").nth(1).click();
await desk.locator("tbody .pick input").nth(3).click({ modifiers: ["Shift"] });
check("Shift picks a range", (await desk.locator(".bulk output").textContent()) === "已选 4 条");

await desk.evaluate(() => document.activeElement.blur());
await desk.keyboard.press("?");
check("? lists the keys", await desk.locator("dialog .keys").isVisible());
await desk.keyboard.press("Escape");
await desk.keyboard.press("/");
check("/ goes to the search", await desk.evaluate(() => document.activeElement.id === "find"));
await desk.keyboard.type("jx?");
check("no key acts while typing", !(await desk.locator("dialog").count()));
await desk.evaluate(() => document.activeElement.blur());
await desk.keyboard.press("j");
check("j lights a row", (await desk.locator("tr.here").count()) === 1);
await desk.evaluate(() => document.dispatchEvent(new KeyboardEvent("keydown", { key: "?", isComposing: true })));
check("no key acts while composing", !(await desk.locator("dialog").count()));

const date = desk.locator("#f-planned_start");
await date.fill("2026.11.5");
check("a date is read back", (await desk.locator("#f-planned_start + output").textContent()) === "2026-11-05 周四");
await desk.locator("#f-total").fill("35000");
check("an amount is read back", (await desk.locator("#f-total + output").textContent()) === "3.50 亿元");
await desk.locator("#f-problem").fill("");
await desk.locator("#f-problem").type("没写完");
await desk.waitForTimeout(500);
await desk.reload();
check("typing outlives the page", (await desk.locator("#f-problem").inputValue()) === "没写完");
await desk.getByText("不要草稿").click();
check("a draft can be dropped", (await desk.locator("#f-problem").inputValue()) !== "没写完");

const bar = desk.locator(".chart .bar[data-url]").first();
await bar.focus();
await desk.keyboard.press("ArrowRight");
await desk.keyboard.press("ArrowRight");
check("arrows move a bar", (await bar.getAttribute("aria-valuetext")) === "推后 2 天");
const turned = desk.waitForEvent("load");
await desk.keyboard.press("Enter");
await turned;
check("Enter posts the days", asked.at(-1).body === '{"days":2}');
await desk.waitForFunction((before) => document.getElementById("fresh").textContent !== before, await desk.locator("#fresh").textContent());
check("an event fetches the part again", true);
check("no script faults on the desk", !desk.faults.length, desk.faults.join("; "));

const phone = await open(390, { isMobile: true, hasTouch: true });
check("the phone's menu is short", (await phone.locator(".menu li:visible").count()) === 5);
await phone.locator(".menu button").tap();
check("«more» opens the rest", (await phone.locator(".menu li:visible").count()) === 10);

const bare = await open(390, { javaScriptEnabled: false });
check("without script every menu entry is there", (await bare.locator(".menu a:visible").count()) === entries.length);

await browser.close();
server.closeAllConnections();
server.close();
rmSync(built, { recursive: true });
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed ? 1 : 0);
