/* `qingce calc`: the footprint of a product. Its components are lines like any other, in kg per declared
 * unit. */
#include "calc/calc_inner.h"

#include <math.h>

#include "base/str.h"
#include "ghg/footprint.h"

enum { COMPONENTS_MAX = 10000, CO_PRODUCTS_MAX = 100, STAGES_MAX = 40 };

typedef struct Component {
	CalcLine line;
	const char *stage;
	double given_kg; /* NaN = by its line */
	FootprintPart part;
} Component;

typedef struct Allocated {
	const char *id;
	CoProduct product;
	double share, kgco2e;
} Allocated;

struct CalcProduct {
	const char *declared_unit;
	double units; /* how many declared units the components are for */
	Component *components;
	size_t count;
	double uptake;
	Footprint footprint; /* per declared unit */
	Allocated *allocated;
	size_t allocated_count;
	Allocation rule;
	double price_ratio, to_allocate; /* kgCO2e; NaN = the footprint */
};

static const char *const QUALITIES[FOOTPRINT_DIMENSIONS] = {"technology", "geography", "time"};

static double share_of(Calc *calc, const Json *object, const char *key)
{
	double share = calc_quantity(calc, object, key, "1");
	if (!isnan(share) && !(share >= 0 && share <= 1))
		json_fault_at(
		    &calc->in, JSON_OUT_OF_RANGE, json_find(object, key), "a share such as \"36 %\"");
	return share;
}

static void read_quality(Calc *calc, const Json *object, double quality[FOOTPRINT_DIMENSIONS])
{
	static const char *const KNOWN[] = {"technology", "geography", "time", NULL};
	if (object)
		json_only_known(&calc->in, object, KNOWN);
	for (int d = 0; d < FOOTPRINT_DIMENSIONS; d++)
		quality[d] = json_find(object, QUALITIES[d])
				 ? json_get_real(&calc->in, object, QUALITIES[d], 1, 5)
				 : NAN;
}

static void read_component(Calc *calc, const Json *object, Component *out)
{
	static const char *const MORE[] = {"stage", "kind", "kgco2e", "primary_share", "quality", NULL};
	*out = (Component){.stage = json_get_text_or(&calc->in, object, "stage", CALC_TEXT_MAX, ""),
	    .given_kg = calc_quantity(calc, object, "kgco2e", "kgCO2e")};
	const char *kind = json_get_text_or(&calc->in, object, "kind", CALC_TEXT_MAX, "fossil");
	out->part.kind = footprint_kind_of(kind);
	out->part.primary_share = share_of(calc, object, "primary_share");
	read_quality(calc, json_find(object, "quality"), out->part.quality);
	if (out->part.kind == FOOTPRINT_KINDS)
		json_fault_at(&calc->in, JSON_OUT_OF_RANGE, json_find(object, "kind"),
		    "\"fossil\", \"biogenic\", \"land_use\" or \"removal\"");
	if (json_find(object, "derive"))
		json_fault_at(&calc->in, JSON_UNKNOWN, json_find(object, "derive"), "");
	calc_line_read(calc, object, MORE, "s3.1", &out->line);
}

