// What cannot be right, in both languages: the message stands at the field, what was typed stays as typed, and the plan lists
// it with a link that lands there.
import assert from "node:assert/strict";
import { finish, test } from "../lib/tap.mjs";
import { engines, startServer } from "../lib/server.mjs";
import { Client, addLine, createInventory, createOrganisation, plain, saveLine, signUp } from "../lib/story.mjs";
import { formsOf, unescape } from "../lib/client.mjs";

const data = async (client, inventory) => JSON.parse((await client.ask(`${client.base}/api/v1/inventories/${inventory.id}`, { headers: { Accept: "application/json" } })).text);
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

// The message beside a control, and what the control holds.
function fieldOf(page, id) {
	const problem = plain(page.text.match(new RegExp(`id="${escaped(id)}-problem"[^>]*>([\\s\\S]*?)</p>`))?.[1] ?? "").trim();
	const input = page.text.match(new RegExp(`<input id="${escaped(id)}"[^>]*>`))?.[0];
	const select = page.text.match(new RegExp(`<select id="${escaped(id)}"[\\s\\S]*?</select>`))?.[0];
	const value = input ? input.match(/ value="([^"]*)"/)?.[1] : select?.match(/<option value="([^"]*)" selected/)?.[1];
	return { problem, value: unescape(value ?? "") };
}

// The plan has an entry that says this and whose link lands on the field.
async function planned(client, said, id) {
	const page = await client.open(`${client.inventory.path}/plan`);
	const section = page.text.match(/<section id="faults">([\s\S]*?)<\/section>/)?.[1] ?? "";
	const entry = [...section.matchAll(/<article[\s\S]*?<\/article>/g)].map((m) => m[0]).find((one) => plain(one).includes(said));
	assert.ok(entry, `the plan lists “${said}”: ${plain(section)}`);
	const href = unescape(entry.match(/href="([^"]+)"/)[1]);
	assert.equal(href.split("#")[1], id);
	const target = await client.ask(`${client.base}${href}`);
	assert.equal(target.status, 200);
	assert.ok(target.text.includes(`id="${id}"`), `${href} lands on nothing`);
}

// name of the case, what is typed into a line, the field that is wrong, and what is said in both languages
const LINES = [
	["wrong dimension", { amount: "12", amount_unit: "km" }, "amount_unit", "km", "单位“km”不适用", "the unit “km” does not fit"],
	["unknown unit", { amount: "12", amount_unit: "furlong" }, "amount_unit", "furlong", "不认识单位“furlong”", "furlong"],
	["negative amount", { amount: "-12", amount_unit: "t" }, "amount", "-12", "不能为负数", "must not be negative"],
	["share over 100 %", { alloc_total: "12", alloc_share: "120", amount_unit: "t" }, "alloc_share", "120", "超过 100 %", "above 100 %"],
	["own factor out of validity", { amount: "12", amount_unit: "t", factor: "3.1", factor_unit: "tCO2/t", factor_source: "检测报告", input_factor_valid_from: "2022-01-01", input_factor_valid_to: "2023-12-31" }, "input_factor_valid_to", "2023-12-31", "没有覆盖整个报告期", "does not cover the whole period"],
	["a validity that is no day", { amount: "12", amount_unit: "t", factor: "3.1", factor_unit: "tCO2/t", factor_source: "检测报告", input_factor_valid_to: "明年" }, "input_factor_valid_to", "明年", "明年", "明年"],
];

