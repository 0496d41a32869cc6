// Lists under the hands of a person at a desk: cells typed in, many rows changed, views kept.
import { existsSync } from "node:fs";
import { Session, check, equal, finish, folder, guatu, serve, skip } from "../lib.mjs";

if (!existsSync("/usr/bin/chromium")) { skip("Chromium is not here"); finish(); }
const { chromium } = await import("playwright-core");
const data = folder();
equal(guatu(["demo", "--projects", "30", "--data", data]).code, 0, "demo");
const server = await serve(["--data", data]);
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox",
	"--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
	"--disable-component-update", "--disable-sync"] });

async function enter(login, lang = "zh") {
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
	await context.addCookies([{ name: "lang", value: lang, url: server.url }]);
	const page = await context.newPage();
	page.on("pageerror", (e) => check(false, `script error: ${e.message}`));
	await page.goto(server.url + "/login");
	await page.click(`button[value=${login}]`);
	return page;
}
const api = await new Session(server.url).enter("office");
const read = async (path) => JSON.parse((await api.ask("GET", `/api/v1${path}`)).text);
const rowOf = (page, n) => page.locator("tbody tr[data-url]").nth(n);
const cell = (page, n, field) => rowOf(page, n).locator(`td[data-field=${field}]`);

// ---- a cell: choices in words, money in 万元, a day by its own control
let page = await enter("office");
await page.goto(server.url + "/projects?sort=code");
const path = (await rowOf(page, 0).getAttribute("data-url")).replace("/api/v1", "");
await cell(page, 0, "kind").dblclick();
await page.selectOption(".editing select", "water");
await page.keyboard.press("Enter");
await page.waitForSelector("td.saved");
equal(await cell(page, 0, "kind").textContent(), "水利", "the choice's words stand in the cell");
equal((await read(path)).kind, "water", "and its code in the record");
check(await page.locator("tbody tr").nth(1).locator("td.editing[data-field=kind]").count(), "Enter opens the cell below");
await page.keyboard.press("Escape");
await cell(page, 0, "total").dblclick();
check((await page.textContent(".editing")).includes("万元"), "an amount says its unit");
await page.fill(".editing input", "12345.5");
await page.keyboard.press("Tab");
await page.waitForSelector("td.saved[data-field=total]");
equal((await read(path)).total, "123455000.00", "万元 typed, yuan kept");
equal(await cell(page, 0, "total").textContent(), "12,346", "grouped as the server groups");
check(await cell(page, 0, "year_plan").evaluate((e) => e.classList.contains("editing")), "Tab goes right");
await page.keyboard.press("Escape");
await cell(page, 0, "planned_finish").focus();
await page.keyboard.press("e");
equal(await page.getAttribute(".editing input", "type"), "date", "a day is typed as a day");
await page.fill(".editing input", "2020-01-01");
await page.keyboard.press("Enter");
await page.waitForSelector(".editing .error");
check(/已经承诺|要早于/.test(await page.textContent(".editing .error")), "what the rule refuses stays open with the reason");
equal(await page.getAttribute(".editing input", "aria-invalid"), "true", "and is marked");
await page.keyboard.press("Escape");
await page.waitForFunction(() => !document.querySelector(".editing"));

// ---- someone else was faster
await cell(page, 0, "level").count();
await cell(page, 0, "kind").dblclick();
await page.selectOption(".editing select", "energy");
const now = await read(path);
equal((await api.ask("PATCH", `/api/v1${path}`, { json: { kind: "traffic" }, headers: { "If-Match": `"${now.version}"` } })).status, 200, "another writes");
await page.keyboard.press("Enter");
await page.waitForSelector(".editing .error");
check((await page.textContent(".editing .error")).includes("交通"), "the conflict names their value");
equal(await page.inputValue(".editing select"), "energy", "and keeps ours");
await page.keyboard.press("Enter");
await page.waitForFunction(() => document.querySelector("td.saved[data-field=kind]"));
equal((await read(path)).kind, "energy", "Enter puts ours");
await page.keyboard.press("Escape");

