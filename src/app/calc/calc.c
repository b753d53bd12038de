/* `qingce calc`: a document in, results, trees and met or missed expectations out. */
#include "calc/calc_inner.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rand.h"
#include "base/str.h"
#include "ghg/tree.h"
#include "json/json_tree.h"

#define TEXT_MAX 400
#define OUT_MAX ((size_t)512 << 20)

/* ---- running ---- */

static Err open_calc(Calc *calc, const Ghg *ghg, Arena *mem, const char *json, size_t len, Buf *out)
{
	*calc = (Calc){.ghg = ghg, .mem = mem};
	Err err = calc_document_read(calc, json, len);
	if (err) {
		buf_text(out, json_in_message(&calc->in));
		return err;
	}
	calc_compute(calc);
	calc_check_beside(calc);
	if (calc->in.fault) {
		buf_text(out, json_in_message(&calc->in));
		return ERR_INPUT;
	}
	return OK;
}

Err calc_run(Arena *mem, const char *json, size_t len, Buf *out)
{
	Calc calc;
	Err err = open_calc(&calc, ghg_embedded(), mem, json, len, out);
	if (err)
		return err;
	calc_put_results(&calc, out);
	return out->overflow ? ERR_TOO_LARGE : OK;
}

static const GhgTreeContract *tree_contracts(const Calc *calc)
{
	GhgTreeContract *list = ARENA_ARRAY(calc->mem, GhgTreeContract, calc->contract_count + 1);
	for (size_t i = 0; i < calc->contract_count; i++)
		list[i] = (GhgTreeContract){.id = "",
		    .title = arena_printf(calc->mem, "contracts/%zu", i),
		    .mwh = calc->contracts[i].mwh,
		    .tco2_per_mwh = calc->contracts[i].tco2_per_mwh};
	return list;
}

/* The lines stand before the figures, so that figures need not open them again. */
static GhgTreeScene tree_scene(const Calc *calc, Lang lang)
{
	GhgTreeLine *lines = ARENA_ARRAY(calc->mem, GhgTreeLine, calc->line_count + 1);
	for (size_t i = 0; i < calc->line_count; i++) {
		const CalcLine *line = &calc->lines[i];
		lines[i] = (GhgTreeLine){line->id, line->id, line->facility, &line->result};
	}
	return (GhgTreeScene){.ghg = calc->ghg,
	    .lang = lang,
	    .is_brief = true,
	    .coal_rate_kgce_per_kwh = calc->settings.coal_rate_kgce_per_kwh,
	    .lines = lines,
	    .line_count = calc->line_count,
	    .totals = &calc->totals,
	    .market = &calc->market,
	    .contracts = tree_contracts(calc),
	    .contract_count = calc->contract_count,
	    .uncertainty = &calc->uncertainty};
}

static GhgNode line_tree(const Calc *calc, const CalcLine *line, Lang lang)
{
	return tree_of_line(calc->ghg, calc->mem, line->id, line->id, &line->result, lang);
}

static void put_tree(const Calc *calc, Lang lang, Buf *out)
{
	for (size_t i = 0; i < calc->line_count; i++) {
		GhgNode node = line_tree(calc, &calc->lines[i], lang);
		tree_print(calc->ghg, out, &node, lang);
		buf_char(out, '\n');
	}
	GhgTreeScene scene = tree_scene(calc, lang);
	size_t count;
	const char *const *figures = tree_figures(calc->mem, &scene, &count);
	for (size_t i = 0; i < count && !out->overflow; i++) {
		GhgNode node;
		if (!tree_of_figure(calc->mem, &scene, figures[i], &node))
			continue;
		tree_print(calc->ghg, out, &node, lang);
		buf_char(out, '\n');
	}
}

static void put_json_tree(const Calc *calc, Lang lang, Buf *out)
{
	JsonOut json = json_out(out);
	json_object_begin(&json);
	json_field_text(&json, "format", "qingce-calc-tree/1");
	json_key(&json, "lines");
	json_list_begin(&json);
	for (size_t i = 0; i < calc->line_count; i++) {
		GhgNode node = line_tree(calc, &calc->lines[i], lang);
		json_put_tree(&json, &node);
	}
	json_list_end(&json);
	json_key(&json, "figures");
	json_list_begin(&json);
	GhgTreeScene scene = tree_scene(calc, lang);
	size_t count;
	const char *const *figures = tree_figures(calc->mem, &scene, &count);
	for (size_t i = 0; i < count && !out->overflow; i++) {
		GhgNode node;
		if (tree_of_figure(calc->mem, &scene, figures[i], &node))
			json_put_tree(&json, &node);
	}
	json_list_end(&json);
	json_object_end(&json);
	json_end(&json);
}

