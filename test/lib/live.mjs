// The live module as node runs it, and the same C in a program of this machine.
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

const build = path.dirname(process.env.QINGCE_BIN ?? "build/qingce");
export const MODULE = path.join(build, "src/core/live/live.wasm");
export const TABLES = path.join(build, "src/core/live/live_tables.txt");
const NATIVE = path.join(build, "test/live_native");

// ask(text) -> the answer's bytes, by the module.
export async function openModule() {
	const { instance: { exports } } = await WebAssembly.instantiate(readFileSync(MODULE), {});
	const put = (bytes) => {
		const at = exports.room(bytes.length); // may grow the memory: its buffer is asked for afterwards
		new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
	};
	const tables = readFileSync(TABLES);
	put(tables);
	if (!exports.load(tables.length)) throw new Error("the module refuses its tables");
	return {
		ask(text) {
			const bytes = Buffer.from(text);
			put(bytes);
			const at = exports.ask(bytes.length);
			return Buffer.from(exports.memory.buffer.slice(at, at + exports.answer_length()));
		},
		memoryBytes: () => exports.memory.buffer.byteLength,
	};
}

// What can be asked: { methods: [{ code, on, categories:
// [{ code, items: [{ code, factor, units }], inputs: [{ name, isRequired, units }] }] }], fuelSets, gwpSets, regions, factors }.
export function readCatalogue() {
	const out = { methods: [], fuel_set: [], gwp_set: [], region: [], factor: [] };
	for (const line of execFileSync(NATIVE, ["catalogue"], { encoding: "utf8", maxBuffer: 1 << 26 }).trim().split("\n")) {
		const [kind, ...cells] = line.split("\t");
		const method = out.methods.at(-1);
		if (kind === "method") out.methods.push({ code: cells[0], on: cells[1], categories: [] });
		else if (kind === "category") method.categories.push({ code: cells[0], items: [], inputs: [] });
		else if (kind === "item") method.categories.at(-1).items.push({ code: cells[0], factor: cells[1], units: cells.slice(2) });
		else if (kind === "input") method.categories.at(-1).inputs.push({ name: cells[0], isRequired: cells[1] === "required", units: cells.slice(2) });
		else out[kind].push(cells[0]);
	}
	return out;
}

// Answers in the order of the requests, by the native program.
export async function askNative(requests) {
	const child = spawn(NATIVE, { stdio: ["pipe", "pipe", "inherit"] });
	const parts = [];
	child.stdout.on("data", (part) => parts.push(part));
	const closed = new Promise((done, failed) => { child.on("close", done); child.on("error", failed); });
	for (const request of requests) {
		const bytes = Buffer.from(request);
		if (!child.stdin.write(Buffer.concat([Buffer.from(`${bytes.length}\n`), bytes]))) await new Promise((drained) => child.stdin.once("drain", drained));
	}
	child.stdin.end();
	const status = await closed;
	if (status !== 0) throw new Error(`the native program ends with ${status}`);
	const all = Buffer.concat(parts);
	const answers = [];
	for (let at = 0; at < all.length;) {
		const newline = all.indexOf(10, at);
		const length = Number(all.subarray(at, newline).toString());
		answers.push(all.subarray(newline + 1, newline + 1 + length));
		at = newline + 1 + length;
	}
	return answers;
}
