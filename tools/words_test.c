/* The word compiler: what it makes of two languages, and what fails the build. */
int words_main(int argc, char **argv);
#define main words_main
#include "words.c"
#undef main

#include <fcntl.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { MAX_PATH = 200 };

static char directory[] = "/tmp/words_test_XXXXXX";

static char *path_of(const char *name)
{
	static char paths[8][MAX_PATH];
	static int next;
	char *path = paths[next++ % 8];
	snprintf(path, MAX_PATH, "%s/%s", directory, name);
	return path;
}

static void write_file(const char *name, const char *text)
{
	FILE *out = fopen(path_of(name), "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static char *read_file(const char *name)
{
	static char text[65536];
	FILE *in = fopen(path_of(name), "r");
	assert_non_null(in);
	text[fread(text, 1, sizeof text - 1, in)] = '\0';
	fclose(in);
	return text;
}

static void start_again(void)
{
	for (int lang = 0; lang < LANGS; lang++) {
		for (int i = 0; i < tables[lang].count; i++) {
			free(tables[lang].entries[i].key);
			free(tables[lang].entries[i].text);
			free(tables[lang].entries[i].file);
		}
		tables[lang].count = 0;
	}
	problem_count = 0;
}

/* Compiles; *errors (to be freed) is what was said. */
static int compile_words(const char *zh, const char *en, char **errors)
{
	start_again();
	write_file("a.zh.po", zh);
	write_file("a.en.po", en);
	size_t size = 0;
	FILE *said = stderr;
	stderr = open_memstream(errors, &size);
	char *arguments[] = {"words", path_of("w.h"), path_of("w.c"), path_of("a.zh.po"), path_of("a.en.po")};
	int status = words_main(5, arguments);
	fclose(stderr);
	stderr = said;
	return status;
}

#define WORD(key, text) "msgid \"" key "\"\nmsgstr \"" text "\"\n\n"

static void makes_both_languages(void **state)
{
	char *errors;
	int status = compile_words(
	    "# head\nmsgid \"\"\nmsgstr \"Language: zh\\n\"\n\n" WORD("a.two", "有 {n} 条，{who}")
		WORD("a.one", "一") "#, note\nmsgid \"a.long.x\"\nmsgstr \"\"\n\"前\"\n\"后\\\"?\"\n",
	    WORD("a.one", "one") WORD("a.two", "{who} has {n} {n|line|lines}")
		WORD("a.long.x", "before\\nafter"),
	    &errors);
	if (status != 0)
		fail_msg("%s", errors);
	free(errors);
	const char *header = read_file("w.h");
	assert_non_null(
	    strstr(header, "extern const WordText W_a_long_x[1];\nextern const WordText W_a_one[1];\n"));
	assert_non_null(strstr(header, "\tW_a_one_TAKES,\n\tW_a_two_TAKES_n_who,\n"));
	const char *source = read_file("w.c");
	assert_non_null(strstr(source, "#include \"w.h\"\n"));
	assert_non_null(strstr(source,
	    "const WordText W_a_one[1] = {{\n\t{\"一\", \"one\"},\n\t{\"一\", \"one\"},\n\t{3, 3},\n}};"));
	assert_non_null(strstr(source, "\t{\"前后\\\"\\077\", \"before\\nafter\"},\n"));
	assert_non_null(strstr(source, "\t{\"前后&quot;\\077\", \"before\\nafter\"},\n\t{13, 12},\n"));
}

static void refuses(void **state)
{
	static const struct {
		const char *zh, *en, *says, *where;
	} CASES[] = {
	    {WORD("a.b", "甲") WORD("a.c", "乙"), WORD("a.b", "x"), "a.c is missing in a.en.po",
		"a.zh.po:4: "},
	    {WORD("a.b", "甲"), WORD("a.b", "x") WORD("a.c", "y"), "a.c is missing in a.zh.po",
		"a.en.po:4: "},
	    {WORD("a.b", "甲") WORD("a.b", "乙"), WORD("a.b", "x"), "a.b is there already", "a.zh.po:4: "},
	    {WORD("a.b", "{n} 条"), WORD("a.b", "lines"),
		"the placeholders differ: zh has (n), en has (none)", "a.en.po:1: "},
	    {WORD("a.b", "{n}{m}"), WORD("a.b", "{n}{k}"), "zh has (m_n), en has (k_n)", "a.en.po:1: "},
	    {WORD("a.b", "{"), WORD("a.b", "{"), "does not begin a placeholder", "a.zh.po:1: "},
	    {WORD("a.b", "{N}"), WORD("a.b", "{N}"), "does not begin a placeholder", "a.zh.po:1: "},
	    {WORD("a.b", ""), WORD("a.b", "x"), "the word of a.b is empty", "a.zh.po:1: "},
	    {WORD("A.b", "甲"), WORD("A.b", "x"), "is not made of a-z", "a.zh.po:1: "},
	    {WORD("a.b c", "甲"), WORD("a.b c", "x"), "is not made of a-z", "a.zh.po:1: "},
	    {"msgid \"a.b\"\n\n", WORD("a.b", "x"), "has no msgstr", "a.zh.po:1: "},
	    {"msgid \"a.b\nmsgstr \"甲\"\n", WORD("a.b", "x"), "the quote is not closed", "a.zh.po:1: "},
	    {"nonsense\n", "", "not msgid, msgstr", "a.zh.po:1: "},
	    {WORD("a.b", "\\q"), WORD("a.b", "x"), "is not an escape", "a.zh.po:2: "},
	    {WORD("a.b", "甲") WORD("b.b", "乙"), WORD("a.b", "x"),
		"b.b does not begin with the name of its file", "a.zh.po:4: "},
	    {WORD("a.b.c", "甲") WORD("a.b_c", "乙"), WORD("a.b.c", "x") WORD("a.b_c", "y"),
		"become one name in C", "a.zh.po:4: "},
	};
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		char *errors;
		int status = compile_words(CASES[i].zh, CASES[i].en, &errors);
		if (status == 0 || !strstr(errors, CASES[i].says) || !strstr(errors, CASES[i].where))
			fail_msg(
			    "%s\nand %s\ngave %s", CASES[i].zh, CASES[i].en, status ? errors : "no error");
		free(errors);
	}
}

static void age(const char *name)
{
	struct timespec long_ago[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
	assert_int_equal(utimensat(AT_FDCWD, path_of(name), long_ago, 0), 0);
}

static bool is_aged(const char *name)
{
	struct stat found;
	assert_int_equal(stat(path_of(name), &found), 0);
	return found.st_mtim.tv_sec == 1000;
}

static void compile_well(const char *zh, const char *en)
{
	char *errors;
	assert_int_equal(compile_words(zh, en, &errors), 0);
	free(errors);
}

/* Another text leaves the header alone, so that what includes it is not compiled again. */
static void rewrites_only_what_changed(void **state)
{
	compile_well(WORD("a.b", "甲"), WORD("a.b", "x"));
	age("w.h");
	age("w.c");
	compile_well("# a remark\n" WORD("a.b", "甲"), WORD("a.b", "x"));
	assert_true(is_aged("w.h") && is_aged("w.c"));
	compile_well(WORD("a.b", "乙"), WORD("a.b", "x"));
	assert_true(is_aged("w.h") && !is_aged("w.c"));
	compile_well(WORD("a.b", "乙 {n}"), WORD("a.b", "x {n}"));
	assert_false(is_aged("w.h"));
}

int main(void)
{
	if (!mkdtemp(directory))
		return 1;
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(makes_both_languages),
	    cmocka_unit_test(refuses),
	    cmocka_unit_test(rewrites_only_what_changed),
	};
	int failed = cmocka_run_group_tests_name("words", tests, NULL, NULL);
	start_again();
	static const char *const MADE[] = {"a.zh.po", "a.en.po", "w.h", "w.c"};
	for (size_t i = 0; i < sizeof MADE / sizeof MADE[0]; i++)
		remove(path_of(MADE[i]));
	rmdir(directory);
	return failed;
}
