/* The documents of test/vectors give their published numbers; documents that are none are refused with the
 * place; no input crashes. Runs from the root of the source tree. */
#include "calc/calc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "json/json.h"

#define VECTORS "test/vectors"

static Buf read_file(Arena *mem, const char *path)
{
	Buf text = buf_in(mem, 1 << 20);
	FILE *file = fopen(path, "rb");
	if (!file)
		fail_msg("cannot read %s", path);
	for (int c; (c = getc(file)) != EOF;)
		buf_char(&text, (char)c);
	fclose(file);
	return text;
}

/* Every vector; each of the 24 published numbers of data/factors' worked examples and of the 16 examples on
 * scope 3, products, boundaries and projects is among them. */
static void test_vectors(void **state)
{
	static const char *const PUBLISHED[] = {"V01a", "V01b", "V01c", "V02a", "V03a", "V03b", "V04", "V05",
	    "V06", "V07a", "V07b", "V08", "V09a", "V09b", "V10", "V11a", "V11b", "V12a", "V12b", "V12c",
	    "V13", "V14a", "V14b", "V15", "S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08", "S09",
	    "S10", "S11", "S12", "S13", "S14", "S15", "S16"};
	enum { COUNT = sizeof PUBLISHED / sizeof PUBLISHED[0] };
	bool is_seen[COUNT] = {false};
	struct dirent **entries;
	int count = scandir(VECTORS, &entries, NULL, alphasort);
	assert_true(count > 20);
	for (int i = 0; i < count; i++) {
		Arena *mem = arena_open();
		if (str_ends(entries[i]->d_name, ".json")) {
			Buf text = read_file(mem, arena_printf(mem, VECTORS "/%s", entries[i]->d_name));
			Buf report = buf_in(mem, 100000);
			int wrong = calc_check(mem, buf_take(&text), text.len, &report);
			if (wrong != 0)
				fail_msg("%s: %s", entries[i]->d_name, buf_take(&report));
			for (int p = 0; p < COUNT; p++)
				is_seen[p] = is_seen[p] ||
					     strstr(buf_take(&text),
						 arena_printf(mem, "\"published\": \"%s\"", PUBLISHED[p]));
		}
		free(entries[i]);
		arena_close(mem);
	}
	free(entries);
	for (int p = 0; p < COUNT; p++)
		if (!is_seen[p])
			fail_msg("no vector for %s", PUBLISHED[p]);
}

#define DOC(lines) "{\"format\":\"qingce-calc/1\",\"method\":\"general\",\"lines\":[" lines "]}"

#define BESIDE(members) "{\"format\":\"qingce-calc/1\",\"method\":\"general\",\"lines\":[]," members "}"
#define OWN(members)                                                                                         \
	DOC("{\"category\":\"direct\",\"amount\":1,\"unit\":\"t\",\"factor\":\"2 tCO2e/t\"," members "}")

