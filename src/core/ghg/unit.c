/* The table of units, and the reading of compound ones: see unit.h. Conversions are those of
 * data/factors/unit_traps.csv, which the test compares one by one. */
#include "ghg/unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 80

#define ONE(base)                                                                                            \
	{                                                                                                    \
		.of = { [base] = 1 }                                                                         \
	}
#define UNIT(key, zh, en, base, scale_, exact)                                                               \
	{                                                                                                    \
		key, zh, en, {ONE(base), (scale_), 0}, (exact)                                               \
	}

#define PRODUCT(key, zh, en, first, second, scale_, exact)                                                   \
	{                                                                                                    \
		key, zh, en, {{.of = {[first] = 1, [second] = 1}}, (scale_), 0}, (exact)                     \
	}

/* Exact by definition: the international pound, mile and foot (1959), the US gallon of 231 cubic inches, the
 * Btu of the international table (1 Btu/lb = 2.326 kJ/kg); the therm is 100 000 Btu. */
#define LB_T 0.00045359237
#define MILE_KM 1.609344
#define US_GALLON_M3 3.785411784e-3
#define BTU_GJ 1.05505585262e-6
/* The ratio of a volume at 0 C to the same gas at 20 C; Chinese gas meters bill at 20 C. */
#define GAS_20C (273.15 / 293.15)
/* A cubic foot of gas at 60 F, as Nm3. */
#define SCF_NM3 (0.028316846592 * 273.15 / (273.15 + 140.0 / 9))
/* GB/T 2589: 1 kgce = 29 307 kJ. */
#define KGCE_GJ 0.029307

