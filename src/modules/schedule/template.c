/* Plans that most projects begin with: permits and construction together. Durations are
 * an office's usual ones («own») within the limits of rules.md §5; each is edited later. */
#include "schedule.h"

#define PERMIT ACTIVITY_KIND_PERMIT
#define TASK ACTIVITY_KIND_TASK
#define NODE ACTIVITY_KIND_MILESTONE

static const struct template_row industry[] = {
	{"A1", T_step_registration, PERMIT, 3, ""},
	{"A2", T_step_land_pre_examination, PERMIT, 10, "A1"},
	{"A3", T_step_environmental_approval, PERMIT, 30, "A1"},
	{"A4", T_step_energy_review, PERMIT, 15, "A1"},
	{"A5", T_step_land_contract, PERMIT, 20, "A2"},
	{"A6", T_step_land_use_permit, PERMIT, 5, "A5"},
	{"A7", T_step_design_review, PERMIT, 15, "A5SS+5"},
	{"A8", T_step_planning_permit, PERMIT, 7, "A6 A7"},
	{"A9", T_step_drawing_review, PERMIT, 15, "A8SS+3"},
	{"A10", T_step_tender, TASK, 25, "A7"},
	{"A11", T_step_construction_permit, PERMIT, 5, "A8 A9 A10"},
	{"B1", T_step_start_of_works, NODE, 0, "A11"},
	{"B2", T_step_piles_and_foundation, TASK, 60, "B1"},
	{"B3", T_step_structure, TASK, 110, "B2"},
	{"B4", T_step_topping_out, NODE, 0, "B3"},
	{"B5", T_step_fitting_out, TASK, 80, "B3FS-20"},
	{"B6", T_step_external_works, TASK, 45, "B5SS+30"},
	{"B7", T_step_equipment, TASK, 60, "B5FS-20"},
	{"C1", T_step_acceptance, PERMIT, 15, "B5 B6 B7"},
	{"C2", T_step_completion, NODE, 0, "C1"},
	{"C3", T_step_trial_production, TASK, 40, "C2"},
	{"C4", T_step_in_production, NODE, 0, "C3"},
};

static const struct template_row public_works[] = {
	{"A1", T_step_proposal_and_feasibility, PERMIT, 20, ""},
	{"A2", T_step_land_pre_examination, PERMIT, 10, "A1SS+5"},
	{"A3", T_step_environment_and_soil, PERMIT, 20, "A1SS+10"},
	{"A4", T_step_preliminary_design, PERMIT, 30, "A1"},
	{"A5", T_step_land_acquisition, TASK, 60, "A2"},
	{"A6", T_step_planning_permit, PERMIT, 7, "A4"},
	{"A7", T_step_drawing_review, PERMIT, 15, "A4"},
	{"A8", T_step_tender_2, TASK, 30, "A7SS+5"},
	{"A9", T_step_construction_permit, PERMIT, 5, "A6 A7 A8"},
	{"B1", T_step_start_of_works, NODE, 0, "A9 A5FS-20"},
	{"B2", T_step_foundation, TASK, 90, "B1"},
	{"B3", T_step_main_works, TASK, 160, "B2FS-10"},
	{"B4", T_step_fittings, TASK, 70, "B3FS-30"},
	{"C1", T_step_acceptance_2, PERMIT, 20, "B3 B4"},
	{"C2", T_step_completion, NODE, 0, "C1"},
};

const struct plan_template plan_templates[] = {
	{"industry", T_template_industry, industry, LEN(industry)},
	{"public", T_template_public, public_works,
		LEN(public_works)},
};
const size_t plan_template_count = LEN(plan_templates);
