//! The vendor of the demo world, 云帆软件: its units, teams and staff, and its partner firms.

use yingda_shared::identity::User;
use yingda_shared::identity::roles::builtin_id;
use yingda_shared::kernel::id::{FirmId, RoleId, TeamId, UnitId};
use yingda_shared::organisation::{Team, Unit, UnitKind};
use yingda_shared::partners::Firm;

use super::dice::{Kind, id};

/// Name and the place of the parent; the first is the head office.
const UNITS: &[(&str, usize)] = &[
    ("云帆软件总部", 0),
    ("华东区域", 0),
    ("华北区域", 0),
    ("华南区域", 0),
    ("西南区域", 0),
    ("上海分公司", 1),
    ("杭州分公司", 1),
    ("南京分公司", 1),
    ("北京分公司", 2),
    ("天津分公司", 2),
    ("广州分公司", 3),
    ("深圳分公司", 3),
    ("成都分公司", 4),
    ("重庆分公司", 4),
];

/// Name and unit.
const TEAMS: &[(&str, &str)] = &[
    ("呼叫中心", "云帆软件总部"),
    ("总部技术支持", "云帆软件总部"),
    ("财务产品组", "云帆软件总部"),
    ("供应链产品组", "云帆软件总部"),
    ("人力与税务组", "云帆软件总部"),
    ("平台与接口组", "云帆软件总部"),
    ("上海现场", "上海分公司"),
    ("杭州现场", "杭州分公司"),
    ("南京现场", "南京分公司"),
    ("北京现场", "北京分公司"),
    ("广州现场", "广州分公司"),
    ("深圳现场", "深圳分公司"),
    ("成都现场", "成都分公司"),
    ("重庆现场", "重庆分公司"),
];

/// Name, unit that works with it, telephone, note.
const FIRMS: &[(&str, &str, &str, &str)] = &[
    ("上海启衡信息服务有限公司", "上海分公司", "021 0000 5101", "驻场与打印、网络类问题，工作日 2 小时到场。"),
    ("北京朗序科技有限公司", "北京分公司", "010 0000 5202", "华北区域服务器与数据库维护。"),
    ("成都川合云联技术有限公司", "成都分公司", "028 0000 5303", "西南区域现场实施与条码设备。"),
];

/// Login, name, role, unit, teams.
const STAFF: &[(&str, &str, &str, &str, &[&str])] = &[
    ("admin", "周启明", "administrator", "云帆软件总部", &[]),
    ("manager", "沈国栋", "service_manager", "云帆软件总部", &[]),
    ("region", "陆文婷", "regional_manager", "华东区域", &[]),
    ("dispatcher", "何佳怡", "dispatcher", "华东区域", &[]),
    ("agent", "林小满", "call_centre_agent", "云帆软件总部", &["呼叫中心"]),
    ("support", "赵志远", "support_engineer", "云帆软件总部", &["总部技术支持", "财务产品组"]),
    ("engineer", "陈浩", "field_engineer", "上海分公司", &["上海现场"]),
    ("knowledge", "顾明慧", "knowledge_manager", "云帆软件总部", &[]),
    ("sales", "吴桐", "sales", "上海分公司", &[]),
    ("zhou.min", "周敏", "call_centre_agent", "云帆软件总部", &["呼叫中心"]),
    ("xu.jing", "徐静", "call_centre_agent", "云帆软件总部", &["呼叫中心"]),
    ("gao.yuan", "高源", "call_centre_agent", "云帆软件总部", &["呼叫中心"]),
    ("wang.lei", "王磊", "support_engineer", "云帆软件总部", &["财务产品组"]),
    ("liu.fang", "刘芳", "support_engineer", "云帆软件总部", &["财务产品组"]),
    ("yang.fan", "杨帆", "support_engineer", "云帆软件总部", &["供应链产品组"]),
    ("ma.chao", "马超", "support_engineer", "云帆软件总部", &["供应链产品组"]),
    ("tang.yue", "唐悦", "support_engineer", "云帆软件总部", &["人力与税务组"]),
    ("yu.ping", "余萍", "support_engineer", "云帆软件总部", &["人力与税务组"]),
    ("qin.shuo", "秦朔", "support_engineer", "云帆软件总部", &["总部技术支持"]),
    ("song.wei", "宋薇", "support_engineer", "云帆软件总部", &["总部技术支持"]),
    ("luo.bin", "罗斌", "support_engineer", "云帆软件总部", &["平台与接口组"]),
    ("fang.ting", "方婷", "support_engineer", "云帆软件总部", &["平台与接口组"]),
    ("jiang.tao", "蒋涛", "field_engineer", "上海分公司", &["上海现场"]),
    ("shen.yi", "沈逸", "field_engineer", "杭州分公司", &["杭州现场"]),
    ("cao.jun", "曹军", "field_engineer", "南京分公司", &["南京现场"]),
    ("han.xue", "韩雪", "field_engineer", "北京分公司", &["北京现场"]),
    ("dong.liang", "董亮", "field_engineer", "北京分公司", &["北京现场"]),
    ("pan.jie", "潘杰", "field_engineer", "广州分公司", &["广州现场"]),
    ("liang.yu", "梁宇", "field_engineer", "深圳分公司", &["深圳现场"]),
    ("xie.dan", "谢丹", "field_engineer", "成都分公司", &["成都现场"]),
    ("deng.kai", "邓凯", "field_engineer", "重庆分公司", &["重庆现场"]),
    ("bai.xuesong", "白雪松", "regional_manager", "华北区域", &[]),
    ("ouyang.qing", "欧阳青", "regional_manager", "华南区域", &[]),
    ("leng.bing", "冷冰", "dispatcher", "西南区域", &[]),
];

