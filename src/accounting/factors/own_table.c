/* A table of own factors: columns, rows, and the way back into text. */
#include "factors/own_table.h"

#include "base/buf.h"
#include "base/str.h"

#include <string.h>
#include <strings.h>

static bool is_required(OwnField field)
{
	return field != OWN_FROM && field != OWN_TO && field != OWN_NOTE;
}

/* "数值" is also meant by "数值 (必填)". */
static bool is_title(const char *cell, const char *title)
{
	size_t len = strlen(title);
	if (!len || strncasecmp(cell, title, len) != 0)
		return false;
	return !cell[len] || cell[len] == ' ' || cell[len] == '(' ||
	       strncmp(cell + len, "（", strlen("（")) == 0;
}

static bool names_field(const OwnTitles *titles, OwnField field, const char *cell)
{
	for (size_t i = 0; i < sizeof titles->of / sizeof *titles->of; i++)
		if (titles->of[i][field] && is_title(cell, titles->of[i][field]))
			return true;
	return false;
}

OwnLayout own_layout(const OwnTitles *titles, const TableRow *first)
{
	enum { ENOUGH = 3 };
	OwnLayout layout = {.missing = OWN_FIELDS};
	int known = 0;
	for (OwnField field = 0; field < OWN_FIELDS; field++) {
		layout.column_of[field] = -1;
		for (int i = 0; i < first->count && layout.column_of[field] < 0; i++)
			if (names_field(titles, field, first->cells[i]))
				layout.column_of[field] = i;
		known += layout.column_of[field] >= 0;
	}
	layout.has_head = known >= ENOUGH;
	for (OwnField field = 0; field < OWN_FIELDS; field++) {
		if (!layout.has_head)
			layout.column_of[field] = (int)field;
		else if (layout.column_of[field] < 0 && is_required(field) && layout.missing == OWN_FIELDS)
			layout.missing = field;
	}
	return layout;
}

int own_table_row(Arena *mem, const OwnLayout *layout, const TableRow *row, const OwnFactor *const *others,
    size_t other_count, OwnFactor *out, OwnProblem problems[OWN_FIELDS])
{
	*out = (OwnFactor){.file_name = "", .version = 1};
	for (OwnField field = 0; field < OWN_FIELDS; field++) {
		int column = layout->column_of[field];
		*own_field_text(out, field) = column < 0 ? "" : arena_copy(mem, table_cell(row, column));
	}
	const char *purpose = own_purpose_named(out->purpose);
	if (purpose)
		out->purpose = purpose;
	int wrong = own_factor_check(mem, out, problems);
	for (size_t i = 0; i < other_count && !problems[OWN_NAME].fault; i++) {
		if (!own_factor_is_same(others[i], out))
			continue;
		problems[OWN_NAME].fault = OWN_SAME_NAME;
		wrong++;
	}
	return wrong;
}

static void add_cell(Buf *out, const char *text)
{
	buf_char(out, '"');
	for (; *text; text++) {
		if (*text == '"')
			buf_char(out, '"');
		buf_char(out, *text);
	}
	buf_char(out, '"');
}

const char *own_table_text(Arena *mem, const OwnFactor *factors, size_t count, size_t max_bytes)
{
	Buf out = buf_in(mem, max_bytes);
	for (OwnField field = 0; field < OWN_FIELDS; field++)
		buf_printf(&out, "%s%s", field ? "\t" : "", own_field_name(field));
	for (size_t i = 0; i < count; i++) {
		OwnFactor copy = factors[i];
		for (OwnField field = 0; field < OWN_FIELDS; field++) {
			buf_char(&out, field ? '\t' : '\n');
			add_cell(&out, *own_field_text(&copy, field));
		}
	}
	return out.overflow ? NULL : buf_take(&out);
}
