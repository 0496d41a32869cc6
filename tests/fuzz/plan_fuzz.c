/* Any bytes as a schedule file (MS Project XML, Primavera XER and XML, guatu's JSON), read and
 * scheduled: no crash, no leak, bounded, and what is computed passes the checker. */
#include "paper/plan_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static const char *const heads[] = {"", "ERMHDR\t8.2\n",
		"<Project xmlns=\"http://schemas.microsoft.com/project\">",
		"<APIBusinessObjects xmlns=\"x\">"};
	struct arena *a = arena_open();
	struct plan_file file;
	struct plan_file_fault fault;
	struct plan_file_network net = {0};
	struct str rest = {(const char *)at + (len > 0), len - (len > 0)};
	struct str bytes = str_join(a, str_of(heads[len ? at[0] % LEN(heads) : 0]), rest);
	if (plan_file_read_bytes(a, bytes, S("fuzz"), &file, &fault) == OK &&
		file.tasks.len < 300)
		plan_file_open(a, &file, PLAN_NONE, PLAN_NONE, &net);
	plan_file_close(&net);
	arena_close(a);
	return 0;
}
