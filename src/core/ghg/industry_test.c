/* The industry guides: every category with a small line computed by hand from the printed factors, every row
 * of data/factors/industries_cn.csv behind a category, and the properties every category of every edition
 * has. Runs from the root of the source tree. */
#include "ghg/core.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define GIVEN_MAX 8

/* ---- by hand ---- */

typedef struct Case {
	const char *method;
	int year;
	const char *category, *item;
	GhgGiven given[GIVEN_MAX];
	double tco2e; /* as the formula of the guide reads, with the printed factors */
	const char *
	    source; /* the row the figure comes from, which the result must name; NULL = given values alone */
} Case;

#define V(name, value, unit)                                                                                 \
	{                                                                                                    \
		name, value, unit, "by hand"                                                                 \
	}
#define C_TO_CO2 (44.0 / 12)

/* SAR: CH4 21, N2O 310, SF6 23900, CF4 6500, C2F6 9200, C3F8 7000, c-C4F8 8700, HFC-23 11700, HFC-134a 1300
 */
static const Case CASES[] = {
    {"01", 2020, "desulphurisation", "CaCO3", {V("amount", 100, "t")}, 100 * 0.9 * 0.44 * 1,
	"01.desulphurisation.content"},
    {"01", 2025, "coal", NULL, {V("amount", 100, "t"), V("ncv", 20, "GJ/t")},
	100 * 20 * 0.03085 * 0.99 * C_TO_CO2, "01.combustion.cc_coal_unmeasured"},
    {"01", 2025, "coal", NULL, {V("amount", 100, "t"), V("content", 0.55, "tC/t")},
	100 * 0.55 * 0.99 * C_TO_CO2, "01.combustion.of_coal_ets"},
    {"02", 2025, "sf6", NULL, {V("amount", 50, "kg"), V("recovered", 45, "kg")}, 0.005 * 23900, NULL},
    {"02", 2025, "line_loss", NULL,
	{V("amount", 1000, "MWh"), V("import", 200, "MWh"), V("export", 100, "MWh"), V("sold", 1040, "MWh")},
	60 * 0.5306, "nation.CN.2023.average"},
    {"03", 2020, "flux", "limestone", {V("amount", 1000, "t")}, 1000 * 0.44, "03.process.limestone"},
    {"03", 2020, "flux", "dolomite", {V("amount", 1000, "t")}, 1000 * 0.471, "03.process.dolomite"},
    {"03", 2020, "flux", "OTHER", {V("amount", 1000, "t"), V("factor", 0.3, "tCO2/t")}, 1000 * 0.3, NULL},
    {"03", 2020, "electrode", NULL, {V("amount", 10, "t")}, 10 * 3.663, "03.process.electrode"},
    {"03", 2020, "carbon_materials", "pig_iron", {V("amount", 100, "t")}, 100 * 0.172, "03.process.pig_iron"},
    {"03", 2020, "carbon_materials", "fecr", {V("amount", 100, "t")}, 100 * 0.275, "03.process.fecr"},
    {"03", 2020, "fixed_carbon", "crude_steel", {V("amount", 1, "万t")}, -10000 * 0.0154,
	"03.fixed_carbon.crude_steel"},
    {"03", 2024, "flux", "limestone", {V("amount", 1000, "t")}, 1000 * 0.44, "03.process.limestone"},
    {"03", 2024, "electrode", NULL, {V("amount", 10, "t")}, 10 * 3.663, "03.process.electrode"},
    {"03", 2024, "carbon_materials", "hc_fecr", {V("amount", 100, "t")}, 100 * 0.348,
	"03.process_mee2024.hc_fecr"},
    {"03", 2024, "fixed_carbon", "crude_steel", {V("amount", 1, "万t")}, -10000 * 0.037,
	"03.fixed_carbon_mee2024.crude_steel"},
    {"03", 2024, "fixed_carbon", "benzol", {V("amount", 10, "t")}, -10 * 3.382,
	"03.fixed_carbon_mee2024.benzol"},
    {"04", 2025, "raw_carbon", "ANTHRACITE", {V("amount", 100, "t")}, 100 * 24.515 * 0.02749 * C_TO_CO2,
	"NDRC-other-industry-2015.ANTHRACITE"},
    {"04", 2025, "raw_carbon", "NATURAL_GAS", {V("amount", 1, "万Nm3")}, 389.31 * 0.0153 * C_TO_CO2,
	"NDRC-other-industry-2015.NATURAL_GAS"},
    {"04", 2025, "raw_carbon", "ethylene", {V("amount", 100, "t")}, 100 * 0.856 * C_TO_CO2,
	"04.carbon_content.ethylene"},
    {"04", 2025, "raw_carbon", "OTHER", {V("amount", 100, "t"), V("carbon", 0.4, "tC/t")},
	100 * 0.4 * C_TO_CO2, NULL},
    {"04", 2025, "raw_carbon_out", "methanol", {V("amount", 100, "t")}, -100 * 0.375 * C_TO_CO2,
	"04.carbon_content.methanol"},
    {"04", 2025, "carbonate", "NaHCO3", {V("amount", 10, "t"), V("purity", 0.98, "1")}, 10 * 0.5237 * 0.98,
	"ALL.carbonate.NaHCO3"},
    {"04", 2025, "nitric", "dual_pressure",
	{V("amount", 1000, "t"), V("removal", 85, "%"), V("use_rate", 90, "%")}, 8 * (1 - 0.85 * 0.9) * 310,
	"04.nitric_acid_n2o.dual_pressure"},
    {"04", 2025, "adipic", NULL, {V("amount", 100, "t"), V("removal", 92.5, "%")}, 30 * (1 - 0.925) * 310,
	"04.adipic_acid_n2o.nitric_oxidation"},
    {"04", 2025, "co2_recovery", NULL, {V("amount", 2, "万Nm3"), V("purity", 99, "%")}, -2 * 0.99 * 19.7,
	"ALL.general.co2_gas_density"},
    {"05", 2020, "anode", NULL, {V("amount", 1000, "t")}, 1000 * 0.42 * (1 - 0.02 - 0.004) * C_TO_CO2,
	"05.anode.net_consumption_2013"},
    {"05", 2020, "pfc", NULL, {V("amount", 1000, "t")}, 0.034 * 6500 + 0.0034 * 9200, "05.pfc.cf4_2013"},
    {"05", 2020, "carbonate", NULL, {V("amount", 100, "t"), V("purity", 92, "%")}, 100 * 0.92 * 0.43971,
	"ALL.carbonate.CaCO3"},
    {"05", 2024, "anode", NULL, {V("amount", 1000, "t")}, 1000 * 0.411 * (1 - 0.02 - 0.004) * C_TO_CO2,
	"05.anode.net_consumption_2024"},
    {"05", 2024, "pfc", NULL, {V("amount", 1000, "t")}, 0.02 * 6630 + 0.0011 * 11100, "05.pfc.c2f6_2024"},
    {"05", 2024, "carbonate", NULL, {V("amount", 100, "t"), V("purity", 92, "%")}, 100 * 0.92 * 0.43971,
	"ALL.carbonate.CaCO3"},
    {"06", 2025, "fesi", NULL, {V("amount", 100, "t")}, 100 * 2.79, "06.process.fesi_blue_coke"},
    {"06", 2025, "dolomite", NULL, {V("amount", 100, "t")}, 100 * 0.98 * 0.47732, "06.process.dolomite"},
    {"07", 2025, "carbon_powder", NULL, {V("amount", 10, "t"), V("carbon", 95, "%")}, 9.5 * C_TO_CO2, NULL},
    {"07", 2025, "carbonate", "Na2CO3", {V("amount", 100, "t"), V("purity", 99, "%")}, 99 * 0.41492,
	"ALL.carbonate.Na2CO3"},
    {"08", 2020, "alt_fuel", NULL,
	{V("amount", 10, "t"), V("ncv", 30, "GJ/t"), V("factor", 80, "kgCO2/GJ"), V("fossil", 70, "%")},
	10 * 30 * 0.08 * 0.7, NULL},
    {"08", 2020, "clinker", NULL,
	{V("amount", 1000, "t"), V("dust", 10, "t"), V("cao", 65, "%"), V("mgo", 2, "%")},
	1010 * (0.65 * 44 / 56 + 0.02 * 44 / 40), NULL},
    {"08", 2020, "clinker_default", "white", {V("amount", 1000, "t")}, 550, "08.clinker_mee2024.white"},
    {"08", 2020, "clinker_deduction", "alt03", {V("amount", 10, "t")}, -4.8,
	"08.clinker_deduction_mee2024.alt03"},
    {"08", 2020, "raw_carbon", NULL, {V("amount", 1000, "t")}, 1000 * 0.001 * C_TO_CO2,
	"08.clinker.raw_meal_carbon"},
    {"08", 2024, "clinker", NULL,
	{V("amount", 1000, "t"), V("cao", 65, "%"), V("mgo", 2, "%"), V("cao_nc", 1, "%")},
	1000 * (0.64 * 44 / 56 + 0.02 * 44 / 40), NULL},
    {"08", 2024, "clinker_default", "portland", {V("amount", 1000, "t")}, 535, "08.clinker_mee2024.portland"},
    {"08", 2024, "clinker_deduction", "alt19", {V("amount", 10, "t")}, -2.15,
	"08.clinker_deduction_mee2024.alt19"},
    {"09", 2025, "carbonate", NULL,
	{V("amount", 1000, "t"), V("used", 90, "%"), V("caco3", 5, "%"), V("mgco3", 1, "%")},
	1000 * 0.9 * (0.05 * 0.44 + 0.01 * 0.52381), "09.process.caco3"},
    {"10", 2025, "combustion", "JET_KEROSENE", {V("amount", 1, "t")}, 44.1 * 0.0195 * 1 * C_TO_CO2,
	"MEE-ETS-2022-2024.JET_KEROSENE"},
    {"10", 2025, "biofuel", NULL, {V("amount", 10, "t"), V("carbon", 0.8, "tC/t")}, 0,
	"10.combustion.biofuel"},
    {"11", 2025, "flare", NULL,
	{V("amount", 10, "万Nm3"), V("carbon", 6, "tC/万Nm3"), V("co2", 2, "%"), V("ch4", 80, "%")},
	10 * (6 * 0.98 * C_TO_CO2 + 0.02 * 19.7) + 10 * 0.8 * 0.02 * 7.17 * 21, "11.flare.oxidation"},
    {"11", 2025, "venting", "vent_gas_gathering", {V("amount", 3, "座·年")}, 3 * 23.6 * 21,
	"11.venting.vent_gas_gathering"},
    {"11", 2025, "venting", "gasproc_vent", {V("amount", 2, "亿Nm3")}, 2 * 13.83 * 21,
	"11.venting.gasproc_vent"},
    {"11", 2025, "well_test", NULL, {V("amount", 1, "万Nm3"), V("ch4", 95, "%"), V("co2", 3, "%")},
	0.95 * 7.17 * 21 + 0.03 * 19.7, "ALL.general.ch4_gas_density"},
    {"11", 2025, "fugitive", "fug_compressor", {V("amount", 2, "座·年")}, 2 * 85.05 * 21,
	"11.fugitive.fug_compressor"},
    {"11", 2025, "fugitive", "fug_oil_pipeline", {V("amount", 1000, "万t")}, 0.1 * 753.29 * 21,
	"11.fugitive.fug_oil_pipeline"},
    {"11", 2025, "ch4_recovery", NULL, {V("own", 10, "tCH4"), V("sold", 5, "tCH4"), V("flared", 2, "tCH4")},
	-(10 * 0.99 + 5 + 2 * 0.98) * 21, "24.ch4_recovery.own_use_oxidation"},
    {"11", 2025, "co2_recovery", NULL, {V("amount", 2, "万Nm3")}, -2 * 19.7, "ALL.general.co2_gas_density"},
    {"12", 2025, "flare", NULL, {V("amount", 10, "万Nm3"), V("carbon", 6, "tC/万Nm3"), V("co2", 2, "%")},
	10 * (6 * 0.98 * C_TO_CO2 + 0.02 * 19.7), "12.flare.oxidation"},
    {"12", 2025, "flare_accident", "cn_refining", {V("amount", 2, "h"), V("flow", 3, "万Nm3/h")},
	3 * 2 * 5 * 0.98 * 44 / 22.4 * 10, "12.flare.cn_refining"},
    {"12", 2025, "catalyst", NULL, {V("amount", 100, "t")}, 100 * 1 * 0.98 * C_TO_CO2,
	"12.process.catalyst_of"},
    {"12", 2025, "hydrogen", "ethylene", {V("amount", 100, "t")}, 100 * 0.856 * C_TO_CO2,
	"04.carbon_content.ethylene"},
    {"12", 2025, "hydrogen_out", "eo", {V("amount", 100, "t")}, -100 * 0.545 * C_TO_CO2,
	"04.carbon_content.eo"},
    {"12", 2025, "decoking", NULL,
	{V("amount", 1, "d"), V("flow", 2, "万Nm3/h"), V("co2", 8, "%"), V("co", 1, "%")},
	2 * 24 * 0.09 * 19.7, "ALL.general.co2_gas_density"},
    {"12", 2025, "asphalt", NULL, {V("amount", 100, "t")}, 100 * 0.05, "12.process.oxidised_asphalt"},
    {"12", 2025, "co2_recovery", NULL, {V("mass", 2, "t")}, -2, NULL},
    {"13", 2025, "process", "WASHED_COAL", {V("amount", 100, "t")}, 100 * 26.344 * 0.0254 * C_TO_CO2,
	"NDRC-other-industry-2015.WASHED_COAL"},
    {"13", 2025, "process_out", "COKE", {V("amount", 70, "t")}, -70 * 28.446 * 0.0294 * C_TO_CO2,
	"NDRC-other-industry-2015.COKE"},
    {"13", 2025, "co2_recovery", NULL, {V("amount", 2, "万Nm3")}, -2 * 19.7, "ALL.general.co2_gas_density"},
    {"14", 2025, "flare", NULL, {V("amount", 10, "万Nm3"), V("carbon", 5, "kgC/Nm3")},
	10 * 50 * 0.98 * C_TO_CO2, "14.flare.oxidation"},
    {"14", 2025, "ch4_fugitive", NULL,
	{V("amount", 100, "万Nm3"), V("drained", 50, "万Nm3"), V("used", 30, "万Nm3"),
	    V("flared", 5, "万Nm3")},
	115 * 7.17 * 21, "ALL.general.ch4_gas_density"},
    {"14", 2025, "ch4_by_output", "open_pit", {V("amount", 1, "万t")}, 10 * 1.34 * 21,
	"14.fugitive.open_pit"},
    {"14", 2025, "ch4_by_output", "post_high_gas", {V("amount", 1, "万t")}, 10 * 2.01 * 21,
	"14.fugitive.post_high_gas"},
    {"14", 2025, "co2_fugitive", NULL, {V("amount", 10, "万Nm3")}, 10 * 19.7, "ALL.general.co2_gas_density"},
    {"15", 2025, "carbonate", NULL, {V("amount", 100, "t"), V("purity", 92, "%")}, 92 * 0.4397,
	"15.process.limestone"},
    {"15", 2025, "wastewater", NULL,
	{V("volume", 1, "万m3"), V("cod_in", 4000, "mg/L"), V("cod_out", 500, "mg/L"),
	    V("sludge", 5, "tCOD")},
	(10000 * 3.5 / 1000 - 5) * 0.25 * 0.5 * 21, "15.wastewater.MCF"},
    {"16", 2025, "reductant", "blue_coke", {V("amount", 100, "t")}, 285.3, "16.reductant.blue_coke"},
    {"16", 2025, "reductant", "natural_gas", {V("amount", 10, "万Nm3")}, 216.22, "16.reductant.natural_gas"},
    {"16", 2025, "carbonate", "CaMgCO32", {V("amount", 100, "t"), V("purity", 1, "1")}, 47.732,
	"ALL.carbonate.CaMgCO32"},
    {"16", 2025, "oxalic", NULL, {V("amount", 100, "t")}, 100 * 0.996 * 0.349, "16.process.oxalic_acid"},
    {"17", 2025, "etch_cvd", "SF6", {V("amount", 100, "kg"), V("collected", 90, "%")},
	0.9 * 0.1 * (1 - 0.8) * (1 - 0.9 * 0.9) * 23900, "17.removal.SF6"},
    {"17", 2025, "etch_cvd", "CHF3", {V("amount", 100, "kg")}, 0.9 * 0.1 * (1 - 0.6) * 11700,
	"17.utilisation.CHF3"},
    {"17", 2025, "etch_cvd", "cC4F8", {V("amount", 100, "kg")}, 0.9 * 0.1 * (1 - 0.9) * 8700, "17.process.h"},
    {"17", 2025, "etch_cvd", "NF3", {V("amount", 100, "kg")}, 0.9 * 0.1 * (1 - 0.8) * 16100,
	"17.utilisation.NF3"}, /* SAR has none: AR5 */
    {"17", 2025, "byproduct", "C2F6_CF4", {V("amount", 100, "kg")}, 0.9 * 0.2 * 0.1 * 6500,
	"17.byproduct.C2F6_CF4"},
    {"17", 2025, "byproduct", "cC4F8O_C3F8", {V("amount", 100, "kg"), V("collected", 0.9, "1")},
	0.9 * 0.04 * 0.1 * (1 - 0.9 * 0.9) * 7000, "17.byproduct.cC4F8O_C3F8"},
    {"18", 2025, "refrigerant", "HFC-134a",
	{V("amount", 500, "kg"), V("opening", 100, "kg"), V("closing", 80, "kg"), V("filled", 490, "kg"),
	    V("sold", 20, "kg")},
	0.01 * 1300, NULL},
    {"18", 2025, "refrigerant_connection", "SF6", {V("amount", 1000, "次")}, 1000 * 0.342 * 146.06e-6 * 23900,
	"18.refrigerant.connection_loss"},
    {"18", 2025, "welding", NULL, {V("amount", 10, "t"), V("co2", 20, "%"), V("ar", 80, "%")},
	10 * 0.2 * 44 / (0.2 * 44 + 0.8 * 39.95), "18.molar_mass.Ar"},
    {"18", 2025, "welding", NULL, {V("amount", 10, "t"), V("co2", 100, "%")}, 10, NULL},
    {"19", 2025, "carbonate", "MgCO3", {V("amount", 10, "t")}, 5.2197, "ALL.carbonate.MgCO3"},
    {"19", 2025, "absorption", "CaCO3", {V("amount", 10, "t"), V("purity", 98, "%")}, -9.8 * 0.43971,
	"ALL.carbonate.CaCO3"},
    {"20", 2025, "carbonate", "CaCO3", {V("amount", 10, "t")}, 4.3971, "ALL.carbonate.CaCO3"},
    {"20", 2025, "co2_loss", NULL, {V("amount", 10, "t")}, 5, "20.process.co2_loss"},
    {"20", 2025, "wastewater", "MCF_drinks", {V("tow", 100, "tCOD"), V("recovered", 2, "tCH4")},
	(100 * 0.25 * 0.5 - 2) * 21, "20.wastewater.MCF_drinks"},
    {"20", 2025, "ch4_recovery", NULL, {V("own", 10, "tCH4")}, -10 * 0.99 * 21,
	"24.ch4_recovery.own_use_oxidation"},
    {"22", 2025, "ch4_n2o", "heavy_diesel_all", {V("amount", 100, "万km")}, 0.175 * 21 + 0.03 * 310,
	"22.n2o_km.heavy_diesel_all"},
    {"22", 2025, "ch4_n2o", "heavy_ng_IV+", {V("amount", 100, "万km")}, 0.9 * 21, "22.ch4_km.heavy_ng_IV+"},
    {"22", 2025, "urea", NULL, {V("amount", 100, "t"), V("purity", 32.5, "%")}, 32.5 * 12 / 60 * 44 / 12,
	NULL},
    {"23", 2025, "carbonate", "CaCO3", {V("amount", 10, "t")}, 4.3971, "ALL.carbonate.CaCO3"},
    {"23", 2025, "hfc23", NULL, {V("amount", 1000, "t"), V("destroyed", 10, "t"), V("recovered", 1, "t")},
	(15 - 10 - 1) * 11700, "23.hcfc22.hfc23_rate"},
    {"23", 2025, "hfc23_co2", NULL, {V("amount", 10, "t")}, 10 * 44.0 / 70, NULL},
    {"23", 2025, "fgas_loss", "HFC-134a", {V("amount", 100, "t")}, 0.5 * 1300, "23.production_loss.HFC-134a"},
    {"23", 2025, "fgas_loss", "SF6_high", {V("amount", 1, "t")}, 0.08 * 23900, "23.production_loss.SF6_high"},
    {"23", 2025, "fgas_loss", "HFC-245fa", {V("amount", 100, "t")}, 0.5 * 1030,
	"23.production_loss.HFC-245fa"}, /* SAR has none: the set of the guides */
    {"23", 2025, "fgas_loss_other", "CF4", {V("amount", 10, "t"), V("rate", 0.5, "%")}, 0.05 * 6500, NULL},
    {"24", 2025, "carbonate", "CaCO3", {V("amount", 10, "t")}, 4.3971, "ALL.carbonate.CaCO3"},
    {"24", 2025, "wastewater", "MCF_deep_lagoon", {V("tow", 100, "tCOD")}, 100 * 0.25 * 0.8 * 21,
	"24.wastewater.B0"},
    {"24", 2025, "ch4_recovery", NULL, {V("sold", 10, "tCH4")}, -210, NULL},
    {"24", 2025, "co2_recovery", NULL, {V("amount", 1, "万Nm3")}, -19.7, "ALL.general.co2_gas_density"},
};
enum { CASE_COUNT = sizeof CASES / sizeof CASES[0] };

