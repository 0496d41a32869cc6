// The pages in a real Chromium: every main page at both widths (no axe finding, nothing
// wider than the screen, no script error), and a few hands-on paths. PICTURES=DIR keeps the
// pictures.
import { existsSync, readFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { check, equal, finish, folder, guatu, serve, skip, build } from "../lib.mjs";

if (!existsSync("/usr/bin/chromium")) { skip("Chromium is not here"); finish(); }
const { chromium } = await import("playwright-core");
const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const data = folder(), out = process.env.PICTURES;
if (out) mkdirSync(out, { recursive: true });
equal(guatu(["demo", "--data", data]).code, 0, "demo");
const server = await serve(["--data", data]);
const pages = { today: "/", cockpit: "/cockpit", cockpit_all: "/cockpit?of=all&all=1", promised: "/cockpit/promised", owed: "/cockpit/owed", need_rules: "/need-rules", need_rule: "/need-rules/1", projects: "/projects", project: "/projects/7",
	plan: "/projects/7/plan", lights: "/projects/7/lights", items: "/items", item: "/items/3",
	meetings: "/meetings", meeting: "/meetings/4", screen: "/meetings/5/screen?n=3", room: "/meetings/5/screen", remote: "/meetings/5/remote", own_meeting: "/meetings/6", series: "/meeting-series/1", reviews: "/reviews", new_review: "/projects/7/reviews/new", past_promises: "/promises?on=2026-11-10", new_meeting: "/meetings/new", decide: "/agenda-points/112/decisions/new", reports: "/reports",
	report: "/projects/7/reports/new", missing_reports: "/reports/missing", one_report: "/reports/1", report_rule: "/report-rule", ppc: "/ppc", week_tasks: "/week-tasks", week_task: "/week-tasks/1", review: "/reviews/1", visits: "/visits", visit: "/visits/1", promises: "/promises", promise: "/promises/one-one-one",
	form: "/projects/7/edit", stage: "/projects/7/stage", stage_missing: "/projects/6/stage", waiting: "/items/waiting", import: "/import", settings: "/settings",
	thresholds: "/settings/lights", views: "/views", bulk: "/projects/bulk-edit?id=1&id=2", units: "/units", calendars: "/calendars", calendar: "/calendars/1", people: "/people", person: "/people/16", person_load: "/people/load", hand_over: "/people/16/hand-over", style: "/style", new_item: "/items/new", history: "/history/item/3", inbox: "/inbox", told: "/me/notices", me: "/me", subscription: "/me/calendar", robots: "/robots", robot: "/robots/new", outgoing: "/outgoing", handling: "/handling", item_type: "/item-types/1", ladder: "/ladders/1", lessons: "/lessons", lesson: "/lessons/1", new_lesson: "/lessons/new", dates: "/dates", project_dates: "/projects/7/dates", date_change: "/date-changes/1", date_rule: "/date-rule", reasons: "/reasons", handling_clock: "/handling/clock" };
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox",
	"--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
	"--disable-component-update", "--disable-sync"] });

async function enter(context, login = "office") {
	const page = await context.newPage();
	page.on("pageerror", (e) => check(false, `script error: ${e.message}`));
	await page.goto(server.url + "/login");
	await page.click(`button[value=${login}]`);
	return page;
}

const context0 = await browser.newContext();
const first = await enter(context0);
const planned = (await (await first.request.get(server.url + "/api/v1/activities?limit=1&kind=milestone&sort=-early_finish")).json()).items[0].project;
for (const name of ["project", "plan", "lights", "report", "form"]) pages[name] = pages[name].replace("/7", `/${planned}`);
await context0.close();

