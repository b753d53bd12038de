/* The handlers of accounts, for src/app/routes.c. */
#ifndef QINGCE_ACCOUNT_ACCOUNT_WEB_H
#define QINGCE_ACCOUNT_ACCOUNT_WEB_H

#include "http/http.h"

Handler sign_up_form, sign_up, sign_in_form, sign_in, sign_out;
Handler forgot_form, forgot, forgot_sent, reset_form, reset;
Handler own_account, own_account_change, own_password_change, own_session_end, own_sessions_end_others;

#endif
