/* A person's page, what everyone carries, and handing it over. */
#include "handover.h"
#include "handover.html.h"

static struct str path_of(struct call *call, int64_t person)
{
	return str_fmt(call->arena, "/people/%lld", (long long)person);
}

static struct str sentence_of(struct call *call, const struct hand *h)
{
	return text_with(call, T_hand_person_sentence,
		(const struct str[4]){text_int(call, (int64_t)h->projects.len),
			text_int(call, (int64_t)h->members.len),
			text_int(call, (int64_t)(h->items.len + h->parts.len))});
}

static enum status person_page_show(struct call *call)
{
	struct hand h = {0};
	TRY(hand_read(call, param_id(call, "person"), &h));
	if (reply_record(call, &person_entity, &h.who.person))
		return OK;
	struct page_head head = {.title = h.who.person.name, .place = "settings",
		.sentence = sentence_of(call, &h), .entity = &person_entity,
		.id = h.who.person.id, .crumbs = {{S("/people"), text_of(call, T_org_people)}},
		.crumb_count = 1};
	struct page *w = page_open(call, &head);
	hand_person_page(w, &h);
	return page_close(w);
}

static enum status people_load_show(struct call *call)
{
	struct people_load_list all;
	int64_t late = 0;
	TRY(people_load(call, call->today, &all));
	if (reply_rows(call, &people_load_statement, &(struct rows){all.at, all.len}))
		return OK;
	for (size_t i = 0; i < all.len; i++)
		late += all.at[i].late > 0;
	struct page_head head = {.title = text_of(call, T_load), .place = "settings",
		.sentence = text_with(call, T_load_sentence,
			(const struct str[4]){text_int(call, (int64_t)all.len), text_int(call, late)}),
		.crumbs = {{S("/people"), text_of(call, T_org_people)}}, .crumb_count = 1};
	struct page *w = page_open(call, &head);
	load_page(w, &all);
	return page_close(w);
}

static enum status hand_form(struct call *call)
{
	struct hand h = {0};
	struct hand_over record = {.on_day = DAY_NONE};
	int64_t id = param_id(call, "person");
	TRY(hand_read(call, id, &h));
	struct page_head head = {.title = text_of(call, T_hand), .place = "settings",
		.sentence = sentence_of(call, &h),
		.crumbs = {{S("/people"), text_of(call, T_org_people)},
			{path_of(call, id), h.who.person.name}}, .crumb_count = 2};
	struct page *w = page_open(call, &head);
	hand_page(w, &h, &record);
	return page_close(w);
}

static enum status hand_do(struct call *call)
{
	struct person_one_row who;
	struct hand_over h = {.person = param_id(call, "person"), .on_day = DAY_NONE};
	TRY(person_one(call, h.person, &who));
	TRY(form_read(call, &hand_over_entity, &h, NULL));
	TRY(hand_give(call, &h));
	return reply_written(call, &hand_over_entity, &h, path_of(call, h.person), true);
}

static const struct route routes[] = {
	{GET, "/people/load", T_load, people_load_show, GOVERNMENT | ADMIN,
		.lists = &people_load_statement},
	{GET, "/people/:person", T_hand_person_see, person_page_show, GOVERNMENT | ADMIN,
		.gives = &person_entity},
	{GET, "/people/:person/hand-over", T_hand, hand_form, ADMIN | OFFICE},
	{POST, "/people/:person/hand-over", T_hand, hand_do, ADMIN | OFFICE, hand_form,
		&hand_over_entity, &hand_over_entity},
};
const struct module handover_module = {"handover", routes, LEN(routes), NULL, 0};
