// The story of a new user in Chromium: from sign-up to level 4 and the report, in Chinese and English, on a wide and a
// narrow screen; every page on the way is checked. Then its core once more with scripts off.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { finish, test } from "../lib/tap.mjs";
import { checkPage, openBrowser, openWindow, send } from "../lib/browser.mjs";
import { startServer } from "../lib/server.mjs";
import { paper, uscc, PASSWORD } from "../lib/story.mjs";

const MONTHS = [221, 205, 214, 216, 219, 223, 231, 229, 216, 212, 210, 214]; // 2610 MWh

const server = await startServer({ engine: "sqlite" });
const browser = await openBrowser();
const asFile = ([name, buffer]) => ({ name, mimeType: "application/pdf", buffer });

async function begin(window, lang, number) {
	const { page } = window;
	const at = (path) => `${server.url}/${lang}${path}`;
	await page.goto(at("/sign-up"));
	await checkPage(window, "sign-up");
	await page.fill("#name", lang === "en" ? "Lin Xiaoman" : "林小满");
	await page.fill("#login", `lin${number}@browser.example`);
	await page.fill("#password", PASSWORD);
	await send(page, "main form button.btn");
	assert.match(page.url(), /\/me\/organisation\/new$/);
	await checkPage(window, "new organisation");
	await page.fill("#name_zh", `小满食品有限公司 ${number}`);
	await page.fill("#name_en", `Xiaoman Foods ${number}`);
	await page.fill("#uscc", uscc(700 + number));
	await page.selectOption("#industry", "14");
	await page.selectOption("#province", "32");
	await page.fill("#city", "无锡市");
	await send(page, "main form button.btn");
	assert.match(page.url(), /\/facilities\/new/);
	await checkPage(window, "new facility");
	for (const [name, button] of [["一号厂", 'button[name="another"]'], ["二号厂", 'main form button.btn:not([name="another"])']]) {
		await page.fill("#name_zh", name);
		await page.selectOption("#province", "32");
		await page.fill("#city", "无锡市");
		await send(page, button);
	}
	await page.goto(at("/me/organisation"));
	await checkPage(window, "organisation");
	await page.goto(at("/me/calculator"));
	await checkPage(window, "calculator, still empty");
	await page.goto(at("/me/calculator/enterprise/new"));
	await checkPage(window, "new inventory");
	await page.fill("#start", "2025-01-01");
	await page.fill("#end", "2025-12-31");
	await page.selectOption("#method", "general");
	await send(page, "main form button.btn");
	const id = page.url().match(/enterprise\/(\d+)/)[1];
	return at(`/me/calculator/enterprise/${id}`);
}

