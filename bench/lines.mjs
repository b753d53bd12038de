// Saving a field of a line at three sizes of inventory, as the page's script does it, and the import of 100 000 rows beside a
// bulk insert of the same rows into a raw SQLite table.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { figure, percentile } from "./report.mjs";
import { Client, formsOf } from "../test/lib/client.mjs";
import { startServer } from "../test/lib/server.mjs";
import { createInventory, createOrganisation, signUp } from "../test/lib/story.mjs";

const SAVES = 2000;
const SIZES = [10, 500, 50000];
const IMPORT_ROWS = 100000;
const SOURCES = [["combustion", "DIESEL", "t"], ["combustion", "NATURAL_GAS", "m3"], ["electricity", "", "MWh"], ["heat", "", "GJ"]];

function csv(rows) {
	const lines = ["category,item,facility,label,amount,unit"];
	for (let i = 0; i < rows; i++) {
		const [category, item, unit] = SOURCES[i % SOURCES.length];
		lines.push(`${category},${item},一号厂,${i + 1} 号计量点,${(1 + (i * 7919) % 9973) / 8},${unit}`);
	}
	return `${lines.join("\n")}\n`;
}

async function importLines(client, inventory, rows) {
	const page = await client.open(`${inventory.path}/import`);
	const form = formsOf(page.text).find((f) => f.html.includes('type="file"'));
	const bytes = Buffer.from(csv(rows));
	const begin = process.hrtime.bigint();
	const answer = await client.submit(null, {}, { form, follow: false, files: [["file", "lines.csv", bytes, "text/csv"]] });
	const ms = Number(process.hrtime.bigint() - begin) / 1e6;
	if (answer.status !== 303) throw new Error(`the import answers ${answer.status}: ${answer.text.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ").slice(0, 800)}`);
	return ms;
}

// One connection, kept open; headers as fetch in a page sends them.
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function ask(url, method, headers, body = "") {
	return new Promise((done, failed) => {
		const request = http.request(url, { method, agent, headers: { ...headers, "Content-Length": Buffer.byteLength(body) } }, (answer) => {
			const parts = [];
			answer.on("data", (part) => parts.push(part));
			answer.on("end", () => done({ status: answer.statusCode, text: Buffer.concat(parts).toString() }));
		});
		request.on("error", failed);
		request.end(body);
	});
}

const sorted = (times) => times.sort((a, b) => a - b);

async function timed(count, run) {
	const times = [];
	for (let i = 0; i < count; i++) {
		const begin = process.hrtime.bigint();
		await run(i);
		times.push(Number(process.hrtime.bigint() - begin) / 1e6);
	}
	return sorted(times);
}

async function saveTimes(client, inventory) {
	const page = await client.open(`${inventory.path}/scope12`);
	const csrf = page.text.match(/name="csrf" content="([^"]+)"/)[1];
	const field = page.text.match(/<input name="amount"[^>]*data-save="([^"]+)"[^>]*data-version="(\d+)"/);
	let version = field[2];
	const headers = {
		Accept: "application/json", "X-CSRF-Token": csrf, "Content-Type": "application/x-www-form-urlencoded", Origin: client.base,
		Cookie: [...client.cookies].map(([k, v]) => `${k}=${v}`).join("; "),
	};
	const save = async (i) => {
		const body = new URLSearchParams({ name: "amount", value: `${(i % 997) + 0.5}`, version }).toString();
		const answer = await ask(client.base + field[1], "POST", headers, body);
		if (answer.status !== 200) throw new Error(`the save answers ${answer.status}: ${answer.text.slice(0, 400)}`);
		version = String(JSON.parse(answer.text).version);
	};
	await timed(50, save);
	return timed(SAVES, save);
}

function rawImportMs(dir, rows) {
	mkdirSync(`${dir}/raw`);
	writeFileSync(`${dir}/lines.csv`, csv(rows));
	return Number(execFileSync(path.join(process.env.QINGCE_BUILD, "bench/raw_import"), [`${dir}/raw`, `${dir}/lines.csv`], { encoding: "utf8" }));
}

const dir = mkdtempSync(path.join(os.tmpdir(), "qingce-bench-"));
const server = await startServer({ dir });
const client = new Client(server.url);
await signUp(client, "王芳", "bench@example.org");
await createOrganisation(client, "无锡测量有限公司", 1);
const floor = await timed(SAVES, () => ask(`${server.url}/healthz`, "GET", {}));
let year = 2020;
const nextInventory = () => {
	year += 1;
	return createInventory(client, { start: `${year}-01-01`, end: `${year}-12-31` });
};
for (const size of SIZES) {
	const inventory = await nextInventory();
	await importLines(client, inventory, size);
	const times = await saveTimes(client, inventory);
	figure(`save a field, ${size} lines, p50, vs /healthz`, percentile(times, 0.5), "ms", percentile(floor, 0.5));
	figure(`save a field, ${size} lines, p99, vs /healthz`, percentile(times, 0.99), "ms", percentile(floor, 0.99), "< 5 ms");
}
const ours = await importLines(client, await nextInventory(), IMPORT_ROWS);
const raw = rawImportMs(dir, IMPORT_ROWS);
figure(`import of ${IMPORT_ROWS} rows, vs raw SQLite`, (IMPORT_ROWS * 1000) / ours, "rows/s", (IMPORT_ROWS * 1000) / raw, ">= 0.50");
agent.destroy();
await server.stop();
rmSync(dir, { recursive: true, force: true });
