/* JSON of the factor library, for everybody. Keys name their units; null = the table holds none. */
#include "factors/factors_rules.h"

#include <math.h>
#include <pthread.h>

#include "base/date.h"
#include "base/str.h"
#include "edition/edition.h"
#include "factors/factors.po.h"
#include "factors/factors_view.h"
#include "factors/factors_web.h"
#include "http/app.h"
#include "json/json.h"
#include "show/links.h"

enum { API_ROWS = 50, API_ROWS_MOST = 200, API_MAX_BYTES = 4 * 1024 * 1024, API_AGE_S = 300 };

static void put_number(JsonOut *json, const char *key, double value)
{
	if (isfinite(value))
		json_field_real(json, key, value);
	else
		json_field_null(json, key);
}

static void put_text(JsonOut *json, const char *key, const char *text)
{
	json_field_text(json, key, str_is_empty(text) ? NULL : text);
}

static void put_fuel(JsonOut *json, const GhgFactor *factor)
{
	json_key(json, "fuel");
	json_object_begin(json);
	put_text(json, "physical_unit", factor->per_unit);
	put_number(json, "ncv_gj_per_unit", factor->ncv);
	put_number(json, "carbon_tc_per_gj", factor->carbon);
	put_number(json, "oxidation", factor->oxidation);
	put_number(json, "ch4_kg_per_tj", factor->ch4_kg_per_tj);
	put_number(json, "n2o_kg_per_tj", factor->n2o_kg_per_tj);
	put_text(json, "phase", factor->phase);
	put_text(json, "equipment", factor->equipment);
	json_field_bool(json, "is_biogenic", factor->is_biogenic);
	json_object_end(json);
}

static void put_factor(JsonOut *json, const GhgFactor *factor)
{
	json_field_text(json, "id", factor->id);
	json_field_text(json, "kind", factor_kind_code(factor->kind));
	json_field_text(json, "code", factor->code);
	put_text(json, "name_zh", factor->name.zh);
	put_text(json, "name_en", factor->name.en);
	put_number(json, "value", factor->value);
	json_field_text(json, "unit", factor->unit);
	put_text(json, "set", factor->set);
	put_text(json, "region", factor->region);
	if (factor_year(factor))
		json_field_int(json, "year", factor_year(factor));
	else
		json_field_null(json, "year");
	json_field_text(json, "confidence", factor_confidence_code(factor->confidence));
	json_field_bool(json, "is_default", factor->is_default);
	json_field_bool(json, "is_refused", factor->is_trap);
	put_text(json, "source_title", factor->source_title);
	put_text(json, "source_table", factor->source_table);
	put_text(json, "source_year", factor->source_year);
	put_text(json, "note", factor->note);
	if (factor->kind == GHG_FUEL)
		put_fuel(json, factor);
}

static Err answer_json(Req *req, Buf *text)
{
	if (text->overflow)
		return ERR_TOO_LARGE;
	answer_public(req, API_AGE_S);
	return answer_text(req, 200, "application/json; charset=utf-8", text);
}

static const char *next_page(Req *req, const FactorQuery *query, int64_t limit, const GhgFactor *last)
{
	const char *asked = factor_query_text(req->mem, query);
	return arena_printf(req->mem, "/api/v1/factors?%s%slimit=%lld&after=%s", asked, *asked ? "&" : "",
	    (long long)limit, url_part(req->mem, last->id));
}