static GhgResult run_case(Arena *mem, const Case *c)
{
	GhgSettings settings = {.method = c->method, .on = {c->year, 1, 1}};
	size_t count = 0;
	while (count < GIVEN_MAX && c->given[count].name)
		count++;
	GhgLine line = {.category = c->category,
	    .item = c->item,
	    .region = "CN",
	    .given = c->given,
	    .given_count = count};
	return ghg_calculate(ghg_embedded(), mem, &settings, &line);
}

static bool names_source(const GhgResult *result, const char *id)
{
	for (size_t i = 0; i < result->used_count; i++)
		if (result->used[i].factor && same(result->used[i].factor->id, id))
			return true;
	return false;
}

static void check_case(Arena *mem, const Case *c)
{
	GhgResult result = run_case(mem, c);
	const char *item = c->item ? c->item : "-";
	if (!result.is_known)
		fail_msg("%s %d %s %s: %s %s", c->method, c->year, c->category, item,
		    result.problem_count ? ghg_problem_key(result.problems[0].code) : "unknown",
		    result.problem_count ? result.problems[0].field : "");
	if (!(fabs(result.tco2e - c->tco2e) <= 1e-9 * fabs(c->tco2e) + 1e-12))
		fail_msg("%s %d %s %s: %.12g expected, found %.12g", c->method, c->year, c->category, item,
		    c->tco2e, result.tco2e);
	if (c->source && !names_source(&result, c->source))
		fail_msg("%s %d %s %s: does not name %s", c->method, c->year, c->category, item, c->source);
}

