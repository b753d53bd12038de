/* The layouts of the UK government conversion factors (flat file) and of the US EPA supply-chain factors. */
#include "reference/reference_rules.h"

#include "base/buf.h"
#include "base/str.h"
#include "ghg/ghg.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

/* ---- the head ---- */

/* DESNZ: ID, Scope, Level 1 … Level 4, Column Text, UOM, GHG/Unit, GHG Conversion Factor 2024 */
enum { D_ID, D_SCOPE, D_LEVEL1, D_LEVEL2, D_LEVEL3, D_LEVEL4, D_TEXT, D_UOM, D_GHG, D_VALUE };
static const char *const DESNZ[REFERENCE_COLUMNS] = {"ID", "Scope", "Level 1", "Level 2", "Level 3",
    "Level 4", "Column Text", "UOM", "GHG/Unit", "GHG Conversion Factor"};

/* US EPA: 2017 NAICS Code, 2017 NAICS Title, GHG, Unit, …, Reference USEEIO Code */
enum { U_CODE, U_TITLE, U_GHG, U_UNIT, U_WITHOUT, U_MARGINS, U_WITH, U_REFERENCE, U_COLUMNS };
static const char *const USEEIO[U_COLUMNS] = {"NAICS Code", "NAICS Title", "GHG", "Unit",
    "Supply Chain Emission Factors without Margins", "Margins of Supply Chain Emission Factors",
    "Supply Chain Emission Factors with Margins", "Reference USEEIO Code"};

static bool begins(const char *cell, const char *head)
{
	return strncasecmp(cell, head, strlen(head)) == 0;
}

/* "2017 NAICS Code": the year of the edition stands before the name. */
static const char *without_year(const char *cell)
{
	const char *at = cell;
	while (isdigit((unsigned char)*at))
		at++;
	return at - cell == 4 && *at == ' ' ? at + 1 : cell;
}

static bool same_head(const char *cell, const char *head)
{
	return strcasecmp(cell, head) == 0 || strcasecmp(without_year(cell), head) == 0;
}

static bool find_desnz(const TableRow *row, ReferenceLayout *out)
{
	for (int c = 0; c < REFERENCE_COLUMNS; c++) {
		out->at[c] = -1;
		for (int i = 0; i < row->count && out->at[c] < 0; i++)
			if (c == D_VALUE ? begins(row->cells[i], DESNZ[c])
					 : same_head(row->cells[i], DESNZ[c]))
				out->at[c] = i;
		if (out->at[c] < 0 && c != D_LEVEL4 && c != D_TEXT)
			return false;
	}
	const char *year = row->cells[out->at[D_VALUE]] + strlen(DESNZ[D_VALUE]);
	year += strcspn(year, "0123456789");
	strncpy(out->year, year, strspn(year, "0123456789") == 4 ? 4 : 0);
	out->kind = LAYOUT_DESNZ;
	return true;
}

static bool find_useeio(const TableRow *row, ReferenceLayout *out)
{
	for (int c = 0; c < U_COLUMNS; c++) {
		out->at[c] = -1;
		for (int i = 0; i < row->count && out->at[c] < 0; i++)
			if (same_head(row->cells[i], USEEIO[c]))
				out->at[c] = i;
		if (out->at[c] < 0 && c != U_WITHOUT && c != U_MARGINS && c != U_REFERENCE)
			return false;
	}
	out->kind = LAYOUT_USEEIO;
	return true;
}

bool reference_layout(const TableRow *row, ReferenceLayout *out)
{
	*out = (ReferenceLayout){0};
	if (find_desnz(row, out))
		return true;
	*out = (ReferenceLayout){0};
	return find_useeio(row, out);
}

const char *reference_layout_code(ReferenceLayoutKind kind)
{
	return kind == LAYOUT_DESNZ ? "desnz" : kind == LAYOUT_USEEIO ? "useeio" : "";
}

/* ---- units ---- */

/* Without spaces, what stands in brackets and a year in front: "2022 USD" -> "USD". */
static const char *plain_unit(Arena *mem, const char *text)
{
	Buf out = buf_in(mem, strlen(text));
	int depth = 0;
	for (const char *c = without_year(text); *c && *c != ','; c++) {
		depth += *c == '(';
		if (!depth && !isspace((unsigned char)*c))
			buf_char(&out, *c);
		depth -= *c == ')';
	}
	return buf_take(&out);
}

const char *reference_unit(Arena *mem, const char *amount, const char *per, bool *is_usable)
{
	const char *plain = arena_printf(mem, "%s/%s", plain_unit(mem, amount), plain_unit(mem, per));
	Unit unit;
	*is_usable = unit_parse(plain, &unit);
	return *is_usable ? plain : arena_printf(mem, "%s / %s", amount, per);
}

/* ---- rows ---- */

static const char *cell_at(const ReferenceLayout *layout, const TableRow *row, int column)
{
	return layout->at[column] < 0 ? "" : table_cell(row, layout->at[column]);
}

