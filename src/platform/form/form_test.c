/* Typed fields by their table: setting, refusing, merging, what was seen, what a request edits, notice and
 * reply. */
#include "form/form_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "account/account.po.h"
#include "base/str.h"
#include "form/form.po.h"
#include "html/parts.html.h"
#include "html/parts.po.h"
#include "http/body.h"
#include "http/response.h"

#include <cmocka.h> /* last: it has a macro named fail */

/* A row with a field of every kind; the words are whatever the house has. */
typedef struct Boat {
	const char *name, *note, *length, *built, *bought_on, *colour, *crew, *sail;
	int64_t harbour_id, months;
	const char *cells[2];
	const char *mast;
} Boat;

static const FieldChoice COLOURS[] = {
    {"red", W_parts_save_failed, W_NONE}, {"blue", W_parts_saving, W_parts_saved_at}, {0}};

static const Field FIELDS[] = {
    {"name", offsetof(Boat, name), FIELD_TEXT, .max = 5, .label = W_account_name},
    {"note", offsetof(Boat, note), FIELD_AREA, .max = 1000, .is_optional = true},
    {"length", offsetof(Boat, length), FIELD_NUMBER, .unit = "m", .hint = W_account_name_hint},
    {"built", offsetof(Boat, built), FIELD_WHOLE, .is_short = true},
    {"bought_on", offsetof(Boat, bought_on), FIELD_DAY, .max = 10},
    {"colour", offsetof(Boat, colour), FIELD_CHOICE, .choices = COLOURS},
    {"sail", offsetof(Boat, sail), FIELD_CHOICE, .choices = COLOURS, .must_choose = true},
    {"crew", offsetof(Boat, crew), FIELD_MANY, .max = 100},
    {"harbour", offsetof(Boat, harbour_id), FIELD_ID, .label = W_NONE},
    {"months", offsetof(Boat, months), FIELD_MONTHS, .max = 12},
    {"c_*_1", offsetof(Boat, cells[0]), FIELD_NUMBER, .max = 40},
    {"c_*_2", offsetof(Boat, cells[1]), FIELD_NUMBER, .max = 40},
};

static const char *mast_get(Arena *mem, const void *row, const char *name)
{
	return str_eq(name, "mast_1") ? ((const Boat *)row)->mast : "";
}

static FieldFault mast_set(Arena *mem, void *row, const char *name, const char *value)
{
	if (!str_eq(name, "mast_1"))
		return FIELD_UNKNOWN;
	((Boat *)row)->mast = value;
	return FIELD_SET;
}

static const char *mast_label(Arena *mem, Lang lang, const char *name)
{
	return str_eq(name, "mast_1") ? "first mast" : NULL;
}

static const FieldsMade MASTS = {mast_get, mast_set, mast_label};
static const FormTable BOAT = {FORM_TABLE(FIELDS), .made = &MASTS};
static const FormTable OPEN_BOAT = {FORM_TABLE(FIELDS), .trims = true, .takes_wrong = true};

static Arena *mem;

static Boat boat(void)
{
	Boat made = {
	    .name = "Anna", .colour = "red", .sail = "blue", .harbour_id = 7, .months = 3, .mast = "oak"};
	made.note = made.length = made.built = made.bought_on = made.crew = made.cells[0] = made.cells[1] =
	    "";
	return made;
}

/* ---- one field ---- */

