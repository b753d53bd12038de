-- The base year of an organisation, the changes that make it incomparable, and every recalculation. What
-- people type is kept as typed (*_text); a recalculation holds whole kilograms and is never changed.

CREATE TABLE base_year (
	id @id PRIMARY KEY,
	org_id @int NOT NULL UNIQUE REFERENCES organisation (id),
	series @int NOT NULL DEFAULT 1,               -- grows when another base year is chosen after a recalculation
	kind TEXT NOT NULL,                           -- fixed | average | rolling
	source TEXT NOT NULL,                         -- inventory | typed
	inventories TEXT NOT NULL DEFAULT '',         -- ids joined by ','
	year_text TEXT NOT NULL DEFAULT '',           -- of typed totals
	scope1_text TEXT NOT NULL DEFAULT '',         -- tCO2e, of typed totals
	scope2_text TEXT NOT NULL DEFAULT '',
	market2_text TEXT NOT NULL DEFAULT '',
	scope3_text TEXT NOT NULL DEFAULT '',
	reason TEXT NOT NULL DEFAULT '',
	threshold_text TEXT NOT NULL DEFAULT '5',     -- percent
	scopes TEXT NOT NULL DEFAULT '12',            -- 12 | 123: what the threshold is measured against
	policy TEXT NOT NULL DEFAULT '',
	version @int NOT NULL DEFAULT 1,
	updated_by @int NOT NULL REFERENCES user_account (id),
	updated_at @int NOT NULL
) @strict;

-- What a version held; the newest is the row above.
CREATE TABLE base_year_version (
	org_id @int NOT NULL REFERENCES organisation (id),
	version @int NOT NULL,
	series @int NOT NULL,
	kind TEXT NOT NULL,
	source TEXT NOT NULL,
	inventories TEXT NOT NULL,
	year_text TEXT NOT NULL,
	scope1_text TEXT NOT NULL,
	scope2_text TEXT NOT NULL,
	market2_text TEXT NOT NULL,
	scope3_text TEXT NOT NULL,
	reason TEXT NOT NULL,
	threshold_text TEXT NOT NULL,
	scopes TEXT NOT NULL,
	policy TEXT NOT NULL,
	changed_by @int NOT NULL REFERENCES user_account (id),
	changed_at @int NOT NULL,
	PRIMARY KEY (org_id, version)
) @strict;

CREATE TABLE base_change (
	id @id PRIMARY KEY,
	org_id @int NOT NULL REFERENCES organisation (id),
	series @int NOT NULL,
	kind TEXT NOT NULL,                           -- acquired | divested | merged | outsourced | insourced | method | factor | gwp | error
	occurred_on TEXT NOT NULL,                    -- 2025-06-30
	facility_id @int REFERENCES facility (id),
	title TEXT NOT NULL,
	scope1_text TEXT NOT NULL DEFAULT '',         -- tCO2e of the base year
	scope2_text TEXT NOT NULL DEFAULT '',
	market2_text TEXT NOT NULL DEFAULT '',
	scope3_text TEXT NOT NULL DEFAULT '',
	explanation TEXT NOT NULL DEFAULT '',
	file_id @int REFERENCES evidence_file (id),
	recalculation @int NOT NULL DEFAULT 0,        -- number of the recalculation that took it in; 0 = open
	is_deleted @int NOT NULL DEFAULT 0,
	version @int NOT NULL DEFAULT 1,
	updated_by @int NOT NULL REFERENCES user_account (id),
	updated_at @int NOT NULL
) @strict;
CREATE INDEX base_change_by_org ON base_change (org_id, series, occurred_on, id);

CREATE TABLE base_recalculation (
	id @id PRIMARY KEY,
	org_id @int NOT NULL REFERENCES organisation (id),
	series @int NOT NULL,
	number @int NOT NULL,                         -- 1, 2 … within the series
	why TEXT NOT NULL,
	threshold_text TEXT NOT NULL,
	scopes TEXT NOT NULL,
	original1_kg @int,                            -- kgCO2e; NULL = not known
	original2_kg @int,
	original_market2_kg @int,
	original3_kg @int,
	total1_kg @int,
	total2_kg @int,
	total_market2_kg @int,
	total3_kg @int,
	created_by @int NOT NULL REFERENCES user_account (id),
	created_at @int NOT NULL,
	UNIQUE (org_id, series, number)
) @strict;

-- All adjustments of a recalculation, those taken over from the one before it too: original + adjustments = total.
CREATE TABLE base_recalculation_item (
	recalculation_id @int NOT NULL REFERENCES base_recalculation (id),
	position @int NOT NULL,
	org_id @int NOT NULL,
	change_id @int NOT NULL REFERENCES base_change (id),
	since_number @int NOT NULL,                   -- the recalculation that first took it in
	kind TEXT NOT NULL,
	occurred_on TEXT NOT NULL,
	title TEXT NOT NULL,
	scope1_kg @int,
	scope2_kg @int,
	market2_kg @int,
	scope3_kg @int,
	PRIMARY KEY (recalculation_id, position)
) @strict;
