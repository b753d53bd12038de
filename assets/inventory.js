// The calculator's pages: after a field was saved, the totals and the feet of the tables are fetched again, once typing
// has paused.
'use strict';
(() => {
	const PAUSE_MS = 700;
	const page = document.querySelector('[data-totals]');
	let timer = 0;
	let asked = 0;

	async function refresh() {
		const turn = ++asked;
		const response = await fetch(page.dataset.totals, { headers: { Accept: 'text/html' } }).catch(() => null);
		if (!response?.ok || turn !== asked)
			return;
		const fresh = document.createElement('div');
		fresh.innerHTML = await response.text();
		for (const part of fresh.querySelectorAll('[id]')) {
			const old = document.getElementById(part.id);
			if (old && old.innerHTML !== part.innerHTML)
				old.innerHTML = part.innerHTML;
		}
		for (const foot of document.querySelectorAll('[id^="sum-"]')) {
			if (!fresh.querySelector(`#${CSS.escape(foot.id)}`))
				foot.textContent = '-';
		}
	}

	document.addEventListener('fragment', ({ detail }) => {
		if (!page || !/^[ref]-\d+$/.test(detail.id))
			return;
		clearTimeout(timer);
		timer = setTimeout(refresh, PAUSE_MS);
	});
})();
