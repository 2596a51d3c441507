//! The server: a library that knows nothing of pages. The binary `yingda` joins it with the app.

pub mod audit;
pub mod cases;
pub mod catalog;
pub mod config;
pub mod ctx;
pub mod db;
pub mod demo;
pub mod dispatch;
pub mod failure;
pub mod files;
pub mod handler;
pub mod identity;
pub mod imports;
pub mod live;
pub mod notices;
pub mod openapi;
pub mod organisation;
pub mod portal;
pub mod reactions;
pub mod records;
pub mod registry;
pub mod retention;
pub mod router;
pub mod services;
pub mod settings;
pub mod sync;
