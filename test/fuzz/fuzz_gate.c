/* The gate on hostile heads: bytes are split into lines the way a lenient parser would; whatever passes must
 * hold what the rest of the server relies on. */
#include "base/str.h"
#include "fuzz.h"
#include "http/gate.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void check(bool holds)
{
	if (!holds)
		abort();
}

/* Cuts at the next CRLF or LF; the rest begins behind it. */
static char *next_line(char **rest)
{
	char *line = *rest;
	char *end = strchr(line, '\n');
	*rest = end ? end + 1 : line + strlen(line);
	if (end) {
		*end = '\0';
		if (end > line && end[-1] == '\r')
			end[-1] = '\0';
	}
	return line;
}

static char *next_word(char **rest)
{
	char *word = *rest;
	char *end = strchr(word, ' ');
	*rest = end ? end + 1 : word + strlen(word);
	if (end)
		*end = '\0';
	return word;
}

static int count_named(const GateRequest *request, const char *name)
{
	int count = 0;
	for (size_t i = 0; i < request->header_count; i++)
		count += strcasecmp(request->headers[i].name, name) == 0;
	return count;
}

static void check_passed(const GateRequest *request, const Gate *gate)
{
	check(count_named(request, "Host") == 1);
	check(count_named(request, "Content-Length") + count_named(request, "Transfer-Encoding") <= 1);
	check(gate->is_chunked == (count_named(request, "Transfer-Encoding") == 1));
	check((gate->content_length >= 0) == (count_named(request, "Content-Length") == 1));
	check(gate->path[0] == '/' && gate->path[1] != '/' && !strstr(gate->path, "//"));
	check(!strstr(gate->path, "/../") && !strstr(gate->path, "/./"));
	check(!str_ends(gate->path, "/..") && !str_ends(gate->path, "/."));
	check(str_is_clean_utf8(gate->path, strlen(gate->path)) && !strpbrk(gate->path, "\t\r\n\\"));
	check(strlen(request->target) <= GATE_TARGET_MAX_BYTES && request->header_count <= GATE_HEADERS_MAX);
}

/* Each line ends in CRLF and nowhere else is there a CR, an LF or a NUL; none but the first begins with white
 * space; the last one alone is empty. Read from the bytes as they came. */
static bool is_framed(const char *head, size_t size)
{
	size_t line = 0;
	for (size_t i = 0; i < size; i++) {
		bool is_end = head[i] == '\r' && i + 1 < size && head[i + 1] == '\n';
		if (head[i] == '\0' || head[i] == '\n' || (head[i] == '\r' && !is_end))
			return false;
		if (!is_end)
			continue;
		if (line > 0 && (head[line] == ' ' || head[line] == '\t'))
			return false;
		if (i == line)
			return i + 2 == size;
		line = i++ + 2;
	}
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static Arena *mem;
	mem = mem ? mem : arena_open();
	char *head = arena_copy_n(mem, (const char *)bytes, size);
	char *rest = head;
	char *line = next_line(&rest);
	Header headers[GATE_HEADERS_MAX + 2];
	GateRequest request = {.method = next_word(&line), .headers = headers};
	request.target = next_word(&line);
	request.version = line;
	const char *target_at = request.target;
	while (*rest && request.header_count < GATE_HEADERS_MAX + 2) {
		char *name = next_line(&rest);
		if (!*name)
			break;
		char *colon = strchr(name, ':');
		if (colon)
			*colon = '\0';
		char *value = colon ? colon + 1 + strspn(colon + 1, " \t") : name + strlen(name);
		headers[request.header_count++] = (Header){name, value};
	}
	Gate gate = gate_check(mem, &request);
	if (gate.status == 0)
		check_passed(&request, &gate);
	else
		check(gate.status >= 400 && gate.reason);
	size_t head_bytes = (size_t)(rest - head);
	if (gate_lines_are_strict(&request, target_at, head_bytes) && gate.status == 0)
		check(is_framed((const char *)bytes, head_bytes));
	arena_reset(mem);
	return 0;
}
