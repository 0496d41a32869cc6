// At the site without a signal, on a phone: forms open, what is written waits on the device with its
// photos, goes out once, and what the server refuses comes back to be mended. The network is
// cut, and an answer is lost on its way.
import http from "node:http";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { check, equal, finish, folder, guatu, serve, skip } from "../lib.mjs";

if (!existsSync("/usr/bin/chromium")) { skip("Chromium is not here"); finish(); }
const { chromium } = await import("playwright-core");
const data = folder(), out = process.env.PICTURES;
if (out) mkdirSync(out, { recursive: true });
equal(guatu(["demo", "--projects", "20", "--data", data]).code, 0, "demo");
const server = await serve(["--data", data]);
// The signal: what stands between the phone and the server.
let signal = "good"; // none: nobody answers; lost: the server has done it, the answer does not arrive
const between = http.createServer((request, response) => {
	if (signal === "none") return request.socket.destroy();
	const on = http.request(server.url + request.url, { method: request.method, headers: request.headers }, (answer) => {
		if (signal === "lost" && request.method === "POST") { answer.resume(); return answer.on("end", () => request.socket.destroy()); }
		response.writeHead(answer.statusCode, answer.headers);
		answer.pipe(response);
	});
	on.on("error", () => request.socket.destroy());
	response.on("close", () => on.destroy());
	request.pipe(on);
});
await new Promise((ready) => between.listen(0, "127.0.0.1", ready));
const site = `http://127.0.0.1:${between.address().port}`;
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox",
	"--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
	"--disable-component-update", "--disable-sync"] });
const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true });
const page = await context.newPage();
page.on("pageerror", (e) => check(false, `script error: ${e.message}`));
const go = (path) => page.goto(site + path);
const shot = async (name) => { if (out) await page.screenshot({ path: join(out, `offline-${name}.png`), fullPage: true }); };
const api = async (path) => (await context.request.get(site + "/api/v1" + path)).json();
const away = async () => { signal = "none"; between.closeAllConnections(); await context.setOffline(true); };
const back = async () => { signal = "good"; await context.setOffline(false); await page.evaluate(() => dispatchEvent(new Event("online"))); };
const strip = () => page.locator("details.outbox");
const photo = { name: "现场.png", mimeType: "image/png", buffer: Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64") };
const visits = async () => (await api("/visits?project=7")).total;
const says = (words) => page.waitForFunction((w) => document.querySelector("details.outbox")?.textContent.includes(w), words);
async function fill(words, on) {
	await page.fill("#f-progress", words);
	if (on) await page.fill("#f-visited_on", on);
	await page.setInputFiles("#f-photos", photo);
	await page.waitForFunction(() => document.querySelector(".photos canvas"));
}

await go("/login");
await Promise.all([page.waitForURL((url) => url.pathname !== "/login"), page.tap("button[value=office]")]);
await go("/projects/7/visits/new");
await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
await go("/projects/7");
await page.waitForFunction(async () => {
	const pages = await caches.open("pages-1");
	return Boolean(await pages.match("/projects/7/reports/new", { ignoreVary: true }) && await pages.match("/visits/new", { ignoreVary: true }));
}, null, { timeout: 20000 });
await go("/projects/7/visits/new");
const before = await visits();

// ---- no signal: the form opens, keeps, and says so
await away();
await go("/projects/7/visits/new");
await fill("桩基完成九成，运土车辆不足");
await page.tap(".submit button");
await says("1 条待发送");
check((await page.textContent("main")).includes("已存在本机"), "it says that it is kept");
await shot("kept");
await go("/projects/7/reports/new");
check((await strip().textContent()).includes("1 条待发送"), "it waits on every page, after a reload too");
equal(await page.inputValue("#f-did"), "", "the report's form opens without a signal");
await go("/audit");
check((await page.textContent("body")).includes("没有信号"), "a page that is not kept says so");
await go("/projects/7/reports/new");
await shot("report");

// ---- the signal is back: sent once, with the photo
await back();
await strip().waitFor({ state: "detached" });
equal(await visits(), before + 1, "sent once");
const made = (await api("/visits?project=7&sort=-id&limit=1")).items[0];
equal(made.progress, "桩基完成九成，运土车辆不足", "as it was written");
await go(`/visits/${made.id}`);
equal(await page.locator("ul.photos img").count(), 1, "with its photo");

// ---- an answer lost on the way: the same again is the same one
await go("/projects/7/visits/new");
await fill("答复在路上丢了");
signal = "lost";
await page.tap(".submit button");
await says("1 条待发送");
equal(await visits(), before + 2, "the server has it");
await back();
await strip().waitFor({ state: "detached" });
equal(await visits(), before + 2, "and has it once");

// ---- refused when it arrives: it comes back with all that was written, and the photo
await away();
await go("/projects/7/visits/new");
await fill("日期写错了", "2020-01-01");
await page.tap(".submit button");
await says("1 条待发送");
await back();
await says("1 条要修改");
check((await strip().textContent()).includes("走访日期"), "the server's words");
await shot("refused");
await page.tap("details.outbox a.button");
await page.waitForURL("**/projects/7/visits/new");
await page.waitForFunction(() => document.querySelector("#f-photos").files.length === 1);
equal(await page.inputValue("#f-progress"), "日期写错了", "what was typed is back");
await page.fill("#f-visited_on", made.visited_on);
await page.tap(".submit button");
await page.waitForURL(/\/visits\/\d+$/);
equal([await visits(), await page.locator("ul.photos img").count(), await strip().count()], [before + 3, 1, 0], "mended, sent, gone");

// ---- with a signal a fault stands beside its field, as ever
await go("/projects/7/visits/new");
await page.fill("#f-visited_on", "2020-01-01");
await page.fill("#f-progress", "x");
await page.tap(".submit button");
await page.waitForSelector(".faults");
equal(await strip().count(), 0, "nothing waits");

// ---- another role sees neither the pages nor what waits
await page.evaluate(async () => { const form = document.querySelector('form[action="/session/as"]'); form.querySelector("button[value=observer]").click(); });
await page.waitForEvent("load");
equal(await page.evaluate(async () => (await (await caches.open("pages-1")).keys()).filter((k) => k.url.endsWith("/projects/7/reports/new")).length), 0, "pages are gone with the role");
await browser.close();
between.close();
await server.stop();
finish();
