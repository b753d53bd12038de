/* A factor table that an administrator uploads. The first byte picks the table and whether the rest is the
 * file itself or a list of edits of the table in force (its first rows), one a line: "12,4,1e308" puts a text
 * into a cell,
 * "-12" takes a row away, "+a,b" adds one. What the rules of the table refuse names row and column; what they
 * let through either loads or is refused with its file, and no line computed with it is known without being
 * finite. */
#include "edition/edition_rules.h"
#include "edition/table_rules.h"

#include "base/rand.h"
#include "bent.h"
#include "fuzz.h"
#include "upload.h"

enum { EDIT_ROWS = 60, LINES = 6, FILE_MAX_BYTES = 256 * 1024, USED_MAX_BYTES = 64 << 20 };

static const char *const TABLES[] = {"factors/grid_refused.csv", "factors/grid_cn.csv", "factors/heat_cn.csv",
    "factors/gwp.csv", "factors/gwp_blend_composition.csv", "factors/tce_gbt2589_2020.csv",
    "factors/process_cn.csv", "factors/scope3.csv", "factors/fuels_cn.csv", "factors/steam_saturated.csv",
    "factors/steam_superheated.csv", "factors/b205_1.csv"};
enum { TABLE_COUNT = sizeof TABLES / sizeof *TABLES };

static const GhgFile *in_force(const char *name)
{
	size_t count;
	const GhgFile *files = ghg_embedded_files(&count);
	for (size_t i = 0; i < count; i++)
		if (str_eq(files[i].name, name))
			return &files[i];
	abort();
}

/* A table in force cut down to its first rows; of superheated steam, whose grid must be whole, none is cut.
 */
static GhgFile few_rows(const GhgFile *file)
{
	enum { FEW = 25 };
	const char *end = str_eq(file->name, "factors/steam_superheated.csv") ? NULL : file->text;
	for (int row = 0; row < FEW && end; row++)
		end = strchr(end + 1, '\n');
	return (GhgFile){
	    .name = file->name, .text = file->text, .len = end ? (size_t)(end - file->text) + 1 : file->len};
}

/* ---- the upload ---- */

typedef struct Edit {
	char sign; /* '+', '-' or 0 for a cell */
	size_t row, column;
	const char *text;
} Edit;

static size_t read_edits(Arena *mem, const uint8_t *bytes, size_t size, Edit edits[EDIT_ROWS])
{
	size_t count = 0;
	char *at = arena_copy_n(mem, (const char *)bytes, size);
	while (at && *at && count < EDIT_ROWS) {
		char *end = strchr(at, '\n'), *after = at;
		if (end)
			*end++ = '\0';
		Edit edit = {.sign = *at == '+' || *at == '-' ? *at : '\0'};
		at += edit.sign != '\0';
		if (edit.sign != '+')
			edit.row = strtoul(at, &after, 10) % 100000;
		if (!edit.sign && *after == ',')
			edit.column = strtoul(after + 1, &after, 10) % TABLE_MAX_COLUMNS;
		edit.text = edit.sign ? at : after + (*after == ',');
		edits[count++] = edit;
		at = end;
	}
	return count;
}

static bool is_taken_away(const Edit edits[], size_t count, size_t row)
{
	for (size_t i = 0; i < count; i++)
		if (edits[i].sign == '-' && edits[i].row == row)
			return true;
	return false;
}

static void write_row(Buf *out, const Edit edits[], size_t count, size_t number, const TableRow *row)
{
	for (int column = 0; column < row->count; column++) {
		const char *cell = row->cells[column];
		for (size_t i = 0; i < count; i++)
			if (!edits[i].sign && edits[i].row == number && edits[i].column == (size_t)column)
				cell = edits[i].text;
		buf_text(out, column ? ",\"" : "\"");
		for (; *cell; cell++) {
			if (*cell == '"')
				buf_char(out, '"');
			buf_char(out, *cell);
		}
		buf_char(out, '"');
	}
	buf_char(out, '\n');
}

