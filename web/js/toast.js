// A word at the foot of the page, read aloud; gone after some seconds, or with an act to take.
import { make } from "./make.js";

function place() {
	let box = document.querySelector(".toasts");
	if (!box) document.body.append((box = make("div", { class: "toasts", role: "status" })));
	return box;
}

export function toast(words, act) {
	const note = make("div", {}, words);
	if (act) {
		const button = make("button", { type: "button" }, act.words);
		button.addEventListener("click", () => (note.remove(), act.run()));
		note.append(button);
	}
	place().append(note);
	setTimeout(() => note.remove(), act ? 20000 : 5000);
}
