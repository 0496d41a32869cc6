// Cells that can be typed in: double-click, Enter or `e` opens; Enter saves and goes down, Tab
// saves and goes right, Esc gives up. A refused cell stays open with the reason; where someone
// else was faster, it shows their value and keeps ours. The head of a column says how it is
// typed: text, day, money (万元), share, int, options.
import { make } from "./make.js";
import { send } from "./send.js";
import { composing } from "./typing.js";
import { say } from "./words.js";

const cellOf = (node) => node.closest?.("td[data-field]");
const head = (cell) => cell.closest("table").tHead?.rows[0].cells[cell.cellIndex];
const shown = (cell) => (cell.textContent.trim() === "—" ? "" : cell.textContent.trim());
const value = (cell) => cell.dataset.value ?? shown(cell);
const type = (cell) => head(cell)?.dataset.type || "text";

// ---- what a column may hold, asked once a page
const asked = new Map();
function options(cell) {
	const url = `/choices/${cell.closest("table").dataset.entity}/${cell.dataset.field}`;
	if (!asked.has(url)) asked.set(url, send("GET", url).then(({ answer }) => answer, (fault) => {
		asked.delete(url);
		throw fault;
	}));
	return asked.get(url);
}

async function control(cell) {
	const label = { "aria-label": head(cell)?.textContent.trim() || cell.dataset.field };
	const kind = type(cell);
	if (kind !== "options") {
		const input = make("input", { ...label, value: value(cell),
			type: kind === "day" ? "date" : "text", inputmode: ["money", "share", "int"].includes(kind) ? "decimal" : null });
		return { field: input, parts: [input, ...(kind === "money" ? [make("small", {}, say("万元", "10,000 yuan"))] : kind === "share" ? [make("small", {}, "%")] : [])] };
	}
	const { items, required } = await options(cell);
	const select = make("select", label);
	if (!required || !value(cell)) select.append(make("option", { value: "" }, "—"));
	for (const one of items) select.append(make("option", { value: one.value, selected: one.value === value(cell) }, one.words));
	return { field: select, parts: [select] };
}

// The API speaks yuan, the page 万元: four places, moved in the digits themselves.
function yuan(words) {
	const plain = words.replace(/[,，\s]/g, "");
	const parts = plain.match(/^(-?)(\d+)(?:\.(\d{0,6}))?$/);
	if (!parts) return plain;
	const after = (parts[3] || "").padEnd(6, "0");
	return `${parts[1]}${parts[2]}${after.slice(0, 4)}.${after.slice(4, 6)}`.replace(/^(-?)0+(?=\d)/, "$1");
}

function wan(words) {
	const parts = words?.match(/^(-?)(\d+)(?:\.(\d+))?$/);
	if (!parts) return words ?? "";
	const digits = parts[2].padStart(5, "0"), after = (digits.slice(-4) + (parts[3] || "")).replace(/0+$/, "");
	return parts[1] + digits.slice(0, -4) + (after ? `.${after}` : "");
}

// A record's field as the cell types it.
const typed = (cell, record) => {
	const got = record?.[cell.dataset.field];
	return got == null ? "" : type(cell) === "money" ? wan(got) : String(got);
};

function words(cell, typedValue, field) {
	if (!typedValue) return "—";
	if (type(cell) === "money") return Math.round(Number(typedValue)).toLocaleString("en");
	if (type(cell) === "share") return `${Number(typedValue).toFixed(1)}%`;
	if (type(cell) === "options") return [...field.options].find((o) => o.value === typedValue)?.textContent || typedValue;
	return typedValue;
}

// ---- going about
function neighbour(cell, key) {
	const row = cell.parentElement, cells = [...row.querySelectorAll("td[data-field]")];
	if (key === "Tab" || key === "ArrowRight") return cells[cells.indexOf(cell) + 1] || null;
	if (key === "BackTab" || key === "ArrowLeft") return cells[cells.indexOf(cell) - 1] || null;
	const step = key === "ArrowUp" ? "previousElementSibling" : "nextElementSibling";
	let next = row[step];
	while (next && !next.querySelector(`[data-field="${cell.dataset.field}"]`)) next = next[step];
	return next?.querySelector(`[data-field="${cell.dataset.field}"]`) || null;
}

// One cell of the table takes the Tab key; the arrows go from there.
function stand(cell) {
	for (const other of cell.closest("table").querySelectorAll("td[data-field][tabindex='0']")) other.tabIndex = -1;
	cell.tabIndex = 0;
}

