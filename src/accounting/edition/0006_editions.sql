-- Editions of the factor tables and methods. An edition is a set of files; a finished inventory names the one it was
-- computed with. The bytes of a file are kept once.

CREATE TABLE data_file (
	sha256 TEXT PRIMARY KEY,
	name TEXT NOT NULL,                           -- factors/grid_cn.csv, methods/07.method
	body @blob NOT NULL,
	added_at @int NOT NULL
) @strict;

CREATE TABLE data_edition (
	digest TEXT PRIMARY KEY,                      -- SHA-256 of the lines "name sha256", sorted
	id @int NOT NULL UNIQUE,                      -- orders by time
	origin TEXT NOT NULL,                         -- program: came with a version of the program | upload: an administrator changed a file
	based_on TEXT NOT NULL DEFAULT '',            -- upload: digest of the edition it was made from
	file_name TEXT NOT NULL DEFAULT '',           -- upload: the file that was replaced or added
	note TEXT NOT NULL DEFAULT '',
	added_by @int NOT NULL DEFAULT 0,             -- 0 = the program
	added_at @int NOT NULL,
	used_since @int                               -- first made the current one; NULL = only tried
) @strict;

CREATE TABLE data_edition_file (
	digest TEXT NOT NULL REFERENCES data_edition (digest),
	position @int NOT NULL,                       -- order of loading
	name TEXT NOT NULL,
	sha256 TEXT NOT NULL REFERENCES data_file (sha256),
	PRIMARY KEY (digest, name)
) @strict;

-- One row: the edition that open inventories are computed with.
CREATE TABLE data_current (
	one @int PRIMARY KEY,
	digest TEXT NOT NULL REFERENCES data_edition (digest),
	changed_by @int NOT NULL,
	changed_at @int NOT NULL
) @strict;

-- '' = the current edition, whichever it is.
ALTER TABLE inventory ADD COLUMN edition TEXT NOT NULL DEFAULT '';
CREATE INDEX inventory_by_edition ON inventory (edition);
