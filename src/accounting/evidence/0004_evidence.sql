-- Evidence files, what they prove, and the energy check of step 4.

CREATE TABLE evidence_file (
	id @id PRIMARY KEY,
	org_id @int NOT NULL REFERENCES organisation (id),
	sha256 TEXT NOT NULL,
	name TEXT NOT NULL,
	media_type TEXT NOT NULL,
	bytes @int NOT NULL,
	pages @int NOT NULL DEFAULT 0,
	uploaded_by @int NOT NULL,
	uploaded_at @int NOT NULL,
	UNIQUE (org_id, sha256)
) @strict;

CREATE INDEX evidence_file_by_digest ON evidence_file (sha256);

CREATE TABLE evidence_link (
	id @id PRIMARY KEY,
	org_id @int NOT NULL,
	inventory_id @int NOT NULL REFERENCES inventory (id),
	file_id @int NOT NULL REFERENCES evidence_file (id),
	target TEXT NOT NULL,                         -- line | energy | b205 | renewable | factor | verification
	target_id @int NOT NULL,                      -- id of the line, energy_check_row, renewable_record; the inventory for b205 and verification
	kind TEXT NOT NULL DEFAULT 'invoice',         -- invoice | ledger | meter | report | contract | laboratory | statement | other
	months @int NOT NULL DEFAULT 0,               -- months the document covers; bit 0 = first month of the period
	document_amount_text TEXT NOT NULL DEFAULT '',
	document_unit TEXT NOT NULL DEFAULT '',
	note TEXT NOT NULL DEFAULT '',
	version @int NOT NULL DEFAULT 1,
	linked_by @int NOT NULL,
	linked_at @int NOT NULL,
	UNIQUE (target, target_id, file_id)
) @strict;
CREATE INDEX evidence_link_by_inventory ON evidence_link (inventory_id, target, target_id);
CREATE INDEX evidence_link_by_file ON evidence_link (file_id);

CREATE TABLE energy_check (
	inventory_id @int PRIMARY KEY REFERENCES inventory (id),
	org_id @int NOT NULL,
	source TEXT NOT NULL DEFAULT '',              -- '' | b205_1 | second | none
	none_reason TEXT NOT NULL DEFAULT '',
	version @int NOT NULL DEFAULT 1,
	updated_by @int NOT NULL,
	updated_at @int NOT NULL
) @strict;

-- The second set: one row a main source.
CREATE TABLE energy_check_row (
	id @id PRIMARY KEY,
	org_id @int NOT NULL,
	inventory_id @int NOT NULL REFERENCES inventory (id),
	position @int NOT NULL,
	energy TEXT NOT NULL,                         -- fuel code, ELECTRICITY, HEAT
	amount_text TEXT NOT NULL DEFAULT '',
	amount_unit TEXT NOT NULL DEFAULT '',
	explanation TEXT NOT NULL DEFAULT '',         -- of a deviation above 5 %
	version @int NOT NULL DEFAULT 1,
	updated_by @int NOT NULL,
	updated_at @int NOT NULL
) @strict;
CREATE INDEX energy_check_row_by_inventory ON energy_check_row (inventory_id, position, id);

-- Form B205-1: one row a line of the form, columns as typed.
CREATE TABLE b205_row (
	inventory_id @int NOT NULL REFERENCES inventory (id),
	code TEXT NOT NULL,                           -- 01 … 40
	org_id @int NOT NULL,
	col1 TEXT NOT NULL DEFAULT '',
	col2 TEXT NOT NULL DEFAULT '',
	col3 TEXT NOT NULL DEFAULT '',
	col4 TEXT NOT NULL DEFAULT '',
	col5 TEXT NOT NULL DEFAULT '',
	col6 TEXT NOT NULL DEFAULT '',
	col7 TEXT NOT NULL DEFAULT '',
	col8 TEXT NOT NULL DEFAULT '',
	col9 TEXT NOT NULL DEFAULT '',
	col10 TEXT NOT NULL DEFAULT '',
	explanation TEXT NOT NULL DEFAULT '',
	version @int NOT NULL DEFAULT 1,
	updated_by @int NOT NULL,
	updated_at @int NOT NULL,
	PRIMARY KEY (inventory_id, code)
) @strict;
