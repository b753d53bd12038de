/* Plausibility of an inventory: each line in itself, its documents, lines beside each other, and sources
 * against last year and the energy check. */
#include "ghg/findings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "ghg/unit_slip.h"

enum { FINDINGS_MAX = 1000 };

/* Beyond it a change wants an explanation. */
#define YEAR_CHANGE_LIMIT 0.30
#define DOCUMENT_LIMIT 0.05
#define ALLOCATION_LIMIT 0.005
#define SLIP_TOLERANCE log(1.15)
/* Documents of some months only are extrapolated: then a factor below this says nothing. */
#define EXTRAPOLATED_APART log(50)
#define GRAIN 1e-9

typedef struct Draft {
	Finding finding;
	size_t place; /* 0 = the inventory, then the lines in order */
	size_t number;
} Draft;

typedef struct Search {
	Arena *mem;
	const FindingFacts *facts;
	QualityAmount *base; /* of each line, NaN when it cannot be read */
	bool *has_slipped;   /* a slip of the line is reported */
	bool *is_confirmed;  /* documents or last year agree with the line */
	Draft *drafts;
	size_t count;
} Search;

/* ---- amounts ---- */

static QualityAmount base_of(const FindingLine *line, double value)
{
	QualityAmount base;
	if (line->per_unit > 0)
		return (QualityAmount){value * line->per_unit, line->dim};
	quality_amount(value, line->unit, &base);
	return base;
}

static bool is_usable(QualityAmount amount)
{
	return !isnan(amount.value) && !isinf(amount.value);
}

static bool is_one_dim(QualityAmount a, QualityAmount b)
{
	return is_usable(a) && is_usable(b) && !isnan(quality_deviation(a, b));
}

/* An amount of the line's base dimension in the unit of the line. */
static double in_unit_of(const Search *search, size_t at, double base)
{
	const FindingLine *line = &search->facts->lines[at];
	double one = base_of(line, 1).value;
	return one > 0 ? base / one : NAN;
}

static bool is_given(double value)
{
	return !isnan(value) && value > 0;
}

/* ---- findings ---- */

/* Three digits of the amount: "261e03". An answer holds while they stay. */
static const char *digits_of(Arena *mem, double value)
{
	char text[32], *end = text;
	snprintf(text, sizeof text, "%.2e", value);
	for (const char *from = text; *from; from++) {
		if (*from != '.' && *from != '+')
			*end++ = *from;
	}
	*end = '\0';
	return arena_copy(mem, text);
}

static Finding *found(Search *search, FindingCode code, size_t place)
{
	Draft *draft = &search->drafts[search->count]; /* the last one takes what no longer fits */
	draft->place = place;
	draft->number = search->count;
	if (search->count < FINDINGS_MAX)
		search->count++;
	draft->finding = (Finding){.code = code,
	    .key = "",
	    .blocks = true,
	    .can_answer = true,
	    .b205_code = "",
	    .label = "",
	    .field = "amount",
	    .given = NAN,
	    .unit = "",
	    .expected = NAN,
	    .ratio = NAN,
	    .change_percent = NAN,
	    .other_percent = NAN,
	    .other_label = "",
	    .name = "",
	    .fix_value = NAN,
	    .fix_unit = ""};
	return &draft->finding;
}

/* About line `at`. Scope 3 stands beside the level, so there findings are information. */
static Finding *found_at(Search *search, FindingCode code, size_t at)
{
	const FindingLine *line = &search->facts->lines[at];
	Finding *finding = found(search, code, at + 1);
	finding->blocks = line->scope == 1 || line->scope == 2;
	finding->line = line->id;
	finding->label = line->label ? line->label : "";
	finding->given = line->amount;
	finding->unit = line->unit ? line->unit : "";
	finding->key = arena_printf(search->mem, "%s-%lld-%s", finding_code_key(code), (long long)line->id,
	    digits_of(search->mem, search->base[at].value));
	return finding;
}

static void offer(Finding *finding, double value, const char *unit)
{
	finding->has_fix = true;
	finding->fix_value = value;
	finding->fix_unit = unit;
}

/* ---- a line in itself ---- */

