//! The customers of the demo world: companies, their departments, people and things. Names are
//! invented; numbers lie in ranges nobody is given.

use yingda_shared::catalog::Asset;
use yingda_shared::customers::{Company, Contact, Department};
use yingda_shared::identity::User;
use yingda_shared::kernel::id::{CompanyId, ProductId};

use super::catalogue::{PRODUCTS, product_id};
use super::dice::{Dice, Kind, id};
use super::people::{unit_id, user};

/// Name, branch, address, codes of the products it uses.
const COMPANIES: &[(&str, &str, &str, &[&str])] = &[
    ("上海澄光精密机械有限公司", "上海分公司", "上海市松江区星澜路 188 号", &["FIN", "SCM", "MFG"]),
    ("上海沐禾食品股份有限公司", "上海分公司", "上海市嘉定区禾田路 66 号", &["FIN", "SCM", "POS"]),
    ("上海朗庭酒店管理有限公司", "上海分公司", "上海市静安区朗庭路 9 号", &["FIN", "HR", "OA"]),
    ("上海远岫医疗器械有限公司", "上海分公司", "上海市浦东新区岫云路 321 号", &["FIN", "SCM", "TAX"]),
    ("上海汇仓供应链管理有限公司", "上海分公司", "上海市青浦区仓桥路 1200 号", &["SCM", "MOB", "BI"]),
    ("上海知微教育科技有限公司", "上海分公司", "上海市徐汇区知行路 77 号", &["FIN", "OA", "HR"]),
    ("上海泊岸建筑设计有限公司", "上海分公司", "上海市虹口区泊岸路 15 号", &["FIN", "OA"]),
    ("杭州青屿服饰有限公司", "杭州分公司", "杭州市余杭区青屿路 58 号", &["SCM", "POS", "FIN"]),
    ("杭州数澜信息技术有限公司", "杭州分公司", "杭州市滨江区数澜路 200 号", &["FIN", "HR"]),
    ("宁波海棠模具有限公司", "杭州分公司", "宁波市北仑区海棠路 36 号", &["MFG", "SCM"]),
    ("绍兴锦川纺织有限公司", "杭州分公司", "绍兴市柯桥区锦川路 8 号", &["FIN", "SCM", "MFG"]),
    ("南京钟麓环保工程有限公司", "南京分公司", "南京市江宁区钟麓路 101 号", &["FIN", "OA", "MOB"]),
    ("南京栖梧生物制药有限公司", "南京分公司", "南京市浦口区栖梧路 27 号", &["MFG", "SCM", "FIN"]),
    ("苏州微澜电子有限公司", "南京分公司", "苏州市吴中区微澜路 518 号", &["MFG", "SCM", "TAX"]),
    ("无锡恒拓轴承有限公司", "南京分公司", "无锡市惠山区恒拓路 12 号", &["MFG", "FIN"]),
    ("北京衡石能源技术有限公司", "北京分公司", "北京市海淀区衡石路 3 号", &["FIN", "BI", "OA"]),
    ("北京北辰星图文化传媒有限公司", "北京分公司", "北京市朝阳区星图路 45 号", &["FIN", "HR"]),
    ("北京禾木物业服务有限公司", "北京分公司", "北京市丰台区禾木路 90 号", &["FIN", "HR", "MOB"]),
    ("石家庄冀原乳业有限公司", "北京分公司", "石家庄市鹿泉区冀原路 55 号", &["SCM", "FIN", "POS"]),
    ("太原晋岭矿山设备有限公司", "北京分公司", "太原市小店区晋岭路 19 号", &["MFG", "FIN"]),
    ("天津渤湾港务服务有限公司", "天津分公司", "天津市滨海新区渤湾路 800 号", &["FIN", "SCM", "BI"]),
    ("天津津禾汽车零部件有限公司", "天津分公司", "天津市西青区津禾路 68 号", &["MFG", "SCM"]),
    ("天津云溪家居有限公司", "天津分公司", "天津市武清区云溪路 7 号", &["SCM", "POS"]),
    ("广州岭越物流有限公司", "广州分公司", "广州市黄埔区岭越路 288 号", &["SCM", "FIN", "MOB"]),
    ("广州花屿化妆品有限公司", "广州分公司", "广州市白云区花屿路 99 号", &["SCM", "POS", "TAX"]),
    ("佛山铭陶建材有限公司", "广州分公司", "佛山市禅城区铭陶路 16 号", &["MFG", "FIN"]),
    ("长沙湘屿餐饮管理有限公司", "广州分公司", "长沙市岳麓区湘屿路 31 号", &["POS", "FIN", "HR"]),
    ("深圳擎川智能装备有限公司", "深圳分公司", "深圳市宝安区擎川路 1001 号", &["MFG", "SCM", "FIN"]),
    ("深圳云舷跨境电商有限公司", "深圳分公司", "深圳市龙岗区云舷路 23 号", &["SCM", "TAX", "BI"]),
    ("东莞力泽五金制品有限公司", "深圳分公司", "东莞市长安镇力泽路 5 号", &["MFG", "SCM"]),
    ("厦门鹭汀旅游有限公司", "深圳分公司", "厦门市思明区鹭汀路 60 号", &["FIN", "OA"]),
    ("成都蜀岚餐饮集团有限公司", "成都分公司", "成都市武侯区蜀岚路 118 号", &["POS", "FIN", "SCM"]),
    ("成都天府新麓医院有限公司", "成都分公司", "成都市双流区新麓路 2 号", &["FIN", "HR", "OA"]),
    ("成都锦屏光电有限公司", "成都分公司", "成都市郫都区锦屏路 71 号", &["MFG", "SCM"]),
    ("昆明滇禾花卉有限公司", "成都分公司", "昆明市呈贡区滇禾路 14 号", &["SCM", "MOB"]),
    ("贵阳黔岭数据服务有限公司", "成都分公司", "贵阳市观山湖区黔岭路 33 号", &["FIN", "BI"]),
    ("重庆渝澜摩托车有限公司", "重庆分公司", "重庆市巴南区渝澜路 156 号", &["MFG", "SCM", "FIN"]),
    ("重庆山屿商业管理有限公司", "重庆分公司", "重庆市渝北区山屿路 10 号", &["FIN", "OA", "MOB"]),
    ("重庆两江禾丰农业有限公司", "重庆分公司", "重庆市北碚区禾丰路 48 号", &["SCM", "FIN"]),
    ("云帆软件（内部）", "云帆软件总部", "上海市浦东新区云帆路 1 号", &["OA"]),
];

