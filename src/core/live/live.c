/* The text protocol of live results. See live.h. */
#include "live/live.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "live/typed.h"

#define FILES_MAX 200
#define FILE_MAX_BYTES (4 * 1024 * 1024)

/* "12" -> 12 within most; 0 for anything else. */
static int small_number(const char *text, int most)
{
	int number = 0;
	for (; *text >= '0' && *text <= '9' && number <= most; text++)
		number = number * 10 + (*text - '0');
	return *text || number > most ? 0 : number;
}

/* ---- the tables ---- */

/* The text up to `stop`, which *at then has passed; NULL when none comes before `end`. */
static const char *take_until(Arena *mem, const char **at, const char *end, char stop)
{
	const char *start = *at, *found = memchr(start, stop, (size_t)(end - start));
	if (!found)
		return NULL;
	*at = found + 1;
	return arena_copy_n(mem, start, (size_t)(found - start));
}

/* "NAME<tab>SHA-256<tab>BYTES<newline>" and the bytes, which *at then has passed. */
static bool take_file(Arena *mem, const char **at, const char *end, GhgFile *out)
{
	out->name = take_until(mem, at, end, '\t');
	out->sha256 = out->name ? take_until(mem, at, end, '\t') : NULL;
	const char *bytes = out->sha256 ? take_until(mem, at, end, '\n') : NULL;
	int len = bytes ? small_number(bytes, FILE_MAX_BYTES) : 0;
	if (len == 0 || len > end - *at)
		return false;
	out->text = *at;
	out->len = (size_t)len;
	*at += len;
	return true;
}

const Ghg *live_load(Arena *mem, const char *bundle, size_t len)
{
	GhgFile files[FILES_MAX];
	GhgLoadError error;
	size_t count = 0;
	for (const char *at = bundle, *end = bundle + len; at < end; count++)
		if (count == FILES_MAX || !take_file(mem, &at, end, &files[count]))
			return NULL;
	return ghg_load(mem, files, count, &error);
}

/* ---- reading a request ---- */

typedef struct Request {
	const Ghg *ghg;
	Arena *mem;
	GhgSettings settings;
	Lang lang;
	int month_count;
	TypedLine line;
	TypedInput inputs[TYPED_INPUTS_MAX]; /* of the line */
	const char *name;		     /* of the open line; NULL before the first */
	size_t lines;
	const char *wrong; /* NULL = fine */
	Buf out;
} Request;

static bool is_name(const char *text, size_t len)
{
	return len > 0 && len <= 40 && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") >= len;
}

static TypedInput *input_named(Request *r, const char *name)
{
	TypedLine *line = &r->line;
	for (size_t i = 0; i < line->input_count; i++)
		if (str_eq(r->inputs[i].name, name))
			return &r->inputs[i];
	if (line->input_count == TYPED_INPUTS_MAX)
		return NULL;
	TypedInput *input = &r->inputs[line->input_count++];
	*input = (TypedInput){.name = name, .text = "", .unit = "", .source = ""};
	for (int i = 0; i < TYPED_MONTHS_MAX; i++)
		input->months[i] = "";
	return input;
}

/* input_NAME, input_NAME_unit, input_NAME_source, input_NAME_month_3 */
static bool set_input(Request *r, const char *key, const char *value)
{
	const char *rest = key + strlen("input_"), *month = strstr(rest, "_month_");
	bool is_unit = str_ends(rest, "_unit"), is_source = str_ends(rest, "_source");
	size_t len = strlen(rest) - (is_unit ? strlen("_unit") : is_source ? strlen("_source") : 0);
	len = month ? (size_t)(month - rest) : len;
	int number = month ? small_number(month + strlen("_month_"), TYPED_MONTHS_MAX) : 0;
	TypedInput *input = is_name(rest, len) ? input_named(r, arena_copy_n(r->mem, rest, len)) : NULL;
	if (!input || (month && !number))
		return false;
	*(month		? &input->months[number - 1]
	    : is_unit	? &input->unit
	    : is_source ? &input->source
			: &input->text) = value;
	return true;
}

