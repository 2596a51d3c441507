//! The reference page as it is served.

use yingda_server::registry::registry;

use crate::support::{Ask, Backend, Desk};

async fn tell<F: Future<Output = ()>>(story: impl FnOnce(Desk) -> F) {
    Desk::tell_empty(Backend::Sqlite, |_| {}, story).await;
}

#[tokio::test]
async fn anybody_reads_it_in_their_language_and_colours() {
    tell(|desk| async move {
        let zh = desk.http(Ask::get("//api/docs")).await;
        assert_eq!((zh.status.as_u16(), zh.header("content-type")), (200, "text/html; charset=utf-8"));
        let zh = String::from_utf8(zh.bytes).expect("text");
        assert!(zh.contains("<html lang=\"zh-CN\" data-theme=\"system\">") && zh.contains("接口文档"));
        let en = desk.http(Ask::get("//api/docs").header("accept-language", "en-GB,zh")).await;
        assert!(String::from_utf8_lossy(&en.bytes).contains("<h1>API reference</h1>"));
        let chosen =
            Ask::get("//api/docs").header("accept-language", "zh").header("cookie", "yd_lang=en; yd_theme=dark");
        let chosen = String::from_utf8(desk.http(chosen).await.bytes).expect("text");
        assert!(chosen.contains("<html lang=\"en\" data-theme=\"dark\">"));
        for name in registry().names() {
            assert!(chosen.contains(&format!(" id=\"{name}\"")), "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn it_runs_nothing_but_its_own_and_travels_packed() {
    tell(|desk| async move {
        let ask = || Ask::get("//api/docs").header("accept-encoding", "gzip, br;q=1");
        let packed = desk.http(ask()).await;
        assert_eq!(packed.header("content-encoding"), "br");
        assert!(packed.bytes.len() < 300_000, "{}", packed.bytes.len());
        let policy = packed.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'sha256-") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert!(policy.contains("style-src 'sha256-"), "{policy}");
        let kept = desk.http(ask().header("if-none-match", packed.header("etag"))).await;
        assert_eq!((kept.status.as_u16(), kept.bytes.len()), (304, 0));
    })
    .await;
}

#[tokio::test]
async fn other_methods_are_told_which_there_are() {
    tell(|desk| async move {
        for path in ["/cases/1/resolve", "//api/docs", "//api/openapi.json"] {
            let answer = desk.http(Ask::new("PATCH", path).header("authorization", "Bearer x")).await;
            assert_eq!(answer.problem(), (405, "method".to_string()), "{path}");
            assert!(!answer.header("allow").is_empty(), "{path}");
        }
    })
    .await;
}
