/* How much room the data takes, and how much is left. */
#include "store/driver.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

static int64_t file_size(struct call *call, const char *name)
{
	struct stat st;
	char *path = str_z(call->arena,
		str_fmt(call->arena, "%s/%s", store_folder(call->store), name));
	return stat(path, &st) == 0 ? st.st_size : 0;
}

int64_t store_free_bytes(const struct store *s)
{
	struct statvfs fs;
	return statvfs(store_folder(s), &fs) == 0 ? (int64_t)fs.f_bavail * (int64_t)fs.f_frsize : -1;
}

void store_sizes(struct call *call, int64_t *database, int64_t *free_bytes)
{
	*free_bytes = store_free_bytes(call->store);
	if (!store_is_postgres(call->store))
		*database = file_size(call, "guatu.db") + file_size(call, "guatu.db-wal");
	else if (db_number(call, S("select pg_database_size(current_database())"), NULL, 0,
			 database) != OK)
		*database = -1;
}
