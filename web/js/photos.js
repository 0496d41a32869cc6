// Photos are made small before they travel: 1,920 px, about 400 KB, upright. With data-url
// each goes alone, with its own progress and its own second try.
import { make } from "./make.js";
import { say } from "./words.js";

const LONGEST = 1920;
const ENOUGH = 400 * 1024;

async function shrunk(file) {
	let picture;
	try {
		picture = await createImageBitmap(file, { imageOrientation: "from-image" });
	} catch {
		return file; // a kind that this browser cannot read: the server will
	}
	const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
	if (scale === 1 && file.size <= ENOUGH) return file;
	const canvas = make("canvas");
	canvas.width = Math.round(picture.width * scale);
	canvas.height = Math.round(picture.height * scale);
	canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
	picture.close?.();
	for (const quality of [0.82, 0.7, 0.55]) {
		const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
		if (blob && (blob.size <= ENOUGH || quality === 0.55)) {
			const name = file.name.replace(/\.\w+$/, "") + ".jpg";
			return new File([blob], name, { type: "image/jpeg", lastModified: file.lastModified });
		}
	}
	return file;
}

// Drawn on a canvas: the page's rules admit no blob: addresses.
async function thumbnail(file) {
	const canvas = make("canvas", { role: "img", "aria-label": file.name });
	canvas.width = 320;
	canvas.height = 240;
	try {
		const picture = await createImageBitmap(file);
		const scale = Math.max(320 / picture.width, 240 / picture.height);
		const [w, h] = [picture.width * scale, picture.height * scale];
		canvas.getContext("2d").drawImage(picture, (320 - w) / 2, (240 - h) / 2, w, h);
	} catch { /* no preview; the name stands below */ }
	return canvas;
}

function upload(file, input, line) {
	const bar = make("progress", { max: 100, value: 0, "aria-label": file.name });
	const words = line.querySelector("small");
	line.append(bar);
	const request = new XMLHttpRequest();
	request.open("POST", input.dataset.url);
	request.setRequestHeader("Accept", "application/json");
	request.setRequestHeader("X-CSRF-Token", document.querySelector("meta[name=csrf]")?.content || "");
	request.upload.onprogress = (event) => event.lengthComputable && (bar.value = (event.loaded / event.total) * 100);
	request.onloadend = () => {
		bar.remove();
		if (request.status >= 200 && request.status < 300) {
			words.textContent = say("已上传 ✓", "Sent ✓");
			return;
		}
		const again = make("button", { type: "button", class: "plain" }, say("再传一次", "Retry"));
		again.addEventListener("click", () => (again.remove(), upload(file, input, line)));
		words.textContent = say("没传上", "Not sent");
		line.append(again);
	};
	const body = new FormData();
	body.append(input.name || "photo", file);
	request.send(body);
}

export function photos(input) {
	const most = Number(input.dataset.max || 9);
	const list = make("ul", { class: "photos", "aria-live": "polite" });
	input.after(list);
	input.addEventListener("change", async () => {
		const chosen = [...input.files].slice(0, most);
		const left = input.files.length - chosen.length;
		list.replaceChildren();
		const ready = new DataTransfer();
		for (const original of chosen) {
			const line = make("li", {}, make("small", {}, say("正在缩小…", "Shrinking…")));
			list.append(line);
			const file = await shrunk(original);
			line.prepend(await thumbnail(file));
			line.querySelector("small").textContent = `${Math.ceil(file.size / 1024)} KB`;
			ready.items.add(file);
			if (input.dataset.url) upload(file, input, line);
		}
		input.files = ready.files;
		if (left > 0)
			list.append(make("li", {}, make("small", {}, say(`最多 ${most} 张，另外 ${left} 张没有加入`, `At most ${most}; ${left} left out`))));
	});
}
