/* What the demo holds, as one would type it. */
#ifndef QINGCE_DEMO_DEMO_DATA_H
#define QINGCE_DEMO_DEMO_DATA_H

#include <stddef.h>

typedef struct DemoField {
	const char *name, *value; /* of LINE_FORM or INVENTORY_FORM */
} DemoField;

/* A document: `from`..`to` are months 1..12 of a calendar year, 0 = the whole period. */
typedef struct DemoDocument {
	const char *name;
	const char *kind;
	int from, to;
	const char *amount, *unit;
} DemoDocument;

enum {
	DEMO_FIELDS = 44,
	DEMO_DOCUMENTS = 4,
	DEMO_LINES = 20,
	DEMO_SCREENINGS = 15,
	DEMO_CHECKS = 6,
	DEMO_MEDIA = 4,
	DEMO_FACILITIES = 3
};

typedef struct DemoLine {
	const char *category;
	int facility; /* index */
	DemoField fields[DEMO_FIELDS];
	DemoDocument documents[DEMO_DOCUMENTS];
} DemoLine;

/* A row of the second set. */
typedef struct DemoCheck {
	const char *energy, *amount, *unit, *explanation;
	DemoDocument document;
} DemoCheck;

/* An energy-carrying medium. */
typedef struct DemoMedium {
	const char *medium, *origin, *amount, *unit, *note;
} DemoMedium;

/* What was concluded of a category of scope 3. */
typedef struct DemoScreening {
	const char *category, *status, *reason, *criteria;
	int derives;
} DemoScreening;

typedef struct DemoInventory {
	const char *start, *end;
	const char *method;
	DemoField fields[DEMO_FIELDS];
	DemoLine lines[DEMO_LINES];
	DemoScreening screenings[DEMO_SCREENINGS];
	DemoMedium media[DEMO_MEDIA];
	const char *check_source; /* of energy_check; "" = not begun */
	DemoCheck checks[DEMO_CHECKS];
	int is_done;
} DemoInventory;

typedef struct DemoFacility {
	const char *zh, *en, *province, *city;
} DemoFacility;

/* A change in the register of the base year; amounts of scopes 1 and 2 in tCO2e. */
typedef struct DemoBaseChange {
	const char *kind, *on, *title, *scope1, *scope2, *explanation;
	int is_taken_in; /* by the recalculation */
} DemoBaseChange;

enum { DEMO_INVENTORIES = 3, DEMO_MEMBERS = 3, DEMO_BASE_CHANGES = 3 };

/* The first inventory is the base year; `why` of its recalculation. */
typedef struct DemoBaseYear {
	const char *reason, *threshold, *why;
	DemoBaseChange changes[DEMO_BASE_CHANGES];
} DemoBaseYear;

typedef struct DemoOrganisation {
	const char *zh, *en, *uscc17, *industry, *province, *city, *address;
	const char *owner; /* e-mail of a DemoUser */
	const char *preparers[DEMO_MEMBERS];
	DemoFacility facilities[DEMO_FACILITIES];
	DemoInventory inventories[DEMO_INVENTORIES];
	DemoBaseYear base_year; /* .reason NULL: none */
} DemoOrganisation;

extern const DemoOrganisation DEMO_ORGANISATIONS[];
extern const size_t DEMO_ORGANISATION_COUNT;

#endif
