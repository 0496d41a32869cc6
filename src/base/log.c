#include "base/base.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_bool quiet;

static void line(const char *level, const char *format, va_list list)
{
	char at[25], text[1000];
	instant_write(instant_now(), at);
	vsnprintf(text, sizeof text, format, list);
	for (char *c = text; *c; c++) /* one fact, one line: no line can be forged */
		if ((unsigned char)*c < ' ' || *c == 0x7F)
			*c = ' ';
	fprintf(stderr, "%s %s %s\n", at, level, text);
}

void log_info(const char *format, ...)
{
	if (atomic_load(&quiet))
		return;
	va_list list;
	va_start(list, format);
	line("info", format, list);
	va_end(list);
}

void log_error(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	line("error", format, list);
	va_end(list);
}

void log_quiet(void)
{
	atomic_store(&quiet, true);
}
