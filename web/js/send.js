// Asks the server, with the token that every write needs. The fault it throws carries what
// the server said, so that the caller can show it beside the field.
import { say } from "./words.js";

const csrf = () => document.querySelector("meta[name=csrf]")?.content || "";

export class Refused extends Error {
	constructor(status, problem) {
		const first = problem?.errors?.[0];
		super(first?.message || problem?.detail || problem?.title || meaning(status));
		this.status = status;
		this.problem = problem;
	}
}

function meaning(status) {
	if (!status) return say("网络断了，内容还在，请再试", "No connection; nothing is lost, try again");
	if (status === 401 || status === 403) return say("没有权限，或登录已过期", "Not allowed, or logged out");
	if (status === 412) return say("别人刚改过，请刷新后再改", "Someone changed it just now; reload first");
	return say("服务器没有接受，请再试", "The server refused; try again");
}

export async function send(method, url, body, headers = {}) {
	const json = body && !(body instanceof FormData);
	let reply;
	try {
		reply = await fetch(url, {
			method,
			credentials: "same-origin",
			headers: {
				Accept: "application/json",
				"X-CSRF-Token": csrf(),
				...(json ? { "Content-Type": "application/json" } : {}),
				...headers,
			},
			body: json ? JSON.stringify(body) : body,
		});
	} catch {
		throw new Refused(0);
	}
	const answer = await reply.json().catch(() => null);
	if (!reply.ok) throw new Refused(reply.status, answer);
	return { answer, etag: reply.headers.get("ETag") };
}
