//! What the vendor of the demo world sells, how its cases are sorted, and what its agents say often.

use yingda_shared::catalog::priority::{Impact, Urgency};
use yingda_shared::catalog::{CannedText, Category, Product};
use yingda_shared::kernel::id::{CategoryId, ProductId};

use super::dice::{Kind, id};
use super::people::team_id;

/// Code, name, version, modules.
pub const PRODUCTS: &[(&str, &str, &str, &[&str])] = &[
    ("FIN", "云帆财务", "12.4", &["总账", "应收应付", "固定资产", "报表与合并", "资金"]),
    ("SCM", "云帆供应链", "12.4", &["采购", "销售", "库存", "条码"]),
    ("MFG", "云帆制造", "12.3", &["物料清单", "计划", "车间", "成本"]),
    ("HR", "云帆人力", "8.2", &["组织人事", "薪资", "考勤"]),
    ("TAX", "云帆税票", "6.1", &["开票", "进项", "申报"]),
    ("OA", "云帆协同", "10.0", &["流程", "公文", "会议"]),
    ("MOB", "云帆移动", "5.2", &["移动审批", "移动报表"]),
    ("BI", "云帆分析", "4.7", &["看板", "即席查询"]),
    ("POS", "云帆门店", "3.6", &["收银", "会员", "盘点"]),
    ("PLT", "云帆平台", "9.1", &["权限", "接口", "消息"]),
];

/// Group, its categories, team that receives them, shown on the portal.
const CATEGORIES: &[(&str, &[&str], &str, bool)] = &[
    ("财务软件", &["总账与凭证", "应收应付", "固定资产", "月末结账", "报表与合并"], "财务产品组", true),
    ("供应链", &["采购管理", "销售管理", "库存与盘点", "条码与 PDA"], "供应链产品组", true),
    ("生产制造", &["物料清单与计划", "车间报工"], "供应链产品组", true),
    ("人力与薪酬", &["薪资计算", "考勤排班"], "人力与税务组", true),
    ("发票与税务", &["开票", "进项认证"], "人力与税务组", true),
    ("协同与移动", &["移动审批", "流程配置"], "平台与接口组", true),
    ("系统与环境", &["登录与权限", "性能", "升级与补丁", "数据库与备份", "网络与 VPN", "打印"], "总部技术支持", true),
    ("许可与合同", &["许可证", "续费与合同"], "呼叫中心", true),
    ("接口与数据", &["接口对接", "数据导入导出"], "平台与接口组", true),
    ("内部 IT", &["办公电脑", "邮箱与账号"], "总部技术支持", false),
];

/// What a case of some categories starts from.
const LEVELS: &[(&str, Impact, Urgency)] = &[
    ("月末结账", Impact::Group, Urgency::High),
    ("开票", Impact::Group, Urgency::High),
    ("数据库与备份", Impact::Department, Urgency::High),
    ("许可证", Impact::Group, Urgency::High),
    ("续费与合同", Impact::Person, Urgency::Low),
    ("登录与权限", Impact::Person, Urgency::High),
];

