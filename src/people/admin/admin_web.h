/* The handlers of the administration, for src/app/routes.c. */
#ifndef QINGCE_ADMIN_ADMIN_WEB_H
#define QINGCE_ADMIN_ADMIN_WEB_H

#include "http/http.h"

Handler admin_home;
Handler admin_users_page, admin_user_page, admin_user_flag, admin_user_end_sessions,
    admin_user_one_time_password;
Handler admin_orgs_page, admin_org_page;
Handler admin_mails_page, admin_mail_page;
Handler admin_log_page;

#endif
