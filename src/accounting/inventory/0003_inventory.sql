-- The enterprise calculator: inventories, activity lines and what stands beside them. What people type is kept
-- as typed (the *_text columns); numbers are read from it each time. Months are a bit mask: bit 0 is the month
-- of the period's first day. version counts the changes of a row: an edit names the version it saw.

CREATE TABLE inventory (
	id @id PRIMARY KEY,
	org_id @int NOT NULL REFERENCES organisation (id),
	period_start TEXT NOT NULL,
	period_end TEXT NOT NULL,
	method TEXT NOT NULL,              -- code of a file in data/methods
	gwp_set TEXT NOT NULL,             -- SAR, AR4, AR5, AR6
	approach TEXT NOT NULL DEFAULT 'operational', -- operational | financial | equity
	grid_choice TEXT NOT NULL DEFAULT 'nation',   -- nation | region | province
	output_text TEXT NOT NULL DEFAULT '',
	output_unit TEXT NOT NULL DEFAULT '',
	output_name TEXT NOT NULL DEFAULT '',
	revenue_text TEXT NOT NULL DEFAULT '',        -- 万元
	headcount_text TEXT NOT NULL DEFAULT '',
	coal_rate_text TEXT NOT NULL DEFAULT '',      -- kgce/kWh for the equivalent value of electricity
	note TEXT NOT NULL DEFAULT '',
	status TEXT NOT NULL DEFAULT 'open',          -- open 进行中 | done 已完成 | published 已发布
	copied_from @int,
	months_from TEXT NOT NULL DEFAULT '',         -- the day whose month is bit 0 of the masks while the typed period is none; '' = period_start
	is_deleted @int NOT NULL DEFAULT 0,
	created_by @int NOT NULL REFERENCES user_account (id),
	created_at @int NOT NULL,
	updated_at @int NOT NULL,
	version @int NOT NULL DEFAULT 1,              -- of the fields above
	content_version @int NOT NULL DEFAULT 1       -- of everything that results depend on: lines, renewables, evidence …
) @strict;
CREATE INDEX inventory_by_org ON inventory (org_id, period_start, id);

CREATE TABLE inventory_facility (
	inventory_id @int NOT NULL REFERENCES inventory (id),
	facility_id @int NOT NULL REFERENCES facility (id),
	org_id @int NOT NULL,
	PRIMARY KEY (inventory_id, facility_id)
) @strict;

CREATE TABLE activity_line (
	id @id PRIMARY KEY,
	org_id @int NOT NULL,
	inventory_id @int NOT NULL REFERENCES inventory (id),
	category TEXT NOT NULL,                       -- category code of the method, s3.1 … s3.15 for scope 3
	position @int NOT NULL,
	facility_id @int,
	item TEXT NOT NULL DEFAULT '',                -- fuel code, grid region, carbonate …
	label TEXT NOT NULL DEFAULT '',               -- the preparer's own words for the source
	amount_text TEXT NOT NULL DEFAULT '',
	amount_unit TEXT NOT NULL DEFAULT '',
	monthly TEXT NOT NULL DEFAULT '',             -- '' or one text a month of the period, joined by '|'; then the amount is their sum
	months @int NOT NULL DEFAULT 0,               -- months the amount covers; 0 = the whole period
	inputs TEXT NOT NULL DEFAULT '',              -- '' or JSON {"ncv":{"text":"38.9","unit":"GJ/10^4 Nm3"}, …}: further inputs and own measured values
	factor_text TEXT NOT NULL DEFAULT '',         -- own emission factor, '' = the method's
	factor_unit TEXT NOT NULL DEFAULT '',
	factor_source TEXT NOT NULL DEFAULT '',
	factor_choice TEXT NOT NULL DEFAULT '',       -- id of a chosen table row, '' = default
	alloc_total_text TEXT NOT NULL DEFAULT '',    -- total on the document, unit as the amount
	alloc_share_text TEXT NOT NULL DEFAULT '',    -- percent of it that is this company's
	alloc_basis TEXT NOT NULL DEFAULT '',         -- output | floor_area | headcount | hours | sub_meter
	alloc_note TEXT NOT NULL DEFAULT '',
	note TEXT NOT NULL DEFAULT '',
	version @int NOT NULL DEFAULT 1,
	updated_by @int NOT NULL,
	updated_at @int NOT NULL
) @strict;
CREATE INDEX activity_line_by_inventory ON activity_line (inventory_id, category, position, id);

-- Who changed which field of a row to what, so that a second editor sees the conflict field by field. row_id is that of an
-- inventory, an activity line or a renewable record; such ids come from forms, so the key begins with the organisation.
CREATE TABLE field_change (
	org_id @int NOT NULL,
	row_id @int NOT NULL,
	version @int NOT NULL,
	fields TEXT NOT NULL,                         -- names, joined by ','
	changed_by @int NOT NULL,
	changed_at @int NOT NULL,
	PRIMARY KEY (org_id, row_id, version)
) @strict;

CREATE TABLE scope3_screening (
	inventory_id @int NOT NULL REFERENCES inventory (id),
	category TEXT NOT NULL,                       -- s3.1 …
	org_id @int NOT NULL,
	status TEXT NOT NULL,                         -- estimated | not_relevant | not_estimated
	reason TEXT NOT NULL DEFAULT '',
	version @int NOT NULL DEFAULT 1,
	PRIMARY KEY (inventory_id, category)
) @strict;

CREATE TABLE renewable_record (
	id @id PRIMARY KEY,
	org_id @int NOT NULL,
	inventory_id @int NOT NULL REFERENCES inventory (id),
	kind TEXT NOT NULL,                           -- own_used | own_sold | contract | certificate
	position @int NOT NULL,
	amount_text TEXT NOT NULL DEFAULT '',
	amount_unit TEXT NOT NULL DEFAULT 'MWh',
	factor_text TEXT NOT NULL DEFAULT '',         -- contract factor kgCO2/kWh, '' = 0
	certificate_prefix TEXT NOT NULL DEFAULT '',
	certificate_first_text TEXT NOT NULL DEFAULT '',
	certificate_last_text TEXT NOT NULL DEFAULT '',
	certificate_first @int,                       -- the claimed range: set when the texts are numbers and nobody else
	certificate_last @int,                        -- holds any of them
	generation_year TEXT NOT NULL DEFAULT '',
	cancelled_on TEXT NOT NULL DEFAULT '',
	note TEXT NOT NULL DEFAULT '',
	version @int NOT NULL DEFAULT 1,
	updated_by @int NOT NULL,
	updated_at @int NOT NULL
) @strict;
CREATE INDEX renewable_by_inventory ON renewable_record (inventory_id, position, id);
CREATE INDEX renewable_by_certificate ON renewable_record (certificate_prefix, certificate_first);

-- One row a series of certificates: claiming a range writes it, so that two claims of one series queue up.
CREATE TABLE certificate_series (
	prefix TEXT PRIMARY KEY,
	claims @int NOT NULL
) @strict;

-- What the preparer said of a finding: keep the value, because …
CREATE TABLE finding_answer (
	inventory_id @int NOT NULL REFERENCES inventory (id),
	finding_key TEXT NOT NULL,
	org_id @int NOT NULL,
	reason TEXT NOT NULL,
	answered_by @int NOT NULL,
	answered_at @int NOT NULL,
	PRIMARY KEY (inventory_id, finding_key)
) @strict;
