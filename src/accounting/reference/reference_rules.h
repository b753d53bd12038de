/* Reading the published layouts of reference tables. No Db, no Req. */
#ifndef QINGCE_REFERENCE_REFERENCE_RULES_H
#define QINGCE_REFERENCE_REFERENCE_RULES_H

#include "reference/reference.h"

enum { REFERENCE_COLUMNS = 10, REFERENCE_WORDS = 24, REFERENCE_QUERY_WORDS = 6 };

typedef enum ReferenceLayoutKind { LAYOUT_NONE, LAYOUT_DESNZ, LAYOUT_USEEIO } ReferenceLayoutKind;

typedef struct ReferenceLayout {
	ReferenceLayoutKind kind;
	int at[REFERENCE_COLUMNS]; /* column numbers; -1 = not in the table */
	char year[8];		   /* DESNZ: from the head of the value column */
} ReferenceLayout;

/* Is this row the head of a known layout? */
bool reference_layout(const TableRow *row, ReferenceLayout *out);
const char *reference_layout_code(ReferenceLayoutKind kind);

typedef enum ReferenceRowState { ROW_TAKEN, ROW_SKIPPED, ROW_WRONG } ReferenceRowState;

/* A row as a factor; texts in `mem`. ROW_SKIPPED: a single gas, or without a value. ROW_WRONG: `given` is no
 * number. */
ReferenceRowState reference_row(
    Arena *mem, const ReferenceLayout *layout, const TableRow *row, ReferenceFactor *out, const char **given);

/* The words under which a text is found: lower case letters and digits, two characters and more, a plural s
 * let go; each once, at most `most`. */
size_t reference_words(Arena *mem, const char *text, const char **out, size_t most);

/* "kg CO2e" per "passenger.km" as "kgCO2e/人·km"-like text that unit_parse reads; as printed when it cannot.
 */
const char *reference_unit(Arena *mem, const char *amount, const char *per, bool *is_usable);

/* What a line keeps as the source of a factor it took. */
const char *reference_source(Arena *mem, const ReferenceFactor *factor);

#endif
