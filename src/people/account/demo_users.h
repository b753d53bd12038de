/* The people of the demo: made by the demo loader, offered on the sign-in page while it runs (`is_demo`). */
#ifndef QINGCE_ACCOUNT_DEMO_USERS_H
#define QINGCE_ACCOUNT_DEMO_USERS_H

#include <stddef.h>

#define DEMO_PASSWORD "Qing-Ce-demo-2026"

typedef struct DemoUser {
	const char *email;
	const char *zh; /* name */
	const char *en;
	const char *what_zh; /* who this is */
	const char *what_en;
} DemoUser;

extern const DemoUser DEMO_USERS[];
extern const size_t DEMO_USER_COUNT;

#endif
