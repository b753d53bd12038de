/* Formulas of method files: checked for dimensions, compiled to a flat program over registers, run on one
 * line or on columns of many.
 *
 *   sum     = product { ('+' | '-') product }
 *   product = signed { ('*' | '/') signed }
 *   signed  = [ '-' ] ( number | name | '(' sum ')' ) [ '[' unit ']' ]
 *
 * A ratio of two numbers written without spaces, 44/12, is one number; a unit in brackets gives it a
 * dimension: 44/12 [tCO2/tC]. */
#include "ghg/core.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 12

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static const char *number_end(const char *at)
{
	while (is_digit(*at) || *at == '.')
		at++;
	if (*at == 'e' && (is_digit(at[1]) || (at[1] == '-' && is_digit(at[2]))))
		for (at += 2; is_digit(*at);)
			at++;
	return at;
}

FormulaToken formula_token(const char **at)
{
	while (**at == ' ' || **at == '\t')
		*at += 1;
	FormulaToken token = {TOKEN_SIGN, *at, 1};
	const char *end = *at + 1;
	if (**at == '\0') {
		token.kind = TOKEN_END;
		end = *at;
	} else if (is_digit(**at)) {
		token.kind = TOKEN_NUMBER;
		end = number_end(*at);
		if (*end == '/' && is_digit(end[1]))
			end = number_end(end + 1);
	} else if (is_name_char(**at)) {
		token.kind = TOKEN_NAME;
		while (is_name_char(*end))
			end++;
	} else if (**at == '[') {
		const char *close = strchr(*at, ']');
		token.kind = close ? TOKEN_UNIT : TOKEN_WRONG;
		end = close ? close + 1 : end;
	} else if (!strchr("+-*/()", **at)) {
		token.kind = TOKEN_WRONG;
	}
	token.len = (size_t)(end - *at);
	*at = end;
	return token;
}

FormulaToken formula_shown(const char **at)
{
	FormulaToken token = formula_token(at);
	while (token.kind == TOKEN_UNIT)
		token = formula_token(at);
	const char *ahead = *at;
	FormulaToken number = formula_token(&ahead), unit = formula_token(&ahead);
	bool is_times_one = token.kind == TOKEN_SIGN && *token.start == '*' && number.kind == TOKEN_NUMBER &&
			    number.len == 1 && *number.start == '1' && unit.kind == TOKEN_UNIT;
	if (!is_times_one)
		return token;
	*at = ahead;
	return formula_shown(at);
}

typedef struct Value {
	int at; /* register */
	Dim dim;
} Value;

typedef struct Compiler {
	Arena *mem;
	const char *text, *at;
	FormulaToken token; /* the next one */
	const GhgInput *inputs;
	int input_count;
	double constants[FORMULA_REGISTERS];
	int constant_count;
	Op ops[FORMULA_OPS]; /* constants are registers 128.. and intermediate values 192.. until the end */
	int op_count;
	int depth;
	uint64_t reads;
	FormulaError *error;
} Compiler;

#define CONSTANT_0 128
#define VALUE_0 192

static void next(Compiler *c)
{
	c->token = formula_token(&c->at);
}

static bool wrong(Compiler *c, const char *where, char *message)
{
	*c->error = (FormulaError){(int)(where - c->text), message};
	return false;
}

static bool is_sign(const Compiler *c, char sign)
{
	return c->token.kind == TOKEN_SIGN && *c->token.start == sign;
}

static bool emit(Compiler *c, OpCode code, int a, int b, Dim dim, Value *out)
{
	if (c->op_count == FORMULA_OPS)
		return wrong(c, c->token.start, "the formula is too long");
	c->ops[c->op_count] = (Op){
	    (unsigned char)code, (unsigned char)(VALUE_0 + c->op_count), (unsigned char)a, (unsigned char)b};
	*out = (Value){VALUE_0 + c->op_count++, dim};
	return true;
}

static bool constant(Compiler *c, double value, Value *out)
{
	if (c->constant_count == 32)
		return wrong(c, c->token.start, "too many numbers in the formula");
	c->constants[c->constant_count] = value;
	*out = (Value){CONSTANT_0 + c->constant_count++, {{0}}};
	return true;
}

