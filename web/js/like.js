// While a title is typed, shows what was learnt from the like before.
import { make } from "./make.js";
import { say } from "./words.js";

export function like(box) {
	const form = box.closest("form") || document.querySelector("main form");
	const title = form?.querySelector("[name=title]");
	let wait, asked = "";
	const ask = async () => {
		const words = title.value.trim();
		if (words === asked || words.length < 3) return;
		asked = words;
		const category = form.querySelector("[name=category]")?.value || "";
		const reply = await fetch(`/lessons/like?${new URLSearchParams({ words, category })}`, { credentials: "same-origin", headers: { Accept: "application/json" } }).catch(() => null);
		if (!reply?.ok || words !== asked) return;
		const { items } = await reply.json();
		box.replaceChildren(...items.map((l) => make("p", {},
			make("a", { href: `/lessons/${l.id}`, target: "_blank" }, l.title), ` ${l.did.slice(0, 60)}`)));
		if (items.length) box.prepend(make("p", { class: "soft" }, say("可借鉴的经验", "What was learnt before")));
	};
	title?.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(ask, 400); });
}
