// Reads an amount in 万元 back in 亿元, so that a slipped digit is seen.
import { make } from "./make.js";
import { say } from "./words.js";

export function reading(words) {
	const plain = words
		.replace(/[\uff10-\uff19\uff0e\uff0c]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
		.replace(/[,\s]/g, "");
	if (!/^-?\d+(\.\d+)?$/.test(plain)) return "";
	const wan = Number(plain);
	if (Math.abs(wan) >= 10000) return say(`${(wan / 10000).toFixed(2)} 亿元`, `${(wan / 100).toFixed(1)} million yuan`);
	return say(`${wan.toLocaleString("zh-CN")} 万元`, `${(wan * 10000).toLocaleString("en")} yuan`);
}

export function amount(input) {
	const output = make("output", { class: "reading", for: input.id });
	input.after(output);
	const show = () => (output.textContent = reading(input.value));
	input.addEventListener("input", show);
	show();
}
