/* Reports: collects blocks, then runs them over paper twice, and adds the language, which cairo cannot write.
 */
#include "doc/pdf.h"

#include "base/date.h"
#include "base/log.h"
#include "base/str.h"
#include "doc/chart_shape.h"
#include "doc/pdf_page.h"

#include <assert.h>
#include <cairo-pdf.h>
#include <math.h>
#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_FILE_BYTES = 128 * 1024 * 1024,
	CELL_PAD_X = 5,
	CELL_PAD_Y = 3,
	QR_MM = 28,
	QR_QUIET = 4, /* empty modules around, ISO/IEC 18004 */
	MAX_QR_BYTES = 800,
};

typedef enum BlockKind {
	BLOCK_TITLE,
	BLOCK_HEADING,
	BLOCK_PARAGRAPH,
	BLOCK_NOTE,
	BLOCK_PAIRS,
	BLOCK_TABLE,
	BLOCK_BARS,
	BLOCK_COLUMNS,
	BLOCK_PIE,
	BLOCK_QR,
	BLOCK_BREAK,
} BlockKind;

typedef struct Row {
	const char **cells;
	bool is_total;
	struct Row *next;
} Row;

typedef struct Block {
	BlockKind kind;
	int level;
	const char *text;
	const char *second;
	PdfPair *pairs;
	PdfColumn *columns;
	int count;
	Row *first_row, *last_row;
	Chart chart;
	struct Block *next;
} Block;

struct Pdf {
	Arena *mem;
	PdfAbout about;
	Block *first, *last;
	Block *table; /* the one being filled */
};

/* ---- collecting ---- */

/* Pango wants UTF-8 and PDF readers no control characters; anything else is left out. */
static const char *keep(Pdf *pdf, const char *text)
{
	size_t len = text ? strlen(text) : 0;
	if (str_is_clean_utf8(text ? text : "", len))
		return arena_copy(pdf->mem, text);
	Buf out = buf_in(pdf->mem, len);
	for (size_t i = 0; i < len;) {
		size_t n = 1;
		while (n < 4 && i + n < len && ((unsigned char)text[i + n] & 0xC0) == 0x80)
			n++;
		if (str_is_clean_utf8(text + i, n))
			buf_add(&out, text + i, n);
		i += n;
	}
	return buf_take(&out);
}

Pdf *pdf_open(Arena *mem, const PdfAbout *about)
{
	Pdf *pdf = ARENA_NEW(mem, Pdf);
	pdf->mem = mem;
	pdf->about = *about;
	pdf->about.title = keep(pdf, about->title);
	pdf->about.author = keep(pdf, about->author);
	pdf->about.subject = keep(pdf, about->subject);
	pdf->about.language = keep(pdf, about->language);
	pdf->about.header = keep(pdf, about->header);
	pdf->about.footer = keep(pdf, about->footer);
	return pdf;
}

static Block *add(Pdf *pdf, BlockKind kind, const char *text)
{
	assert(!pdf->table);
	Block *block = ARENA_NEW(pdf->mem, Block);
	block->kind = kind;
	block->text = keep(pdf, text);
	if (pdf->last)
		pdf->last->next = block;
	else
		pdf->first = block;
	pdf->last = block;
	return block;
}

void pdf_title(Pdf *pdf, const char *text, const char *subtitle)
{
	add(pdf, BLOCK_TITLE, text)->second = keep(pdf, subtitle);
}

void pdf_heading(Pdf *pdf, int level, const char *text)
{
	assert(level >= 1 && level <= 3);
	add(pdf, BLOCK_HEADING, text)->level = level;
}

void pdf_paragraph(Pdf *pdf, const char *text)
{
	add(pdf, BLOCK_PARAGRAPH, text);
}

void pdf_note(Pdf *pdf, const char *text)
{
	add(pdf, BLOCK_NOTE, text);
}

