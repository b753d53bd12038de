/* File types: real files made here by the libraries that others use, and things that only pretend. */
#include "doc/sniff.h"

#include "base/buf.h"
#include "base/str.h"
#include "doc/sheet.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>
#include <cmocka.h>

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

static const struct {
	const char *bytes;
	size_t len;
	const char *name;
	FileKind kind;
	bool is_evidence;
	bool name_fits;
} CASES[] = {
#define CASE(bytes, ...)                                                                                     \
	{                                                                                                    \
		bytes, sizeof(bytes) - 1, __VA_ARGS__                                                        \
	}
    CASE("", "a.pdf", FILE_EMPTY, false, false),
    CASE("%PDF-1.7\n1 0 obj\n", "电费.PDF", FILE_PDF, true, true),
    CASE("%PDF-1.7\n1 0 obj\n", "bill.jpg", FILE_PDF, true, false),
    CASE("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0", "a.png", FILE_PNG, true, true),
    CASE("\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0", "BILL.JPEG", FILE_JPEG, true, true),
    CASE("RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0", "a.webp", FILE_WEBP, true, true),
    CASE("月份,用电量\n1,2610\n2,2400\n", "a.csv", FILE_CSV, true, true),
    CASE("\xB5\xE7\xC1\xA6,\xB6\xD6\n1,2\n", "gbk.csv", FILE_CSV, true, true),
    CASE("a,b\n1,2\n3,4\n", "a.txt", FILE_TXT, true, true),
    CASE("说明：一月电费单遗失", "a.txt", FILE_TXT, true, true),
    CASE("<?xml version=\"1.0\"?><invoice/>", "a.xml", FILE_XML, true, true),
    CASE("<invoice><a/></invoice>", "a.xml", FILE_XML, true, true),
    CASE("{\"a\": 1}", NULL, FILE_TXT, true, true),
    CASE("<!DOCTYPE html><html></html>", "a.pdf", FILE_DANGEROUS, false, false),
    CASE("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>", "a.xml", FILE_DANGEROUS, false,
	false),
    CASE("hello <ScRiPt>alert(1)</script>", "a.txt", FILE_DANGEROUS, false, false),
    CASE("#!/bin/sh\nrm -rf /\n", "a.txt", FILE_DANGEROUS, false, false),
    CASE("alert(1)", "invoice.js", FILE_DANGEROUS, false, false),
    CASE("\x7F\x45LF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\x3E\0\1\0\0\0", "a.pdf", FILE_DANGEROUS, false, false),
    CASE("MZ\x90\0\3\0\0\0\4\0\0\0\xFF\xFF\0\0\xB8\0\0\0\0\0\0\0\x40\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	 "\0\0\0\0\0\0\0"
	 "\0\0\0\0\0\0\0\0\x40\0\0\0PE\0\0\x4C\1\3\0",
	"a.xlsx", FILE_DANGEROUS, false, false),
    CASE("\0\1\2\3 nothing known", "a.bin", FILE_OTHER, false, false),
    CASE("PK\x03\x04 cut off", "a.xlsx", FILE_OTHER, false, false),
#undef CASE
};

static void tells_kinds_by_content(void **state)
{
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		Sniffed got;
		assert_int_equal(sniff_bytes(*state, CASES[i].bytes, CASES[i].len, CASES[i].name, &got), OK);
		if (got.kind != CASES[i].kind || got.is_evidence != CASES[i].is_evidence ||
		    got.name_fits != CASES[i].name_fits)
			fail_msg("case %zu (%s): kind %d, evidence %d, name %d", i, CASES[i].name, got.kind,
			    got.is_evidence, got.name_fits);
	}
}

/* A zip with these members, written to `path`. */
static void write_zip(const char *path, const char *const *members)
{
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	for (; *members; members++)
		assert_true(zip_file_add(zip, *members, zip_source_buffer(zip, "x", 1, 0), 0) >= 0);
	assert_int_equal(zip_close(zip), 0);
}

