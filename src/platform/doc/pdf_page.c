/* Text, rules and page breaks on a cairo surface through Pango. */
#include "doc/pdf_page.h"

#include "base/str.h"

#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

static const struct {
	double size;
	bool is_bold;
	unsigned colour;
} STYLES[PDF_STYLES] = {
    [PDF_TITLE] = {22, true, PDF_SEA},
    [PDF_SUBTITLE] = {11, false, PDF_SLATE},
    [PDF_HEADING_1] = {15, true, PDF_SEA},
    [PDF_HEADING_2] = {12.5, true, PDF_SEA},
    [PDF_HEADING_3] = {10.5, true, PDF_INK},
    [PDF_BODY] = {10, false, PDF_INK},
    [PDF_NOTE] = {8.5, false, PDF_SLATE},
    [PDF_CAPTION] = {9, true, PDF_INK},
    [PDF_HEAD_CELL] = {8.5, true, PDF_SEA},
    [PDF_CELL] = {8.5, false, PDF_INK},
    [PDF_TOTAL_CELL] = {8.5, true, PDF_INK},
    [PDF_MARGIN] = {8, false, PDF_SLATE},
};

static const double A4_SHORT = 595.276, A4_LONG = 841.89, LINE_SPACING = 1.12;
enum { SIDE = 48, TOP = 62, BOTTOM = 58, HEADER_Y = 34, FOOTER_UP = 40 };

static void read_fonts(void)
{
	FcInit();
}