static const NamedUnit UNITS[] = {
    UNIT("t", "吨", "t", DIM_MASS, 1, true),
    UNIT("kg", "千克", "kg", DIM_MASS, 1e-3, true),
    UNIT("g", "克", "g", DIM_MASS, 1e-6, true),
    UNIT("mg", "毫克", "mg", DIM_MASS, 1e-9, true),
    UNIT("万t", "万吨", "10⁴ t", DIM_MASS, 1e4, true),
    UNIT("亿t", "亿吨", "10⁸ t", DIM_MASS, 1e8, true),
    UNIT("lb", "磅", "lb", DIM_MASS, LB_T, true),
    UNIT("短吨", "短吨（美）", "short tons (US)", DIM_MASS, 2000 * LB_T, true),
    UNIT("长吨", "长吨（英）", "long tons (UK)", DIM_MASS, 2240 * LB_T, true),
    UNIT("m3", "立方米", "m³", DIM_VOLUME, 1, true),
    UNIT("万m3", "万立方米", "10⁴ m³", DIM_VOLUME, 1e4, true),
    UNIT("L", "升", "L", DIM_VOLUME, 1e-3, true),
    UNIT("mL", "毫升", "mL", DIM_VOLUME, 1e-6, true),
    UNIT("gal(US)", "美加仑", "US gallons", DIM_VOLUME, US_GALLON_M3, true),
    UNIT("gal(UK)", "英加仑", "imperial gallons", DIM_VOLUME, 4.54609e-3, true),
    UNIT("bbl", "桶（石油）", "barrels (oil)", DIM_VOLUME, 42 * US_GALLON_M3, true),
    UNIT("ft3", "立方英尺", "ft³", DIM_VOLUME, 0.028316846592, true),
    UNIT("Nm3", "标准立方米 (0 ℃)", "Nm³ (0 °C)", DIM_GAS, 1, true),
    UNIT("万Nm3", "万标准立方米 (0 ℃)", "10⁴ Nm³ (0 °C)", DIM_GAS, 1e4, true),
    UNIT("亿Nm3", "亿标准立方米 (0 ℃)", "10⁸ Nm³ (0 °C)", DIM_GAS, 1e8, true),
    UNIT("m3(20℃)", "立方米 (20 ℃)", "m³ (20 °C)", DIM_GAS, GAS_20C, false),
    UNIT("万m3(20℃)", "万立方米 (20 ℃)", "10⁴ m³ (20 °C)", DIM_GAS, 1e4 * GAS_20C, false),
    UNIT("GJ", "吉焦", "GJ", DIM_ENERGY, 1, true),
    UNIT("百万千焦", "百万千焦", "10⁶ kJ", DIM_ENERGY, 1, true),
    UNIT("TJ", "太焦", "TJ", DIM_ENERGY, 1e3, true),
    UNIT("MJ", "兆焦", "MJ", DIM_ENERGY, 1e-3, true),
    UNIT("kJ", "千焦", "kJ", DIM_ENERGY, 1e-6, true),
    UNIT("kWh", "千瓦时", "kWh", DIM_ENERGY, 3.6e-3, true),
    UNIT("MWh", "兆瓦时", "MWh", DIM_ENERGY, 3.6, true),
    UNIT("万kWh", "万千瓦时", "10⁴ kWh", DIM_ENERGY, 36, true),
    UNIT("GWh", "吉瓦时", "GWh", DIM_ENERGY, 3600, true),
    UNIT("亿kWh", "亿千瓦时", "10⁸ kWh", DIM_ENERGY, 3.6e5, true),
    UNIT("kcal", "千卡", "kcal", DIM_ENERGY, 4.1868e-6, true),
    UNIT("Gcal", "百万千卡", "Gcal", DIM_ENERGY, 4.1868, true),
    UNIT("Btu", "英热单位", "Btu (IT)", DIM_ENERGY, BTU_GJ, true),
    UNIT("MMBtu", "百万英热单位", "10⁶ Btu (IT)", DIM_ENERGY, 1e6 * BTU_GJ, true),
    UNIT("therm", "撒姆", "therms (IT)", DIM_ENERGY, 1e5 * BTU_GJ, true),
    UNIT("kgce", "千克标准煤", "kgce", DIM_ENERGY, KGCE_GJ, false),
    UNIT("tce", "吨标准煤", "tce", DIM_ENERGY, 1e3 * KGCE_GJ, false),
    UNIT("万tce", "万吨标准煤", "10⁴ tce", DIM_ENERGY, 1e7 * KGCE_GJ, false),
    UNIT("tC", "吨碳", "tC", DIM_CARBON, 1, true),
    UNIT("kgC", "千克碳", "kgC", DIM_CARBON, 1e-3, true),
    UNIT("tCO2", "吨二氧化碳", "tCO₂", DIM_CO2, 1, true),
    UNIT("kgCO2", "千克二氧化碳", "kgCO₂", DIM_CO2, 1e-3, true),
    UNIT("gCO2", "克二氧化碳", "gCO₂", DIM_CO2, 1e-6, true),
    UNIT("tCO2e", "吨二氧化碳当量", "tCO₂e", DIM_CO2, 1, true),
    UNIT("kgCO2e", "千克二氧化碳当量", "kgCO₂e", DIM_CO2, 1e-3, true),
    UNIT("gCO2e", "克二氧化碳当量", "gCO₂e", DIM_CO2, 1e-6, true),
    UNIT("tCH4", "吨甲烷", "tCH₄", DIM_EMITTED, 1, true),
    UNIT("kgCH4", "千克甲烷", "kgCH₄", DIM_EMITTED, 1e-3, true),
    UNIT("gCH4", "克甲烷", "gCH₄", DIM_EMITTED, 1e-6, true),
    UNIT("tN2O", "吨氧化亚氮", "tN₂O", DIM_EMITTED, 1, true),
    UNIT("kgN2O", "千克氧化亚氮", "kgN₂O", DIM_EMITTED, 1e-3, true),
    UNIT("gN2O", "克氧化亚氮", "gN₂O", DIM_EMITTED, 1e-6, true),
    UNIT("tGas", "吨（气体）", "t of gas", DIM_EMITTED, 1, true),
    UNIT("kgGas", "千克（气体）", "kg of gas", DIM_EMITTED, 1e-3, true),
    UNIT("mol", "摩尔", "mol", DIM_SUBSTANCE, 1, true),
    UNIT("kgCOD", "千克 COD", "kg COD", DIM_MASS, 1e-3, true),
    UNIT("tCOD", "吨 COD", "t COD", DIM_MASS, 1, true),
    UNIT("元", "元", "CNY", DIM_MONEY, 1, true),
    UNIT("千元", "千元", "10³ CNY", DIM_MONEY, 1e3, true),
    UNIT("万元", "万元", "10⁴ CNY", DIM_MONEY, 1e4, true),
    UNIT("亿元", "亿元", "10⁸ CNY", DIM_MONEY, 1e8, true),
    UNIT("USD", "美元", "USD", DIM_USD, 1, true),
    UNIT("万USD", "万美元", "10⁴ USD", DIM_USD, 1e4, true),
    UNIT("EUR", "欧元", "EUR", DIM_EUR, 1, true),
    UNIT("万EUR", "万欧元", "10⁴ EUR", DIM_EUR, 1e4, true),
    UNIT("GBP", "英镑", "GBP", DIM_GBP, 1, true),
    UNIT("万GBP", "万英镑", "10⁴ GBP", DIM_GBP, 1e4, true),
    UNIT("m2", "平方米", "m²", DIM_AREA, 1, true),
    UNIT("万m2", "万平方米", "10⁴ m²", DIM_AREA, 1e4, true),
    UNIT("公顷", "公顷", "hectares", DIM_AREA, 1e4, true),
    UNIT("亩", "亩", "mu", DIM_AREA, 1e4 / 15, true),
    UNIT("ft2", "平方英尺", "ft²", DIM_AREA, 0.09290304, true),
    UNIT("件", "件", "pieces", DIM_COUNT, 1, true),
    UNIT("台", "台", "units", DIM_COUNT, 1, true),
    UNIT("人", "人", "persons", DIM_COUNT, 1, true),
    UNIT("座", "座", "sites", DIM_COUNT, 1, true),
    UNIT("次", "次", "times", DIM_COUNT, 1, true),
    UNIT("箱", "标准箱 (TEU)", "TEU", DIM_COUNT, 1, true),
    UNIT("间夜", "间夜", "room-nights", DIM_COUNT, 1, true),
    UNIT("km", "公里", "km", DIM_LENGTH, 1, true),
    UNIT("m", "米", "m", DIM_LENGTH, 1e-3, true),
    UNIT("万km", "万公里", "10⁴ km", DIM_LENGTH, 1e4, true),
    UNIT("车·km", "车公里", "vehicle·km", DIM_LENGTH, 1, true),
    UNIT("mile", "英里", "miles", DIM_LENGTH, MILE_KM, true),
    UNIT("海里", "海里", "nautical miles", DIM_LENGTH, 1.852, true),
    UNIT("h", "小时", "h", DIM_TIME, 1, true),
    UNIT("d", "天", "days", DIM_TIME, 24, true),
    UNIT("a", "年", "years", DIM_TIME, 8760, true),
    UNIT("℃", "℃", "°C", DIM_TEMPERATURE, 1, true),
    {"K", "开尔文", "K", {ONE(DIM_TEMPERATURE), 1, -273.15}, true},
    {"°F", "华氏度", "°F", {ONE(DIM_TEMPERATURE), 5.0 / 9, -160.0 / 9}, true},
    UNIT("MPa", "兆帕（绝对压力）", "MPa (absolute)", DIM_PRESSURE, 1, true),
    UNIT("kPa", "千帕（绝对压力）", "kPa (absolute)", DIM_PRESSURE, 1e-3, true),
    UNIT("bar", "巴（绝对压力）", "bar (absolute)", DIM_PRESSURE, 0.1, true),
    {"%", "%", "%", {{{0}}, 0.01, 0}, true},
    {"1", "1", "1", {{{0}}, 1, 0}, true},
    PRODUCT("t·km", "吨公里", "t·km", DIM_MASS, DIM_LENGTH, 1, true),
    PRODUCT("万t·km", "万吨公里", "10⁴ t·km", DIM_MASS, DIM_LENGTH, 1e4, true),
    PRODUCT("t·mile", "吨英里", "t·mile", DIM_MASS, DIM_LENGTH, MILE_KM, true),
    PRODUCT("短吨·mile", "短吨英里（美）", "short ton·mile (US)", DIM_MASS, DIM_LENGTH, 2000 * LB_T * MILE_KM,
	true),
    PRODUCT("t·海里", "吨海里", "t·nautical mile", DIM_MASS, DIM_LENGTH, 1.852, true),
    PRODUCT("座·年", "座·年", "site-years", DIM_COUNT, DIM_TIME, 8760, true),
    PRODUCT("人·km", "人公里", "person·km", DIM_COUNT, DIM_LENGTH, 1, true),
    PRODUCT("万人·km", "万人公里", "10⁴ person·km", DIM_COUNT, DIM_LENGTH, 1e4, true),
    PRODUCT("人·mile", "人英里", "person·mile", DIM_COUNT, DIM_LENGTH, MILE_KM, true),
    PRODUCT("箱·km", "标准箱公里", "TEU·km", DIM_COUNT, DIM_LENGTH, 1, true),
    PRODUCT("人·d", "人天", "person-days", DIM_COUNT, DIM_TIME, 24, true),
    PRODUCT("人·h", "人时", "person-hours", DIM_COUNT, DIM_TIME, 1, true),
    PRODUCT("m2·a", "平方米·年", "m²·year", DIM_AREA, DIM_TIME, 8760, true),
    PRODUCT("m2·d", "平方米·天", "m²·day", DIM_AREA, DIM_TIME, 24, true),
    {"kW", "千瓦", "kW", {{.of = {[DIM_ENERGY] = 1, [DIM_TIME] = -1}}, 3.6e-3, 0}, true},
    {"MW", "兆瓦", "MW", {{.of = {[DIM_ENERGY] = 1, [DIM_TIME] = -1}}, 3.6, 0}, true},
};

