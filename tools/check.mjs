#!/usr/bin/env node
// The house rules that can run. Prints FILE:LINE: what is wrong, and fails when there is
// anything. usage: check.mjs [FILE...]; without files everything that git knows or would add.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

// ---- the rooms: their order in the top meson.build is the order of dependence ----

export const roomsOf = (mesonBuild) => [...(mesonBuild.match(/^rooms = \[([^\]]*)\]/m)?.[1] ?? '').matchAll(/'([\w/]+)'/g)].map((match) => match[1]);
const ROOMS = roomsOf(readFileSync(new URL('../meson.build', import.meta.url), 'utf8'));
const wingOf = (room) => room.split('/')[0];
const FEATURE_WINGS = ['people', 'record', 'accounting', 'filing', 'public'];

// src/base/str.c stands in base, src/people/account/init.c in people/account, src/app/main.c in app, above all rooms.
const roomOf = (path) => path.match(/^src\/(base)\//)?.[1] ?? path.match(/^src\/(\w+\/\w+)\//)?.[1] ?? (path.startsWith('src/app/') ? 'app' : null);
const heightOf = (room) => (room === 'app' ? Infinity : ROOMS.indexOf(room));
const roomNamed = (name) => ROOMS.find((room) => room === name || room.endsWith(`/${name}`)) ?? (name === 'app' ? 'app' : null);
const isTest = (path) => /_test\.[ch]$/.test(path);

// ---- reading C: comments become spaces, texts are listed with their lines ----

export function readC(source) {
	const texts = [];
	let code = '';
	let line = 1;
	for (let i = 0; i < source.length;) {
		const two = source.slice(i, i + 2);
		let end = i + 1;
		if (two === '/*') {
			end = source.indexOf('*/', i + 2) + 2 || source.length;
			if (end < i + 2)
				end = source.length;
			code += source.slice(i, end).replace(/[^\n]/g, ' ');
		} else if (two === '//') {
			end = source.indexOf('\n', i);
			end = end < 0 ? source.length : end;
			code += ' '.repeat(end - i);
		} else if (source[i] === '"' || source[i] === "'") {
			while (end < source.length && source[end] !== source[i])
				end += source[end] === '\\' ? 2 : 1;
			end++;
			if (source[i] === '"')
				texts.push({ line, text: source.slice(i + 1, end - 1) });
			code += source[i] + ' '.repeat(Math.max(0, end - i - 2)) + source[i];
		} else {
			code += source[i];
		}
		for (const c of source.slice(i, end))
			line += c === '\n';
		i = end;
	}
	return { code, texts };
}

const lineAt = (text, index) => text.slice(0, index).split('\n').length;

// ---- rules for C ----

const SQL = /\b(SELECT\s+[\w(*$]|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\s|CREATE\s+(UNIQUE\s+)?(TABLE|INDEX)\s)/;
const NOT_SHARED_SQL = /::|\bILIKE\b|\bRETURNING\b|\bstring_agg\b|\bgroup_concat\b|->>?|\bnow\(\)|\brandom\(\)|\bAUTOINCREMENT\b|\bFOR UPDATE\b/i;
const HTML = /<\/?(a|b|br|button|div|form|h[1-6]|i|input|label|li|ol|option|p|script|select|small|span|strong|style|table|td|th|tr|ul)(\s[^>]*)?\/?>/i;
const CHINESE = /[\u4e00-\u9fff]/;
const BANNED = ['strcpy', 'strcat', 'sprintf', 'vsprintf', 'gets', 'strtok', 'system', 'popen', 'alloca',
	'rand', 'srand', 'asctime', 'ctime', 'localtime', 'gmtime', 'tmpnam', 'mktemp'];
const BANNED_IN_FEATURES = ['malloc', 'calloc', 'realloc', 'free', 'strdup', 'strndup', 'asprintf', 'fopen', 'getenv', 'exit'];
// A transaction belongs to a store; a page begins a change of the owner (inventory_change_begin).
const TRANSACTIONS = ['db_begin', 'db_commit', 'db_rollback', 'db_finish', 'change_begin', 'change_end'];
const BANNED_IN_CORE = ['fopen', 'printf', 'fprintf', 'time', 'getenv', 'open', 'read', 'write', 'malloc', 'free', 'exit'];
// Names of places, industries and demo organisations are data in both languages, not words of the pages; rules recognise
// what documents say.
const DATA_IN_C = /^src\/\w+\/(organisation\/(place|industry)|demo\/\w+|account\/demo_users|ghg\/\w+|doc\/\w+|\w+\/\w+_rules)\.c$/;
// Units are codes (万kWh, 重量箱), and a language has its own name.
const CODE = /^[\w\s/().³⁴^万亿千百吨立方米重量箱瓦时焦升公斤标煤]*$|^中文$/;
// Commands and threads without a request may allocate, stop the process, read the environment and files.
const COMMANDS = /^src\/(app\/.*|people\/account\/init\.c|platform\/mail\/mail_sender\.c|accounting\/evidence\/evidence_sweep\.c|platform\/health\/.*)$/;

// What a buffer holds is read by buf_take, which insists that nothing was lost; `code->data` is libqrencode's.
const BUFFER_READ = /(?<!\bcode)(?:->|\.)data\b(?!\s*=[^=])/g;
const READS_BUFFERS = /^src\/(base|platform\/html)\//;

function checkBuffers(path, source, say) {
	const { code } = readC(source);
	if (!READS_BUFFERS.test(path))
		for (const match of code.matchAll(BUFFER_READ))
			say(lineAt(code, match.index), 'a buffer is read with buf_take (and no other member is called data)');
}

function checkC(path, source, say) {
	const room = roomOf(path);
	const wing = room && wingOf(room);
	const isFeature = FEATURE_WINGS.includes(wing) || wing === 'app';
	const { code, texts } = readC(source);
	const isStore = /_store(_\w+)?\.c$/.test(path) || room === 'platform/db' || isTest(path);

	if (!source.startsWith('/*'))
		say(1, 'no head comment: say in two or three lines what the file owns');
	for (const { line, text } of texts) {
		if (SQL.test(text) && !isStore)
			say(line, 'SQL outside of a *_store.c');
		if (SQL.test(text) && /_store(_\w+)?\.c$/.test(path) && NOT_SHARED_SQL.test(text))
			say(line, `SQL that only one engine knows: ${text.match(NOT_SHARED_SQL)[0]}`);
		if (HTML.test(text) && isFeature && !isTest(path))
			say(line, 'HTML in C: write a template');
		if (CHINESE.test(text) && !CODE.test(text) && !isTest(path) && !DATA_IN_C.test(path) && !COMMANDS.test(path) && room !== 'platform/html')
			say(line, 'a word that a person sees: put it into the .po files of the room');
	}
	const banned = [...(isTest(path) ? ['gets'] : BANNED), ...(isFeature && !isTest(path) && !COMMANDS.test(path) ? BANNED_IN_FEATURES : []),
		...(room === 'core/ghg' && !isTest(path) && !path.endsWith('_embedded.c') ? BANNED_IN_CORE : [])];
	for (const match of code.matchAll(/(?<![\w.>])([a-z_]\w*)\s*\(/g)) {
		if (banned.includes(match[1]))
			say(lineAt(code, match.index), `${match[1]}() is banned here`);
		if (TRANSACTIONS.includes(match[1]) && isFeature && !isStore)
			say(lineAt(code, match.index), `${match[1]}() outside of a *_store.c: a page begins a change of the owner`);
	}
	if (!room)
		return;
	if (heightOf(room) < 0)
		say(1, `the room ${room} is not in the list of rooms in meson.build`);
	checkUses(path, source, say);
}

// Headers of C and of what templates and words became: account/account.h, account/account.html.h, account/account.po.h.
function checkUses(path, source, say) {
	for (const match of source.matchAll(/^(?:#include|\{\{use) "(\w+)\/([\w.]+)\.h"/gm))
		checkUse(path, roomOf(path), roomNamed(match[1]), match[2], (what) => say(lineAt(source, match.index), what));
}

// May `room` use this header of `other`? Only of rooms before it; of another wing what it offers there.
function checkUse(path, room, other, header, say) {
	if (!other || other === room || isTest(path) || room === 'app')
		return;
	if (heightOf(other) > heightOf(room))
		say(`${room} may not use ${other}, which comes after it in meson.build`);
	else if (/_web$/.test(header))
		say(`${header}.h is for src/app/routes.c: a room has no use for another's handlers`);
	else if (FEATURE_WINGS.includes(wingOf(other)) && wingOf(other) !== wingOf(room) && wingOf(room) !== 'app' && /_(store|rules|page|form)$/.test(header))
		say(`another wing uses ${other} through ${other.split('/')[1]}.h (or what it shows: _view.h, _words.h)`);
}

// A table has one room that writes it: `writers` collects who does.
const WRITES = /\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+([a-z]\w+)\b/g;
function checkWriters(path, source, writers, say) {
	if (isTest(path) || !/_store(_\w+)?\.c$/.test(path))
		return;
	for (const { line, text } of readC(source).texts) {
		for (const [, table] of text.matchAll(WRITES)) {
			const first = writers.get(table) ?? roomOf(path);
			writers.set(table, first);
			if (first !== roomOf(path))
				say(line, `${roomOf(path)} writes the table ${table}, which ${first} writes`);
		}
	}
}

// ---- circles of files ----

// Within a folder, a file stands above those that define what it calls and above the headers it includes.
const folderOf = (path) => path.replace(/[^/]+$/, '');
function arrowsWithinFolders(sources) {
	const definedAt = new Map();
	const files = sources.filter(([path]) => roomOf(path) && !isTest(path)).map(([path, source]) => {
		const { code } = readC(source);
		const functions = [...code.matchAll(/^(static )?[A-Za-z_][\w *]*?\b(\w+)\([^;{}]*\)\s*\{/gm)];
		const own = new Set(functions.map((match) => match[2]));
		for (const [, isStatic, name] of functions) {
			if (!isStatic)
				definedAt.set(folderOf(path) + name, path);
		}
		return { path, source, own, calls: path.endsWith('.c') ? [...code.matchAll(/(?<![\w.>])(\w+)\s*\(/g)].map((match) => match[1]) : [] };
	});
	const known = new Set(files.map(({ path }) => path));
	return new Map(files.map(({ path, source, own, calls }) => {
		const below = calls.filter((name) => !own.has(name)).map((name) => definedAt.get(folderOf(path) + name));
		const headers = [...source.matchAll(/^#include "(\w+\/)(\w+\.h)"/gm)].filter((match) => folderOf(path).endsWith(`/${match[1]}`))
			.map((match) => folderOf(path) + match[2]);
		return [path, [...new Set([...below, ...headers])].filter((other) => other !== path && known.has(other))];
	}));
}

// The shortest way from a file back to itself; null when there is none.
function circleOf(start, arrows) {
	const from = new Map();
	for (const queue = [start]; queue.length > 0;) {
		const here = queue.shift();
		for (const next of arrows.get(here)) {
			if (next === start) {
				const way = [here];
				while (way[0] !== start)
					way.unshift(from.get(way[0]));
				return way;
			}
			if (!from.has(next)) {
				from.set(next, here);
				queue.push(next);
			}
		}
	}
	return null;
}

function checkCircles(sources, found) {
	const arrows = arrowsWithinFolders(sources);
	const said = new Set();
	for (const path of [...arrows.keys()].sort()) {
		const way = said.has(path) ? null : circleOf(path, arrows);
		if (way && !way.some((file) => said.has(file)))
			found.push(`${path}:1: a circle of files: ${[...way, path].map((file) => file.replace(/.*\//, '')).join(' -> ')}`);
		way?.forEach((file) => said.add(file));
	}
}

// ---- rules for every file that is text ----

// The words are written apart so that this file does not find itself.
const LEFT_OVER = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b`);
const PLACES = new RegExp(`(?<![\\w.])/(${['wo' + 'rk', 'ro' + 'ot', 'ho' + 'me/\\w+', 'Us' + 'ers/\\w+'].join('|')})/|regis` + `try\\.npmjs\\.org`);

function checkText(path, source, say) {
	source.split('\n').forEach((text, index) => {
		if (LEFT_OVER.test(text))
			say(index + 1, `left over: ${text.match(LEFT_OVER)[0]}`);
		if (PLACES.test(text))
			say(index + 1, `a place of one machine: ${text.match(PLACES)[0]}`);
		if (/^(<{7}|>{7}|={7})( |$)/.test(text))
			say(index + 1, 'a merge conflict');
		if (/[ \t]+$/.test(text) && !path.endsWith('.md'))
			say(index + 1, 'white space at the end of the line');
	});
}

function checkTemplate(path, source, say) {
	checkUses(path, source, say);
	for (const match of source.matchAll(/\sstyle\s*=|\son[a-z]+\s*=\s*"|<style|<script(?![^>]*src=)/gi))
		say(lineAt(source, match.index), 'inline style or script: the content security policy refuses it');
	for (const match of source.matchAll(/\{\{raw\s+([^}]*)\}\}/g)) {
		if (/value|name|text|note|label/.test(match[1]))
			say(lineAt(source, match.index), `{{raw ${match[1]}}}: raw output is only for what this process made itself`);
	}
	if (!path.startsWith('src/public/site/'))
		source.replace(/\{\{zh\}\}[\s\S]*?\{\{end\}\}/g, (part) => part.replace(/[^\n]/g, ' ')).split('\n').forEach((text, index) => {
			if (CHINESE.test(text.replace(/lang="zh-CN"[^<]*<|<b>中文<|\{\{#.*?#\}\}/g, '').replace(/>中文</g, '')))
				say(index + 1, 'a word that a person sees: put it into the .po files of the room');
		});
}

// Who says a word: [[name or pattern, room], …]. A name pasted together in C (W_site_##key##_title) uses all that fit.
function wordUses(sources) {
	const uses = [];
	for (const [path, source] of sources.filter(([path]) => !isTest(path))) {
		const names = path.endsWith('.html') ? source.matchAll(/(?:\{\{t\s+|\bW_)([\w.]+)/g) : readC(source).code.matchAll(/\bW_(\w+(?:##\w+)*)/g);
		for (const [, name] of names) {
			const pattern = name.includes('##') ? new RegExp(`^${name.replace(/##\w+?(##|$)/g, '\\w+').replace(/##/g, '')}$`) : null;
			uses.push([pattern ?? name.replaceAll('.', '_'), roomOf(path)]);
		}
	}
	return uses;
}

function roomsByWord(sources) {
	const named = new Map();
	const pasted = [];
	for (const [name, room] of wordUses(sources)) {
		if (typeof name !== 'string')
			pasted.push([name, room]);
		else
			named.set(name, (named.get(name) ?? new Set()).add(room));
	}
	return (name) => new Set([...(named.get(name) ?? []), ...pasted.filter(([pattern]) => pattern.test(name)).map(([, room]) => room)]);
}

// A word is used, and one that a single room uses lies in that room. Its name in C is the only one in the house.
function checkWords(wordFiles, sources, found) {
	const roomsOfWord = roomsByWord(sources);
	const places = new Map();
	for (const [path, text] of wordFiles) {
		text.split('\n').forEach((line, index) => {
			const key = line.match(/^msgid "([\w.]+)"$/)?.[1];
			if (!key)
				return;
			const say = (what) => found.push(`${path}:${index + 1}: ${what}`);
			const name = key.replaceAll('.', '_');
			const rooms = roomsOfWord(name);
			if (rooms.size === 0)
				say(`nothing uses the word ${key}`);
			else if (rooms.size === 1 && !rooms.has(roomOf(path)))
				say(`only ${[...rooms][0]} uses the word ${key}: it lies there`);
			if (places.has(name))
				say(`W_${name} stands in ${places.get(name)} too`);
			places.set(name, path);
		});
	}
}

// ---- all of it ----

export function checkFiles(files) {
	const found = [];
	const writers = new Map();
	for (const [path, source] of files) {
		const say = (line, what) => found.push(`${path}:${line}: ${what}`);
		checkText(path, source, say);
		if (/\.[ch]$/.test(path))
			checkBuffers(path, source, say);
		if (/^src\/.*\.[ch]$/.test(path))
			checkC(path, source, say);
		if (/^src\/.*\.c$/.test(path))
			checkWriters(path, source, writers, say);
		if (/^src\/.*\.html$/.test(path))
			checkTemplate(path, source, say);
	}
	checkCircles(files.filter(([path]) => /^src\/.*\.[ch]$/.test(path)), found);
	const sources = files.filter(([path]) => /^src\/.*\.(c|h|html)$/.test(path));
	if (sources.length > 0)
		checkWords(files.filter(([path]) => /^src\/.*\.zh\.po$/.test(path)), sources, found);
	return found;
}

const BINARY = /\.(png|jpe?g|webp|ico|woff2?|pdf|xlsx|gz|br|zip|ofd|bin)$|^test\/fuzz\/corpus\/|^package-lock\.json$|^LICENSE$/;

function main(names) {
	const listed = names.length > 0 ? names
		: execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' }).split('\n').filter(Boolean);
	const files = listed.filter((path) => !BINARY.test(path) && statSync(path, { throwIfNoEntry: false })?.isFile())
		.map((path) => [path, readFileSync(path, 'utf8')]);
	const found = checkFiles(files);
	for (const line of found)
		console.log(line);
	console.log(found.length > 0 ? `${found.length} breaches of the house rules` : 'house rules: nothing to mend');
	process.exit(found.length > 0 ? 1 : 0);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
	main(process.argv.slice(2));
