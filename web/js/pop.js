// One small window open at a time; a press outside or Esc closes it.
const open = () => document.querySelectorAll("details.pop[open], details.roles[open]");

export function pop() {
	const meant = document.querySelector("details.pop:target");
	if (meant) meant.open = true;
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