static bool read_number(Compiler *c, Value *out)
{
	char text[64];
	if (c->token.len >= sizeof text)
		return wrong(c, c->token.start, "the number is too long");
	memcpy(text, c->token.start, c->token.len);
	text[c->token.len] = '\0';
	char *slash = strchr(text, '/');
	double value = strtod(text, NULL);
	if (slash && strtod(slash + 1, NULL) == 0)
		return wrong(c, c->token.start, "division by zero");
	if (slash)
		value /= strtod(slash + 1, NULL);
	next(c);
	return constant(c, value, out);
}

static bool read_name(Compiler *c, Value *out)
{
	for (int i = 0; i < c->input_count; i++) {
		const char *name = c->inputs[i].name;
		if (strlen(name) != c->token.len || strncmp(name, c->token.start, c->token.len) != 0)
			continue;
		c->reads |= (uint64_t)1 << i;
		*out = (Value){i, c->inputs[i].dim};
		next(c);
		return true;
	}
	return wrong(c, c->token.start,
	    arena_printf(c->mem, "no input is called %.*s", (int)c->token.len, c->token.start));
}

/* value [unit]: the same value, seen in that unit. */
static bool read_unit(Compiler *c, Value *value)
{
	char text[64];
	Unit unit;
	size_t len = c->token.len - 2;
	if (len >= sizeof text)
		return wrong(c, c->token.start, "the unit is too long");
	memcpy(text, c->token.start + 1, len);
	text[len] = '\0';
	if (!unit_parse(text, &unit))
		return wrong(c, c->token.start, arena_printf(c->mem, "%s is not a unit", text));
	Dim dim = dim_times(value->dim, unit.dim, 1);
	next(c);
	value->dim = dim;
	if (unit.scale == 1)
		return true;
	Value scale;
	return constant(c, unit.scale, &scale) && emit(c, OP_MUL, value->at, scale.at, dim, value);
}

static bool read_sum(Compiler *c, Value *out);

static bool read_signed(Compiler *c, Value *out)
{
	bool is_negative = is_sign(c, '-');
	if (is_negative)
		next(c);
	if (c->token.kind == TOKEN_NUMBER) {
		if (!read_number(c, out))
			return false;
	} else if (c->token.kind == TOKEN_NAME) {
		if (!read_name(c, out))
			return false;
	} else if (is_sign(c, '(')) {
		if (++c->depth > DEPTH_MAX)
			return wrong(c, c->token.start, "parentheses are nested too deep");
		next(c);
		if (!read_sum(c, out))
			return false;
		if (!is_sign(c, ')'))
			return wrong(c, c->token.start, "a closing parenthesis is missing");
		c->depth--;
		next(c);
	} else {
		return wrong(c, c->token.start, "a number, a name or a parenthesis is expected here");
	}
	if (c->token.kind == TOKEN_UNIT && !read_unit(c, out))
		return false;
	return is_negative ? emit(c, OP_NEG, out->at, 0, out->dim, out) : true;
}

static bool read_product(Compiler *c, Value *out)
{
	if (!read_signed(c, out))
		return false;
	while (is_sign(c, '*') || is_sign(c, '/')) {
		bool is_times = is_sign(c, '*');
		Value right;
		next(c);
		if (!read_signed(c, &right))
			return false;
		Dim dim = dim_times(out->dim, right.dim, is_times ? 1 : -1);
		if (!emit(c, is_times ? OP_MUL : OP_DIV, out->at, right.at, dim, out))
			return false;
	}
	return true;
}

static bool read_sum(Compiler *c, Value *out)
{
	if (!read_product(c, out))
		return false;
	while (is_sign(c, '+') || is_sign(c, '-')) {
		const char *sign = c->token.start;
		Value right;
		next(c);
		if (!read_product(c, &right))
			return false;
		if (!dim_equal(out->dim, right.dim))
			return wrong(c, sign,
			    arena_printf(c->mem, "cannot %s %s and %s", *sign == '+' ? "add" : "subtract",
				dim_text(c->mem, out->dim), dim_text(c->mem, right.dim)));
		if (!emit(c, *sign == '+' ? OP_ADD : OP_SUB, out->at, right.at, out->dim, out))
			return false;
	}
	return true;
}

