// The house-rule checker finds what it should, at the right line, and leaves the rest alone.
import assert from 'node:assert/strict';
import { checkFiles, readC, roomsOf } from './check.mjs';
import { finish, test } from '../test/lib/tap.mjs';

const HEAD = '/* What this owns. */\n';
const todo = 'TO' + 'DO';
const place = '/ro' + 'ot/x';

const BREACHES = [
	['src/people/account/note_web.c', `${HEAD}static const char SQL[] = "SELECT id FROM note";\n`, 2, 'SQL outside'],
	['src/people/account/note_web.c', `${HEAD}x("DELETE FROM note");\n`, 2, 'SQL outside'],
	['src/people/account/note_store.c', `${HEAD}\n"SELECT a::text FROM note";\n`, 3, 'only one engine knows: ::'],
	['src/people/account/note_store.c', `${HEAD}"UPDATE note SET a = 1 RETURNING id";\n`, 2, 'RETURNING'],
	['src/people/account/note_web.c', `${HEAD}f("<p class='x'>");\n`, 2, 'HTML in C'],
	['src/people/account/note_web.c', `${HEAD}f("</td>");\n`, 2, 'HTML in C'],
	['src/people/account/note_web.c', `${HEAD}f("保存");\n`, 2, 'put it into the .po files'],
	['src/base/x.c', `${HEAD}strcpy(a, b);\n`, 2, 'strcpy() is banned'],
	['src/people/account/note_web.c', `${HEAD}\nchar *p = malloc (3);\n`, 3, 'malloc() is banned'],
	['src/people/account/note.c', `${HEAD}system("ls");\n`, 2, 'system() is banned'],
	['src/core/ghg/x.c', `${HEAD}fopen("a", "r");\n`, 2, 'fopen() is banned'],
	['src/base/x.c', `${HEAD}#include "db/db.h"\n`, 2, 'base may not use platform/db, which comes after it'],
	['src/core/ghg/x.c', `${HEAD}#include "http/http.h"\n`, 2, 'core/ghg may not use platform/http'],
	['src/platform/html/x.c', `${HEAD}#include "account/account.h"\n`, 2, 'platform/html may not use people/account'],
	['src/accounting/inventory/x.c', `${HEAD}#include "base/str.h"\n#include "result/result.h"\n`, 3, 'accounting/inventory may not use accounting/result'],
	['src/accounting/report/report_view.h', `${HEAD}#include "demo/demo.h"\n`, 2, 'may not use app/demo'],
	['src/accounting/inventory/x.c', `${HEAD}#include "wizard/wizard.html.h"\n`, 2, 'accounting/inventory may not use accounting/wizard'],
	['src/accounting/wizard/wizard.html', '{{use "html/parts.html.h"}}\n{{use "report/report.html.h"}}\n', 2, 'accounting/wizard may not use accounting/report'],
	['src/accounting/nowhere/x.c', `${HEAD}`, 1, 'the room accounting/nowhere is not in the list of rooms'],
	['src/accounting/level/x.c', `${HEAD}#include "organisation/organisation_store.h"\n`, 2, 'another wing uses people/organisation through organisation.h'],
	['src/accounting/report/x.c', `${HEAD}#include "plan/plan_web.h"\n`, 2, 'plan_web.h is for src/app/routes.c'],
	['src/people/account/note_web.c', `${HEAD}return text.data;\n`, 2, 'a buffer is read with buf_take'],
	['src/core/ghg/x_test.c', `${HEAD}f(svg->data == NULL);\n`, 2, 'a buffer is read with buf_take'],
	['test/fuzz/x.c', `${HEAD}f(out.data, out.len);\n`, 2, 'a buffer is read with buf_take'],
	['src/people/account/note_web.c', `${HEAD}err = db_begin(req->db);\n`, 2, 'db_begin() outside of a *_store.c'],
	['src/accounting/check/note_web.c', `${HEAD}\nreturn db_finish(req->db, err);\n`, 3, 'db_finish() outside of a *_store.c'],
	['src/accounting/check/note.c', `${HEAD}err = change_begin(by, id, &change);\n`, 2, 'change_begin() outside of a *_store.c'],
	['src/people/account/note.c', 'int x;\n', 1, 'no head comment'],
	['src/people/account/note.c', `${HEAD}// ${todo}: later\n`, 2, 'left over'],
	['docs/x.md', `see ${place}\n`, 1, 'a place of one machine'],
	['src/people/account/note.html', '{{template x()}}\n<p style="a">\n', 2, 'inline style'],
	['src/people/account/note.html', '<p onclick="a()">\n', 1, 'inline style or script'],
	['src/people/account/note.html', '{{raw v->name}}\n', 1, 'raw output'],
	['src/people/account/note.html', '<p>保存</p>\n', 1, 'put it into the .po files'],
	['src/people/account/note.c', `${HEAD}int a; \n`, 2, 'white space'],
];

