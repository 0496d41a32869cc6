#include "web/may.h"

const struct role_row roles[ROLE_COUNT] = {
	{LEADER, "leader", T_role_leader},
	{OFFICE, "office", T_role_office},
	{DEPARTMENT, "department", T_role_department},
	{TOWN, "town", T_role_town},
	{COMPANY, "company", T_role_company},
	{TASKFORCE, "taskforce", T_role_taskforce},
	{OBSERVER, "observer", T_role_observer},
	{ADMIN, "admin", T_role_admin},
	{SECURITY, "security", T_role_security},
	{AUDITOR, "auditor", T_role_auditor},
};
