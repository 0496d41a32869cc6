/* The demonstration's vocabulary: all names are invented. */
#ifndef GUATU_DEMO_WORDS_H
#define GUATU_DEMO_WORDS_H

#include "models.h"

static const char *const demo_departments[] = {"区发改局", "区住建局", "区资规局", "区经信局",
	"区交通局", "区水务局", "区农业农村局", "区生态环境分局", "区教育局", "区卫健局", "区文旅局", "区商务局"};
static const char *const demo_towns[] = {"曹溪镇", "澄浦镇", "东湖街道", "岭下镇", "南塘街道", "新港镇",
	"望江街道", "石桥镇"};
static const char *const demo_companies[] = {"区城投集团", "区交投集团", "区产业投资集团"};
static const char *const demo_enterprises[] = {"恒远智能科技有限公司", "丽光光电科技有限公司",
	"旭日节能科技有限公司", "锦锐车业有限公司", "中衡新材料有限公司", "云岭生物医药有限公司", "启航半导体有限公司",
	"江润食品有限公司", "同芯电子有限公司", "瑞丰精密机械有限公司", "华庭家居有限公司", "蓝海储能有限公司"};
static const char *const demo_leader_titles[] = {"区长", "常务副区长", "副区长", "副区长", "副区长",
	"党工委委员"};
static const char *const demo_surnames[] = {"林", "陈", "张", "王", "李", "徐", "吴", "何", "黄", "赵", "孙",
	"周", "朱", "高", "胡", "叶", "方", "郑"};
static const char *const demo_given[] = {"建国", "志强", "丽萍", "文博", "晓红", "卫东", "秀英", "铁军", "立新",
	"一帆", "雅芳", "明", "峰", "敏", "翔", "思远", "海燕", "国栋", "静", "子轩"};
static const char *const demo_places[] = {"临江", "东湖", "曹溪", "澄浦", "南塘", "新港", "望江", "石桥", "城北",
	"江东"};
static const char *const demo_roads[] = {"工业大道北侧", "创业路东侧", "滨江路以南", "高铁站前区块", "科创园A区",
	"环城北路"};
static const char *const demo_builders[] = {"宏基建设集团", "长城路桥工程公司", "金华建工集团", "东方市政工程公司",
	"—"};
static const char *const demo_duties[] = {"手续办理", "现场推进", "要素保障"};
static const char *const demo_works[] = {"厂房", "研发楼", "宿舍楼", "综合楼", "标段", "配电房"};

struct demo_kind {
	int kind, department;
	bool public_works;
	const char *names[6], *ends[3], *content, *progress[3];
};
static const struct demo_kind demo_kinds[] = {
	{PROJECT_KIND_INDUSTRY, 3, false,
		{"智能机器人", "新能源汽车零部件", "半导体元器件", "高端数控机床", "生物医药", "储能电池"},
		{"产业园", "生产基地建设项目", "技改项目"}, "新建厂房及配套用房",
		{"1、3号厂房结顶，2号厂房主体施工", "桩基施工完成，承台施工", "设备安装调试"}},
	{PROJECT_KIND_DIGITAL, 3, false,
		{"数字经济", "云计算数据", "工业互联网", "智能传感", "芯片封装", "光电显示"},
		{"产业园", "中心建设项目", "创新基地"}, "新建研发楼、数据机房",
		{"机房主体完工，机电安装", "地下室施工", "主体结构施工至四层"}},
	{PROJECT_KIND_TRAFFIC, 4, true,
		{"环城东路", "高铁站前广场", "国道改线", "铁路货运中心", "内河港区", "互通连接线"},
		{"工程", "改扩建工程", "配套道路工程"}, "新建道路及附属设施",
		{"路基完成八成", "桥梁下部结构施工", "沥青面层摊铺"}},
	{PROJECT_KIND_CITY, 1, true,
		{"老旧小区改造", "地下综合管廊", "未来社区", "公共停车场", "滨江公园", "污水处理厂扩建"},
		{"工程", "提升工程", "建设项目"}, "改造及新建公共设施",
		{"管线开挖", "外立面改造过半", "基坑支护完成"}},
	{PROJECT_KIND_SOCIAL, 8, true,
		{"第一小学迁建", "人民医院新院区", "职业技术学院", "文化中心", "养老服务中心", "体育中心"},
		{"工程", "建设项目", "扩建工程"}, "新建教学、医疗及公共用房",
		{"主体结顶", "装修施工", "基础施工"}},
	{PROJECT_KIND_WATER, 5, true,
		{"水库除险加固", "城市防洪", "引水", "灌区改造", "河道整治", "供水管网"},
		{"工程", "提升工程", "二期工程"}, "除险加固、整治及管网建设",
		{"坝体灌浆", "堤防填筑", "管道敷设"}},
	{PROJECT_KIND_FARM, 6, true,
		{"高标准农田", "数字农业", "农产品冷链物流", "乡村振兴示范带", "粮食储备库", "茶产业园"},
		{"建设项目", "工程", "提升项目"}, "建设农业设施及配套",
		{"土地平整", "库房主体施工", "设备采购"}},
	{PROJECT_KIND_ENERGY, 0, false,
		{"整县光伏", "抽水蓄能", "燃气热电联产", "110千伏输变电", "充电桩网络", "生物质发电"},
		{"项目", "工程", "建设项目"}, "建设能源设施及送出工程",
		{"桩基施工", "设备进场", "线路架设"}},
};

