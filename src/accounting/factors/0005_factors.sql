-- An organisation's own factors, and every version they had. Texts are kept as typed.

CREATE TABLE own_factor (
	id @id PRIMARY KEY,
	org_id @int NOT NULL REFERENCES organisation (id),
	name TEXT NOT NULL,
	purpose TEXT NOT NULL,                        -- fuel | grid | heat | process | scope3
	value_text TEXT NOT NULL,
	unit TEXT NOT NULL,
	source TEXT NOT NULL,
	source_year TEXT NOT NULL,
	valid_from TEXT NOT NULL DEFAULT '',          -- 2025-01-01, '' = open
	valid_to TEXT NOT NULL DEFAULT '',
	note TEXT NOT NULL DEFAULT '',
	file_id @int REFERENCES evidence_file (id),
	is_retired @int NOT NULL DEFAULT 0,
	version @int NOT NULL DEFAULT 1,
	updated_by @int NOT NULL REFERENCES user_account (id),
	updated_at @int NOT NULL
) @strict;
CREATE INDEX own_factor_by_org ON own_factor (org_id, id);

-- What a version held; the newest is the row above.
CREATE TABLE own_factor_version (
	factor_id @int NOT NULL REFERENCES own_factor (id),
	version @int NOT NULL,
	org_id @int NOT NULL,
	name TEXT NOT NULL,
	value_text TEXT NOT NULL,
	unit TEXT NOT NULL,
	source TEXT NOT NULL,
	source_year TEXT NOT NULL,
	valid_from TEXT NOT NULL,
	valid_to TEXT NOT NULL,
	is_retired @int NOT NULL,
	changed_by @int NOT NULL REFERENCES user_account (id),
	changed_at @int NOT NULL,
	PRIMARY KEY (factor_id, version)
) @strict;
