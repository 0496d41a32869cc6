/* Which column means what: every usual name of ux-playbook §8.1. */
#include "ledger_inside.h"

struct synonym {
	int target, field;
	const char *names; /* separated by | */
};

#define FIELD(name) TO_FIELD, PROJECT_##name

static const struct synonym synonyms[] = {
	{TO_ID, 0, "guatu编号"},
	{TO_IGNORE, 0, "序号|编号|完成率|投资完成率|占年度计划%|完成比例|达成率|序时进度|亮灯|投资情况|一个专班|形象进度比例"},
	{FIELD(NAME), "项目名称|项目|名称|工程名称|建设项目"},
	{FIELD(CODE), "项目代码|赋码|统一代码|投资项目代码|统计项目编码"},
	{FIELD(KIND), "项目类别|类别|项目类型|所属行业|行业|行业类别"},
	{FIELD(NATURE), "建设性质|性质"},
	{FIELD(LEVEL), "级别|项目级别"},
	{FIELD(PROGRAMME), "专项|所属专项|计划名称"},
	{FIELD(TOWN), "所属镇街|属地|所在区域|行政区|片区|镇街|所属乡镇|建设地点(所属镇街)|建设地点"},
	{FIELD(PLACE), "具体位置|详细地址|项目位置"},
	{FIELD(CONTENT), "建设规模及主要内容|建设内容|建设规模|主要建设内容|建设内容及规模|建设规模和内容"},
	{TO_YEARS, 0, "建设起止年限|建设年限|建设周期|建设工期|起止年限"},
	{FIELD(PLANNED_START), "计划开工|开工时间|开工日期|拟开工时间|计划开工时间|预计开工时间|计划开工日期"},
	{FIELD(ACTUAL_START), "实际开工|实际开工时间|实际开工日期"},
	{FIELD(PLANNED_FINISH), "计划竣工|竣工时间|完工时限|完成时限|计划竣工时间|竣工日期|预计竣工时间|计划竣工日期|计划完工"},
	{FIELD(ACTUAL_FINISH), "实际竣工|实际竣工时间|实际竣工日期"},
	{FIELD(TOTAL), "总投资|计划总投资|投资总额|投资估算|概算总投资|总投资额|项目总投资"},
	{FIELD(BEFORE), "至上年底累计完成投资|上年底累计完成|截至上年底完成投资|至去年底累计完成"},
	{FIELD(YEAR_PLAN), "本年计划投资|年度计划投资|今年目标|年度任务|计划投资|年度投资计划|年度计划|本年计划|今年计划"},
	{FIELD(MONTH_DONE), "本月完成投资|当月完成投资|本月完成"},
	{FIELD(YEAR_DONE), "本年累计完成投资|年初至今|完成投资|自年初累计完成投资|累计完成|本年完成|年度完成投资|完成|今年完成|累计完成投资"},
	{FIELD(ALL_DONE), "开工以来累计|自开始建设累计完成投资|项目累计投资|截至目前累计完成投资|开工以来累计完成投资"},
	{FIELD(IN_STATISTICS), "入库纳统|是否入统|入库情况|纳统情况|是否入库"},
	{FIELD(STAGE), "当前阶段|项目状态|建设阶段|建设进展|项目阶段|状态"},
	{FIELD(PROGRESS), "形象进度|目前进展|进展情况|本月进展|工程进度|当前形象进度|目前进展情况|最新进展"},
	{FIELD(PROBLEM), "存在问题|困难问题|存在困难|堵点|问题和建议|需上级协调解决的问题|存在的问题"},
	{FIELD(NEXT), "下步计划|下一步计划|下步工作|下步打算|下一步工作"},
	{FIELD(ASK), "需协调事项|需协调解决事项|需协调问题"},
	{FIELD(LEADER), "联系领导|区领导|包联领导|包保领导|挂钩领导|挂联领导|牵头领导|联系县领导|一名领导|指挥长|县领导|市领导"},
	{FIELD(LEAD), "责任单位|牵头单位|主管部门|行业主管部门|第一责任单位|分管局委|责任协调单位|挂钩单位|牵头部门"},
	{TO_CO_UNITS, 0, "配合单位|协办单位|配合部门|服务单位|代办单位"},
	{FIELD(OWNER), "项目业主|业主单位|建设单位|项目单位|投资主体|实施主体|企业名称|填报主体|业主"},
	{FIELD(BUILDER), "施工单位|承建单位|总包单位"},
	{FIELD(RESPONSIBLE), "责任人|项目负责人|负责人"},
	{TO_CONTACT, 0, "联系人及电话|联系人|联系人电话|联系电话|联系方式|联系人及联系方式"},
	{FIELD(HEAD), "专班组长|组长"},
	{TO_MEMBERS, 0, "专班成员|成员"},
	{FIELD(NOTE), "备注|说明"},
};

