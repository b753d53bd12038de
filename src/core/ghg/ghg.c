/* Loading: tables first, then the words, then the methods that refer to them. */
#include "ghg/core.h"

#include <string.h>

static uint64_t mark_text(uint64_t mark, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		mark = (mark ^ (unsigned char)text[i]) * 1099511628211u; /* FNV-1a */
	return (mark ^ 0x1f) * 1099511628211u;
}

static uint64_t mark_of(const GhgFile files[], size_t count)
{
	uint64_t mark = 14695981039346656037u;
	for (size_t i = 0; i < count; i++) {
		const GhgFile *file = &files[i];
		mark = mark_text(mark, file->name, strlen(file->name));
		mark = file->sha256 ? mark_text(mark, file->sha256, strlen(file->sha256))
				    : mark_text(mark, file->text, file->len);
	}
	return mark;
}

static bool keep_files(Ghg *ghg, const GhgFile files[], size_t count)
{
	ghg->mark = mark_of(files, count);
	ghg->files = ARENA_ARRAY(ghg->mem, GhgFile, count);
	for (size_t i = 0; i < count; i++)
		ghg->files[i] = (GhgFile){arena_copy(ghg->mem, files[i].name), files[i].text, files[i].len,
		    files[i].sha256 ? arena_copy(ghg->mem, files[i].sha256) : NULL};
	ghg->file_count = count;
	return true;
}

static bool need(const Ghg *ghg, GhgLoadError *error)
{
	static const char *const MESSAGES[GHG_KINDS] = {"no fuels_cn.csv", "no grid_cn.csv", "no heat_cn.csv",
	    "no process_cn.csv", "no gwp.csv", "no tce_gbt2589_2020.csv", "no scope3.csv"};
	for (int kind = 0; kind < GHG_KINDS; kind++)
		if (ghg->tables[kind].count == 0) {
			*error = (GhgLoadError){.file = "factors", .message = MESSAGES[kind]};
			return false;
		}
	if (ghg->saturated_count < 2 || ghg->pressure_count < 2 || ghg->temperature_count < 2) {
		*error = (GhgLoadError){.file = "factors", .message = "no steam tables"};
		return false;
	}
	return true;
}

const Ghg *ghg_load(Arena *mem, const GhgFile files[], size_t count, GhgLoadError *error)
{
	Ghg *ghg = ARENA_NEW(mem, Ghg);
	ghg->mem = mem;
	*error = (GhgLoadError){.file = "", .message = NULL};
	keep_files(ghg, files, count);
	for (size_t i = 0; i < count; i++) {
		const GhgFile *file = &ghg->files[i];
		bool is_read = same(file->name, "words/core.csv") ? words_read(ghg, file, error)
								  : factors_read(ghg, file, error);
		if (!is_read)
			return NULL;
	}
	if (!need(ghg, error) || !factors_finish(ghg, error) || !methods_read(ghg, ghg->files, count, error))
		return NULL;
	for (size_t i = 0; i < count; i++) {
		ghg->files[i].text = NULL;
		ghg->files[i].len = 0;
	}
	return ghg;
}

const Ghg *ghg_with_method(const Ghg *base, Arena *mem, const GhgFile *file, GhgLoadError *error)
{
	Ghg *ghg = ARENA_NEW(mem, Ghg);
	*ghg = *base;
	ghg->mem = mem;
	*error = (GhgLoadError){.file = "", .message = NULL};
	return methods_read(ghg, file, 1, error) ? ghg : NULL;
}

int ghg_kind_count(void)
{
	return GHG_KINDS;
}

uint64_t ghg_mark(const Ghg *ghg)
{
	return ghg->mark;
}
