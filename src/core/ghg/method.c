/* Method files: one readable text a guide (docs/adding-a-method.md). A line is a keyword, its values, and
 * after
 * ':' the words in Chinese | English. Everything is checked here, so that what is loaded can be computed. */
#include "ghg/core.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 1000
#define CATEGORIES_MAX 160
#define USES_MAX 64
#define ROW_GASES_MAX 16
#define UNLESS_MAX 4
#define USE_ALL "*"

typedef struct Use {
	const char *code, *from;
	GhgWords clause;
	int line;
	size_t at; /* its place among the categories */
} Use;

typedef struct Reader {
	Ghg *ghg;
	Arena *mem;
	const GhgFile *file;
	GhgLoadError *error;
	int line;
	char text[LINE_MAX_BYTES]; /* the line, without indentation */
	int indent;
	char *at; /* what is still to be read of it */
	GhgMethod *method;
	GhgCategory *categories; /* of the method; a used one is empty until all files are read */
	size_t category_count;
	const GhgFactor **fitting; /* room for all rows of a table */
	Use uses[USES_MAX];
	size_t use_count;
	GhgCategory *category; /* the open one, or NULL */
	GhgInput *inputs;
	struct GhgProgram *program;
	const char *unless_names[CATEGORY_INPUTS][UNLESS_MAX], *with_names[CATEGORY_INPUTS];
	bool is_shared; /* `shared CODE`: categories for methods, no method */
	Date valid_from;
} Reader;

static bool wrong_at(Reader *r, int column, const char *message)
{
	*r->error = (GhgLoadError){
	    .file = r->file->name, .line = r->line, .column = column, .message = message};
	return false;
}

static bool wrong(Reader *r, const char *message)
{
	return wrong_at(r, r->indent + (int)(r->at - r->text) + 1, message);
}

static void skip_spaces(Reader *r)
{
	r->at += strspn(r->at, " \t");
}

/* The next word of the line, "" at its end or before ':' or '='. */
static const char *word(Reader *r)
{
	skip_spaces(r);
	size_t len = strcspn(r->at, " \t");
	if ((*r->at == ':' || *r->at == '=') && len == 1)
		return "";
	char *copy = arena_copy_n(r->mem, r->at, len);
	r->at += len;
	return copy;
}

static bool at_end(Reader *r)
{
	skip_spaces(r);
	return *r->at == '\0';
}

/* ": zh | en" at the end of the line. */
static bool words(Reader *r, GhgWords *out)
{
	skip_spaces(r);
	char *bar = strstr(r->at, "|");
	if (*r->at != ':' || !bar)
		return wrong(r, "': Chinese | English' is expected here");
	*bar = '\0';
	out->zh = str_trim(r->mem, r->at + 1);
	out->en = str_trim(r->mem, bar + 1);
	*bar = '|';
	if (!*out->zh || !*out->en)
		return wrong(r, "both the Chinese and the English words are needed");
	r->at += strlen(r->at);
	return true;
}

/* [unit, unit …] or the word fraction: NULL-ended list. */
static const char **unit_list(Reader *r, bool *is_fraction)
{
	static const char *FRACTION[] = {"%", "1", NULL};
	skip_spaces(r);
	*is_fraction = strncmp(r->at, "fraction", 8) == 0;
	if (*is_fraction) {
		r->at += 8;
		return FRACTION;
	}
	char *close = strchr(r->at, ']');
	if (*r->at != '[' || !close) {
		wrong(r, "a unit in brackets, [t] or [t, kg], or the word fraction is expected here");
		return NULL;
	}
	const char **list = ARENA_ARRAY(r->mem, const char *, 12);
	size_t count = 0;
	char *at = r->at + 1;
	while (at < close && count < 11) {
		size_t len = strcspn(at, ",]");
		list[count++] = str_trim(r->mem, arena_copy_n(r->mem, at, len));
		at += len + 1;
	}
	for (size_t i = 0; i < count; i++) {
		Unit first, unit;
		if (!unit_parse(list[i], &unit)) {
			wrong(r, arena_printf(r->mem, "%s is not a unit", list[i]));
			return NULL;
		}
		bool is_open = unit_parse(list[0], &first) &&
			       first.dim.of[DIM_ITEM]; /* what the item may be */
		if (!is_open && !dim_equal(first.dim, unit.dim)) {
			wrong(r,
			    arena_printf(r->mem, "%s and %s are of different dimensions", list[0], list[i]));
			return NULL;
		}
	}
	if (count == 0) {
		wrong(r, "a unit is expected between the brackets");
		return NULL;
	}
	r->at = close + 1;
	return list;
}

static int input_at(const Reader *r, const char *name)
{
	for (size_t i = 0; i < r->category->input_count; i++)
		if (same(r->inputs[i].name, name))
			return (int)i;
	return -1;
}

/* ---- defaults of inputs ---- */

/* The table that the items of the open category come from. */
static const Table *rows_of(const Reader *r)
{
	const char **patterns = r->program->row_patterns;
	bool is_scope3 = patterns && strncmp(patterns[0], "s3.", 3) == 0;
	return &r->ghg->tables[is_scope3 ? GHG_SCOPE3 : GHG_PROCESS];
}

static Dim per(DimBase over, DimBase under)
{
	return dim_times(dim_of(over), dim_of(under), -1);
}