/* Other spellings, after normalising (no spaces, lower case, superscripts flat, 10^4 -> 万). */
static const struct {
	const char *alias, *name;
} ALIASES[] = {
    {"吨", "t"}, {"ton", "t"}, {"tonne", "t"}, {"tonnes", "t"}, {"公斤", "kg"}, {"千克", "kg"}, {"克", "g"},
    {"万吨", "万t"}, {"立方米", "m3"}, {"立方", "m3"}, {"方", "m3"}, {"万立方米", "万m3"}, {"万方", "万m3"},
    {"升", "L"}, {"liter", "L"}, {"litre", "L"}, {"litres", "L"}, {"标准立方米", "Nm3"}, {"标立方米", "Nm3"},
    {"标方", "Nm3"}, {"万标准立方米", "万Nm3"}, {"万标立方米", "万Nm3"}, {"万标方", "万Nm3"},
    {"m3(20c)", "m3(20℃)"}, {"m3at20c", "m3(20℃)"}, {"m3(20°c)", "m3(20℃)"}, {"万m3(20c)", "万m3(20℃)"},
    {"万m3at20c", "万m3(20℃)"}, {"万m3(20°c)", "万m3(20℃)"}, {"吉焦", "GJ"}, {"10^6kj", "百万千焦"},
    {"百万kj", "百万千焦"}, {"太焦", "TJ"}, {"兆焦", "MJ"}, {"千焦", "kJ"}, {"千瓦时", "kWh"}, {"度", "kWh"},
    {"千瓦小时", "kWh"}, {"兆瓦时", "MWh"}, {"千度", "MWh"}, {"万千瓦时", "万kWh"}, {"万度", "万kWh"},
    {"万千瓦小时", "万kWh"}, {"吉瓦时", "GWh"}, {"亿千瓦时", "亿kWh"}, {"亿度", "亿kWh"}, {"千卡", "kcal"},
    {"大卡", "kcal"}, {"百万千卡", "Gcal"}, {"百万大卡", "Gcal"}, {"千克标准煤", "kgce"},
    {"公斤标准煤", "kgce"}, {"吨标准煤", "tce"}, {"吨标煤", "tce"}, {"万吨标准煤", "万tce"},
    {"吨二氧化碳", "tCO2"}, {"吨二氧化碳当量", "tCO2e"}, {"千克二氧化碳", "kgCO2"},
    {"千克二氧化碳当量", "kgCO2e"}, {"tc", "tC"}, {"cny", "元"}, {"rmb", "元"}, {"yuan", "元"},
    {"人民币", "元"}, {"平方米", "m2"}, {"万平方米", "万m2"}, {"个", "件"}, {"piece", "件"}, {"pieces", "件"},
    {"unit", "台"}, {"units", "台"}, {"person", "人"}, {"persons", "人"}, {"人次", "人"},
    {"room-night", "间夜"}, {"room-nights", "间夜"}, {"公里", "km"}, {"千米", "km"}, {"米", "m"},
    {"万公里", "万km"}, {"小时", "h"}, {"hour", "h"}, {"hours", "h"}, {"天", "d"}, {"日", "d"}, {"day", "d"},
    {"年", "a"}, {"fill", "次"}, {"fills", "次"}, {"days", "d"}, {"c", "℃"}, {"°c", "℃"}, {"degc", "℃"},
    {"kelvin", "K"}, {"开尔文", "K"}, {"°k", "K"}, {"f", "°F"}, {"degf", "°F"}, {"华氏度", "°F"},
    {"摄氏度", "℃"}, {"兆帕", "MPa"}, {"千帕", "kPa"}, {"tkm", "t·km"}, {"吨公里", "t·km"},
    {"吨千米", "t·km"}, {"人公里", "人·km"}, {"人千米", "人·km"}, {"pkm", "人·km"}, {"fraction", "1"},
    {"percent", "%"}, {"美元", "USD"}, {"us$", "USD"}, {"$", "USD"}, {"dollar", "USD"}, {"dollars", "USD"},
    {"万美元", "万USD"}, {"欧元", "EUR"}, {"€", "EUR"}, {"euro", "EUR"}, {"euros", "EUR"},
    {"万欧元", "万EUR"}, {"英镑", "GBP"}, {"£", "GBP"}, {"万英镑", "万GBP"}, {"¥", "元"}, {"￥", "元"},
    {"公頃", "公顷"}, {"ha", "公顷"}, {"hectare", "公顷"}, {"hectares", "公顷"}, {"mu", "亩"},
    {"平方英尺", "ft2"}, {"sqft", "ft2"}, {"磅", "lb"}, {"lbs", "lb"}, {"pound", "lb"}, {"pounds", "lb"},
    {"shortton", "短吨"}, {"shorttons", "短吨"}, {"uston", "短吨"}, {"ustons", "短吨"}, {"美吨", "短吨"},
    {"longton", "长吨"}, {"longtons", "长吨"}, {"ukton", "长吨"}, {"英吨", "长吨"}, {"美加仑", "gal(US)"},
    {"usgal", "gal(US)"}, {"usgallon", "gal(US)"}, {"usgallons", "gal(US)"}, {"gallon(us)", "gal(US)"},
    {"gallons(us)", "gal(US)"}, {"英加仑", "gal(UK)"}, {"ukgal", "gal(UK)"}, {"ukgallon", "gal(UK)"},
    {"ukgallons", "gal(UK)"}, {"imperialgallon", "gal(UK)"}, {"imperialgallons", "gal(UK)"},
    {"gallon(uk)", "gal(UK)"}, {"桶", "bbl"}, {"barrel", "bbl"}, {"barrels", "bbl"}, {"立方英尺", "ft3"},
    {"cuft", "ft3"}, {"cubicfeet", "ft3"}, {"英热单位", "Btu"}, {"百万英热单位", "MMBtu"},
    {"mbtu(million)", "MMBtu"}, {"therms", "therm"}, {"撒姆", "therm"}, {"英里", "mile"}, {"miles", "mile"},
    {"mi", "mile"}, {"nauticalmile", "海里"}, {"nauticalmiles", "海里"}, {"nmi", "海里"}, {"nm", "海里"},
    {"vkm", "车·km"}, {"vehicle·km", "车·km"}, {"vehicle-km", "车·km"}, {"辆·km", "车·km"},
    {"车公里", "车·km"}, {"车千米", "车·km"}, {"vehiclekm", "车·km"}, {"vehicle-mile", "mile"},
    {"vehicle·mile", "mile"}, {"车英里", "mile"}, {"标准箱", "箱"}, {"teu", "箱"}, {"teu·km", "箱·km"},
    {"箱公里", "箱·km"}, {"万吨公里", "万t·km"}, {"吨英里", "t·mile"}, {"tonne-mile", "t·mile"},
    {"tonmile", "短吨·mile"}, {"ton-mile", "短吨·mile"}, {"shortton-mile", "短吨·mile"},
    {"shortton·mile", "短吨·mile"}, {"吨海里", "t·海里"}, {"tonne-km", "t·km"}, {"tonne·km", "t·km"},
    {"ton·km", "t·km"}, {"万人公里", "万人·km"}, {"passenger-km", "人·km"}, {"passenger·km", "人·km"},
    {"person·km", "人·km"}, {"person-km", "人·km"}, {"passenger.km", "人·km"}, {"tonne.km", "t·km"},
    {"人英里", "人·mile"}, {"passenger-mile", "人·mile"}, {"passenger-miles", "人·mile"}, {"人·天", "人·d"},
    {"人天", "人·d"}, {"人日", "人·d"}, {"person-day", "人·d"}, {"person-days", "人·d"},
    {"person·day", "人·d"}, {"人·小时", "人·h"}, {"人时", "人·h"}, {"person-hour", "人·h"},
    {"person-hours", "人·h"}, {"person·h", "人·h"}, {"fte·h", "人·h"}, {"m2·年", "m2·a"}, {"m2·year", "m2·a"},
    {"平方米·年", "m2·a"}, {"m2·天", "m2·d"}, {"m2·day", "m2·d"}, {"平方米·天", "m2·d"}, {"千瓦", "kW"},
    {"兆瓦", "MW"}, {"辆", "台"}, {"vehicle", "台"}, {"vehicles", "台"}, {"项", "件"}, {"employee", "人"},
    {"employees", "人"}, {"fte", "人"}, {"passenger", "人"}, {"passengers", "人"}, {"guest-night", "间夜"},
    {"roomnight", "间夜"}, {"roomnights", "间夜"}, {"night", "间夜"}, {"nights", "间夜"}, {"year", "a"},
    {"years", "a"}, {"kilogram", "kg"}, {"kilograms", "kg"}, {"liters", "L"}, {"cubicmeter", "m3"},
    {"cubicmetre", "m3"}, {"cbm", "m3"}, {"gal", "gal(US)"}, {"gallon", "gal(US)"}, {"galus", "gal(US)"},
    {"impgal", "gal(UK)"}, {"gal(imp)", "gal(UK)"}, {"impgallon", "gal(UK)"}, {"ton(us)", "短吨"},
    {"ton(short)", "短吨"}, {"tons(short)", "短吨"}, {"tons(us)", "短吨"}, {"shtn", "短吨"},
    {"ton(uk)", "长吨"}, {"ton(long)", "长吨"}, {"metricton", "t"}, {"metrictonne", "t"}, {"gram", "g"},
    {"kilogramme", "kg"}, {"kgs", "kg"}, {"cubicfoot", "ft3"}, {"cf", "ft3"}, {"squarefoot", "ft2"},
    {"squarefeet", "ft2"}, {"sqm", "m2"}, {"squaremetre", "m2"}, {"squaremeter", "m2"},
    {"statutemile", "mile"}, {"kilometre", "km"}, {"kilometer", "km"}, {"kms", "km"}, {"metre", "m"},
    {"meter", "m"}, {"vehiclekilometre", "车·km"}, {"vehiclekilometer", "车·km"}, {"vehkm", "车·km"},
    {"passengerkilometre", "人·km"}, {"passengerkilometer", "人·km"}, {"pkms", "人·km"}, {"pax", "人"},
    {"people", "人"}, {"staff", "人"}, {"workinghour", "h"}, {"hr", "h"}, {"hrs", "h"}, {"yr", "a"},
    {"annum", "a"}, {"kwh(grosscv)", "kWh"}, {"kwh(netcv)", "kWh"}, {"megawatthour", "MWh"},
    {"gigawatthour", "GWh"}, {"kilojoule", "kJ"}, {"megajoule", "MJ"}, {"gigajoule", "GJ"},
    {"terajoule", "TJ"}, {"head", "件"}, {"头", "件"}, {"each", "件"}, {"items", "件"}, {"pcs", "件"},
    {"只", "件"}, {"套", "件"}, {"set", "件"}, {"case", "件"}, {"product", "件"}, {"trip", "次"},
    {"cycle", "次"}, {"use", "次"}, {"flight", "次"}, {"site", "座"}, {"store", "座"}, {"building", "座"},
    {"household", "座"}, {"门店", "座"}, {"户", "座"}, {"wash", "次"}, {"times", "次"},
    {"roompernight", "间夜"}, {"m^2", "m2"}, {"m^3", "m3"}, {"nm^3", "Nm3"}, {"ft^2", "ft2"}, {"ft^3", "ft3"},
    {"tonnekilometre", "t·km"}, {"tonnekilometer", "t·km"}, {"vehicle.km", "车·km"}, {"p.km", "人·km"},
    {"kilowatthour", "kWh"}, {"c/molecule", "1"}, {"tal", "t"}, /* of aluminium */
};