static void a_field_is_set_or_refused(void **state)
{
	static const struct {
		const char *name, *value;
		FieldFault fault;
		const char *stands;
	} CASES[] = {
	    {"name", "", FIELD_SET, ""},
	    {"name", "五个汉字船", FIELD_SET, "五个汉字船"},
	    {"name", "六个汉字的船", FIELD_TOO_LONG, "Anna"},
	    {"length", "12,5x", FIELD_SET, "12,5x"},
	    {"colour", "blue", FIELD_SET, "blue"},
	    {"colour", "", FIELD_SET, ""},
	    {"colour", "green", FIELD_REFUSED, "red"},
	    {"sail", "red", FIELD_SET, "red"},
	    {"sail", "", FIELD_REFUSED, "blue"},
	    {"harbour", "9", FIELD_SET, "9"},
	    {"harbour", "", FIELD_SET, ""},
	    {"harbour", "-1", FIELD_REFUSED, "7"},
	    {"harbour", "x", FIELD_REFUSED, "7"},
	    {"months", "4095", FIELD_SET, "4095"},
	    {"months", "4096", FIELD_REFUSED, "3"},
	    {"c_33_2", "4", FIELD_SET, "4"},
	    {"c_33_3", "4", FIELD_UNKNOWN, ""},
	    {"c__2", "4", FIELD_UNKNOWN, ""},
	    {"mast_1", "elm", FIELD_SET, "elm"},
	    {"mast_2", "elm", FIELD_UNKNOWN, ""},
	    {"harbour_id", "9", FIELD_UNKNOWN, ""},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		Boat row = boat();
		assert_int_equal(field_set(mem, &BOAT, &row, CASES[i].name, CASES[i].value), CASES[i].fault);
		assert_string_equal(field_get(mem, &BOAT, &row, CASES[i].name), CASES[i].stands);
	}
	Boat row = boat();
	assert_int_equal(field_set(mem, &OPEN_BOAT, &row, "colour", "green"), FIELD_SET);
	assert_int_equal(field_set(mem, &OPEN_BOAT, &row, "name", "much too long"), FIELD_SET);
	assert_string_equal(row.name, "much too long");
	assert_int_equal(field_set(mem, &OPEN_BOAT, &row, "mast_1", "elm"), FIELD_UNKNOWN);
}

static void names_and_labels(void **state)
{
	const char *names[sizeof FIELDS / sizeof *FIELDS];
	assert_int_equal(fields_names(mem, &BOAT, "33", names), sizeof FIELDS / sizeof *FIELDS);
	assert_string_equal(names[0], "name");
	assert_string_equal(names[11], "c_33_2");
	assert_string_equal(field_label(mem, EN, &BOAT, "name"), word_text(EN, W_account_name));
	assert_string_equal(field_label(mem, EN, &BOAT, "mast_1"), "first mast");
	assert_string_equal(field_label(mem, EN, &BOAT, "note"), "note");
	assert_string_equal(field_label(mem, EN, &BOAT, "nothing"), "nothing");
	assert_string_equal(choice_text(EN, COLOURS, "blue"), word_text(EN, W_parts_saving));
	assert_string_equal(choice_text(EN, COLOURS, "green"), "green");
	Boat row = {.months = 5};
	fields_clear(&BOAT, &row);
	assert_string_equal(row.cells[1], "");
	assert_int_equal(row.months, 5);
}

/* ---- two people ---- */

static void edits_merge_but_where_somebody_else_was(void **state)
{
	static const struct {
		const char *others, *field, *value;
		const char *saved, *theirs; /* theirs NULL: no conflict */
		FieldFault fault;
		const char *stands;
	} CASES[] = {
	    {"", "name", "Bea", "name", NULL, FIELD_SET, "Bea"},
	    {"note,length,", "name", "Bea", "name", NULL, FIELD_SET, "Bea"},
	    {"note,name,", "name", "Bea", "", "Anna", FIELD_SET, "Anna"},
	    {"surname,", "name", "Bea", "name", NULL, FIELD_SET, "Bea"},
	    {EVERY_FIELD, "name", "Bea", "", "Anna", FIELD_SET, "Anna"},
	    {EVERY_FIELD, "harbour", "8", "", "7", FIELD_SET, "7"},
	    /* a reply got lost, the browser sends once more */
	    {"name,", "name", "Anna", "", NULL, FIELD_SET, "Anna"},
	    {EVERY_FIELD, "name", "Anna", "", NULL, FIELD_SET, "Anna"},
	    {"", "colour", "green", "", NULL, FIELD_REFUSED, "red"},
	    {"", "name", "much too long", "", NULL, FIELD_TOO_LONG, "Anna"},
	    {"mast_1", "mast_1", "elm", "", "oak", FIELD_SET, "oak"},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		Boat row = boat();
		FieldEdit edit = {CASES[i].field, CASES[i].value};
		FieldChanges others = {.names = CASES[i].others, .who = "Zhao", .when_ms = 5};
		FieldMerge merge = fields_merge(mem, &BOAT, &row, &others, &edit, 1);
		assert_string_equal(merge.saved, CASES[i].saved);
		assert_int_equal(merge.conflict_count, CASES[i].theirs != NULL);
		if (CASES[i].theirs) {
			assert_string_equal(merge.conflicts[0].field, CASES[i].field);
			assert_string_equal(merge.conflicts[0].yours, CASES[i].value);
			assert_string_equal(merge.conflicts[0].theirs, CASES[i].theirs);
		}
		assert_int_equal(merge.fault, CASES[i].fault);
		assert_string_equal(merge.others.who, "Zhao");
		assert_string_equal(field_get(mem, &BOAT, &row, CASES[i].field), CASES[i].stands);
	}
}