static ReferenceRowState value_state(Arena *mem, const char *cell, ReferenceFactor *out, const char **given)
{
	double value;
	if (!*cell)
		return ROW_SKIPPED;
	out->value_text = arena_copy(mem, cell);
	if (number_parse(cell, &value) == NUMBER_OK && isfinite(value))
		return ROW_TAKEN;
	*given = out->value_text;
	return ROW_WRONG;
}

static ReferenceRowState desnz_row(
    Arena *mem, const ReferenceLayout *layout, const TableRow *row, ReferenceFactor *out, const char **given)
{
	if (strcasecmp(cell_at(layout, row, D_GHG), "kg CO2e") != 0)
		return ROW_SKIPPED;
	Buf name = buf_in(mem, BUF_FIELDS_MAX);
	for (int c = D_LEVEL1; c <= D_TEXT; c++) {
		const char *level = cell_at(layout, row, c);
		if (*level)
			buf_printf(&name, "%s%s", name.len ? " › " : "", level);
	}
	out->name = buf_take(&name);
	out->code = arena_copy(mem, cell_at(layout, row, D_ID));
	out->note = arena_copy(mem, cell_at(layout, row, D_SCOPE));
	out->year = arena_copy(mem, layout->year);
	out->unit = reference_unit(mem, "kg CO2e", cell_at(layout, row, D_UOM), &out->is_usable);
	return value_state(mem, cell_at(layout, row, D_VALUE), out, given);
}

/* "kg CO2e/2022 USD, purchaser price": the year of the prices. */
static const char *price_year(Arena *mem, const char *unit)
{
	const char *per = strchr(unit, '/');
	size_t digits = per ? strspn(per + 1, "0123456789") : 0;
	return digits == 4 ? arena_copy_n(mem, per + 1, 4) : "";
}

static ReferenceRowState useeio_row(
    Arena *mem, const ReferenceLayout *layout, const TableRow *row, ReferenceFactor *out, const char **given)
{
	const char *unit = cell_at(layout, row, U_UNIT), *per = strchr(unit, '/');
	if (!begins(unit, "kg CO2e") || !per)
		return ROW_SKIPPED;
	out->code = arena_copy(mem, cell_at(layout, row, U_CODE));
	out->name = arena_copy(mem, cell_at(layout, row, U_TITLE));
	out->year = price_year(mem, unit);
	out->unit = reference_unit(mem, "kg CO2e", per + 1, &out->is_usable);
	out->note = arena_printf(mem, "%s%s%s%s", cell_at(layout, row, U_GHG),
	    *cell_at(layout, row, U_WITHOUT) ? "; without margins " : "", cell_at(layout, row, U_WITHOUT),
	    strchr(unit, ',') ? strchr(unit, ',') : "");
	return value_state(mem, cell_at(layout, row, U_WITH), out, given);
}

ReferenceRowState reference_row(
    Arena *mem, const ReferenceLayout *layout, const TableRow *row, ReferenceFactor *out, const char **given)
{
	*out = (ReferenceFactor){.note = "", .year = "", .value_text = ""};
	return layout->kind == LAYOUT_DESNZ ? desnz_row(mem, layout, row, out, given)
					    : useeio_row(mem, layout, row, out, given);
}

/* ---- words ---- */

static bool is_there(const char *const words[], size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(words[i], word))
			return true;
	return false;
}

size_t reference_words(Arena *mem, const char *text, const char **out, size_t most)
{
	enum { WORD_MAX = 40 };
	size_t count = 0;
	while (*text && count < most) {
		size_t len = 0;
		while (isalnum((unsigned char)text[len]))
			len++;
		if (len >= 2 && len <= WORD_MAX) {
			char *word = arena_copy_n(mem, text, len);
			for (char *c = word; *c; c++)
				*c = (char)tolower((unsigned char)*c);
			if (len > 3 && word[len - 1] == 's')
				word[len - 1] = '\0';
			if (!is_there(out, count, word))
				out[count++] = word;
		}
		text += len ? len : 1;
	}
	return count;
}

/* At most REFERENCE_TEXT_MAX characters of a text: no field of a line takes more. */
static const char *cut(Arena *mem, const char *text)
{
	size_t bytes = 0;
	for (int chars = 0; text[bytes]; bytes++) {
		bool begins_one = ((unsigned char)text[bytes] & 0xC0) != 0x80;
		if (begins_one && chars++ == REFERENCE_TEXT_MAX)
			return arena_copy_n(mem, text, bytes);
	}
	return text;
}

const char *reference_source(Arena *mem, const ReferenceFactor *factor)
{
	const char *text = arena_printf(mem, "%s (%s) · %s · %s", factor->title,
	    *factor->year ? factor->year : "-", factor->code, factor->name);
	if (str_chars(text) <= REFERENCE_TEXT_MAX)
		return text;
	return cut(mem, arena_printf(mem, "%s (%s) · %s", factor->title, *factor->year ? factor->year : "-",
			    factor->code));
}