/* Units that people read and write but that no list offers. The upper case of the first ones matters. */
typedef struct ScaledUnit {
	const char *spelling, *name;
	double times;
	bool is_cased;
} ScaledUnit;

static const ScaledUnit SCALED[] = {
    {"Mg", "t", 1, true},
    {"MT", "t", 1, true},
    {"Mt", "t", 1e6, true},
    {"ML", "m3", 1e3, true},
    {"kt", "t", 1e3, false},
    {"Gg", "t", 1e3, false},
    {"kilotonne", "t", 1e3, false},
    {"oz", "g", 28.349523125, false},
    {"ounce", "g", 28.349523125, false},
    {"斤", "kg", 0.5, false},
    {"kL", "m3", 1, false},
    {"megalitre", "m3", 1e3, false},
    {"megaliter", "m3", 1e3, false},
    {"ccf", "ft3", 100, false},
    {"hcf", "ft3", 100, false},
    {"Mcf", "Nm3", 1e3 * SCF_NM3, false},
    {"MMcf", "Nm3", 1e6 * SCF_NM3, false},
    {"scf", "Nm3", SCF_NM3, false},
    {"Mscf", "Nm3", 1e3 * SCF_NM3, false},
    {"MMscf", "Nm3", 1e6 * SCF_NM3, false},
    {"Sm3", "Nm3", 273.15 / 288.15, false},
    {"ft", "m", 0.3048, false},
    {"foot", "m", 0.3048, false},
    {"feet", "m", 0.3048, false},
    {"yard", "m", 0.9144, false},
    {"acre", "m2", 4046.8564224, false},
    {"英亩", "m2", 4046.8564224, false},
    {"km2", "m2", 1e6, false},
    {"平方公里", "m2", 1e6, false},
    {"平方千米", "m2", 1e6, false},
    {"J", "kJ", 1e-3, false},
    {"PJ", "TJ", 1e3, false},
    {"EJ", "TJ", 1e6, false},
    {"Wh", "kWh", 1e-3, false},
    {"TWh", "GWh", 1e3, false},
    {"cal", "kcal", 1e-3, false},
    {"kBtu", "Btu", 1e3, false},
    {"dekatherm", "therm", 10, false},
    {"Dth", "therm", 10, false},
    {"gce", "kgce", 1e-3, false},
    {"ktce", "tce", 1e3, false},
    {"Mtce", "tce", 1e6, false},
    {"toe", "GJ", 41.868, false},
    {"吨油当量", "GJ", 41.868, false},
    {"kgoe", "MJ", 41.868, false},
    {"GW", "MW", 1e3, false},
    {"W", "kW", 1e-3, false},
    {"FEU", "箱", 2, false},
    {"min", "h", 1.0 / 60, false},
    {"minute", "h", 1.0 / 60, false},
    {"分钟", "h", 1.0 / 60, false},
    {"week", "d", 7, false},
    {"周", "d", 7, false},
    {"psi", "kPa", 6.894757293168361, false},
    {"atm", "kPa", 101.325, false},
    {"ppm", "1", 1e-6, false},
    {"kmol", "mol", 1e3, false},
    {"dozen", "件", 12, false},
    {"pence", "GBP", 0.01, false},
};

