// A tiny TAP reporter: test(name, async () => …) in order; finish() prints the plan and sets the exit code.
let count = 0;
let failures = 0;

export async function test(name, run) {
	count += 1;
	try {
		await run();
		console.log(`ok ${count} - ${name}`);
	} catch (error) {
		failures += 1;
		console.log(`not ok ${count} - ${name}`);
		for (const line of String(error.stack || error).split("\n")) console.log(`# ${line}`);
	}
}

export function finish() {
	console.log(`1..${count}`);
	process.exitCode = failures ? 1 : 0;
}
