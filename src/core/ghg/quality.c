/* The ladder of levels as in the table of the platform's rules: every rule adds the reasons that stand
 * against a level, and the level is what remains. */
#include "ghg/quality.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "ghg/ghg.h"

/* Results are published with six decimals, so a total exceeds the threshold by half of the last at least. */
#define TCO2E_GRAIN 5e-7
/* Rounding of a ratio of doubles: 0.05 computed from 95 and 100 is not above 0.05. */
#define RATIO_GRAIN 1e-9

/* ---- thresholds ---- */

static const QualityRules EDITIONS[] = {
    {
	.version = "2026.1",
	.line_share = 0.01,
	.main_share = 0.05,
	.check_above_tco2e = 3000,
	.deviation_explain = 0.05,
	.deviation_fail = 0.10,
    },
};

enum { EDITION_COUNT = sizeof EDITIONS / sizeof EDITIONS[0] };

const QualityRules *quality_rules(void)
{
	return &EDITIONS[EDITION_COUNT - 1];
}

const QualityRules *quality_rules_of(const char *version)
{
	for (size_t i = 0; i < EDITION_COUNT; i++) {
		if (str_eq(EDITIONS[i].version, version))
			return &EDITIONS[i];
	}
	return NULL;
}

/* ---- amounts and shares ---- */

bool quality_amount(double value, const char *unit, QualityAmount *out)
{
	Unit parsed;
	*out = (QualityAmount){.value = NAN};
	if (!unit_parse(unit, &parsed))
		return false;
	*out = (QualityAmount){value * parsed.scale, parsed.dim};
	return true;
}

/* Metered cubic metres of gas are read as Nm3. */
static Dim comparable_dim(Dim dim)
{
	return dim_equal(dim, dim_of(DIM_VOLUME)) ? dim_of(DIM_GAS) : dim;
}

static bool is_comparable(QualityAmount a, QualityAmount b)
{
	return !isnan(a.value) && !isnan(b.value) && dim_equal(comparable_dim(a.dim), comparable_dim(b.dim));
}

double quality_deviation(QualityAmount a, QualityAmount b)
{
	if (!is_comparable(a, b))
		return NAN;
	if (a.value == b.value)
		return 0;
	return fabs(a.value - b.value) / fmax(fabs(a.value), fabs(b.value));
}

double quality_share(double part_tco2e, double total_tco2e)
{
	return total_tco2e > 0 ? fabs(part_tco2e) / total_tco2e : 1;
}

static bool at_least(double ratio, double limit)
{
	return ratio >= limit - RATIO_GRAIN;
}

static bool above(double ratio, double limit)
{
	return ratio > limit + RATIO_GRAIN;
}

static bool counts(const QualityLine *line)
{
	return line->scope == 1 || line->scope == 2;
}

/* Scope 1 + 2 of the lines that can be computed. */
static double known_total(const QualityFacts *facts)
{
	GhgSum sum = {0};
	for (size_t i = 0; i < facts->line_count; i++) {
		if (counts(&facts->lines[i]) && !isnan(facts->lines[i].tco2e))
			ghg_sum_add(&sum, facts->lines[i].tco2e);
	}
	return ghg_sum_value(&sum);
}

/* ---- the comparison of energies ---- */

/* Kinds that statistics also know under a common heading. Form B205-1: 02 to 05 are sub-items of 01, whose
 * amount contains them. */
static const struct {
	const char *kind, *heading;
} HEADINGS[] = {
    {"ANTHRACITE", "RAW_COAL"},
    {"COKING_COAL", "RAW_COAL"},
    {"BITUMINOUS", "RAW_COAL"},
    {"LIGNITE", "RAW_COAL"},
    {"BRIQUETTE", "COAL_PRODUCTS"},
    {"CRUDE_BENZOL", "COAL_TAR"},
    {"JET_KEROSENE", "KEROSENE"},
    {"OTHER_GAS", "PRODUCER_GAS"},
};