void pdf_pairs(Pdf *pdf, const PdfPair *pairs, int count)
{
	Block *block = add(pdf, BLOCK_PAIRS, NULL);
	block->pairs = ARENA_ARRAY(pdf->mem, PdfPair, count);
	block->count = count;
	for (int i = 0; i < count; i++)
		block->pairs[i] = (PdfPair){keep(pdf, pairs[i].key), keep(pdf, pairs[i].value)};
}

void pdf_table_begin(Pdf *pdf, const char *caption, const PdfColumn *columns, int count)
{
	assert(count >= 1 && count <= PDF_MAX_COLUMNS);
	Block *block = add(pdf, BLOCK_TABLE, caption);
	block->columns = ARENA_ARRAY(pdf->mem, PdfColumn, count);
	block->count = count;
	for (int i = 0; i < count; i++) {
		block->columns[i] = columns[i];
		block->columns[i].title = keep(pdf, columns[i].title);
	}
	pdf->table = block;
}

static Row *add_row(Pdf *pdf, const char *const *cells)
{
	assert(pdf->table);
	Block *table = pdf->table;
	Row *row = ARENA_NEW(pdf->mem, Row);
	row->cells = ARENA_ARRAY(pdf->mem, const char *, table->count);
	for (int i = 0; i < table->count; i++)
		row->cells[i] = keep(pdf, cells[i]);
	if (table->last_row)
		table->last_row->next = row;
	else
		table->first_row = row;
	table->last_row = row;
	return row;
}

void pdf_table_row(Pdf *pdf, const char *const *cells)
{
	add_row(pdf, cells);
}

void pdf_table_total(Pdf *pdf, const char *const *cells)
{
	add_row(pdf, cells)->is_total = true;
}

void pdf_table_end(Pdf *pdf)
{
	assert(pdf->table);
	pdf->table = NULL;
}

static const char **keep_all(Pdf *pdf, const char *const *texts, int count)
{
	const char **copies = ARENA_ARRAY(pdf->mem, const char *, count);
	for (int i = 0; i < count; i++)
		copies[i] = keep(pdf, texts[i]);
	return copies;
}

static void add_chart_rows(Pdf *pdf, const Chart *chart, bool with_shares)
{
	double total = chart_positive_total(chart);
	for (int l = 0; l < chart->label_count; l++) {
		const char *cells[PDF_MAX_COLUMNS] = {chart->labels[l]};
		for (int s = 0; s < chart->series_count; s++)
			cells[s + 1] = chart_number(pdf->mem, chart_value(chart, l, s), chart->places);
		double value = chart_value(chart, l, 0);
		if (with_shares)
			cells[2] = isfinite(value) && value > 0
				       ? arena_printf(pdf->mem, "%.1f%%", value / total * 100)
				       : "-";
		pdf_table_row(pdf, cells);
	}
}

static void add_chart(Pdf *pdf, BlockKind kind, const Chart *chart, const char *label_head)
{
	Block *block = add(pdf, kind, chart->title);
	Chart copy = *chart;
	copy.label_count = chart->label_count > CHART_MAX_LABELS ? CHART_MAX_LABELS : chart->label_count;
	copy.series_count = chart->series_count > CHART_COLOURS ? CHART_COLOURS : chart->series_count;
	assert(copy.series_count == chart->series_count && copy.series_count >= 1);
	copy.unit = keep(pdf, chart->unit);
	copy.labels = keep_all(pdf, chart->labels, copy.label_count);
	copy.series = chart->series ? keep_all(pdf, chart->series, copy.series_count) : NULL;
	int values = copy.label_count * copy.series_count;
	double *figures = ARENA_ARRAY(pdf->mem, double, values);
	memcpy(figures, chart->values, (size_t)values * sizeof *figures);
	copy.values = figures;
	block->chart = copy;

	PdfColumn columns[PDF_MAX_COLUMNS] = {{.title = label_head, .share = 2}};
	int count = 1;
	for (int s = 0; s < copy.series_count; s++, count++) {
		const char *title = copy.series ? arena_printf(pdf->mem, "%s (%s)", copy.series[s], copy.unit)
						: copy.unit;
		columns[count] = (PdfColumn){.title = title, .is_number = true};
	}
	if (kind == BLOCK_PIE)
		columns[count++] = (PdfColumn){.title = "%", .is_number = true};
	pdf_table_begin(pdf, NULL, columns, count);
	add_chart_rows(pdf, &copy, kind == BLOCK_PIE);
	pdf_table_end(pdf);
}

