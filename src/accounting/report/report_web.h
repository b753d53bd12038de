/* The handlers of an inventory's result, for src/app/routes.c:
 *
 * GET  /me/calculator/enterprise/{id}/result           result_show                  viewer
 * GET  /me/calculator/enterprise/{id}/report.pdf       report_pdf                   viewer
 * GET  /me/calculator/enterprise/{id}/report.xlsx      report_xlsx                  viewer
 * GET  /api/v1/inventories                             inventories_api              viewer
 * GET  /api/v1/inventories/{id}                        inventory_api                viewer
 */
#ifndef QINGCE_REPORT_REPORT_WEB_H
#define QINGCE_REPORT_REPORT_WEB_H

#include "http/http.h"

Handler result_show, report_pdf, report_xlsx, inventories_api, inventory_api;

#endif
