// Editions of the factor tables: an administrator uploads a grid table with a newer year; a finished result stays to the
// last digit until its preparer takes the newer one; a broken table is refused cell by cell; the way back is one click.
import assert from "node:assert/strict";
import { finish, test } from "../lib/tap.mjs";
import { engines, startServer } from "../lib/server.mjs";
import { Client, addLine, createInventory, createOrganisation, plain, saveLine, signIn, signUp } from "../lib/story.mjs";
import { formsOf } from "../lib/client.mjs";

const GRID = "factors/grid_cn.csv";
const ROW = "nation.CN.2024.average,nation,CN,全国,China,2024,average,0.4999,kgCO2/kWh,,0,用于测试的公告,表1,2026,,,verified1,\n";

const apiText = async (client, inventory) => (await client.ask(`${client.base}/api/v1/inventories/${inventory.id}`)).text;
// What is computed, without versions and times.
const figures = (text) => JSON.stringify(JSON.parse(text), (key, value) => (/version|_at$|status|level/.test(key) ? undefined : value));
const total = async (client, inventory) => JSON.parse(await apiText(client, inventory));

async function becomeAdmin(server, client) {
	const page = await signIn(client, "admin@example.org", server.adminPassword);
	await client.ask(page.url);
	await client.submit(/\/reset\//, { password: "Quiet-River-2026" });
}

async function currentFile(admin, name) {
	const page = await admin.open("/admin/data");
	const href = page.text.match(new RegExp(`<a href="([^"]*/admin/data/files/[0-9a-f]{64})">${name}</a>`))[1];
	return (await admin.ask(`${admin.base}${href}`)).text;
}

async function upload(admin, table, name, text, note = "") {
	await admin.open("/admin/data");
	const form = formsOf(admin.page.text).find((f) => f.multipart);
	return admin.submit(null, { table, note }, { form, files: [["file", name, Buffer.from(text), "text/csv"]] });
}

async function finishInventory(client, inventory) {
	await client.open(`${inventory.path}/result`);
	const form = formsOf(client.page.text).find((f) => f.action.endsWith("/status"));
	return client.submit(null, { to: "done" }, { form });
}

for (const engine of engines()) {
	const server = await startServer({ engine });
	try {
		const admin = new Client(server.url);
		const owner = new Client(server.url);
		await becomeAdmin(server, admin);
		await signUp(owner, "林小满", "owner@editions.example");
		await createOrganisation(owner, "版本玻璃有限公司", 71);
		const done = await createInventory(owner);
		const open = await createInventory(owner, { start: "2024-01-01", end: "2024-12-31" });
		for (const inventory of [done, open]) {
			const line = await addLine(owner, inventory, { category: "electricity", label: "一号表" });
			await saveLine(owner, inventory, line, { amount: "2610", amount_unit: "MWh" });
			const fuel = await addLine(owner, inventory, { category: "combustion", item: "DIESEL", label: "叉车" });
			await saveLine(owner, inventory, fuel, { amount: "3.5", amount_unit: "t" });
		}
		await finishInventory(owner, done);
		const before = await apiText(owner, done);
		const openBefore = await apiText(owner, open);
		const grid = await currentFile(admin, GRID);

		await test(`${engine}: a broken table is refused with row, column, what was given and what is expected`, async () => {
			const bad = `${grid}nation.CN.2024.average,nation,CN,全国,China,twenty,average,0,51x,kgCO2/Kwoh,,0,a,b,2026,,,sure,\n`.replace("0,51x", "\"0,51x\"");
			const page = await upload(admin, GRID, "grid.csv", `${bad}${grid.split("\n")[1]}\n`);
			assert.equal(page.status, 422);
			const text = plain(page.text);
			const row = String(grid.trim().split("\n").length + 1);
			for (const word of [row, "data_year", "twenty", "0,51x", "kgCO2/Kwoh", "sure", "四位年份", "每个 id 只能出现一次"]) assert.ok(text.includes(word), word);
			const missing = await upload(admin, GRID, "grid.csv", grid.replace("factor_type", "type_of_factor"));
			assert.equal(missing.status, 422);
			assert.ok(plain(missing.text).includes("factor_type") && plain(missing.text).includes("type_of_factor"));
			const empty = await upload(admin, GRID, "grid.csv", "a");
			assert.equal(empty.status, 422);
			const method = await upload(admin, "method", "99.method", "method 99\nname : 试 | Try\n");
			assert.equal(method.status, 422);
			assert.match(plain(method.text), /99\.method 第 \d+ 行/);
			await upload(admin, "method", "../99.method", "x").then((p) => assert.equal(p.status, 422));
			assert.equal(await apiText(owner, done), before);
		});

		const uses = async (id) => JSON.parse((await owner.ask(`${server.url}/api/v1/factors/${id}/uses`)).text);
		let draft;
		await test(`${engine}: a new table is compared first; a finished result keeps every digit when it comes into force`, async () => {
			const page = await upload(admin, GRID, "grid_2024.csv", grid + ROW, "关于发布 2024 年因子的公告");
			assert.equal(page.status, 200);
			draft = new URL(page.url).pathname.replace(/^\/(zh|en)/, "");
			const text = plain(page.text);
			assert.ok(text.includes("nation.CN.2024.average") && text.includes("新增 1，改动 0，删除 0"), text.slice(0, 1500));
			assert.ok(text.includes("1 份进行中") && text.includes("1 份已完成"));
			assert.equal(await apiText(owner, open), openBefore, "trying changes nothing");
			await admin.submit(/\/use$/, {});
			assert.equal(figures(await apiText(owner, done)), figures(before));
			assert.equal(await apiText(owner, done), before, "byte for byte");
			const now = await total(owner, open);
			assert.ok(JSON.stringify(now).includes("nation.CN.2024.average") || (await apiText(owner, open)) !== openBefore, "the open one goes with the new table");
			const library = await owner.open("/factors/nation.CN.2024.average");
			assert.ok(plain(library.text).includes("0.4999"));
			assert.equal((await uses("nation.CN.2023.average")).used_by_count, 1, "the finished one");
			assert.equal((await uses("nation.CN.2024.average")).used_by_count, 0);
			const history = (await uses("nation.CN.2024.average")).editions;
			assert.deepEqual(history.map((e) => e.value), ["0.4999", null], "new in this edition");
			const older = plain((await owner.open("/factors/nation.CN.2023.average")).text);
			assert.ok(older.includes("同一系列已有 2024 年的值") && older.includes("1 份已完成的核算用到它") && older.includes("一号表"));
			const list = await owner.open("/me/calculator");
			assert.ok(plain(list.text).replace(/[\s\u2009]/g, "").includes("1384.87") || plain(list.text).replace(/[\s\u2009]/g, "").includes("1395"), "the list shows the old total");
		});

		await test(`${engine}: the result offers the newer factors, the page shows the difference line by line, in both languages`, async () => {
			const result = await owner.open(`${done.path}/result`);
			const text = plain(result.text);
			assert.ok(text.includes("因子表有新版本") && text.includes("用 2024 年因子重新计算"), text.slice(0, 2000));
			const page = plain((await owner.open(`${done.path}/recalculate`)).text).replace(/\u2009/g, " ");
			for (const word of ["一号表", "0.5306", "0.4999", "用于测试的公告", "1 条活动数据的结果不变"]) assert.ok(page.includes(word), word);
			assert.ok(page.replace(/\s/g, "").includes("1384.87") && page.replace(/\s/g, "").includes("1304.74"), "old and new result");
			assert.ok(!page.includes("叉车"), "lines that keep their result are only counted");
			const english = plain((await owner.ask(`${owner.base}/en${done.path}/recalculate`)).text);
			assert.ok(english.includes("Recalculate with 2024 factors") && english.includes("Change line by line"));
			assert.equal(await apiText(owner, done), before, "looking changes nothing");
		});

		await test(`${engine}: another organisation and a visitor see nothing of it`, async () => {
			const other = new Client(server.url);
			await signUp(other, "别人", "other@editions.example");
			await createOrganisation(other, "别家有限公司", 72);
			await other.open(`${done.path}/recalculate`, { status: 404 });
			await other.open("/admin/data", { status: 403 });
			const form = (await owner.open(`${done.path}/recalculate`), owner.form(/\/recalculate$/));
			const csrf = (await other.open("/me/calculator"), formsOf(other.page.text).flatMap((f) => f.fields).find(([n]) => n === "csrf")[1]);
			const answer = await other.ask(`${other.base}/zh${done.path}/recalculate`, { method: "POST", body: new URLSearchParams({ csrf, edition: form.fields.find(([n]) => n === "edition")[1] }) });
			assert.equal(answer.status, 404);
			assert.equal(await apiText(owner, done), before);
		});

		await test(`${engine}: accepting recalculates, once; an earlier edition can be put back without touching it`, async () => {
			await owner.open(`${done.path}/recalculate`);
			const form = owner.form(/\/recalculate$/);
			await owner.submit(null, { edition: "0".repeat(64) }, { form }).then((p) => assert.equal(p.status, 409));
			assert.equal(await apiText(owner, done), before);
			await owner.submit(null, {}, { form });
			await owner.submit(null, {}, { form });
			const after = await apiText(owner, done);
			assert.notEqual(figures(after), figures(before));
			const result = plain((await owner.open(`${done.path}/result`)).text).replace(/[\s\u2009]/g, "");
			assert.ok(result.includes("1304.74") && !result.includes("因子表有新版本"));
			assert.equal(JSON.parse((await owner.ask(`${server.url}/api/v1/factors/nation.CN.2024.average/uses`)).text).used_by_count, 1);
			const log = plain((await owner.open("/me/organisation/audit")).text);
			assert.ok(log.includes("inventory.recalculate") || log.includes("重新计算"), "logged");

			const list = await admin.open("/admin/data");
			const first = [...list.text.matchAll(/<a href="([^"]*\/admin\/data\/[0-9a-f]{64})">/g)].map((m) => m[1]).at(-1);
			const page = await admin.ask(`${admin.base}${first}`);
			assert.ok(plain(page.text).includes("删除 1"), "going back takes the row away");
			const use = admin.form(/\/use$/, page);
			assert.equal((await admin.submit(null, {}, { form: use })).status, 422, "taking a released row away wants a second yes");
			assert.equal(figures(await apiText(owner, done)), figures(after));
			await admin.submit(null, { sure: "1" }, { form: use });
			assert.equal(figures(await apiText(owner, done)), figures(after), "it stays with the newer one");
			assert.equal(await apiText(owner, open), openBefore, "the open one is as it was");
			const gone = await owner.open("/factors/nation.CN.2024.average");
			assert.ok(plain(gone.text).includes("已不在现行因子表") && plain(gone.text).includes("0.4999"), "a finished result still leads to its row");
			assert.ok(gone.text.includes("/factors/nation.CN.2023.average") && plain(gone.text).includes("1 份已完成的核算用到它"));
			const row = JSON.parse((await owner.ask(`${server.url}/api/v1/factors/nation.CN.2024.average`)).text);
			assert.deepEqual([row.superseded, row.value, row.successor], [true, 0.4999, "nation.CN.2023.average"]);
			assert.equal((await uses("nation.CN.2024.average")).used_by_count, 1);
			assert.equal(JSON.parse((await owner.ask(`${server.url}/api/v1/factors/nation.CN.2023.average`)).text).superseded, false);
			await owner.open("/factors/nation.CN.2031.average", { status: 404 });
		});

		const TABLE = ["Made up,,,,,,,,,", "ID,Scope,Level 1,Level 2,Level 3,Level 4,Column Text,UOM,GHG/Unit,GHG Conversion Factor 2031",
			"9_1,Scope 3,Freighting goods,Rail,Freight train,,,tonne.km,kg CO2e,0.1234", "9_2,Scope 3,Freighting goods,Rail,Freight train,,,tonne.km,kg CO2e of CH4 per unit,0.0001", ""].join("\n");

		await test(`${engine}: a published table is loaded as a batch, found, taken onto a scope 3 line, and taken back`, async () => {
			const load = async (text, values = {}) => {
				await admin.open("/admin/data/reference");
				const form = formsOf(admin.page.text).find((f) => f.multipart);
				return admin.submit(null, { title: "虚构换算表", licence: "仅供测试", retrieved: "2031-01-02", ...values }, { form, files: [["file", "flat.csv", Buffer.from(text), "text/csv"]] });
			};
			assert.equal((await load("a,b\n1,2\n")).status, 422);
			assert.equal((await load(TABLE, { licence: "" })).status, 422);
			const loaded = await load(TABLE);
			assert.ok(plain(loaded.text).includes("已导入 1 行，略过 1 行"), plain(loaded.text).slice(0, 800));
			const found = JSON.parse((await owner.ask(`${server.url}/api/v1/reference-factors?q=freight+rail`)).text);
			assert.equal(found.factors.length, 1);
			assert.deepEqual([found.factors[0].value, found.factors[0].licence], ["0.1234", "仅供测试"]);

			const line = await addLine(owner, open, { category: "s3.4", label: "铁路", step: "scope3" });
			await owner.open(`${open.path}/lines/${line}`);
			assert.ok(owner.page.text.includes(`/factors/reference?inventory=${open.id}&amp;line=${line}`), "the line leads to the tables");
			await owner.open(`/factors/reference?q=rail&inventory=${open.id}&line=${line}`);
			const taken = await owner.submit(new RegExp(`/lines/${line}$`), {});
			assert.ok([200, 422].includes(taken.status));
			const page = await owner.open(`${open.path}/lines/${line}`);
			assert.ok(page.text.includes('value="0.1234"') && page.text.includes("虚构换算表 (2031) · 9_1"), "value and source were copied");
			const stranger = new Client(server.url);
			await stranger.open(`/factors/reference?q=rail&inventory=${open.id}&line=1`, { status: 404 });
			await admin.open("/admin/data/reference");
			await admin.submit(/\/remove$/, {});
			assert.equal(JSON.parse((await owner.ask(`${server.url}/api/v1/reference-factors?q=freight`)).text).factors.length, 0);
		});
	} finally {
		await server.stop();
	}
}
finish();
