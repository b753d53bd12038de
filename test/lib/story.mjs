// The story of a new user, told once for every engine, language and size of company.
import assert from "node:assert/strict";
import { bill } from "./pdf.mjs";
import { Client, formsOf, plain, unescape } from "./client.mjs";

const ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

// A 统一社会信用代码 with its check character (GB 32100-2015).
export function uscc(number) {
	const first = `91320200MA${String(number).padStart(7, "0")}`;
	let sum = 0;
	[...first].forEach((c, i) => { sum += ALPHABET.indexOf(c) * 3 ** i % 31; });
	return first + ALPHABET[(31 - (sum % 31)) % 31];
}

export const PASSWORD = "Green-Furnace-2025";

export async function signUp(client, name, mail) {
	await client.open("/sign-up");
	const page = await client.submit("/sign-up", { name, login: mail, password: PASSWORD });
	assert.equal(page.status, 200, plain(page.text).slice(0, 600));
	return page;
}

export async function signIn(client, login, password = PASSWORD) {
	await client.open("/sign-in");
	const form = client.form("/sign-in");
	return client.submit("/sign-in", { login, password }, { form });
}

export async function createOrganisation(client, name, number) {
	await client.open("/me/organisation/new");
	let page = await client.submit("/me/organisation/new", {
		name_zh: name, name_en: `${name} Ltd`, uscc: uscc(number), industry: "30", province: "32", city: "无锡市", address: "湖滨路 1 号",
	});
	assert.equal(page.status, 200, plain(page.text).slice(0, 800));
	for (const facility of ["一号厂", "二号厂"]) {
		await client.open("/me/organisation/facilities/new");
		page = await client.submit("/me/organisation/facilities/new", {
			name_zh: facility, name_en: facility, province: "32", city: "无锡市", address: "湖滨路 1 号",
		});
		assert.equal(page.status, 200, plain(page.text).slice(0, 800));
	}
}

export async function createInventory(client, { start = "2025-01-01", end = "2025-12-31", method = "general" } = {}) {
	await client.open("/me/calculator/enterprise/new");
	const form = client.form("/me/calculator/enterprise/new");
	const facilities = [...form.html.matchAll(/name="facility" value="(\d+)"/g)].map((m) => m[1]);
	const page = await client.submit("/me/calculator/enterprise/new", { start, end, method, facility: facilities }, { form });
	assert.equal(page.status, 200, plain(page.text).slice(0, 800));
	const id = page.url.match(/enterprise\/(\d+)/)?.[1];
	assert.ok(id, `no inventory after creation: ${page.url}`);
	return { id, facilities, path: `/me/calculator/enterprise/${id}` };
}

// Adds a line and returns its id.
export async function addLine(client, inventory, { category, item, label, facility = 0, step = "scope12" }) {
	await client.open(`${inventory.path}/${step}`);
	const form = formsOf(client.page.text).find((f) => f.action.endsWith(`${inventory.id}/lines`) && f.fields.some(([n, v]) => n === "category" && v === category));
	assert.ok(form, `no form adds a line to ${category}`);
	const id = form.fields.find(([n]) => n === "key")[1];
	const values = { facility: inventory.facilities[facility], label: label || "" };
	if (item) values.item = item;
	const page = await client.submit(null, values, { form });
	assert.equal(page.status, 200, plain(page.text).slice(0, 600));
	assert.ok(page.text.includes(`id="line-${id}"`), "the new line is on the page");
	return id;
}

// Opens the page of a line and saves fields by its form; problems are allowed (422).
export async function saveLine(client, inventory, line, values) {
	await client.open(`${inventory.path}/lines/${line}`);
	return client.submit(`/lines/${line}`, values);
}

export async function uploadBill(client, inventory, target, targetId, files, values = {}) {
	await client.open(`${inventory.path}/evidence/${target}/${targetId}`);
	const form = formsOf(client.page.text).find((f) => f.multipart);
	assert.ok(form, "the evidence page has an upload form");
	return client.submit(null, { kind: "invoice", ...values }, { form, files: files.map(([name, bytes]) => ["file", name, bytes, "application/pdf"]) });
}

export const paper = (name, ...lines) => [name, bill([name, ...lines])];

export async function levelOf(client, inventory) {
	const page = await client.open(`${inventory.path}/plan`);
	const found = page.text.match(/class="level-head"[\s\S]*?lv(\d)/);
	assert.ok(found, "the plan shows the level");
	return { level: Number(found[1]), page };
}

// The actions of the plan, top down: [{ href, text }]; every link must open a page and land on something there.
export async function planActions(client, inventory) {
	const { page, level } = await levelOf(client, inventory);
	const plan = page.text.match(/<ol class="plan">([\s\S]*?)<\/ol>/)?.[1] || "";
	const actions = [...plan.matchAll(/<li>([\s\S]*?)<\/li>/g)].map(([, item]) => ({
		text: plain(item).trim(), href: unescape(item.match(/<a[^>]*href="([^"]+)"/)?.[1] || ""),
	}));
	for (const { href, text } of actions) {
		assert.ok(href, `an action without a link: ${text}`);
		const [path, hash] = href.split("#");
		const opened = await client.ask(`${client.base}${path}`);
		assert.equal(opened.status, 200, `${href} answers ${opened.status}`);
		if (hash) assert.ok(opened.text.includes(`id="${hash}"`), `${href} lands on nothing`);
	}
	const promised = Number(page.text.match(/data-promised="(\d)"/)?.[1] || 0);
	return { actions, level, promised };
}

