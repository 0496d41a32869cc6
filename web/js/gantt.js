// Moves a bar by whole days: with the pointer, or with ← → on the focused bar and Enter. Esc
// leaves it. The server computes the consequences and decides; the table beside it can be
// typed in as well.
import { send } from "./send.js";
import { toast } from "./toast.js";
import { composing } from "./typing.js";
import { say } from "./words.js";

export function gantt(box) {
	const width = Number(box.dataset.day || 4);
	const moves = new WeakMap();
	const chart = box.querySelector(".chart");
	const today = chart?.querySelector("path.today");
	if (today) chart.scrollLeft = today.getBBox().x - chart.clientWidth / 2;

	const show = (bar, days) => {
		moves.set(bar, days);
		const shift = days ? `translate(${days * width} 0)` : "";
		bar.setAttribute("transform", shift);
		bar.nextElementSibling?.matches(".part") && bar.nextElementSibling.setAttribute("transform", shift);
		bar.classList.toggle("moving", days !== 0);
		bar.setAttribute("aria-valuenow", days);
		bar.setAttribute("aria-valuetext", days
			? say(`${days > 0 ? "推后" : "提前"} ${Math.abs(days)} 天`, `${Math.abs(days)} days ${days > 0 ? "later" : "earlier"}`)
			: `${bar.dataset.start} – ${bar.dataset.finish}`);
	};

	const post = async (bar) => {
		const days = moves.get(bar) || 0;
		if (!days) return;
		try {
			const { answer } = await send("POST", bar.dataset.url, { days }, { "If-Match": `"${bar.dataset.version}"` });
			if (answer?.go) location.assign(answer.go); // the page of consequences
			else location.reload();
		} catch (fault) {
			show(bar, 0);
			toast(fault.message);
		}
	};

	box.addEventListener("pointerdown", (event) => {
		const bar = event.target.closest(".bar[data-url]");
		if (!bar || event.button) return;
		event.preventDefault();
		bar.focus();
		bar.setPointerCapture(event.pointerId);
		const from = event.clientX - (moves.get(bar) || 0) * width;
		const move = (e) => show(bar, Math.round((e.clientX - from) / width));
		const end = (e) => {
			bar.removeEventListener("pointermove", move);
			bar.removeEventListener("pointerup", end);
			bar.removeEventListener("pointercancel", end);
			e.type === "pointerup" ? post(bar) : show(bar, 0);
		};
		bar.addEventListener("pointermove", move);
		bar.addEventListener("pointerup", end);
		bar.addEventListener("pointercancel", end);
	});

	box.addEventListener("keydown", (event) => {
		const bar = event.target.closest(".bar[data-url]");
		if (!bar || composing(event)) return;
		const days = moves.get(bar) || 0;
		const step = event.shiftKey ? 7 : 1;
		if (event.key === "ArrowLeft") show(bar, days - step);
		else if (event.key === "ArrowRight") show(bar, days + step);
		else if (event.key === "Enter") post(bar);
		else if (event.key === "Escape") show(bar, 0);
		else return;
		event.preventDefault();
		event.stopPropagation();
	});
}
