//! What a first visit downloads.

use std::path::Path;

use crate::routes::ROUTES;
use crate::{Outcome, process, project};

/// What a first view is meant to weigh at the most, in bytes after brotli.
const AIM: u64 = 180_000;
/// What the first view of each route weighs: the figures on record. Lower them when the page gets lighter.
const RECORDS: [(&str, u64); ROUTES.len()] =
    [("tenant-details", 314_700), ("connectors", 338_200), ("service-health", 409_600), ("connect", 288_300)];
/// How far above the record is still no growth, in percent: compilers differ a little.
const TOLERANCE: u64 = 3;

/// The most that the first view of a route may weigh before the tests fail.
fn limit(route: &str) -> u64 {
    let record = RECORDS.iter().find(|(name, _)| *name == route).map_or(0, |(_, record)| *record);
    record + record * TOLERANCE / 100
}

/// Weighs each file that follows its `--`, one line each: raw and brotli bytes.
const WEIGH: &str = "
const { readFileSync } = require('node:fs');
const { brotliCompressSync, constants } = require('node:zlib');
for (const file of process.argv.slice(1)) {
  const raw = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length };
  console.log(raw.length + ' ' + brotliCompressSync(raw, { params }).length);
}";

/// Prints the sizes of a built page. An error where the first view of a route has grown.
pub(crate) fn report() -> Outcome {
    let mut heaviest = (0, Vec::new());
    let mut grown = Vec::new();
    process::print(&format!("{:>9} {:>9}  brotli bytes to the first view (aim: {AIM})", "bytes", "limit"));
    for route in ROUTES {
        let lines = weigh(&project::dist(), &first_view(route)?)?;
        let all = lines.iter().map(|line| line.brotli).sum();
        process::print(&format!("{all:>9} {:>9}  {route}", limit(route)));
        if all > limit(route) {
            grown.push(format!("the first view of {route} weighs {all} bytes, more than {}", limit(route)));
        }
        if all > heaviest.0 {
            heaviest = (all, lines);
        }
    }
    process::print(&format!("{:>9} {:>9}  the heaviest in parts", "raw", "brotli"));
    for Line { raw, brotli, file } in heaviest.1 {
        process::print(&format!("{raw:>9} {brotli:>9}  {file}"));
    }
    if grown.is_empty() { Ok(()) } else { Err(grown.join("; ")) }
}

/// A file and its bytes.
pub(crate) struct Line {
    pub(crate) raw: u64,
    pub(crate) brotli: u64,
    pub(crate) file: String,
}

/// Weighs files of a folder.
pub(crate) fn weigh(folder: &Path, files: &[String]) -> Outcome<Vec<Line>> {
    let number = |text: &str| text.parse::<u64>().map_err(|error| error.to_string());
    let line = |(file, line): (&String, &String)| {
        let (raw, brotli) = line.split_once(' ').ok_or("the sizes cannot be read")?;
        Ok(Line { raw: number(raw)?, brotli: number(brotli)?, file: file.clone() })
    };
    files.iter().zip(&process::node_lines(WEIGH, folder, files)?).map(line).collect()
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