for (const engine of engines()) {
	const server = await startServer({ engine });
	try {
		const client = new Client(server.url);
		await signUp(client, "粗心人", "careless@bad.example");
		await createOrganisation(client, "差错有限公司", 63);
		client.inventory = await createInventory(client);
		const { inventory } = client;
		const line = await addLine(client, inventory, { category: "combustion", item: "DIESEL", label: "叉车" });
		const blank = Object.fromEntries([...new Set(LINES.flatMap(([, values]) => Object.keys(values)))].map((name) => [name, ""]));

		for (const [name, values, id, typed, zh, en] of LINES)
			await test(`${engine}: ${name}`, async () => {
				await saveLine(client, inventory, line, { ...blank, ...values });
				for (const [lang, said] of [["zh", zh], ["en", en]]) {
					client.lang = lang;
					const field = fieldOf(await client.open(`${inventory.path}/lines/${line}`), id);
					assert.ok(field.problem.includes(said), `${lang} at ${id}: “${field.problem}”`);
					assert.equal(field.value, typed, "as typed");
					await planned(client, said, id);
				}
				client.lang = "zh";
				const page = await client.open(`${inventory.path}/lines/${line}`);
				for (const [key, value] of Object.entries(values)) assert.equal(fieldOf(page, key).value, value, `${key} is kept`);
			});

		await test(`${engine}: a table row of another year`, async () => {
			const power = await addLine(client, inventory, { category: "electricity", label: "用电" });
			await saveLine(client, inventory, power, { amount: "100", amount_unit: "MWh", factor_choice: "nation.CN.2021.average" });
			for (const [lang, said] of [["zh", "所选因子是 2021 年的；按活动年份应采用 2023"], ["en", "The chosen factor is of 2021; the one for the year of the activity is 2023"]]) {
				client.lang = lang;
				const page = await client.open(`${inventory.path}/lines/${power}`);
				const choice = page.text.match(/<fieldset[^>]*id="factor_choice"[\s\S]*?<\/fieldset>/)[0];
				assert.ok(plain(choice).includes(said), plain(choice));
				assert.match(choice, /value="nation\.CN\.2021\.average" checked/);
				await planned(client, said, "factor_choice");
			}
			client.lang = "zh";
		});

		await test(`${engine}: a period of more than 366 days, and a guide that is not in force`, async () => {
			await client.open(`${inventory.path}/info`);
			await client.submit("/info", { start: "2025-01-01", end: "2026-01-03" });
			for (const [lang, said] of [["zh", "366"], ["en", "366"]]) {
				client.lang = lang;
				const field = fieldOf(await client.open(`${inventory.path}/info`), "end");
				assert.ok(field.problem.includes(said), field.problem);
				assert.equal(field.value, "2026-01-03");
				await planned(client, said, "end");
			}
			client.lang = "zh";
			await client.open(`${inventory.path}/info`);
			await client.submit("/info", { start: "2012-01-01", end: "2012-12-31", method: "07" });
			for (const [lang, said] of [["zh", "报告期从 2012-01-01 开始"], ["en", "the period begins on 2012-01-01"]]) {
				client.lang = lang;
				const field = fieldOf(await client.open(`${inventory.path}/info`), "method");
				assert.ok(field.problem.includes(said), field.problem);
				assert.equal(field.value, "07");
				await planned(client, said, "method");
			}
			client.lang = "zh";
			await client.open(`${inventory.path}/info`);
			await client.submit("/info", { start: "2025-01-01", end: "2025-12-31" });
		});

		await test(`${engine}: a certificate that another organisation holds is refused without naming it`, async () => {
			const certificate = async (who, of) => {
				await who.open(`${of.path}/renewables`);
				const form = formsOf(who.page.text).find((f) => f.fields.some(([n, v]) => n === "kind" && v === "certificate"));
				await who.submit(null, {}, { form });
				const id = form.fields.find(([n]) => n === "key")[1];
				await who.open(`${of.path}/renewables`);
				await who.submit(`/renewables/${id}`, { amount: "100", amount_unit: "MWh", certificate_prefix: "GEC-2025-", certificate_first: "501", certificate_last: "600", generation_year: "2025", cancelled_on: "2025-12-31" });
				return id;
			};
			const other = new Client(server.url);
			await signUp(other, "持证人", "holder@bad.example");
			await createOrganisation(other, "先占绿证公司", 64);
			await certificate(other, await createInventory(other));
			const id = await certificate(client, inventory);
			for (const [lang, said] of [["zh", "绿证"], ["en", "certificate"]]) {
				client.lang = lang;
				const page = await client.open(`${inventory.path}/renewables`);
				const first = fieldOf(page, `certificate_first-${id}`);
				assert.ok(first.problem.toLowerCase().includes(said), first.problem);
				assert.equal(first.value, "501");
				assert.equal(fieldOf(page, `certificate_last-${id}`).value, "600");
				assert.ok(!page.text.includes("先占绿证公司"), "the other organisation is not named");
				await planned(client, first.problem, `certificate_first-${id}`);
			}
			client.lang = "zh";
		});

		await test(`${engine}: everything corrected, the list is gone`, async () => {
			await saveLine(client, inventory, line, { ...blank, amount: "12", amount_unit: "t" });
			const { lines } = await data(client, inventory);
			const power = lines.find((one) => one.category === "electricity");
			await saveLine(client, inventory, power.id, { factor_choice: "" });
			await client.open(`${inventory.path}/renewables`);
			await client.submit(/\/delete$/);
			const page = await client.open(`${inventory.path}/plan`);
			assert.ok(!page.text.includes('<section id="faults">'), plain(page.text).slice(0, 600));
		});
	} finally {
		await server.stop();
		server.forget();
	}
}
finish();
