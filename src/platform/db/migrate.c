/* Brings the schema up to date from the embedded files NNNN_x.sql of all rooms, in the order of their
 * numbers. Each file is one transaction, which first writes its row of schema_migration: of two processes
 * that start at once the unique number lets one through and makes the other wait and see that it is done. */
#include "db/engine.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/embed.h"
#include "base/log.h"
#include "base/rand.h"
#include "base/str.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const Embedded MIGRATIONS[];

enum { STATEMENT_MAX = 64 * 1024, TRIES_MAX = 100 };

static int number_of(const Embedded *file)
{
	return atoi(file->name);
}

static bool word_follows(const char *at, const char *word)
{
	size_t len = strlen(word);
	return strncmp(at, word, len) == 0 && !isalnum((unsigned char)at[len]) && at[len] != '_';
}

/* What the type word at `at` becomes; NULL when it is none of the five. */
static const char *type_word(const DbEngine *engine, const char *at, size_t *len)
{
	const struct {
		const char *word, *becomes;
	} words[] = {
	    {"@id", engine->type_id},
	    {"@int", engine->type_int},
	    {"@real", engine->type_real},
	    {"@blob", engine->type_blob},
	    {"@strict", engine->strict},
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (word_follows(at, words[i].word)) {
			*len = strlen(words[i].word);
			return words[i].becomes;
		}
	}
	return NULL;
}

/* Adds a quoted text or name, quotes included, and returns what follows it. */
static const char *copy_quoted(Buf *out, const char *at)
{
	char quote = *at;
	do
		buf_char(out, *at++);
	while (*at && *at != quote);
	if (*at)
		buf_char(out, *at++);
	return at;
}

/* The next statement of `*text` for this engine, without comments; "" at the end. NULL: not readable. */
static const char *next_statement(Arena *mem, const DbEngine *engine, const char **text)
{
	Buf out = buf_in(mem, STATEMENT_MAX);
	const char *at = *text;
	while (*at && *at != ';') {
		size_t len;
		const char *becomes;
		if (at[0] == '-' && at[1] == '-') {
			at += strcspn(at, "\n");
		} else if (*at == '\'' || *at == '"') {
			at = copy_quoted(&out, at);
		} else if (*at != '@') {
			buf_char(&out, *at++);
		} else {
			becomes = type_word(engine, at, &len);
			if (!becomes)
				return NULL;
			buf_text(&out, becomes);
			at += len;
		}
	}
	*text = *at ? at + 1 : at;
	if (out.overflow)
		return NULL;
	const char *statement = str_trim(mem, buf_take(&out));
	while (*statement && isspace((unsigned char)*statement))
		statement++;
	return *statement || !**text ? statement : next_statement(mem, engine, text);
}

static Err run_statements(Db *db, const Embedded *file)
{
	Arena *mem = arena_open();
	const char *text = file->bytes;
	Err err = OK;
	while (!err) {
		const char *statement = next_statement(mem, db->engine, &text);
		if (!statement) {
			log_event(LOG_ERROR, "migration not readable", "file", file->name, NULL);
			err = ERR_INTERNAL;
			break;
		}
		if (!*statement)
			break;
		err = db->engine->exec_once(db, statement);
	}
	arena_close(mem);
	return err;
}

static const char TABLE_NAME[] = "schema_migration";

static Err has_table(Db *db, bool *out)
{
	Rows *rows = db_query(db, db->engine->sql_has_table, TEXT(TABLE_NAME));
	*out = db_next(rows) && db_int(rows, 0) > 0;
	return db_end(rows);
}

static const Embedded TABLE = {
    .name = "schema_migration",
    .bytes = "CREATE TABLE IF NOT EXISTS schema_migration ("
	     " number @int PRIMARY KEY, name TEXT NOT NULL, applied_at @int NOT NULL, digest TEXT NOT NULL) "
	     "@strict",
};

/* Two that create it at once on PostgreSQL: one of them fails, and finds it there at the next try. */
static Err make_table(Db *db)
{
	Err err = OK;
	for (int try = 0; try < 5; try++) {
		bool exists;
		err = has_table(db, &exists);
		if (err || exists)
			return err;
		err = db_begin(db);
		if (err)
			return err;
		err = db_finish(db, run_statements(db, &TABLE));
	}
	return err;
}

typedef struct Applied {
	bool found;
	char digest[65];
} Applied;

static const char SQL_APPLIED[] = "SELECT digest FROM schema_migration WHERE number = $1";

static Err read_applied(Db *db, int number, Applied *out)
{
	*out = (Applied){0};
	Rows *rows = db_query(db, SQL_APPLIED, INT(number));
	if (db_next(rows)) {
		out->found = true;
		snprintf(out->digest, sizeof out->digest, "%s", db_text(rows, 0));
	}
	return db_end(rows);
}

static const char SQL_RECORD[] =
    "INSERT INTO schema_migration (number, name, applied_at, digest) VALUES ($1, $2, $3, $4)";

static Err apply(Db *db, const Embedded *file, const char *digest)
{
	Err err = db_begin(db);
	if (err)
		return err;
	err = db_exec(db, SQL_RECORD, INT(number_of(file)), TEXT(file->name), INT(now_ms()), TEXT(digest));
	if (!err)
		err = run_statements(db, file);
	return db_finish(db, err);
}

/* Applies one file unless it is there; refuses when a different text was applied under its number. */
static Err ensure_applied(Db *db, const Embedded *file, const char *digest, bool *is_new)
{
	*is_new = false;
	Err err = OK;
	for (int try = 0; try < TRIES_MAX; try++) {
		Applied applied;
		err = read_applied(db, number_of(file), &applied);
		if (err)
			return err;
		if (applied.found) {
			if (str_eq(applied.digest, digest))
				return OK;
			log_event(LOG_ERROR, "a migration that was applied has changed since", "file",
			    file->name, NULL);
			return ERR_INTERNAL;
		}
		err = apply(db, file, digest);
		*is_new = !err;
		if (err != ERR_CONFLICT && err != ERR_RETRY)
			return err;
	}
	return err;
}

Err db_migrate(Db *db, int *applied)
{
	int count = 0;
	Err err = make_table(db);
	Arena *mem = arena_open();
	for (const Embedded *file = MIGRATIONS; !err && file->name; file++) {
		bool is_new;
		err = ensure_applied(db, file, sha256_hex(mem, file->bytes, file->len), &is_new);
		if (err)
			log_event(LOG_ERROR, "migration failed", "file", file->name, NULL);
		else if (is_new)
			log_event(LOG_INFO, "migration applied", "file", file->name, NULL);
		count += !err && is_new;
	}
	arena_close(mem);
	if (applied)
		*applied = count;
	if (err)
		return err;

	int newest, embedded;
	err = db_schema_version(db, &newest, &embedded);
	if (err || newest <= embedded)
		return err;
	log_event(LOG_ERROR, "the store was migrated by a newer qingce: use that one", NULL);
	return ERR_INTERNAL;
}

static const char SQL_NEWEST[] = "SELECT COALESCE(MAX(number), 0) FROM schema_migration";

Err db_schema_version(Db *db, int *applied, int *embedded)
{
	*applied = 0;
	*embedded = 0;
	for (const Embedded *file = MIGRATIONS; file->name; file++)
		*embedded = number_of(file);
	bool exists;
	Err err = has_table(db, &exists);
	if (err || !exists)
		return err;
	Rows *rows = db_query(db, SQL_NEWEST);
	if (db_next(rows))
		*applied = (int)db_int(rows, 0);
	return db_end(rows);
}
