/* The word compiler: what it makes of two languages, and what fails the build. */
int words_main(int argc, char **argv);
#define main words_main
#include "words.c"
#undef main

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

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
	while (read_file_count > 0)
		free(read_files[--read_file_count]);
	problem_count = 0;
}

/* Compiles; *errors (to be freed) is what was said. */
static int compile_words(const char *zh, const char *en, char **errors)
{
	start_again();
	write_file("zh/a.po", zh);
	write_file("en/a.po", en);
	size_t size = 0;
	FILE *said = stderr;
	stderr = open_memstream(errors, &size);
	char *arguments[] = {"words", path_of("w.h"), path_of("w.c"), path_of("w.d"), directory};
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
	    "# head\nmsgid \"\"\nmsgstr \"Language: zh\\n\"\n\n" WORD("b.two", "有 {n} 条，{who}")
		WORD("a.one", "一") "#, note\nmsgid \"c.long\"\nmsgstr \"\"\n\"前\"\n\"后\\\"?\"\n",
	    WORD("a.one", "one") WORD("b.two", "{who} has {n} {n|line|lines}")
		WORD("c.long", "before\\nafter"),
	    &errors);
	if (status != 0)
		fail_msg("%s", errors);
	free(errors);
	const char *header = read_file("w.h");
	assert_non_null(strstr(
	    header, "\tW_NONE, /* the empty text */\n\tW_a_one,\n\tW_b_two,\n\tW_c_long,\n\tWORD_COUNT\n"));
	assert_non_null(strstr(header, "\tW_a_one_TAKES,\n\tW_b_two_TAKES_n_who,\n"));
	const char *source = read_file("w.c");
	assert_non_null(
	    strstr(source, "\t\t\"\",\n\t\t\"一\",\n\t\t\"有 {n} 条，{who}\",\n\t\t\"前后\\\"\\077\",\n"));
	assert_non_null(strstr(source, "\"before\\nafter\""));
	assert_non_null(strstr(source, "\"前后&quot;\\077\""));
	const char *dependencies = read_file("w.d");
	assert_non_null(strstr(dependencies, "/zh "));
	assert_non_null(strstr(dependencies, "/en/a.po"));
}

static void refuses(void **state)
{
	static const struct {
		const char *zh, *en, *says, *where;
	} CASES[] = {
	    {WORD("a.b", "甲") WORD("a.c", "乙"), WORD("a.b", "x"), "a.c is missing in locale/en",
		"zh/a.po:4: "},
	    {WORD("a.b", "甲"), WORD("a.b", "x") WORD("a.c", "y"), "a.c is missing in locale/zh",
		"en/a.po:4: "},
	    {WORD("a.b", "甲") WORD("a.b", "乙"), WORD("a.b", "x"), "a.b is there already", "zh/a.po:4: "},
	    {WORD("a.b", "{n} 条"), WORD("a.b", "lines"),
		"the placeholders differ: zh has (n), en has (none)", "en/a.po:1: "},
	    {WORD("a.b", "{n}{m}"), WORD("a.b", "{n}{k}"), "zh has (m_n), en has (k_n)", "en/a.po:1: "},
	    {WORD("a.b", "{"), WORD("a.b", "{"), "does not begin a placeholder", "zh/a.po:1: "},
	    {WORD("a.b", "{N}"), WORD("a.b", "{N}"), "does not begin a placeholder", "zh/a.po:1: "},
	    {WORD("a.b", ""), WORD("a.b", "x"), "the word of a.b is empty", "zh/a.po:1: "},
	    {WORD("A.b", "甲"), WORD("A.b", "x"), "is not made of a-z", "zh/a.po:1: "},
	    {WORD("a.b c", "甲"), WORD("a.b c", "x"), "is not made of a-z", "zh/a.po:1: "},
	    {"msgid \"a.b\"\n\n", WORD("a.b", "x"), "has no msgstr", "zh/a.po:1: "},
	    {"msgid \"a.b\nmsgstr \"甲\"\n", WORD("a.b", "x"), "the quote is not closed", "zh/a.po:1: "},
	    {"nonsense\n", "", "not msgid, msgstr", "zh/a.po:1: "},
	    {WORD("a.b", "\\q"), WORD("a.b", "x"), "is not an escape", "zh/a.po:2: "},
	    {WORD("a.b", "甲") WORD("a_b", "乙"), WORD("a.b", "x") WORD("a_b", "y"), "become one name in C",
		"zh/a.po:4: "},
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

static void finds_new_files(void **state)
{
	char *errors;
	write_file("zh/b.po", WORD("b.only", "乙"));
	assert_int_not_equal(compile_words(WORD("a.b", "甲"), WORD("a.b", "x"), &errors), 0);
	assert_non_null(strstr(errors, "b.only is missing in locale/en"));
	free(errors);
	unlink(path_of("zh/b.po"));
}

int main(void)
{
	if (!mkdtemp(directory) || mkdir(path_of("zh"), 0700) != 0 || mkdir(path_of("en"), 0700) != 0)
		return 1;
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(makes_both_languages),
	    cmocka_unit_test(refuses),
	    cmocka_unit_test(finds_new_files),
	};
	int failed = cmocka_run_group_tests_name("words", tests, NULL, NULL);
	start_again();
	static const char *const MADE[] = {"zh/a.po", "en/a.po", "w.h", "w.c", "w.d", "zh", "en"};
	for (size_t i = 0; i < sizeof MADE / sizeof MADE[0]; i++)
		remove(path_of(MADE[i]));
	rmdir(directory);
	return failed;
}