static void tells_office_files_by_their_members(void **state)
{
	static const struct {
		const char *members[4];
		const char *name;
		FileKind kind;
	} cases[] = {
	    {{"[Content_Types].xml", "xl/workbook.xml"}, "a.xlsx", FILE_XLSX},
	    {{"[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"}, "a.xlsx", FILE_DANGEROUS},
	    {{"[Content_Types].xml", "word/document.xml"}, "a.docx", FILE_DOCX},
	    {{"OFD.xml", "Doc_0/Document.xml"}, "发票.ofd", FILE_OFD},
	    {{"1.pdf", "2.pdf"}, "bills.zip", FILE_ZIP},
	    {{"META-INF/MANIFEST.MF", "a.class"}, "a.zip", FILE_DANGEROUS},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char path[] = "/tmp/qingce-sniff-test-XXXXXX";
		close(mkstemp(path));
		write_zip(path, cases[i].members);
		Sniffed got;
		assert_int_equal(sniff_file(*state, path, cases[i].name, &got), OK);
		unlink(path);
		assert_int_equal(got.kind, cases[i].kind);
		assert_int_equal(got.name_fits, cases[i].kind != FILE_DANGEROUS);
	}
}

static void knows_our_own_workbooks(void **state)
{
	Sheet *sheet;
	const char *path;
	static const SheetColumn columns[] = {{.title = "a"}};
	assert_int_equal(sheet_open(*state, SHEET_XLSX, NULL, &sheet), OK);
	sheet_page(sheet, "s", NULL, NULL, columns, 1, 0);
	assert_int_equal(sheet_finish(sheet, &path), OK);
	Sniffed got;
	assert_int_equal(sniff_file(*state, path, NULL, &got), OK);
	unlink(path);
	assert_int_equal(got.kind, FILE_XLSX);
	assert_string_equal(got.media_type, sheet_media_type(SHEET_XLSX));
	assert_string_equal(got.extension, ".xlsx");
	assert_int_equal(sniff_file(*state, "/nonexistent", NULL, &got), ERR_INTERNAL);
}

static void the_list_of_extensions_is_complete(void **state)
{
	(void)state;
	Buf list = buf_in(*state, 1000);
	static const struct {
		FileKind kind;
		const char *name;
	} kinds[] = {{FILE_PDF, "a.pdf"}, {FILE_PNG, "a.png"}, {FILE_JPEG, "a.jpg"}, {FILE_JPEG, "a.jpeg"},
	    {FILE_WEBP, "a.webp"}, {FILE_XLSX, "a.xlsx"}, {FILE_XLS, "a.xls"}, {FILE_DOCX, "a.docx"},
	    {FILE_OFD, "a.ofd"}, {FILE_CSV, "a.csv"}, {FILE_TXT, "a.txt"}, {FILE_XML, "a.xml"},
	    {FILE_ZIP, "a.zip"}};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		assert_true(sniff_is_evidence(kinds[i].kind));
		assert_true(sniff_name_fits(kinds[i].kind, kinds[i].name));
		buf_printf(&list, "%s%s", i ? "," : "", kinds[i].name + 1);
	}
	assert_string_equal(buf_take(&list), sniff_evidence_extensions());
	assert_false(sniff_name_fits(FILE_PDF, "pdf"));
	assert_false(sniff_name_fits(FILE_PDF, ".pdf"));
	assert_false(sniff_is_evidence(FILE_DANGEROUS));
}

static void *sniff_often(void *wrong)
{
	Arena *mem = arena_open();
	for (int round = 0; round < 50; round++) {
		for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
			Sniffed got;
			sniff_bytes(mem, CASES[i].bytes, CASES[i].len, CASES[i].name, &got);
			*(int *)wrong += got.kind != CASES[i].kind;
		}
		arena_reset(mem);
	}
	arena_close(mem);
	return NULL;
}

static void threads_do_not_disturb_each_other(void **state)
{
	(void)state;
	pthread_t threads[4];
	int wrong[4] = {0};
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, sniff_often, &wrong[i]), 0);
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(wrong[i], 0);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(tells_kinds_by_content),
	    TEST(tells_office_files_by_their_members),
	    TEST(knows_our_own_workbooks),
	    TEST(the_list_of_extensions_is_complete),
	    TEST(threads_do_not_disturb_each_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
