// What must never happen: another organisation's things, forged forms, lost edits, lost rows.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import net from "node:net";
import { finish, test } from "../lib/tap.mjs";
import { engines, startServer } from "../lib/server.mjs";
import { Client, addLine, createInventory, createOrganisation, paper, plain, saveLine, signIn, signUp, uploadBill, PASSWORD } from "../lib/story.mjs";
import { formsOf } from "../lib/client.mjs";

// The rows of the route table, as the source has them.
const routes = [...readFileSync("src/app/routes.c", "utf8").matchAll(/\{"(GET|POST|PUT|DELETE|PATCH)", "([^"]+)", (ROLE_\w+), (CSRF_\w+)/g)]
	.map(([, method, path, role, csrf]) => ({ method, path, role, csrf }));

const tokenOf = (client) => formsOf(client.page.text).flatMap((f) => f.fields).find(([n]) => /^_?csrf$/.test(n))?.[1];

async function company(server, mail, number) {
	const client = new Client(server.url);
	await signUp(client, `用户${number}`, mail);
	await createOrganisation(client, `企业${number}`, number);
	const inventory = await createInventory(client);
	const line = await addLine(client, inventory, { category: "combustion", item: "DIESEL", label: "柴油" });
	await saveLine(client, inventory, line, { amount: "12", amount_unit: "t" });
	await uploadBill(client, inventory, "line", line, [paper(`bill ${number}.pdf`, String(number))]);
	const evidence = await client.open(`${inventory.path}/evidence/line/${line}`);
	const file = evidence.text.match(/\/me\/evidence\/(\d+)/)[1];
	const link = evidence.text.match(/evidence-links\/(\d+)/)[1];
	await client.open(`${inventory.path}/energy`);
	await client.submit(/\/energy$/, { source: "second" });
	await client.open(`${inventory.path}/energy`);
	const row = (await client.submit(/\/energy\/rows$/, { energy: "DIESEL", amount: "12" })).text.match(/id="row-(\d+)"/)[1];
	const record = await addRecord(client, inventory, "own_used");
	await client.open(`${inventory.path}/consumption`);
	const medium = (await client.submit(/\/media$/, { medium: "OXYGEN", origin: "bought" })).text.match(/id="m-(\d+)"/)[1];
	await client.open("/me/organisation");
	const invited = await client.submit(/\/organisation\/members$/, { email: `guest${number}@guard.example`, role: "viewer" });
	const invitation = invited.text.match(/invitations\/(\d+)\/cancel/)[1];
	const elsewhere = new Client(server.url);
	await signIn(elsewhere, mail);
	const session = (await client.open("/me/account")).text.match(/sessions\/(\d+)\/end/)[1];
	const list = (await client.ask(`${server.url}/api/v1/inventories`, { headers: { Accept: "application/json" } })).text;
	assert.ok(list.includes(inventory.id));
	return { client, inventory, line, file, link, row, record, medium, invitation, session, facility: inventory.facilities[0] };
}

// The id that the site gives the signed-in person (base.js keeps what was typed by it).
const userOf = async (client) => (await client.open("/me/organisation")).text.match(/data-user="(\d+)"/)[1];

async function addRecord(client, inventory, kind) {
	await client.open(`${inventory.path}/renewables`);
	const form = formsOf(client.page.text).find((f) => f.action.endsWith("/renewables") && f.fields.some(([n, v]) => n === "kind" && v === kind));
	const id = form.fields.find(([n]) => n === "key")[1];
	const page = await client.submit(null, {}, { form });
	assert.ok(page.text.includes(`id="r-${id}"`), "the record is on the page");
	return id;
}

// The ids of a company that stand in the path of a route.
function idsFor(route, company) {
	const ids = {
		id: company.inventory.id, line: company.line, link: company.link, row: company.row, record: company.record, file: company.file,
		target: "line", target_id: company.line, category: "s3.1", code: "33", tab: "product",
	};
	if (route.path.startsWith("/me/organisation/facilities/")) ids.id = company.facility;
	if (route.path.startsWith("/me/organisation/members/")) ids.id = company.user;
	if (route.path.startsWith("/me/organisation/invitations/")) ids.id = company.invitation;
	if (route.path.includes("/media/")) ids.row = company.medium;
	if (route.path.startsWith("/me/account/sessions/")) ids.id = company.session;
	return ids;
}

// Sends the head of a request and nothing else; what comes back within two seconds.
function raw(port, head) {
	return new Promise((done) => {
		let text = "";
		const socket = net.connect(port, "127.0.0.1", () => socket.write(head));
		const end = () => { socket.destroy(); done(text); };
		socket.setTimeout(2000, end);
		socket.on("data", (bytes) => { text += bytes.toString("latin1"); if (text.includes("\r\n\r\n")) end(); });
		socket.on("error", () => {});
		socket.on("close", end);
	});
}

const fill = (path, values) => path.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

for (const engine of engines()) {
	const server = await startServer({ engine });
	try {
		const ours = await company(server, "a@guard.example", 11);
		const theirs = await company(server, "b@guard.example", 12);
		theirs.user = await userOf(theirs.client);
		await ours.client.open(`${ours.inventory.path}/scope12`);
		const token = tokenOf(ours.client);
		assert.ok(token, "a page of the site carries the token");

		const send = (route, path) => ours.client.ask(`${server.url}${path.startsWith("/api/") ? "" : "/zh"}${path}`, {
			method: route.method, follow: false,
			...(route.method === "GET" ? {} : {
				body: new URLSearchParams({ _csrf: token, version: "1", name: "amount", value: "1", status: /scope3/.test(route.path) ? "estimated" : "done", to: "done", role: "viewer", key: "finding", reason: "why", source: "second", energy: "DIESEL", kind: "own_used", origin: "bought", category: "combustion", item: "DIESEL" }).toString(),
				headers: { "Content-Type": "application/x-www-form-urlencoded", Origin: server.url },
			}),
		});
		const refusedOn = async (route, ids) => {
			const path = fill(route.path, ids);
			assert.ok(!/\{/.test(path), `the walk knows no value for ${route.path}`);
			const answer = await send(route, path);
			assert.equal(answer.status, 404, `${route.method} ${path} answered ${answer.status}`);
		};

		await test(`${engine}: another organisation's ids answer 404 on every route`, async () => {
			let walked = 0;
			for (const route of routes) {
				if (!/^ROLE_(USER|VIEWER|PREPARER|OWNER)$/.test(route.role) || !/\{/.test(route.path)) continue;
				if (/\{(tab|token)\}/.test(route.path)) continue;
				await refusedOn(route, idsFor(route, theirs));
				walked++;
				// And a mixed path: our inventory, their line, row, record …
				if (/\{id\}.*\{(line|row|record|target_id)\}/.test(route.path))
					await refusedOn(route, { ...idsFor(route, theirs), id: ours.inventory.id });
			}
			assert.ok(walked > 45, `${walked} routes walked`);
			// Nothing of theirs was changed by the walk.
			const line = await theirs.client.open(`${theirs.inventory.path}/lines/${theirs.line}`);
			assert.ok(line.text.includes('value="12"'));
			assert.ok((await theirs.client.open("/me/organisation")).text.includes(`invitations/${theirs.invitation}/cancel`));
		});

		await test(`${engine}: members of the other organisation are nobody's business`, async () => {
			const page = await ours.client.open("/me/organisation");
			assert.ok(!page.text.includes("b@guard.example") && !page.text.includes("企业12"));
			const list = await ours.client.ask(`${server.url}/api/v1/inventories`, { headers: { Accept: "application/json" } });
			assert.ok(!list.text.includes(theirs.inventory.id));
		});

		await test(`${engine}: without sign-in every page of the organisation asks for it`, async () => {
			const stranger = new Client(server.url);
			for (const route of routes) {
				if (route.method !== "GET" || !/^ROLE_(USER|VIEWER|PREPARER|OWNER|REVIEWER|ADMIN)$/.test(route.role)) continue;
				const path = fill(route.path, idsFor(route, ours)).replace(/\{\w+\}/g, "1");
				const answer = await stranger.ask(`${server.url}${path.startsWith("/api/") ? "" : "/zh"}${path}`, { follow: false });
				if (path.startsWith("/api/")) assert.equal(answer.status, 401, path);
				else {
					assert.equal(answer.status, 303, `${path} answered ${answer.status}`);
					assert.match(answer.headers.get("location"), /\/sign-in\?next=/);
				}
			}
		});

		await test(`${engine}: a member without the role is refused`, async () => {
			for (const route of routes) {
				if (!/^ROLE_(ADMIN|REVIEWER)$/.test(route.role)) continue;
				const answer = await send(route, route.path.replace(/\{\w+\}/g, "1"));
				assert.equal(answer.status, 403, `${route.method} ${route.path} answered ${answer.status}`);
			}
		});

		await test(`${engine}: a forged form is refused with 403 and changes nothing`, async () => {
			const target = `${server.url}/zh${ours.inventory.path}/lines/${ours.line}`;
			for (const [what, body, headers] of [
				["no token", { version: "1", amount: "99" }, { Origin: server.url }],
				["a wrong token", { _csrf: "x".repeat(43), version: "1", amount: "99" }, { Origin: server.url }],
				["another session's token", { _csrf: tokenOf(theirs.client), version: "1", amount: "99" }, { Origin: server.url }],
				["a foreign origin", { _csrf: token, version: "1", amount: "99" }, { Origin: "http://evil.example" }],
			]) {
				const answer = await ours.client.ask(target, { method: "POST", follow: false, body: new URLSearchParams(body).toString(), headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers } });
				assert.equal(answer.status, 403, `${what} answered ${answer.status}`);
			}
			assert.ok((await ours.client.open(`${ours.inventory.path}/lines/${ours.line}`)).text.includes('value="12"'));
		});

		await test(`${engine}: two people on one line: the second sees the conflict field by field`, async () => {
			const first = ours.client;
			const second = new Client(server.url);
			await signIn(second, "a@guard.example", PASSWORD);
			await first.open(`${ours.inventory.path}/lines/${ours.line}`);
			const firstForm = first.form(`/lines/${ours.line}`);
			await second.open(`${ours.inventory.path}/lines/${ours.line}`);
			const secondForm = second.form(`/lines/${ours.line}`);
			const saved = await first.submit(null, { amount: "21", note: "first" }, { form: firstForm });
			assert.equal(saved.status, 200);
			const conflict = await second.submit(null, { amount: "34", label: "二号柴油" }, { form: secondForm });
			assert.equal(conflict.status, 409, plain(conflict.text).slice(0, 500));
			const text = conflict.text;
			assert.ok(text.includes("21") && text.includes("34"), "both values are shown");
			const now = await first.open(`${ours.inventory.path}/lines/${ours.line}`);
			assert.ok(now.text.includes('value="21"'), "the first one's amount stands");
			assert.ok(now.text.includes('value="二号柴油"'), "the other field of the second was merged");
		});

		await test(`${engine}: a facility that the organisation has not got is stored on no line`, async () => {
			const { client, inventory, line, facility } = ours;
			const at = `${inventory.path}/lines/${line}`;
			const post = (path, values) => client.ask(`${server.url}/zh${path}`, {
				method: "POST", follow: false, body: new URLSearchParams({ _csrf: token, ...values }).toString(),
				headers: { "Content-Type": "application/x-www-form-urlencoded", Origin: server.url },
			});
			const versionOf = async () => (await client.open(at)).text.match(/name="version" value="(\d+)"/)[1];
			const placeOf = async () => JSON.parse((await client.ask(`${server.url}/api/v1/inventories/${inventory.id}`, { headers: { Accept: "application/json" } })).text)
				.lines.find((one) => one.id === line).facility_id;
			for (const [whose, stranger] of [["nobody's", "999999"], ["another organisation's", theirs.facility]]) {
				const typed = await post(`${at}/field`, { version: await versionOf(), name: "facility", value: stranger });
				assert.equal(typed.status, 422, `${whose}: ${typed.text.slice(0, 300)}`);
				assert.match(JSON.parse(typed.text).problems.facility, /未保存/, whose);
				const page = await post(at, { version: await versionOf(), facility: stranger, label: `of ${whose}` });
				assert.equal(page.status, 422, whose);
				assert.match(plain(page.text), /工厂\/场所：[^。]*未保存/, `${whose}: the page names the field`);
				const added = await post(`${inventory.path}/lines`, { category: "combustion", item: "DIESEL", facility: stranger });
				assert.equal(added.status, 400, whose);
				assert.match(plain(added.text), /工厂\/场所：[^。]*未保存/, `${whose}: what is refused is named`);
				const boundary = await post(`${inventory.path}/info/field`, { version: "1", name: `facility_${stranger}`, value: "1" });
				assert.equal(boundary.status, 404, whose);
				assert.equal(await placeOf(), facility, `${whose}: the line stands where it stood`);
			}
			assert.ok((await client.open(at)).text.includes("of another organisation&#39;s"), "the other field of the form was saved");
		});

		await test(`${engine}: a facility outside the boundary is said at once by the field's reply`, async () => {
			const { client, inventory, line, facility } = ours;
			const at = `${inventory.path}/lines/${line}`;
			const typed = async (path, name, value) => {
				const version = (await client.open(at)).text.match(/name="version" value="(\d+)"/)[1];
				const answer = await client.ask(`${server.url}/zh${path}/field`, {
					method: "POST", body: new URLSearchParams({ _csrf: token, version, name, value }).toString(),
					headers: { "Content-Type": "application/x-www-form-urlencoded", Origin: server.url },
				});
				assert.equal(answer.status, 200, answer.text.slice(0, 300));
				return JSON.parse(answer.text).problems[name];
			};
			const outside = inventory.facilities[1];
			await typed(`${inventory.path}/info`, `facility_${outside}`, "");
			assert.match(await typed(at, "facility", outside), /不在核算边界内/);
			assert.equal(await typed(at, "facility", facility), null);
			await typed(`${inventory.path}/info`, `facility_${outside}`, "1");
			assert.equal(await typed(at, "facility", outside), null);
			await typed(at, "facility", facility);
		});

		await test(`${engine}: a certificate number counts once, across organisations`, async () => {
			const claim = async (company, values) => {
				const record = await addRecord(company.client, company.inventory, "certificate");
				const form = company.client.form(`/renewables/${record}`);
				const page = await company.client.submit(null, { amount_unit: "MWh", generation_year: "2025", cancelled_on: "2025-12-31", certificate_prefix: "GEC-2025-", ...values }, { form });
				return { record, page };
			};
			const first = await claim(ours, { amount: "100", certificate_first: "1001", certificate_last: "1100" });
			assert.equal(first.page.status, 200, plain(first.page.text).slice(0, 500));
			const overlap = await claim(theirs, { amount: "50", certificate_first: "1100", certificate_last: "1149" });
			assert.equal(overlap.page.status, 422, "one number is taken");
			assert.ok(overlap.page.text.includes('value="1100"') && overlap.page.text.includes('value="1149"'), "what was typed is kept");
			assert.ok(!overlap.page.text.includes("企业11"), "whose it is stays private");
			const beside = await claim(theirs, { amount: "50", certificate_first: "1101", certificate_last: "1150" });
			assert.equal(beside.page.status, 200);
			const again = await claim(ours, { amount: "1", certificate_first: "1001", certificate_last: "1001" });
			assert.equal(again.page.status, 422, "nor twice by oneself");
			// Given back with the record, free for others.
			await ours.client.open(`${ours.inventory.path}/renewables`);
			await ours.client.submit(`/renewables/${first.record}/delete`);
			const freed = await claim(theirs, { amount: "100", certificate_first: "1001", certificate_last: "1100" });
			assert.equal(freed.page.status, 200);
		});

		await test(`${engine}: two claims at once: one of them holds`, async () => {
			const forms = [];
			for (const company of [ours, theirs]) {
				const record = await addRecord(company.client, company.inventory, "certificate");
				forms.push([company.client, company.client.form(`/renewables/${record}`), company.client.page]);
			}
			const values = { amount: "10", amount_unit: "MWh", generation_year: "2025", cancelled_on: "2025-12-31", certificate_prefix: "GEC-RACE-", certificate_first: "1", certificate_last: "10" };
			const answers = await Promise.all(forms.map(([client, form]) => client.submit(null, values, { form })));
			assert.deepEqual(answers.map((a) => a.status).sort(), [200, 422]);
		});

		await test(`${engine}: a body over the limit is refused before it is read`, async () => {
			const cookie = [...ours.client.cookies].map(([k, v]) => `${k}=${v}`).join("; ");
			for (const [path, length] of [[`${ours.inventory.path}/lines`, 64 * 1024 + 1], [`${ours.inventory.path}/import`, 4e9], [`${ours.inventory.path}/evidence/line/${ours.line}`, 5e10]]) {
				const answer = await raw(server.port, `POST /zh${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nOrigin: ${server.url}\r\nCookie: ${cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${length}\r\n\r\n`);
				assert.match(answer, /^HTTP\/1\.1 413 /, `${path}: ${answer.slice(0, 60)}`);
			}
		});

		await test(`${engine}: a double click makes one inventory`, async () => {
			await ours.client.open("/me/calculator/enterprise/new");
			const form = ours.client.form("/me/calculator/enterprise/new");
			const values = { start: "2023-01-01", end: "2023-12-31", method: "general", facility: ours.inventory.facilities };
			const one = await ours.client.submit(null, values, { form });
			const two = await ours.client.submit(null, values, { form });
			assert.equal(one.url.match(/enterprise\/(\d+)/)[1], two.url.match(/enterprise\/(\d+)/)?.[1]);
		});
		await server.stop();
	} finally {
		if (server.child.exitCode === null && server.child.signalCode === null) await server.stop("SIGKILL");
		server.forget();
	}
}

await test("sqlite: kill -9 in the midst of 64 writers loses nothing acknowledged", async () => {
	const server = await startServer({ engine: "sqlite" });
	const us = await company(server, "kill@guard.example", 13);
	await us.client.open(`${us.inventory.path}/scope12`);
	const add = formsOf(us.client.page.text).find((f) => f.action.endsWith(`${us.inventory.id}/lines`) && f.fields.some(([n, v]) => n === "category" && v === "combustion"));
	const token = tokenOf(us.client);
	const cookie = [...us.client.cookies].map(([k, v]) => `${k}=${v}`).join("; ");
	const acknowledged = [];
	let running = true;
	let next = 0;
	const key = BigInt(add.fields.find(([n]) => n === "key")[1]);
	const writer = async () => {
		while (running) {
			const label = `柴油 ${next++}`;
			try {
				const answer = await fetch(new URL(add.action, server.url), {
					method: "POST", redirect: "manual",
					headers: { Cookie: cookie, Origin: server.url, "Content-Type": "application/x-www-form-urlencoded" },
					body: new URLSearchParams({ _csrf: token, category: "combustion", item: "DIESEL", label, key: String(key + BigInt(next) * 1000n) }).toString(),
				});
				await answer.arrayBuffer();
				if (answer.status === 303) acknowledged.push(label);
			} catch {
				return;
			}
		}
	};
	const writers = Array.from({ length: 64 }, writer);
	await new Promise((done) => setTimeout(done, 1500));
	await server.stop("SIGKILL");
	running = false;
	await Promise.all(writers);
	assert.ok(acknowledged.length > 20, `${acknowledged.length} lines acknowledged`);
	const again = await startServer({ engine: "sqlite", dir: server.dir, db: server.db, init: false });
	try {
		const listed = await us.client.ask(`${again.url}/api/v1/inventories/${us.inventory.id}`, { headers: { Accept: "application/json" } });
		assert.equal(listed.status, 200);
		for (const label of acknowledged) assert.ok(listed.text.includes(`"${label}"`), `${label} was acknowledged and is gone`);
		await again.stop();
	} finally {
		if (again.child.exitCode === null && again.child.signalCode === null) await again.stop("SIGKILL");
		again.forget();
	}
});
finish();
