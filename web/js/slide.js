// Says the slider's percent while it moves.
export function slide(input) {
	const output = input.parentElement.querySelector("output");
	input.addEventListener("input", () => output && (output.textContent = `${input.value}%`));
}
