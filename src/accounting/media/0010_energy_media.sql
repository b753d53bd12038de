-- Energy-carrying media (耗能工质, GB/T 2589-2020 Annex B) of an inventory, as typed.
CREATE TABLE energy_medium (
	id @id PRIMARY KEY,
	org_id @int NOT NULL,
	inventory_id @int NOT NULL REFERENCES inventory (id),
	position @int NOT NULL,
	medium TEXT NOT NULL,                         -- FRESH_WATER, COMP_AIR, OXYGEN …
	origin TEXT NOT NULL DEFAULT 'bought',        -- bought | made | sold
	amount_text TEXT NOT NULL DEFAULT '',
	amount_unit TEXT NOT NULL DEFAULT '',
	note TEXT NOT NULL DEFAULT '',
	version @int NOT NULL DEFAULT 1,
	updated_by @int NOT NULL,
	updated_at @int NOT NULL
) @strict;
CREATE INDEX energy_medium_by_inventory ON energy_medium (inventory_id, position, id);
