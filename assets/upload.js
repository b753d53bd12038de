// Uploads with progress, several files one after the other, and a place to drop them. A form with data-upload works as a
// plain multipart form without this; with data-upload="now" the files go as soon as they are chosen.
'use strict';
(() => {
	const { replaceFragments, showProblem } = globalThis.qingce;

	// Sends one file with the other fields of the form; answers {status, body}.
	function send(form, input, file, onProgress) {
		return new Promise((resolve) => {
			const data = new FormData(form);
			data.delete(input.name);
			data.append(input.name, file, file.name);
			const request = new XMLHttpRequest();
			request.open('POST', form.action);
			request.setRequestHeader('Accept', 'application/json');
			request.setRequestHeader('X-CSRF-Token', document.querySelector('meta[name=csrf]')?.content ?? '');
			request.upload.addEventListener('progress', (event) => event.lengthComputable && onProgress(event.loaded / event.total));
			request.addEventListener('loadend', () => {
				let body = {};
				try {
					body = JSON.parse(request.responseText);
				} catch { /* a page, not JSON */ }
				resolve({ status: request.status, body, url: request.responseURL });
			});
			request.send(data);
		});
	}

	function lineOf(form, file) {
		let list = form.querySelector('.uploads');
		if (!list) {
			list = document.createElement('ul');
			list.className = 'uploads';
			list.setAttribute('aria-live', 'polite');
			form.append(list);
		}
		const item = document.createElement('li');
		const name = document.createElement('span');
		const bar = document.createElement('progress');
		const state = document.createElement('span');
		name.textContent = file.name;
		bar.max = 1;
		bar.value = 0;
		bar.setAttribute('aria-label', file.name);
		item.append(name, bar, state);
		list.append(item);
		return { bar, state, fail: (text) => { state.textContent = text; state.className = 'bad'; } };
	}

	async function sendAll(form, input, files) {
		let next = null;
		let hasFailed = false;
		showProblem(input, '');
		for (const file of files) {
			const line = lineOf(form, file);
			const { status, body, url } = await send(form, input, file, (share) => {
				line.bar.value = share;
				line.state.textContent = `${Math.round(share * 100)}%`;
			});
			const problem = Object.values(body.problems ?? {})[0];
			if (status >= 200 && status < 400 && !problem) {
				line.state.textContent = '✓';
				replaceFragments(body.fragments);
				next = body.location ?? (body.fragments ? null : url);
			} else {
				hasFailed = true;
				line.fail(problem ?? body.detail ?? body.title ?? `${status || '–'}`);
			}
		}
		input.value = '';
		if (next && !hasFailed)
			location.assign(next);
		else if (next)
			setTimeout(() => location.reload(), 4000);
	}

	const inputOf = (form) => form.querySelector('input[type=file]');

	document.addEventListener('submit', (event) => {
		const form = event.target;
		const input = form.matches('[data-upload]') && inputOf(form);
		if (!input || input.files.length === 0)
			return;
		event.preventDefault();
		sendAll(form, input, [...input.files]);
	}, true);
	document.addEventListener('change', (event) => {
		const form = event.target.form;
		if (form?.dataset.upload === 'now' && event.target.type === 'file' && event.target.files.length > 0)
			sendAll(form, event.target, [...event.target.files]);
	});

	for (const zone of document.querySelectorAll('[data-upload] .drop')) {
		if (zone.dataset.drop) {
			const hint = document.createElement('p');
			hint.className = 'hint';
			hint.textContent = zone.dataset.drop;
			zone.prepend(hint);
		}
		const over = (event) => { event.preventDefault(); zone.classList.add('is-over'); };
		zone.addEventListener('dragenter', over);
		zone.addEventListener('dragover', over);
		zone.addEventListener('dragleave', () => zone.classList.remove('is-over'));
		zone.addEventListener('drop', (event) => {
			event.preventDefault();
			zone.classList.remove('is-over');
			const form = zone.closest('form');
			const input = inputOf(form);
			const files = [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1);
			if (files.length > 0)
				sendAll(form, input, files);
		});
	}
})();
