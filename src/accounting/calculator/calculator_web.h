/* The handlers of the calculator, for src/app/routes.c:
 *
 * GET  /me/calculator                                  inventory_list_show          viewer
 * GET  /me/calculator/{tab}                            calculator_other_show        viewer   product |
 * project | event GET  /me/calculator/enterprise/new                   inventory_new_show           preparer
 * POST /me/calculator/enterprise/new                   inventory_create             preparer
 * GET  /me/calculator/enterprise/{id}                  inventory_show               viewer   on to the step
 * to go on with GET  /me/calculator/enterprise/{id}/info             inventory_info_show          viewer POST
 * /me/calculator/enterprise/{id}/info             inventory_info_save          preparer POST
 * /me/calculator/enterprise/{id}/info/field       inventory_info_field         preparer GET
 * /me/calculator/enterprise/{id}/delete           inventory_delete_show        preparer POST
 * /me/calculator/enterprise/{id}/delete           inventory_delete_do          preparer POST
 * /me/calculator/enterprise/{id}/status           inventory_status_do          preparer finish or reopen GET
 * /me/calculator/enterprise/{id}/scope12          scope12_show                 viewer GET
 * /me/calculator/enterprise/{id}/totals           inventory_totals_show        viewer   fragment POST
 * /me/calculator/enterprise/{id}/lines            line_add                     preparer GET
 * /me/calculator/enterprise/{id}/lines/{line}     line_show                    viewer POST
 * /me/calculator/enterprise/{id}/lines/{line}     line_save                    preparer POST
 * /me/calculator/enterprise/{id}/lines/{line}/field   line_field_save          preparer POST
 * /me/calculator/enterprise/{id}/lines/{line}/months  line_months_paste            preparer POST
 * /me/calculator/enterprise/{id}/lines/{line}/copy    line_copy                preparer GET
 * /me/calculator/enterprise/{id}/lines/{line}/delete  line_delete_show         preparer POST
 * /me/calculator/enterprise/{id}/lines/{line}/delete  line_delete_do           preparer GET
 * /me/calculator/enterprise/{id}/import           import_show                  preparer POST
 * /me/calculator/enterprise/{id}/import           import_do                    preparer
 * INVENTORY_IMPORT_MAX_BYTES GET  /me/calculator/enterprise/{id}/import/template  import_template preparer
 * GET  /me/calculator/enterprise/{id}/scope3           scope3_show                  viewer
 * POST /me/calculator/enterprise/{id}/scope3/{category}    scope3_screening_do      preparer
 * GET  /me/calculator/enterprise/{id}/renewables       renewables_show              viewer
 * POST /me/calculator/enterprise/{id}/renewables       renewable_add                preparer
 * POST /me/calculator/enterprise/{id}/renewables/{record}          renewable_save   preparer
 * POST /me/calculator/enterprise/{id}/renewables/{record}/field    renewable_field_save  preparer
 * POST /me/calculator/enterprise/{id}/renewables/{record}/delete   renewable_delete_do   preparer
 */
#ifndef QINGCE_CALCULATOR_CALCULATOR_WEB_H
#define QINGCE_CALCULATOR_CALCULATOR_WEB_H

#include "http/http.h"

Handler inventory_list_show, calculator_other_show, inventory_new_show, inventory_create, inventory_show,
    inventory_info_show, inventory_info_save, inventory_info_field, inventory_delete_show,
    inventory_delete_do, inventory_status_do, scope12_show, inventory_totals_show, line_add, line_show,
    line_save, line_field_save, line_months_paste, line_copy, line_delete_show, line_delete_do, import_show,
    import_do, import_template, scope3_show, scope3_screening_do, renewables_show, renewable_add,
    renewable_save, renewable_field_save, renewable_delete_do;

#endif
