/* Plans that most projects begin with: permits and construction together. Durations are
 * an office's usual ones («own») within the limits of rules.md §5; each is edited later. */
#include "schedule.h"

#define PERMIT ACTIVITY_KIND_PERMIT
#define TASK ACTIVITY_KIND_TASK
#define NODE ACTIVITY_KIND_MILESTONE

static const struct template_row industry[] = {
	{"A1", "项目备案赋码", "Registration", PERMIT, 3, ""},
	{"A2", "用地预审与选址", "Land pre-examination", PERMIT, 10, "A1"},
	{"A3", "环评批复", "Environmental approval", PERMIT, 30, "A1"},
	{"A4", "节能审查", "Energy review", PERMIT, 15, "A1"},
	{"A5", "土地出让合同", "Land contract", PERMIT, 20, "A2"},
	{"A6", "用地规划许可证", "Land-use permit", PERMIT, 5, "A5"},
	{"A7", "设计方案审查", "Design review", PERMIT, 15, "A5SS+5"},
	{"A8", "工程规划许可证", "Planning permit", PERMIT, 7, "A6 A7"},
	{"A9", "施工图审查", "Drawing review", PERMIT, 15, "A8SS+3"},
	{"A10", "施工招标", "Tender", TASK, 25, "A7"},
	{"A11", "施工许可证", "Construction permit", PERMIT, 5, "A8 A9 A10"},
	{"B1", "开工", "Start of works", NODE, 0, "A11"},
	{"B2", "桩基与基础", "Piles and foundation", TASK, 60, "B1"},
	{"B3", "主体结构", "Structure", TASK, 110, "B2"},
	{"B4", "结顶", "Topping out", NODE, 0, "B3"},
	{"B5", "装修与安装", "Fitting out", TASK, 80, "B3FS-20"},
	{"B6", "室外工程", "External works", TASK, 45, "B5SS+30"},
	{"B7", "设备进场调试", "Equipment", TASK, 60, "B5FS-20"},
	{"C1", "竣工验收", "Acceptance", PERMIT, 15, "B5 B6 B7"},
	{"C2", "竣工", "Completion", NODE, 0, "C1"},
	{"C3", "试生产投产", "Trial production", TASK, 40, "C2"},
	{"C4", "投产", "In production", NODE, 0, "C3"},
};

static const struct template_row public_works[] = {
	{"A1", "项目建议书与可研", "Proposal and feasibility", PERMIT, 20, ""},
	{"A2", "用地预审与选址", "Land pre-examination", PERMIT, 10, "A1SS+5"},
	{"A3", "环评与水保", "Environment and soil", PERMIT, 20, "A1SS+10"},
	{"A4", "初步设计与概算", "Preliminary design", PERMIT, 30, "A1"},
	{"A5", "征地拆迁", "Land acquisition", TASK, 60, "A2"},
	{"A6", "工程规划许可证", "Planning permit", PERMIT, 7, "A4"},
	{"A7", "施工图审查", "Drawing review", PERMIT, 15, "A4"},
	{"A8", "招标", "Tender", TASK, 30, "A7SS+5"},
	{"A9", "施工许可证", "Construction permit", PERMIT, 5, "A6 A7 A8"},
	{"B1", "开工", "Start of works", NODE, 0, "A9 A5FS-20"},
	{"B2", "基础与下部", "Foundation", TASK, 90, "B1"},
	{"B3", "主体", "Main works", TASK, 160, "B2FS-10"},
	{"B4", "附属与安装", "Fittings", TASK, 70, "B3FS-30"},
	{"C1", "交(竣)工验收", "Acceptance", PERMIT, 20, "B3 B4"},
	{"C2", "竣工", "Completion", NODE, 0, "C1"},
};

const struct plan_template plan_templates[] = {
	{"industry", "工业项目(含前期手续)", "Industry with permits", industry, LEN(industry)},
	{"public", "政府投资项目(含前期手续)", "Public works with permits", public_works,
		LEN(public_works)},
};
const size_t plan_template_count = LEN(plan_templates);