for (const [lang, width, height] of [["zh", 390, 844], ["zh", 1440, 900], ["en", 390, 844], ["en", 1440, 900]]) {
	const context = await browser.newContext({ viewport: { width, height }, bypassCSP: true });
	await context.addCookies([{ name: "lang", value: lang, url: server.url }]);
	const page = await enter(context);
	for (const [name, path] of Object.entries(pages)) {
		const answer = await page.goto(server.url + path);
		if (!equal(answer.status(), 200, `${path}`)) continue;
		if (out && (lang === "zh" || width === 1440))
			await page.screenshot({ path: join(out, `${name}-${lang}-${width}.png`) });
		const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		check(wide <= 1, `${lang} ${width} ${path}: ${wide} px wider than the screen`);
		if (lang === "en") {
			const left = await page.evaluate(() =>
				[...document.querySelectorAll("nav.menu a, label:not([translate=no]), th[scope=col], .submit button, .tools a, section.card h2")]
				.map((e) => e.textContent.trim()).filter((t) => /[\u4e00-\u9fff]/.test(t)));
			if (name !== "style") equal([...new Set(left)], [], `${path} in English`);
			continue;
		}
		await page.evaluate(axe);
		const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
				equal(found.violations.map((v) => `${v.id} ${v.nodes[0].html.slice(0, 90)}`), [], `axe ${width} ${path}`);
	}
	await context.close();
}

// ---- by hand: a visit on a phone, with a photo; the item it becomes
const phone = await browser.newContext({ viewport: { width: 390, height: 844 } });
let page = await enter(phone);
await page.goto(server.url + `/projects/${planned}/visits/new`);
await page.fill("#f-progress", "二层梁板浇筑完成");
await page.fill("#f-difficulty", "塔吊司机不足");
await page.setInputFiles("#f-photos", { name: "site.png", mimeType: "image/png",
	buffer: Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64") });
await page.click("form.form button.primary");
await page.waitForURL(/\/visits\/\d+$/);
check((await page.textContent("main")).includes("塔吊司机不足"), "the visit is there");
check(await page.locator("ul.photos img").count() === 1, "with its photo");
await page.click("main form button.primary");
await page.waitForURL(/\/items\/\d+$/);
check((await page.textContent("h1")).includes("塔吊司机不足"), "the difficulty became an item");
await phone.close();

// ---- by hand: the week's report on a phone, in few taps; what does not fit is explained
const site = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true });
page = await enter(site);
let taps = 0;
const tap = async (selector) => { taps++; await page.locator(selector).first().tap(); };
const worked = (await (await page.request.get(server.url + "/api/v1/unit-works?limit=1")).json()).items[0];
await page.goto(server.url + `/projects/${worked.project}/reports/new`);
equal(await page.inputValue(`#f-work_${worked.id}`), String(worked.percent ?? ""), "last week's percent stands in its field");
await tap(`#f-work_${worked.id}`);
await page.fill(`#f-work_${worked.id}`, "100");
await tap("#f-did");
await page.fill("#f-did", "屋面防水完成一半");
await tap("#f-difficulty");
await page.fill("#f-difficulty", "防水材料晚到三天");
await tap("#f-raise");
await Promise.all([page.waitForEvent("load"), tap("form.form button.primary")]);
check(taps < 10, `${taps} taps`);
const sent = (await (await page.request.get(server.url + `/api/v1/reports?project=${worked.project}&sort=-week&limit=1`)).json()).items[0];
await page.goto(server.url + `/reports/${sent.id}`);
check(await page.locator('.tools a[href^="/items/"]').count() === 1, "the difficulty became an item");
await site.close();

// ---- by hand: a plan changed by typing and by dragging
const desk = await browser.newContext({ viewport: { width: 1440, height: 900 } });
page = await enter(desk);
await page.goto(server.url + `/projects/${planned}/plan`);
const before = await page.getAttribute(".chart .bar", "data-finish");
await page.goto(server.url + (await page.getAttribute(".gantt tbody tr th a", "href")));
await page.fill("#f-days", "45");
await page.click("form.form button.primary");
await page.waitForURL(/\/plan$/);
check(await page.getAttribute(".chart .bar", "data-finish") !== before, "a longer activity finishes later");
const bar = page.locator(".chart .bar[data-url]").last();
const start = await bar.getAttribute("data-start");
await bar.focus();
for (let n = 0; n < 5; n++) await page.keyboard.press("ArrowRight");
await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
check(await page.locator(".chart .bar[data-url]").last().getAttribute("data-start") > start, "a bar moved five days starts later");

// ---- by hand: wrong input keeps what was typed and says the mend
await page.goto(server.url + "/items/new");
await page.fill("#f-detail", "留着");
await page.click("form.form button.primary");
check((await page.textContent(".faults")).includes("请填写“事项”"), "the summary of faults");
equal(await page.inputValue("#f-detail"), "留着", "what was typed stays");

