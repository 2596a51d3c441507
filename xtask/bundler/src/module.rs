//! The browser module: wasm-bindgen's glue for it, optionally wasm-opt, hashed names.

use crate::output::{Output, Written};
use crate::{Outcome, Request, domains};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

pub struct Module {
    pub js: Written,
    pub wasm: Written,
    /// Bytes for each domain, as `domains::measure` counts them.
    pub domains: BTreeMap<String, usize>,
}

const NAME: &str = "yingda";

/// Generates the glue, shrinks the module and writes both; the glue knows the module's final name.
pub fn generate(request: &Request, output: &mut Output) -> Outcome<Module> {
    // Beside the site folder, never inside it.
    let scratch = request.out.with_extension("bindgen");
    let result = generate_in(&scratch, request, output);
    let _ = std::fs::remove_dir_all(&scratch);
    result
}

fn generate_in(scratch: &Path, request: &Request, output: &mut Output) -> Outcome<Module> {
    let fail = |error| format!("wasm-bindgen: {error:#}");
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(&request.wasm)
        .out_name(NAME)
        .typescript(false)
        .omit_default_module_path(false)
        .web(true)
        .map_err(fail)?;
    if !request.fast {
        bindgen.remove_name_section(true).remove_producers_section(true);
    }
    let _ = std::fs::remove_dir_all(scratch);
    bindgen.generate(scratch).map_err(fail)?;

    let plain = scratch.join(format!("{NAME}_bg.wasm"));
    if let Some(script) = &request.wasm_opt {
        shrink(script, &plain)?;
    }
    let wasm = output.hashed(&format!("pkg/{NAME}_bg"), "wasm", &read(&plain)?)?;
    let glue = String::from_utf8(read(&scratch.join(format!("{NAME}.js")))?)
        .map_err(|error| format!("the glue is not text: {error}"))?
        .replace(&format!("{NAME}_bg.wasm"), wasm.path.trim_start_matches("pkg/"));
    let js = output.hashed(&format!("pkg/{NAME}"), "js", glue.as_bytes())?;
    // Inline scripts of dependencies: the folder names carry the crate's hash already.
    let snippets = scratch.join("snippets");
    if snippets.is_dir() {
        crate::copy_public(&snippets, "pkg/snippets/", output)?;
    }
    let domains = domains::measure(&read(&request.wasm)?)?;
    Ok(Module { js, wasm, domains })
}

/// What rustc and wasm-bindgen emit and every supported browser knows. `--all-features` would let
/// wasm-opt write things that no browser reads yet.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

fn shrink(script: &Path, wasm: &Path) -> Outcome {
    let status = Command::new("node")
        .arg(script)
        .arg("-Oz")
        .args(FEATURES)
        .arg(wasm)
        .arg("-o")
        .arg(wasm)
        .status()
        .map_err(|error| format!("cannot start wasm-opt: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("wasm-opt ended with {status}")) }
}

fn read(path: &Path) -> Outcome<Vec<u8>> {
    std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}
