// Keeps a part of the page fresh: when the server names its topic, the part is fetched again.
// One stream serves the page; nothing is replaced under someone's hands, and a page that nobody
// looks at gives its connection back.
const parts = new Map();
let stream;

// Someone is in it, or has typed into it.
export function inUse(part) {
	if (part.contains(document.activeElement) && document.activeElement !== part) return true;
	return [...part.querySelectorAll("input, textarea")].some((field) => field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked : field.type !== "hidden" && field.value !== field.defaultValue);
}

async function refresh(part) {
	if (inUse(part)) {
		part.addEventListener("focusout", () => setTimeout(() => refresh(part), 500), { once: true });
		return;
	}
	const reply = await fetch(part.dataset.url || location.href, { credentials: "same-origin", headers: { Accept: "text/html" } }).catch(() => null);
	if (!reply?.ok || inUse(part)) return;
	renew(part, new DOMParser().parseFromString(await reply.text(), "text/html"));
}

// Puts the same part of a newer page in place of what stands here.
export function renew(part, page) {
	const fresh = page.getElementById(part.id);
	if (!fresh || fresh.innerHTML === part.innerHTML) return;
	part.replaceChildren(...fresh.childNodes);
	part.dispatchEvent(new Event("guatu:new", { bubbles: true }));
}

// Many changes in one breath are one fetch; many pages do not ask in one moment.
function soon(topic) {
	for (const part of parts.get(topic) || []) {
		clearTimeout(part.guatuWait);
		part.guatuWait = setTimeout(refresh, 30 + Math.random() * 120, part);
	}
}

function open() {
	stream = new EventSource("/events");
	for (const topic of parts.keys()) stream.addEventListener(topic, () => soon(topic));
}

document.addEventListener("visibilitychange", () => {
	if (!parts.size) return;
	if (document.hidden) {
		stream?.close();
		stream = null;
	} else if (!stream) {
		open();
		for (const topic of parts.keys()) soon(topic);
	}
});

export function live(part) {
	if (!window.EventSource || !part.id) return;
	if (!stream && !document.hidden) open();
	for (const topic of (part.dataset.topic || "").split(/\s+/).filter(Boolean)) {
		if (!parts.has(topic)) {
			parts.set(topic, new Set());
			stream?.addEventListener(topic, () => soon(topic));
		}
		parts.get(topic).add(part);
	}
}
