#!/usr/bin/env node
// The asset packer: everything in assets/ and a sprite of the icons named in assets/icons.txt become a C table
// with content-hashed names, each plain, gzip -9 and brotli.
// usage: assets.mjs OUT.h OUT.c DEPFILE ASSET_DIRECTORY ICON_DIRECTORY [MADE_ASSET…]
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync, existsSync } from 'node:fs';
import { basename, join, parse } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TYPES = {
	'.css': 'text/css; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.svg': 'image/svg+xml',
	'.png': 'image/png',
	'.webp': 'image/webp',
	'.ico': 'image/x-icon',
	'.json': 'application/json',
	'.wasm': 'application/wasm',
	'.txt': 'text/plain; charset=utf-8',
};
const NOT_SERVED = new Set(['icons.txt', 'meson.build']);

const [headerPath, sourcePath, depPath, assetDir, iconDir, ...madeAssets] = process.argv.slice(2);
const inputs = [assetDir];
let problems = 0;

function problem(where, what) {
	process.stderr.write(`${where}: error: ${what}\n`);
	problems++;
}

function read(path) {
	inputs.push(path);
	return readFileSync(path);
}

const name_in_c = (name) => name.replace(/[^A-Za-z0-9]/g, '_');

// ---- icons: one <symbol> each, drawn with the colour of the text around it ----

function iconNames() {
	const listPath = join(assetDir, 'icons.txt');
	const names = [];
	read(listPath).toString().split('\n').forEach((line, index) => {
		const name = line.replace(/#.*/, '').trim();
		if (name && names.includes(name))
			problem(`${listPath}:${index + 1}`, `icon ${name} is listed twice`);
		else if (name && !existsSync(join(iconDir, `${name}.svg`)))
			problem(`${listPath}:${index + 1}`, `there is no icon ${name} in ${iconDir}`);
		else if (name)
			names.push(name);
	});
	return names.sort();
}

function sprite(names) {
	const symbols = names.map((name) => {
		const svg = read(join(iconDir, `${name}.svg`)).toString();
		const inner = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'));
		return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" ` +
			`stroke-linecap="round" stroke-linejoin="round">${inner.replace(/\s+/g, ' ').replace(/> </g, '><').trim()}</symbol>`;
	});
	return `<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Icons by the Lucide contributors, ISC licence: https://lucide.dev/license -->\n${symbols.join('\n')}\n</svg>\n`;
}

// Comments and indentation are for those who read the source.
function slim(name, bytes) {
	if (!name.endsWith('.css'))
		return bytes;
	const text = bytes.toString().replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s+/gm, '').replace(/\s*([{};,])\s*/g, '$1');
	return Buffer.from(text.replace(/;}/g, '}'));
}

function packed(name, bytes) {
	const digest = createHash('sha256').update(bytes).digest('hex');
	const { name: stem, ext } = parse(name);
	const gzip = gzipSync(bytes, { level: 9 });
	const brotli = brotliCompressSync(bytes, {
		params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
	});
	const pays = (small) => (small.length < bytes.length * 0.95 ? small : null);
	return {
		name, bytes, type: TYPES[ext], path: `/assets/${stem}.${digest.slice(0, 10)}${ext}`,
		etag: `"${digest.slice(0, 20)}"`, gzip: pays(gzip), brotli: pays(brotli),
	};
}

function collect(icons) {
	const assets = [packed('icons.svg', Buffer.from(sprite(icons)))];
	for (const name of readdirSync(assetDir).sort()) {
		if (NOT_SERVED.has(name) || name.startsWith('.'))
			continue;
		if (!TYPES[parse(name).ext])
			problem(join(assetDir, name), 'no media type is known for this ending');
		else
			assets.push(packed(name, slim(name, read(join(assetDir, name)))));
	}
	for (const path of madeAssets)
		assets.push(packed(basename(path), read(path)));
	return assets.sort((a, b) => (a.path < b.path ? -1 : 1));
}

// ---- C ----

function header(assets, icons) {
	const paths = assets.map((asset) => `extern const char ASSET_${name_in_c(asset.name)}[];`);
	const names = icons.map((icon) => `\tICON_${name_in_c(icon)},`);
	return `/* Made by tools/assets.mjs from assets/. */
#ifndef QINGCE_HTML_ASSETS_H
#define QINGCE_HTML_ASSETS_H

#include "http/asset.h"

/* The hashed path of each. */
${paths.join('\n')}

typedef enum Icon {
	ICON_NONE,
${names.join('\n')}
	ICON_COUNT
} Icon;

/* <svg> that uses the sprite, ready to be written. */
extern const char *const ICONS[ICON_COUNT];

#endif
`;
}

function literal(bytes) {
	const lines = [];
	for (let start = 0; start < bytes.length; start += 64) {
		let line = '';
		for (const byte of bytes.subarray(start, start + 64)) {
			const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c && byte !== 0x3f;
			line += plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
		}
		lines.push(`\t"${line}"`);
	}
	return lines.join('\n') || '\t""';
}

function source(assets, icons) {
	const out = ['/* Made by tools/assets.mjs from assets/. */', '#include "html/assets.h"', ''];
	const array = (name, bytes) => out.push(`static const unsigned char ${name}[] =\n${literal(bytes)};\n`);
	for (const asset of assets) {
		const id = name_in_c(asset.name);
		out.push(`const char ASSET_${id}[] = "${asset.path}";\n`);
		array(`plain_${id}`, asset.bytes);
		if (asset.gzip)
			array(`gzip_${id}`, asset.gzip);
		if (asset.brotli)
			array(`brotli_${id}`, asset.brotli);
	}
	out.push('const Asset ASSETS[] = {');
	for (const asset of assets) {
		const id = name_in_c(asset.name);
		const field = (kind) => (asset[kind] ? `\n\t .${kind} = ${kind}_${id}, .${kind}_len = ${asset[kind].length},` : '');
		out.push(`\t{.path = "${asset.path}", .type = "${asset.type}", .etag = ${JSON.stringify(asset.etag)},` +
			`\n\t .bytes = plain_${id}, .len = ${asset.bytes.length},${field('gzip')}${field('brotli')}},`);
	}
	out.push('};', `const size_t ASSET_COUNT = ${assets.length};`, '');
	const spritePath = assets.find((asset) => asset.name === 'icons.svg').path;
	out.push('const char *const ICONS[ICON_COUNT] = {', '\t"",');
	for (const icon of icons)
		out.push(`\t"<svg class=\\"icon\\" aria-hidden=\\"true\\"><use href=\\"${spritePath}#${icon}\\"/></svg>",`);
	out.push('};', '');
	return out.join('\n');
}

// Unchanged headers are left alone, so that what includes them is not compiled again.
function write(path, text) {
	if (!existsSync(path) || readFileSync(path).toString() !== text)
		writeFileSync(path, text);
}

const icons = iconNames();
const assets = collect(icons);
if (problems > 0)
	process.exit(1);
write(headerPath, header(assets, icons));
write(sourcePath, source(assets, icons));
writeFileSync(depPath, `${headerPath}: ${inputs.join(' ')}\n`);