static void test_by_hand(void **state)
{
	for (size_t i = 0; i < CASE_COUNT; i++) {
		Arena *mem = arena_open();
		check_case(mem, &CASES[i]);
		arena_close(mem);
	}
}

/* What the guides share: the same lines in each, with the fuel set of the guide. */
static void test_shared(void **state)
{
	static const struct {
		const char *set;
		double ncv, carbon;
	} GAS[] = {{"NDRC-other-industry-2015", 389.31, 0.0153}, {"NDRC-steel-2013", 389.31, 0.0153},
	    {"NDRC-glass-ceramics-2013", 389.3, 0.0153}, {"MEE-ETS-2022-2024", 389.31, 0.01532}};
	size_t count;
	const GhgMethod *methods = ghg_methods(ghg_embedded(), &count);
	for (size_t m = 0; m < count; m++) {
		Arena *mem = arena_open();
		int year = methods[m].valid_from.year + 1;
		for (size_t g = 0; g < sizeof GAS / sizeof GAS[0]; g++) {
			Case gas = {methods[m].code, year, "combustion", "NATURAL_GAS",
			    {V("amount", 1, "万Nm3")}, GAS[g].ncv * GAS[g].carbon * 0.99 * C_TO_CO2, NULL};
			if (same(methods[m].fuel_set, GAS[g].set))
				check_case(mem, &gas);
		}
		Case others[] = {
		    {methods[m].code, year, "heat", NULL, {V("amount", 100, "GJ")}, 11, "heat.ef.default"},
		    {methods[m].code, year, "electricity", NULL,
			{V("amount", 10, "万kWh"), V("sold", 20, "MWh"), V("factor", 0.5, "kgCO2/kWh")}, 40,
			NULL},
		    {methods[m].code, year, "steam", NULL,
			{V("amount", 100, "t"), V("enthalpy", 2800, "kJ/kg")},
			same(methods[m].code, "GBT32151.34") ? 30.8 : 100 * (2800 - 83.74) / 1000 * 0.11,
			NULL},
		    {methods[m].code, year, "hot_water", NULL,
			{V("amount", 1000, "t"), V("temperature", 70, "℃")}, 1000 * 50 * 4.1868 / 1000 * 0.11,
			"heat.water.formula"},
		    {methods[m].code, year, "direct", NULL,
			{V("amount", 300, "t"), V("factor", 20, "kgCO2e/t")}, 6, NULL},
		    {methods[m].code, year, "direct", NULL, {V("reported", 7500, "kgCO2e")}, 7.5, NULL},
		    {methods[m].code, year, "indirect", NULL,
			{V("amount", 50, "MWh"), V("co2", 200, "kgCO2/MWh")}, 10, NULL},
		};
		assert_non_null(ghg_category(&methods[m], "direct"));
		assert_non_null(ghg_category(&methods[m], "indirect"));
		for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
			if (ghg_category(&methods[m], others[i].category))
				check_case(mem, &others[i]);
		arena_close(mem);
	}
}

