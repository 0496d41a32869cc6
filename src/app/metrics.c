#include "app/metrics.h"
#include "app/app.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

void metric_head(struct out *o, const char *name, const char *type, const char *help)
{
	out_fmt(o, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void one(struct out *o, const char *name, const char *type, const char *help, double value)
{
	metric_head(o, name, type, help);
	out_fmt(o, "%s %.15g\n", name, value);
}

/* ---- the process: names as Prometheus' own clients use them ------------------------------ */
static int64_t resident_bytes(void)
{
	long size = 0, resident = 0;
	FILE *f = fopen("/proc/self/statm", "re");
	if (f && fscanf(f, "%ld %ld", &size, &resident) != 2)
		resident = 0;
	if (f)
		fclose(f);
	return resident * sysconf(_SC_PAGESIZE);
}

static int open_files(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = -3; /* ".", ".." and the folder itself */
	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return d ? n : 0;
}

static void put_process(struct out *o)
{
	struct rusage used;
	getrusage(RUSAGE_SELF, &used);
	one(o, "process_cpu_seconds_total", "counter", "Processor time used.",
		(double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
			(double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6);
	one(o, "process_resident_memory_bytes", "gauge", "Memory in use.",
		(double)resident_bytes());
	one(o, "process_open_fds", "gauge", "Open files and connections.", open_files());
}

/* ---- the server --------------------------------------------------------------------------- */
static void put_http(struct out *o, struct http *http)
{
	struct http_counts n;
	int64_t so_far = 0;
	http_count(http, &n);
	metric_head(o, "guatu_http_answers_total", "counter", "Answers by their status.");
	for (int i = 2; i < 6; i++)
		out_fmt(o, "guatu_http_answers_total{status=\"%dxx\"} %lld\n", i,
			(long long)n.answers[i]);
	metric_head(o, "guatu_http_seconds", "histogram",
		"From the whole request to its answer, event streams until they begin.");
	for (int i = 0; i < HTTP_BOUNDS; i++)
		out_fmt(o, "guatu_http_seconds_bucket{le=\"%g\"} %lld\n", http_bounds[i],
			(long long)(so_far += n.within[i]));
	so_far += n.within[HTTP_BOUNDS];
	out_fmt(o, "guatu_http_seconds_bucket{le=\"+Inf\"} %lld\nguatu_http_seconds_sum %.9g\n"
		   "guatu_http_seconds_count %lld\n", (long long)so_far, n.seconds,
		(long long)so_far);
	one(o, "guatu_http_connections", "gauge", "Open connections.", n.connections);
	one(o, "guatu_http_event_streams", "gauge", "Pages that follow what others write.",
		n.streams);
}

static void put_store(struct call *call, struct out *o)
{
	struct store_counts n;
	int64_t database, left;
	store_count(call->store, &n);
	store_sizes(call, &database, &left);
	one(o, "guatu_commits_total", "counter", "Commits on disk.", (double)n.commits);
	one(o, "guatu_writes_total", "counter", "Writes that these commits carried.",
		(double)n.works);
	one(o, "guatu_writes_lost_total", "counter", "Writes refused as their commit failed.",
		(double)n.lost);
	one(o, "guatu_writes_waiting", "gauge", "Writes that wait for the writer.", n.queued);
	one(o, "guatu_writer_failing", "gauge", "1 where the last commit failed.", n.failing);
	one(o, "guatu_history_entries", "gauge", "Number of the history's last entry.",
		(double)n.history);
	if (database >= 0)
		one(o, "guatu_database_bytes", "gauge", "The database on disk.", (double)database);
	if (left >= 0)
		one(o, "guatu_disk_free_bytes", "gauge", "Left on the disk of the data folder.",
			(double)left);
}

static enum status see(struct call *call)
{
	struct response *r = exchange_of(call)->response;
	r->body = out_on(call->arena, 1 << 20);
	r->type = S("text/plain; version=0.0.4; charset=utf-8");
	r->status = 200;
	put_process(&r->body);
	put_http(&r->body, http_of(call));
	put_store(call, &r->body);
	jobs_print(&r->body);
	return OK;
}

static const struct route routes[] = {
	{GET, "/metrics", T_metrics_see, see, ADMIN | MONITOR},
};
const struct module metrics_module = {"metrics", routes, LEN(routes), NULL, 0};
