/* Reports: what poppler reads out of them, pages, repeated heads, metadata, equal bytes for equal input,
 * threads, memory. */
#include "doc/pdf.h"

#include "base/str.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

enum { MAX_BYTES = 32 * 1024 * 1024 };

static int setup(void **state)
{
	*state = arena_open();
	return 0;
}

static int teardown(void **state)
{
	arena_close(*state);
	return 0;
}

static Pdf *sample(Arena *mem, const char *language, int rows)
{
	static const PdfPair pairs[] = {
	    {"企业名称", "海州水泥有限公司"}, {"核算年度", "2025"}, {"数据质量等级", "4 级"}};
	static const PdfColumn columns[] = {
	    {"排放源", 3, false}, {"活动数据", 1.4, true}, {"排放量 (tCO₂e)", 1.6, true}};
	static const char *const labels[] = {"化石燃料燃烧", "工业生产过程", "净购入电力", "回收利用"};
	static const double values[] = {12034.5, 8320.126, 2210, -150};
	static const char *const months[] = {"1月", "2月", "3月", "4月", "5月", "6月"};
	static const char *const series[] = {"范围一", "范围二"};
	static const double monthly[] = {900, 200, 950, 180, NAN, 190, 1010, 175, 990, 160, 1005, 150};
	Pdf *pdf = pdf_open(mem, &(PdfAbout){.title = "温室气体排放报告",
				     .author = "海州水泥有限公司",
				     .language = language,
				     .header = "青册 · 温室气体排放报告",
				     .footer = "海州水泥有限公司 2025",
				     .created_ms = 1700000000000});
	pdf_title(pdf, "温室气体排放报告", "海州水泥有限公司 · 2025 年度");
	pdf_heading(pdf, 1, "一、基本信息");
	pdf_pairs(pdf, pairs, 3);
	pdf_heading(pdf, 1, "二、结果");
	pdf_paragraph(pdf, "本报告依据《企业温室气体排放核算与报告指南 "
			   "水泥行业》编制。活动数据来自电费结算单与生产月报表，排放因子采用缺省值。"
			   "Emissions are reported in tonnes of CO₂ equivalent.");
	pdf_heading(pdf, 2, "分源排放");
	pdf_bars(pdf,
	    &(Chart){.title = "各排放源的排放量",
		.unit = "tCO₂e",
		.labels = labels,
		.label_count = 4,
		.series_count = 1,
		.values = values,
		.places = 2},
	    "排放源");
	pdf_columns(pdf,
	    &(Chart){.title = "逐月排放",
		.unit = "tCO₂e",
		.labels = months,
		.label_count = 6,
		.series = series,
		.series_count = 2,
		.values = monthly,
		.places = 1},
	    "月份");
	pdf_pie(pdf,
	    &(Chart){.title = "构成",
		.unit = "tCO₂e",
		.labels = labels,
		.label_count = 4,
		.series_count = 1,
		.values = values,
		.places = 2},
	    "排放源");
	pdf_heading(pdf, 2, "活动数据明细");
	pdf_table_begin(pdf, "表 1 活动数据", columns, 3);
	for (int i = 0; i < rows; i++)
		pdf_table_row(pdf,
		    (const char *const[]){
			i % 7 ? "烟煤"
			      : "外购电力（华东电网），用于生料磨、煤磨、水泥磨等主要生产设备及厂区办公照明",
			arena_printf(mem, "%d", i * 13), arena_printf(mem, "%.2f", i * 1.7)});
	pdf_table_total(pdf, (const char *const[]){"合计", NULL, "22 414.63"});
	pdf_table_end(pdf);
	pdf_note(pdf, "来源：企业填报。");
	pdf_qr(pdf, "https://example.org/zh/verify/0123456789abcdef", "扫码核验本报告的内容摘要");
	return pdf;
}

static Buf must_write(Pdf *pdf, Arena *mem)
{
	Buf out = buf_in(mem, MAX_BYTES);
	assert_int_equal(pdf_write(pdf, &out), OK);
	assert_true(str_starts(buf_take(&out), "%PDF-1."));
	return out;
}

/* What a command prints about the file; "{}" in it stands for the path. */
static const char *told_by(Arena *mem, const char *command, const char *path)
{
	const char *at = strstr(command, "{}");
	char *line = arena_printf(mem, "%.*s%s%s", (int)(at - command), command, path, at + 2);
	FILE *pipe = popen(line, "r");
	assert_non_null(pipe);
	Buf out = buf_in(mem, MAX_BYTES);
	char piece[4096];
	for (size_t n; (n = fread(piece, 1, sizeof piece, pipe)) > 0;)
		buf_add(&out, piece, n);
	if (pclose(pipe) != 0)
		fail_msg("%s failed: %s", line, buf_take(&out));
	return buf_take(&out);
}