void pdf_bars(Pdf *pdf, const Chart *chart, const char *label_head)
{
	add_chart(pdf, BLOCK_BARS, chart, label_head);
}

void pdf_columns(Pdf *pdf, const Chart *chart, const char *label_head)
{
	add_chart(pdf, BLOCK_COLUMNS, chart, label_head);
}

void pdf_pie(Pdf *pdf, const Chart *chart, const char *label_head)
{
	add_chart(pdf, BLOCK_PIE, chart, label_head);
}

void pdf_qr(Pdf *pdf, const char *content, const char *caption)
{
	assert(content && strlen(content) <= MAX_QR_BYTES);
	Block *block = add(pdf, BLOCK_QR, caption);
	block->second = arena_copy(pdf->mem, content);
}

void pdf_page_break(Pdf *pdf)
{
	add(pdf, BLOCK_BREAK, NULL);
}

/* ---- laying out ---- */

/* Running text: broken between lines where the page ends. */
static void lay_text(PdfPaper *paper, PdfStyle style, const char *tag, const char *text, double after)
{
	if (!*text)
		return;
	PangoLayout *layout = pdf_text(paper, style, text, paper->right - paper->left, PANGO_ALIGN_LEFT);
	int lines = pango_layout_get_line_count(layout);
	double line_height = pdf_text_height(layout) / lines;
	for (int done = 0; done < lines;) {
		pdf_paper_need(paper, line_height);
		int fit = (int)((paper->bottom - paper->y) / line_height);
		fit = fit < 1 ? 1 : fit > lines - done ? lines - done : fit;
		pdf_tag(paper, tag);
		pdf_draw_lines(paper, layout, style, paper->left, paper->y, done, fit);
		pdf_untag(paper, tag);
		paper->y += fit * line_height;
		done += fit;
	}
	paper->y += after;
	g_object_unref(layout);
}

static void lay_title(PdfPaper *paper, const Block *block)
{
	lay_text(paper, PDF_TITLE, "H1", block->text, 4);
	lay_text(paper, PDF_SUBTITLE, "P", block->second, 0);
	paper->y += 6;
	pdf_rule(paper, PDF_SEA, paper->left, paper->y, paper->right, paper->y, 1.2);
	paper->y += 14;
}

/* A heading stays with the beginning of what follows it. */
static void lay_heading(PdfPaper *paper, const Block *block)
{
	static const PdfStyle styles[] = {PDF_HEADING_1, PDF_HEADING_2, PDF_HEADING_3};
	static const char *const tags[] = {"H2", "H3", "H4"};
	pdf_paper_need(paper, 130);
	if (paper->y > paper->top)
		paper->y += 14 - 3 * block->level;
	if (block->level <= 2 && *block->text)
		pdf_outline(paper, block->level - 1, block->text);
	lay_text(paper, styles[block->level - 1], tags[block->level - 1], block->text, 5);
}

