//! The cases of the people one can sign in as: each finds something of every kind to do.

use yingda_shared::cases::{Channel, PendingReason};
use yingda_shared::kernel::time::MINUTE;

use super::calendar::Calendar;
use super::people::{site_team, team_id};
use super::plan::{End, Plan, promise};
use super::stories::Story;
use super::world::World;

/// Percent of the promised time that has gone by.
const SOON: i64 = 94;
const LATE: i64 = 140;
const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

enum Age {
    Minutes(i64),
    /// Of the promise of the story's level.
    Percent(i64),
}
use Age::{Minutes, Percent};

/// Who is concerned beside the customer.
enum Cast {
    /// A colleague of the demo accounts works on it.
    Staff(&'static str),
    /// The firm of the demo partner has it; whoever took it.
    Firm(Option<&'static str>),
}
use Cast::{Firm, Staff};

/// Beginning of the subject, contact, age, end, who works on it, score.
type Part = (&'static str, usize, Age, End, Cast, Option<u8>);

const CUSTOMER: usize = 0;

const PARTS: &[Part] = &[
    ("想批量把常用凭证做成模板", CUSTOMER, Minutes(25), End::New, Staff("agent"), None),
    ("车间平板报工页面经常白屏", CUSTOMER, Minutes(3 * HOUR), End::Assigned, Staff("engineer"), None),
    (
        "新增资产卡片后本月没有计提折旧",
        CUSTOMER,
        Minutes(20 * HOUR),
        End::Pending(PendingReason::Customer),
        Staff("agent"),
        None,
    ),
    (
        "针式打印机打送货单",
        CUSTOMER,
        Minutes(26 * HOUR),
        End::Pending(PendingReason::Scheduled),
        Staff("engineer"),
        None,
    ),
    ("{月}月结账提示", CUSTOMER, Minutes(2 * DAY + 95), End::Resolved, Staff("agent"), None),
    ("批号物料先进先出", CUSTOMER, Minutes(9 * DAY + 131), End::Closed, Staff("support"), Some(5)),
    ("供应商预付款怎样冲抵", CUSTOMER, Minutes(3 * DAY + 48), End::Closed, Staff("agent"), None),
    ("采购订单下达后发现价格录错", CUSTOMER, Minutes(24 * DAY - 77), End::Cancelled, Staff("agent"), None),
    ("MRP 运算后替代料", CUSTOMER, Minutes(70 * DAY + 163), End::Closed, Staff("support"), Some(4)),
    // The agent's desk.
    ("更换服务器后许可证失效", 14, Percent(40), End::InProgress, Staff("agent"), None),
    ("提示“许可用户数已满”", 11, Percent(SOON), End::InProgress, Staff("agent"), None),
    ("新入职会计登录提示", 17, Percent(30), End::Assigned, Staff("agent"), None),
    ("服务合同下个月到期", 17, Percent(20), End::InProgress, Staff("agent"), None),
    ("手机上点“同意”后", 15, Percent(LATE), End::InProgress, Staff("agent"), None),
    ("偶尔提示“网络异常", 5, Percent(60), End::Pending(PendingReason::Customer), Staff("agent"), None),
    ("换了新手机后收不到审批提醒", 14, Minutes(30 * HOUR), End::Resolved, Staff("agent"), None),
    // The engineer's day in Shanghai.
    ("新买的 PDA 扫码没有反应", 4, Percent(35), End::InProgress, Staff("engineer"), None),
    ("标签打印机换了", 5, Percent(SOON), End::InProgress, Staff("engineer"), None),
    ("人脸考勤机记录没有传到系统", 7, Percent(LATE), End::InProgress, Staff("engineer"), None),
    ("凭证打印预览正常", 10, Percent(15), End::Assigned, Staff("engineer"), None),
    ("分公司连总部 VPN", 9, Percent(50), End::Pending(PendingReason::WorkOrder), Staff("engineer"), None),
    // What lies with the partner firm.
    ("扫码出库时提示", 6, Percent(8), End::Assigned, Firm(None), None),
    ("门店收银小票", 5, Percent(12), End::Assigned, Firm(None), None),
    ("资产盘点单扫码后", 13, Percent(20), End::Assigned, Firm(None), None),
    ("针式打印机打送货单", 6, Percent(45), End::InProgress, Firm(Some("partner")), None),
    ("人脸考勤机记录没有传到系统", 19, Percent(40), End::InProgress, Firm(Some("partner")), None),
    ("分公司连总部 VPN", 18, Percent(55), End::Pending(PendingReason::ThirdParty), Firm(Some("partner")), None),
    ("车间平板报工页面", 1, Percent(60), End::InProgress, Firm(Some("qiheng.zhu")), None),
    ("凭证打印预览正常", 18, Minutes(28 * HOUR), End::Resolved, Firm(Some("partner")), None),
    ("新买的 PDA 扫码没有反应", 15, Minutes(12 * DAY + 22), End::Closed, Firm(Some("partner")), Some(5)),
];

/// A note that calls the agent, for those who read notes.
const CALL: &str = "@agent 客户在电话里提到的报错截图，麻烦补到附件，我这边等着分析。";

pub fn plans(world: &World, calendar: &Calendar) -> Vec<Plan> {
    let mut plans: Vec<Plan> = PARTS.iter().filter_map(|part| plan(world, calendar, part)).collect();
    plans.extend(long(world, calendar.now).into_iter().flatten());
    plans
}

fn plan(world: &World, calendar: &Calendar, (subject, contact, age, end, cast, score): &Part) -> Option<Plan> {
    let story = world.stories.iter().find(|story| story.subject.starts_with(subject) || story.category == *subject)?;
    let opened = match age {
        Minutes(minutes) => calendar.past(calendar.now - minutes * MINUTE),
        Percent(percent) => calendar.now - promise(story).1 * percent / 100 * MINUTE,
    };
    Some(Plan { score: *score, ..base(world, story.clone(), *contact, opened, *end, cast) })
}

fn base(world: &World, story: Story, contact: usize, opened: i64, end: End, cast: &Cast) -> Plan {
    let site = site_team(world.unit_of(contact));
    let (team, assignee, firm) = match cast {
        Staff("agent") => (Some(team_id("呼叫中心")), world.user("agent"), None),
        Staff("engineer") => (site, world.user("engineer"), None),
        Staff(login) => {
            (world.category(&story.category).and_then(|category| category.team_id), world.user(login), None)
        }
        Firm(taken) => (site, world.user("engineer"), Some((0, taken.map(|login| world.user(login))))),
    };
    let channel = Channel::Portal;
    Plan {
        story,
        contact,
        channel,
        opened,
        end,
        team,
        assignee,
        firm,
        urges: 0,
        customer_last: false,
        rejected: false,
        score: None,
    }
}

/// The longest subjects, at the customer's and at the agent's.
fn long(world: &World, now: i64) -> Option<[Plan; 2]> {
    let [chinese, english] = &world.long[..] else { return None };
    let chinese = Story { note: format!("{}\n{CALL}", chinese.note), ..chinese.clone() };
    let at = |story: &Story, percent: i64| now - promise(story).1 * percent / 100 * MINUTE;
    let first = base(world, chinese.clone(), CUSTOMER, at(&chinese, 60), End::InProgress, &Staff("support"));
    let second = base(world, english.clone(), 30, at(english, 45), End::InProgress, &Staff("agent"));
    Some([Plan { customer_last: true, urges: 1, ..first }, Plan { urges: 2, customer_last: true, ..second }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_finds_its_story() {
        let world = World::build().unwrap();
        assert_eq!(plans(&world, &Calendar { now: 0, offset: 480 }).len(), PARTS.len() + 2);
    }
}