/* GET /api/v1/factors?q=&kind=&region=&year=&set=&confidence=&limit=&after=ID */
Err factors_api(Req *req)
{
	const char *wrong;
	FactorQuery query = factor_query(req, &wrong);
	int64_t limit = query_int(req, "limit", API_ROWS);
	if (limit < 1 || limit > API_ROWS_MOST)
		wrong = "limit";
	if (wrong)
		return fail_shown(req, ERR_INPUT, SAY(req, W_factors_api_wrong, "name", wrong));
	size_t count;
	const GhgFactor **list = factors_found(req->ghg, req->mem, &query, &count);
	const char *after = query_text(req, "after");
	size_t from = factors_behind(list, count, after);
	if (*after && from == 0)
		return fail_shown(req, ERR_INPUT, SAY(req, W_factors_api_wrong, "name", "after"));
	size_t to = count - from < (size_t)limit ? count : from + (size_t)limit;

	Buf text = buf_in(req->mem, API_MAX_BYTES);
	JsonOut json = json_out(&text);
	json_object_begin(&json);
	json_field_int(&json, "found", (int64_t)count);
	json_key(&json, "factors");
	json_list_begin(&json);
	for (size_t i = from; i < to; i++) {
		json_object_begin(&json);
		put_factor(&json, list[i]);
		json_object_end(&json);
	}
	json_list_end(&json);
	json_field_text(&json, "next", to < count ? next_page(req, &query, limit, list[to - 1]) : NULL);
	json_object_end(&json);
	json_end(&json);
	return answer_json(req, &text);
}

static void put_history(Req *req, JsonOut *json, const GhgFactor *factor)
{
	size_t count;
	const GhgFactor **history = factor_history(req->ghg, req->mem, factor, &count);
	json_key(json, "history");
	json_list_begin(json);
	for (size_t i = 0; i < count; i++) {
		json_object_begin(json);
		json_field_text(json, "id", history[i]->id);
		put_text(json, "set", history[i]->set);
		put_number(json, "value", history[i]->value);
		json_field_text(json, "unit", history[i]->unit);
		json_object_end(json);
	}
	json_list_end(json);
}

static void put_defaults(Req *req, JsonOut *json, const GhgFactor *factor)
{
	FactorDefault *list;
	size_t count = factor_defaults(req->ghg, req->mem, factor, &list);
	json_key(json, "default_in");
	json_list_begin(json);
	for (size_t i = 0; i < count; i++) {
		json_object_begin(json);
		json_field_text(json, "method", list[i].method->code);
		json_field_date(json, "valid_from", list[i].method->valid_from);
		json_field_text(json, "category", list[i].category ? list[i].category->code : NULL);
		json_object_end(json);
	}
	json_list_end(json);
	int from, to;
	bool has_years = factor_default_years(req->ghg, factor, &from, &to);
	if (has_years) {
		json_key(json, "validity"); /* the years of activity it is the default for */
		json_object_begin(json);
		json_field_int(json, "from_year", from);
		if (to)
			json_field_int(json, "to_year", to);
		json_object_end(json);
	} else {
		json_field_null(json, "validity"); /* no rule by year */
	}
	if (has_years) {
		json_field_int(json, "default_from_year", from);
		if (to)
			json_field_int(json, "default_to_year", to);
	}
}

static void put_superseded(Req *req, JsonOut *json, const FactorAsked *asked)
{
	const EditionFactor *before = &asked->before;
	json_field_bool(json, "superseded", before->factor != NULL);
	if (!before->factor)
		return;
	json_field_text(json, "edition", before->digest);
	json_field_text(json, "edition_since", time_text(req->mem, before->since));
	json_field_text(json, "successor", asked->successor ? asked->successor->id : NULL);
}

static Buf factor_json(Req *req, const FactorAsked *asked)
{
	const GhgFactor *factor = asked->factor;
	Buf text = buf_in(req->mem, API_MAX_BYTES);
	JsonOut json = json_out(&text);
	json_object_begin(&json);
	put_factor(&json, factor);
	put_superseded(req, &json, asked);
	json_field_text(&json, "file", factor->file);
	put_text(&json, "file_sha256", factor->sha256);
	put_history(req, &json, factor);
	json_field_text(
	    &json, "uses", arena_printf(req->mem, "/api/v1%s/uses", factor_href(req->mem, factor->id)));
	put_defaults(req, &json, factor);
	json_object_end(&json);
	json_end(&json);
	return text;
}

