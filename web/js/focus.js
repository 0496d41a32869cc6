// The summary of what must be mended takes the focus; its lines lead to the fields.
export function focus(element) {
	element.focus();
	element.addEventListener("click", (event) => {
		const link = event.target.closest("a[href^='#']");
		const field = link && document.getElementById(link.getAttribute("href").slice(1));
		if (!field) return;
		event.preventDefault();
		field.scrollIntoView({ block: "center" });
		field.focus();
	});
}