static void look_at_negative(Search *search, size_t at)
{
	const FindingLine *line = &search->facts->lines[at];
	const double values[] = {line->amount, line->alloc_total, line->alloc_share};
	static const char *const FIELDS[] = {"amount", "alloc_total", "alloc_share"};
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		if (!(values[i] < 0))
			continue;
		Finding *finding = found_at(search, FINDING_NEGATIVE, at);
		finding->field = FIELDS[i];
		finding->given = values[i];
		if (i == 2)
			finding->unit = "%";
		finding->can_answer = false;
		return;
	}
}

static void look_at_allocation(Search *search, size_t at)
{
	const FindingLine *line = &search->facts->lines[at];
	if (line->alloc_share > 100 + GRAIN) {
		Finding *finding = found_at(search, FINDING_SHARE_OVER_100, at);
		finding->field = "alloc_share";
		finding->given = line->alloc_share;
		finding->unit = "%";
		finding->expected = 100;
		finding->can_answer = false;
		return;
	}
	double share_of_total = line->alloc_total * line->alloc_share / 100;
	if (isnan(share_of_total) || isnan(line->amount))
		return;
	double larger = fmax(fabs(share_of_total), fabs(line->amount));
	if (fabs(share_of_total - line->amount) <= larger * ALLOCATION_LIMIT + GRAIN)
		return;
	Finding *finding = found_at(search, FINDING_ALLOCATION, at);
	finding->expected = share_of_total;
	finding->ratio = line->amount / share_of_total;
	offer(finding, share_of_total, finding->unit);
}

static void look_at_zero(Search *search, size_t at)
{
	const FindingLine *line = &search->facts->lines[at];
	if (line->amount != 0 || line->document_count == 0)
		return;
	for (size_t i = 0; i < line->document_count; i++) {
		if (line->documents[i].amount == 0)
			return; /* the document says so too */
	}
	found_at(search, FINDING_ZERO_PROVEN, at);
}

/* What the energy costs at the least, in yuan: far below market prices, so that only a slip goes beyond. */
static double least_cost(const char *energy, double base)
{
	static const struct {
		const char *energy;
		double yuan; /* per base unit: GJ, Nm3, t */
	} PRICES[] = {
	    {"ELECTRICITY", 80}, /* 0.29 yuan/kWh */
	    {"HEAT", 15},
	    {"NATURAL_GAS", 1},
	    {"LNG", 2000},
	    {"LPG", 2000},
	    {"DIESEL", 3000},
	    {"GASOLINE", 3000},
	    {"KEROSENE", 3000},
	    {"FUEL_OIL", 1500},
	    {"COKE", 700},
	    {"ANTHRACITE", 200},
	    {"BITUMINOUS", 150},
	    {"RAW_COAL", 150},
	};
	for (size_t i = 0; i < sizeof PRICES / sizeof PRICES[0]; i++) {
		if (str_eq(PRICES[i].energy, energy))
			return PRICES[i].yuan * base;
	}
	return 0;
}

static Dim priced_dim(const char *energy)
{
	if (str_eq(energy, "ELECTRICITY") || str_eq(energy, "HEAT"))
		return dim_of(DIM_ENERGY);
	return dim_of(str_eq(energy, "NATURAL_GAS") ? DIM_GAS : DIM_MASS);
}

static void look_at_cost(Search *search, size_t at)
{
	const FindingLine *line = &search->facts->lines[at];
	double revenue = search->facts->revenue_yuan;
	QualityAmount priced = {1, priced_dim(line->energy)};
	if (search->has_slipped[at] || !is_given(revenue) || !is_one_dim(search->base[at], priced))
		return;
	double cost = least_cost(line->energy, search->base[at].value);
	if (cost <= revenue)
		return;
	Finding *finding = found_at(search, FINDING_COST_OVER_REVENUE, at);
	finding->ratio = cost / revenue;
	finding->expected = in_unit_of(search, at, search->base[at].value / finding->ratio);
}

/* ---- slips ---- */

static Finding *report_slip(
    Search *search, FindingCode code, size_t at, double reference, const UnitSlip *slip)
{
	const FindingLine *line = &search->facts->lines[at];
	Finding *finding = found_at(search, code, at);
	finding->field = str_eq(slip->unit, line->unit) ? "amount" : "amount_unit";
	finding->expected = in_unit_of(search, at, reference);
	finding->ratio = search->base[at].value / reference;
	offer(finding, slip->value, slip->unit);
	search->has_slipped[at] = true;
	return finding;
}

