/* Plausibility findings: what looks wrong in an inventory, the likely value, and whether it must be answered
 * before level 4. A finding never refuses a value: the preparer corrects it or says why it is right. */
#ifndef QINGCE_GHG_FINDINGS_H
#define QINGCE_GHG_FINDINGS_H

#include "ghg/quality.h"

/* What an evidence file says of a line. */
typedef struct FindingDocument {
	int64_t file; /* same id = same bytes */
	const char *name;
	double amount;	  /* on the document; NaN = not given */
	const char *unit; /* "" = unit of the line */
	Months months;
} FindingDocument;

typedef struct FindingLine {
	int64_t id;
	const char *category;
	const char *item; /* "" */
	const char *label;
	const char *energy; /* fuel code, "ELECTRICITY", "HEAT", "" */
	int64_t facility;
	int scope;	  /* scope 3 lines give information only */
	double amount;	  /* as typed, read as a number; NaN = nothing usable typed */
	const char *unit; /* as chosen */
	double per_unit;  /* base of the item for one `unit` when unit.h cannot say (1 L diesel = 0.00084 t),
			     with dim below; 0 = by unit.h */
	Dim dim;	  /* only with per_unit */
	Months months;	  /* 0 = the whole period */
	double alloc_total; /* on the document, in `unit`; NaN = none */
	double alloc_share; /* percent of it; NaN = none */
	const FindingDocument *documents;
	size_t document_count;
} FindingLine;

/* A line of the inventory of the year before: the same facts suffice. */
typedef FindingLine FindingPast;

typedef struct FindingFacts {
	int months; /* of the period */
	Date period_start, period_end, today;
	const FindingLine *lines;
	size_t line_count;
	bool is_year_on_year; /* this period and the last are full years */
	const FindingPast *past;
	size_t past_count;
	const QualityCheckRow *b205; /* rows with something typed */
	size_t b205_count;
	const QualityCheckRow *second;
	size_t second_count;
	double revenue_yuan;	    /* of the period; 0 or NaN = not given */
	double output, past_output; /* in one unit; 0 or NaN = not given or not comparable */
} FindingFacts;

typedef enum FindingCode {
	/* unit slips: given, unit, ratio = given / expected; the likely value and unit are the fix */
	FINDING_UNIT_DOCUMENTS, /* against the sum of the amounts on the documents */
	FINDING_UNIT_LAST_YEAR,
	FINDING_UNIT_SECOND, /* against the second set */
	FINDING_UNIT_B205,
	FINDING_UNIT_ROW,      /* the row of the check is the likely culprit: row or b205_code */
	FINDING_STEAM_AS_HEAT, /* tonnes of steam typed as GJ */
	/* amounts */
	FINDING_NEGATIVE,
	FINDING_ZERO_PROVEN,  /* amount 0, though evidence is attached */
	FINDING_DOCUMENT_SUM, /* amount differs from the documents by more than 5 % */
	FINDING_YEAR_CHANGE,  /* given, expected = last year, change in percent; other = change of output in
				 percent or NaN */
	FINDING_SOURCE_GONE,  /* a source of last year has no line; line = 0, label */
	FINDING_COST_OVER_REVENUE, /* the energy alone would cost more than the revenue */
	/* allocation */
	FINDING_SHARE_OVER_100, /* given = percent */
	FINDING_ALLOCATION,	/* amount is not total x share */
	FINDING_FILE_SHARES,	/* one file, shares of several lines above 100 % together */
	/* time and documents */
	FINDING_FUTURE,		/* the period ends after today */
	FINDING_MONTHS_OVERLAP, /* two lines of one source share months: other_line, months */
	FINDING_SAME_FILE,	/* one file for two lines without allocation: other_line, name */
	FINDING_SAME_AMOUNT,	/* two documents of a line show the same amount: name, other_label */
	FINDING_CODES,
} FindingCode;

typedef struct Finding {
	const char *key; /* stable while the value stays about the same (three digits): for finding_answer */
	FindingCode code;
	bool blocks;	       /* level 4 until corrected or answered; false = information */
	bool can_answer;       /* false: only a correction helps (negative amounts, shares above 100 %) */
	int64_t line;	       /* 0 = none */
	int64_t row;	       /* of the second set; 0 */
	const char *b205_code; /* "" */
	const char *label;
	const char *
	    field; /* amount, amount_unit, months, alloc_total, alloc_share, evidence, period_end, category */
	double given;
	const char *unit;
	double expected;       /* in `unit`; NaN = none */
	double ratio;	       /* given / expected; NaN */
	double change_percent; /* NaN */
	double other_percent;  /* NaN */
	int64_t other_line;
	const char *other_label;
	const char *name; /* of a file; "" */
	Months months;
	bool has_fix; /* the offered correction: this amount in this unit */
	double fix_value;
	const char *fix_unit;
} Finding;

/* All findings, those that block first, then by line. */
Finding *findings_make(Arena *mem, const FindingFacts *facts, size_t *count);

/* For QualityFacts: `answered` are the keys that have an answer. */
QualityFinding *findings_for_quality(
    Arena *mem, const Finding findings[], size_t count, const char *const answered[], size_t answered_count);

/* "unit_last_year": for JSON and word keys (quality.finding.unit_last_year). */
const char *finding_code_key(FindingCode code);

#endif
