/* The tables of an inventory's result, in words: the result page and both reports show the same ones. */
#ifndef QINGCE_REPORT_REPORT_H
#define QINGCE_REPORT_REPORT_H

#include "baseyear/baseyear.h"
#include "doc/chart.h"
#include "calculator/calculator_view.h"
#include "level/level.h"

typedef struct ResultTables {
	DataTable scopes, categories, gases, facilities, energy, media, intensities, past, lines, factors,
	    evidence, scope3;
	const char *past_text; /* against which inventory; NULL */
	BaseSection base;      /* against the base year; ISO 14064-1:2018, 9.3.1 k and l */
	Chart category_chart, scope_chart;
	bool has_charts;
} ResultTables;

/* Fills the tables from a computed case and the base year; of lines and evidence at most `most_rows` rows,
 * which a note then says. */
void result_tables(
    Req *req, const LevelOutcome *outcome, const BaseState *base, size_t most_rows, ResultTables *out);

/* The facilities of the boundary, as a report names them: the first REPORT_PLACES, then how many more there
 * are (the table by facility has them all). "" when there is none. */
enum { REPORT_PLACES = 100 };
const char *report_places(Arena *mem, Lang lang, const InventoryFacility facilities[], size_t count);

/* Reasons that stand before the next level, at most `most`, as sentences. */
size_t level_reasons(Req *req, const LevelOutcome *outcome, const char **out, size_t most);

#endif
