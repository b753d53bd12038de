// Lines from spreadsheets and from last year: CSV and XLSX files with errors cell by cell, pasted text, a copy.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { finish, test } from "../lib/tap.mjs";
import { engines, startServer } from "../lib/server.mjs";
import { Client, addLine, createInventory, createOrganisation, plain, saveLine, signUp } from "../lib/story.mjs";
import { formsOf } from "../lib/client.mjs";

const data = async (client, inventory) => JSON.parse((await client.ask(`${client.base}/api/v1/inventories/${inventory.id}`, { headers: { Accept: "application/json" } })).text);

// A workbook with one sheet of inline strings; python3's zipfile packs it.
function xlsx(rows) {
	const name = (column) => String.fromCharCode(65 + column);
	const cell = (text, row, column) => `<c r="${name(column)}${row + 1}" t="inlineStr"><is><t>${text}</t></is></c>`;
	const sheet = `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows.map((row, r) => `<row r="${r + 1}">${row.map((text, c) => cell(text, r, c)).join("")}</row>`).join("")}</sheetData></worksheet>`;
	const parts = {
		"[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
		"_rels/.rels": '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
		"xl/workbook.xml": '<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
		"xl/_rels/workbook.xml.rels": '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
		"xl/worksheets/sheet1.xml": sheet,
	};
	const packed = spawnSync("python3", ["-c", "import io,json,sys,zipfile\nout=io.BytesIO()\nz=zipfile.ZipFile(out,'w',zipfile.ZIP_DEFLATED)\nfor n,t in json.load(sys.stdin).items(): z.writestr(n,t)\nz.close()\nsys.stdout.buffer.write(out.getvalue())"], { input: JSON.stringify(parts) });
	assert.equal(packed.status, 0, String(packed.stderr));
	return packed.stdout;
}

const HEAD = ["category", "item", "facility", "label", "amount", "unit"];
const GOOD = [
	HEAD,
	["combustion", "DIESEL", "一号厂", "叉车", "12.5", "t"],
	["化石燃料燃烧", "天然气", "二号厂", "锅炉", "20", "万Nm3"],
	["electricity", "", "一号厂", "车间", "2610", "MWh"],
];
const BAD = [
	HEAD,
	["combustion", "DIESEL", "一号厂", "好的一行", "12.5", "t"],
	["combustion", "UNOBTAINIUM", "一号厂", "坏品种", "1", "t"],
	["combustion", "DIESEL", "三号厂", "坏设施", "12,5x", "t"],
	["combustion", "DIESEL", "一号厂", "坏单位", "3", "furlong"],
];
const csv = (rows) => Buffer.from(`\ufeff${rows.map((row) => row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",")).join("\r\n")}\r\n`);

async function importFile(client, inventory, name, bytes, type) {
	await client.open(`${inventory.path}/import`);
	const form = formsOf(client.page.text).find((f) => /name="file"/.test(f.html));
	return client.submit(null, {}, { form, files: [["file", name, bytes, type]] });
}

async function paste(client, inventory, text, category) {
	await client.open(`${inventory.path}/import`);
	const form = formsOf(client.page.text).find((f) => /<textarea/.test(f.html));
	return client.submit(null, { pasted: text, category: category || "" }, { form });
}

