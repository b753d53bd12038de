/* Pages on which evidence is uploaded, tied to what it proves, and taken away again. */

#include "account/account.h"
#include "base/str.h"
#include "blob/blob.h"
#include "calculator/calculator.po.h"
#include "calculator/calculator_evidence.h"
#include "calculator/calculator_evidence.html.h"
#include "calculator/calculator_evidence_view.h"
#include "calculator/calculator_line_view.h"
#include "doc/sniff.h"
#include "energy/energy.h"
#include "evidence/evidence.po.h"
#include "evidence/evidence_rules.h"
#include "evidence/evidence_store.h"
#include "evidence/evidence_view.h"
#include "http/app.h"
#include "inventory/inventory_change.h"
#include "json/json.h"
#include "show/amount.h"
#include "show/links.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- views ---- */

static const Word KIND_WORDS[] = {W_calculator_kind_invoice, W_calculator_kind_ledger,
    W_calculator_kind_meter, W_calculator_kind_report, W_calculator_kind_contract,
    W_calculator_kind_laboratory, W_calculator_kind_statement, W_calculator_kind_other};

static const KindOption *kind_options(Arena *mem, const char *chosen, size_t *count)
{
	size_t n = sizeof KIND_WORDS / sizeof *KIND_WORDS;
	KindOption *options = ARENA_ARRAY(mem, KindOption, n);
	for (size_t i = 0; i < n; i++)
		options[i] = (KindOption){
		    EVIDENCE_KINDS[i], KIND_WORDS[i], str_eq(EVIDENCE_KINDS[i], chosen)};
	*count = n;
	return options;
}

static const MonthBox *month_boxes(Arena *mem, const Inventory *inventory, int64_t mask)
{
	MonthBox *boxes = ARENA_ARRAY(mem, MonthBox, (size_t)inventory->month_count);
	for (int i = 0; i < inventory->month_count; i++)
		boxes[i] = (MonthBox){
		    .value = arena_printf(mem, "%d", i),
		    .text = evidence_month_text(mem, inventory->start, i),
		    .is_checked = (mask >> i & 1) != 0,
		};
	return boxes;
}

static const char *size_text(Arena *mem, int64_t bytes)
{
	return bytes < 1024 * 1024 ? arena_printf(mem, "%.0f KB", ceil((double)bytes / 1024))
				   : arena_printf(mem, "%.1f MB", (double)bytes / (1024 * 1024));
}

static const char *covers_text(Req *req, const Inventory *inventory, int64_t mask)
{
	if (mask == 0)
		return word_text(req->lang, W_calculator_all_months);
	if (evidence_proven(mask, inventory->month_count) == 0)
		return word_text(req->lang, W_calculator_no_months);
	return months_text(req->mem, (Months)mask, inventory->start);
}

static const char *kind_text(Req *req, const char *kind)
{
	for (size_t i = 0; EVIDENCE_KINDS[i]; i++)
		if (str_eq(EVIDENCE_KINDS[i], kind))
			return word_text(req->lang, KIND_WORDS[i]);
	return kind;
}

/* What is saved of a link where it differs from what was sent. */
static const TheirField *theirs_of(
    Req *req, const Inventory *inventory, const EvidenceLink *saved, const EvidenceLink *sent, size_t *count)
{
	const struct {
		Word label;
		const char *theirs, *mine;
	} PAIRS[] = {
	    {W_calculator_kind, kind_text(req, saved->kind), kind_text(req, sent->kind)},
	    {W_calculator_months, covers_text(req, inventory, saved->months),
		covers_text(req, inventory, sent->months)},
	    {W_calculator_document_amount, saved->document_amount_text, sent->document_amount_text},
	    {W_calculator_document_unit, saved->document_unit, sent->document_unit},
	    {W_calculator_note, saved->note, sent->note},
	};
	enum { PAIR_COUNT = sizeof PAIRS / sizeof *PAIRS };
	TheirField *theirs = ARENA_ARRAY(req->mem, TheirField, PAIR_COUNT);
	*count = 0;
	for (size_t i = 0; i < PAIR_COUNT; i++)
		if (!str_eq(PAIRS[i].theirs, PAIRS[i].mine))
			theirs[(*count)++] = (TheirField){
			    word_text(req->lang, PAIRS[i].label), *PAIRS[i].theirs ? PAIRS[i].theirs : "-"};
	return theirs;
}

