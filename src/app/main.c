/* qingce: the subcommands. */
#include "account/account.h"
#include "calc/calc.h"
#include "app/import.h"
#include "app/serve.h"

#include <stdio.h>
#include <string.h>

typedef struct Command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *what;
} Command;

static const Command COMMANDS[] = {
    {"serve", serve_main, "run the site (--help lists its options)"},
    {"init", init_main, "prepare a store and make its first administrator"},
    {"migrate", migrate_main, "bring a store's tables up to this version"},
    {"calc", calc_main, "compute an inventory from a JSON file, without a store"},
    {"import", import_main, "load a published table of reference factors into the library"},
    {"check", check_main, "look for damage: tables, evidence files, audit chains"},
    {"verify-audit", verify_audit_main, "walk the audit chain of every organisation"},
};

static int usage(FILE *out, int code)
{
	fputs("usage: qingce COMMAND [OPTIONS]\n\n", out);
	for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++)
		fprintf(out, "  %-14s %s\n", COMMANDS[i].name, COMMANDS[i].what);
	fputs("\n  --version      print the version\n  --help         print this\n", out);
	return code;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return usage(stderr, 2);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
		return usage(stdout, 0);
	if (strcmp(argv[1], "--version") == 0) {
		puts("qingce " QINGCE_VERSION);
		return 0;
	}
	for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++)
		if (strcmp(argv[1], COMMANDS[i].name) == 0)
			return COMMANDS[i].run(argc - 1, argv + 1);
	fprintf(stderr, "qingce: no command \"%s\"\n\n", argv[1]);
	return usage(stderr, 2);
}
