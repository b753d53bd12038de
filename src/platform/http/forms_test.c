/* Urlencoded forms and multipart bodies, the latter in pieces of every size. */
#include "base/buf.h"
#include "http/forms.h"
#include "http/multipart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

typedef struct FormCase {
	const char *body;
	const char *fields; /* name=value, one a line; NULL when there is a fault */
	FormFault fault;
	const char *fault_field;
} FormCase;

static const FormCase FORMS[] = {
    {"", "", FORM_FINE, ""},
    {"a=1", "a=1\n", FORM_FINE, ""},
    {"a=1&b=2&a=3", "a=1\nb=2\na=3\n", FORM_FINE, ""},
    {"a", "a=\n", FORM_FINE, ""},
    {"&&a=1&", "a=1\n", FORM_FINE, ""},
    {"a=1=2", "a=1=2\n", FORM_FINE, ""},
    {"a+b=c+d%2B", "a b=c d+\n", FORM_FINE, ""},
    {"%E5%90%8D=%E5%8E%82", "名=厂\n", FORM_FINE, ""},
    {"a=1%0D%0A2%09", "a=1\r\n2\t\n", FORM_FINE, ""},
    {"a=12%2C5x&b=1e400&c=-3", "a=12,5x\nb=1e400\nc=-3\n", FORM_FINE, ""},
    {"=1", NULL, FORM_BROKEN, ""},
    {"a%0a=1", NULL, FORM_BROKEN, ""},
    {"%=1", NULL, FORM_BROKEN, ""},
    {"a=%4", NULL, FORM_UNCLEAN, "a"},
    {"a=1&b=%00", NULL, FORM_UNCLEAN, "b"},
    {"a=%1b", NULL, FORM_UNCLEAN, "a"},
    {"a=%ff", NULL, FORM_UNCLEAN, "a"},
    {"a=\xff", NULL, FORM_UNCLEAN, "a"},
    {"a=%c0%80", NULL, FORM_UNCLEAN, "a"},
};

static const char *lines_of(Arena *mem, const Form *form)
{
	Buf text = buf_in(mem, 65536);
	for (size_t i = 0; i < form->count; i++)
		buf_printf(&text, "%s=%s\n", form->fields[i].name, form->fields[i].value);
	return buf_take(&text);
}

static void reads_urlencoded(void **state)
{
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
		const FormCase *c = &FORMS[i];
		Form form = form_in(mem);
		bool is_fine = form_parse(&form, c->body, strlen(c->body));
		if (is_fine != (c->fault == FORM_FINE) || form.fault != c->fault)
			fail_msg("case %zu, %s: fault %d", i, c->body, form.fault);
		assert_string_equal(form.fault_field, c->fault_field);
		if (c->fields)
			assert_string_equal(lines_of(mem, &form), c->fields);
	}
	arena_close(mem);
}

static void finds_repeated_fields(void **state)
{
	Arena *mem = arena_open();
	Form form = form_in(mem);
	assert_true(form_parse(&form, "a=1&b=2&a=3", 11));
	assert_int_equal(form_count_of(&form, "a"), 2);
	assert_string_equal(form_find(&form, "a", 1), "3");
	assert_null(form_find(&form, "a", 2));
	assert_null(form_find(&form, "c", 0));
	arena_close(mem);
}

static void counts_fields(void **state)
{
	Arena *mem = arena_open();
	Buf body = buf_in(mem, 65536);
	for (int i = 0; i < FORM_FIELDS_MAX; i++)
		buf_text(&body, "a=1&");
	Form form = form_in(mem);
	assert_true(form_parse(&form, buf_take(&body), body.len));
	buf_text(&body, "last=1");
	form = form_in(mem);
	assert_false(form_parse(&form, buf_take(&body), body.len));
	assert_int_equal(form.fault, FORM_TOO_MANY);
	arena_close(mem);
}

/* ---- multipart ---- */

typedef struct Heard {
	Buf text;
} Heard;

static FormFault hear_field(void *with, const char *name, const char *value, size_t len)
{
	Heard *heard = with;
	buf_printf(&heard->text, "field %s=%s (%zu)\n", name, value, len);
	return FORM_FINE;
}

