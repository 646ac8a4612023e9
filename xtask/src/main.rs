//! `cargo xtask`: sets up, builds, serves, tests and checks Tenant Status.
//!
//! Every command sets up what it needs and nothing else; a second run finds it there. One file per command, and:
//! [`setup`] with [`tools`], [`packages`], [`browser`] and [`debian`] gets the tools, [`policy`] is the one source of the security
//! headers, of which [`hosts`] makes the files for hosts; [`assets`] names files after their bytes, [`compress`] adds their
//! small twins, [`worker`] fills the lists of the service worker; [`routes`] is the one list of addresses, and [`server`]
//! serves `dist/` to people and to tests.

mod assets;
mod bench;
mod browser;
mod build;
mod compress;
mod debian;
mod fuzz;
mod hosts;
mod json;
mod lean;
mod lint;
mod names;
mod packages;
mod policy;
mod process;
mod project;
mod routes;
mod serve;
mod server;
mod setup;
mod size;
mod sizes;
mod soak;
mod split;
mod test;
mod tools;
mod worker;

use std::process::ExitCode;

/// The outcome of a step; the error is one line for the person at the terminal.
pub(crate) type Outcome<T = ()> = Result<T, String>;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  serve [--port N] [--base /sub/]   set up, build and serve the page on this machine
        [--mock]                    against a Graph and an identity provider of this machine, to walk through signing in
  test [--only KIND] [-- ARGS]      set up and run every test; KIND: native, types, mock, wasm, e2e (ARGS go to Playwright);
                                    and hosts, the built page on real servers, which runs only when asked for
  build                             release build into dist/, with a file per route and the headers for hosts
  headers [CONFIG]                  make the built page, and the headers for hosts, fit dist/config.json, or this file in its place
  lint                              formatting, clippy for each target, and the rules of this project
  bench [--runs N] [--only KIND]    build and measure; KIND: load, growth, messages, lighthouse (docs/performance.md)
  fuzz [--minutes N] [--only NAME]  damaged input for what reads what comes from outside: N minutes (1) per target, or this one
       [--seed N]                   alone; what fails is stored in tests/fixtures/fuzz, where a test replays it;
                                    --only html: broken HTML in the browser, N minutes for each of its three kinds
  soak                              a day of the built page in a few minutes: two tabs, sleep, bad networks; what it needs must not grow
  size                              what the WebAssembly is made of, by part, crate and function
  setup                             everything the other commands need

Set CHROMIUM and CHROMEDRIVER to use a browser that is not found by itself.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["setup"] => setup::run(),
        ["build"] => build::run(),
        ["serve", options @ ..] => serve::run(options),
        ["test", options @ ..] => test::run(options),
        ["headers", config @ ..] => hosts::run(config),
        ["lint"] => lint::run(),
        ["fuzz", options @ ..] => fuzz::run(options),
        ["soak", options @ ..] => soak::run(options),
        ["size"] => size::run(),
        ["bench", options @ ..] => bench::run(options),
        ["help" | "--help" | "-h"] => {
            process::print(USAGE);
            Ok(())
        }
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            process::say(&format!("error: {problem}"));
            ExitCode::FAILURE
        }
    }
}
