//! Turns the compiled browser module, the style sheets and the public files into the site folder.
//!
//! Names carry a hash of the content, so that everything under `/pkg` may be cached for ever;
//! `site.json` tells the server which names are current.

mod css;
mod domains;
mod module;
mod output;

use output::Output;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

type Outcome<T = ()> = Result<T, String>;

/// What the build driver asks for.
struct Request {
    wasm: PathBuf,
    style: PathBuf,
    public: PathBuf,
    out: PathBuf,
    /// A developer's build: no compression, debug names kept.
    fast: bool,
    /// `node <script>` for wasm-opt, where it is installed.
    wasm_opt: Option<PathBuf>,
}

fn main() -> ExitCode {
    match request(std::env::args().skip(1)).and_then(|request| bundle(&request)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("bundler: {message}");
            ExitCode::FAILURE
        }
    }
}

fn request(mut arguments: impl Iterator<Item = String>) -> Outcome<Request> {
    let mut request = Request {
        wasm: PathBuf::new(),
        style: PathBuf::new(),
        public: PathBuf::new(),
        out: PathBuf::new(),
        fast: false,
        wasm_opt: None,
    };
    while let Some(name) = arguments.next() {
        if name == "--fast" {
            request.fast = true;
            continue;
        }
        let value = arguments.next().map(PathBuf::from).ok_or_else(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--wasm" => request.wasm = value,
            "--style" => request.style = value,
            "--public" => request.public = value,
            "--out" => request.out = value,
            "--wasm-opt" => request.wasm_opt = Some(value),
            other => return Err(format!("no option {other}")),
        }
    }
    Ok(request)
}

fn bundle(request: &Request) -> Outcome {
    let mut output = Output::create(&request.out, !request.fast)?;
    if request.public.is_dir() {
        copy_public(&request.public, "", &mut output)?;
    }
    let module = module::generate(request, &mut output)?;
    let style = if request.style.is_file() { css::bundle(&request.style)? } else { String::new() };
    let css = output.hashed("pkg/app", "css", style.as_bytes())?;
    let build = output.build();
    let sizes = [&module.js, &module.wasm, &css].map(|file| file.bytes);
    let domains: Vec<String> = module.domains.iter().map(|(domain, bytes)| format!("\"{domain}\": {bytes}")).collect();
    let json = format!(
        "{{\n  \"build\": \"{build}\",\n  \"js\": \"/{}\",\n  \"wasm\": \"/{}\",\n  \"css\": \"/{}\",\n  \
         \"bytes\": {{\"js_br\": {}, \"wasm_br\": {}, \"css_br\": {}}},\n  \"domains\": {{{}}}\n}}\n",
        module.js.path,
        module.wasm.path,
        css.path,
        sizes[0],
        sizes[1],
        sizes[2],
        domains.join(", ")
    );
    let path = request.out.join("site.json");
    std::fs::write(&path, json).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    println!("   build {build}: js {}, wasm {}, css {} bytes on the wire", sizes[0], sizes[1], sizes[2]);
    Ok(())
}

fn copy_public(folder: &Path, prefix: &str, output: &mut Output) -> Outcome {
    let fail = |error| format!("cannot read {}: {error}", folder.display());
    let mut entries = std::fs::read_dir(folder).map_err(fail)?.collect::<Result<Vec<_>, _>>().map_err(fail)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            copy_public(&path, &format!("{name}/"), output)?;
        } else {
            let bytes = std::fs::read(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            output.file(&name, &bytes)?;
        }
    }
    Ok(())
}
