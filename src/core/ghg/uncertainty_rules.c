/* The table of default uncertainties, and which of them a value takes. Numbers are half widths of the 95 %
 * range in percent. No copy of the IPCC tables was seen for this work: such rows say so (GHG_KNOWLEDGE). */
#include "ghg/uncertainty_rules.h"

#define IPCC_ACTIVITY "IPCC 2006 Guidelines, vol. 2, ch. 2, table 2.15"
#define IPCC_NCV "IPCC 2006 Guidelines, vol. 2, ch. 1, table 1.2"
#define IPCC_CARBON "IPCC 2006 Guidelines, vol. 2, ch. 1, table 1.3"
#define IPCC_OTHER_GASES "IPCC 2006 Guidelines, vol. 2, ch. 2, table 2.12"
#define GHGP_RATING "GHG Protocol, guidance on uncertainty assessment, data accuracy rating"

static const UncertaintyRule RULES[RULE_COUNT] = {
    [RULE_METERED] = {"activity.metered", {"活动数据：发票或计量表", "Activity data: invoices or meters"}, 3,
	false, GHG_KNOWLEDGE, IPCC_ACTIVITY ": energy-intensive industry, surveys, 2-3 %"},
    [RULE_LEDGER] = {"activity.ledger", {"活动数据：台账或生产报表", "Activity data: ledgers or reports"}, 5,
	false, GHG_KNOWLEDGE, IPCC_ACTIVITY ": energy-intensive industry, extrapolated, 3-5 %"},
    [RULE_UNPROVEN] = {"activity.unproven", {"活动数据：没有说明来源", "Activity data: origin not shown"}, 10,
	true, GHG_KNOWLEDGE, IPCC_ACTIVITY ": other industry, extrapolated, 5-10 %"},
    [RULE_ESTIMATE] = {"activity.estimate", {"活动数据：估算", "Activity data: estimated"}, 30, false,
	GHG_VERIFIED1, GHGP_RATING ": fair, ±30 %"},
    [RULE_SHARE_METERED] = {"share.metered", {"分摊比例：按分表", "Share: by sub-meter"}, 5, false,
	GHG_VERIFIED1, GHGP_RATING ": high, ±5 %"},
    [RULE_SHARE] = {"share.other", {"分摊比例：按面积、人数等", "Share: by area, headcount …"}, 15, true,
	GHG_VERIFIED1, GHGP_RATING ": good, ±15 %"},
    [RULE_MEASURED] = {"own.measured", {"自行实测值", "Own measured value"}, 5, true, GHG_VERIFIED1,
	GHGP_RATING ": high, ±5 %"},
    [RULE_OWN_FACTOR] = {"own.factor", {"自有因子，有来源", "Own factor with a source"}, 15, true,
	GHG_VERIFIED1, GHGP_RATING ": good, ±15 %"},
    [RULE_OWN_NO_SOURCE] = {"own.no_source", {"自有因子，无来源", "Own factor without a source"}, 30, true,
	GHG_VERIFIED1, GHGP_RATING ": fair, ±30 %"},
    [RULE_NCV_SOLID] = {"fuel.ncv.solid", {"固体燃料低位发热量缺省值", "Default heat value, solid fuel"}, 20,
	false, GHG_KNOWLEDGE, IPCC_NCV ": anthracite 21.6-32.2 of 26.7 GJ/t"},
    [RULE_NCV_LIQUID] = {"fuel.ncv.liquid", {"液体燃料低位发热量缺省值", "Default heat value, liquid fuel"},
	4, false, GHG_KNOWLEDGE, IPCC_NCV ": gas/diesel oil 41.4-43.3 of 43.0 GJ/t"},
    [RULE_NCV_GAS] = {"fuel.ncv.gas", {"气体燃料低位发热量缺省值", "Default heat value, gaseous fuel"}, 5,
	false, GHG_KNOWLEDGE, IPCC_NCV ": natural gas 46.5-50.4 of 48.0 GJ/t"},
    [RULE_NCV_BIO] = {"fuel.ncv.bio", {"生物质燃料低位发热量缺省值", "Default heat value, biofuel"}, 50,
	false, GHG_KNOWLEDGE, IPCC_NCV ": wood 7.9-31.0 of 15.6 GJ/t"},
    [RULE_CARBON_SOLID] = {"fuel.carbon.solid",
	{"固体燃料单位热值含碳量缺省值", "Default carbon content, solid fuel"}, 5, false, GHG_KNOWLEDGE,
	IPCC_CARBON ": bituminous coal 24.4-27.2 of 25.8 kg/GJ"},
    [RULE_CARBON_LIQUID] = {"fuel.carbon.liquid",
	{"液体燃料单位热值含碳量缺省值", "Default carbon content, liquid fuel"}, 3, false, GHG_KNOWLEDGE,
	IPCC_CARBON ": gas/diesel oil 19.8-20.4 of 20.2 kg/GJ"},
    [RULE_CARBON_GAS] = {"fuel.carbon.gas",
	{"气体燃料单位热值含碳量缺省值", "Default carbon content, gaseous fuel"}, 4, false, GHG_KNOWLEDGE,
	IPCC_CARBON ": natural gas 14.8-15.9 of 15.3 kg/GJ"},
    [RULE_CARBON_BIO] = {"fuel.carbon.bio",
	{"生物质燃料单位热值含碳量缺省值", "Default carbon content, biofuel"}, 18, false, GHG_KNOWLEDGE,
	IPCC_CARBON ": wood 25.9-36.0 of 30.5 kg/GJ"},
    [RULE_OXIDATION_SOLID] = {"fuel.oxidation.solid",
	{"固体燃料氧化率缺省值", "Default oxidation, solid fuel"}, 5, true, GHG_VERIFIED1,
	"spread of the guides: 0.90-0.99 (README of the factor tables, D2)"},
    [RULE_OXIDATION] = {"fuel.oxidation", {"液体、气体燃料氧化率缺省值", "Default oxidation, liquid or gas"},
	1, true, GHG_VERIFIED1, "spread of the guides: 0.98-0.99"},
    [RULE_CH4] = {"fuel.ch4", {"燃烧的甲烷因子", "CH4 of combustion"}, 100, false, GHG_KNOWLEDGE,
	IPCC_OTHER_GASES ": 50-150 %"},
    [RULE_N2O] = {"fuel.n2o", {"燃烧的氧化亚氮因子", "N2O of combustion"}, 150, true, GHG_KNOWLEDGE,
	IPCC_OTHER_GASES ": an order of magnitude"},
    [RULE_FUEL] = {"fuel.whole", {"燃料的整体缺省因子", "Default factor of a fuel as a whole"}, 7, true,
	GHG_KNOWLEDGE, "heat value and carbon content of liquid and gaseous fuels taken together"},
    [RULE_GRID] = {"grid", {"电力排放因子", "Grid factor"}, 10, true, GHG_VERIFIED1,
	"the published averages of 2021-2023 span 5 %, of one year's provinces far more; GHG Protocol: "
	"between high "
	"and good"},
    [RULE_HEAT] = {"heat", {"热力排放因子缺省值", "Default heat factor"}, 30, true, GHG_VERIFIED1,
	"0.11 tCO2/GJ of the guides against 0.050-0.085 by province (README of the factor tables, D18)"},
    [RULE_PROCESS] = {"process.co2", {"过程排放因子（CO₂）", "Process factor (CO2)"}, 5, false, GHG_KNOWLEDGE,
	"IPCC 2006 Guidelines, vol. 3, ch. 2: carbonates 1-5 %"},
    [RULE_PROCESS_OTHER] = {"process.other", {"过程排放因子（其他气体）", "Process factor (other gases)"}, 40,
	false, GHG_KNOWLEDGE, "IPCC 2006 Guidelines, vol. 3, table 3.3: nitric acid plants ±10 to ±40 %"},
    [RULE_SCOPE3] = {"scope3", {"价值链排放因子", "Value chain factor"}, 30, true, GHG_VERIFIED1,
	GHGP_RATING ": fair, ±30 %"},
    [RULE_SPEND] = {"scope3.spend", {"按金额的价值链因子", "Value chain factor by spend"}, 50, true,
	GHG_VERIFIED1, GHGP_RATING ": poor, beyond ±30 %"},
    [RULE_STEAM] = {"steam", {"蒸汽焓值", "Enthalpy of steam"}, 1, true, GHG_VERIFIED1,
	"tables agree with IAPWS-IF97; reading of pressure and temperature"},
    [RULE_DENSITY] = {"density", {"燃料密度缺省值", "Default density of a fuel"}, 2, true, GHG_KNOWLEDGE,
	"0.82-0.86 t/m3 among grades of diesel"},
    [RULE_CONSTANT] = {"constant", {"指南规定的常数", "Constant of the guide"}, 5, true, GHG_VERIFIED1,
	GHGP_RATING ": high, ±5 %"},
};

