/* Messages as other programs read them, and the outbox on both engines. */
#include "mail/mail_message.h"
#include "mail/mail_store.h"

#include "base/date.h"
#include "base/rand.h"
#include "base/str.h"
#include "db/db_test.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void messages_are_rfc_5322(void **state)
{
	Arena *mem = arena_open();
	const char *message = mail_message(mem, "青册 <no-reply@qingce.example>", "wang@example.cn",
	    "重置密码：一小时内有效，请勿把链接转发给任何人", "你好\n", 1772000000000, 77);
	assert_non_null(strstr(message, "From: =?UTF-8?B?6Z2S5YaM?= <no-reply@qingce.example>\r\n"));
	assert_non_null(strstr(message, "To: <wang@example.cn>\r\n"));
	assert_non_null(strstr(message, "Date: Wed, 25 Feb 2026 06:13:20 +0000\r\n"));
	assert_non_null(strstr(message, "Message-ID: <77@qingce.example>\r\n"));
	assert_non_null(strstr(message, "\r\n\r\n5L2g5aW9Cg==\r\n"));
	for (const char *line = message; *line; line = strstr(line, "\r\n") + 2)
		assert_true(
		    strstr(line, "\r\n") - line <= 76 + 10); /* "Subject: " stands before its first word */
	arena_close(mem);
}

static void headers_cannot_be_added(void **state)
{
	Arena *mem = arena_open();
	const char *message = mail_message(
	    mem, "q@example.cn", "a@b.cn\r\nBcc: c@d.cn", "hi\r\nX-Evil: 1\r\n\r\nbody", "text", 0, 1);
	assert_null(strstr(message, "\nBcc:"));
	assert_null(strstr(message, "\nX-Evil:"));
	arena_close(mem);
}

static void added_mails_wait_for_one_sender(TestStore *on)
{
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(mail_add(on->db, "a@b.cn", "主题", "内容"), OK);
	assert_int_equal(mail_add(on->db, "", "nobody", "reads this"), OK);
	assert_int_equal(db_commit(on->db), OK);

	Mail *due;
	size_t count;
	assert_int_equal(mail_due(on->db, on->mem, now_ms() + 1, 10, &due, &count), OK);
	assert_int_equal(count, 1);
	assert_string_equal(due[0].subject, "主题");

	bool mine;
	assert_int_equal(mail_claim(on->db, &due[0], now_ms() + 60000, &mine), OK);
	assert_true(mine);
	assert_int_equal(mail_claim(on->db, &due[0], now_ms() + 60000, &mine), OK);
	assert_false(mine);

	assert_int_equal(mail_settle(on->db, due[0].id, "sent", now_ms(), now_ms(), ""), OK);
	Mail sent;
	assert_int_equal(mail_by_id(on->db, on->mem, due[0].id, &sent), OK);
	assert_string_equal(sent.state, "sent");
	assert_string_equal(sent.body, "");
	assert_int_equal(sent.attempts, 1);
	assert_int_equal(mail_by_id(on->db, on->mem, due[0].id + 1, &sent), ERR_NOT_FOUND);
}

static void a_mail_of_a_failed_change_is_gone(TestStore *on)
{
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(mail_add(on->db, "a@b.cn", "x", "y"), OK);
	db_rollback(on->db);
	Mail *list;
	size_t count;
	assert_int_equal(mail_list(on->db, on->mem, 0, 10, &list, &count), OK);
	assert_int_equal(count, 0);
}

static void without_a_server_mail_is_kept(TestStore *on)
{
	char folder[] = "/tmp/qingce-mail-XXXXXX";
	assert_non_null(mkdtemp(folder));
	App app = {.store = on->store, .data_dir = folder, .mail_from = "q@example.cn"};
	assert_int_equal(db_begin(on->db), OK);
	assert_int_equal(mail_add(on->db, "a@b.cn", "x", "y"), OK);
	assert_int_equal(db_commit(on->db), OK);

	MailSender *sender;
	assert_int_equal(mail_sender_open(&app, &sender), OK);
	mail_wake();
	Mail *list;
	size_t count;
	bool kept = false;
	for (int i = 0; i < 500 && !kept; i++) {
		usleep(10000);
		assert_int_equal(mail_list(on->db, on->mem, 0, 10, &list, &count), OK);
		kept = count == 1 && str_eq(list[0].state, "kept");
	}
	mail_sender_close(sender);
	assert_true(kept);
	const char *path = arena_printf(on->mem, "%s/mail/%lld.eml", folder, (long long)list[0].id);
	assert_int_equal(access(path, R_OK), 0);
	unlink(path);
	rmdir(arena_printf(on->mem, "%s/mail", folder));
	rmdir(folder);
}

static void outbox_on_each_engine(void **state)
{
	on_each_engine(added_mails_wait_for_one_sender);
	on_each_engine(a_mail_of_a_failed_change_is_gone);
	on_each_engine(without_a_server_mail_is_kept);
}

int main(void)
{
	rand_init();
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(messages_are_rfc_5322),
	    cmocka_unit_test(headers_cannot_be_added),
	    cmocka_unit_test(outbox_on_each_engine),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