static const char *heading_of(const char *energy)
{
	for (size_t i = 0; i < sizeof HEADINGS / sizeof HEADINGS[0]; i++) {
		if (strcmp(HEADINGS[i].kind, energy) == 0)
			return HEADINGS[i].heading;
	}
	return energy;
}

/* One energy code that lines or rows name, and under which it is compared. */
typedef struct Kind {
	const char *energy;
	const char *heading;
	const char *compared_as;
	bool has_line, has_row;
} Kind;

typedef struct Kinds {
	Kind *of;
	size_t count, cap;
	Arena *mem;
} Kinds;

static Kind *kind_find(const Kinds *kinds, const char *energy)
{
	for (size_t i = 0; i < kinds->count; i++) {
		if (strcmp(kinds->of[i].energy, energy) == 0)
			return &kinds->of[i];
	}
	return NULL;
}

static Kind *kind_add(Kinds *kinds, const char *energy)
{
	Kind *kind = kind_find(kinds, energy);
	if (kind)
		return kind;
	if (kinds->count == kinds->cap) {
		size_t cap = kinds->cap ? kinds->cap * 2 : 32;
		Kind *more = ARENA_ARRAY(kinds->mem, Kind, cap);
		if (kinds->count > 0)
			memcpy(more, kinds->of, kinds->count * sizeof *more);
		kinds->of = more;
		kinds->cap = cap;
	}
	kinds->of[kinds->count] = (Kind){.energy = energy, .heading = heading_of(energy)};
	return &kinds->of[kinds->count++];
}

static const QualityCheckRow *set_rows(const QualityFacts *facts, QualitySource set, size_t *count)
{
	*count = set == QUALITY_B205 ? facts->b205_count : facts->second_count;
	return set == QUALITY_B205 ? facts->b205 : facts->second;
}

static bool is_energy_line(const QualityLine *line)
{
	return counts(line) && line->energy && line->energy[0] && !isnan(line->amount.value);
}

static bool is_energy_row(const QualityCheckRow *row)
{
	return row->energy && row->energy[0];
}

/* Kinds are compared together under their heading when a line names the heading itself, or when a line's kind
 * has no row but the heading has one. */
static bool is_merged(const Kinds *kinds, const char *heading)
{
	const Kind *whole = kind_find(kinds, heading);
	if (!whole)
		return false;
	if (whole->has_line)
		return true;
	for (size_t i = 0; i < kinds->count; i++) {
		const Kind *kind = &kinds->of[i];
		if (kind != whole && kind->has_line && !kind->has_row && whole->has_row &&
		    strcmp(kind->heading, heading) == 0)
			return true;
	}
	return false;
}

static Kinds kinds_of(Arena *mem, const QualityFacts *facts, QualitySource set)
{
	Kinds kinds = {.mem = mem};
	const char *last = "";
	for (size_t i = 0; i < facts->line_count; i++) {
		const QualityLine *line = &facts->lines[i];
		if (!is_energy_line(line) || strcmp(line->energy, last) == 0)
			continue;
		last = line->energy;
		kind_add(&kinds, line->energy)->has_line = true;
	}
	size_t row_count;
	const QualityCheckRow *rows = set_rows(facts, set, &row_count);
	for (size_t i = 0; i < row_count; i++) {
		if (!is_energy_row(&rows[i]))
			continue;
		Kind *kind = kind_add(&kinds, rows[i].energy);
		kind->has_row = kind->has_row || !isnan(rows[i].amount.value);
	}
	for (size_t i = 0; i < kinds.count; i++) {
		Kind *kind = &kinds.of[i];
		kind->compared_as = is_merged(&kinds, kind->heading) ? kind->heading : kind->energy;
	}
	return kinds;
}

/* Row 01 of form B205-1 contains rows 02 to 05. */
static bool contains_its_kinds(QualitySource set, const char *energy)
{
	return set == QUALITY_B205 && strcmp(energy, "RAW_COAL") == 0;
}

