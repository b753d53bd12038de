// People: the first administrator, invitations and reset by mail, roles, the last owner, sessions, the audit log.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { finish, test } from "../lib/tap.mjs";
import { binary, engines, startServer } from "../lib/server.mjs";
import { Client, createInventory, createOrganisation, plain, signIn, signUp, PASSWORD } from "../lib/story.mjs";
import { formsOf, unescape } from "../lib/client.mjs";

const NEW_PASSWORD = "Quiet-River-2026";

const tokenOf = (client) => formsOf(client.page.text).flatMap((f) => f.fields).find(([n]) => /^_?csrf$/.test(n))[1];

// The newest mail to `recipient` whose link matches, as the administrator sees it.
async function linkInMail(admin, recipient, kind) {
	for (let tries = 0; tries < 50; tries++) {
		const list = await admin.open("/admin/mail");
		for (const [, href, cells] of list.text.matchAll(/<a href="([^"]*\/admin\/mail\/\d+)">([\s\S]*?)<\/tr>/g)) {
			if (!cells.includes(recipient)) continue;
			const mail = await admin.ask(new URL(href, admin.base).toString());
			const link = unescape(mail.text).match(new RegExp(`https?://[^\\s<"]+/${kind}/[\\w-]+`))?.[0];
			if (link) return new URL(link).pathname;
		}
		await new Promise((done) => setTimeout(done, 100));
	}
	return assert.fail(`no mail to ${recipient} with a link to ${kind}`);
}

