// Pictures of the main pages at both widths, axe on each. Usage: node pictures.mjs URL OUTDIR
import { chromium } from "playwright-core";
import { readFileSync, mkdirSync } from "node:fs";
const [url, out] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const axe = readFileSync(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const pages = { today: "/", cockpit: "/cockpit", projects: "/projects", project: "/projects/7",
	plan: "/projects/7/plan", lights: "/projects/7/lights", items: "/items", item: "/items/3",
	meeting: "/meetings/4", screen: "/meetings/5/screen?n=3", reports: "/reports",
	report: "/projects/7/reports/new", visits: "/visits", visit: "/visits/1", promises: "/promises",
	form: "/projects/7/edit", waiting: "/items/waiting", import: "/import", style: "/style" };
const only = process.env.ONLY?.split(",");
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox",
	"--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
	"--disable-component-update", "--disable-sync"] });
let bad = 0, good = 0;
for (const [width, height] of [[390, 844], [1440, 900]]) {
	const context = await browser.newContext({ viewport: { width, height }, bypassCSP: true, locale: "zh-CN" });
	const page = await context.newPage();
	await page.goto(url + "/login");
	await page.screenshot({ path: `${out}/login-${width}.png` });
	await page.click("button[value=office]");
	for (const [name, path] of Object.entries(pages)) {
		if (only && !only.includes(name)) continue;
		const answer = await page.goto(url + path);
		if (answer.status() !== 200) { console.log(`FAILED ${path}: ${answer.status()}`); bad++; continue; }
		await page.waitForTimeout(50);
		await page.screenshot({ path: `${out}/${name}-${width}.png` });
		await page.evaluate(axe);
		const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
		const serious = found.violations.filter((v) => ["serious", "critical"].includes(v.impact));
		const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		for (const v of serious) console.log(`FAILED ${path} ${width}: ${v.id}: ${v.nodes[0].html.slice(0, 120)}`);
		if (wide > 1) console.log(`FAILED ${path} ${width}: ${wide} px wider than the screen`);
		serious.length || wide > 1 ? bad++ : good++;
	}
	await context.close();
}
await browser.close();
console.log(`pictures: ${good} passed, ${bad} failed`);
process.exit(bad ? 1 : 0);