static void some_edits_are_set_and_others_not(void **state)
{
	Boat row = boat();
	const FieldEdit edits[] = {{"name", "Bea"}, {"colour", "green"}, {"note", "mine"}, {"length", "9"}};
	FieldChanges others = {.names = "note,", .who = ""};
	FieldMerge merge = fields_merge(mem, &BOAT, &row, &others, edits, 4);
	assert_string_equal(merge.saved, "name,length");
	assert_int_equal(merge.conflict_count, 1);
	assert_string_equal(merge.fault_field, "colour");
	assert_string_equal(row.note, "");
}

static void a_version_tells_that_any_field_may_have_changed(void **state)
{
	assert_string_equal(field_changes_of(3, 3, "Zhao", 9).names, "");
	FieldChanges others = field_changes_of(4, 3, "Zhao", 9);
	assert_string_equal(others.names, EVERY_FIELD);
	assert_string_equal(others.who, "Zhao");
	assert_int_equal(others.when_ms, 9);
}

static void names_are_whole_words_of_a_list(void **state)
{
	assert_true(names_have("a,bc,", "bc"));
	assert_true(names_have("a,bc", "a"));
	assert_false(names_have("a,bc", "b"));
	assert_false(names_have("", "a"));
	assert_false(names_have(NULL, "a"));
}

/* ---- a request ---- */

/* A request that posts `body`, urlencoded. */
static Req *posting(const char *text)
{
	static const Header HEADERS[] = {{"Content-Type", "application/x-www-form-urlencoded"}};
	Req *req = ARENA_NEW(mem, Req);
	*req = (Req){.mem = mem, .lang = EN, .body = ARENA_NEW(mem, Body), .answer = ARENA_NEW(mem, Answer)};
	body_begin(req->body, mem, "/tmp", HEADERS, 1, 64 * 1024);
	assert_true(body_receive(req->body, text, strlen(text)));
	assert_int_equal(body_finish(req->body), FORM_FINE);
	answer_begin(req->answer);
	return req;
}

/* "name=Bea; note=" */
static const char *edits_of(const FormTable *form, const char *posted)
{
	FieldEdit edits[sizeof FIELDS / sizeof *FIELDS];
	size_t count = form_edits(posting(posted), form, "33", edits);
	Buf text = buf_in(mem, 4096);
	for (size_t i = 0; i < count; i++)
		buf_printf(&text, "%s%s=%s", i ? "; " : "", edits[i].field, edits[i].value);
	return buf_take(&text);
}

