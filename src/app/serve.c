/* `qingce serve` and the smaller subcommands on a store: read the options, put the App together, run until a
 * signal, finish what is in flight. */
#include "app/serve.h"

#include "account/account.h"
#include "app/app.po.h"
#include "audit/audit.h"
#include "base/log.h"
#include "base/rand.h"
#include "base/str.h"
#include "blob/blob.h"
#include "demo/demo.h"
#include "edition/edition.h"
#include "evidence/evidence_sweep.h"
#include "html/html.h"
#include "http/app.h"
#include "http/server.h"
#include "inventory/inventory.h"
#include "mail/mail.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	DRAIN_MS = 20000,
	PEM_MAX_BYTES = 256 * 1024,
	USUAL_PAGE_BYTES = 1024 * 1024,
};

/* ---- options ---- */

typedef enum Key {
	KEY_LISTEN,
	KEY_DB,
	KEY_DATA,
	KEY_PUBLIC_URL,
	KEY_WORKERS,
	KEY_PER_IP,
	KEY_PROXY,
	KEY_TLS_CERT,
	KEY_TLS_KEY,
	KEY_SMTP_URL,
	KEY_SMTP_USER,
	KEY_MAIL_FROM,
	KEY_MAP_REVIEW,
	KEY_CONTACT,
	KEY_DEMO,
	KEY_COUNT,
} Key;

typedef struct Option {
	const char *name;
	const char *env;
	const char *value; /* how --help names it; NULL: a switch */
	const char *what;
} Option;

static const Option OPTIONS[KEY_COUNT] = {
    [KEY_LISTEN] = {"--listen", "QINGCE_LISTEN", "HOST:PORT", "where to listen (127.0.0.1:8080)"},
    [KEY_DB] = {"--db", "QINGCE_DB", "ADDRESS", "sqlite:DIR or postgresql://... (sqlite:data)"},
    [KEY_DATA] = {"--data", "QINGCE_DATA", "DIR",
	"evidence files, uploads, mail (the directory of --db, or data)"},
    [KEY_PUBLIC_URL] = {"--public-url", "QINGCE_PUBLIC_URL", "URL", "the site's address in links of mails"},
    [KEY_WORKERS] = {"--workers", "QINGCE_WORKERS", "N", "threads that run requests (two per core)"},
    [KEY_PER_IP] = {"--per-ip", "QINGCE_PER_IP", "N", "connections of one address at once (no limit)"},
    [KEY_PROXY] = {"--trusted-proxy", "QINGCE_TRUSTED_PROXY", "ADDRESS", "whose X-Forwarded-For to believe"},
    [KEY_TLS_CERT] = {"--tls-cert", "QINGCE_TLS_CERT", "FILE",
	"certificate chain in PEM; serves HTTPS alone"},
    [KEY_TLS_KEY] = {"--tls-key", "QINGCE_TLS_KEY", "FILE", "its private key in PEM"},
    [KEY_SMTP_URL] = {"--smtp-url", "QINGCE_SMTP_URL", "URL",
	"smtp://host:25 or smtps://...; without it mail goes to DATA/mail"},
    [KEY_SMTP_USER] = {"--smtp-user", "QINGCE_SMTP_USER", "NAME",
	"the password comes from QINGCE_SMTP_PASSWORD"},
    [KEY_MAIL_FROM] = {"--mail-from", "QINGCE_MAIL_FROM", "ADDRESS", "sender of mails"},
    [KEY_MAP_REVIEW] = {"--map-review-number", "QINGCE_MAP_REVIEW_NUMBER", "TEXT",
	"the footer's map review number"},
    [KEY_CONTACT] = {"--contact", "QINGCE_CONTACT", "TEXT", "the footer's contact"},
    [KEY_DEMO] = {"--demo", "QINGCE_DEMO", NULL, "load fictitious companies into an empty store"},
};

typedef struct Options {
	const char *given[KEY_COUNT]; /* NULL: not given */
} Options;

static int usage(const char *command, FILE *out, int code)
{
	fprintf(out, "usage: qingce %s [OPTIONS]\n\n", command);
	bool is_serve = strcmp(command, "serve") == 0;
	for (int i = 0; i < KEY_COUNT; i++) {
		if (!is_serve && i != KEY_DB && i != KEY_DATA)
			continue;
		const Option *option = &OPTIONS[i];
		char left[64];
		snprintf(left, sizeof left, "%s%s%s", option->name, option->value ? " " : "",
		    option->value ? option->value : "");
		fprintf(out, "  %-28s %s [$%s]\n", left, option->what, option->env);
	}
	return code;
}