/* From the compiler's register numbers to inputs, constants, values in a row. */
static int final_register(const Compiler *c, int at)
{
	if (at >= VALUE_0)
		return c->input_count + c->constant_count + at - VALUE_0;
	if (at >= CONSTANT_0)
		return c->input_count + at - CONSTANT_0;
	return at;
}

bool formula_compile(Arena *mem, const char *text, const GhgInput inputs[], size_t input_count, Dim expected,
    Formula *out, FormulaError *error)
{
	Compiler c = {.mem = mem,
	    .text = text,
	    .at = text,
	    .inputs = inputs,
	    .input_count = (int)input_count,
	    .error = error};
	Value result;
	next(&c);
	if (!read_sum(&c, &result))
		return false;
	if (c.token.kind != TOKEN_END)
		return wrong(&c, c.token.start, "an operator is expected here");
	if (!dim_equal(result.dim, expected))
		return wrong(&c, text,
		    arena_printf(mem, "the result is %s, but %s is expected", dim_text(mem, result.dim),
			dim_text(mem, expected)));
	if (c.input_count + c.constant_count + c.op_count > FORMULA_REGISTERS)
		return wrong(&c, text, "the formula is too long");
	*out = (Formula){
	    .text = arena_copy(mem, text),
	    .ops = ARENA_ARRAY(mem, Op, (size_t)c.op_count + 1),
	    .op_count = c.op_count,
	    .input_count = c.input_count,
	    .constants = ARENA_ARRAY(mem, double, (size_t)c.constant_count + 1),
	    .constant_count = c.constant_count,
	    .result = final_register(&c, result.at),
	    .reads = c.reads,
	};
	memcpy(out->constants, c.constants, (size_t)c.constant_count * sizeof(double));
	for (int i = 0; i < c.op_count; i++)
		out->ops[i] = (Op){c.ops[i].code, (unsigned char)final_register(&c, c.ops[i].to),
		    (unsigned char)final_register(&c, c.ops[i].a),
		    (unsigned char)final_register(&c, c.ops[i].b)};
	return true;
}

static double apply(OpCode code, double a, double b)
{
	switch (code) {
	case OP_ADD:
		return a + b;
	case OP_SUB:
		return a - b;
	case OP_MUL:
		return a * b;
	case OP_DIV:
		return a / b;
	case OP_NEG:
		break;
	}
	return -a;
}

double formula_size(const Formula *formula, const double inputs[])
{
	double registers[FORMULA_REGISTERS];
	for (int i = 0; i < formula->input_count; i++)
		registers[i] = fabs(inputs[i]);
	for (int i = 0; i < formula->constant_count; i++)
		registers[formula->input_count + i] = fabs(formula->constants[i]);
	for (int i = 0; i < formula->op_count; i++) {
		Op op = formula->ops[i];
		double value = apply((OpCode)op.code, registers[op.a], registers[op.b]);
		registers[op.to] = op.code == OP_SUB   ? registers[op.a] + registers[op.b]
				   : op.code == OP_NEG ? registers[op.a]
						       : value;
	}
	return registers[formula->result];
}

double formula_run(const Formula *formula, const double inputs[])
{
	double registers[FORMULA_REGISTERS];
	memcpy(registers, inputs, (size_t)formula->input_count * sizeof(double));
	memcpy(registers + formula->input_count, formula->constants,
	    (size_t)formula->constant_count * sizeof(double));
	for (int i = 0; i < formula->op_count; i++) {
		Op op = formula->ops[i];
		registers[op.to] = apply((OpCode)op.code, registers[op.a], registers[op.b]);
	}
	return registers[formula->result];
}

/* ---- many lines at once ---- */

#define BLOCK 128

/* Where a register's values stand for this block: a column, or one value for all (stride 0). */
typedef struct Lane {
	const double *values;
	int stride;
} Lane;

#define EACH(expression)                                                                                     \
	for (size_t i = 0; i < n; i++)                                                                       \
	to[i] = (expression)

