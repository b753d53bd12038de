/* RFC 5322 messages: encoded words (RFC 2047) in headers, base64 (RFC 2045) in the body. */
#include "mail/mail_message.h"

#include "base/buf.h"
#include "base/str.h"

#include <sodium.h>
#include <string.h>
#include <time.h>

enum {
	MESSAGE_MAX = 1 << 20,
	BODY_LINE_BYTES = 57, /* 76 characters of base64 */
	WORD_BYTES = 42,      /* =?UTF-8?B?…?= stays below 75 characters */
};

static char *one_line(Arena *mem, const char *text)
{
	char *line = arena_copy(mem, text);
	for (char *c = line; *c; c++) {
		if ((unsigned char)*c < ' ' || *c == 0x7F)
			*c = ' ';
	}
	return line;
}

static bool is_ascii(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text >= 0x80)
			return false;
	}
	return true;
}

static const char *base64(Arena *mem, const char *bytes, size_t len)
{
	size_t room = sodium_base64_ENCODED_LEN(len, sodium_base64_VARIANT_ORIGINAL);
	return sodium_bin2base64(
	    arena_alloc(mem, room), room, (const unsigned char *)bytes, len, sodium_base64_VARIANT_ORIGINAL);
}

/* At most `max` bytes of `text` that do not cut a character. */
static size_t whole_chars(const char *text, size_t max)
{
	size_t len = strnlen(text, max);
	while (text[len] && len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
		len--;
	return len;
}

static void add_words(Buf *out, const char *text)
{
	if (is_ascii(text)) {
		buf_text(out, text);
		return;
	}
	for (bool first = true; *text; first = false) {
		size_t len = whole_chars(text, WORD_BYTES);
		buf_printf(out, "%s=?UTF-8?B?%s?=", first ? "" : "\r\n ", base64(out->mem, text, len));
		text += len;
	}
}

char *mail_address(Arena *mem, const char *who)
{
	char *line = one_line(mem, who);
	char *open = strrchr(line, '<');
	char *close = open ? strchr(open, '>') : NULL;
	return close ? arena_copy_n(mem, open + 1, (size_t)(close - open - 1)) : str_trim(mem, line);
}

/* From: a display name is encoded, the address stays. */
static void add_from(Buf *out, const char *from)
{
	char *line = one_line(out->mem, from);
	char *open = strrchr(line, '<');
	buf_text(out, "From: ");
	if (open) {
		*open = 0;
		add_words(out, str_trim(out->mem, line));
		buf_char(out, ' ');
	}
	buf_printf(out, "<%s>\r\n", mail_address(out->mem, from));
}

static void add_date(Buf *out, int64_t at_ms)
{
	static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t at = (time_t)(at_ms / 1000);
	struct tm tm;
	gmtime_r(&at, &tm);
	buf_printf(out, "Date: %.3s, %02d %.3s %04d %02d:%02d:%02d +0000\r\n", days + 3 * tm.tm_wday,
	    tm.tm_mday, months + 3 * tm.tm_mon, tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

char *mail_message(Arena *mem, const char *from, const char *to, const char *subject, const char *body,
    int64_t at_ms, int64_t id)
{
	Buf out = buf_in(mem, MESSAGE_MAX);
	const char *address = mail_address(mem, from);
	const char *at = strchr(address, '@');
	add_date(&out, at_ms);
	add_from(&out, from);
	buf_printf(&out, "To: <%s>\r\nSubject: ", mail_address(mem, to));
	add_words(&out, one_line(mem, subject));
	buf_printf(&out, "\r\nMessage-ID: <%lld@%s>\r\n", (long long)id, at ? at + 1 : "localhost");
	buf_text(&out,
	    "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
	size_t len = strlen(body);
	for (size_t done = 0; done < len; done += BODY_LINE_BYTES) {
		size_t part = len - done < BODY_LINE_BYTES ? len - done : BODY_LINE_BYTES;
		buf_printf(&out, "%s\r\n", base64(mem, body + done, part));
	}
	return buf_take(&out);
}