/* The tables built in never change while the process lives, and neither does what is said of a row: the first
 * answers are kept. */
enum { KEPT_ANSWERS = 512, KEPT_ANSWER_BYTES = 16 * 1024 };

static struct {
	pthread_mutex_t lock;
	Arena *mem;
	struct {
		const GhgFactor *factor;
		const char *text;
		size_t len;
	} slots[KEPT_ANSWERS];
} kept = {.lock = PTHREAD_MUTEX_INITIALIZER};

static size_t slot_of(const GhgFactor *factor)
{
	return (uintptr_t)factor / sizeof *factor % KEPT_ANSWERS;
}

static const char *kept_answer(const GhgFactor *factor, size_t *len)
{
	pthread_mutex_lock(&kept.lock);
	bool is_kept = kept.slots[slot_of(factor)].factor == factor;
	const char *text = is_kept ? kept.slots[slot_of(factor)].text : NULL;
	*len = is_kept ? kept.slots[slot_of(factor)].len : 0;
	pthread_mutex_unlock(&kept.lock);
	return text;
}

/* A slot is filled once and then stays, so that no reader ever loses its bytes. */
static void keep_answer(const GhgFactor *factor, const Buf *text)
{
	if (text->overflow || text->len > KEPT_ANSWER_BYTES)
		return;
	pthread_mutex_lock(&kept.lock);
	if (!kept.slots[slot_of(factor)].factor) {
		if (!kept.mem)
			kept.mem = arena_open();
		kept.slots[slot_of(factor)].factor = factor;
		kept.slots[slot_of(factor)].text = arena_copy_n(kept.mem, buf_take(text), text->len);
		kept.slots[slot_of(factor)].len = text->len;
	}
	pthread_mutex_unlock(&kept.lock);
}

/* GET /api/v1/factors/{id} */
Err factor_api(Req *req)
{
	FactorAsked asked;
	Err err = factor_of_path(req, &asked);
	if (err)
		return err;
	size_t len = 0;
	/* other editions can leave the memory; what is said of a row in force alone never changes */
	bool is_kept = req->ghg == ghg_embedded() && !asked.before.factor;
	const char *known = is_kept ? kept_answer(asked.factor, &len) : NULL;
	if (known) {
		answer_public(req, API_AGE_S);
		return answer_bytes(req, 200, "application/json; charset=utf-8", known, len);
	}
	Buf text = factor_json(req, &asked);
	if (is_kept)
		keep_answer(asked.factor, &text);
	return answer_json(req, &text);
}

/* GET /api/v1/factors/{id}/uses: how many finished inventories rest on it, and what it held in the editions
 * that were in force. */
Err factor_uses_api(Req *req)
{
	FactorAsked asked;
	Err err = factor_of_path(req, &asked);
	if (err)
		return err;
	const GhgFactor *factor = asked.factor;
	int64_t used_by;
	EditionValue *values;
	size_t count;
	err = factor_uses_count(req->db, factor->id, &used_by);
	if (!err)
		err = edition_values(req->db, req->mem, factor->id, factor->file, &values, &count);
	if (err)
		return err;
	Buf text = buf_in(req->mem, API_MAX_BYTES);
	JsonOut json = json_out(&text);
	json_object_begin(&json);
	json_field_text(&json, "id", factor->id);
	json_field_int(&json, "used_by_count", used_by);
	json_key(&json, "editions");
	json_list_begin(&json);
	for (size_t i = 0; i < count; i++) {
		json_object_begin(&json);
		json_field_text(&json, "edition", values[i].digest);
		json_field_text(&json, "since", time_text(req->mem, values[i].since));
		json_field_text(&json, "value", *values[i].value ? values[i].value : NULL);
		json_field_text(&json, "unit", values[i].unit);
		json_object_end(&json);
	}
	json_list_end(&json);
	json_object_end(&json);
	json_end(&json);
	return answer_json(req, &text);
}
