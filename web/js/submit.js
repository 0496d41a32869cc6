// A filter applies when it is chosen.
export function submit(control) {
	control.addEventListener("change", () => {
		for (const field of control.form.elements) if (!field.value && field.name) field.disabled = true;
		control.form.submit();
	});
}
