/* Where things have their pages. See links.h. */
#include "show/links.h"

#include "html/html.h"

const char *inventory_href(Arena *mem, int64_t inventory_id, const char *page)
{
	return arena_printf(mem, "/me/calculator/enterprise/%lld/%s", (long long)inventory_id, page);
}

const char *line_href(Arena *mem, int64_t inventory_id, int64_t line_id, const char *field)
{
	if (line_id == 0) /* derived */
		return arena_printf(mem, "%s#c-s3.3", inventory_href(mem, inventory_id, "scope3"));
	return arena_printf(mem, "/me/calculator/enterprise/%lld/lines/%lld%s%s", (long long)inventory_id,
	    (long long)line_id, field ? "#" : "", field ? field : "");
}

const char *explain_href(Arena *mem, int64_t inventory_id, const char *figure)
{
	return arena_printf(mem, "/me/calculator/enterprise/%lld/explain?figure=%s", (long long)inventory_id,
	    url_part(mem, figure));
}

const char *consumption_href(Arena *mem, int64_t inventory_id)
{
	return inventory_href(mem, inventory_id, "consumption");
}

const char *factor_href(Arena *mem, const char *factor_id)
{
	return arena_printf(mem, "/factors/%s", url_part(mem, factor_id));
}