static bool expect_dim(Reader *r, Dim found, Dim expected, const char *what)
{
	if (dim_equal(found, expected))
		return true;
	return wrong(r, arena_printf(r->mem, "%s has dimension %s, but the input is %s", what,
			    dim_text(r->mem, expected), dim_text(r->mem, found)));
}

static bool default_of_item(Reader *r, const GhgInput *input, InputRule *rule, const char *column)
{
	const struct {
		const char *column;
		DefaultFrom from;
		Dim dim;
	} COLUMNS[] = {
	    {"ncv", DEFAULT_ITEM_NCV, per(DIM_ENERGY, DIM_ITEM)},
	    {"carbon", DEFAULT_ITEM_CARBON, per(DIM_CARBON, DIM_ENERGY)},
	    {"oxidation", DEFAULT_ITEM_OXIDATION, {{0}}},
	    {"content", DEFAULT_ITEM_CONTENT, per(DIM_CARBON, DIM_ITEM)},
	    {"ch4", DEFAULT_ITEM_CH4, per(DIM_EMITTED, DIM_ENERGY)},
	    {"n2o", DEFAULT_ITEM_N2O, per(DIM_EMITTED, DIM_ENERGY)},
	};
	GhgItems items = r->category->items;
	if (same(column, "value") && items == GHG_ROWS) {
		rule->from = DEFAULT_ITEM_VALUE;
		return expect_dim(r, input->dim, r->program->row_unit.dim, "the list of items");
	}
	for (size_t i = 0; i < sizeof COLUMNS / sizeof COLUMNS[0]; i++) {
		if (!same(column, COLUMNS[i].column) || items != GHG_FUELS)
			continue;
		rule->from = COLUMNS[i].from;
		return expect_dim(r, input->dim, COLUMNS[i].dim, "this column of the fuel table");
	}
	return wrong(r, "the items of this category have no such column");
}

/* row PREFIX*: every item that has such a row must have it in the right dimension. */
static bool default_of_item_row(Reader *r, const GhgInput *input, InputRule *rule, const char *pattern)
{
	const Table *rows = &r->ghg->tables[GHG_PROCESS];
	size_t found = 0;
	rule->from = DEFAULT_ROW_OF_ITEM;
	rule->prefix = arena_copy_n(r->mem, pattern, strlen(pattern) - 1);
	if (r->category->items != GHG_ROWS)
		return wrong(r, "a row for each item needs 'items rows'");
	for (size_t i = 0; i < rows->count; i++) {
		const GhgFactor *row = item_row(r->ghg, rule->prefix, &rows->rows[i]);
		Unit unit;
		if (!row_is_item(r->category, &rows->rows[i]) || !row)
			continue;
		found++;
		if (!factor_unit(row->unit, &unit))
			return wrong(
			    r, arena_printf(r->mem, "the unit %s of %s cannot be read", row->unit, row->id));
		if (!expect_dim(r, input->dim, unit.dim, row->id))
			return false;
	}
	return found > 0 || wrong(r, arena_printf(r->mem, "no item has a row %s", pattern));
}

static bool default_of_row(Reader *r, const GhgInput *input, InputRule *rule)
{
	Unit unit;
	const char *id = word(r);
	if (str_ends(id, "*"))
		return default_of_item_row(r, input, rule, id);
	rule->row = ghg_factor(r->ghg, id);
	rule->from = DEFAULT_ROW;
	if (!rule->row)
		return wrong(r, arena_printf(r->mem, "no factor has the id %s", id));
	if (!factor_unit(rule->row->unit, &unit))
		return wrong(
		    r, arena_printf(r->mem, "the unit %s of %s cannot be read", rule->row->unit, id));
	return expect_dim(r, input->dim, unit.dim, id);
}

/* What stands after `default` or as the default of an optional input. */
static bool default_source(Reader *r, const GhgInput *input, InputRule *rule)
{
	const char *source = word(r);
	if (strncmp(source, "item.", 5) == 0)
		return default_of_item(r, input, rule, source + 5);
	if (same(source, "row"))
		return default_of_row(r, input, rule);
	if (same(source, "grid")) {
		rule->from = DEFAULT_GRID;
		return expect_dim(r, input->dim, per(DIM_CO2, DIM_ENERGY), "the grid table");
	}
	if (same(source, "steam")) {
		rule->from = DEFAULT_STEAM;
		return expect_dim(r, input->dim, per(DIM_ENERGY, DIM_MASS), "the steam table");
	}
	rule->from = DEFAULT_CONSTANT; /* in the first unit of the list */
	if (number_parse(source, &rule->constant) != NUMBER_OK)
		return wrong(r, "item.COLUMN, row ID, grid, steam or a number is expected as default");
	return true;
}

static bool read_need(Reader *r, GhgInput *input, InputRule *rule)
{
	const char *need = word(r);
	if (same(need, "required")) {
		input->need = GHG_REQUIRED;
		return true;
	}
	if (same(need, "optional")) {
		input->need = GHG_OPTIONAL;
		return true;
	}
	if (same(need, "default")) {
		input->need = GHG_DEFAULTED;
		return default_source(r, input, rule);
	}
	if (same(need, "default?")) { /* taken from the item where its row has it, else nothing */
		input->need = GHG_OPTIONAL;
		return default_source(r, input, rule);
	}
	return wrong(r, "required, optional, default or default? is expected here");
}