/// Department, what its contact does there.
const DEPARTMENTS: &[(&str, &str)] =
    &[("财务部", "财务主管"), ("信息部", "信息部经理"), ("仓储物流部", "仓库主管"), ("人力资源部", "人事主管")];

const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕";
const GIVEN: &[&str] = &[
    "晓岚", "建国", "思远", "雨桐", "志强", "丽华", "俊杰", "美玲", "海涛", "静怡", "子轩", "春梅", "文博", "佳宁",
    "国庆", "秀英", "宇航", "婷婷", "永强", "慧敏", "嘉豪", "雪莹", "振华", "玉兰", "一鸣", "欣然", "立新", "红霞",
    "明远", "若琳", "德胜", "巧云", "天佑", "诗涵", "卫东", "淑芬",
];

/// What stands at a customer's beside the software: code for the serial number, name, place.
const THINGS: &[(&str, &str, &str)] = &[
    ("SRV", "应用服务器", "信息部机房 A 柜"),
    ("PRN", "针式打印机 LQ-730", "财务部"),
    ("PDA", "仓库扫码终端 PDA-5", "一号仓库"),
    ("GTW", "门店网关 GW-200", "门店弱电箱"),
    ("TAG", "标签打印机 T-4", "二号仓库发货台"),
];

pub struct Customers {
    pub companies: Vec<Company>,
    pub departments: Vec<Department>,
    pub contacts: Vec<Contact>,
    pub assets: Vec<Asset>,
}