Err calc_explain(Arena *mem, const char *json, size_t len, Lang lang, bool is_json, Buf *out)
{
	Calc calc;
	Err err = open_calc(&calc, ghg_embedded(), mem, json, len, out);
	if (err)
		return err;
	if (is_json)
		put_json_tree(&calc, lang, out);
	else
		put_tree(&calc, lang, out);
	return out->overflow ? ERR_TOO_LARGE : OK;
}

/* ---- expectations: examples carry their published numbers ---- */

/* The value an RFC 6901 pointer names; NULL when there is none. */
static const Json *json_at(const Json *root, const char *pointer)
{
	while (root && *pointer == '/') {
		char key[80];
		size_t len = strcspn(++pointer, "/");
		int64_t index;
		if (len >= sizeof key)
			return NULL;
		memcpy(key, pointer, len);
		key[len] = '\0';
		pointer += len;
		if (root->type == JSON_IS_LIST && str_to_int(key, &index)) {
			for (root = root->first; root && index > 0; index--)
				root = root->next;
		} else {
			root = json_find(root, key);
		}
	}
	return root;
}

/* A number within the tolerance, or the same text, truth or null. */
static bool is_met(Calc *calc, const Json *want, const Json *found)
{
	const Json *value = json_find(want, "value");
	if (!value || !found)
		return false;
	if (value->type == JSON_IS_NULL || value->type == JSON_IS_BOOL)
		return found->type == value->type && found->truth == value->truth;
	if (value->type == JSON_IS_TEXT)
		return found->type == JSON_IS_TEXT && str_eq(found->text, value->text);
	double number = json_get_real(&calc->in, want, "value", -1e300, 1e300);
	double tolerance = json_get_real_or(&calc->in, want, "tolerance", 0, 1e300, 1e-9);
	bool is_number = found->type == JSON_IS_INT || found->type == JSON_IS_REAL;
	return !calc->in.fault && is_number && fabs(found->real - number) <= tolerance;
}

static const char *shown(Arena *mem, const Json *value)
{
	if (!value || value->type == JSON_IS_LIST || value->type == JSON_IS_OBJECT)
		return "nothing";
	if (value->type == JSON_IS_TEXT)
		return value->text;
	if (value->type == JSON_IS_BOOL)
		return value->truth ? "true" : "false";
	return value->type == JSON_IS_NULL ? "null" : number_plain(mem, value->real);
}

/* Says what differs; the number of expectations that are not met. */
static int check_expectations(Calc *calc, const char *json, size_t len, Buf *report)
{
	static const char *const KNOWN[] = {"at", "value", "tolerance", "published", "note", NULL};
	JsonIn in;
	const Json *root;
	int wrong = 0;
	if (!calc->expect || json_read(&in, calc->mem, json, len, OUT_MAX, &root))
		return calc->expect ? 1 : 0;
	for (const Json *want = calc->expect->first; want; want = want->next) {
		json_only_known(&calc->in, want, KNOWN);
		const char *at = json_get_text(&calc->in, want, "at", TEXT_MAX);
		const Json *found = json_at(root, at);
		if (is_met(calc, want, found))
			continue;
		wrong++;
		buf_printf(report, "%s: %s expected, found %s\n", at,
		    shown(calc->mem, json_find(want, "value")), shown(calc->mem, found));
	}
	if (calc->in.fault)
		buf_printf(report, "%s\n", json_in_message(&calc->in));
	return wrong + (calc->in.fault != JSON_FINE);
}

int calc_check(Arena *mem, const char *json, size_t len, Buf *report)
{
	Calc calc;
	Buf out = buf_in(mem, OUT_MAX);
	if (open_calc(&calc, ghg_embedded(), mem, json, len, report) != OK)
		return -1;
	calc_put_results(&calc, &out);
	return out.overflow ? -1 : check_expectations(&calc, buf_take(&out), out.len, report);
}

/* ---- the subcommand ---- */

static bool read_stream(FILE *file, size_t max, Buf *out)
{
	char chunk[65536];
	*out = buf_in(out->mem, max);
	for (size_t got; (got = fread(chunk, 1, sizeof chunk, file)) > 0 && !out->overflow;)
		buf_add(out, chunk, got);
	return !ferror(file) && !out->overflow;
}

static bool read_path(const char *path, size_t max, Buf *out)
{
	FILE *file = str_eq(path, "-") ? stdin : fopen(path, "rb");
	if (!file)
		return false;
	bool is_read = read_stream(file, max, out);
	if (file != stdin)
		fclose(file);
	return is_read;
}

