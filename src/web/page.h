/* What templates print with: a page's head and foot, values by type, forms and tables. */
#ifndef GUATU_PAGE_H
#define GUATU_PAGE_H

#include "web/web.h"

struct page {
	struct call *call;
	struct out *out;
	const struct page_head *head;
	int forms; /* opened so far, so that ids stay unique */
	bool told; /* what is wrong has been said */
	struct { /* what references offer, read once a page */
		const struct entity *of;
		struct options options;
	} offered[6];
};

/* A crumb or a menu entry. */
struct link {
	struct str href, words;
};

struct page_head {
	struct str title;
	struct str sentence; /* the page's answer in one line, with numbers */
	const char *place;   /* menu entry that is lit: "today", "projects", … */
	struct link crumbs[4];
	int crumb_count;
	const char *body_class; /* "screen", "login": pages without the frame's menu */
	int status;	        /* 0: 200 */
	const struct entity *entity; /* whose record the page shows, for its history */
	int64_t id;
};

/* Prints the frame around what the template prints between the two. */
struct page *page_open(struct call *, const struct page_head *);
enum status page_close(struct page *);

/* The way to the inbox with how much waits there; it keeps itself fresh. */
void page_inbox(struct page *);

/* ---- printing -------------------------------------------------------------------- */
void page_bytes(struct page *, const char *, size_t);
#define page_lit(w, literal) page_bytes((w), "" literal, sizeof(literal) - 1)
void page_text(struct page *, enum text);
void page_text_with(struct page *, enum text, const struct str args[4]);
void page_label(struct page *, const struct field *, int choice);
void page_raw(struct page *, struct html);
void page_url(struct page *, struct str);

void show_str(struct page *, struct str);
void show_z(struct page *, const char *);
void show_html(struct page *, struct html);
void show_int(struct page *, int64_t); /* plain digits: ids and counts */
void show_day(struct page *, day);     /* 2026-11-23; — where none */
void show_instant(struct page *, instant);
void show_money(struct page *, money); /* 万元, grouped; — where none */
void show_share(struct page *, share); /* 62.5% */

#define show(w, x)                                                                   \
	_Generic((x), struct str: show_str, struct html: show_html, char *: show_z,      \
		const char *: show_z, day: show_day, instant: show_instant,              \
		money: show_money, share: show_share, default: show_int)((w), (x))

/* ---- parts ------------------------------------------------------------------------- */
/* A light: shape, word, colour; a link to its explanation where href is given. */
void page_light(struct page *, int light, struct str href, day since);
/* The same with words of its own, small: beside a figure. */
void page_light_said(struct page *, int light, struct str words, struct str href);
/* A picture of sprite.svg beside words, by its name. */
void page_icon(struct page *, const char *name);
/* One field of a form: label, hint, error, control. With faults in the call the typed
 * words stand again. */
void form_field(struct page *, const struct entity *, int field, const void *record);
/* The same where this form needs a field that its model leaves open. */
void form_required(struct page *, const struct entity *, int field, const void *record);
/* The error at a control that is no model's field; nothing where it has none. */
void form_error(struct page *, const char *name);
/* All editable fields of an entity, in the model's order. */
void form_fields(struct page *, const struct entity *, const void *record);
/* What is wrong with the form, in one box that takes the focus, once a page; nothing where all is well. */
void page_faults(struct page *);
/* The form's start: action, csrf, version; and the summary of faults. */
void form_open(struct page *, struct str action, const struct entity *, const void *record);
/* The same for a form that is filled in at the site: without a signal it waits on the device. */
void form_open_site(struct page *, struct str action, const struct entity *, const void *record);
void form_close(struct page *, enum text submit, struct str cancel);
/* Pairs of a <dl class="facts">: the fields from `first` up to `end` that say something; refs and
 * hidden ones are left to the page, money names its unit. */
void page_facts(struct page *, const struct entity *, int first, int end, const void *record);
/* A button that posts: nothing but csrf and the given name=value pairs. */
void page_button(struct page *, struct str action, enum text words, const char *look);
void page_csrf(struct page *);

/* The one table. Columns: those of the statement whose field is F_LISTED, and the others
 * named in `columns` (NULL: F_LISTED ones only), NULL-ended. A ref column shows its
 * NAME_name sibling. Cells whose field the caller may change (route_changing) are typed in
 * (data-do="edit"). `href` is a pattern "/projects/{id}" for the row's first cell. */
struct table_look {
	const struct statement *shape;
	const char *const *columns;
	const char *href;
	const char *caption;	/* read aloud, not seen */
	bool selectable;
	const struct list_query *query; /* sortable headers where given */
	const int64_t *sums;	/* a totals row, by column number */
	bool fixed;	/* cells are not typed in, whatever the caller may change */
	/* Prints a cell its own way and says so; NULL: none is. `own` is for it. */
	bool (*cell)(struct page *, const struct table_look *, const struct column *, const void *row);
	const void *own;
	/* Whether this very row may be typed in; NULL: any. */
	bool (*row_typed)(struct call *, const void *row);
};
void page_table(struct page *, const struct table_look *, const struct rows *);
/* The columns that the address asks for (?columns=lead,total), in its order behind the first
 * of `usual`, which always stays; `usual` where it asks for none. NULL-ended, on the arena. */
const char *const *page_columns(struct call *, const struct statement *,
	const char *const *usual);
/* Whether a list may show this column: a shown field; a reference only with its name. */
bool column_offered(const struct statement *, const struct column *);
/* A column's words: its field's label; "lead_name" is called as "lead". */
struct str column_words(struct call *, const struct statement *, const struct column *);
/* The columns of a file: those the address asks for (a reference by its name), else all; into
 * room for column_count of them. */
int list_columns(struct call *, const struct statement *, const struct column **found);
/* Filter chips, search box, count, saved address; and the links to next page and files. */
void page_filters(struct page *, const struct statement *, const struct list_query *,
	const char *const *fields);
void page_more(struct page *, const struct list_page *);
/* The address of this list with one part changed; value NOTHING takes it out. */
struct str page_address(struct page *, const char *name, struct str value);

#endif