async function addLine(page, inventory, category, item, label, scripts = true) {
	await page.goto(`${inventory}/scope12`);
	const form = page.locator(`form.add-line:has(input[name="category"][value="${category}"])`);
	if (item) await form.locator('select[name="item"]').selectOption(item);
	await form.locator('select[name="facility"]').selectOption({ index: 1 });
	await form.locator('input[name="label"]').fill(label);
	await send(page, form.locator("button"), { scripts });
	const id = page.url().match(/#\w+-(\d+)$/)[1];
	assert.equal(await page.locator(`#line-${id}`).count(), 1);
	return id;
}

const saved = (page) => page.waitForFunction(() => /\d\d:\d\d:\d\d/.test(document.getElementById("autosave").textContent));

async function upload(page, inventory, line, files) {
	await page.goto(`${inventory}/evidence/line/${line}`);
	await page.setInputFiles('#upload input[type="file"]', files.map(asFile));
	await send(page, "#upload button.btn");
}

for (const [number, [lang, width]] of [["zh", 1440], ["zh", 390], ["en", 1440], ["en", 390]].entries())
	await test(`${lang} at ${width}: from sign-up to level 4 and the report`, async () => {
		// The two languages share their markup: axe-core reads it once for each width, the width of the text both.
		const window = await openWindow(browser, { lang, width, height: width < 600 ? 844 : 900, axe: lang === "zh" });
		const { page } = window;
		try {
			const inventory = await begin(window, lang, number);
			await page.goto(`${inventory}/info`);
			await checkPage(window, "step 1");
			await page.goto(`${inventory}/scope12`);
			await checkPage(window, "step 2, still empty");

			const power = await addLine(page, inventory, "electricity", null, "外购电力");
			const gas = await addLine(page, inventory, "combustion", "NATURAL_GAS", "锅炉天然气");
			const diesel = await addLine(page, inventory, "combustion", "DIESEL", "车辆柴油");
			const steam = await addLine(page, inventory, "steam", null, "外购蒸汽");

			// In the table: unit beside the amount, saved as typed, the result appears.
			for (const [line, unit, amount] of [[gas, "万Nm3", "20"], [diesel, "t", "12.5"]]) {
				await page.goto(`${inventory}/scope12`);
				await page.selectOption(`#u-${line}`, unit);
				await saved(page);
				await page.fill(`#a-${line}`, amount);
				await page.locator(`#a-${line}`).press("Tab");
				await page.waitForFunction((id) => /\d/.test(document.querySelector(`#r-${id} span.result`).textContent), line);
			}
			// On the page of the line: month by month.
			await page.goto(`${inventory}/lines/${power}#months`);
			await page.waitForSelector("#month_1", { state: "visible" });
			await page.selectOption("#amount_unit", "MWh");
			for (const [month, amount] of MONTHS.entries()) await page.fill(`#month_${month + 1}`, String(amount));
			await send(page, ".line-form button.btn:not(.second)");
			await checkPage(window, "page of a line");
			assert.match(await page.locator(`#r-${power} span.result`).textContent(), /1\s?384\.87/);
			await page.goto(`${inventory}/lines/${steam}`);
			await page.fill("#amount", "800");
			await page.fill("#input_pressure", "1.0");
			await send(page, ".line-form button.btn:not(.second)");
			await page.goto(`${inventory}/scope12`);
			await checkPage(window, "step 2");

			await page.goto(`${inventory}/plan`);
			await checkPage(window, "plan at level 5");
			assert.equal(await page.locator(".level-head .lv5").count(), 1, "without evidence the level is 5");
			const links = await page.locator("ol.plan a").evaluateAll((all) => all.map((a) => a.href));
			assert.equal(links.length, 4, "a step for each source");
			await page.goto(links[0]);
			await checkPage(window, "evidence, still empty");

			await upload(page, inventory, power, ["Q1", "Q2", "Q3", "Q4"].map((q) => paper(`power ${q} 2025 ${number}.pdf`)));
			await page.waitForFunction(() => document.querySelectorAll(".evidence-card").length === 4);
			await checkPage(window, "evidence");
			for (const line of [gas, diesel, steam]) await upload(page, inventory, line, [paper(`ledger 2025 ${line}.pdf`)]);
			await page.goto(`${inventory}/plan`);
			await page.waitForSelector(".level-head .lv4");
			await checkPage(window, "plan at level 4");

			for (const step of ["scope3", "renewables", "energy", "result"]) {
				await page.goto(`${inventory}/${step}`);
				await checkPage(window, step);
			}
			const text = await page.locator("main").textContent();
			assert.match(text, /1\s?384\.87/);
			const [download] = await Promise.all([page.waitForEvent("download"), page.locator('a[href$="/report.pdf"]').first().click()]).catch(async () => {
				const answer = await window.context.request.get(`${inventory}/report.pdf`);
				return [{ path: async () => null, bytes: await answer.body() }];
			});
			const bytes = download.bytes ?? readFileSync(await download.path());
			assert.equal(bytes.subarray(0, 5).toString(), "%PDF-");
			await page.goto(`${server.url}/${lang}/me/calculator`);
			await checkPage(window, "calculator");
			assert.equal(await page.locator("table .lv4").count(), 1);

			for (const path of ["/", "/help", "/about", "/sign-in", "/me", "/me/account", "/me/calculator/product", "/me/evidence"]) {
				await page.goto(`${server.url}/${lang}${path}`);
				await checkPage(window, path);
			}
			window.allow(/404/);
			await page.goto(`${server.url}/${lang}/me/calculator/enterprise/1/result`);
			await checkPage(window, "not found");
		} finally {
			await window.close();
		}
	});

await test("scripts off: sign up, enter, prove, level 4, report", async () => {
	const window = await openWindow(browser, { lang: "zh", width: 390, height: 844, scripts: false });
	const { page } = window;
	const press = (button) => send(page, button, { scripts: false });
	try {
		const at = (path) => `${server.url}/zh${path}`;
		await page.goto(at("/sign-up"));
		await page.fill("#name", "无脚本");
		await page.fill("#login", "noscript@browser.example");
		await page.fill("#password", PASSWORD);
		await press("main form button.btn");
		await page.fill("#name_zh", "无脚本有限公司");
		await page.fill("#uscc", uscc(790));
		await page.selectOption("#industry", "14");
		await page.selectOption("#province", "32");
		await page.fill("#city", "无锡市");
		await press("main form button.btn");
		await page.fill("#name_zh", "一号厂");
		await page.selectOption("#province", "32");
		await page.fill("#city", "无锡市");
		await press('main form button.btn:not([name="another"])');
		await page.goto(at("/me/calculator/enterprise/new"));
		await page.fill("#start", "2025-01-01");
		await page.fill("#end", "2025-12-31");
		await press("main form button.btn");
		const inventory = at(`/me/calculator/enterprise/${page.url().match(/enterprise\/(\d+)/)[1]}`);
		const diesel = await addLine(page, inventory, "combustion", "DIESEL", "车辆柴油", false);
		await page.selectOption(`#u-${diesel}`, "t");
		await page.fill(`#a-${diesel}`, "12,5x");
		await press(`#form-${diesel} .save-row`);
		assert.equal(await page.inputValue(`#a-${diesel}`), "12,5x", "what was typed is kept");
		assert.match(await page.locator(`#a-${diesel}-problem`).textContent(), /12,5x/);
		await page.fill(`#a-${diesel}`, "12.5");
		await press(`#form-${diesel} .save-row`);
		assert.match(await page.locator(`#r-${diesel} span.result`).textContent(), /\d/);
		await page.goto(`${inventory}/evidence/line/${diesel}`);
		await page.setInputFiles('#upload input[type="file"]', [asFile(paper("diesel ledger 2025.pdf", "no script"))]);
		await press("#upload button.btn");
		assert.equal(await page.locator(".evidence-card").count(), 1);
		await page.goto(`${inventory}/plan`);
		assert.equal(await page.locator(".level-head .lv4").count(), 1);
		const pdf = await window.context.request.get(`${inventory}/report.pdf`);
		assert.equal(pdf.status(), 200);
	} finally {
		await window.close();
	}
});

await browser.close();
await server.stop().catch((error) => { console.log(`# ${error.message}`); process.exitCode = 1; });
server.forget();
finish();
