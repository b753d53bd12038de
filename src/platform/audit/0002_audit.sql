-- The audit chain: one an organisation (org_id 0 is the platform). audit_head is updated first, so that its row
-- lock puts concurrent writers of one chain in order.

CREATE TABLE audit_head (
	org_id @int PRIMARY KEY,
	seq @int NOT NULL,
	hash TEXT NOT NULL
) @strict;

CREATE TABLE audit_event (
	org_id @int NOT NULL,
	seq @int NOT NULL,
	at_ms @int NOT NULL,
	user_id @int NOT NULL,
	action TEXT NOT NULL,
	subject_type TEXT NOT NULL,
	subject_id @int NOT NULL,
	detail TEXT NOT NULL,
	request_id TEXT NOT NULL,
	hash TEXT NOT NULL,
	PRIMARY KEY (org_id, seq)
) @strict;
