// Where the figures come from, on the demo: every figure of the result leads to its tree, the parts add up to it, values
// lead to the factor library and lines to their pages; the API answers with the same tree.
import assert from "node:assert/strict";
import { finish, test } from "../lib/tap.mjs";
import { engines, startServer } from "../lib/server.mjs";
import { Client, plain } from "../lib/story.mjs";
import { formsOf } from "../lib/client.mjs";

async function enter(server, login, lang = "zh") {
	const client = new Client(server.url, lang);
	await client.open("/sign-in");
	const form = formsOf(client.page.text).find((f) => f.fields.some(([n, v]) => n === "login" && v === login));
	await client.submit(null, {}, { form });
	return client;
}

const json = async (client, path) => {
	const answer = await client.ask(`${client.base}${path}`, { headers: { Accept: "application/json" } });
	return { status: answer.status, body: JSON.parse(answer.text) };
};

function* nodesOf(node) {
	yield node;
	for (const child of node.children ?? []) yield* nodesOf(child);
}

for (const engine of engines()) {
	const server = await startServer({ engine, init: false, args: ["--demo"] });
	try {
		const client = await enter(server, "wang@taihu.example");
		const { id, totals } = (await json(client, "/api/v1/inventories")).body.inventories.find((one) => one.period_start.startsWith("2025"));
		const api = `/api/v1/inventories/${id}/explain`;

		await test(`${engine}: every figure has a tree whose sums add up`, async () => {
			const { figures } = (await json(client, api)).body;
			const names = figures.map((one) => one.figure);
			for (const name of ["scope1", "scope2_location", "scope2_market", "scope12", "scope123", "tce_equal", "uncertainty", "gas:CO2"])
				assert.ok(names.includes(name), `${name} in ${names}`);
			let sums = 0;
			for (const { figure } of figures) {
				const { status, body } = await json(client, `${api}?figure=${encodeURIComponent(figure)}`);
				assert.equal(status, 200, figure);
				assert.equal(body.tree.key, figure);
				for (const node of nodesOf(body.tree)) {
					if (!node.is_sum || node.value === null) continue;
					sums++;
					const parts = node.children.reduce((all, child) => all + child.value, 0);
					assert.ok(Math.abs(parts - node.value) <= 1e-9 * Math.abs(node.value), `${figure}: ${node.key} ${node.value}, in parts ${parts}`);
				}
			}
			assert.ok(sums > 10, `${sums}`);
			const scope1 = (await json(client, `${api}?figure=scope1`)).body.tree;
			assert.equal(scope1.value.toFixed(6), totals.scope1_tco2e);
			const sources = [...nodesOf(scope1)].filter((node) => node.source);
			assert.ok(sources.length > 0 && sources.every((node) => /^[0-9a-f]{64}$/.test(node.source.sha256)));
		});

		await test(`${engine}: the figures of the result lead to their trees, and those to factors and lines`, async () => {
			const result = await client.open(`/me/calculator/enterprise/${id}/result`);
			const links = [...result.text.matchAll(/href="([^"]*\/explain\?figure=[^"]*)"/g)].map((m) => m[1]);
			assert.ok(links.length >= 12, `${links.length}`);
			for (const link of new Set(links)) assert.equal((await client.open(link.replaceAll("&amp;", "&").replace(/^\/(zh|en)/, ""))).status, 200, link);
			const page = await client.open(`/me/calculator/enterprise/${id}/explain?figure=scope12`);
			assert.match(plain(page.text), /范围一 \+ 范围二（基于位置）/);
			const factor = page.text.match(/href="([^"]*\/factors\/[^"]+)"/)[1].replace(/^\/(zh|en)/, "");
			assert.equal((await client.open(factor)).status, 200);
			const line = page.text.match(/href="([^"]*\/lines\/\d+)"/)[1].replace(/^\/(zh|en)/, "");
			const shown = await client.open(line);
			assert.match(shown.text, /数字的来龙去脉/);
			const lineId = line.match(/lines\/(\d+)/)[1];
			const tree = (await json(client, `/api/v1/inventories/${id}/lines/${lineId}/explain`)).body.tree;
			assert.equal(tree.key, "line");
			assert.equal(tree.ref, lineId);
			assert.ok(tree.children.some((child) => child.key === "method"));
		});

		await test(`${engine}: an unknown figure is said, in English too; another organisation sees nothing`, async () => {
			assert.equal((await client.open(`/me/calculator/enterprise/${id}/explain?figure=scope9`, { status: 404 })).status, 404);
			assert.equal((await json(client, `${api}?figure=scope9`)).status, 404);
			const english = await enter(server, "wang@taihu.example", "en");
			const page = await english.open(`/me/calculator/enterprise/${id}/explain?figure=scope2_market`);
			assert.match(plain(page.text), /residual mix/);
			const other = await enter(server, "li@jiangnan.example");
			assert.equal((await other.open(`/me/calculator/enterprise/${id}/explain`, { status: 404 })).status, 404);
			assert.equal((await json(other, api)).status, 404);
		});
		await server.stop();
	} finally {
		if (server.child.exitCode === null && server.child.signalCode === null) await server.stop("SIGKILL");
		server.forget();
	}
}
finish();
