// Results as one types: the calculation core as WebAssembly (src/core/live/live.h) computes a line before it is saved. #live names
// the module, its tables and what all lines have in common; td[data-live] carries a line as the server has it, data-bits its
// result. What the server answers replaces what stands here; a line that it computes otherwise is left to it.
'use strict';
(() => {
	const { showProblem } = globalThis.qingce;
	const RESULT_PAUSE_MS = 40;
	const PROBLEM_PAUSE_MS = 350;
	const room = document.getElementById('live');
	if (!room || typeof WebAssembly !== 'object')
		return;

	const LINE = /\/lines\/(\d+)\/field$/;
	const COMPUTED = /^(item|amount|amount_unit|factor|factor_unit|factor_source|factor_choice|alloc_total|alloc_share|month_\d+|input_[a-z0-9_]+)$/;
	const WITHOUT_EFFECT = /^(label|note|alloc_basis|alloc_note|months|input_\w+_(uncertainty|valid_from|valid_to))$/;
	const lines = new Map(); // id -> {edited: Map(name -> field), isLeft, timers}
	const trusted = new WeakMap(); // cell of the server -> the module computes the same
	let opening = null;
	let core = null; // text -> text

	// ---- the module ----

	// Of the methods only those that this page computes with: the inventory's, the general one and what all share. `bytes` holds
	// each file as "NAME<tab>SHA-256<tab>BYTES<newline>" and its bytes.
	function needed(bytes) {
		const text = (from, to) => new TextDecoder().decode(bytes.subarray(from, to));
		const method = room.dataset.settings.match(/^method\t(.*)$/m)?.[1];
		const parts = [];
		for (let at = 0; at < bytes.length;) {
			const head = bytes.indexOf(10, at) + 1;
			const [name, , length] = text(at, head - 1).split('\t');
			const next = head + Number(length);
			const declared = name.startsWith('methods/') && text(head, head + 1000).match(/^method (.*)$/m)?.[1];
			if (!declared || !method || declared === method || declared === 'general')
				parts.push(bytes.subarray(at, next));
			at = next;
		}
		return parts;
	}

	async function open() {
		const begin = performance.now();
		const [{ instance: { exports } }, tables] = await Promise.all([
			WebAssembly.instantiateStreaming(fetch(room.dataset.module)),
			fetch(room.dataset.tables).then((answer) => answer.arrayBuffer()),
		]);
		const put = (...parts) => {
			const length = parts.reduce((sum, part) => sum + part.length, 0);
			let at = exports.room(length); // may grow the memory, whose buffer is then another
			const memory = new Uint8Array(exports.memory.buffer);
			for (const part of parts) {
				memory.set(part, at);
				at += part.length;
			}
			return length;
		};
		if (!exports.load(put(...needed(new Uint8Array(tables)))))
			throw new Error('the tables do not fit the module');
		core = (text) => {
			const at = exports.ask(put(new TextEncoder().encode(text)));
			return new TextDecoder().decode(new Uint8Array(exports.memory.buffer, at, exports.answer_length()));
		};
		const first = document.querySelector('td[data-live]');
		if (first)
			isTrusted(first);
		performance.measure('live', { start: begin });
	}

	function wanted() {
		opening ??= open().catch((error) => {
			core = null;
			console.warn(`live results are off: ${error.message}`);
		});
		return opening;
	}

	// ---- one line ----

	const fieldsOf = (cell) => new Map(cell.dataset.live.split('\n').filter(Boolean).map((row) => {
		const tab = row.indexOf('\t');
		return [row.slice(0, tab), row.slice(tab + 1)];
	}));

	function compute(fields) {
		const request = [...fields].map(([name, value]) => `${name}\t${value}\n`).join('');
		const out = { bits: '', problems: [] };
		for (const row of core(`${room.dataset.settings}line\t\n${request}`).split('\n')) {
			const [key, ...cells] = row.split('\t');
			if (key === 'tco2e')
				out.bits = cells[1];
			else if (key === 'shown')
				[out.shown, out.exact] = cells;
			else if (key === 'short')
				out.short = cells[0];
			else if (key === 'problem')
				out.problems.push({ stops: cells[0] === 'stops', field: cells[1], key: cells[2], given: cells[3], text: cells[4] });
			else if (key === 'error')
				throw new Error(cells[0]);
		}
		return out;
	}

	// Does the module compute what the server has computed, to the last bit?
	function isTrusted(cell) {
		if (!trusted.has(cell)) {
			const { bits } = compute(fieldsOf(cell));
			trusted.set(cell, bits === cell.dataset.bits);
			if (bits !== cell.dataset.bits)
				console.warn(`${cell.id}: ${bits || 'no result'} here, ${cell.dataset.bits || 'no result'} by the server, which counts`);
		}
		return trusted.get(cell);
	}

	const valueOf = (field) => (field.type === 'checkbox' && !field.checked ? '' : field.value).replace(/[\r\n]/g, ' ');

	// The server's line with what was edited here; an own value comes with the unit that its list shows.
	function withEdits(cell, edited) {
		const fields = fieldsOf(cell);
		for (const [name, field] of edited) {
			fields.set(name, valueOf(field));
			const unit = [...document.querySelectorAll(`[name="${name}_unit"]`)].find((one) => one.dataset.save === field.dataset.save);
			if (unit && field.value && name !== 'amount' && !fields.get(`${name}_unit`))
				fields.set(`${name}_unit`, unit.value);
		}
		return fields;
	}

	// ---- showing ----

	const REPLACED = [[/C2F6/g, 'C₂F₆'], [/Na2CO3/g, 'Na₂CO₃'], [/CaCO3/g, 'CaCO₃'], [/MgCO3/g, 'MgCO₃'], [/CO2/g, 'CO₂'], [/CH4/g, 'CH₄'],
		[/N2O/g, 'N₂O'], [/SF6/g, 'SF₆'], [/NF3/g, 'NF₃'], [/CF4/g, 'CF₄'], [/m3/g, 'm³'], [/m2/g, 'm²'],
		...(document.documentElement.lang === 'en' ? [[/10\^4/g, '10⁴'], [/千元/g, '10³ CNY'], [/元/g, 'CNY'], [/万/g, '10⁴ ']] : [[/10\^4 ?/g, '万']])];
	const printed = (text) => REPLACED.reduce((all, [from, to]) => all.replace(from, to), text);
	const signed = (number) => number.replace(/^-(?=\d)/, '−');

	function element(tag, className, text = '') {
		const made = document.createElement(tag);
		made.className = className;
		made.textContent = text;
		return made;
	}

	function computedOf(cell) {
		const old = cell.querySelector('details.computed');
		if (old)
			return old;
		const details = element('details', 'computed');
		details.open = !cell.closest('tr[data-line]');
		const formula = element('div', 'formula');
		formula.append(element('p', ''), element('p', 'result'));
		details.append(element('summary', '', room.dataset.how), formula);
		cell.querySelector('.result').after(details);
		return details;
	}

	function write(cell, answer) {
		const result = cell.querySelector('.result');
		result.setAttribute('aria-live', 'polite');
		result.textContent = answer.bits ? signed(answer.shown) : '-';
		cell.closest('tr[data-line]')?.classList.toggle('is-problem', !answer.bits && answer.problems.some(({ key }) => key !== 'no_amount'));
		if (!answer.bits) {
			cell.querySelector('details.computed')?.setAttribute('hidden', '');
			return;
		}
		const details = computedOf(cell);
		const cut = answer.short.lastIndexOf(' = ');
		details.hidden = false;
		details.querySelector('.formula p:not(.names, .result)').textContent = `= ${printed(answer.short.slice(0, cut))}`;
		details.querySelector('.formula p.result').textContent = `= ${signed(answer.exact)} tCO₂e`;
		details.querySelector('dl.values')?.classList.add('is-old');
	}

	function wordsOf(problem) {
		return problem.text || (room.dataset[problem.key] ?? '').replaceAll('{given}', problem.given);
	}

	function live(id) {
		const line = lines.get(id);
		const cell = document.getElementById(`r-${id}`);
		if (!core || !cell?.dataset.live || line.isLeft || line.edited.size === 0 || !isTrusted(cell))
			return null;
		return { line, cell, answer: compute(withEdits(cell, line.edited)) };
	}

	function showResult(id) {
		const now = live(id);
		if (now)
			write(now.cell, now.answer);
	}

	function showProblems(id) {
		const now = live(id);
		for (const [name, field] of now?.line.edited ?? []) {
			const problem = now.answer.problems.find((one) => one.stops && one.field === name);
			showProblem(field, problem ? wordsOf(problem) : '');
		}
	}

	// ---- what the person does ----

	document.addEventListener('input', ({ target: field }) => {
		const id = field.dataset?.save?.match(LINE)?.[1];
		if (!id || !field.name || WITHOUT_EFFECT.test(field.name))
			return;
		if (!lines.has(id))
			lines.set(id, { edited: new Map(), isLeft: false });
		const line = lines.get(id);
		if (COMPUTED.test(field.name))
			line.edited.set(field.name, field);
		else
			line.isLeft = true; // place, category: only the server knows what follows
		clearTimeout(line.resultTimer);
		clearTimeout(line.problemTimer);
		line.resultTimer = setTimeout(() => wanted().then(() => showResult(id)), RESULT_PAUSE_MS);
		line.problemTimer = setTimeout(() => wanted().then(() => showProblems(id)), PROBLEM_PAUSE_MS);
	});

	// The server's row has come: what it has not seen yet is shown on top again.
	document.addEventListener('fragment', ({ detail: cell }) => {
		const line = lines.get(cell.id.match(/^r-(\d+)$/)?.[1]);
		if (!line || !core || !cell.dataset.live)
			return;
		isTrusted(cell);
		line.isLeft = false;
		const saved = fieldsOf(cell);
		for (const [name, field] of line.edited) {
			if ((saved.get(name) ?? '') === valueOf(field))
				line.edited.delete(name);
		}
		if (line.edited.size)
			showResult(cell.id.slice(2));
	});

	// The module comes after the page has been painted, or with the first field that is entered.
	const later = () => (globalThis.requestIdleCallback ?? setTimeout)(wanted);
	if (document.readyState === 'complete')
		later();
	else
		addEventListener('load', later);
	document.addEventListener('focusin', ({ target }) => target.dataset?.save && wanted());
})();
