/* Charts drawn as vectors into a report. Their figures stand in the table that follows. */
#include "doc/chart_shape.h"
#include "doc/pdf_page.h"

#include <math.h>

enum { ROW = 18, BAR = 10, LABELS = 130, FIGURES = 110, PLOT = 150, SIZE = 8 };

static unsigned colour_of(int index)
{
	return chart_colours[index % CHART_COLOURS];
}

void pdf_draw_bars(PdfPaper *paper, const Chart *chart)
{
	double least, most;
	chart_range(chart, &least, &most);
	double scale = (paper->right - paper->left - LABELS - FIGURES) / (most - least);
	double zero = paper->left + LABELS - least * scale, first = paper->y;
	for (int l = 0; l < chart->label_count; l++) {
		if (paper->y + ROW > paper->bottom) {
			pdf_rule(paper, PDF_LINE, zero, first, zero, paper->y, 0.7);
			pdf_paper_break(paper);
			first = paper->y;
		}
		double value = chart_value(chart, l, 0), length = isfinite(value) ? value * scale : 0;
		pdf_draw_text(paper, PDF_CELL, chart_cut(paper->mem, chart->labels[l], (LABELS - 10.0) / 8.5),
		    paper->left, paper->y + 2, LABELS - 8, PANGO_ALIGN_RIGHT);
		pdf_fill(paper, colour_of(0), zero + fmin(length, 0), paper->y + (ROW - BAR) / 2.0,
		    fabs(length), BAR);
		pdf_draw_text(paper, PDF_CELL, chart_figure(paper->mem, value, chart->places, chart->unit),
		    zero + fmax(length, 0) + 5, paper->y + 2, FIGURES, PANGO_ALIGN_LEFT);
		paper->y += ROW;
	}
	pdf_rule(paper, PDF_LINE, zero, first, zero, paper->y, 0.7);
	paper->y += 8;
}

/* Moves paper->y below the legend. */
static void draw_legend(PdfPaper *paper, const Chart *chart)
{
	double x = paper->left + 48;
	for (int s = 0; s < chart->series_count; s++) {
		const char *name = chart_cut(paper->mem, chart->series[s], 24);
		double width = 12 + chart_text_ems(name) * 8.5 + 16;
		if (x + width > paper->right && x > paper->left + 48) {
			x = paper->left + 48;
			paper->y += 14;
		}
		pdf_fill(paper, colour_of(s), x, paper->y + 3.5, 7, 7);
		pdf_draw_text(paper, PDF_CELL, name, x + 11, paper->y, width, PANGO_ALIGN_LEFT);
		x += width;
	}
	paper->y += 18;
}

static void draw_column(
    PdfPaper *paper, const Chart *chart, int label, double x, double width, double zero, double scale)
{
	double up = 0, down = 0;
	for (int s = 0; s < chart->series_count; s++) {
		double value = chart_value(chart, label, s);
		if (!isfinite(value) || value == 0)
			continue;
		double *from = value > 0 ? &up : &down;
		pdf_fill(paper, colour_of(s), x, zero - fmax(*from, *from + value) * scale, width,
		    fabs(value) * scale);
		*from += value;
	}
}

void pdf_draw_columns(PdfPaper *paper, const Chart *chart)
{
	double least, most;
	chart_range(chart, &least, &most);
	double step = chart_step(fmax(most, -least));
	double low = floor(least / step) * step, high = ceil(most / step) * step;
	double scale = PLOT / (high - low), left = paper->left + 48, top = paper->y + 16,
	       zero = top + high * scale;
	int places = step >= 1 ? 0 : (int)fmin(ceil(-log10(step)), 6);
	pdf_draw_text(paper, PDF_MARGIN, chart->unit, paper->left, paper->y, 120, PANGO_ALIGN_LEFT);
	for (int i = 0; low + i * step <= high + step / 2; i++) {
		double y = zero - (low + i * step) * scale;
		pdf_rule(paper, PDF_LINE, left, y, paper->right, y, 0.5);
		pdf_draw_text(paper, PDF_MARGIN, chart_number(paper->mem, low + i * step, places),
		    paper->left, y - 6, 42, PANGO_ALIGN_RIGHT);
	}
	double slot = (paper->right - left) / (chart->label_count > 0 ? chart->label_count : 1);
	double width = fmin(slot * 0.66, 32);
	int written = chart_label_step(chart, slot, SIZE);
	for (int l = 0; l < chart->label_count; l++) {
		double x = left + slot * l;
		draw_column(paper, chart, l, x + (slot - width) / 2, width, zero, scale);
		if (l % written == 0)
			pdf_draw_text(paper, PDF_MARGIN, chart_cut(paper->mem, chart->labels[l], 7), x,
			    top + PLOT + 3, slot * written,
			    written == 1 ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
	}
	paper->y = top + PLOT + 18;
	if (chart->series)
		draw_legend(paper, chart);
}

static void draw_slice(PdfPaper *paper, unsigned colour, double x, double y, double from, double to)
{
	enum { RADIUS = 62 };
	if (!paper->draws)
		return;
	double turn = 2 * acos(-1), start = from * turn - turn / 4, end = to * turn - turn / 4;
	cairo_t *cr = paper->cr;
	cairo_set_source_rgb(
	    cr, (colour >> 16 & 255) / 255.0, (colour >> 8 & 255) / 255.0, (colour & 255) / 255.0);
	cairo_move_to(cr, x, y);
	cairo_arc(cr, x, y, RADIUS, start, end);
	cairo_close_path(cr);
	cairo_fill_preserve(cr);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_set_line_width(cr, 0.8);
	cairo_stroke(cr);
}

void pdf_draw_pie(PdfPaper *paper, const Chart *chart)
{
	enum { HEIGHT = 136, LEGEND = 160, LINE = 15, LINES = 9 };
	double total = chart_positive_total(chart), done = 0;
	int lines = chart->label_count < LINES ? chart->label_count : LINES;
	for (int l = 0; l < chart->label_count; l++) {
		double value = chart_value(chart, l, 0);
		double share = isfinite(value) && value > 0 && total > 0 ? value / total : 0;
		if (share > 0)
			draw_slice(paper, colour_of(l), paper->left + 80, paper->y + HEIGHT / 2.0, done,
			    done + share);
		done += share;
		if (l >= lines)
			continue;
		double x = paper->left + LEGEND, y = paper->y + (HEIGHT - LINE * lines) / 2.0 + LINE * l;
		pdf_fill(paper, colour_of(l), x, y + 3.5, 7, 7);
		pdf_draw_text(paper, PDF_CELL, chart_cut(paper->mem, chart->labels[l], 22), x + 12, y, 200,
		    PANGO_ALIGN_LEFT);
		pdf_draw_text(paper, PDF_CELL,
		    share > 0 ? arena_printf(paper->mem, "%.1f%%", share * 100) : "-", x + 212, y, 60,
		    PANGO_ALIGN_RIGHT);
	}
	paper->y += HEIGHT + 8;
}