static bool is_shared(const char *category)
{
	static const char *const SHARED[] = {
	    "combustion", "direct", "electricity", "heat", "steam", "hot_water", "indirect", NULL};
	for (const char *const *name = SHARED; *name; name++)
		if (same(category, *name))
			return true;
	return strncmp(category, "s3.", 3) == 0;
}

/* Every category of every edition of the 24 guides stands in the table above. */
static void test_every_category(void **state)
{
	size_t count;
	const GhgMethod *methods = ghg_methods(ghg_embedded(), &count);
	for (size_t m = 0; m < count; m++) {
		bool is_guide = strlen(methods[m].code) == 2;
		for (size_t c = 0; is_guide && c < methods[m].category_count; c++) {
			const GhgCategory *category = &methods[m].categories[c];
			bool is_found = is_shared(category->code);
			for (size_t i = 0; i < CASE_COUNT && !is_found; i++)
				is_found = ghg_method(ghg_embedded(), CASES[i].method,
					       (Date){CASES[i].year, 1, 1}) == &methods[m] &&
					   same(CASES[i].category, category->code);
			if (!is_found)
				fail_msg("%s: no line for %s", methods[m].file, category->code);
		}
	}
}

/* ---- the table of guides ---- */

static Buf read_file(Arena *mem, const char *path)
{
	Buf text = buf_in(mem, 1 << 20);
	FILE *file = fopen(path, "rb");
	if (!file)
		fail_msg("cannot read %s", path);
	for (int c; (c = getc(file)) != EOF;)
		buf_char(&text, (char)c);
	fclose(file);
	return text;
}