/* The co-products that share what the components, or a total, come to. */
static void read_allocation(Calc *calc, const Json *object, CalcProduct *out)
{
	static const char *const KNOWN[] = {"total", "products", "physical", "rule", "note", NULL};
	static const char *const OF_PRODUCT[] = {"id", "quantity", "mass", "price", "note", NULL};
	json_only_known(&calc->in, object, KNOWN);
	out->to_allocate = calc_quantity(calc, object, "total", "kgCO2e");
	const Json *list = json_get_list(&calc->in, object, "products", CO_PRODUCTS_MAX);
	const char *rule = json_get_text_or(&calc->in, object, "rule", CALC_TEXT_MAX, "auto");
	bool is_physical = json_get_bool_or(&calc->in, object, "physical", true);
	if (calc->in.fault)
		return;
	out->allocated = ARENA_ARRAY(calc->mem, Allocated, list->count + 1);
	CoProduct *products = ARENA_ARRAY(calc->mem, CoProduct, list->count + 1);
	double *shares = ARENA_ARRAY(calc->mem, double, list->count + 1);
	for (const Json *item = list->first; item && !calc->in.fault; item = item->next) {
		json_only_known(&calc->in, item, OF_PRODUCT);
		double quantity = json_get_real_or(&calc->in, item, "quantity", 0, 1e15, 1);
		products[out->allocated_count] = (CoProduct){quantity,
		    quantity * calc_quantity(calc, item, "mass", "kg"),
		    json_get_real_or(&calc->in, item, "price", 0, 1e15, NAN)};
		out->allocated[out->allocated_count++].id = json_get_text_or(
		    &calc->in, item, "id", CALC_TEXT_MAX, "");
	}
	size_t count = out->allocated_count;
	out->rule = str_eq(rule, "mass")       ? ALLOCATION_MASS
		    : str_eq(rule, "economic") ? ALLOCATION_ECONOMIC
					       : allocation_rule(products, count, is_physical);
	out->price_ratio = allocation_price_ratio(products, count);
	if (!allocation_shares(out->rule, products, count, shares))
		json_fault_at(&calc->in, JSON_OUT_OF_RANGE, list,
		    "the mass of every product, or its price where value is the key");
	for (size_t i = 0; i < count; i++) {
		out->allocated[i].product = products[i];
		out->allocated[i].share = shares[i];
	}
}

/* -44/12 of the biogenic carbon, and uptake stated as such, whichever sign it was written with. */
static double read_uptake(Calc *calc, const Json *object)
{
	double carbon = calc_quantity(calc, object, "biogenic_carbon", "kgC");
	double stated = calc_quantity(calc, object, "uptake", "kgCO2e");
	return footprint_uptake(isnan(carbon) ? 0 : carbon) - (isnan(stated) ? 0 : fabs(stated));
}

CalcProduct *calc_product_read(Calc *calc, const Json *object)
{
	static const char *const KNOWN[] = {"name", "declared_unit", "units", "components", "biogenic_carbon",
	    "uptake", "allocation", "note", NULL};
	CalcProduct *out = ARENA_NEW(calc->mem, CalcProduct);
	json_only_known(&calc->in, object, KNOWN);
	*out = (CalcProduct){
	    .declared_unit = json_get_text_or(&calc->in, object, "declared_unit", CALC_TEXT_MAX, ""),
	    .units = json_get_real_or(&calc->in, object, "units", 1e-12, 1e15, 1),
	    .uptake = read_uptake(calc, object),
	    .to_allocate = NAN,
	};
	const Json *list = json_find(object, "components")
			       ? json_get_list(&calc->in, object, "components", COMPONENTS_MAX)
			       : NULL;
	out->components = ARENA_ARRAY(calc->mem, Component, (list ? list->count : 0) + 1);
	for (const Json *item = list ? list->first : NULL; item && !calc->in.fault; item = item->next)
		read_component(calc, item, &out->components[out->count++]);
	if (json_find(object, "allocation") && !calc->in.fault)
		read_allocation(calc, json_find(object, "allocation"), out);
	return out;
}

void calc_product_compute(Calc *calc, CalcProduct *product)
{
	FootprintPart *parts = ARENA_ARRAY(calc->mem, FootprintPart, product->count + 1);
	for (size_t i = 0; i < product->count; i++) {
		Component *component = &product->components[i];
		double kg = component->given_kg;
		if (isnan(kg)) {
			calc_line_compute(calc, &component->line);
			kg = component->line.result.tco2e * 1000;
		}
		bool is_taken = component->part.kind == FOOTPRINT_REMOVAL && kg > 0;
		component->part.kgco2e = (is_taken ? -kg : kg) / product->units;
		parts[i] = component->part;
	}
	product->footprint = footprint_of(parts, product->count, product->uptake);
	double all = isnan(product->to_allocate) ? product->footprint.excluding_uptake * product->units
						 : product->to_allocate;
	for (size_t i = 0; i < product->allocated_count; i++)
		product->allocated[i].kgco2e = product->allocated[i].share * all;
}

size_t calc_product_unknown(const CalcProduct *product)
{
	return product ? product->footprint.unknown : 0;
}

