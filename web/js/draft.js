// Keeps what is typed from the first key; a closed tab or a dead signal loses nothing. Says
// so in [data-draft]. Passwords, files and tokens are never kept.
import { make } from "./make.js";
import { say } from "./words.js";

const kept = (field) =>
	field.name && !field.disabled && !["hidden", "password", "file", "submit", "button"].includes(field.type) &&
	!["csrf", "version"].includes(field.name);
const box = (field) => field.type === "checkbox" || field.type === "radio";

const fields = (form) => [...form.elements].filter(kept);

const values = (form) =>
	fields(form).map((field) => [field.name, box(field) ? `${field.value}\n${field.checked}` : field.value]);

function restore(form, saved) {
	fields(form).forEach((field, i) => {
		if (saved[i]?.[0] !== field.name) return;
		if (box(field)) field.checked = saved[i][1].endsWith("\ntrue");
		else field.value = saved[i][1];
		field.dispatchEvent(new Event("input", { bubbles: true }));
	});
}

const store = {
	get: (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
	set: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
	drop: (key) => { try { localStorage.removeItem(key); } catch { /* storage is closed to us */ } },
};

export function draft(form) {
	const key = `draft:${form.dataset.key || new URL(form.action, location).pathname}`;
	const given = values(form);
	let note = form.querySelector("[data-draft]");
	if (!note) (form.querySelector(".submit") || form).append((note = make("small", { "data-draft": true })));
	note.setAttribute("role", "status");

	const old = store.get(key);
	if (old && JSON.stringify(old.values) !== JSON.stringify(given)) {
		restore(form, old.values);
		const back = make("button", { type: "button", class: "plain" }, say("不要草稿", "Discard draft"));
		back.addEventListener("click", () => {
			store.drop(key);
			restore(form, given);
			store.drop(key);
			note.textContent = "";
		});
		const at = new Date(old.at).toLocaleString(document.documentElement.lang, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
		note.replaceChildren(say(`已接着 ${at} 的草稿`, `Draft of ${at} restored`), " ", back);
	}

	let waiting;
	const keep = () => {
		clearTimeout(waiting);
		waiting = 0;
		if (store.set(key, { at: Date.now(), values: values(form) }))
			note.textContent = say("草稿已存在本机", "Draft kept on this device");
	};
	form.addEventListener("input", (event) => {
		if (!event.isTrusted) return;
		clearTimeout(waiting);
		waiting = setTimeout(keep, 300);
	});
	addEventListener("pagehide", () => waiting && keep());

	// The draft goes when the server has taken the form: the next page knows.
	form.addEventListener("submit", () => {
		clearTimeout(waiting);
		waiting = 0;
		try { sessionStorage.setItem("draft sent", key); } catch { /* storage is closed to us */ }
	});
}

// Runs once per page: did the form before it go through? Faults, a problem or the log-in in
// its place say that it did not.
try {
	const key = sessionStorage.getItem("draft sent");
	sessionStorage.removeItem("draft sent");
	if (key && !document.querySelector(".faults, .problem, body.login")) store.drop(key);
} catch { /* storage is closed to us */ }