/* The first edition of a guide. */
static const GhgMethod *guide(const char *code)
{
	return ghg_method(ghg_embedded(), code, (Date){1900, 1, 1});
}

/* Category codes are those of industries_cn.csv; head and category say what its row says. */
static void test_table_of_guides(void **state)
{
	Arena *mem = arena_open();
	Buf text = read_file(mem, "data/factors/industries_cn.csv");
	Csv csv = csv_open(mem, buf_take(&text), text.len);
	size_t rows = 0;
	while (csv_next(&csv)) {
		const char *id = csv_cell(&csv, "id"), *gas = csv_cell(&csv, "gas"),
			   *set = csv_cell(&csv, "fuel_set");
		const GhgMethod *method = guide(csv_cell(&csv, "industry"));
		const GhgCategory *category = method ? ghg_category(method, csv_cell(&csv, "category"))
						     : NULL;
		rows++;
		if (!category)
			fail_msg("%s: no category", id);
		bool is_head = same(method->doc_no, csv_cell(&csv, "doc_no")) &&
			       same(method->title.zh, csv_cell(&csv, "guide_title")) &&
			       same(method->gwp_set, csv_cell(&csv, "gwp_set")) &&
			       (!*set || same(method->fuel_set, set)) &&
			       method->valid_from.year == (int)csv_number(&csv, "guide_year");
		if (!is_head)
			fail_msg("%s: the head of %s differs", id, method->file);
		bool is_one_gas = ghg_gwp(ghg_embedded(), "AR5", gas) != NULL; /* not "PFCs", "CH4,N2O" */
		if (category->scope != (int)csv_number(&csv, "scope") ||
		    (is_one_gas && !same(category->gas, gas)))
			fail_msg("%s: scope %d, gas %s", id, category->scope, category->gas);
		bool is_negative = *csv_cell(&csv, "value") == '-';
		if (category->is_deduction != is_negative)
			fail_msg("%s: deduction or not", id);
	}
	assert_null(csv.problem);
	assert_int_equal(rows, 130);
	arena_close(mem);
}

