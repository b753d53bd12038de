// The server on raw sockets: framing, limits, deadlines, forgery, answers. Uses test_server, the real server with a
// few routes of its own.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import https from "node:https";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { finish, test } from "../lib/tap.mjs";

const program = process.env.TEST_SERVER || path.join(path.dirname(path.resolve(process.env.QINGCE_BIN || "build/qingce")), "test/test_server");
const token = "0123456789abcdef0123456789abcdef";
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

async function start(...args) {
	const dir = mkdtempSync(path.join(os.tmpdir(), "qingce-http-"));
	const child = spawn("sh", ["-c", 'ulimit -n "$(ulimit -Hn)"; exec "$0" "$@"', program, dir, ...args.map(String)], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	const exited = new Promise((done) => child.on("exit", (code) => done(code)));
	const port = await new Promise((done, failed) => {
		child.stdout.on("data", (text) => done(Number(text)));
		exited.then((code) => failed(new Error(`test_server ended with ${code}`)));
	});
	return {
		port, dir, child, exited,
		files: () => readdirSync(dir),
		stop: async () => {
			child.kill("SIGTERM");
			const code = await exited;
			rmSync(dir, { recursive: true });
			return code;
		},
	};
}

// Sends `pieces` one after another and reads until the end or until `quiet_ms` without a byte.
async function talk(port, pieces, { quiet_ms = 400, gap_ms = 0, keepWriting = false } = {}) {
	const socket = net.connect(port, "127.0.0.1");
	let text = "";
	let ended = false;
	let last = Date.now();
	socket.on("data", (bytes) => { text += bytes.toString("latin1"); last = Date.now(); });
	socket.on("end", () => { ended = true; });
	socket.on("close", () => { ended = true; });
	socket.on("error", () => { ended = true; });
	await new Promise((done) => { socket.on("connect", done); socket.on("error", done); });
	for (const piece of [].concat(pieces)) {
		if (ended && !keepWriting) break;
		socket.write(typeof piece === "string" ? Buffer.from(piece, "latin1") : piece);
		if (gap_ms) await sleep(gap_ms);
	}
	last = Date.now();
	while (!ended && Date.now() - last < quiet_ms) await sleep(10);
	socket.destroy();
	const statuses = [...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map((found) => Number(found[1]));
	return { text, statuses, status: statuses[0], ended };
}

const head = (line, ...headers) => [line, "Host: test.example", ...headers, "", ""].join("\r\n");
const smuggled = head("GET /api/json HTTP/1.1");
const server = await start();
const { port } = server;

// ---- smuggling: refused, the connection closed, and nothing behind it is answered ----

const refused = {
	"Content-Length with Transfer-Encoding": head("POST /api/echo HTTP/1.1", "Content-Length: 4", "Transfer-Encoding: chunked") + "0\r\n\r\n",
	"Transfer-Encoding with Content-Length": head("POST /api/echo HTTP/1.1", "Transfer-Encoding: chunked", "Content-Length: 4") + "0\r\n\r\n",
	"two Content-Length": head("POST /api/echo HTTP/1.1", "Content-Length: 4", "Content-Length: 4") + "abcd",
	"two different Content-Length": head("POST /api/echo HTTP/1.1", "Content-Length: 4", "Content-Length: 40") + "abcd",
	"a list of Content-Length": head("POST /api/echo HTTP/1.1", "Content-Length: 4, 4") + "abcd",
	"+4 as Content-Length": head("POST /api/echo HTTP/1.1", "Content-Length: +4") + "abcd",
	"0x4 as Content-Length": head("POST /api/echo HTTP/1.1", "Content-Length: 0x4") + "abcd",
	"a negative Content-Length": head("POST /api/echo HTTP/1.1", "Content-Length: -1") + "abcd",
	"a Content-Length beyond 64 bits": head("POST /api/echo HTTP/1.1", "Content-Length: 18446744073709551620") + "abcd",
	"xchunked": head("POST /api/echo HTTP/1.1", "Transfer-Encoding: xchunked") + "0\r\n\r\n",
	"gzip, chunked": head("POST /api/echo HTTP/1.1", "Transfer-Encoding: gzip, chunked") + "0\r\n\r\n",
	"chunked, identity": head("POST /api/echo HTTP/1.1", "Transfer-Encoding: chunked, identity") + "0\r\n\r\n",
	"two Transfer-Encoding": head("POST /api/echo HTTP/1.1", "Transfer-Encoding: chunked", "Transfer-Encoding: identity") + "0\r\n\r\n",
	"Transfer-Encoding with a vertical tab": head("POST /api/echo HTTP/1.1", "Transfer-Encoding: \x0bchunked") + "0\r\n\r\n",
	"Transfer-Encoding before a space and colon": head("POST /api/echo HTTP/1.1", "Transfer-Encoding : chunked") + "0\r\n\r\n",
	"Transfer_Encoding": head("POST /api/echo HTTP/1.1", "Transfer_Encoding: chunked", "Content-Length: 4") + "abcd",
	"Transfer-Encoding in HTTP/1.0": head("POST /api/echo HTTP/1.0", "Transfer-Encoding: chunked") + "0\r\n\r\n",
	"no Host": "GET /api/json HTTP/1.1\r\n\r\n",
	"no Host in HTTP/1.0": "GET /api/json HTTP/1.0\r\n\r\n",
	"two Host": head("GET /api/json HTTP/1.1", "Host: other.example"),
	"an empty Host": "GET /api/json HTTP/1.1\r\nHost: \r\n\r\n",
	"a Host with a path": "GET /api/json HTTP/1.1\r\nHost: a/b\r\n\r\n",
	"a folded header": head("GET /api/json HTTP/1.1", "X-A: b", "\tc"),
	"a folded header at the end": "GET /api/json HTTP/1.1\r\nHost: test.example\r\nX-A: b\r\n c\r\n\r\n",
	"a bare LF after a header": "GET /api/json HTTP/1.1\r\nHost: test.example\nX-A: b\r\n\r\n",
	"a bare LF after the last header": "GET /api/json HTTP/1.1\r\nHost: test.example\r\nX-A: b\n\r\n",
	"a bare LF after the request line": "GET /api/json HTTP/1.1\nHost: test.example\r\n\r\n",
	"a bare LF at the end": "GET /api/json HTTP/1.1\r\nHost: test.example\r\n\n",
	"only bare LF": "GET /api/json HTTP/1.1\nHost: test.example\n\n",
	"a bare CR in a value": head("GET /api/json HTTP/1.1", "X-A: b\rX-B: c"),
	"a NUL in a value": head("GET /api/json HTTP/1.1", "X-A: b\0c"),
	"a NUL in a name": head("GET /api/json HTTP/1.1", "X\0A: b"),
	"a NUL in the address": head("GET /api/js\0on HTTP/1.1"),
	"a control byte in a value": head("GET /api/json HTTP/1.1", "X-A: b\x01c"),
	"a header without a colon": head("GET /api/json HTTP/1.1", "X-A"),
	"a header without a name": head("GET /api/json HTTP/1.1", ": b"),
	"a name with a bracket": head("GET /api/json HTTP/1.1", "X[A]: b"),
	"more than 100 headers": head("GET /api/json HTTP/1.1", ...Array.from({ length: 101 }, (_, i) => `X-${i}: 1`)),
	"an address of 9 kB": head(`GET /${"a".repeat(9000)} HTTP/1.1`),
	"HTTP/2.0": head("GET /api/json HTTP/2.0"),
	"HTTP/1.2": head("GET /api/json HTTP/1.2"),
	"no version": "GET /api/json\r\nHost: test.example\r\n\r\n",
	"an unknown method": head("FROB /api/json HTTP/1.1"),
	"TRACE": head("TRACE /api/json HTTP/1.1"),
	"an absolute address": head("GET http://other.example/api/json HTTP/1.1"),
	"two spaces before the version": head("GET /api/json  HTTP/1.1"),
	"a space in the address": head("GET /api/json x HTTP/1.1"),
	"a tab in the request line": head("GET\t/api/json HTTP/1.1"),
	"raw UTF-8 in the address": head("GET /\xe4\xbd\xa0 HTTP/1.1"),
	"a dot segment": head("GET /zh/../api/json HTTP/1.1"),
	"an escaped dot segment": head("GET /zh/%2e%2e/api/json HTTP/1.1"),
	"an escaped slash": head("GET /api%2fjson HTTP/1.1"),
	"an escaped NUL": head("GET /api/json%00 HTTP/1.1"),
	"an escaped line feed": head("GET /api/json%0a HTTP/1.1"),
	"a broken escape": head("GET /api/json%zz HTTP/1.1"),
	"an overlong form": head("GET /%c0%af HTTP/1.1"),
	"a double slash": head("GET //other.example/ HTTP/1.1"),
	"a backslash": head("GET /zh/\\other.example HTTP/1.1"),
	"a chunk size that is no number": head("POST /api/echo HTTP/1.1", "Transfer-Encoding: chunked") + "zz\r\nabcd\r\n0\r\n\r\n",
	"a chunk without its line end": head("POST /api/echo HTTP/1.1", "Transfer-Encoding: chunked") + "4\r\nabcdX0\r\n\r\n",
	"a chunk size beyond 64 bits": head("POST /api/echo HTTP/1.1", "Transfer-Encoding: chunked") + "fffffffffffffffff\r\nabcd\r\n",
	"a body for a route that takes none": head("GET /api/json HTTP/1.1", "Content-Length: 60") + smuggled,
};
for (const [name, bytes] of Object.entries(refused)) {
	await test(`refused: ${name}`, async () => {
		const answer = await talk(port, bytes + smuggled, { quiet_ms: 1500 });
		assert.ok(answer.ended, `the connection stayed open: ${answer.text}`);
		// libmicrohttpd writes the head of some of its own refusals twice; what counts is that nothing was served.
		for (const status of answer.statuses) assert.ok(status >= 400 && status < 600, answer.text);
		assert.ok(!answer.text.includes("tco2e"), answer.text);
	});
}

// Where neither the library nor the gate could tell how lines end, the server does not face the network.
await test("it does not start when nobody checks the framing, unless behind a proxy", async () => {
	process.env.TEST_UNFRAMED = "1";
	try {
		await assert.rejects(start(), /ended with 1/);
		process.env.TEST_PROXY = "127.0.0.1";
		const behind = await start();
		assert.equal((await talk(behind.port, smuggled)).status, 200);
		await behind.stop();
	} finally {
		delete process.env.TEST_UNFRAMED;
		delete process.env.TEST_PROXY;
	}
});

// What a chunked body may hide behind odd extensions never becomes a second request.
for (const [name, body] of Object.entries({
	"a chunk extension": "4;a=b\r\nabcd\r\n0\r\n\r\n",
	"junk in a chunk extension": "4;\x01\x02=[\r\nabcd\r\n0\r\n\r\n",
	"a bare LF after a chunk size": "4\nabcd\r\n0\r\n\r\n",
	"a trailer": "4\r\nabcd\r\n0\r\nContent-Length: 9\r\n\r\n",
})) {
	await test(`one answer and the end: ${name}`, async () => {
		const answer = await talk(port, head("POST /api/echo HTTP/1.1", "Transfer-Encoding: chunked") + body + smuggled, { quiet_ms: 1500 });
		assert.ok(answer.ended);
		assert.equal(answer.statuses.length, 1, answer.text);
		assert.ok(!answer.text.includes("tco2e"), answer.text);
	});
}

// ---- what is plain is served ----

await test("pipelined requests are answered in order", async () => {
	const answer = await talk(port, smuggled + head("GET /zh/ HTTP/1.1") + head("GET /slow HTTP/1.1") + smuggled, { quiet_ms: 800 });
	assert.deepEqual(answer.statuses, [200, 200, 302, 200]);
	assert.ok(!answer.ended);
});
await test("a request in pieces of one byte", async () => {
	const answer = await talk(port, [...head("GET /api/json HTTP/1.1", "X-A: b", "Accept:*/*")], { gap_ms: 1 });
	assert.equal(answer.status, 200);
});
await test("100 headers and long values", async () => {
	const headers = Array.from({ length: 98 }, (_, i) => `X-${i}: ${"v".repeat(100)}`);
	const bytes = head("GET /api/json HTTP/1.1", ...headers);
	for (const size of [bytes.length, 997, 64]) {
		const pieces = [];
		for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.slice(at, at + size));
		const answer = await talk(port, pieces, { gap_ms: 1 });
		assert.equal(answer.status, 200, `${size}: ${answer.text}`);
	}
});
await test("a header without a space or with several", async () => {
	const answer = await talk(port, head("GET /api/json HTTP/1.1", "X-A:b", "X-B:   c", "X-C:", "X-D: d \t"));
	assert.equal(answer.status, 200, answer.text);
});
await test("a chunked body", async () => {
	const answer = await talk(port, head("POST /api/echo HTTP/1.1", "Transfer-Encoding: Chunked") + "4\r\nabcd\r\n3\r\nefg\r\n0\r\n\r\n");
	assert.equal(answer.status, 200);
	assert.ok(answer.text.endsWith("abcdefg"), answer.text);
});
await test("HTTP/1.0 closes", async () => {
	const answer = await talk(port, head("GET /api/json HTTP/1.0"));
	assert.equal(answer.status, 200);
	assert.ok(answer.ended);
});
await test("HEAD has the headers of GET and no body", async () => {
	const get = await talk(port, head("GET /zh/ HTTP/1.1"));
	const only = await talk(port, head("HEAD /zh/ HTTP/1.1"));
	const length = (text) => text.match(/^content-length: (\d+)/im)[1];
	assert.equal(only.status, 200);
	assert.equal(length(only.text), length(get.text));
	assert.ok(only.text.endsWith("\r\n\r\n"));
});
await test("304 for the entity tag just given", async () => {
	const etag = (await talk(port, head("GET /zh/ HTTP/1.1"))).text.match(/^etag: (.*)\r$/im)[1];
	const again = await talk(port, head("GET /zh/ HTTP/1.1", `If-None-Match: "x", ${etag}`));
	assert.equal(again.status, 304);
	assert.ok(again.text.endsWith("\r\n\r\n"));
	assert.equal((await talk(port, head("GET /zh/ HTTP/1.1", 'If-None-Match: "x"'))).status, 200);
});
await test("a public answer is kept a moment for strangers, until something is sent", async () => {
	const ask = async (...headers) => {
		const { status, text } = await talk(port, head("GET /api/count HTTP/1.1", "Connection: close", ...headers));
		return { status, runs: text.split("\r\n\r\n")[1], id: text.match(/^x-request-id: (.*)\r$/im)[1], etag: text.match(/^etag: (.*)\r$/im)[1] };
	};
	// The three requests of a try come within the moment, or it is tried again.
	let first, second, known;
	for (let i = 0; i < 20 && !(second && second.runs === first.runs); i++) {
		first = await ask();
		second = await ask();
		known = await ask(`If-None-Match: ${first.etag}`);
	}
	assert.equal(second.runs, first.runs);
	assert.notEqual(second.id, first.id);
	assert.deepEqual([known.status, known.runs], [304, ""]);
	assert.notEqual((await ask("Cookie: a=b")).runs, first.runs, "who has a cookie may see something else");
	const before = await ask();
	await talk(port, head("POST /api/echo HTTP/1.1", "Content-Length: 1", "Connection: close") + "x");
	assert.ok(Number((await ask()).runs) > Number(before.runs), "who sends something sees what became of it");
	await sleep(300);
	assert.ok(Number((await ask()).runs) > Number(before.runs) + 1, "and a moment later everybody does");
});
await test("gzip when it is accepted", async () => {
	const answer = await fetch(`http://127.0.0.1:${port}/zh/`, { headers: { "Accept-Encoding": "gzip" } });
	assert.equal(answer.headers.get("content-encoding"), "gzip");
	assert.ok((await answer.text()).endsWith("</table>\n"));
	const refusal = await talk(port, head("GET /zh/ HTTP/1.1", "Accept-Encoding: gzip;q=0"));
	assert.ok(!/content-encoding/i.test(refusal.text));
});
await test("405 names what is allowed, 404 what is not there", async () => {
	const answer = await talk(port, head("DELETE /zh/form HTTP/1.1"));
	assert.equal(answer.status, 405);
	assert.match(answer.text, /^allow: GET, HEAD, POST\r$/im);
	assert.equal((await talk(port, head("GET /zh/nowhere HTTP/1.1"))).status, 404);
	assert.equal((await talk(port, head("OPTIONS /zh/form HTTP/1.1"))).status, 204);
});
await test("a page without a language goes to the preferred one", async () => {
	const location = async (...headers) => (await talk(port, head("GET /form?a=1 HTTP/1.1", ...headers))).text.match(/^location: (.*)\r$/im)[1];
	assert.equal(await location(), "/zh/form?a=1");
	assert.equal(await location("Accept-Language: en-GB,en;q=0.9,zh;q=0.5"), "/en/form?a=1");
	assert.equal(await location("Accept-Language: en", "Cookie: qc_lang=zh"), "/zh/form?a=1");
	const slash = await talk(port, head("GET /zh/form/ HTTP/1.1"));
	assert.equal(slash.status, 308);
	assert.match(slash.text, /^location: \/zh\/form\r$/im);
});
await test("security headers on every answer", async () => {
	for (const target of ["/zh/", "/api/json", "/api/missing", "/zh/nowhere", "/form"]) {
		const { text } = await talk(port, head(`GET ${target} HTTP/1.1`));
		for (const name of ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy", "X-Request-Id"])
			assert.ok(text.includes(`${name}: `), `${target} lacks ${name}`);
	}
});
await test("problems of the API are RFC 9457", async () => {
	const answer = await fetch(`http://127.0.0.1:${port}/api/missing`);
	assert.equal(answer.status, 404);
	assert.match(answer.headers.get("content-type"), /^application\/problem\+json/);
	const problem = await answer.json();
	assert.equal(problem.status, 404);
	assert.equal(problem.detail, "no such thing");
});
await test("who is not signed in", async () => {
	const page = await talk(port, head("GET /zh/secret?a=1&b=2 HTTP/1.1"));
	assert.equal(page.status, 303);
	assert.match(page.text, /^location: \/zh\/sign-in\?next=\/secret%3Fa%3D1%26b%3D2\r$/im);
	assert.equal((await talk(port, head("GET /api/secret HTTP/1.1"))).status, 401);
});
await test("serialisation failures run the handler again", async () => {
	const answer = await talk(port, head("GET /zh/retry HTTP/1.1"));
	assert.equal(answer.status, 200, answer.text);
	assert.equal([...answer.text.matchAll(/^x-run/gim)].length, 1);
	assert.match(answer.text, /^x-run: 3\r$/im);
});
await test("a handler without an answer is our fault", async () => {
	assert.equal((await talk(port, head("GET /zh/silent HTTP/1.1"))).status, 500);
});
await test("a file is streamed with its name", async () => {
	const answer = await fetch(`http://127.0.0.1:${port}/zh/file`);
	assert.equal(answer.status, 200);
	assert.match(answer.headers.get("content-disposition"), /filename\*=UTF-8''%E5%B9%B4%E6%8A%A5%202025\.bin/);
	assert.equal((await answer.arrayBuffer()).byteLength, Number(answer.headers.get("content-length")));
});

// ---- forged requests ----

const urlencoded = "Content-Type: application/x-www-form-urlencoded";
const post = (body, ...headers) => head("POST /zh/form HTTP/1.1", urlencoded, `Content-Length: ${body.length}`, ...headers) + body;

await test("a form with the token is taken, masked or plain", async () => {
	const masked = (await (await fetch(`http://127.0.0.1:${port}/zh/form`)).text()).trim();
	assert.notEqual(masked, token);
	for (const given of [masked, token]) {
		const answer = await talk(port, post(`_csrf=${given}&a=1`, "Origin: http://test.example", "Sec-Fetch-Site: same-origin"));
		assert.equal(answer.status, 200, answer.text);
	}
	assert.equal((await talk(port, post("a=1", `X-CSRF-Token: ${masked}`))).status, 200);
});
for (const [name, body, ...headers] of [
	["no token", "a=1"],
	["an empty token", "_csrf=&a=1"],
	["a wrong token", `_csrf=${token.replace("0", "1")}&a=1`],
	["a longer token", `_csrf=${token}0&a=1`],
	["another site by Origin", `_csrf=${token}`, "Origin: http://evil.example"],
	["the null origin", `_csrf=${token}`, "Origin: null"],
	["another site by Sec-Fetch-Site", `_csrf=${token}`, "Sec-Fetch-Site: cross-site"],
	["a sister site", `_csrf=${token}`, "Sec-Fetch-Site: same-site"],
]) {
	await test(`403: ${name}`, async () => {
		assert.equal((await talk(port, post(body, ...headers))).status, 403);
	});
}

// ---- bodies ----

const multipart = (boundary, ...parts) => parts.map((part) => `--${boundary}\r\n${part}\r\n`).join("") + `--${boundary}--\r\n`;
const api = (body, type) => head("POST /api/form HTTP/1.1", `Content-Type: ${type}`, `Content-Length: ${body.length}`) + body;

await test("an upload is hashed as it streams and removed afterwards", async () => {
	const form = new FormData();
	const bytes = Buffer.alloc(3_000_000, "电力账单");
	form.append("名称", "一号厂");
	form.append("file", new Blob([bytes]), "C:\\账单\\2025-01.pdf");
	const answer = await (await fetch(`http://127.0.0.1:${port}/api/form`, { method: "POST", body: form })).text();
	const { createHash } = await import("node:crypto");
	assert.equal(answer, `名称=一号厂\nfile file 2025-01.pdf 3000000 ${createHash("sha256").update(bytes).digest("hex")}\n`);
	await sleep(50);
	assert.deepEqual(server.files(), []);
});
await test("a part is found whatever the pieces", async () => {
	const body = multipart("xyz", 'Content-Disposition: form-data; name="a"\r\n\r\n1\r\n--xy', 'Content-Disposition: form-data; name="f"; filename="f"\r\n\r\n\r\n\r\n--xyy\r');
	const bytes = api(body, "multipart/form-data; boundary=xyz");
	for (const size of [1, 3, 7]) {
		const pieces = [];
		for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.slice(at, at + size));
		const answer = await talk(port, pieces, { gap_ms: 1 });
		assert.match(answer.text, /a=1\r\n--xy\nfile f f 10 [0-9a-f]{64}\n$/);
	}
});
for (const [name, body, type] of [
	["a body that breaks off", "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1", "multipart/form-data; boundary=xyz"],
	["no boundary", "--xyz--\r\n", "multipart/form-data"],
	["a control byte in a field", multipart("xyz", 'Content-Disposition: form-data; name="a"\r\n\r\n1\x01'), "multipart/form-data; boundary=xyz"],
	["bytes that are not UTF-8", "a=%ff", "application/x-www-form-urlencoded"],
	["a NUL", "a=%00", "application/x-www-form-urlencoded"],
	["a broken escape", "a=%4", "application/x-www-form-urlencoded"],
	["an epilogue", multipart("xyz", 'Content-Disposition: form-data; name="a"\r\n\r\n1') + "junk", "multipart/form-data; boundary=xyz"],
]) {
	await test(`400: ${name}`, async () => {
		const answer = await talk(port, api(body, type));
		assert.equal(answer.status, 400, answer.text);
		assert.deepEqual(server.files(), []);
	});
}
await test("413: more than 2000 fields", async () => {
	assert.equal((await talk(port, api(Array.from({ length: 2001 }, () => "a=1").join("&"), "application/x-www-form-urlencoded"))).status, 413);
});
await test("413: more than 200 parts", async () => {
	const part = 'Content-Disposition: form-data; name="f"; filename="f"\r\n\r\nx';
	const answer = await talk(port, api(multipart("xyz", ...Array(201).fill(part)), "multipart/form-data; boundary=xyz"));
	assert.equal(answer.status, 413);
	await sleep(50);
	assert.deepEqual(server.files(), []);
});
await test("a body beyond the limit is refused before it is read", async () => {
	const before = Date.now();
	const answer = await talk(port, head("POST /api/echo HTTP/1.1", "Content-Length: 1000000000"), { quiet_ms: 2000 });
	assert.equal(answer.status, 413);
	assert.ok(answer.ended);
	assert.ok(Date.now() - before < 1000);
	const expecting = await talk(port, head("POST /api/echo HTTP/1.1", "Content-Length: 1000000000", "Expect: 100-continue"), { quiet_ms: 2000 });
	assert.equal(expecting.status, 413, expecting.text);
	assert.ok(!expecting.text.includes("100 Continue"));
});
await test("a stranger's large body is refused before it is read", async () => {
	const large = (...lines) => talk(port, head("POST /api/secret HTTP/1.1", "Content-Length: 70000", ...lines), { quiet_ms: 2000 });
	const stranger = await large();
	assert.equal(stranger.status, 401, stranger.text);
	assert.ok(stranger.ended);
	const expecting = await large("Expect: 100-continue");
	assert.deepEqual(expecting.statuses, [401]);
	const visitor = await large("Cookie: qc_session=unknown", "Expect: 100-continue");
	assert.deepEqual(visitor.statuses, [100]);
	const chunk = `10000\r\n${"x".repeat(65536)}\r\n`;
	const chunked = await talk(port, [head("POST /api/secret HTTP/1.1", "Transfer-Encoding: chunked"), ...Array(6).fill(chunk), "0\r\n\r\n"], { quiet_ms: 2000 });
	assert.ok([401, 413].includes(chunked.status), chunked.text);
	assert.deepEqual(server.files(), []);
});
await test("a chunked body is cut at the limit", async () => {
	const chunk = `10000\r\n${"x".repeat(65536)}\r\n`;
	const over = await talk(port, [head("POST /api/echo HTTP/1.1", "Transfer-Encoding: chunked"), ...Array(6).fill(chunk), "0\r\n\r\n"], { quiet_ms: 2000 });
	assert.equal(over.status, 413);
	const endless = await talk(port, [head("POST /api/echo HTTP/1.1", "Transfer-Encoding: chunked"), ...Array(60).fill(chunk)], { gap_ms: 2, quiet_ms: 2000 });
	assert.ok(endless.ended);
	assert.notEqual(endless.status, 200);
});
await test("a body of the limit's size comes back whole", async () => {
	const body = "y".repeat(256 * 1024);
	const answer = await talk(port, head("POST /api/echo HTTP/1.1", `Content-Length: ${body.length}`) + body, { quiet_ms: 2000 });
	assert.equal(answer.status, 200);
	assert.ok(answer.text.endsWith("\r\n\r\n" + body));
	assert.deepEqual(server.files(), []);
});
await test("100 Continue for a body within the limit", async () => {
	const answer = await talk(port, [head("POST /api/echo HTTP/1.1", "Content-Length: 2", "Expect: 100-continue"), "{}"], { gap_ms: 100 });
	assert.deepEqual(answer.statuses, [100, 200]);
});
await test("an upload that breaks off leaves nothing behind", async () => {
	const body = multipart("xyz", `Content-Disposition: form-data; name="f"; filename="f"\r\n\r\n${"z".repeat(200000)}`);
	const socket = net.connect(port, "127.0.0.1");
	socket.write(head("POST /api/form HTTP/1.1", "Content-Type: multipart/form-data; boundary=xyz", `Content-Length: ${body.length}`) + body.slice(0, 150000));
	for (let i = 0; i < 100 && server.files().length === 0; i++) await sleep(10);
	assert.equal(server.files().length, 1);
	socket.destroy();
	for (let i = 0; i < 100 && server.files().length > 0; i++) await sleep(10);
	assert.deepEqual(server.files(), []);
});

// ---- slow clients ----

const slowServer = await start(1000, 1000);
await test("headers that trickle lose the connection", async () => {
	const before = Date.now();
	const bytes = head("GET /api/json HTTP/1.1", `X-A: ${"b".repeat(400)}`);
	const answer = await talk(slowServer.port, [...bytes], { gap_ms: 50, quiet_ms: 4000 });
	assert.ok(answer.ended);
	assert.notEqual(answer.status, 200);
	assert.ok(Date.now() - before < 4000, "it took too long");
});
await test("a body that trickles loses the connection", async () => {
	const before = Date.now();
	const answer = await talk(slowServer.port, [head("POST /api/echo HTTP/1.1", "Content-Length: 1000"), ..."b".repeat(1000)], { gap_ms: 50, quiet_ms: 4000 });
	assert.ok(answer.ended);
	assert.notEqual(answer.status, 200);
	assert.ok(Date.now() - before < 5000, "it took too long");
});
await test("a body that is slow but steady is taken", async () => {
	const piece = "c".repeat(16000);
	const answer = await talk(slowServer.port, [head("POST /api/echo HTTP/1.1", `Content-Length: ${piece.length * 12}`), ...Array(12).fill(piece)], { gap_ms: 200, quiet_ms: 2000 });
	assert.equal(answer.status, 200);
});
await slowServer.stop();

await test("2 000 slow clients do not stop a page", async () => {
	const busy = await start(20000, 20000);
	const sockets = [];
	for (let i = 0; i < 2000; i++) {
		const socket = net.connect(busy.port, "127.0.0.1");
		socket.on("error", () => {});
		const begin = i % 2 ? "GET /zh/ HTTP/1.1\r\nHost: test.example\r\nX-A: " : head("POST /api/echo HTTP/1.1", "Content-Length: 1000") + "{";
		socket.on("connect", () => socket.write(begin));
		sockets.push(socket);
		if (i % 200 === 199) await sleep(20);
	}
	const trickle = setInterval(() => sockets.forEach((socket) => socket.writable && socket.write("x")), 250);
	await sleep(1000);
	const open = sockets.filter((socket) => socket.readyState === "open").length;
	assert.ok(open >= 1990, `only ${open} of 2000 are connected; is ulimit -n too low?`);
	let worst = 0;
	for (let i = 0; i < 50; i++) {
		const before = Date.now();
		const answer = await fetch(`http://127.0.0.1:${busy.port}/zh/`);
		assert.equal(answer.status, 200);
		await answer.text();
		worst = Math.max(worst, Date.now() - before);
	}
	clearInterval(trickle);
	sockets.forEach((socket) => socket.destroy());
	await busy.stop();
	assert.ok(worst < 1000, `the slowest page took ${worst} ms`);
});
await test("503 when the queue is full, and the rest is answered", async () => {
	const narrow = await start(0, 0, 2, 1);
	const answers = await Promise.all(Array.from({ length: 12 }, () => talk(narrow.port, head("GET /zh/slow HTTP/1.1"), { quiet_ms: 5000, gap_ms: 1 }).catch(() => ({}))));
	const count = (status) => answers.filter((answer) => answer.status === status).length;
	assert.ok(count(200) >= 2, `${count(200)} answered`);
	assert.ok(count(503) >= 1, `${count(503)} refused`);
	assert.equal(count(200) + count(503), 12);
	await narrow.stop();
});
await test("SIGTERM finishes what is in flight and takes nothing new", async () => {
	const leaving = await start();
	const inFlight = talk(leaving.port, head("GET /zh/slow HTTP/1.1"), { quiet_ms: 2000 });
	await sleep(100);
	leaving.child.kill("SIGTERM");
	await sleep(50);
	const late = await talk(leaving.port, smuggled).catch(() => ({ statuses: [] }));
	assert.deepEqual(late.statuses, []);
	const answer = await inFlight;
	assert.equal(answer.status, 200);
	assert.match(answer.text, /^connection: close\r$/im);
	assert.equal(await leaving.exited, 0);
	rmSync(leaving.dir, { recursive: true });
});
await test("TLS: HTTPS is served with HSTS, plain HTTP on its port is not", async () => {
	const dir = mkdtempSync(path.join(os.tmpdir(), "qingce-tls-"));
	const cert = path.join(dir, "cert.pem"), key = path.join(dir, "key.pem");
	execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
		"-subj", "/CN=test.example", "-keyout", key, "-out", cert], { stdio: "ignore" });
	const secure = await start(2000, 2000, 0, 0, cert, key);
	const answer = await new Promise((done, failed) => {
		https.get({ port: secure.port, host: "127.0.0.1", path: "/zh/", rejectUnauthorized: false, agent: false }, (got) => {
			got.resume().on("end", () => done(got));
		}).on("error", failed);
	});
	assert.equal(answer.statusCode, 200);
	assert.match(answer.headers["strict-transport-security"], /max-age=\d+/);
	const plain = await talk(secure.port, smuggled, { quiet_ms: 5000 });
	assert.deepEqual(plain.statuses, []);
	assert.ok(plain.ended);
	await secure.stop();
	rmSync(dir, { recursive: true });
});
await test("the server of all probes ends in order", async () => {
	assert.equal(await server.stop(), 0);
});
finish();
