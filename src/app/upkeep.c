/* guatu backup, restore, migrate: a folder's whole content as one file, and back. */
#include "app/app.h"
#include "document.sql.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static int cancelled(zip_t *zip, void *arg)
{
	(void)zip;
	(void)arg;
	return stopped;
}

static void progress(zip_t *zip, double part, void *arg)
{
	(void)zip;
	(void)arg;
	if (isatty(2))
		fprintf(stderr, "\r%3.0f %%%s", part * 100, part >= 1 ? "\n" : "");
}

static bool add_file(zip_t *zip, const char *path, const char *name)
{
	zip_source_t *source = zip_source_file(zip, path, 0, -1);
	if (source && zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) >= 0)
		return true;
	zip_source_free(source);
	return false;
}

static enum status add_papers(struct call *call, zip_t *zip)
{
	struct document_hashes_list hashes;
	struct map seen = map_on(call->arena);
	TRY(document_hashes(call, &hashes));
	for (size_t i = 0; i < hashes.len; i++) {
		struct str h = hashes.at[i].hash;
		struct map_entry *e = map_put(&seen, h);
		if (e->n || h.len != 64)
			continue;
		e->n = 1;
		if (!add_file(zip, str_z(call->arena, blob_path(call, h)),
			    str_z(call->arena, str_fmt(call->arena, "blobs/%.2s/%.*s", h.at, STR(h)))))
			return BROKEN;
	}
	return OK;
}

/* The database as of one moment, then every paper it names; the file appears when whole. */
static enum status write_backup(struct call *call, const char *path, struct str *why)
{
	int code = 0;
	char *part = str_z(call->arena, str_fmt(call->arena, "%s.part", path));
	unlink(part);
	enum status status = store_backup(call, part);
	zip_t *zip = status == OK ? zip_open(path, ZIP_CREATE | ZIP_EXCL, &code) : NULL;
	if (zip && add_file(zip, part, "guatu.db"))
		status = add_papers(call, zip);
	else
		status = BROKEN;
	if (zip && status == OK) {
		zip_register_progress_callback_with_state(zip, 0.01, progress, NULL, NULL);
		zip_register_cancel_callback_with_state(zip, cancelled, NULL, NULL);
		if (zip_close(zip) == 0)
			zip = NULL;
		else
			status = BROKEN;
	}
	if (zip) {
		*why = str_copy(call->arena, str_of(stopped ? "stopped" : zip_strerror(zip)));
		zip_discard(zip);
	}
	unlink(part);
	return status;
}

int command_backup(const struct command *c)
{
	int code = 0;
	if (c->file_count != 1) {
		fprintf(stderr, "guatu: backup wants one file to write\n");
		return 2;
	}
	if (access(c->files[0], F_OK) == 0) {
		fprintf(stderr, "guatu: %s is there already; choose another name\n", c->files[0]);
		return 1;
	}
	struct arena *arena = arena_open();
	struct store *store = command_look(c, arena, &code);
	if (!store) {
		arena_close(arena);
		return code;
	}
	signal(SIGINT, stop);
	struct call *call = call_open(store, instant_now(), CHINA_OFFSET, "backup");
	struct str why = NOTHING;
	enum status status = store_read(store, call);
	if (status == OK)
		status = write_backup(call, c->files[0], &why);
	if (status != OK)
		fprintf(stderr, "guatu: the back-up was not written%s%.*s%s\n", why.len ? ": " : "",
			STR(why), store_is_postgres(store) ?
			"; use pg_dump, and copy the folder's blobs" : "");
	call_close(call);
	store_close(store);
	arena_close(arena);
	return status_table[status].exit;
}

/* ---- restore -------------------------------------------------------------------------------- */
static bool is_ours(struct str name)
{
	if (str_eq(name, S("guatu.db")))
		return true;
	if (!str_starts(name, S("blobs/")) || name.len != 6 + 3 + 64 || name.at[8] != '/')
		return false;
	for (size_t i = 6; i < name.len; i++)
		if (i != 8 && !strchr("0123456789abcdef", name.at[i]))
			return false;
	return memcmp(name.at + 6, name.at + 9, 2) == 0;
}

static bool copy_out(zip_t *zip, zip_uint64_t entry, const char *path)
{
	zip_file_t *from = zip_fopen_index(zip, entry, 0);
	FILE *to = from ? fopen(path, "wbx") : NULL;
	char part[65536];
	zip_int64_t got = from && to ? 1 : -1;
	while (got > 0 && !stopped && (got = zip_fread(from, part, sizeof part)) > 0)
		if (fwrite(part, 1, (size_t)got, to) != (size_t)got)
			got = -1;
	bool sound = got == 0 && !stopped;
	if (to)
		sound = fflush(to) == 0 && fsync(fileno(to)) == 0 && fclose(to) == 0 && sound;
	if (from)
		zip_fclose(from);
	return sound;
}