/* Combustion first, then the process, electricity before heat, scope 3 last. */
static void test_order(void **state)
{
	size_t count;
	const GhgMethod *methods = ghg_methods(ghg_embedded(), &count);
	for (size_t m = 0; m < count; m++) {
		int scope = 1;
		assert_true(methods[m].category_count <= 75 + 22);
		for (size_t c = 0; c < methods[m].category_count; c++) {
			const GhgCategory *category = &methods[m].categories[c];
			if (category->scope < scope)
				fail_msg("%s: %s comes too late", methods[m].file, category->code);
			scope = category->scope;
			if (!*category->hint.zh || !*category->hint.en)
				fail_msg("%s: %s has no hint", methods[m].file, category->code);
		}
	}
}

/* The edition is chosen by the first day of the period. */
static void test_editions(void **state)
{
	static const struct {
		const char *method;
		int year;
		const char *file;
	} EDITIONS[] = {
	    {"01", 2022, "methods/01.method"},
	    {"01", 2023, "methods/01_2022.method"},
	    {"03", 2023, "methods/03.method"},
	    {"03", 2024, "methods/03_2024.method"},
	    {"05", 2023, "methods/05.method"},
	    {"05", 2025, "methods/05_2024.method"},
	    {"08", 2023, "methods/08.method"},
	    {"08", 2025, "methods/08_2024.method"},
	};
	for (size_t i = 0; i < sizeof EDITIONS / sizeof EDITIONS[0]; i++)
		assert_string_equal(
		    ghg_method(ghg_embedded(), EDITIONS[i].method, (Date){EDITIONS[i].year, 1, 1})->file,
		    EDITIONS[i].file);
}

/* ---- properties of every category ---- */

typedef struct Probe {
	const GhgMethod *method;
	const GhgCategory *category;
	const char *item;
	const char *gwp_set;
	GhgGiven given[CATEGORY_INPUTS];
	size_t count;
} Probe;

static GhgResult run_probe(Arena *mem, const Probe *p)
{
	GhgSettings settings = {
	    .method = p->method->code, .on = p->method->valid_from, .gwp_set = p->gwp_set};
	GhgLine line = {.category = p->category->code,
	    .item = p->item,
	    .region = p->category->wants_region ? "CN" : NULL,
	    .year = 2025,
	    .given = p->given,
	    .given_count = p->count};
	return ghg_calculate(ghg_embedded(), mem, &settings, &line);
}

/* Amounts grow with the business; ratios, temperatures and pressures do not. */
static bool is_amount(const GhgInput *input)
{
	bool has_some = false;
	for (int i = 0; i < DIM_BASES; i++) {
		if (input->dim.of[i] < 0)
			return false;
		has_some = has_some || input->dim.of[i] > 0;
	}
	return has_some && !input->dim.of[DIM_TEMPERATURE] && !input->dim.of[DIM_PRESSURE];
}

static double probe_value(const GhgInput *input, size_t at)
{
	if (input->dim.of[DIM_TEMPERATURE] == 1 && input->dim.of[DIM_MASS] == 0)
		return same(input->name, "reference") ? 15 : 200;
	if (input->dim.of[DIM_PRESSURE])
		return 1;
	if (is_amount(input))
		return 1000 / (1 + (double)at);
	return (input->is_fraction ? 0.4 : 1) / (1 + (double)at);
}

/* Required inputs (and a state for steam), or all of them. */
static Probe probe_of(
    Arena *mem, const GhgMethod *method, const GhgCategory *category, const char *item, bool wants_all)
{
	Probe p = {.method = method, .category = category, .item = item};
	GhgSettings settings = {.method = method->code, .on = method->valid_from};
	for (size_t i = 0; i < category->input_count; i++) {
		const GhgInput *input = &category->inputs[i];
		bool is_lacking = (same(item, "OTHER") || same(input->name, "rate")) &&
				  input->need == GHG_DEFAULTED;
		bool is_needed = wants_all || input->need == GHG_REQUIRED || is_lacking ||
				 same(input->name, "pressure");
		const char *const *units = ghg_input_units(
		    ghg_embedded(), mem, &settings, category, item, input);
		if (is_needed)
			p.given[p.count++] = (GhgGiven){
			    input->name, probe_value(input, i), input->is_fraction ? "1" : units[0], "probe"};
	}
	return p;
}

/* Tonnes moved grow with the business, the distance of each does not: beside the main amount, lengths and
 * times are held. */
static bool grows(const GhgCategory *category, const GhgInput *input)
{
	bool is_held = dim_equal(input->dim, dim_of(DIM_LENGTH)) || dim_equal(input->dim, dim_of(DIM_TIME));
	bool is_work = same(input->name, "driven");
	return input == category->inputs || (is_amount(input) && (!is_held || is_work));
}

