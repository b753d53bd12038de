// The factor library for everybody, and an organisation's own factors: added, changed by two people, retired, imported
// from a table, seen by nobody else.
import assert from "node:assert/strict";
import { finish, test } from "../lib/tap.mjs";
import { engines, startServer } from "../lib/server.mjs";
import { Client, addLine, createInventory, createOrganisation, paper, plain, saveLine, signUp, uploadBill } from "../lib/story.mjs";

const GAS = {
	name: "1 号窑天然气", purpose: "fuel", value: "21.62", unit: "tCO2/万Nm3", source: "检测报告 T-118", source_year: "2025",
	valid_from: "2025-01-01", valid_to: "", note: "",
};

const json = async (client, path) => {
	const answer = await client.ask(`${client.base}${path}`);
	assert.equal(answer.status, 200, `${path} answered ${answer.status}: ${answer.text.slice(0, 300)}`);
	return JSON.parse(answer.text);
};

const problemOf = (page, field) => plain(page.text.match(new RegExp(`<p class="problem" id="${field}-problem">([\\s\\S]*?)</p>`))?.[1] ?? "").trim();

async function add(client, values) {
	await client.open("/me/factors/new");
	return client.submit("/me/factors/new", values);
}

async function importText(client, pasted) {
	await client.open("/me/factors/import");
	const form = client.form("/me/factors/import", { ...client.page, text: client.page.text.slice(client.page.text.indexOf('id="pasted"') - 1200) });
	return client.submit("/me/factors/import", { pasted }, { form });
}

