// From raising an item to its standing on other people's open pages: each page holds an event
// stream and, when it is told, waits as a browser's page does (30 to 150 ms at random) and fetches
// itself again. 1,000 pages of four roles that all see the project; the readers run on the same machine as the server.
//   GUATU=build/guatu node bench/live.mjs [PAGES] [ITEMS]
import http from "node:http";
import { Session, check, equal, finish, folder, guatu, serve } from "../tests/lib.mjs";

const pages = Number(process.argv[2] || 1000), items = Number(process.argv[3] || 20);
const roles = ["leader", "office", "department", "observer"];
const data = folder(), place = "/items?state=raised,assigned,signed&sort=-id";
equal(guatu(["demo", "--projects", "1000", "--data", data]).code, 0, "demo");
const server = await serve(["--data", data, "--jobs", "off"]);
const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity });
const sessions = [];
for (let k = 0; k < 50; k++) sessions.push(await new Session(server.url).enter(roles[k % roles.length]));

function get(path, cookie) {
	return new Promise((resolve, reject) => {
		http.get(server.url + path, { agent, headers: { Cookie: cookie, Accept: "text/html" } }, (answer) => {
			const parts = [];
			answer.on("data", (part) => parts.push(part));
			answer.on("end", () => resolve(Buffer.concat(parts)));
		}).on("error", reject);
	});
}

const waiting = []; // pages that look for the title
let title = "", from = 0, told = [], seen = [], lost = 0;
async function page(session, ready) {
	let timer;
	http.get(server.url + "/events", { agent: false, headers: { Cookie: session.cookie } }, (stream) => {
		stream.on("data", (part) => {
			const text = part.toString();
			if (text.startsWith(":")) ready();
			if (!text.includes("event: item")) return;
			told.push(performance.now() - from);
			clearTimeout(timer);
			timer = setTimeout(async () => {
				const body = await get(place, session.cookie);
				if (body.includes(title)) seen.push(performance.now() - from);
				else lost++;
				if (seen.length + lost === pages) waiting.shift()?.();
			}, 30 + Math.random() * 120);
		});
	});
}
let open = 0;
await new Promise((all) => { for (let k = 0; k < pages; k++) page(sessions[k % sessions.length], () => { if (++open === pages) all(); }); });
for (let k = 0; k < pages; k += 50) await Promise.all(Array.from({ length: 50 }, (_, n) => get(place, sessions[n].cookie)));

const office = sessions[1], at = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(share * list.length))];
const heard = [], shown = [];
for (let k = 0; k < items; k++) {
	told = [], seen = [], lost = 0, title = `即时 ${k} 号`;
	const done = new Promise((resolve) => waiting.push(resolve));
	from = performance.now();
	equal((await office.ask("POST", "/api/v1/items", { json: { project: 1, kind: "problem", source: "office", title, unit: 4 } })).status, 201, "raised");
	await done;
	check(!lost, `every page shows ${title}: ${lost} do not`);
	heard.push(...told);
	shown.push(...seen);
}
for (const [what, list] of [["told", heard], ["shown", shown]])
	console.log(`${pages} pages, ${items} items: ${what.padEnd(6)} median ${at(list, 0.5).toFixed(0)} ms, 95th percentile ${at(list, 0.95).toFixed(0)} ms, most ${at(list, 1).toFixed(0)} ms`);
agent.destroy();
await server.stop();
finish();
