// Value chain emissions: an approach is chosen, further inputs stand in the row, category 3 follows from scopes 1 and 2 and
// from nothing else, what is counted twice is named, and the shares of the data's quality add up.
import assert from "node:assert/strict";
import { finish, test } from "../lib/tap.mjs";
import { engines, startServer } from "../lib/server.mjs";
import { Client, addLine, createInventory, createOrganisation, plain, saveLine, signUp } from "../lib/story.mjs";

const data = async (client, inventory) => JSON.parse((await client.ask(`${client.base}/api/v1/inventories/${inventory.id}`, { headers: { Accept: "application/json" } })).text);
const category = (text, number) => text.match(new RegExp(`id="c-s3\\.${number}"[\\s\\S]*?(?=<details class="card scope3"|id="quality"|class="grand-total")`))[0];

async function screen(client, inventory, number, values) {
	const page = await client.open(`${inventory.path}/scope3`);
	const form = category(page.text, number);
	const field = (name) => form.match(new RegExp(`name="${name}" value="([^"]*)"`))[1];
	const body = new URLSearchParams([["csrf", field("csrf")], ["version", field("version")], ...values]).toString();
	return client.ask(`${client.base}/${client.lang}${inventory.path}/scope3/s3.${number}`, {
		method: "POST", body, headers: { Origin: client.base, "Content-Type": "application/x-www-form-urlencoded" } });
}

