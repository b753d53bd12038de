/* People, sessions, resets and rates on both engines. */
#include "account/account_store.h"
#include "account/rate.h"

#include "audit/audit.h"
#include "base/date.h"
#include "base/rand.h"
#include "base/str.h"
#include "db/db_test.h"
#include "mail/mail_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static int64_t a_user(TestStore *on, const char *email, const char *mobile)
{
	int64_t id;
	NewUser user = {.name = "王丽", .email = email, .mobile = mobile, .password_hash = "hash of old"};
	assert_int_equal(account_create(test_scope(on, PLATFORM, 0), &user, &id), OK);
	return id;
}

static Session a_session(TestStore *on, int64_t user_id, const char *token_hash, int64_t at)
{
	Session session = {.id = id_new(),
	    .user_id = user_id,
	    .csrf = "c",
	    .peer = "127.0.0.1",
	    .agent = "test",
	    .created_at = at};
	assert_int_equal(session_start(test_scope(on, PLATFORM, user_id), &session, token_hash, 0), OK);
	return session;
}

static void logins_are_unique(TestStore *on)
{
	int64_t id = a_user(on, "a@b.cn", "18512345791"), other;
	a_user(on, "c@d.cn", NULL);
	a_user(on, "", "18512345792"); /* several without an address */
	a_user(on, NULL, "18512345793");

	NewUser same = {.name = "x", .email = "a@b.cn", .password_hash = "h"};
	assert_int_equal(account_create(test_scope(on, PLATFORM, 0), &same, &other), ERR_CONFLICT);

	User user;
	const char *hash;
	assert_int_equal(account_by_login(on->db, on->mem, "a@b.cn", NULL, &user, &hash), OK);
	assert_int_equal(user.id, id);
	assert_string_equal(hash, "hash of old");
	assert_int_equal(account_by_login(on->db, on->mem, NULL, "18512345791", &user, &hash), OK);
	assert_int_equal(user.id, id);
	assert_int_equal(account_by_login(on->db, on->mem, "x@b.cn", NULL, &user, &hash), ERR_NOT_FOUND);

	user.email = "c@d.cn";
	assert_int_equal(account_change_profile(test_scope(on, PLATFORM, id), &user), ERR_CONFLICT);
	user.email = "new@b.cn";
	assert_int_equal(account_change_profile(test_scope(on, PLATFORM, id), &user), OK);
	assert_int_equal(account_by_id(on->db, on->mem, id, &user), OK);
	assert_string_equal(user.email, "new@b.cn");

	bool intact;
	int64_t broken_at;
	assert_int_equal(audit_verify(on->db, 0, &intact, &broken_at), OK);
	assert_true(intact);
}

static void sessions_end_by_time(TestStore *on)
{
	int64_t now = now_ms(), user = a_user(on, "a@b.cn", NULL);
	a_session(on, user, "t1", now);
	Session found;
	assert_int_equal(session_by_token(on->db, on->mem, "t1", now, &found), OK);
	assert_string_equal(found.csrf, "c");
	assert_int_equal(found.org_id, 0);
	assert_int_equal(session_by_token(on->db, on->mem, "t2", now, &found), ERR_NOT_FOUND);
	assert_int_equal(
	    session_by_token(on->db, on->mem, "t1", now + SESSION_IDLE_MS, &found), ERR_NOT_FOUND);

	/* Touched all the time it lives on, but never beyond its 30 days. */
	for (int64_t at = now; at < now + SESSION_LIFE_MS; at += SESSION_IDLE_MS - 1000) {
		assert_int_equal(session_by_token(on->db, on->mem, "t1", at, &found), OK);
		assert_int_equal(session_touch(on->db, &found, at), OK);
	}
	assert_int_equal(
	    session_by_token(on->db, on->mem, "t1", now + SESSION_LIFE_MS, &found), ERR_NOT_FOUND);
}

static void sessions_have_a_maximum(TestStore *on)
{
	int64_t now = now_ms(), user = a_user(on, "a@b.cn", NULL), other = a_user(on, "c@d.cn", NULL);
	a_session(on, other, "other", now);
	for (int i = 0; i < SESSIONS_MAX + 3; i++)
		a_session(on, user, arena_printf(on->mem, "t%d", i), now);
	Session *list, found;
	size_t count;
	assert_int_equal(session_list(on->db, on->mem, user, now, &list, &count), OK);
	assert_int_equal(count, SESSIONS_MAX);
	assert_int_equal(session_by_token(on->db, on->mem, "t2", now, &found), ERR_NOT_FOUND);
	assert_int_equal(session_by_token(on->db, on->mem, "t3", now, &found), OK);

	assert_int_equal(
	    session_end(test_scope(on, PLATFORM, other), found.id), ERR_NOT_FOUND); /* not hers */
	assert_int_equal(session_end(test_scope(on, PLATFORM, user), found.id), OK);
	assert_int_equal(session_by_token(on->db, on->mem, "t3", now, &found), ERR_NOT_FOUND);

	assert_int_equal(session_by_token(on->db, on->mem, "t9", now, &found), OK);
	assert_int_equal(session_end_others(test_scope(on, PLATFORM, user), found.id), OK);
	assert_int_equal(session_list(on->db, on->mem, user, now, &list, &count), OK);
	assert_int_equal(count, 1);
	assert_int_equal(session_by_token(on->db, on->mem, "other", now, &found), OK);
}

