// One item's whole life across five roles, on a phone, through the pages alone.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { check, equal, finish, folder, guatu, serve, skip } from "../lib.mjs";

if (!existsSync("/usr/bin/chromium")) { skip("Chromium is not here"); finish(); }
const { chromium } = await import("playwright-core");
const data = folder(), out = process.env.PICTURES;
if (out) mkdirSync(out, { recursive: true });
equal(guatu(["demo", "--projects", "20", "--data", data]).code, 0, "demo");
const server = await serve(["--data", data]);
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox",
	"--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
	"--disable-component-update", "--disable-sync"] });
const pages = {};
async function as(login) {
	if (pages[login]) return pages[login];
	const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true });
	const page = await context.newPage();
	page.on("pageerror", (e) => check(false, `script error: ${e.message}`));
	await page.goto(server.url + "/login");
	await Promise.all([page.waitForURL((url) => url.pathname !== "/login"), page.tap(`button[value=${login}]`)]);
	return pages[login] = page;
}
const go = (page, path) => page.goto(server.url + path);
const shot = async (page, name) => { if (out) await page.screenshot({ path: join(out, `life-${name}.png`), fullPage: true }); };
/* Opens the fold a button stands in, where it stands in one. */
async function press(page, selector) {
	const button = page.locator(selector).first();
	const fold = page.locator("details:not([open])", { has: page.locator(selector) });
	if (!(await button.isVisible()) && await fold.count()) await fold.first().locator("summary").tap();
	await button.scrollIntoViewIfNeeded();
	await Promise.all([page.waitForEvent("load"), button.tap()]);
}

// ---- the company raises
const company = await as("company");
const mine = (await (await company.request.get(server.url + "/api/v1/projects?limit=1")).json()).items[0].id;
await go(company, `/projects/${mine}/items/new`);
await company.fill("#f-title", "施工便道被占，混凝土车进不来");
await company.selectOption("#f-kind", "problem");
await company.selectOption("#f-source", "report");
await company.selectOption("#f-category", "traffic");
await press(company, "form.form button.primary");
const path = new URL(company.url()).pathname;
check(/^\/items\/\d+$/.test(path), `raised: ${path}`);
check((await company.textContent("main")).includes("等待交办"), "it waits to be assigned");
equal(await company.locator("#act button[value=assign]").count(), 0, "a company assigns nothing");

// ---- the office finds it among what waits, and assigns
const office = await as("office");
await go(office, "/items/waiting");
check((await office.textContent("#waiting")).includes("施工便道被占"), "the office has it to assign");
await go(office, path);
const assigning = office.locator("details", { has: office.locator("button[value=assign]") });
await assigning.locator("summary").tap();
await assigning.locator("select[name=unit]").selectOption("4");
await press(office, "#act button[value=assign]");
check((await office.textContent("main")).includes("办理中"), "assigned");
await shot(office, "assigned");

// ---- the department signs from its list, replies, asks for more time
const department = await as("department");
await go(department, "/items/waiting");
const card = department.locator("#waiting li", { hasText: "施工便道被占" });
await Promise.all([department.waitForEvent("load"), card.locator("button[value=sign]").tap()]);
equal(new URL(department.url()).pathname, "/items/waiting", "signed for without leaving the list");
await go(department, path);
await department.fill("#f-words", "已与占用方约谈，三日内腾退");
await press(department, "#act button[value=reply]");
check((await department.textContent(".trail")).includes("三日内腾退"), "replied");
const asking = department.locator("details", { has: department.locator("button[value=ask_extension]") });
await asking.locator("summary").tap();
await asking.locator("input[name=due]").fill("2030-01-15");
await asking.locator("textarea[name=words]").fill("需等交警批复");
await press(department, "#act button[value=ask_extension]");
check((await department.textContent("main")).includes("申请延至"), "asked for more time");
equal(await department.locator("#act button[value=extend]").count(), 0, "who asks does not grant");

// ---- the leader grants it, from the list
const leader = await as("leader");
await go(leader, "/items/waiting");
const waits = leader.locator("#waiting li", { hasText: "施工便道被占" });
check((await waits.textContent()).includes("2030-01-15"), "the leader sees what is asked");
await waits.locator("summary").tap();
await waits.locator("textarea").fill("同意，抓紧");
await shot(leader, "waiting");
await Promise.all([leader.waitForEvent("load"), waits.locator("button[value=extend]").tap()]);

// ---- done, sent back by who raised it, done again with evidence
const done = async (words) => {
	await go(department, path);
	await department.fill("#f-words", words);
	await press(department, "#act button[value=finish]");
};
await done("便道已腾退");
await go(company, "/items/waiting");
const verify = company.locator("#waiting li", { hasText: "施工便道被占" });
await verify.locator("summary").tap();
await verify.locator("textarea").fill("还剩一处围挡没拆");
await Promise.all([company.waitForEvent("load"), verify.locator("button[value=send_back]").tap()]);
await go(department, path);
check((await department.textContent(".trail")).includes("还剩一处围挡没拆"), "sent back, and why");
equal(await department.locator("#act button[value=close]").count(), 0, "who does it cannot strike it off");
await done("围挡已拆除，见照片");

// ---- verified and struck off by who raised it; an observer sees it and may do nothing
await go(company, path);
await company.fill("#f-words", "现场核实，车辆已通行");
await press(company, "#act button[value=close]");
check((await company.textContent("main")).includes("销号"), "struck off");
await shot(company, "closed");
const observer = await as("observer");
await go(observer, path);
check((await observer.textContent(".trail")).includes("车辆已通行"), "an observer sees the whole trail");
equal(await observer.locator("#act").count(), 0, "and has nothing to press");
const trail = (await (await office.request.get(server.url + `/api/v1${path}/item-steps`)).json()).items.map((s) => s.kind);
equal(trail, ["raise", "assign", "sign", "reply", "ask_extension", "extend", "finish", "send_back", "finish", "close"], "every step is a row");
const told = (await (await company.request.get(server.url + "/api/v1/inbox")).json()).items ?? [];
check(told.some((n) => n.item === Number(path.split("/")[2])), "who raised it was told");
await browser.close();
await server.stop();
finish();
