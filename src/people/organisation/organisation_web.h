/* The handlers of organisations and members, for src/app/routes.c, and what their pages share. */
#ifndef QINGCE_ORGANISATION_ORGANISATION_WEB_H
#define QINGCE_ORGANISATION_ORGANISATION_WEB_H

#include "organisation/organisation_view.h"

/* Answers with the page; `view` holds the invitation form, the rest is read here. (organisation_page.c) */
Err show_organisation(Req *req, int status, OrganisationView *view);

Handler organisation_page, organisation_switch, organisation_new_form, organisation_new,
    organisation_edit_form, organisation_edit, organisation_log;
Handler facility_new_form, facility_new, facility_edit_form, facility_edit, facility_close_post,
    facility_reopen_post;
Handler member_role, member_remove, member_leave, member_invite, member_invitation_cancel;
Handler invite_page, invite_accept;

#endif