/* The table in force with the edits. */
static Buf edited(Arena *mem, const GhgFile *file, const uint8_t *bytes, size_t size)
{
	Edit edits[EDIT_ROWS];
	size_t count = read_edits(mem, bytes, size, edits), number = 0;
	Buf out = buf_in(mem, FILE_MAX_BYTES * 4);
	const TableChoice choice = {.kind = TABLE_CSV};
	TableFault fault;
	Table *table;
	TableRow row;
	check(table_open_bytes(mem, file->text, file->len, &choice, &table, &fault) == OK);
	for (; table_next(table, &row); number++)
		if (!is_taken_away(edits, count, number))
			write_row(&out, edits, count, number, &row);
	table_end(table);
	for (size_t i = 0; i < count; i++)
		if (edits[i].sign == '+')
			buf_printf(&out, "%s\n", edits[i].text);
	return out;
}

/* ---- what must hold ---- */

static void check_reading(const TableReading *reading)
{
	check(reading->shown <= TABLE_SHOWN_PROBLEMS && reading->shown <= reading->problem_count);
	check(reading->problem_count == 0 || reading->shown > 0);
	for (size_t i = 0; i < reading->shown; i++) {
		const CellWrong *wrong = &reading->problems[i];
		check(wrong->fault != CELL_FINE && wrong->row >= 1 && *wrong->column);
		check_text(wrong->given, strlen(wrong->given));
		check_text(wrong->expected, strlen(wrong->expected));
	}
}

static void check_lines(const Ghg *ghg, Arena *mem, const uint8_t *bytes, size_t size)
{
	Any any = {.bytes = bytes, .end = bytes + size};
	for (int i = 0; i < LINES; i++) {
		AnyLine line;
		const GhgMethod *method = any_method(&any, ghg);
		GhgSettings settings = any_settings(&any, ghg, method);
		any_line(&any, mem, ghg, method, &settings, &line);
		GhgResult result = ghg_calculate(ghg, mem, &line.settings, &line.line);
		check_result(ghg, mem, line.category, &result);
	}
}

static const char METHOD[] =
    "method general\n"
    "name : 甲 | A\ntitle : 甲 | A\nvalid 2016-01-01\nfuels NDRC-other-industry-2015\ngwp AR5\n"
    "category fuel\n\tname : 甲 | A\n\tscope 1\n\tgas CO2\n\titems fuels\n"
    "\tinput amount [ITEM] required : 甲 | A\n"
    "\tinput ncv [GJ/ITEM] default item.ncv measured : 甲 | A\n"
    "\tinput carbon [tC/GJ] default item.carbon measured : 甲 | A\n"
    "\tinput oxidation fraction default item.oxidation measured : 甲 | A\n"
    "\tinput ch4 [kgCH4/TJ] default? item.ch4 : 甲 | A\n"
    "\temits CO2 = amount * ncv * carbon * oxidation * 44/12 [tCO2/tC]\n"
    "\temits CH4 = amount * ncv * ch4\n"
    "\tenergy fuel = amount * ncv\n"
    "category rows\n\tname : 甲 | A\n\tscope 1\n\tgas CO2\n\titems rows ALL.carbonate.* [tCO2/t]\n"
    "\tinput amount [t, kg] required : 甲 | A\n"
    "\tinput factor [tCO2/t] default item.value : 甲 | A\n"
    "\temits CO2 = amount * factor\n"
    "category gases\n\tname : 甲 | A\n\tscope 1\n\tgas item\n\titems gases\n"
    "\tinput amount [kg, t, g] required : 甲 | A\n"
    "\temits item = amount\n"
    "category power\n\tname : 甲 | A\n\tscope 2\n\tgas CO2\n\tregion\n"
    "\tinput amount [MWh, kWh] required : 甲 | A\n"
    "\tinput factor [kgCO2/kWh] default grid : 甲 | A\n"
    "\temits CO2 = amount * factor\n"
    "\tenergy electricity = amount\n"
    "category steam\n\tname : 甲 | A\n\tscope 2\n\tgas CO2\n"
    "\tinput amount [t, kg] required : 甲 | A\n"
    "\tinput pressure [MPa, bar, kPa] optional : 甲 | A\n"
    "\tinput temperature [℃] optional : 甲 | A\n"
    "\tinput enthalpy [kJ/kg, kcal/kg] default steam : 甲 | A\n"
    "\tinput feedwater [kJ/kg] default row heat.steam.formula : 甲 | A\n"
    "\tinput factor [tCO2/GJ] default row heat.ef.default : 甲 | A\n"
    "\temits CO2 = amount * (enthalpy - feedwater) * factor\n"
    "\tenergy heat = amount * (enthalpy - feedwater)\n"
    "category goods\n\tname : 甲 | A\n\tscope 3\n\tgas CO2e\n\titems rows s3.material.* [tCO2e/t]\n"
    "\tinput amount [t, kg] required : 甲 | A\n"
    "\tinput factor [tCO2e/t] default item.value : 甲 | A\n"
    "\temits CO2e = amount * factor\n";

