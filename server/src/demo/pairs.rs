//! What the demo desk is asked again and again, and what it answers.

use yingda_shared::fault::Fault;
use yingda_shared::knowledge::pairs::{Audience, Candidate, Language, Pair, Use};

use super::catalogue::{categories, product_id};
use super::dice::{Kind, id};
use crate::ctx::Cx;
use crate::knowledge::pairs;

/// Category, product, whether customers read it, title, description, solution; uses of this month and those before.
type Told = (&'static str, &'static str, bool, &'static str, &'static str, &'static str, [u32; 4]);

const PAIRS: &[Told] = &[
    (
        "月末结账",
        "FIN",
        true,
        "月末结账提示凭证断号",
        "结账时提示“存在断号凭证”，无法进入下一期间。",
        "{customer}您好，请在“总账—凭证整理”中选择本期间，点“整理断号”后重新结账。整理只改凭证编号，不影响金额。",
        [14, 9, 8, 10],
    ),
    (
        "月末结账",
        "FIN",
        false,
        "结账提示有未记账凭证",
        "结账检查提示还有未记账凭证。",
        "请到“凭证记账”按期间筛选“未记账”，核对后批量记账；已作废的凭证先删除再整理断号。",
        [6, 7, 6, 5],
    ),
    (
        "月末结账",
        "FIN",
        false,
        "反结账后损益结转重复",
        "反结账后再次结转，损益凭证重复。",
        "请先删除反结账前生成的损益结转凭证，再重新执行结转；删除前请备份账套。",
        [2, 1, 3, 2],
    ),
    (
        "总账与凭证",
        "FIN",
        true,
        "凭证录入时科目无法选择",
        "录入凭证时科目灰显，无法选中。",
        "该科目已有下级，只能选择末级科目；如需直接使用，请联系账套主管调整科目级次。",
        [5, 5, 4, 6],
    ),
    (
        "总账与凭证",
        "FIN",
        false,
        "期初余额不平衡",
        "启用账套时提示期初余额借贷不平。",
        "请在“期初余额”里点“试算平衡”，按提示的科目核对辅助核算明细之和是否等于科目余额。",
        [1, 2, 2, 1],
    ),
    (
        "应收应付",
        "FIN",
        false,
        "核销后余额不对",
        "核销完成后客户余额与对账单不一致。",
        "请检查是否有未审核的收款单：未审核单据不参与余额。审核后重新统计即可。",
        [3, 3, 2, 3],
    ),
    (
        "固定资产",
        "FIN",
        false,
        "折旧计提提示已计提",
        "本月计提折旧时提示“本期已计提”。",
        "请在“折旧清单”中确认是否重复操作；需要重提时先删除本期折旧凭证，再取消计提。",
        [2, 2, 3, 2],
    ),
    (
        "报表与合并",
        "FIN",
        true,
        "报表取数为零",
        "报表刷新后单元格都是 0。",
        "请检查报表期间与账套期间是否一致，并在“数据—账套初始”里重新选择账套和年度后计算。",
        [7, 4, 4, 5],
    ),
    (
        "库存与盘点",
        "SCM",
        false,
        "出库提示可用量不足",
        "现存量够，出库时仍提示可用量不足。",
        "可用量扣除了已审核未出库的销售订单。请在“可用量查询”中查看占用单据，或由主管放开“允许超可用量出库”。",
        [8, 8, 7, 9],
    ),
    (
        "库存与盘点",
        "SCM",
        false,
        "盘点单审核后数量没变",
        "盘点单已审核，现存量没有变化。",
        "请检查盘点单是否生成了盘盈盘亏单：需要再审核“其他入库单/出库单”后库存才会更新。",
        [3, 2, 2, 3],
    ),
    (
        "采购管理",
        "SCM",
        false,
        "采购发票无法勾选入库单",
        "做采购发票时找不到对应的入库单。",
        "请确认入库单已审核且供应商、税率一致；已暂估的入库单请先做暂估冲回。",
        [2, 3, 3, 2],
    ),
    (
        "条码与 PDA",
        "SCM",
        true,
        "PDA 登录提示服务器连接失败",
        "PDA 连不上服务器，无法扫码。",
        "请确认 PDA 与服务器在同一网络，在“设置—服务器地址”中填写正确地址和端口，然后重新登录。",
        [9, 4, 3, 4],
    ),
    (
        "物料清单与计划",
        "MFG",
        false,
        "运算后没有生成采购建议",
        "物料需求运算完成，但没有采购建议。",
        "请检查物料的“计划属性”是否为外购，以及提前期和安全库存是否设置；修改后重新运算。",
        [2, 2, 1, 2],
    ),
    (
        "薪资计算",
        "HR",
        false,
        "个税与申报系统不一致",
        "工资表里的个税与自然人电子税务局相差几元。",
        "请核对累计专项附加扣除是否已更新到本月；更新后对该员工“重新计算”。",
        [4, 5, 4, 4],
    ),
    (
        "开票",
        "TAX",
        true,
        "开票提示未连接税控设备",
        "点开票时提示“未检测到税控设备”。",
        "{customer}您好，请重新插拔税控盘，关闭其他开票软件后再试；仍然提示时，请重启“税控服务”。",
        [18, 11, 10, 12],
    ),
    (
        "开票",
        "TAX",
        true,
        "发票红冲后无法重开",
        "红字发票已开，重开蓝字发票时提示额度不足。",
        "请先上传红字发票并完成“抄报清卡”，额度恢复后再开具蓝字发票。",
        [5, 5, 6, 4],
    ),
    (
        "移动审批",
        "MOB",
        true,
        "手机收不到审批提醒",
        "移动端有待办，但手机没有提醒。",
        "请在手机“设置—通知”中允许本应用通知，并在“我的—消息设置”里打开“审批提醒”。",
        [6, 6, 5, 7],
    ),
    (
        "登录与权限",
        "PLT",
        true,
        "忘记登录密码",
        "忘记密码，无法登录。",
        "请在登录页点“忘记密码”，按短信提示重设；没有绑定手机的，请联系贵公司的系统管理员重置。",
        [22, 20, 21, 19],
    ),
    (
        "登录与权限",
        "PLT",
        false,
        "登录提示站点数已满",
        "登录时提示“站点数已满”。",
        "请管理员在“系统管理—在线用户”中清除异常任务；经常出现时，建议评估增加许可站点。",
        [7, 8, 7, 8],
    ),
    (
        "许可证",
        "PLT",
        false,
        "登录提示许可证过期",
        "登录时提示许可证过期，无法进入。",
        "请在“许可管理”中导入最新的许可文件；没有收到的，请提供服务识别号，我们为您补发。",
        [11, 5, 4, 5],
    ),
    (
        "数据库与备份",
        "PLT",
        false,
        "自动备份失败",
        "备份计划执行失败，提示磁盘空间不足。",
        "请清理备份盘中的旧备份，保留最近七天，再手动执行一次备份确认成功。",
        [4, 3, 4, 3],
    ),
    (
        "打印",
        "FIN",
        false,
        "凭证打印格式错位",
        "套打凭证时内容偏移。",
        "请在“打印设置”中选择与纸张一致的模板，校准左边距和上边距后打印测试页。",
        [5, 6, 5, 5],
    ),
    (
        "接口对接",
        "PLT",
        false,
        "接口返回签名错误",
        "调用开放接口返回 40103 签名错误。",
        "请检查应用密钥是否重置过，并确认服务器时间误差在五分钟以内。",
        [3, 2, 2, 3],
    ),
];

/// Places of those that somebody put forward.
const INVOICES: usize = 14;
const FORGOTTEN: usize = 17;

const ENGLISH: &[Told] = &[
    (
        "登录与权限",
        "PLT",
        true,
        "Forgotten password",
        "The user cannot sign in because the password is lost.",
        "Hello {customer}, please use “Forgot password” on the sign-in page and follow the text message. Without a phone number on file, your own administrator can reset it.",
        [4, 3, 3, 2],
    ),
    (
        "报表与合并",
        "FIN",
        false,
        "Consolidation report is empty",
        "The consolidation report shows no figures after a refresh.",
        "Check that every subsidiary has closed the period and submitted its package, then run “Collect data” again.",
        [1, 1, 2, 1],
    ),
    (
        "接口对接",
        "PLT",
        false,
        "API answers 429 too many requests",
        "Calls to the open API are refused with status 429.",
        "The limit is 20 calls a second for each application. Spread the calls, or ask us for a higher quota.",
        [2, 1, 1, 1],
    ),
    (
        "月末结账",
        "FIN",
        true,
        "Period cannot be closed",
        "Closing stops because the previous period is still open.",
        "Periods close in order: please close the previous period first, then run the check again.",
        [2, 2, 1, 2],
    ),
];

fn every() -> impl Iterator<Item = (Language, &'static Told)> {
    let chinese = PAIRS.iter().map(|told| (Language::Zh, told));
    chinese.chain(ENGLISH.iter().map(|told| (Language::En, told)))
}

pub fn pairs() -> Vec<Pair> {
    let tree = categories();
    let pair = |(n, (language, told)): (usize, (Language, &Told))| {
        let (category, product, shown, name, description, solution, _) = *told;
        let category = tree.iter().find(|known| known.name == category).unwrap_or(&tree[0]);
        Pair {
            id: id(Kind::Pair, n),
            rv: 0,
            active: true,
            name: name.into(),
            category_id: category.id,
            product_id: Some(product_id(product)),
            language,
            description: description.into(),
            solution: solution.into(),
            audience: if shown { Audience::Customer } else { Audience::Internal },
            unit_id: None,
            merged_into: None,
        }
    };
    every().enumerate().map(pair).collect()
}

/// How often each was used in the last months, and what somebody put forward.
pub async fn uses(cx: &mut Cx) -> Result<(), Fault> {
    for (n, (_, told)) in every().enumerate() {
        let (pair, answered) = (id(Kind::Pair, n), [Use::Closed, Use::Opened]);
        for (ago, count) in (0..).zip(told.6) {
            for (how, share) in answered.into_iter().zip([count - count / 3, count / 3]).filter(|(_, share)| *share > 0)
            {
                pairs::used_before(cx, pair, ago, how, share).await?;
            }
        }
    }
    pairs::store::propose(cx, id(Kind::Pair, FORGOTTEN), Candidate::Article, None).await?;
    pairs::store::propose(cx, id(Kind::Pair, INVOICES), Candidate::Problem, None).await.map(drop)
}

#[cfg(test)]
mod tests {
    use yingda_shared::record::Details;

    use super::*;

    #[test]
    fn every_pair_would_pass_the_doors_and_lies_where_it_belongs() {
        let tree = categories();
        let pairs = pairs();
        assert!(pairs.len() >= 20);
        assert!(pairs.iter().all(|pair| pair.check().is_empty()));
        for (_, told) in every() {
            assert!(tree.iter().any(|known| known.name == told.0 && known.parent_id.is_some()), "{}", told.0);
            assert!(told.6.iter().all(|count| *count > 0), "{}", told.3);
            assert!(super::super::catalogue::PRODUCTS.iter().any(|product| product.0 == told.1), "{}", told.1);
        }
    }
}
