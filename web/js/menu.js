// On a phone: four entries and «more»; without script the bar scrolls sideways.
import { make } from "./make.js";
import { say } from "./words.js";

export function menu(nav) {
	const list = nav.querySelector("ul");
	if (list.children.length <= 5) return;
	const here = list.querySelector("[aria-current]")?.closest("li");
	if (here && [...list.children].indexOf(here) > 3 && !matchMedia("(min-width: 60em)").matches)
		list.insertBefore(here, list.children[3]);
	const sprite = nav.querySelector("use")?.getAttribute("href")?.split("#")[0];
	const button = make("button", { type: "button", "aria-expanded": "false" });
	if (sprite) {
		const svg = nav.querySelector(".icon").cloneNode(true);
		svg.querySelector("use").setAttribute("href", `${sprite}#more`);
		button.append(svg);
	}
	button.append(make("span", {}, say("更多", "More")));
	list.append(make("li", { class: "rest" }, button));
	nav.classList.add("short");
	button.addEventListener("click", () => {
		const open = nav.classList.toggle("open");
		button.setAttribute("aria-expanded", String(open));
	});
}