/* Whoever ends it: for PostgreSQL another process, for SQLite another worker. */
static void an_ended_session_is_gone_at_once(TestStore *on)
{
	int64_t now = now_ms(), user = a_user(on, "a@b.cn", NULL);
	Session session = a_session(on, user, "t1", now), found;
	Store *store = on->store;
	if (!store_is_sqlite(on->store))
		assert_int_equal(store_open(on->address, &store, NULL), OK);
	Db *elsewhere;
	assert_int_equal(db_open(store, &elsewhere), OK);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(session_by_token(on->db, on->mem, "t1", now, &found), OK);
		assert_string_equal(found.user_name, "王丽");
		assert_string_equal(found.csrf, "c");
		assert_string_equal(found.org_name_zh, "");
		assert_int_equal(found.user_id, user);
	}
	assert_int_equal(session_by_token(elsewhere, on->mem, "t1", now, &found), OK);
	assert_int_equal(
	    session_end((Scope){.db = elsewhere, .user_id = user, .request_id = ""}, session.id), OK);
	assert_int_equal(session_by_token(on->db, on->mem, "t1", now, &found), ERR_NOT_FOUND);
	assert_int_equal(session_by_token(elsewhere, on->mem, "t1", now, &found), ERR_NOT_FOUND);
	db_close(elsewhere);
	if (store != on->store)
		store_close(store);
}

static int64_t an_admin(TestStore *on, const char *email)
{
	int64_t id;
	NewUser user = {.name = "甲", .email = email, .password_hash = "h", .is_admin = true};
	assert_int_equal(account_create(test_scope(on, PLATFORM, 0), &user, &id), OK);
	return id;
}

static void an_administrator_always_stays(TestStore *on)
{
	int64_t first = an_admin(on, "a@b.cn"), second = a_user(on, "b@b.cn", NULL);
	Scope by = test_scope(on, PLATFORM, first);
	assert_int_equal(account_set_flag(by, first, FLAG_ADMIN, false), ERR_CONFLICT);
	assert_int_equal(account_set_flag(by, first, FLAG_DISABLED, true), ERR_CONFLICT);
	assert_int_equal(account_set_flag(by, first + 1000, FLAG_REVIEWER, true), ERR_NOT_FOUND);
	assert_int_equal(account_set_flag(by, second, FLAG_ADMIN, true), OK);
	assert_int_equal(account_set_flag(by, first, FLAG_ADMIN, false), OK);
	User user;
	assert_int_equal(account_by_id(on->db, on->mem, first, &user), OK);
	assert_false(user.is_admin);
	assert_int_equal(account_set_flag(by, first, FLAG_REVIEWER, true), OK);
	assert_int_equal(account_by_id(on->db, on->mem, first, &user), OK);
	assert_true(user.is_reviewer);
}

static void who_is_disabled_is_signed_out(TestStore *on)
{
	int64_t admin = an_admin(on, "a@b.cn"), user = a_user(on, "b@b.cn", NULL);
	Scope by = test_scope(on, PLATFORM, admin);
	int64_t now = now_ms();
	Session session = {.id = id_new(),
		    .user_id = user,
		    .csrf = "c",
		    .peer = "",
		    .agent = "",
		    .created_at = now},
		found;
	assert_int_equal(session_start(test_scope(on, PLATFORM, 0), &session, "t", 0), OK);
	assert_int_equal(account_set_flag(by, user, FLAG_DISABLED, true), OK);
	assert_int_equal(session_by_token(on->db, on->mem, "t", now, &found), ERR_NOT_FOUND);
	assert_int_equal(session_start(test_scope(on, PLATFORM, 0), &session, "u", 0), OK);
	assert_int_equal(session_by_token(on->db, on->mem, "u", now, &found), ERR_NOT_FOUND);

	assert_int_equal(account_set_flag(by, user, FLAG_DISABLED, false), OK);
	assert_int_equal(session_by_token(on->db, on->mem, "u", now, &found), OK);
	assert_int_equal(account_set_one_time_password(by, user, "once"), OK);
	assert_int_equal(session_by_token(on->db, on->mem, "u", now, &found), ERR_NOT_FOUND);
	User read;
	assert_int_equal(account_by_id(on->db, on->mem, user, &read), OK);
	assert_true(read.must_change_password);
}

