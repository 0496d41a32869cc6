// Finds data-do="NAME OTHER" and starts each behaviour once. All pages work without this file.
import { amount } from "./amount.js";
import { confirmation } from "./confirm.js";
import { day } from "./day.js";
import { draft } from "./draft.js";
import { drop } from "./drop.js";
import { edit } from "./edit.js";
import { focus } from "./focus.js";
import { gantt } from "./gantt.js";
import { keys } from "./keys.js";
import { like } from "./like.js";
import { live } from "./live.js";
import { menu } from "./menu.js";
import { outbox, outboxes } from "./outbox.js";
import { photos } from "./photos.js";
import { pick } from "./pick.js";
import { pop } from "./pop.js";
import { print } from "./print.js";
import { screen } from "./screen.js";
import { slide } from "./slide.js";
import { step } from "./step.js";
import { submit } from "./submit.js";
import { timer } from "./timer.js";
import { composing } from "./typing.js";

const behaviours = {
	amount, confirm: confirmation, day, draft, drop, edit, focus, gantt, keys, like, live, menu,
	outbox, photos, pick, print, screen, slide, step, submit, timer,
};
const started = new WeakMap();

function start(element) {
	const done = started.get(element) || new Set();
	for (const name of element.dataset.do.split(/\s+/)) {
		if (!behaviours[name] || done.has(name)) continue;
		done.add(name);
		behaviours[name](element);
	}
	started.set(element, done);
}

function startAll(root) {
	if (root.matches?.("[data-do]")) start(root);
	root.querySelectorAll("[data-do]").forEach(start);
}

startAll(document);
document.addEventListener("guatu:new", (event) => startAll(event.target));

// Enter that ends a composition never submits.
document.addEventListener("keydown", (event) => {
	if (event.key === "Enter" && composing(event) && event.target.matches("input"))
		event.preventDefault();
}, true);

pop();
outboxes();