static Probe scaled(const Probe *p, double by)
{
	Probe out = *p;
	for (size_t i = 0; i < out.count; i++)
		if (grows(p->category, ghg_input(p->category, out.given[i].name)))
			out.given[i].value *= by;
	return out;
}

static void assert_near(const Probe *p, const char *what, double a, double b)
{
	if (!(fabs(a - b) <= 1e-9 * (fabs(a) + fabs(b)) + 1e-12))
		fail_msg("%s %s %s, %s: %.17g and %.17g", p->method->file, p->category->code,
		    p->item ? p->item : "-", what, a, b);
}

static void check_finite(const Probe *p, const GhgResult *r)
{
	bool is_finite = isfinite(r->tco2e) && isfinite(r->biogenic_tco2) && isfinite(r->activity) &&
			 isfinite(r->energy_gj) && isfinite(r->tce_equal);
	if (!is_finite || r->gas_count > GHG_LINE_GASES)
		fail_msg("%s %s %s: not finite", p->method->file, p->category->code, p->item ? p->item : "-");
	if (p->category->is_deduction ? r->tco2e > 0 : r->tco2e < -1e-9)
		fail_msg("%s %s: wrong sign %g", p->method->file, p->category->code, r->tco2e);
	double sum = 0;
	for (int g = 0; g < r->gas_count; g++)
		sum += r->gases[g].tco2e;
	assert_near(p, "gases", sum, r->tco2e);
}

static void check_linear(Arena *mem, const Probe *p, const GhgResult *one)
{
	Probe twice = scaled(p, 2), part = scaled(p, 0.3), rest = scaled(p, 0.7);
	GhgResult two = run_probe(mem, &twice), a = run_probe(mem, &part), b = run_probe(mem, &rest);
	assert_near(p, "twice", two.tco2e, 2 * one->tco2e);
	assert_near(p, "twice, energy", two.energy_gj, 2 * one->energy_gj);
	assert_near(p, "twice, biogenic", two.biogenic_tco2, 2 * one->biogenic_tco2);
	assert_near(p, "split", a.tco2e + b.tco2e, one->tco2e);
}

static void check_units(Arena *mem, const Probe *p, const GhgResult *one)
{
	GhgSettings settings = {.method = p->method->code, .on = p->method->valid_from};
	for (size_t i = 0; i < p->count; i++) {
		const GhgInput *input = ghg_input(p->category, p->given[i].name);
		const char *const *units = ghg_input_units(
		    ghg_embedded(), mem, &settings, p->category, p->item, input);
		for (; *units; units++) {
			Probe other = *p;
			Unit from, to;
			assert_true(unit_parse(p->given[i].unit, &from) && unit_parse(*units, &to));
			other.given[i].unit = *units;
			if (unit_convert(p->given[i].value, from, to, &other.given[i].value))
				assert_near(p, *units, run_probe(mem, &other).tco2e, one->tco2e);
		}
	}
}

/* Without a required input there is no amount, and the problem names a field. */
static void check_missing(Arena *mem, const Probe *p)
{
	for (size_t i = 0; i < p->count; i++) {
		Probe less = *p;
		const GhgInput *input = ghg_input(p->category, p->given[i].name);
		memmove(&less.given[i], &less.given[i + 1], (p->count - i - 1) * sizeof less.given[0]);
		less.count--;
		GhgResult r = run_probe(mem, &less);
		bool is_told = !r.is_known && isnan(r.tco2e) && r.problem_count > 0 && *r.problems[0].field;
		const InputRule *rule = &p->category->program->rules[input - p->category->inputs];
		bool is_wanted = input->need == GHG_REQUIRED && rule->with_input < 0 && !rule->unless_inputs;
		if (is_wanted && !is_told)
			fail_msg("%s %s: nothing is said without %s", p->method->file, p->category->code,
			    input->name);
	}
}

static size_t tried, skipped;

static void check_probe(Arena *mem, const Probe *p, bool is_full)
{
	GhgResult one = run_probe(mem, p);
	tried++;
	if (!one.is_known && one.problem_count &&
	    one.problems[one.problem_count - 1].code == GHG_NEGATIVE_RESULT) {
		skipped++;
		return;
	}
	if (!one.is_known)
		fail_msg("%s %s %s: %s %s", p->method->file, p->category->code, p->item ? p->item : "-",
		    one.problem_count ? ghg_problem_key(one.problems[0].code) : "",
		    one.problem_count ? one.problems[0].field : "");
	check_finite(p, &one);
	if (!is_full)
		return;
	check_linear(mem, p, &one);
	check_units(mem, p, &one);
}

/* An assessment that lacks the gas says so; no set makes an amount that is no number. */
static void check_sets(Arena *mem, Probe p)
{
	for (const char *const *set = ghg_gwp_sets(); *set; set++) {
		p.gwp_set = *set;
		GhgResult r = run_probe(mem, &p);
		if (r.is_known)
			check_finite(&p, &r);
		else
			assert_true(isnan(r.tco2e) && r.problem_count > 0);
	}
}

/* A person tells the items of a list apart by their names, in both languages. */
static void check_names(
    const GhgMethod *method, const GhgCategory *category, const GhgItem items[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = i + 1; j < count; j++)
			if (same(items[i].name.zh, items[j].name.zh) ||
			    same(items[i].name.en, items[j].name.en))
				fail_msg("%s %s: two items are called %s", method->file, category->code,
				    items[i].name.en);
}

