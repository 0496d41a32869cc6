/* Background jobs: one thread, each job in its own write, at its own pace. */
#include "app/app.h"
#include "app/metrics.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct jobs {
	struct store *store;
	int offset;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t wake;
	bool stopping, running;
};

struct running {
	const struct job *job;
};

/* How each job went, in the order of the modules; jobs beyond are not counted. */
enum { COUNTED = 64 };
struct job_count {
	_Atomic int64_t runs, failures, succeeded; /* the last in seconds since 1970 */
};
static struct job_count counts[COUNTED];

static void note_run(const struct job *job, enum status status, instant now)
{
	size_t at = 0;
	for (size_t m = 0; m < module_count; m++)
		for (size_t i = 0; i < modules[m]->job_count; i++, at++) {
			if (&modules[m]->jobs[i] != job || at >= COUNTED)
				continue;
			counts[at].runs++;
			if (status == OK)
				counts[at].succeeded = now.ms / 1000;
			else
				counts[at].failures++;
		}
}

static void print_counts(struct out *o, const char *name, size_t offset)
{
	size_t at = 0;
	for (size_t m = 0; m < module_count; m++)
		for (size_t i = 0; i < modules[m]->job_count && at < COUNTED; i++, at++)
			out_fmt(o, "%s{job=\"%s\"} %lld\n", name, modules[m]->jobs[i].name,
				(long long)*(_Atomic int64_t *)(void *)((char *)&counts[at] + offset));
}

void jobs_print(struct out *o)
{
	metric_head(o, "guatu_job_runs_total", "counter", "Runs of each background job.");
	print_counts(o, "guatu_job_runs_total", offsetof(struct job_count, runs));
	metric_head(o, "guatu_job_failures_total", "counter", "Runs that failed.");
	print_counts(o, "guatu_job_failures_total", offsetof(struct job_count, failures));
	metric_head(o, "guatu_job_success_seconds", "gauge",
		"When each last succeeded, in seconds since 1970; 0: not yet.");
	print_counts(o, "guatu_job_success_seconds", offsetof(struct job_count, succeeded));
}

static enum status run_job(struct call *call, void *arg)
{
	return ((struct running *)arg)->job->run(call);
}

static enum status run_one(struct store *store, const struct job *job, instant now,
	int offset)
{
	struct call *call = call_open(store, now, offset, "job");
	call->cause = str_fmt(call->arena, "job %s", job->name);
	struct running r = {job};
	enum status status = store_write(call, run_job, &r);
	note_run(job, status, now);
	if (status != OK)
		log_error("job %s: %s", job->name, status_table[status].name);
	call_close(call);
	return status;
}

enum status jobs_run_once(struct store *store, instant now, int offset)
{
	for (size_t m = 0; m < module_count; m++)
		for (size_t i = 0; i < modules[m]->job_count; i++)
			TRY(run_one(store, &modules[m]->jobs[i], now, offset));
	return OK;
}

static void *main_loop(void *arg)
{
	struct jobs *jobs = arg;
	int64_t ticks = 0;
	pthread_mutex_lock(&jobs->mutex);
	for (; !jobs->stopping; ticks++) {
		pthread_mutex_unlock(&jobs->mutex);
		for (size_t m = 0; m < module_count; m++)
			for (size_t i = 0; i < modules[m]->job_count; i++)
				if (ticks % MAX(modules[m]->jobs[i].every_seconds / 10, 1) == 0)
					run_one(jobs->store, &modules[m]->jobs[i], instant_now(),
						jobs->offset);
		pthread_mutex_lock(&jobs->mutex);
		struct timespec until;
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += 10;
		if (!jobs->stopping)
			pthread_cond_timedwait(&jobs->wake, &jobs->mutex, &until);
	}
	pthread_mutex_unlock(&jobs->mutex);
	return NULL;
}

struct jobs *jobs_start(struct store *store, int offset)
{
	struct jobs *jobs = calloc(1, sizeof *jobs);
	if (!jobs)
		arena_die(sizeof *jobs);
	jobs->store = store;
	jobs->offset = offset;
	pthread_mutex_init(&jobs->mutex, NULL);
	pthread_cond_init(&jobs->wake, NULL);
	jobs->running = pthread_create(&jobs->thread, NULL, main_loop, jobs) == 0;
	return jobs;
}

void jobs_stop(struct jobs *jobs)
{
	pthread_mutex_lock(&jobs->mutex);
	jobs->stopping = true;
	pthread_cond_broadcast(&jobs->wake);
	pthread_mutex_unlock(&jobs->mutex);
	if (jobs->running)
		pthread_join(jobs->thread, NULL);
	free(jobs);
}