/* Is this row left out, because what it contains is compared through other rows? */
static bool is_row_left_out(const Kinds *kinds, QualitySource set, const Kind *kind)
{
	bool is_merged_kind = strcmp(kind->compared_as, kind->heading) == 0;
	const Kind *whole = kind_find(kinds, kind->heading);
	if (kind != whole)
		return is_merged_kind && whole && whole->has_row && contains_its_kinds(set, kind->heading);
	if (!contains_its_kinds(set, kind->energy) || is_merged(kinds, kind->energy))
		return false;
	for (size_t i = 0; i < kinds->count; i++) {
		const Kind *part = &kinds->of[i];
		if (part != whole && part->has_row && strcmp(part->heading, kind->energy) == 0)
			return true;
	}
	return false;
}

static QualityPair *pair_of(QualityPair *pairs, size_t *count, const char *energy)
{
	for (size_t i = 0; i < *count; i++) {
		if (strcmp(pairs[i].energy, energy) == 0)
			return &pairs[i];
	}
	QualityPair *pair = &pairs[(*count)++];
	*pair = (QualityPair){.energy = energy, .label = "", .b205_code = "", .theirs = {.value = NAN}};
	return pair;
}

static void add_amount(QualityAmount *sum, QualityAmount part, bool is_first)
{
	if (is_first) {
		*sum = part;
		return;
	}
	sum->value = is_comparable(*sum, part) ? sum->value + part.value : NAN;
}

static void pair_add_line(QualityPair *pair, const QualityLine *line)
{
	add_amount(&pair->ours, line->amount, !pair->has_line);
	if (!pair->has_line) {
		pair->line = line->id;
		pair->label = line->source_name && line->source_name[0] ? line->source_name : line->label;
	}
	pair->has_line = true;
	pair->tco2e += isnan(line->tco2e) ? 0 : line->tco2e;
}

static void pair_add_row(QualityPair *pair, const QualityCheckRow *row, size_t index, size_t *rows)
{
	bool is_first = pair->row_count == 0;
	rows[pair->row_count++] = index;
	if (is_first) {
		pair->row = row->id;
		pair->b205_code = row->code ? row->code : "";
		if (!pair->has_line)
			pair->label = row->label;
	}
	if (isnan(row->amount.value))
		return;
	add_amount(&pair->theirs, row->amount, !pair->has_row);
	pair->has_evidence = (pair->has_evidence || !pair->has_row) && row->has_evidence;
	pair->has_row = true;
	pair->is_explained = pair->is_explained || row->is_explained;
	if (row->same_file_as && !pair->same_file_as) {
		pair->same_file_as = row->same_file_as;
		pair->same_file_line = row->same_file_line;
	}
}

/* An energy without a line has the share that its default emission would take. */
static void pair_weigh(QualityPair *pair, double total, double row_tco2e, const QualityRules *rules)
{
	if (pair->has_line)
		pair->share = quality_share(pair->tco2e, total);
	else
		pair->share = row_tco2e > 0 ? row_tco2e / (fmax(total, 0) + row_tco2e) : 0;
	pair->is_main = at_least(pair->share, rules->main_share);
	pair->deviation = pair->has_line && pair->has_row ? quality_deviation(pair->ours, pair->theirs) : NAN;
}

