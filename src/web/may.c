#include "web/may.h"

const struct role_row roles[ROLE_COUNT] = {
	{LEADER, "leader", "区领导", "District leader"},
	{OFFICE, "office", "项目办", "Project office"},
	{DEPARTMENT, "department", "部门", "Department"},
	{TOWN, "town", "镇街", "Town"},
	{COMPANY, "company", "企业", "Company"},
	{TASKFORCE, "taskforce", "专班", "Task force"},
	{OBSERVER, "observer", "观察员", "Observer"},
	{ADMIN, "admin", "系统管理员", "System administrator"},
	{SECURITY, "security", "安全管理员", "Security administrator"},
	{AUDITOR, "auditor", "审计管理员", "Auditor"},
};
