/* The thread that empties the outbox: by SMTP through libcurl, or into DATA_DIR/mail when no server is set.
 */
#include "mail/mail_message.h"
#include "mail/mail_store.h"

#include "base/date.h"
#include "base/log.h"
#include "base/str.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	TICK_S = 5,
	BATCH = 20,
	ATTEMPTS_MAX = 8,
	SEND_TIMEOUT_S = 60,
	CLAIM_MS = 5 * 60 * 1000, /* another process may try after this long */
};

struct MailSender {
	const App *app;
	Db *db;
	Arena *mem;
	pthread_t thread;
	atomic_bool stop;
};

static pthread_mutex_t wake_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake_cond = PTHREAD_COND_INITIALIZER;
static bool is_woken;

void mail_wake(void)
{
	pthread_mutex_lock(&wake_lock);
	is_woken = true;
	pthread_cond_broadcast(&wake_cond);
	pthread_mutex_unlock(&wake_lock);
}

typedef struct Reader {
	const char *at;
	size_t left;
} Reader;

static size_t read_message(char *to, size_t size, size_t count, void *context)
{
	Reader *reader = context;
	size_t room = size * count;
	size_t part = reader->left < room ? reader->left : room;
	memcpy(to, reader->at, part);
	reader->at += part;
	reader->left -= part;
	return part;
}

/* NULL when the server took it, otherwise why not. */
static const char *send_by_smtp(MailSender *sender, const Mail *mail, const char *message)
{
	const App *app = sender->app;
	CURL *curl = curl_easy_init();
	if (!curl)
		return "curl_easy_init failed";
	char reason[CURL_ERROR_SIZE] = "";
	Reader reader = {message, strlen(message)};
	struct curl_slist *recipients = curl_slist_append(NULL, mail_address(sender->mem, mail->recipient));
	curl_easy_setopt(curl, CURLOPT_URL, app->smtp_url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	if (app->smtp_user) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, app->smtp_user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, app->smtp_password);
		curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	} else {
		curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_TRY);
	}
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, mail_address(sender->mem, app->mail_from));
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_message);
	curl_easy_setopt(curl, CURLOPT_READDATA, &reader);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SEND_TIMEOUT_S);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
	CURLcode code = curl_easy_perform(curl);
	curl_slist_free_all(recipients);
	curl_easy_cleanup(curl);
	if (code == CURLE_OK)
		return NULL;
	return arena_copy(sender->mem, *reason ? reason : curl_easy_strerror(code));
}

/* DATA_DIR/mail/ID.eml, readable by the owner alone: links in it are secrets. */
static void keep_in_folder(MailSender *sender, const Mail *mail, const char *message)
{
	if (!sender->app->data_dir)
		return;
	const char *folder = arena_printf(sender->mem, "%s/mail", sender->app->data_dir);
	const char *path = arena_printf(sender->mem, "%s/%lld.eml", folder, (long long)mail->id);
	if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
		log_event(LOG_WARN, "mail_folder", "path", folder, "reason", strerror(errno), NULL);
		return;
	}
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	size_t len = strlen(message);
	if (file < 0 || write(file, message, len) != (ssize_t)len)
		log_event(LOG_WARN, "mail_file", "path", path, "reason", strerror(errno), NULL);
	if (file >= 0)
		close(file);
}

/* 30 s, 1, 2, 4 … minutes, at most an hour. */
static int64_t delay_ms(int64_t attempts)
{
	int64_t delay = 30000LL << (attempts < 7 ? attempts : 7);
	return delay < 3600000 ? delay : 3600000;
}

static Err deliver(MailSender *sender, const Mail *mail)
{
	bool mine;
	Err err = mail_claim(sender->db, mail, now_ms() + CLAIM_MS, &mine);
	if (err || !mine)
		return err;
	const char *from = sender->app->mail_from;
	const char *message = mail_message(sender->mem, from ? from : "no-reply@localhost", mail->recipient,
	    mail->subject, mail->body, mail->created_at, mail->id);
	if (!sender->app->smtp_url) {
		keep_in_folder(sender, mail, message);
		return mail_settle(sender->db, mail->id, "kept", now_ms(), 0, "");
	}
	const char *reason = send_by_smtp(sender, mail, message);
	int64_t now = now_ms();
	if (!reason)
		return mail_settle(sender->db, mail->id, "sent", now, now, "");
	log_event(LOG_WARN, "mail_not_sent", "reason", reason, NULL);
	bool is_last = mail->attempts + 1 >= ATTEMPTS_MAX;
	return mail_settle(
	    sender->db, mail->id, is_last ? "failed" : "waiting", now + delay_ms(mail->attempts), 0, reason);
}

/* Sends what is due; true when there may be more at once. */
static bool send_due(MailSender *sender)
{
	Mail *due;
	size_t count = 0;
	Err err = mail_due(sender->db, sender->mem, now_ms(), BATCH, &due, &count);
	for (size_t i = 0; i < count && !err && !sender->stop; i++)
		err = deliver(sender, &due[i]);
	if (err)
		log_event(LOG_WARN, "mail_queue", "reason", "the store did not answer", NULL);
	arena_reset(sender->mem);
	return !err && count == BATCH;
}

static bool wait_for_mail(MailSender *sender)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += TICK_S;
	pthread_mutex_lock(&wake_lock);
	int waited = 0;
	while (!is_woken && !sender->stop && waited != ETIMEDOUT)
		waited = pthread_cond_timedwait(&wake_cond, &wake_lock, &until);
	is_woken = false;
	bool go_on = !sender->stop;
	pthread_mutex_unlock(&wake_lock);
	return go_on;
}

static void *run(void *context)
{
	MailSender *sender = context;
	do {
		while (send_due(sender))
			;
	} while (wait_for_mail(sender));
	return NULL;
}

Err mail_sender_open(const App *app, MailSender **out)
{
	MailSender *sender = calloc(1, sizeof *sender);
	if (!sender)
		abort();
	sender->app = app;
	Err err = db_open(app->store, &sender->db);
	if (err) {
		free(sender);
		return err;
	}
	sender->mem = arena_open();
	if (pthread_create(&sender->thread, NULL, run, sender) != 0)
		abort();
	*out = sender;
	return OK;
}

void mail_sender_close(MailSender *sender)
{
	if (!sender)
		return;
	pthread_mutex_lock(&wake_lock);
	sender->stop = true;
	pthread_cond_broadcast(&wake_cond);
	pthread_mutex_unlock(&wake_lock);
	pthread_join(sender->thread, NULL);
	db_close(sender->db);
	arena_close(sender->mem);
	free(sender);
}