/* Shows in the form of a link what was sent, with the version in force: saving again decides for it. */
static void show_sent(Req *req, const Inventory *inventory, const EvidenceLink *sent, LinkView *view)
{
	EvidenceLink *shown = ARENA_NEW(req->mem, EvidenceLink);
	view->theirs = theirs_of(req, inventory, view->link, sent, &view->their_count);
	*shown = *sent;
	shown->version = view->link->version;
	view->link = shown;
	view->months = month_boxes(req->mem, inventory, sent->months);
	view->kinds = kind_options(req->mem, sent->kind, &view->kind_count);
}

static LinkView *link_views(Req *req, const Inventory *inventory, const EvidenceLink *links, size_t count)
{
	LinkView *views = ARENA_ARRAY(req->mem, LinkView, count + 1);
	for (size_t i = 0; i < count; i++) {
		LinkView *view = &views[i];
		*view = (LinkView){
		    .link = &links[i],
		    .size_text = size_text(req->mem, links[i].bytes),
		    .file_href = arena_printf(req->mem, "/me/evidence/%lld", (long long)links[i].file_id),
		    .action = arena_printf(req->mem, "/me/calculator/enterprise/%lld/evidence-links/%lld",
			(long long)inventory->id, (long long)links[i].id),
		    .months = month_boxes(req->mem, inventory, links[i].months),
		    .month_count = (size_t)inventory->month_count,
		    .covers = covers_text(req, inventory, links[i].months),
		};
		view->kinds = kind_options(req->mem, links[i].kind, &view->kind_count);
	}
	return views;
}

size_t evidence_slice(const EvidenceLink *links, size_t count, const char *target, int64_t target_id,
    const EvidenceLink **first)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(links[middle].target, target);
		if (order < 0 || (order == 0 && links[middle].target_id < target_id))
			low = middle + 1;
		else
			high = middle;
	}
	size_t end = low;
	while (end < count && links[end].target_id == target_id && strcmp(links[end].target, target) == 0)
		end++;
	*first = links + low;
	return end - low;
}

/* ---- the page of one target ---- */

typedef struct Target {
	const char *kind;
	int64_t id;
	Inventory inventory;
	InventoryFrame frame;
	bool is_energy_side; /* of the different-file rule */
} Target;

static Err target_of(Req *req, const char *kind, int64_t id, Target *out)
{
	out->kind = kind;
	out->id = id;
	if (!evidence_target_is_known(kind))
		return ERR_NOT_FOUND;
	InventoryStep step = str_eq(out->kind, "energy") || str_eq(out->kind, "b205") ? STEP_ENERGY
			     : str_eq(out->kind, "renewable")			      ? STEP_RENEWABLES
			     : str_eq(out->kind, "verification")		      ? STEP_RESULT
										      : STEP_SCOPE12;
	Err err = inventory_frame(req, step, &out->frame);
	if (err)
		return err;
	out->inventory = *out->frame.inventory;
	out->is_energy_side = step == STEP_ENERGY;
	return evidence_target_exists(req->db, req->who.org_id, out->inventory.id, out->kind, out->id);
}

static Err target_of_path(Req *req, Target *out)
{
	return target_of(req, path_text(req, "target"), path_id(req, "target_id"), out);
}