static void check_category(const GhgMethod *method, const GhgCategory *category)
{
	Arena *mem = arena_open();
	GhgSettings settings = {.method = method->code, .on = method->valid_from};
	size_t count;
	const GhgItem *items = ghg_items(ghg_embedded(), mem, &settings, category, &count);
	bool is_long = category->items == GHG_FUELS || category->items == GHG_GASES;
	check_names(method, category, items, category->items == GHG_ROWS ? count : 0);
	for (size_t i = 0; i < (count ? count : 1); i++) {
		Arena *own = arena_open();
		const char *item = count ? items[i].code : NULL;
		bool is_full = !is_long || i % 20 == 0;
		Probe required = probe_of(own, method, category, item, false);
		Probe all = probe_of(own, method, category, item, true);
		check_probe(own, &required, is_full);
		check_probe(own, &all, is_full);
		if (is_full) {
			check_missing(own, &required);
			check_sets(own, required);
		}
		arena_close(own);
	}
	arena_close(mem);
}

static void test_properties(void **state)
{
	size_t count;
	const GhgMethod *methods = ghg_methods(ghg_embedded(), &count);
	tried = skipped = 0;
	for (size_t m = 0; m < count; m++)
		for (size_t c = 0; c < methods[m].category_count; c++)
			check_category(&methods[m], &methods[m].categories[c]);
	assert_true(tried > 6000);
	assert_true(skipped * 50 < tried); /* the probes are amounts that make sense */
}

/* ---- what the method language refuses of rows, gases and contents ---- */

#define HEAD                                                                                                   \
	"method x\nname : 甲 | X\ntitle : 指南 | Guide\nvalid 2020-01-01\nfuels NDRC-steel-2013\ngwp AR5\n" \
	"category c\n\tname : 类 | C\n\tscope 1\n"

static void test_refused(void **state)
{
	static const struct {
		const char *text, *message;
	} TEXTS[] = {
	    {HEAD "\tgas item\n\titems rows 17.byproduct.* [t/t]\n\tinput a [t] required : 量 | A\n\temits "
		  "item = a\n",
		"factors/gwp.csv has no gas NF3_CF4"},
	    {HEAD "\tgas item\n\titems fuels\n\tinput a [t] required : 量 | A\n\temits item = a\n",
		"'gas item' needs 'items gases'"},
	    {HEAD "\titems rows 17.utilisation.* fraction\n\titem CF5 : 气 | Gas\n",
		"no row of the items above has the code CF5"},
	    {HEAD "\tgas CO2 A=B\n", "ROW=GAS is expected"},
	    {HEAD "\titems fuels rows 04.carbon_content.* [tC/t]\n", "rows beside fuels are carbon contents"},
	    {HEAD "\titems gases other : 其他 | Other\n", "'other : Chinese | English'"},
	    {HEAD "\titems rows 17.utilisation.* fraction\n\tinput r fraction default row 22.n2o_km.* : 率 | "
		  "R\n",
		"no item has a row 22.n2o_km.*"},
	    {HEAD "\titems rows 17.utilisation.* fraction\n\tinput r [t] default row 17.removal.* : 率 | R\n",
		"17.removal.NF3 has dimension 1, but the input is t"},
	    {HEAD "\tinput r fraction default row 17.removal.* : 率 | R\n",
		"a row for each item needs 'items rows'"},
	    {HEAD "\titems rows 16.reductant.* [tCO2/ITEM]\n\tinput a [ITEM] required : 量 | A\n"
		  "\tinput f [tCO2/t] default item.value : 因子 | F\n",
		"the list of items has dimension"},
	};
	for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
		Arena *mem = arena_open();
		GhgFile file = {"methods/x.method", TEXTS[i].text, strlen(TEXTS[i].text), NULL};
		GhgLoadError error = {0};
		const Ghg *ghg = ghg_with_method(ghg_embedded(), mem, &file, &error);
		if (ghg || strncmp(error.message, TEXTS[i].message, strlen(TEXTS[i].message)) != 0)
			fail_msg("case %zu: %s", i, ghg ? "loaded" : error.message);
		arena_close(mem);
	}
}

/* Coke that leaves counts against the coal that came in, in energy too (GB/T 2589-2020, Annex A). */
static void test_energy_balance(void **state)
{
	Arena *mem = arena_open();
	Case in = {"13", 2025, "process", "WASHED_COAL", {V("amount", 100, "t")}, 0, NULL};
	Case out = {"13", 2025, "process_out", "COKE", {V("amount", 70, "t")}, 0, NULL};
	GhgResult coal = run_case(mem, &in), coke = run_case(mem, &out);
	assert_true(fabs(coal.tce_equal - 90) < 1e-9);
	assert_true(fabs(coke.tce_equal + 70 * 0.9714) < 1e-9);
	assert_true(coke.energy_gj < 0);
	Case memo = {"10", 2025, "biofuel", NULL, {V("amount", 10, "t"), V("carbon", 0.8, "tC/t")}, 0, NULL};
	assert_true(fabs(run_case(mem, &memo).biogenic_tco2 - 8 * C_TO_CO2) < 1e-9);
	arena_close(mem);
}

/* A gas that the set of the guide lacks: a later assessment, said beside the result. README D11. */
static void test_gas_without_gwp(void **state)
{
	Arena *mem = arena_open();
	Case c = {"17", 2025, "etch_cvd", "NF3", {V("amount", 1, "t")}, 0, NULL};
	GhgResult result = run_case(mem, &c);
	bool is_said = false;
	for (size_t i = 0; i < result.problem_count; i++)
		is_said = is_said || (result.problems[i].code == GHG_FACTOR_FALLBACK &&
					 same(result.problems[i].field, "gwp_set") &&
					 same(result.problems[i].given, "AR5"));
	assert_true(is_said);
	assert_string_equal(result.gases[0].gas, "NF3");
	arena_close(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_by_hand),
	    cmocka_unit_test(test_shared),
	    cmocka_unit_test(test_every_category),
	    cmocka_unit_test(test_table_of_guides),
	    cmocka_unit_test(test_order),
	    cmocka_unit_test(test_editions),
	    cmocka_unit_test(test_properties),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_energy_balance),
	    cmocka_unit_test(test_gas_without_gwp),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
