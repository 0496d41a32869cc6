// For what cannot be undone: names the thing and the number; a great step wants the name typed.
import { make } from "./make.js";
import { composing } from "./typing.js";
import { say } from "./words.js";

export function confirmation(form) {
	let sure = false;
	form.addEventListener("submit", (event) => {
		if (sure || typeof HTMLDialogElement === "undefined") return;
		event.preventDefault();
		const button = event.submitter;
		ask(form, button, () => {
			sure = true;
			form.requestSubmit ? form.requestSubmit(button) : form.submit();
		});
	});
}

function ask(form, button, go) {
	const name = form.dataset.name;
	const yes = make("button", { class: "primary", disabled: Boolean(name) }, button?.textContent || say("确定", "Yes"));
	const no = make("button", { type: "button", autofocus: !name }, say("取消", "Cancel"));
	const input = make("input", { id: "confirm-name", autocomplete: "off" });
	const box = make("form", { method: "dialog", class: "stack" },
		make("p", { id: "confirm-words" }, form.dataset.words || say("此操作不可撤回。", "This cannot be undone.")),
		...(name ? [make("div", { class: "field" }, make("label", { for: "confirm-name" }, say(`请输入“${name}”`, `Type “${name}”`)), input)] : []),
		make("div", { class: "tools" }, yes, no));
	const dialog = make("dialog", { "aria-labelledby": "confirm-words" }, box);
	input.addEventListener("input", () => (yes.disabled = input.value.trim() !== name));
	input.addEventListener("keydown", (event) => composing(event) && event.stopPropagation());
	no.addEventListener("click", () => dialog.close());
	box.addEventListener("submit", () => !yes.disabled && go());
	dialog.addEventListener("close", () => (dialog.remove(), button?.focus()));
	document.body.append(dialog);
	dialog.showModal();
}