async function open(cell) {
	if (!cell || !cell.closest("tr[data-url]") || cell.classList.contains("editing")) return;
	const before = [...cell.childNodes];
	cell.classList.add("editing");
	let made;
	try {
		made = await control(cell);
	} catch (fault) {
		cell.classList.remove("editing");
		return refuse(cell, fault.message);
	}
	const { field, parts } = made;
	let busy = false, done = false;
	const close = (...content) => {
		done = true;
		cell.classList.remove("editing", "pending");
		cell.replaceChildren(...content);
	};
	const move = (key) => {
		if (!key) return;
		const next = neighbour(cell, key);
		next ? (next.focus(), open(next)) : cell.focus();
	};

	const save = async (key) => {
		if (busy || done) return;
		if (field.value === value(cell)) {
			close(...before);
			return move(key);
		}
		busy = true;
		cell.classList.add("pending");
		cell.querySelector(".error")?.remove();
		const row = cell.closest("tr");
		const wanted = type(cell) === "money" ? yuan(field.value) : field.value;
		try {
			const { answer, etag } = await send("PATCH", row.dataset.url, { [cell.dataset.field]: wanted },
				{ "If-Match": `"${row.dataset.version}"` });
			if (etag) row.dataset.version = etag.replace(/^W\//, "").replaceAll('"', "");
			const now = answer && cell.dataset.field in answer ? typed(cell, answer) : field.value;
			if (cell.dataset.value != null || type(cell) === "options") cell.dataset.value = now;
			close(words(cell, now, field));
			cell.classList.add("saved");
			setTimeout(() => cell.classList.remove("saved"), 2000);
			move(key);
		} catch (fault) {
			cell.classList.remove("pending");
			refuse(cell, fault.status === 412 ? await theirs() : fault.message);
			field.setAttribute("aria-invalid", "true");
			field.focus();
		}
		busy = false;
	};

	// Someone was faster: their value is told, ours stays; Enter puts ours, Esc keeps theirs.
	const theirs = async () => {
		const row = cell.closest("tr");
		try {
			const { answer, etag } = await send("GET", row.dataset.url);
			const now = typed(cell, answer);
			row.dataset.version = etag?.replace(/^W\//, "").replaceAll('"', "") || answer.version;
			if (cell.dataset.value != null || type(cell) === "options") cell.dataset.value = now;
			before.splice(0, before.length, document.createTextNode(words(cell, now, field)));
			return say(`别人刚改过，现为“${words(cell, now, field)}”。回车用您的，Esc 用对方的。`,
				`Someone has just changed it; it is “${words(cell, now, field)}” now. Enter puts yours, Esc keeps theirs.`);
		} catch (fault) {
			return fault.message;
		}
	};

	field.addEventListener("keydown", (event) => {
		event.stopPropagation();
		if (composing(event)) return;
		if (event.key === "Enter" || event.key === "Tab") {
			event.preventDefault();
			save(event.key === "Tab" && event.shiftKey ? "BackTab" : event.key);
		} else if (event.key === "Escape") {
			close(...before);
			cell.focus();
		}
	});
	field.addEventListener("blur", () => setTimeout(() => done || cell.contains(document.activeElement) || cell.querySelector(".error") || save(), 0));
	cell.replaceChildren(...parts);
	field.focus();
	field.select?.();
}

function refuse(cell, message) {
	const id = `refused-${Date.now()}`;
	cell.querySelector(".error")?.remove();
	cell.append(make("p", { class: "error", role: "alert", id }, message));
	cell.querySelector("input, select")?.setAttribute("aria-describedby", id);
}

export function edit(table) {
	table.addEventListener("dblclick", (event) => {
		if (!event.target.closest("a, button, input, select")) open(cellOf(event.target));
	});
	table.addEventListener("keydown", (event) => {
		const cell = cellOf(event.target);
		if (!cell || cell !== event.target || composing(event)) return;
		const next = event.key.startsWith("Arrow") && neighbour(cell, event.key);
		if (next) next.focus();
		else if (event.key === "Enter" || event.key === "e") open(cell);
		else return;
		event.preventDefault();
		event.stopPropagation();
	});
	table.addEventListener("focusin", (event) => cellOf(event.target) === event.target && stand(event.target));
	const cells = [...table.querySelectorAll("tr[data-url] td[data-field]")];
	if (cells.length && table.matches("table")) table.setAttribute("role", "grid");
	for (const [n, cell] of cells.entries()) {
		cell.tabIndex = n ? -1 : 0;
		cell.title = say("双击修改", "Double-click to edit");
	}
}