static void test_refused(void **state)
{
	static const struct {
		const char *text, *message; /* occurs in it */
	} CASES[] = {
	    {"", ""},
	    {"{", ""},
	    {"[]", ""},
	    {"null", ""},
	    {"{\"format\":\"qingce-calc/1\"}", "/method"},
	    {"{\"format\":\"other\",\"method\":\"general\",\"lines\":[]}", "/format"},
	    {"{\"format\":\"qingce-calc/1\",\"method\":\"general\",\"method\":\"07\",\"lines\":[]}",
		"duplicate"},
	    {DOC("{\"category\":\"electricity\",\"amonut\":1}"), "/lines/0/amonut"},
	    {DOC("{\"amount\":1}"), "/lines/0/category"},
	    {DOC("{\"category\":\"electricity\",\"amount\":\"12,5\",\"unit\":\"MWh\"}"), "/lines/0/amount"},
	    {DOC("{\"category\":\"electricity\",\"amount\":true,\"unit\":\"MWh\"}"), "/lines/0/amount"},
	    {DOC("{\"category\":\"electricity\",\"amount\":1e400,\"unit\":\"MWh\"}"), ""},
	    {DOC("{\"category\":\"electricity\",\"year\":12}"), "/lines/0/year"},
	    {DOC("{\"category\":\"electricity\",\"values\":{\"factor\":{\"unit\":\"t\"}}}"),
		"/lines/0/values/factor"},
	    {DOC("5"), "/lines/0"},
	    {BESIDE("\"units\":{\"kg\":\"2 t\"}"), "/units/kg"},
	    {BESIDE("\"units\":{\"drum\":\"2 firkins\"}"), "/units/drum"},
	    {BESIDE("\"units\":{\"drum\":\"-2 L\"}"), "/units/drum"},
	    {BESIDE("\"adjustments\":[{\"kind\":\"gift\",\"tco2e\":1}]"), "/adjustments/0/kind"},
	    {BESIDE("\"adjustments\":[{\"kind\":\"offset\",\"tco2e\":-1}]"), "/adjustments/0/tco2e"},
	    {BESIDE("\"scope3\":{\"16\":\"not_relevant\"}"), "/scope3/16"},
	    {BESIDE("\"scope3\":{\"2\":\"small\"}"), "/scope3/2"},
	    {BESIDE("\"base_year\":{\"tco2e\":1,\"threshold_percent\":5,\"changes\":[{\"kind\":\"x\"}]}"),
		"/base_year/changes/0"},
	    {BESIDE("\"base_year\":{\"tco2e\":\"1 m\",\"threshold_percent\":5,\"changes\":[]}"),
		"/base_year/tco2e"},
	    {BESIDE("\"project\":{\"capacity\":\"1 MW\",\"factor\":0.5}"), "/project"},
	    {BESIDE("\"convert\":[{\"value\":1,\"unit\":\"t\",\"to\":\"L\"}]"), "/convert/0"},
	    {BESIDE("\"product\":{\"components\":[{\"kind\":\"mixed\",\"kgco2e\":1}]}"),
		"/product/components/0/kind"},
	    {BESIDE("\"product\":{\"components\":[{\"primary_share\":\"120 %\",\"kgco2e\":1}]}"),
		"/product/components/0/primary_share"},
	    {BESIDE("\"product\":{\"allocation\":{\"products\":[{\"id\":\"a\"},{\"id\":\"b\"}]}}"),
		"/product/allocation/products"},
	    {BESIDE("\"consolidation\":5"), "/consolidation"},
	    {OWN("\"consolidation\":\"140 %\""), "/lines/0/consolidation"},
	    {OWN("\"density\":\"0 t/m3\""), "/lines/0/density"},
	    {OWN("\"density\":\"3 kg\""), "/lines/0/density"},
	    {OWN("\"period\":{\"start\":\"2025-01-01\",\"end\":\"2025-12-31\"}"), "/lines/0/period"},
	    {OWN("\"derive\":true"), "/lines/0/derive"},
	    {OWN("\"factors\":{\"SF6\":1}"), "/lines/0/factors/SF6"},
	    {"{\"format\":\"qingce-calc/"
	     "1\",\"method\":\"general\",\"scope3\":{\"1\":\"not_relevant\"},\"lines\":["
	     "{\"category\":\"s3.1\",\"reported\":5}]}",
		"/scope3/1"},
	    {DOC("{\"category\":\"electricity\",\"uncertainty\":-1}"), "/lines/0/uncertainty"},
	    {DOC("{\"category\":\"electricity\",\"amount\":1,\"unit\":\"MWh\","
		 "\"values\":{\"facter\":{\"uncertainty\":5}}}"),
		"/lines/0/values/facter"},
	    {DOC("{\"category\":\"electricity\",\"basis\":\"guess\"}"), "/lines/0/basis"},
	    {"{\"format\":\"qingce-calc/"
	     "1\",\"method\":\"general\",\"lines\":[],\"monte_carlo\":{\"samples\":1}}",
		"/monte_carlo/samples"},
	    {"{\"format\":\"qingce-calc/"
	     "1\",\"method\":\"07\",\"lines\":[],\"period\":{\"start\":\"2025-02-31\",\"end\":\"2025-03-01\"}"
	     "}",
		"/period/start"},
	    {"{\"format\":\"qingce-calc/"
	     "1\",\"method\":\"07\",\"lines\":[],\"period\":{\"start\":\"2025-03-01\",\"end\":\"2025-02-01\"}"
	     "}",
		"/period"},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Arena *mem = arena_open();
		Buf out = buf_in(mem, 1 << 20);
		Err err = calc_run(mem, CASES[i].text, strlen(CASES[i].text), &out);
		if (err != ERR_INPUT || !strstr(buf_take(&out), CASES[i].message))
			fail_msg("%s: %d %s", CASES[i].text, (int)err, buf_take(&out));
		arena_close(mem);
	}
}