static void a_request_edits_what_differs_from_what_was_shown(void **state)
{
	Boat row = boat();
	const char *names[] = {"name", "colour", "note", "crew", "c_33_1"};
	const char *seen = fields_seen(mem, &BOAT, &row, names, 5);
	const struct {
		const char *posted, *edits;
		bool is_seen; /* the form says what it showed */
	} CASES[] = {
	    {"name=Anna&colour=red&note=&c_33_1=", "", true},
	    {"name=Bea&colour=red", "name=Bea", true},
	    {"name=&colour=red", "name=", true},
	    {"colour=blue&note=x&c_33_1=2", "note=x; colour=blue; c_33_1=2", true},
	    {"length=4", "length=4", true},
	    {"name=Anna&colour=red", "name=Anna; colour=red", false},
	    {"choice_name=mine&mine_name=Bea&choice_note=theirs&mine_note=x", "name=Bea", true},
	    {"choice_name=mine&mine_name=Anna", "name=Anna", true},
	    {"choice_name=theirs&mine_name=Bea&name=Bea", "", false},
	    {"note=a%0D%0Ab", "note=a\nb", true},
	    {"nothing=1", "", false},
	    /* several ticks: none of them is an edit too, but not in the answer to a notice */
	    {"version=3&crew=5&crew=6", "crew=5,6", true},
	    {"version=3&crew=5", "crew=5", false},
	    {"version=3", "", true},
	    {"version=3&choice_crew=mine&mine_crew=5%2C6", "crew=5,6", true},
	    {"version=3&choice_name=theirs&mine_name=Bea", "", false},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		const char *posted = CASES[i].is_seen ? arena_printf(mem, "%s&seen=%s", CASES[i].posted, seen)
						      : CASES[i].posted;
		assert_string_equal(edits_of(&BOAT, posted), CASES[i].edits);
	}
	row.crew = "5";
	seen = fields_seen(mem, &BOAT, &row, names, 5);
	assert_string_equal(edits_of(&BOAT, arena_printf(mem, "version=3&seen=%s", seen)), "crew=");
}

static void spaces_go_where_the_table_says_so(void **state)
{
	assert_string_equal(edits_of(&BOAT, "name=+Bea+"), "name= Bea ");
	assert_string_equal(edits_of(&OPEN_BOAT, "name=+Bea+"), "name=Bea");
	/* what was stored with a space was left alone */
	Boat row = boat();
	const char *names[] = {"name"};
	row.name = " Bea";
	const char *seen = fields_seen(mem, &OPEN_BOAT, &row, names, 1);
	assert_string_equal(edits_of(&OPEN_BOAT, arena_printf(mem, "name=+Bea&seen=%s", seen)), "");
}

static void autosave_posts_one_field(void **state)
{
	FieldEdit edit = field_posted(posting("name=length&value=+4+&version=2"), &OPEN_BOAT);
	assert_string_equal(edit.field, "length");
	assert_string_equal(edit.value, "4");
	assert_string_equal(field_posted(posting("name=length&value=+4+"), &BOAT).value, " 4 ");
}

static void the_version_is_a_number_or_missing(void **state)
{
	int64_t version;
	assert_true(form_version(posting("version=12"), &version));
	assert_int_equal(version, 12);
	assert_false(form_version(posting("version=x"), &version));
	assert_int_equal(version, 0);
	assert_false(form_version(posting("a=1"), &version));
}

/* ---- showing ---- */

static void a_field_is_shown_as_its_table_says(void **state)
{
	Req *req = posting("");
	Boat row = boat();
	row.bought_on = "2025-02-30";
	FieldsShown how = {.save_url = "/boats/1/field", .version = 4, .key = "1"};
	FieldView name = field_view(req, &BOAT, &row, "name", &how);
	assert_string_equal(name.id, "name-1");
	assert_string_equal(name.label, word_text(EN, W_account_name));
	assert_string_equal(name.value, "Anna");
	assert_string_equal(name.save_url, "/boats/1/field");
	assert_int_equal(name.version, 4);
	assert_int_equal(name.maxlength, 5);
	assert_null(name.inputmode);
	FieldView length = field_view(req, &BOAT, &row, "length", &how);
	assert_string_equal(length.inputmode, "decimal");
	assert_string_equal(length.suffix, "m");
	assert_string_equal(length.hint, word_text(EN, W_account_name_hint));
	assert_int_equal(length.maxlength, FIELD_TEXT_MAX);
	assert_string_equal(field_view(req, &BOAT, &row, "built", &how).inputmode, "numeric");
	assert_string_equal(field_view(req, &BOAT, &row, "bought_on", &how).type, "text");
	row.bought_on = "2025-02-28";
	assert_string_equal(field_view(req, &BOAT, &row, "bought_on", &how).type, "date");
	FieldView colour = field_view(req, &BOAT, &row, "colour", &how);
	assert_int_equal(colour.choice_count, 2);
	assert_string_equal(colour.choices[1].text, word_text(EN, W_parts_saving));
	assert_null(colour.choices[0].hint);
	assert_string_equal(field_view(req, &BOAT, &row, "mast_1", &how).label, "first mast");
	how = (FieldsShown){.save_url = "/boats/1/field", .is_disabled = true};
	name = field_view(req, &BOAT, &row, "name", &how);
	assert_null(name.save_url);
	assert_null(name.id);
	assert_true(name.is_disabled);
}