// ---- many rows: picked, previewed, done, undone
await page.goto(server.url + "/projects?sort=code");
check(await page.locator(".bulk").isHidden(), "nothing picked, no bar");
await page.locator("tbody .pick input").nth(0).check();
await page.locator("tbody .pick input").nth(2).click({ modifiers: ["Shift"] });
equal(await page.textContent(".bulk output"), "已选 3 条", "the bar counts");
check((await page.getAttribute("tbody .pick input", "aria-label")).length > 5, "a row's box is named as the row");
await page.click(".bulk button");
await page.waitForURL(/bulk-edit/);
await page.selectOption("#f-level", "national");
await page.click("form.form button.primary");
await page.waitForURL(/bulk-edit$/);
check(/将修改 3 条/.test(await page.textContent(".sentence")), "the preview counts");
if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/bulk-preview.png` });
await page.click("form.form button.primary");
await page.waitForURL(/bulk-edit\/\d+$/);
check(/已修改 3 条/.test(await page.textContent(".sentence")), "and so it was done");
equal((await read("/projects?level=national&limit=500")).items.filter((p) => p.level === "national").length >= 3, true, "kept");
await page.click(".notice button");
await page.waitForURL(/\/projects$/);

// ---- a view: columns chosen and moved, saved, opened by itself, renamed, deleted
await page.goto(server.url + "/projects?total_from=1");
await page.click("#columns summary");
await page.locator("#columns input[value=kind]").uncheck();
await page.locator("#columns input[value=programme]").check();
await page.click("#columns button.primary");
await page.waitForURL(/columns=/);
const heads = () => page.locator("thead th").allTextContents();
check((await heads()).includes("专项") && !(await heads()).includes("项目类别"), `columns as chosen: ${await heads()}`);
const before = (await heads()).indexOf("专项");
await page.click("#columns summary");
await Promise.all([page.waitForEvent("load"), page.click("#columns button[name=up][value=programme]")]);
equal((await heads()).indexOf("专项"), before - 1, "a column moved forward");
if (process.env.PICTURES) { await page.screenshot({ path: `${process.env.PICTURES}/columns.png` }); await page.keyboard.press("Escape"); }
await page.click(".around > details >> nth=0");
if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/view.png` });
await page.fill("#view-name", "国家级");
await page.selectOption("#view-share", "unit");
await page.check("#f-standard");
await page.click(".around form.stack button:has-text('保存')");
await page.waitForURL(/view=\d+$/);
equal(await page.textContent(".views [aria-current]"), "国家级", "the view is lit");
await page.goto(server.url + "/projects");
check(/total_from=1/.test(page.url()) && (await heads()).indexOf("专项") === before - 1, "and opens by itself");
await page.click(".around > details >> nth=0");
await page.click(".around a:has-text('改名')");
await page.fill("#view-name", "国家级重点");
await page.click("form.form button.primary");
await page.waitForURL(/view=\d+$/);
equal(await page.textContent(".views [aria-current]"), "国家级重点", "renamed");
await page.click(".around > details >> nth=0");
await page.click(".around a:has-text('改名')");
await page.click("button:has-text('删除视图')");
await page.waitForURL(/view=all$/);
check(!(await page.textContent(".views")).includes("国家级"), "deleted");

// ---- an item: another unit is a step of its life
await page.goto(server.url + "/items?state=assigned,signed");
const item = (await rowOf(page, 0).getAttribute("data-url")).replace("/api/v1", "");
check(await cell(page, 0, "due").count() === 0, "a limit moves by steps only");
await cell(page, 0, "unit").dblclick();
await page.waitForSelector(".editing select");
await page.selectOption(".editing select", { index: (await page.inputValue(".editing select")) === "5" ? 6 : 5 });
const unit = await page.inputValue(".editing select");
await page.keyboard.press("Tab");
await page.waitForSelector("td.saved[data-field=unit]");
equal(String((await read(item)).unit), unit, "the unit is handed the item");
await page.keyboard.press("Escape");
await page.context().close();

// ---- who may not change sees plain cells
page = await enter("observer");
await page.goto(server.url + "/projects");
equal(await page.locator("[data-field]").count(), 0, "an observer types nowhere");
await page.context().close();

await browser.close();
await server.stop();
finish();
