#!/usr/bin/env node
// Compiles C sources into a WebAssembly module without a C library: each on its own, then the linker.
// usage: wasm.mjs CLANG WASM_LD OUT.wasm DEPFILE INCLUDE_DIRECTORIES SOURCE…; the directories are joined by ':'; <string.h> and its kin are those of
// live/freestanding in the last one.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const STACK_BYTES = 512 * 1024;

const [clang, linker, out, depfile, joined, ...sources] = process.argv.slice(2);
const includes = joined.split(':');
const scratch = mkdtempSync(join(tmpdir(), 'qingce-wasm-'));

// No fast-math and no contraction: the same operations in the same order as on the server. The module has one thread.
const flags = ['--target=wasm32', '-std=c17', '-Os', '-mbulk-memory', '-ffreestanding', '-fno-builtin', '-nostdlibinc', '-ffp-contract=off',
	'-D_Thread_local=', '-fvisibility=hidden', '-ffunction-sections', '-fdata-sections', '-Wall', '-Wextra', '-Werror', '-Wno-unused-parameter',
	'-isystem', join(includes.at(-1), 'live/freestanding'), ...includes.flatMap((directory) => ['-I', directory])];

async function compile(source, number) {
	const object = join(scratch, `${number}.o`);
	await run(clang, [...flags, '-MMD', '-MF', `${object}.d`, '-c', source, '-o', object]);
	const needs = readFileSync(`${object}.d`).toString().replace(/^[^:]*:/, '').replace(/\\\n/g, ' ').trim().split(/\s+/);
	return { object, needs };
}

async function compileAll() {
	const made = [];
	const left = [...sources.entries()];
	const worker = async () => {
		for (let next; (next = left.shift());)
			made[next[0]] = await compile(next[1], next[0]);
	};
	await Promise.all(Array.from({ length: availableParallelism() }, worker));
	return made;
}

try {
	const made = await compileAll();
	await run(linker, ['--no-entry', '--gc-sections', '--strip-all', '--stack-first', '-z', `stack-size=${STACK_BYTES}`, '-O2', '-o', out,
		...made.map(({ object }) => object)]);
	writeFileSync(depfile, `${out}: ${[...new Set(made.flatMap(({ needs }) => needs))].join(' ')}\n`);
} catch (error) {
	process.stderr.write(error.stderr || `${error.message}\n`);
	process.exitCode = 1;
} finally {
	rmSync(scratch, { recursive: true });
}
