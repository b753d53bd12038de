/* Charts as SVG. Colours are given twice: as a class for the style sheet's schemes, and as a fill for
 * wherever the style sheet does not reach. */
#include "doc/chart.h"

#include "base/str.h"
#include "doc/chart_shape.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WIDTH = 640, FONT = 13, SMALL = 12 };

static const char LINE[] = "#D8E0E7";
static const char INK[] = "#17212B";
static const char SLATE[] = "#5B6B7A";
static const char BRICK[] = "#C0362C";

const unsigned chart_colours[CHART_COLOURS] = {
    0x0F4C75, 0x58B6F0, 0x2C9C8F, 0xE0A030, 0x7A5CA8, 0xC8691A, 0x7D9B3C, 0x8A98A5};

/* ---- shared with the PDF ---- */

char *chart_number(Arena *mem, double value, int places)
{
	if (!isfinite(value))
		return arena_copy(mem, "-");
	char digits[400];
	snprintf(digits, sizeof digits, "%.*f", places < 0 ? 0 : places > 6 ? 6 : places, fabs(value));
	bool is_zero = strspn(digits, "0.") == strlen(digits);
	size_t whole = strcspn(digits, ".");
	Buf out = buf_in(mem, 2000);
	if (value < 0 && !is_zero)
		buf_char(&out, '-');
	for (size_t i = 0; i < whole; i++) {
		if (i > 0 && (whole - i) % 3 == 0)
			buf_text(&out, "\xE2\x80\x89");
		buf_char(&out, digits[i]);
	}
	buf_text(&out, digits + whole);
	return buf_take(&out);
}

char *chart_figure(Arena *mem, double value, int places, const char *unit)
{
	char *number = chart_number(mem, value, places);
	return isfinite(value) && !str_is_empty(unit) ? arena_printf(mem, "%s %s", number, unit) : number;
}

double chart_step(double most)
{
	if (!(most > 0) || !isfinite(most))
		return 1;
	double power = pow(10, floor(log10(most)) - 1);
	static const double factors[] = {1, 2, 5, 10, 20, 50};
	for (size_t i = 0; i < sizeof factors / sizeof *factors; i++)
		if (most / (factors[i] * power) <= 5)
			return factors[i] * power;
	return power * 100;
}

double chart_value(const Chart *chart, int label, int series)
{
	return chart->values[label * chart->series_count + series];
}

void chart_range(const Chart *chart, double *least, double *most)
{
	*least = *most = 0;
	for (int l = 0; l < chart->label_count; l++) {
		double up = 0, down = 0;
		for (int s = 0; s < chart->series_count; s++) {
			double value = chart_value(chart, l, s);
			if (isfinite(value) && value > 0)
				up += value;
			else if (isfinite(value))
				down += value;
		}
		*most = fmax(*most, up);
		*least = fmin(*least, down);
	}
	if (*most <= *least)
		*most = *least + 1;
}

double chart_positive_total(const Chart *chart)
{
	double total = 0;
	for (int l = 0; l < chart->label_count; l++) {
		double value = chart_value(chart, l, 0);
		if (isfinite(value) && value > 0)
			total += value;
	}
	return total;
}

/* Letters of Latin and digits are about 0.56 em wide, Chinese characters a whole one. */
static double char_ems(unsigned char first)
{
	return first < 0x80 ? 0.56 : first < 0xE0 ? 0.6 : 1;
}

double chart_text_ems(const char *text)
{
	double ems = 0;
	for (const char *c = text ? text : ""; *c; c++)
		if (((unsigned char)*c & 0xC0) != 0x80)
			ems += char_ems((unsigned char)*c);
	return ems;
}

char *chart_cut(Arena *mem, const char *text, double ems)
{
	if (chart_text_ems(text) <= ems)
		return arena_copy(mem, text);
	double used = 1;
	size_t keep = 0;
	for (size_t i = 0; text[i]; i++) {
		if (((unsigned char)text[i] & 0xC0) == 0x80)
			continue;
		used += char_ems((unsigned char)text[i]);
		if (used > ems)
			break;
		keep = i + 1;
		while (((unsigned char)text[keep] & 0xC0) == 0x80)
			keep++;
	}
	return arena_printf(mem, "%.*s…", (int)keep, text);
}