static bool set_month(Request *r, const char *key, const char *value)
{
	int month = small_number(key + strlen("month_"), TYPED_MONTHS_MAX);
	if (month)
		r->line.months[month - 1] = value;
	return month > 0;
}

static bool set_field(Request *r, const char *key, const char *value)
{
	TypedLine *line = &r->line;
	const struct {
		const char *key;
		const char **to;
	} FIELDS[] = {
	    {"category", &line->category},
	    {"item", &line->item},
	    {"region", &line->region},
	    {"factor_choice", &line->factor_choice},
	    {"amount", &line->amount},
	    {"amount_unit", &line->amount_unit},
	    {"alloc_total", &line->alloc_total},
	    {"alloc_share", &line->alloc_share},
	    {"factor", &line->factor},
	    {"factor_unit", &line->factor_unit},
	    {"factor_source", &line->factor_source},
	};
	for (size_t i = 0; i < sizeof FIELDS / sizeof FIELDS[0]; i++)
		if (str_eq(key, FIELDS[i].key)) {
			*FIELDS[i].to = value;
			return true;
		}
	if (str_eq(key, "year")) {
		line->year = small_number(value, 9999);
		return line->year > 0;
	}
	if (str_starts(key, "month_"))
		return set_month(r, key, value);
	return str_starts(key, "input_") && set_input(r, key, value);
}

static bool set_setting(Request *r, const char *key, const char *value)
{
	double rate;
	if (str_eq(key, "lang")) {
		r->lang = str_eq(value, "en") ? EN : ZH;
		return str_eq(value, "en") || str_eq(value, "zh");
	}
	if (str_eq(key, "on"))
		return str_is_empty(value) || date_parse(value, &r->settings.on);
	if (str_eq(key, "months")) {
		r->month_count = small_number(value, TYPED_MONTHS_MAX);
		return r->month_count > 0;
	}
	if (str_eq(key, "coal_rate")) {
		bool is_given = number_parse(value, &rate) == NUMBER_OK && rate > 0;
		r->settings.coal_rate_kgce_per_kwh = is_given ? rate : 0;
		return true;
	}
	const char **to = str_eq(key, "method")	    ? &r->settings.method
			  : str_eq(key, "gwp_set")  ? &r->settings.gwp_set
			  : str_eq(key, "fuel_set") ? &r->settings.fuel_set
						    : NULL;
	if (to)
		*to = value;
	return to != NULL;
}

/* ---- the answer ---- */

static void put_text(Request *r, const char *key, const char *text)
{
	buf_printf(&r->out, "%s\t", key);
	buf_text(&r->out, text);
	buf_char(&r->out, '\n');
}

/* The shortest decimal and the bits; NaN has one spelling. */
static void put_number(Request *r, double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	buf_printf(&r->out, "\t%s\t", number_plain(r->mem, value));
	if (isnan(value))
		buf_text(&r->out, "nan");
	else
		buf_printf(&r->out, "%08x%08x", (unsigned)(bits >> 32), (unsigned)bits);
}

static void put_amounts(Request *r, const GhgResult *result)
{
	const struct {
		const char *key;
		double value;
	} AMOUNTS[] = {
	    {"tco2e", result->tco2e},
	    {"biogenic_tco2", result->biogenic_tco2},
	    {"activity", result->activity},
	    {"share", result->share},
	    {"electricity_mwh", result->electricity_mwh},
	    {"energy_gj", result->energy_gj},
	    {"tce_equal", result->tce_equal},
	    {"tce_equivalent", result->tce_equivalent},
	};
	for (size_t i = 0; i < sizeof AMOUNTS / sizeof AMOUNTS[0]; i++) {
		buf_text(&r->out, AMOUNTS[i].key);
		put_number(r, AMOUNTS[i].value);
		buf_char(&r->out, '\n');
	}
	put_text(r, "unit", result->activity_unit);
	for (int i = 0; i < result->gas_count; i++) {
		buf_printf(&r->out, "gas\t%s", result->gases[i].gas);
		put_number(r, result->gases[i].tonnes);
		put_number(r, result->gases[i].gwp);
		put_number(r, result->gases[i].tco2e);
		buf_char(&r->out, '\n');
	}
	buf_printf(&r->out, "shown\t%s\t%s\n", number_text(r->mem, result->tco2e, 2),
	    number_text(r->mem, result->tco2e, 6));
	put_text(r, "short", ghg_explain_short(r->mem, result, r->lang));
}

