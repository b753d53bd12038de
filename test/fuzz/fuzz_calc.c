/* `qingce calc` on hostile documents: a refusal with a sentence, or a result that is strict JSON itself, the
 * same every time, and a tree in both languages. */
#include "calc/calc.h"
#include "fuzz.h"
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

enum { RESULT_MAX = 64 << 20 };

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_result(Arena *mem, const char *text, size_t size, const Buf *result)
{
	JsonIn in;
	const Json *root;
	check(json_read(&in, mem, buf_take(result), result->len, RESULT_MAX, &root) == OK);
	const Json *lines = json_find(root, "lines");
	for (const Json *line = lines->first; line; line = line->next) {
		const Json *known = json_find(line, "known"), *tco2e = json_find(line, "tco2e");
		check(known->truth == (tco2e->type != JSON_IS_NULL));
	}
	Buf again = buf_in(mem, RESULT_MAX);
	check(calc_run(mem, text, size, &again) == OK && again.len == result->len);
	check(memcmp(buf_take(&again), buf_take(result), again.len) == 0);
	Buf tree = buf_in(mem, RESULT_MAX), report = buf_in(mem, RESULT_MAX);
	check(calc_explain(mem, text, size, ZH, false, &tree) == OK);
	check(calc_explain(mem, text, size, EN, true, &tree) == OK);
	check(calc_check(mem, text, size, &report) >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static Arena *mem;
	mem = mem ? mem : arena_open();
	const char *text = (const char *)bytes;
	Buf out = buf_in(mem, RESULT_MAX);
	Err err = calc_run(mem, text, size, &out);
	check(err == OK || err == ERR_INPUT || err == ERR_TOO_LARGE);
	if (err == OK)
		check_result(mem, text, size, &out);
	else
		check(out.len > 0);
	arena_reset(mem);
	return 0;
}