int chart_label_step(const Chart *chart, double slot, double font_size)
{
	double widest = 1;
	for (int l = 0; l < chart->label_count; l++)
		widest = fmax(widest, chart_text_ems(chart->labels[l]));
	double needed = fmin(widest, 7) * font_size + 4;
	return slot >= needed ? 1 : (int)ceil(needed / slot);
}

/* ---- SVG ---- */

static void add_escaped(Buf *out, const char *text)
{
	for (const char *c = text ? text : ""; *c; c++) {
		switch (*c) {
		case '&':
			buf_text(out, "&amp;");
			break;
		case '<':
			buf_text(out, "&lt;");
			break;
		case '>':
			buf_text(out, "&gt;");
			break;
		case '"':
			buf_text(out, "&quot;");
			break;
		case '\'':
			buf_text(out, "&#39;");
			break;
		default:
			if ((unsigned char)*c >= 0x20)
				buf_char(out, *c);
		}
	}
}

static void open_svg(Buf *out, const char *id, const char *title, const char *description, double height)
{
	buf_printf(out,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart-svg\" viewBox=\"0 0 %d %.0f\" "
	    "role=\"img\"",
	    WIDTH, height);
	buf_text(out, " aria-labelledby=\"");
	add_escaped(out, id);
	buf_text(out, "-t\"");
	if (!str_is_empty(description)) {
		buf_text(out, " aria-describedby=\"");
		add_escaped(out, id);
		buf_text(out, "-d\"");
	}
	buf_text(out, "><title id=\"");
	add_escaped(out, id);
	buf_text(out, "-t\">");
	add_escaped(out, title);
	buf_text(out, "</title>");
	if (str_is_empty(description))
		return;
	buf_text(out, "<desc id=\"");
	add_escaped(out, id);
	buf_text(out, "-d\">");
	add_escaped(out, description);
	buf_text(out, "</desc>");
}

static void close_svg(Buf *out)
{
	buf_text(out, "</svg>");
}

typedef enum Anchor { AT_START, AT_MIDDLE, AT_END } Anchor;

static void add_text(
    Buf *out, double x, double y, Anchor anchor, int size, const char *fill, const char *text)
{
	static const char *const names[] = {"start", "middle", "end"};
	buf_printf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\" fill=\"%s\">", x, y,
	    names[anchor], size, fill);
	add_escaped(out, text);
	buf_text(out, "</text>");
}

static void add_line(Buf *out, double x1, double y1, double x2, double y2)
{
	buf_printf(out,
	    "<line class=\"chart-line\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>", x1,
	    y1, x2, y2, LINE);
}

static void add_colour(Buf *out, int index)
{
	int colour = index % CHART_COLOURS;
	buf_printf(out, " class=\"chart-%d\" fill=\"#%06X\"", colour + 1, chart_colours[colour]);
}

/* "label: figure", shown when the pointer rests on the shape. */
static void add_tip(Buf *out, const Chart *chart, int label, int series)
{
	buf_text(out, "<title>");
	add_escaped(out, chart->labels[label]);
	if (chart->series) {
		buf_text(out, " · ");
		add_escaped(out, chart->series[series]);
	}
	buf_text(out, ": ");
	add_escaped(
	    out, chart_figure(out->mem, chart_value(chart, label, series), chart->places, chart->unit));
	buf_text(out, "</title>");
}

static void add_box(Buf *out, double x, double y, double width, double height, int colour)
{
	buf_text(out, "<rect");
	add_colour(out, colour);
	buf_printf(out, " x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">", x, y, fmax(width, 0),
	    fmax(height, 0));
}

static int label_count(const Chart *chart)
{
	return chart->label_count > CHART_MAX_LABELS ? CHART_MAX_LABELS : chart->label_count;
}