/* input NAME [units] NEED {unless NAME | with NAME | measured | signed} : zh | en */
static bool read_input(Reader *r)
{
	size_t at = r->category->input_count;
	if (at == CATEGORY_INPUTS)
		return wrong(r, "too many inputs");
	if (r->program->emission_count > 0)
		return wrong(r, "inputs stand before the formulas");
	GhgInput *input = &r->inputs[at];
	InputRule *rule = &r->program->rules[at];
	*rule = (InputRule){.with_input = -1};
	input->name = word(r);
	if (!*input->name || input_at(r, input->name) >= 0 || same(input->name, "share") ||
	    same(input->name, "gwp"))
		return wrong(
		    r, "a name is expected that no other input has (share and gwp exist everywhere)");
	const char **units = unit_list(r, &input->is_fraction);
	if (!units)
		return false;
	rule->unit = input->is_fraction ? "1" : units[0];
	if (!unit_parse(rule->unit, &rule->base))
		return wrong(r, "not a unit");
	rule->units = input->is_fraction || units[1] ? units : NULL;
	input->dim = rule->base.dim;
	if (input->dim.of[DIM_ITEM] && rule->units)
		rule->units++; /* [ITEM, USD, EUR]: offered where no item says what is counted */
	if (!read_need(r, input, rule))
		return false;
	for (const char *extra = word(r); *extra; extra = word(r)) {
		if (same(extra, "unless")) {
			size_t count = 0;
			while (count < UNLESS_MAX && r->unless_names[at][count])
				count++;
			if (count == UNLESS_MAX)
				return wrong(r, "unless stands too often");
			r->unless_names[at][count] = word(r);
		} else if (same(extra, "with"))
			r->with_names[at] = word(r);
		else if (same(extra, "measured"))
			input->is_measured = true;
		else if (same(extra, "signed"))
			input->may_be_negative = true;
		else
			return wrong(r, "unless NAME, with NAME, measured, signed or ':' is expected here");
	}
	if (!words(r, &input->label))
		return false;
	r->category->input_count++;
	return true;
}

/* ---- formulas ---- */

static bool read_formula(Reader *r, Dim expected, bool any_dim, Formula *out)
{
	FormulaError error;
	skip_spaces(r);
	if (*r->at != '=')
		return wrong(r, "'=' and a formula are expected here");
	r->at++;
	skip_spaces(r);
	if (any_dim) { /* the dimension is what it is: try, and take the one found */
		static const DimBase KINDS[] = {
		    DIM_ITEM, DIM_MASS, DIM_VOLUME, DIM_GAS, DIM_ENERGY, DIM_EMITTED, DIM_CO2};
		for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++)
			if (formula_compile(r->mem, r->at, r->inputs, r->category->input_count,
				dim_of(KINDS[i]), out, &error))
				return true;
	} else if (formula_compile(
		       r->mem, r->at, r->inputs, r->category->input_count, expected, out, &error)) {
		return true;
	}
	r->at += error.column;
	return wrong(r, error.message);
}

static Dim dim_of_gas(const char *gas)
{
	if (same(gas, "CO2") || same(gas, "CO2e"))
		return dim_of(DIM_CO2);
	return dim_of(same(gas, "item") ? DIM_MASS : DIM_EMITTED);
}

/* emits GAS [instead] [with NAME …] = FORMULA */
static bool read_emits(Reader *r)
{
	if (r->program->emission_count == CATEGORY_EMISSIONS)
		return wrong(r, "too many formulas");
	if (r->category->input_count == 0)
		return wrong(r, "inputs stand before the formulas");
	Emission *emission = &r->program->emissions[r->program->emission_count];
	emission->gas = word(r);
	if (r->program->emission_count == 0 && !same(emission->gas, r->category->gas))
		return wrong(r, "the first formula gives the gas of the category");
	int with = 0;
	const char *next = word(r);
	bool is_instead = same(next, "instead");
	emission->is_main = is_instead || same(emission->gas, r->category->gas);
	if (is_instead)
		next = word(r);
	if (same(next, "with"))
		for (next = word(r); *next && with < 3; next = word(r)) {
			emission->with[with] = input_at(r, next);
			if (emission->with[with++] < 0)
				return wrong(r, arena_printf(r->mem, "no input is called %s", next));
		}
	emission->with[with] = -1;
	if (*next)
		return wrong(r, "'instead', 'with NAME' or '=' is expected here");
	if (!read_formula(r, dim_of_gas(emission->gas), false, &emission->formula))
		return false;
	r->program->emission_count++;
	return true;
}

static bool read_energy(Reader *r)
{
	const char *kind = word(r);
	r->category->energy = same(kind, "fuel")	  ? GHG_ENERGY_FUEL
			      : same(kind, "electricity") ? GHG_ENERGY_ELECTRICITY
			      : same(kind, "heat")	  ? GHG_ENERGY_HEAT
							  : GHG_ENERGY_NONE;
	if (r->category->energy == GHG_ENERGY_NONE)
		return wrong(r, "fuel, electricity or heat is expected here");
	return read_formula(r, dim_of(DIM_ENERGY), false, &r->program->energy);
}

/* PATTERN … [unit] */
static bool read_rows(Reader *r)
{
	const char **patterns = ARENA_ARRAY(r->mem, const char *, 9);
	size_t count = 0;
	skip_spaces(r);
	while (*r->at && *r->at != '[' && strncmp(r->at, "fraction", 8) != 0 && count < 8) {
		patterns[count++] = word(r);
		skip_spaces(r);
	}
	bool is_fraction;
	const char **units = unit_list(r, &is_fraction);
	if (!units || count == 0)
		return units ? wrong(r, "ids of process factors are expected here") : false;
	r->program->row_patterns = patterns;
	return unit_parse(is_fraction ? "1" : units[0], &r->program->row_unit) || wrong(r, "not a unit");
}