static int option_named(const char *name, size_t len)
{
	for (int i = 0; i < KEY_COUNT; i++)
		if (strlen(OPTIONS[i].name) == len && strncmp(OPTIONS[i].name, name, len) == 0)
			return i;
	return -1;
}

/* "--name value" and "--name=value"; what is not given comes from the environment. Returns -1 to go on, else
 * the exit code. */
static int read_options(int argc, char **argv, Options *out)
{
	*out = (Options){0};
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0)
			return usage(argv[0], stdout, 0);
		size_t len = strcspn(argv[i], "=");
		int key = option_named(argv[i], len);
		bool is_switch = key >= 0 && !OPTIONS[key].value;
		bool has_value = argv[i][len] == '=' || (!is_switch && i + 1 < argc);
		if (key < 0 || (is_switch ? argv[i][len] == '=' : !has_value)) {
			fprintf(stderr, "qingce %s: %s \"%s\"\n\n", argv[0],
			    key < 0 ? "no option" : "a value does not fit", argv[i]);
			return usage(argv[0], stderr, 2);
		}
		out->given[key] = is_switch ? "1" : argv[i][len] == '=' ? argv[i] + len + 1 : argv[++i];
	}
	for (int i = 0; i < KEY_COUNT; i++) {
		const char *env = getenv(OPTIONS[i].env);
		if (!out->given[i] && !str_is_empty(env))
			out->given[i] = env;
	}
	return -1;
}

static const char *option_or(const Options *options, Key key, const char *otherwise)
{
	return options->given[key] ? options->given[key] : otherwise;
}

/* ---- what a process opens ---- */

typedef struct Opened {
	Arena *mem;
	Store *store;
	Db *db;
	Blobs *blobs;
	const char *data_dir;
} Opened;

static int complain(const char *command, const char *what, const char *why)
{
	fprintf(stderr, "qingce %s: %s: %s\n", command, what, why);
	return 1;
}

static void close_all(Opened *opened)
{
	if (opened->blobs)
		blob_close(opened->blobs);
	db_close(opened->db);
	if (opened->store)
		store_close(opened->store);
	arena_close(opened->mem);
}

/* The factor tables that came with the program; what is finished stays with those it was finished with. */
static Err record_program(Db *db)
{
	Err err = edition_record_program(db);
	return err ? err : inventory_pin_finished(db);
}

/* Store, schema and files. Returns -1 to go on, else the exit code. */
static int open_all(const char *command, const Options *options, bool migrates, Opened *out)
{
	rand_init();
	*out = (Opened){.mem = arena_open()};
	const char *address = option_or(options, KEY_DB, "sqlite:data");
	char reason[256] = "";
	if (store_open(address, &out->store, reason) != OK) {
		close_all(out);
		return complain(command, "cannot open the store", reason);
	}
	const char *of_store = store_directory(out->store);
	out->data_dir = option_or(options, KEY_DATA, of_store ? of_store : "data");
	if (db_open(out->store, &out->db) != OK || (migrates && db_migrate(out->db, NULL) != OK)) {
		close_all(out);
		return complain(command, "cannot prepare the store", "see the log above");
	}
	const Ghg *ghg;
	if (migrates && (record_program(out->db) != OK || edition_of(out->db, out->mem, "", &ghg) != OK)) {
		close_all(out);
		return complain(command, "cannot load the factor tables in force", "see the log above");
	}
	if (mkdir(out->data_dir, 0750) < 0 && errno != EEXIST) {
		int code = complain(command, out->data_dir, strerror(errno));
		close_all(out);
		return code;
	}
	if (blob_open_directory(arena_printf(out->mem, "%s/files", out->data_dir), &out->blobs) != OK) {
		close_all(out);
		return complain(command, "cannot open the files in", out->data_dir);
	}
	return -1;
}

/* ---- serve ---- */

static const char *fault_words(Req *req, FormFault fault, const char *field)
{
	switch (fault) {
	case FORM_UNCLEAN:
		return SAY(req, W_app_field_unclean, "field", field);
	case FORM_TOO_MANY:
		return SAY(req, W_app_too_many_fields);
	case FORM_TOO_LARGE:
		return *field ? SAY(req, W_app_field_too_large, "field", field)
			      : SAY(req, W_app_body_too_large);
	case FORM_FINE:
	case FORM_BROKEN:
		break;
	}
	return SAY(req, W_app_form_broken);
}

