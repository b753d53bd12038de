/* Reference tables: the two layouts (made-up rows), units, words; and batches in the store on both engines.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/rand.h"
#include "base/str.h"
#include "db/db_test.h"
#include "reference/reference_rules.h"
#include "reference/reference_store.h"

#include <cmocka.h> /* last: it defines `fail` */

static const char DESNZ[] =
    "A made-up flat file,,,,,,,,,\n"
    "ID,Scope,Level 1,Level 2,Level 3,Level 4,Column Text,UOM,GHG/Unit,GHG Conversion Factor 2031\n"
    "1_2,Scope 3,Freighting goods,Rail,Freight train,,,tonne.km,kg CO2e,0.1234\n"
    "1_3,Scope 3,Freighting goods,Rail,Freight train,,,tonne.km,kg CO2e of CO2 per unit,0.12\n"
    "1_4,Scope 3,Business travel,Vans,Diesel,,Average,miles,kg CO2e,0.5\n"
    "1_5,Scope 1,Fuels,Gas,Gas,,,kWh (Net CV),kg CO2e,0.25\n"
    "1_6,Scope 3,Waste,Paper,,,Landfill,tonnes,kg CO2e,\n"
    "1_7,Scope 3,Odd,Thing,,,,blobs,kg CO2e,9\n";

static const char USEEIO[] =
    "2017 NAICS Code,2017 NAICS Title,GHG,Unit,Supply Chain Emission Factors without Margins,Margins of "
    "Supply "
    "Chain Emission Factors,Supply Chain Emission Factors with Margins,Reference USEEIO Code\n"
    "111111,Made-up Farming,All GHGs,\"kg CO2e/2031 USD, purchaser price\",0.9,0.1,1.0,1111A\n"
    "111111,Made-up Farming,Carbon dioxide,\"kg/2031 USD, purchaser price\",0.5,0.1,0.6,1111A\n"
    "222222,Made-up Trains,All GHGs,\"kg CO2e/2031 USD, purchaser price\",0.2,0,0.2,2222\n";

static ReferenceOutcome import(TestStore *on, const char *text, const char *title)
{
	char path[] = "/tmp/qingce-reference-XXXXXX";
	int file = mkstemp(path);
	assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
	close(file);
	const ReferenceBatch batch = {
	    .title = title, .licence = "made up", .retrieved = "2031-01-02", .file_name = "x.csv"};
	ReferenceOutcome outcome;
	assert_int_equal(reference_import(test_scope(on, PLATFORM, 0), path, &batch, &outcome), OK);
	unlink(path);
	return outcome;
}

static size_t found(TestStore *on, const char *query, ReferenceFactor **out)
{
	const char *words[REFERENCE_QUERY_WORDS];
	size_t count, word_count = reference_words(on->mem, query, words, REFERENCE_QUERY_WORDS);
	assert_int_equal(reference_find(on->db, on->mem, words, word_count, 0, 50, out, &count), OK);
	return count;
}

static void batches(TestStore *on)
{
	ReferenceFactor *list;
	ReferenceOutcome desnz = import(on, DESNZ, "made-up flat file");
	assert_int_equal(desnz.fault, REFERENCE_FINE);
	assert_int_equal(desnz.rows, 4);
	assert_int_equal(desnz.skipped, 2);
	ReferenceOutcome useeio = import(on, USEEIO, "made-up supply chain");
	assert_int_equal(useeio.rows, 2);
	assert_int_equal(useeio.skipped, 1);

	assert_int_equal(found(on, "", &list), 6);
	assert_int_equal(found(on, "rail FREIGHT", &list), 1);
	assert_string_equal(list[0].value_text, "0.1234");
	assert_string_equal(list[0].year, "2031");
	assert_string_equal(list[0].code, "1_2");
	assert_string_equal(list[0].name, "Freighting goods › Rail › Freight train");
	assert_true(list[0].is_usable);
	assert_int_equal(found(on, "train", &list), 2); /* trains too */
	assert_int_equal(found(on, "train rail nothing", &list), 0);
	assert_int_equal(found(on, "farming", &list), 1);
	assert_string_equal(list[0].unit, "kgCO2e/USD");
	assert_string_equal(list[0].value_text, "1.0");
	assert_int_equal(found(on, "odd", &list), 1);
	assert_false(list[0].is_usable);
	assert_int_equal(found(on, "gas fuel", &list), 1);
	assert_string_equal(list[0].unit, "kgCO2e/kWh");

	ReferenceBatch *all;
	size_t count;
	assert_int_equal(reference_batches(on->db, on->mem, &all, &count), OK);
	assert_int_equal(count, 2);
	assert_int_equal(reference_remove(test_scope(on, PLATFORM, 0), desnz.batch_id), OK);
	assert_int_equal(reference_remove(test_scope(on, PLATFORM, 0), desnz.batch_id), ERR_NOT_FOUND);
	assert_int_equal(found(on, "train", &list), 1);
	assert_int_equal(found(on, "", &list), 2);
}