QualityPair *quality_pairs(
    Arena *mem, const QualityFacts *facts, QualitySource set, const QualityRules *rules, size_t *count)
{
	Kinds kinds = kinds_of(mem, facts, set);
	size_t row_count;
	const QualityCheckRow *rows = set_rows(facts, set, &row_count);
	QualityPair *pairs = ARENA_ARRAY(mem, QualityPair, kinds.count + 1);
	*count = 0;

	const QualityLine *last = NULL;
	QualityPair *pair = NULL;
	for (size_t i = 0; i < facts->line_count; i++) {
		const QualityLine *line = &facts->lines[i];
		if (!is_energy_line(line))
			continue;
		if (!last || strcmp(last->energy, line->energy) != 0)
			pair = pair_of(pairs, count, kind_find(&kinds, line->energy)->compared_as);
		pair_add_line(pair, line);
		last = line;
	}

	double *row_tco2e = ARENA_ARRAY(mem, double, kinds.count + 1);
	for (size_t i = 0; i < row_count; i++) {
		if (!is_energy_row(&rows[i]))
			continue;
		const Kind *kind = kind_find(&kinds, rows[i].energy);
		if (is_row_left_out(&kinds, set, kind))
			continue;
		pair = pair_of(pairs, count, kind->compared_as);
		if (!pair->rows)
			pair->rows = ARENA_ARRAY(mem, size_t, row_count);
		pair_add_row(pair, &rows[i], i, (size_t *)pair->rows);
		row_tco2e[pair - pairs] += rows[i].tco2e > 0 ? rows[i].tco2e : 0;
	}

	double total = known_total(facts);
	for (size_t i = 0; i < *count; i++)
		pair_weigh(&pairs[i], total, row_tco2e[i], rules);
	return pairs;
}

/* ---- reasons ---- */

typedef struct Judge {
	Arena *mem;
	const QualityFacts *facts;
	const QualityRules *rules;
	double total;
	bool is_check_wanted;
	QualityReason *reasons;
	size_t count, cap;
} Judge;

static QualityReason *against(Judge *judge, int level, QualityCode code)
{
	if (judge->count == judge->cap) {
		size_t cap = judge->cap ? judge->cap * 2 : 16;
		QualityReason *more = ARENA_ARRAY(judge->mem, QualityReason, cap);
		if (judge->count > 0)
			memcpy(more, judge->reasons, judge->count * sizeof *more);
		judge->reasons = more;
		judge->cap = cap;
	}
	QualityReason *reason = &judge->reasons[judge->count++];
	*reason = (QualityReason){.code = code,
	    .blocks = level,
	    .b205_code = "",
	    .energy = "",
	    .finding = "",
	    .field = "",
	    .label = "",
	    .other_label = "",
	    .text = "",
	    .given = NAN,
	    .expected = NAN,
	    .deviation = NAN,
	    .limit = NAN};
	return reason;
}

static QualityReason *against_line(Judge *judge, int level, QualityCode code, const QualityLine *line)
{
	QualityReason *reason = against(judge, level, code);
	reason->line = line->id;
	reason->label = line->label ? line->label : "";
	reason->energy = line->energy ? line->energy : "";
	reason->share = isnan(line->tco2e) ? 0 : quality_share(line->tco2e, judge->total);
	return reason;
}

/* Level 4: each line of 1 % or more is proven for its months. */
static void judge_lines(Judge *judge)
{
	for (size_t i = 0; i < judge->facts->line_count; i++) {
		const QualityLine *line = &judge->facts->lines[i];
		if (!counts(line))
			continue;
		if (isnan(line->tco2e)) {
			against_line(judge, 4, QUALITY_LINE_INCOMPLETE, line);
			continue;
		}
		if (!at_least(quality_share(line->tco2e, judge->total), judge->rules->line_share))
			continue;
		Months missing = months_missing(line->months, line->proven, judge->facts->months);
		if (!line->has_evidence)
			against_line(judge, 4, QUALITY_LINE_UNPROVEN, line)->months = missing;
		else if (missing)
			against_line(judge, 4, QUALITY_LINE_MONTHS, line)->months = missing;
	}
}

static double share_of_line(const Judge *judge, int64_t id)
{
	for (size_t i = 0; i < judge->facts->line_count; i++) {
		const QualityLine *line = &judge->facts->lines[i];
		if (line->id == id && counts(line) && !isnan(line->tco2e))
			return quality_share(line->tco2e, judge->total);
	}
	return 0;
}