pub fn company_id(n: usize) -> CompanyId {
    id(Kind::Company, n)
}

pub fn uses(company: usize, product: &str) -> bool {
    COMPANIES.get(company).is_some_and(|company| company.3.contains(&product))
}

pub fn build() -> Customers {
    let mut dice = Dice::new(0xc057);
    let mut world =
        Customers { companies: Vec::new(), departments: Vec::new(), contacts: Vec::new(), assets: Vec::new() };
    for (n, (name, unit, address, products)) in COMPANIES.iter().enumerate() {
        world.companies.push(Company {
            id: company_id(n),
            rv: 0,
            active: true,
            name: name.to_string(),
            code: format!("KH-{:04}", 1001 + n),
            unit_id: unit_id(unit),
            phone: format!("400 0000 {:04}", 1001 + n),
            address: address.to_string(),
            note: String::new(),
        });
        // Three people each; every third company has a person more.
        for d in 0..3 + usize::from(n % 3 == 0) {
            employ(&mut world, &mut dice, n, d);
        }
        equip(&mut world, &mut dice, n, products);
    }
    world
}

fn employ(world: &mut Customers, dice: &mut Dice, company: usize, d: usize) {
    let (department, title) = DEPARTMENTS[d];
    let department_id = id(Kind::Department, world.departments.len());
    let company_id = company_id(company);
    world.departments.push(Department { id: department_id, rv: 0, active: true, name: department.into(), company_id });
    let n = world.contacts.len();
    let surnames: Vec<char> = SURNAMES.chars().collect();
    // The first two have accounts, and names that stay when the tables change.
    let name = match n {
        0 => "李晓岚".to_string(),
        1 => "张建国".to_string(),
        _ => format!("{}{}", dice.pick(&surnames), dice.pick(GIVEN)),
    };
    world.contacts.push(Contact {
        id: id(Kind::Contact, n),
        rv: 0,
        active: true,
        name,
        company_id: Some(company_id),
        department_id: Some(department_id),
        phone: format!("138 0000 {:04}", 1001 + n),
        email: format!("contact{:03}@kh{}.example", n + 1, 1001 + company),
        title: title.into(),
    });
}

fn equip(world: &mut Customers, dice: &mut Dice, company: usize, products: &[&str]) {
    let mut add = |code: &str, name: String, product_id: Option<ProductId>, place: &str| {
        let n = world.assets.len();
        world.assets.push(Asset {
            id: id(Kind::Asset, n),
            rv: 0,
            active: true,
            name,
            serial: format!("SN-{code}-{:06}", 101 + n),
            product_id,
            company_id: company_id(company),
            place: place.into(),
            note: String::new(),
        });
    };
    let users = [10, 20, 30, 50, 80, 120];
    for code in products.iter().take(if company == 0 { 3 } else { 1 + company % 2 }) {
        let product = PRODUCTS.iter().find(|product| product.0 == *code).map_or(*code, |product| product.1);
        add(code, format!("{product}（{} 用户）", dice.pick(&users)), Some(product_id(code)), "信息部机房");
    }
    for n in 0..if company == 0 { 4 } else { 1 - usize::from(company % 4 == 3) } {
        let (code, name, place) = THINGS[(company + n) % THINGS.len()];
        add(code, name.to_string(), None, place);
    }
}

/// The two accounts of the first company's people. `from` is the first free number of a user.
pub fn accounts(from: usize, contacts: &[Contact]) -> Vec<User> {
    let logins = [("customer", "customer_contact"), ("customer-admin", "customer_administrator")];
    let account = |(n, ((login, key), contact)): (usize, ((&str, &str), &Contact))| User {
        id: id(Kind::User, from + n),
        email: contact.email.clone(),
        phone: contact.phone.clone(),
        company_id: contact.company_id,
        contact_id: Some(contact.id),
        ..user(login, &contact.name, key)
    };
    logins.into_iter().zip(contacts).enumerate().map(account).collect()
}