static const char *read_pem(Arena *mem, const char *path)
{
	FILE *file = fopen(path, "re");
	if (!file)
		return NULL;
	char *text = arena_alloc(mem, PEM_MAX_BYTES + 1);
	size_t len = fread(text, 1, PEM_MAX_BYTES, file);
	bool is_whole = feof(file) && !ferror(file) && len > 0;
	fclose(file);
	return is_whole ? text : NULL;
}

/* What every request begins with: the factors and methods in force, and who asks. */
static Err begin_request(Req *req)
{
	Err err = edition_of(req->db, req->mem, "", &req->ghg);
	if (err)
		return err;
	return account_session(req);
}

static App app_of(const Options *options, const Opened *opened)
{
	const char *listen_at = option_or(options, KEY_LISTEN, "127.0.0.1:8080");
	bool has_tls = options->given[KEY_TLS_CERT] != NULL;
	const char *here = arena_printf(opened->mem, "%s://%s", has_tls ? "https" : "http", listen_at);
	const char *public_url = option_or(options, KEY_PUBLIC_URL, here);
	return (App){
	    .store = opened->store,
	    .blobs = opened->blobs,
	    .data_dir = opened->data_dir,
	    .public_url = public_url,
	    .mail_from = option_or(options, KEY_MAIL_FROM, "qingce@localhost"),
	    .smtp_url = options->given[KEY_SMTP_URL],
	    .smtp_user = options->given[KEY_SMTP_USER],
	    .smtp_password = getenv("QINGCE_SMTP_PASSWORD"),
	    .map_review_number = options->given[KEY_MAP_REVIEW],
	    .contact = options->given[KEY_CONTACT],
	    .is_tls = has_tls || str_starts(public_url, "https://"),
	    .is_demo = options->given[KEY_DEMO] != NULL,
	};
}

static ServerConf conf_of(const Options *options, const App *app)
{
	return (ServerConf){
	    .listen = option_or(options, KEY_LISTEN, "127.0.0.1:8080"),
	    .temp_dir = blob_temp_dir(app->blobs),
	    .workers = atoi(option_or(options, KEY_WORKERS, "0")),
	    .per_ip_max = atoi(option_or(options, KEY_PER_IP, "0")),
	    .trusted_proxy = options->given[KEY_PROXY],
	    .store = app->store,
	    .site =
		{
		    .app = app,
		    .routes = ROUTES,
		    .route_count = ROUTE_COUNT,
		    .has_store = true,
		    .session = begin_request,
		    .error_page = show_error_page,
		    .fault_words = fault_words,
		    .sign_in_path = "/sign-in",
		    .session_cookie = SESSION_COOKIE,
		    .no_org_path = "/me/organisation/new",
		},
	};
}

static bool read_tls(const Options *options, Arena *mem, ServerConf *conf)
{
	const char *cert = options->given[KEY_TLS_CERT];
	const char *key = options->given[KEY_TLS_KEY];
	if (!cert && !key)
		return true;
	conf->tls_cert = cert ? read_pem(mem, cert) : NULL;
	conf->tls_key = key ? read_pem(mem, key) : NULL;
	return conf->tls_cert && conf->tls_key;
}

/* Every thread is born with the signals blocked; the main thread waits for them. */
static void block_signals(sigset_t *stops)
{
	sigemptyset(stops);
	sigaddset(stops, SIGTERM);
	sigaddset(stops, SIGINT);
	pthread_sigmask(SIG_BLOCK, stops, NULL);
}

static int run_until_signal(const ServerConf *conf, const sigset_t *stops)
{
	Server *server;
	if (server_open(conf, &server) != OK)
		return 1;
	char port[16];
	snprintf(port, sizeof port, "%d", server_port(server));
	log_event(
	    LOG_INFO, "listening", "address", conf->listen, "port", port, "version", QINGCE_VERSION, NULL);
	int signal_number;
	sigwait(stops, &signal_number);
	log_event(LOG_INFO, "draining", "signal", strsignal(signal_number), NULL);
	if (!server_close(server, DRAIN_MS)) {
		log_event(LOG_ERROR, "drain_failed", "why", "a request did not end in time", NULL);
		_exit(1);
	}
	log_event(LOG_INFO, "stopped", NULL);
	return 0;
}

