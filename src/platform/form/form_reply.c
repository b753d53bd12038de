/* The answers that autosave.js and sheet.js read. */
#include "form/form_page.h"

#include "base/str.h"
#include "form/form.po.h"
#include "json/json.h"

const char *field_fault_text(Req *req, FieldFault fault)
{
	return fault == FIELD_TOO_LONG ? SAY(req, W_form_too_long) : SAY(req, W_form_refused);
}

const char *field_fault_named(Req *req, const FormTable *form, FieldFault fault, const char *name)
{
	return SAY(req, W_form_named, "field", field_label(req->mem, req->lang, form, name), "problem",
	    field_fault_text(req, fault));
}

static int reply_status(const FieldReply *reply)
{
	if (reply->merge && reply->merge->conflict_count)
		return 409;
	return reply->merge && reply->merge->fault ? 422 : 200;
}

static void put_problems(Req *req, JsonOut *json, const FieldReply *reply)
{
	bool is_refused = reply->merge && reply->merge->fault;
	json_key(json, "problems");
	json_object_begin(json);
	json_field_text(
	    json, reply->name, is_refused ? field_fault_text(req, reply->merge->fault) : reply->problem);
	json_object_end(json);
}

static void put_conflicts(Req *req, JsonOut *json, const FieldReply *reply)
{
	const FieldMerge *merge = reply->merge;
	json_key(json, "conflicts");
	json_list_begin(json);
	for (size_t i = 0; merge && i < merge->conflict_count; i++) {
		const FieldConflict *conflict = &merge->conflicts[i];
		json_object_begin(json);
		json_field_text(json, "name", conflict->field);
		json_field_text(
		    json, "label", field_label(req->mem, req->lang, reply->form, conflict->field));
		json_field_text(json, "mine", conflict->yours);
		json_field_text(json, "theirs", conflict->theirs);
		json_field_text(json, "who", merge->others.who);
		json_object_end(json);
	}
	json_list_end(json);
}

static void put_fragments(JsonOut *json, const FieldReply *reply)
{
	json_key(json, "fragments");
	json_object_begin(json);
	for (size_t i = 0; i < reply->fragment_count; i++)
		json_field_text(json, reply->fragments[i].id, reply->fragments[i].html);
	json_object_end(json);
}

Err answer_saved(Req *req, const FieldReply *reply)
{
	Buf text = buf_in(req->mem, 1024 * 1024);
	JsonOut json = json_out(&text);
	json_object_begin(&json);
	if (reply->version)
		json_field_int(&json, "version", reply->version);
	json_field_time(&json, "saved_at", now_ms());
	put_problems(req, &json, reply);
	put_conflicts(req, &json, reply);
	put_fragments(&json, reply);
	json_object_end(&json);
	json_end(&json);
	return answer_text(req, reply_status(reply), "application/json; charset=utf-8", &text);
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

const char *paste_stopped(Req *req, const FieldMerge *merge)
{
	if (merge->fault)
		return field_fault_text(req, merge->fault);
	const char *theirs = merge->conflicts[0].theirs;
	return SAY(req, W_form_paste_conflict, "who", merge->others.who, "theirs", *theirs ? theirs : "-");
}