static void problems_are_those_of_the_views(void **state)
{
	Problem problems[3];
	const FieldView views[] = {
	    {.name = "a"}, {.name = "b", .problem = "wrong"}, {.id = "c-1", .name = "c", .problem = "bad"}};
	assert_int_equal(form_problems(views, 3, problems), 2);
	assert_string_equal(problems[0].field_id, "b");
	assert_string_equal(problems[1].field_id, "c-1");
	assert_string_equal(problems[1].text, "bad");
}

/* The notice shows words and posts what is stored: its answer means the same in the other language. */
static void a_notice_shows_words_and_carries_values(void **state)
{
	static const Choice HARBOURS[] = {{.value = "7", .text = "Kiel"}, {.value = "8", .text = "Lübeck"}};
	Req *req = posting("");
	Boat row = boat();
	row.crew = "5";
	FieldView views[] = {{.name = "harbour", .label = "Harbour", .choices = HARBOURS, .choice_count = 2},
	    {.name = "crew", .label = "Crew", .choices = HARBOURS, .choice_count = 2}};
	FieldChanges others = {.names = EVERY_FIELD, .who = "Zhao", .when_ms = 0};
	const FieldEdit edits[] = {
	    {"harbour", "8"}, {"colour", "blue"}, {"name", "Bea"}, {"crew", "7,8"}, {"mast_1", "elm"}};
	FieldMerge merge = fields_merge(mem, &BOAT, &row, &others, edits, 5);
	const Conflict *notice = form_conflict(req, &BOAT, &merge,
	    &(FormNotice){.action = "/boats/1", .version = 9, .views = views, .view_count = 2});
	assert_string_equal(notice->action, "/boats/1");
	assert_int_equal(notice->version, 9);
	assert_string_equal(notice->who, "Zhao");
	assert_string_equal(notice->when, "1970-01-01 08:00 (UTC+8)");
	const struct {
		const char *label, *mine, *mine_shown, *theirs_shown;
	} WANTED[] = {
	    {"Harbour", "8", "Lübeck", "Kiel"},
	    {"colour", "blue", word_text(EN, W_parts_saving), word_text(EN, W_parts_save_failed)},
	    {word_text(EN, W_account_name), "Bea", "Bea", "Anna"},
	    {"Crew", "7,8", "Kiel; Lübeck", "5"},
	    {"first mast", "elm", "elm", "oak"},
	};
	assert_int_equal(notice->count, 5);
	for (size_t i = 0; i < notice->count; i++) {
		assert_string_equal(notice->fields[i].label, WANTED[i].label);
		assert_string_equal(notice->fields[i].mine, WANTED[i].mine);
		assert_string_equal(notice->fields[i].mine_shown, WANTED[i].mine_shown);
		assert_string_equal(notice->fields[i].theirs_shown, WANTED[i].theirs_shown);
	}
	Html out = {.buf = buf_in(mem, 64 * 1024), .req = req, .lang = EN};
	html_conflict_notice(&out, notice);
	assert_non_null(strstr(buf_take(&out.buf), "<b>Lübeck</b>"));
	assert_non_null(strstr(buf_take(&out.buf), "name=\"mine_harbour\" value=\"8\""));
	merge.conflict_count = 0;
	assert_null(form_conflict(req, &BOAT, &merge, &(FormNotice){.action = "/boats/1"}));
}

/* ---- the reply ---- */

