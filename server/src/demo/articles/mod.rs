//! Articles of the demo desk: published ones in both languages, one in review, one that is being written.

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{ArticleId, UserId};
use yingda_shared::kernel::time::{DAY, Millis};
use yingda_shared::knowledge::articles::*;

use super::dice::{Kind, id};
use super::world::World;
use crate::ctx::Cx;
use crate::knowledge::articles::bring;

/// Where an article of the demo stands.
#[derive(Clone, Copy, PartialEq)]
enum Standing {
    Published,
    InReview,
    Draft,
}

struct Told {
    title: &'static str,
    summary: &'static str,
    body: &'static str,
    slug: &'static str,
    kind: ArticleKind,
    language: ArticleLanguage,
    audience: Audience,
    product: &'static str,
    category: &'static str,
    standing: Standing,
    /// Place of the same in the other language.
    pair: Option<usize>,
    /// Days ago.
    at: i64,
}

const PLAIN: Told = Told {
    title: "",
    summary: "",
    body: "",
    slug: "",
    kind: ArticleKind::Fault,
    language: ArticleLanguage::Zh,
    audience: Audience::Public,
    product: "",
    category: "",
    standing: Standing::Published,
    pair: None,
    at: 60,
};

const ARTICLES: &[Told] = &[
    Told {
        title: "月末结账提示“存在未记账凭证”怎么办",
        summary: "结账检查整个期间，列表默认只看自己。先查全部制单人，再整理断号。",
        body: include_str!("close-zh.md"),
        slug: "月末结账提示存在未记账凭证",
        product: "FIN",
        category: "月末结账",
        pair: Some(1),
        at: 20,
        ..PLAIN
    },
    Told {
        title: "Month-end closing finds unposted vouchers that the list does not show",
        summary: "Closing checks the whole period; the list shows your own vouchers only.",
        body: include_str!("close-en.md"),
        slug: "month-end-closing-unposted-vouchers",
        language: ArticleLanguage::En,
        product: "FIN",
        category: "月末结账",
        pair: Some(0),
        at: 90,
        ..PLAIN
    },
    Told {
        title: "忘记密码或账号被锁定时自己重置",
        summary: "用登记的手机号收验证码，几分钟即可恢复登录。",
        body: include_str!("password-zh.md"),
        slug: "重置登录密码",
        kind: ArticleKind::HowTo,
        product: "PLT",
        category: "登录与权限",
        pair: Some(3),
        at: 120,
        ..PLAIN
    },
    Told {
        title: "Reset a forgotten password or a locked account",
        summary: "A code to the phone number in your account is all you need.",
        body: include_str!("password-en.md"),
        slug: "reset-password",
        kind: ArticleKind::HowTo,
        language: ArticleLanguage::En,
        product: "PLT",
        category: "登录与权限",
        pair: Some(2),
        at: 110,
        ..PLAIN
    },
    Told {
        title: "打印偏移、缺行或没有反应",
        summary: "先看纸张大小，再看打印组件，最后校准。",
        body: include_str!("printer-zh.md"),
        slug: "打印偏移或没有反应",
        category: "打印",
        at: 200,
        ..PLAIN
    },
    Told {
        title: "开票提示“购买方税号校验失败”",
        summary: "多为空格、全角字符或已注销的抬头。",
        body: include_str!("invoice-zh.md"),
        slug: "购买方税号校验失败",
        product: "TAX",
        category: "开票",
        at: 45,
        ..PLAIN
    },
    Told {
        title: "手机收不到审批提醒",
        summary: "检查系统通知、应用内开关和登录的手机。",
        body: include_str!("mobile-question-zh.md"),
        slug: "手机收不到审批提醒",
        kind: ArticleKind::Question,
        product: "MOB",
        category: "移动审批",
        at: 30,
        ..PLAIN
    },
    Told {
        title: "升级前备份数据库",
        summary: "停服务、备份、校验，三步都做完再升级。",
        body: include_str!("backup-zh.md"),
        slug: "升级前备份数据库",
        kind: ArticleKind::HowTo,
        audience: Audience::Customer,
        product: "PLT",
        category: "数据库与备份",
        at: 420,
        ..PLAIN
    },
    Told {
        title: "PDA 扫码偶发重复入库（12.4.0 – 12.4.2）",
        summary: "网络切换时请求重发。12.4.3 已修复。",
        body: include_str!("barcode-known-zh.md"),
        slug: "扫码重复入库",
        kind: ArticleKind::KnownError,
        audience: Audience::Partner,
        product: "SCM",
        category: "条码与 PDA",
        at: 75,
        ..PLAIN
    },
    Told {
        title: "客户 VPN 连上后访问不到应用服务器",
        summary: "多为网段冲突，检查路由的下一跳。",
        body: include_str!("vpn-internal-zh.md"),
        slug: "客户-vpn-网段冲突",
        audience: Audience::Internal,
        category: "网络与 VPN",
        standing: Standing::InReview,
        at: 3,
        ..PLAIN
    },
    Told {
        title: "平台 9.0 升级到 9.1",
        summary: "",
        body: include_str!("upgrade-draft-zh.md"),
        slug: "平台升级到-9-1",
        kind: ArticleKind::HowTo,
        audience: Audience::Customer,
        product: "PLT",
        category: "升级与补丁",
        standing: Standing::Draft,
        at: 1,
        ..PLAIN
    },
];