static void lay_pairs(PdfPaper *paper, const Block *block)
{
	double key_width = (paper->right - paper->left) * 0.3,
	       value_width = (paper->right - paper->left) * 0.7 - 10;
	for (int i = 0; i < block->count; i++) {
		PangoLayout *key = pdf_text(
		    paper, PDF_NOTE, block->pairs[i].key, key_width - 10, PANGO_ALIGN_LEFT);
		PangoLayout *value = pdf_text(
		    paper, PDF_BODY, block->pairs[i].value, value_width, PANGO_ALIGN_LEFT);
		double height = fmax(pdf_text_height(key), pdf_text_height(value));
		pdf_paper_need(paper, height + 7);
		pdf_tag(paper, "P");
		pdf_draw_lines(
		    paper, key, PDF_NOTE, paper->left, paper->y + 1.5, 0, pango_layout_get_line_count(key));
		pdf_draw_lines(paper, value, PDF_BODY, paper->left + key_width, paper->y, 0,
		    pango_layout_get_line_count(value));
		pdf_untag(paper, "P");
		paper->y += height + 3;
		pdf_rule(paper, PDF_LINE, paper->left, paper->y, paper->right, paper->y, 0.5);
		paper->y += 4;
		g_object_unref(key);
		g_object_unref(value);
	}
	paper->y += 8;
}

/* ---- tables ---- */

typedef struct RowLayout {
	PangoLayout *cells[PDF_MAX_COLUMNS];
	double line_height;
	int lines; /* of the tallest cell */
} RowLayout;

static double column_width(const PdfPaper *paper, const Block *table, int column)
{
	double all = 0;
	for (int i = 0; i < table->count; i++)
		all += table->columns[i].share > 0 ? table->columns[i].share : 1;
	double share = table->columns[column].share > 0 ? table->columns[column].share : 1;
	return (paper->right - paper->left) * share / all;
}

static RowLayout set_row(PdfPaper *paper, const Block *table, PdfStyle style, const char *const *cells)
{
	RowLayout row = {0};
	for (int i = 0; i < table->count; i++) {
		PangoAlignment align = table->columns[i].is_number ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
		double width = fmax(column_width(paper, table, i) - 2 * CELL_PAD_X, 8);
		row.cells[i] = pdf_text(paper, style, cells[i], width, align);
		int lines = pango_layout_get_line_count(row.cells[i]);
		row.lines = lines > row.lines ? lines : row.lines;
		row.line_height = fmax(row.line_height, pdf_text_height(row.cells[i]) / lines);
	}
	return row;
}

static void free_row(const Block *table, RowLayout *row)
{
	for (int i = 0; i < table->count; i++)
		g_object_unref(row->cells[i]);
}

static double row_height(const RowLayout *row, int lines)
{
	return lines * row->line_height + 2 * CELL_PAD_Y;
}

static void draw_row(PdfPaper *paper, const Block *table, const RowLayout *row, PdfStyle style, unsigned back,
    int first, int count)
{
	const char *tag = style == PDF_HEAD_CELL ? "TH" : "TD";
	double height = row_height(row, count), x = paper->left;
	if (back)
		pdf_fill(paper, back, paper->left, paper->y, paper->right - paper->left, height);
	pdf_tag(paper, "TR");
	for (int i = 0; i < table->count; i++) {
		int left = pango_layout_get_line_count(row->cells[i]) - first;
		pdf_tag(paper, tag);
		if (left > 0)
			pdf_draw_lines(paper, row->cells[i], style, x + CELL_PAD_X, paper->y + CELL_PAD_Y,
			    first, left < count ? left : count);
		pdf_untag(paper, tag);
		x += column_width(paper, table, i);
	}
	pdf_untag(paper, "TR");
	paper->y += height;
	pdf_rule(paper, PDF_LINE, paper->left, paper->y, paper->right, paper->y, 0.4);
}

static void draw_head(PdfPaper *paper, const Block *table, const RowLayout *head)
{
	pdf_tag(paper, "Table");
	draw_row(paper, table, head, PDF_HEAD_CELL, 0xE6EEF4, 0, head->lines);
	pdf_rule(paper, PDF_SEA, paper->left, paper->y, paper->right, paper->y, 0.8);
}

