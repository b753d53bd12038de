/* The base year in words and tables: for its own pages and for those of an inventory. */
#ifndef QINGCE_BASEYEAR_BASEYEAR_WORDS_H
#define QINGCE_BASEYEAR_BASEYEAR_WORDS_H

#include "baseyear/baseyear_view.h"

const char *base_kind_text(Req *req, const char *key);	   /* divested: 转让 */
const char *base_choice_text(Req *req, const char *value); /* fixed, typed, 123 …: of the form's choices */
const char *base_part_text(Req *req, BasePart part);
/* "2024", "2021、2022、2023 的平均" */
const char *base_label(Req *req, const BaseState *state);

/* 2025-02-28 10:24 UTC */
const char *base_when_text(Arena *mem, int64_t ms);

/* Kilograms as tonnes with three places: printed parts add up to printed sums. */
const char *base_tonnes(Req *req, const BaseAmounts *amounts, BasePart part);
const char *base_signed(Req *req, const BaseAmounts *amounts, BasePart part);
const char *base_percent(Req *req, double percent);

void base_fill_built(Req *req, const BaseState *state, DataTable *out);
void base_fill_policy(Req *req, const BaseState *state, DataTable *out);
void base_fill_history(Req *req, const BaseState *state, DataTable *out);

/* The years of the organisation beside the base year, with their chart. */
typedef struct BaseYearAmounts {
	const char *label;
	BaseAmounts amounts;
} BaseYearAmounts;
void base_fill_years(
    Req *req, const BaseState *state, const BaseYearAmounts years[], size_t count, BaseYearView *view);
ChartFigure base_built_chart(Req *req, const BaseState *state);

#endif