PdfPaper pdf_paper_open(Arena *mem, const PdfAbout *about, cairo_surface_t *surface, int page_count)
{
	static pthread_once_t fonts_read = PTHREAD_ONCE_INIT;
	pthread_once(&fonts_read, read_fonts);
	PdfPaper paper = {.mem = mem,
	    .about = about,
	    .surface = surface,
	    .draws = page_count > 0,
	    .page_count = page_count,
	    .page = 1,
	    .width = about->landscape ? A4_LONG : A4_SHORT,
	    .height = about->landscape ? A4_SHORT : A4_LONG};
	paper.left = SIDE;
	paper.right = paper.width - SIDE;
	paper.top = paper.y = TOP;
	paper.bottom = paper.height - BOTTOM;
	paper.cr = cairo_create(surface);
	paper.context = pango_cairo_create_context(paper.cr);
	pango_context_set_language(paper.context,
	    pango_language_from_string(str_is_empty(about->language) ? "zh-CN" : about->language));
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(paper.context, options);
	cairo_font_options_destroy(options);
	for (int style = 0; style < PDF_STYLES; style++) {
		PangoFontDescription *font = pango_font_description_from_string(
		    "Noto Sans CJK SC, Noto Sans, sans-serif");
		pango_font_description_set_weight(
		    font, STYLES[style].is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
		pango_font_description_set_absolute_size(font, STYLES[style].size * PANGO_SCALE);
		paper.fonts[style] = font;
	}
	return paper;
}

static void set_colour(PdfPaper *paper, unsigned colour)
{
	cairo_set_source_rgb(
	    paper->cr, (colour >> 16 & 255) / 255.0, (colour >> 8 & 255) / 255.0, (colour & 255) / 255.0);
}

PangoLayout *pdf_text(PdfPaper *paper, PdfStyle style, const char *text, double width, PangoAlignment align)
{
	PangoLayout *layout = pango_layout_new(paper->context);
	pango_layout_set_font_description(layout, paper->fonts[style]);
	pango_layout_set_text(layout, text ? text : "", -1);
	pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_alignment(layout, align);
	pango_layout_set_line_spacing(layout, (float)LINE_SPACING);
	return layout;
}

double pdf_text_height(PangoLayout *layout)
{
	int height;
	pango_layout_get_size(layout, NULL, &height);
	return (double)height / PANGO_SCALE;
}

void pdf_draw_lines(
    PdfPaper *paper, PangoLayout *layout, PdfStyle style, double x, double y, int first, int count)
{
	if (!paper->draws)
		return;
	set_colour(paper, STYLES[style].colour);
	PangoLayoutIter *at = pango_layout_get_iter(layout);
	double origin = 0;
	for (int line = 0; line < first + count; line++) {
		PangoRectangle box;
		pango_layout_iter_get_line_extents(at, NULL, &box);
		if (line == first)
			origin = (double)box.y / PANGO_SCALE;
		if (line >= first) {
			double baseline = (double)pango_layout_iter_get_baseline(at) / PANGO_SCALE;
			cairo_move_to(paper->cr, x + (double)box.x / PANGO_SCALE, y + baseline - origin);
			pango_cairo_show_layout_line(paper->cr, pango_layout_iter_get_line_readonly(at));
		}
		if (!pango_layout_iter_next_line(at))
			break;
	}
	pango_layout_iter_free(at);
}

void pdf_draw_text(
    PdfPaper *paper, PdfStyle style, const char *text, double x, double y, double width, PangoAlignment align)
{
	if (!paper->draws)
		return;
	PangoLayout *layout = pdf_text(paper, style, text, width, align);
	pdf_draw_lines(paper, layout, style, x, y, 0, pango_layout_get_line_count(layout));
	g_object_unref(layout);
}

void pdf_fill(PdfPaper *paper, unsigned colour, double x, double y, double width, double height)
{
	if (!paper->draws)
		return;
	set_colour(paper, colour);
	cairo_rectangle(paper->cr, x, y, width, height);
	cairo_fill(paper->cr);
}

void pdf_rule(PdfPaper *paper, unsigned colour, double x1, double y1, double x2, double y2, double thickness)
{
	if (!paper->draws)
		return;
	set_colour(paper, colour);
	cairo_set_line_width(paper->cr, thickness);
	cairo_move_to(paper->cr, x1, y1);
	cairo_line_to(paper->cr, x2, y2);
	cairo_stroke(paper->cr);
}

void pdf_tag(PdfPaper *paper, const char *name)
{
	if (paper->draws)
		cairo_tag_begin(paper->cr, name, NULL);
}

void pdf_untag(PdfPaper *paper, const char *name)
{
	if (paper->draws)
		cairo_tag_end(paper->cr, name);
}

void pdf_outline(PdfPaper *paper, int level, const char *text)
{
	if (!paper->draws)
		return;
	char place[80];
	g_snprintf(place, sizeof place, "page=%d pos=[%d %d]", paper->page, (int)paper->left, (int)paper->y);
	int parent = level == 0 ? CAIRO_PDF_OUTLINE_ROOT : paper->outline[0];
	paper->outline[level] = cairo_pdf_surface_add_outline(
	    paper->surface, parent, text, place, CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

/* Head and foot are drawn when a page is done. */
static void finish_page(PdfPaper *paper)
{
	if (!paper->draws)
		return;
	double width = paper->right - paper->left, foot = paper->height - FOOTER_UP;
	char number[40];
	if (!str_is_empty(paper->about->header)) {
		pdf_draw_text(
		    paper, PDF_MARGIN, paper->about->header, paper->left, HEADER_Y, width, PANGO_ALIGN_LEFT);
		pdf_rule(paper, PDF_LINE, paper->left, HEADER_Y + 15, paper->right, HEADER_Y + 15, 0.5);
	}
	pdf_rule(paper, PDF_LINE, paper->left, foot - 5, paper->right, foot - 5, 0.5);
	pdf_draw_text(
	    paper, PDF_MARGIN, paper->about->footer, paper->left, foot, width - 80, PANGO_ALIGN_LEFT);
	g_snprintf(number, sizeof number, "%d / %d", paper->page, paper->page_count);
	pdf_draw_text(paper, PDF_MARGIN, number, paper->left, foot, width, PANGO_ALIGN_RIGHT);
	cairo_show_page(paper->cr);
}

void pdf_paper_break(PdfPaper *paper)
{
	finish_page(paper);
	paper->page++;
	paper->y = paper->top;
}

void pdf_paper_need(PdfPaper *paper, double height)
{
	if (paper->y > paper->top && paper->y + height > paper->bottom)
		pdf_paper_break(paper);
}

double pdf_paper_body(const PdfPaper *paper)
{
	return paper->bottom - paper->top;
}

void pdf_paper_close(PdfPaper *paper)
{
	finish_page(paper);
	for (int style = 0; style < PDF_STYLES; style++)
		pango_font_description_free(paper->fonts[style]);
	g_object_unref(paper->context);
	cairo_destroy(paper->cr);
}
