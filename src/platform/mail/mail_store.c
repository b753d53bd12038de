/* All SQL of the outbox. */
#include "mail/mail_store.h"

#include "base/date.h"
#include "base/rand.h"
#include "base/str.h"

#include <string.h>

static const char SQL_MAIL_INSERT[] =
    "INSERT INTO mail (id, recipient, subject, body, created_at, next_at) VALUES ($1, $2, $3, $4, $5, $5)";

Err mail_add(Db *db, const char *recipient, const char *subject, const char *body)
{
	if (str_is_empty(recipient))
		return OK;
	if (strlen(body) > MAIL_BODY_MAX)
		return ERR_TOO_LARGE;
	return db_exec(
	    db, SQL_MAIL_INSERT, INT(id_new()), TEXT(recipient), TEXT(subject), TEXT(body), INT(now_ms()));
}

#define MAIL_COLUMNS                                                                                         \
	"id, recipient, subject, body, state, created_at, next_at, COALESCE(sent_at, 0), attempts, "         \
	"last_error"

static Mail mail_of_row(Arena *mem, Rows *rows)
{
	return (Mail){
	    .id = db_int(rows, 0),
	    .recipient = arena_copy(mem, db_text(rows, 1)),
	    .subject = arena_copy(mem, db_text(rows, 2)),
	    .body = arena_copy(mem, db_text(rows, 3)),
	    .state = arena_copy(mem, db_text(rows, 4)),
	    .created_at = db_int(rows, 5),
	    .next_at = db_int(rows, 6),
	    .sent_at = db_int(rows, 7),
	    .attempts = db_int(rows, 8),
	    .last_error = arena_copy(mem, db_text(rows, 9)),
	};
}

static Err mails_of(Rows *rows, Arena *mem, int limit, Mail **out, size_t *count)
{
	Mail *list = ARENA_ARRAY(mem, Mail, (size_t)limit);
	size_t n = 0;
	while (db_next(rows))
		list[n++] = mail_of_row(mem, rows);
	*out = list;
	*count = n;
	return db_end(rows);
}

static const char SQL_MAIL_DUE[] =
    "SELECT " MAIL_COLUMNS
    " FROM mail WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at, id LIMIT $2";

Err mail_due(Db *db, Arena *mem, int64_t now, int limit, Mail **out, size_t *count)
{
	return mails_of(db_query(db, SQL_MAIL_DUE, INT(now), INT(limit)), mem, limit, out, count);
}

static const char SQL_MAIL_CLAIM[] = "UPDATE mail SET next_at = $3, attempts = attempts + 1 WHERE id = $1 "
				     "AND state = 'waiting' AND next_at = $2";

Err mail_claim(Db *db, const Mail *mail, int64_t until, bool *mine)
{
	*mine = false;
	Err err = db_begin(db);
	if (err)
		return err;
	int64_t claimed = 0;
	err = db_exec_changed(db, &claimed, SQL_MAIL_CLAIM, INT(mail->id), INT(mail->next_at), INT(until));
	err = db_finish(db, err);
	*mine = !err && claimed == 1;
	return err;
}

static const char SQL_MAIL_SETTLE[] =
    "UPDATE mail SET state = $2, next_at = $3, sent_at = $4, last_error = $5 WHERE id = $1";
static const char SQL_MAIL_FORGET_BODY[] = "UPDATE mail SET body = '' WHERE id = $1";

Err mail_settle(
    Db *db, int64_t id, const char *state, int64_t next_at, int64_t sent_at, const char *last_error)
{
	Err err = db_begin(db);
	if (err)
		return err;
	err = db_exec(
	    db, SQL_MAIL_SETTLE, INT(id), TEXT(state), INT(next_at), ID_OR_NIL(sent_at), TEXT(last_error));
	if (!err && str_eq(state, "sent"))
		err = db_exec(db, SQL_MAIL_FORGET_BODY, INT(id));
	return db_finish(db, err);
}

static const char SQL_MAIL_NEWEST[] = "SELECT " MAIL_COLUMNS
				      " FROM mail WHERE id < $1 ORDER BY id DESC LIMIT $2";

Err mail_list(Db *db, Arena *mem, int64_t before_id, int limit, Mail **out, size_t *count)
{
	int64_t before = before_id > 0 ? before_id : INT64_MAX;
	return mails_of(db_query(db, SQL_MAIL_NEWEST, INT(before), INT(limit)), mem, limit, out, count);
}

static const char SQL_MAIL_BY_ID[] = "SELECT " MAIL_COLUMNS " FROM mail WHERE id = $1";

Err mail_by_id(Db *db, Arena *mem, int64_t id, Mail *out)
{
	Rows *rows = db_query(db, SQL_MAIL_BY_ID, INT(id));
	bool found = db_next(rows);
	if (found)
		*out = mail_of_row(mem, rows);
	return db_end_found(rows, found);
}

static const char SQL_MAIL_COUNT[] = "SELECT (SELECT COUNT(*) FROM mail WHERE state = 'waiting'), (SELECT "
				     "COUNT(*) FROM mail WHERE state = 'failed')";

Err mail_count_waiting(Db *db, int64_t *waiting, int64_t *failed)
{
	*waiting = *failed = 0;
	Rows *rows = db_query(db, SQL_MAIL_COUNT);
	if (db_next(rows)) {
		*waiting = db_int(rows, 0);
		*failed = db_int(rows, 1);
	}
	return db_end(rows);
}