/* Typed amounts and every unit of the tables; an unknown line has null, not 0. */
static void test_lines(void **state)
{
	static const struct {
		const char *text, *result; /* occurs in the result */
	} CASES[] = {
	    {DOC("{\"category\":\"electricity\",\"amount\":\"2 610\",\"unit\":\"兆瓦时\"}"),
		"\"known\":true"},
	    {DOC("{\"category\":\"electricity\",\"amount\":-3,\"unit\":\"MWh\"}"),
		"\"code\":\"negative\",\"stops\":true,\"field\":\"amount\""},
	    {DOC("{\"category\":\"electricity\",\"amount\":-3,\"unit\":\"MWh\"}"),
		"\"known\":false,\"tco2e\":null"},
	    {DOC(""), "\"scope1\":null"},
	    {DOC("{\"category\":\"s3.6\",\"amount\":0,\"unit\":\"人·km\",\"values\":{\"factor\":{\"value\":0."
		 "04,\"unit\":\"kgCO2e/人·km\"}}}"),
		"\"scope3\":0"},
	    {DOC("{\"category\":\"electricity\",\"amount\":1000,\"unit\":\"MWh\",\"uncertainty\":3,"
		 "\"values\":{\"factor\":{\"value\":0.5,\"unit\":\"tCO2/MWh\",\"uncertainty\":4}}}"),
		"\"uncertainty\":{\"low\":475,\"high\":525,\"percent\":5,"},
	    {DOC("{\"category\":\"electricity\",\"amount\":1000,\"unit\":\"MWh\",\"uncertainty\":0,"
		 "\"values\":{\"factor\":{\"uncertainty\":0}}}"),
		"\"percent\":0,\"scopes\":"},
	    {DOC("{\"category\":\"electricity\",\"amount\":1,\"unit\":\"MWh\",\"basis\":\"ledger\"}"),
		"\"rule\":\"activity.ledger\""},
	    {DOC("{\"category\":\"combustion\",\"item\":\"DIESEL\",\"amount\":1,\"unit\":\"t\",\"id\":"
		 "\"truck\","
		 "\"derive\":\"upstream\"}"),
		"\"category\":\"s3.3.fuel\",\"item\":\"DIESEL\""},
	    {DOC("{\"category\":\"electricity\",\"amount\":1,\"unit\":\"MWh\",\"id\":\"grid\","
		 "\"derive\":\"upstream\"}"),
		"\"id\":\"grid/s3.3.loss\""},
	    {DOC("{\"category\":\"s3.1.spend\",\"item\":\"fabric\",\"year\":2025,\"amount\":1,\"unit\":"
		 "\"万元\","
		 "\"values\":{\"rate\":\"7.2 元/USD\"}}"),
		"\"code\":\"price_year\",\"stops\":false,\"field\":\"deflator\",\"given\":\"2022\","
		"\"expected\":\"2025\""},
	    {"{\"format\":\"qingce-calc/1\",\"method\":\"07\",\"lines\":["
	     "{\"scope\":1,\"amount\":300,\"unit\":\"t\",\"factor\":\"20 kgCO2e/t\"},"
	     "{\"scope\":1,\"reported\":7},{\"scope\":2,\"reported\":\"8000 kgCO2e\"}]}",
		"\"scope1\":13,\"scope2_location\":8,"},
	    {DOC("{\"category\":\"s3.1\",\"amount\":1,\"unit\":\"t\"}"),
		"\"status\":\"estimated\",\"tco2e\":null"},
	    {DOC("{\"category\":\"s3.4.distance\",\"amount\":2,\"unit\":\"t\",\"values\":{\"distance\":\"500 "
		 "km\"},"
		 "\"factor\":\"0.1 kgCO2e/t·km\",\"own_asset\":true,\"id\":\"van\"}"),
		"\"overlaps\":[{\"rule\":\"own_vehicles\",\"line\":\"van\"}]"},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		Arena *mem = arena_open();
		Buf out = buf_in(mem, 1 << 20);
		assert_int_equal(calc_run(mem, CASES[i].text, strlen(CASES[i].text), &out), OK);
		if (!strstr(buf_take(&out), CASES[i].result))
			fail_msg("%s: %s", CASES[i].text, buf_take(&out));
		arena_close(mem);
	}
}

