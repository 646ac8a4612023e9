//! Brotli and gzip files beside the originals, for servers that send what is there instead of compressing each time.

use std::path::Path;

use crate::{Outcome, process, project};

/// What shrinks; pictures are small already.
const KINDS: [&str; 8] = ["html", "css", "js", "json", "svg", "txt", "wasm", "webmanifest"];
/// What people change after the build: a server would go on sending the compressed text of before.
const EDITED: [&str; 2] = ["sw.js", "sw-off.js"];
/// Where data lies that comes with the page.
const OURS: [&str; 2] = ["locales", "demo"];
/// What is added to a name, and the `Content-Encoding` it stands for; the better first.
pub(crate) const ENCODINGS: [(&str, &str); 2] = [("br", "br"), ("gz", "gzip")];

/// Writes both beside each file of a folder that gets smaller by them, and takes away what earlier files left.
pub(crate) fn compress(dist: &Path) -> Outcome {
    const COMPRESS: &str = "
const { readFileSync, rmSync, writeFileSync } = require('node:fs');
const { promisify } = require('node:util');
const { brotliCompress, constants, gzip } = require('node:zlib');
Promise.all(process.argv.slice(1).map(async (file) => {
  const raw = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length };
  const all = { br: await promisify(brotliCompress)(raw, { params }), gz: await promisify(gzip)(raw, { level: 9 }) };
  for (const [ending, bytes] of Object.entries(all)) {
    if (bytes.length < raw.length) writeFileSync(file + '.' + ending, bytes);
    else rmSync(file + '.' + ending, { force: true });
  }
}));";
    let files: Vec<_> = project::files_below(dist).into_iter().filter(|file| is_compressed(file)).collect();
    process::node_lines(COMPRESS, dist, &files).map(drop)
}

fn is_compressed(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default();
    let kind = file.extension().unwrap_or_default();
    // Data is written anew by others, too.
    let is_data = kind == "json" && !file.parent().is_some_and(|folder| OURS.iter().any(|ours| folder.ends_with(ours)));
    KINDS.iter().any(|known| kind == *known) && !EDITED.iter().any(|edited| name == *edited) && !is_data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_edited_later_has_no_compressed_twin() {
        #[track_caller]
        fn check(file: &str, expected: bool) {
            assert_eq!(is_compressed(Path::new(file)), expected, "{file}");
        }
        check("dist/index.html", true);
        check("dist/assets/a.wasm", true);
        check("dist/config.json", false);
        check("dist/sw.js", false);
        check("dist/tenant.json", false);
        check("dist/locales/nl.json", true);
        check("dist/_headers", false);
        check("dist/index.html.br", false);
        check("dist/icons/a.png", false);
    }

    #[test]
    fn what_grows_stays_alone() {
        let folder = project::path("target/compress-test");
        project::write(&folder.join("long.txt"), &"again and ".repeat(50)).unwrap();
        project::write(&folder.join("short.txt"), "a").unwrap();
        project::write(&folder.join("short.txt.gz"), "of an earlier file").unwrap();
        compress(&folder).unwrap();
        for (ending, _) in ENCODINGS {
            assert!(folder.join(format!("long.txt.{ending}")).is_file());
            assert!(!folder.join(format!("short.txt.{ending}")).exists());
        }
    }
}