int serve_main(int argc, char **argv)
{
	Options options;
	int code = read_options(argc, argv, &options);
	if (code >= 0)
		return code;
	/* What a usual page takes stays with the threads, since fresh pages of memory cost more than the work
	 * on them. Bigger chunks of a request's arena go back to the system when it ends: one report of a
	 * large inventory must not stay in memory. */
	mallopt(M_MMAP_THRESHOLD, USUAL_PAGE_BYTES);
	mallopt(M_TRIM_THRESHOLD, 2 * USUAL_PAGE_BYTES);
	sigset_t stops;
	block_signals(&stops);
	Opened opened;
	code = open_all("serve", &options, true, &opened);
	if (code >= 0)
		return code;

	App app = app_of(&options, &opened);
	ServerConf conf = conf_of(&options, &app);
	MailSender *sender = NULL;
	EvidenceSweeper *sweeper = NULL;
	if (!read_tls(&options, opened.mem, &conf))
		code = complain(
		    "serve", "cannot read the certificate and its key", "give both --tls-cert and --tls-key");
	else if (app.is_demo && demo_load(&app, opened.db) != OK)
		code = complain("serve", "cannot load the demo", "see the log above");
	else if (mail_sender_open(&app, &sender) != OK)
		code = complain("serve", "cannot start the mail sender", "see the log above");
	else if (evidence_sweeper_open(&app, &sweeper) != OK)
		code = complain("serve", "cannot start the sweeper of evidence files", "see the log above");
	else
		code = run_until_signal(&conf, &stops);
	evidence_sweeper_close(sweeper);
	if (sender)
		mail_sender_close(sender);
	close_all(&opened);
	return code;
}

/* ---- migrate, check, verify-audit ---- */

int migrate_main(int argc, char **argv)
{
	Options options;
	int code = read_options(argc, argv, &options);
	if (code >= 0)
		return code;
	Opened opened;
	code = open_all("migrate", &options, false, &opened);
	if (code >= 0)
		return code;
	int applied = 0, at = 0, embedded = 0;
	Err err = db_migrate(opened.db, &applied);
	if (!err)
		err = record_program(opened.db);
	if (!err)
		err = db_schema_version(opened.db, &at, &embedded);
	close_all(&opened);
	if (err)
		return complain("migrate", "the schema was not brought up to date", "see the log above");
	printf("schema at %d of %d, %d applied now\n", at, embedded, applied);
	return 0;
}

static int verify_chains(Db *db)
{
	int broken = 0;
	int64_t org_id = -1;
	for (;;) {
		bool found;
		Err err = audit_next_chain(db, org_id, &found, &org_id);
		if (err || !found)
			return err ? complain("verify-audit", "cannot read", "the audit chains") : broken;
		bool intact;
		int64_t broken_at;
		if (audit_verify(db, org_id, &intact, &broken_at) != OK)
			return complain("verify-audit", "cannot read", "an audit chain");
		if (!intact) {
			printf("organisation %lld: broken at row %lld\n", (long long)org_id,
			    (long long)broken_at);
			broken = 1;
		}
	}
}

int verify_audit_main(int argc, char **argv)
{
	Options options;
	int code = read_options(argc, argv, &options);
	if (code >= 0)
		return code;
	Opened opened;
	code = open_all("verify-audit", &options, false, &opened);
	if (code >= 0)
		return code;
	code = verify_chains(opened.db);
	close_all(&opened);
	if (code == 0)
		puts("every audit chain is intact");
	return code;
}

static void print_damaged(void *with, const char *sha256)
{
	printf("damaged file %s\n", sha256);
}

int check_main(int argc, char **argv)
{
	Options options;
	int code = read_options(argc, argv, &options);
	if (code >= 0)
		return code;
	Opened opened;
	code = open_all("check", &options, false, &opened);
	if (code >= 0)
		return code;
	int at = 0, embedded = 0;
	int64_t checked = 0, bad = 0;
	Err err = db_schema_version(opened.db, &at, &embedded);
	if (!err)
		err = blob_check(opened.blobs, print_damaged, NULL, &checked, &bad);
	int broken_chains = err ? 1 : verify_chains(opened.db);
	close_all(&opened);
	if (err)
		return complain("check", "cannot read", "the store or its files");
	printf("schema %d of %d; %lld files read, %lld damaged; audit chains %s\n", at, embedded,
	    (long long)checked, (long long)bad, broken_chains ? "BROKEN" : "intact");
	return at == embedded && bad == 0 && !broken_chains ? 0 : 1;
}
