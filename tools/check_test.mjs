// The house-rule checker finds what it should, at the right line, and leaves the rest alone.
import assert from 'node:assert/strict';
import { checkFiles, readC } from './check.mjs';
import { finish, test } from '../test/lib/tap.mjs';

const HEAD = '/* What this owns. */\n';
const todo = 'TO' + 'DO';
const place = '/ro' + 'ot/x';

const BREACHES = [
	['src/people/note/note_web.c', `${HEAD}static const char SQL[] = "SELECT id FROM note";\n`, 2, 'SQL outside'],
	['src/people/note/note_web.c', `${HEAD}x("DELETE FROM note");\n`, 2, 'SQL outside'],
	['src/people/note/note_store.c', `${HEAD}\n"SELECT a::text FROM note";\n`, 3, 'only one engine knows: ::'],
	['src/people/note/note_store.c', `${HEAD}"UPDATE note SET a = 1 RETURNING id";\n`, 2, 'RETURNING'],
	['src/people/note/note_web.c', `${HEAD}f("<p class='x'>");\n`, 2, 'HTML in C'],
	['src/people/note/note_web.c', `${HEAD}f("</td>");\n`, 2, 'HTML in C'],
	['src/people/note/note_web.c', `${HEAD}f("保存");\n`, 2, 'put it into locale/'],
	['src/base/x.c', `${HEAD}strcpy(a, b);\n`, 2, 'strcpy() is banned'],
	['src/people/note/note_web.c', `${HEAD}\nchar *p = malloc (3);\n`, 3, 'malloc() is banned'],
	['src/people/note/note.c', `${HEAD}system("ls");\n`, 2, 'system() is banned'],
	['src/core/ghg/x.c', `${HEAD}fopen("a", "r");\n`, 2, 'fopen() is banned'],
	['src/base/x.c', `${HEAD}#include "db/db.h"\n`, 2, 'base (level 0) may not include db (level 2)'],
	['src/core/ghg/x.c', `${HEAD}#include "http/http.h"\n`, 2, 'may not include http'],
	['src/platform/html/x.c', `${HEAD}#include "note/note.h"\n`, 2, 'may not include note'],
	['src/people/note/note.c', `${HEAD}#include "other/other_store.h"\n`, 2, 'through other/other.h alone'],
	['src/people/note/note.c', 'int x;\n', 1, 'no head comment'],
	['src/people/note/note.c', `${HEAD}// ${todo}: later\n`, 2, 'left over'],
	['docs/x.md', `see ${place}\n`, 1, 'a place of one machine'],
	['src/people/note/note.html', '{{template x()}}\n<p style="a">\n', 2, 'inline style'],
	['src/people/note/note.html', '<p onclick="a()">\n', 1, 'inline style or script'],
	['src/people/note/note.html', '{{raw v->name}}\n', 1, 'raw output'],
	['src/people/note/note.html', '<p>保存</p>\n', 1, 'put it into locale/'],
	['src/people/note/note.c', `${HEAD}int a; \n`, 2, 'white space'],
];

const FINE = [
	['src/people/note/note_store.c', `${HEAD}"SELECT id FROM note WHERE org_id = $1";\n`],
	['src/people/note/note_test.c', `${HEAD}"SELECT id FROM note"; "保存"; strcpy(a, b);\n`],
	['src/people/note/note.c', `${HEAD}/* "SELECT a FROM b" and <p> and strcpy(a) */ x->free(a); "万kWh"; "a < b > c";\n`],
	['src/people/note/note.c', `${HEAD}#include "other/other.h"\n#include "html/html.h"\n#include "note/note_store.h"\n`],
	['src/people/note/note.c', `${HEAD}char c = '"'; f("it's"); g('\\'');\n`],
	['src/platform/html/x.c', `${HEAD}f("<p>");\n`],
	['src/people/note/note.html', '<script src="{{asset "a.js"}}"></script><svg><path d="M0"/></svg>{{raw v->svg}}\n'],
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
await test('a word that nothing uses is found; a pasted name uses all that fit', () => {
	const found = checkFiles([
		['locale/zh/a.po', 'msgid "a.one"\nmsgstr "1"\n\nmsgid "a.two"\nmsgstr "2"\n\nmsgid "b.x.title"\nmsgstr "3"\n\nmsgid "c.d"\nmsgstr "4"\n'],
		['src/people/a/a.c', `${HEAD}f(W_a_one); #define T(key) W_b_##key##_title\n`],
		['src/people/a/a.html', '{{t c.d n=1}}\n'],
	]);
	assert.deepEqual(found, ['locale/zh/a.po:4: nothing uses the word a.two']);
});
await test('comments and texts are told apart', () => {
	const { code, texts } = readC('a /* "no" */ "yes" // "no"\n"it\\"s"');
	assert.deepEqual(texts, [{ line: 1, text: 'yes' }, { line: 2, text: 'it\\"s' }]);
	assert.ok(!code.includes('no'));
});
finish();