/* What the reader calls the target; for a line also its amount, to compare with the documents. */
static Err subject_of(Req *req, const Target *target, const char **subject, LineResult *line)
{
	*line = (LineResult){.amount = NAN};
	if (str_eq(target->kind, "b205") || str_eq(target->kind, "verification")) {
		*subject = word_text(req->lang, str_eq(target->kind, "b205")
						    ? W_calculator_subject_b205
						    : W_calculator_subject_verification);
		return OK;
	}
	if (str_eq(target->kind, "renewable")) {
		*subject = word_text(req->lang, W_calculator_subject_renewable);
		return OK;
	}
	if (str_eq(target->kind, "energy")) {
		EnergyRow *rows;
		size_t count;
		Err err = energy_rows_of(
		    req->db, req->mem, req->who.org_id, target->inventory.id, &rows, &count);
		if (err)
			return err;
		*subject = "";
		for (size_t i = 0; i < count; i++)
			if (rows[i].id == target->id)
				*subject = SAY(req, W_calculator_subject_energy, "energy",
				    energy_name(target->inventory.ghg, &target->inventory, rows[i].energy,
					req->lang));
		return OK;
	}
	ActivityLine *activity = ARENA_NEW(req->mem, ActivityLine);
	Err err = activity_line_of(
	    req->db, req->mem, req->who.org_id, target->inventory.id, target->id, activity);
	if (err)
		return err;
	*line = line_compute(
	    target->inventory.ghg, req->mem, &target->inventory, NULL, 0, activity, req->lang);
	*subject = line->title;
	return OK;
}

/* The sum of what the documents show, in the unit of the line; NaN when a unit differs in kind or none is
 * given. */
static double documents_sum(const EvidenceLink *links, size_t count, const char *unit)
{
	double sum = 0;
	size_t known = 0;
	Unit wanted;
	if (!unit_parse(unit, &wanted))
		return NAN;
	for (size_t i = 0; i < count; i++) {
		double amount;
		Unit given;
		if (number_parse(links[i].document_amount_text, &amount) != NUMBER_OK)
			continue;
		const char *as = str_is_empty(links[i].document_unit) ? unit : links[i].document_unit;
		if (!unit_parse(as, &given) || !unit_convert(amount, given, wanted, &amount))
			return NAN;
		sum += amount;
		known++;
	}
	return known ? sum : NAN;
}

