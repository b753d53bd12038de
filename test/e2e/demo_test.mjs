// The demo: three fictitious organisations with inventories at different levels, made through the ordinary code paths.
import assert from "node:assert/strict";
import { finish, test } from "../lib/tap.mjs";
import { engines, startServer } from "../lib/server.mjs";
import { Client, levelOf, plain, planActions } from "../lib/story.mjs";
import { formsOf } from "../lib/client.mjs";

async function enter(server, login, lang = "zh") {
	const client = new Client(server.url, lang);
	await client.open("/sign-in");
	const form = formsOf(client.page.text).find((f) => f.fields.some(([n, v]) => n === "login" && v === login));
	assert.ok(form, `the sign-in page offers ${login}`);
	const page = await client.submit(null, {}, { form });
	assert.equal(page.status, 200);
	return client;
}

const inventories = async (client) => JSON.parse((await client.ask(`${client.base}/api/v1/inventories`, { headers: { Accept: "application/json" } })).text).inventories;

for (const engine of engines()) {
	const server = await startServer({ engine, init: false, args: ["--demo"] });
	try {
		await test(`${engine}: the sign-in page lists the people of the demo, every page says that it is one`, async () => {
			const client = new Client(server.url);
			const page = await client.open("/sign-in");
			for (const name of ["王丽", "陈明", "李芳", "赵强", "周静", "管理员"]) assert.ok(page.text.includes(name), name);
			assert.match(page.text, /class="ribbon"/);
			assert.match((await client.open("/")).text, /class="ribbon"/);
		});

		await test(`${engine}: three organisations, marked 演示, with the levels they are meant to show`, async () => {
			const expected = { "wang@taihu.example": { 2025: 5, 2024: [4, 3] }, "li@jiangnan.example": { 2025: [4, 3] }, "zhao@qinling.example": { 2025: [4, 3] } };
			for (const [login, years] of Object.entries(expected)) {
				const client = await enter(server, login);
				assert.match(plain((await client.open("/me/organisation")).text), /演示·/);
				const list = await inventories(client);
				assert.equal(list.length, Object.keys(years).length, login);
				for (const one of list) {
					const wanted = [].concat(years[one.period_start.slice(0, 4)]);
					assert.ok(wanted.includes(one.data_quality_level), `${login} ${one.period_start}: level ${one.data_quality_level}`);
					const shown = await levelOf(client, { path: `/me/calculator/enterprise/${one.id}` });
					assert.equal(shown.level, one.data_quality_level, "page and API agree");
				}
			}
		});

		await test(`${engine}: the open inventory has a plan and findings whose links land`, async () => {
			const client = await enter(server, "wang@taihu.example", "en");
			const open = (await inventories(client)).find((one) => one.data_quality_level === 5);
			const path = `/me/calculator/enterprise/${open.id}`;
			const { actions } = await planActions(client, { path });
			assert.ok(actions.length >= 2, `${actions.length} actions`);
			const page = await client.open(`${path}/plan`);
			assert.match(page.text, /id="finding-/, "433 kWh where 433 MWh is meant is found");
			const fix = formsOf(page.text).find((f) => /\/lines\/\d+$/.test(f.action) && f.fields.some(([n]) => n === "amount_unit"));
			assert.ok(fix, "the finding offers the fix");
			const key = page.text.match(/id="finding-([^"]+)"/)[1];
			const fixed = await client.submit(null, {}, { form: fix });
			assert.equal(fixed.status, 200);
			assert.ok(!(await client.open(`${path}/plan`)).text.includes(`id="finding-${key}"`), "one click cures it");
		});

		await test(`${engine}: the cement works shows values measured by month, a stated uncertainty and media`, async () => {
			const client = await enter(server, "zhao@qinling.example");
			const [{ id }] = await inventories(client);
			const one = JSON.parse((await client.ask(`${client.base}/api/v1/inventories/${id}`)).text);
			const coal = one.energy.by_kind.find((row) => row.item === "BITUMINOUS");
			assert.deepEqual([Number(coal.amount), coal.coefficient_from, Number(coal.energy_gj)], [152300, "measured", 3441336.3]); // sum of t × GJ/t, month by month
			assert.deepEqual(one.energy.media.map((row) => [row.medium, Number(row.tce_counted)]), [["FRESH_WATER", 99.2406], ["OXYGEN", 16.8]]);
			const path = `/me/calculator/enterprise/${id}`;
			const burned = one.lines.find((line) => line.item === "BITUMINOUS");
			assert.ok((await client.open(`${path}/lines/${burned.id}`)).text.includes("入炉煤化验月报 2025"), "where the months were measured");
			assert.match(client.page.text, /<option value="BITUMINOUS" selected>烟煤/, "the fuel of the line is the one shown");
			const clinker = one.lines.find((line) => line.category === "clinker");
			const field = (await client.open(`${path}/lines/${clinker.id}`)).text.match(/<input[^>]* name="input_cao_uncertainty"[^>]*>/)[0];
			assert.ok(field.includes('value="1.2"'), field);
			assert.match(plain((await client.open(`${path}/result`)).text), /耗能工质/);
		});

		await test(`${engine}: loading again changes nothing`, async () => {
			await server.stop();
			const again = await startServer({ engine, init: false, args: ["--demo"], dir: server.dir, db: server.db });
			const client = await enter(again, "wang@taihu.example");
			assert.equal((await inventories(client)).length, 2);
			await again.stop();
		});
	} finally {
		if (server.child.exitCode === null && server.child.signalCode === null) await server.stop("SIGKILL");
		server.forget();
	}
}
finish();