/* other : zh | en */
static bool read_other(Reader *r)
{
	GhgFactor *other = ARENA_NEW(r->mem, GhgFactor);
	bool is_scope3 = rows_of(r) == &r->ghg->tables[GHG_SCOPE3]; /* counted in whatever the user says */
	*other = (GhgFactor){.id = "",
	    .kind = GHG_PROCESS,
	    .code = "OTHER",
	    .value = NAN,
	    .ncv = NAN,
	    .carbon = NAN,
	    .oxidation = NAN,
	    .ch4_kg_per_tj = NAN,
	    .n2o_kg_per_tj = NAN,
	    .unit = "",
	    .set = "",
	    .region = "",
	    .per_unit = is_scope3 ? "" : "t",
	    .gases = "",
	    .licence = "",
	    .phase = "",
	    .equipment = "",
	    .confidence = GHG_VERIFIED2,
	    .source_title = "",
	    .source_table = "",
	    .source_year = "",
	    .note = "",
	    .file = ""};
	r->program->other = other;
	return words(r, &other->name);
}

/* items gases | fuels [rows PATTERN … [unit]] [other : words] | rows PATTERN … [unit] [other : words] */
static bool read_items(Reader *r)
{
	const char *kind = word(r);
	if (r->category->input_count > 0)
		return wrong(r, "items stand before the inputs");
	r->category->items = same(kind, "fuels")   ? GHG_FUELS
			     : same(kind, "gases") ? GHG_GASES
			     : same(kind, "rows")  ? GHG_ROWS
						   : GHG_NO_ITEM;
	if (r->category->items == GHG_NO_ITEM)
		return wrong(r, "fuels, gases or rows is expected here");
	const char *next = r->category->items == GHG_FUELS ? word(r) : kind;
	if (same(next, "rows")) {
		if (!read_rows(r))
			return false;
		next = word(r);
	}
	if (r->category->items == GHG_FUELS && r->program->row_patterns &&
	    !dim_equal(r->program->row_unit.dim, per(DIM_CARBON, DIM_ITEM)))
		return wrong(r, "rows beside fuels are carbon contents: [tC/ITEM]");
	if (same(next, "other") && r->category->items != GHG_GASES)
		return read_other(r);
	return at_end(r) || wrong(r, "'other : Chinese | English' or nothing more is expected here");
}

/* item CODE : zh | en */
static bool read_item_name(Reader *r)
{
	const Table *rows = rows_of(r);
	struct GhgProgram *program = r->program;
	ItemName name = {.code = word(r)};
	bool is_found = false;
	for (size_t i = 0; i < rows->count && !is_found; i++)
		is_found = same(rows->rows[i].code, name.code) && row_is_item(r->category, &rows->rows[i]);
	if (!is_found)
		return wrong(r, arena_printf(r->mem, "no row of the items above has the code %s", name.code));
	if (!program->item_names)
		program->item_names = ARENA_ARRAY(r->mem, ItemName, ITEM_NAMES_MAX);
	if (program->item_name_count == ITEM_NAMES_MAX)
		return wrong(r, "too many item names");
	if (!words(r, &name.words))
		return false;
	program->item_names[program->item_name_count++] = name;
	return true;
}

/* gas NAME | gas item [ROW=GAS …] */
static bool read_gas(Reader *r)
{
	r->category->gas = word(r);
	const char **pairs = ARENA_ARRAY(r->mem, const char *, 2 * ROW_GASES_MAX + 1);
	size_t count = 0;
	for (const char *next = word(r); *next; next = word(r)) {
		const char *equals = strchr(next, '=');
		if (!equals || !same(r->category->gas, "item") || count == ROW_GASES_MAX)
			return wrong(r, "ROW=GAS is expected after 'gas item'");
		pairs[2 * count] = arena_copy_n(r->mem, next, (size_t)(equals - next));
		pairs[2 * count++ + 1] = equals + 1;
	}
	r->program->row_gases = count ? pairs : NULL;
	return true;
}

const char *gas_of_row(const GhgCategory *category, const char *code)
{
	const char **pairs = category->program->row_gases;
	for (; pairs && *pairs; pairs += 2)
		if (same(pairs[0], code))
			return pairs[1];
	return code;
}

/* Every row that may be chosen must be a gas with a GWP in some assessment. */
static bool check_row_gases(Reader *r)
{
	const Table *rows = &r->ghg->tables[GHG_PROCESS];
	if (!same(r->category->gas, "item") || r->category->items == GHG_GASES)
		return true;
	if (r->category->items != GHG_ROWS || r->program->other)
		return wrong(r, "'gas item' needs 'items gases' or 'items rows' without other");
	for (size_t i = 0; i < rows->count; i++) {
		if (!row_is_item(r->category, &rows->rows[i]))
			continue;
		const char *gas = gas_of_row(r->category, rows->rows[i].code);
		bool is_known = false;
		for (const char *const *set = ghg_gwp_sets(); *set; set++)
			is_known = is_known || ghg_gwp(r->ghg, *set, gas);
		if (!is_known)
			return wrong(
			    r, arena_printf(r->mem,
				   "factors/gwp.csv has no gas %s (row %s): add %s=GAS to the gas line", gas,
				   rows->rows[i].id, rows->rows[i].code));
	}
	return true;
}

