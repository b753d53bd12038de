// The base year, from nothing: choosing it, a wrong form that keeps what was typed, a change below the threshold and
// one above it, the recalculation, the comparison on the pages of an inventory, in reports and in the interface; in
// both languages, with two people at one form, and for others not at all.
import assert from "node:assert/strict";
import { finish, test } from "../lib/tap.mjs";
import { engines, startServer } from "../lib/server.mjs";
import { Client, addLine, createInventory, createOrganisation, plain, saveLine, signIn, signUp } from "../lib/story.mjs";
import { formsOf } from "../lib/client.mjs";

const PAGE = "/me/base-year";
const api = async (client) => {
	const answer = await client.ask(`${client.base}/api/v1/base-year`, { headers: { Accept: "application/json" } });
	assert.equal(answer.status, 200, answer.text);
	return JSON.parse(answer.text);
};
const valueOf = (text, name) => text.match(new RegExp(`name="${name}"[^>]*value="([^"]*)"`))?.[1];

// The text of a page with its thin spaces as plain ones.
const said = (page) => plain(page.text).replace(/\u2009/g, " ");

// A row of kilograms as the interface writes it: original + adjustments = recalculated, to the last digit.
function addsUp(recalculation) {
	const kg = (tonnes) => tonnes === null ? 0n : BigInt(tonnes.replace(".", ""));
	for (const key of Object.keys(recalculation.original)) {
		const sum = recalculation.adjustments.reduce((all, one) => all + kg(one.change[key]), kg(recalculation.original[key]));
		assert.equal(sum, kg(recalculation.recalculated[key]), key);
	}
}

