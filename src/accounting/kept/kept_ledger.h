/* Compiled inventories kept in this process: after a change of some lines of a large inventory only those are
 * read and computed again. Nothing kept is ever believed: which lines there are, and in which version, is
 * asked of the store each time. */
#ifndef QINGCE_KEPT_KEPT_LEDGER_H
#define QINGCE_KEPT_KEPT_LEDGER_H

#include "inventory/inventory_store.h"
#include "result/result.h"

enum {
	LEDGER_MIN_LINES = 2000,  /* smaller inventories are computed anew faster than a ledger pays */
	LEDGER_CHANGES_MAX = 500, /* beyond as many changed or deleted lines all are read again */
};

/* What every line's result depends on beside the line. */
typedef struct LedgerKey {
	const Ghg *ghg;
	int64_t inventory_id, version;
	uint64_t facilities; /* a hash of their boundary and grids */
} LedgerKey;

typedef struct KeptLedger KeptLedger;

/* The ledger of that key for the caller alone; NULL when there is none or somebody else has it. */
KeptLedger *ledger_borrow(LedgerKey key);
/* An empty one, in place of the one used longest ago; NULL when all are in use. */
KeptLedger *ledger_begin(LedgerKey key, const GhgSettings *settings);
/* Gives it back; what could not be finished is forgotten. */
void ledger_return(KeptLedger *kept, bool is_whole);

/* A line of the inventory; its result straight from line_compute. */
void ledger_add(KeptLedger *kept, const LineResult *line);

/* The lines of these that the ledger has not as they are, at most LEDGER_CHANGES_MAX in `ids`; false when
 * they are more, or when the ledger has many that were deleted: then all are computed anew. */
bool ledger_lacks(
    const KeptLedger *kept, const LineHead heads[], size_t count, int64_t ids[], size_t *id_count);

/* Lines, categories and totals of `out`, as computing all lines gives them; it has every one of them. */
void ledger_totals(
    Arena *mem, const KeptLedger *kept, const LineHead heads[], size_t count, InventoryResult *out);

#endif
