// The pages of the factor library and of own factors in Chromium: wide and narrow, in both languages, with and without
// scripts.
import assert from "node:assert/strict";
import { finish, test } from "../lib/tap.mjs";
import { startServer } from "../lib/server.mjs";
import { checkPage, openBrowser, openWindow, send } from "../lib/browser.mjs";
import { Client, createOrganisation, signUp } from "../lib/story.mjs";

const server = await startServer();
const browser = await openBrowser();
try {
	const client = new Client(server.url);
	await signUp(client, "林小满", "a@factors.example");
	await createOrganisation(client, "因子一企业", 51);
	const cookies = [...client.cookies].map(([name, value]) => ({ name, value, url: server.url }));
	const pages = [
		"/factors", "/factors?q=R-410A&kind=gwp", "/factors?kind=grid&region=NC", "/factors?q=nothing-of-this-name", "/factors/nation.CN.2023.average",
		"/factors/region.NC.2019.trap_cdm_om", "/factors/NDRC-other-industry-2015.DIESEL", "/me/factors", "/me/factors/new", "/me/factors/import",
	];

	for (const scripts of [true, false])
		await test(`scripts ${scripts ? "on" : "off"}: a factor is found, and one of our own is added, refused and corrected`, async () => {
			const window = await openWindow(browser, { scripts, cookies, axe: scripts });
			const { page } = window;
			await page.goto(`${server.url}/zh/factors`);
			await page.fill("#q", "柴油");
			await send(page, "form[role=search] button", { scripts });
			await send(page, "tbody th a", { scripts });
			assert.match(page.url(), /\/zh\/factors\/[\w.-]+$/);
			await page.goto(`${server.url}/zh/me/factors/new`);
			await page.fill("#name", scripts ? "1 号窑天然气" : "2 号窑天然气");
			await page.locator('input[name="purpose"][value="fuel"]').focus();
			await page.keyboard.press("Space");
			await page.fill("#value", "21.62");
			await page.fill("#unit", "GJ/t");
			await page.fill("#source", "检测报告 T-118");
			await page.fill("#source_year", "2025");
			window.allow(/422/);
			await send(page, "form.card button.btn", { scripts });
			assert.match(await page.textContent("#unit-problem"), /GJ\/t/);
			await page.fill("#unit", "tCO2/万Nm3");
			await send(page, "form.card button.btn", { scripts });
			assert.match(page.url(), /\/me\/factors\/\d+$/);
			pages.push(new URL(page.url()).pathname.slice(3));
			if (scripts) await checkPage(window, "the factor just added");
			await window.close();
		});

	await test("a table is shown with its wrong cells, then stored", async () => {
		const window = await openWindow(browser, { width: 390, cookies });
		const { page } = window;
		window.allow(/422/);
		await page.goto(`${server.url}/en/me/factors/import`);
		const head = "Name\tFor\tValue\tUnit\tSource\tYear of the data\n";
		await page.fill("#pasted", `${head}Soda ash\tScope 3\t1.2\tkWh\tSupplier\t24\n`);
		await send(page, page.locator("form:has(#pasted) button"));
		await checkPage(window, "wrong cells");
		assert.equal(await page.locator("td.wrong").count(), 2);
		await page.fill("#pasted", `${head}Soda ash\tScope 3\t1.2\ttCO2e/t\tSupplier\t2024\n`);
		await send(page, page.locator("form:has(#pasted) button"));
		await checkPage(window, "preview");
		await send(page, 'button[name="confirm"]');
		assert.match(await page.textContent("main"), /Soda ash/);
		await window.close();
	});

	for (const lang of ["zh", "en"])
		for (const width of [1440, 390])
			await test(`${lang} at ${width}: every page passes`, async () => {
				const window = await openWindow(browser, { width, lang, cookies });
				for (const path of pages) {
					await window.page.goto(`${server.url}/${lang}${path}`);
					await checkPage(window, path);
				}
				await window.close();
			});
} finally {
	await browser.close();
	await server.stop();
	server.forget();
}
finish();
