// Measured values month by month: typed one by one, sent as a form, pasted; the means and the emission follow, months
// without a value take the guide's default and say so, and a shorter period counts what its page shows.
import assert from "node:assert/strict";
import { finish, test } from "../lib/tap.mjs";
import { engines, startServer } from "../lib/server.mjs";
import { Client, addLine, createInventory, createOrganisation, plain, saveLine, signUp } from "../lib/story.mjs";

const data = async (client, inventory) => JSON.parse((await client.ask(`${client.base}/api/v1/inventories/${inventory.id}`, { headers: { Accept: "application/json" } })).text);

// What the page's script sends.
async function script(client, inventory, line, action, values) {
	const page = await client.open(`${inventory.path}/lines/${line}`);
	const csrf = page.text.match(/name="csrf" value="([^"]+)"/)[1];
	const version = page.text.match(/name="version" value="(\d+)"/)[1];
	const body = new URLSearchParams({ csrf, version, versions: `${line}:${version}`, line, ...values }).toString();
	const answer = await client.ask(`${client.base}/zh${inventory.path}/lines/${line}/${action}`, {
		method: "POST", body, headers: { Origin: client.base, Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" } });
	return { status: answer.status, body: JSON.parse(answer.text) };
}
const valueOf = (page, id) => page.text.match(new RegExp(`id="${id}"[^>]* value="([^"]*)"`))?.[1];

for (const engine of engines()) {
	const server = await startServer({ engine });
	try {
		const client = new Client(server.url);
		await signUp(client, "化验员", "lab@months.example");
		await createOrganisation(client, "逐月电厂", 61);
		const inventory = await createInventory(client, { method: "01" });
		const line = await addLine(client, inventory, { category: "coal", label: "入炉煤" });
		await saveLine(client, inventory, line, { amount_unit: "t", input_ncv_unit: "GJ/t", input_content_unit: "tC/t" });

		await test(`${engine}: a form without scripts keeps every month`, async () => {
			await saveLine(client, inventory, line, { month_1: "1000", month_2: "2 000", month_3: "500", input_ncv_month_1: "20", input_ncv_month_2: "22", input_ncv_month_3: "24", input_content_month_1: "0.52", input_content_month_3: "0.6" });
			const page = await client.open(`${inventory.path}/lines/${line}`);
			assert.equal(valueOf(page, "month_2"), "2 000");
			assert.equal(valueOf(page, "input_content_month_3"), "0.6");
			assert.match(page.text, /按月填写实测值/);
			assert.ok(plain(page.text).includes("2025-02 没有实测值，取缺省值 0.03085 tC/GJ"), "the default is said");
			const foot = plain(page.text.match(/<tr id="months-foot">([\s\S]*?)<\/tr>/)[1]);
			assert.match(foot, /3 500\.00.*0\.622114.*21\.714286.*7 903\.96/);
			const [one] = (await data(client, inventory)).lines;
			assert.ok(Math.abs(Number(one.tco2e) - 7903.962) < 1e-6, one.tco2e);
		});

		await test(`${engine}: one month typed answers with the means, a wrong one with its field`, async () => {
			let { status, body } = await script(client, inventory, line, "field", { name: "input_content_month_2", value: "0.6" });
			assert.equal(status, 200);
			assert.ok(plain(body.fragments["months-foot"]).includes("0.577143"), body.fragments["months-foot"]);
			assert.equal(Number((await data(client, inventory)).lines[0].tco2e).toFixed(3), ((1000 * 0.52 + 2500 * 0.6) * 0.99 * 44 / 12).toFixed(3));
			({ status, body } = await script(client, inventory, line, "field", { name: "input_content_month_2", value: "约0.6" }));
			assert.equal(status, 200);
			assert.match(body.problems.input_content_month_2, /约0\.6/);
			for (const [lang, said] of [["zh", "不是数字"], ["en", "is not a number"]]) {
				client.lang = lang;
				const page = await client.open(`${inventory.path}/lines/${line}`);
				assert.equal(valueOf(page, "input_content_month_2"), "约0.6", "kept as typed");
				assert.ok(plain(page.text.match(/id="input_content_month_2-problem">([\s\S]*?)<\/p>/)[1]).includes(said), lang);
			}
			client.lang = "zh";
			({ body } = await script(client, inventory, line, "field", { name: "input_content_month_2", value: "-0.6" }));
			assert.match(body.problems.input_content_month_2, /第 2 个月：.*不能为负/);
		});

		await test(`${engine}: cells pasted from a spreadsheet fill months down and values across, or nothing`, async () => {
			let { status, body } = await script(client, inventory, line, "months", { name: "month_1", tsv: "100\t0.5\t20\n200\t0.6\t21\r\n300\t0.55\t22\n" });
			assert.equal(status, 200, JSON.stringify(body));
			assert.match(body.location, /#months$/);
			const page = await client.open(`${inventory.path}/lines/${line}`);
			assert.deepEqual([valueOf(page, "month_3"), valueOf(page, "input_content_month_2"), valueOf(page, "input_ncv_month_3")], ["300", "0.6", "22"]);
			({ status, body } = await script(client, inventory, line, "months", { name: "month_12", tsv: "1\n2\n3\n" }));
			assert.equal(status, 422);
			assert.match(body.problems.paste, /3 行.*1 个月/);
			({ status, body } = await script(client, inventory, line, "months", { name: "month_1", tsv: "1\t2\t3\t4\t5\t6\n" }));
			assert.equal(status, 422);
			assert.match(body.problems.paste, /6 列/);
		});

		await test(`${engine}: a shorter period counts only the months it shows, a longer one again all`, async () => {
			const total = async () => Number((await data(client, inventory)).lines[0].tco2e);
			const whole = await total();
			await client.open(`${inventory.path}/info`);
			await client.submit("/info", { end: "2025-02-28" });
			const expected = (100 * 0.5 + 200 * 0.6) * 0.99 * 44 / 12;
			assert.ok(Math.abs(await total() - expected) < 1e-6);
			const page = await client.open(`${inventory.path}/lines/${line}`);
			assert.equal(valueOf(page, "month_3"), undefined);
			assert.ok(plain(page.text).includes("报告期之后的月份填有数值"), "what does not count is said");
			await client.open(`${inventory.path}/info`);
			await client.submit("/info", { end: "2025-12-31" });
			assert.equal(await total(), whole);
		});

		await test(`${engine}: a copied line and a moved period keep the values with their months`, async () => {
			await client.open(`${inventory.path}/lines/${line}`);
			await client.submit(/\/copy$/);
			const copy = client.page.url.match(/lines\/(\d+)/)[1];
			let page = await client.open(`${inventory.path}/lines/${copy}`);
			assert.equal(valueOf(page, "input_content_month_2"), "0.6");
			await client.open(`${inventory.path}/info`);
			await client.submit("/info", { start: "2025-02-01", end: "2025-12-31" });
			page = await client.open(`${inventory.path}/lines/${copy}`);
			assert.deepEqual([valueOf(page, "month_1"), valueOf(page, "input_content_month_1"), valueOf(page, "input_ncv_month_2")], ["200", "0.6", "22"]);
		});
	} finally {
		await server.stop();
		server.forget();
	}
}
finish();