static void report_steam(Search *search, size_t at, double reference)
{
	Finding *finding = found_at(search, FINDING_STEAM_AS_HEAT, at);
	finding->field = "amount_unit";
	finding->expected = in_unit_of(search, at, reference);
	finding->ratio = search->base[at].value / reference;
	search->has_slipped[at] = true;
}

static bool is_close(double a, double b)
{
	return a > 0 && b > 0 && fabs(log(a / b)) <= SLIP_TOLERANCE + 1e-12;
}

/* Is this line the one whose unit slipped, when the lines around it make `others`? */
static bool look_for_slip_of(Search *search, FindingCode code, size_t at, double others, double reference)
{
	const FindingLine *line = &search->facts->lines[at];
	double base = search->base[at].value;
	double wanted = (reference - others) / base;
	UnitSlip slip;
	if (search->has_slipped[at] || !(base > 0) || !(wanted > 0))
		return false;
	if (unit_slip_find(line->amount, line->unit, wanted, &slip) &&
	    is_close(others + base * slip.factor, reference)) {
		report_slip(search, code, at, reference - others, &slip);
		return true;
	}
	bool is_heat = str_eq(line->energy, "HEAT") && dim_equal(search->base[at].dim, dim_of(DIM_ENERGY));
	if (is_heat && unit_slip_is_steam(wanted)) {
		report_steam(search, at, reference - others);
		return true;
	}
	return false;
}

/* Lines `of[0..count)` together should make about `reference`: does the slip of one of them, or the same slip
 * of all, explain that they do not? */
static bool look_for_slip(
    Search *search, FindingCode code, const size_t of[], size_t count, double sum, double reference)
{
	if (!(reference > 0) || !(sum > 0) || is_close(sum, reference))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (search->has_slipped[of[i]])
			return true; /* told already */
	}
	for (size_t i = 0; i < count; i++) {
		double base = search->base[of[i]].value;
		if (look_for_slip_of(search, code, of[i], sum - base, reference))
			return true;
	}
	UnitSlip slip;
	const FindingLine *first = &search->facts->lines[of[0]];
	for (size_t i = 1; i < count; i++) {
		if (!str_eq(first->unit, search->facts->lines[of[i]].unit))
			return false;
	}
	if (count < 2 || !unit_slip_find(first->amount, first->unit, reference / sum, &slip))
		return false;
	for (size_t i = 0; i < count; i++) {
		const FindingLine *line = &search->facts->lines[of[i]];
		double base = search->base[of[i]].value;
		bool is_other_unit = !str_eq(slip.unit, line->unit);
		UnitSlip own = {
		    is_other_unit ? line->amount : line->amount * slip.factor, slip.unit, slip.factor};
		if (base > 0)
			report_slip(search, code, of[i], base * slip.factor, &own);
	}
	return true;
}

/* ---- documents ---- */

/* Sum of the amounts on the documents of a line; NaN unless each names one in a comparable unit. */
static QualityAmount document_sum(const Search *search, size_t at, Months *covered)
{
	const FindingLine *line = &search->facts->lines[at];
	QualityAmount sum = {.value = NAN};
	*covered = 0;
	for (size_t i = 0; i < line->document_count; i++) {
		const FindingDocument *document = &line->documents[i];
		bool is_own_unit = str_is_empty(document->unit) || str_eq(document->unit, line->unit);
		QualityAmount part;
		if (is_own_unit)
			part = base_of(line, document->amount);
		else
			quality_amount(document->amount, document->unit, &part);
		if (!is_usable(part) || (i > 0 && !is_one_dim(sum, part)))
			return (QualityAmount){.value = NAN};
		sum = i == 0 ? part : (QualityAmount){sum.value + part.value, sum.dim};
		*covered |= document->months;
	}
	return sum;
}

/* What the documents should show: the total before allocation, or the amount. */
static double documented_amount(const FindingLine *line)
{
	if (is_given(line->alloc_total))
		return line->alloc_total;
	if (is_given(line->alloc_share) && line->alloc_share <= 100)
		return line->amount / (line->alloc_share / 100);
	return line->amount;
}

static void report_document_sum(Search *search, size_t at, double sum, double ours)
{
	const FindingLine *line = &search->facts->lines[at];
	double share = line->amount / documented_amount(line);
	Finding *finding = found_at(search, FINDING_DOCUMENT_SUM, at);
	finding->given = documented_amount(line);
	finding->expected = in_unit_of(search, at, sum);
	finding->ratio = ours / sum;
	if (is_given(line->alloc_total))
		finding->field = "alloc_total";
	else
		offer(finding, finding->expected * share, finding->unit);
}