/* Is the id the pattern, or does it begin as one with '*' at its end does? */
static bool matches(const char *id, const char *pattern)
{
	while (*pattern && *pattern == *id)
		pattern++, id++;
	return *pattern == *id || (*pattern == '*' && !pattern[1]);
}

static bool matches_one(const char *id, const char *const *patterns)
{
	for (; *patterns; patterns++)
		if (matches(id, *patterns))
			return true;
	return false;
}

bool row_is_item(const GhgCategory *category, const GhgFactor *factor)
{
	const struct GhgProgram *program = category->program;
	Unit unit;
	bool may_be = factor->kind == GHG_SCOPE3 || (factor->kind == GHG_PROCESS && factor->is_default);
	if (!may_be || factor->value != factor->value)
		return false;
	if (!program->row_patterns || !matches_one(factor->id, program->row_patterns) ||
	    !factor_unit(factor->unit, &unit))
		return false;
	if (!program->row_unit.dim.of[DIM_ITEM])
		return dim_equal(unit.dim, program->row_unit.dim);
	Dim counted = dim_times(
	    program->row_unit.dim, unit.dim, -1); /* of tCH4/ITEM and tCH4/Nm3: Nm3/ITEM */
	counted.of[DIM_ITEM] = 0;
	for (int i = 0; i < DIM_BASES; i++)
		if (counted.of[i] < 0)
			return false;
	return !dim_is_none(counted);
}

/* ---- the formula in words: 消费量 × 低位发热量 × … ---- */

static void add_label(Buf *out, const Reader *r, FormulaToken token, Lang lang)
{
	for (size_t i = 0; i < r->category->input_count; i++) {
		const GhgInput *input = &r->inputs[i];
		if (strlen(input->name) == token.len && strncmp(input->name, token.start, token.len) == 0)
			buf_text(out, ghg_words(input->label, lang));
	}
}

static const char *formula_words(const Reader *r, const Formula *formula, Lang lang)
{
	Buf out = buf_in(r->mem, BUF_FIELDS_MAX);
	const char *at = formula->text;
	for (FormulaToken token = formula_shown(&at); token.kind != TOKEN_END; token = formula_shown(&at)) {
		if (token.kind == TOKEN_NAME)
			add_label(&out, r, token, lang);
		else if (token.kind == TOKEN_NUMBER)
			buf_add(&out, token.start, token.len);
		else if (token.kind == TOKEN_SIGN && strchr("()", *token.start))
			buf_char(&out, *token.start);
		else if (token.kind == TOKEN_SIGN)
			buf_text(&out, *token.start == '*'   ? " × "
				       : *token.start == '/' ? " ÷ "
				       : *token.start == '-' ? " − "
							     : " + ");
	}
	return buf_take(&out);
}

/* ---- categories ---- */

static bool resolve_names(Reader *r)
{
	for (size_t i = 0; i < r->category->input_count; i++) {
		InputRule *rule = &r->program->rules[i];
		for (size_t n = 0; n < UNLESS_MAX && r->unless_names[i][n]; n++) {
			int at = input_at(r, r->unless_names[i][n]);
			if (at < 0)
				return wrong(r, arena_printf(r->mem, "unless: no input is called %s",
						    r->unless_names[i][n]));
			rule->unless_inputs |= (uint32_t)1 << at;
		}
		if (r->with_names[i] && (rule->with_input = input_at(r, r->with_names[i])) < 0)
			return wrong(
			    r, arena_printf(r->mem, "with: no input is called %s", r->with_names[i]));
		bool wants_steam = rule->from == DEFAULT_STEAM;
		if (wants_steam && (input_at(r, "pressure") < 0 || input_at(r, "temperature") < 0))
			return wrong(r, "the steam table needs inputs called pressure and temperature");
	}
	return true;
}

/* The rows that may be chosen, one a code: the default one of the table, else the first. */
static void list_items(Reader *r)
{
	struct GhgProgram *program = r->program;
	const Table *table = rows_of(r);
	size_t count = 0;
	if (!program->row_patterns)
		return;
	for (size_t i = 0; i < table->count; i++)
		if (row_is_item(r->category, &table->rows[i]))
			r->fitting[count++] = &table->rows[i];
	program->rows = index_for(r->mem, count + 1);
	program->row_list = ARENA_ARRAY(r->mem, const GhgFactor *, count + 1);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < count; i++)
			if (r->fitting[i]->is_default == (pass == 0))
				index_put(&program->rows, r->fitting[i]->code, "", r->fitting[i]);
	for (size_t i = 0; i < count; i++)
		if (index_get(&program->rows, r->fitting[i]->code, "") == r->fitting[i])
			program->row_list[program->row_count++] = r->fitting[i];
}

/* The end of a category: what it must have, it has. */
static bool close_category(Reader *r)
{
	GhgCategory *category = r->category;
	if (!category)
		return true;
	if (!category->name.zh || category->scope == 0 || r->program->emission_count == 0)
		return wrong(
		    r, arena_printf(r->mem, "the category %s above lacks a name, a scope or a formula",
			   category->code));
	if (!resolve_names(r) || !check_row_gases(r))
		return false;
	list_items(r);
	if (!r->program->activity.text) {
		FormulaError error;
		if (!formula_compile(r->mem, r->inputs[0].name, r->inputs, category->input_count,
			r->inputs[0].dim, &r->program->activity, &error))
			return wrong(r, error.message);
	}
	category->formula.zh = formula_words(r, &r->program->emissions[0].formula, ZH);
	category->formula.en = formula_words(r, &r->program->emissions[0].formula, EN);
	r->category = NULL;
	return true;
}

