//! Puts a built site into the program where `YINGDA_SITE_INSIDE` names its folder: what is packaged
//! carries its site. Otherwise the list is empty, and the site is a folder.

use std::fmt::Write;
use std::path::{Path, PathBuf};

const FOLDER: &str = "YINGDA_SITE_INSIDE";

fn main() {
    println!("cargo:rerun-if-env-changed={FOLDER}");
    let mut files = Vec::new();
    if let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) {
        println!("cargo:rerun-if-changed={}", folder.display());
        assert!(folder.join("site.json").is_file(), "{} holds no site", folder.display());
        collect(&folder, &folder, &mut files);
        files.sort();
    }
    let mut list = String::from("pub static FILES: &[(&str, &[u8])] = &[\n");
    for (name, path) in &files {
        let _ = writeln!(list, "    ({name:?}, include_bytes!({path:?})),");
    }
    list.push_str("];\n");
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from).expect("cargo sets OUT_DIR");
    std::fs::write(out.join("site_inside.rs"), list).expect("the output folder can be written");
}

/// Files with their names below the root; of one that has a packed twin, the twin alone.
fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the site").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
            continue;
        }
        let name = path.strip_prefix(root).expect("below the root").display().to_string();
        if !root.join(format!("{name}.br")).is_file() {
            files.push((name, path.canonicalize().expect("a file")));
        }
    }
}