struct demo_problem {
	const char *words;
	int category, department;
};
static const struct demo_problem demo_problems[] = {
	{"3号地块2户未签约，影响桩基进场", ITEM_CATEGORY_DEMOLITION, 2},
	{"10千伏高压线迁改未完成", ITEM_CATEGORY_LINES, 0},
	{"土地指标缺口约36亩", ITEM_CATEGORY_LAND, 2},
	{"环评批复需补正材料，已等9个工作日", ITEM_CATEGORY_PERMIT, 7},
	{"施工许可证卡在消防设计审查", ITEM_CATEGORY_PERMIT, 1},
	{"资金缺口约3000万元，二期贷款未放款", ITEM_CATEGORY_FUNDS, 0},
	{"用工紧张，钢筋工缺40人", ITEM_CATEGORY_LABOUR, 3},
	{"用电容量不足，需新增一回线路", ITEM_CATEGORY_ENERGY, 3},
	{"进场道路未通，大件设备无法运输", ITEM_CATEGORY_TRAFFIC, 4},
	{"设计变更未批，地下室停工12天", ITEM_CATEGORY_DESIGN, 1},
};
static const struct demo_problem demo_decisions[] = {
	{"一周内完成剩余2户签约，逾期依法推进", ITEM_CATEGORY_DEMOLITION, 2},
	{"电力迁改方案月底前定稿并进场", ITEM_CATEGORY_LINES, 0},
	{"统筹解决用地指标，优先保障本项目", ITEM_CATEGORY_LAND, 2},
	{"并联办理施工许可，本周内出证", ITEM_CATEGORY_PERMIT, 1},
	{"对接银行，落实二期贷款放款时间", ITEM_CATEGORY_FUNDS, 0},
	{"先修临时便道，保障设备进场", ITEM_CATEGORY_TRAFFIC, 4},
	{"实行白+黑施工，抢回滞后工期", ITEM_CATEGORY_BUILD, 1},
};
static const char *const demo_asks[] = {"请区资规局11月底前落实用地指标", "请区住建局牵头协调消防审查",
	"请供电公司加快迁改", "请金融办对接银行放款"};
static const char *const demo_did[] = {"完成2号楼三层梁板浇筑", "桩基累计完成186根", "路基填筑320米，涵洞2座",
	"设备基础验收合格", "外立面幕墙安装过半", "完成施工图联审", "地下室底板防水施工", "主体结构结顶"};
static const char *const demo_next[] = {"完成3号厂房主体施工", "办结施工许可证", "完成剩余桩基，启动承台施工",
	"组织竣工验收", "设备进场安装", "完成外立面施工"};
static const char *const demo_replies[] = {"已与相关单位会商，下周三前拿出方案", "现场踏勘完成，正在走审批流程",
	"已完成七成，预计时限内办结", "需上级部门批复，已专报", "已签约1户，另1户继续做工作"};

static const struct {
	const char *title, *situation, *did, *result;
	int kind, category;
} demo_lessons[] = {
	{"管线迁改同场会审", "高压线、燃气管迁改方案各单位分头审，反复修改", "请管线单位、设计院、施工单位同场会审，当场定稿签字",
		"迁改方案由平均六周缩到两周", LESSON_KIND_PRACTICE, LESSON_CATEGORY_LINES},
	{"签约未清零先交净地", "少数户未签约影响桩基进场", "先完成已签约地块的净地移交，桩基分区进场，未签约户并行推进",
		"桩基提前三十五天进场", LESSON_KIND_PRACTICE, LESSON_CATEGORY_DEMOLITION},
	{"消防审查提前介入", "施工许可证卡在消防设计审查", "方案阶段请审查机构预审，问题清单随图纸一次改完",
		"审查一次通过", LESSON_KIND_PRACTICE, LESSON_CATEGORY_PERMIT},
	{"用电容量要在供地前核实", "投产前才发现用电容量不足，需新增一回线路", "补报容量并临时调剂，正式线路半年后送电",
		"投产推迟四个月", LESSON_KIND_LESSON, LESSON_CATEGORY_ENERGY},
};

#endif