static void look_at_documents(Search *search, size_t at)
{
	const FindingLine *line = &search->facts->lines[at];
	Months covered;
	QualityAmount sum = document_sum(search, at, &covered);
	QualityAmount ours = base_of(line, documented_amount(line));
	if (line->document_count == 0 || !is_usable(sum) || !(sum.value > 0) || !(ours.value > 0))
		return;
	bool is_steam = str_eq(line->energy, "HEAT") && dim_equal(ours.dim, dim_of(DIM_ENERGY)) &&
			dim_equal(sum.dim, dim_of(DIM_MASS));
	if (is_steam && fabs(sum.value - ours.value) <= DOCUMENT_LIMIT * sum.value) {
		report_steam(search, at, sum.value);
		return;
	}
	if (!is_one_dim(sum, ours))
		return;

	Months wanted = months_wanted(line->months, search->facts->months);
	bool is_complete = (wanted & ~covered) == 0;
	int seen = months_number(wanted & covered);
	double whole = is_complete || seen == 0 ? sum.value : sum.value * months_number(wanted) / seen;
	double wanted_factor = whole / ours.value;
	bool may_slip = is_complete || fabs(log(wanted_factor)) >= EXTRAPOLATED_APART;
	UnitSlip slip;
	if (may_slip && unit_slip_find(line->amount, line->unit, wanted_factor, &slip)) {
		Finding *finding = report_slip(
		    search, FINDING_UNIT_DOCUMENTS, at, search->base[at].value * wanted_factor, &slip);
		if (is_given(line->alloc_total) && str_eq(slip.unit, line->unit)) {
			finding->field = "alloc_total"; /* its digits have slipped, and the amount follows */
			finding->has_fix = false;
		}
		return;
	}
	if (!is_complete)
		return;
	if (fabs(sum.value - ours.value) > DOCUMENT_LIMIT * fmax(sum.value, ours.value) + GRAIN)
		report_document_sum(search, at, sum.value, ours.value);
	else
		search->is_confirmed[at] = true;
}

static void look_at_same_amounts(Search *search, size_t at)
{
	const FindingLine *line = &search->facts->lines[at];
	for (size_t i = 0; i < line->document_count; i++) {
		for (size_t k = 0; k < i; k++) {
			const FindingDocument *a = &line->documents[k], *b = &line->documents[i];
			if (!is_given(a->amount) || a->amount != b->amount || !str_eq(a->unit, b->unit) ||
			    a->file == b->file)
				continue;
			Finding *finding = found_at(search, FINDING_SAME_AMOUNT, at);
			finding->field = "evidence";
			finding->given = b->amount;
			if (!str_is_empty(b->unit))
				finding->unit = b->unit;
			finding->name = b->name;
			finding->other_label = a->name;
			finding->months = a->months & b->months;
			finding->blocks = finding->blocks && finding->months != 0;
			return;
		}
	}
}

/* ---- one file on several lines ---- */

typedef struct FileUse {
	int64_t file;
	const char *name;
	size_t at;
} FileUse;

