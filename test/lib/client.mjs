// A browser without a screen: keeps cookies, follows links and posts the forms that a page really has.
import assert from "node:assert/strict";

const entities = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", nbsp: "\u00a0" };
export const unescape = (text) => text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name) => {
	if (name in entities) return entities[name];
	if (/^#x/i.test(name)) return String.fromCodePoint(parseInt(name.slice(2), 16));
	if (name[0] === "#") return String.fromCodePoint(Number(name.slice(1)));
	return whole;
});

const attribute = (tag, name) => {
	const found = tag.match(new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s>/])`, "i"));
	return found ? unescape(found[1] ?? "") : null;
};

// The forms of a page: { action, method, fields: [[name, value]], buttons, html }.
export function formsOf(html) {
	const forms = [];
	for (const [whole, open, inner] of html.matchAll(/(<form\b[^>]*>)([\s\S]*?)<\/form>/gi)) {
		const fields = [];
		const buttons = [];
		for (const [element, kind] of inner.matchAll(/<(input|select|textarea|button)\b[^>]*>(?:[\s\S]*?<\/\1>)?/gi)) {
			const tag = element.match(/^<[^>]*>/)[0];
			const name = attribute(tag, "name");
			if (!name || attribute(tag, "disabled") !== null) continue;
			if (/^input$/i.test(kind)) {
				const type = (attribute(tag, "type") || "text").toLowerCase();
				if (type === "file") continue;
				if (["submit", "image"].includes(type)) { buttons.push([name, attribute(tag, "value") ?? ""]); continue; }
				if (["checkbox", "radio"].includes(type) && attribute(tag, "checked") === null) continue;
				fields.push([name, attribute(tag, "value") ?? (["checkbox", "radio"].includes(type) ? "on" : "")]);
			} else if (/^textarea$/i.test(kind)) {
				fields.push([name, unescape(element.replace(/^<[^>]*>\n?/, "").replace(/<\/textarea>$/i, ""))]);
			} else if (/^select$/i.test(kind)) {
				const options = [...element.matchAll(/<option\b[^>]*>([\s\S]*?)(?=<option|<\/option|<\/select|<\/optgroup)/gi)];
				const chosen = options.find(([o]) => attribute(o.match(/^<[^>]*>/)[0], "selected") !== null) || options[0];
				if (chosen) fields.push([name, attribute(chosen[0].match(/^<[^>]*>/)[0], "value") ?? unescape(chosen[1].trim())]);
			} else {
				buttons.push([name, attribute(tag, "value") ?? ""]);
			}
		}
		forms.push({
			action: attribute(open, "action") ?? "",
			method: (attribute(open, "method") || "get").toUpperCase(),
			multipart: /multipart/i.test(attribute(open, "enctype") || ""),
			fields, buttons, html: whole,
		});
	}
	return forms;
}

// The Set-Cookie lines of an answer. Node 18 as Debian ships it gives them joined by commas alone; a comma inside of one
// (Expires) has no name and "=" after it.
const cookieLines = (headers) => (headers.get("set-cookie") ?? "").split(/, (?=[^\s;,=]+=)/).filter(Boolean);

export class Client {
	constructor(url, lang = "zh") {
		this.base = url;
		this.lang = lang;
		this.cookies = new Map();
		this.page = null;
	}

	async ask(target, { method = "GET", body, headers = {}, follow = true } = {}) {
		const url = new URL(target, this.page ? this.page.url : this.base);
		const cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join("; ");
		const answer = await fetch(url, {
			method, body, redirect: "manual",
			headers: { ...(cookie ? { Cookie: cookie } : {}), ...headers },
		});
		for (const line of cookieLines(answer.headers)) {
			const [pair, ...attributes] = line.split(";");
			const at = pair.indexOf("=");
			const name = pair.slice(0, at).trim();
			if (attributes.some((a) => /max-age=0/i.test(a.trim()))) this.cookies.delete(name);
			else this.cookies.set(name, pair.slice(at + 1));
		}
		if (follow && [301, 302, 303, 307, 308].includes(answer.status)) {
			await answer.arrayBuffer();
			return this.ask(new URL(answer.headers.get("location"), url).toString(), { follow });
		}
		const bytes = Buffer.from(await answer.arrayBuffer());
		const page = { status: answer.status, headers: answer.headers, url: url.toString(), bytes, text: bytes.toString("utf8") };
		if (/text\/html/.test(answer.headers.get("content-type") || "")) this.page = page;
		return page;
	}

	// Opens a page of the site in this client's language: open("/me/calculator").
	async open(path, options = {}) {
		const page = await this.ask(`${this.base}/${this.lang}${path}`, options);
		if (!options.status) assert.equal(page.status, 200, `${path} answered ${page.status}: ${page.text.slice(0, 400)}`);
		else assert.equal(page.status, options.status, `${path} answered ${page.status}`);
		return page;
	}

	// The form of the current page whose action ends in `action` (or matches a RegExp).
	form(action, page = this.page) {
		const found = formsOf(page.text).find((f) => (action instanceof RegExp ? action.test(f.action) : f.action.endsWith(action)));
		assert.ok(found, `no form to ${action} on ${page.url}; there are: ${formsOf(page.text).map((f) => f.action).join(", ")}`);
		return found;
	}

	// Fills the form of the current page and sends it. values: { name: text | [texts] }; files: [[field, name, bytes, type]].
	async submit(action, values = {}, { files, button, follow = true, form } = {}) {
		const found = form || this.form(action);
		const fields = found.fields.filter(([name]) => !(name in values));
		for (const [name, value] of Object.entries(values))
			for (const one of Array.isArray(value) ? value : [value]) fields.push([name, one]);
		if (button) fields.push(button);
		const target = new URL(found.action || this.page.url, this.page.url).toString();
		if (found.method === "GET") return this.ask(`${target}?${new URLSearchParams(fields)}`, { follow });
		let body;
		const headers = { Origin: this.base };
		if (found.multipart || files) {
			body = new FormData();
			for (const [name, value] of fields) body.append(name, value);
			for (const [field, name, bytes, type] of files || []) body.append(field, new Blob([bytes], { type }), name);
		} else {
			body = new URLSearchParams(fields).toString();
			headers["Content-Type"] = "application/x-www-form-urlencoded";
		}
		return this.ask(target, { method: "POST", body, headers, follow });
	}
}

// The text of a page as a reader sees it.
export const plain = (html) =>
	unescape(html.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, " ").replace(/<[^>]+>/g, " ")).replace(/[\s\u00a0]+/g, " ");