static int count_of(const char *text, const char *what)
{
	int count = 0;
	for (; (text = strstr(text, what)) != NULL; text += strlen(what))
		count++;
	return count;
}

static void poppler_reads_it(void **state)
{
	Arena *mem = *state;
	char path[] = "/tmp/qingce-pdf-test-XXXXXX";
	close(mkstemp(path));
	assert_int_equal(pdf_write_file(sample(mem, "zh-CN", 120), path), OK);
	const char *text = told_by(mem, "pdftotext -layout {} - 2>&1 | tr -d ' '", path);
	const char *info = told_by(mem, "pdfinfo {} 2>&1", path);
	const char *fonts = told_by(mem, "pdffonts {} 2>&1", path);
	if (getenv("QINGCE_KEEP_PDF"))
		rename(path, getenv("QINGCE_KEEP_PDF"));
	unlink(path);
	static const char *const wanted[] = {"温室气体排放报告", "海州水泥有限公司", "数据质量等级",
	    "净购入电力", "8320.13", "-150.00", "1010.0", "表1活动数据", "外购电力（华东电网）", "22414.63",
	    "扫码核验本报告的内容摘要"};
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		if (!strstr(text, wanted[i]))
			fail_msg("'%s' is not in the text:\n%s", wanted[i], text);
	int pages = atoi(strstr(info, "Pages:") + 6);
	assert_true(pages >= 4);
	assert_int_equal(count_of(text, arena_printf(mem, "%d/%d", pages, pages)), 1);
	assert_int_equal(count_of(text, "青册·温室气体排放报告"), pages);
	assert_true(count_of(text, "排放量(tCO₂e)") >= 3); /* the table's head on each of its pages */
	assert_non_null(strstr(info, "温室气体排放报告"));
	assert_non_null(strstr(info, "A4"));
	assert_non_null(strstr(info, "2023"));
	assert_null(strstr(info, "Syntax"));
	assert_non_null(strstr(fonts, "NotoSansCJKsc"));
}

static void language_is_told_and_the_file_stays_sound(void **state)
{
	Arena *mem = *state;
	static const char *const languages[] = {"zh-CN", "en", "not a (language)"};
	for (int i = 0; i < 3; i++) {
		Buf pdf = must_write(sample(mem, languages[i], 3), mem);
		const char *mark = arena_printf(mem, "/Lang (%s)", languages[i]);
		bool is_told = memmem(buf_take(&pdf), pdf.len, mark, strlen(mark)) != NULL;
		assert_int_equal(is_told, i < 2);
		char path[] = "/tmp/qingce-pdf-test-XXXXXX";
		FILE *file = fdopen(mkstemp(path), "w");
		fwrite(buf_take(&pdf), 1, pdf.len, file);
		fclose(file);
		const char *info = told_by(mem, "pdfinfo {} 2>&1", path);
		unlink(path);
		assert_null(strstr(info, "rror"));
		assert_non_null(strstr(info, "Pages:"));
	}
}

static void rows_taller_than_a_page_go_on(void **state)
{
	Arena *mem = *state;
	Pdf *pdf = pdf_open(mem, &(PdfAbout){.title = "t", .language = "zh-CN"});
	Buf tall = buf_in(mem, 100000);
	for (int i = 0; i < 1500; i++)
		buf_printf(&tall, "第%d句说明文字。", i);
	static const PdfColumn columns[] = {{"说明", 1, false}, {"数", 1, true}};
	pdf_table_begin(pdf, NULL, columns, 2);
	pdf_table_row(pdf, (const char *const[]){buf_take(&tall), "1"});
	pdf_table_end(pdf);
	pdf_paragraph(pdf, buf_take(&tall));
	char path[] = "/tmp/qingce-pdf-test-XXXXXX";
	close(mkstemp(path));
	assert_int_equal(pdf_write_file(pdf, path), OK);
	const char *text = told_by(mem, "pdftotext -raw {} - | tr -d '\\n'", path);
	unlink(path);
	for (int i = 0; i < 1500; i += 7)
		assert_int_equal(count_of(text, arena_printf(mem, "第%d句", i)), 2);
}

