/* The data-quality level of an inventory, 5 (weakest) to 1: a pure function of facts and thresholds, with
 * every reason in machine-readable form. Words for the reasons are in src/accounting/level.
 *
 *   QualityFacts facts = {.months = 12, .lines = lines, .line_count = n, .source = QUALITY_SECOND, …};
 *   QualityResult result = quality_level(mem, &facts, quality_rules());
 *
 * Shares are of scope 1 + 2, location-based. Amounts of lines are what the company accounts for (its share of
 * a document), proven or not. */
#ifndef QINGCE_GHG_QUALITY_H
#define QINGCE_GHG_QUALITY_H

#include "ghg/coverage.h"
#include "ghg/unit.h"

/* ---- thresholds ---- */

typedef struct QualityRules {
	const char *version;	  /* "2026.1": named by every result */
	double line_share;	  /* a line of this share or more needs evidence: 0.01 */
	double main_share;	  /* a main source has this share or more: 0.05 */
	double check_above_tco2e; /* strictly above it the energy check is wanted for level 4: 3000 */
	double deviation_explain; /* above it a deviation wants an explanation, and level 3 is out of reach:
				     0.05 */
	double deviation_fail;	  /* above it the check fails: 0.10 */
} QualityRules;

/* The thresholds in force, and any edition by its version (NULL when there is none). */
const QualityRules *quality_rules(void);
const QualityRules *quality_rules_of(const char *version);

/* ---- facts ---- */

/* An amount in the base units of its dimension (unit.h). */
typedef struct QualityAmount {
	double value;
	Dim dim;
} QualityAmount;

/* 2610, "MWh" -> 9396 GJ. False when the unit is unknown; then the value is NaN. */
bool quality_amount(double value, const char *unit, QualityAmount *out);

/* |A - B| / max(|A|, |B|); 0 when both are 0; NaN when they cannot be compared. Cubic metres of gas without
 * conditions count as Nm3, as everywhere in the core. */
double quality_deviation(QualityAmount a, QualityAmount b);

typedef struct QualityLine {
	int64_t id;
	const char *category;
	const char *item;	 /* fuel, gas, carbonate …; "" */
	const char *label;	 /* what the reader calls the line */
	const char *source_name; /* what the reader calls its source: 天然气 */
	int64_t facility;	 /* 0 = none */
	int scope;		 /* only 1 and 2 count */
	double tco2e;		 /* NaN: not computable yet */
	Months months;		 /* that the amount stands for; 0 = the whole period */
	Months proven;		 /* months of its evidence */
	bool has_evidence;	 /* some file is attached */
	const char *energy;	 /* fuel code, "ELECTRICITY", "HEAT"; "" when it is no energy */
	QualityAmount amount;
	bool has_measured_ncv, has_measured_carbon; /* own values instead of the table's */
	bool has_laboratory_report;		    /* evidence of kind laboratory */
} QualityLine;

/* One row of the energy check: of the second set, or of form B205-1 (column 4). */
typedef struct QualityCheckRow {
	int64_t id;		  /* of the row in the second set; 0 in B205-1 */
	const char *code;	  /* "33" in B205-1; "" */
	const char *energy;	  /* as in QualityLine; rows with "" are not compared */
	const char *label;	  /* what the reader calls it */
	QualityAmount amount;	  /* value NaN: not typed, or not a number */
	double tco2e;		  /* what the amount would emit by default factors; 0 = not known */
	bool is_explained;	  /* a deviation is explained in words */
	bool has_evidence;	  /* second set only: its own files; B205-1: see is_b205_proven */
	const char *same_file_as; /* label of the line that uses the same file; NULL = no clash */
	int64_t same_file_line;
} QualityCheckRow;

typedef enum QualitySource { QUALITY_NOT_CHOSEN, QUALITY_B205, QUALITY_SECOND, QUALITY_NONE } QualitySource;

typedef struct QualityFinding {
	const char *key;
	const char *label; /* of the line */
	int64_t line;	   /* 0 = the inventory */
	int64_t row;	   /* of the second set; 0 */
	const char *field;
	bool blocks; /* false: information only */
	bool is_answered;
} QualityFinding;

typedef struct QualityFacts {
	int months; /* of the period, 1..13 */
	const QualityLine *lines;
	size_t line_count;
	QualitySource source;	 /* of the energy check */
	const char *none_reason; /* "none, because"; "" */
	const QualityCheckRow
	    *b205; /* rows with something typed; sub-items (02-05) beside their total (01) are welcome */
	size_t b205_count;
	bool is_b205_proven;	       /* the form itself is attached */
	const char *b205_same_file_as; /* as in QualityCheckRow, for the form's file */
	int64_t b205_same_file_line;
	const QualityCheckRow *second;
	size_t second_count;
	bool is_verified; /* third-party statement for the same boundary and period */
	const QualityFinding *findings;
	size_t finding_count;
} QualityFacts;

/* ---- result ---- */

