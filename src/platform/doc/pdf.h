/* Reports as PDF: A4 pages of headings, paragraphs, tables, charts and QR codes, set by Pango in Noto Sans
 * CJK SC. Blocks are collected first and laid out at the end, so that every page knows how many there are. */
#ifndef QINGCE_DOC_PDF_H
#define QINGCE_DOC_PDF_H

#include "base/buf.h"
#include "base/err.h"
#include "doc/chart.h"

typedef struct PdfAbout {
	const char *title;
	const char *author;
	const char *subject;
	const char *language; /* "zh-CN" or "en": metadata, and how lines break */
	const char *header;   /* small, at the top of each page; NULL for none */
	const char *footer;   /* small, at the foot of each page beside "n / m"; NULL for none */
	int64_t created_ms;   /* 0 = leave out; the same input gives the same bytes */
	bool landscape;
} PdfAbout;

typedef struct PdfPair {
	const char *key;
	const char *value;
} PdfPair;

typedef struct PdfColumn {
	const char *title;
	double share;	/* of the width, relative to the other columns; 0 counts as 1 */
	bool is_number; /* right-aligned, tabular figures */
} PdfColumn;

enum { PDF_MAX_COLUMNS = 16, PDF_MAX_PAGES = 2000 };

typedef struct Pdf Pdf;

/* Nothing is drawn before pdf_write; texts are copied. All memory is in `mem`. Safe from several threads,
 * each with its own Pdf. */
Pdf *pdf_open(Arena *mem, const PdfAbout *about);

/* The document's own title, large. Its levels: 1 to 3; headings 1 and 2 appear in the outline. */
void pdf_title(Pdf *pdf, const char *text, const char *subtitle);
void pdf_heading(Pdf *pdf, int level, const char *text);
void pdf_paragraph(Pdf *pdf, const char *text);
void pdf_note(Pdf *pdf, const char *text); /* small and grey: sources, remarks */
void pdf_pairs(Pdf *pdf, const PdfPair *pairs, int count);

/* A table; its head is repeated on each page. Rows never break across pages unless one is taller than a page
 * is. */
void pdf_table_begin(Pdf *pdf, const char *caption, const PdfColumn *columns, int count);
void pdf_table_row(Pdf *pdf, const char *const *cells);	  /* as many as columns; NULL = empty */
void pdf_table_total(Pdf *pdf, const char *const *cells); /* bold, with a line above */
void pdf_table_end(Pdf *pdf);

/* A chart with its table below it. `label_head` stands over the labels. */
void pdf_bars(Pdf *pdf, const Chart *chart, const char *label_head);
void pdf_columns(Pdf *pdf, const Chart *chart, const char *label_head);
void pdf_pie(Pdf *pdf, const Chart *chart, const char *label_head);

/* A QR code of 28 mm with lines of text beside it. Text of 800 bytes at most. */
void pdf_qr(Pdf *pdf, const char *content, const char *caption);

void pdf_page_break(Pdf *pdf);

/* Lays out and writes. ERR_TOO_LARGE beyond PDF_MAX_PAGES or the buffer's maximum; ERR_INTERNAL when it
 * cannot be written. */
Err pdf_write(Pdf *pdf, Buf *out);
Err pdf_write_file(Pdf *pdf, const char *path);

#endif