static void break_table(PdfPaper *paper, const Block *table, const RowLayout *head)
{
	pdf_untag(paper, "Table");
	pdf_paper_break(paper);
	draw_head(paper, table, head);
}

/* A row as a whole where it can be; one taller than a page goes on over as many as it needs. */
static void lay_row(PdfPaper *paper, const Block *table, const RowLayout *head, const Row *row, int index)
{
	PdfStyle style = row->is_total ? PDF_TOTAL_CELL : PDF_CELL;
	RowLayout set = set_row(paper, table, style, row->cells);
	double empty_page = pdf_paper_body(paper) - row_height(head, head->lines);
	if (paper->y + row_height(&set, set.lines) > paper->bottom &&
	    row_height(&set, set.lines) <= empty_page)
		break_table(paper, table, head);
	if (row->is_total)
		pdf_rule(paper, PDF_INK, paper->left, paper->y, paper->right, paper->y, 0.8);
	for (int done = 0; done < set.lines;) {
		int fit = (int)((paper->bottom - paper->y - 2 * CELL_PAD_Y) / set.line_height);
		if (fit < 1) {
			break_table(paper, table, head);
			fit = (int)fmax((paper->bottom - paper->y - 2 * CELL_PAD_Y) / set.line_height, 1);
		}
		fit = fit > set.lines - done ? set.lines - done : fit;
		draw_row(paper, table, &set, style, index % 2 ? PDF_MIST : 0, done, fit);
		done += fit;
	}
	free_row(table, &set);
}

static void lay_table(PdfPaper *paper, const Block *table)
{
	const char *titles[PDF_MAX_COLUMNS];
	for (int i = 0; i < table->count; i++)
		titles[i] = table->columns[i].title;
	RowLayout head = set_row(paper, table, PDF_HEAD_CELL, titles);
	if (row_height(&head, head.lines) > pdf_paper_body(paper) / 2)
		head.lines = (int)(pdf_paper_body(paper) / 2 / head.line_height);
	pdf_paper_need(paper, row_height(&head, head.lines) + 50);
	lay_text(paper, PDF_CAPTION, "P", table->text, 3);
	draw_head(paper, table, &head);
	int index = 0;
	for (const Row *row = table->first_row; row && paper->page <= PDF_MAX_PAGES; row = row->next)
		lay_row(paper, table, &head, row, index++);
	pdf_untag(paper, "Table");
	free_row(table, &head);
	paper->y += 12;
}

/* What a caption and its chart take; long bar charts may break. */
static double chart_height(const PdfPaper *paper, const Block *block)
{
	enum { CAPTION = 24, BAR_ROW = 18, COLUMNS = 236, PIE = 144 };
	if (block->kind == BLOCK_BARS)
		return fmin(CAPTION + BAR_ROW * block->chart.label_count, pdf_paper_body(paper) / 2);
	return CAPTION + (block->kind == BLOCK_COLUMNS ? COLUMNS : PIE);
}

static void lay_chart(PdfPaper *paper, const Block *block)
{
	pdf_paper_need(paper, chart_height(paper, block));
	lay_text(paper, PDF_CAPTION, "P", block->text, 6);
	if (block->kind == BLOCK_BARS)
		pdf_draw_bars(paper, &block->chart);
	else if (block->kind == BLOCK_COLUMNS)
		pdf_draw_columns(paper, &block->chart);
	else
		pdf_draw_pie(paper, &block->chart);
}

