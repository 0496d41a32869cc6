#include "document.h"
#include "document.sql.h"

#include <stdio.h>

/* The content type by the first bytes; NULL where it is none that we keep. */
static const char *type_of(const unsigned char *at, size_t len)
{
	if (len > 3 && at[0] == 0xFF && at[1] == 0xD8 && at[2] == 0xFF)
		return "image/jpeg";
	if (len > 8 && memcmp(at, "\x89PNG\r\n\x1a\n", 8) == 0)
		return "image/png";
	if (len > 12 && memcmp(at, "RIFF", 4) == 0 && memcmp(at + 8, "WEBP", 4) == 0)
		return "image/webp";
	if (len > 5 && memcmp(at, "%PDF-", 5) == 0)
		return "application/pdf";
	if (len > 4 && memcmp(at, "PK\3\4", 4) == 0)
		return "application/zip";
	return NULL;
}

static const char *office_type(const struct upload *u)
{
	if (str_ends(u->name, S(".docx")))
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
	if (str_ends(u->name, S(".xlsx")))
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
	return NULL;
}

static enum status keep_one(struct call *call, const struct upload *u, int64_t project,
	const char *room, int64_t record)
{
	unsigned char head[16];
	FILE *f = fopen(u->path, "rb");
	size_t got = f ? fread(head, 1, sizeof head, f) : 0;
	if (f)
		fclose(f);
	const char *type = type_of(head, got);
	if (type && strcmp(type, "application/zip") == 0)
		type = office_type(u);
	if (!type)
		return fail(call, "photos", T_document_bad_type);
	struct document d = {.project = project, .room = str_of(room), .record = record,
		.name = utf8_first(u->name, 200), .type = str_of(type), .width = INT_NONE,
		.height = INT_NONE, .taken = INSTANT_NONE, .by = call->who.person,
		.made = call->now};
	TRY(blob_put(call, u->path, &d.hash, &d.bytes));
	return row_add(call, &document_entity, &d);
}

enum status document_keep(struct call *call, int64_t project, const char *room,
	int64_t record)
{
	const struct request *r = exchange_of(call) ? exchange_of(call)->request : NULL;
	for (size_t i = 0; r && i < r->files.len; i++)
		if (str_eq(r->files.at[i].field, S("photos")))
			TRY(keep_one(call, &r->files.at[i], project, room, record));
	return OK;
}

static enum status download(struct call *call)
{
	struct document_one_row found;
	TRY(document_one(call, param_id(call, "document"), &found));
	const struct document *d = &found.document;
	response_header(exchange_of(call)->response, "Cache-Control",
		S("private, max-age=86400, immutable"));
	return reply_file(call, blob_path(call, d->hash), d->type, d->name);
}

static const struct route routes[] = {
	{GET, "/documents/:document", T_document_download, download, EVERYONE},
};
const struct module document_module = {"document", routes, LEN(routes), NULL, 0};
