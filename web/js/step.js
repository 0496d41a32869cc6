// Steps the room's screen without leaving the page, so that the full screen stays full: the
// answer is the page as it is now, and its living parts take the place of these.
import { inUse, renew } from "./live.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

export function step(form) {
	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		const body = new URLSearchParams(new FormData(form, event.submitter));
		const reply = await fetch(form.action, { method: "POST", credentials: "same-origin", headers: { Accept: "text/html" }, body }).catch(() => null);
		if (!reply?.ok) {
			toast(say("没有翻动，请再试", "Not moved; try again"));
			return;
		}
		const page = new DOMParser().parseFromString(await reply.text(), "text/html");
		for (const part of document.querySelectorAll("[data-do~=live][data-topic~=screen]"))
			if (!inUse(part) || part.contains(event.submitter)) renew(part, page);
	});
}
