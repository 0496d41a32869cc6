// Counts a speaker's time down, and on beyond nought.
export function timer(output) {
	const end = Date.now() + Number(output.dataset.seconds || 180) * 1000;
	const show = () => {
		if (!output.isConnected) clearInterval(beat);
		const left = Math.round((end - Date.now()) / 1000);
		const size = Math.abs(left);
		output.textContent = `${left < 0 ? "−" : ""}${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
		output.classList.toggle("over", left < 0);
	};
	const beat = setInterval(show, 1000);
	show();
}