for (const engine of engines()) {
	const server = await startServer({ engine });
	try {
		const admin = new Client(server.url);
		await test(`${engine}: the one-time password of init opens only the page where a new one is set`, async () => {
			assert.ok(server.adminPassword, "init prints the password");
			const page = await signIn(admin, "admin@example.org", server.adminPassword);
			assert.match(page.url, /\/zh\/reset\//);
			assert.equal((await admin.ask(`${server.url}/zh/admin`, { follow: false })).status, 303, "not signed in yet");
			await admin.ask(page.url);
			await admin.submit(/\/reset\//, { password: NEW_PASSWORD });
			await admin.open("/admin");
			const again = new Client(server.url);
			const refused = await signIn(again, "admin@example.org", server.adminPassword);
			assert.notEqual(refused.status, 200, "the one-time password works once");
		});

		const owner = new Client(server.url);
		await signUp(owner, "林小满", "owner@people.example");
		await createOrganisation(owner, "人事有限公司", 31);
		const inventory = await createInventory(owner);
		const viewer = new Client(server.url);

		await test(`${engine}: an invitation by mail makes a member with the role, once`, async () => {
			await owner.open("/me/organisation");
			await owner.submit(/\/me\/organisation\/members$/, { email: "viewer@people.example", role: "viewer" });
			const link = await linkInMail(admin, "viewer@people.example", "invite");
			const guess = await owner.ask(`${server.url}${link.slice(0, -1)}${link.endsWith("A") ? "B" : "A"}`);
			assert.equal(guess.status, 404, "a token cannot be guessed");
			await signUp(viewer, "周看看", "viewer@people.example");
			await viewer.ask(`${server.url}${link}`);
			const joined = await viewer.submit(/\/invite\//);
			assert.equal(joined.status, 200, plain(joined.text).slice(0, 500));
			await viewer.open(`${inventory.path}/scope12`);
			const used = await viewer.ask(`${server.url}${link}`);
			assert.ok(!formsOf(used.text).some((f) => /\/invite\//.test(f.action)), "an invitation is used once");
		});

		await test(`${engine}: a viewer reads and cannot change`, async () => {
			const token = tokenOf(viewer);
			const post = (path, fields) => viewer.ask(`${server.url}/zh${path}`, {
				method: "POST", follow: false, body: new URLSearchParams({ _csrf: token, ...fields }).toString(),
				headers: { "Content-Type": "application/x-www-form-urlencoded", Origin: server.url },
			});
			assert.equal((await post(`${inventory.path}/lines`, { category: "combustion", item: "DIESEL" })).status, 403);
			assert.equal((await post(`${inventory.path}/info`, { version: "1", output: "1" })).status, 403);
			assert.equal((await post("/me/organisation/members", { email: "x@people.example", role: "owner" })).status, 403);
			const page = await viewer.open(`${inventory.path}/scope12`);
			assert.ok(!formsOf(page.text).some((f) => /\/lines$/.test(f.action)), "nothing to add is offered");
		});

		await test(`${engine}: a role is changed at once, the last owner stays`, async () => {
			await owner.open("/me/organisation");
			const role = formsOf(owner.page.text).find((f) => /\/members\/\d+\/role$/.test(f.action));
			assert.ok(role, "the other member's role can be changed");
			await owner.submit(null, { role: "preparer" }, { form: role });
			const page = await viewer.open(`${inventory.path}/scope12`);
			assert.ok(formsOf(page.text).some((f) => /\/lines$/.test(f.action)), "a preparer adds lines");
			await owner.open("/me/organisation");
			const forms = formsOf(owner.page.text);
			const leave = forms.find((f) => /\/organisation\/leave$/.test(f.action)) || { action: "/zh/me/organisation/leave", method: "POST", fields: [["_csrf", tokenOf(owner)]] };
			assert.equal((await owner.submit(null, {}, { form: leave })).status, 409, "the last owner cannot leave");
			await owner.open("/me/organisation");
			await owner.submit(/\/members\/\d+\/remove$/);
			const gone = await viewer.ask(`${server.url}/zh${inventory.path}/scope12`, { follow: false });
			assert.ok([303, 403, 404].includes(gone.status), `a removed member gets ${gone.status}`);
		});

		await test(`${engine}: a forgotten password is set anew by mail, and other sessions end`, async () => {
			const there = new Client(server.url);
			await signIn(there, "owner@people.example", PASSWORD);
			await there.open("/me/organisation");
			const visitor = new Client(server.url);
			await visitor.open("/forgot");
			const known = await visitor.submit("/forgot", { login: "owner@people.example" });
			await visitor.open("/forgot");
			const unknown = await visitor.submit("/forgot", { login: "nobody@people.example" });
			assert.equal(plain(known.text), plain(unknown.text), "nobody learns who has an account");
			const link = await linkInMail(admin, "owner@people.example", "reset");
			await visitor.ask(`${server.url}${link}`);
			const short = await visitor.submit(/\/reset\//, { password: "1234567890" });
			assert.equal(short.status, 422);
			await visitor.ask(`${server.url}${link}`);
			await visitor.submit(/\/reset\//, { password: NEW_PASSWORD });
			assert.equal((await there.ask(`${server.url}/zh/me/organisation`, { follow: false })).status, 303, "the old session ended");
			const old = new Client(server.url);
			assert.notEqual((await signIn(old, "owner@people.example", PASSWORD)).status, 200);
			const fresh = new Client(server.url);
			assert.equal((await signIn(fresh, "owner@people.example", NEW_PASSWORD)).status, 200);
			await fresh.open("/me/organisation");
			const again = await visitor.ask(`${server.url}${link}`);
			assert.ok(!formsOf(again.text).some((f) => /\/reset\//.test(f.action)), "a link is used once");
		});

		await test(`${engine}: ten wrong passwords are enough for a quarter of an hour`, async () => {
			const guesser = new Client(server.url);
			let status = 0;
			for (let i = 0; i < 12 && status !== 429; i++) status = (await signIn(guesser, "viewer@people.example", `Wrong-Guess-${i}`)).status;
			assert.equal(status, 429);
			assert.equal((await signIn(guesser, "viewer@people.example", PASSWORD)).status, 429, "not even with the right one");
		});

		await test(`${engine}: mobile numbers sign up too and are shown masked`, async () => {
			const client = new Client(server.url);
			await signUp(client, "手机用户", "185 1234 5791");
			await createOrganisation(client, "手机有限公司", 32);
			const page = await client.open("/me/organisation");
			assert.ok(page.text.includes("185****5791") && !page.text.includes("18512345791"));
		});

		await test(`${engine}: a wrong 统一社会信用代码 is named and what was typed is kept`, async () => {
			const client = new Client(server.url);
			await signUp(client, "代码用户", "code@people.example");
			await client.open("/me/organisation/new");
			const page = await client.submit("/me/organisation/new", { name_zh: "错码有限公司", uscc: "91320200MA0000031A", industry: "30", province: "32", city: "无锡市" });
			assert.equal(page.status, 422);
			assert.ok(page.text.includes('value="91320200MA0000031A"') && page.text.includes('value="错码有限公司"'));
			assert.match(page.text, /href="#uscc"/);
		});

		await test(`${engine}: every change stands in the audit log, and the chain is intact`, async () => {
			const fresh = new Client(server.url);
			await signIn(fresh, "owner@people.example", NEW_PASSWORD);
			const page = await fresh.open("/me/organisation/audit?verify=1");
			assert.ok(!/role="alert"/.test(page.text), "the chain is intact");
			await server.stop();
			const check = spawnSync(binary, ["verify-audit", "--db", server.db], { encoding: "utf8" });
			assert.equal(check.status, 0, check.stdout + check.stderr);
		});
	} finally {
		if (server.child.exitCode === null && server.child.signalCode === null) await server.stop("SIGKILL");
		server.forget();
	}
}
finish();