static void the_reply_says_what_became_of_a_field(void **state)
{
	static const struct {
		const char *others, *value, *problem;
		int status;
		const char *parts[3];
	} CASES[] = {
	    {"", "Bea", NULL, 200, {"\"version\":8", "\"problems\":{\"name\":null}", "\"conflicts\":[]"}},
	    {"", "Bea", "odd", 200, {"\"problems\":{\"name\":\"odd\"}", "\"fragments\":{\"x\":\"<p>\"}"}},
	    {"", "much too long", "odd", 422, {"\"problems\":{\"name\":\"Too long"}},
	    {"name,", "Bea", NULL, 409,
		{"\"name\":\"name\",\"label\":\"", "\"mine\":\"Bea\",\"theirs\":\"Anna\",\"who\":\"Zhao\""}},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		Req *req = posting("");
		Boat row = boat();
		FieldEdit edit = {"name", CASES[i].value};
		FieldChanges others = {.names = CASES[i].others, .who = "Zhao"};
		FieldMerge merge = fields_merge(mem, &BOAT, &row, &others, &edit, 1);
		const Fragment fragments[] = {{"x", "<p>"}};
		FieldReply reply = {.form = &BOAT,
		    .name = "name",
		    .version = 8,
		    .merge = &merge,
		    .problem = CASES[i].problem,
		    .fragments = fragments,
		    .fragment_count = 1};
		assert_int_equal(answer_saved(req, &reply), OK);
		assert_int_equal(req->answer->status, CASES[i].status);
		for (size_t p = 0; p < 3 && CASES[i].parts[p]; p++)
			if (!strstr(req->answer->bytes, CASES[i].parts[p]))
				fail_msg("%s: %s", CASES[i].parts[p], req->answer->bytes);
	}
	Req *req = posting("");
	assert_int_equal(answer_saved(req, &(FieldReply){.name = "name"}), OK);
	assert_int_equal(req->answer->status, 200);
	assert_null(strstr(req->answer->bytes, "version"));
}

static void pasted_cells_go_on_or_are_stopped(void **state)
{
	Req *req = posting("");
	assert_int_equal(answer_pasted(req, "/zh/x", NULL), OK);
	assert_int_equal(req->answer->status, 200);
	assert_string_equal(req->answer->bytes, "{\"location\":\"/zh/x\",\"problems\":{}}");
	req = posting("");
	assert_int_equal(answer_pasted(req, NULL, "no"), OK);
	assert_int_equal(req->answer->status, 422);
	FieldConflict conflict = {"name", "a", ""};
	FieldMerge merge = {.conflicts = &conflict, .conflict_count = 1, .others = {.who = "Zhao"}};
	assert_non_null(strstr(paste_stopped(req, &merge), "Zhao"));
	merge.fault = FIELD_REFUSED;
	assert_string_equal(paste_stopped(req, &merge), word_text(EN, W_form_refused));
}

static int set_up(void **state)
{
	mem = arena_open();
	return 0;
}

static int tear_down(void **state)
{
	arena_close(mem);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_field_is_set_or_refused),
	    cmocka_unit_test(names_and_labels),
	    cmocka_unit_test(edits_merge_but_where_somebody_else_was),
	    cmocka_unit_test(some_edits_are_set_and_others_not),
	    cmocka_unit_test(a_version_tells_that_any_field_may_have_changed),
	    cmocka_unit_test(names_are_whole_words_of_a_list),
	    cmocka_unit_test(a_request_edits_what_differs_from_what_was_shown),
	    cmocka_unit_test(spaces_go_where_the_table_says_so),
	    cmocka_unit_test(autosave_posts_one_field),
	    cmocka_unit_test(the_version_is_a_number_or_missing),
	    cmocka_unit_test(a_field_is_shown_as_its_table_says),
	    cmocka_unit_test(problems_are_those_of_the_views),
	    cmocka_unit_test(a_notice_shows_words_and_carries_values),
	    cmocka_unit_test(the_reply_says_what_became_of_a_field),
	    cmocka_unit_test(pasted_cells_go_on_or_are_stopped),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
