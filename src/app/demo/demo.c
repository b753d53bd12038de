/* Loads the demo: people, organisations, inventories, and for each document a real PDF that says it is
 * fictitious. */
#include "demo/demo.h"

#include "account/account.h"
#include "account/demo_users.h"
#include "admin/admin_store.h"
#include "base/date.h"
#include "base/log.h"
#include "base/rand.h"
#include "base/str.h"
#include "baseyear/baseyear_rules.h"
#include "baseyear/baseyear_store.h"
#include "blob/blob.h"
#include "media/media_store.h"
#include "demo/demo_data.h"
#include "doc/pdf.h"
#include "evidence/evidence_store.h"
#include "factors/factors.h"
#include "inventory/inventory_store.h"
#include "organisation/organisation.h"
#include "energy/energy_store.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { PDF_MAX_BYTES = 4 * 1024 * 1024 };

typedef struct Loader {
	const App *app;
	Db *db;
	Arena *mem;
	const DemoOrganisation *plan;
	int64_t org_id;
	int64_t user_id;
	Facility facilities[DEMO_FACILITIES];
} Loader;

/* In the name of the owner of the organisation that is being made. */
static Scope scope(const Loader *l)
{
	return (Scope){l->db, l->mem, l->org_id, l->user_id, ""};
}

/* ---- people ---- */

static Err find_user(Loader *l, const char *email, int64_t *id)
{
	User user;
	const char *hash;
	Err err = account_by_login(l->db, l->mem, email, NULL, &user, &hash);
	*id = err ? 0 : user.id;
	return err;
}

static Err make_users(Loader *l)
{
	const char *hash = account_hash_password(l->mem, DEMO_PASSWORD);
	int64_t admin = 0, reviewer = 0;
	for (size_t i = 0; i < DEMO_USER_COUNT; i++) {
		const DemoUser *user = &DEMO_USERS[i];
		bool is_admin = str_starts(user->email, "admin@");
		int64_t id;
		Err err = account_create(scope(l),
		    &(NewUser){.name = user->zh,
			.email = user->email,
			.password_hash = hash,
			.lang = ZH,
			.is_admin = is_admin},
		    &id);
		if (err)
			return err;
		if (is_admin)
			admin = id;
		if (str_starts(user->email, "reviewer@"))
			reviewer = id;
	}
	return account_set_flag(scope_as(scope(l), admin), reviewer, FLAG_REVIEWER, true);
}

/* ---- evidence ---- */

static int64_t months_of(const DemoDocument *document)
{
	int64_t months = 0;
	for (int month = document->from; month >= 1 && month <= document->to; month++)
		months |= INT64_C(1) << (month - 1);
	return months;
}

/* A page that names the document, its figures and that it is fictitious; distinct for each document. */
static Err draw_document(Loader *l, const DemoInventory *inventory, const DemoDocument *document, Buf *out)
{
	Pdf *pdf = pdf_open(l->mem,
	    &(PdfAbout){.title = document->name, .language = "zh-CN", .header = "演示文件 · 非真实单据"});
	pdf_title(pdf, document->name, l->plan->zh);
	PdfPair pairs[] = {
	    {"企业", l->plan->zh},
	    {"周期", arena_printf(l->mem, "%s ~ %s", inventory->start, inventory->end)},
	    {"月份",
		document->from ? arena_printf(l->mem, "%d–%d 月", document->from, document->to) : "整个周期"},
	    {"数量", *document->amount ? arena_printf(l->mem, "%s %s", document->amount, document->unit)
				       : "见明细"},
	};
	pdf_pairs(pdf, pairs, sizeof pairs / sizeof *pairs);
	pdf_note(pdf, "本文件由演示程序生成，仅用于说明证明文件如何关联到活动数据。");
	return pdf_write(pdf, out);
}

