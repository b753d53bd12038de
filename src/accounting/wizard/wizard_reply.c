/* Reading edits out of forms and answering field saves. See wizard_reply.h. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "wizard/wizard_reply.h"
#include "json/json.h"
#include "result/result.h"
#include "html/parts.h"

/* Browsers send line ends as CR LF; they are kept as LF. */
static const char *plain_lines(Arena *mem, const char *text)
{
	if (!strchr(text, '\r'))
		return text;
	char *copy = arena_copy(mem, text), *to = copy;
	for (const char *from = text; *from; from++)
		if (*from != '\r')
			*to++ = *from;
	*to = '\0';
	return copy;
}

size_t form_edits(Req *req, const char *const names[], size_t count, FieldEdit edits[])
{
	size_t made = 0;
	const char *seen = form_text(req, "seen");
	for (size_t i = 0; i < count; i++) {
		const char *choice = form_text(req, arena_printf(req->mem, "choice_%s", names[i]));
		if (str_eq(choice, "mine")) {
			const char *mine = form_text(req, arena_printf(req->mem, "mine_%s", names[i]));
			edits[made++] = (FieldEdit){names[i], plain_lines(req->mem, mine)};
			continue;
		}
		if (*choice || !form_has(req, names[i]))
			continue;
		const char *value = plain_lines(req->mem, form_text(req, names[i]));
		if (!*seen || field_was_edited(req->mem, seen, names[i], value))
			edits[made++] = (FieldEdit){names[i], value};
	}
	return made;
}

/* ---- the answer to one saved field ---- */

static int reply_status(const FieldReply *reply)
{
	if (reply->merge && reply->merge->conflict_count)
		return 409;
	return reply->merge && reply->merge->fault ? 422 : 200;
}

static const char *fault_text(Req *req, FieldFault fault)
{
	return fault == FIELD_TOO_LONG ? SAY(req, W_inventory_field_too_long)
				       : SAY(req, W_inventory_field_refused);
}

const char *fault_named(Req *req, const FieldMerge *merge, const char *(*label)(Req *req, const char *field))
{
	return SAY(req, W_inventory_field_named, "field", label(req, merge->fault_field), "problem",
	    fault_text(req, merge->fault));
}

static void put_conflicts(JsonOut *json, const FieldReply *reply)
{
	json_key(json, "conflicts");
	json_list_begin(json);
	for (size_t i = 0; reply->merge && i < reply->merge->conflict_count; i++) {
		const FieldConflict *conflict = &reply->merge->conflicts[i];
		json_object_begin(json);
		json_field_text(json, "name", conflict->field);
		json_field_text(json, "label", reply->label ? reply->label : conflict->field);
		json_field_text(json, "mine", conflict->yours);
		json_field_text(json, "theirs", conflict->theirs);
		json_field_text(json, "who", reply->who);
		json_object_end(json);
	}
	json_list_end(json);
}

Err answer_saved(Req *req, const FieldReply *reply)
{
	const char *problem = reply->problem;
	if (reply->merge && reply->merge->fault)
		problem = fault_text(req, reply->merge->fault);
	Buf text = buf_in(req->mem, 1024 * 1024);
	JsonOut json = json_out(&text);
	json_object_begin(&json);
	if (reply->version)
		json_field_int(&json, "version", reply->version);
	json_field_time(&json, "saved_at", now_ms());
	json_key(&json, "problems");
	json_object_begin(&json);
	json_field_text(&json, reply->name, problem);
	json_object_end(&json);
	put_conflicts(&json, reply);
	json_key(&json, "fragments");
	json_object_begin(&json);
	for (size_t i = 0; i < reply->fragment_count; i++)
		json_field_text(&json, reply->fragments[i].id, reply->fragments[i].html);
	json_object_end(&json);
	json_object_end(&json);
	json_end(&json);
	return answer_text(req, reply_status(reply), "application/json; charset=utf-8", &text);
}

/* ---- conflicts ---- */