for (const engine of engines()) {
	const server = await startServer({ engine });
	try {
		const client = new Client(server.url);
		await signUp(client, "导入人", "import@table.example");
		await createOrganisation(client, "表格有限公司", 41);

		await test(`${engine}: CSV and XLSX files become lines`, async () => {
			const inventory = await createInventory(client);
			for (const [name, bytes, type] of [["lines.csv", csv(GOOD), "text/csv"], ["lines.xlsx", xlsx(GOOD), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"]]) {
				const page = await importFile(client, inventory, name, bytes, type);
				assert.equal(page.status, 200, plain(page.text).slice(0, 900));
			}
			const { lines, totals } = await data(client, inventory);
			assert.equal(lines.length, 6);
			assert.ok(lines.every((line) => Number(line.tco2e) > 0), "every line is calculated");
			assert.ok(Math.abs(Number(totals.scope2_location_tco2e) - 2 * 1384.866) < 0.01, totals.scope2_location_tco2e);
		});

		await test(`${engine}: wrong cells are named one by one and nothing is half loaded`, async () => {
			const inventory = await createInventory(client, { start: "2024-01-01", end: "2024-12-31" });
			for (const [name, bytes, type] of [["bad.csv", csv(BAD), "text/csv"], ["bad.xlsx", xlsx(BAD), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"]]) {
				const page = await importFile(client, inventory, name, bytes, type);
				assert.equal(page.status, 422, plain(page.text).slice(0, 500));
				const cells = [...page.text.matchAll(/<td class="wrong">([\s\S]*?)<\/td>/g)].map((m) => plain(m[1]));
				for (const typed of ["UNOBTAINIUM", "三号厂", "12,5x", "furlong"])
					assert.ok(cells.some((cell) => cell.includes(typed)), `${typed} is marked: ${cells.join(" | ")}`);
				assert.equal((await data(client, inventory)).lines.length, 0);
			}
			for (const [name, bytes] of [["empty.csv", Buffer.from("")], ["noise.xlsx", Buffer.from("PK\x03\x04 not a workbook")], ["old.xls", Buffer.from("d0cf11e0a1b11ae1", "hex")]]) {
				const page = await importFile(client, inventory, name, bytes, "application/octet-stream");
				assert.equal(page.status, 422, `${name} answers ${page.status}`);
				assert.match(page.text, /role="alert"/);
			}
		});

		await test(`${engine}: further inputs have columns of their own, with units and months`, async () => {
			const inventory = await createInventory(client, {});
			const head = "category,item,label,amount,unit,运输距离,运输距离 单位,低位发热量 2025-02,低位发热量单位";
			const wrong = await importFile(client, inventory, "further.csv", Buffer.from(`${head}\ns3.4.distance,truck_diesel_heavy,运入,100,t,约三百,km,,\ncombustion,DIESEL,叉车二,5,t,3,,,\n`), "text/csv");
			assert.match(plain(wrong.text), /约三百/);
			assert.match(plain(wrong.text), /此类别没有“运输距离”这一项/);
			const before = (await data(client, inventory)).lines.length;
			const good = await importFile(client, inventory, "further.csv", Buffer.from(`${head}\ns3.4.distance,truck_diesel_heavy,运入,100,t,300,km,,\ncombustion,DIESEL,叉车二,,t,,,43.1,GJ/t\n`), "text/csv");
			assert.equal(good.status, 200, plain(good.text).slice(0, 400));
			const { lines } = await data(client, inventory);
			assert.equal(lines.length, before + 2);
			assert.equal(Number(lines.find((line) => line.label === "运入").tco2e).toFixed(6), (100 * 300 * 0.0978 / 1000).toFixed(6));
			const page = await client.open(`${inventory.path}/lines/${lines.find((line) => line.label === "叉车二").id}`);
			assert.match(page.text, /name="input_ncv_month_2"[^>]*value="43\.1"/);
		});

		await test(`${engine}: pasted rows are shown before they are loaded, and loaded once`, async () => {
			const inventory = await createInventory(client, { start: "2023-01-01", end: "2023-12-31" });
			const text = GOOD.map((row) => row.join("\t")).join("\n");
			const preview = await paste(client, inventory, text);
			assert.equal(preview.status, 200, plain(preview.text).slice(0, 800));
			assert.equal((await data(client, inventory)).lines.length, 0, "a preview loads nothing");
			const form = formsOf(preview.text).find((f) => f.buttons.some(([n]) => n === "confirm"));
			assert.ok(form, "the preview can be confirmed");
			await client.submit(null, {}, { form, button: ["confirm", "1"] });
			await client.submit(null, {}, { form, button: ["confirm", "1"] });
			assert.equal((await data(client, inventory)).lines.length, 3, "a double click loads once");
			const wrong = await paste(client, inventory, BAD.map((row) => row.join("\t")).join("\n"));
			assert.equal(wrong.status, 422);
			assert.ok(wrong.text.includes("UNOBTAINIUM"));
		});

		await test(`${engine}: the template can be filled and loaded`, async () => {
			const inventory = await createInventory(client, { start: "2022-01-01", end: "2022-12-31" });
			const head = await client.ask(`${server.url}/zh${inventory.path}/import/template?format=csv`);
			assert.equal(head.status, 200);
			assert.ok(head.text.includes("2022-01") && head.text.includes("2022-12"));
			const columns = head.text.replace("\ufeff", "").trim().split(",").length;
			const months = Array(12).fill("200");
			const row = ["electricity", "", "一号厂", "逐月", "", "MWh", "", "", "", ""].concat(months);
			assert.equal(columns, row.length, head.text);
			const page = await importFile(client, inventory, "filled.csv", Buffer.from(`${head.text.trimEnd()}\r\n${row.join(",")}\r\n`), "text/csv");
			assert.equal(page.status, 200, plain(page.text).slice(0, 800));
			assert.equal(Number((await data(client, inventory)).lines[0].amount), 2400);
			const book = await client.ask(`${server.url}/zh${inventory.path}/import/template?format=xlsx`);
			assert.equal(book.bytes.subarray(0, 2).toString(), "PK");
		});

		await test(`${engine}: last year's inventory is copied, with amounts or without`, async () => {
			const from = await createInventory(client, { start: "2020-01-01", end: "2020-12-31" });
			const line = await addLine(client, from, { category: "combustion", item: "DIESEL", label: "货车", facility: 1 });
			await saveLine(client, from, line, { amount: "7.5", amount_unit: "t" });
			for (const [year, amounts, expected] of [["2021", "keep", "7.5"], ["2019", "empty", ""]]) {
				await client.open(`/me/calculator/enterprise/new?from=${from.id}`);
				const form = client.form("/me/calculator/enterprise/new");
				const page = await client.submit(null, { start: `${year}-01-01`, end: `${year}-12-31`, method: "general", facility: from.facilities, from: from.id, amounts }, { form });
				const id = page.url.match(/enterprise\/(\d+)/)?.[1];
				assert.ok(id, plain(page.text).slice(0, 500));
				const { lines } = await data(client, { id });
				assert.equal(lines.length, 1);
				assert.equal(lines[0].amount_typed, expected);
				assert.equal(lines[0].label, "货车");
				assert.notEqual(lines[0].id, line);
			}
			const { lines } = await data(client, from);
			assert.equal(lines[0].amount_typed, "7.5", "the source is as it was");
		});
		await server.stop();
	} finally {
		if (server.child.exitCode === null && server.child.signalCode === null) await server.stop("SIGKILL");
		server.forget();
	}
}
finish();
