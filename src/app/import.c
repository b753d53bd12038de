/* `qingce import factors FILE`: a published table of reference factors becomes a batch of the library, as on
 * /admin/data/reference. */
#include "app/import.h"

#include "base/date.h"
#include "base/rand.h"
#include "base/str.h"
#include "reference/reference.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct ImportArgs {
	const char *db, *file;
	ReferenceBatch batch;
} ImportArgs;

static int usage(FILE *to)
{
	fputs("usage: qingce import factors FILE --source TITLE --licence TEXT [--retrieved YYYY-MM-DD] "
	      "[--db ADDRESS]\n"
	      "Loads a table of reference factors (CSV or XLSX): the UK DESNZ conversion factors (flat file) "
	      "or the\n"
	      "US EPA supply-chain factors (NAICS). --retrieved defaults to today, --db to $QINGCE_DB, then "
	      "sqlite:data.\n",
	    to);
	return to == stdout ? 0 : 2;
}

static bool read_args(Arena *mem, int argc, char **argv, ImportArgs *args)
{
	static const struct option options[] = {
	    {"db", required_argument, NULL, 'd'},
	    {"source", required_argument, NULL, 's'},
	    {"licence", required_argument, NULL, 'l'},
	    {"retrieved", required_argument, NULL, 'r'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	const char *db = getenv("QINGCE_DB");
	*args = (ImportArgs){.db = str_is_empty(db) ? "sqlite:data" : db,
	    .batch = {.title = "", .licence = "", .retrieved = date_text(mem, date_today_utc())}};
	optind = 1;
	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (c == 'd')
			args->db = optarg;
		else if (c == 's')
			args->batch.title = optarg;
		else if (c == 'l')
			args->batch.licence = optarg;
		else if (c == 'r')
			args->batch.retrieved = optarg;
		else if (c == 'h')
			exit(usage(stdout));
		else
			return false;
	}
	Date day;
	bool is_factors = optind + 2 == argc && strcmp(argv[optind], "factors") == 0;
	if (!is_factors || !*args->batch.title || !*args->batch.licence ||
	    !date_parse(args->batch.retrieved, &day))
		return false;
	args->file = argv[optind + 1];
	const char *name = strrchr(args->file, '/');
	args->batch.file_name = name ? name + 1 : args->file;
	return true;
}

static int refuse(const char *why, const char *what)
{
	fprintf(stderr, "qingce import: %s%s%s\n", why, *what ? ": " : "", what);
	return 1;
}

static int tell(const ReferenceOutcome *outcome)
{
	switch (outcome->fault) {
	case REFERENCE_FINE:
		printf("%lld rows loaded, %lld passed over\n", (long long)outcome->rows,
		    (long long)outcome->skipped);
		return 0;
	case REFERENCE_BAD_VALUE:
		fprintf(stderr, "qingce import: row %lld: \"%s\" is no number; nothing was loaded\n",
		    (long long)outcome->row, outcome->given);
		return 1;
	case REFERENCE_NO_ROWS:
		return refuse("the table has no row that can be loaded", "");
	case REFERENCE_TOO_MANY_ROWS:
		return refuse("the table has more rows than a batch may have", "");
	case REFERENCE_LONG_TEXT:
		return refuse("--source and --licence may have 200 characters", "");
	case REFERENCE_TABLE_FAULT:
		return refuse(
		    "the file cannot be read as a table", outcome->table.detail ? outcome->table.detail : "");
	case REFERENCE_NO_TABLE:
		break;
	}
	return refuse("no head of a known layout was found", "");
}

static int run(Arena *mem, const ImportArgs *args)
{
	Store *store;
	Db *db = NULL;
	char reason[256];
	if (store_open(args->db, &store, reason) != OK)
		return refuse("cannot open the store", reason);
	ReferenceOutcome outcome;
	Err err = db_open(store, &db);
	if (!err)
		err = db_migrate(db, NULL);
	if (!err)
		err = reference_import(
		    (Scope){.db = db, .mem = mem, .request_id = ""}, args->file, &args->batch, &outcome);
	db_close(db);
	store_close(store);
	if (err)
		return refuse(
		    err == ERR_TOO_LARGE ? "too many batches" : "the store failed", "see the log above");
	return tell(&outcome);
}

int import_main(int argc, char **argv)
{
	rand_init();
	Arena *mem = arena_open();
	ImportArgs args;
	int code = read_args(mem, argc, argv, &args) ? run(mem, &args) : usage(stderr);
	arena_close(mem);
	return code;
}