static void refused(TestStore *on)
{
	static const struct {
		const char *text;
		ReferenceFault fault;
	} CASES[] = {
	    {"a,b,c\n1,2,3\n", REFERENCE_NO_TABLE},
	    {"ID,Scope,Level 1,Level 2,Level 3,Level 4,Column Text,UOM,GHG/Unit,GHG Conversion Factor 2031\n",
		REFERENCE_NO_ROWS},
	    {"ID,Scope,Level 1,Level 2,Level 3,Level 4,Column Text,UOM,GHG/Unit,GHG Conversion Factor 2031\n"
	     "1,s,a,b,c,d,e,km,kg CO2e,about 3\n",
		REFERENCE_BAD_VALUE},
	    {"", REFERENCE_TABLE_FAULT},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		ReferenceOutcome outcome = import(on, CASES[i].text, "t");
		assert_int_equal(outcome.fault, CASES[i].fault);
	}
	char *title = arena_array(on->mem, 1, REFERENCE_TEXT_MAX + 2);
	memset(title, 'x', REFERENCE_TEXT_MAX + 1);
	assert_int_equal(import(on, DESNZ, title).fault, REFERENCE_LONG_TEXT);
	ReferenceFactor *list;
	assert_int_equal(found(on, "", &list), 0);
}

/* Nothing is cut off silently. */
static void too_many_rows(TestStore *on)
{
	Buf text = buf_in(on->mem, 16 * 1024 * 1024);
	buf_text(&text, "ID,Scope,Level 1,Level 2,Level 3,Level 4,Column Text,UOM,GHG/Unit,"
			"GHG Conversion Factor 2031\n");
	for (int i = 0; i <= REFERENCE_MAX_ROWS; i++)
		buf_text(&text, "1,s,a,b,c,d,e,km,kg CO2e,1\n");
	assert_int_equal(import(on, buf_take(&text), "t").fault, REFERENCE_TOO_MANY_ROWS);
	ReferenceFactor *list;
	assert_int_equal(found(on, "", &list), 0);
}

static void test_batches(void **state)
{
	on_each_engine(batches);
}

static void test_refused(void **state)
{
	on_each_engine(refused);
}

static void test_too_many_rows(void **state)
{
	on_each_engine(too_many_rows);
}

static void test_words(void **state)
{
	Arena *mem = arena_open();
	const char *words[3];
	assert_int_equal(reference_words(mem, "Trains, trains & a VAN-2x gas", words, 3), 3);
	assert_string_equal(words[0], "train");
	assert_string_equal(words[1], "van");
	assert_string_equal(words[2], "2x");
	bool is_usable;
	assert_string_equal(reference_unit(mem, "kg CO2e", "tonnes", &is_usable), "kgCO2e/tonnes");
	assert_true(is_usable);
	reference_unit(mem, "kg CO2e", "blobs", &is_usable);
	assert_false(is_usable);
	ReferenceFactor factor = {.title = "t", .year = "", .code = "c", .name = "n"};
	assert_string_equal(reference_source(mem, &factor), "t (-) · c · n");
	char *code = arena_array(mem, 1, REFERENCE_TEXT_MAX * 3 + 1);
	for (int i = 0; i < REFERENCE_TEXT_MAX; i++)
		snprintf(code + i * 3, sizeof "码", "码");
	factor.code = code; /* the field of the line would refuse more */
	assert_int_equal(str_chars(reference_source(mem, &factor)), REFERENCE_TEXT_MAX);
	assert_true(
	    str_is_clean_utf8(reference_source(mem, &factor), strlen(reference_source(mem, &factor))));
	arena_close(mem);
}

int main(void)
{
	rand_init();
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_batches),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_too_many_rows),
	    cmocka_unit_test(test_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