/* Each label stands above its bar, so that it stays whole and can be set larger on a narrow screen. */
void chart_bars(Buf *out, const Chart *chart)
{
	enum { FIGURES = 176, ROW = 52, BAR = 14, LABEL_BASE = 21, BAR_TOP = 28 };
	int count = label_count(chart);
	double least, most;
	chart_range(chart, &least, &most);
	double scale = (WIDTH - FIGURES) / (most - least);
	double zero = -least * scale;
	open_svg(out, chart->id, chart->title, chart->description, ROW * count);
	for (int l = 0; l < count; l++) {
		double value = chart_value(chart, l, 0), top = ROW * l;
		double length = isfinite(value) ? value * scale : 0;
		add_text(out, 0, top + LABEL_BASE, AT_START, FONT, SLATE,
		    chart_cut(out->mem, chart->labels[l], 30));
		add_box(out, zero + fmin(length, 0), top + BAR_TOP, fabs(length), BAR, 0);
		add_tip(out, chart, l, 0);
		buf_text(out, "</rect>");
		add_text(out, zero + fmax(length, 0) + 8, top + BAR_TOP + 12, AT_START, FONT, INK,
		    chart_figure(out->mem, value, chart->places, chart->unit));
		if (least < 0)
			add_line(out, zero, top + BAR_TOP - 2, zero, top + BAR_TOP + BAR + 2);
	}
	close_svg(out);
}

/* The lowest and highest place that the totals and the changes reach. */
static void waterfall_range(const Chart *chart, int count, double *low, double *high)
{
	double at = chart_value(chart, 0, 0);
	*low = *high = at;
	for (int l = 1; l < count; l++) {
		double value = chart_value(chart, l, 0);
		if (!isfinite(value))
			continue;
		at = l == count - 1 ? value : at + value;
		*low = fmin(*low, at);
		*high = fmax(*high, at);
	}
	double room = (*high - *low) * 0.08;
	*low -= room > 0 ? room : 1;
	*high += room > 0 ? room : 1;
}

/* The line down to the next bar, open where the label of that bar stands. */
static void add_connector(Buf *out, double x, double from, double to, const char *next_label)
{
	enum { LARGE = 20, LABEL_HEIGHT = 22, LABEL_FOOT = 3 };
	if (x > chart_text_ems(next_label) * LARGE + 4) {
		add_line(out, x, from, x, to);
		return;
	}
	add_line(out, x, from, x, to - LABEL_FOOT - LABEL_HEIGHT);
	add_line(out, x, to - LABEL_FOOT, x, to);
}

void chart_waterfall(Buf *out, const Chart *chart)
{
	enum { FIGURES = 190, ROW = 54, BAR = 14, LABEL_BASE = 20, BAR_TOP = 29, RISE = 5, FALL = 2 };
	int count = label_count(chart);
	double low, high, at = 0;
	waterfall_range(chart, count, &low, &high);
	double scale = (WIDTH - FIGURES) / (high - low);
	open_svg(out, chart->id, chart->title, chart->description, ROW * count);
	for (int l = 0; l < count; l++) {
		double value = chart_value(chart, l, 0), top = ROW * l;
		bool is_total = l == 0 || l == count - 1;
		double from = is_total || !isfinite(value) ? 0 : fmin(at, at + value);
		at = is_total ? value : isfinite(value) ? at + value : at;
		double left = ((is_total ? value : from) - low) * scale;
		double length = is_total ? 4 : isfinite(value) ? fabs(value) * scale : 0;
		const char *figure = chart_figure(out->mem, value, chart->places, chart->unit);
		add_text(out, 0, top + LABEL_BASE, AT_START, FONT, SLATE,
		    chart_cut(out->mem, chart->labels[l], 30));
		add_box(out, is_total ? left - 2 : left, top + BAR_TOP, length, BAR,
		    is_total	? 0
		    : value > 0 ? RISE
				: FALL);
		add_tip(out, chart, l, 0);
		buf_text(out, "</rect>");
		add_text(out, left + length + 8, top + BAR_TOP + 12, AT_START, FONT, INK,
		    is_total || !value ? figure
		    : value > 0	       ? arena_printf(out->mem, "+%s", figure)
		    : *figure == '-'   ? arena_printf(out->mem, "−%s", figure + 1)
				       : figure);
		if (l + 1 < count)
			add_connector(out, (at - low) * scale, top + BAR_TOP + BAR, top + ROW + BAR_TOP,
			    chart_cut(out->mem, chart->labels[l + 1], 30));
	}
	close_svg(out);
}