/* `sent`: a link that somebody else changed meanwhile, as it was typed; NULL. */
static Err show_evidence_page(Req *req, int status, const Target *target, const char *const *problems,
    size_t problem_count, const EvidenceLink *sent)
{
	EvidenceLink *links;
	size_t link_count;
	Err err = evidence_of_target(
	    req->db, req->mem, req->who.org_id, target->kind, target->id, &links, &link_count);
	if (err)
		return err;
	const char *subject;
	LineResult line;
	err = subject_of(req, target, &subject, &line);
	if (err)
		return err;
	EvidenceFile *files;
	size_t file_count;
	err = evidence_files_page(req->db, req->mem, req->who.org_id, 0, 100, &files, &file_count);
	if (err)
		return err;
	FileOption *library = ARENA_ARRAY(req->mem, FileOption, file_count + 1);
	for (size_t i = 0; i < file_count; i++)
		library[i] = (FileOption){files[i].id, files[i].name,
		    date_text(req->mem, date_of_days(files[i].uploaded_at / 86400000))};

	const Inventory *inventory = &target->inventory;
	LinkView *views = link_views(req, inventory, links, link_count);
	for (size_t i = 0; sent && i < link_count; i++)
		if (links[i].id == sent->id)
			show_sent(req, inventory, sent, &views[i]);
	bool is_line = line.line != NULL;
	double documents = is_line ? documents_sum(links, link_count, line.line->amount_unit) : NAN;
	bool has_documents = is_line && !isnan(documents);
	EvidencePageView view = {
	    .frame = target->frame,
	    .subject = subject,
	    .rule = word_text(req->lang, target->is_energy_side ? W_calculator_rule_energy
					 : is_line		? W_calculator_rule_line
								: W_calculator_rule_other),
	    .action = arena_printf(req->mem, "/me/calculator/enterprise/%lld/evidence/%s/%lld",
		(long long)inventory->id, target->kind, (long long)target->id),
	    .back_href = is_line ? line_href(req->mem, inventory->id, target->id, NULL)
				 : inventory_href(req->mem, inventory->id,
				       target->is_energy_side		   ? "energy"
				       : str_eq(target->kind, "renewable") ? "renewables"
									   : "plan"),
	    .cell = {.inventory_id = inventory->id,
		.target = target->kind,
		.target_id = target->id,
		.links = links,
		.link_count = link_count,
		.month_count = inventory->month_count,
		.first_month = inventory->first_month,
		.months_needed = is_line ? line.line->months : 0,
		.can_edit = false},
	    .links = views,
	    .link_count = link_count,
	    .months = month_boxes(req->mem, inventory, 0),
	    .month_count = (size_t)inventory->month_count,
	    .library = library,
	    .library_count = file_count,
	    .problems = problems,
	    .problem_count = problem_count,
	    .extensions = sniff_evidence_extensions(),
	    .amount_text = is_line && !isnan(line.amount)
			       ? arena_printf(req->mem, "%s %s", number_text(req->mem, line.amount, 2),
				     unit_label(req->mem, req->lang, line.line->amount_unit))
			       : "",
	    .documents_text = has_documents
				  ? arena_printf(req->mem, "%s %s", number_text(req->mem, documents, 2),
					unit_label(req->mem, req->lang, line.line->amount_unit))
				  : "",
	    .amounts_differ = has_documents &&
			      fabs(documents - line.amount) > 0.05 * fmax(documents, line.amount),
	    .is_verification = str_eq(target->kind, "verification"),
	};
	view.kinds = kind_options(req->mem, view.is_verification ? "statement" : "invoice", &view.kind_count);
	Page page = inventory_page(req, &target->frame, W_calculator_title);
	page.sub = subject;
	page.script = "upload.js";
	return show_page(req, status, &page, html_evidence_page, &view);
}

/* GET …/evidence/{target}/{target_id}: the files that prove one line, row or record. */
Err evidence_show(Req *req)
{
	Target target;
	Err err = target_of_path(req, &target);
	if (err)
		return err;
	return show_evidence_page(req, 200, &target, NULL, 0, NULL);
}

/* ---- what may be typed ---- */

/* Numbers, units and names are short, words are longer; nothing of what was typed is cut in silence. */
Err evidence_fields_fit(Req *req)
{
	static const char *const notes[] = {"note", "explanation", "none_reason", "value", NULL};
	const char *name, *value;
	for (size_t i = 0; form_field(req, i, &name, &value); i++) {
		bool is_note = str_starts(name, "e_"); /* explanations of form B205-1 */
		for (size_t k = 0; notes[k] && !is_note; k++)
			is_note = str_eq(name, notes[k]);
		size_t most = is_note ? EVIDENCE_NOTE_MAX : EVIDENCE_TEXT_MAX;
		size_t chars = str_chars(str_trim(req->mem, value));
		if (chars > most)
			return fail_shown(req, ERR_INPUT,
			    SAY(req, W_calculator_field_too_long, "most", arena_printf(req->mem, "%zu", most),
				"n", arena_printf(req->mem, "%zu", chars)));
	}
	return OK;
}

/* ---- upload ---- */

static int64_t months_of_form(Req *req, int month_count)
{
	int64_t months = 0;
	for (size_t i = 0; i < form_count(req, "months"); i++) {
		int64_t index;
		if (str_to_int(form_text_at(req, "months", i), &index) && index >= 0 && index < month_count)
			months |= INT64_C(1) << index;
	}
	/* Every month ticked says the same as none: the whole period. */
	return months == evidence_all_months(month_count) ? 0 : months;
}

