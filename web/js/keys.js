// The keys of a desk, off while typing or composing. A page gives a key its act by
// data-key on a link or button; rows, search and places are the same everywhere.
import { make } from "./make.js";
import { composing, typing } from "./typing.js";
import { say } from "./words.js";

const places = { t: "/", i: "/items", p: "/projects", m: "/meetings", b: "/board", w: "/wall" };
const list = [
	["/", "搜索", "Search"], ["Ctrl K", "去任何地方", "Go anywhere"],
	["j k", "下一行、上一行", "Next, previous row"], ["Enter", "打开", "Open"], ["x", "选中", "Select"],
	["e", "改单元格", "Edit cell"], ["a", "交办", "Assign"], ["r", "回复", "Reply"], ["c", "评论", "Comment"],
	["h", "催办", "Chase"], ["v", "核查销号", "Verify"], ["f", "筛选", "Filter"], ["[ ]", "上一周、下一周", "Week before, after"],
	["p", "打印", "Print"], ["g t", "今日", "Today"], ["g i", "待办", "Items"], ["g p", "项目", "Projects"],
	["g m", "例会", "Meetings"], ["g b", "晾晒台", "Board"], ["g w", "大屏", "Wall"], ["Ctrl Z", "撤销上一步", "Undo last"], ["?", "本表", "This list"],
];

const rows = () => [...document.querySelectorAll(".table tbody tr:not(.group)")];
const current = () => document.querySelector("tr.here");

function step(by) {
	const all = rows();
	const at = all.indexOf(current());
	const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
	if (!next) return;
	current()?.classList.remove("here");
	next.classList.add("here");
	next.scrollIntoView({ block: "nearest" });
	(next.querySelector("th a, td a") || next).focus({ preventScroll: true });
}

function help() {
	const dialog = make("dialog", { "aria-label": say("快捷键", "Keys") },
		make("h2", {}, say("快捷键", "Keys")),
		make("div", { class: "keys" }, ...list.map(([key, zh, en]) =>
			make("div", {}, make("span", {}, say(zh, en)), make("kbd", {}, key)))),
		make("form", { method: "dialog" }, make("button", {}, say("关闭", "Close"))));
	dialog.addEventListener("close", () => dialog.remove());
	document.body.append(dialog);
	dialog.showModal();
}

function press(key) {
	const row = current();
	const selector = `[data-key="${CSS.escape(key)}"]`;
	const act = row?.querySelector(selector) || document.querySelector(selector);
	act?.click();
	return Boolean(act);
}

const search = () => {
	const input = document.querySelector(".bar input[type=search]") || document.querySelector("input[type=search]");
	input?.focus();
	input?.select();
	return Boolean(input);
};

const acts = {
	"/": search,
	j: () => (step(1), true),
	k: () => (step(-1), true),
	x: () => (current()?.querySelector(".pick input")?.click(), true),
	e: () => {
		const cell = current()?.querySelector("td[data-field]");
		cell?.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
		return Boolean(cell);
	},
	f: () => {
		const field = document.querySelector(".filters select, .filters input");
		field?.focus();
		return Boolean(field);
	},
	p: () => (window.print(), true),
	"?": () => (help(), true),
};

export function keys() {
	let g = 0;
	document.addEventListener("keydown", (event) => {
		if (composing(event) || document.querySelector("dialog[open]")) return;
		if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
			if (search()) event.preventDefault();
			return;
		}
		if (typing(event)) return;
		if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
			if (press("Ctrl Z")) event.preventDefault();
			return;
		}
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		if (g && Date.now() - g < 1500 && places[event.key]) {
			g = 0;
			event.preventDefault();
			location.assign(places[event.key]);
			return;
		}
		g = event.key === "g" ? Date.now() : 0;
		if (g) return;
		// What the page itself offers comes first.
		if ((event.key.length === 1 && press(event.key)) || acts[event.key]?.()) event.preventDefault();
	});
}
