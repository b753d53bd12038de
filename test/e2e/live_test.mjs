// The WebAssembly module and the server's own code answer the same bytes: over random inventories of all methods,
// categories, items and units, with wrong ones among them.
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { MODULE, TABLES, askNative, openModule, readCatalogue } from "../lib/live.mjs";
import { finish, test } from "../lib/tap.mjs";

const INVENTORIES = 10000;
const BATCH = 500;

// ---- chance, the same in every run ----

let state = 20261122;
function random() {
	state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
	let mixed = state ^ (state >>> 15);
	mixed = Math.imul(mixed, 0x2c1b3c6d);
	return ((mixed ^ (mixed >>> 13)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(random() * n);
const one = (list) => list[below(list.length)];
const chance = (share) => random() < share;

// ---- numbers as people type them ----

const ODD = ["", " ", "0", "-0", "-3", "12,5", "1.234,5", "0,125", "1,234,567", "12,34,567", "1 234.5", "１２３．４５", "−7", "+5", "5.", ".5",
	"1e3", "1E-3", "1e308", "1e400", "1e-320", "9007199254740993", "0.1", "0.30000000000000004", "abc", "12x", "0x10", "nan", "inf", "--1", "1e", "%", "9".repeat(70)];
const FULL_WIDTH = (text) => text.replace(/[0-9]/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));

function grouped(text) {
	const [whole, part] = text.split(".");
	const parted = whole.replace(/\B(?=(\d{3})+$)/g, one([",", " ", "\u2009"]));
	return part === undefined ? parted : `${parted}.${part}`;
}

function amount() {
	const size = 10 ** (below(14) - 4);
	const plain = (random() * size).toFixed(below(8));
	switch (below(12)) {
	case 0: return one(ODD);
	case 1: return grouped(plain);
	case 2: return FULL_WIDTH(plain);
	case 3: return (random() * 10 ** (below(600) - 300)).toExponential(below(17));
	case 4: return String(below(1000));
	case 5: return String(random());
	default: return plain;
	}
}

const share = () => (chance(0.9) ? (random() * 100).toFixed(below(4)) : one(["100", "100.0001", "-1", "0", "250", "1e-9"]));

// ---- inventories ----

const catalogue = readCatalogue();
const UNITS = [...new Set(catalogue.methods.flatMap((method) => method.categories.flatMap((category) => category.inputs.flatMap((input) => input.units))))];
const ITEMS = [...new Set(catalogue.methods.flatMap((method) => method.categories.flatMap((category) => category.items.map((item) => item.code))))];
const FACTORS = [...catalogue.factor, ...new Set(catalogue.methods.flatMap((method) => method.categories.flatMap((category) => category.items.map((item) => item.factor))))];
const WRONG_UNITS = ["", "吨", "T", "KG", "bla", "t/", "m3(20℃)", "m3", "kcal/kg", "ITEM", "kgCO2/kWh", "10^4 m3", "%"];
const SOURCES = ["", "检测报告 2025-03", "lab report №7", "<b>&\"", "😀"];

const unitOf = (input) => (chance(0.85) && input.units.length ? one(input.units) : chance(0.5) ? one(UNITS) : one(WRONG_UNITS));

function giveAmount(fields, input) {
	if (chance(0.8)) fields.push(["amount", amount()]);
	else if (chance(0.5)) for (let month = 1; month <= 12; month++) if (chance(0.7)) fields.push([`month_${month}`, amount()]);
	if (chance(0.12)) fields.push(["alloc_total", amount()], ["alloc_share", share()]);
	fields.push(["amount_unit", input ? unitOf(input) : one(WRONG_UNITS)]);
}

function giveInputs(fields, category) {
	for (const input of category.inputs.slice(1)) {
		const isSteam = ["pressure", "temperature"].includes(input.name);
		if (!chance(isSteam ? 0.6 : 0.3)) continue;
		if (input.name === "factor" && chance(0.7)) {
			fields.push(["factor", chance(0.1) ? "0.9419" : amount()], ["factor_unit", unitOf(input)], ["factor_source", one(SOURCES)]);
			continue;
		}
		const text = isSteam ? (random() * (input.name === "pressure" ? 12 : 650)).toFixed(below(4)) : chance(0.7) ? (random() * 2).toFixed(4) : amount();
		fields.push([`input_${input.name}`, text], [`input_${input.name}_unit`, unitOf(input)]);
		if (chance(0.5)) fields.push([`input_${input.name}_source`, one(SOURCES)]);
	}
	if (chance(0.05)) fields.push([`input_${one(["gwp", "share", "factor", "nothing", "amount"])}`, amount()]);
	if (chance(0.05)) fields.push(["input_share", share()], ["input_share_unit", "%"]);
}

// As a careful person fills it: the required fields, in units that are offered.
function carefulLine(method, number) {
	const category = one(method.categories);
	const item = category.items.length ? one(category.items) : undefined;
	const fields = [["line", String(number)], ["category", category.code], ["region", one(catalogue.region)]];
	if (item) fields.push(["item", item.code]);
	const plain = (most) => grouped((random() * most).toFixed(below(6)));
	const units = item?.units ?? category.inputs[0].units;
	const unit = one(units);
	fields.push(["amount", plain(10 ** below(7))], ["amount_unit", unit]);
	const measured = chance(0.2) ? one(category.inputs.slice(1))?.name : undefined;
	for (let month = 1; measured && month <= 13; month++) {
		if (chance(0.9)) fields.push([`month_${month}`, plain(1000)]);
		if (chance(0.9)) fields.push([`input_${measured}_month_${month}`, plain(measured === "oxidation" ? 1 : 40)]);
	}
	for (const input of category.inputs.slice(1)) {
		if (!chance(input.isRequired ? 0.9 : 0.15)) continue;
		fields.push([`input_${input.name}`, plain(["%", "1"].includes(input.units[0]) ? 1 : input.name === "pressure" ? 10 : input.name === "temperature" ? 550 : 40)]);
		fields.push([`input_${input.name}_unit`, input.units.find((per) => per.endsWith(`/${unit}`)) ?? one(input.units)]);
		if (chance(0.5)) fields.push([`input_${input.name}_source`, one(SOURCES)]);
	}
	if (chance(0.1)) fields.push(["input_share", share()], ["input_share_unit", "%"]);
	return fields;
}

function randomLine(method, number) {
	const category = one(method.categories);
	const fields = [["line", String(number)], ["category", chance(0.99) ? category.code : "none"]];
	if (category.items.length && chance(0.97)) fields.push(["item", chance(0.93) ? one(category.items).code : one(ITEMS)]);
	else if (chance(0.2)) fields.push(["item", one(catalogue.region)]);
	if (chance(0.5)) fields.push(["region", chance(0.9) ? one(catalogue.region) : one(["71", "82", "XX", ""])]);
	if (chance(0.15)) fields.push(["factor_choice", chance(0.9) ? one(FACTORS) : "no.such.row"]);
	if (chance(0.2)) fields.push(["year", String(2005 + below(25))]);
	giveAmount(fields, category.inputs[0]);
	giveInputs(fields, category);
	return fields.filter(([, value]) => value !== undefined);
}

function randomInventory() {
	const method = one(catalogue.methods);
	const fields = [["lang", one(["zh", "en"])], ["method", chance(0.99) ? method.code : "99"], ["on", chance(0.9) ? one([method.on, "2025-01-01", "2023-07-01", "2019-01-01"]) : ""]];
	if (chance(0.5)) fields.push(["gwp_set", chance(0.95) ? one(catalogue.gwp_set) : "AR9"]);
	if (chance(0.3)) fields.push(["fuel_set", chance(0.95) ? one(catalogue.fuel_set) : "none"]);
	if (chance(0.4)) fields.push(["coal_rate", one(["0.3", "0,3", "0.2987", "-1", "x", "1e-5"])]);
	if (chance(0.3)) fields.push(["months", String(1 + below(13))]);
	const lines = 1 + below(5);
	for (let i = 0; i < lines; i++) fields.push(...(chance(0.5) ? carefulLine : randomLine)(method, i + 1));
	return fields.map(([key, value]) => `${key}\t${value}\n`).join("");
}

function firstDifference(ours, theirs) {
	const [a, b] = [ours.toString().split("\n"), theirs.toString().split("\n")];
	const at = a.findIndex((line, i) => line !== b[i]);
	return `module: ${a[at]}\nserver: ${b[at]}`;
}

// ---- the tests ----

await test(`${INVENTORIES} random inventories: the module answers what the server's code answers, byte for byte`, async () => {
	const module = await openModule();
	const seen = { lines: 0, known: 0, problems: new Set(), methods: new Set() };
	for (let done = 0; done < INVENTORIES; done += BATCH) {
		const requests = Array.from({ length: BATCH }, randomInventory);
		const answers = await askNative(requests);
		assert.equal(answers.length, BATCH);
		requests.forEach((request, i) => {
			const answer = module.ask(request);
			assert.ok(answer.equals(answers[i]), `${firstDifference(answer, answers[i])}\n${request}`);
			const text = answer.toString();
			assert.ok(!text.startsWith("error"), `${text}${request}`);
			seen.lines += text.match(/^line\t/gm).length;
			seen.known += text.match(/^known\t1/gm)?.length ?? 0;
			for (const [, key] of text.matchAll(/^problem\t\w+\t[^\t]*\t(\w+)/gm)) seen.problems.add(key);
			seen.methods.add(request.match(/^method\t(.*)$/m)[1] + (request.match(/^on\t(.*)$/m)?.[1] ?? ""));
		});
	}
	// The comparison means something only when most of the core was in it.
	assert.ok(seen.lines > 2.5 * INVENTORIES && seen.known > seen.lines / 3, JSON.stringify([seen.lines, seen.known]));
	assert.ok(seen.problems.size >= 25, [...seen.problems].sort().join(" "));
	assert.ok(seen.methods.size > catalogue.methods.length);
	console.log(`# ${seen.lines} lines, ${seen.known} with a result, problems: ${[...seen.problems].sort().join(" ")}`);
});

await test("what is no request is refused alike, and the module goes on", async () => {
	const module = await openModule();
	const requests = ["", "x", "line", "lang\tfr\n", "line\t1\nmonth_14\t1\n", "line\t1\n".repeat(300), `note\t${"x".repeat(300000)}\n`.slice(0, 262000),
		"line\t1\ncategory\telectricity\namount\t1\u0001\n", "line\t1\ninput_\t1\n"];
	const answers = await askNative(requests);
	requests.forEach((request, i) => assert.equal(module.ask(request).toString(), answers[i].toString(), request.slice(0, 60)));
	assert.match(module.ask(`x${" ".repeat(300000)}`).toString(), /^error\t/);
	assert.match(module.ask("method\t07\nline\t1\ncategory\telectricity\namount\t1\namount_unit\tMWh\n").toString(), /^known\t1$/m);
});

await test("asking again and again takes no more memory", async () => {
	const module = await openModule();
	const request = randomInventory();
	for (let i = 0; i < 50; i++) module.ask(request);
	const before = module.memoryBytes();
	for (let i = 0; i < 2000; i++) module.ask(i % 2 ? request : randomInventory());
	assert.ok(module.memoryBytes() <= before + 1024 * 1024, `${before} -> ${module.memoryBytes()}`);
});

await test("the module and its tables are small", () => {
	const sizes = [MODULE, TABLES].map((file) => brotliCompressSync(readFileSync(file)).length);
	console.log(`# module ${sizes[0]} bytes, tables ${sizes[1]} bytes (brotli), ${statSync(MODULE).size} plain`);
	assert.ok(sizes[0] + sizes[1] < 150 * 1024, sizes.join(" + "));
});

finish();
