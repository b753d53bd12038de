// A table that is filled like a spreadsheet. table[data-sheet]: Enter and the arrow keys go to the same column of the next
// row, and at the end press the button [data-add-row]. table[data-paste="/zh/…"]: cells pasted from a spreadsheet are
// sent to that address as {tsv, name, line, versions} (versions of the lines shown: "17:3,18:1"); the reply is that of
// autosave.js, or {"location":"/zh/…"}.
'use strict';
(() => {
	const { post, replaceFragments } = globalThis.qingce;
	const CELLS = 'input:not([type=hidden]), select, textarea';
	const status = document.getElementById('autosave');

	function sameColumn(field, step) {
		const cell = field.closest('td, th');
		const row = field.closest('tr');
		const place = [...cell.querySelectorAll(CELLS)].indexOf(field);
		let next = row;
		do
			next = step > 0 ? next.nextElementSibling : next.previousElementSibling;
		while (next && !next.cells[cell.cellIndex]?.querySelector(CELLS));
		return next?.cells[cell.cellIndex].querySelectorAll(CELLS)[place] ?? null;
	}

	document.addEventListener('keydown', (event) => {
		const field = event.target;
		if (!field.matches?.('input') || !field.closest('table[data-sheet], table[data-paste]') || event.isComposing)
			return;
		const isText = !['radio', 'checkbox', 'submit'].includes(field.type);
		const step = event.key === 'Enter' ? (event.shiftKey ? -1 : 1) : { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (!step || !isText)
			return;
		event.preventDefault();
		const next = sameColumn(field, step);
		if (next) {
			next.focus();
			next.select?.();
		} else if (event.key === 'Enter' && step > 0) {
			field.dispatchEvent(new Event('change', { bubbles: true }));
			field.closest('table').parentElement.parentElement.querySelector('[data-add-row]')?.click();
		}
	});

	document.addEventListener('paste', async (event) => {
		const table = event.target.closest?.('table[data-paste]');
		const tsv = event.clipboardData?.getData('text/plain') ?? '';
		if (!table || !/[\t\n]/.test(tsv.trim()))
			return;
		event.preventDefault();
		const line = event.target.closest('[data-line]')?.dataset.line ?? '';
		table.setAttribute('aria-busy', 'true');
		try {
			const versionOf = (row) => row.querySelector('[data-version]')?.dataset.version ?? '';
			const rows = [...table.querySelectorAll('[data-line]')];
			const versions = rows.map((row) => `${row.dataset.line}:${versionOf(row)}`).join(',');
			const { body } = await post(table.dataset.paste, { tsv, name: event.target.name ?? '', line, versions });
			if (body.location) {
				const next = new URL(body.location, location.href);
				const isHere = next.pathname === location.pathname;
				location.assign(next);
				if (isHere)
					location.reload();
				return;
			}
			replaceFragments(body.fragments);
			const problem = Object.values(body.problems ?? {})[0] ?? body.detail;
			if (problem && status) {
				status.textContent = problem;
				status.classList.add('is-bad');
			}
		} catch {
			if (status)
				status.textContent = status.dataset.offline;
		}
		table.removeAttribute('aria-busy');
	});
})();