const UncertaintyRule *uncertainty_rules(size_t *count)
{
	*count = RULE_COUNT;
	return RULES;
}

const UncertaintyRule *uncertainty_rule(UncertaintyRuleCode code)
{
	return &RULES[code];
}

/* ---- which rule a value takes ---- */

typedef enum Phase { SOLID, LIQUID, GAS, BIO } Phase;

static Phase phase_of(const GhgFactor *fuel)
{
	return same(fuel->phase, "liquid") ? LIQUID
	       : same(fuel->phase, "gas")  ? GAS
	       : same(fuel->phase, "bio")  ? BIO
					   : SOLID;
}

static UncertaintyRuleCode fuel_rule(const GhgFactor *fuel, DefaultFrom from)
{
	static const UncertaintyRuleCode NCV[] = {
	    RULE_NCV_SOLID, RULE_NCV_LIQUID, RULE_NCV_GAS, RULE_NCV_BIO};
	static const UncertaintyRuleCode CARBON[] = {
	    RULE_CARBON_SOLID, RULE_CARBON_LIQUID, RULE_CARBON_GAS, RULE_CARBON_BIO};
	switch (from) {
	case DEFAULT_ITEM_NCV:
		return NCV[phase_of(fuel)];
	case DEFAULT_ITEM_CARBON:
		return CARBON[phase_of(fuel)];
	case DEFAULT_ITEM_CONTENT: /* of both the one that weighs more */
		return phase_of(fuel) == GAS || phase_of(fuel) == LIQUID ? RULE_FUEL : NCV[phase_of(fuel)];
	case DEFAULT_ITEM_OXIDATION:
		return phase_of(fuel) == SOLID || phase_of(fuel) == BIO ? RULE_OXIDATION_SOLID
									: RULE_OXIDATION;
	case DEFAULT_ITEM_CH4:
		return RULE_CH4;
	case DEFAULT_ITEM_N2O:
		return RULE_N2O;
	default:
		return RULE_FUEL;
	}
}

