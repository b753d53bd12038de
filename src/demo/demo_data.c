/* Fictitious figures of a glass works above 3000 t, a food maker below it and a cement plant. */
#include "demo/demo_data.h"

/* The tables read as they are typed. */
/* clang-format off */
const DemoOrganisation DEMO_ORGANISATIONS[] = {
    {
	.zh = "演示·太湖玻璃有限公司",
	.en = "Demo Taihu Glass Co., Ltd.",
	.uscc17 = "91320200MA1DEM000",
	.industry = "30",
	.province = "32",
	.city = "无锡市",
	.address = "演示路 1 号",
	.owner = "wang@taihu.example",
	.preparers = {"chen@taihu.example"},
	.facilities = {{"一号窑", "Furnace no. 1", "32", "无锡市"}, {"二号窑", "Furnace no. 2", "32", "无锡市"}},
	.inventories =
	    {
		{
		    .start = "2024-01-01",
		    .end = "2024-12-31",
		    .method = "07",
		    .fields = {{"output", "88200"}, {"output_unit", "t"}, {"output_name", "平板玻璃"},
			{"revenue", "32500"}, {"headcount", "286"}},
		    .lines =
			{
			    {"combustion", 0,
				{{"item", "NATURAL_GAS"}, {"label", "一号窑天然气"}, {"amount", "1312.60"},
				    {"amount_unit", "万Nm3"}},
				{{"气费 1-6月 2024.pdf", "invoice", 1, 6, "658.20", "万Nm3"},
				    {"气费 7-12月 2024.pdf", "invoice", 7, 12, "654.40", "万Nm3"}}},
			    {"combustion", 0,
				{{"item", "DIESEL"}, {"label", "厂内车辆柴油"}, {"amount", "38.4"}, {"amount_unit", "t"}},
				{{"能源台账 2024.pdf", "ledger", 0, 0, "38.4", "t"}}},
			    {"carbonate", 0,
				{{"item", "CaCO3"}, {"label", "石灰石"}, {"amount", "4860"}, {"amount_unit", "t"},
				    {"input_purity", "97.2"}, {"input_purity_unit", "%"}},
				{{"原料报表 2024.pdf", "report", 0, 0, "4860", "t"}}},
			    {"carbonate", 0,
				{{"item", "Na2CO3"}, {"label", "纯碱"}, {"amount", "17650"}, {"amount_unit", "t"}},
				{{"纯碱采购台账 2024.pdf", "ledger", 0, 0, "17650", "t"}}},
			    {"electricity", 1, {{"label", "外购电力"}, {"amount", "2603.4"}, {"amount_unit", "MWh"}},
				{{"电费 1-12月 2024.pdf", "invoice", 0, 0, "2603.4", "MWh"}}},
			},
		    .check_source = "second",
		    .checks = {{"NATURAL_GAS", "1309.8", "万Nm3", "",
			{"燃气公司年度对账单 2024.pdf", "meter", 0, 0, "1309.8", "万Nm3"}}},
		    .is_done = 1,
		},
		{
		    .start = "2025-01-01",
		    .end = "2025-12-31",
		    .method = "07",
		    .fields = {{"output", "89800"}, {"output_unit", "t"}, {"output_name", "平板玻璃"},
			{"revenue", "33180"}, {"headcount", "281"}},
		    .lines =
			{
			    {"combustion", 0,
				{{"item", "NATURAL_GAS"}, {"label", "一号窑天然气"}, {"amount", "1280.50"},
				    {"amount_unit", "万Nm3"}},
				{{"气费 1-6月 2025.pdf", "invoice", 1, 6, "641.30", "万Nm3"},
				    {"气费 7-12月 2025.pdf", "invoice", 7, 12, "639.20", "万Nm3"}}},
			    {"combustion", 0,
				{{"item", "DIESEL"}, {"label", "厂内车辆柴油"}, {"amount", "36.2"}, {"amount_unit", "t"}},
				{{"能源台账 1-9月 2025.pdf", "ledger", 1, 9, "", ""}}},
			    {"carbonate", 0,
				{{"item", "CaCO3"}, {"label", "石灰石"}, {"amount", "4790"}, {"amount_unit", "t"},
				    {"input_purity", "97.2"}, {"input_purity_unit", "%"}},
				{{"原料报表 2025.pdf", "report", 0, 0, "4790", "t"}}},
			    {"carbonate", 0,
				{{"item", "Na2CO3"}, {"label", "纯碱"}, {"amount", "17320"}, {"amount_unit", "t"}},
				{{"纯碱采购台账 1-9月 2025.pdf", "ledger", 1, 9, "", ""}}},
			    {"electricity", 1,
				{{"label", "外购电力"}, {"amount_unit", "MWh"}, {"month_1", "221"}, {"month_2", "198"},
				    {"month_3", "215"}, {"month_4", "214"}, {"month_5", "218"}, {"month_6", "223"},
				    {"month_7", "231"}, {"month_8", "229"}, {"month_9", "216"}, {"month_10", "212"}},
				{{"电费 1-6月 2025.pdf", "invoice", 1, 6, "", ""},
				    {"电费 7-12月 2025.pdf", "invoice", 7, 12, "", ""}}},
			    {"electricity", 0,
				{{"label", "外购电力（11、12 月）"}, {"amount", "433"}, {"amount_unit", "kWh"},
				    {"months", "3072"}},
				{{"电费 11-12月 2025.pdf", "invoice", 11, 12, "433", "MWh"}}},
			},
		    .check_source = "",
		},
	    },
	.base_year =
	    {
		.reason = "2024 年是第一个数据完整、全部有证明文件的年份，生产正常。",
		.threshold = "5",
		.why = "外购电力与厂内运输改用实测数据，影响超过 5 % 的阈值。",
		.changes =
		    {
			{"method", "2025-03-31", "厂内运输与外购电力改用实测数据", "1865.4", "412.6",
			    "用 2024 年的加油记录和分表读数重新计算，代替原先的估算。", 1},
			{"divested", "2025-06-30", "转让厂区外的成品仓库", "96.2", "318.5",
			    "按仓库 2024 年的燃气和用电台账计算，台账随转让协议移交。", 0},
		    },
	    },
    },
    {
	.zh = "演示·江南食品有限公司",
	.en = "Demo Jiangnan Foods Co., Ltd.",
	.uscc17 = "91330100MA1DEM001",
	.industry = "14",
	.province = "33",
	.city = "杭州市",
	.address = "演示路 2 号",
	.owner = "li@jiangnan.example",
	.facilities = {{"罐头车间", "Cannery", "33", "杭州市"}, {"冷库", "Cold store", "33", "嘉兴市"}},
	.inventories =
	    {
		{
		    .start = "2025-01-01",
		    .end = "2025-12-31",
		    .method = "general",
		    .fields = {{"output", "6240"}, {"output_unit", "t"}, {"output_name", "罐头食品"}, {"revenue", "9860"},
			{"headcount", "142"}},
		    .lines =
			{
			    {"combustion", 0,
				{{"item", "NATURAL_GAS"}, {"label", "锅炉天然气"}, {"amount", "21.36"}, {"amount_unit", "万Nm3"}},
				{{"燃气发票 1-12月 2025.pdf", "invoice", 0, 0, "21.36", "万Nm3"}}},
			    {"combustion", 0,
				{{"item", "DIESEL"}, {"label", "叉车与货车"}, {"amount", "14250"}, {"amount_unit", "L"}},
				{{"加油明细 2025.pdf", "ledger", 0, 0, "14250", "L"}}},
			    {"electricity", 0, {{"label", "车间用电"}, {"amount", "98.6"}, {"amount_unit", "万kWh"}},
				{{"车间电费 1-12月 2025.pdf", "invoice", 0, 0, "98.6", "万kWh"}}},
			    {"electricity", 1,
				{{"label", "冷库用电"}, {"amount", "612.4"}, {"amount_unit", "MWh"}, {"alloc_total", "765.5"},
				    {"alloc_share", "80"}, {"alloc_basis", "sub_meter"}, {"alloc_note", "与邻厂共用变压器，按分表读数分摊"}},
				{{"冷库电费 1-12月 2025.pdf", "invoice", 0, 0, "", ""}}},
			    {"heat", 0, {{"label", "外购蒸汽（按热量结算）"}, {"amount", "3120"}, {"amount_unit", "GJ"}},
				{{"蒸汽结算单 1-12月 2025.pdf", "invoice", 0, 0, "3120", "GJ"}}},
			},
		    .check_source = "",
		    .is_done = 1,
		},
	    },
    },
    {
	.zh = "演示·秦岭水泥有限公司",
	.en = "Demo Qinling Cement Co., Ltd.",
	.uscc17 = "91610100MA1DEM002",
	.industry = "30",
	.province = "61",
	.city = "铜川市",
	.address = "演示路 3 号",
	.owner = "zhao@qinling.example",
	.facilities = {{"熟料生产线", "Clinker line", "61", "铜川市"}, {"粉磨站", "Grinding station", "61", "铜川市"}},
	.inventories =
	    {
		{
		    .start = "2025-01-01",
		    .end = "2025-12-31",
		    .method = "08",
		    .fields = {{"output", "1480000"}, {"output_unit", "t"}, {"output_name", "水泥"}, {"revenue", "41200"},
			{"headcount", "520"}},
		    .lines =
			{
			    {"combustion", 0,
				{{"item", "BITUMINOUS"}, {"label", "窑用烟煤"}, {"amount", "152300"}, {"amount_unit", "t"}},
				{{"煤炭台账 2025.pdf", "ledger", 0, 0, "152300", "t"}}},
			    {"combustion", 0,
				{{"item", "DIESEL"}, {"label", "点火与矿山车辆"}, {"amount", "1130"}, {"amount_unit", "t"}},
				{{"柴油台账 2025.pdf", "ledger", 0, 0, "1130", "t"}}},
			    {"clinker", 0,
				{{"label", "熟料"}, {"amount", "112.6"}, {"amount_unit", "万t"}, {"input_cao", "65.1"},
				    {"input_cao_unit", "%"}, {"input_mgo", "2.1"}, {"input_mgo_unit", "%"}},
				{{"熟料产量与化验月报 2025.pdf", "laboratory", 0, 0, "112.6", "万t"}}},
			    {"electricity", 1, {{"label", "外购电力"}, {"amount", "9870"}, {"amount_unit", "万kWh"}},
				{{"电费 1-12月 2025.pdf", "invoice", 0, 0, "9870", "万kWh"}}},
			},
		    .check_source = "second",
		    .checks =
			{
			    {"BITUMINOUS", "149800", "t", "", {"地磅与盘库记录 2025.pdf", "meter", 0, 0, "149800", "t"}},
			    {"ELECTRICITY", "9212", "万kWh", "粉磨站 12 月电量在次年 1 月结算。",
				{"关口电表抄表记录 2025.pdf", "meter", 0, 0, "9212", "万kWh"}},
			},
		    .is_done = 1,
		},
	    },
    },
};
/* clang-format on */

const size_t DEMO_ORGANISATION_COUNT = sizeof DEMO_ORGANISATIONS / sizeof DEMO_ORGANISATIONS[0];