/// Login, name, role, place of the firm.
const PARTNERS: &[(&str, &str, &str, usize)] = &[
    ("partner", "孙立", "partner_engineer", 0),
    ("partner-admin", "郑海燕", "partner_administrator", 0),
    ("qiheng.zhu", "朱晓东", "partner_engineer", 0),
    ("langxu.ren", "任红梅", "partner_administrator", 1),
    ("langxu.shi", "石磊", "partner_engineer", 1),
    ("chuanhe.du", "杜鹃", "partner_administrator", 2),
    ("chuanhe.lei", "雷鸣", "partner_engineer", 2),
    ("chuanhe.tan", "谭松", "partner_engineer", 2),
];

pub fn unit_id(name: &str) -> UnitId {
    id(Kind::Unit, place(UNITS.iter().map(|unit| unit.0), name))
}

pub fn team_id(name: &str) -> TeamId {
    id(Kind::Team, place(TEAMS.iter().map(|team| team.0), name))
}

pub fn firm_id(n: usize) -> FirmId {
    id(Kind::Firm, n)
}

/// Tables name each other by words; a test sees to it that every word is found.
fn place<'a>(mut names: impl Iterator<Item = &'a str>, name: &str) -> usize {
    names.position(|known| known == name).unwrap_or(0)
}

/// The team on site in the unit, if it has one.
pub fn site_team(unit: UnitId) -> Option<TeamId> {
    TEAMS.iter().find(|team| team.0.ends_with("现场") && unit_id(team.1) == unit).map(|team| team_id(team.0))
}

pub fn units() -> Vec<Unit> {
    let kind = |n: usize, parent: usize| match (n, parent) {
        (0, _) => UnitKind::HeadOffice,
        (_, 0) => UnitKind::Region,
        _ => UnitKind::Branch,
    };
    let unit = |(n, (name, parent)): (usize, &(&str, usize))| Unit {
        id: id(Kind::Unit, n),
        rv: 0,
        active: true,
        name: name.to_string(),
        kind: kind(n, *parent),
        parent_id: (n > 0).then(|| id(Kind::Unit, *parent)),
    };
    UNITS.iter().enumerate().map(unit).collect()
}

pub fn teams() -> Vec<Team> {
    let team = |(n, (name, unit)): (usize, &(&str, &str))| Team {
        id: id(Kind::Team, n),
        rv: 0,
        active: true,
        name: name.to_string(),
        unit_id: unit_id(unit),
        lead_id: None,
    };
    TEAMS.iter().enumerate().map(team).collect()
}

pub fn firms() -> Vec<Firm> {
    let firm = |(n, (name, unit, phone, note)): (usize, &(&str, &str, &str, &str))| Firm {
        id: firm_id(n),
        rv: 0,
        active: true,
        name: name.to_string(),
        unit_id: unit_id(unit),
        phone: phone.to_string(),
        note: note.to_string(),
    };
    FIRMS.iter().enumerate().map(firm).collect()
}

/// Staff first, then the partners' people. Customers' accounts are made with their contacts.
pub fn users() -> Vec<User> {
    let staff = STAFF.iter().map(|(login, name, key, unit, teams)| User {
        unit_id: Some(unit_id(unit)),
        team_ids: teams.iter().map(|team| team_id(team)).collect(),
        ..user(login, name, key)
    });
    let partners = PARTNERS
        .iter()
        .map(|(login, name, key, firm)| User { firm_id: Some(firm_id(*firm)), ..user(login, name, key) });
    let everyone = staff.chain(partners).enumerate();
    everyone
        .map(|(n, user)| User { id: id(Kind::User, n), phone: format!("139 0000 {:04}", 100 + n), ..user })
        .collect()
}

/// An account; its id and what it belongs to are the caller's.
pub fn user(login: &str, name: &str, key: &str) -> User {
    User {
        id: id(Kind::User, 0),
        rv: 0,
        active: true,
        name: name.into(),
        login: login.into(),
        email: format!("{login}@yunfan.example"),
        phone: String::new(),
        // A key that is not there shows up in the test below as a role nobody has.
        role_id: builtin_id(key).unwrap_or(RoleId(Default::default())),
        unit_id: None,
        team_ids: Vec::new(),
        company_id: None,
        contact_id: None,
        firm_id: None,
        manager_id: None,
        skills: Vec::new(),
        languages: Vec::new(),
        away: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_tables_is_found() {
        let unit = |name: &str| UNITS.iter().any(|unit| unit.0 == name);
        let team = |name: &str| TEAMS.iter().any(|team| team.0 == name);
        assert!(TEAMS.iter().all(|(_, name)| unit(name)));
        assert!(FIRMS.iter().all(|(_, name, ..)| unit(name)));
        assert!(
            STAFF.iter().all(|(_, _, key, name, teams)| unit(name)
                && builtin_id(key).is_some()
                && teams.iter().all(|t| team(t)))
        );
        assert!(PARTNERS.iter().all(|(_, _, key, firm)| builtin_id(key).is_some() && *firm < FIRMS.len()));
    }
}