/* Level 4: no finding is left open. */
static void judge_findings(Judge *judge)
{
	for (size_t i = 0; i < judge->facts->finding_count; i++) {
		const QualityFinding *finding = &judge->facts->findings[i];
		if (!finding->blocks || finding->is_answered)
			continue;
		QualityReason *reason = against(judge, 4, QUALITY_FINDING_OPEN);
		reason->finding = finding->key;
		reason->line = finding->line;
		reason->row = finding->row;
		reason->field = finding->field ? finding->field : "";
		reason->label = finding->label ? finding->label : "";
		reason->share = finding->line ? share_of_line(judge, finding->line) : 0;
	}
}

static QualityReason *against_pair(
    Judge *judge, int level, QualityCode code, QualitySource set, const QualityPair *pair)
{
	QualityReason *reason = against(judge, level, code);
	reason->set = set;
	reason->way = level == 2 ? QUALITY_TWO_SETS : QUALITY_ANY_WAY;
	reason->energy = pair->energy;
	reason->label = pair->label ? pair->label : "";
	reason->line = pair->line;
	reason->row = pair->row;
	reason->b205_code = pair->b205_code;
	reason->share = pair->share;
	reason->given = pair->has_line ? pair->ours.value : 0;
	reason->expected = pair->theirs.value;
	reason->dim = pair->has_line ? pair->ours.dim : pair->theirs.dim;
	reason->deviation = pair->has_line ? pair->deviation : 1;
	return reason;
}

/* Files of the second set: every row of a main source has its own, and none is a file of step 1. Form B205-1
 * has one for all rows. */
static void judge_pair_files(Judge *judge, int level, QualitySource set, const QualityPair *pair)
{
	if (set != QUALITY_SECOND)
		return;
	for (size_t i = 0; i < pair->row_count; i++) {
		const QualityCheckRow *row = &judge->facts->second[pair->rows[i]];
		QualityReason *reason = NULL;
		if (isnan(row->amount.value))
			continue;
		if (row->same_file_as)
			reason = against_pair(judge, level, QUALITY_CHECK_SAME_FILE, set, pair);
		else if (!row->has_evidence && pair->is_main && pair->has_line)
			reason = against_pair(judge, level, QUALITY_CHECK_UNPROVEN, set, pair);
		if (!reason)
			continue;
		reason->row = row->id;
		reason->other_label = row->same_file_as ? row->same_file_as : "";
		reason->other_line = row->same_file_line;
	}
}

/* At level 4 a main source may deviate up to 10 %, above 5 % with an explanation; from level 3 on up to 5 %.
 * The others need an explanation above 5 %, whatever the size of the deviation. */
static void judge_pair_deviation(Judge *judge, int level, QualitySource set, const QualityPair *pair)
{
	const QualityRules *rules = judge->rules;
	QualityCode code;
	double limit = rules->deviation_explain;
	if (!above(pair->deviation, rules->deviation_explain))
		return;
	if (pair->is_main && level < 4) {
		code = QUALITY_DEVIATION_WIDE;
	} else if (pair->is_main && above(pair->deviation, rules->deviation_fail)) {
		code = QUALITY_DEVIATION_FAILS;
		limit = rules->deviation_fail;
	} else if (!pair->is_explained) {
		code = QUALITY_DEVIATION_UNEXPLAINED;
	} else {
		return;
	}
	against_pair(judge, level, code, set, pair)->limit = limit;
}