/* The whole set with the new table as the page tries it out, but quick: a made-up method with the ways to use
 * a table, and of the other tables a few rows. */
static const Ghg *load(Arena *mem, const GhgFile *new, GhgLoadError *error)
{
	static const char STEAM[] =
	    "pressure_mpa,temperature_c,value\n1,200,2827\n1,300,3051\n2,200,2850\n2,300,3024\n";
	const GhgFile steam = {"factors/steam_superheated.csv", STEAM, sizeof STEAM - 1, NULL};
	GhgFile files[TABLE_COUNT + 1] = {*new, {"methods/general.method", METHOD, sizeof METHOD - 1, NULL}};
	size_t count = 2;
	for (size_t i = 0; i < TABLE_COUNT; i++)
		if (!str_eq(TABLES[i], new->name))
			files[count++] = str_eq(TABLES[i], "factors/steam_superheated.csv")
					     ? steam
					     : few_rows(in_force(TABLES[i]));
	return edition_load(mem, files, count, error);
}

static void try_edition(Arena *mem, const GhgFile *new, const uint8_t *bytes, size_t size)
{
	GhgLoadError error = {0};
	const Ghg *ghg = load(mem, new, &error);
	if (!ghg) {
		check(error.file && *error.file && error.message && *error.message);
		check(error.line >= 0 && error.column >= 0);
		check_text(error.message, strlen(error.message));
		return;
	}
	FactorDifference *list;
	size_t count = factor_differences(mem, ghg_embedded(), ghg, &list);
	for (size_t i = 0; i < count; i++)
		check(list[i].before || list[i].after);
	check_lines(ghg, mem, bytes, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static Arena *mem;
	mem = mem ? mem : arena_open();
	if (size < 2 || size > FILE_MAX_BYTES)
		return 0;
	const GhgFile *old = in_force(TABLES[bytes[0] % TABLE_COUNT]), few = few_rows(old);
	bool is_whole = bytes[0] >= 0xA0;
	Buf edits = is_whole ? (Buf){0} : edited(mem, &few, bytes + 1, size - 1);
	const char *path = is_whole ? upload_of(bytes + 1, size - 1) : upload_of(buf_take(&edits), edits.len);
	TableProfile *profile = ARENA_NEW(mem, TableProfile);
	TableReading reading;
	table_profile(mem, few.text, few.len, profile);
	Err err = table_read(mem, profile, path, &reading);
	check(err == OK || err == ERR_TOO_LARGE);
	check_reading(&reading);
	if (!err && !reading.fault.kind && !reading.problem_count) {
		const GhgFile new = {.name = old->name, .text = reading.text, .len = reading.len};
		try_edition(mem, &new, bytes, size);
	}
	check(arena_used(mem) < USED_MAX_BYTES);
	arena_reset(mem);
	return 0;
}