static bool code_is_new(Reader *r, const char *code)
{
	for (size_t i = 0; i < r->category_count; i++)
		if (same(r->categories[i].code, code))
			return wrong(r, arena_printf(r->mem, "the category %s stands twice", code));
	if (!*code)
		return wrong(r, "a category code is expected here");
	return r->category_count < CATEGORIES_MAX || wrong(r, "too many categories");
}

static bool open_category(Reader *r)
{
	if (!close_category(r))
		return false;
	const char *code = word(r);
	if (!code_is_new(r, code))
		return false;
	r->inputs = ARENA_ARRAY(r->mem, GhgInput, CATEGORY_INPUTS);
	r->program = ARENA_NEW(r->mem, struct GhgProgram);
	r->program->rules = ARENA_ARRAY(r->mem, InputRule, CATEGORY_INPUTS);
	r->program->emissions = ARENA_ARRAY(r->mem, Emission, CATEGORY_EMISSIONS);
	memset(r->unless_names, 0, sizeof r->unless_names);
	memset(r->with_names, 0, sizeof r->with_names);
	r->category = &r->categories[r->category_count++];
	*r->category = (GhgCategory){.code = code,
	    .gas = "CO2",
	    .hint = {"", ""},
	    .clause = {"", ""},
	    .inputs = r->inputs,
	    .program = r->program};
	return true;
}

/* use CODE … from METHOD [: clause], or use all from METHOD */
static bool read_use(Reader *r)
{
	GhgWords clause = {NULL, NULL};
	const char *codes[24];
	size_t count = 0;
	if (!close_category(r))
		return false;
	const char *next = word(r);
	for (; *next && !same(next, "from") && count < 24; next = word(r))
		codes[count++] = next;
	const char *from = word(r);
	if (!same(next, "from") || !*from)
		return wrong(r, "'use CATEGORY … from METHOD' is expected");
	if (!at_end(r) && !words(r, &clause))
		return false;
	if (count == 1 && same(codes[0], "all")) {
		if (r->use_count == USES_MAX)
			return wrong(r, "too many uses");
		r->uses[r->use_count++] = (Use){USE_ALL, from, clause, r->line, r->category_count};
		return true;
	}
	for (size_t i = 0; i < count; i++) {
		if (!code_is_new(r, codes[i]) || r->use_count == USES_MAX)
			return false;
		r->uses[r->use_count++] = (Use){codes[i], from, clause, r->line, r->category_count};
		r->categories[r->category_count++] = (GhgCategory){.code = codes[i]};
	}
	return true;
}

static bool category_line(Reader *r, const char *keyword)
{
	GhgCategory *category = r->category;
	if (same(keyword, "name"))
		return words(r, &category->name);
	if (same(keyword, "hint"))
		return words(r, &category->hint);
	if (same(keyword, "clause"))
		return words(r, &category->clause);
	if (same(keyword, "items"))
		return read_items(r);
	if (same(keyword, "item"))
		return read_item_name(r);
	if (same(keyword, "input"))
		return read_input(r);
	if (same(keyword, "emits"))
		return read_emits(r);
	if (same(keyword, "energy"))
		return read_energy(r);
	if (same(keyword, "activity"))
		return read_formula(r, (Dim){{0}}, true, &r->program->activity);
	if (same(keyword, "biogenic"))
		return read_formula(r, dim_of(DIM_CO2), false, &r->program->biogenic);
	if (same(keyword, "scope")) {
		category->scope = atoi(word(r));
		return (category->scope >= 1 && category->scope <= 3) || wrong(r, "the scope is 1, 2 or 3");
	}
	if (same(keyword, "gas"))
		return read_gas(r);
	if (same(keyword, "region"))
		category->wants_region = true;
	else if (same(keyword, "deduction"))
		category->is_deduction = true;
	else if (same(keyword, "non_fossil"))
		r->program->is_non_fossil = true;
	else
		return wrong_at(
		    r, r->indent + 1, arena_printf(r->mem, "%s is no keyword of a category", keyword));
	return at_end(r) || wrong(r, "nothing more is expected on this line");
}

/* ---- methods ---- */

static bool read_validity(Reader *r)
{
	if (!date_parse(word(r), &r->method->valid_from))
		return wrong(r, "a day such as 2013-10-15 is expected here");
	const char *to = word(r);
	if (*to && !date_parse(to, &r->method->valid_to))
		return wrong(r, "a day such as 2024-12-31 is expected here");
	return true;
}

static bool method_line(Reader *r, const char *keyword)
{
	GhgMethod *method = r->method;
	if (same(keyword, "category"))
		return open_category(r);
	if (same(keyword, "use"))
		return read_use(r);
	if (same(keyword, "method") || same(keyword, "shared")) {
		r->is_shared = *keyword == 's';
		method->code = word(r);
	} else if (same(keyword, "name"))
		return words(r, &method->name);
	else if (same(keyword, "title"))
		return words(r, &method->title);
	else if (same(keyword, "valid"))
		return read_validity(r);
	else if (same(keyword, "equipment"))
		method->equipment = word(r);
	else if (same(keyword, "doc") || same(keyword, "newer")) {
		const char **text = *keyword == 'd' ? &method->doc_no : &method->newer;
		*text = str_trim(r->mem, r->at);
		r->at += strlen(r->at);
	} else if (same(keyword, "fuels")) {
		method->fuel_set = word(r);
		return is_fuel_set(r->ghg, method->fuel_set) ||
		       wrong(r, "no such set in factors/fuels_cn.csv");
	} else if (same(keyword, "gwp")) {
		method->gwp_set = word(r);
		return is_gwp_set(method->gwp_set) || wrong(r, "no such assessment in factors/gwp.csv");
	} else {
		return wrong_at(
		    r, r->indent + 1, arena_printf(r->mem, "%s is no keyword of a method", keyword));
	}
	return at_end(r) || wrong(r, "nothing more is expected on this line");
}

