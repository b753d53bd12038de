/* The factor library 排放因子库: the rows of data/factors as pages, API and download, and an organisation's
 * own factors with their source, validity and evidence. */
#ifndef QINGCE_FACTORS_FACTORS_H
#define QINGCE_FACTORS_FACTORS_H

#include "db/db.h"
#include "ghg/unit.h"
#include "inventory/inventory.h"

enum { OWN_FACTORS_MAX = 2000 }; /* of one organisation, retired ones too */

/* A factor that an organisation brings itself. Texts are as typed; they were checked when they were saved. */
typedef struct OwnFactor {
	int64_t id;
	const char *name;
	const char *purpose; /* fuel | grid | heat | process | scope3 */
	const char *value_text;
	const char *unit; /* anything unit_parse reads: tCO2/t */
	const char *source;
	const char *source_year;
	const char *valid_from; /* "" = from any time; 2025-01-01 */
	const char *valid_to;	/* "" = until further notice */
	const char *note;
	int64_t file_id; /* evidence in the library of the organisation; 0 = none */
	const char *file_name;
	bool is_retired;
	int64_t version;
	const char *updated_by_name;
	int64_t updated_at;
} OwnFactor;

/* Those in use (not retired) whose unit has dimension `dim`, by name: what a line with an own factor of that
 * dimension may choose from. A line that takes one stores value_text as its factor_text, unit as factor_unit
 * and own_factor_source() as factor_source; the template own_factor_picker (factors_view.h) shows them. */
Err own_factors_for(Db *db, Arena *mem, int64_t org_id, Dim dim, OwnFactor **out, size_t *count);

/* An earlier value of a factor in use, and the value it has now. */
typedef struct OwnSuperseded {
	OwnFactor before, now; /* id, name, value_text, unit, source, source_year */
} OwnSuperseded;
enum { OWN_SUPERSEDED_MAX = 2000 };
Err own_factors_superseded(Db *db, Arena *mem, int64_t org_id, OwnSuperseded **out, size_t *count);

/* "供应商碳足迹报告 (2024) · 烧结助剂": what a line keeps as source of its factor; at most 200 characters. */
const char *own_factor_source(Arena *mem, const OwnFactor *factor);

struct Inventory;

/* Notes which rows a finished inventory rests on, for the count that everybody may see. Computes it. */
Err factor_uses_keep(Db *db, Arena *mem, const struct Inventory *inventory);

/* How many finished inventories of all organisations rest on a row; counted to FACTOR_USES_MAX. */
enum { FACTOR_USES_MAX = 10000 };
Err factor_uses_count(Db *db, const char *factor_id, int64_t *count);

#endif
