// What scripts add: fields saved as typed, nothing lost over kill -9, two people on one field, upload with progress,
// cells pasted from a spreadsheet, a table filled by keyboard, what was typed kept over a lost session.
import assert from "node:assert/strict";
import { finish, test } from "../lib/tap.mjs";
import { checkPage, openBrowser, openWindow, send } from "../lib/browser.mjs";
import { startServer } from "../lib/server.mjs";
import { Client, addLine, createInventory, createOrganisation, paper, signUp, PASSWORD } from "../lib/story.mjs";

let server = await startServer({ engine: "sqlite" });
const browser = await openBrowser();
const client = new Client(server.url);
await signUp(client, "打字人", "typing@browser.example");
await createOrganisation(client, "打字有限公司", 801);
const inventory = await createInventory(client);
const line = await addLine(client, inventory, { category: "combustion", item: "DIESEL", label: "柴油" });

// A window of the person who is signed in already: ten sign-ins in a quarter of an hour are the limit.
const signedIn = (options = {}) =>
	openWindow(browser, { ...options, cookies: [...client.cookies].map(([name, value]) => ({ name, value, url: server.url })) });

const at = (path) => `${server.url}/zh${inventory.path}${path}`;
const statusIs = (page, pattern) => page.waitForFunction((source) => new RegExp(source).test(document.getElementById("autosave").textContent), pattern.source);
const SAVED = /已保存 \d\d:\d\d:\d\d/;

await test("a field is saved as it is typed, and is there after kill -9", async () => {
	const window = await signedIn();
	const { page } = window;
	await page.goto(at("/scope12"));
	await page.selectOption(`#u-${line}`, "t");
	await statusIs(page, SAVED);
	await page.locator(`#a-${line}`).pressSequentially("12.75", { delay: 20 });
	await page.waitForFunction((id) => /40\.10/.test(document.querySelector(`#r-${id} span.result`).textContent), line);
	await statusIs(page, SAVED);
	await page.waitForFunction(() => /40\.10/.test(document.getElementById("totals").textContent)); // and the totals follow
	await server.stop("SIGKILL");
	window.allow(/ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/);
	// Typed while the server is away: kept here, sent when it is back.
	await page.fill(`#a-${line}`, "13");
	await page.locator(`#a-${line}`).press("Tab");
	await page.waitForFunction(() => document.getElementById("autosave").classList.contains("is-bad"));
	server = await startServer({ engine: "sqlite", dir: server.dir, db: server.db, init: false, port: server.port });
	await statusIs(page, SAVED);
	await page.reload();
	assert.equal(await page.inputValue(`#a-${line}`), "13");
	await checkPage(window, "the table");
	await window.close();
});

await test("a browser that dies with unsaved words puts them back", async () => {
	const window = await signedIn();
	const { page } = window;
	await page.goto(at(`/lines/${line}`));
	await page.route("**/field", (route) => route.abort());
	window.allow(/ERR_FAILED/);
	await page.fill("#note", "十二月的发票还没有到");
	await page.waitForFunction(() => document.getElementById("autosave").classList.contains("is-bad"));
	const again = await window.context.newPage();
	await page.close({ runBeforeUnload: false });
	await again.goto(at(`/lines/${line}`));
	await statusIs(again, SAVED);
	await again.goto(at(`/lines/${line}`));
	assert.equal(await again.inputValue("#note"), "十二月的发票还没有到");
	await window.close();
});

await test("what is not a number is said beside the field while it is kept", async () => {
	const window = await signedIn();
	const { page } = window;
	await page.goto(at("/scope12"));
	for (const typed of ["12,5x", "1e400", "-3"]) {
		await page.fill(`#a-${line}`, typed);
		await page.locator(`#a-${line}`).press("Tab");
		await page.waitForFunction(([id, text]) => document.getElementById(`a-${id}-problem`)?.textContent.includes(text), [line, typed]);
		await page.reload();
		assert.equal(await page.inputValue(`#a-${line}`), typed);
	}
	await checkPage(window, "the table with a problem");
	await page.fill(`#a-${line}`, "13");
	await page.locator(`#a-${line}`).press("Tab");
	await page.waitForFunction((id) => !document.getElementById(`a-${id}-problem`), line);
	await window.close();
});

