// A file let fall on the area is chosen, and the form goes.
export function drop(area) {
	const input = area.querySelector("input[type=file]");
	const over = (on) => (event) => {
		event.preventDefault();
		area.classList.toggle("over", on);
	};
	area.addEventListener("dragover", over(true));
	area.addEventListener("dragleave", over(false));
	area.addEventListener("drop", (event) => {
		over(false)(event);
		if (!event.dataTransfer.files.length) return;
		input.files = event.dataTransfer.files;
		input.dispatchEvent(new Event("change", { bubbles: true }));
	});
	input.addEventListener("change", () => {
		if (!input.files.length || !input.form) return;
		area.setAttribute("aria-busy", "true");
		input.form.requestSubmit ? input.form.requestSubmit() : input.form.submit();
	});
}