static void judge_pair(Judge *judge, int level, QualitySource set, const QualityPair *pair)
{
	if (!pair->has_row) {
		if (pair->has_line && pair->is_main)
			against_pair(judge, level, QUALITY_ENERGY_NO_ROW, set, pair);
		return;
	}
	judge_pair_files(judge, level, set, pair);
	bool is_one_unit = !isnan(pair->theirs.value) && !(pair->has_line && isnan(pair->deviation));
	if (!is_one_unit) {
		if (pair->is_main || !pair->is_explained)
			against_pair(judge, level, QUALITY_ENERGY_UNITS, set, pair);
	} else if (pair->has_line) {
		judge_pair_deviation(judge, level, set, pair);
	} else if (pair->theirs.value == 0) {
		return;
	} else if (pair->is_main) {
		against_pair(judge, level, QUALITY_ENERGY_NO_LINE, set, pair);
	} else if (!pair->is_explained) {
		against_pair(judge, level, QUALITY_DEVIATION_UNEXPLAINED, set, pair)
		    ->limit = judge->rules->deviation_explain;
	}
}

static bool is_set_empty(const QualityFacts *facts, QualitySource set)
{
	size_t count;
	const QualityCheckRow *rows = set_rows(facts, set, &count);
	for (size_t i = 0; i < count; i++) {
		if (!isnan(rows[i].amount.value))
			return false;
	}
	return true;
}

static void judge_form_file(Judge *judge, int level)
{
	const QualityFacts *facts = judge->facts;
	QualityPair form = {.energy = "", .label = "", .b205_code = "", .theirs = {.value = NAN}, .share = 1};
	QualityReason *reason = NULL;
	if (facts->b205_same_file_as) {
		reason = against_pair(judge, level, QUALITY_CHECK_SAME_FILE, QUALITY_B205, &form);
		reason->other_label = facts->b205_same_file_as;
		reason->other_line = facts->b205_same_file_line;
	} else if (!facts->is_b205_proven) {
		reason = against_pair(judge, level, QUALITY_CHECK_UNPROVEN, QUALITY_B205, &form);
	}
	if (reason)
		reason->given = reason->deviation = NAN;
}

/* Does one set agree with the lines, by the measure of a level? */
static void judge_set(Judge *judge, int level, QualitySource set)
{
	if (is_set_empty(judge->facts, set)) {
		QualityReason *reason = against(judge, level, QUALITY_CHECK_EMPTY);
		reason->set = set;
		reason->way = level == 2 ? QUALITY_TWO_SETS : QUALITY_ANY_WAY;
		reason->share = 1;
		return;
	}
	if (set == QUALITY_B205)
		judge_form_file(judge, level);
	size_t count;
	QualityPair *pairs = quality_pairs(judge->mem, judge->facts, set, judge->rules, &count);
	for (size_t i = 0; i < count; i++)
		judge_pair(judge, level, set, &pairs[i]);
}

/* The energy check: for level 4 above 3000 t, for level 3 always. */
static void judge_check(Judge *judge, int level)
{
	QualitySource source = judge->facts->source;
	if (source == QUALITY_B205 || source == QUALITY_SECOND) {
		judge_set(judge, level, source);
		return;
	}
	QualityReason *reason = against(
	    judge, level, source == QUALITY_NONE ? QUALITY_CHECK_NONE : QUALITY_CHECK_MISSING);
	reason->given = judge->total;
	reason->limit = judge->rules->check_above_tco2e;
	reason->share = 1;
	reason->text = judge->facts->none_reason ? judge->facts->none_reason : "";
}

/* What stands against level 4 already is not said again for level 3. */
static void judge_check_of_level_3(Judge *judge)
{
	size_t before = judge->count;
	judge_check(judge, 3);
	if (!judge->is_check_wanted)
		return;
	size_t kept = before;
	for (size_t i = before; i < judge->count; i++) {
		const QualityReason *reason = &judge->reasons[i];
		if (reason->code == QUALITY_DEVIATION_WIDE &&
		    !above(reason->deviation, judge->rules->deviation_fail))
			judge->reasons[kept++] = *reason;
	}
	judge->count = kept;
}

/* ---- sources: what level 3 and level 2 look at ---- */

typedef struct Source {
	const QualityLine *first;
	double tco2e;
	Months covered;
} Source;

static bool is_same_source(const QualityLine *a, const QualityLine *b)
{
	if (!str_is_empty(a->energy) || !str_is_empty(b->energy))
		return str_eq(a->energy, b->energy);
	return str_eq(a->category, b->category) && str_eq(a->item, b->item);
}