const FINE = [
	['src/people/account/note_store.c', `${HEAD}"SELECT id FROM note WHERE org_id = $1";\n`],
	['src/people/account/note_store.c', `${HEAD}err = db_begin(by.db); db_finish(by.db, err);\n`],
	['src/platform/http/note.c', `${HEAD}db_rollback(req->db);\n`],
	['src/accounting/check/note_web.c', `${HEAD}err = inventory_change_begin(scope_of(req), id, &change);\n`],
	['src/people/account/note_test.c', `${HEAD}"SELECT id FROM note"; "保存"; strcpy(a, b);\n`],
	['src/people/account/note.c', `${HEAD}/* "SELECT a FROM b" and <p> and strcpy(a) */ x->free(a); "万kWh"; "a < b > c";\n`],
	['src/people/account/note.c', `${HEAD}#include "audit/audit.h"\n#include "html/html.h"\n#include "account/account_store.h"\n`],
	['src/people/account/note.c', `${HEAD}char c = '"'; f("it's"); g('\\'');\n`],
	['src/platform/html/x.c', `${HEAD}f("<p>");\n`],
	['src/accounting/level/x.c', `${HEAD}#include "organisation/place_form.html.h"\n`],
	['src/people/account/note.c', `${HEAD}x = (X){.data = 1}; y = code->data; z = req->database;\n`],
	['src/platform/html/x.c', `${HEAD}f(out.data);\n`],
	['src/people/account/note.html', '<script src="{{asset "a.js"}}"></script><svg><path d="M0"/></svg>{{raw v->svg}}\n'],
];

