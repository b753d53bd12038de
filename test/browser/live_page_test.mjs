// Results as one types: the module in the page shows a line's result before the server is asked, the server's answer is the
// same, and the page works as before without the module.
import assert from "node:assert/strict";
import { finish, test } from "../lib/tap.mjs";
import { checkPage, openBrowser, openWindow } from "../lib/browser.mjs";
import { unescape } from "../lib/client.mjs";
import { openModule } from "../lib/live.mjs";
import { startServer } from "../lib/server.mjs";
import { Client, addLine, createInventory, createOrganisation, saveLine, signUp } from "../lib/story.mjs";

const server = await startServer({ engine: "sqlite" });
const browser = await openBrowser();
const client = new Client(server.url);
await signUp(client, "现算人", "live@browser.example");
await createOrganisation(client, "现算有限公司", 802);
const inventory = await createInventory(client);
const diesel = await addLine(client, inventory, { category: "combustion", item: "DIESEL", label: "柴油" });
const power = await addLine(client, inventory, { category: "electricity", label: "外购电" });
const travel = await addLine(client, inventory, { category: "s3.6", label: "差旅", step: "scope3" });

// Saves wait until release() is called; warnings of the page are collected.
async function held(options = {}) {
	const { lang = "zh" } = options;
	const window = await openWindow(browser, { ...options, lang, cookies: [...client.cookies].map(([name, value]) => ({ name, value, url: server.url })) });
	const waiting = [];
	const warnings = [];
	let isOpen = false;
	window.page.on("console", (message) => { if (message.type() === "warning") warnings.push(message.text()); });
	await window.page.route("**/field", (route) => { if (isOpen) return route.continue(); waiting.push(route); });
	return {
		...window, warnings, asked: () => waiting.length,
		at: (path) => `${server.url}/${lang}${inventory.path}${path}`,
		async release() {
			isOpen = true;
			const answered = window.page.waitForFunction(() => /\d\d:\d\d:\d\d/.test(document.getElementById("autosave").textContent));
			await Promise.all(waiting.splice(0).map((route) => route.continue()));
			await answered;
		},
	};
}

const resultOf = (page, line) => page.textContent(`#r-${line} span.result`);
const resultIs = (page, line, text) => page.waitForFunction(([id, wanted]) => document.querySelector(`#r-${id} span.result`).textContent === wanted, [line, text]);
const settled = (page) => page.waitForFunction(() => !document.getElementById("autosave").classList.contains("is-busy"));

await test("only pages with lines may compile WebAssembly", async () => {
	const policy = async (path) => (await client.ask(`${client.base}${path}`)).headers.get("content-security-policy");
	for (const path of ["/scope12", "/scope3", `/lines/${diesel}`]) assert.match(await policy(`/zh${inventory.path}${path}`), /script-src 'self' 'wasm-unsafe-eval'(;|$)/, path);
	for (const path of ["/zh/", "/zh/me", `/zh${inventory.path}/result`, "/api/v1/inventories"]) assert.doesNotMatch(await policy(path), /unsafe/, path);
});

await test("in the table: the result, the formula and the problem stand there before the server is asked", async () => {
	const window = await held();
	const { page } = window;
	await page.goto(window.at("/scope12"));
	await page.selectOption(`#u-${diesel}`, "t");
	await window.release();
	await page.reload();
	const blocked = await held();
	await blocked.page.goto(blocked.at("/scope12"));
	await blocked.page.locator(`#a-${diesel}`).pressSequentially("1,212.75", { delay: 15 });
	await resultIs(blocked.page, diesel, "3\u2009814.25");
	assert.match(await blocked.page.textContent(`#r-${diesel} .formula`), /= 1212\.75 t × 43\.33 GJ\/t × 0\.0202 tC\/GJ.*= 3\u2009814\.247304 tCO₂e/s);
	await blocked.page.fill(`#a-${diesel}`, "12,5");
	await blocked.page.waitForFunction((id) => /12,5/.test(document.getElementById(`a-${id}-problem`)?.textContent ?? ""), diesel);
	assert.equal(await resultOf(blocked.page, diesel), "-");
	await blocked.page.fill(`#a-${diesel}`, "12.5");
	await resultIs(blocked.page, diesel, "39.31");
	await blocked.page.waitForFunction((id) => !document.getElementById(`a-${id}-problem`), diesel);
	await blocked.page.selectOption(`#u-${diesel}`, "kg");
	await resultIs(blocked.page, diesel, "0.04");
	await blocked.release();
	await settled(blocked.page);
	assert.equal(await resultOf(blocked.page, diesel), "0.04");
	assert.deepEqual(blocked.warnings, []);
	await checkPage(blocked, "the table with a live result");
	await blocked.close();
	await window.close();
});