static void lay_qr(PdfPaper *paper, const Block *block)
{
	double side = QR_MM * 72 / 25.4;
	pdf_paper_need(paper, side);
	QRcode *code = QRcode_encodeString8bit(block->second, 0, QR_ECLEVEL_M);
	if (!code)
		abort();
	double module = side / (code->width + 2 * QR_QUIET);
	double x = paper->left + QR_QUIET * module, y = paper->y + QR_QUIET * module;
	for (int row = 0; row < code->width; row++) {
		for (int column = 0, run; column < code->width; column += run ? run : 1) {
			const unsigned char *bits = code->data + row * code->width;
			for (run = 0; column + run < code->width && (bits[column + run] & 1); run++)
				;
			if (run > 0)
				pdf_fill(paper, 0x000000, x + column * module, y + row * module, run * module,
				    module * 1.01);
		}
	}
	QRcode_free(code);
	double text_x = paper->left + side + 10;
	pdf_draw_text(
	    paper, PDF_NOTE, block->text, text_x, paper->y + 8, paper->right - text_x, PANGO_ALIGN_LEFT);
	paper->y += side + 8;
}

static void lay_block(PdfPaper *paper, const Block *block)
{
	switch (block->kind) {
	case BLOCK_TITLE:
		lay_title(paper, block);
		break;
	case BLOCK_HEADING:
		lay_heading(paper, block);
		break;
	case BLOCK_PARAGRAPH:
		lay_text(paper, PDF_BODY, "P", block->text, 7);
		break;
	case BLOCK_NOTE:
		lay_text(paper, PDF_NOTE, "P", block->text, 6);
		break;
	case BLOCK_PAIRS:
		lay_pairs(paper, block);
		break;
	case BLOCK_TABLE:
		lay_table(paper, block);
		break;
	case BLOCK_BARS:
	case BLOCK_COLUMNS:
	case BLOCK_PIE:
		lay_chart(paper, block);
		break;
	case BLOCK_QR:
		lay_qr(paper, block);
		break;
	case BLOCK_BREAK:
		pdf_paper_break(paper);
		break;
	}
}

/* Runs all blocks over paper; returns the number of pages. */
static int lay_out(Pdf *pdf, cairo_surface_t *surface, int page_count)
{
	PdfPaper paper = pdf_paper_open(pdf->mem, &pdf->about, surface, page_count);
	for (const Block *block = pdf->first; block && paper.page <= PDF_MAX_PAGES; block = block->next)
		lay_block(&paper, block);
	int pages = paper.page;
	pdf_paper_close(&paper);
	return pages;
}

/* ---- writing ---- */

static cairo_status_t add_bytes(void *to, const unsigned char *bytes, unsigned len)
{
	Buf *out = to;
	buf_add(out, bytes, len);
	return out->overflow ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static cairo_status_t drop_bytes(void *to, const unsigned char *bytes, unsigned len)
{
	(void)to;
	(void)bytes;
	(void)len;
	return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *surface_of(const Pdf *pdf, cairo_write_func_t write, void *to)
{
	double width = pdf->about.landscape ? 841.89 : 595.276,
	       height = pdf->about.landscape ? 595.276 : 841.89;
	return cairo_pdf_surface_create_for_stream(write, to, width, height);
}

static void set_metadata(Pdf *pdf, cairo_surface_t *surface)
{
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, pdf->about.title);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, pdf->about.author);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, pdf->about.subject);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Qingce");
	cairo_pdf_surface_set_metadata(
	    surface, CAIRO_PDF_METADATA_CREATE_DATE, time_text(pdf->mem, pdf->about.created_ms));
}

static bool is_language(const char *text)
{
	return *text && strlen(text) <= 35 &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") ==
		   strlen(text);
}

/* The last place where `what` stands before `end`. */
static const char *find_last(const Buf *file, const char *what, const char *end)
{
	const char *found = NULL;
	for (const char *at = buf_take(file);
	     (at = memmem(at, (size_t)(end - at), what, strlen(what))) != NULL; at++)
		found = at;
	return found;
}

/* Appends the catalogue once more, with the natural language and the wish to show the title (ISO
 * 32000-1, 7.5.6: an incremental update). A file of an unexpected shape is left as it is. */
