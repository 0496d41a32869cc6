#include "web/health.h"

static bool line(struct response *r, const char *what, bool good)
{
	out_fmt(&r->body, "%s %s\n", what, good ? "ok" : "failed");
	return good;
}

static bool look(struct store *store, struct response *r)
{
	struct store_counts n;
	store_count(store, &n);
	int64_t left = store_free_bytes(store);
	bool database = line(r, "database", store_ping(store) == OK);
	bool writer = line(r, "writer", !n.failing);
	return line(r, "disk", left < 0 || left >= HEALTH_FREE_BYTES) && database && writer;
}

bool health_answer(struct store *store, const struct request *request, struct response *r)
{
	bool ready = str_eq(request->path, S("/readyz"));
	if (!ready && !str_eq(request->path, S("/healthz")))
		return false;
	bool good = ready ? look(store, r) : line(r, "process", true);
	r->status = good ? 200 : 503;
	r->type = S("text/plain; charset=utf-8");
	response_header(r, "Cache-Control", S("no-store"));
	response_header(r, "X-Content-Type-Options", S("nosniff"));
	return true;
}
