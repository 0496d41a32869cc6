// What is written at the site goes out sooner or later, once. A form with data-do="outbox" is kept
// on the device first (photos too) and then sent; without a signal it waits. Each carries a key of
// its own, so an answer that was lost on the way doubles nothing. What the server refuses waits to
// be mended, never thrown away.
import { make } from "./make.js";
import { say } from "./words.js";

const meta = (name, page = document) => page.querySelector(`meta[name=${name}]`)?.content || "";
const me = meta("person");

/* ---- the store ---- */
const opened = new Promise((resolve) => {
	if (!window.indexedDB) return resolve(null);
	const asked = indexedDB.open("guatu", 1);
	asked.onupgradeneeded = () => asked.result.createObjectStore("outbox", { keyPath: "key" });
	asked.onsuccess = () => resolve(asked.result);
	asked.onerror = asked.onblocked = () => resolve(null);
});
async function store(mode, act) {
	const base = await opened;
	if (!base) return undefined;
	return new Promise((resolve, reject) => {
		const work = base.transaction("outbox", mode);
		const asked = act(work.objectStore("outbox"));
		work.oncomplete = () => resolve(asked.result);
		work.onerror = work.onabort = () => reject(work.error);
	});
}
const all = async () => ((await store("readonly", (s) => s.getAll())) || []).filter((one) => one.person === me).sort((a, b) => a.at - b.at);
const put = (one) => store("readwrite", (s) => s.put(one));
const drop = (key) => store("readwrite", (s) => s.delete(key));

/* ---- sending ---- */
const draftKey = (url) => `draft:${new URL(url, location).pathname}`;

// Who is logged in now, and the token of this session; null without a signal.
async function whoNow() {
	const reply = await fetch("/me", { credentials: "same-origin", cache: "no-store" }).catch(() => null);
	if (!reply?.ok) return null;
	const page = new DOMParser().parseFromString(await reply.text(), "text/html");
	return { person: meta("person", page), csrf: meta("csrf", page) };
}

// "sent" with where it led, "waiting" or "refused" with the server's words.
async function deliver(one, csrf) {
	const body = new FormData();
	for (const [name, value] of one.fields) body.append(name, value);
	body.set("csrf", csrf);
	const reply = await fetch(one.url, { method: "POST", credentials: "same-origin", body, headers: { "Idempotency-Key": one.key, Accept: "text/html" } }).catch(() => null);
	if (!reply || reply.status >= 500 || reply.status === 429) return { state: "waiting" };
	if (reply.ok && reply.redirected && !new URL(reply.url).pathname.startsWith("/login")) return { state: "sent", to: reply.url };
	const page = new DOMParser().parseFromString(await reply.text(), "text/html");
	const why = [...page.querySelectorAll(".faults li, .problem p")].map((line) => line.textContent.trim()).join(" ");
	return { state: "refused", stale: reply.status === 403, why: why || say("服务器没有接受", "The server refused it") };
}

async function sendAll() {
	const waiting = (await all()).filter((one) => one.state === "waiting");
	if (!waiting.length) return;
	const now = await whoNow();
	if (now?.person === me)
		for (const one of waiting) {
			const got = await deliver(one, now.csrf);
			if (got.state === "waiting") break;
			if (got.state === "sent") await drop(one.key);
			else await put({ ...one, ...got });
		}
	await show(Boolean(now), now && now.person !== me);
}

let again;
export async function sendWaiting() {
	clearTimeout(again);
	if (navigator.locks) await navigator.locks.request("outbox", { ifAvailable: true }, (lock) => lock && sendAll());
	else await sendAll();
	if ((await all()).some((one) => one.state === "waiting")) again = setTimeout(sendWaiting, 15000);
}

