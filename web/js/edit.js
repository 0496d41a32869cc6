// Cells that can be typed in: double-click, Enter or `e` opens; Enter saves and goes down, Tab
// saves and goes right, Esc gives up. A refused cell stays open with the reason.
import { make } from "./make.js";
import { send } from "./send.js";
import { composing } from "./typing.js";
import { say } from "./words.js";

const cellOf = (node) => node.closest?.("td[data-field]");
const value = (cell) => cell.dataset.value ?? (cell.textContent.trim() === "—" ? "" : cell.textContent.trim());

function control(cell) {
	const name = cell.dataset.label || cell.dataset.field;
	if (!cell.dataset.options) return make("input", { value: value(cell), "aria-label": name });
	const select = make("select", { "aria-label": name });
	for (const pair of cell.dataset.options.split(",")) {
		const [code, words = code] = pair.split("=");
		select.append(make("option", { value: code, selected: code === value(cell) }, words));
	}
	return select;
}

function neighbour(cell, key) {
	const row = cell.parentElement;
	if (key === "Tab") {
		const cells = [...row.querySelectorAll("td[data-field]")];
		return cells[cells.indexOf(cell) + 1] || null;
	}
	let next = row.nextElementSibling;
	while (next && !next.querySelector(`[data-field="${cell.dataset.field}"]`)) next = next.nextElementSibling;
	return next?.querySelector(`[data-field="${cell.dataset.field}"]`) || null;
}

function open(cell) {
	if (!cell || cell.classList.contains("editing")) return;
	const before = [...cell.childNodes];
	const field = control(cell);
	const close = (...words) => {
		cell.classList.remove("editing", "pending");
		cell.replaceChildren(...words);
	};
	let busy = false, done = false;

	const save = async (key) => {
		if (busy || done) return;
		if (field.value === value(cell)) {
			done = true;
			close(...before);
			return move(key);
		}
		busy = true;
		cell.classList.add("pending");
		cell.querySelector(".error")?.remove();
		const row = cell.closest("tr");
		try {
			const { etag } = await send("PATCH", row.dataset.url, { [cell.dataset.field]: field.value },
				{ "If-Match": `"${row.dataset.version}"` });
			if (etag) row.dataset.version = etag.replace(/^W\//, "").replaceAll('"', "");
			done = true;
			const words = field.selectedOptions ? field.selectedOptions[0].textContent : field.value || "—";
			cell.dataset.value = field.value;
			close(words);
			cell.classList.add("saved");
			setTimeout(() => cell.classList.remove("saved"), 2000);
			move(key);
		} catch (fault) {
			cell.classList.remove("pending");
			cell.append(make("p", { class: "error", role: "alert" }, fault.message));
			field.setAttribute("aria-invalid", "true");
			field.focus();
		}
		busy = false;
	};
	const move = (key) => {
		if (!key) return;
		const next = neighbour(cell, key);
		next ? (next.focus(), open(next)) : cell.focus();
	};

	field.addEventListener("keydown", (event) => {
		event.stopPropagation();
		if (composing(event)) return;
		if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) {
			event.preventDefault();
			save(event.key);
		} else if (event.key === "Escape") {
			done = true;
			close(...before);
			cell.focus();
		}
	});
	field.addEventListener("blur", () => setTimeout(() => done || document.activeElement === field || save(), 0));
	cell.replaceChildren(field);
	cell.classList.add("editing");
	field.focus();
	field.select?.();
}

export function edit(table) {
	table.addEventListener("dblclick", (event) => open(cellOf(event.target)));
	table.addEventListener("keydown", (event) => {
		if ((event.key === "Enter" || event.key === "e") && cellOf(event.target) === event.target) {
			event.preventDefault();
			event.stopPropagation();
			open(event.target);
		}
	});
	for (const cell of table.querySelectorAll("td[data-field]"))
		cell.title = say("双击修改", "Double-click to edit");
}
