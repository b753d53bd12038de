/* Requests for live results from strangers: each is answered, as text, within the stated size; the first byte
 * 0 feeds the loader of tables instead. */
#include "base/str.h"
#include "fuzz.h"
#include "live/live.h"

#include <stdlib.h>

static void ask(Arena *mem, const char *request, size_t len)
{
	Buf answer = live_answer(ghg_embedded(), mem, request, len);
	bool is_text = answer.len < LIVE_ANSWER_MAX && str_is_clean_utf8(buf_take(&answer), answer.len);
	bool is_whole = answer.len == 0 || buf_take(&answer)[answer.len - 1] == '\n';
	if (!is_text || !is_whole)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	Arena *mem = arena_open();
	if (size > 0 && bytes[0] == 0)
		live_load(mem, (const char *)bytes + 1, size - 1);
	else
		ask(mem, (const char *)bytes, size);
	arena_close(mem);
	return 0;
}
