// Pages and JSON under load (wrk, 64 connections) beside nginx and a bare libmicrohttpd serving the same bytes;
// start-up time and memory.
import { execFile, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { figure } from "./report.mjs";
import { Client } from "../test/lib/client.mjs";
import { binary, freePort, startServer } from "../test/lib/server.mjs";

const SECONDS = 6;
const DEMO_MAIL = "wang@taihu.example";
const DEMO_PASSWORD = "Qing-Ce-demo-2026";

// Not blocking: what the server logs must be read meanwhile.
async function wrk(url, headers = {}) {
	const args = ["-t2", "-c64", `-d${SECONDS}s`];
	for (const [name, value] of Object.entries(headers)) args.push("-H", `${name}: ${value}`);
	const { stdout: out } = await promisify(execFile)("wrk", [...args, url]);
	if (/Non-2xx/.test(out)) throw new Error(`${url}: ${out}`);
	return Number(out.match(/Requests\/sec:\s*([\d.]+)/)[1]);
}

const rss = (pid) => Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s*(\d+)/)[1]) / 1024;

async function until(url) {
	for (let i = 0; i < 600; i++) {
		try {
			await fetch(url);
			return;
		} catch {
			await new Promise((done) => setTimeout(done, 5));
		}
	}
	throw new Error(`${url} does not answer`);
}

async function startNginx(dir, files) {
	const port = await freePort();
	mkdirSync(`${dir}/www`, { recursive: true });
	chmodSync(dir, 0o755); // nginx reads as a user of its own
	for (const [name, bytes] of Object.entries(files)) writeFileSync(`${dir}/www/${name}`, bytes);
	writeFileSync(`${dir}/nginx.conf`, `worker_processes 2; daemon off; pid ${dir}/nginx.pid; error_log ${dir}/error.log;
events { worker_connections 1024; }
http { access_log off; keepalive_requests 1000000; open_file_cache max=100; client_body_temp_path ${dir}/b; proxy_temp_path ${dir}/p;
 fastcgi_temp_path ${dir}/f; uwsgi_temp_path ${dir}/u; scgi_temp_path ${dir}/s;
 server { listen 127.0.0.1:${port}; root ${dir}/www; default_type text/html; } }
`);
	const child = spawn("nginx", ["-c", `${dir}/nginx.conf`, "-p", dir], { stdio: "ignore" });
	await until(`http://127.0.0.1:${port}/`);
	return { url: `http://127.0.0.1:${port}`, stop: () => child.kill() };
}

async function startBare(file) {
	const port = await freePort();
	const child = spawn(path.join(process.env.QINGCE_BUILD, "bench/bare_mhd"), [String(port), file], { stdio: "ignore" });
	await until(`http://127.0.0.1:${port}/`);
	return { url: `http://127.0.0.1:${port}/`, stop: () => child.kill() };
}

async function startUpMs() {
	const dir = mkdtempSync(path.join(os.tmpdir(), "qingce-start-"));
	const port = await freePort();
	const first = await startServer({ dir, port, args: [] });
	await first.stop();
	const times = [];
	for (let i = 0; i < 5; i++) {
		const begin = process.hrtime.bigint();
		const child = spawn(binary, ["serve", "--listen", `127.0.0.1:${port}`, "--db", `sqlite:${dir}/db`, "--data", `${dir}/data`], { stdio: "ignore" });
		for (;;) {
			try {
				await (await fetch(`http://127.0.0.1:${port}/healthz`)).text();
				break;
			} catch {
				await new Promise((done) => setTimeout(done, 1));
			}
		}
		times.push(Number(process.hrtime.bigint() - begin) / 1e6);
		child.kill();
		await new Promise((done) => child.on("exit", done));
	}
	rmSync(dir, { recursive: true, force: true });
	return times.sort((a, b) => a - b)[2];
}

const dir = mkdtempSync(path.join(os.tmpdir(), "qingce-bench-"));
const first = await startServer({ dir, args: ["--demo"], init: false }); // loads the demo, draws its bills
await first.stop();
const server = await startServer({ dir, db: first.db, args: ["--demo"], init: false });
const idle = rss(server.child.pid);
const client = new Client(server.url);
await client.open("/sign-in");
await client.submit("/sign-in", { login: DEMO_MAIL, password: DEMO_PASSWORD });
const cookie = [...client.cookies].map(([k, v]) => `${k}=${v}`).join("; ");
const page = await client.ask(`${server.url}/zh/help`);
const json = await client.ask(`${server.url}/api/v1/inventories`, { headers: { Accept: "application/json" } });
const nginx = await startNginx(dir, { "page.html": page.bytes, "data.json": json.bytes });
const factor = await client.ask(`${server.url}/api/v1/factors/nation.CN.2023.average`, { headers: { Accept: "application/json" } });
writeFileSync(`${dir}/data.json`, json.bytes);
writeFileSync(`${dir}/factor.json`, factor.bytes);
const bare = await startBare(`${dir}/data.json`);
const bareFactor = await startBare(`${dir}/factor.json`);

const ours = await wrk(`${server.url}/zh/help`);
figure(`public page, ${page.bytes.length} bytes, vs nginx`, ours, "req/s", await wrk(`${nginx.url}/page.html`), ">= 0.35");
figure(`public JSON, one factor, ${factor.bytes.length} bytes, vs bare MHD`, await wrk(`${server.url}/api/v1/factors/nation.CN.2023.average`), "req/s", await wrk(bareFactor.url), ">= 0.50");
const oursJson = await wrk(`${server.url}/api/v1/inventories`, { Cookie: cookie });
figure(`session JSON, inventories computed, ${json.bytes.length} bytes`, oursJson, "req/s", await wrk(bare.url), ">= 0.50");
figure("the same JSON vs nginx", oursJson, "req/s", await wrk(`${nginx.url}/data.json`));
const signedIn = await wrk(`${server.url}/zh/me/calculator`, { Cookie: cookie });
figure("signed-in list page", signedIn, "req/s");
figure("memory idle", idle, "MB", null, "< 30");
figure("memory after load", rss(server.child.pid), "MB");
bare.stop();
bareFactor.stop();
nginx.stop();
await server.stop();
figure("start-up to the first answer", await startUpMs(), "ms", null, "< 50");
rmSync(dir, { recursive: true, force: true });