/* Header words without units in brackets, years, months and blanks. */
static struct str plain(struct arena *a, struct str header)
{
	struct str s = utf8_tidy(a, header);
	struct out o = out_on(a, 1000);
	for (size_t i = 0; i < s.len;) {
		struct str rest = str_sub(s, i, s.len);
		if (s.at[i] == '(' && (str_starts(rest, S("(万元)")) || str_starts(rest, S("(亿元)")) ||
					       str_starts(rest, S("(元)")))) {
			i += str_find(rest, S(")")) + 1;
			continue;
		}
		size_t digits = 0;
		while (i + digits < s.len && strchr("0123456789-~", s.at[i + digits]))
			digits++;
		bool dated = digits && (str_starts(str_sub(s, i + digits, 3), S("年")) ||
					       str_starts(str_sub(s, i + digits, 3), S("月")));
		if (dated) {
			i += digits + 3;
			continue;
		}
		if (s.at[i] != ' ')
			out_c(&o, s.at[i]);
		i++;
	}
	return out_got(&o);
}

static bool known(struct str header, struct ledger_column *c)
{
	for (size_t i = 0; i < LEN(synonyms); i++) {
		struct str rest = str_of(synonyms[i].names);
		while (rest.len) {
			if (!str_eq(str_cut(rest, '|', &rest), header))
				continue;
			c->target = synonyms[i].target;
			c->field = synonyms[i].field;
			return true;
		}
	}
	return false;
}

/* The longest known name inside the header: a guess, marked as one. */
static bool guessed(struct str header, struct ledger_column *c)
{
	size_t best = 5; /* at least two characters */
	for (size_t i = 0; i < LEN(synonyms); i++) {
		struct str rest = str_of(synonyms[i].names);
		while (rest.len) {
			struct str name = str_cut(rest, '|', &rest);
			if (name.len <= best || !str_has(header, name))
				continue;
			best = name.len;
			c->target = synonyms[i].target;
			c->field = synonyms[i].field;
		}
	}
	return best > 5;
}

enum money_unit ledger_unit_of(struct str s)
{
	if (str_has(s, S("亿元")))
		return UNIT_YI;
	if (str_has(s, S("万元")))
		return UNIT_WAN;
	return UNIT_UNKNOWN;
}

/* What a person said of this header goes before what it seems to say. */
static bool as_told(struct arena *a, const struct ledger_answers *answers,
	struct ledger_column *c, bool read)
{
	const struct map_entry *said = map_get(&answers->columns, c->header);
	if (!said || !said->n)
		return read;
	struct ledger_meanings all = ledger_meanings(a);
	const struct ledger_meaning *m = &all.at[said->n - 1];
	if (read && m->target == c->target && (m->target != TO_FIELD || m->field == c->field))
		return true;
	c->target = m->target;
	c->field = m->field;
	return c->told = c->sure = true;
}

bool ledger_column_read(struct arena *a, struct str group, struct str header,
	const struct ledger_answers *answers, struct ledger_column *c)
{
	struct str word = plain(a, header), both = plain(a, str_join(a, group, header));
	c->header = utf8_tidy(a, header);
	c->unit = ledger_unit_of(header);
	if (c->unit == UNIT_UNKNOWN)
		c->unit = ledger_unit_of(group);
	c->sure = known(word, c) || (group.len && known(both, c));
	bool read = c->sure || guessed(word, c) || (group.len && guessed(both, c));
	return as_told(a, answers, c, read);
}
