/* Who asks: from the cookie to req->who, and the way in. */
#include "account/account_store.h"

#include "account/account_rules.h"
#include "base/date.h"
#include "base/rand.h"
#include "base/str.h"
#include "http/app.h"
#include "http/router.h"

#include <string.h>

enum {
	TOUCH_MS = 5 * 60 * 1000, /* how stale seen_at may be: a write every five minutes, not every page */
	AGENT_MAX = 200,
	TOKEN_LEN = 43, /* of rand_token */
};

static const char *hash_of(Arena *mem, const char *token)
{
	return sha256_hex(mem, token, strlen(token));
}

/* Without a session the token of forms follows from the visit cookie. */
static const char *visit_csrf(Arena *mem, const char *visit)
{
	return hash_of(mem, arena_printf(mem, "csrf:%s", visit));
}

static Who nobody(Req *req)
{
	const char *visit = cookie_text(req, VISIT_COOKIE);
	return (Who){
	    .name = "",
	    .org_name = "",
	    .csrf = visit && strlen(visit) == TOKEN_LEN ? visit_csrf(req->mem, visit) : "",
	};
}

static Who who_of_session(const Session *session, Lang lang)
{
	bool has_en = !str_is_empty(session->org_name_en);
	Who who = {
	    .user_id = session->user_id,
	    .session_id = session->id,
	    .org_id = session->org_id,
	    .is_admin = session->is_admin,
	    .is_reviewer = session->is_reviewer,
	    .name = session->user_name,
	    .org_name = lang == EN && has_en ? session->org_name_en : session->org_name_zh,
	    .csrf = session->csrf,
	};
	strncpy(who.org_role, session->org_role, sizeof who.org_role - 1);
	return who;
}

Err account_session(Req *req)
{
	req->who = nobody(req);
	const char *token = cookie_text(req, SESSION_COOKIE);
	if (!token || strlen(token) != TOKEN_LEN)
		return OK;

	Session session;
	int64_t now = now_ms();
	Err err = session_by_token(req->db, req->mem, hash_of(req->mem, token), now, &session);
	if (err == ERR_NOT_FOUND)
		return OK;
	if (err)
		return err;

	req->who = who_of_session(&session, req->lang);
	return now - session.seen_at > TOUCH_MS ? session_touch(req->db, &session, now) : OK;
}

void account_visit(Req *req)
{
	if (req->who.user_id || *req->who.csrf)
		return;
	const char *visit = rand_token(req->mem);
	answer_cookie(req, VISIT_COOKIE, visit, -1);
	req->who.csrf = visit_csrf(req->mem, visit);
}

/* Whole characters of at most AGENT_MAX bytes. */
static const char *agent_of(Req *req)
{
	const char *agent = header_text(req, "User-Agent");
	if (!agent || !str_is_clean_utf8(agent, strlen(agent)))
		return "";
	size_t len = strnlen(agent, AGENT_MAX);
	while (len > 0 && ((unsigned char)agent[len] & 0xC0) == 0x80)
		len--;
	return arena_copy_n(req->mem, agent, len);
}

Err account_sign_in(Req *req, int64_t user_id, int64_t org_id)
{
	const char *token = rand_token(req->mem);
	int64_t now = now_ms();
	Session fresh = {
	    .id = id_new(),
	    .user_id = user_id,
	    .org_id = org_id,
	    .csrf = rand_token(req->mem),
	    .peer = req->peer,
	    .agent = agent_of(req),
	    .created_at = now,
	};
	Err err = session_start(scope_of(req), &fresh, hash_of(req->mem, token), req->who.session_id);
	if (err)
		return err;
	answer_cookie(req, SESSION_COOKIE, token, SESSION_LIFE_MS / 1000);
	return OK;
}

const char *account_next(const char *next, const char *otherwise)
{
	const char *path = next;
	Lang lang;
	if (!path_is_local(next))
		return otherwise;
	path_language(next, &path, &lang); /* see_other puts it before the path again */
	return path_is_local(path) ? path : otherwise;
}
