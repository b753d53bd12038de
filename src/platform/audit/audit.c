/* What the hash of an audit row covers. */
#include "audit/audit.h"

#include "base/buf.h"
#include "base/rand.h"

#include <string.h>

/* Each text with its length before it, so that no two rows give the same bytes. */
static void add_text(Buf *out, const char *text)
{
	buf_printf(out, "%zu:", strlen(text));
	buf_text(out, text);
	buf_char(out, '\n');
}

char *audit_row_hash(Arena *mem, const char *previous, const AuditRow *row)
{
	Buf out = buf_in(mem, 2 * AUDIT_DETAIL_MAX);
	buf_printf(&out, "qingce audit 1\n%lld\n%lld\n%lld\n%lld\n%lld\n", (long long)row->org_id,
	    (long long)row->seq, (long long)row->at_ms, (long long)row->user_id, (long long)row->subject_id);
	add_text(&out, previous);
	add_text(&out, row->action);
	add_text(&out, row->subject_type);
	add_text(&out, row->detail);
	add_text(&out, row->request_id);
	return sha256_hex(mem, out.data, out.len);
}
