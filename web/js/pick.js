// Picks rows: a click, Shift for a range, the head's box for the page. Shows how many.
import { say } from "./words.js";

export function pick(form) {
	const all = form.querySelector("input[data-all]");
	const bulk = form.querySelector(".bulk");
	const boxes = () => [...form.querySelectorAll("tbody .pick input[type=checkbox]")];
	let last = null;

	const show = () => {
		const list = boxes();
		const on = list.filter((box) => box.checked);
		for (const box of list) box.closest("tr").classList.toggle("selected", box.checked);
		if (all) {
			all.checked = on.length > 0 && on.length === list.length;
			all.indeterminate = on.length > 0 && on.length < list.length;
		}
		if (!bulk) return;
		bulk.hidden = !on.length;
		const output = bulk.querySelector("output");
		if (output) output.textContent = say(`已选 ${on.length} 条`, `${on.length} selected`);
	};

	form.addEventListener("click", (event) => {
		const box = event.target.closest("tbody .pick input");
		if (!box) return;
		const list = boxes();
		const from = list.indexOf(last);
		if (event.shiftKey && from >= 0) {
			const to = list.indexOf(box);
			for (const one of list.slice(Math.min(from, to), Math.max(from, to) + 1)) one.checked = box.checked;
		}
		last = box;
		show();
	});
	all?.addEventListener("change", () => {
		for (const box of boxes()) box.checked = all.checked;
		show();
	});
	form.addEventListener("change", show);
	show();
}