/* The next line that says something; false at the end of the file or when a line is too long. */
static bool next_line(Reader *r, const char **rest, const char *end)
{
	while (*rest < end) {
		const char *stop = memchr(*rest, '\n', (size_t)(end - *rest));
		size_t len = (size_t)((stop ? stop : end) - *rest);
		const char *start = *rest;
		*rest += len + (stop ? 1 : 0);
		r->line++;
		while (len > 0 && (start[len - 1] == '\r' || start[len - 1] == ' ' || start[len - 1] == '\t'))
			len--;
		r->indent = 0;
		while (len > 0 && (*start == ' ' || *start == '\t')) {
			start++, len--, r->indent++;
		}
		r->at = r->text;
		if (len >= LINE_MAX_BYTES)
			return wrong(r, "the line is longer than 1000 bytes");
		memcpy(r->text, start, len);
		r->text[len] = '\0';
		if (len > 0 && *start != '#')
			return true;
	}
	return false;
}

static bool read_method(Reader *r)
{
	const char *rest = r->file->text, *end = rest + r->file->len;
	if (memchr(rest, '\0', r->file->len))
		return wrong(r, "a NUL byte");
	while (next_line(r, &rest, end)) {
		const char *keyword = word(r);
		bool is_top = same(keyword, "category") || same(keyword, "use");
		bool is_read = r->category && !is_top ? category_line(r, keyword) : method_line(r, keyword);
		if (!is_read)
			return false;
	}
	if (r->error->message || !close_category(r))
		return false;
	const GhgMethod *m = r->method;
	if (r->is_shared)
		return (m->code && *m->code && r->use_count == 0) ||
		       wrong(r, "a shared file has a code and categories of its own");
	if (!m->code || !*m->code || !m->name.zh || !m->title.zh || date_is_none(m->valid_from) ||
	    !m->fuel_set || !m->gwp_set)
		return wrong(r, "method, name, title, valid, fuels and gwp are needed");
	return true;
}

static const GhgMethod *used_method(const Reader *r, const char *code)
{
	for (size_t i = 0; i < r->ghg->shared_count; i++)
		if (same(r->ghg->shared[i].code, code))
			return &r->ghg->shared[i];
	const GhgMethod *method = ghg_method(r->ghg, code, r->valid_from);
	return method ? method : ghg_method(r->ghg, code, (Date){0});
}

/* use all from SHARED: its categories, in their order, where the line stands. */
static bool take_all(Reader *r, const Use *use, size_t at)
{
	const GhgMethod *from = used_method(r, use->from);
	r->line = use->line;
	bool is_shared = from && from >= r->ghg->shared && from < r->ghg->shared + r->ghg->shared_count;
	if (!is_shared || r->category_count + from->category_count > CATEGORIES_MAX)
		return wrong_at(r, 0,
		    arena_printf(r->mem, "%s is no shared file, or has too many categories", use->from));
	GhgCategory *all = ARENA_ARRAY(r->mem, GhgCategory, r->category_count + from->category_count);
	memcpy(all, r->categories, at * sizeof *all);
	memcpy(&all[at + from->category_count], &r->categories[at], (r->category_count - at) * sizeof *all);
	r->method->categories = r->categories = all;
	for (size_t i = 0; i < from->category_count; i++) {
		r->categories[at + i] = from->categories[i];
		if (use->clause.zh)
			r->categories[at + i].clause = use->clause;
	}
	r->category_count += from->category_count;
	return true;
}

static bool codes_differ(Reader *r)
{
	Index codes = index_for(r->mem, r->category_count);
	for (size_t i = 0; i < r->category_count; i++)
		if (!index_put(&codes, r->categories[i].code, "", &r->categories[i]))
			return wrong_at(r, 0,
			    arena_printf(r->mem, "the category %s stands twice", r->categories[i].code));
	return true;
}

/* Before methods are sorted: r->method still points to the method of this file. */
static bool take_shared(Reader *r)
{
	size_t before = r->category_count;
	for (size_t i = 0; i < r->use_count; i++) {
		size_t at = r->uses[i].at, count = r->category_count;
		if (!same(r->uses[i].code, USE_ALL))
			continue;
		if (!take_all(r, &r->uses[i], at))
			return false;
		for (size_t u = i + 1; u < r->use_count; u++)
			r->uses[u].at += r->category_count - count;
	}
	r->method->category_count = r->category_count;
	return r->category_count == before || codes_differ(r);
}

