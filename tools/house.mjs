#!/usr/bin/env node
// docs/house.svg: the wings and rooms of src/ in the order of meson.build, with an arc from each room to the rooms of its wing that it
// uses (what follows from other arcs is left out) and, on the right, the wings below that a wing uses. usage: house.mjs [--check]; with --check nothing is written and it fails
// when the picture is out of date.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { roomsOf } from './check.mjs';

const PICTURE = 'docs/house.svg';
const SAYS = {
	base: 'memory, text, time, hashes: knows nothing above itself',
	core: 'pure: no I/O, no database, no clock',
	platform: 'store, files, pages, documents, mail',
	people: 'accounts, organisations, administration',
	record: 'the public record and its proof',
	accounting: 'rows, reckoning on a loaded case, pages',
	filing: 'what a company files every year',
	public: 'what everybody may read',
	app: 'the program: routes, commands, demo',
};

// ---- reading ----

const wingOf = (room) => room.split('/')[0];
const nameOf = (room) => room.split('/').at(-1);
const roomOfPath = (path) => path.match(/^src\/(base)\//)?.[1] ?? path.match(/^src\/(\w+\/\w+)\//)?.[1] ?? 'app';

// Map of room -> set of rooms it uses, tests left out.
export function usesOf(rooms, files) {
	const byName = new Map(rooms.map((room) => [nameOf(room), room]));
	const uses = new Map([...rooms, 'app'].map((room) => [room, new Set()]));
	for (const [path, source] of files) {
		const room = roomOfPath(path);
		for (const [, name] of source.matchAll(/^(?:#include "|\{\{use ")(\w+)\/\w+(?:\.\w+)*\.h"/gm)) {
			const other = byName.get(name);
			if (other && other !== room && uses.has(room))
				uses.get(room).add(other);
		}
	}
	return uses;
}

// [{wing, rooms, below}], the lowest wing first; `below`: wings under it that it uses.
export function wingsOf(rooms, uses) {
	const wings = [];
	for (const room of [...rooms, 'app']) {
		let wing = wings.find((one) => one.name === wingOf(room));
		if (!wing)
			wings.push((wing = { name: wingOf(room), rooms: [], below: [] }));
		if (room !== 'app')
			wing.rooms.push(room);
		for (const other of uses.get(room)) {
			if (wingOf(other) !== wing.name && !wing.below.includes(wingOf(other)))
				wing.below.push(wingOf(other));
		}
	}
	const order = wings.map((wing) => wing.name);
	wings.forEach((wing) => wing.below.sort((a, b) => order.indexOf(b) - order.indexOf(a)));
	return wings;
}

// ---- drawing ----

const LEFT = 16, GAP = 8, BOX = 32, CHARACTER = 7, HEAD = 26, ARC = 14;
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const text = (x, y, words, look) => `<text x="${x}" y="${y}" class="${look}">${escaped(words)}</text>`;

// Where each box stands; arcs to the left run below the boxes, deeper the farther they reach.
function layOut(wing) {
	let x = LEFT + 16;
	return wing.rooms.map((room) => {
		const width = Math.round(nameOf(room).length * CHARACTER + 18);
		const box = { room, x, width };
		x += width + GAP;
		return box;
	});
}

// Rooms that a room uses without the help of another of its uses.
export function directUses(room, uses) {
	const within = [...uses.get(room)].filter((other) => wingOf(other) === wingOf(room));
	const throughOthers = new Set();
	const walk = (from) => uses.get(from).forEach((other) => !throughOthers.has(other) && (throughOthers.add(other), walk(other)));
	within.forEach(walk);
	return new Set(within.filter((other) => !throughOthers.has(other)));
}

const reach = (boxes, uses) => Math.max(0, ...boxes.flatMap((box, i) => boxes.slice(0, i).map((other, j) => (uses.get(box.room).has(other.room) ? i - j : 0))));

function drawArcs(boxes, uses, top) {
	const arcs = [];
	boxes.forEach((box, i) => boxes.slice(0, i).forEach((other, j) => {
		if (!uses.get(box.room).has(other.room))
			return;
		const from = box.x + box.width / 2 - 5, to = other.x + other.width / 2 + 5, depth = 8 + (i - j) * ARC / 2;
		arcs.push(`<path d="M${from} ${top + BOX}C${from} ${top + BOX + depth} ${to} ${top + BOX + depth} ${to} ${top + BOX}"/>`);
	}));
	return arcs.join('');
}

function drawWing(wing, uses, top, width) {
	const boxes = layOut(wing);
	const height = HEAD + BOX + 18 + reach(boxes, uses) * ARC / 2;
	const boxTop = top + HEAD + 6;
	const below = wing.below.length > 0 ? `uses ${wing.below.join(', ')}` : '';
	const parts = [`<rect x="${LEFT}" y="${top}" width="${width - 2 * LEFT}" height="${height}" rx="6" class="wing"/>`,
		text(LEFT + 16, top + 20, wing.name, 'name'), text(LEFT + 130, top + 20, SAYS[wing.name] ?? '', 'says'),
		`<text x="${width - LEFT - 16}" y="${top + 20}" class="says" text-anchor="end">${escaped(below)}</text>`,
		`<g class="arc">${drawArcs(boxes, uses, boxTop)}</g>`,
		...boxes.map((box) => `<rect x="${box.x}" y="${boxTop}" width="${box.width}" height="${BOX}" rx="4" class="room"/>${text(box.x + 8, boxTop + 21, nameOf(box.room), 'of')}`)];
	return { height, svg: parts.join('\n') };
}

export function pictureOf(rooms, files) {
	const uses = usesOf(rooms, files);
	const direct = new Map([...uses.keys()].map((room) => [room, directUses(room, uses)]));
	const wings = wingsOf(rooms, uses).reverse();
	const width = Math.max(1000, ...wings.map((wing) => layOut(wing).reduce((end, box) => Math.max(end, box.x + box.width), 0) + LEFT + 16));
	let y = 20;
	const drawn = wings.map((wing) => {
		const { height, svg } = drawWing(wing, direct, y, width);
		y += height + 12;
		return svg;
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y + 8}" width="${width}" height="${y + 8}" role="img" aria-label="Wings and rooms of the source, the lowest at the bottom">
<style>
text{font:12px system-ui,sans-serif;fill:#1d2a26}.name{font-weight:600;font-size:16px}.says{fill:#55655f}
.wing{fill:#f4f7f5;stroke:#c9d4cf}.room{fill:#fff;stroke:#2f6f5b}.arc path{fill:none;stroke:#7fa598;stroke-width:1.2}
</style>
<rect width="100%" height="100%" fill="#fff"/>
${drawn.join('\n')}
</svg>
`;
}

function main(isCheck) {
	const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'src'], { encoding: 'utf8' }).split('\n');
	const files = listed.filter((path) => /\.(c|h|html)$/.test(path) && !/_test\.[ch]$/.test(path)).map((path) => [path, readFileSync(path, 'utf8')]);
	const picture = pictureOf(roomsOf(readFileSync('meson.build', 'utf8')), files);
	if (!isCheck) {
		writeFileSync(PICTURE, picture);
	} else if (readFileSync(PICTURE, 'utf8') !== picture) {
		console.log(`${PICTURE}: out of date; run tools/house.mjs`);
		process.exit(1);
	}
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
	main(process.argv.includes('--check'));
