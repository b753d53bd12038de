// Starts the real binary on a free port with a store of its own, and stops it again.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";

const START_PATIENCE_MS = 120000; // a build with a sanitizer on a busy machine; one that ends is noticed at once

export const binary = path.resolve(process.env.QINGCE_BIN || "build/qingce");

export function scratch(prefix = "qingce-") {
	return mkdtempSync(path.join(os.tmpdir(), prefix));
}

export async function freePort() {
	const probe = net.createServer();
	await new Promise((done) => probe.listen(0, "127.0.0.1", done));
	const { port } = probe.address();
	await new Promise((done) => probe.close(done));
	return port;
}

// The engines that this run can use: every end-to-end story is told on each.
export function engines() {
	return process.env.QINGCE_TEST_PG ? ["sqlite", "postgresql"] : ["sqlite"];
}

// A database of its own on the cluster of this run; its address (which need not be a URL in the eyes of URL()).
function postgresDatabase() {
	const name = `e2e_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
	const made = spawnSync("psql", [process.env.QINGCE_TEST_PG, "-q", "-c", `CREATE DATABASE ${name}`], { encoding: "utf8" });
	if (made.status !== 0) throw new Error(`CREATE DATABASE failed: ${made.stderr}`);
	return process.env.QINGCE_TEST_PG.replace(/^(\w+:\/\/[^/]*\/)[^?]*/, `$1${name}`);
}

// How many SQL statements an answer took, as the line of its request in the log says, which comes after the answer.
async function statementsOf(log, answer) {
	const id = answer.headers.get("x-request-id");
	for (let i = 0; i < 100; i++) {
		const line = log.join("").split("\n").find((one) => one.includes('"event":"request"') && one.includes(`"request":"${id}"`));
		if (line) return Number(JSON.parse(line).sql);
		await new Promise((done) => setTimeout(done, 20));
	}
	throw new Error(`the log has no request ${id}`);
}

// { url, dir, db, log(), statements(answer), stop(signal) }. Options: engine, args (for serve), init (false: skip `qingce init`).
export async function startServer({ engine = "sqlite", args = [], dir = scratch(), db, init = true, port } = {}) {
	const address = db || (engine === "sqlite" ? `sqlite:${dir}/db` : postgresDatabase());
	let password = null;
	if (init) {
		const made = spawnSync(binary, ["init", "--db", address, "--email", "admin@example.org"], { encoding: "utf8" });
		if (made.status !== 0) throw new Error(`init failed: ${made.stdout}${made.stderr}`);
		password = (made.stdout.match(/password:\s*(\S+)/) || [])[1];
	}
	port = port || (await freePort());
	const log = [];
	const child = spawn(binary, ["serve", "--listen", `127.0.0.1:${port}`, "--db", address, "--data", `${dir}/data`, ...args], {
		stdio: ["ignore", "pipe", "pipe"],
	});
	const exited = new Promise((done) => child.on("exit", (code, signal) => done({ code, signal })));
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding("utf8");
		stream.on("data", (text) => log.push(text));
	}
	const url = `http://127.0.0.1:${port}`;
	const deadline = Date.now() + START_PATIENCE_MS;
	for (;;) {
		try {
			const answer = await fetch(`${url}/readyz`);
			if (answer.ok) break;
		} catch {
			// not listening yet
		}
		if (child.exitCode !== null || Date.now() > deadline)
			throw new Error(`the server did not start:\n${log.join("")}`);
		await new Promise((done) => setTimeout(done, 50));
	}
	return {
		url, dir, db: address, port, child, adminPassword: password,
		log: () => log.join(""),
		statements: (answer) => statementsOf(log, answer),
		async stop(signal = "SIGTERM") {
			if (child.exitCode === null && child.signalCode === null) child.kill(signal);
			const how = await exited;
			if (signal === "SIGTERM" && how.code !== 0) throw new Error(`the server ended with ${JSON.stringify(how)}:\n${log.join("").slice(-4000)}`);
			return how;
		},
		forget() {
			rmSync(dir, { recursive: true, force: true });
		},
	};
}
