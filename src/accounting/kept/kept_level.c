/* The digit of the level for lists, remembered while the content stays the same. */
#include <assert.h>
#include <pthread.h>

#include "base/date.h"
#include "edition/edition.h"
#include "kept/kept.h"
#include "kept/kept_key.h"

enum { REMEMBERED = 4096 };

/* What a level depends on: two equal keys have equal levels. */
typedef struct LevelKey {
	int64_t inventory_id;
	int64_t content_version;
	int64_t past_id; /* the inventory of the year before, which findings compare with; 0 = none */
	int64_t past_version;
	uint64_t edition, past_edition; /* ghg_mark of the factor tables */
	uint64_t places, past_places;
	int64_t day; /* findings look at today's date */
} LevelKey;

typedef struct RememberedLevel {
	LevelKey key;
	uint64_t mark; /* db_mark under which the whole key was read last; 0 = none */
	uint64_t current_edition;
	int level;
} RememberedLevel;

static RememberedLevel remembered[REMEMBERED];
static pthread_mutex_t remembered_lock = PTHREAD_MUTEX_INITIALIZER;

static RememberedLevel *slot_of(int64_t inventory_id)
{
	return &remembered[(uint64_t)inventory_id * UINT64_C(0x9E3779B97F4A7C15) >> 52];
}

static bool is_same_key(const LevelKey *a, const LevelKey *b)
{
	return a->inventory_id == b->inventory_id && a->content_version == b->content_version &&
	       a->past_id == b->past_id && a->past_version == b->past_version && a->edition == b->edition &&
	       a->past_edition == b->past_edition && a->places == b->places &&
	       a->past_places == b->past_places && a->day == b->day;
}

static LevelKey key_of(const InventoryCase *c)
{
	const InventoryCase *past = c->past;
	return (LevelKey){
	    .inventory_id = c->inventory.id,
	    .content_version = c->inventory.content_version,
	    .past_id = past ? past->inventory.id : 0,
	    .past_version = past ? past->inventory.content_version : 0,
	    .edition = ghg_mark(c->inventory.ghg),
	    .past_edition = past ? ghg_mark(past->inventory.ghg) : 0,
	    .places = kept_places(c),
	    .past_places = past ? kept_places(past) : 0,
	    .day = now_ms() / 86400000,
	};
}

bool level_find(const InventoryCase *c, int *level)
{
	assert(c->parts & CASE_PAST);
	LevelKey key = key_of(c);
	pthread_mutex_lock(&remembered_lock);
	RememberedLevel known = *slot_of(key.inventory_id);
	pthread_mutex_unlock(&remembered_lock);
	*level = known.level;
	return is_same_key(&known.key, &key);
}

void level_keep(const LevelOutcome *outcome)
{
	const InventoryCase *c = outcome->c;
	LevelKey key = key_of(c);
	pthread_mutex_lock(&remembered_lock);
	*slot_of(key.inventory_id) = (RememberedLevel){.key = key, .level = outcome->result.level};
	pthread_mutex_unlock(&remembered_lock);
	totals_keep(c, &outcome->inventory);
	if (c->past)
		totals_keep(c->past, &outcome->past);
}

/* The part of the key that takes no query. */
static bool is_same_inventory(const LevelKey *key, const Inventory *inventory)
{
	return key->inventory_id == inventory->id && key->content_version == inventory->content_version &&
	       key->edition == ghg_mark(inventory->ghg) && key->day == now_ms() / 86400000;
}

/* While nothing was committed, what was read under `mark` still holds. */
static bool is_known(const Inventory *inventory, uint64_t mark, uint64_t current_edition, int *level)
{
	pthread_mutex_lock(&remembered_lock);
	RememberedLevel known = *slot_of(inventory->id);
	pthread_mutex_unlock(&remembered_lock);
	*level = known.level;
	return mark && known.mark == mark && known.current_edition == current_edition &&
	       is_same_inventory(&known.key, inventory);
}

static void note_mark(int64_t inventory_id, uint64_t mark, uint64_t current_edition)
{
	pthread_mutex_lock(&remembered_lock);
	RememberedLevel *slot = slot_of(inventory_id);
	if (slot->key.inventory_id == inventory_id) {
		slot->mark = mark;
		slot->current_edition = current_edition;
	}
	pthread_mutex_unlock(&remembered_lock);
}

static Err compute_level(Db *db, InventoryCase *c, int *level)
{
	Arena *scratch = arena_open();
	LevelOutcome outcome;
	Err err = case_read(db, scratch, CASE_WHOLE, c);
	if (!err) {
		level_of_case(scratch, c, &outcome);
		level_keep(&outcome);
		*level = outcome.result.level;
	}
	arena_close(scratch);
	return err;
}

Err level_digit(Db *db, Arena *mem, const Inventory *inventory, int *level)
{
	const Ghg *current;
	uint64_t mark = db_mark(db);
	Err err = edition_of(db, mem, "", &current);
	if (err || is_known(inventory, mark, ghg_mark(current), level))
		return err;
	InventoryCase c;
	err = case_of_inventory(db, mem, inventory, ZH, CASE_PAST, NULL, 0, &c);
	if (!err && !level_find(&c, level))
		err = compute_level(db, &c, level);
	if (!err)
		note_mark(inventory->id, mark, ghg_mark(current));
	return err;
}
