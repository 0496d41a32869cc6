/* What this machine allows at most: fdatasync a second, the bare SQL of a create (an item
 * row with its indexes and a history row) alone and sixteen to a commit, and a constant
 * answered by our server. Prints "NAME VALUE". With a port: serves the constant. */
#include "http/http.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void fsyncs(const char *folder)
{
	char path[4096], page[4096] = {1};
	snprintf(path, sizeof path, "%s/sync", folder);
	int fd = open(path, O_CREAT | O_RDWR, 0600), n = 0;
	double from = now();
	for (; now() - from < 3; n++)
		if (pwrite(fd, page, sizeof page, (n % 1000) * 4096) < 0 || fdatasync(fd) != 0)
			exit(1);
	printf("fdatasync %.0f\n", n / (now() - from));
	close(fd);
	unlink(path);
}

static void creates(const char *folder, int per_commit)
{
	char path[4096], body[400];
	sqlite3 *db;
	sqlite3_stmt *item, *entry;
	snprintf(path, sizeof path, "%s/bare-%d.db", folder, per_commit);
	memset(body, 'x', sizeof body);
	sqlite3_open(path, &db);
	sqlite3_exec(db,
		"pragma journal_mode = wal; pragma synchronous = full; create table i (id integer "
		"primary key, project int, subject text, body text, unit int, due text, state "
		"text); create index i1 on i (project); create index i2 on i (unit, state); create "
		"table a (id integer primary key, at text, who int, what text)",
		NULL, NULL, NULL);
	sqlite3_prepare_v2(db, "insert into i (project, subject, body, unit, due, state) values "
			       "(?, ?, ?, ?, ?, 'raised')", -1, &item, NULL);
	sqlite3_prepare_v2(db, "insert into a (at, who, what) values (?, ?, ?)", -1, &entry, NULL);
	long n = 0;
	double from = now();
	while (now() - from < 3) {
		sqlite3_exec(db, "begin immediate", NULL, NULL, NULL);
		for (int k = 0; k < per_commit; k++, n++) {
			sqlite3_bind_int64(item, 1, n % 1000);
			sqlite3_bind_text(item, 2, "subject", -1, SQLITE_STATIC);
			sqlite3_bind_text(item, 3, body, sizeof body, SQLITE_STATIC);
			sqlite3_bind_int64(item, 4, n % 500);
			sqlite3_bind_text(item, 5, "2026-11-23", -1, SQLITE_STATIC);
			sqlite3_step(item);
			sqlite3_reset(item);
			sqlite3_bind_text(entry, 1, "2026-11-23T00:00:00.000Z", -1, SQLITE_STATIC);
			sqlite3_bind_int64(entry, 2, 1);
			sqlite3_bind_text(entry, 3, body, 200, SQLITE_STATIC);
			sqlite3_step(entry);
			sqlite3_reset(entry);
		}
		sqlite3_exec(db, "commit", NULL, NULL, NULL);
	}
	printf("bare-%d %.0f\n", per_commit, (double)n / (now() - from));
	sqlite3_finalize(item);
	sqlite3_finalize(entry);
	sqlite3_close(db);
	unlink(path);
}

static struct str constant;

static enum handled answer(void *arg, struct request *request, struct response *response)
{
	(void)arg;
	(void)request;
	response->status = 200;
	response->type = S("text/html");
	out_str(&response->body, constant);
	return DONE;
}

int main(int argc, char **argv)
{
	if (argc == 2) {
		fsyncs(argv[1]);
		creates(argv[1], 1);
		creates(argv[1], 16);
		return 0;
	}
	if (argc != 3)
		return 2;
	struct arena *a = arena_open();
	struct http *h;
	struct str why;
	size_t size = (size_t)atol(argv[2]);
	constant = (struct str){memset(arena_take(a, size), 'x', size), size};
	struct http_options o = {.listen = argv[1], .upload_dir = "/tmp", .handle = answer};
	if (http_open(&o, &h, &why, a) != OK)
		return 1;
	printf("port %d\n", http_port(h));
	fflush(stdout);
	pause();
	return 0;
}
