#!/usr/bin/env node
// The methods and tables as one text for the page (src/core/live/live.h: live_load): each file as "NAME<tab>SHA-256<tab>BYTES<newline>"
// and its bytes; the digest is that of the whole file. Left out is what only people and other programs read; every result and explanation stays as it is.
// usage: bundle.mjs OUT FILE…
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const FILES_LEFT_OUT = new Set(['b205_1.csv']);
const COLUMNS_LEFT_OUT = new Set(['witness', 'published_tco2_per_unit', 'tco2_per_gj_full_oxidation', 'ch4_n2o_confidence', 'scope_note',
	'doc_no', 'r_number', 'geo_level', 'annex', 'ncv_kcal_low', 'ncv_kcal_high', 'ncv_kj_low', 'ncv_kj_high', 'tce_low', 'tce_high',
	'h_if97', 't_sat_if97_c', 'delta_vs_if97', 'h_guide_as_transcribed', 'delta_guide_vs_if97', 'flag']);
// Of these only the numbers count; their source stands with the factor rows.
const NUMBERS_ALONE = { 'steam_saturated.csv': ['pressure_mpa', 't_sat_c', 'value'], 'steam_superheated.csv': ['pressure_mpa', 'temperature_c', 'value'],
	'gwp_blend_composition.csv': ['blend', 'component', 'value'] };

// RFC 4180: records of cells, quotes undone.
function records(text) {
	const rows = [[]];
	const cell = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
	for (let at = 0; at < text.length;) {
		cell.lastIndex = at;
		const [all, quoted, plain] = cell.exec(text);
		rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
		at += all.length;
		if (text[at] === ',') {
			at++;
			if (at === text.length)
				rows.at(-1).push('');
			continue;
		}
		if (text[at] === '\r')
			at++;
		if (at < text.length && text[at] !== '\n')
			throw new Error(`a comma or the end of the line is expected, found ${JSON.stringify(text.slice(at, at + 20))}`);
		at++;
		if (at < text.length)
			rows.push([]);
	}
	return rows;
}

const cellText = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

function slimTable(name, text) {
	const [head, ...rows] = records(text.replace(/^\uFEFF/, ''));
	const only = NUMBERS_ALONE[name];
	const kept = head.map((column, i) => [column, i]).filter(([column]) => (only ? only.includes(column) : !COLUMNS_LEFT_OUT.has(column)));
	return [head, ...rows].map((row) => `${kept.map(([, i]) => cellText(row[i])).join(',')}\n`).join('');
}

// Comments and indentation of a method file say nothing to the core.
const slimMethod = (text) => text.split('\n').map((line) => line.trim()).filter((line) => line && !line.startsWith('#')).join('\n') + '\n';

function slim(path) {
	const name = basename(path);
	const whole = readFileSync(path);
	const digest = createHash('sha256').update(whole).digest('hex');
	const text = whole.toString();
	const bytes = Buffer.from(name.endsWith('.csv') ? slimTable(name, text) : slimMethod(text));
	return Buffer.concat([Buffer.from(`${join(basename(dirname(path)), name)}\t${digest}\t${bytes.length}\n`), bytes]);
}

const [out, ...files] = process.argv.slice(2);
writeFileSync(out, Buffer.concat(files.filter((path) => !FILES_LEFT_OUT.has(basename(path))).map(slim)));