/* The loops are spelled out by stride so that the compiler can use vector instructions in each. */
static void apply_block(OpCode code, Lane a, Lane b, size_t n, double *restrict to)
{
	const double *x = a.values, *y = b.values;
	double x0 = x[0], y0 = y[0];
	switch (code) {
	case OP_MUL:
		if (a.stride && b.stride)
			EACH(x[i] * y[i]);
		else if (a.stride)
			EACH(x[i] * y0);
		else if (b.stride)
			EACH(x0 * y[i]);
		else
			EACH(x0 * y0);
		return;
	case OP_ADD:
		EACH(x[a.stride ? i : 0] + y[b.stride ? i : 0]);
		return;
	case OP_SUB:
		EACH(x[a.stride ? i : 0] - y[b.stride ? i : 0]);
		return;
	case OP_DIV:
		EACH(x[a.stride ? i : 0] / y[b.stride ? i : 0]);
		return;
	case OP_NEG:
		EACH(-x[a.stride ? i : 0]);
		return;
	}
}

/* Where intermediate values stand: one that was read for the last time leaves its block to the next, so that
 * all of them stay in the nearest cache. */
typedef struct Slots {
	unsigned char of[FORMULA_OPS]; /* by operation */
	int count;
} Slots;

static Slots slots_of(const Formula *formula)
{
	Slots slots = {.count = 0};
	int value_0 = formula->input_count + formula->constant_count, last_use[FORMULA_OPS] = {0};
	unsigned char unused[2 * FORMULA_OPS];
	int unused_count = 0;
	for (int i = 0; i < formula->op_count; i++) {
		if (formula->ops[i].a >= value_0)
			last_use[formula->ops[i].a - value_0] = i;
		if (formula->ops[i].b >= value_0)
			last_use[formula->ops[i].b - value_0] = i;
	}
	for (int i = 0; i < formula->op_count; i++) {
		int a = formula->ops[i].a - value_0, b = formula->ops[i].b - value_0;
		slots.of[formula->ops[i].to - value_0] = unused_count ? unused[--unused_count]
								      : (unsigned char)slots.count++;
		if (a >= 0 && last_use[a] == i)
			unused[unused_count++] = slots.of[a];
		if (b >= 0 && b != a && last_use[b] == i)
			unused[unused_count++] = slots.of[b];
	}
	return slots;
}

static void run_block(
    const Formula *formula, const Slots *slots, Lane lanes[], double values[][BLOCK], size_t n, double out[])
{
	int value_0 = formula->input_count + formula->constant_count;
	for (int i = 0; i < formula->op_count; i++) {
		Op op = formula->ops[i];
		double *to = op.to == formula->result ? out : values[slots->of[op.to - value_0]];
		apply_block((OpCode)op.code, lanes[op.a], lanes[op.b], n, to);
		lanes[op.to] = (Lane){to, 1};
	}
	if (formula->op_count == 0)
		for (size_t i = 0; i < n; i++)
			out[i] = lanes[formula->result].values[lanes[formula->result].stride ? i : 0];
}

void ghg_batch(const GhgCategory *category, int formula, const GhgColumn columns[], size_t n, double tonnes[])
{
	formula_run_columns(&category->program->emissions[formula].formula, columns, n, tonnes);
}

void formula_run_columns(const Formula *formula, const GhgColumn columns[], size_t n, double out[])
{
	static const double ZERO = 0;
	const Slots slots = slots_of(formula);
	double values[FORMULA_OPS][BLOCK];
	Lane lanes[FORMULA_REGISTERS];
	for (size_t start = 0; start < n; start += BLOCK) {
		for (int i = 0; i < formula->input_count; i++) {
			GhgColumn column = columns[i];
			lanes[i] = column.values
				       ? (Lane){column.values + (column.stride ? start : 0), column.stride}
				       : (Lane){&ZERO, 0};
		}
		for (int i = 0; i < formula->constant_count; i++)
			lanes[formula->input_count + i] = (Lane){&formula->constants[i], 0};
		run_block(formula, &slots, lanes, values, n - start < BLOCK ? n - start : BLOCK, out + start);
	}
}