for (const engine of engines()) {
	const server = await startServer({ engine });
	try {
		const client = new Client(server.url);
		await signUp(client, "采购员", "buyer@chain.example");
		await createOrganisation(client, "价值链制造", 71);
		const inventory = await createInventory(client, {});
		const diesel = await addLine(client, inventory, { category: "combustion", item: "DIESEL", label: "叉车" });
		await saveLine(client, inventory, diesel, { amount: "10", amount_unit: "t" });
		const power = await addLine(client, inventory, { category: "electricity", label: "外购电" });
		await saveLine(client, inventory, power, { amount: "1000", amount_unit: "MWh" });
		let truck;

		await test(`${engine}: freight wants its distance in the row, keeps it as typed and counts it`, async () => {
			truck = await addLine(client, inventory, { category: "s3.4.distance", item: "truck_diesel_heavy", label: "原料运入", step: "scope3" });
			await saveLine(client, inventory, truck, { amount: "250", amount_unit: "t" });
			let page = await client.open(`${inventory.path}/scope3`);
			assert.ok(page.text.includes(`id="i-distance-${truck}"`), "the distance is asked for in the row");
			assert.match(plain(category(page.text, 4)), /运输距离：请填写/);
			await saveLine(client, inventory, truck, { input_distance: "约 310", input_distance_unit: "km" });
			page = await client.open(`${inventory.path}/scope3`);
			assert.match(page.text, new RegExp(`id="i-distance-${truck}" value="约 310"`));
			await saveLine(client, inventory, truck, { input_distance: "310" });
			const line = (await data(client, inventory)).lines.find((one) => one.id === truck);
			assert.equal(Number(line.tco2e).toFixed(6), (250 * 310 * 0.0978 / 1000).toFixed(6));
			assert.match(line.factor_id, /^s3\.freight\.truck_diesel_heavy/);
		});

		await test(`${engine}: money meets a factor in dollars only through an exchange rate`, async () => {
			const line = await addLine(client, inventory, { category: "s3.1.spend", item: "machine_repair", label: "设备维修", step: "scope3" });
			await saveLine(client, inventory, line, { amount: "71 000", amount_unit: "元" });
			assert.equal((await data(client, inventory)).lines.find((one) => one.id === line).tco2e, null);
			for (const [lang, said] of [["zh", "汇率"], ["en", "Exchange rate"]]) {
				client.lang = lang;
				assert.ok(plain(category((await client.open(`${inventory.path}/scope3`)).text, 1)).includes(said), lang);
			}
			client.lang = "zh";
			await saveLine(client, inventory, line, { input_rate: "7.1", input_rate_unit: "元/USD" });
			const { tco2e } = (await data(client, inventory)).lines.find((one) => one.id === line);
			assert.equal(Number(tco2e).toFixed(6), (71000 / 7.1 * 0.136 / 1000).toFixed(6));
		});

		await test(`${engine}: category 3 follows from scopes 1 and 2, and again when they change`, async () => {
			const before = await data(client, inventory);
			assert.ok(!before.scope3.categories.some((one) => one.category === 3));
			await screen(client, inventory, 3, [["status", "estimated"], ["reason", ""], ["derives", "1"], ["criteria", "size"], ["criteria", "risk"]]);
			const first = await data(client, inventory);
			const derived = first.lines.filter((line) => line.category.startsWith("s3.3."));
			assert.deepEqual(derived.map((line) => line.category).sort(), ["s3.3.fuel", "s3.3.loss", "s3.3.upstream"]);
			assert.ok(derived.every((line) => line.id === null && Number(line.tco2e) > 0));
			const loss = derived.find((line) => line.category === "s3.3.loss");
			assert.equal(Number(loss.tco2e).toFixed(6), (1000 * 0.5306 * 0.0437 / (1 - 0.0437)).toFixed(6));
			const sum = derived.reduce((total, line) => total + Number(line.tco2e), 0);
			const third = first.scope3.categories.find((one) => one.category === 3);
			assert.ok(Math.abs(Number(third.tco2e) - sum) < 2e-6, `${third.tco2e} ${sum}`);
			assert.equal(first.totals.scope12_tco2e, before.totals.scope12_tco2e, "scopes 1 and 2 stay");
			await saveLine(client, inventory, power, { amount: "2000" });
			const second = (await data(client, inventory)).lines.find((line) => line.category === "s3.3.loss");
			assert.equal(Number(second.tco2e).toFixed(5), (2 * Number(loss.tco2e)).toFixed(5));
			const page = category((await client.open(`${inventory.path}/scope3`)).text, 3);
			assert.match(plain(page), /由范围一、二自动计算的上游排放/);
			assert.match(page, /name="criteria" value="size" checked/);
			assert.match(page, /name="criteria" value="risk" checked/);
			await saveLine(client, inventory, power, { amount: "1000" });
		});

		await test(`${engine}: the same upstream typed again is named in both languages`, async () => {
			const own = await addLine(client, inventory, { category: "s3.3.upstream", item: "ELECTRICITY", label: "自己填的电力上游", step: "scope3" });
			await saveLine(client, inventory, own, { amount: "1000", amount_unit: "MWh" });
			for (const [lang, said] of [["zh", /“自己填的电力上游”.*只应保留一个/], ["en", /“自己填的电力上游”.*keep one of them/]]) {
				client.lang = lang;
				const page = await client.open(`${inventory.path}/scope3`);
				assert.match(plain(page.text.match(/id="overlaps">([\s\S]*?)<\/section>/)[1]), said);
			}
			client.lang = "zh";
			await screen(client, inventory, 3, [["status", "estimated"], ["reason", ""]]);
			assert.ok(!(await client.open(`${inventory.path}/scope3`)).text.includes('id="overlaps"'), "not derived: counted once");
		});

		await test(`${engine}: parts and shares add up to scope 3`, async () => {
			const supplier = await addLine(client, inventory, { category: "s3.1", label: "供应商数据", step: "scope3" });
			await saveLine(client, inventory, supplier, { amount: "40", amount_unit: "t", factor: "1.25", factor_unit: "tCO2e/t", factor_source: "供应商声明" });
			const { scope3, totals } = await data(client, inventory);
			const add = (key) => scope3.categories.reduce((total, one) => total + Number(one[key]), 0);
			assert.ok(Math.abs(add("tco2e") - Number(totals.scope3_tco2e)) < 1e-5);
			assert.ok(Math.abs(add("primary_tco2e") + add("physical_tco2e") + add("spend_tco2e") - add("tco2e")) < 1e-5);
			assert.equal(Number(scope3.primary_share).toFixed(5), (50 / Number(totals.scope3_tco2e)).toFixed(5));
			assert.equal(Number(scope3.categories.find((one) => one.category === 1).primary_tco2e), 50);
		});

		await test(`${engine}: not relevant needs a reason and no criterion`, async () => {
			await screen(client, inventory, 14, [["status", "not_relevant"], ["reason", ""], ["criteria", "influence"]]);
			const page = plain(category((await client.open(`${inventory.path}/scope3`)).text, 14));
			assert.match(page, /请写明原因/);
			assert.match(page, /已勾选相关性判据/);
			assert.equal((await client.ask(`${client.base}/zh${inventory.path}/scope3/s3.4.distance`, { method: "POST", body: "csrf=x", headers: { Origin: client.base, "Content-Type": "application/x-www-form-urlencoded" } })).status >= 400, true);
		});

		await test(`${engine}: another organisation sees nothing of it`, async () => {
			const other = new Client(server.url);
			await signUp(other, "别家", "other@chain.example");
			await createOrganisation(other, "别家公司", 72);
			assert.equal((await other.ask(`${server.url}/zh${inventory.path}/scope3`)).status, 404);
			assert.equal((await other.ask(`${server.url}/api/v1/inventories/${inventory.id}`, { headers: { Accept: "application/json" } })).status, 404);
		});
	} finally {
		await server.stop();
	}
}
finish();