static bool unpack(struct arena *a, zip_t *zip, const char *folder)
{
	zip_int64_t count = zip_get_num_entries(zip, 0);
	bool database = false;
	mkdir(str_z(a, str_fmt(a, "%s/blobs", folder)), 0700);
	mkdir(str_z(a, str_fmt(a, "%s/tmp", folder)), 0700);
	for (zip_int64_t i = 0; i < count; i++) {
		struct str name = str_of(zip_get_name(zip, (zip_uint64_t)i, 0));
		if (!is_ours(name)) {
			fprintf(stderr, "guatu: the file holds %.*s, which no back-up does\n", STR(name));
			return false;
		}
		database |= str_eq(name, S("guatu.db"));
		if (name.len > 9)
			mkdir(str_z(a, str_fmt(a, "%s/%.*s", folder, 8, name.at)), 0700);
		if (!copy_out(zip, (zip_uint64_t)i,
			    str_z(a, str_fmt(a, "%s/%.*s", folder, STR(name))))) {
			fprintf(stderr, "guatu: %.*s could not be written%s\n", STR(name),
				stopped ? ": stopped" : "");
			return false;
		}
		if (isatty(2))
			fprintf(stderr, "\r%lld of %lld%s", (long long)i + 1, (long long)count,
				i + 1 == count ? "\n" : "");
	}
	if (!database)
		fprintf(stderr, "guatu: the file holds no database\n");
	return database;
}

static void remove_folder(struct arena *a, const char *folder)
{
	DIR *dir = opendir(folder);
	for (struct dirent *e; dir && (e = readdir(dir));) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		char *path = str_z(a, str_fmt(a, "%s/%s", folder, e->d_name));
		struct stat st;
		if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
			remove_folder(a, path);
		else
			unlink(path);
	}
	if (dir)
		closedir(dir);
	rmdir(folder);
}

/* Beside the folder first; it takes its place only when all of it holds. */
static int restore(struct arena *a, const struct command *c, zip_t *zip)
{
	char *fresh = str_z(a, str_fmt(a, "%s.restoring", c->data));
	struct command look = {.data = fresh};
	int code = 1;
	if (mkdir(fresh, 0700) != 0) {
		fprintf(stderr, "guatu: %s cannot be made: %s\n", fresh, strerror(errno));
		return 3;
	}
	if (unpack(a, zip, fresh)) {
		struct store *store = command_look(&look, a, &code);
		bool holds = store && data_holds(store);
		store_close(store);
		rmdir(c->data); /* an empty one may stand there */
		if (holds && rename(fresh, c->data) == 0)
			return 0;
		if (holds)
			fprintf(stderr, "guatu: %s is in the way: %s\n", c->data, strerror(errno));
		code = store ? 1 : code;
	}
	remove_folder(a, fresh);
	return code;
}

int command_restore(const struct command *c)
{
	int bad = 0;
	if (c->file_count != 1) {
		fprintf(stderr, "guatu: restore wants the back-up's file\n");
		return 2;
	}
	struct arena *a = arena_open();
	if (access(str_z(a, str_fmt(a, "%s/guatu.db", c->data)), F_OK) == 0) {
		fprintf(stderr, "guatu: %s is in use; give an empty folder with --data\n", c->data);
		arena_close(a);
		return 1;
	}
	zip_t *zip = zip_open(c->files[0], ZIP_RDONLY, &bad);
	int code = access(c->files[0], R_OK) == 0 ? 1 : 3;
	if (zip) {
		signal(SIGINT, stop);
		code = restore(a, c, zip);
		zip_discard(zip);
	} else {
		fprintf(stderr, "guatu: %s is no back-up of guatu\n", c->files[0]);
	}
	if (code == 0)
		printf("restored to %s; everything holds\n", c->data);
	arena_close(a);
	return code;
}

/* Opening brings the schema forward and says each change; this only opens. */
int command_migrate(const struct command *c)
{
	struct arena *a = arena_open();
	int code = 0;
	struct store *store = command_open(c, false, a, &code);
	if (store)
		printf("the schema is this program's\n");
	store_close(store);
	arena_close(a);
	return code;
}

int command_jobs(const struct command *c)
{
	struct arena *a = arena_open();
	int code = 0;
	struct store *store = command_open(c, false, a, &code);
	if (store) {
		enum status status = jobs_run_once(store, instant_now(), CHINA_OFFSET);
		code = status_table[status].exit;
		if (status == OK)
			printf("every job has run once\n");
	}
	store_close(store);
	arena_close(a);
	return code;
}