typedef enum QualityCode {
	/* level 4 */
	QUALITY_NO_LINES,	 /* no line of scope 1 or 2 */
	QUALITY_LINE_INCOMPLETE, /* line: its emission cannot be computed yet */
	QUALITY_LINE_UNPROVEN,	 /* line, share, months: no evidence at all */
	QUALITY_LINE_MONTHS,	 /* line, share, months: evidence lacks these months */
	QUALITY_FINDING_OPEN,	 /* finding, line, field */
	QUALITY_CHECK_MISSING,	 /* given = scope 1 + 2, limit = 3000: no source chosen */
	QUALITY_CHECK_NONE,	 /* the same, "none, because" */
	/* the chosen set at level 4 and 3, either set at level 2 */
	QUALITY_CHECK_EMPTY,	 /* set: no row has an amount */
	QUALITY_CHECK_UNPROVEN,	 /* set, row, energy: no file */
	QUALITY_CHECK_SAME_FILE, /* set, row, other = line that uses the same file */
	QUALITY_ENERGY_NO_ROW,	 /* set, energy, share: a main source the set does not name */
	QUALITY_ENERGY_NO_LINE,	 /* set, row, energy, share: an energy of the set that no line names */
	QUALITY_ENERGY_UNITS,	 /* set, row, energy: amounts that cannot be compared */
	QUALITY_DEVIATION_FAILS, /* set, row, energy, given = ours, expected = theirs, deviation, limit */
	QUALITY_DEVIATION_UNEXPLAINED, /* the same: above 5 % without words */
	QUALITY_DEVIATION_WIDE,	       /* the same: above 5 %, level 3 */
	/* level 3 */
	QUALITY_SOURCE_MONTHS, /* line (first of the source), share, months: no proven line covers them */
	/* level 2 */
	QUALITY_NOT_MEASURED,  /* line, share: main fuel without measured heat value and carbon content */
	QUALITY_NO_LABORATORY, /* line, share: measured, but no laboratory report */
	QUALITY_NO_MAIN_FUEL,  /* nothing that could be measured: only the two sets lead to level 2 */
	/* level 1 */
	QUALITY_NOT_VERIFIED,
	QUALITY_CODES,
} QualityCode;

/* Level 2 has two ways; it is reached when one of them has no reason left. */
typedef enum QualityWay { QUALITY_ANY_WAY, QUALITY_TWO_SETS, QUALITY_LABORATORY } QualityWay;

typedef struct QualityReason {
	QualityCode code;
	int blocks;		 /* the level (4..1) that cannot be reached while this stands */
	QualityWay way;		 /* of level 2 */
	int64_t line;		 /* 0 = none */
	int64_t other_line;	 /* the line with the same file */
	QualitySource set;	 /* QUALITY_B205 or QUALITY_SECOND for reasons of the check */
	int64_t row;		 /* of the second set; 0 */
	const char *b205_code;	 /* "" */
	const char *energy;	 /* "" */
	const char *finding;	 /* key; "" */
	const char *field;	 /* of the finding; "" */
	const char *label;	 /* of the line, row or source; "" */
	const char *other_label; /* "" */
	double share;		 /* of scope 1 + 2 concerned, 0..1 */
	double given, expected, deviation, limit; /* NaN where they have no meaning */
	Dim dim;				  /* of given and expected, in its base unit */
	Months months;
	const char *text; /* the reason given for "none"; "" */
} QualityReason;

typedef struct QualityResult {
	int level;	      /* 5..1 */
	const char *rules;    /* version */
	double tco2e;	      /* scope 1 + 2, location-based; NaN while a line is incomplete */
	bool is_check_wanted; /* strictly above 3000 t */
	const QualityReason
	    *reasons; /* by level 4..1, then as the facts come; all levels, not only the next */
	size_t reason_count;
} QualityResult;

QualityResult quality_level(Arena *mem, const QualityFacts *facts, const QualityRules *rules);

/* "line_months": stable name of a code, for JSON and word keys (quality.reason.line_months). */
const char *quality_code_key(QualityCode code);

/* ---- the comparison behind it, for step 4 ---- */

/* One energy: ours (sum of the lines) beside theirs (sum of the rows of a set). Kinds of raw coal are
 * compared one by one when the set has rows for each, else together with row 01. */
typedef struct QualityPair {
	const char *energy;
	const char *label;
	QualityAmount ours, theirs; /* theirs.value NaN: no row */
	bool has_line, has_row;
	int64_t row;	       /* first row */
	const char *b205_code; /* "" */
	int64_t line;	       /* first line; 0 */
	double tco2e;	       /* of the lines */
	double share;
	bool is_main;
	double deviation; /* NaN: cannot be compared, or one side lacks */
	bool is_explained;
	bool has_evidence;
	const char *same_file_as;
	int64_t same_file_line;
	const size_t *rows; /* indices in the set */
	size_t row_count;
} QualityPair;

QualityPair *quality_pairs(
    Arena *mem, const QualityFacts *facts, QualitySource set, const QualityRules *rules, size_t *count);

/* Share of a part of scope 1 + 2: |part| / total; 1 when the total is 0 or less, so that everything matters.
 */
double quality_share(double part_tco2e, double total_tco2e);

#endif