static Err keep_bytes(Loader *l, const Buf *bytes, const char *sha256)
{
	const char *path = arena_printf(
	    l->mem, "%s/demo-%lld", blob_temp_dir(l->app->blobs), (long long)id_new());
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return ERR_INTERNAL;
	bool is_whole = write(fd, buf_take(bytes), bytes->len) == (ssize_t)bytes->len;
	if (close(fd) != 0 || !is_whole)
		return ERR_INTERNAL;
	return blob_put_file(l->app->blobs, path, sha256, (int64_t)bytes->len);
}

static Err attach(Loader *l, int64_t inventory_id, const DemoInventory *inventory, const char *target,
    int64_t target_id, const DemoDocument *document)
{
	Buf bytes = buf_in(l->mem, PDF_MAX_BYTES);
	Err err = draw_document(l, inventory, document, &bytes);
	if (err)
		return err;
	EvidenceFile file = {.sha256 = sha256_hex(l->mem, buf_take(&bytes), bytes.len),
	    .name = document->name,
	    .media_type = "application/pdf",
	    .bytes = (int64_t)bytes.len,
	    .pages = 1};
	err = keep_bytes(l, &bytes, file.sha256);
	if (err)
		return err;
	EvidenceLink link = {.target = target,
	    .target_id = target_id,
	    .kind = document->kind,
	    .months = months_of(document),
	    .document_amount_text = document->amount,
	    .document_unit = document->unit,
	    .note = ""};
	int64_t file_id = 0;
	OpenChange change;
	err = inventory_change_begin(scope(l), inventory_id, &change);
	if (err)
		return err;
	err = evidence_file_add(change.by, &file, &file_id);
	if (!err)
		err = evidence_link_add(&change, file_id, &link);
	return inventory_change_end(&change, err);
}

/* ---- one inventory ---- */

static Err make_line(Loader *l, int64_t inventory_id, const DemoInventory *inventory, const DemoLine *plan)
{
	ActivityLine line = line_blank(id_new(), inventory_id, plan->category);
	line.facility_id = l->facilities[plan->facility].id;
	for (size_t i = 0; i < DEMO_FIELDS && plan->fields[i].name; i++)
		if (field_set(l->mem, &LINE_FORM, &line, plan->fields[i].name, plan->fields[i].value) !=
		    FIELD_SET)
			return ERR_INTERNAL;
	int64_t id = line.id;
	OpenChange change;
	Err err = inventory_change_begin(scope(l), inventory_id, &change);
	if (!err)
		err = inventory_change_end(&change, line_insert(&change, &line));
	for (size_t i = 0; !err && i < DEMO_DOCUMENTS && plan->documents[i].name; i++)
		err = attach(l, inventory_id, inventory, "line", id, &plan->documents[i]);
	return err;
}

static Err make_screening(Loader *l, int64_t inventory_id, const DemoScreening *plan)
{
	const Scope3Screening screening = {.category = plan->category,
	    .status = plan->status,
	    .reason = plan->reason,
	    .criteria = plan->criteria,
	    .derives = plan->derives};
	OpenChange change;
	Err err = inventory_change_begin(scope(l), inventory_id, &change);
	return err ? err : inventory_change_end(&change, scope3_screening_save(&change, &screening));
}

static Err make_media(Loader *l, int64_t inventory_id, const DemoInventory *plan)
{
	OpenChange change;
	Err err = inventory_change_begin(scope(l), inventory_id, &change);
	if (err)
		return err;
	for (size_t i = 0; !err && i < DEMO_MEDIA && plan->media[i].medium; i++) {
		const DemoMedium *medium = &plan->media[i];
		err = medium_insert(&change, &(MediumRow){.id = id_new(),
						 .medium = medium->medium,
						 .origin = medium->origin,
						 .amount_text = medium->amount,
						 .amount_unit = medium->unit,
						 .note = medium->note});
	}
	return inventory_change_end(&change, err);
}