/* ---- what the page says ---- */
function line(one) {
	const row = make("li", {}, make("b", {}, one.title), " ", make("small", {}, new Date(one.at).toLocaleString(document.documentElement.lang, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" })), " ");
	if (one.state === "waiting") row.append(make("span", {}, say("待发送", "Waiting")));
	else {
		const mend = make("a", { class: "button", href: one.page }, say("去修改", "Mend it"));
		mend.addEventListener("click", () => localStorage.setItem(draftKey(one.url), JSON.stringify({ at: one.at, values: one.draft })));
		const away = make("button", { type: "button", class: "plain" }, say("不发了", "Discard"));
		away.addEventListener("click", async () => { await drop(one.key); await show(true); });
		row.append(make("span", {}, `${say("没有被接受：", "Refused: ")}${one.why}`), " ", mend, " ", away);
	}
	return row;
}

export async function show(online = navigator.onLine, other = false) {
	const list = await all();
	const waiting = list.filter((one) => one.state === "waiting").length, refused = list.length - waiting;
	document.querySelector("details.outbox")?.remove();
	if (!list.length && online) return;
	const words = [
		online ? "" : say("离线", "Offline"),
		waiting ? say(`${waiting} 条待发送`, `${waiting} waiting`) : "",
		refused ? say(`${refused} 条要修改`, `${refused} to mend`) : "",
		other ? say("请用填写人的账号登录后发送", "Log in as the writer to send") : "",
	].filter(Boolean).join(" · ");
	const strip = make("details", { class: "outbox", open: refused > 0 }, make("summary", { role: "status" }, words));
	if (list.length) strip.append(make("ul", {}, ...list.map(line)));
	(document.querySelector("main") || document.body).prepend(strip);
}

/* ---- the form ---- */
const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
const typed = (form) => [...form.elements]
	.filter((f) => f.name && !f.disabled && !["hidden", "password", "file", "submit", "button"].includes(f.type))
	.map((f) => [f.name, f.type === "checkbox" || f.type === "radio" ? `${f.value}\n${f.checked}` : f.value]);

async function refusedHere(form) {
	const path = new URL(form.action, location).pathname;
	return (await all()).find((one) => one.state === "refused" && new URL(one.url, location).pathname === path);
}

// The photos of what is being mended come back into the form.
async function restoreFiles(form) {
	const old = await refusedHere(form);
	for (const input of form.querySelectorAll("input[type=file]")) {
		const files = (old?.fields || []).filter(([name, value]) => name === input.name && value instanceof File && value.size);
		if (!files.length) continue;
		const ready = new DataTransfer();
		for (const [, file] of files) ready.items.add(file);
		input.files = ready.files;
		input.dispatchEvent(new Event("change"));
	}
}

export function outbox(form) {
	restoreFiles(form);
	form.addEventListener("submit", async (event) => {
		if (event.defaultPrevented || !window.indexedDB) return;
		event.preventDefault();
		const body = new FormData(form);
		if (event.submitter?.name) body.append(event.submitter.name, event.submitter.value);
		const one = { key: newKey(), person: me, at: Date.now(), state: "waiting", url: form.action, page: location.pathname + location.search,
			title: [document.querySelector("h1")?.textContent.trim(), form.querySelector("select[name=project]")?.selectedOptions[0]?.text].filter(Boolean).join(" · "), fields: [...body].filter(([name]) => name !== "csrf"), draft: typed(form) };
		const buttons = [...form.querySelectorAll(".submit button")];
		for (const button of buttons) button.disabled = true;
		const old = await refusedHere(form);
		let kept = true;
		try { await put(one); } catch { kept = false; } // no room on the device: the page's own way
		let got = await deliver(one, meta("csrf"));
		if (got.stale) { // a page as it was seen before the session changed
			const now = await whoNow();
			if (now?.person === me) got = await deliver(one, now.csrf);
		}
		if (got.state === "waiting" && !kept) {
			for (const button of buttons) button.disabled = false;
			return;
		}
		if (got.state !== "refused" && old) await drop(old.key);
		if (got.state !== "waiting") await drop(one.key);
		if (got.state === "sent") location.href = got.to;
		else if (got.state === "refused") { // the server shows its faults beside the fields
			if (event.submitter?.name) form.append(make("input", { type: "hidden", name: event.submitter.name, value: event.submitter.value }));
			HTMLFormElement.prototype.submit.call(form);
		} else {
			sessionStorage.removeItem("draft sent"); // the queue has it, photos too
			localStorage.removeItem(draftKey(form.action));
			form.replaceChildren(make("div", { class: "notice" }, make("p", {}, say("已存在本机，有信号时自动发送，不用守着。", "Kept on this device; it is sent as soon as there is a signal."))));
			await show(false);
			again = setTimeout(sendWaiting, 15000);
		}
	});
}

/* ---- on every page ---- */
export function outboxes() {
	if (!me) return;
	addEventListener("online", sendWaiting);
	addEventListener("offline", () => show(false));
	show().then(sendWaiting);
	if (!navigator.serviceWorker) return;
	navigator.serviceWorker.register("/worker.js").then(() => navigator.serviceWorker.ready).then((ready) => {
		const forms = [...document.querySelectorAll('a[href="/visits/new"], a[href$="/reports/new"], a[href$="/visits/new"]')];
		ready.active?.postMessage({ keep: [...new Set([location.pathname + location.search, ...forms.map((a) => a.pathname), "/visits/new"])].slice(0, 12) });
	}).catch(() => { /* a browser that forbids it works without */ });
}
