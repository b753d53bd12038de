/* What the hash of an audit row covers. */
#include "audit/audit.h"

#include "base/buf.h"
#include "base/rand.h"
#include "base/str.h"

#include <string.h>

/* Each text with its length before it, so that no two rows give the same bytes. */
static void add_text(Buf *out, const char *text)
{
	buf_printf(out, "%zu:", strlen(text));
	buf_text(out, text);
	buf_char(out, '\n');
}

/* A row may come from a store that somebody tampered with: its texts are as long as they are. */
static size_t room_of(const char *previous, const AuditRow *row)
{
	enum { NUMBERS_MAX = 400 };
	return NUMBERS_MAX + strlen(previous) + strlen(row->action) + strlen(row->subject_type) +
	       strlen(row->detail) + strlen(row->request_id);
}

char *audit_row_hash(Arena *mem, const char *previous, const AuditRow *row)
{
	Buf out = buf_in(mem, room_of(previous, row));
	buf_printf(&out, "qingce audit 1\n%lld\n%lld\n%lld\n%lld\n%lld\n", (long long)row->org_id,
	    (long long)row->seq, (long long)row->at_ms, (long long)row->user_id, (long long)row->subject_id);
	add_text(&out, previous);
	add_text(&out, row->action);
	add_text(&out, row->subject_type);
	add_text(&out, row->detail);
	add_text(&out, row->request_id);
	return sha256_hex(mem, buf_take(&out), out.len);
}

static const char LEFT_OUT[] = "; …";

Buf audit_detail(Arena *mem)
{
	return buf_in(mem, AUDIT_DETAIL_MAX);
}

void audit_detail_add(Buf *detail, const char *name, const char *value)
{
	size_t room = detail->max - detail->len, named = strlen("; =…") + strlen(name) + strlen(LEFT_OUT);
	if (room >= named + strlen(value))
		buf_printf(detail, "%s%s=%s", detail->len ? "; " : "", name, value);
	else if (room >= named)
		buf_printf(detail, "%s%s=…", detail->len ? "; " : "", name);
	else if (!str_ends(buf_take(detail), LEFT_OUT))
		buf_text(detail, LEFT_OUT);
}
