export function print(button) {
	button.addEventListener("click", () => window.print());
}
