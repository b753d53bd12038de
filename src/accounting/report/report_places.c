/* The boundary in the head of a report. */
#include "report/report.h"

#include <assert.h>

#include "html/html.h"
#include "report/report.po.h"

/* A name has at most 100 characters (organisation_rules.h) of at most four bytes. */
enum { PLACE_BYTES = 4 * 100 + sizeof "、" };

const char *report_places(Arena *mem, Lang lang, const InventoryFacility facilities[], size_t count)
{
	size_t named = 0, more = 0;
	Buf out = buf_in(mem, (REPORT_PLACES + 1) * PLACE_BYTES);
	for (size_t i = 0; i < count; i++) {
		if (!facilities[i].is_within)
			continue;
		if (named == REPORT_PLACES)
			more++;
		else
			buf_printf(&out, "%s%s", named++ ? "、" : "", facilities[i].name);
	}
	if (more)
		buf_text(&out,
		    say(mem, lang, W_report_report_more_places, "n", arena_printf(mem, "%zu", more), NULL));
	assert(!out.overflow);
	return buf_take(&out);
}