static void add_language(Pdf *pdf, Buf *file)
{
	const char *bytes = buf_take(file), *end = bytes + file->len;
	const char *catalog = find_last(file, "/Type /Catalog", end);
	const char *trailer = find_last(file, "trailer", end);
	const char *start = find_last(file, "startxref", end);
	const char *object = catalog ? find_last(file, " 0 obj\n<<", catalog) : NULL;
	const char *object_end = catalog ? memmem(catalog, (size_t)(end - catalog), "endobj", 6) : NULL;
	int size, info;
	long old_table;
	const char *size_at = trailer ? strstr(trailer, "/Size ") : NULL;
	const char *info_at = trailer ? strstr(trailer, "/Info ") : NULL;
	if (!is_language(pdf->about.language) || !object || !object_end || !start || !size_at || !info_at ||
	    sscanf(size_at, "/Size %d", &size) != 1 || sscanf(info_at, "/Info %d", &info) != 1 ||
	    sscanf(start, "startxref %ld", &old_table) != 1)
		return;
	const char *number = object;
	while (number > bytes && number[-1] >= '0' && number[-1] <= '9')
		number--;
	int root = atoi(number);
	const char *rest = object + strlen(" 0 obj\n<<");
	char *entries = arena_copy_n(pdf->mem, rest, (size_t)(object_end - rest));
	size_t offset = file->len;
	buf_printf(file,
	    "%d 0 obj\n<< /Lang (%s)\n   /ViewerPreferences << /DisplayDocTitle true >>\n  %sendobj\n", root,
	    pdf->about.language, entries);
	size_t table = file->len;
	buf_printf(file, "xref\n%d 1\n%010zu 00000 n \n", root, offset);
	buf_printf(file,
	    "trailer\n<< /Size %d\n   /Root %d 0 R\n   /Info %d 0 R\n   /Prev "
	    "%ld\n>>\nstartxref\n%zu\n%%%%EOF\n",
	    size, root, info, old_table, table);
}

/* cairo always writes a date; a report without one has it blanked. */
static void drop_date(Buf *file)
{
	char *bytes = buf_take(file);
	const char *date = find_last(file, "/CreationDate (", bytes + file->len);
	const char *end = date ? memchr(date, ')', (size_t)(bytes + file->len - date)) : NULL;
	if (end)
		memset(bytes + (date - bytes), ' ', (size_t)(end - date) + 1);
}

static Err draw(Pdf *pdf, int pages, Buf *out)
{
	cairo_surface_t *surface = surface_of(pdf, add_bytes, out);
	set_metadata(pdf, surface);
	lay_out(pdf, surface, pages);
	cairo_surface_finish(surface);
	cairo_status_t status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	if (out->overflow)
		return ERR_TOO_LARGE;
	if (status != CAIRO_STATUS_SUCCESS) {
		log_event(LOG_ERROR, "pdf cannot be written", "why", cairo_status_to_string(status), NULL);
		return ERR_INTERNAL;
	}
	if (!pdf->about.created_ms)
		drop_date(out);
	add_language(pdf, out);
	return out->overflow ? ERR_TOO_LARGE : OK;
}

Err pdf_write(Pdf *pdf, Buf *out)
{
	assert(!pdf->table && out->len == 0);
	cairo_surface_t *counting = surface_of(pdf, drop_bytes, NULL);
	int pages = lay_out(pdf, counting, 0);
	cairo_surface_destroy(counting);
	if (pages > PDF_MAX_PAGES)
		return ERR_TOO_LARGE;
	return draw(pdf, pages, out);
}

Err pdf_write_file(Pdf *pdf, const char *path)
{
	Buf bytes = buf_in(pdf->mem, MAX_FILE_BYTES);
	Err err = pdf_write(pdf, &bytes);
	if (err)
		return err;
	FILE *file = fopen(path, "we");
	if (!file)
		return ERR_INTERNAL;
	bool is_written = fwrite(buf_take(&bytes), 1, bytes.len, file) == bytes.len;
	is_written &= fclose(file) == 0;
	return is_written ? OK : ERR_INTERNAL;
}
