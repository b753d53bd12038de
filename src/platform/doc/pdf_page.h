/* The paper of a PDF report: text in a few styles, page breaks, heads and feet. The whole report is run
 * through it twice: once to count the pages, once to draw them. */
#ifndef QINGCE_DOC_PDF_PAGE_H
#define QINGCE_DOC_PDF_PAGE_H

#include "doc/pdf.h"

#include <pango/pangocairo.h>

typedef enum PdfStyle {
	PDF_TITLE,
	PDF_SUBTITLE,
	PDF_HEADING_1,
	PDF_HEADING_2,
	PDF_HEADING_3,
	PDF_BODY,
	PDF_NOTE,
	PDF_CAPTION,
	PDF_HEAD_CELL,
	PDF_CELL,
	PDF_TOTAL_CELL,
	PDF_MARGIN, /* header and footer */
	PDF_STYLES,
} PdfStyle;

/* Lengths in points, y downwards from the top of the sheet. */
typedef struct PdfPaper {
	Arena *mem;
	const PdfAbout *about;
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoContext *context;
	PangoFontDescription *fonts[PDF_STYLES];
	bool draws; /* false while pages are counted */
	double width, height;
	double left, right, top, bottom; /* of what can be written on */
	double y;
	int page; /* from 1 */
	int page_count;
	int outline[2]; /* the last entry of each level */
} PdfPaper;

PdfPaper pdf_paper_open(Arena *mem, const PdfAbout *about, cairo_surface_t *surface, int page_count);
/* Ends the last page. */
void pdf_paper_close(PdfPaper *paper);

void pdf_paper_break(PdfPaper *paper);
/* Breaks the page unless `height` fits on it; nothing happens on an empty page. */
void pdf_paper_need(PdfPaper *paper, double height);
double pdf_paper_body(const PdfPaper *paper); /* height of an empty page's body */

/* A text set in `width`; the caller unrefs it. NULL text is empty. */
PangoLayout *pdf_text(PdfPaper *paper, PdfStyle style, const char *text, double width, PangoAlignment align);
double pdf_text_height(PangoLayout *layout);

/* Draws lines `first` to `first + count - 1` with their top at y. */
void pdf_draw_lines(
    PdfPaper *paper, PangoLayout *layout, PdfStyle style, double x, double y, int first, int count);
void pdf_draw_text(PdfPaper *paper, PdfStyle style, const char *text, double x, double y, double width,
    PangoAlignment align);

void pdf_fill(PdfPaper *paper, unsigned colour, double x, double y, double width, double height);
void pdf_rule(PdfPaper *paper, unsigned colour, double x1, double y1, double x2, double y2, double thickness);

/* Structure for readers that need it: "H1", "P", "Table", "TR", "TH", "TD", "Figure". */
void pdf_tag(PdfPaper *paper, const char *name);
void pdf_untag(PdfPaper *paper, const char *name);

/* An entry of the outline at the current place. `level` 0 or 1. */
void pdf_outline(PdfPaper *paper, int level, const char *text);

enum {
	PDF_INK = 0x17212B,
	PDF_SEA = 0x0B3A5B,
	PDF_SLATE = 0x5B6B7A,
	PDF_LINE = 0xD8E0E7,
	PDF_MIST = 0xF4F7FA
};

/* Charts of a fixed height, drawn with their top at paper->y, which moves below them. */
void pdf_draw_bars(PdfPaper *paper, const Chart *chart);
void pdf_draw_columns(PdfPaper *paper, const Chart *chart);
void pdf_draw_pie(PdfPaper *paper, const Chart *chart);

#endif