static EvidenceLink link_of_form(Req *req, const Target *target, const char *file_name)
{
	int month_count = target->inventory.month_count;
	int64_t months = months_of_form(req, month_count);
	if (months == 0 && file_name && form_count(req, "months") == 0)
		months = evidence_months_of_name(file_name, target->inventory.start, month_count);
	const char *kind = form_text(req, "kind");
	return (EvidenceLink){
	    .target = target->kind,
	    .target_id = target->id,
	    .kind = evidence_kind_is_known(kind) ? kind : "invoice",
	    .months = months,
	    .document_amount_text = str_trim(req->mem, form_text(req, "document_amount")),
	    .document_unit = str_trim(req->mem, form_text(req, "document_unit")),
	    .note = str_trim(req->mem, form_text(req, "note")),
	};
}

/* The sentence that refuses bytes which the other side of the energy check uses already; NULL when none does.
 */
static Err clash_of(
    Req *req, const Target *target, const char *sha256, const char *file_name, const char **problem)
{
	*problem = NULL;
	bool is_line = str_eq(target->kind, "line");
	if (!is_line && !target->is_energy_side)
		return OK;
	EvidenceLink other;
	bool found;
	Err err = evidence_same_bytes(
	    req->db, req->mem, req->who.org_id, target->inventory.id, sha256, is_line, &other, &found);
	if (err || !found)
		return err;
	Target there = {.kind = other.target, .id = other.target_id, .inventory = target->inventory};
	const char *subject;
	LineResult line;
	err = subject_of(req, &there, &subject, &line);
	if (err)
		return err;
	*problem = SAY(
	    req, W_calculator_problem_same_file, "file", file_name, "other", subject, "name", other.name);
	return OK;
}

static Err store_link(
    Req *req, const Target *target, const EvidenceFile *file, int64_t file_id, const EvidenceLink *link)
{
	OpenChange change;
	Err err = inventory_change_begin(scope_of(req), target->inventory.id, &change);
	if (err)
		return err;
	if (!err && file_id == 0)
		err = evidence_file_add(change.by, file, &file_id);
	if (!err)
		err = evidence_link_add(&change, file_id, link);
	return inventory_change_end(&change, err);
}

/* What the store refused, in words; other errors are handed back. Another request may have taken the bytes
 * for the other side since we looked. */
static Err refusal_of(Req *req, const Target *target, const EvidenceFile *file, Err err, const char **problem)
{
	if (err == ERR_TOO_LARGE) {
		*problem = SAY(req, W_calculator_problem_too_many, "file", file->name, "most",
		    arena_printf(req->mem, "%d", EVIDENCE_FILES_A_TARGET));
		return OK;
	}
	if (err != ERR_CONFLICT)
		return err;
	Err looked = clash_of(req, target, file->sha256, file->name, problem);
	return looked || *problem ? looked : err;
}

/* Where the bytes of an upload lie: among the blobs already, when this request is run once more after a
 * serialisation failure. */
static const char *bytes_of(Req *req, const Upload *upload)
{
	if (access(upload->path, F_OK) == 0 || !blob_exists(req->app->blobs, upload->sha256))
		return upload->path;
	return blob_path(req->app->blobs, req->mem, upload->sha256);
}