/// Shortcut, name, text.
const TEXTS: &[(&str, &str, &str)] = &[
    ("nihao", "开场问候", "您好，这里是云帆软件客户服务中心，很高兴为您服务。您的问题我已经收到，正在查看。"),
    ("shoudao", "已收到，正在处理", "您反馈的问题我们已经收到，并安排专人处理。有进展会第一时间回复您，请留意消息。"),
    (
        "jietu",
        "请提供截图",
        "为了更快定位问题，麻烦您提供出现提示时的完整屏幕截图，并告诉我们操作步骤和发生的大致时间。谢谢配合。",
    ),
    (
        "banben",
        "请提供版本号",
        "请在“帮助—关于”中查看产品版本和补丁号，并回复给我们；如果方便，也请说明最近是否做过升级或更换过电脑。",
    ),
    ("rizhi", "请提供日志", "麻烦您把服务器安装目录下 logs 文件夹中当天的日志打包上传到本单附件，我们会尽快分析。"),
    (
        "yuancheng",
        "申请远程协助",
        "这个问题需要远程查看。请您在方便的时间打开远程协助工具，把识别码回复给我们。远程期间请您留在电脑旁，全程可以看到我们的操作。",
    ),
    ("beifen", "操作前请备份", "为了数据安全，请在执行以下操作之前完成一次账套备份，并确认备份文件可以正常打开。"),
    (
        "buding",
        "建议安装补丁",
        "您遇到的情况在新补丁中已经修正。请在非工作时间安装，安装前请备份数据；如需我们协助，请告诉我们方便的时间。",
    ),
    (
        "shangmen",
        "安排现场服务",
        "经过远程分析，这个问题需要工程师到现场处理。我们已经为您安排，工程师会在上门前一小时与您电话确认。",
    ),
    ("yanfa", "已转研发分析", "您的问题已由研发同事介入分析。研发需要一定时间，我们会每个工作日向您通报一次进展。"),
    ("dengdai", "等待您的补充", "我们正在等待您补充资料，以便继续处理。如果暂时不方便，也请告诉我们预计的时间。"),
    (
        "jiejue",
        "已解决，请确认",
        "您的问题已经处理完毕，请您验证结果。如果没有问题，请点“确认解决”；如仍有疑问，请直接回复，我们继续为您处理。",
    ),
    ("daoqian", "致歉", "非常抱歉给您的工作带来不便。我们已经提高这件事的优先级，并由负责人跟进，一定尽快给您答复。"),
    (
        "weihu",
        "维护通知",
        "为了提供更稳定的服务，系统将于今晚 22:00 至次日 2:00 进行维护，期间可能短暂无法登录，请提前保存数据。",
    ),
    ("jieshu", "结束语", "感谢您的耐心与配合。如果以后还有任何问题，欢迎随时联系我们。祝您工作顺利！"),
];

pub fn product_id(code: &str) -> ProductId {
    id(Kind::Product, PRODUCTS.iter().position(|product| product.0 == code).unwrap_or(0))
}

pub fn products() -> Vec<Product> {
    let product = |(code, name, version, modules): &(&str, &str, &str, &[&str])| Product {
        id: product_id(code),
        rv: 0,
        active: true,
        name: name.to_string(),
        code: code.to_string(),
        version: version.to_string(),
        modules: modules.iter().map(|module| module.to_string()).collect(),
    };
    PRODUCTS.iter().map(product).collect()
}

/// Each group, followed by its categories.
pub fn categories() -> Vec<Category> {
    let mut tree = Vec::new();
    for (group, leaves, team, portal) in CATEGORIES {
        let parent: CategoryId = id(Kind::Category, tree.len());
        tree.push(category(parent, group, None, team, *portal));
        for leaf in *leaves {
            tree.push(category(id(Kind::Category, tree.len()), leaf, Some(parent), team, *portal));
        }
    }
    tree
}

fn category(id: CategoryId, name: &str, parent_id: Option<CategoryId>, team: &str, portal: bool) -> Category {
    let level = LEVELS.iter().find(|level| level.0 == name);
    Category {
        id,
        rv: 0,
        active: true,
        name: name.into(),
        parent_id,
        portal,
        team_id: Some(team_id(team)),
        impact: level.map(|level| level.1),
        urgency: level.map(|level| level.2),
    }
}

pub fn texts() -> Vec<CannedText> {
    let text = |(n, (shortcut, name, text)): (usize, &(&str, &str, &str))| CannedText {
        id: id(Kind::Text, n),
        rv: 0,
        active: true,
        name: name.to_string(),
        shortcut: shortcut.to_string(),
        text: text.to_string(),
    };
    TEXTS.iter().enumerate().map(text).collect()
}
