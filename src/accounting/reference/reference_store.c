/* All SQL of reference tables. */
#include "reference/reference_store.h"

#include "audit/audit.h"
#include "base/date.h"
#include "base/rand.h"
#include "ghg/ghg.h"
#include "reference/reference_rules.h"

static const char SQL_BATCHES[] =
    "SELECT b.id, b.layout, b.title, b.licence, b.retrieved, b.file_name, b.row_count, b.skipped,"
    " COALESCE(u.name, ''), b.added_at FROM reference_batch b LEFT JOIN user_account u ON u.id = b.added_by"
    " ORDER BY b.id DESC LIMIT $1";

Err reference_batches(Db *db, Arena *mem, ReferenceBatch **out, size_t *count)
{
	*out = ARENA_ARRAY(mem, ReferenceBatch, REFERENCE_MAX_BATCHES);
	*count = 0;
	Rows *rows = db_query(db, SQL_BATCHES, INT(REFERENCE_MAX_BATCHES));
	while (*count < REFERENCE_MAX_BATCHES && db_next(rows))
		(*out)[(*count)++] = (ReferenceBatch){
		    .id = db_int(rows, 0),
		    .layout = arena_copy(mem, db_text(rows, 1)),
		    .title = arena_copy(mem, db_text(rows, 2)),
		    .licence = arena_copy(mem, db_text(rows, 3)),
		    .retrieved = arena_copy(mem, db_text(rows, 4)),
		    .file_name = arena_copy(mem, db_text(rows, 5)),
		    .rows = db_int(rows, 6),
		    .skipped = db_int(rows, 7),
		    .added_by_name = arena_copy(mem, db_text(rows, 8)),
		    .added_at = db_int(rows, 9),
		};
	return db_end(rows);
}

/* ---- writing ---- */

static const char SQL_COUNT[] = "SELECT COUNT(*) FROM reference_batch";
static const char SQL_ADD_BATCH[] = "INSERT INTO reference_batch (id, layout, title, licence, retrieved, "
				    "file_name, row_count, skipped, added_by,"
				    " added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

static Err check_room(Db *db)
{
	Rows *rows = db_query(db, SQL_COUNT);
	bool is_full = db_next(rows) && db_int(rows, 0) >= REFERENCE_MAX_BATCHES;
	Err err = db_end(rows);
	if (err)
		return err;
	return is_full ? ERR_TOO_LARGE : OK;
}

static Err add_factors(Db *db, int64_t batch_id, const ReferenceFactor factors[], size_t count)
{
	DbBulk *bulk;
	Err err = db_bulk_begin(
	    db, "reference_factor", "id, batch_id, code, name, value_text, unit, year, note", 8, &bulk);
	if (err)
		return err;
	for (size_t i = 0; i < count && !err; i++) {
		const ReferenceFactor *f = &factors[i];
		const DbValue values[] = {INT(f->id), INT(batch_id), TEXT(f->code), TEXT(f->name),
		    TEXT(f->value_text), TEXT(f->unit), TEXT(f->year), TEXT(f->note)};
		err = db_bulk_row(bulk, values);
	}
	Err end = db_bulk_end(bulk);
	return err ? err : end;
}

static Err add_words(Db *db, int64_t batch_id, const ReferenceFactor factors[], size_t count)
{
	DbBulk *bulk;
	Err err = db_bulk_begin(db, "reference_word", "word, factor_id, batch_id", 3, &bulk);
	if (err)
		return err;
	Arena *scratch = arena_open();
	for (size_t i = 0; i < count && !err; i++) {
		arena_reset(scratch);
		const char *words[REFERENCE_WORDS];
		const char *text = arena_printf(scratch, "%s %s", factors[i].code, factors[i].name);
		size_t word_count = reference_words(scratch, text, words, REFERENCE_WORDS);
		for (size_t w = 0; w < word_count && !err; w++) {
			const DbValue values[] = {TEXT(words[w]), INT(factors[i].id), INT(batch_id)};
			err = db_bulk_row(bulk, values);
		}
	}
	arena_close(scratch);
	Err end = db_bulk_end(bulk);
	return err ? err : end;
}

