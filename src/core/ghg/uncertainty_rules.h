/* Which default uncertainty a value takes; between uncertainty.c and uncertainty_rules.c alone. */
#ifndef QINGCE_GHG_UNCERTAINTY_RULES_H
#define QINGCE_GHG_UNCERTAINTY_RULES_H

#include "ghg/core.h"
#include "ghg/uncertainty.h"

typedef enum UncertaintyRuleCode {
	RULE_METERED,
	RULE_LEDGER,
	RULE_UNPROVEN,
	RULE_ESTIMATE,
	RULE_SHARE_METERED,
	RULE_SHARE,
	RULE_MEASURED,
	RULE_OWN_FACTOR,
	RULE_OWN_NO_SOURCE,
	RULE_NCV_SOLID,
	RULE_NCV_LIQUID,
	RULE_NCV_GAS,
	RULE_NCV_BIO,
	RULE_CARBON_SOLID,
	RULE_CARBON_LIQUID,
	RULE_CARBON_GAS,
	RULE_CARBON_BIO,
	RULE_OXIDATION_SOLID,
	RULE_OXIDATION,
	RULE_CH4,
	RULE_N2O,
	RULE_FUEL,
	RULE_GRID,
	RULE_HEAT,
	RULE_PROCESS,
	RULE_PROCESS_OTHER,
	RULE_SCOPE3,
	RULE_SPEND,
	RULE_STEAM,
	RULE_DENSITY,
	RULE_CONSTANT,
	RULE_COUNT,
} UncertaintyRuleCode;

const UncertaintyRule *uncertainty_rule(UncertaintyRuleCode code);

/* Is this input of the category an amount that was counted or metered, not a factor or a property? */
bool uncertainty_is_activity(const GhgCategory *category, const GhgInput *input);

/* `input` NULL: the density that turned litres into tonnes. */
const UncertaintyRule *uncertainty_rule_of(
    const GhgResult *result, const GhgInput *input, const GhgUsed *used, UncertaintyBasis basis);

#endif
