-- Reference factors: bulk tables of other publishers that the operator loads, searchable in the library. A batch is one
-- loaded file and can be taken back whole. And which factors finished inventories rest on.

CREATE TABLE reference_batch (
	id @id PRIMARY KEY,
	layout TEXT NOT NULL,                         -- desnz | useeio
	title TEXT NOT NULL,                          -- source, as it is cited
	licence TEXT NOT NULL,
	retrieved TEXT NOT NULL,                      -- 2026-11-22
	file_name TEXT NOT NULL,
	row_count @int NOT NULL,
	skipped @int NOT NULL,                        -- rows of single gases and without a value
	added_by @int NOT NULL,                       -- 0 = the command line
	added_at @int NOT NULL
) @strict;

CREATE TABLE reference_factor (
	id @id PRIMARY KEY,
	batch_id @int NOT NULL REFERENCES reference_batch (id),
	code TEXT NOT NULL,                           -- as the publisher counts it
	name TEXT NOT NULL,                           -- the levels of the table, joined
	value_text TEXT NOT NULL,
	unit TEXT NOT NULL,                           -- read by unit_parse, or as printed
	year TEXT NOT NULL,
	note TEXT NOT NULL DEFAULT ''
) @strict;
CREATE INDEX reference_factor_by_batch ON reference_factor (batch_id, id);

-- The words of name and code, for finding.
CREATE TABLE reference_word (
	word TEXT NOT NULL,
	factor_id @int NOT NULL,
	batch_id @int NOT NULL,
	PRIMARY KEY (word, factor_id)
) @strict;
CREATE INDEX reference_word_by_batch ON reference_word (batch_id);

-- Written when an inventory is finished or recalculated.
CREATE TABLE factor_use (
	inventory_id @int NOT NULL REFERENCES inventory (id),
	factor_id TEXT NOT NULL,
	PRIMARY KEY (inventory_id, factor_id)
) @strict;
CREATE INDEX factor_use_by_factor ON factor_use (factor_id, inventory_id);

CREATE INDEX inventory_by_change ON inventory (updated_at, id);
