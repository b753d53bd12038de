/* `qingce init`: the schema and the first administrator. */
#include "account/account_store.h"

#include "account/account_rules.h"
#include "base/rand.h"
#include "base/str.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct InitArgs {
	const char *db;
	const char *email;
	const char *name;
} InitArgs;

static int usage(FILE *to)
{
	fputs("usage: qingce init [--db sqlite:DIR | postgresql://...] --email ADDRESS [--name NAME]\n"
	      "Brings the schema up to date and makes the first administrator. The one-time password is "
	      "printed once\n"
	      "and must be changed at the first sign-in. --db defaults to $QINGCE_DB, then to sqlite:data.\n",
	    to);
	return to == stdout ? 0 : 2;
}

static bool read_args(int argc, char **argv, InitArgs *args)
{
	static const struct option options[] = {
	    {"db", required_argument, NULL, 'd'},
	    {"email", required_argument, NULL, 'e'},
	    {"name", required_argument, NULL, 'n'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	const char *db = getenv("QINGCE_DB");
	*args = (InitArgs){.db = db && *db ? db : "sqlite:data", .name = "管理员"};
	optind = 1;
	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (c == 'd')
			args->db = optarg;
		else if (c == 'e')
			args->email = optarg;
		else if (c == 'n')
			args->name = optarg;
		else if (c == 'h')
			exit(usage(stdout));
		else
			return false;
	}
	return args->email && optind == argc;
}

/* What went wrong, in a line; exit code 1. */
static int refuse(const char *why, const char *what)
{
	fprintf(stderr, "qingce init: %s%s%s\n", why, *what ? ": " : "", what);
	return 1;
}

static int make_admin(Db *db, Arena *mem, const char *email, const char *name)
{
	bool exists;
	Err err = account_admin_exists(db, &exists);
	if (err)
		return refuse("the store cannot be read", "");
	if (exists)
		return refuse("there is an administrator already; others are made at /admin/users", "");

	const char *password = password_one_time(mem);
	NewUser admin = {
	    .name = name,
	    .email = email,
	    .password_hash = account_hash_password(mem, password),
	    .lang = ZH,
	    .is_admin = true,
	    .must_change_password = true,
	};
	int64_t id;
	err = account_create((Scope){.db = db, .mem = mem, .request_id = ""}, &admin, &id);
	if (err == ERR_CONFLICT)
		return refuse("somebody has this address already", email);
	if (err)
		return refuse("the administrator cannot be written", "");
	printf("Administrator: %s\nOne-time password: %s\n"
	       "It is shown only now and must be changed at the first sign-in.\n",
	    email, password);
	return 0;
}

int init_main(int argc, char **argv)
{
	InitArgs args;
	if (!read_args(argc, argv, &args))
		return usage(stderr);
	rand_init();
	Arena *mem = arena_open();
	const char *email, *name = str_trim(mem, args.name);
	if (!email_read(mem, args.email, &email))
		return refuse("not an e-mail address", args.email);
	if (!*name || str_chars(name) > PERSON_NAME_MAX)
		return refuse("the name needs 1 to 60 characters", args.name);

	Store *store;
	Db *db;
	char reason[256];
	if (store_open(args.db, &store, reason))
		return refuse(args.db, reason);
	int code = 1;
	if (db_open(store, &db)) {
		refuse("the store cannot be opened", args.db);
	} else {
		code = db_migrate(db, NULL) ? refuse("the schema cannot be brought up to date", "")
					    : make_admin(db, mem, email, name);
		db_close(db);
	}
	store_close(store);
	arena_close(mem);
	return code;
}