static int by_file(const void *left, const void *right)
{
	const FileUse *a = left, *b = right;
	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

static void look_at_file(Search *search, const FileUse uses[], size_t count)
{
	const FindingLine *lines = search->facts->lines;
	for (size_t i = 1; i < count; i++) {
		const FindingLine *line = &lines[uses[i].at], *first = &lines[uses[0].at];
		if (uses[i].at == uses[0].at)
			continue;
		bool is_one_source = str_eq(line->category, first->category) &&
				     str_eq(line->item, first->item);
		double shares = 0;
		for (size_t k = 0; k <= i && is_one_source; k++)
			shares += is_given(lines[uses[k].at].alloc_share) ? lines[uses[k].at].alloc_share : 0;
		bool is_over = is_one_source && shares > 100 + GRAIN && line->alloc_share <= 100;
		bool is_plain = isnan(line->alloc_share) && isnan(first->alloc_share);
		if (!is_over && !is_plain)
			continue;
		Finding *finding = found_at(
		    search, is_over ? FINDING_FILE_SHARES : FINDING_SAME_FILE, uses[i].at);
		finding->blocks = finding->blocks && is_over;
		finding->field = is_over ? "alloc_share" : "evidence";
		finding->name = uses[i].name;
		finding->other_line = first->id;
		finding->other_label = first->label;
		if (is_over) {
			finding->given = shares;
			finding->unit = "%";
		}
		finding->key = arena_printf(search->mem, "%s-%lld-%lld", finding_code_key(finding->code),
		    (long long)line->id, (long long)uses[i].file);
	}
}

static void look_at_files(Search *search)
{
	const FindingFacts *facts = search->facts;
	size_t total = 0, count = 0;
	for (size_t i = 0; i < facts->line_count; i++)
		total += facts->lines[i].document_count;
	FileUse *uses = ARENA_ARRAY(search->mem, FileUse, total + 1);
	for (size_t i = 0; i < facts->line_count; i++) {
		for (size_t k = 0; k < facts->lines[i].document_count; k++)
			uses[count++] = (FileUse){facts->lines[i].documents[k].file,
			    facts->lines[i].documents[k].name ? facts->lines[i].documents[k].name : "", i};
	}
	qsort(uses, count, sizeof *uses, by_file);
	for (size_t i = 0; i < count;) {
		size_t end = i + 1;
		while (end < count && uses[end].file == uses[i].file)
			end++;
		look_at_file(search, &uses[i], end - i);
		i = end;
	}
}

/* ---- lines by source: category and item, then place, then label ---- */

typedef struct Sorted {
	const FindingLine *line;
	size_t at;
} Sorted;

static int by_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int by_source(const FindingLine *a, const FindingLine *b)
{
	int order = by_text(a->category, b->category);
	return order ? order : by_text(a->item, b->item);
}

static int by_source_and_place(const void *left, const void *right)
{
	const Sorted *a = left, *b = right;
	int order = by_source(a->line, b->line);
	if (order == 0 && a->line->facility != b->line->facility)
		order = a->line->facility < b->line->facility ? -1 : 1;
	if (order == 0)
		order = by_text(a->line->label, b->line->label);
	return order ? order : (a->at < b->at ? -1 : a->at > b->at);
}

static Sorted *sorted_lines(Arena *mem, const FindingLine lines[], size_t count)
{
	Sorted *sorted = ARENA_ARRAY(mem, Sorted, count + 1);
	for (size_t i = 0; i < count; i++)
		sorted[i] = (Sorted){&lines[i], i};
	qsort(sorted, count, sizeof *sorted, by_source_and_place);
	return sorted;
}

typedef bool SameSorted(const Sorted *a, const Sorted *b);

static bool is_one_source(const Sorted *a, const Sorted *b)
{
	return by_source(a->line, b->line) == 0;
}

static bool is_one_place(const Sorted *a, const Sorted *b)
{
	return is_one_source(a, b) && a->line->facility == b->line->facility;
}

static bool is_one_label(const Sorted *a, const Sorted *b)
{
	return is_one_place(a, b) && by_text(a->line->label, b->line->label) == 0;
}

static size_t run_of(const Sorted *sorted, size_t count, SameSorted *is_same)
{
	size_t length = 1;
	while (length < count && is_same(&sorted[0], &sorted[length]))
		length++;
	return length;
}

static void look_at_overlap(Search *search, const Sorted *run, size_t count)
{
	Months taken = 0;
	size_t owner[MONTHS_MAX] = {0};
	for (size_t i = 0; i < count; i++) {
		if (!is_given(run[i].line->amount))
			continue;
		Months wanted = months_wanted(run[i].line->months, search->facts->months);
		Months twice = wanted & taken;
		for (int bit = 0; bit < MONTHS_MAX; bit++) {
			if (wanted >> bit & 1 && !(taken >> bit & 1))
				owner[bit] = i;
		}
		taken |= wanted;
		if (!twice)
			continue;
		int first = 0;
		while (!(twice >> first & 1))
			first++;
		const FindingLine *other = run[owner[first]].line;
		Finding *finding = found_at(search, FINDING_MONTHS_OVERLAP, run[i].at);
		finding->field = "months";
		finding->months = twice;
		finding->other_line = other->id;
		finding->other_label = other->label;
		finding->key = arena_printf(search->mem, "%s-%lld-%lld-%x",
		    finding_code_key(FINDING_MONTHS_OVERLAP), (long long)run[i].line->id,
		    (long long)other->id, (unsigned)twice);
	}
}

/* ---- last year ---- */

static QualityAmount sum_of(const Sorted *run, size_t count)
{
	QualityAmount sum = {.value = NAN};
	for (size_t i = 0; i < count; i++) {
		QualityAmount part = base_of(run[i].line, run[i].line->amount);
		if (!is_usable(part) || (i > 0 && !is_one_dim(sum, part)))
			return (QualityAmount){.value = NAN};
		sum = i == 0 ? part : (QualityAmount){sum.value + part.value, sum.dim};
	}
	return sum;
}

static void compare_with_last_year(
    Search *search, const Sorted *now, size_t now_count, const Sorted *past, size_t past_count)
{
	QualityAmount sum = sum_of(now, now_count), before = sum_of(past, past_count);
	if (!is_one_dim(sum, before) || !(before.value > 0) || !(sum.value > 0))
		return;
	size_t *of = ARENA_ARRAY(search->mem, size_t, now_count);
	for (size_t i = 0; i < now_count; i++)
		of[i] = now[i].at;
	if (look_for_slip(search, FINDING_UNIT_LAST_YEAR, of, now_count, sum.value, before.value))
		return;
	double change = sum.value / before.value - 1;
	if (fabs(change) <= YEAR_CHANGE_LIMIT + GRAIN) {
		for (size_t i = 0; i < now_count; i++)
			search->is_confirmed[of[i]] = true;
		return;
	}
	const FindingFacts *facts = search->facts;
	Finding *finding = found_at(search, FINDING_YEAR_CHANGE, of[0]);
	finding->given = in_unit_of(search, of[0], sum.value);
	finding->expected = in_unit_of(search, of[0], before.value);
	finding->ratio = sum.value / before.value;
	finding->change_percent = change * 100;
	if (is_given(facts->output) && is_given(facts->past_output))
		finding->other_percent = (facts->output / facts->past_output - 1) * 100;
	finding->key = arena_printf(search->mem, "%s-%lld-%s", finding_code_key(FINDING_YEAR_CHANGE),
	    (long long)finding->line, digits_of(search->mem, sum.value));
}

static void report_gone(Search *search, const Sorted *past, size_t count)
{
	const FindingLine *line = past->line;
	QualityAmount before = sum_of(past, count);
	if (!(before.value > 0))
		return;
	Finding *finding = found(search, FINDING_SOURCE_GONE, 0);
	finding->blocks = line->scope == 1 || line->scope == 2;
	finding->field = "category";
	finding->label = line->label ? line->label : "";
	finding->unit = line->unit ? line->unit : "";
	finding->given = 0;
	double one = base_of(line, 1).value;
	finding->expected = one > 0 ? before.value / one : NAN;
	finding->change_percent = -100;
	finding->key = arena_printf(search->mem, "%s-%s-%s", finding_code_key(FINDING_SOURCE_GONE),
	    line->category ? line->category : "", line->item ? line->item : "");
}

/* Places are compared one by one when both years know the same places; else the source as a whole. */
static bool has_same_places(const Sorted *now, size_t now_count, const Sorted *past, size_t past_count)
{
	size_t i = 0, k = 0;
	while (i < now_count && k < past_count) {
		if (now[i].line->facility != past[k].line->facility)
			return false;
		i += run_of(&now[i], now_count - i, is_one_place);
		k += run_of(&past[k], past_count - k, is_one_place);
	}
	return i == now_count && k == past_count;
}

static void compare_source(
    Search *search, const Sorted *now, size_t now_count, const Sorted *past, size_t past_count)
{
	if (!has_same_places(now, now_count, past, past_count)) {
		compare_with_last_year(search, now, now_count, past, past_count);
		return;
	}
	for (size_t i = 0, k = 0; i < now_count;) {
		size_t here = run_of(&now[i], now_count - i, is_one_place);
		size_t there = run_of(&past[k], past_count - k, is_one_place);
		compare_with_last_year(search, &now[i], here, &past[k], there);
		i += here;
		k += there;
	}
}

static void look_at_last_year(Search *search, const Sorted *now)
{
	const FindingFacts *facts = search->facts;
	if (!facts->is_year_on_year || facts->past_count == 0)
		return;
	Sorted *past = sorted_lines(search->mem, facts->past, facts->past_count);
	for (size_t i = 0, k = 0; k < facts->past_count;) {
		size_t there = run_of(&past[k], facts->past_count - k, is_one_source);
		while (i < facts->line_count && by_source(now[i].line, past[k].line) < 0)
			i++;
		size_t here = 0;
		while (i + here < facts->line_count && is_one_source(&now[i + here], &past[k]))
			here++;
		if (here == 0)
			report_gone(search, &past[k], there);
		else
			compare_source(search, &now[i], here, &past[k], there);
		i += here;
		k += there;
	}
}

/* ---- the energy check ---- */

static QualityFacts check_facts(const Search *search)
{
	const FindingFacts *facts = search->facts;
	QualityLine *lines = ARENA_ARRAY(search->mem, QualityLine, facts->line_count + 1);
	for (size_t i = 0; i < facts->line_count; i++) {
		lines[i] = (QualityLine){.id = facts->lines[i].id,
		    .label = facts->lines[i].label,
		    .scope = facts->lines[i].scope,
		    .energy = facts->lines[i].energy,
		    .amount = search->base[i]};
	}
	return (QualityFacts){.months = facts->months,
	    .lines = lines,
	    .line_count = facts->line_count,
	    .b205 = facts->b205,
	    .b205_count = facts->b205_count,
	    .second = facts->second,
	    .second_count = facts->second_count};
}

/* The lines of a pair; none when an amount among them cannot be read. */
static size_t lines_of_pair(const Search *search, const QualityPair *pair, size_t of[])
{
	size_t count = 0;
	for (size_t i = 0; i < search->facts->line_count; i++) {
		const FindingLine *line = &search->facts->lines[i];
		if ((line->scope == 1 || line->scope == 2) && str_eq(line->energy, pair->energy) &&
		    is_usable(search->base[i]))
			of[count++] = i;
	}
	return count;
}

/* Documents or last year back the lines: then the row of the check has slipped. */
static bool report_row(
    Search *search, QualitySource set, const QualityPair *pair, const size_t of[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!search->is_confirmed[of[i]])
			return false;
	}
	UnitSlip slip;
	const FindingLine *first = &search->facts->lines[of[0]];
	double theirs = in_unit_of(search, of[0], pair->theirs.value);
	if (is_close(pair->ours.value, pair->theirs.value) ||
	    !unit_slip_find(theirs, first->unit, pair->ours.value / pair->theirs.value, &slip))
		return false;
	Finding *finding = found(search, FINDING_UNIT_ROW, of[0] + 1);
	finding->label = pair->label;
	finding->row = pair->row;
	finding->b205_code = set == QUALITY_B205 ? pair->b205_code : "";
	finding->given = theirs;
	finding->unit = first->unit;
	finding->expected = in_unit_of(search, of[0], pair->ours.value);
	finding->ratio = theirs / finding->expected;
	finding->key = arena_printf(search->mem, "%s-%s-%lld-%s", finding_code_key(FINDING_UNIT_ROW),
	    pair->energy, (long long)pair->row, digits_of(search->mem, pair->theirs.value));
	return true;
}