static Source *source_of(Source *sources, size_t *count, size_t *latest, const QualityLine *line)
{
	if (*count > 0 && is_same_source(sources[*latest].first, line))
		return &sources[*latest];
	for (size_t i = 0; i < *count; i++) {
		if (is_same_source(sources[i].first, line)) {
			*latest = i;
			return &sources[i];
		}
	}
	*latest = (*count)++;
	sources[*latest] = (Source){.first = line};
	return &sources[*latest];
}

static Source *sources_of(Judge *judge, size_t *count)
{
	const QualityFacts *facts = judge->facts;
	Source *sources = ARENA_ARRAY(judge->mem, Source, facts->line_count + 1);
	size_t latest = 0;
	*count = 0;
	for (size_t i = 0; i < facts->line_count; i++) {
		const QualityLine *line = &facts->lines[i];
		if (!counts(line) || isnan(line->tco2e))
			continue;
		Source *source = source_of(sources, count, &latest, line);
		source->tco2e += line->tco2e;
		if (line->has_evidence)
			source->covered |= months_wanted(line->months, facts->months) & line->proven;
	}
	return sources;
}

static bool is_main(const Judge *judge, const Source *source)
{
	return at_least(quality_share(source->tco2e, judge->total), judge->rules->main_share);
}

static const char *source_label(const QualityLine *line)
{
	if (!str_is_empty(line->source_name))
		return line->source_name;
	return line->label ? line->label : "";
}

/* Level 3: proven lines of every main source cover all months of the period. */
static void judge_source_months(Judge *judge, const Source *sources, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		Months missing = months_all(judge->facts->months) & ~sources[i].covered;
		if (!missing || !is_main(judge, &sources[i]))
			continue;
		QualityReason *reason = against_line(judge, 3, QUALITY_SOURCE_MONTHS, sources[i].first);
		reason->label = source_label(sources[i].first);
		reason->share = quality_share(sources[i].tco2e, judge->total);
		reason->months = missing;
	}
}

static bool is_fuel(const QualityLine *line)
{
	return !str_is_empty(line->energy) && !str_eq(line->energy, "ELECTRICITY") &&
	       !str_eq(line->energy, "HEAT");
}

static void judge_fuel_line(Judge *judge, const QualityLine *line)
{
	bool is_measured = line->has_measured_ncv && line->has_measured_carbon;
	if (is_measured && line->has_laboratory_report)
		return;
	QualityCode code = is_measured ? QUALITY_NO_LABORATORY : QUALITY_NOT_MEASURED;
	against_line(judge, 2, code, line)->way = QUALITY_LABORATORY;
}

/* Level 2, second way: main fuels by measured heat value and carbon content, with laboratory reports. */
static void judge_laboratory(Judge *judge, const Source *sources, size_t count)
{
	bool has_main_fuel = false;
	for (size_t i = 0; i < count; i++) {
		if (!is_fuel(sources[i].first) || sources[i].tco2e == 0 || !is_main(judge, &sources[i]))
			continue;
		has_main_fuel = true;
		for (size_t k = 0; k < judge->facts->line_count; k++) {
			const QualityLine *line = &judge->facts->lines[k];
			if (counts(line) && !isnan(line->tco2e) && line->tco2e != 0 &&
			    is_same_source(sources[i].first, line))
				judge_fuel_line(judge, line);
		}
	}
	if (!has_main_fuel)
		against(judge, 2, QUALITY_NO_MAIN_FUEL)->way = QUALITY_LABORATORY;
}

/* Level 2: one of the two ways is free; then the other's reasons are no reasons. */
static void judge_level_2(Judge *judge, const Source *sources, size_t count)
{
	size_t before = judge->count;
	judge_set(judge, 2, QUALITY_B205);
	judge_set(judge, 2, QUALITY_SECOND);
	size_t between = judge->count;
	judge_laboratory(judge, sources, count);
	if (between == before || judge->count == between)
		judge->count = before;
}

