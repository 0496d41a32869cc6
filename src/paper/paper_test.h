/* What the tests of this floor share. */
#ifndef GUATU_PAPER_TEST_H
#define GUATU_PAPER_TEST_H

#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

static struct arena *arena;
static char folder[] = "/tmp/guatu-paper-XXXXXX";

static int open_arena(void **state)
{
	(void)state;
	arena = arena_open();
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

#define assert_str(got, expected)                                                        \
	do {                                                                             \
		struct str got_ = (got), expected_ = str_of(expected);                   \
		if (!str_eq(got_, expected_))                                            \
			fail_msg("\"%.*s\" is not \"%.*s\"", STR(got_), STR(expected_)); \
	} while (0)

static char *path_of(const char *name)
{
	return str_z(arena, str_fmt(arena, "%s/%s", folder, name));
}

__attribute__((unused)) static void save(const char *path, struct str bytes)
{
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes.at, 1, bytes.len, f), bytes.len);
	fclose(f);
}

__attribute__((unused)) static struct str load(const char *path)
{
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	struct out o = out_on(arena, 64 << 20);
	char buffer[4096];
	size_t got;
	while ((got = fread(buffer, 1, sizeof buffer, f)) > 0)
		out_bytes(&o, buffer, got);
	fclose(f);
	return out_got(&o);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

static int run_in_folder(const char *name, const struct CMUnitTest *tests, size_t count)
{
	if (!mkdtemp(folder))
		return 1;
	int failed = _cmocka_run_group_tests(name, tests, count, NULL, NULL);
	char remove[64];
	snprintf(remove, sizeof remove, "rm -rf %s", folder);
	return system(remove) ? 1 : failed;
}

#endif