static void put_component(
    JsonOut *json, const Calc *calc, const Component *component, const Footprint *footprint)
{
	json_object_begin(json);
	json_field_text(json, "id", component->line.id);
	json_field_text(json, "stage", component->stage);
	json_field_text(json, "kind", footprint_kind_key(component->part.kind));
	calc_put_real(json, "kgco2e", component->part.kgco2e);
	calc_put_real(json, "share", component->part.kgco2e / footprint->excluding_uptake);
	if (isnan(component->given_kg))
		calc_put_problems(json, calc, &component->line.result);
	json_object_end(json);
}

/* Stages in the order in which they first occur. */
static void put_stages(JsonOut *json, const CalcProduct *product)
{
	const char *names[STAGES_MAX];
	size_t count = 0;
	for (size_t i = 0; i < product->count; i++) {
		size_t at = 0;
		while (at < count && !str_eq(names[at], product->components[i].stage))
			at++;
		if (at == count && count < STAGES_MAX)
			names[count++] = product->components[i].stage;
	}
	json_key(json, "stages");
	json_list_begin(json);
	for (size_t s = 0; s < count; s++) {
		GhgSum sum = {0};
		for (size_t i = 0; i < product->count; i++)
			if (str_eq(product->components[i].stage, names[s]))
				ghg_sum_add(&sum, product->components[i].part.kgco2e);
		json_object_begin(json);
		json_field_text(json, "stage", names[s]);
		calc_put_real(json, "kgco2e", ghg_sum_value(&sum));
		calc_put_real(json, "share", ghg_sum_value(&sum) / product->footprint.excluding_uptake);
		json_object_end(json);
	}
	json_list_end(json);
}

static void put_quality(JsonOut *json, const Footprint *footprint)
{
	double sum = 0;
	json_key(json, "quality");
	json_object_begin(json);
	for (int d = 0; d < FOOTPRINT_DIMENSIONS; d++) {
		calc_put_real(json, QUALITIES[d], footprint->quality[d]);
		sum += footprint->quality[d];
	}
	calc_put_real(json, "mean", sum / FOOTPRINT_DIMENSIONS);
	json_object_end(json);
}

static void put_allocation(JsonOut *json, const CalcProduct *product)
{
	json_key(json, "allocation");
	json_object_begin(json);
	json_field_text(json, "rule", product->rule == ALLOCATION_MASS ? "mass" : "economic");
	calc_put_real(json, "price_ratio", product->price_ratio);
	json_key(json, "products");
	json_list_begin(json);
	for (size_t i = 0; i < product->allocated_count; i++) {
		const Allocated *one = &product->allocated[i];
		json_object_begin(json);
		json_field_text(json, "id", one->id);
		calc_put_real(json, "share", one->share);
		calc_put_real(json, "kgco2e", one->kgco2e);
		calc_put_real(json, "tco2e", one->kgco2e / 1000);
		calc_put_real(json, "kgco2e_each", one->kgco2e / one->product.quantity);
		calc_put_real(json, "kgco2e_per_kg", one->kgco2e / one->product.mass);
		json_object_end(json);
	}
	json_list_end(json);
	json_object_end(json);
}

void calc_put_product(JsonOut *json, Calc *calc, const CalcProduct *product)
{
	const Footprint *footprint = &product->footprint;
	json_key(json, "product");
	json_object_begin(json);
	json_field_text(json, "declared_unit", product->declared_unit);
	calc_put_real(json, "excluding_uptake_kgco2e", footprint->excluding_uptake);
	calc_put_real(json, "uptake_kgco2e", footprint->uptake);
	calc_put_real(json, "including_uptake_kgco2e", footprint->including_uptake);
	json_key(json, "kinds");
	json_object_begin(json);
	for (int k = 0; k < FOOTPRINT_KINDS; k++)
		calc_put_real(json, footprint_kind_key((FootprintKind)k), footprint->by_kind[k]);
	json_object_end(json);
	calc_put_real(json, "primary_share", footprint->primary_share);
	put_quality(json, footprint);
	put_stages(json, product);
	json_key(json, "components");
	json_list_begin(json);
	for (size_t i = 0; i < product->count; i++)
		put_component(json, calc, &product->components[i], footprint);
	json_list_end(json);
	if (product->allocated_count)
		put_allocation(json, product);
	json_object_end(json);
}
