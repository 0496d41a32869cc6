// What every test program here shares: counting, servers, sessions. Prints one line a failure.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const build = process.env.GUATU_BUILD || "build";
export const program = process.env.GUATU || `${build}/asan/guatu`;
let passed = 0, failed = 0, skipped = 0;

export function check(truth, what) {
	if (truth) passed++;
	else { failed++; console.log(`FAILED ${what}`); }
	return Boolean(truth);
}
export function equal(got, want, what) {
	return check(JSON.stringify(got) === JSON.stringify(want),
		`${what}: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
}
export function skip(what) { skipped++; console.log(`skipped ${what}`); }
export function finish() {
	console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
	process.exit(failed ? 1 : 0);
}
export function folder() {
	const path = mkdtempSync(join(tmpdir(), "guatu-"));
	process.on("exit", () => rmSync(path, { recursive: true, force: true }));
	return path;
}
export function guatu(args, options = {}) {
	const ran = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28, ...options });
	return { code: ran.status, out: ran.stdout, err: ran.stderr };
}
// Starts the server on a port of its own choice; resolves when it listens.
/* clock: a file whose ISO instant the server takes for the time. */
export function serve(args, clock) {
	const child = spawn(program, ["serve", "--listen", "127.0.0.1:0", ...args], { env: { ...process.env, ...(clock ? { GUATU_CLOCK: clock } : {}) } });
	let said = "";
	return new Promise((resolve, reject) => {
		child.stdout.on("data", (text) => {
			said += text;
			const at = said.match(/http:\/\/127\.0\.0\.1:(\d+)/);
			const more = async (pattern) => {
				for (;;) {
					const found = said.match(pattern);
					if (found) return found;
					await new Promise((next) => child.stdout.once("data", next));
				}
			};
			if (at) resolve({ child, url: at[0], more, stop: () => new Promise((done) => {
				child.on("exit", done); child.kill("SIGTERM"); }) });
		});
		let errors = "";
		child.stderr.on("data", (text) => { errors += text; });
		child.on("exit", (code) => reject(new Error(`server ended ${code}: ${errors}`)));
	});
}
export class Session {
	constructor(url) { this.url = url; this.cookie = ""; this.csrf = ""; }
	async ask(method, path, { form, json, headers = {} } = {}) {
		const h = { Cookie: this.cookie, ...headers };
		let body;
		if (json !== undefined) { h["Content-Type"] = "application/json"; body = JSON.stringify(json); }
		else if (form instanceof FormData) { form.append("csrf", this.csrf); body = form; }
		else if (form !== undefined) body = new URLSearchParams({ ...form, csrf: this.csrf });
		if (json !== undefined) h["X-CSRF-Token"] = this.csrf;
		const answer = await fetch(this.url + path, { method, headers: h, body, redirect: "manual" });
		for (const c of answer.headers.getSetCookie())
			if (c.startsWith("guatu=")) this.cookie = c.split(";")[0];
		const bytes = Buffer.from(await answer.arrayBuffer());
		const text = bytes.toString("utf8");
		const csrf = text.match(/name="csrf" content="([0-9a-f]+)"/);
		if (csrf) this.csrf = csrf[1];
		return { status: answer.status, headers: answer.headers, text, bytes };
	}
	async enter(login) {
		const got = await this.ask("POST", "/login/demo", { form: { login } });
		if (got.status !== 303) throw new Error(`${login} could not log in: ${got.status}`);
		await this.ask("GET", "/me");
		return this;
	}
}
