// Keeps a part of the page fresh: when the server names its topic, the part is fetched again.
// One stream serves the page; nothing is replaced under someone's hands.
const parts = new Map();
let stream;

async function refresh(part) {
	if (part.contains(document.activeElement) && document.activeElement !== part) {
		part.addEventListener("focusout", () => setTimeout(() => refresh(part), 500), { once: true });
		return;
	}
	const reply = await fetch(part.dataset.url || location.href, { credentials: "same-origin", headers: { Accept: "text/html" } }).catch(() => null);
	if (!reply?.ok) return;
	const page = new DOMParser().parseFromString(await reply.text(), "text/html");
	const fresh = page.getElementById(part.id);
	if (!fresh || fresh.innerHTML === part.innerHTML) return;
	part.replaceChildren(...fresh.childNodes);
	part.dispatchEvent(new Event("guatu:new", { bubbles: true }));
}

// Many changes in one breath are one fetch.
function soon(topic) {
	const wait = 300 + Math.random() * 700;
	for (const part of parts.get(topic) || []) {
		clearTimeout(part.guatuWait);
		part.guatuWait = setTimeout(refresh, wait, part);
	}
}

export function live(part) {
	if (!window.EventSource || !part.id) return;
	stream ||= new EventSource("/events");
	for (const topic of (part.dataset.topic || "").split(/\s+/).filter(Boolean)) {
		if (!parts.has(topic)) {
			parts.set(topic, new Set());
			stream.addEventListener(topic, () => soon(topic));
		}
		parts.get(topic).add(part);
	}
}