static UncertaintyRuleCode row_rule(const GhgCategory *category, const GhgFactor *row, DefaultFrom from)
{
	if (row->kind == GHG_FUEL)
		return fuel_rule(row, from);
	if (category->scope == 3)
		return RULE_SCOPE3;
	if (row->kind == GHG_GRID)
		return RULE_GRID;
	if (row->kind == GHG_HEAT)
		return RULE_HEAT;
	return same(category->gas, "CO2") ? RULE_PROCESS : RULE_PROCESS_OTHER;
}

/* Amounts: t, Nm3, GJ, yuan … and products of them; not ratios, temperatures, pressures or plain numbers. */
bool uncertainty_is_activity(const GhgCategory *category, const GhgInput *input)
{
	bool is_amount = input->dim.of[DIM_ITEM] > 0;
	for (int i = 0; i < DIM_BASES; i++) {
		if (input->dim.of[i] < 0)
			return input == category->inputs;
		is_amount = is_amount || (input->dim.of[i] > 0 && i != DIM_TEMPERATURE && i != DIM_PRESSURE);
	}
	return input == category->inputs || (is_amount && !input->is_measured);
}

static bool is_per_money(Dim dim)
{
	return dim.of[DIM_MONEY] || dim.of[DIM_USD] || dim.of[DIM_EUR] || dim.of[DIM_GBP];
}

/* Amounts by where they come from, laboratory values, own factors. */
static UncertaintyRuleCode given_rule(
    const GhgResult *result, const GhgInput *input, const GhgUsed *used, UncertaintyBasis basis)
{
	static const UncertaintyRuleCode ACTIVITY[] = {[UNCERTAINTY_UNKNOWN] = RULE_UNPROVEN,
	    [UNCERTAINTY_METERED] = RULE_METERED,
	    [UNCERTAINTY_LEDGER] = RULE_LEDGER,
	    [UNCERTAINTY_ESTIMATE] = RULE_ESTIMATE};
	if (input && uncertainty_is_activity(result->category, input))
		return ACTIVITY[basis];
	bool is_condition = input && input->need != GHG_DEFAULTED && !input->is_fraction &&
			    !same(input->name, "factor");
	if (input && (input->is_measured || is_condition)) /* laboratory values; COD, pressure … */
		return RULE_MEASURED;
	Unit unit;
	if (result->scope == 3 && unit_parse(used->unit, &unit) && is_per_money(unit.dim))
		return RULE_SPEND;
	return *used->source ? RULE_OWN_FACTOR : RULE_OWN_NO_SOURCE;
}

const UncertaintyRule *uncertainty_rule_of(
    const GhgResult *result, const GhgInput *input, const GhgUsed *used, UncertaintyBasis basis)
{
	const GhgCategory *category = result->category;
	switch (used->origin) {
	case GHG_FROM_GIVEN:
		return &RULES[given_rule(result, input, used, basis)];
	case GHG_FROM_FACTOR:
		return &RULES[input ? row_rule(category, used->factor,
					  category->program->rules[input - category->inputs].from)
				    : RULE_DENSITY];
	case GHG_FROM_STEAM:
		return &RULES[RULE_STEAM];
	default:
		return &RULES[RULE_CONSTANT];
	}
}