// ---- while an item's title is typed, what was learnt from the like is offered
await page.goto(server.url + "/items/new");
await page.fill("#f-title", "高压线迁改方案反复修改");
await page.waitForSelector("#like a", { timeout: 15000 });
check((await page.textContent("#like")).includes("管线迁改同场会审"), "the like is offered");

// ---- what one writes stands on another's open page; what that one has half typed stays
const reader = await enter(await browser.newContext({ viewport: { width: 1440, height: 900 } }), "leader");
await reader.goto(server.url + "/items/3");
await reader.fill("#f-words", "写到一半");
await page.goto(server.url + "/items/3");
await page.fill("#f-words", "刚写下的一步");
await page.click("#act button[value=note]");
await reader.waitForFunction(() => document.querySelector("#item-now").textContent.includes("刚写下的一步"), null, { timeout: 15000 });
equal(await reader.inputValue("#f-words"), "写到一半", "half-typed words stay");

// ---- the room's screen at 1920 is driven by its keys and by a phone; the page itself stays
const room = await enter(await browser.newContext({ viewport: { width: 1920, height: 1080 } }));
const points = (await (await room.request.get(server.url + "/api/v1/meetings/5/agenda-points")).json()).items;
const withProject = points.findIndex((p) => p.project) + 1;
await room.goto(server.url + `/projects/${points[withProject - 1].project}/visits/new`);
await room.fill("#f-progress", "主体封顶");
await room.setInputFiles("#f-photos", { name: "roof.png", mimeType: "image/png", buffer: await room.screenshot() });
await room.click("form.form button.primary");
await room.waitForURL(/\/visits\/\d+$/);
await room.goto(server.url + `/meetings/5/screen?n=${withProject}`);
check(await room.locator("#slide img").first().evaluate((i) => i.decode().then(() => i.naturalWidth > 0)), "a photo of the site is on the screen");
if (out) await room.screenshot({ path: join(out, "room-photo-1920.png") });
await room.goto(server.url + "/meetings/5/screen");
await room.evaluate(() => { window.stayed = true; });
const sees = (n, of = room) => of.waitForFunction((text) => document.querySelector("#slide, #now").textContent.match(text), n, { timeout: 15000 });
await room.keyboard.press("ArrowRight");
await sees("2 / ");
const hand = await enter(await browser.newContext({ viewport: { width: 390, height: 844 } }));
await hand.goto(server.url + "/meetings/5");
for (const nth of [2, 3]) {
	await hand.locator("#points .pop > summary").nth(nth).click();
	check(await hand.locator("#points .pop[open] > :not(summary)").evaluate((box) => { const at = box.getBoundingClientRect(); return at.left >= 0 && at.right <= innerWidth; }), "what opens on a point stands inside the phone");
}
await hand.goto(server.url + "/meetings/5/remote");
await sees("看第 2 项", hand);
await hand.click("[data-go=next]");
await sees("看第 3 项", hand);
await sees("3 / ");
await hand.locator("#points button").nth(5).click();
await sees("6 / ");
check(await hand.locator("[data-go=next]").evaluate((b) => { const at = b.getBoundingClientRect(); return at.top > 0 && at.bottom < innerHeight; }), "the way on stays under the thumb");
equal(await hand.locator("#points [aria-current]").textContent().then((t) => t.trim().split(".")[0]), "6", "the phone marks the point shown");
await room.keyboard.press("ArrowLeft");
await sees("5 / ");
await sees("看第 5 项", hand);
check(await room.evaluate(() => window.stayed), "the screen stepped without leaving its page");
const small = await room.evaluate(() => [...document.querySelectorAll("#slide *")].filter((e) => e.childNodes.length && [...e.childNodes].some((c) => c.nodeType === 3 && c.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 28).map((e) => e.outerHTML.slice(0, 60)));
equal(small, [], "nothing on the room's screen is smaller than 28 px");
check(await room.evaluate(() => document.documentElement.scrollHeight <= innerHeight), "a slide fits the screen");
await room.keyboard.press("a");
await room.keyboard.type("现场议定一句");
equal(await room.inputValue("#decide [name=title]"), "现场议定一句", "a decision is typed at once");
check(await room.locator("#decide button.primary").isVisible(), "its form is in sight");
if (out) {
	await room.screenshot({ path: join(out, "room-1920.png") });
	await hand.screenshot({ path: join(out, "remote-390.png") });
}
await room.context().close();
await hand.context().close();

// ---- the bar's count grows on an open page when something is told
const told = await enter(await browser.newContext({ viewport: { width: 390, height: 844 } }), "department");
const unread = async () => Number((await told.textContent("#inbox")).match(/\d+/)?.[0] ?? 0);
const had = await unread();
await page.goto(server.url + "/items/new");
await page.fill("#f-title", "请看消息");
await page.selectOption("#f-kind", "problem");
await page.selectOption("#f-source", "office");
await page.selectOption("#f-unit", "4");
await page.click("form.form button.primary");
await page.waitForURL(/\/items\/\d+$/);
await told.waitForFunction((n) => Number(document.querySelector("#inbox").textContent.match(/\d+/)?.[0] ?? 0) === n + 1, had, { timeout: 15000 });
await told.click("#inbox a");
await told.waitForURL(/\/inbox$/);
check((await told.textContent("#notices")).includes("新交办：请看消息"), "and the inbox says what");
if (out) await told.screenshot({ path: join(out, "inbox-told-390.png") });
await told.locator("#notices form button").first().click();
await told.waitForLoadState();
equal(await unread(), had, "read is counted off");

// ---- a stage refused on a phone: what is missing is filled in where it was refused, the plan from a file
const mend = await browser.newContext({ viewport: { width: 390, height: 844 } });
page = await enter(mend);
const code = (await (await page.request.get(server.url + `/api/v1/projects/${planned}`)).json()).code;
const planFile = join(data, "plan.xml");
equal(guatu(["export", "plan", "--project", code, "--data", data, "--out", planFile]).code, 0, "a plan as a file");
await page.goto(server.url + "/projects/new");
await page.fill("#f-name", "三个一要补齐的项目");
await page.selectOption("#f-stage", "prepare");
await page.click("form.form button.primary");
await page.waitForURL(/\/projects\/\d+$/);
const bare = page.url().match(/\d+$/)[0];
await page.click(`main a[href="/projects/${bare}/stage"]`);
await page.selectOption("#f-stage", "start");
await page.click("form.form button.primary");
await page.waitForSelector(".faults");
equal(await page.locator(".faults li").count(), 3, "leader, task force and plan are named");
for (const link of await page.locator(".faults a").all())
	equal(await page.locator(await link.getAttribute("href")).count(), 1, "and each stands on the form");
if (out) await page.screenshot({ path: join(out, "stage-refused-390.png"), fullPage: true });
equal(await page.inputValue("#f-stage"), "start", "what was chosen is kept");
await page.selectOption("#f-leader", "1");
await page.selectOption("#f-member_1", "12");
await page.setInputFiles("#f-plan_file", { name: "坏.xml", mimeType: "text/xml", buffer: Buffer.from("<nothing/>") });
await page.click("form.form button.primary");
await page.waitForSelector("#error-plan_file");
check((await page.textContent("#error-plan_file")).includes("读不了这个计划文件"), "a file that is none is refused with the mend");
await page.setInputFiles("#f-plan_file", planFile);
await page.click("form.form button.primary");
await page.waitForURL(new RegExp(`/projects/${bare}$`));
check((await page.textContent("[aria-current=step]")).includes("开工"), "the stage changed");
const taken = async (id) => (await (await page.request.get(server.url + `/api/v1/projects/${id}/plan`)).json()).items.filter((a) => a.kind !== "summary").map((a) => [a.name, a.days, a.kind === "milestone"]).sort((a, b) => (a[0] < b[0] ? -1 : 1));
equal(await taken(bare), await taken(planned), "the plan has the file's activities");
await mend.close();

// ---- without script
const plain = await browser.newContext({ viewport: { width: 1440, height: 900 }, javaScriptEnabled: false });
page = await plain.newPage();
await page.goto(server.url + "/login");
await page.click("button[value=office]");
await page.goto(server.url + "/items/new");
await page.fill("#f-title", "没有脚本也能提");
await page.selectOption("#f-kind", "problem");
await page.selectOption("#f-source", "office");
await page.click("form.form button.primary");
check(/\/items\/\d+$/.test(page.url()), `raised without script: ${page.url()}`);
await browser.close();
await server.stop();
finish();
