/* The provinces of China with their codes and regional grids. */
#include "organisation/organisation.h"

#include "base/str.h"

/* GB/T 2260. Regions as in the yearly announcements of grid emission factors by MEE and NBS. Inner Mongolia
 * lies in two grids: the west in North China, the four eastern leagues (Chifeng, Tongliao, Hulunbuir,
 * Hinggan) in the North-east; its province stands with North China. */
const Province PROVINCES[] = {
    {"11", "北京市", "Beijing", "NC"},
    {"12", "天津市", "Tianjin", "NC"},
    {"13", "河北省", "Hebei", "NC"},
    {"14", "山西省", "Shanxi", "NC"},
    {"15", "内蒙古自治区", "Inner Mongolia", "NC"},
    {"21", "辽宁省", "Liaoning", "NE"},
    {"22", "吉林省", "Jilin", "NE"},
    {"23", "黑龙江省", "Heilongjiang", "NE"},
    {"31", "上海市", "Shanghai", "EC"},
    {"32", "江苏省", "Jiangsu", "EC"},
    {"33", "浙江省", "Zhejiang", "EC"},
    {"34", "安徽省", "Anhui", "EC"},
    {"35", "福建省", "Fujian", "EC"},
    {"36", "江西省", "Jiangxi", "CC"},
    {"37", "山东省", "Shandong", "NC"},
    {"41", "河南省", "Henan", "CC"},
    {"42", "湖北省", "Hubei", "CC"},
    {"43", "湖南省", "Hunan", "CC"},
    {"44", "广东省", "Guangdong", "SG"},
    {"45", "广西壮族自治区", "Guangxi", "SG"},
    {"46", "海南省", "Hainan", "SG"},
    {"50", "重庆市", "Chongqing", "SW"},
    {"51", "四川省", "Sichuan", "SW"},
    {"52", "贵州省", "Guizhou", "SG"},
    {"53", "云南省", "Yunnan", "SG"},
    {"54", "西藏自治区", "Tibet", "SW"},
    {"61", "陕西省", "Shaanxi", "NW"},
    {"62", "甘肃省", "Gansu", "NW"},
    {"63", "青海省", "Qinghai", "NW"},
    {"64", "宁夏回族自治区", "Ningxia", "NW"},
    {"65", "新疆维吾尔自治区", "Xinjiang", "NW"},
    {"71", "台湾省", "Taiwan", ""},
    {"81", "香港特别行政区", "Hong Kong", ""},
    {"82", "澳门特别行政区", "Macao", ""},
};
const size_t PROVINCE_COUNT = sizeof PROVINCES / sizeof PROVINCES[0];

const Province *province_of(const char *code)
{
	for (size_t i = 0; i < PROVINCE_COUNT; i++) {
		if (str_eq(PROVINCES[i].code, code))
			return &PROVINCES[i];
	}
	return NULL;
}

const char *province_name(const char *code, Lang lang)
{
	const Province *province = province_of(code);
	return !province ? "" : lang == EN ? province->en : province->zh;
}