/* Words for multiples of a unit. */
static const struct {
	const char *word;
	double times;
	bool is_of_money;
} MULTIPLES[] = {
    {"million", 1e6, false},
    {"thousand", 1e3, false},
    {"billion", 1e9, false},
    {"十亿", 1e9, false},
    {"千万", 1e7, false},
    {"百万", 1e6, false},
    {"万", 1e4, false},
    {"亿", 1e8, false},
    {"千", 1e3, false},
    {"百", 1e2, false},
    {"mn", 1e6, true},
    {"bn", 1e9, true},
    {"m", 1e6, true},
    {"k", 1e3, true},
};

/* What a mass may be of, the longer endings first. */
static const struct {
	const char *ending;
	DimBase base;
	double times;
} GASES[] = {
    {"CO2 equivalent", DIM_CO2, 1},
    {"CO2-eq", DIM_CO2, 1},
    {"CO2eq", DIM_CO2, 1},
    {"CO2-e", DIM_CO2, 1},
    {"CO2e", DIM_CO2, 1},
    {"CO2", DIM_CO2, 1},
    {"CH4", DIM_EMITTED, 1},
    {"N2O-N", DIM_EMITTED, 44.0 / 28},
    {"N2O", DIM_EMITTED, 1},
    {"C", DIM_CARBON, 1},
};

/* Spellings that mean the same, replaced while normalising. */
static const struct {
	const char *from, *to;
} SPELLINGS[] = {
    {"10⁴", "万"},
    {"10⁸", "亿"},
    {"10³", "1000"},
    {"²", "2"},
    {"³", "3"},
    {"₂", "2"},
    {"₄", "4"},
    {"⁴", "^4"},
    {"⁶", "^6"},
    {"⁸", "^8"},
    {"％", "%"},
    {"（", "("},
    {"）", ")"},
    {"／", "/"},
    {"10^4", "万"},
    {"10^8", "亿"},
    {"\xC2\xA0", " "},
    {"\xE2\x80\x89", " "},
    {"\xE2\x80\xAF", " "},
    {"\xE3\x80\x80", " "},
    {"·", "."},
    {"⋅", "."},
    {"•", "."},
    {"‑", "-"},
    {"–", "-"},
    {"¹", "1"},
    {" per ", "/"},
    {"room/night", "roomnight"},
    {"room per night", "roomnight"},
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* What stands at *text under another spelling; *text moves on. NULL when it is nothing special. */
static const char *respelled(const char **text)
{
	bool may_be_special = (unsigned char)**text >= 0x80 || strchr("1 r", **text);
	for (size_t i = 0; may_be_special && i < sizeof SPELLINGS / sizeof SPELLINGS[0]; i++) {
		size_t len = strlen(SPELLINGS[i].from);
		if (strncmp(*text, SPELLINGS[i].from, len) != 0)
			continue;
		*text += len;
		return SPELLINGS[i].to;
	}
	return NULL;
}

static bool is_joint(char c)
{
	return c == ' ' || c == '-' || c == '.';
}

/* Flat superscripts, "per" as "/", "·" as ".", single spaces; false when it does not fit. */
static bool normalise(const char *text, char out[TEXT_MAX])
{
	size_t len = 0;
	while (*text) {
		char one[2] = {*text == '\t' ? ' ' : *text, '\0'};
		const char *add = respelled(&text);
		if (!add) {
			add = one;
			text++;
		}
		size_t more = strlen(add);
		if (*add == ' ' && (len == 0 || out[len - 1] == ' ' || out[len - 1] == '/'))
			continue;
		if (*add == '/' && len > 0 && out[len - 1] == ' ')
			len--;
		if (len + more >= TEXT_MAX)
			return false;
		memcpy(out + len, add, more);
		len += more;
	}
	len -= len > 0 && out[len - 1] == ' ';
	out[len] = '\0';
	return true;
}

/* A stretch of normalised text. */
typedef struct Word {
	const char *at;
	size_t len;
} Word;

/* The same letters, whatever their case and whatever joins the words: "tonne-km", "Tonne km", "t.km". */
static bool is_spelled(const char *name, Word word)
{
	size_t i = 0;
	for (;; name++, i++) {
		while (is_joint(*name) || strncmp(name, "·", strlen("·")) == 0)
			name += is_joint(*name) ? 1 : strlen("·");
		while (i < word.len && is_joint(word.at[i]))
			i++;
		if (i == word.len || *name == '\0')
			return i == word.len && *name == '\0';
		if (lower(*name) != lower(word.at[i]))
			return false;
	}
}

static const NamedUnit *unit_by_name(const char *name)
{
	for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++)
		if (strcmp(UNITS[i].name, name) == 0)
			return &UNITS[i];
	return NULL;
}

