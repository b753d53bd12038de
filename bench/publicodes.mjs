// The same kinds of line evaluated by publicodes (npm), which also computes values with units and remembers how: lines a second
// on one core, one line at a time, beside ghg_calculate.
import { execFileSync } from "node:child_process";
import path from "node:path";
import Engine from "publicodes";
import { figure } from "./report.mjs";

const LINES = 4000;
const WARM_UP = 500;

// Formulas and factors of data/methods/general.method, in the words of publicodes.
const MODEL = {
	"combustion": { "formule": "combustion . amount * combustion . ncv * combustion . carbon * combustion . oxidation * 44 / 12" },
	"combustion . amount": { "unité": "t" },
	"combustion . ncv": { "formule": "42.652 GJ/t" },
	"combustion . carbon": { "formule": "0.0202 tC/GJ" },
	"combustion . oxidation": { "formule": "0.98" },
	"own factor": { "formule": "own factor . amount * own factor . factor" },
	"own factor . amount": { "unité": "t" },
	"own factor . factor": { "unité": "tCO2/t" },
	"electricity": { "formule": "electricity . amount * electricity . factor" },
	"electricity . amount": { "unité": "MWh" },
	"electricity . factor": { "formule": "0.5306 tCO2/MWh" },
	"carbonate": { "formule": "carbonate . amount * carbonate . factor * carbonate . purity" },
	"carbonate . amount": { "unité": "t" },
	"carbonate . factor": { "formule": "0.4397 tCO2/t" },
	"carbonate . purity": { "formule": "0.98" },
	"refill": { "formule": "(refill . amount - refill . stock change - refill . recovered) * refill . gwp" },
	"refill . amount": { "unité": "kg" },
	"refill . stock change": { "unité": "kg" },
	"refill . recovered": { "unité": "kg" },
	"refill . gwp": { "formule": "1924 kgCO2/kg" },
	"hot water": { "formule": "hot water . amount * (hot water . temperature - hot water . reference) * hot water . capacity * hot water . factor" },
	"hot water . amount": { "unité": "t" },
	"hot water . temperature": { "unité": "K" },
	"hot water . reference": { "formule": "20 K" },
	"hot water . capacity": { "formule": "0.0041868 GJ/t/K" },
	"hot water . factor": { "formule": "0.11 tCO2/GJ" },
};

// Our shape, the rule, what a line gives, and what the first line must come to.
const SHAPES = [
	["combustion: ncv, carbon, oxidation", "combustion", (i) => ({ amount: `${36 + (i % 97)} t` }), 36 * 42.652 * 0.0202 * 0.98 * (44 / 12)],
	["combustion: own factor", "own factor", (i) => ({ amount: `${36 + (i % 97)} t`, factor: "3.1 tCO2/t" }), 36 * 3.1],
	["electricity", "electricity", (i) => ({ amount: `${2610 + (i % 97)} MWh` }), 2610 * 0.5306],
	["carbonate", "carbonate", (i) => ({ amount: `${120 + (i % 97)} t` }), 120 * 0.4397 * 0.98],
	["gas release", "refill", (i) => ({ amount: `${30 + (i % 97)} kg`, "stock change": "2 kg", recovered: "5 kg" }), 23 * 1924],
	["hot water", "hot water", (i) => ({ amount: `${500 + (i % 97)} t`, temperature: "80 K" }), 500 * 60 * 0.0041868 * 0.11],
];

function evaluate(engine, rule, given) {
	const situation = {};
	for (const [name, value] of Object.entries(given)) situation[`${rule} . ${name}`] = value;
	return engine.setSituation(situation).evaluate(rule).nodeValue;
}

function linesPerSecond(engine, [name, rule, given, expected]) {
	const first = evaluate(engine, rule, given(0));
	if (!(Math.abs(first - expected) <= 1e-9 * expected)) throw new Error(`${name}: ${first}, expected ${expected}`);
	for (let i = 0; i < WARM_UP; i++) evaluate(engine, rule, given(i));
	const begin = process.cpuUsage();
	for (let i = 0; i < LINES; i++) evaluate(engine, rule, given(i));
	return (LINES * 1e6) / process.cpuUsage(begin).user;
}

const quiet = { log() {}, warn() {}, error: console.error };
const engine = new Engine(MODEL, { logger: quiet });
const ours = new Map(execFileSync(path.join(process.env.QINGCE_BUILD, "bench/bench_ghg"), ["lines"], { encoding: "utf8" }).trim().split("\n").map((line) => line.split("\t")));
for (const shape of SHAPES) figure(`one at a time, ${shape[0]}`, Number(ours.get(shape[0])), "lines/s", linesPerSecond(engine, shape), "vs publicodes");
for (const [name, rate] of ours) if (!SHAPES.some((shape) => shape[0] === name)) figure(`one at a time, ${name}`, Number(rate), "lines/s");
