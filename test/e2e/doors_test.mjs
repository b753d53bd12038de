// The options of `serve` that open doors: whose word on addresses counts, and where the demo may go.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import http from "node:http";
import { finish, test } from "../lib/tap.mjs";
import { formsOf } from "../lib/client.mjs";
import { binary, startServer } from "../lib/server.mjs";
import { Client, createOrganisation, signIn, signUp } from "../lib/story.mjs";

const server = await startServer({ args: ["--trusted-proxy", "127.0.0.1"] });
const client = new Client(server.url);
await signUp(client, "王丽", "doors@example.org");
await createOrganisation(client, "门户企业", 32);

// The address under which a session stands that is begun with these headers.
async function peerOf(forwarded) {
	const visitor = new Client(server.url);
	const page = await visitor.open("/sign-in");
	const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
	const token = formsOf(page.text).flatMap((form) => form.fields).find(([name]) => /^_?csrf$/.test(name))[1];
	const body = new URLSearchParams({ csrf: token, login: "doors@example.org", password: "Green-Furnace-2025" }).toString();
	const status = await new Promise((done, failed) => {
		const request = http.request(`${server.url}/zh/sign-in`, {
			method: "POST",
			headers: { Cookie: cookie, Origin: server.url, "Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": forwarded },
		}, (answer) => { answer.resume(); done(answer.statusCode); });
		request.on("error", failed);
		request.end(body);
	});
	assert.equal(status, 303);
	const log = (await client.open("/me/account")).text;
	return ["198.51.100.7", "203.0.113.9", "2001:db8::5"].filter((one) => log.includes(one));
}

const endOthers = async () => {
	await client.open("/me/account");
	await client.submit(/end-others$/);
};

await test("behind a proxy the address that it has seen counts, however it says so", async () => {
	assert.deepEqual(await peerOf(["203.0.113.9"]), ["203.0.113.9"]);
	await endOthers();
	assert.deepEqual(await peerOf(["198.51.100.7, 203.0.113.9"]), ["203.0.113.9"], "nginx adds to the header");
	await endOthers();
	assert.deepEqual(await peerOf(["198.51.100.7", "203.0.113.9"]), ["203.0.113.9"], "HAProxy adds a header");
	await endOthers();
	assert.deepEqual(await peerOf(["2001:db8::5"]), ["2001:db8::5"]);
	await endOthers();
	assert.deepEqual(await peerOf(["unknown<b>"]), [], "what is no address is not believed");
});

await test("the log says how many SQL statements an answer took", async () => {
	assert.equal(await server.statements(await client.ask(`${server.url}/healthz`)), 0);
	assert.equal(await server.statements(await client.ask(`${server.url}/readyz`)), 1);
	assert.ok(await server.statements(await client.open("/me/account")) > 1);
});

await server.stop();

await test("the demo, whose passwords are printed, does not go into a store that people use", async () => {
	const demo = spawnSync(binary, ["serve", "--listen", "127.0.0.1:0", "--db", server.db, "--data", `${server.dir}/data`, "--demo"],
		{ encoding: "utf8", timeout: 15000 });
	assert.equal(demo.status, 1, demo.stderr);
	assert.match(demo.stderr, /demo_refused/);
	const again = await startServer({ init: false, dir: server.dir, db: server.db });
	await signIn(new Client(again.url), "doors@example.org");
	await again.stop();
});

server.forget();
finish();