for (const [path, source, line, says] of BREACHES) {
	await test(`finds ${says} in ${path}`, () => {
		const found = checkFiles([[path, source]]);
		assert.ok(found.some((one) => one.startsWith(`${path}:${line}: `) && one.includes(says)), `found: ${found.join('; ') || 'nothing'}`);
	});
}
for (const [path, source] of FINE) {
	await test(`lets ${path} be: ${source.slice(HEAD.length, HEAD.length + 40).replace(/\s+/g, " ").trim()}`, () => {
		assert.deepEqual(checkFiles([[path, source]]), []);
	});
}
await test('a table has one room that writes it', () => {
	const insert = `${HEAD}"INSERT INTO note (id) VALUES ($1)";\n`;
	const found = checkFiles([
		['src/people/account/account_store.c', insert],
		['src/people/account/rate_store.c', `${HEAD}"DELETE FROM note WHERE id = $1";\n`],
		['src/people/organisation/organisation_store.c', `${HEAD}"SELECT id FROM note";\n"UPDATE note SET a = $1";\n`],
		['src/people/organisation/organisation_store_test.c', insert],
	]);
	assert.deepEqual(found, ['src/people/organisation/organisation_store.c:3: people/organisation writes the table note, which people/account writes']);
});
const fileOf = (name, body) => [`src/people/account/${name}`, HEAD + body];
await test('files of a room that call each other in a circle are found, once', () => {
	const found = checkFiles([
		fileOf('a.c', 'int a_sum(int n)\n{\n\treturn b_sum(n);\n}\n'),
		fileOf('b.c', 'int b_sum(int n)\n{\n\treturn c_sum(n);\n}\n'),
		fileOf('c.c', 'int c_sum(int n)\n{\n\treturn n ? a_sum(n - 1) : 0;\n}\n'),
	]);
	assert.deepEqual(found, ['src/people/account/a.c:1: a circle of files: a.c -> b.c -> c.c -> a.c']);
});
await test('headers of a room that include each other are found', () => {
	const found = checkFiles([fileOf('a.h', '#include "account/b.h"\n'), fileOf('b.h', '#include "account/a.h"\n')]);
	assert.deepEqual(found, ['src/people/account/a.h:1: a circle of files: a.h -> b.h -> a.h']);
});
await test('a call downwards, of a pointer, of a static namesake or from a test is no circle', () => {
	const found = checkFiles([
		fileOf('a.c', 'int a_sum(int n)\n{\n\treturn b_sum(n);\n}\nstatic int add(int n)\n{\n\treturn n;\n}\n'),
		fileOf('b.c', 'int b_sum(int n)\n{\n\treturn x->a_sum(n) + add(n);\n}\nstatic int a_sum(int n)\n{\n\treturn n;\n}\n'),
		fileOf('b_test.c', 'int b_test(void)\n{\n\treturn a_sum(1) + b_sum(1);\n}\n'),
		['src/people/organisation/a.c', `${HEAD}int b_sum(int n)\n{\n\treturn a_sum(n);\n}\n`],
	]);
	assert.deepEqual(found, []);
});
await test('the order of rooms is read from meson.build', () => {
	assert.deepEqual(roomsOf("x = ['no']\nrooms = [\n\t'base',\n\t'core/ghg', 'core/live',\n]\ny = ['no']\n"), ['base', 'core/ghg', 'core/live']);
});
await test('a word that nothing uses is found; a pasted name uses all that fit', () => {
	const found = checkFiles([
		['src/people/account/a.zh.po', 'msgid "a.one"\nmsgstr "1"\n\nmsgid "a.two"\nmsgstr "2"\n\nmsgid "a.x.title"\nmsgstr "3"\n\nmsgid "a.d"\nmsgstr "4"\n'],
		['src/people/account/a.c', `${HEAD}f(W_a_one); /* W_a_two */ #define T(key) W_a_##key##_title\n`],
		['src/people/account/a.html', '{{t a.d n=1}}\n'],
	]);
	assert.deepEqual(found, ['src/people/account/a.zh.po:4: nothing uses the word a.two']);
});
await test('a word lies in the only room that uses it, and its name in C in one file', () => {
	const found = checkFiles([
		['src/people/account/a.zh.po', 'msgid "a.one"\nmsgstr "1"\n\nmsgid "a.both"\nmsgstr "2"\n'],
		['src/people/admin/a.zh.po', 'msgid "a.both"\nmsgstr "3"\n'],
		['src/people/account/a.html', '{{t a.both}}\n'],
		['src/people/admin/a.html', '{{t a.one}}{{t a.both}}\n'],
	]);
	assert.deepEqual(found, ['src/people/account/a.zh.po:1: only people/admin uses the word a.one: it lies there', 'src/people/admin/a.zh.po:1: W_a_both stands in src/people/account/a.zh.po too']);
});
await test('comments and texts are told apart', () => {
	const { code, texts } = readC('a /* "no" */ "yes" // "no"\n"it\\"s"');
	assert.deepEqual(texts, [{ line: 1, text: 'yes' }, { line: 2, text: 'it\\"s' }]);
	assert.ok(!code.includes('no'));
});
finish();
