// One line of the bench: name, value, unit, baseline, ratio, aim.
export function figure(name, value, unit, baseline, aim = "") {
	const ratio = baseline ? (value / baseline).toFixed(2) : "";
	const text = (x) => (x === undefined || x === null ? "" : x >= 100 ? Math.round(x).toString() : x.toPrecision(3));
	console.log(`${name.padEnd(44)} ${text(value).padStart(14)} ${unit.padEnd(10)} ${text(baseline).padStart(14)} ${ratio.padStart(8)}  ${aim}`);
}

export const percentile = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];