fn article_id(n: usize) -> ArticleId {
    id(Kind::Article, n)
}

/// Brings them all, as if they had gone their way.
pub async fn store(cx: &mut Cx, world: &World) -> Result<(), Fault> {
    let now = cx.now;
    for (n, told) in ARTICLES.iter().enumerate() {
        bring(cx, dossier(world, n, told, now)).await?;
    }
    Ok(())
}

fn dossier(world: &World, n: usize, told: &Told, now: Millis) -> Dossier {
    let person = |login: &str| world.user_id(login).unwrap_or_else(|| world.users[0].id);
    let (author, reviewer): (UserId, UserId) = (person("support"), person("knowledge"));
    let at = now - told.at * DAY;
    let read = told.standing == Standing::Published;
    let stage = match told.standing {
        Standing::Published => Stage::Published,
        Standing::InReview => Stage::InReview,
        Standing::Draft => Stage::Draft,
    };
    let version = ArticleVersion {
        article_id: article_id(n),
        n: 1,
        edition: 1,
        stage,
        text: ArticleText { title: told.title.into(), summary: told.summary.into(), body: told.body.into() },
        authors: vec![author],
        based_on: None,
        saved_at: at,
        published_at: read.then_some(at),
        approvals: if read { vec![Approval { by_id: reviewer, at }] } else { Vec::new() },
        comments: Vec::new(),
        returned: String::new(),
        masked: Vec::new(),
    };
    let article = Article {
        id: article_id(n),
        rv: 0,
        slug: told.slug.into(),
        kind: told.kind,
        language: told.language,
        audience: told.audience,
        governance: Governance::Experience,
        confidence: match told.standing {
            Standing::Published => Confidence::Validated,
            Standing::InReview => Confidence::NotValidated,
            Standing::Draft => Confidence::InWork,
        },
        title: told.title.into(),
        summary: told.summary.into(),
        product_id: world.products.iter().find(|product| product.code == told.product).map(|product| product.id),
        only_owners: false,
        category_id: world.category(told.category).map(|category| category.id),
        unit_id: None,
        owner_id: author,
        pair_id: told.pair.map(article_id),
        state: stage.workflow(),
        live: read.then_some(1),
        work: (!read).then_some(1),
        stage: Some(stage).filter(|_| !read),
        last: 1,
        verify_months: None,
        verified_at: read.then_some(at),
        verify_by: read.then_some(at + 365 * DAY),
        // Those who look after it see it on the page.
        verify_told: true,
        reviewers: Vec::new(),
        review_due: None,
        review_told: false,
        publish_at: None,
        retire_at: None,
        redirect_id: None,
        published_at: read.then_some(at),
        created_at: at,
        created_by: author,
    };
    let (live, work) = if read { (Some(version), None) } else { (None, Some(version)) };
    Dossier { article, live, work }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_would_pass_the_doors_and_is_about_something_that_is_there() {
        let world = World::build().expect("a world");
        for (n, told) in ARTICLES.iter().enumerate() {
            let dossier = dossier(&world, n, told, 1_795_500_000_000);
            let version = dossier.live.as_ref().or(dossier.work.as_ref()).expect("a version");
            assert_eq!(version.text.check(), [], "{}", told.title);
            assert!(told.category.is_empty() || dossier.article.category_id.is_some(), "{}", told.category);
            assert!(told.product.is_empty() || dossier.article.product_id.is_some(), "{}", told.product);
            if let Some(pair) = told.pair {
                assert_eq!(ARTICLES[pair].pair, Some(n), "{}", told.title);
            }
        }
    }
}