/* One uploaded file: what it is, whether it may prove this, into the blob store, then the rows. */
static Err keep_upload(Req *req, const Target *target, const Upload *upload, const char **problem)
{
	*problem = NULL;
	if (upload->size > EVIDENCE_FILE_MAX_BYTES) {
		*problem = SAY(req, W_calculator_problem_too_large, "file", upload->name, "limit", "50 MB");
		return OK;
	}
	const char *path = bytes_of(req, upload);
	Sniffed sniffed;
	Err err = sniff_file(req->mem, path, upload->name, &sniffed);
	if (err)
		return fail(req, err, "cannot tell the type of an upload");
	if (!sniffed.is_evidence) {
		*problem = SAY(req, W_calculator_problem_type, "file", upload->name);
		return OK;
	}
	err = clash_of(req, target, upload->sha256, upload->name, problem);
	if (err || *problem)
		return err;
	if (path == upload->path)
		err = blob_put_file(req->app->blobs, path, upload->sha256, upload->size);
	if (err)
		return fail(req, err, "cannot keep the bytes of an upload");
	EvidenceFile file = {.sha256 = upload->sha256,
	    .name = upload->name,
	    .media_type = sniffed.media_type,
	    .bytes = upload->size};
	EvidenceLink link = link_of_form(req, target, upload->name);
	return refusal_of(req, target, &file, store_link(req, target, &file, 0, &link), problem);
}

/* A file that is in the organisation's library already. */
static Err attach_from_library(Req *req, const Target *target, int64_t file_id, const char **problem)
{
	EvidenceFile file;
	Err err = evidence_file_of_org(req->db, req->mem, req->who.org_id, file_id, &file);
	if (err)
		return err;
	err = clash_of(req, target, file.sha256, file.name, problem);
	if (err || *problem)
		return err;
	EvidenceLink link = link_of_form(req, target, file.name);
	return refusal_of(req, target, &file, store_link(req, target, &file, file_id, &link), problem);
}

/* For upload.js, which sends one file at a time: where to go on, or why the file was refused. */
static Err answer_upload(Req *req, const Target *target, const char *const *problems, size_t problem_count)
{
	Buf text = buf_in(req->mem, 64 * 1024);
	JsonOut json = json_out(&text);
	json_object_begin(&json);
	json_field_text(&json, "location",
	    link_to(req, "/me/calculator/enterprise/%lld/evidence/%s/%lld", (long long)target->inventory.id,
		target->kind, (long long)target->id));
	json_key(&json, "problems");
	json_object_begin(&json);
	if (problem_count > 0)
		json_field_text(&json, "file", problems[0]);
	json_object_end(&json);
	json_object_end(&json);
	json_end(&json);
	return answer_text(req, problem_count > 0 ? 422 : 200, "application/json; charset=utf-8", &text);
}

/* A person sends so many forms with files in an hour. */
static Err count_upload(Req *req)
{
	enum { UPLOADS_AN_HOUR = 1000, HOUR_MS = 60 * 60 * 1000 };
	Rate rate = {"upload_user", UPLOADS_AN_HOUR, HOUR_MS,
	    arena_printf(req->mem, "%lld", (long long)req->who.user_id)};
	int64_t retry_after_s;
	Err err = rate_count(req->db, req->mem, &rate, 1, &retry_after_s);
	if (err || !retry_after_s)
		return err;
	answer_header(req, "Retry-After", arena_printf(req->mem, "%lld", (long long)retry_after_s));
	return fail_shown(req, ERR_RATE, word_text(req->lang, W_calculator_problem_rate));
}

/* POST …/evidence/{target}/{target_id}: several new files (field `file`), or one of the library (`file_id`).
 * Files that are fine are kept even when another of the same form is refused. */
