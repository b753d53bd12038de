-- Screening of scope 3: which criteria of relevance a category meets (GHG Protocol Scope 3 Standard, table 6.1; names joined
-- by ','), and for category 3 whether the upstream part of the inventory's own energy is computed from its lines.

ALTER TABLE scope3_screening ADD COLUMN criteria TEXT NOT NULL DEFAULT '';
ALTER TABLE scope3_screening ADD COLUMN derives @int NOT NULL DEFAULT 0;
