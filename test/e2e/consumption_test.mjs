// 综合能耗 on the demo: energy by kind, media bought, made and sold, the totals that follow, and who may change them.
import assert from "node:assert/strict";
import { finish, test } from "../lib/tap.mjs";
import { engines, startServer } from "../lib/server.mjs";
import { Client, plain } from "../lib/story.mjs";
import { formsOf } from "../lib/client.mjs";

async function enter(server, login) {
	const client = new Client(server.url, "zh");
	await client.open("/sign-in");
	const form = formsOf(client.page.text).find((f) => f.fields.some(([n, v]) => n === "login" && v === login));
	await client.submit(null, {}, { form });
	return client;
}

const json = async (client, path) => JSON.parse((await client.ask(`${client.base}${path}`, { headers: { Accept: "application/json" } })).text);
const formTo = (client, pattern) => formsOf(client.page.text).find((form) => pattern.test(form.action));

for (const engine of engines()) {
	const server = await startServer({ engine, init: false, args: ["--demo"] });
	try {
		const client = await enter(server, "wang@taihu.example");
		const { id } = (await json(client, "/api/v1/inventories")).inventories.find((one) => one.period_start.startsWith("2025"));
		const path = `/me/calculator/enterprise/${id}/consumption`;
		const before = (await json(client, `/api/v1/inventories/${id}`)).energy;

		await test(`${engine}: the kinds add up to the total`, async () => {
			const sum = before.by_kind.reduce((all, row) => all + Number(row.tce_equal), 0);
			assert.ok(Math.abs(sum - Number(before.tce_equal)) < 1e-4, `${sum} ${before.tce_equal}`);
			assert.ok(before.by_kind.some((row) => row.kind === "electricity" && row.factor_id === "2020.A.ELEC_EQUIV"));
			const page = await client.open(path);
			assert.match(plain(page.text), /GB\/T 2589 附录 A/);
			assert.match(plain(page.text), /综合能耗合计/);
		});

		await test(`${engine}: bought media count, made ones do not, what is no number is kept`, async () => {
			for (const [medium, origin, amount] of [["OXYGEN", "bought", "10000"], ["COMP_AIR", "made", "500000"], ["FRESH_WATER", "bought", "12,5"]]) {
				await client.open(path);
				await client.submit(null, { medium, origin }, { form: formTo(client, /\/media$/) });
				const rows = (await json(client, `/api/v1/inventories/${id}`)).energy.media;
				const row = rows.find((one) => one.medium === medium);
				await client.open(path);
				await client.submit(null, { amount }, { form: formTo(client, new RegExp(`/media/${row.id}$`)) });
			}
			const page = await client.open(path);
			assert.match(page.text, /value="12,5"/);
			assert.match(plain(page.text), /12,5/);
			const { energy, totals } = await json(client, `/api/v1/inventories/${id}`);
			assert.equal(energy.media_tce, "4.000000"); // 10 000 m3 × 0.4 kgce/m3
			assert.ok(Math.abs(Number(energy.tce_equal) - Number(before.tce_equal) - 4) < 1e-5);
			assert.equal(totals.energy_tce_equal, energy.tce_equal);
			const { tree } = await json(client, `/api/v1/inventories/${id}/explain?figure=tce_equal`);
			const media = tree.children.find((node) => node.key === "media");
			assert.deepEqual(media.children.map((node) => [node.key, node.value]), [["medium:OXYGEN", 4], ["medium:COMP_AIR", 0]]);
			assert.match(plain((await client.open(`/me/calculator/enterprise/${id}/result`)).text), /耗能工质/);
			const beside = plain((await client.open(`/me/calculator/enterprise/${id}/scope12`)).text).replace(/[\s\u2009]/g, "");
			assert.ok(beside.includes(`综合能耗（当量值）${Number(energy.tce_equal).toFixed(2)}tce`), "the totals beside the wizard hold the media too");
		});

		await test(`${engine}: another organisation neither sees nor changes it`, async () => {
			const other = await enter(server, "li@jiangnan.example");
			assert.equal((await other.open(path, { status: 404 })).status, 404);
		});
		await server.stop();
	} finally {
		if (server.child.exitCode === null && server.child.signalCode === null) await server.stop("SIGKILL");
		server.forget();
	}
}
finish();