/* One entry of a legend is as wide as its text set larger, as it is on a narrow screen; a line of them ends
 * where the chart does. Returns the y below the last. */
static double add_legend(Buf *out, const Chart *chart, double y, bool draw)
{
	enum { LEFT = 0, LARGE = 20, ENTRY = 27 };
	double x = LEFT;
	for (int s = 0; chart->series && s < chart->series_count; s++) {
		const char *name = chart_cut(out->mem, chart->series[s], 22);
		double width = 18 + chart_text_ems(name) * LARGE + 14;
		if (x + width > WIDTH && x > LEFT) {
			x = LEFT;
			y += ENTRY;
		}
		if (draw) {
			add_box(out, x, y + 4, 10, 10, s);
			buf_text(out, "</rect>");
			add_text(out, x + 16, y + 13.5, AT_START, SMALL, SLATE, name);
		}
		x += width;
	}
	return chart->series ? y + ENTRY : y;
}

/* The grid from the lowest to the highest round value, each line with its figure. */
static void add_grid(Buf *out, double low, double high, double step, double left, double top, double height)
{
	int places = step >= 1 ? 0 : (int)fmin(ceil(-log10(step)), 6);
	for (int i = 0; low + i * step <= high + step / 2; i++) {
		double value = low + i * step;
		double y = top + height * (high - value) / (high - low);
		add_line(out, left, y, WIDTH, y);
		add_text(out, left - 8, y + 4, AT_END, SMALL, SLATE, chart_number(out->mem, value, places));
	}
}

void chart_columns(Buf *out, const Chart *chart)
{
	enum { LEFT = 92, TOP = 38, HEIGHT = 220, FOOT = 32 };
	int count = label_count(chart);
	double least, most;
	chart_range(chart, &least, &most);
	double step = chart_step(fmax(most, -least));
	double low = floor(least / step) * step, high = ceil(most / step) * step;
	double legend = TOP + HEIGHT + FOOT;
	open_svg(out, chart->id, chart->title, chart->description, add_legend(out, chart, legend, false));
	add_text(out, 0, 18, AT_START, SMALL, SLATE, chart->unit);
	add_grid(out, low, high, step, LEFT, TOP, HEIGHT);
	double slot = (double)(WIDTH - LEFT) / (count > 0 ? count : 1), width = fmin(slot * 0.66, 44);
	int written = chart_label_step(chart, slot, SMALL);
	for (int l = 0; l < count; l++) {
		double x = LEFT + slot * (l + 0.5), up = 0, down = 0;
		for (int s = 0; s < chart->series_count; s++) {
			double value = chart_value(chart, l, s);
			if (!isfinite(value) || value == 0)
				continue;
			double *from = value > 0 ? &up : &down;
			double upper = fmax(*from, *from + value);
			add_box(out, x - width / 2, TOP + HEIGHT * (high - upper) / (high - low), width,
			    HEIGHT * fabs(value) / (high - low), s);
			add_tip(out, chart, l, s);
			buf_text(out, "</rect>");
			*from += value;
		}
		if (l % written == 0)
			add_text(out, x, TOP + HEIGHT + 18, AT_MIDDLE, SMALL, SLATE,
			    chart_cut(out->mem, chart->labels[l], 7));
	}
	add_legend(out, chart, legend, true);
	close_svg(out);
}

/* A piece of the ring between two shares of the circle, clockwise from the top. */
static void add_slice(Buf *out, double from, double to, int colour)
{
	enum { CENTRE = 120, OUTER = 108, INNER = 66 };
	double turn = 2 * acos(-1), a = from * turn, b = fmin(to, from + 0.99999) * turn;
	int is_large = to - from > 0.5;
	buf_text(out, "<path");
	add_colour(out, colour);
	buf_printf(out,
	    " stroke=\"#FFFFFF\" stroke-width=\"1\" d=\"M%.2f %.2fA%d %d 0 %d 1 %.2f %.2fL%.2f %.2fA%d %d 0 "
	    "%d 0 %.2f %.2fZ\">",
	    CENTRE + OUTER * sin(a), CENTRE - OUTER * cos(a), OUTER, OUTER, is_large, CENTRE + OUTER * sin(b),
	    CENTRE - OUTER * cos(b), CENTRE + INNER * sin(b), CENTRE - INNER * cos(b), INNER, INNER, is_large,
	    CENTRE + INNER * sin(a), CENTRE - INNER * cos(a));
}