Err evidence_upload(Req *req)
{
	Target target;
	Err err = target_of_path(req, &target);
	if (err)
		return err;
	if (!inventory_is_open(&target.inventory))
		return fail_shown(req, ERR_CONFLICT, word_text(req->lang, W_evidence_problem_closed));
	err = evidence_fields_fit(req);
	if (!err)
		err = count_upload(req);
	if (err)
		return err;

	size_t count = upload_count(req);
	const char **problems = ARENA_ARRAY(req->mem, const char *, count + 2);
	size_t problem_count = 0, kept = 0;
	int64_t file_id = 0;
	bool from_library = str_to_int(form_text(req, "file_id"), &file_id) && file_id > 0;
	if (from_library) {
		err = attach_from_library(req, &target, file_id, &problems[problem_count]);
		if (err)
			return err;
		problems[problem_count] ? problem_count++ : kept++;
	}
	for (size_t i = 0; i < count; i++) {
		const Upload *upload = upload_at(req, i);
		if (upload->size == 0 && str_is_empty(upload->name))
			continue;
		err = keep_upload(req, &target, upload, &problems[problem_count]);
		if (err)
			return err;
		problems[problem_count] ? problem_count++ : kept++;
	}
	if (kept == 0 && problem_count == 0)
		problems[problem_count++] = word_text(req->lang, W_calculator_problem_no_file);
	if (req->wants_json)
		return answer_upload(req, &target, problems, problem_count);
	if (problem_count > 0)
		return show_evidence_page(req, 422, &target, problems, problem_count, NULL);
	flash(req, SAY(req, W_calculator_kept, "n", arena_printf(req->mem, "%zu", kept)));
	return see_other(req, "/me/calculator/enterprise/%lld/evidence/%s/%lld",
	    (long long)target.inventory.id, target.kind, (long long)target.id);
}

/* ---- one link ---- */

static Err link_of_path(Req *req, Inventory *inventory, EvidenceLink *link)
{
	Err err = inventory_of_org(req->db, req->mem, req->who.org_id, path_id(req, "id"), inventory);
	if (err)
		return err;
	int64_t inventory_id = 0;
	err = evidence_link_of_org(
	    req->db, req->mem, req->who.org_id, path_id(req, "link"), link, &inventory_id);
	if (err)
		return err;
	if (inventory_id != inventory->id)
		return ERR_NOT_FOUND;
	if (!inventory_is_open(inventory))
		return fail_shown(req, ERR_CONFLICT, word_text(req->lang, W_evidence_problem_closed));
	return OK;
}

static Err back_to_target(Req *req, const Inventory *inventory, const EvidenceLink *link)
{
	return see_other(req, "/me/calculator/enterprise/%lld/evidence/%s/%lld", (long long)inventory->id,
	    link->target, (long long)link->target_id);
}

/* The link as the form has it, at the version that the form showed. */
static EvidenceLink link_sent(Req *req, const Inventory *inventory, const EvidenceLink *saved)
{
	EvidenceLink sent = *saved;
	const char *kind = form_text(req, "kind");
	sent.kind = evidence_kind_is_known(kind) ? kind : saved->kind;
	sent.months = months_of_form(req, inventory->month_count);
	if (saved->months == EVIDENCE_MONTHS_OUTSIDE && form_count(req, "months") == 0)
		sent.months = saved->months;
	sent.document_amount_text = str_trim(req->mem, form_text(req, "document_amount"));
	sent.document_unit = str_trim(req->mem, form_text(req, "document_unit"));
	sent.note = str_trim(req->mem, form_text(req, "note"));
	sent.version = 0;
	str_to_int(form_text(req, "version"), &sent.version);
	return sent;
}

static bool is_same_link(const EvidenceLink *a, const EvidenceLink *b)
{
	return str_eq(a->kind, b->kind) && a->months == b->months &&
	       str_eq(a->document_amount_text, b->document_amount_text) &&
	       str_eq(a->document_unit, b->document_unit) && str_eq(a->note, b->note);
}

/* Saves the link unless it stands so already: the form may have been sent twice. */
static Err save_link(Req *req, const Inventory *inventory, const EvidenceLink *sent)
{
	OpenChange change;
	Err err = inventory_change_begin(scope_of(req), inventory->id, &change);
	if (err)
		return err;
	EvidenceLink stands;
	int64_t inventory_id;
	if (!err)
		err = evidence_link_of_org(
		    req->db, req->mem, req->who.org_id, sent->id, &stands, &inventory_id);
	if (!err && !is_same_link(&stands, sent))
		err = evidence_link_update(&change, sent);
	return inventory_change_end(&change, err);
}

/* POST …/evidence-links/{link}: kind, months, amount on the document, note. When somebody else changed the
 * link meanwhile, the page is shown with what was typed and what is saved. */
