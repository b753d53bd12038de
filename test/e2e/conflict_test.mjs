// Two people at one form: what each of them typed is shown, and nothing is lost or half saved.
import assert from "node:assert/strict";
import { finish, test } from "../lib/tap.mjs";
import { engines, startServer } from "../lib/server.mjs";
import { Client, addLine, createInventory, createOrganisation, paper, plain, saveLine, signIn, signUp, uploadBill } from "../lib/story.mjs";
import { formsOf } from "../lib/client.mjs";

const tokenOf = (client) => formsOf(client.page.text).flatMap((f) => f.fields).find(([n]) => /^_?csrf$/.test(n))[1];

for (const engine of engines()) {
	const server = await startServer({ engine });
	const one = new Client(server.url), two = new Client(server.url);
	await signUp(one, "填报人", "conflict@example.org");
	await createOrganisation(one, "协作企业", 41);
	const inventory = await createInventory(one);
	const line = await addLine(one, inventory, { category: "combustion", item: "DIESEL", label: "柴油" });
	await signIn(two, "conflict@example.org");

	await test(`${engine}: a document changed by two keeps what the second typed, beside what the first saved`, async () => {
		await uploadBill(one, inventory, "line", line, [paper("bill.pdf", "41")]);
		const path = `${inventory.path}/evidence/line/${line}`;
		await one.open(path);
		await two.open(path);
		await one.submit(/evidence-links\/\d+$/, { note: "甲的说明", document_amount: "12" });
		const page = await two.submit(/evidence-links\/\d+$/, { note: "乙的说明", document_amount: "13", kind: "ledger" });
		assert.equal(page.status, 409);
		assert.match(plain(page.text), /甲的说明/);
		assert.match(page.text, /name="note" value="乙的说明"/);
		assert.match(page.text, /name="document_amount"[^>]*value="13"/);
		assert.match(page.text, /<option value="ledger" selected>/);
		const again = await two.submit(/evidence-links\/\d+$/, {});
		assert.equal(again.status, 200);
		assert.match((await one.open(path)).text, /name="note" value="乙的说明"/);
	});

	await test(`${engine}: form B205-1 keeps the typed rows, and rows that one left alone are not written back`, async () => {
		await one.open(`${inventory.path}/energy`);
		await one.submit(/\/energy$/, { source: "b205_1" });
		await one.open(`${inventory.path}/energy?all=1`);
		await one.submit(/\/energy\/b205$/, { c_33_4: "900", c_01_4: "10" });
		for (const client of [one, two])
			await client.open(`${inventory.path}/energy?all=1`);
		await one.submit(/\/energy\/b205$/, { c_33_4: "901", c_01_4: "11" });
		const page = await two.submit(/\/energy\/b205$/, { c_33_4: "902", c_15_4: "7" });
		assert.equal(page.status, 409);
		const cell = (code, text) => text.match(new RegExp(`name="c_${code}_4"[^>]*value="([^"]*)"`))?.[1];
		assert.equal(cell("33", page.text), "902");
		assert.equal(cell("15", page.text), "7");
		assert.equal(cell("01", page.text), "11", "the row that two left alone shows what one saved");
		assert.match(plain(page.text), /4: 901/);
		const before = await one.open(`${inventory.path}/energy?all=1`);
		assert.equal(cell("33", before.text), "901");
		assert.equal(cell("15", before.text), "", "all rows or none");
		assert.equal((await two.submit(/\/energy\/b205$/, {})).status, 200);
		const after = await one.open(`${inventory.path}/energy?all=1`);
		assert.deepEqual(["33", "15", "01"].map((code) => cell(code, after.text)), ["902", "7", "11"]);
	});

	const paste = (client, values) => client.ask(`${server.url}/zh${inventory.path}/import`, {
		method: "POST", headers: { Origin: server.url, Accept: "application/json", "X-CSRF-Token": tokenOf(client) },
		body: new URLSearchParams(values),
	});

	await test(`${engine}: a pasted column is written whole or not at all`, async () => {
		const lines = [line];
		for (const label of ["二", "三"])
			lines.push(await addLine(one, inventory, { category: "combustion", item: "DIESEL", label }));
		const amounts = async () => {
			const page = await one.open(`${inventory.path}/scope12`);
			return lines.map((id) => page.text.match(new RegExp(`id="a-${id}" value="([^"]*)"`))[1]);
		};
		const shown = await one.open(`${inventory.path}/scope12`);
		const versions = lines.map((id) => `${id}:${shown.text.match(new RegExp(`id="a-${id}"[^>]*data-version="(\\d+)"`))[1]}`).join(",");
		await saveLine(two, inventory, lines[1], { amount: "77" });
		await one.open(`${inventory.path}/scope12`);
		const before = await amounts();
		const refused = await paste(one, { tsv: "1\n2\n3\n", name: "amount", line, versions });
		assert.equal(refused.status, 422, refused.text);
		assert.match(JSON.parse(refused.text).problems.paste, /2[\s\S]*77/);
		assert.deepEqual(await amounts(), before);
		const more = await paste(one, { tsv: "1\n2\n3\n4\n", name: "amount", line });
		assert.equal(more.status, 422);
		assert.deepEqual(await amounts(), before);
		const kept = await paste(one, { tsv: "1\r\n2\r\n3\r\n", name: "amount", line });
		assert.equal(kept.status, 200, kept.text);
		assert.deepEqual(await amounts(), ["1", "2", "3"]);
	});

	await test(`${engine}: the key of a form that is somebody else's id makes nothing and is said`, async () => {
		const other = new Client(server.url);
		await signUp(other, "别人", "other@example.org");
		await createOrganisation(other, "别的企业", 42);
		const theirs = await createInventory(other);
		const post = (path, values) => other.ask(`${server.url}/zh${path}`, {
			method: "POST", headers: { Origin: server.url, "X-CSRF-Token": tokenOf(other) },
			body: new URLSearchParams({ _csrf: tokenOf(other), ...values }),
		});
		await other.open(`${theirs.path}/scope12`);
		assert.equal((await post(`${theirs.path}/lines`, { category: "combustion", item: "DIESEL", key: line })).status, 404);
		await other.open(`${theirs.path}/scope12`);
		const table = { category: "combustion", pasted: "柴油\t一号厂\t车\t1\tt", confirm: "1", key: line };
		assert.equal((await post(`${theirs.path}/import`, table)).status, 404);
		await other.open(`${theirs.path}/scope12`);
		const made = { start: "2023-01-01", end: "2023-12-31", method: "general", key: inventory.id };
		assert.equal((await post("/me/calculator/enterprise/new", made)).status, 404);
		assert.match((await one.open(`${inventory.path}/scope12`)).text, new RegExp(`id="line-${line}"`));
	});

	await test(`${engine}: scope 3 is screened by its own codes only`, async () => {
		await one.open(`${inventory.path}/scope3`);
		const screen = (code) => one.ask(`${server.url}/zh${inventory.path}/scope3/${code}`, {
			method: "POST", headers: { Origin: server.url },
			body: new URLSearchParams({ _csrf: tokenOf(one), status: "not_estimated", reason: "无数据", version: "0" }),
		});
		assert.equal((await screen("s3.01")).status, 404);
		await one.open(`${inventory.path}/scope3`);
		assert.equal((await screen("s3.1")).status, 200);
	});

	await server.stop();
	server.forget();
}

finish();