await test("two people on one field: the second one chooses", async () => {
	const first = await signedIn();
	const second = await signedIn();
	for (const { page } of [first, second]) await page.goto(at("/scope12"));
	await first.page.fill(`#a-${line}`, "21");
	await first.page.locator(`#a-${line}`).press("Tab");
	await statusIs(first.page, SAVED);
	second.allow(/409/);
	await second.page.fill(`#a-${line}`, "34");
	await second.page.locator(`#a-${line}`).press("Tab");
	const box = second.page.locator(".conflict");
	await box.waitFor();
	assert.match(await box.textContent(), /34[\s\S]*21/);
	await checkPage(second, "a conflict");
	await box.locator("button").nth(1).click();
	await second.page.waitForFunction((id) => document.getElementById(`a-${id}`).value === "21", line);
	const saved = second.page.waitForResponse((answer) => answer.url().endsWith(`/lines/${line}/field`) && answer.status() === 200);
	await second.page.fill(`#a-${line}`, "34");
	await second.page.locator(`#a-${line}`).press("Tab");
	await saved; // the result may stand there before
	await second.page.waitForFunction((id) => /106/.test(document.querySelector(`#r-${id} span.result`).textContent), line);
	await first.page.reload();
	assert.equal(await first.page.inputValue(`#a-${line}`), "34");
	await first.close();
	await second.close();
});

await test("an upload shows its progress, a refused file says why", async () => {
	const window = await signedIn();
	const { page } = window;
	await page.goto(at(`/evidence/line/${line}`));
	const big = Buffer.concat([paper("big ledger 2025.pdf")[1], Buffer.alloc(12 * 1024 * 1024, " ")]);
	await page.evaluate(() => {
		globalThis.shown = [];
		new MutationObserver(() => { const bar = document.querySelector(".uploads progress"); if (bar) globalThis.shown.push(bar.value); })
			.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
	});
	await page.setInputFiles('#upload input[type="file"]', [{ name: "big ledger 2025.pdf", mimeType: "application/pdf", buffer: big }]);
	await page.locator("#upload button.btn").click();
	await page.waitForSelector(".uploads progress");
	await page.waitForSelector(".evidence-card");
	assert.match(await page.locator(".evidence-card").textContent(), /big ledger 2025\.pdf/);
	window.allow(/422/);
	await page.setInputFiles('#upload input[type="file"]', [{ name: "virus.exe", mimeType: "application/octet-stream", buffer: Buffer.from("MZ\x90\x00 not evidence") }]);
	await page.locator("#upload button.btn").click();
	await page.waitForSelector(".uploads .bad");
	assert.match(await page.locator(".uploads .bad").textContent(), /virus\.exe/);
	await window.close();
});

await test("cells from a spreadsheet are pasted into the table", async () => {
	const window = await signedIn();
	const { page } = window;
	await page.goto(at("/scope12"));
	const rows = ["汽油\t一号厂\t公务车\t3.2\tt", "液化石油气\t二号厂\t食堂\t1.1\tt"].join("\n");
	await page.evaluate(([id, text]) => {
		const data = new DataTransfer();
		data.setData("text/plain", text);
		document.getElementById(`a-${id}`).dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
	}, [line, rows]);
	await page.waitForFunction(() => document.querySelectorAll("tr[data-line]").length === 3);
	assert.match(await page.locator("main").textContent(), /公务车[\s\S]*食堂/);
	await checkPage(window, "the table after pasting");
	await window.close();
});

