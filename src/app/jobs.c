/* Background jobs: two threads, one for those that write and one for those that speak with
 * the outside and may have to wait; each job at its own pace. */
#include "app/app.h"
#include "app/metrics.h"
#include "http/client.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { TICK_SECONDS = 10 };

struct lane {
	struct jobs *jobs;
	bool slow, running, woken;
	pthread_t thread;
	pthread_cond_t wake;
};

struct jobs {
	struct store *store;
	int offset;
	pthread_mutex_t mutex;
	bool stopping;
	struct lane lanes[2];
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
	enum status status = job->slow ? job->run(call) : store_write(call, run_job, &r);
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
			if (!modules[m]->jobs[i].slow)
				TRY(run_one(store, &modules[m]->jobs[i], now, offset));
	return OK;
}

/* All whose turn it is at this tick; between ticks those that wait for events. */
static void run_lane(const struct lane *lane, int64_t tick, bool woken)
{
	for (size_t m = 0; m < module_count; m++)
		for (size_t i = 0; i < modules[m]->job_count; i++) {
			const struct job *job = &modules[m]->jobs[i];
			bool turn = woken ? job->at_once :
					    tick % MAX(job->every_seconds / TICK_SECONDS, 1) == 0;
			if (job->slow == lane->slow && turn)
				run_one(lane->jobs->store, job, instant_now(), lane->jobs->offset);
		}
}

/* Until the time comes, or, where it may, until it is woken. */
static void wait_until(struct lane *lane, struct timespec until, bool wakes)
{
	struct jobs *jobs = lane->jobs;
	int late = 0;
	while (!jobs->stopping && late == 0 && !(wakes && lane->woken))
		late = pthread_cond_timedwait(&lane->wake, &jobs->mutex, &until);
}

static void *main_loop(void *arg)
{
	struct lane *lane = arg;
	struct jobs *jobs = lane->jobs;
	struct timespec next, soon;
	int64_t tick = 0;
	clock_gettime(CLOCK_MONOTONIC, &next);
	pthread_mutex_lock(&jobs->mutex);
	while (!jobs->stopping) {
		clock_gettime(CLOCK_MONOTONIC, &soon);
		bool due = soon.tv_sec >= next.tv_sec;
		lane->woken = false;
		pthread_mutex_unlock(&jobs->mutex);
		run_lane(lane, tick, !due);
		if (due) {
			tick++;
			next.tv_sec = soon.tv_sec + TICK_SECONDS;
		}
		pthread_mutex_lock(&jobs->mutex);
		soon.tv_sec++; /* many events in a second are one run */
		wait_until(lane, soon, false);
		wait_until(lane, next, true);
	}
	pthread_mutex_unlock(&jobs->mutex);
	return NULL;
}

struct jobs *jobs_start(struct store *store, int offset)
{
	struct jobs *jobs = calloc(1, sizeof *jobs);
	pthread_condattr_t steady;
	if (!jobs)
		arena_die(sizeof *jobs);
	jobs->store = store;
	jobs->offset = offset;
	pthread_mutex_init(&jobs->mutex, NULL);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	for (int i = 0; i < 2; i++) {
		struct lane *lane = &jobs->lanes[i];
		lane->jobs = jobs;
		lane->slow = i;
		pthread_cond_init(&lane->wake, &steady);
		lane->running = pthread_create(&lane->thread, NULL, main_loop, lane) == 0;
	}
	pthread_condattr_destroy(&steady);
	return jobs;
}

void jobs_wake(struct jobs *jobs)
{
	if (!jobs)
		return;
	pthread_mutex_lock(&jobs->mutex);
	for (int i = 0; i < 2; i++) {
		jobs->lanes[i].woken = true;
		pthread_cond_signal(&jobs->lanes[i].wake);
	}
	pthread_mutex_unlock(&jobs->mutex);
}

void jobs_stop(struct jobs *jobs)
{
	if (!jobs)
		return;
	pthread_mutex_lock(&jobs->mutex);
	jobs->stopping = true;
	for (int i = 0; i < 2; i++)
		pthread_cond_signal(&jobs->lanes[i].wake);
	pthread_mutex_unlock(&jobs->mutex);
	http_hang_up();
	for (int i = 0; i < 2; i++)
		if (jobs->lanes[i].running)
			pthread_join(jobs->lanes[i].thread, NULL);
	free(jobs);
}