static Err make_check(Loader *l, int64_t inventory_id, const DemoInventory *plan)
{
	if (!*plan->check_source)
		return OK;
	OpenChange change;
	Err err = inventory_change_begin(scope(l), inventory_id, &change);
	if (err)
		return err;
	err = energy_check_save(&change, &(EnergyCheck){.source = plan->check_source, .none_reason = ""});
	int64_t rows[DEMO_CHECKS];
	size_t count = 0;
	for (; !err && count < DEMO_CHECKS && plan->checks[count].energy; count++) {
		const DemoCheck *check = &plan->checks[count];
		err = energy_row_add(&change,
		    &(EnergyRow){.energy = check->energy,
			.amount_text = check->amount,
			.amount_unit = check->unit,
			.explanation = check->explanation},
		    &rows[count]);
	}
	err = inventory_change_end(&change, err);
	for (size_t i = 0; !err && i < count; i++)
		err = attach(l, inventory_id, plan, "energy", rows[i], &plan->checks[i].document);
	return err;
}

/* As the button does: locked, and its factors noted. */
static Err finish(Loader *l, int64_t inventory_id)
{
	Inventory inventory;
	Err err = inventory_set_status(scope(l), inventory_id, INVENTORY_OPEN, INVENTORY_DONE);
	if (!err)
		err = inventory_of_org(l->db, l->mem, l->org_id, inventory_id, &inventory);
	return err ? err : factor_uses_keep(l->db, l->mem, &inventory);
}

static Err make_inventory(Loader *l, const DemoInventory *plan, int64_t *id)
{
	Inventory inventory = {.id = id_new(),
	    .org_id = l->org_id,
	    .start_text = plan->start,
	    .end_text = plan->end,
	    .method = plan->method,
	    .gwp_set = "",
	    .approach = "operational",
	    .grid_choice = "nation",
	    .output_text = "",
	    .output_unit = "",
	    .output_name = "",
	    .revenue_text = "",
	    .headcount_text = "",
	    .coal_rate_text = "",
	    .note = ""};
	const GhgMethod *method = ghg_method(ghg_embedded(), plan->method, (Date){2025, 1, 1});
	inventory.gwp_set = method ? method->gwp_set : "SAR";
	for (size_t i = 0; i < DEMO_FIELDS && plan->fields[i].name; i++)
		if (field_set(l->mem, &INVENTORY_FORM, &inventory, plan->fields[i].name,
			plan->fields[i].value) != FIELD_SET)
			return ERR_INTERNAL;
	int64_t facilities[DEMO_FACILITIES];
	size_t facility_count = 0;
	for (; facility_count < DEMO_FACILITIES && l->facilities[facility_count].id; facility_count++)
		facilities[facility_count] = l->facilities[facility_count].id;
	Err err = inventory_insert(scope(l), &inventory, facilities, facility_count);
	for (size_t i = 0; !err && i < DEMO_LINES && plan->lines[i].category; i++)
		err = make_line(l, inventory.id, plan, &plan->lines[i]);
	for (size_t i = 0; !err && i < DEMO_SCREENINGS && plan->screenings[i].category; i++)
		err = make_screening(l, inventory.id, &plan->screenings[i]);
	if (!err)
		err = make_media(l, inventory.id, plan);
	if (!err)
		err = make_check(l, inventory.id, plan);
	if (!err && plan->is_done)
		err = finish(l, inventory.id);
	*id = inventory.id;
	return err;
}

/* ---- the base year ---- */

static Err make_base_changes(Loader *l, const DemoBaseYear *plan, int is_taken_in)
{
	Err err = OK;
	for (size_t i = 0; !err && i < DEMO_BASE_CHANGES && plan->changes[i].kind; i++) {
		const DemoBaseChange *change = &plan->changes[i];
		if (change->is_taken_in != is_taken_in)
			continue;
		BaseEntry entry = {.id = id_new(),
		    .series = 1,
		    .kind = change->kind,
		    .occurred_on = change->on,
		    .title = change->title,
		    .amounts = {change->scope1, change->scope2, "", ""},
		    .explanation = change->explanation};
		err = base_entry_add(scope(l), &entry);
	}
	return err;
}

