/* Urlencoded bodies: every field that is taken is clean, bounded, and comes back the same when it is encoded
 * and read again. */
#include "base/str.h"
#include "fuzz.h"
#include "http/forms.h"
#include "http/gate.h"
#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_round_trip(Arena *mem, const Form *form, size_t size)
{
	Buf again = buf_in(mem, size * 4 + 16);
	for (size_t i = 0; i < form->count; i++)
		buf_printf(&again, "%s%s=%s", i ? "&" : "", percent_encode(mem, form->fields[i].name),
		    percent_encode(mem, form->fields[i].value));
	Form copy = form_in(mem);
	check(!again.overflow && form_parse(&copy, buf_take(&again), again.len) && copy.count == form->count);
	for (size_t i = 0; i < form->count; i++) {
		check(strcmp(copy.fields[i].name, form->fields[i].name) == 0);
		check(strcmp(copy.fields[i].value, form->fields[i].value) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static Arena *mem;
	mem = mem ? mem : arena_open();
	Form form = form_in(mem);
	bool is_fine = form_parse(&form, (const char *)bytes, size);
	check(is_fine == (form.fault == FORM_FINE));
	check(str_is_clean_utf8(form.fault_field, strlen(form.fault_field)));
	check(form.count <= FORM_FIELDS_MAX);
	for (size_t i = 0; i < form.count; i++) {
		check(*form.fields[i].name && strlen(form.fields[i].name) <= FORM_NAME_MAX_BYTES);
		check(str_is_clean_utf8(form.fields[i].value, strlen(form.fields[i].value)));
	}
	if (is_fine)
		check_round_trip(mem, &form, size);
	arena_reset(mem);
	return 0;
}