for (const engine of engines()) {
	const server = await startServer({ engine });
	try {
		const reader = new Client(server.url);

		await test(`${engine}: the library finds, filters and pages without sign-in`, async () => {
			const all = await json(reader, "/api/v1/factors?limit=200");
			const seen = [...all.factors];
			for (let next = all.next; next;) {
				const page = await json(reader, next);
				seen.push(...page.factors);
				next = page.next;
			}
			assert.equal(seen.length, all.found);
			assert.equal(new Set(seen.map((f) => f.id)).size, all.found, "no row twice");
			const list = await reader.open("/factors?kind=grid&region=NC");
			assert.ok(plain(list.text).includes("不可用于用电排放") && plain(list.text).includes("未核实来源"));
			const other = await reader.open("/factors?q=nothing-of-this-name");
			assert.ok(plain(other.text).includes("没有符合条件的因子"));
			assert.equal((await reader.ask(`${server.url}/api/v1/factors?kind=steam`)).status, 400);
			assert.equal((await reader.ask(`${server.url}/api/v1/factors?after=nothing`)).status, 400);
		});

		await test(`${engine}: every factor has a page and a JSON twin, whatever stands in its id`, async () => {
			const { factors } = await json(reader, "/api/v1/factors?q=IV%2B&limit=200");
			assert.ok(factors.some((f) => f.id.includes("+")), "an id with a plus");
			for (const { id, value } of [factors[0], { id: "nation.CN.2023.average", value: 0.5306 }]) {
				const page = await reader.open(`/factors/${encodeURIComponent(id)}`);
				assert.ok(page.text.includes(id), id);
				assert.equal((await json(reader, `/api/v1/factors/${encodeURIComponent(id)}`)).value, value);
			}
			const answer = await reader.ask(`${server.url}/api/v1/factors/nation.CN.2023.average`);
			const again = await reader.ask(`${server.url}/api/v1/factors/nation.CN.2023.average`, { headers: { "If-None-Match": answer.headers.get("etag") } });
			assert.equal(again.status, 304);
			await reader.open("/factors/no.such.row", { status: 404 });
		});

		await test(`${engine}: the download holds what the list found`, async () => {
			const { found } = await json(reader, "/api/v1/factors?kind=heat");
			const csv = await reader.open("/factors.csv?kind=heat");
			assert.match(csv.headers.get("content-type"), /text\/csv/);
			assert.equal(csv.text.trim().split("\r\n").length, found + 1);
		});

		const ours = new Client(server.url);
		await signUp(ours, "林小满", "a@factors.example");
		await createOrganisation(ours, "因子一企业", 51);
		const theirs = new Client(server.url);
		await signUp(theirs, "周看看", "b@factors.example");
		await createOrganisation(theirs, "因子二企业", 52);

		await test(`${engine}: a wrong factor is refused at the field and what was typed stays`, async () => {
			const cases = [
				[{ unit: "GJ/t" }, "unit", "GJ/t"], [{ unit: "tCO2" }, "unit", "没有写每多少"], [{ unit: "foo" }, "unit", "不认识单位"],
				[{ purpose: "grid", unit: "tCO2/t" }, "unit", "不能用于电力"], [{ value: "21,62" }, "value", "逗号"], [{ value: "-1" }, "value", "负数"],
				[{ source: "" }, "source", "来源"], [{ source_year: "25" }, "source_year", "四位"], [{ valid_to: "2024-01-01" }, "valid_to", "早于"],
				[{ name: "" }, "name", "名称"],
			];
			for (const [change, field, words] of cases) {
				const page = await add(ours, { ...GAS, ...change });
				assert.equal(page.status, 422, JSON.stringify(change));
				assert.ok(problemOf(page, field).includes(words), `${JSON.stringify(change)}: ${problemOf(page, field)}`);
				assert.ok(page.text.includes('value="检测报告 T-118"') || change.source === "", "typed texts are kept");
			}
			assert.ok(plain((await ours.open("/me/factors")).text).includes("还没有本企业的因子"));
		});

		let path;
		await test(`${engine}: a factor is added once however often the form is sent`, async () => {
			await ours.open("/me/factors/new");
			const form = ours.form("/me/factors/new");
			const page = await ours.submit("/me/factors/new", GAS, { form });
			assert.equal(page.status, 200, plain(page.text).slice(0, 500));
			path = new URL(page.url).pathname.slice(3);
			assert.match(path, /^\/me\/factors\/\d+$/);
			assert.equal((await ours.submit("/me/factors/new", GAS, { form })).url, page.url, "the second click lands on the same factor");
			const list = await ours.open("/me/factors");
			assert.equal(list.text.split("1 号窑天然气</a>").length, 2);
			assert.ok(plain(list.text).includes("没有证明文件"));
			assert.equal((await add(ours, GAS)).status, 422, "a second of the same name");
		});

		await test(`${engine}: two people at once see both values; each version is kept`, async () => {
			await ours.open(path);
			const form = ours.form(path);
			const first = await ours.submit(path, { value: "21.7" }, { form });
			assert.equal(first.status, 200);
			const second = await ours.submit(path, { value: "21.9" }, { form });
			assert.equal(second.status, 409);
			assert.ok(second.text.includes("21.7") && second.text.includes("21.9"));
			const chosen = await ours.submit(path, { choice_value: "mine" });
			assert.equal(chosen.status, 200);
			const versions = plain(chosen.text.slice(chosen.text.indexOf('id="versions"')));
			for (const value of ["21.62", "21.7", "21.9"]) assert.ok(versions.includes(value), versions);
		});

		await test(`${engine}: evidence of the own library stands beside it, and lines that hold it are counted`, async () => {
			const inventory = await createInventory(ours);
			const line = await addLine(ours, inventory, { category: "combustion", item: "DIESEL", label: "柴油" });
			await saveLine(ours, inventory, line, { amount: "12", amount_unit: "t" });
			await uploadBill(ours, inventory, "line", line, [paper("T-118.pdf", "21.9")]);
			const form = (await ours.open(path)).text;
			const file = form.match(/<option value="(\d+)">T-118\.pdf/)[1];
			const saved = await ours.submit(path, { file_id: file });
			assert.equal(saved.status, 200);
			assert.ok(saved.text.includes(`/me/evidence/${file}`));
			const refused = await theirs.open("/me/factors/new");
			assert.ok(!refused.text.includes("T-118.pdf"));
			const stolen = await theirs.submit("/me/factors/new", { ...GAS, file_id: file });
			assert.equal(stolen.status, 404, "a file of another organisation");
			// What the picker posts: the factor's fields and the line's version, nothing else.
			const before = await ours.open(`${inventory.path}/lines/${line}`);
			const fields = ours.form(`/lines/${line}`).fields.filter(([n]) => /csrf|^version$/.test(n));
			const answer = await ours.ask(before.url, {
				method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded", Origin: server.url },
				body: new URLSearchParams([...fields, ["factor", "21.9"], ["factor_unit", "tCO2/万Nm3"], ["factor_source", "检测报告 T-118 (2025) · 1 号窑天然气"]]).toString(),
			});
			assert.ok([200, 422].includes(answer.status), `${answer.status}`); // gas on a line of diesel: kept, with a finding
			assert.ok((await ours.open(`${inventory.path}/lines/${line}`)).text.includes('value="12"'), "the amount stays");
			assert.ok(plain((await ours.open(path)).text).includes("1 份核算记录中的 1 条数据"));
			await saveLine(ours, inventory, line, { factor: "", factor_unit: "", factor_source: "" });
			const diesel = await ours.open("/factors/NDRC-other-industry-2015.DIESEL");
			assert.ok(plain(diesel.text).includes("1 条数据"), "the library knows the inventory that rests on it");
		});

		await test(`${engine}: nobody else sees or changes it`, async () => {
			await theirs.open(path, { status: 404 });
			await theirs.open("/me/factors/new");
			const token = theirs.form("/me/factors/new").fields.find(([n]) => /csrf/.test(n));
			for (const target of [path, `${path}/retire`]) {
				const answer = await theirs.ask(`${server.url}/zh${target}`, {
					method: "POST", body: new URLSearchParams([token, ["version", "1"], ["retired", "1"], ...Object.entries(GAS)]).toString(),
					headers: { "Content-Type": "application/x-www-form-urlencoded", Origin: server.url }, follow: false,
				});
				assert.equal(answer.status, 404, target);
			}
			assert.ok(!(await theirs.open("/me/factors")).text.includes("1 号窑天然气"));
		});

		await test(`${engine}: a retired factor leaves the list and comes back`, async () => {
			await ours.open(path);
			await ours.submit(`${path}/retire`);
			assert.ok(!(await ours.open("/me/factors")).text.includes("1 号窑天然气</a>"));
			assert.ok((await ours.open("/me/factors?retired=1")).text.includes("1 号窑天然气</a>"));
			await ours.open(path);
			await ours.submit(`${path}/retire`);
			assert.ok((await ours.open("/me/factors")).text.includes("1 号窑天然气</a>"));
		});

		await test(`${engine}: a table with a wrong cell stores nothing and names the cells`, async () => {
			const page = await importText(theirs, "名称\t用于\t数值\t单位\t来源\t数据年份\n纯碱\t范围三\t1.2\ttCO2e/t\t供应商声明\t2024\n蒸汽\t热力\t0,11\ttCO2/t\t合同\t24\n");
			assert.equal(page.status, 422);
			const text = plain(page.text);
			assert.ok(text.includes("逗号") && text.includes("不能用于热力") && text.includes("四位") && text.includes("没有保存任何内容"), text.slice(0, 1500));
			const missing = await importText(theirs, "名称\t用于\t数值\t来源\t数据年份\n纯碱\t范围三\t1.2\t供应商声明\t2024\n");
			assert.ok(plain(missing.text).includes("缺少“单位”这一列"));
			assert.ok(plain((await theirs.open("/me/factors")).text).includes("还没有本企业的因子"));
		});

		await test(`${engine}: a file is shown first and stored by the second click, once`, async () => {
			const template = await theirs.open("/me/factors/import/template?format=csv");
			const csv = `${template.text.trim()}\r\n"纯碱, 甲",范围三,1.2,tCO2e/t,供应商声明,2024,2024-01-01,,"说 ""是"""\r\n蒸汽,Heat,0.11,tCO2/GJ,合同,2025,,,\r\n`;
			await theirs.open("/me/factors/import");
			const preview = await theirs.submit("/me/factors/import", {}, { files: [["file", "因子.csv", csv, "text/csv"]] });
			assert.equal(preview.status, 200, plain(preview.text).slice(0, 800));
			assert.ok(plain(preview.text).includes("还没有保存"));
			assert.ok(plain((await theirs.ask(`${server.url}/zh/me/factors`)).text).includes("还没有本企业的因子"));
			const form = theirs.form("/me/factors/import", preview);
			for (let click = 0; click < 2; click++) {
				const done = await theirs.submit("/me/factors/import", {}, { form, button: ["confirm", "1"] });
				assert.equal(done.status, 200, plain(done.text).slice(0, 500));
			}
			const list = await theirs.open("/me/factors");
			assert.equal(list.text.split("纯碱, 甲</a>").length, 2, "once");
			assert.ok(list.text.includes("蒸汽</a>"));
			const xlsx = await theirs.open("/me/factors/import/template?format=xlsx");
			assert.equal(xlsx.bytes.subarray(0, 2).toString(), "PK");
		});
	} finally {
		await server.stop();
		server.forget();
	}
}
finish();