static const ScaledUnit *scaled_by_spelling(Word word)
{
	for (size_t i = 0; i < sizeof SCALED / sizeof SCALED[0]; i++) {
		const char *spelling = SCALED[i].spelling;
		bool is_same = SCALED[i].is_cased
				   ? strlen(spelling) == word.len && strncmp(spelling, word.at, word.len) == 0
				   : is_spelled(spelling, word);
		if (is_same)
			return &SCALED[i];
	}
	bool is_plural = word.len > 4 && lower(word.at[word.len - 1]) == 's';
	return is_plural ? scaled_by_spelling((Word){word.at, word.len - 1}) : NULL;
}

static const NamedUnit *unit_by_spelling(Word word)
{
	if (word.len == 0)
		return NULL;
	for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++)
		if (is_spelled(UNITS[i].name, word))
			return &UNITS[i];
	for (size_t i = 0; i < sizeof ALIASES / sizeof ALIASES[0]; i++)
		if (is_spelled(ALIASES[i].alias, word))
			return unit_by_name(ALIASES[i].name);
	bool is_plural = word.len > 3 && lower(word.at[word.len - 1]) == 's';
	return is_plural ? unit_by_spelling((Word){word.at, word.len - 1}) : NULL;
}

const NamedUnit *unit_named(const char *text)
{
	char plain[TEXT_MAX];
	if (!text || !*text)
		return NULL;
	const NamedUnit *unit = unit_by_name(text);
	if (unit || !normalise(text, plain))
		return unit;
	Word whole = {plain, strlen(plain)};
	return scaled_by_spelling(whole) ? NULL : unit_by_spelling(whole);
}

/* ---- compounds: part { ('/' | '*') part }, part = word | '(' compound ')' ---- */

static bool word_read(Word word, Unit *out);

static Word trimmed(Word word)
{
	while (word.len && is_joint(*word.at))
		word.at++, word.len--;
	while (word.len && is_joint(word.at[word.len - 1]))
		word.len--;
	return word;
}

/* One unit of the tables, or the quantity of the chosen item of a method file. */
static bool simple_read(Word word, Unit *out)
{
	word = trimmed(word);
	const ScaledUnit *scaled = scaled_by_spelling(word);
	const NamedUnit *unit = scaled ? unit_by_name(scaled->name) : unit_by_spelling(word);
	if (unit)
		*out = (Unit){
		    unit->unit.dim, unit->unit.scale * (scaled ? scaled->times : 1), unit->unit.offset};
	else if (is_spelled("ITEM", word))
		*out = (Unit){.dim = dim_of(DIM_ITEM), .scale = 1};
	else
		return false;
	return true;
}

/* "1000 km", "10^6 kJ": powers of ten alone, so that "kgCO2e/2021 USD" is not a factor for so many dollars;
 * a year before money says of which year the prices are. Returns the length of the number, 0 without one. */
static size_t number_before(Word word, double *times, bool *is_year)
{
	size_t len = strspn(word.at, "0123456789");
	if (len == 0 || len > 9 || len >= word.len)
		return 0;
	double number = strtod(word.at, NULL);
	*is_year = len == 4 && number >= 1990 && number < 2100;
	if (number == 10 && word.at[len] == '^') {
		size_t digits = strspn(word.at + len + 1, "0123456789");
		if (digits != 1 || len + 1 + digits >= word.len)
			return 0;
		*times = 1;
		for (int power = word.at[len + 1] - '0'; power > 0; power--)
			*times *= 10;
		return len + 1 + digits;
	}
	bool is_power = *word.at == '1' && strspn(word.at + 1, "0") == len - 1 && len > 1;
	*times = *is_year ? 1 : number;
	return is_power || *is_year ? len : 0;
}

static bool begins(Word word, const char *with)
{
	size_t len = strlen(with);
	return word.len > len && is_spelled(with, (Word){word.at, len});
}

static bool ends(Word word, const char *with)
{
	size_t len = strlen(with);
	return word.len > len && is_spelled(with, (Word){word.at + word.len - len, len});
}

/* "thousand gallons", "百万元", "USD million", "k€"; the short ones before or after money only. */
static bool multiple_read(Word word, Unit *out)
{
	double times;
	bool is_year = false;
	size_t number = number_before(word, &times, &is_year);
	if (number) {
		bool is_unit = word_read((Word){word.at + number, word.len - number}, out);
		out->scale *= is_unit ? times : 1;
		return is_unit && (!is_year || dim_is_money(out->dim));
	}
	for (size_t i = 0; i < sizeof MULTIPLES / sizeof MULTIPLES[0]; i++) {
		size_t len = strlen(MULTIPLES[i].word);
		Word after = {word.at + len, word.len - len}, before = {word.at, word.len - len};
		bool is_of_money = MULTIPLES[i].is_of_money, is_read = false;
		if (begins(word, MULTIPLES[i].word))
			is_read = is_of_money ? simple_read(after, out) : word_read(after, out);
		if (!is_read && ends(word, MULTIPLES[i].word))
			is_read = is_of_money = simple_read(before, out);
		out->scale *= is_read ? MULTIPLES[i].times : 1;
		if (is_read && (!is_of_money || dim_is_money(out->dim)))
			return true;
		if (begins(word, MULTIPLES[i].word) && !MULTIPLES[i].is_of_money)
			return false;
	}
	return false;
}

/* "short tons CO2e", "lb CH4", "kgCO2-eq": tonnes of a gas are not tonnes of material. */
static bool gas_read(Word word, Unit *out)
{
	for (size_t i = 0; i < sizeof GASES / sizeof GASES[0]; i++) {
		size_t len = strlen(GASES[i].ending);
		if (!ends(word, GASES[i].ending))
			continue;
		bool is_mass = simple_read((Word){word.at, word.len - len}, out) &&
			       dim_equal(out->dim, dim_of(DIM_MASS));
		if (is_mass)
			*out = (Unit){.dim = dim_of(GASES[i].base), .scale = out->scale * GASES[i].times};
		return is_mass;
	}
	return false;
}

