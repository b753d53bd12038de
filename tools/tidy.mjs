#!/usr/bin/env node
// Runs clang-tidy over the sources that a build directory compiles, on every core, and fails when it finds anything.
// Tests are spared the analyzer: cmocka's asserts leave a test by longjmp, which it takes for going on with what failed.
// A file that was clean is passed over until its text, a header it reads or .clang-tidy changes.
// usage: tidy.mjs BUILD_DIRECTORY (configured with clang-14, its generated headers made)
import { exec, execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';

const TIDY = 'clang-tidy-14';
const MAX_OUTPUT_BYTES = 1 << 28;

const [build] = process.argv.slice(2);
const cleanDirectory = join(build, 'tidy');
const rules = readFileSync('.clang-tidy', 'utf8') + execFileSync(TIDY, ['--version'], { encoding: 'utf8' });

// One command a source, though some are compiled into several programs. What the build makes is mended where it is made.
function sources() {
	const found = new Map();
	for (const { directory, command, file } of JSON.parse(readFileSync(join(build, 'compile_commands.json'), 'utf8'))) {
		const path = relative('.', resolve(directory, file));
		if (/^(src|tools|test|bench)\//.test(path))
			found.set(path, { path, directory, command });
	}
	return [...found.values()];
}

// { failed, text }
function run(start, ...words) {
	return new Promise((done) => start(...words, (error, stdout, stderr) => done({ failed: Boolean(error), text: stdout || stderr })));
}

// The digest of all that the findings depend on; comments are part of it, since NOLINT stands in them.
async function digestOf({ directory, command }) {
	const preprocess = command.replace(/ -MD -MQ \S+ -MF \S+ -o \S+ -c /, ' -E -CC ');
	const { failed, text } = await run(exec, preprocess, { cwd: directory, maxBuffer: MAX_OUTPUT_BYTES });
	if (failed)
		throw new Error(text);
	return createHash('sha256').update(rules).update(text).digest('hex');
}

async function check(source) {
	const mark = join(cleanDirectory, await digestOf(source));
	if (existsSync(mark))
		return true;
	const checks = /_test\.c$/.test(source.path) ? ['--checks=-clang-analyzer-*'] : [];
	const { failed, text } = await run(execFile, TIDY, ['--quiet', ...checks, '-p', build, source.path], { maxBuffer: MAX_OUTPUT_BYTES });
	if (failed)
		process.stdout.write(text);
	else
		writeFileSync(mark, '');
	return !failed;
}

mkdirSync(cleanDirectory, { recursive: true });
const left = sources();
const worker = async () => {
	for (let source; (source = left.pop());) {
		if (!await check(source))
			process.exitCode = 1;
	}
};
await Promise.all(Array.from({ length: availableParallelism() }, worker));
