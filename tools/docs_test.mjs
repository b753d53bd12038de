// The pages that are made from the sources: what they read, and that those in docs/ are up to date.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { directUses, pictureOf, usesOf, wingsOf } from './house.mjs';
import { ownersOf, pageOf, statementsOf, tablesOf } from './schema.mjs';
import { finish, test } from '../test/lib/tap.mjs';

const FIRST = `-- The head of the file.

-- Notes of people.
CREATE TABLE note (
	id @id PRIMARY KEY,
	text TEXT NOT NULL DEFAULT '', -- as typed | kept
	UNIQUE (text)
) @strict;
CREATE INDEX note_by_text ON note (text, id);
`;

await test('a table is read with its columns, keys, comments and later columns', () => {
	const [table] = tablesOf([['0001_note.sql', FIRST], ['0002_more.sql', 'ALTER TABLE note ADD COLUMN at @int NOT NULL DEFAULT 0; -- ms\nUPDATE note SET at = 1;\n']]);
	assert.equal(table.about, 'Notes of people.');
	assert.deepEqual(table.columns.map((column) => [column.name, column.type]), [['id', 'id'], ['text', 'TEXT'], ['at', 'int']]);
	assert.equal(table.columns[1].note, 'as typed | kept');
	assert.deepEqual(table.keys, ['UNIQUE (text)', 'INDEX note_by_text (text, id)']);
	assert.match(pageOf([table], new Map([['note', 'people/account']])), /Written by `src\/people\/account`[\s\S]*as typed \\\| kept/);
});

await test('a renamed table keeps its columns, a dropped one goes, what is not understood fails', () => {
	assert.deepEqual(tablesOf([['1', FIRST], ['2', 'ALTER TABLE note RENAME TO remark;\n']]).map((table) => table.name), ['remark']);
	assert.deepEqual(tablesOf([['1', FIRST], ['2', 'DROP TABLE note;\n']]), []);
	assert.throws(() => tablesOf([['1', 'CREATE VIEW v AS SELECT 1;\n']]), /not understood/);
	assert.equal(statementsOf('-- only a comment\n').length, 0);
});

await test('the first room whose store writes a table owns it', () => {
	const owners = ownersOf([['src/people/account/account_store.c', '"INSERT INTO session (id) VALUES ($1)"'], ['src/people/admin/admin_store.c', '"SELECT id FROM session"']]);
	assert.equal(owners.get('session'), 'people/account');
	assert.equal(owners.size, 1);
});

await test('uses are those of includes and templates, without what follows from others', () => {
	const rooms = ['base', 'core/ghg', 'people/account', 'people/organisation', 'people/admin'];
	const uses = usesOf(rooms, [
		['src/people/admin/admin.html', '{{use "account/account_view.h"}}\n'],
		['src/people/admin/admin_web.c', '#include "organisation/organisation.h"\n#include "base/str.h"\n#include <math.h>\n'],
		['src/people/organisation/organisation.c', '#include "account/account.h"\n'],
		['src/app/main.c', '#include "admin/admin.h"\n'],
	]);
	assert.deepEqual([...uses.get('people/admin')].sort(), ['base', 'people/account', 'people/organisation']);
	assert.deepEqual([...directUses('people/admin', uses)], ['people/organisation']);
	assert.deepEqual(wingsOf(rooms, uses).map((wing) => [wing.name, wing.below]), [['base', []], ['core', []], ['people', ['base']], ['app', ['people']]]);
	assert.match(pictureOf(rooms, []), /<svg[\s\S]*>organisation<[\s\S]*<\/svg>/);
});

for (const tool of ['schema.mjs', 'house.mjs'])
	await test(`what tools/${tool} made is up to date`, () => execFileSync('node', [`tools/${tool}`, '--check'], { stdio: ['ignore', 'inherit', 'inherit'] }));

finish();
