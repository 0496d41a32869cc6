// The service worker: pages that are used at the site open without a signal, as they were last
// seen. The network always comes first; nothing is kept after logging out or changing the role.
const PAGES = "pages-1", STATIC = "static-1", MOST = 60, PATIENCE = 6000;
const kept = (path) => path === "/" || /^\/(visits\/new|cockpit|projects|items|projects\/\d+(\/(reports|visits|items)\/new)?|items\/\d+)$/.test(path);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keep(request, reply) {
	const pages = await caches.open(PAGES);
	await pages.put(request, reply);
	const keys = await pages.keys();
	await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map((old) => pages.delete(old)));
}

// A page that led to the log-in is not the page.
const usable = (reply) => reply.ok && !reply.redirected && (reply.headers.get("Content-Type") || "").startsWith("text/html");

const nothing = () => new Response(
	'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>离线 Offline</title>' +
	"<h1>没有信号</h1><p>这一页没有存在本机。已写好的内容都在，有信号时自动发送。</p><p lang=\"en\">No signal, and this page is not on the device. What you wrote is kept and will be sent.</p>" +
	'<p><a href="/visits/new">记走访 Record a visit</a></p><p><a href="/">首页 Home</a></p>',
	{ status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });

async function page(event) {
	const old = await caches.match(event.request, { cacheName: PAGES, ignoreVary: true });
	const asked = fetch(event.request).then((reply) => {
		if (usable(reply)) event.waitUntil(keep(event.request, reply.clone()));
		return reply;
	});
	event.waitUntil(asked.catch(() => null));
	const late = old && new Promise((done) => setTimeout(done, PATIENCE, old));
	return Promise.race([asked.catch(() => old || nothing()), ...(late ? [late] : [])]);
}

async function asset(request) {
	const old = await caches.match(request, { cacheName: STATIC });
	if (old) return old;
	const reply = await fetch(request);
	if (reply.ok) {
		const copy = reply.clone(), all = await caches.open(STATIC);
		await all.put(request, copy);
		const keys = await all.keys();
		await Promise.all(keys.slice(0, Math.max(0, keys.length - 20)).map((key) => all.delete(key)));
	}
	return reply;
}

self.addEventListener("fetch", (event) => {
	const { request } = event, url = new URL(request.url);
	if (url.origin !== location.origin) return;
	if (request.method === "POST" && url.pathname.startsWith("/session/")) event.waitUntil(caches.delete(PAGES));
	if (request.method !== "GET") return;
	if (url.pathname.startsWith("/static/")) event.respondWith(asset(request));
	else if (request.mode === "navigate" && kept(url.pathname)) event.respondWith(page(event));
	else if (request.mode === "navigate") event.respondWith(fetch(request).catch(nothing));
});

// The page that is open and the forms that it leads to, fetched while there is a signal.
self.addEventListener("message", (event) => event.waitUntil((async () => {
	const pages = await caches.open(PAGES);
	for (const path of event.data?.keep || []) {
		const old = await pages.match(path, { ignoreVary: true });
		const age = old ? Date.now() - Date.parse(old.headers.get("Date") || 0) : Infinity;
		if (!kept(new URL(path, location.origin).pathname) || age < 3600e3) continue;
		const reply = await fetch(path, { credentials: "same-origin", headers: { Accept: "text/html" } }).catch(() => null);
		if (!reply || !usable(reply)) continue;
		const words = await reply.clone().text();
		await keep(path, reply);
		for (const [, at] of words.matchAll(/(?:href|src)="(\/static\/[^"#]+)/g)) await asset(new Request(at)).catch(() => null);
	}
})()));