void chart_donut(Buf *out, const Chart *chart, const char *total_label)
{
	enum { CENTRE = 120, LEGEND = 272, ROW = 26 };
	int count = label_count(chart);
	double total = chart_positive_total(chart), done = 0;
	open_svg(out, chart->id, chart->title, chart->description, fmax(CENTRE * 2, ROW * count + 8));
	for (int l = 0; l < count; l++) {
		double value = chart_value(chart, l, 0), y = 18 + ROW * l;
		double share = isfinite(value) && value > 0 && total > 0 ? value / total : 0;
		if (share > 0) {
			add_slice(out, done, done + share, l);
			add_tip(out, chart, l, 0);
			buf_text(out, "</path>");
		}
		done += share;
		add_box(out, LEGEND, y - 10, 12, 12, l);
		buf_text(out, "</rect>");
		add_text(
		    out, LEGEND + 20, y, AT_START, FONT, SLATE, chart_cut(out->mem, chart->labels[l], 13));
		add_text(out, WIDTH - 80, y, AT_END, FONT, INK, chart_number(out->mem, value, chart->places));
		add_text(out, WIDTH, y, AT_END, FONT, SLATE,
		    share > 0 ? arena_printf(out->mem, "%.1f%%", share * 100) : "-");
	}
	add_text(out, CENTRE, CENTRE - 14, AT_MIDDLE, SMALL, SLATE, total_label);
	add_text(out, CENTRE, CENTRE + 6, AT_MIDDLE, 17, INK, chart_number(out->mem, total, chart->places));
	add_text(out, CENTRE, CENTRE + 24, AT_MIDDLE, SMALL, SLATE, chart->unit);
	close_svg(out);
}

static void add_compare_row(Buf *out, const ChartCompare *compare, int row, double scale)
{
	enum { LABELS = 140 };
	double value = row == 0 ? compare->a : compare->b, y = 10 + 28 * row;
	const char *label = row == 0 ? compare->a_label : compare->b_label;
	double length = isfinite(value) ? fmax(value, 0) * scale : 0;
	add_text(out, LABELS - 12, y + 12.5, AT_END, FONT, SLATE, chart_cut(out->mem, label, 9.5));
	add_box(out, LABELS, y, length, 16, row);
	buf_text(out, "</rect>");
	add_text(out, LABELS + length + 8, y + 12.5, AT_START, FONT, INK,
	    chart_figure(out->mem, value, compare->places, compare->unit));
}

void chart_compare(Buf *out, const ChartCompare *compare)
{
	double most = fmax(isfinite(compare->a) ? compare->a : 0, isfinite(compare->b) ? compare->b : 0);
	double scale = most > 0 ? (WIDTH - 140 - 150) / most : 0;
	double percent = compare->a != 0 ? (compare->b - compare->a) / fabs(compare->a) * 100 : NAN;
	bool needs_attention = compare->attention_percent > 0 && fabs(percent) > compare->attention_percent;
	const char *figure = isfinite(percent) ? arena_printf(out->mem, "%+.2f%%", percent) : "-";
	open_svg(out, compare->id, compare->title, NULL, 92);
	add_compare_row(out, compare, 0, scale);
	add_compare_row(out, compare, 1, scale);
	buf_printf(out, "<g class=\"%s\">", needs_attention ? "chart-attention" : "chart-calm");
	add_text(out, 140, 84, AT_START, FONT, needs_attention ? BRICK : SLATE,
	    arena_printf(out->mem, "%s %s", compare->deviation_label, figure));
	buf_text(out, "</g>");
	close_svg(out);
}