static FormFault hear_begin(void *with, const char *field, const char *file_name)
{
	Heard *heard = with;
	buf_printf(&heard->text, "file %s %s <", field, file_name);
	return FORM_FINE;
}

static FormFault hear_bytes(void *with, const char *bytes, size_t len)
{
	Heard *heard = with;
	buf_add(&heard->text, bytes, len);
	return FORM_FINE;
}

static FormFault hear_end(void *with)
{
	Heard *heard = with;
	buf_text(&heard->text, ">\n");
	return FORM_FINE;
}

static const MultipartSink HEARING = {hear_field, hear_begin, hear_bytes, hear_end};

#define TYPE "multipart/form-data; boundary=xyz"
#define NAMED(name) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILED(name, file) "Content-Disposition: form-data; name=\"" name "\"; filename=\"" file "\"\r\n"

typedef struct PartCase {
	const char *body;
	const char *heard; /* NULL: FORM_BROKEN or FORM_UNCLEAN */
} PartCase;

static const PartCase PARTS[] = {
    {"--xyz--", ""},
    {"--xyz--\r\n", ""},
    {"--xyz\r\n" NAMED("a") "1\r\n--xyz--\r\n", "field a=1 (1)\n"},
    {"--xyz\r\n" NAMED("a") "\r\n--xyz--\r\n", "field a= (0)\n"},
    {"--xyz\r\n" NAMED("a") "1\r\n--xy\r\n--xyz--\r\n", "field a=1\r\n--xy (7)\n"},
    {"--xyz\r\n" NAMED("a") "\r\r\n\r\n-\r\n--xyz--\r\n", "field a=\r\r\n\r\n- (6)\n"},
    {"--xyz\r\n" NAMED("a%22b") "1\r\n--xyz--\r\n", "field a\"b=1 (1)\n"},
    {"--xyz\r\n" NAMED("a\\\"b\\\\") "1\r\n--xyz--\r\n", "field a\"b\\=1 (1)\n"},
    {"--xyz\r\n" FILED("f", "账单.pdf") "Content-Type: application/pdf\r\n\r\n\r\n--x\r\n--xyz--\r\n",
	"file f 账单.pdf <\r\n--x>\n"},
    {"--xyz\r\n" FILED("f", "") "\r\n\r\n--xyz\r\n" NAMED("b") "2\r\n--xyz--\r\n",
	"file f  <>\nfield b=2 (1)\n"},
    {"content-disposition", NULL},
    {"", NULL},
    {"--xyz", NULL},
    {"--xyz\r\n", NULL},
    {"--xyz-", NULL},
    {"--xyz--\r", NULL},
    {"--xyz--x", NULL},
    {"--xyz--\r\nx", NULL},
    {"\r\n--xyz--\r\n", NULL},
    {"preamble\r\n--xyz--\r\n", NULL},
    {"--xyz \r\n" NAMED("a") "1\r\n--xyz--\r\n", NULL},
    {"--xyz\n" NAMED("a") "1\r\n--xyz--\r\n", NULL},
    {"--xyz\r\n" NAMED("a") "1", NULL},
    {"--xyz\r\n" NAMED("a") "1\r\n--xyz", NULL},
    {"--xyz\r\n" NAMED("a") "1\r\n--xyzz", NULL},
    {"--xyz\r\n" NAMED("a") "1\n--xyz--\r\n", NULL},
    {"--xyz\r\n" NAMED("") "1\r\n--xyz--\r\n", NULL},
    {"--xyz\r\n\r\n1\r\n--xyz--\r\n", NULL},
    {"--xyz\r\nContent-Disposition: form-data\r\n\r\n1\r\n--xyz--\r\n", NULL},
    {"--xyz\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--xyz--\r\n", NULL},
    {"--xyz\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--xyz--\r\n", NULL},
    {"--xyz\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--xyz--\r\n", NULL},
    {"--xyz\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\n1\r\n--xyz--\r\n", NULL},
    {"--xyz\r\nContent-Disposition: form-data; name=\"a\"; filename*=UTF-8''b\r\n\r\n1\r\n--xyz--\r\n", NULL},
    {"--xyz\r\nContent-Transfer-Encoding: base64\r\n" NAMED("a") "1\r\n--xyz--\r\n", NULL},
    {"--xyz\r\n" NAMED("a") "\xff\r\n--xyz--\r\n", NULL},
    {"--xyz\r\n" NAMED("a") "\x01\r\n--xyz--\r\n", NULL},
};

