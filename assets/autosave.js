// Saves fields as they are typed. A field with data-save="/zh/…/field" and a name is posted to that address as
// {name, value, version} after a pause of 400 ms or when it is left; the reply is described in docs/adding-a-page.md.
// What is not yet confirmed lies in localStorage, so that a crash loses nothing; without a network it is tried again.
'use strict';
(() => {
	const { post, replaceFragments, showProblem, stored, store, storedKeys } = globalThis.qingce;
	const PENDING = 'qc-save:';
	const PAUSE_MS = 400;
	const LONGEST_WAIT_MS = 30000;
	const line = document.getElementById('autosave');
	const user = document.body.dataset.user;
	const timers = new Map();
	const queues = new Map(); // address -> {fields: Map(name -> field), busy, wait}

	function say(state, text) {
		if (!line)
			return;
		line.classList.toggle('is-bad', state === 'bad');
		line.classList.toggle('is-busy', state === 'busy');
		line.textContent = text;
	}
	const sayState = (word, state) => say(state, line?.dataset[word] ?? '');

	const isBox = (field) => field.type === 'checkbox';
	const valueOf = (field) => (isBox(field) ? (field.checked ? field.value : '') : field.value);
	const fieldsAt = (url) => [...document.querySelectorAll('[data-save]')].filter((field) => field.dataset.save === url);
	const versionHolder = (field) => field.closest('[data-version]') ?? field;
	const pendingKey = (field) => `${PENDING}${field.dataset.save.replace(/^\/(zh|en)\//, '/')} ${field.name}`;

	function setVersion(url, version) {
		if (version === undefined)
			return;
		for (const field of fieldsAt(url))
			versionHolder(field).dataset.version = version;
	}

	// ---- sending, one at a time for each address ----

	function queueOf(url) {
		if (!queues.has(url))
			queues.set(url, { fields: new Map(), busy: false, wait: 0 });
		return queues.get(url);
	}

	function enqueue(field) {
		clearTimeout(timers.get(field));
		timers.delete(field);
		const url = field.dataset.save;
		queueOf(url).fields.set(field.name, field);
		send(url);
	}

	async function send(url) {
		const queue = queueOf(url);
		if (queue.busy || queue.fields.size === 0)
			return;
		const [name, field] = queue.fields.entries().next().value;
		queue.fields.delete(name);
		queue.busy = true;
		sayState('saving', 'busy');
		const value = valueOf(field);
		const version = versionHolder(field).dataset.version ?? '';
		let isSaved = false;
		try {
			const reply = await post(url, { name, value, version });
			isSaved = take(field, value, reply);
			queue.wait = isSaved ? 0 : queue.wait;
		} catch {
			sayState('offline', 'bad');
		}
		queue.busy = false;
		if (isSaved) {
			send(url);
			return;
		}
		if (!queue.fields.has(name))
			queue.fields.set(name, field);
		if (queue.wait !== Infinity) {
			queue.wait = Math.min(LONGEST_WAIT_MS, Math.max(1000, queue.wait * 2));
			setTimeout(() => send(url), queue.wait);
		}
	}

	// True when the value has reached the server, or the person has to decide: nothing is left to send again.
	function take(field, value, { status, body }) {
		const queue = queueOf(field.dataset.save);
		if (status === 409) {
			showConflict(field, value, { version: body.version, ...(body.conflicts?.[0] ?? {}) });
			return true;
		}
		if (status === 401 || status === 403 || status === 404) {
			queue.wait = Infinity;
			say('bad', body.detail ?? line?.dataset.failed ?? '');
			return false;
		}
		if (status >= 500 || status === 429) {
			sayState('failed', 'bad');
			return false;
		}
		setVersion(field.dataset.save, body.version);
		const problems = body.problems ?? {};
		showProblem(field, problems[field.name] ?? '');
		for (const other of fieldsAt(field.dataset.save)) {
			if (other !== field && other.name in problems)
				showProblem(other, problems[other.name]);
		}
		replaceFragments(body.fragments);
		if (status >= 400 && Object.keys(problems).length === 0) {
			say('bad', body.detail ?? line?.dataset.failed ?? '');
			return true;
		}
		if (stored(pendingKey(field))?.value === value)
			localStorage.removeItem(pendingKey(field));
		if (status < 400)
			say('good', `${line?.dataset.saved ?? ''} ${new Date().toTimeString().slice(0, 8)}`);
		else
			say('bad', Object.values(problems)[0]);
		return true;
	}

	// ---- somebody else changed it ----

	function showConflict(field, mine, conflict) {
		sayState('conflict', 'bad');
		const id = `conflict-${field.id || field.name}`;
		document.getElementById(id)?.remove();
		const box = document.createElement('div');
		box.className = 'conflict';
		box.id = id;
		box.setAttribute('role', 'alert');
		const about = document.createElement('p');
		about.textContent = [conflict.text ?? line?.dataset.conflict, conflict.who, conflict.when].filter(Boolean).join(' · ');
		box.append(about);
		const choice = (text, value, run) => {
			const button = document.createElement('button');
			button.type = 'button';
			button.className = 'btn small second';
			button.textContent = `${text} ${value || '-'}`;
			button.addEventListener('click', () => {
				box.remove();
				setVersion(field.dataset.save, conflict.version);
				run();
			});
			box.append(button, ' ');
		};
		choice(line?.dataset.mine ?? '', mine, () => enqueue(field));
		choice(line?.dataset.theirs ?? '', conflict.theirs, () => {
			if (isBox(field))
				field.checked = conflict.theirs === field.value;
			else
				field.value = conflict.theirs ?? '';
			localStorage.removeItem(pendingKey(field));
			enqueue(field);
		});
		(field.closest('.field, td') ?? field.parentElement).append(box);
		box.querySelector('button').focus();
	}

	// ---- what the person does ----

	function note(field) {
		store(pendingKey(field), { user, value: valueOf(field), version: versionHolder(field).dataset.version ?? '', at: Date.now() });
	}
	document.addEventListener('input', ({ target: field }) => {
		if (!field.dataset?.save || !field.name)
			return;
		note(field);
		clearTimeout(timers.get(field));
		timers.set(field, setTimeout(() => enqueue(field), PAUSE_MS));
	});
	document.addEventListener('change', ({ target: field }) => {
		if (!field.dataset?.save || !field.name)
			return;
		note(field);
		enqueue(field);
	});
	addEventListener('online', () => [...queues.keys()].forEach((url) => { queueOf(url).wait = 0; send(url); }));

	// Leaving the page: what is still waiting goes out with it.
	addEventListener('pagehide', () => {
		for (const field of timers.keys())
			post(field.dataset.save, { name: field.name, value: valueOf(field), version: versionHolder(field).dataset.version ?? '' },
				{ keepalive: true }).catch(() => {});
	});

	// After a crash: what never arrived is put back and saved; if the record has moved on, that is a conflict.
	for (const key of storedKeys(PENDING)) {
		const entry = stored(key);
		const field = [...document.querySelectorAll('[data-save]')].find((one) => pendingKey(one) === key);
		if (!entry || Date.now() - entry.at > 7 * 24 * 3600 * 1000)
			localStorage.removeItem(key);
		else if (field && entry.user === user && valueOf(field) !== entry.value && field.type !== 'radio') {
			if (isBox(field))
				field.checked = entry.value === field.value;
			else
				field.value = entry.value;
			versionHolder(field).dataset.version = entry.version;
			enqueue(field);
		} else if (field) {
			localStorage.removeItem(key);
		}
	}
})();
