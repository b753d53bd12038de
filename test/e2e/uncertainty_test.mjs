// What people know of a value's uncertainty: the default is shown, theirs is kept and makes the range narrower, a wrong
// one is said at its field; the range and what it comes from stand on the result page and in both reports.
import assert from "node:assert/strict";
import { finish, test } from "../lib/tap.mjs";
import { engines, startServer } from "../lib/server.mjs";
import { Client, addLine, createInventory, createOrganisation, plain, saveLine, signUp } from "../lib/story.mjs";

const field = (page, id) => page.text.match(new RegExp(`<input id="${id}"[^>]*>`))?.[0] ?? "";
const range = async (client, inventory) => {
	const page = await client.open(`${inventory.path}/result`);
	const [, low, high, percent] = plain(page.text).match(/95 % 区间 ([\d ]+) – ([\d ]+) tCO₂e（±([\d.]+) %）/) ?? [];
	assert.ok(percent, "the result shows a range");
	return { low: Number(low.replaceAll(" ", "")), high: Number(high.replaceAll(" ", "")), percent: Number(percent), page };
};

for (const engine of engines()) {
	const server = await startServer({ engine });
	try {
		const client = new Client(server.url);
		await signUp(client, "计量员", "meter@range.example");
		await createOrganisation(client, "区间有限公司", 62);
		const inventory = await createInventory(client);
		const line = await addLine(client, inventory, { category: "electricity", label: "厂区用电" });
		await saveLine(client, inventory, line, { amount: "2610", amount_unit: "MWh" });

		await test(`${engine}: the default stands as placeholder with its source`, async () => {
			const page = await client.open(`${inventory.path}/lines/${line}`);
			assert.match(field(page, "input_amount_uncertainty"), /placeholder="±10"/);
			assert.match(field(page, "input_factor_uncertainty"), /placeholder="±10"/);
			assert.match(plain(page.text), /缺省 ±10 %：活动数据：没有说明来源（IPCC/);
		});

		await test(`${engine}: what is stated makes the range, on the page and in the reports`, async () => {
			const before = await range(client, inventory);
			assert.equal(before.percent, 14.1);
			await saveLine(client, inventory, line, { input_amount_uncertainty: "0.5", input_factor_uncertainty: "2" });
			const after = await range(client, inventory);
			assert.equal(after.percent, 2.1);
			assert.ok(after.low > before.low && after.high < before.high);
			assert.match(plain(after.page.text), /填报人给出/);
			const page = await client.open(`${inventory.path}/lines/${line}`);
			assert.match(field(page, "input_amount_uncertainty"), /value="0.5"/);
			for (const [report, start] of [["report.pdf", "%PDF"], ["report.xlsx", "PK"]]) {
				const file = await client.ask(`${server.url}/zh${inventory.path}/${report}`);
				assert.equal(file.status, 200);
				assert.equal(file.bytes.subarray(0, start.length).toString(), start);
			}
		});

		await test(`${engine}: what is no percentage is kept and said at its field`, async () => {
			await saveLine(client, inventory, line, { input_amount_uncertainty: "约 2%" });
			for (const [lang, said] of [["zh", "不是 0 到 1000 之间的百分数"], ["en", "is no percentage between 0 and 1000"]]) {
				client.lang = lang;
				const page = await client.open(`${inventory.path}/lines/${line}`);
				assert.match(field(page, "input_amount_uncertainty"), /value="约 2%"/);
				assert.ok(plain(page.text.match(/id="input_amount_uncertainty-problem">([\s\S]*?)<\/p>/)[1]).includes(said), lang);
			}
			client.lang = "zh";
			assert.equal((await range(client, inventory)).percent, 10.2, "the default stands for it");
		});
	} finally {
		await server.stop();
		server.forget();
	}
}
finish();