/* Hands the body over in pieces of `step` bytes. */
static FormFault take(Arena *mem, const char *type, const char *body, size_t len, size_t step, Heard *heard)
{
	heard->text = buf_in(mem, 65536);
	Multipart *multipart = multipart_in(mem, type, &HEARING, heard);
	assert_non_null(multipart);
	for (size_t at = 0; at < len; at += step)
		multipart_add(multipart, body + at, len - at < step ? len - at : step);
	return multipart_end(multipart);
}

static void reads_multipart_in_any_pieces(void **state)
{
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
		const PartCase *c = &PARTS[i];
		for (size_t step = 1; step <= 64; step++) {
			Heard heard;
			FormFault fault = take(mem, TYPE, c->body, strlen(c->body), step, &heard);
			if ((fault == FORM_FINE) != (c->heard != NULL))
				fail_msg("case %zu in steps of %zu: fault %d", i, step, fault);
			if (c->heard)
				assert_string_equal(buf_take(&heard.text), c->heard);
			arena_reset(mem);
		}
	}
	arena_close(mem);
}

static void wants_a_plain_boundary(void **state)
{
	static const struct {
		const char *type;
		bool is_plain;
	} cases[] = {
	    {"multipart/form-data; boundary=xyz", true},
	    {"Multipart/Form-Data;BOUNDARY=\"x:y\"", true},
	    {"multipart/form-data; boundary=----WebKitFormBoundaryABC123", true},
	    {"multipart/form-data", false},
	    {"multipart/form-data; boundary=", false},
	    {"multipart/form-data; boundary=\"x", false},
	    {"multipart/form-data; boundary=x y", false},
	    {"multipart/form-data; boundary=x; charset=utf-8", false},
	    {"multipart/form-data; boundary=\"a b\"", false},
	    {"multipart/mixed; boundary=xyz", false},
	    {"multipart/form-data; boundary="
	     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		false},
	};
	Arena *mem = arena_open();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if ((multipart_in(mem, cases[i].type, &HEARING, NULL) != NULL) != cases[i].is_plain)
			fail_msg("%s", cases[i].type);
	arena_close(mem);
}

static void bounds_parts_fields_and_heads(void **state)
{
	Arena *mem = arena_open();
	Buf body = buf_in(mem, 8 * 1024 * 1024);
	for (int i = 0; i < MULTIPART_PARTS_MAX; i++)
		buf_text(&body, "--xyz\r\n" NAMED("a") "1\r\n");
	size_t full = body.len;
	Heard heard;
	buf_text(&body, "--xyz--");
	assert_int_equal(take(mem, TYPE, buf_take(&body), body.len, 1000, &heard), FORM_FINE);
	body.len = full;
	buf_text(&body, "--xyz\r\n" NAMED("a") "1\r\n--xyz--");
	assert_int_equal(take(mem, TYPE, buf_take(&body), body.len, 1000, &heard), FORM_TOO_MANY);

	buf_clear(&body);
	buf_text(&body, "--xyz\r\n" NAMED("a"));
	for (int i = 0; i <= FORM_FIELD_MAX_BYTES / 16; i++)
		buf_text(&body, "0123456789abcdef");
	assert_int_equal(take(mem, TYPE, buf_take(&body), body.len, 65536, &heard), FORM_TOO_LARGE);

	buf_clear(&body);
	buf_text(&body, "--xyz\r\n");
	for (int i = 0; i < MULTIPART_HEAD_MAX_BYTES; i++)
		buf_char(&body, 'a');
	buf_text(&body, ": b\r\n" NAMED("a") "1\r\n--xyz--");
	assert_int_equal(take(mem, TYPE, buf_take(&body), body.len, 65536, &heard), FORM_BROKEN);
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_urlencoded),
	    cmocka_unit_test(finds_repeated_fields),
	    cmocka_unit_test(counts_fields),
	    cmocka_unit_test(reads_multipart_in_any_pieces),
	    cmocka_unit_test(wants_a_plain_boundary),
	    cmocka_unit_test(bounds_parts_fields_and_heads),
	};
	return cmocka_run_group_tests_name("forms", tests, NULL, NULL);
}