static void put_problems(Request *r, const TypedResult *typed)
{
	for (size_t i = 0; i < typed->problem_count; i++) {
		const TypedProblem *problem = &typed->problems[i];
		const char *text = problem->core ? ghg_problem_text(r->ghg, r->mem, problem->core,
						       typed->category, r->lang)
						 : "";
		buf_printf(&r->out, "problem\t%s\t%s\t%s\t%s\t%s\n", problem->stops ? "stops" : "beside",
		    problem->field, typed_problem_key(problem), problem->given, text);
	}
}

static void put_explanation(Request *r, const GhgResult *result)
{
	Buf text = buf_in(r->mem, LIVE_ANSWER_MAX);
	ghg_explain(r->ghg, &text, result, r->lang);
	if (text.overflow) {
		r->out.overflow = true; /* refused in the end */
		return;
	}
	for (char *at = buf_take(&text), *end; (end = strchr(at, '\n')); at = end + 1) {
		*end = '\0';
		put_text(r, "explain", at);
	}
}

static void close_line(Request *r)
{
	if (!r->name)
		return;
	TypedResult typed = typed_calculate(r->ghg, r->mem, &r->settings, &r->line);
	put_text(r, "line", r->name);
	put_text(r, "known", typed.is_known ? "1" : "0");
	if (typed.is_known)
		put_amounts(r, &typed.result);
	put_problems(r, &typed);
	if (typed.result.category)
		put_explanation(r, &typed.result);
	r->name = NULL;
}

static const char *take_line(Request *r, const char *key, const char *value)
{
	if (str_eq(key, "line")) {
		close_line(r);
		if (r->lines++ == LIVE_LINES_MAX)
			return "too many lines";
		r->name = value;
		r->line = typed_blank();
		r->line.month_count = r->month_count;
		r->line.inputs = r->inputs;
		return NULL;
	}
	if (r->name ? set_field(r, key, value) : set_setting(r, key, value))
		return NULL;
	return arena_printf(r->mem, "%s cannot be %s", key, *value ? value : "empty");
}

static Buf refused(Request *r, const char *wrong)
{
	buf_clear(&r->out);
	put_text(r, "error", wrong);
	return r->out;
}

Buf live_answer(const Ghg *ghg, Arena *mem, const char *request, size_t len)
{
	Request r = {.ghg = ghg, .mem = mem, .month_count = 12, .out = buf_in(mem, LIVE_ANSWER_MAX)};
	r.settings = (GhgSettings){.method = "", .gwp_set = "", .fuel_set = ""};
	if (len > LIVE_REQUEST_MAX || !str_is_clean_utf8(request, len))
		return refused(&r, "longer than 256 KB, or not UTF-8");
	for (const char *at = request, *end = request + len; at < end;) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		stop = stop ? stop : end;
		const char *tab = memchr(at, '\t', (size_t)(stop - at));
		if (!tab)
			return refused(&r, "a line without a tab");
		const char *wrong = take_line(&r, arena_copy_n(mem, at, (size_t)(tab - at)),
		    arena_copy_n(mem, tab + 1, (size_t)(stop - tab - 1)));
		if (wrong)
			return refused(&r, wrong);
		at = stop + 1;
	}
	close_line(&r);
	return r.out.overflow ? refused(&r, "the answer is too long") : r.out;
}