static bool is_span(Unit unit)
{
	return dim_equal(unit.dim, dim_of(DIM_LENGTH)) || dim_equal(unit.dim, dim_of(DIM_TIME));
}

/* "kg.K", "人·km"; without a point only a distance or time stands behind: "metric ton-mile", "person day". */
static bool product_read(Word word, Unit *out)
{
	for (size_t i = 1; i + 1 < word.len; i++) {
		if (!is_joint(word.at[i]))
			continue;
		Word first = {word.at, i}, second = {word.at + i + 1, word.len - i - 1};
		Unit simple, other;
		bool is_dot = word.at[i] == '.';
		if (!simple_read(is_dot ? first : second, &simple) || (!is_dot && !is_span(simple)))
			continue;
		if (!word_read(is_dot ? second : first, &other))
			return false;
		*out = (Unit){
		    .dim = dim_times(simple.dim, other.dim, 1), .scale = simple.scale * other.scale};
		return true;
	}
	return false;
}

static bool word_read(Word word, Unit *out)
{
	word = trimmed(word);
	return word.len && (simple_read(word, out) || gas_read(word, out) || multiple_read(word, out) ||
			       product_read(word, out));
}

typedef struct Reader {
	const char *at;
	int depth;
} Reader;

static bool read_compound(Reader *reader, Unit *out);

/* A word runs to the next operator; brackets belong to it when they follow: "m3(20℃)", "gallon (US)". */
static bool read_part(Reader *reader, Unit *out)
{
	if (*reader->at == '(') {
		if (++reader->depth > 4)
			return false;
		reader->at++;
		if (!read_compound(reader, out) || *reader->at != ')')
			return false;
		reader->at++;
		reader->depth--;
		return true;
	}
	size_t len = strcspn(reader->at, "/*()");
	if (reader->at[len] == '(') {
		const char *close = strchr(reader->at + len, ')');
		if (!close)
			return false;
		len = (size_t)(close + 1 - reader->at);
	}
	Word word = {reader->at, len};
	reader->at += len;
	return word_read(word, out);
}

static bool read_compound(Reader *reader, Unit *out)
{
	if (!read_part(reader, out))
		return false;
	while (*reader->at == '/' || *reader->at == '*') {
		int power = *reader->at == '/' ? -1 : 1;
		Unit part;
		reader->at++;
		if (!read_part(reader, &part))
			return false;
		out->dim = dim_times(out->dim, part.dim, power);
		out->offset = 0; /* kJ/(kg.K): a difference of temperatures */
		out->scale = power > 0 ? out->scale * part.scale : out->scale / part.scale;
	}
	return true;
}

static bool unit_read(const char *text, Unit *out)
{
	char plain[TEXT_MAX];
	const NamedUnit *named = unit_by_name(text);
	if (named) {
		*out = named->unit;
		return true;
	}
	if (!normalise(text, plain))
		return false;
	Word whole = {plain, strlen(plain)};
	if (simple_read(whole, out))
		return true;
	Reader reader = {plain, 0};
	return read_compound(&reader, out) && *reader.at == '\0';
}

/* The same few unit texts are read for every line of an inventory: each thread remembers what they mean. */
enum { REMEMBERED_UNITS = 256, REMEMBERED_BYTES = 40 };

typedef struct RememberedUnit {
	char text[REMEMBERED_BYTES]; /* "" = free */
	Unit unit;
	bool is_unit;
} RememberedUnit;

/* Two units stand in a pair, the one asked for last in front: texts that meet there do not drive each other
 * out line after line. */
static RememberedUnit *remembered_pair(const char *text, size_t *len)
{
	static _Thread_local RememberedUnit units[REMEMBERED_UNITS];
	uint32_t hash = 2166136261u; /* FNV-1a */
	size_t n = 0;
	for (; text[n]; n++)
		hash = (hash ^ (unsigned char)text[n]) * 16777619u;
	*len = n;
	return n < REMEMBERED_BYTES ? &units[(hash ^ hash >> 16) % (REMEMBERED_UNITS / 2) * 2] : NULL;
}

bool unit_parse(const char *text, Unit *out)
{
	if (!text || !*text)
		return false;
	size_t len;
	RememberedUnit *pair = remembered_pair(text, &len);
	if (!pair)
		return unit_read(text, out);
	if (strcmp(pair[0].text, text) != 0) {
		RememberedUnit known = pair[1];
		if (strcmp(known.text, text) != 0) {
			known = (RememberedUnit){.is_unit = false};
			known.is_unit = unit_read(text, &known.unit);
			memcpy(known.text, text, len + 1);
		}
		pair[1] = pair[0];
		pair[0] = known;
	}
	if (pair[0].is_unit)
		*out = pair[0].unit;
	return pair[0].is_unit;
}

bool dim_equal(Dim a, Dim b)
{
	return memcmp(&a, &b, sizeof a) == 0;
}

bool dim_is_none(Dim dim)
{
	return dim_equal(dim, (Dim){{0}});
}

bool dim_is_money(Dim dim)
{
	return dim_equal(dim, dim_of(DIM_MONEY)) || dim_equal(dim, dim_of(DIM_USD)) ||
	       dim_equal(dim, dim_of(DIM_EUR)) || dim_equal(dim, dim_of(DIM_GBP));
}

Dim dim_times(Dim a, Dim b, int power_of_b)
{
	for (int i = 0; i < DIM_BASES; i++)
		a.of[i] = (signed char)(a.of[i] + power_of_b * b.of[i]);
	return a;
}

Dim dim_of(DimBase base)
{
	Dim dim = {{0}};
	dim.of[base] = 1;
	return dim;
}

/* Every base with its name, sign and a power of three digits. */
#define DIM_TEXT_MAX (DIM_BASES * 16)
static const char *const BASE_NAMES[DIM_BASES] = {"t", "m3", "Nm3", "GJ", "tC", "tCO2", "t(gas)", "CNY", "m2",
    "count", "km", "h", "℃", "MPa", "mol", "USD", "EUR", "GBP", "ITEM"};

static char *put(char *to, const char *text)
{
	while (*text)
		*to++ = *text++;
	*to = '\0';
	return to;
}

/* The bases with an exponent of that sign: "t·km", "m3^2"; "" when there is none. Returns their number. */
static int bases_text(char *out, Dim dim, int sign)
{
	char *to = out;
	int bases = 0;
	for (int i = 0; i < DIM_BASES; i++) {
		int power = dim.of[i] * sign;
		if (power <= 0)
			continue;
		if (bases++)
			to = put(to, "·");
		to = put(to, BASE_NAMES[i]);
		if (power > 1) {
			*to++ = '^';
			for (int ten = 100; ten > 0; ten /= 10)
				if (power >= ten)
					*to++ = (char)('0' + power / ten % 10);
		}
	}
	*to = '\0';
	return bases;
}

