// The core in the browser: what it weighs on the way (brotli, as it is served), and how long after its loading begins the
// first line of a page has its result, in Chromium and in node; then one line more as one types it.
import { rmSync, mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { figure, percentile } from "./report.mjs";
import { openBrowser } from "../test/lib/browser.mjs";
import { Client } from "../test/lib/client.mjs";
import { openModule } from "../test/lib/live.mjs";
import { startServer } from "../test/lib/server.mjs";
import { addLine, createInventory, createOrganisation, saveLine, signUp } from "../test/lib/story.mjs";

const VISITS = 15;
const LINES = 2000;
const REQUEST = "lang\tzh\nmethod\tgeneral\non\t2025-01-01\nline\t1\ncategory\tcombustion\nitem\tDIESEL\namount\t12.5\namount_unit\tt\n";

const sorted = (times) => times.sort((a, b) => a - b);

function timed(count, run) {
	const times = [];
	for (let i = 0; i < count; i++) {
		const begin = performance.now();
		run();
		times.push(performance.now() - begin);
	}
	return sorted(times);
}

async function transferBytes(client, page, name) {
	const address = page.match(new RegExp(`"(/assets/${name}[^"]*)"`))[1];
	const answer = await fetch(client.base + address, { method: "HEAD", headers: { "Accept-Encoding": "br" } });
	return Number(answer.headers.get("content-length"));
}

// Each visit is a new context: nothing in its caches.
async function firstResults(client, address) {
	const browser = await openBrowser();
	const times = [];
	for (let i = 0; i < VISITS; i++) {
		const context = await browser.newContext();
		await context.addCookies([...client.cookies].map(([name, value]) => ({ name, value, url: client.base })));
		const page = await context.newPage();
		await page.goto(address);
		await page.waitForFunction(() => performance.getEntriesByName("live").length > 0);
		times.push(await page.evaluate(() => performance.getEntriesByName("live")[0].duration));
		await context.close();
	}
	await browser.close();
	return sorted(times);
}

const dir = mkdtempSync(path.join(os.tmpdir(), "qingce-bench-"));
const server = await startServer({ dir });
const client = new Client(server.url);
await signUp(client, "王芳", "live@example.org");
await createOrganisation(client, "无锡测量有限公司", 1);
const inventory = await createInventory(client);
const line = await addLine(client, inventory, { category: "combustion", item: "DIESEL", label: "柴油" });
await saveLine(client, inventory, line, { amount: "12.5", amount_unit: "t" });
const { text } = await client.open(`${inventory.path}/scope12`);

const sizes = [await transferBytes(client, text, "live\\.[0-9a-f]+\\.wasm"), await transferBytes(client, text, "live_tables\\.")];
figure("WebAssembly module, compressed", sizes[0] / 1024, "KB", null, "< 150 KB");
figure("its methods and tables, compressed", sizes[1] / 1024, "KB");
const visits = await firstResults(client, `${server.url}/zh${inventory.path}/scope12`);
figure("first result in the page, p50 of 15 visits", percentile(visits, 0.5), "ms", null, "< 50 ms");
figure("first result in the page, fastest", visits[0], "ms");

const opened = [];
for (let i = 0; i < VISITS; i++) {
	const begin = performance.now();
	(await openModule()).ask(REQUEST);
	opened.push(performance.now() - begin);
}
figure("first result in node, p50", percentile(sorted(opened), 0.5), "ms");
const module = await openModule();
const asked = timed(LINES, () => module.ask(REQUEST));
figure("a line with its explanation, p50", percentile(asked, 0.5) * 1000, "us");
await server.stop();
rmSync(dir, { recursive: true, force: true });