const char *when_text(Arena *mem, int64_t ms)
{
	const int64_t china = ms + 8 * 3600 * INT64_C(1000);
	int64_t day = china / 86400000, second = china / 1000 % 86400;
	return arena_printf(mem, "%s %02d:%02d (UTC+8)", date_text(mem, date_of_days(day)),
	    (int)(second / 3600), (int)(second / 60 % 60));
}

const Conflict *conflict_of(Req *req, const FieldMerge *merge, const char *action, const char *who,
    int64_t when_ms, int64_t version, const char *(*label)(Req *req, const char *field))
{
	if (!merge->conflict_count)
		return NULL;
	ConflictField *fields = ARENA_ARRAY(req->mem, ConflictField, merge->conflict_count);
	for (size_t i = 0; i < merge->conflict_count; i++)
		fields[i] = (ConflictField){
		    .name = merge->conflicts[i].field,
		    .label = label(req, merge->conflicts[i].field),
		    .mine = merge->conflicts[i].yours,
		    .theirs = merge->conflicts[i].theirs,
		};
	Conflict *conflict = ARENA_NEW(req->mem, Conflict);
	*conflict = (Conflict){.action = action,
	    .who = *who ? who : NULL,
	    .when = when_text(req->mem, when_ms),
	    .version = version,
	    .fields = fields,
	    .count = merge->conflict_count};
	return conflict;
}

/* ---- labels ---- */

typedef struct LabelRow {
	const char *field;
	Word word;
} LabelRow;

static const char *label_among(Req *req, const LabelRow rows[], const char *field)
{
	for (; rows->field; rows++)
		if (str_eq(rows->field, field))
			return word_text(req->lang, rows->word);
	return field;
}

const char *info_label(Req *req, const char *field)
{
	static const LabelRow ROWS[] = {
	    {"start", W_inventory_list_start},
	    {"end", W_inventory_list_end},
	    {"method", W_inventory_method},
	    {"gwp_set", W_inventory_gwp},
	    {"approach", W_inventory_approach},
	    {"grid_choice", W_inventory_grid},
	    {"output", W_inventory_output},
	    {"output_unit", W_inventory_output_unit},
	    {"output_name", W_inventory_output_name},
	    {"revenue", W_inventory_revenue},
	    {"headcount", W_inventory_headcount},
	    {"coal_rate", W_inventory_coal_rate},
	    {"note", W_inventory_note},
	    {0},
	};
	return label_among(req, ROWS, field);
}

const char *line_label(Req *req, const char *field)
{
	static const LabelRow ROWS[] = {
	    {"category", W_inventory_line_category},
	    {"item", W_inventory_line_item},
	    {"facility", W_inventory_line_facility},
	    {"label", W_inventory_line_label},
	    {"amount", W_inventory_line_amount},
	    {"amount_unit", W_inventory_line_unit},
	    {"months", W_inventory_line_months},
	    {"factor", W_inventory_line_factor},
	    {"factor_unit", W_inventory_line_factor_unit},
	    {"factor_source", W_inventory_line_factor_source},
	    {"factor_choice", W_inventory_line_factor_choice},
	    {"alloc_total", W_inventory_line_alloc_total},
	    {"alloc_share", W_inventory_line_alloc_share},
	    {"alloc_basis", W_inventory_line_alloc_basis},
	    {"alloc_note", W_inventory_line_alloc_note},
	    {"note", W_inventory_note},
	    {0},
	};
	if (str_starts(field, "month_"))
		return SAY(req, W_inventory_line_month_n, "n", field + strlen("month_"));
	const char *month = strstr(field, "_month_");
	if (month)
		return SAY(req, W_inventory_line_measured_month_n, "n", month + strlen("_month_"));
	if (str_eq(field, "input_factor_valid_from"))
		return SAY(req, W_inventory_line_valid_from);
	if (str_eq(field, "input_factor_valid_to"))
		return SAY(req, W_inventory_line_valid_to);
	if (str_ends(field, "_uncertainty"))
		return SAY(req, W_inventory_line_uncertainty);
	return label_among(req, ROWS, field);
}

