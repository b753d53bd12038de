// 不确定性与变化原因, on the demo: the range, the causes, the split of the change that adds up, draws that repeat, other
// GWPs; and that another organisation sees none of it.
import assert from "node:assert/strict";
import { finish, test } from "../lib/tap.mjs";
import { engines, startServer } from "../lib/server.mjs";
import { Client, plain } from "../lib/story.mjs";
import { formsOf } from "../lib/client.mjs";

async function enter(server, login, lang = "zh") {
	const client = new Client(server.url, lang);
	await client.open("/sign-in");
	const form = formsOf(client.page.text).find((f) => f.fields.some(([n, v]) => n === "login" && v === login));
	await client.submit(null, {}, { form });
	return client;
}

const inventoryOf = async (client, year) => JSON.parse((await client.ask(`${client.base}/api/v1/inventories`,
	{ headers: { Accept: "application/json" } })).text).inventories.find((one) => one.period_start.startsWith(year));

// The rows of the table with this caption, cell by cell.
function tableOf(html, caption) {
	const table = html.match(new RegExp(`<table class="data"><caption>${caption}[\\s\\S]*?</table>`));
	assert.ok(table, `a table ${caption}`);
	return [...table[0].matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row]) =>
		[...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) => plain(cell).trim()));
}
const cents = (tonnes) => Math.round(tonnes * 100);
const number = (cell) => Number(cell.replace(/[\s\u2009+%±]/g, "").replace("−", "-"));

for (const engine of engines()) {
	const server = await startServer({ engine, init: false, args: ["--demo"] });
	try {
		const client = await enter(server, "wang@taihu.example");
		const { id } = await inventoryOf(client, "2025");
		const path = `/me/calculator/enterprise/${id}/insight`;

		await test(`${engine}: the range holds the result, the shares of the causes fall`, async () => {
			const page = await client.open(path);
			assert.equal(page.status, 200);
			const total = tableOf(page.text, "各范围的不确定性").find((row) => row[0] === "范围一 + 二");
			const [tco2e, low, high] = total.slice(1, 4).map(number);
			assert.ok(low < tco2e && tco2e < high && low > tco2e * 0.5, total.join(" "));
			const causes = tableOf(page.text, "不确定性的主要来源").slice(1).map((row) => number(row[3]));
			assert.ok(causes.length > 5 && causes.every((share, i) => i === 0 || share <= causes[i - 1]), causes.join(" "));
		});

		await test(`${engine}: the effects add up to the change, by cause and by source`, async () => {
			const page = await client.open(path);
			const effects = tableOf(page.text, "变化的原因").slice(1);
			const change = number(effects.pop()[1]);
			const sum = effects.reduce((all, row) => all + number(row[1]), 0);
			assert.equal(effects.length, 5);
			assert.equal(cents(sum), cents(change), "as printed, to the last digit");
			const market = effects.reduce((all, row) => all + number(row[3]), 0);
			assert.equal(cents(market), cents(number(tableOf(page.text, "变化的原因").at(-1)[3])));
			const sources = tableOf(page.text, "各排放源的变化").slice(1);
			const all = sources.pop();
			assert.equal(number(all[4]), change);
			for (const row of sources) {
				const parts = row.slice(5).reduce((of, cell) => of + number(cell), 0);
				assert.equal(cents(parts), cents(number(row[4])), row.join(" | "));
				const [before, after] = row.slice(2, 4).map((cell) => cell === "-" ? 0 : number(cell));
				assert.equal(cents(after - before), cents(number(row[4])), row.join(" | "));
			}
		});

		await test(`${engine}: the same seed draws the same figures, another one others`, async () => {
			const draws = async (seed) => tableOf((await client.open(`${path}?samples=1000&seed=${seed}`)).text, "模拟结果").join();
			const first = await draws(7);
			assert.equal(await draws(7), first);
			assert.notEqual(await draws(8), first);
			assert.match((await client.open(`${path}?samples=1000&seed=x`)).text, /种子应为/);
		});

		await test(`${engine}: in English, with another set of GWPs`, async () => {
			const english = await enter(server, "wang@taihu.example", "en");
			const page = await english.open(`${path}?gwp=AR6`);
			assert.match(page.text, /All emissions are CO₂/);
			assert.ok(!/[\u4e00-\u9fff]/.test(page.text.match(/<h2>Why it differs[\s\S]*?<div class="scroll/)[0]));
		});

		await test(`${engine}: any two inventories can be compared, and the interface gives the same split`, async () => {
			const { id: past } = await inventoryOf(client, "2024");
			const back = await client.open(`/me/calculator/enterprise/${past}/insight?against=${id}`);
			const forth = await client.open(path);
			const change = (page) => cents(number(tableOf(page.text, "变化的原因").at(-1)[1]));
			assert.equal(change(back), -change(forth));
			assert.equal((await client.open(`${path}?against=77`, { status: 404 })).status, 404);
			const json = async (query) => client.ask(`${client.base}/api/v1/inventories/${id}/change${query}`, { headers: { Accept: "application/json" } });
			const answer = await json(`?against=${past}`);
			assert.equal(answer.status, 200, answer.text);
			const { location_based: split, market_based: market, against_id } = JSON.parse(answer.text);
			assert.equal(against_id, past);
			for (const one of [split, market]) {
				const effects = ["activity", "factor", "gwp", "boundary", "correction"].map((key) => Number(one[`${key}_tco2e`]));
				assert.ok(Math.abs(effects.reduce((a, b) => a + b, 0) - Number(one.difference_tco2e)) < 3e-6);
				assert.ok(Math.abs(Number(one.after_tco2e) - Number(one.before_tco2e) - Number(one.difference_tco2e)) < 3e-6);
			}
			assert.notEqual(split.after_tco2e, market.after_tco2e);
			assert.equal((await json("?against=77")).status, 404);
			assert.equal((await json("?against=x")).status, 404);
		});

		await test(`${engine}: without a year before, and from another organisation`, async () => {
			const other = await enter(server, "li@jiangnan.example");
			assert.equal((await other.open(path, { status: 404 })).status, 404);
			const own = await inventoryOf(other, "2025");
			assert.match((await other.open(`/me/calculator/enterprise/${own.id}/insight`)).text, /没有可比的上一年度/);
		});
		await server.stop();
	} finally {
		if (server.child.exitCode === null && server.child.signalCode === null) await server.stop("SIGKILL");
		server.forget();
	}
}
finish();
