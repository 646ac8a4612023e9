//! What a first visit downloads.

use std::process::Command;

use crate::routes::ROUTES;
use crate::{Outcome, process, project};

/// What a first load is meant to weigh at the most, in bytes after brotli.
const AIM: u64 = 180_000;
/// What it weighs: the figure on record. Lower it when the page gets lighter.
const RECORD: u64 = 356_000;
/// How far above the record is still no growth, in percent: compilers differ a little.
const TOLERANCE: u64 = 3;

/// The most that a first load may weigh before the tests fail.
pub(crate) const LIMIT: u64 = RECORD + RECORD * TOLERANCE / 100;

/// Weighs each file that follows its `--`, one line each: raw and brotli bytes.
const WEIGH: &str = "
const { readFileSync } = require('node:fs');
const { brotliCompressSync, constants } = require('node:zlib');
for (const file of process.argv.slice(1)) {
  const raw = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length };
  console.log(raw.length + ' ' + brotliCompressSync(raw, { params }).length);
}";

/// Prints the sizes of a built page; gives the brotli bytes of its heaviest first view.
pub(crate) fn report() -> Outcome<u64> {
    let mut heaviest = (0, Vec::new());
    for route in ROUTES {
        let lines = weigh(&first_view(route)?)?;
        let all = lines.iter().map(|line| line.brotli).sum();
        process::print(&format!("{all:>9}  brotli bytes to the first view of {route}"));
        if all > heaviest.0 {
            heaviest = (all, lines);
        }
    }
    let (all, lines) = heaviest;
    process::print(&format!("{:>9} {:>9}  the heaviest in parts", "raw", "brotli"));
    for Line { raw, brotli, file } in lines {
        process::print(&format!("{raw:>9} {brotli:>9}  {file}"));
    }
    process::print(&format!("{:>9} {all:>9}  together (aim: {AIM}, limit: {LIMIT})", ""));
    Ok(all)
}

/// A file and its bytes.
struct Line {
    raw: u64,
    brotli: u64,
    file: String,
}

fn weigh(files: &[String]) -> Outcome<Vec<Line>> {
    let output = Command::new("node").arg("-e").arg(WEIGH).arg("--").args(files).current_dir(project::dist()).output();
    let output = output.map_err(|error| format!("node cannot be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("the sizes cannot be told: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    let number = |text: &str| text.parse::<u64>().map_err(|error| error.to_string());
    let text = String::from_utf8_lossy(&output.stdout);
    let line = |(file, line): (&String, &str)| {
        let (raw, brotli) = line.split_once(' ').ok_or("the sizes cannot be read")?;
        Ok(Line { raw: number(raw)?, brotli: number(brotli)?, file: file.clone() })
    };
    files.iter().zip(text.lines()).map(line).collect()
}

/// The files of a first visit of the demo at a route, in English (another language adds its locale file), relative to `dist/`: what the
/// page names, and what `boot.js` asks for.
fn first_view(route: &str) -> Outcome<Vec<String>> {
    let page = format!("{route}/index.html");
    let text = project::read(&project::dist().join(&page))?;
    let names = ["href=\"", "src=\""].into_iter().flat_map(|attribute| text.split(attribute).skip(1));
    let names = names.filter_map(|rest| rest.split_once('"')).map(|(name, _)| name.trim_start_matches("./"));
    let mut files: Vec<String> = names.filter(|name| *name != "../").map(str::to_owned).collect();
    files.extend([page, "config.json".to_owned(), "demo/contoso.json".to_owned()]);
    Ok(files)
}
