/* All SQL of the audit chain. */
#include "audit/audit.h"

#include "base/date.h"
#include "base/str.h"

#include <stdio.h>
#include <string.h>

enum { PAGE = 500 };

typedef struct Head {
	int64_t seq; /* 0: nothing yet */
	char hash[65];
} Head;

static const char SQL_HEAD[] = "SELECT seq, hash FROM audit_head WHERE org_id = $1";

static Err read_head(Db *db, int64_t org_id, Head *out)
{
	*out = (Head){0};
	Rows *rows = db_query(db, SQL_HEAD, INT(org_id));
	if (db_next(rows)) {
		out->seq = db_int(rows, 0);
		snprintf(out->hash, sizeof out->hash, "%s", db_text(rows, 1));
	}
	return db_end(rows);
}

static const char SQL_ADVANCE[] = "UPDATE audit_head SET seq = seq + 1 WHERE org_id = $1";
static const char SQL_FIRST[] =
    "INSERT INTO audit_head (org_id, seq, hash) VALUES ($1, 0, '') ON CONFLICT (org_id) DO NOTHING";

/* Locks the head of the chain and counts it up; `out` has the new number and the hash of the row before. */
static Err advance_head(Db *db, int64_t org_id, Head *out)
{
	int64_t changed;
	Err err = db_exec_changed(db, &changed, SQL_ADVANCE, INT(org_id));
	if (!err && changed == 0) {
		err = db_exec(db, SQL_FIRST, INT(org_id));
		if (!err)
			err = db_exec(db, SQL_ADVANCE, INT(org_id));
	}
	return err ? err : read_head(db, org_id, out);
}

static const char SQL_INSERT[] = "INSERT INTO audit_event (org_id, seq, at_ms, user_id, action, "
				 "subject_type, subject_id, detail, request_id, hash)"
				 " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

static Err insert_row(Db *db, const AuditRow *row)
{
	return db_exec(db, SQL_INSERT, INT(row->org_id), INT(row->seq), INT(row->at_ms), INT(row->user_id),
	    TEXT(row->action), TEXT(row->subject_type), INT(row->subject_id), TEXT(row->detail),
	    TEXT(row->request_id), TEXT(row->hash));
}

static const char SQL_SET_HASH[] = "UPDATE audit_head SET hash = $2 WHERE org_id = $1";

Err audit_add(Scope by, const char *action, const char *subject_type, int64_t subject_id, const char *detail)
{
	if (detail && strlen(detail) > AUDIT_DETAIL_MAX)
		return ERR_TOO_LARGE;
	Head head;
	Err err = advance_head(by.db, by.org_id, &head);
	if (err)
		return err;

	AuditRow row = {
	    .org_id = by.org_id,
	    .seq = head.seq,
	    .at_ms = now_ms(),
	    .user_id = by.user_id,
	    .action = action ? action : "",
	    .subject_type = subject_type ? subject_type : "",
	    .subject_id = subject_id,
	    .detail = detail ? detail : "",
	    .request_id = by.request_id ? by.request_id : "",
	};
	Arena *mem = arena_open();
	row.hash = audit_row_hash(mem, head.hash, &row);
	err = insert_row(by.db, &row);
	if (!err)
		err = db_exec(by.db, SQL_SET_HASH, INT(by.org_id), TEXT(row.hash));
	arena_close(mem);
	return err;
}

static AuditRow read_row(Arena *mem, Rows *rows)
{
	return (AuditRow){
	    .org_id = db_int(rows, 0),
	    .seq = db_int(rows, 1),
	    .at_ms = db_int(rows, 2),
	    .user_id = db_int(rows, 3),
	    .action = arena_copy(mem, db_text(rows, 4)),
	    .subject_type = arena_copy(mem, db_text(rows, 5)),
	    .subject_id = db_int(rows, 6),
	    .detail = arena_copy(mem, db_text(rows, 7)),
	    .request_id = arena_copy(mem, db_text(rows, 8)),
	    .hash = arena_copy(mem, db_text(rows, 9)),
	};
}

static const char SQL_WALK[] =
    "SELECT org_id, seq, at_ms, user_id, action, subject_type, subject_id, detail, request_id, hash"
    " FROM audit_event WHERE org_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4";

/* Checks one page of the chain after `at`, up to row `last`, and moves `at` on to the last row that fits.
 * `fits` false: the row after `at` does not. */
static Err walk_page(Db *db, int64_t org_id, int64_t last, Head *at, bool *fits)
{
	Arena *mem = arena_open();
	int64_t before = at->seq;
	*fits = true;
	Rows *rows = db_query(db, SQL_WALK, INT(org_id), INT(before), INT(last), INT(PAGE));
	while (*fits && db_next(rows)) {
		AuditRow row = read_row(mem, rows);
		*fits = row.seq == at->seq + 1 && str_eq(row.hash, audit_row_hash(mem, at->hash, &row));
		if (*fits) {
			at->seq = row.seq;
			snprintf(at->hash, sizeof at->hash, "%s", row.hash);
		}
	}
	if (at->seq == before)
		*fits = false;
	arena_close(mem);
	return db_end(rows);
}

static const char SQL_LAST[] = "SELECT COALESCE(MAX(seq), 0) FROM audit_event WHERE org_id = $1";

static Err last_row(Db *db, int64_t org_id, int64_t *seq)
{
	*seq = 0;
	Rows *rows = db_query(db, SQL_LAST, INT(org_id));
	if (db_next(rows))
		*seq = db_int(rows, 0);
	return db_end(rows);
}

/* The head is read before the rows it stands for, and again after the newest row: rows that others add
 * meanwhile do not look like a break. */
Err audit_verify(Db *db, int64_t org_id, bool *intact, int64_t *broken_at)
{
	*intact = false;
	*broken_at = 0;
	Head head;
	Err err = read_head(db, org_id, &head);
	Head at = {0};
	bool fits = true;
	while (!err && fits && at.seq < head.seq)
		err = walk_page(db, org_id, head.seq, &at, &fits);
	if (err)
		return err;
	if (!fits || !str_eq(at.hash, head.hash)) {
		*broken_at = fits ? head.seq : at.seq + 1;
		return OK;
	}

	int64_t last;
	err = last_row(db, org_id, &last);
	if (!err)
		err = read_head(db, org_id, &head);
	if (err)
		return err;
	*intact = last <= head.seq;
	*broken_at = *intact ? 0 : head.seq + 1;
	return OK;
}

static const char SQL_NEXT_CHAIN[] =
    "SELECT org_id FROM audit_head WHERE org_id > $1 ORDER BY org_id LIMIT 1";

Err audit_next_chain(Db *db, int64_t after, bool *found, int64_t *org_id)
{
	Rows *rows = db_query(db, SQL_NEXT_CHAIN, INT(after));
	*found = db_next(rows);
	if (*found)
		*org_id = db_int(rows, 0);
	return db_end(rows);
}

static const char SQL_LIST[] =
    "SELECT org_id, seq, at_ms, user_id, action, subject_type, subject_id, detail, request_id, hash"
    " FROM audit_event WHERE org_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3";

Err audit_list(
    Db *db, Arena *mem, int64_t org_id, int64_t before_seq, int limit, AuditRow **out, size_t *count)
{
	*out = ARENA_ARRAY(mem, AuditRow, (size_t)limit);
	*count = 0;
	Rows *rows = db_query(
	    db, SQL_LIST, INT(org_id), INT(before_seq ? before_seq : INT64_MAX), INT(limit));
	while (db_next(rows))
		(*out)[(*count)++] = read_row(mem, rows);
	return db_end(rows);
}
