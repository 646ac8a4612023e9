//! What a first visit downloads.

use std::path::Path;

use crate::routes::ROUTES;
use crate::{Outcome, process, project};

/// What a first view is meant to weigh at the most, in bytes after brotli.
const AIM: u64 = 180_000;
/// What each route weighs to the first view, and until the page itself is there: the figures on record. Lower them when the page gets lighter.
const RECORDS: [(&str, [u64; 2]); ROUTES.len()] = [
    ("tenant-details", [179_400, 337_400]),
    ("connectors", [179_600, 366_100]),
    ("service-health", [179_700, 431_200]),
    ("connect", [312_100, 312_100]),
];
/// How far above the record is still no growth, in percent: compilers differ a little.
const TOLERANCE: u64 = 3;

/// The most that a route may weigh to the first view, and in all, before the tests fail.
fn limits(route: &str) -> [u64; 2] {
    let record = RECORDS.iter().find(|(name, _)| *name == route).map_or([0, 0], |(_, record)| *record);
    record.map(|record| record + record * TOLERANCE / 100)
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

/// Prints the sizes of a built page. An error where a route has grown.
pub(crate) fn report() -> Outcome {
    let mut heaviest = (0, Vec::new());
    let mut grown = Vec::new();
    process::print(&format!(
        "{:>9} {:>9} {:>9} {:>9}  brotli bytes to the first view (aim: {AIM}) and in all",
        "first", "limit", "all", "limit"
    ));
    for route in ROUTES {
        let [first, page] = files(route)?;
        let lines = [weigh(&project::dist(), &first)?, weigh(&project::dist(), &page)?];
        let [first, page] = lines.each_ref().map(|lines| lines.iter().map(|line| line.brotli).sum::<u64>());
        let all = first + page;
        let limits = limits(route);
        process::print(&format!("{first:>9} {:>9} {all:>9} {:>9}  {route}", limits[0], limits[1]));
        for (what, weight, limit) in [("the first view", first, limits[0]), ("all", all, limits[1])] {
            if weight > limit {
                grown.push(format!("{what} of {route} weighs {weight} bytes, more than {limit}"));
            }
        }
        if all > heaviest.0 {
            heaviest = (all, lines.into_iter().flatten().collect());
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

/// The route without a first view of its own: it shows nothing of a tenant.
const WITHOUT_FIRST_VIEW: &str = "connect";

/// The files of a first visit of the demo at a route, in English (another language adds its locale file), relative to `dist/`: those up to
/// the first view, which the page names or `boot.js` asks for; and what the page is made of besides.
fn files(route: &str) -> Outcome<[Vec<String>; 2]> {
    let page = format!("{route}/index.html");
    let text = project::read(&project::dist().join(&page))?;
    let own = |name: &str| name.trim_start_matches("./").to_owned();
    let names = ["href=\"", "src=\""].into_iter().flat_map(|attribute| text.split(attribute).skip(1));
    let names = names.filter_map(|rest| rest.split_once('"')).map(|(name, _)| own(name));
    let mut first: Vec<String> = names.filter(|name| *name != "../").collect();
    first.extend([page, "config.json".to_owned(), "demo/contoso.json".to_owned()]);
    let later = text.split_once("data-page=\"").and_then(|(_, rest)| rest.split_once('"')).ok_or("a page names no parts")?.0;
    // Each with its hash behind it.
    let mut later: Vec<String> = later.split(' ').step_by(2).map(own).collect();
    if route == WITHOUT_FIRST_VIEW {
        first.append(&mut later);
    }
    Ok([first, later])
}
