// A date field that takes 2026.11.5, 11月5日, 今天, +3 and says the weekday. The server reads
// the same words and decides; what is a workday it alone knows.
import { make } from "./make.js";
import { say } from "./words.js";

const week = ["日", "一", "二", "三", "四", "五", "六"];
const near = { 昨天: -1, 今天: 0, 明天: 1, 后天: 2, today: 0, tomorrow: 1 };

const shifted = (days) => {
	const now = new Date();
	return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
};

export function read(words) {
	const text = words.trim().replace(/[\uff10-\uff19]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
	if (text in near) return shifted(near[text]);
	const plus = /^[+\uff0b](\d{1,4})天?$/.exec(text);
	if (plus) return shifted(Number(plus[1]));
	const parts = /^(?:(\d{4})\D+)?(\d{1,2})\D+(\d{1,2})\D*$/.exec(text);
	if (!parts) return null;
	const [year, month, date] = [Number(parts[1] || new Date().getFullYear()), Number(parts[2]), Number(parts[3])];
	const found = new Date(year, month - 1, date);
	return found.getMonth() === month - 1 && found.getDate() === date ? found : null;
}

export const iso = (day) =>
	[day.getFullYear(), day.getMonth() + 1, day.getDate()].map((n) => String(n).padStart(2, "0")).join("-");

function spoken(words) {
	if (!words.trim()) return "";
	if (/^[+\uff0b]\d{1,4}个?工作日$/.test(words.trim())) return say("保存时按工作日历推算", "Counted in workdays when saved");
	const found = read(words);
	if (!found) return say("没读懂，可写 2026.11.5、11月5日、今天、+3", "Not understood; try 2026-11-05, today or +3");
	const name = say(`周${week[found.getDay()]}`, found.toLocaleDateString("en", { weekday: "long" }));
	const rest = found.getDay() % 6 === 0 ? say("，周末", ", weekend") : "";
	return `${iso(found)} ${name}${rest}`;
}

export function day(input) {
	// A phone's own date wheel is better than typing; a desk's is not.
	if (input.type === "date" && matchMedia("(pointer: fine)").matches) input.type = "text";
	input.autocomplete = "off";
	const output = make("output", { class: "reading", for: input.id });
	input.after(output);
	const show = () => (output.textContent = spoken(input.value));
	input.addEventListener("input", show);
	input.addEventListener("change", () => {
		const found = input.type === "text" && read(input.value);
		if (found) input.value = iso(found);
		show();
	});
	show();
}
