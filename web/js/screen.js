// The meeting room: ← → or space between slides, a to decide, f for the full screen, Esc back
// to the page.
import { typing } from "./typing.js";

export function screen() {
	const go = (rel) => document.querySelector(`a[rel=${rel}], [data-go=${rel}]`)?.click();
	document.addEventListener("keydown", (event) => {
		if (typing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
		const key = event.key;
		if (key === "ArrowRight" || key === "PageDown" || (key === " " && !event.target.closest("button, a"))) go("next");
		else if (key === "ArrowLeft" || key === "PageUp") go("prev");
		else if (key === "f") document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.();
		else if (key === "a") {
			const decide = document.querySelector("#decide summary");
			decide?.click();
			decide?.parentElement.querySelector("input:not([type=hidden]), select")?.focus();
		} else if (key === "Escape" && !document.fullscreenElement) go("up");
		else return;
		event.preventDefault();
	});
}
