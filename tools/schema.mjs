#!/usr/bin/env node
// docs/schema.md from the migrations: every table with its columns, keys and indexes as they are after the last one, and the room
// that owns it. usage: schema.mjs [--check]; with --check nothing is written and it fails when the page is out of date.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';

const PAGE = 'docs/schema.md';

// ---- reading: statements with the comments that stand in and before them ----

// The statements of a file, in order; `about` are the comment lines before one.
export function statementsOf(sql) {
	const statements = [];
	let about = [], text = [];
	for (const line of sql.split('\n')) {
		const isComment = /^\s*--/.test(line);
		if (text.length === 0 && isComment)
			about.push(line.replace(/^\s*-- ?/, ''));
		else if (line.trim() !== '' || text.length > 0)
			text.push(line);
		else
			about = []; // a comment with an empty line below it is the file's
		if (/;\s*(--.*)?$/.test(line) && !isComment) {
			statements.push({ about: about.join(' '), text: text.join('\n').replace(/;\s*(--.*)?$/, '') });
			about = [];
			text = [];
		}
	}
	return statements;
}

const withoutComment = (line) => line.replace(/\s*--.*$/, '');
const commentOf = (line) => line.match(/--\s*(.*)$/)?.[1] ?? '';

// "id @id PRIMARY KEY," is a column; "PRIMARY KEY (a, b)" and "UNIQUE (a)" are keys.
function columnOf(line) {
	const text = withoutComment(line).trim().replace(/,$/, '');
	const [, name, type, rest] = text.match(/^(\w+)\s+(\S+)\s*(.*)$/) ?? [];
	const isKey = !name || /^(PRIMARY|UNIQUE|FOREIGN|CHECK|CONSTRAINT)$/.test(name);
	return isKey ? { key: text } : { name, type: type.replace('@', ''), rest, note: commentOf(line) };
}

function createTable(tables, name, body, about, file) {
	const parts = body.split('\n').filter((line) => withoutComment(line).trim() !== '').map(columnOf);
	tables.set(name, { name, about, file, columns: parts.filter((part) => part.name), keys: parts.filter((part) => part.key).map((part) => part.key) });
}

const CREATE = /^CREATE TABLE (\w+) \(([\s\S]*)\)\s*(@strict)?\s*$/;
const INDEX = /^CREATE (UNIQUE )?INDEX (\w+) ON (\w+) \(([\s\S]*)\)([\s\S]*)$/;
const ADD = /^ALTER TABLE (\w+) ADD COLUMN ([\s\S]*)$/;
const RENAME = /^ALTER TABLE (\w+) RENAME TO (\w+)$/;
const DROP = /^DROP (TABLE|INDEX) (\w+)$/;

// What one statement does to the tables; what it is not about (moving rows) leaves them alone.
function apply(tables, { text, about }, file) {
	const statement = text.trim();
	let match;
	if ((match = statement.match(CREATE))) {
		createTable(tables, match[1], match[2], about, file);
	} else if ((match = statement.match(INDEX))) {
		tables.get(match[3]).keys.push(`${match[1] ?? ''}INDEX ${match[2]} (${match[4]})${match[5]}`.replace(/\s+/g, ' ').trim());
	} else if ((match = statement.match(ADD))) {
		tables.get(match[1]).columns.push(columnOf(match[2].replace(/\n/g, ' ')));
	} else if ((match = statement.match(RENAME))) {
		const table = tables.get(match[1]);
		tables.delete(match[1]);
		tables.set(match[2], { ...table, name: match[2] });
	} else if ((match = statement.match(DROP)) && match[1] === 'TABLE') {
		tables.delete(match[2]);
	} else if (/^(CREATE|ALTER|DROP)\b/.test(statement) && !match) {
		throw new Error(`${file}: not understood: ${statement.slice(0, 80)}`);
	}
}

// [[name, sql], …] in the order of their numbers.
export function tablesOf(files) {
	const tables = new Map();
	for (const [name, sql] of files) {
		for (const statement of statementsOf(sql))
			apply(tables, statement, name);
	}
	return [...tables.values()];
}

// ---- who owns a table: the room whose store writes it ----

const roomOf = (path) => path.replace(/^src\//, '').replace(/\/[^/]+$/, '');

export function ownersOf(stores) {
	const owners = new Map();
	for (const [path, source] of stores) {
		for (const [, table] of source.matchAll(/"[^"\n]*\b(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)\b/g))
			owners.set(table, owners.get(table) ?? roomOf(path));
	}
	return owners;
}

// ---- writing ----

const cell = (text) => (text ?? '').replaceAll('|', '\\|');
const rowOf = (column) => `| \`${column.name}\` | ${column.type} | ${cell(column.rest)} | ${cell(column.note)} |`;

function sectionOf(table, owner) {
	const lines = [`## ${table.name}`, '', `${owner ? `Written by \`src/${owner}\`` : 'Written by the migrations'}; made in \`${table.file}\`.${table.about ? ` ${table.about}` : ''}`, '',
		'| column | type | rule | meaning |', '|---|---|---|---|', ...table.columns.map(rowOf)];
	if (table.keys.length > 0)
		lines.push('', ...table.keys.map((key) => `- \`${key}\``));
	return lines.join('\n');
}

export function pageOf(tables, owners) {
	const sorted = [...tables].sort((a, b) => (a.name < b.name ? -1 : 1));
	const list = sorted.map((table) => `[${table.name}](#${table.name})`).join(', ');
	return `# Tables of the store

Made by \`tools/schema.mjs\` from the migrations; do not edit. The same on SQLite and PostgreSQL: \`id\` and \`int\` are 64-bit whole
numbers, ids are made by the program and grow with time, \`real\` is a double, texts are UTF-8. A table has one room that writes it.

${list}

${sorted.map((table) => sectionOf(table, owners.get(table.name))).join('\n\n')}
`;
}

const tracked = (...patterns) => execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...patterns], { encoding: 'utf8' }).split('\n').filter(Boolean);
const readAll = (paths) => paths.map((path) => [path, readFileSync(path, 'utf8')]);

function main(isCheck) {
	const migrations = tracked('src/*.sql').filter((path) => /\/\d{4}_\w+\.sql$/.test(path)).sort((a, b) => (basename(a) < basename(b) ? -1 : 1));
	const stores = tracked('src/*.c').filter((path) => /_store(_\w+)?\.c$|\/migrate\.c$/.test(path));
	const tables = tablesOf(readAll(migrations).map(([path, sql]) => [basename(path), sql]));
	const page = pageOf(tables, ownersOf(readAll(stores)));
	if (!isCheck) {
		writeFileSync(PAGE, page);
	} else if (readFileSync(PAGE, 'utf8') !== page) {
		console.log(`${PAGE}: out of date; run tools/schema.mjs`);
		process.exit(1);
	}
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
	main(process.argv.includes('--check'));