await test("on the page of a line: place, own values, share of a document are computed as the server computes them", async () => {
	const window = await held();
	const { page } = window;
	await page.goto(window.at(`/lines/${diesel}`));
	await page.fill("#amount", "");
	await page.evaluate(() => { document.getElementById("allocation").open = true; });
	await page.fill("#alloc_total", "2,000");
	await page.fill("#alloc_share", "12.5");
	await page.selectOption("#amount_unit", "t");
	await resultIs(page, diesel, "786.28");
	await page.fill("#input_ncv", "43");
	await page.fill("#input_ncv_source", "检测报告");
	await page.waitForFunction((id) => /250 t × 43 GJ\/t/.test(document.querySelector(`#r-${id} .formula`).textContent), diesel);
	const shown = await resultOf(page, diesel);
	const formula = await page.textContent(`#r-${diesel} .formula p.result`);
	await window.release();
	await page.waitForFunction(() => document.querySelector("[id^=r-]").dataset.live.includes("检测报告\n"));
	assert.equal(await resultOf(page, diesel), shown);
	await page.reload();
	assert.equal(await resultOf(page, diesel), shown);
	assert.equal(await page.textContent(`#r-${diesel} .formula p.result`), formula);
	await page.fill("#alloc_share", "101");
	await page.waitForFunction(() => /100/.test(document.getElementById("alloc_share-problem")?.textContent ?? ""));
	const isSaved = (text) => page.waitForFunction((part) => document.querySelector("[id^=r-]").dataset.live.includes(part), text);
	await isSaved("alloc_share\t101\n");
	await page.fill("#alloc_share", "12.5");
	await isSaved("alloc_share\t12.5\n");
	await page.goto(window.at(`/lines/${power}`));
	await page.fill("#amount", "100");
	await page.selectOption("#amount_unit", "MWh");
	await resultIs(page, power, "53.06");
	assert.deepEqual(window.warnings, []);
	await window.close();
});

await test("scope 3, in English and narrow: an own factor takes the unit its list shows", async () => {
	const window = await held({ lang: "en", width: 390 });
	const { page } = window;
	await page.goto(window.at("/scope3"));
	await page.fill(`#a-${travel}`, "1000");
	await page.fill(`#x-${travel}`, "2.5");
	await page.waitForFunction((id) => /\d/.test(document.querySelector(`#r-${id} span.result`).textContent), travel);
	const shown = await resultOf(page, travel);
	await window.release();
	await settled(page);
	await page.waitForTimeout(600);
	await page.reload();
	assert.equal(await resultOf(page, travel), shown);
	assert.deepEqual(window.warnings, []);
	await window.close();
});

await test("without WebAssembly the page works as before", async () => {
	const window = await held();
	const { page } = window;
	await page.addInitScript(() => { delete globalThis.WebAssembly; });
	await page.goto(window.at("/scope12"));
	const before = await resultOf(page, diesel);
	await page.fill(`#a-${diesel}`, "77");
	await page.waitForTimeout(500);
	assert.equal(await resultOf(page, diesel), before);
	await window.release();
	await resultIs(page, diesel, "240.33");
	assert.deepEqual(window.warnings, []);
	await checkPage(window, "the table without WebAssembly");
	await window.close();
});

await test("a module that does not come leaves everything to the server", async () => {
	const window = await held();
	const { page } = window;
	window.allow(/ERR_FAILED/);
	await page.route("**/live.*.wasm", (route) => route.abort());
	await page.goto(window.at("/scope12"));
	await page.fill(`#a-${diesel}`, "78");
	await window.release();
	await page.waitForFunction((id) => document.querySelector(`#r-${id} .formula`)?.textContent.includes("78 t"), diesel);
	assert.match(window.warnings.join(), /live results are off/);
	await window.close();
});

await test("a line that the module computes otherwise is left to the server", async () => {
	const window = await held();
	const { page } = window;
	await page.route("**/scope12", async (route) => {
		const answer = await route.fetch();
		await route.fulfill({ response: answer, body: (await answer.text()).replace(new RegExp(`(id="r-${diesel}"[^>]*data-bits=")[0-9a-f]{16}`), "$13ff0000000000000") });
	});
	await page.goto(window.at("/scope12"));
	const before = await resultOf(page, diesel);
	await page.fill(`#a-${diesel}`, "79");
	await page.waitForTimeout(500);
	assert.equal(await resultOf(page, diesel), before);
	assert.match(window.warnings.join(), /by the server, which counts/);
	await window.close();
});

await browser.close();
await server.stop();

await test("every line of the demo: the module gives the server's result, to the last bit", async () => {
	const demo = await startServer({ engine: "sqlite", init: false, args: ["--demo"] });
	const module = await openModule();
	let count = 0;
	for (const login of ["wang@taihu.example", "li@jiangnan.example", "zhao@qinling.example"]) {
		const person = new Client(demo.url);
		await person.open("/sign-in");
		await person.submit("/sign-in", { login, password: "Qing-Ce-demo-2026" });
		const { inventories } = JSON.parse((await person.ask(`${person.base}/api/v1/inventories`, { headers: { Accept: "application/json" } })).text);
		for (const { id } of inventories) {
			for (const step of ["scope12", "scope3"]) {
				const { text } = await person.open(`/me/calculator/enterprise/${id}/${step}`);
				const settings = unescape(text.match(/id="live"[^>]* data-settings="([^"]*)"/)?.[1] ?? "");
				for (const [, line, fields, bits] of text.matchAll(/id="r-(\d+)" data-live="([^"]*)" data-bits="([^"]*)"/g)) {
					const answer = module.ask(`${settings}line\t${line}\n${unescape(fields)}`).toString();
					assert.equal(answer.match(/^tco2e\t\S+\t(\w+)$/m)?.[1] ?? "", bits, `${login} ${step} ${unescape(fields)}${answer}`);
					count++;
				}
			}
		}
	}
	assert.ok(count > 5, `${count} lines`);
	await demo.stop();
});

finish();
