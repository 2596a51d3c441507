//! Assets of the last builds: a page that stays open over an update still finds what it was made for.

use std::fs;
use std::io::Result;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use axum::Router;
use tower_http::services::ServeDir;

/// Builds whose assets are kept, the present one included.
const BUILDS_MAX: usize = 3;

/// Copies the assets of the present build into the data folder, forgets the oldest, and returns the
/// folders of the builds before it, newest first.
pub fn keep(data: &Path, site: &Path, build: &str) -> Result<Vec<PathBuf>> {
    let place = data.join("assets");
    let present = place.join(build);
    if build.is_empty() || build.contains(['/', '.']) {
        return Ok(Vec::new());
    }
    // Under another name until it is complete: a start that is cut off leaves no half build.
    let unready = place.join(format!(".{build}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&unready);
    copy(&site.join("pkg"), &unready)?;
    let _ = fs::remove_dir_all(&present);
    fs::rename(&unready, &present)?;
    forget_oldest(&place, &present)
}

/// Of the builds in a folder keeps the present one and the newest others; answers those, newest first.
pub fn forget_oldest(place: &Path, present: &Path) -> Result<Vec<PathBuf>> {
    let mut kept: Vec<(SystemTime, PathBuf)> = Vec::new();
    for entry in fs::read_dir(place)?.flatten() {
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !hidden && entry.path() != present {
            kept.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    kept.sort_by(|one, other| other.cmp(one));
    for (_, old) in kept.drain((BUILDS_MAX - 1).min(kept.len())..) {
        fs::remove_dir_all(old)?;
    }
    Ok(kept.into_iter().map(|(_, path)| path).collect())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)?.flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(path, target)?;
        }
    }
    Ok(())
}

/// The present assets, then those of earlier builds.
pub fn service(present: &Path, earlier: &[PathBuf]) -> Router {
    let folders = earlier.iter().rev().map(PathBuf::as_path).chain([present]);
    let nothing = Router::new();
    folders.fold(nothing, |rest, folder| {
        Router::new().fallback_service(ServeDir::new(folder).precompressed_br().fallback(rest))
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn three_builds_are_kept_and_served() {
        let root = std::env::temp_dir().join(format!("yingda-assets-{}", std::process::id()));
        let (data, site) = (root.join("data"), root.join("site"));
        let mut earlier = Vec::new();
        for (at, build) in ["a", "b", "c", "d", "d"].into_iter().enumerate() {
            let _ = fs::remove_dir_all(&site);
            fs::create_dir_all(site.join("pkg/snippets")).expect("a folder");
            fs::write(site.join(format!("pkg/app-{build}.js")), build).expect("a file");
            fs::write(site.join(format!("pkg/snippets/{build}.js")), build).expect("a file");
            earlier = keep(&data, &site, build).expect("kept");
            let begun = SystemTime::UNIX_EPOCH + Duration::from_secs(at as u64);
            let folder = fs::File::open(data.join("assets").join(build)).expect("a folder");
            folder.set_modified(begun).expect("a time of its own");
        }
        assert_eq!(earlier, [data.join("assets/c"), data.join("assets/b")]);
        let service = service(&site.join("pkg"), &earlier);
        let mut found = Vec::new();
        for name in ["app-d.js", "app-c.js", "snippets/b.js", "app-a.js"] {
            let request = Request::get(format!("/{name}")).body(Body::empty()).expect("a request");
            found.push(service.clone().oneshot(request).await.expect("an answer").status());
        }
        assert_eq!(found, [StatusCode::OK, StatusCode::OK, StatusCode::OK, StatusCode::NOT_FOUND]);
        assert!(keep(&data, &site, "../x").expect("nothing to do").is_empty());
        fs::remove_dir_all(root).expect("removed");
    }
}
