// Step 4: form B205-1 as companies have it, and what the page must not swallow.
import assert from "node:assert/strict";
import { finish, test } from "../lib/tap.mjs";
import { engines, startServer } from "../lib/server.mjs";
import { Client, createInventory, createOrganisation, plain, signUp } from "../lib/story.mjs";
import { formsOf } from "../lib/client.mjs";

const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String(from + i));

// The printed form: its columns are numbered 1 to 10, and a spreadsheet has made numbers of the codes.
const FORM = [
	["205-1 能源购进、消费与库存"],
	["能源名称", "计量单位", "代码", "年初库存量", "购进量", "金额", "工业生产消费", "用于原材料"],
	["甲", "乙", "丙", ...numbers(1, 10)],
	["原煤", "吨", "1", "10", "500", "", "480", "0", "", "", "30", "", "0.7143"],
	["天然气", "万立方米", "15", "", "120", "", "118.5", "", "", "", "", "", "13.3"],
	["电力", "万千瓦时", "33", "", "900", "", "900", "", "", "", "", "", "1.229"],
];
const csv = (rows) => rows.map((row) => row.join(",")).join("\r\n");

for (const engine of engines()) {
	const server = await startServer({ engine });
	const client = new Client(server.url);
	await signUp(client, "填报人", "energy@example.org");
	await createOrganisation(client, "能耗企业", 31);
	const inventory = await createInventory(client);

	const choose = async (source) => {
		await client.open(`${inventory.path}/energy`);
		await client.submit(/\/energy$/, { source });
	};
	const load = async (rows) => {
		await client.open(`${inventory.path}/energy`);
		const form = formsOf(client.page.text).find((one) => one.action.endsWith("/b205/import"));
		return client.submit(null, {}, { form, files: [["file", "b205.csv", csv(rows), "text/csv"]] });
	};
	const cell = (page, code, column) => page.text.match(new RegExp(`name="c_${code}_${column}"[^>]*value="([^"]*)"`))?.[1];

	await test(`${engine}: the printed form is read by its codes, not by the numbers of its columns`, async () => {
		await choose("b205_1");
		const page = await load(FORM);
		assert.equal(page.status, 200, plain(page.text).slice(0, 600));
		const shown = await client.open(`${inventory.path}/energy?all=1`);
		assert.equal(cell(shown, "01", 4), "480");
		assert.equal(cell(shown, "01", 1), "10");
		assert.equal(cell(shown, "15", 4), "118.5");
		assert.equal(cell(shown, "33", 10), "1.229");
		assert.equal(cell(shown, "10", 1), "", "row 10 of the form was not in the file");
	});

	await test(`${engine}: a line that stands twice is said with its cell, and nothing is loaded`, async () => {
		const page = await load([...FORM.slice(0, 4), ["原煤", "吨", "01", "", "", "", "999"]]);
		assert.equal(page.status, 422);
		assert.match(plain(page.text), /C5.*01/);
		assert.equal(cell(await client.open(`${inventory.path}/energy?all=1`), "01", 4), "480");
	});

	await test(`${engine}: what is too long is refused, and what was saved stays`, async () => {
		await choose("second");
		await client.open(`${inventory.path}/energy`);
		await client.submit(/\/energy\/rows$/, { energy: "DIESEL", amount: "12" });
		const row = client.page.text.match(/id="row-(\d+)"/)[1];
		await client.submit(new RegExp(`/energy/rows/${row}$`), { amount: "12", explanation: "库存差异" });
		await client.open(`${inventory.path}/energy`);
		const long = await client.submit(new RegExp(`/energy/rows/${row}$`), { amount: "12", explanation: "长".repeat(2001) });
		assert.equal(long.status, 400);
		assert.match(plain(long.text), /2001.*2000/);
		assert.ok((await client.open(`${inventory.path}/energy`)).text.includes("库存差异"));
	});

	await test(`${engine}: only a finding that stands can be answered`, async () => {
		const page = await client.open(`${inventory.path}/plan`);
		const token = formsOf(page.text).flatMap((one) => one.fields).find(([name]) => /^_?csrf$/.test(name))[1];
		const sent = await client.ask(`${server.url}/zh${inventory.path}/findings`, {
			method: "POST", headers: { Origin: server.url },
			body: new URLSearchParams({ csrf: token, key: "year_change-1-1e00", reason: "没有这一条" }),
		});
		assert.equal(sent.status, 409);
	});

	await server.stop();
	server.forget();
}

finish();