// "1 280.5 万Nm³" -> ["1280.5", "万Nm³"]
const amountAndUnit = (text) => {
	const found = text.replace(/[\s\u2009\u202f\u00a0]+(?=[\d])/g, "").trim().match(/^([\d.]+)\s*(.*)$/);
	return found ? [found[1], found[2].trim()] : null;
};

async function fillRow(client, inventory, row, amount, unit) {
	await client.open(`${inventory.path}/energy`);
	const form = client.form(`/energy/rows/${row}`);
	const select = form.html.match(/<select name="unit"[\s\S]*?<\/select>/)[0];
	const options = [...select.matchAll(/<option value="([^"]*)"[^>]*>([^<]*)/g)].map(([, value, text]) => [unescape(value), unescape(text)]);
	const chosen = options.find(([value, text]) => value === unit || text === unit);
	assert.ok(chosen, `the row offers no ${unit}: ${options.join("; ")}`);
	const page = await client.submit(null, { amount, unit: chosen[0] }, { form });
	assert.equal(page.status, 200, plain(page.text).slice(0, 600));
	const paid = await uploadBill(client, inventory, "energy", row, [paper(`supplier statement ${row}.pdf`, amount, unit)]);
	assert.equal(paid.status, 200, plain(paid.text).slice(0, 600));
}

// Adds a row for each main source that the second set lacks, with nearly our own amount and a document of its own.
async function fillSecondSet(client, inventory) {
	for (;;) {
		const page = await client.open(`${inventory.path}/energy`);
		const missing = page.text.match(/<li>([^<]*)<form class="inline"[^>]*action="[^"]*\/energy\/rows"[\s\S]*?<\/form><\/li>/);
		if (!missing) return;
		const ours = amountAndUnit(unescape(missing[1]).split(" · ")[1]);
		assert.ok(ours, `what is ours? ${missing[1]}`);
		const form = formsOf(missing[0])[0];
		const before = new Set([...page.text.matchAll(/id="row-(\d+)"/g)].map((m) => m[1]));
		const added = await client.submit(null, {}, { form });
		const row = [...added.text.matchAll(/id="row-(\d+)"/g)].map((m) => m[1]).find((id) => !before.has(id));
		assert.ok(row, "a row was added");
		await fillRow(client, inventory, row, String(Math.round(Number(ours[0]) * 998) / 1000), ours[1]);
	}
}

// Does one action of the plan where its link leads.
async function act(client, inventory, { href, text }) {
	const [path, hash = ""] = href.split("#");
	let found;
	if ((found = path.match(/\/evidence\/(\w+)\/(\d+)$/))) {
		const page = await uploadBill(client, inventory, found[1], found[2], [paper(`proof ${found[2]} ${Date.now()}.pdf`, text.replace(/[^\x20-\x7e]/g, ""))]);
		assert.equal(page.status, 200, plain(page.text).slice(0, 600));
	} else if (/\/energy$/.test(path) && hash === "source") {
		await client.open(`${inventory.path}/energy`);
		await client.submit(/\/energy$/, { source: "second" });
		await fillSecondSet(client, inventory);
	} else if (/\/energy$/.test(path) && hash === "second") {
		await fillSecondSet(client, inventory);
	} else if (/\/energy$/.test(path) && (found = hash.match(/^row-(\d+)$/))) {
		const page = await client.open(`${inventory.path}/energy`);
		const card = page.text.match(new RegExp(`id="row-${found[1]}"[\\s\\S]*?</article>`))[0];
		const ours = amountAndUnit(plain(card.match(/<p class="sub">([\s\S]*?)<\/p>/)[1].split(" · ")[0]).replace(/^[^\d]*/, ""));
		await fillRow(client, inventory, found[1], ours[0], ours[1]);
	} else if (/\/plan$/.test(path) && (found = hash.match(/^finding-(.*)$/))) {
		const page = await client.open(`${inventory.path}/plan`);
		const form = formsOf(page.text).find((f) => f.fields.some(([n, v]) => n === "key" && v === found[1]));
		const answered = await client.submit(null, { reason: "核对过原始单据，数值无误" }, { form });
		assert.equal(answered.status, 200);
	} else {
		assert.fail(`nobody knows how to do "${text}" at ${href}`);
	}
}

// Does what the plan says, all of it, and looks whether its promise holds; again until `level` is reached.
export async function followPlan(client, inventory, level) {
	for (let round = 0; round < 4; round++) {
		const plan = await planActions(client, inventory);
		if (plan.level <= level) return plan.level;
		assert.ok(plan.actions.length, "a level that is not reached has a plan");
		for (const action of plan.actions) await act(client, inventory, action);
		const now = await levelOf(client, inventory);
		if (plan.promised)
			assert.ok(now.level <= plan.promised, `level ${plan.promised} was promised, it is ${now.level}: ${plain(now.page.text).slice(0, 2000)}`);
	}
	const now = await levelOf(client, inventory);
	assert.ok(now.level <= level, `the plan leads to ${now.level}, not ${level}: ${plain(now.page.text).slice(0, 2000)}`);
	return now.level;
}

export { Client, plain };