static void equal_input_gives_equal_bytes(void **state)
{
	Arena *mem = *state;
	Buf one = must_write(sample(mem, "zh-CN", 10), mem);
	sleep(1);
	Buf two = must_write(sample(mem, "zh-CN", 10), mem);
	assert_int_equal(one.len, two.len);
	assert_memory_equal(buf_take(&one), buf_take(&two), one.len);
	Buf undated = must_write(pdf_open(mem, &(PdfAbout){.title = "t"}), mem);
	assert_null(memmem(buf_take(&undated), undated.len, "CreationDate", 12));
}

static void bounds_and_bad_text(void **state)
{
	Arena *mem = *state;
	Pdf *pdf = pdf_open(mem, &(PdfAbout){.title = "a\xFF\x01"
						      "b",
				     .landscape = true});
	pdf_paragraph(pdf, "x\xFFy\x02z\xE7");
	pdf_paragraph(pdf, NULL);
	Buf tiny = buf_in(mem, 1000);
	assert_int_equal(pdf_write(pdf, &tiny), ERR_TOO_LARGE);
	must_write(pdf, mem);
	Pdf *endless = pdf_open(mem, &(PdfAbout){.title = "t"});
	for (int i = 0; i <= PDF_MAX_PAGES; i++)
		pdf_page_break(endless);
	Buf out = buf_in(mem, MAX_BYTES);
	assert_int_equal(pdf_write(endless, &out), ERR_TOO_LARGE);
	assert_int_equal(pdf_write_file(pdf, "/nonexistent/a.pdf"), ERR_INTERNAL);
}

static long resident_pages(void)
{
	long all, resident = 0;
	FILE *file = fopen("/proc/self/statm", "r");
	if (fscanf(file, "%ld %ld", &all, &resident) != 2)
		fail_msg("no statm");
	fclose(file);
	return resident;
}

/* QINGCE_PDF_REPORTS of them, 200 when it is unset: after the first quarter the process grows by less than 8
 * KB a report. A sanitizer keeps freed memory aside, so that it watches for leaks itself and this only counts
 * without it. */
static void many_reports_do_not_leak(void **state)
{
	(void)state;
	Arena *mem = arena_open();
	const char *wanted = getenv("QINGCE_PDF_REPORTS");
	int count = wanted ? atoi(wanted) : 200;
	long before = 0;
	for (int i = 0; i < count; i++) {
		if (i == count / 4)
			before = resident_pages();
		Pdf *pdf = pdf_open(mem, &(PdfAbout){.title = "t", .language = "zh-CN"});
		pdf_heading(pdf, 1, "标题");
		pdf_paragraph(pdf, arena_printf(mem, "第 %d 份", i));
		pdf_qr(pdf, "https://example.org/", "核验");
		must_write(pdf, mem);
		arena_reset(mem);
	}
	long grown = (resident_pages() - before) * sysconf(_SC_PAGESIZE);
	arena_close(mem);
#if !defined(__SANITIZE_ADDRESS__)
	if (grown > count * 3L / 4 * 8192)
		fail_msg("grew by %ld bytes over %d reports", grown, count * 3 / 4);
#else
	(void)grown;
#endif
}

typedef struct Work {
	const Buf *expected;
	int wrong;
} Work;

static void *write_often(void *to)
{
	Work *work = to;
	Arena *mem = arena_open();
	for (int i = 0; i < 8; i++) {
		Buf out = buf_in(mem, MAX_BYTES);
		Err err = pdf_write(sample(mem, "zh-CN", 20), &out);
		work->wrong += err || out.len != work->expected->len ||
			       memcmp(buf_take(&out), buf_take(work->expected), out.len) != 0;
		arena_reset(mem);
	}
	arena_close(mem);
	return NULL;
}

static void threads_write_the_same_bytes(void **state)
{
	Arena *mem = *state;
	Buf expected = must_write(sample(mem, "zh-CN", 20), mem);
	pthread_t threads[4];
	Work work[4];
	for (int i = 0; i < 4; i++) {
		work[i] = (Work){.expected = &expected};
		assert_int_equal(pthread_create(&threads[i], NULL, write_often, &work[i]), 0);
	}
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(work[i].wrong, 0);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(poppler_reads_it),
	    TEST(language_is_told_and_the_file_stays_sound),
	    TEST(rows_taller_than_a_page_go_on),
	    TEST(equal_input_gives_equal_bytes),
	    TEST(bounds_and_bad_text),
	    TEST(many_reports_do_not_leak),
	    TEST(threads_write_the_same_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
