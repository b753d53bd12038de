// On every page. Nothing here is needed for a page to work: it guards against double clicks, keeps what was typed
// over an expired session, a crash or a change of language, and shows times in the viewer's zone.
'use strict';
(() => {
	const KEEP = 'qc-form:';
	const KEEP_MS = 7 * 24 * 3600 * 1000;
	const words = document.body.dataset;
	const path = location.pathname.replace(/^\/(zh|en)(?=\/|$)/, '');

	const stored = (key) => {
		try {
			return JSON.parse(localStorage.getItem(key));
		} catch {
			return null;
		}
	};
	const store = (key, value) => {
		try {
			localStorage.setItem(key, JSON.stringify(value));
		} catch { /* full or forbidden: the page works without */ }
	};
	const storedKeys = (prefix) => Object.keys(localStorage).filter((key) => key.startsWith(prefix));

	// POST of form fields that answers {status, body}; body is {} when the reply is not JSON. Throws when offline.
	async function post(url, fields, options = {}) {
		const csrf = document.querySelector('meta[name=csrf]')?.content ?? '';
		const response = await fetch(url, {
			method: 'POST',
			headers: { Accept: 'application/json', 'X-CSRF-Token': csrf },
			body: new URLSearchParams({ csrf, ...fields }),
			...options,
		});
		const body = await response.json().catch(() => ({}));
		return { status: response.status, body: body ?? {} };
	}

	// {"fragments":{"totals":"<…>"}}: the content of #totals, or #totals itself when the text brings that id again.
	function replaceFragments(fragments) {
		const focused = document.activeElement?.id;
		for (const [id, html] of Object.entries(fragments ?? {})) {
			const old = document.getElementById(id);
			if (!old)
				continue;
			const template = document.createElement(old.closest('table') && !old.matches('table') ? 'tbody' : 'div');
			if (template.tagName === 'TBODY' && old.matches('td, th'))
				template.innerHTML = `<tr>${html}</tr>`;
			else
				template.innerHTML = html;
			const fresh = template.querySelector(`#${CSS.escape(id)}`);
			if (fresh)
				old.replaceWith(fresh);
			else
				old.innerHTML = html;
			document.dispatchEvent(new CustomEvent('fragment', { detail: fresh ?? old }));
		}
		if (focused && document.activeElement?.id !== focused)
			document.getElementById(focused)?.focus({ preventScroll: true });
	}

	// The message beside a field; '' takes it away.
	function showProblem(field, text) {
		const base = field.id || field.name;
		let note = document.getElementById(`${base}-problem`);
		const others = (field.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id && id !== `${base}-problem`);
		if (!text) {
			note?.remove();
			field.removeAttribute('aria-invalid');
			field.closest('.field')?.classList.remove('has-problem');
			others.length ? field.setAttribute('aria-describedby', others.join(' ')) : field.removeAttribute('aria-describedby');
			return;
		}
		if (!note) {
			note = document.createElement('p');
			note.className = 'problem';
			note.id = `${base}-problem`;
			(field.closest('.in, .control') ?? field).before(note);
		}
		note.textContent = text;
		field.setAttribute('aria-invalid', 'true');
		field.setAttribute('aria-describedby', [...others, note.id].join(' '));
		field.closest('.field')?.classList.add('has-problem');
	}

	// ---- what was typed and not yet sent ----

	const keptFields = (form) => [...form.elements].filter((field) => field.name && !field.dataset.save &&
		!field.disabled && !['password', 'file', 'hidden', 'submit', 'button'].includes(field.type));
	const isKept = (form) => form.method === 'post' && !form.hasAttribute('data-no-keep') && keptFields(form).length > 0;
	const formKey = (form) => `${KEEP}${path}#${[...document.forms].filter(isKept).indexOf(form)}`;
	const valueOf = (field) => (['checkbox', 'radio'].includes(field.type) ? field.checked : field.value);

	function setValue(field, value) {
		if (['checkbox', 'radio'].includes(field.type))
			field.checked = value === true;
		else
			field.value = value;
	}

	function keep(form) {
		store(formKey(form), { user: words.user, at: Date.now(), values: keptFields(form).map((field) => [field.name, valueOf(field)]) });
	}

	function differs(form, entry) {
		const fields = keptFields(form);
		return entry.values.length === fields.length &&
			entry.values.every(([name], i) => fields[i].name === name) &&
			entry.values.some(([, value], i) => valueOf(fields[i]) !== value);
	}

	function restore(form, entry) {
		keptFields(form).forEach((field, i) => setValue(field, entry.values[i][1]));
	}

	function offer(form, entry) {
		const bar = document.createElement('div');
		bar.className = 'notice tone-1';
		bar.setAttribute('role', 'status');
		const say = (text, className, run) => {
			const button = document.createElement(run ? 'button' : 'span');
			button.textContent = text;
			if (run) {
				button.type = 'button';
				button.className = className;
				button.addEventListener('click', () => { run(); bar.remove(); });
			}
			bar.append(button);
		};
		say(words.restored);
		say(words.restore, 'link-button', () => restore(form, entry));
		say(words.discard, 'link-button', () => localStorage.removeItem(formKey(form)));
		form.prepend(bar);
	}

	function offerAll() {
		const isErrorPage = document.querySelector('.error-code') !== null;
		const isSignIn = path === '/sign-in';
		for (const key of storedKeys(KEEP)) {
			const entry = stored(key);
			const isOld = !entry || Date.now() - entry.at > KEEP_MS;
			const hasArrived = entry?.sent && !isErrorPage && !isSignIn;
			if (isOld || hasArrived)
				localStorage.removeItem(key);
			else if (entry.sent)
				store(key, { ...entry, sent: false });
		}
		for (const form of [...document.forms].filter(isKept)) {
			const entry = stored(formKey(form));
			if (!entry || entry.user !== words.user || !differs(form, entry))
				continue;
			if (entry.switched)
				restore(form, entry);
			else
				offer(form, entry);
		}
	}

	document.addEventListener('input', (event) => {
		const form = event.target.form;
		if (form && isKept(form) && !event.target.dataset.save)
			keep(form);
	});
	document.addEventListener('click', (event) => {
		if (!event.target.closest?.('[data-keep-form]'))
			return;
		for (const form of [...document.forms].filter(isKept)) {
			const entry = stored(formKey(form));
			if (entry)
				store(formKey(form), { ...entry, switched: true });
		}
	});

	// ---- one submit is one submit ----

	document.addEventListener('submit', (event) => {
		const form = event.target;
		if (form.dataset.confirm && !confirm(form.dataset.confirm)) {
			event.preventDefault();
			return;
		}
		if (form.method !== 'post' || event.defaultPrevented)
			return;
		if (form.dataset.sent) {
			event.preventDefault();
			return;
		}
		form.dataset.sent = '1';
		event.submitter?.setAttribute('aria-busy', 'true');
		setTimeout(() => release(form), 20000);
		if (form.action.endsWith('/sign-out'))
			storedKeys('qc-').forEach((key) => localStorage.removeItem(key));
		else if (isKept(form) && stored(formKey(form)))
			store(formKey(form), { ...stored(formKey(form)), sent: true });
	});

	function release(form) {
		delete form.dataset.sent;
		form.querySelectorAll('[aria-busy]').forEach((button) => button.removeAttribute('aria-busy'));
	}
	addEventListener('pageshow', (event) => {
		if (event.persisted)
			[...document.forms].forEach(release);
	});

	// ---- times, menus, focus ----

	function localTimes(root) {
		const two = (number) => String(number).padStart(2, '0');
		for (const time of root.querySelectorAll('time[datetime*="T"]')) {
			const at = new Date(time.dateTime);
			if (Number.isNaN(at.getTime()))
				continue;
			const minutes = -at.getTimezoneOffset();
			const offset = `${minutes < 0 ? '−' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
			time.textContent = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
			time.title = `UTC${offset}`;
		}
	}

	const openMenus = () => document.querySelectorAll('.drop-menu[open], .menu[open], .factor[open]');
	document.addEventListener('click', (event) => {
		for (const menu of openMenus()) {
			if (!menu.contains(event.target))
				menu.open = false;
		}
	});
	document.addEventListener('keydown', (event) => {
		if (event.key !== 'Escape')
			return;
		for (const menu of openMenus()) {
			menu.open = false;
			menu.querySelector('summary').focus();
		}
	});

	// A link that lands on a field puts the cursor into it; a closed part of the page around it opens.
	function land() {
		const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
		if (!target)
			return;
		for (let part = target.closest('details'); part; part = part.parentElement.closest('details'))
			part.open = true;
		target.scrollIntoView({ block: 'center' });
		if (target.matches('input, select, textarea, button'))
			target.focus({ preventScroll: true });
	}
	addEventListener('hashchange', land);

	globalThis.qingce = { post, replaceFragments, showProblem, stored, store, storedKeys };
	offerAll();
	localTimes(document);
	document.addEventListener('fragment', (event) => localTimes(event.detail));
	document.querySelector('.steps .now')?.scrollIntoView({ block: 'nearest', inline: 'center' });
	document.getElementById('error-summary')?.focus();
	land();
})();
