/* The embedder: the order of numbered files, and which it refuses. */
#define main embed_main
int embed_main(int argc, char **argv);
#include "embed.c"
#undef main

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char directory[] = "/tmp/embed_test_XXXXXX";

enum { PATH_SIZE = 100, MAX_NAMES = 3 };

static char *path_of(char *out, const char *name)
{
	snprintf(out, PATH_SIZE, "%s/%s", directory, name);
	return out;
}

/* Embeds empty files of these names in a child, since a refusal ends the program; returns its exit status. */
static int embed_numbered(const char *const *names, int count)
{
	static char paths[MAX_NAMES][PATH_SIZE], out[PATH_SIZE];
	char *arguments[4 + MAX_NAMES] = {"embed", "--numbered", path_of(out, "out.c"), "FILES"};
	for (int i = 0; i < count; i++) {
		arguments[4 + i] = path_of(paths[i], names[i]);
		fclose(fopen(paths[i], "w"));
	}
	pid_t child = fork();
	if (child == 0) {
		fclose(stderr);
		_exit(embed_main(4 + count, arguments) | fflush(NULL));
	}
	int status;
	waitpid(child, &status, 0);
	for (int i = 0; i < count; i++)
		unlink(paths[i]);
	return WEXITSTATUS(status);
}

static void sorts_by_number(void **state)
{
	assert_int_equal(
	    embed_numbered((const char *const[]){"0010_a.sql", "0002_b.sql", "0009_c.sql"}, 3), 0);
	char text[4096], path[PATH_SIZE];
	FILE *made = fopen(path_of(path, "out.c"), "r");
	text[fread(text, 1, sizeof text - 1, made)] = '\0';
	fclose(made);
	unlink(path);
	const char *first = strstr(text, "{\"0002_b.sql\"");
	assert_non_null(first);
	const char *second = strstr(first, "{\"0009_c.sql\"");
	assert_non_null(second);
	assert_non_null(strstr(second, "{\"0010_a.sql\""));
}

static void refuses_numbers(void **state)
{
	assert_int_equal(embed_numbered((const char *const[]){"0002_a.sql", "0002_b.sql"}, 2), 1);
	assert_int_equal(embed_numbered((const char *const[]){"0002_a.sql", "note.sql"}, 2), 1);
}

int main(void)
{
	if (!mkdtemp(directory))
		return 1;
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sorts_by_number),
	    cmocka_unit_test(refuses_numbers),
	};
	int failed = cmocka_run_group_tests_name("embed", tests, NULL, NULL);
	rmdir(directory);
	return failed;
}