static void look_at_set(Search *search, const QualityFacts *facts, QualitySource set)
{
	size_t count;
	QualityPair *pairs = quality_pairs(search->mem, facts, set, quality_rules(), &count);
	size_t *of = ARENA_ARRAY(search->mem, size_t, facts->line_count + 1);
	for (size_t i = 0; i < count; i++) {
		if (!pairs[i].has_line || !pairs[i].has_row || isnan(pairs[i].deviation))
			continue;
		size_t of_count = lines_of_pair(search, &pairs[i], of);
		if (of_count == 0 || !(pairs[i].theirs.value > 0) ||
		    report_row(search, set, &pairs[i], of, of_count))
			continue;
		FindingCode code = set == QUALITY_B205 ? FINDING_UNIT_B205 : FINDING_UNIT_SECOND;
		look_for_slip(search, code, of, of_count, pairs[i].ours.value, pairs[i].theirs.value);
	}
}

static void look_at_check(Search *search)
{
	QualityFacts facts = check_facts(search);
	if (facts.second_count > 0)
		look_at_set(search, &facts, QUALITY_SECOND);
	if (facts.b205_count > 0)
		look_at_set(search, &facts, QUALITY_B205);
}

/* ---- all ---- */

static void look_at_period(Search *search)
{
	const FindingFacts *facts = search->facts;
	if (date_is_none(facts->today) || date_days(facts->period_end) <= date_days(facts->today))
		return;
	Finding *finding = found(search, FINDING_FUTURE, 0);
	finding->field = "period_end";
	finding->name = date_text(search->mem, facts->period_end);
	finding->key = arena_printf(search->mem, "%s-%s", finding_code_key(FINDING_FUTURE), finding->name);
}