Err evidence_link_edit(Req *req)
{
	Inventory inventory;
	EvidenceLink link;
	Err err = link_of_path(req, &inventory, &link);
	if (!err)
		err = evidence_fields_fit(req);
	if (err)
		return err;
	EvidenceLink sent = link_sent(req, &inventory, &link);
	err = save_link(req, &inventory, &sent);
	if (err == ERR_CONFLICT) {
		Target target;
		err = target_of(req, link.target, link.target_id, &target);
		return err ? err : show_evidence_page(req, 409, &target, NULL, 0, &sent);
	}
	if (err)
		return err;
	flash(req, word_text(req->lang, W_evidence_saved));
	return back_to_target(req, &inventory, &link);
}

/* POST …/evidence-links/{link}/remove: the file stays in the library. */
Err evidence_link_take_away(Req *req)
{
	Inventory inventory;
	EvidenceLink link;
	Err err = link_of_path(req, &inventory, &link);
	if (err)
		return err;
	OpenChange change;
	err = inventory_change_begin(scope_of(req), inventory.id, &change);
	if (!err)
		err = inventory_change_end(&change, evidence_link_remove(&change, &link));
	if (err)
		return err;
	flash(req, SAY(req, W_calculator_removed, "file", link.name));
	return back_to_target(req, &inventory, &link);
}

/* ---- the library ---- */

/* GET /me/evidence: every file of the organisation, newest first. */
Err evidence_library(Req *req)
{
	enum { PAGE_FILES = 50 };
	EvidenceFile *files;
	size_t count;
	Err err = evidence_files_page(
	    req->db, req->mem, req->who.org_id, query_int(req, "before", 0), PAGE_FILES + 1, &files, &count);
	if (err)
		return err;
	bool has_more = count > PAGE_FILES;
	size_t shown = has_more ? PAGE_FILES : count;
	EvidenceLink *links = ARENA_ARRAY(req->mem, EvidenceLink, shown + 1);
	LinkView *views = ARENA_ARRAY(req->mem, LinkView, shown + 1);
	for (size_t i = 0; i < shown; i++) {
		links[i] = (EvidenceLink){
		    .name = files[i].name, .sha256 = files[i].sha256, .media_type = files[i].media_type};
		views[i] = (LinkView){
		    .link = &links[i],
		    .size_text = size_text(req->mem, files[i].bytes),
		    .file_href = arena_printf(req->mem, "/me/evidence/%lld", (long long)files[i].id),
		    .covers = date_text(req->mem, date_of_days(files[i].uploaded_at / 86400000)),
		};
	}
	LibraryView view = {
	    .files = views,
	    .file_count = shown,
	    .next_href = has_more ? arena_printf(
					req->mem, "/me/evidence?before=%lld", (long long)files[shown - 1].id)
				  : NULL,
	};
	Page page = {.title = word_text(req->lang, W_calculator_library_title),
	    .sub = word_text(req->lang, W_calculator_library_sub),
	    .section = "me"};
	return show_page(req, 200, &page, html_evidence_library, &view);
}

/* GET /me/evidence/{file}: the bytes; pictures and PDF are shown in the browser, the rest is saved. */
Err evidence_download(Req *req)
{
	EvidenceFile file;
	Err err = evidence_file_of_org(req->db, req->mem, req->who.org_id, path_id(req, "file"), &file);
	if (err)
		return err;
	const char *path = blob_path(req->app->blobs, req->mem, file.sha256);
	if (!path || !blob_exists(req->app->blobs, file.sha256))
		return fail(req, ERR_INTERNAL, "evidence bytes are missing: %s", file.sha256);
	bool is_shown = str_starts(file.media_type, "image/") || str_eq(file.media_type, "application/pdf");
	return answer_file(req, path, file.media_type, is_shown ? NULL : file.name, false);
}