static Err make_base_year(Loader *l, const DemoBaseYear *plan, int64_t inventory_id)
{
	BaseYear year = {.series = 1,
	    .kind = "fixed",
	    .source = "inventory",
	    .inventories = arena_printf(l->mem, "%lld", (long long)inventory_id),
	    .year_text = "",
	    .amounts = {"", "", "", ""},
	    .reason = plan->reason,
	    .threshold_text = plan->threshold,
	    .scopes = "12",
	    .policy = ""};
	BaseState state;
	Err err = base_year_save(scope(l), &year);
	if (!err)
		err = make_base_changes(l, plan, 1);
	if (!err)
		err = base_state_of(l->db, l->mem, l->org_id, &state);
	if (err)
		return err;
	BaseRecalculation made = base_recalculate(l->mem, &state, plan->why);
	err = base_recalculation_add(scope(l), 1, &made);
	return err ? err : make_base_changes(l, plan, 0);
}

/* ---- one organisation ---- */

static Err make_organisation(Loader *l, const DemoOrganisation *plan)
{
	int64_t inventories[DEMO_INVENTORIES] = {0};
	l->plan = plan;
	Err err = find_user(l, plan->owner, &l->user_id);
	if (err)
		return err;
	err = organisation_create(scope(l),
	    &(Organisation){.name_zh = plan->zh,
		.name_en = plan->en,
		.uscc = uscc_make(l->mem, plan->uscc17),
		.industry = plan->industry,
		.province = plan->province,
		.city = plan->city,
		.address = plan->address,
		.is_demo = true},
	    &l->org_id);
	for (size_t i = 0; !err && i < DEMO_FACILITIES; i++) {
		l->facilities[i] = (Facility){0};
		if (!plan->facilities[i].zh)
			continue;
		l->facilities[i] = (Facility){.org_id = l->org_id,
		    .name_zh = plan->facilities[i].zh,
		    .name_en = plan->facilities[i].en,
		    .province = plan->facilities[i].province,
		    .city = plan->facilities[i].city,
		    .address = ""};
		err = facility_create(scope(l), &l->facilities[i], &l->facilities[i].id);
	}
	for (size_t i = 0; !err && i < DEMO_MEMBERS && plan->preparers[i]; i++) {
		int64_t member;
		err = find_user(l, plan->preparers[i], &member);
		if (!err)
			err = organisation_add_member(scope(l), member, "preparer");
	}
	for (size_t i = 0; !err && i < DEMO_INVENTORIES && plan->inventories[i].start; i++)
		err = make_inventory(l, &plan->inventories[i], &inventories[i]);
	if (!err && plan->base_year.reason)
		err = make_base_year(l, &plan->base_year, inventories[0]);
	return err;
}

/* The administrator of the demo has a printed password: among real people the demo has no place. */
static Err expect_empty(Loader *l)
{
	AdminCounts counts;
	Err err = admin_counts(l->db, now_ms(), &counts);
	if (err || counts.users == 0)
		return err;
	log_event(LOG_ERROR, "demo_refused", "why", "the store has people already", NULL);
	return ERR_CONFLICT;
}

static Err load_all(Loader *l)
{
	Err err = expect_empty(l);
	if (!err)
		err = make_users(l);
	for (size_t i = 0; !err && i < DEMO_ORGANISATION_COUNT; i++)
		err = make_organisation(l, &DEMO_ORGANISATIONS[i]);
	if (!err)
		log_event(LOG_INFO, "demo_loaded", NULL);
	return err;
}

Err demo_load(const App *app, Db *db)
{
	Arena *mem = arena_open();
	Loader loader = {.app = app, .db = db, .mem = mem};
	int64_t first_user;
	Err err = find_user(&loader, DEMO_USERS[0].email, &first_user);
	if (err == ERR_NOT_FOUND)
		err = load_all(&loader);
	arena_close(mem);
	return err;
}
