/* All SQL of the administration: what administrators see across organisations. */
#include "admin/admin_store.h"

#include "base/str.h"

#include <string.h>

/* %sought% for LIKE … ESCAPE '!', in lower case. */
static const char *pattern_of(Arena *mem, const char *sought)
{
	char *pattern = arena_alloc(mem, 2 * strlen(sought) + 3), *to = pattern;
	*to++ = '%';
	for (const char *c = str_lower(mem, sought); *c; c++) {
		if (*c == '%' || *c == '_' || *c == '!')
			*to++ = '!';
		*to++ = *c;
	}
	*to = '%';
	return pattern;
}

static int64_t before(int64_t id)
{
	return id > 0 ? id : INT64_MAX;
}

static const char SQL_USERS[] = "SELECT id, email, mobile, name, lang, is_admin, is_reviewer, "
				"must_change_password, is_disabled, created_at"
				" FROM user_account WHERE id < $1 AND (LOWER(name) LIKE $2 ESCAPE '!' OR "
				"COALESCE(email, '') LIKE $2 ESCAPE '!'"
				" OR COALESCE(mobile, '') LIKE $2 ESCAPE '!') ORDER BY id DESC LIMIT $3";

Err admin_users(Db *db, Arena *mem, const char *sought, int64_t before_id, User **out, size_t *count)
{
	User *list = ARENA_ARRAY(mem, User, ADMIN_PAGE);
	size_t n = 0;
	Rows *rows = db_query(
	    db, SQL_USERS, INT(before(before_id)), TEXT(pattern_of(mem, sought)), INT(ADMIN_PAGE));
	while (db_next(rows)) {
		list[n++] = (User){
		    .id = db_int(rows, 0),
		    .email = arena_copy(mem, db_text(rows, 1)),
		    .mobile = arena_copy(mem, db_text(rows, 2)),
		    .name = arena_copy(mem, db_text(rows, 3)),
		    .lang = arena_copy(mem, db_text(rows, 4)),
		    .is_admin = db_int(rows, 5),
		    .is_reviewer = db_int(rows, 6),
		    .must_change_password = db_int(rows, 7),
		    .is_disabled = db_int(rows, 8),
		    .created_at = db_int(rows, 9),
		};
	}
	*out = list;
	*count = n;
	return db_end(rows);
}

static const char SQL_ORGS[] =
    "SELECT id, name_zh, name_en, uscc, industry, province, city, is_demo, created_at FROM organisation"
    " WHERE id < $1 AND (LOWER(name_zh) LIKE $2 ESCAPE '!' OR LOWER(name_en) LIKE $2 ESCAPE '!'"
    " OR LOWER(uscc) LIKE $2 ESCAPE '!') ORDER BY id DESC LIMIT $3";

Err admin_orgs(Db *db, Arena *mem, const char *sought, int64_t before_id, Organisation **out, size_t *count)
{
	Organisation *list = ARENA_ARRAY(mem, Organisation, ADMIN_PAGE);
	size_t n = 0;
	Rows *rows = db_query(
	    db, SQL_ORGS, INT(before(before_id)), TEXT(pattern_of(mem, sought)), INT(ADMIN_PAGE));
	while (db_next(rows)) {
		list[n++] = (Organisation){
		    .id = db_int(rows, 0),
		    .name_zh = arena_copy(mem, db_text(rows, 1)),
		    .name_en = arena_copy(mem, db_text(rows, 2)),
		    .uscc = arena_copy(mem, db_text(rows, 3)),
		    .industry = arena_copy(mem, db_text(rows, 4)),
		    .province = arena_copy(mem, db_text(rows, 5)),
		    .city = arena_copy(mem, db_text(rows, 6)),
		    .is_demo = db_int(rows, 7),
		    .created_at = db_int(rows, 8),
		};
	}
	*out = list;
	*count = n;
	return db_end(rows);
}

static const char SQL_COUNTS[] = "SELECT (SELECT COUNT(*) FROM user_account), (SELECT COUNT(*) FROM "
				 "organisation), (SELECT COUNT(*) FROM facility),"
				 " (SELECT COUNT(*) FROM session WHERE expires_at > $1)";

Err admin_counts(Db *db, int64_t now, AdminCounts *out)
{
	*out = (AdminCounts){0};
	Rows *rows = db_query(db, SQL_COUNTS, INT(now));
	if (db_next(rows))
		*out = (AdminCounts){db_int(rows, 0), db_int(rows, 1), db_int(rows, 2), db_int(rows, 3)};
	return db_end(rows);
}
