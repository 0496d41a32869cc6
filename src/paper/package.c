#include "paper/package.h"

#include <zip.h>

enum { DOS_1980_01_01 = 0x0021 };

static bool add_members(zip_t *zip, const struct package *package)
{
	for (size_t i = 0; i < package->len; i++) {
		const struct member *m = &package->at[i];
		/* The zip keeps NULs out of names; ours are short and ASCII. */
		char name[512];
		if (m->name.len >= sizeof name)
			return false;
		memcpy(name, m->name.at, m->name.len);
		name[m->name.len] = 0;
		zip_source_t *source =
		        zip_source_buffer(zip, m->bytes.at, m->bytes.len, 0);
		zip_int64_t place =
		        source ? zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
		if (place < 0) {
			zip_source_free(source);
			return false;
		}
		zip_file_set_dostime(zip, (zip_uint64_t)place, 0, DOS_1980_01_01, 0);
	}
	return true;
}

static enum status take_bytes(
        struct arena *arena, zip_source_t *source, struct str *bytes)
{
	zip_stat_t stat;
	zip_stat_init(&stat);
	if (zip_source_open(source) != 0)
		return BROKEN;
	enum status status = BROKEN;
	if (zip_source_stat(source, &stat) == 0 && stat.size > 0) {
		char *at = arena_take(arena, stat.size);
		if (zip_source_read(source, at, stat.size) == (zip_int64_t)stat.size) {
			*bytes = (struct str){at, stat.size};
			status = OK;
		}
	}
	zip_source_close(source);
	return status;
}

enum status package_write(
        struct arena *arena, const struct package *package, struct str *bytes)
{
	zip_error_t error;
	zip_error_init(&error);
	zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &error);
	if (!source)
		return BROKEN;
	zip_source_keep(source);
	zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
	if (!zip) {
		zip_source_free(source);
		zip_source_free(source);
		return BROKEN;
	}
	enum status status = BROKEN;
	if (!add_members(zip, package) || zip_close(zip) != 0)
		zip_discard(zip);
	else
		status = take_bytes(arena, source, bytes);
	zip_source_free(source);
	return status;
}

static enum status read_member(struct arena *arena, zip_t *zip, zip_uint64_t place,
        uint64_t *total, struct member *found)
{
	zip_stat_t stat;
	if (zip_stat_index(zip, place, 0, &stat) != 0 || stat.encryption_method)
		return INVALID;
	*total += MIN(stat.size, (uint64_t)PACKAGE_UNPACKED_MAX + 1);
	if (*total > PACKAGE_UNPACKED_MAX)
		return INVALID;
	found->name = str_copy(arena, str_of(stat.name));
	zip_file_t *file = zip_fopen_index(zip, place, 0);
	if (!file)
		return INVALID;
	char *at = arena_take(arena, stat.size + 1);
	zip_int64_t got = zip_fread(file, at, stat.size);
	zip_fclose(file);
	found->bytes = (struct str){at, stat.size};
	return got == (zip_int64_t)stat.size ? OK : INVALID;
}

enum status package_read(struct arena *arena, struct str bytes, struct package *found)
{
	*found = (struct package){0};
	zip_error_t error;
	zip_error_init(&error);
	zip_source_t *source = zip_source_buffer_create(bytes.at, bytes.len, 0, &error);
	if (!source)
		return BROKEN;
	zip_t *zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
	if (!zip) {
		zip_source_free(source);
		zip_error_fini(&error);
		return INVALID;
	}
	zip_int64_t count = zip_get_num_entries(zip, 0);
	uint64_t total = 0;
	enum status status = count <= PACKAGE_MEMBERS_MAX ? OK : INVALID;
	for (zip_int64_t i = 0; i < count && status == OK; i++)
		status = read_member(
		        arena, zip, (zip_uint64_t)i, &total, vec_add(arena, found));
	zip_discard(zip);
	return status;
}
