// What a page costs the store: an inventory's rows are read once into its case, so that the number of statements does not
// grow with what the page shows.
import assert from "node:assert/strict";
import { Client } from "../lib/client.mjs";
import { engines, startServer } from "../lib/server.mjs";
import { signIn } from "../lib/story.mjs";
import { finish, test } from "../lib/tap.mjs";

// At most so many statements, those of the session among them.
const PAGES = {
	result: 12, plan: 9, energy: 9, consumption: 7, "explain?figure=scope1": 8, insight: 13, recalculate: 9, totals: 6, "report.pdf": 14, "report.xlsx": 14,
};

for (const engine of engines()) {
	const server = await startServer({ engine, args: ["--demo"], init: false });
	const client = new Client(server.url);
	await signIn(client, "wang@taihu.example", "Qing-Ce-demo-2026");
	// 2025 has a year before, which is the base year too
	const { inventories } = JSON.parse((await client.ask("/api/v1/inventories")).text);
	const { id } = inventories.find((one) => one.period_start === "2025-01-01");

	for (const [page, most] of Object.entries(PAGES)) {
		await test(`${engine}: ${page} takes at most ${most} statements`, async () => {
			const answer = await client.ask(`/me/calculator/enterprise/${id}/${page}`);
			assert.equal(answer.status, 200);
			const statements = await server.statements(answer);
			assert.ok(statements > 2 && statements <= most, `${statements} statements`);
		});
	}

	await test(`${engine}: the inventory as JSON takes at most 9`, async () => {
		const statements = await server.statements(await client.ask(`/api/v1/inventories/${id}`));
		assert.ok(statements > 2 && statements <= 9, `${statements} statements`);
	});

	await server.stop();
	server.forget();
}

finish();
