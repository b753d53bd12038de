/* Organisations 企业, their facilities 工厂/场所 and members, and the lists they choose from. */
#ifndef QINGCE_ORGANISATION_ORGANISATION_H
#define QINGCE_ORGANISATION_ORGANISATION_H

#include "http/http.h"

typedef struct Organisation {
	int64_t id;
	const char *name_zh;
	const char *name_en;
	const char *uscc;     /* 统一社会信用代码, 18 characters */
	const char *industry; /* GB/T 4754-2017 division, two digits; "" = not given */
	const char *province; /* two digits of GB/T 2260; "" = not given */
	const char *city;
	const char *address;
	bool is_demo;
	int64_t version;
	int64_t created_at;
} Organisation;

typedef struct Facility {
	int64_t id;
	int64_t org_id;
	const char *name_zh;
	const char *name_en;
	const char *province;
	const char *city;
	const char *address;
	bool is_closed;
	int64_t version;
	int64_t created_at;
} Facility;

typedef struct Member {
	int64_t user_id;
	const char *name;
	const char *email;
	const char *mobile; /* whole: mask before it is shown */
	const char *role;   /* owner | preparer | signatory | viewer */
	bool is_disabled;
	int64_t created_at;
} Member;

/* ERR_NOT_FOUND when there is none. */
Err org_by_id(Db *db, Arena *mem, int64_t org_id, Organisation *out);
Err org_by_uscc(Db *db, Arena *mem, const char *uscc, Organisation *out);

/* All facilities, closed ones too, oldest first; at most ORG_FACILITIES_MAX. */
enum { ORG_FACILITIES_MAX = 500, ORG_MEMBERS_MAX = 500 };
Err org_facilities(Db *db, Arena *mem, int64_t org_id, Facility **out, size_t *count);
Err facility_of_org(Db *db, Arena *mem, int64_t org_id, int64_t facility_id, Facility *out);
/* OK, or ERR_NOT_FOUND when the organisation has no such facility. */
Err facility_exists(Db *db, int64_t org_id, int64_t facility_id);
Err org_members(Db *db, Arena *mem, int64_t org_id, Member **out, size_t *count);

typedef struct OwnOrg {
	int64_t id;
	const char *name_zh;
	const char *name_en;
	const char *role;
} OwnOrg;

/* The organisations a person belongs to, joined first first; at most OWN_ORGS_MAX. */
enum { OWN_ORGS_MAX = 50 };
Err own_orgs(Db *db, Arena *mem, int64_t user_id, OwnOrg **out, size_t *count);

/* The name in a language; English falls back to the Chinese name. */
const char *org_name(const Organisation *org, Lang lang);
const char *facility_name(const Facility *facility, Lang lang);

/* Writes, each in a transaction of its own with its audit row. Values were checked by organisation_rules.h.
 * ERR_CONFLICT: the code is taken, or the version is no longer the one given. */

/* Makes the organisation with `by` as its owner; reads everything but id, version and created_at.
 * ERR_TOO_LARGE when one has as many organisations as the lists show. */
Err organisation_create(Scope by, const Organisation *org, int64_t *id);
Err organisation_change(Scope by, const Organisation *org);
Err facility_create(Scope by, const Facility *facility, int64_t *id);
Err facility_change(Scope by, const Facility *facility);
/* A member without an invitation: for demo data and imports by staff. */
Err organisation_add_member(Scope by, int64_t user_id, const char *role);

/* The provinces with their two-digit code (GB/T 2260), in the order of the codes. `grid` is the regional grid
 * of the official emission factors (NC, NE, EC, CC, NW, SG, SW), "" for Hong Kong, Macao and Taiwan. */
typedef struct Province {
	const char *code;
	const char *zh;
	const char *en;
	const char *grid;
} Province;
extern const Province PROVINCES[];
extern const size_t PROVINCE_COUNT;
const Province *province_of(const char *code);		/* NULL when unknown */
const char *province_name(const char *code, Lang lang); /* "" when unknown */

/* Divisions 大类 of GB/T 4754-2017. */
typedef struct Industry {
	const char *code; /* two digits */
	char section;	  /* A..T */
	const char *zh;
	const char *en;
} Industry;
extern const Industry INDUSTRIES[];
extern const size_t INDUSTRY_COUNT;
const Industry *industry_of(const char *code);
const char *industry_name(const char *code, Lang lang);

/* The full code with the check character of GB 32100-2015 for 17 valid characters, for demo data and tests;
 * NULL when a character is not of the alphabet. */
const char *uscc_make(Arena *mem, const char *prefix17);

#endif
