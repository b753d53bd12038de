/* Fictitious people of the demo; the addresses are of the reserved domain .example (RFC 2606). */
#include "account/demo_users.h"

const DemoUser DEMO_USERS[] = {
    {"wang@taihu.example", "王丽", "Wang Li", "演示·太湖玻璃有限公司，所有者", "Demo Taihu Glass, owner"},
    {"chen@taihu.example", "陈明", "Chen Ming", "演示·太湖玻璃有限公司，填报人",
	"Demo Taihu Glass, preparer"},
    {"li@jiangnan.example", "李芳", "Li Fang", "演示·江南食品有限公司，所有者", "Demo Jiangnan Foods, owner"},
    {"zhao@qinling.example", "赵强", "Zhao Qiang", "演示·秦岭水泥有限公司，所有者",
	"Demo Qinling Cement, owner"},
    {"reviewer@qingce.example", "周静", "Zhou Jing", "审核员", "Reviewer"},
    {"admin@qingce.example", "管理员", "Administrator", "平台管理员", "Platform administrator"},
};
const size_t DEMO_USER_COUNT = sizeof DEMO_USERS / sizeof DEMO_USERS[0];