static void a_reset_works_once(TestStore *on)
{
	int64_t now = now_ms(), user = a_user(on, "a@b.cn", NULL);
	a_session(on, user, "t1", now);
	Letter letter = {"a@b.cn", "subject", "link"};
	assert_int_equal(reset_ask(test_scope(on, PLATFORM, user), "r1", now, letter), OK);
	assert_int_equal(reset_ask(test_scope(on, PLATFORM, user), "r2", now, letter), OK);
	assert_int_equal(reset_ask(test_scope(on, PLATFORM, 0), "r3", now, letter), OK);

	User found;
	assert_int_equal(reset_find(on->db, on->mem, "r3", now, &found), ERR_NOT_FOUND);
	assert_int_equal(reset_find(on->db, on->mem, "r1", now + RESET_LIFE_MS, &found), ERR_NOT_FOUND);
	assert_int_equal(reset_find(on->db, on->mem, "r1", now, &found), OK);
	assert_int_equal(found.id, user);

	assert_int_equal(reset_use(test_scope(on, PLATFORM, user), "r1", now, "new hash", letter), OK);
	assert_int_equal(
	    reset_use(test_scope(on, PLATFORM, user), "r1", now, "again", letter), ERR_NOT_FOUND);
	assert_int_equal(
	    reset_find(on->db, on->mem, "r2", now, &found), ERR_NOT_FOUND); /* the other link died with it */
	const char *hash;
	assert_int_equal(account_password_hash(on->db, on->mem, user, &hash), OK);
	assert_string_equal(hash, "new hash");
	Session session;
	assert_int_equal(session_by_token(on->db, on->mem, "t1", now, &session), ERR_NOT_FOUND);

	Mail *mails;
	size_t count;
	assert_int_equal(mail_list(on->db, on->mem, 0, 10, &mails, &count), OK);
	assert_int_equal(count, 3); /* two links, one notice; nothing for the unknown login */
}

static void tries_are_counted(TestStore *on)
{
	Rate few = {"few", 3, 60000, "1.2.3.4"}, many = {"many", 100, 60000, "1.2.3.4"};
	Rate other = {"few", 3, 60000, "1.2.3.5"}, brief = {"brief", 1, 50, "x"};
	int64_t wait;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(rate_count(on->db, on->mem, (Rate[]){few, many}, 2, &wait), OK);
		assert_int_equal(wait, 0);
	}
	assert_int_equal(rate_count(on->db, on->mem, (Rate[]){few, many}, 2, &wait), OK);
	assert_in_range(wait, 58, 61);
	assert_int_equal(rate_count(on->db, on->mem, &other, 1, &wait), OK);
	assert_int_equal(wait, 0);
	assert_int_equal(rate_forget(on->db, on->mem, few), OK);
	assert_int_equal(rate_count(on->db, on->mem, &few, 1, &wait), OK);
	assert_int_equal(wait, 0);

	assert_int_equal(rate_count(on->db, on->mem, &brief, 1, &wait), OK);
	usleep(60000);
	assert_int_equal(rate_count(on->db, on->mem, &brief, 1, &wait), OK);
	assert_int_equal(wait, 0); /* a new window */
}

static void stores_on_each_engine(void **state)
{
	on_each_engine(logins_are_unique);
	on_each_engine(sessions_end_by_time);
	on_each_engine(sessions_have_a_maximum);
	on_each_engine(an_ended_session_is_gone_at_once);
	on_each_engine(an_administrator_always_stays);
	on_each_engine(who_is_disabled_is_signed_out);
	on_each_engine(a_reset_works_once);
	on_each_engine(tries_are_counted);
}

static void passwords_are_argon2id(void **state)
{
	Arena *mem = arena_open();
	const char *hash = account_hash_password(mem, "绿水青山就是金山银山");
	assert_true(str_starts(hash, "$argon2id$"));
	assert_true(account_password_fits(hash, "绿水青山就是金山银山"));
	assert_false(account_password_fits(hash, "绿水青山就是金山银"));
	assert_false(account_password_fits(NULL, ""));
	arena_close(mem);
}

int main(void)
{
	rand_init();
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(stores_on_each_engine),
	    cmocka_unit_test(passwords_are_argon2id),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
