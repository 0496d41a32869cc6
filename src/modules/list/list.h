/* What every list has: saved views, columns to choose, cells and many rows to change. */
#ifndef GUATU_LIST_H
#define GUATU_LIST_H

#include "list.sql.h"
#include "models.h"
#include "web/page.h"

extern const struct module list_module;

enum status list_choices(struct call *);

/* ---- saved views ------------------------------------------------------------------------ */
struct list_views {
	struct str room; /* "projects": the list's first path segment */
	const struct statement *shape;
	const char *const *usual;   /* the columns a list shows by itself */
	const char *const *columns; /* those that stand now */
	struct saved_views_list views;
	int64_t current; /* the view of the address, or 0 */
	bool sent;	 /* answered already: sent on to the default view or the tidy address */
};
/* First in a list's handler: one statement. A bare address goes to the person's default view;
 * the boxes of the columns' form become one list. For files and the API it does nothing. */
enum status list_open(struct call *, const char *room, const struct statement *,
	const char *const *usual, struct list_views *);

struct column_box {
	const struct column *column;
	bool shown, fixed;
};
int view_column_boxes(struct call *, const struct list_views *, struct column_box *, int max);
struct str view_link(struct call *, const struct saved_view *);
bool view_own(const struct call *, const struct saved_view *);

enum status view_list(struct call *);
enum status view_form(struct call *);
enum status view_add(struct call *);
enum status view_change(struct call *);
enum status view_delete(struct call *);
enum status view_default(struct call *);

/* ---- many rows at once ------------------------------------------------------------------ */
enum { BULK_MAX = 500 };

/* A list whose rows can be changed together. Offered are the listed fields and the choices
 * that the caller's own PATCH route takes, and `more`. */
struct bulk {
	const struct entity *entity;
	const struct statement *shape; /* of the list: id first, its words second */
	const char *path;	       /* "/projects" */
	const char *place;	       /* the menu entry that is lit */
	enum text title;	       /* of the list */
	const char *const *more;       /* NULL-ended, or NULL */
	/* The list in the caller's scope. */
	enum status (*rows)(struct call *, const struct list_query *, struct list_page *);
	/* The room's rule for one changed record; sets the record's new version. */
	enum status (*change)(struct call *, void *record);
};

enum bulk_fate { BULK_CHANGED, BULK_SAME, BULK_REFUSED };

struct bulk_row {
	int64_t id, version;
	struct str name;
	const char *at; /* the list's row; NULL where it is not in sight */
	enum bulk_fate fate;
	struct str why; /* refused */
	struct str kept; /* JSON for the undo */
};

struct bulk_field {
	const struct field *field;
	struct str typed, words; /* as the form holds it, and as one reads it */
};

struct bulk_view {
	const struct bulk *bulk;
	struct {
		struct bulk_row *at;
		size_t len, cap;
	} rows;
	struct bulk_field fields[40];
	int field_count;
	int64_t changed, same, refused;
	int64_t batch;
	bool undone;
};

/* GET PATH/bulk-edit?id=1&id=2 or ?all=1 with the list's filters: the form. */
enum status bulk_form(struct call *, const struct bulk *);
/* POST PATH/bulk-edit: with preview=1 everything is tried and rolled back, and the page says
 * what would change and what is refused and why; without, what can be done is done in one
 * transaction, kept as a batch that can be undone. At most BULK_MAX rows. */
enum status bulk_run(struct call *, const struct bulk *);
/* GET PATH/bulk-edit/:batch and POST …/undo: what was done; and back, row by row, where
 * nobody has changed the fields since. */
enum status bulk_show(struct call *, const struct bulk *);
enum status bulk_undo(struct call *, const struct bulk *);

bool bulk_takes(struct call *, const struct bulk *, const struct field *);
/* What a row holds now, in words: the names behind references. */
struct str bulk_words(struct call *, const struct bulk *, const struct bulk_row *,
	const struct field *);
/* aria-current where the address's query is this. */
struct html list_current(struct call *, struct str query);
struct str list_query_text(struct call *); /* what follows ? in the address */

#endif