/* Fills the categories that a method uses from another one. */
static bool resolve_uses(Reader *r)
{
	for (size_t i = 0; i < r->use_count; i++) {
		const Use *use = &r->uses[i];
		const GhgMethod *from = used_method(r, use->from);
		if (same(use->code, USE_ALL))
			continue;
		const GhgCategory *source = from ? ghg_category(from, use->code) : NULL;
		r->line = use->line;
		if (!source || !source->program || source == &r->categories[use->at])
			return wrong_at(r, 0,
			    arena_printf(r->mem, "%s has no category %s of its own", use->from, use->code));
		r->categories[use->at] = *source;
		if (use->clause.zh)
			r->categories[use->at].clause = use->clause;
	}
	return true;
}

static int compare_methods(const void *a, const void *b)
{
	const GhgMethod *x = a, *y = b;
	int by_code = strcmp(x->code, y->code);
	int64_t days = by_code ? 0 : date_days(x->valid_from) - date_days(y->valid_from);
	return by_code ? by_code : days < 0 ? -1 : days > 0;
}

/* What one method file after another is read into. */
typedef struct Room {
	GhgCategory *categories;
	const GhgFactor **fitting;
} Room;

/* One file into one more method; its uses wait until all files are read. */
static bool open_method(Ghg *ghg, Reader *r, const Room *room, const GhgFile *file, GhgLoadError *error)
{
	*r = (Reader){.ghg = ghg, .mem = ghg->mem, .file = file, .error = error, .at = r->text};
	r->method = &ghg->methods[ghg->method_count++];
	*r->method = (GhgMethod){.doc_no = "",
	    .newer = "",
	    .equipment = "",
	    .file = arena_copy(ghg->mem, file->name),
	    .sha256 = file->sha256};
	r->categories = room->categories;
	r->fitting = room->fitting;
	if (!read_method(r))
		return false;
	r->categories = ARENA_ARRAY(ghg->mem, GhgCategory, r->category_count + 1);
	memcpy(r->categories, room->categories, r->category_count * sizeof *r->categories);
	r->method->categories = r->categories;
	r->method->category_count = r->category_count;
	r->valid_from = r->method->valid_from;
	if (r->is_shared) {
		ghg->shared[ghg->shared_count++] = *r->method;
		ghg->method_count--;
	}
	return true;
}

static size_t largest_table(const Ghg *ghg)
{
	size_t most = 0;
	for (int kind = 0; kind < GHG_KINDS; kind++)
		most = ghg->tables[kind].count > most ? ghg->tables[kind].count : most;
	return most;
}

bool methods_read(Ghg *ghg, const GhgFile files[], size_t count, GhgLoadError *error)
{
	const Room room = {.categories = ARENA_ARRAY(ghg->mem, GhgCategory, CATEGORIES_MAX),
	    .fitting = ARENA_ARRAY(ghg->mem, const GhgFactor *, largest_table(ghg) + 1)};
	Reader *readers = ARENA_ARRAY(ghg->mem, Reader, count);
	GhgMethod *methods = ARENA_ARRAY(ghg->mem, GhgMethod, ghg->method_count + count);
	size_t read = 0;
	if (ghg->method_count)
		memcpy(methods, ghg->methods, ghg->method_count * sizeof *methods);
	ghg->methods = methods;
	GhgMethod *shared = ARENA_ARRAY(ghg->mem, GhgMethod, ghg->shared_count + count);
	if (ghg->shared_count)
		memcpy(shared, ghg->shared, ghg->shared_count * sizeof *shared);
	ghg->shared = shared;
	for (size_t i = 0; i < count; i++)
		if (str_ends(files[i].name, ".method") &&
		    !open_method(ghg, &readers[read++], &room, &files[i], error))
			return false;
	for (size_t i = 0; i < read; i++)
		if (!readers[i].is_shared && !take_shared(&readers[i]))
			return false;
	qsort(ghg->methods, ghg->method_count, sizeof *ghg->methods, compare_methods);
	for (size_t i = 0; i < read; i++)
		if (!resolve_uses(&readers[i]))
			return false;
	for (size_t i = 1; i < ghg->method_count; i++)
		if (compare_methods(&ghg->methods[i - 1], &ghg->methods[i]) == 0) {
			*error = (GhgLoadError){.file = ghg->methods[i].file,
			    .message = "another file has the same method and first day"};
			return false;
		}
	return true;
}

/* ---- finding ---- */

const GhgMethod *ghg_methods(const Ghg *ghg, size_t *count)
{
	*count = ghg->method_count;
	return ghg->methods;
}

/* The place of the first edition of a method among all, which are sorted. */
static size_t first_edition(const Ghg *ghg, const char *code)
{
	size_t low = 0, high = ghg->method_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (strcmp(ghg->methods[middle].code, code) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const GhgMethod *ghg_method(const Ghg *ghg, const char *code, Date on)
{
	const GhgMethod *found = NULL;
	if (!code)
		return NULL;
	for (size_t i = first_edition(ghg, code); i < ghg->method_count; i++) {
		const GhgMethod *method = &ghg->methods[i];
		if (!same(method->code, code))
			break;
		bool has_begun = date_is_none(on) || !date_is_before(on, method->valid_from);
		if (has_begun || !found)
			found = method;
	}
	return found;
}

const GhgCategory *ghg_category(const GhgMethod *method, const char *code)
{
	for (size_t i = 0; code && i < method->category_count; i++)
		if (same(method->categories[i].code, code))
			return &method->categories[i];
	return NULL;
}

const GhgInput *ghg_input(const GhgCategory *category, const char *name)
{
	for (size_t i = 0; name && i < category->input_count; i++)
		if (category->inputs[i].name == name || same(category->inputs[i].name, name))
			return &category->inputs[i];
	return NULL;
}
