/* Whatever bytes come, the instance reader answers OK or names a fault with its line; what
 * it calls OK the solver takes or refuses. The first byte says how the rest is framed: as it
 * is, or behind a sound head, which random bytes would never get past. */
#include "paper/psplib.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HEAD                                                                             \
	"jobs (incl. supersource/sink ):  4\n- renewable : 2 R\n- nonrenewable : 1 N\n"      \
	"- doubly constrained : 0 D\npronr. #jobs\n1 2 0 9 3 9\n"                            \
	"PRECEDENCE RELATIONS:\njobnr. #modes\n"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	struct arena *arena = arena_open();
	struct str bytes = {(const char *)data + 1, size - 1};
	if (data[0] & 1)
		bytes = str_join(arena, S(HEAD), bytes);
	struct psplib found;
	struct psplib_fault fault;
	enum status status = psplib_read(arena, bytes, &found, &fault);
	assert(status == OK ? !fault.what : status == INVALID && fault.what && fault.line);
	struct plan_solve_input *in = &found.input;
	for (size_t j = 0; status == OK && j < in->job_count; j++)
		assert(in->jobs[j].mode + in->jobs[j].mode_count <= (int32_t)in->mode_count);
	int32_t *starts = NEW_ARRAY(arena, int32_t, in->job_count + 1);
	int32_t *modes = NEW_ARRAY(arena, int32_t, in->job_count + 1);
	in->schedules = 5;
	if (status == OK && in->job_count < 100) {
		struct plan_solution got = plan_solve(in, starts, modes);
		assert(got.status != PLAN_SOLVED ||
		        !plan_solve_check(in, &got, starts, modes).fault);
	}
	arena_close(arena);
	return 0;
}
