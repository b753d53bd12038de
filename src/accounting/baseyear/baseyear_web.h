/* The handlers of the base year, for src/app/routes.c. */
#ifndef QINGCE_BASEYEAR_BASEYEAR_WEB_H
#define QINGCE_BASEYEAR_BASEYEAR_WEB_H

#include "http/http.h"

/* GET  /me/base-year                       viewer */
Handler base_year_show;
/* GET, POST /me/base-year/edit             preparer: the choice and the policy */
Handler base_year_edit_show, base_year_edit_do;
/* GET, POST /me/base-year/changes/new      preparer; compute=1 fills in the facility's figures instead */
Handler base_change_new_show, base_change_new_do;
/* GET, POST /me/base-year/changes/{id}     preparer */
Handler base_change_show, base_change_do;
/* POST /me/base-year/changes/{id}/delete   preparer */
Handler base_change_delete;
/* POST /me/base-year/proposals             preparer: registers the proposal `key` */
Handler base_proposal_do;
/* POST /me/base-year/recalculate           preparer: number, why */
Handler base_recalculate_do;
/* GET  /api/v1/base-year                   viewer */
Handler base_year_api;

#endif
