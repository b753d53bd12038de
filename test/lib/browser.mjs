// Chromium for the tests: contexts of a language and a width, everything that goes wrong on a page noted, and the
// checks that each page has to pass.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const axeSource = readFileSync(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const PATIENCE_MS = 30000;

export async function openBrowser() {
	return chromium.launch({
		executablePath: process.env.QINGCE_CHROMIUM || "/usr/bin/chromium",
		args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
	});
}

// { context, page, faults, allow(pattern), close() }: `faults` collects console errors, exceptions, refused
// resources and violations of the content security policy; allow() lets one kind pass that a test provokes.
export async function openWindow(browser, { width = 1440, height = 900, lang = "zh", scripts = true, axe = true, cookies } = {}) {
	const context = await browser.newContext({
		viewport: { width, height }, locale: lang === "en" ? "en-GB" : "zh-CN", timezoneId: "Asia/Shanghai", javaScriptEnabled: scripts,
		hasTouch: width < 600, isMobile: width < 600, acceptDownloads: true,
	});
	if (cookies) await context.addCookies(cookies);
	context.setDefaultTimeout(PATIENCE_MS);
	context.setDefaultNavigationTimeout(PATIENCE_MS);
	const faults = [];
	const allowed = [];
	const note = (text) => { if (!allowed.some((pattern) => pattern.test(text))) faults.push(text); };
	context.on("page", (page) => {
		page.on("console", (message) => { if (message.type() === "error") note(`console: ${message.text()} (${message.location().url})`); });
		page.on("pageerror", (error) => note(`exception: ${error.stack || error}`));
		page.on("response", (answer) => { if (answer.status() >= 500) note(`${answer.status()} ${answer.url()}`); });
	});
	const page = await context.newPage();
	return { context, page, faults, width, axe, allow: (pattern) => allowed.push(pattern), close: () => context.close() };
}

// What each page has to be: without serious findings of axe-core, no wider than the window.
export async function checkPage(window, what) {
	const { page } = window;
	const wide = await page.evaluate(() => {
		const most = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= most) return "";
		const outside = [...document.body.querySelectorAll("*")].filter((element) => {
			if (element.closest(".scroll, .unseen, pre, .steps, nav") || getComputedStyle(element).position === "fixed") return false;
			return element.getBoundingClientRect().right > most + 1;
		});
		return `${document.documentElement.scrollWidth} > ${most}: ${outside.slice(0, 4).map((e) => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`).join("; ")}`;
	});
	assert.equal(wide, "", `${what} is wider than ${window.width} px`);
	if (window.axe) {
		await page.evaluate(() => scrollTo(0, 0)); // nothing half under the bar that stays on top
		await page.evaluate(axeSource);
		const found = await page.evaluate(async () => {
			const result = await globalThis.axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
			return result.violations.filter((v) => ["serious", "critical"].includes(v.impact))
				.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(" ")} ${n.any.concat(n.all).map((c) => c.message).join("; ").slice(0, 160)}`).join(" | ")}`);
		});
		assert.deepEqual(found, [], `axe-core on ${what} at ${window.width} px (${page.url()})`);
	}
	assert.deepEqual(window.faults, [], `${what}: nothing in the console`);
}

// Presses a button or follows a link, and waits for the page after it. Without scripts by keyboard: Playwright asks
// the page itself whether a button can be clicked.
export async function send(page, button, { scripts = true } = {}) {
	const target = typeof button === "string" ? page.locator(button).first() : button;
	await Promise.all([page.waitForNavigation({ waitUntil: "load" }), scripts ? target.click() : target.press("Enter")]);
}