static void look_at_line(Search *search, size_t at)
{
	look_at_negative(search, at);
	look_at_allocation(search, at);
	look_at_zero(search, at);
	look_at_documents(search, at);
	look_at_same_amounts(search, at);
}

static int by_weight(const void *left, const void *right)
{
	const Draft *a = left, *b = right;
	if (a->finding.blocks != b->finding.blocks)
		return a->finding.blocks ? -1 : 1;
	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

Finding *findings_make(Arena *mem, const FindingFacts *facts, size_t *count)
{
	Search search = {
	    .mem = mem,
	    .facts = facts,
	    .base = ARENA_ARRAY(mem, QualityAmount, facts->line_count + 1),
	    .has_slipped = ARENA_ARRAY(mem, bool, facts->line_count + 1),
	    .is_confirmed = ARENA_ARRAY(mem, bool, facts->line_count + 1),
	    .drafts = ARENA_ARRAY(mem, Draft, FINDINGS_MAX + 1),
	};
	for (size_t i = 0; i < facts->line_count; i++)
		search.base[i] = base_of(&facts->lines[i], facts->lines[i].amount);

	look_at_period(&search);
	for (size_t i = 0; i < facts->line_count; i++)
		look_at_line(&search, i);
	look_at_files(&search);
	Sorted *sorted = sorted_lines(mem, facts->lines, facts->line_count);
	for (size_t i = 0; i < facts->line_count;) {
		size_t run = run_of(&sorted[i], facts->line_count - i, is_one_label);
		look_at_overlap(&search, &sorted[i], run);
		i += run;
	}
	look_at_last_year(&search, sorted);
	look_at_check(&search);
	for (size_t i = 0; i < facts->line_count; i++)
		look_at_cost(&search, i);

	qsort(search.drafts, search.count, sizeof *search.drafts, by_weight);
	Finding *findings = ARENA_ARRAY(mem, Finding, search.count + 1);
	for (size_t i = 0; i < search.count; i++)
		findings[i] = search.drafts[i].finding;
	*count = search.count;
	return findings;
}

static bool is_among(const char *key, const char *const keys[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (str_eq(keys[i], key))
			return true;
	}
	return false;
}

QualityFinding *findings_for_quality(
    Arena *mem, const Finding findings[], size_t count, const char *const answered[], size_t answered_count)
{
	QualityFinding *out = ARENA_ARRAY(mem, QualityFinding, count + 1);
	for (size_t i = 0; i < count; i++) {
		out[i] = (QualityFinding){
		    .key = findings[i].key,
		    .label = findings[i].label,
		    .line = findings[i].line,
		    .row = findings[i].row,
		    .field = findings[i].field,
		    .blocks = findings[i].blocks,
		    .is_answered = findings[i].can_answer &&
				   is_among(findings[i].key, answered, answered_count),
		};
	}
	return out;
}

const char *finding_code_key(FindingCode code)
{
	static const char *const KEYS[FINDING_CODES] = {
	    [FINDING_UNIT_DOCUMENTS] = "unit_documents",
	    [FINDING_UNIT_LAST_YEAR] = "unit_last_year",
	    [FINDING_UNIT_SECOND] = "unit_second",
	    [FINDING_UNIT_B205] = "unit_b205",
	    [FINDING_UNIT_ROW] = "unit_row",
	    [FINDING_STEAM_AS_HEAT] = "steam_as_heat",
	    [FINDING_NEGATIVE] = "negative",
	    [FINDING_ZERO_PROVEN] = "zero_proven",
	    [FINDING_DOCUMENT_SUM] = "document_sum",
	    [FINDING_YEAR_CHANGE] = "year_change",
	    [FINDING_SOURCE_GONE] = "source_gone",
	    [FINDING_COST_OVER_REVENUE] = "cost_over_revenue",
	    [FINDING_SHARE_OVER_100] = "share_over_100",
	    [FINDING_ALLOCATION] = "allocation",
	    [FINDING_FILE_SHARES] = "file_shares",
	    [FINDING_FUTURE] = "future",
	    [FINDING_MONTHS_OVERLAP] = "months_overlap",
	    [FINDING_SAME_FILE] = "same_file",
	    [FINDING_SAME_AMOUNT] = "same_amount",
	};
	return KEYS[code];
}
