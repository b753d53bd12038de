-- People, organisations, facilities, who belongs to what, sessions and the mail that waits to be sent.
-- Times are milliseconds since 1970 UTC. 0/1 are booleans.

CREATE TABLE user_account (
	id @id PRIMARY KEY,
	email TEXT UNIQUE,
	mobile TEXT UNIQUE,
	name TEXT NOT NULL,
	password_hash TEXT NOT NULL,
	lang TEXT NOT NULL DEFAULT 'zh',
	is_admin @int NOT NULL DEFAULT 0,
	is_reviewer @int NOT NULL DEFAULT 0,
	must_change_password @int NOT NULL DEFAULT 0,
	is_disabled @int NOT NULL DEFAULT 0,
	created_at @int NOT NULL
) @strict;

CREATE TABLE organisation (
	id @id PRIMARY KEY,
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL DEFAULT '',
	uscc TEXT NOT NULL UNIQUE,
	industry TEXT NOT NULL DEFAULT '',
	province TEXT NOT NULL DEFAULT '',
	city TEXT NOT NULL DEFAULT '',
	address TEXT NOT NULL DEFAULT '',
	is_demo @int NOT NULL DEFAULT 0,
	version @int NOT NULL DEFAULT 1,
	created_at @int NOT NULL
) @strict;

CREATE TABLE facility (
	id @id PRIMARY KEY,
	org_id @int NOT NULL REFERENCES organisation (id),
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL DEFAULT '',
	province TEXT NOT NULL DEFAULT '',
	city TEXT NOT NULL DEFAULT '',
	address TEXT NOT NULL DEFAULT '',
	is_closed @int NOT NULL DEFAULT 0,
	version @int NOT NULL DEFAULT 1,
	created_at @int NOT NULL
) @strict;
CREATE INDEX facility_by_org ON facility (org_id, id);

CREATE TABLE membership (
	org_id @int NOT NULL REFERENCES organisation (id),
	user_id @int NOT NULL REFERENCES user_account (id),
	role TEXT NOT NULL,
	created_at @int NOT NULL,
	PRIMARY KEY (org_id, user_id)
) @strict;
CREATE INDEX membership_by_user ON membership (user_id);

CREATE TABLE invitation (
	id @id PRIMARY KEY,
	org_id @int NOT NULL REFERENCES organisation (id),
	email TEXT NOT NULL,
	role TEXT NOT NULL,
	token_hash TEXT NOT NULL UNIQUE,
	invited_by @int NOT NULL REFERENCES user_account (id),
	created_at @int NOT NULL,
	expires_at @int NOT NULL,
	accepted_at @int
) @strict;
CREATE INDEX invitation_by_org ON invitation (org_id, id);

CREATE TABLE session (
	id @id PRIMARY KEY,
	token_hash TEXT NOT NULL UNIQUE,
	user_id @int NOT NULL REFERENCES user_account (id),
	org_id @int,
	csrf TEXT NOT NULL,
	peer TEXT NOT NULL DEFAULT '',
	agent TEXT NOT NULL DEFAULT '',
	created_at @int NOT NULL,
	seen_at @int NOT NULL,
	expires_at @int NOT NULL
) @strict;
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_by_expiry ON session (expires_at);

CREATE TABLE password_reset (
	token_hash TEXT PRIMARY KEY,
	user_id @int NOT NULL REFERENCES user_account (id),
	created_at @int NOT NULL,
	expires_at @int NOT NULL,
	used_at @int
) @strict;
CREATE INDEX password_reset_by_user ON password_reset (user_id);
CREATE INDEX password_reset_by_expiry ON password_reset (expires_at);

-- Fixed windows: how often a thing was tried since `window_start`. bucket = "sign_in:1.2.3.4" and the like.
CREATE TABLE rate_window (
	bucket TEXT PRIMARY KEY,
	window_start @int NOT NULL,
	tries @int NOT NULL
) @strict;
CREATE INDEX rate_window_by_start ON rate_window (window_start);

-- Mail is written in the transaction that causes it and sent afterwards.
CREATE TABLE mail (
	id @id PRIMARY KEY,
	recipient TEXT NOT NULL,
	subject TEXT NOT NULL,
	body TEXT NOT NULL,
	created_at @int NOT NULL,
	state TEXT NOT NULL DEFAULT 'waiting', -- waiting | sent | kept | failed
	next_at @int NOT NULL,                 -- when a waiting mail is due
	sent_at @int,
	attempts @int NOT NULL DEFAULT 0,
	last_error TEXT NOT NULL DEFAULT ''
) @strict;
CREATE INDEX mail_due ON mail (state, next_at);