char *dim_text(Arena *mem, Dim dim)
{
	char text[2 * DIM_TEXT_MAX], under[DIM_TEXT_MAX];
	int over = bases_text(text, dim, 1), parts = bases_text(under, dim, -1);
	if (over == 0)
		put(text, "1");
	if (parts) {
		char *to = put(text + strlen(text), parts > 1 ? "/(" : "/");
		put(put(to, under), parts > 1 ? ")" : "");
	}
	return arena_copy(mem, text);
}

bool unit_convert(double value, Unit from, Unit to, double *out)
{
	if (!dim_equal(from.dim, to.dim))
		return false;
	if (from.offset != to.offset)
		*out = (unit_base(from, value) - to.offset) / to.scale;
	else
		*out = from.scale == to.scale ? value : value * from.scale / to.scale;
	return true;
}

/* The first of each list names the dimension. */
#define OFFER_MAX 12
static const char *const OFFERS[][OFFER_MAX] = {
    {"t", "kg", "万t"},
    {"m3", "万m3", "L"},
    {"万Nm3", "Nm3", "万m3(20℃)", "m3(20℃)"},
    {"GJ", "百万千焦", "MWh", "kWh", "万kWh", "TJ", "MJ", "Gcal", "kcal", "tce"},
    {"tC", "kgC"},
    {"tCO2", "kgCO2"},
    {"tCH4", "kgCH4"},
    {"元", "万元", "千元", "亿元"},
    {"m2", "万m2"},
    {"件", "台", "人", "间夜"},
    {"km", "万km", "m"},
    {"h", "d"},
    {"℃"},
    {"MPa", "bar", "kPa"},
    {"t·km", "万t·km", "t·mile", "t·海里"},
    {"人·km", "万人·km", "人·mile"},
    {"座·年"},
    {"USD", "万USD"},
    {"EUR", "万EUR"},
    {"GBP", "万GBP"},
    {"元/USD"},
    {"元/EUR"},
    {"元/GBP"},
    {"m2·a", "m2·d"},
    {"MW", "kW"},
    {"GJ/t", "MJ/kg", "kJ/kg", "kcal/kg"},
    {"GJ/万Nm3", "MJ/Nm3", "kJ/Nm3", "kcal/Nm3", "MJ/m3(20℃)", "kcal/m3(20℃)"},
    {"tC/GJ", "tC/TJ"},
    {"tCO2/t", "kgCO2/kg", "kgCO2/t"},
    {"tCO2/万Nm3", "kgCO2/Nm3", "kgCO2/m3(20℃)"},
    {"tCO2/GJ", "kgCO2/GJ", "kgCO2/kWh", "tCO2/MWh", "tCO2/万kWh"},
    {"tCO2/m3", "kgCO2/m3", "kgCO2/L"},
    {"kgCO2e/元", "tCO2e/万元", "kgCO2e/千元"},
    {"kgCO2e/USD", "kgCO2e/万USD"},
    {"kgCO2e/EUR"},
    {"kgCO2e/GBP"},
    {"kgCO2e/m2·a", "kgCO2e/m2·d"},
    {"kgCO2e/人·d", "kgCO2e/人·h"},
    {"kgCO2e/m2", "tCO2e/m2"},
    {"kgCO2e/件", "kgCO2e/台", "kgCO2e/人", "kgCO2e/间夜", "tCO2e/件"},
    {"kgCO2e/km", "gCO2e/km", "kgCO2e/mile"},
    {"kgCO2e/t·km", "gCO2e/t·km", "kgCO2e/短吨·mile"},
    {"kgCO2e/人·km", "gCO2e/人·km", "kgCO2e/人·mile"},
    {"kgCO2e/h", "kgCO2e/d"},
    {"tC/t", "kgC/kg"},
    {"tC/万Nm3", "kgC/Nm3"},
    {"tCH4/座·年"},
    {"tCH4/t", "kgCH4/t"},
    {"tCH4/亿Nm3", "kgCH4/万Nm3"},
    {"kgCH4/TJ", "gCH4/GJ"},
    {"kgCH4/kgCOD", "tCH4/tCOD"},
    {"t/m3", "kg/L", "kg/m3", "mg/L"},
    {"t/万Nm3", "kg/Nm3", "kg/m3(20℃)"},
    {"%", "1"},
};

const char *const *units_offered(Dim dim)
{
	for (size_t i = 0; i < sizeof OFFERS / sizeof OFFERS[0]; i++) {
		Unit unit;
		if (unit_parse(OFFERS[i][0], &unit) && dim_equal(unit.dim, dim))
			return OFFERS[i];
	}
	return NULL;
}

/* The unit that people who know the first also know. */
static const struct {
	const char *unit, *second;
} ECHOES[] = {
    {"MWh", "万kWh"},
    {"万kWh", "MWh"},
    {"kWh", "MWh"},
    {"GWh", "万kWh"},
    {"亿kWh", "万kWh"},
    {"GJ", "MWh"},
    {"百万千焦", "MWh"},
    {"TJ", "GJ"},
    {"MJ", "GJ"},
    {"kJ", "GJ"},
    {"kcal", "GJ"},
    {"Gcal", "GJ"},
    {"kgce", "GJ"},
    {"tce", "GJ"},
    {"万tce", "tce"},
    {"kg", "t"},
    {"t", "kg"},
    {"g", "kg"},
    {"万t", "t"},
    {"Nm3", "万Nm3"},
    {"万Nm3", "Nm3"},
    {"m3(20℃)", "Nm3"},
    {"万m3(20℃)", "万Nm3"},
    {"m3", "万m3"},
    {"万m3", "m3"},
    {"L", "m3"},
    {"元", "万元"},
    {"千元", "万元"},
    {"万元", "元"},
    {"亿元", "万元"},
    {"m2", "万m2"},
    {"万m2", "m2"},
    {"m", "km"},
    {"km", "万km"},
    {"万km", "km"},
};

bool unit_echo(double value, const char *unit, double *second_value, const NamedUnit **second)
{
	const NamedUnit *first = unit_named(unit);
	if (!first || !isfinite(value))
		return false;
	for (size_t i = 0; i < sizeof ECHOES / sizeof ECHOES[0]; i++) {
		if (strcmp(ECHOES[i].unit, first->name) != 0)
			continue;
		*second = unit_by_name(ECHOES[i].second);
		return unit_convert(value, first->unit, (*second)->unit, second_value) &&
		       isfinite(*second_value);
	}
	return false;
}
