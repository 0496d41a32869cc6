// One small window open at a time; a press outside or Esc closes it.
const open = () => document.querySelectorAll("details.pop[open], details.roles[open]");

export function pop() {
	document.addEventListener("click", (event) => {
		for (const box of open()) if (!box.contains(event.target)) box.open = false;
	});
	document.addEventListener("keydown", (event) => {
		if (event.key !== "Escape") return;
		for (const box of open()) {
			box.open = false;
			box.querySelector("summary").focus();
		}
	});
}