/* Every vector with each of its bytes damaged in turn: an answer or a refusal, and never NaN in the answer.
 */
static void test_damaged(void **state)
{
	static const char *const FILES[] = {"V07.json", "wastewater.json", "market.json", "S02.json",
	    "S06.json", "S08.json", "S11.json", "S12.json", "S13.json", "S14.json", "S15_year.json",
	    "S16.json"};
	for (size_t f = 0; f < sizeof FILES / sizeof FILES[0]; f++) {
		Arena *keep = arena_open(), *mem = arena_open();
		Buf text = read_file(keep, arena_printf(keep, VECTORS "/%s", FILES[f]));
		for (size_t i = 0; i < text.len; i++) {
			static const char BYTES[] = "9-e\".Mx\xE4";
			char *changed = buf_take(&text) + i, before = *changed;
			*changed = BYTES[i % (sizeof BYTES - 1)];
			Buf out = buf_in(mem, 1 << 20);
			Err err = calc_run(mem, buf_take(&text), text.len, &out);
			assert_true(err == OK || err == ERR_INPUT);
			if (err == OK && (strstr(buf_take(&out), ":nan") || strstr(buf_take(&out), ":-nan") ||
					     strstr(buf_take(&out), ":inf")))
				fail_msg("%s, byte %zu: %s", FILES[f], i, buf_take(&out));
			*changed = before;
			arena_reset(mem);
		}
		arena_close(mem);
		arena_close(keep);
	}
}

/* Lines and figures open into trees: text and JSON of the same. */
static void test_explained(void **state)
{
	Arena *mem = arena_open();
	Buf text = read_file(mem, VECTORS "/market.json");
	Buf tree = buf_in(mem, 1 << 20), json = buf_in(mem, 1 << 20);
	assert_int_equal(calc_explain(mem, buf_take(&text), text.len, EN, false, &tree), OK);
	assert_non_null(strstr(buf_take(&tree), "Scope 2 (market-based): "));
	assert_non_null(strstr(buf_take(&tree), "average_excl_market_nonfossil"));
	assert_int_equal(calc_explain(mem, buf_take(&text), text.len, EN, true, &json), OK);
	JsonIn in;
	const Json *root;
	assert_int_equal(json_read(&in, mem, buf_take(&json), json.len, 1 << 20, &root), OK);
	assert_string_equal(json_find(root, "format")->text, "qingce-calc-tree/1");
	bool has_market = false;
	for (const Json *figure = json_find(root, "figures")->first; figure; figure = figure->next)
		has_market |= str_eq(json_find(figure, "key")->text, "scope2_market");
	assert_true(has_market);
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_vectors),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_lines),
	    cmocka_unit_test(test_explained),
	    cmocka_unit_test(test_damaged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