await test("the table is filled by keyboard: Enter goes to the next row", async () => {
	const window = await signedIn();
	const { page } = window;
	await page.goto(at("/scope12"));
	const ids = await page.locator("table tr[data-line] input[name=amount]").evaluateAll((all) => all.map((one) => one.id));
	await page.focus(`#${ids[0]}`);
	await page.keyboard.press("Enter");
	assert.equal(await page.evaluate(() => document.activeElement.id), ids[1]);
	await page.keyboard.press("Shift+Enter");
	assert.equal(await page.evaluate(() => document.activeElement.id), ids[0]);
	await page.keyboard.press("Tab");
	assert.notEqual(await page.evaluate(() => document.activeElement.tagName), "BODY");
	await window.close();
});

await test("the energy check is saved as typed too, and compares at once", async () => {
	await client.open(`${inventory.path}/energy`);
	await client.submit(/\/energy$/, { source: "b205_1" });
	await client.open(`${inventory.path}/energy`);
	const added = await client.submit(/\/energy\/rows$/, { energy: "DIESEL" });
	const row = added.text.match(/id="row-(\d+)"/)[1];
	const first = await signedIn();
	const second = await signedIn();
	for (const { page } of [first, second]) await page.goto(at(`/energy#row-${row}`));
	const { page } = first;
	const form = await page.locator("tr[id^='b205-'] input[name^='c_']").count();
	assert.ok(form >= 10, "rows of the form");
	await page.fill("#c-33-4", "261");
	await page.locator("#c-33-4").press("Tab");
	await statusIs(page, SAVED);
	await page.fill(`#amount-${row}`, "34.1");
	await page.locator(`#amount-${row}`).press("Tab");
	await page.waitForFunction((id) => /34\.10? t/.test(document.getElementById(`state-${id}`).textContent), row);
	await page.fill(`#explain-${row}`, "差异来自年末库存");
	await page.locator(`#explain-${row}`).press("Tab");
	await statusIs(page, SAVED);
	second.allow(/409/);
	await second.page.fill(`#amount-${row}`, "99");
	await second.page.locator(`#amount-${row}`).press("Tab");
	await second.page.locator(".conflict").waitFor();
	assert.match(await second.page.locator(".conflict").textContent(), /99[\s\S]*34\.1/);
	await page.fill(`#amount-${row}`, "3,4x");
	await page.locator(`#amount-${row}`).press("Tab");
	await page.waitForSelector(`#amount-${row}-problem`);
	await page.reload();
	assert.equal(await page.inputValue(`#amount-${row}`), "3,4x");
	assert.equal(await page.inputValue(`#explain-${row}`), "差异来自年末库存");
	assert.equal(await page.inputValue("#c-33-4"), "261");
	await checkPage(first, "form B205-1");
	await first.close();
	await second.close();
});

await test("the language is changed with the form kept; a lost session keeps what was typed", async () => {
	const window = await signedIn();
	const { page } = window;
	await page.goto(`${server.url}/zh/me/organisation/facilities/new`);
	await page.fill("#name_zh", "三号厂");
	await send(page, 'a[data-keep-form]');
	assert.match(page.url(), /\/en\/me\/organisation\/facilities\/new/);
	assert.equal(await page.inputValue("#name_zh"), "三号厂");
	window.allow(/40[13]/);
	await page.fill("#name_zh", "四号厂");
	await window.context.clearCookies();
	await page.selectOption("#province", "32");
	await send(page, "main form button.btn");
	await page.goto(`${server.url}/en/sign-in?next=%2Fme%2Forganisation%2Ffacilities%2Fnew`);
	await page.fill("#login", "typing@browser.example");
	await page.fill("#password", PASSWORD);
	await send(page, "main form button.btn");
	assert.match(page.url(), /\/facilities\/new/);
	await page.locator(".notice button").first().click();
	assert.equal(await page.inputValue("#name_zh"), "四号厂");
	await window.close();
});

await browser.close();
await server.stop().catch((error) => { console.log(`# ${error.message}`); process.exitCode = 1; });
server.forget();
finish();
