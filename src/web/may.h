/* Roles. What a route allows is the `or` of these; which rows is the scope in the query. */
#ifndef GUATU_MAY_H
#define GUATU_MAY_H

#include "text.h"

#include <stdint.h>

enum role {
	LEADER = 1 << 0,	/* district leader */
	OFFICE = 1 << 1,	/* project office: the daily user */
	DEPARTMENT = 1 << 2,
	TOWN = 1 << 3,
	COMPANY = 1 << 4,	/* state company or enterprise that builds */
	TASKFORCE = 1 << 5,
	OBSERVER = 1 << 6,
	ADMIN = 1 << 7,		/* system administrator */
	SECURITY = 1 << 8,	/* security administrator: accounts and roles */
	AUDITOR = 1 << 9,	/* reads the history */
	MONITOR = 1 << 10,	/* no person's role: a token that reads the metrics alone */
	PUBLIC = 1 << 30,	/* even without logging in; must be said */
};

#define ROLE_COUNT 10
#define EVERYONE 0x3FFu /* every role, but logged in */
#define WORKERS (LEADER | OFFICE | DEPARTMENT | TOWN | COMPANY | TASKFORCE)
#define GOVERNMENT (LEADER | OFFICE | DEPARTMENT | TOWN | TASKFORCE)

struct role_row {
	uint32_t bit;
	const char *code;
	enum text name;
};
extern const struct role_row roles[ROLE_COUNT];

#endif