const char *renewable_label(Req *req, const char *field)
{
	static const LabelRow ROWS[] = {
	    {"amount", W_inventory_renewable_amount},
	    {"amount_unit", W_inventory_line_unit},
	    {"factor", W_inventory_renewable_factor},
	    {"certificate_prefix", W_inventory_renewable_prefix},
	    {"certificate_first", W_inventory_renewable_first},
	    {"certificate_last", W_inventory_renewable_last},
	    {"generation_year", W_inventory_renewable_year},
	    {"cancelled_on", W_inventory_renewable_cancelled},
	    {"note", W_inventory_note},
	    {0},
	};
	return label_among(req, ROWS, field);
}

/* ---- problems ---- */

const char *line_problem_text(
    Arena *mem, Lang lang, const Ghg *ghg, const GhgCategory *category, const LineProblem *problem)
{
	switch (problem->fault) {
	case LINE_FINE:
		break;
	case LINE_NOT_A_NUMBER:
		return say(mem, lang, W_inventory_problem_not_a_number, "given", problem->given, NULL);
	case LINE_TOO_LARGE:
		return say(mem, lang, W_inventory_problem_too_large, "given", problem->given, NULL);
	case LINE_AMBIGUOUS_COMMA:
		return say(mem, lang, W_inventory_problem_comma, "given", problem->given, NULL);
	case LINE_NEGATIVE:
		return say(mem, lang, W_inventory_problem_negative, "given", problem->given, NULL);
	case LINE_SHARE_OVER_100:
		return say(mem, lang, W_inventory_problem_share, "given", problem->given, NULL);
	case LINE_UNKNOWN_UNIT:
		return say(mem, lang, W_inventory_problem_unit, "given", problem->given, NULL);
	case LINE_NO_ITEM:
		return say(mem, lang, W_inventory_problem_no_item, NULL);
	case LINE_NO_AMOUNT:
		return say(mem, lang, W_inventory_problem_no_amount, NULL);
	case LINE_UNKNOWN_FACILITY:
		return say(mem, lang, W_inventory_problem_facility, NULL);
	case LINE_MONTHS_BEYOND:
		return say(mem, lang, W_inventory_problem_months_beyond, NULL);
	case LINE_MONTHS_NO_AMOUNT:
		return say(mem, lang, W_inventory_problem_months_no_amount, NULL);
	case LINE_BAD_UNCERTAINTY:
		return say(mem, lang, W_inventory_problem_uncertainty, "given", problem->given, NULL);
	case LINE_NOT_A_DAY:
		return say(mem, lang, W_inventory_period_not_a_day, "given", problem->given, NULL);
	case LINE_FACTOR_VALIDITY:
		return say(mem, lang, W_inventory_problem_factor_validity, "given", problem->given, NULL);
	case LINE_CORE:
		return ghg_problem_text(ghg, mem, problem->core, category, lang);
	}
	return "";
}

Err answer_pasted(Req *req, const char *location, const char *problem)
{
	Buf text = buf_in(req->mem, 64 * 1024);
	JsonOut json = json_out(&text);
	json_object_begin(&json);
	if (location)
		json_field_text(&json, "location", location);
	json_key(&json, "problems");
	json_object_begin(&json);
	if (problem)
		json_field_text(&json, "paste", problem);
	json_object_end(&json);
	json_object_end(&json);
	json_end(&json);
	return answer_text(req, problem ? 422 : 200, "application/json; charset=utf-8", &text);
}

const char *paste_stopped(Req *req, const LineSaved *saved)
{
	if (saved->merge.fault)
		return fault_text(req, saved->merge.fault);
	return SAY(req, W_inventory_paste_conflict, "who", saved->others.who, "theirs",
	    *saved->merge.conflicts[0].theirs ? saved->merge.conflicts[0].theirs : "-");
}