/* ---- the level ---- */

static bool has_counting_line(const QualityFacts *facts)
{
	for (size_t i = 0; i < facts->line_count; i++) {
		if (counts(&facts->lines[i]))
			return true;
	}
	return false;
}

static void judge_all(Judge *judge)
{
	judge_lines(judge);
	judge_findings(judge);
	if (judge->is_check_wanted)
		judge_check(judge, 4);
	judge_check_of_level_3(judge);
	size_t source_count;
	Source *sources = sources_of(judge, &source_count);
	judge_source_months(judge, sources, source_count);
	judge_level_2(judge, sources, source_count);
	if (!judge->facts->is_verified)
		against(judge, 1, QUALITY_NOT_VERIFIED)->share = 1;
}

static int best_level(const Judge *judge)
{
	int level = 1;
	for (size_t i = 0; i < judge->count; i++) {
		if (judge->reasons[i].blocks >= level)
			level = judge->reasons[i].blocks + 1;
	}
	return level;
}

static bool has_incomplete_line(const QualityFacts *facts)
{
	for (size_t i = 0; i < facts->line_count; i++) {
		if (counts(&facts->lines[i]) && isnan(facts->lines[i].tco2e))
			return true;
	}
	return false;
}

QualityResult quality_level(Arena *mem, const QualityFacts *facts, const QualityRules *rules)
{
	Judge judge = {.mem = mem, .facts = facts, .rules = rules, .total = known_total(facts)};
	judge.is_check_wanted = judge.total > rules->check_above_tco2e + TCO2E_GRAIN;
	if (has_counting_line(facts)) {
		judge_all(&judge);
	} else {
		against(&judge, 4, QUALITY_NO_LINES);
		judge_findings(&judge);
	}
	return (QualityResult){
	    .level = best_level(&judge),
	    .rules = rules->version,
	    .tco2e = has_incomplete_line(facts) ? NAN : judge.total,
	    .is_check_wanted = judge.is_check_wanted,
	    .reasons = judge.reasons,
	    .reason_count = judge.count,
	};
}

const char *quality_code_key(QualityCode code)
{
	static const char *const KEYS[QUALITY_CODES] = {
	    [QUALITY_NO_LINES] = "no_lines",
	    [QUALITY_LINE_INCOMPLETE] = "line_incomplete",
	    [QUALITY_LINE_UNPROVEN] = "line_unproven",
	    [QUALITY_LINE_MONTHS] = "line_months",
	    [QUALITY_FINDING_OPEN] = "finding_open",
	    [QUALITY_CHECK_MISSING] = "check_missing",
	    [QUALITY_CHECK_NONE] = "check_none",
	    [QUALITY_CHECK_EMPTY] = "check_empty",
	    [QUALITY_CHECK_UNPROVEN] = "check_unproven",
	    [QUALITY_CHECK_SAME_FILE] = "check_same_file",
	    [QUALITY_ENERGY_NO_ROW] = "energy_no_row",
	    [QUALITY_ENERGY_NO_LINE] = "energy_no_line",
	    [QUALITY_ENERGY_UNITS] = "energy_units",
	    [QUALITY_DEVIATION_FAILS] = "deviation_fails",
	    [QUALITY_DEVIATION_UNEXPLAINED] = "deviation_unexplained",
	    [QUALITY_DEVIATION_WIDE] = "deviation_wide",
	    [QUALITY_SOURCE_MONTHS] = "source_months",
	    [QUALITY_NOT_MEASURED] = "not_measured",
	    [QUALITY_NO_LABORATORY] = "no_laboratory",
	    [QUALITY_NO_MAIN_FUEL] = "no_main_fuel",
	    [QUALITY_NOT_VERIFIED] = "not_verified",
	};
	return KEYS[code];
}