for (const engine of engines()) {
	const server = await startServer({ engine });
	try {
		const one = new Client(server.url), english = new Client(server.url, "en"), stranger = new Client(server.url);
		await signUp(one, "填报人", "base@example.org");
		await createOrganisation(one, "基准企业", 71);
		await signIn(english, "base@example.org");
		await signUp(stranger, "别人", "stranger@example.org");
		await createOrganisation(stranger, "别的企业", 72);

		await test(`${engine}: without a base year the page says what it is for, and leads on`, async () => {
			const page = await one.open(PAGE);
			assert.match(page.text, /还没有设定基准年/);
			assert.match(page.text, /href="\/zh\/me\/base-year\/edit"/);
			assert.deepEqual(await api(one), { is_chosen: false });
			await one.open(`${PAGE}/changes/new`, { status: 404 });
		});

		await test(`${engine}: wrong fields are named and what was typed is kept`, async () => {
			await one.open(`${PAGE}/edit`);
			const page = await one.submit(/base-year\/edit$/, {
				kind: "fixed", source: "typed", year: "二〇", scope1: "20,93", scope2: "7 吨", reason: "", threshold: "105", scopes: "12",
			});
			assert.equal(page.status, 422);
			for (const field of ["year", "scope1", "scope2", "reason", "threshold"])
				assert.match(page.text, new RegExp(`href="#${field}"`), field);
			assert.equal(valueOf(page.text, "scope1"), "20,93");
			assert.equal(valueOf(page.text, "scope2"), "7 吨");
			assert.equal(valueOf(page.text, "threshold"), "105");
			await english.open(`${PAGE}/edit`);
			const other = await english.submit(/base-year\/edit$/, { kind: "fixed", source: "inventory", reason: "x", threshold: "5", scopes: "12" });
			assert.equal(other.status, 422);
			assert.match(other.text, /choose a finished inventory of a whole year/i);
		});

		await test(`${engine}: V-16: a sold site below 5 % is optional, below 3 % required, two together required`, async () => {
			await one.open(`${PAGE}/edit`);
			const page = await one.submit(/base-year\/edit$/, {
				kind: "fixed", source: "typed", year: "2020", scope1: "20.93", scope2: "7", reason: "第一个完整的年份", threshold: "5", scopes: "12",
			});
			assert.equal(page.status, 200, said(page).slice(0, 600));
			const sell = async (title) => {
				await one.open(`${PAGE}/changes/new`);
				return one.submit(/changes\/new$/, { kind: "divested", occurred_on: "2025-06-30", title, scope1: "1.33", explanation: "按转让协议附件" });
			};
			const sold = await sell("转让一分厂");
			assert.equal(sold.status, 200, said(sold).slice(0, 600));
			assert.match(said(sold), /4\.76 %/);
			assert.match(said(sold), /未达到阈值/);
			assert.equal((await api(one)).open_changes.recalculation, "optional");
			assert.equal((await api(one)).open_changes.significance_percent, "4.7619");

			await one.open(`${PAGE}/edit`);
			await one.submit(/base-year\/edit$/, { threshold: "3" });
			assert.equal((await api(one)).open_changes.recalculation, "required");
			await one.open(`${PAGE}/edit`);
			await one.submit(/base-year\/edit$/, { threshold: "5" });
			const twice = await sell("转让二分厂");
			assert.match(said(twice), /9\.52 %/);
			assert.match(said(twice), /必须重算基准年/);
		});

		await test(`${engine}: a change that is wrong is refused at its fields; growth is no kind of change`, async () => {
			await one.open(`${PAGE}/changes/new`);
			const page = await one.submit(/changes\/new$/, { kind: "growth", occurred_on: "2025-02-30", title: "", scope1: "-5", explanation: "" });
			assert.equal(page.status, 422);
			for (const field of ["kind", "occurred_on", "title", "explanation"])
				assert.match(page.text, new RegExp(`href="#${field}"`), field);
			assert.equal(valueOf(page.text, "scope1"), "-5");
			await one.open(`${PAGE}/changes/new`);
			const negative = await one.submit(/changes\/new$/, { kind: "divested", occurred_on: "2025-06-30", title: "x", scope1: "-5", explanation: "y" });
			assert.equal(negative.status, 422);
			assert.match(negative.text, /不能是负数/);
		});

		await test(`${engine}: two people at one change: the second sees both and chooses`, async () => {
			const { changes } = await api(one);
			const path = `${PAGE}/changes/${changes[0].id}`;
			await one.open(path);
			await english.open(path);
			const facility = english.page.text.match(/<select[^>]*name="facility"[\s\S]*?<option value="(\d+)"/)[1];
			await one.submit(/changes\/\d+$/, { title: "转让一分厂（甲）" });
			const page = await english.submit(/changes\/\d+$/, { title: "Plant 1 sold", facility });
			assert.equal(page.status, 409);
			assert.match(plain(page.text), /转让一分厂（甲）/);
			assert.match(page.text, /name="mine_title" value="Plant 1 sold"/);
			const again = await english.submit(/changes\/\d+$/, { choice_title: "mine", choice_facility: "mine" });
			assert.equal(again.status, 200);
			assert.equal((await api(one)).changes[0].title, "Plant 1 sold");
			assert.equal((await api(one)).changes[0].facility_id, facility, "the facility that two had chosen is not lost");
			await one.open(`${PAGE}/edit`);
			await english.open(`${PAGE}/edit`);
			await one.submit(/base-year\/edit$/, { reason: "甲的理由" });
			const conflict = await english.submit(/base-year\/edit$/, { reason: "Reason of two" });
			assert.equal(conflict.status, 409);
			assert.match(plain(conflict.text), /甲的理由/);
			await english.submit(/base-year\/edit$/, { choice_reason: "mine" });
			const now = await api(one);
			assert.equal(now.reason, "Reason of two");
			assert.equal(now.year, "2020");
			assert.equal(now.original.scope1_tco2e, "20.930");
		});

		await test(`${engine}: the notice of a conflict carries what is stored, so that it can be answered in the other language`, async () => {
			const chosen = (client, name) => client.form(/base-year\/edit$/).fields.find(([n]) => n === name)[1];
			await one.open(`${PAGE}/edit`);
			const before = chosen(one, "scopes"), other = before === "12" ? "123" : "12";
			await english.open(`${PAGE}/edit`);
			await one.submit(/base-year\/edit$/, { policy: "甲的政策" });
			const notice = await english.submit(/base-year\/edit$/, { policy: "Policy of two", scopes: other });
			assert.equal(notice.status, 409);
			assert.match(notice.text, new RegExp(`name="mine_scopes" value="${other}"`));
			const form = english.form(/base-year\/edit$/);
			form.action = form.action.replace("/en/", "/zh/");
			const answered = await english.submit(null, { choice_scopes: "mine", choice_policy: "mine" }, { form });
			assert.equal(answered.status, 200, plain(answered.text).slice(0, 500));
			await one.open(`${PAGE}/edit`);
			assert.equal(chosen(one, "scopes"), other);
			await one.submit(/base-year\/edit$/, { scopes: before, policy: "" });
		});

		await test(`${engine}: recalculating needs a reason, makes version 1 once, and fixes what it took in`, async () => {
			const page = await one.open(PAGE);
			const refused = await one.submit(/recalculate$/, { why: "" });
			assert.equal(refused.status, 422);
			assert.match(refused.text, /href="#why"/);
			const form = formsOf(page.text).find((f) => /recalculate$/.test(f.action));
			const done = await one.submit(null, { why: "两处转让累计超过阈值" }, { form });
			assert.match(said(done), /已重算基准年/);
			await one.submit(null, { why: "再按一次" }, { form });
			const state = await api(one);
			assert.equal(state.recalculations.length, 1);
			assert.equal(state.recalculations[0].why, "两处转让累计超过阈值");
			assert.equal(state.in_force.scope12_tco2e, "25.270");
			assert.equal(state.original.scope12_tco2e, "27.930");
			addsUp(state.recalculations[0]);
			assert.equal(state.open_changes.count, 0);
			await one.open(`${PAGE}/changes/${state.changes[0].id}`, { status: 409 });
		});

		const inventory = await createInventory(one, { start: "2025-01-01", end: "2025-12-31" });
		const line = await addLine(one, inventory, { category: "combustion", item: "DIESEL", label: "柴油" });
		await saveLine(one, inventory, line, { amount: "12", amount_unit: "t" });
		const gas = await addLine(one, inventory, { category: "gas_release", item: "SF6", label: "开关设备" });
		await saveLine(one, inventory, gas, { amount: "1", amount_unit: "kg" });

		await test(`${engine}: an inventory stands against the recalculated base year: result, insight, reports`, async () => {
			for (const [client, pattern] of [[one, /与基准年相比/], [english, /Against the base year/]]) {
				for (const step of ["result", "insight"]) {
					const page = await client.open(`${inventory.path}/${step}`);
					assert.match(page.text, pattern);
					assert.match(said(page), /25\.270/);
				}
			}
			const years = said(await one.open(PAGE));
			assert.match(years, /各年排放与基准年/);
			assert.match((await one.open(PAGE)).text, /<svg[^>]*class="chart-svg"[\s\S]*base-years/);
			const xlsx = await one.ask(`${server.url}/zh${inventory.path}/report.xlsx`);
			const pdf = await one.ask(`${server.url}/en${inventory.path}/report.pdf`);
			assert.equal(xlsx.status, 200);
			assert.equal(pdf.status, 200);
			assert.ok(pdf.bytes.length > 10000 && xlsx.bytes.length > 5000);
		});

		await test(`${engine}: another base year needs a confirmation, begins anew, and takes a finished inventory`, async () => {
			await one.open(`${inventory.path}/result`);
			await one.submit(/\/status$/, {}, { button: ["to", "done"] });
			await one.open(`${PAGE}/edit`);
			const asked = await one.submit(/base-year\/edit$/, { source: "inventory", inventory: inventory.id });
			assert.equal(asked.status, 422);
			assert.match(asked.text, /name="confirm"/);
			const chosen = await one.submit(/base-year\/edit$/, { confirm: "1", inventory: inventory.id });
			assert.equal(chosen.status, 200, said(chosen).slice(0, 500));
			const state = await api(one);
			assert.deepEqual(state.inventory_ids, [String(inventory.id)]);
			assert.equal(state.changes.length, 0);
			assert.ok(Number(state.original.scope1_tco2e) > 30);
		});

		await test(`${engine}: what a facility emitted is computed from the base inventory; other GWPs are offered`, async () => {
			await one.open(`${PAGE}/changes/new`);
			const unsaid = await one.submit(/changes\/new$/, { kind: "divested", title: "转让" }, { button: ["compute", "1"] });
			assert.equal(unsaid.status, 422);
			assert.match(unsaid.text, /href="#facility"/);
			assert.equal(valueOf(unsaid.text, "title"), "转让");
			const facility = one.page.text.match(/<select[^>]*name="facility"[\s\S]*?<option value="(\d+)"/)[1];
			const page = await one.submit(/changes\/new$/, { kind: "divested", occurred_on: "2026-03-31", title: "转让", facility }, { button: ["compute", "1"] });
			assert.equal(page.status, 200);
			const state = await api(one);
			assert.equal(valueOf(page.text, "scope1"), state.original.scope1_tco2e, "all of it stands at this facility");
			assert.equal(valueOf(page.text, "title"), "转让", "what was typed is kept");
			assert.equal(state.changes.length, 0, "computing saves nothing");

			const offers = formsOf((await one.open(PAGE)).text).filter((f) => /proposals$/.test(f.action));
			const offer = offers.find((f) => f.fields.some(([n, v]) => n === "key" && v === "gwp-AR6"));
			assert.ok(offer, "other GWPs are computed and offered");
			await one.submit(null, {}, { form: offer });
			const [change] = (await api(one)).changes;
			assert.equal(change.kind, "gwp");
			assert.equal(change.change.scope1_tco2e, "0.800", "1 kg of SF6: 23 500 of AR5 becomes 24 300 of AR6");
		});

		await test(`${engine}: nobody else sees or changes any of it`, async () => {
			assert.deepEqual(await api(stranger), { is_chosen: false });
			assert.match((await stranger.open(PAGE)).text, /还没有设定基准年/);
			await one.open(`${PAGE}/changes/new`);
			await one.submit(/changes\/new$/, { kind: "error", occurred_on: "2026-03-31", title: "更正", scope1: "-0.5", explanation: "漏记" });
			const { changes } = await api(one);
			await stranger.open(`${PAGE}/edit`);
			await stranger.submit(/base-year\/edit$/, { kind: "fixed", source: "typed", year: "2020", scope1: "1", reason: "x", threshold: "5", scopes: "12" });
			await stranger.open(`${PAGE}/changes/${changes[0].id}`, { status: 404 });
			assert.equal((await stranger.ask(`${server.url}/api/v1/inventories/${inventory.id}/change`)).status, 404);
			const nobody = new Client(server.url);
			assert.equal((await nobody.ask(`${server.url}/api/v1/base-year`)).status, 401);
		});
		await server.stop();
	} finally {
		if (server.child.exitCode === null && server.child.signalCode === null) await server.stop("SIGKILL");
		server.forget();
	}
}
finish();