/* The files of one folder of a data directory, in the order of their names. */
static size_t read_folder(
    Arena *mem, const char *dir, const char *folder, GhgFile *files, size_t count, size_t most)
{
	struct dirent **entries;
	int found = scandir(arena_printf(mem, "%s/%s", dir, folder), &entries, NULL, alphasort);
	for (int i = 0; i < found; i++) {
		const char *name = entries[i]->d_name;
		Buf text = {.mem = mem};
		bool is_data = str_ends(name, ".csv") || str_ends(name, ".method");
		if (is_data && count < most &&
		    read_path(arena_printf(mem, "%s/%s/%s", dir, folder, name), 16 << 20, &text))
			files[count++] = (GhgFile){arena_printf(mem, "%s/%s", folder, name), buf_take(&text),
			    text.len, sha256_hex(mem, buf_take(&text), text.len)};
		free(entries[i]);
	}
	if (found >= 0)
		free(entries);
	return count;
}

static const Ghg *load_directory(Arena *mem, const char *dir)
{
	GhgFile files[300];
	GhgLoadError error;
	size_t count = read_folder(mem, dir, "factors", files, 0, 300);
	count = read_folder(mem, dir, "methods", files, count, 300);
	count = read_folder(mem, dir, "words", files, count, 300);
	const Ghg *ghg = ghg_load(mem, files, count, &error);
	if (!ghg)
		fprintf(
		    stderr, "%s/%s:%d:%d: %s\n", dir, error.file, error.line, error.column, error.message);
	return ghg;
}

typedef struct Options {
	const char *path, *data_directory;
	bool is_tree, is_json;
	Lang lang;
} Options;

static bool read_options(int argc, char **argv, Options *options)
{
	*options = (Options){.lang = ZH};
	for (int i = 1; i < argc; i++) {
		const char *next = i + 1 < argc ? argv[i + 1] : "";
		if (str_eq(argv[i], "--explain")) {
			options->is_tree = true;
			bool has_lang = str_eq(next, "zh") || str_eq(next, "en");
			options->lang = str_eq(next, "en") ? EN : ZH;
			i += has_lang;
		} else if (str_eq(argv[i], "--json")) {
			options->is_json = true;
		} else if (str_eq(argv[i], "--data") && i + 1 < argc) {
			options->data_directory = argv[++i];
		} else if (options->path || (argv[i][0] == '-' && argv[i][1])) {
			return false;
		} else {
			options->path = argv[i];
		}
	}
	return options->path != NULL && (options->is_tree || !options->is_json);
}

static int run_file(Arena *mem, const Options *options)
{
	const Ghg *ghg = options->data_directory ? load_directory(mem, options->data_directory)
						 : ghg_embedded();
	Buf text = {.mem = mem}, out = buf_in(mem, OUT_MAX), tree = buf_in(mem, OUT_MAX);
	Calc calc;
	if (!ghg)
		return 2;
	if (!read_path(options->path, CALC_MAX_BYTES, &text)) {
		fprintf(stderr, "qingce calc: cannot read %s, or it is larger than 64 MB\n", options->path);
		return 2;
	}
	if (open_calc(&calc, ghg, mem, buf_take(&text), text.len, &out) != OK) {
		fprintf(stderr, "qingce calc: %s: %s\n", options->path, buf_take(&out));
		return 2;
	}
	calc_put_results(&calc, &out);
	if (options->is_tree && options->is_json)
		put_json_tree(&calc, options->lang, &tree);
	else if (options->is_tree)
		put_tree(&calc, options->lang, &tree);
	if (out.overflow || tree.overflow) {
		fprintf(stderr, "qingce calc: the result is larger than 512 MB\n");
		return 1;
	}
	fputs(options->is_tree ? buf_take(&tree) : buf_take(&out), stdout);
	fputs(options->is_tree && !options->is_json ? "" : "\n", stdout);
	Buf report = buf_in(mem, 1 << 20);
	int wrong = check_expectations(&calc, buf_take(&out), out.len, &report);
	fputs(report.overflow ? "more expectations are not met than 1 MB can say\n" : buf_take(&report),
	    stderr);
	return wrong > 0 || calc.totals.unknown > 0 || calc_product_unknown(calc.product) > 0 ? 1 : 0;
}

int calc_main(int argc, char **argv)
{
	Options options;
	if (!read_options(argc, argv, &options)) {
		fprintf(stderr, "usage: qingce calc [--explain [zh|en] [--json]] [--data DIR] FILE.json\n");
		return 2;
	}
	Arena *mem = arena_open();
	int code = run_file(mem, &options);
	arena_close(mem);
	return code;
}
