//! The binary `yingda`: joins the server with the pages.

mod commands;
#[cfg(feature = "pages")]
mod pages;

fn main() -> std::process::ExitCode {
    commands::run()
}
