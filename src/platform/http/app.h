/* What every request can reach. Built once by `serve` (src/app/main.c), immutable afterwards. */
#ifndef QINGCE_HTTP_APP_H
#define QINGCE_HTTP_APP_H

#include "http/http.h"

struct Ghg;
struct Blobs;

struct App {
	Store *store;
	struct Blobs *blobs;	/* evidence files (src/platform/blob) */
	const char *data_dir;	/* directory of files, mail and temporary uploads */
	const char *public_url; /* for links in mail: http://127.0.0.1:8080 */
	const char *mail_from;
	const char *smtp_url; /* NULL: mail is written to data_dir/mail and shown at /admin/mail */
	const char *smtp_user;
	const char *smtp_password;
	const char *map_review_number; /* 审图号 in the footer; NULL = "由运营方配置" */
	const char *contact;	       /* in the footer */
	bool is_tls;		       /* cookies get Secure */
	bool is_demo;		       /* marks pages with 演示 and shows the demo sign-ins */
};

#endif
