/* The fields of an inventory and of a renewable record, and what may be chosen. See inventory_rules.h. */
#include <stddef.h>

#include "inventory/inventory_store.h"

#include "inventory/inventory.po.h"

static const FieldChoice APPROACHES[] = {
    {"operational", W_inventory_approach_operational, W_inventory_approach_operational_hint},
    {"financial", W_inventory_approach_financial, W_inventory_approach_financial_hint},
    {"equity", W_inventory_approach_equity, W_inventory_approach_equity_hint},
    {0},
};

static const FieldChoice GRID_CHOICES[] = {
    {"nation", W_inventory_grid_nation, W_inventory_grid_nation_hint},
    {"region", W_inventory_grid_region, W_inventory_grid_region_hint},
    {"province", W_inventory_grid_province, W_inventory_grid_province_hint},
    {0},
};

const FieldChoice RENEWABLE_KINDS[] = {
    {"own_used", W_inventory_renewable_own_used, W_NONE},
    {"own_sold", W_inventory_renewable_own_sold, W_NONE},
    {"contract", W_inventory_renewable_contract, W_NONE},
    {"certificate", W_inventory_renewable_certificate, W_NONE},
    {0},
};

const FieldChoice SCREENING_STATUSES[] = {
    {"estimated", W_inventory_screening_estimated, W_NONE},
    {"not_relevant", W_inventory_screening_not_relevant, W_NONE},
    {"not_estimated", W_inventory_screening_not_estimated, W_NONE},
    {0},
};

static const Field INVENTORY_TABLE[INFO_FIELDS] = {
    [INFO_START] = {"start", offsetof(Inventory, start_text), FIELD_DAY, .max = 40,
	.label = W_inventory_list_start},
    [INFO_END] = {"end", offsetof(Inventory, end_text), FIELD_DAY, .max = 40, .label = W_inventory_list_end},
    [INFO_METHOD] = {"method", offsetof(Inventory, method), FIELD_CHOICE, .max = 20,
	.label = W_inventory_method, .hint = W_inventory_method_hint},
    [INFO_GWP_SET] = {"gwp_set", offsetof(Inventory, gwp_set), FIELD_CHOICE, .max = 20,
	.label = W_inventory_gwp, .hint = W_inventory_gwp_hint},
    [INFO_APPROACH] = {"approach", offsetof(Inventory, approach), FIELD_CHOICE, .max = 20,
	.choices = APPROACHES, .label = W_inventory_approach, .hint = W_inventory_approach_hint},
    [INFO_GRID_CHOICE] = {"grid_choice", offsetof(Inventory, grid_choice), FIELD_CHOICE, .max = 20,
	.choices = GRID_CHOICES, .label = W_inventory_grid, .hint = W_inventory_grid_hint},
    [INFO_OUTPUT] = {"output", offsetof(Inventory, output_text), FIELD_NUMBER, .label = W_inventory_output,
	.hint = W_inventory_output_hint, .is_optional = true, .is_short = true},
    [INFO_OUTPUT_UNIT] = {"output_unit", offsetof(Inventory, output_unit), FIELD_TEXT, .max = 40,
	.label = W_inventory_output_unit, .hint = W_inventory_output_unit_hint, .is_optional = true,
	.is_short = true},
    [INFO_OUTPUT_NAME] = {"output_name", offsetof(Inventory, output_name), FIELD_TEXT,
	.label = W_inventory_output_name, .hint = W_inventory_output_name_hint, .is_optional = true},
    [INFO_REVENUE] = {"revenue", offsetof(Inventory, revenue_text), FIELD_NUMBER,
	.label = W_inventory_revenue, .hint = W_inventory_revenue_hint,
	.unit_word = W_inventory_unit_wan_yuan, .is_optional = true, .is_short = true},
    [INFO_HEADCOUNT] = {"headcount", offsetof(Inventory, headcount_text), FIELD_NUMBER,
	.label = W_inventory_headcount, .hint = W_inventory_headcount_hint,
	.unit_word = W_inventory_unit_people, .is_optional = true, .is_short = true},
    [INFO_COAL_RATE] = {"coal_rate", offsetof(Inventory, coal_rate_text), FIELD_NUMBER,
	.label = W_inventory_coal_rate, .hint = W_inventory_coal_rate_hint, .unit = "kgce/kWh",
	.is_optional = true, .is_short = true},
    [INFO_NOTE] = {"note", offsetof(Inventory, note), FIELD_AREA, .max = INVENTORY_NOTE_MAX,
	.label = W_inventory_note, .hint = W_inventory_info_note_hint, .is_optional = true},
};
const FormTable INVENTORY_FORM = {FORM_TABLE(INVENTORY_TABLE)};

static const Field RENEWABLE_TABLE[RENEWABLE_FIELDS] = {
    [RENEWABLE_KIND] = {"kind", offsetof(RenewableRecord, kind), FIELD_CHOICE, .max = 20,
	.choices = RENEWABLE_KINDS},
    [RENEWABLE_AMOUNT] = {"amount", offsetof(RenewableRecord, amount_text), FIELD_NUMBER,
	.label = W_inventory_renewable_amount, .is_short = true},
    [RENEWABLE_UNIT] = {"amount_unit", offsetof(RenewableRecord, amount_unit), FIELD_CHOICE, .max = 20,
	.label = W_inventory_line_unit, .is_short = true},
    [RENEWABLE_FACTOR] = {"factor", offsetof(RenewableRecord, factor_text), FIELD_NUMBER,
	.label = W_inventory_renewable_factor, .hint = W_inventory_renewable_factor_hint, .unit = "kgCO₂/kWh",
	.is_optional = true, .is_short = true},
    [RENEWABLE_PREFIX] = {"certificate_prefix", offsetof(RenewableRecord, certificate_prefix), FIELD_TEXT,
	.max = 60, .label = W_inventory_renewable_prefix, .placeholder = "GEC-2025-", .is_short = true},
    [RENEWABLE_FIRST] = {"certificate_first", offsetof(RenewableRecord, certificate_first_text), FIELD_WHOLE,
	.max = 40, .label = W_inventory_renewable_first, .is_short = true},
    [RENEWABLE_LAST] = {"certificate_last", offsetof(RenewableRecord, certificate_last_text), FIELD_WHOLE,
	.max = 40, .label = W_inventory_renewable_last, .is_short = true},
    [RENEWABLE_YEAR] = {"generation_year", offsetof(RenewableRecord, generation_year), FIELD_WHOLE, .max = 20,
	.label = W_inventory_renewable_year, .is_short = true},
    [RENEWABLE_CANCELLED] = {"cancelled_on", offsetof(RenewableRecord, cancelled_on), FIELD_TEXT, .max = 40,
	.label = W_inventory_renewable_cancelled, .placeholder = "2025-12-31", .is_short = true},
    [RENEWABLE_NOTE] = {"note", offsetof(RenewableRecord, note), FIELD_TEXT, .max = INVENTORY_NOTE_MAX,
	.label = W_inventory_note, .is_optional = true, .is_short = true},
};
const FormTable RENEWABLE_FORM = {FORM_TABLE(RENEWABLE_TABLE)};