Err reference_add(Scope by, const ReferenceBatch *b, const ReferenceFactor factors[], size_t count)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	err = check_room(by.db);
	if (!err)
		err = db_exec(by.db, SQL_ADD_BATCH, INT(b->id), TEXT(b->layout), TEXT(b->title),
		    TEXT(b->licence), TEXT(b->retrieved), TEXT(b->file_name), INT(b->rows), INT(b->skipped),
		    INT(by.user_id), INT(now_ms()));
	if (!err)
		err = add_factors(by.db, b->id, factors, count);
	if (!err)
		err = add_words(by.db, b->id, factors, count);
	if (!err)
		err = audit_add(scope_in(by, PLATFORM), "reference.import", "reference_batch", b->id,
		    arena_printf(by.mem, "%s: %zu", b->title, count));
	return db_finish(by.db, err);
}

static const char SQL_REMOVE_WORDS[] = "DELETE FROM reference_word WHERE batch_id = $1";
static const char SQL_REMOVE_FACTORS[] = "DELETE FROM reference_factor WHERE batch_id = $1";
static const char SQL_REMOVE_BATCH[] = "DELETE FROM reference_batch WHERE id = $1";

Err reference_remove(Scope by, int64_t batch_id)
{
	Err err = db_begin(by.db);
	if (err)
		return err;
	int64_t removed = 0;
	err = db_exec(by.db, SQL_REMOVE_WORDS, INT(batch_id));
	if (!err)
		err = db_exec(by.db, SQL_REMOVE_FACTORS, INT(batch_id));
	if (!err)
		err = db_exec_changed(by.db, &removed, SQL_REMOVE_BATCH, INT(batch_id));
	if (!err && !removed)
		err = ERR_NOT_FOUND;
	if (!err)
		err = audit_add(scope_in(by, PLATFORM), "reference.remove", "reference_batch", batch_id, "");
	return db_finish(by.db, err);
}

/* ---- finding ---- */

/* A word that is not asked for is ''; then its line holds for every row. */
#define HAS_WORD(n)                                                                                          \
	" AND ($" #n " = '' OR EXISTS (SELECT 1 FROM reference_word w WHERE w.word = $" #n                   \
	" AND w.factor_id = f.id))"
#define FIND_COLUMNS "SELECT f.id, f.code, f.name, f.value_text, f.unit, f.year, f.note, b.title, b.licence"

static const char SQL_PAGE[] = FIND_COLUMNS
    " FROM reference_factor f JOIN reference_batch b ON b.id = f.batch_id WHERE f.id > $1"
    " ORDER BY f.id LIMIT $2";
/* The longest word leads: it is the rarest as a rule. */
static const char SQL_FIND[] = FIND_COLUMNS
    " FROM reference_word l JOIN reference_factor f ON f.id = l.factor_id"
    " JOIN reference_batch b ON b.id = f.batch_id WHERE l.word = $3 AND l.factor_id > $1" HAS_WORD(4)
	HAS_WORD(5) HAS_WORD(6) HAS_WORD(7) HAS_WORD(8) " ORDER BY l.factor_id LIMIT $2";

Err reference_find(Db *db, Arena *mem, const char *const words[], size_t word_count, int64_t after, int limit,
    ReferenceFactor **out, size_t *count)
{
	const char *w[REFERENCE_QUERY_WORDS] = {"", "", "", "", "", ""};
	for (size_t i = 0; i < word_count && i < REFERENCE_QUERY_WORDS; i++)
		w[i] = words[i];
	*out = ARENA_ARRAY(mem, ReferenceFactor, (size_t)limit);
	*count = 0;
	Rows *rows = word_count ? db_query(db, SQL_FIND, INT(after), INT(limit), TEXT(w[0]), TEXT(w[1]),
				      TEXT(w[2]), TEXT(w[3]), TEXT(w[4]), TEXT(w[5]))
				: db_query(db, SQL_PAGE, INT(after), INT(limit));
	while (*count < (size_t)limit && db_next(rows)) {
		ReferenceFactor *factor = &(*out)[(*count)++];
		*factor = (ReferenceFactor){.id = db_int(rows, 0)};
		const char **texts[] = {&factor->code, &factor->name, &factor->value_text, &factor->unit,
		    &factor->year, &factor->note, &factor->title, &factor->licence};
		for (int i = 0; i < 8; i++)
			*texts[i] = arena_copy(mem, db_text(rows, i + 1));
		Unit unit;
		factor->is_usable = unit_parse(factor->unit, &unit);
	}
	return db_end(rows);
}
