//! The files that tell hosts which headers to send, all from one policy; and `cargo xtask headers`, which makes them, and the built page,
//! fit another configuration.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::assets::FOLDER;
use crate::json::quote;
use crate::policy::{Place, Policy};
use crate::{Outcome, compress, process, project, routes, worker};

/// What is named after its bytes is never asked for again.
pub(crate) const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Everything else: kept, but never used without asking whether it changed.
pub(crate) const ASK_FIRST: &str = "no-cache";

/// Where the files go that no host reads from the folder it serves.
const ASIDE: &str = "dist-hosts";

/// Writes the files for every host: into the folder that is served, and into the one aside.
pub(crate) fn write(dist: &Path, policy: &Policy) -> Outcome {
    write_into(dist, &project::path(ASIDE), policy)
}

fn write_into(dist: &Path, aside: &Path, policy: &Policy) -> Outcome {
    project::write(&dist.join("_headers"), &cloudflare_and_netlify(policy))?;
    project::write(&dist.join("staticwebapp.config.json"), &azure(policy))?;
    // GitHub Pages leaves files out otherwise.
    project::write(&dist.join(".nojekyll"), "")?;
    // What an earlier build left fits no more.
    let _ = std::fs::remove_dir_all(aside);
    project::write(&aside.join("nginx.conf"), &nginx(policy))?;
    project::write(&aside.join("cloudfront-headers.json"), &cloudfront_headers(policy))?;
    project::write(&aside.join("cloudfront-function.js"), CLOUDFRONT_FUNCTION)
}

/// `cargo xtask headers`: the built page and the files for hosts follow `dist/config.json`, or another file that is put in its place.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let dist = project::dist();
    let config = dist.join("config.json");
    let text = match arguments {
        [] => project::read(&config).map_err(|problem| format!("{problem}: cargo xtask build makes it"))?,
        [file] => project::read(Path::new(file))?,
        _ => return Err("headers takes one file at the most".into()),
    };
    let policy =
        Policy::of_text(&text).map_err(|problem| format!("{}: {problem}", arguments.first().unwrap_or(&"dist/config.json")))?;
    follow(&dist, &project::path(ASIDE), &text, &policy)?;
    process::say(&format!("The page in dist/ and the headers in dist/ and {ASIDE}/ now allow {}.", policy.reaches()));
    Ok(())
}

/// Gives a built page a configuration and its policy.
fn follow(dist: &Path, aside: &Path, config: &str, policy: &Policy) -> Outcome {
    let routes = routes::ROUTES.iter().map(|route| format!("{route}/index.html"));
    let pages = routes.chain(["index.html".to_owned(), "404.html".to_owned()]).map(|name| dist.join(name));
    // All pages are read before one is written: without a build nothing changes.
    let with_policy = |page: PathBuf| policy.instead_in(&project::read(&page)?).map(|text| (page, text));
    for (page, text) in pages.map(with_policy).collect::<Outcome<Vec<_>>>()? {
        project::write(&page, &text)?;
    }
    project::write(&dist.join("config.json"), config)?;
    write_into(dist, aside, policy)?;
    worker::follow(dist)?;
    compress::compress(dist)
}

/// `_headers`, as Cloudflare Pages and Netlify read it. Both ask before they use a kept file, unless told otherwise; two rules for one
/// header would be joined to one value.
fn cloudflare_and_netlify(policy: &Policy) -> String {
    let mut file = "/*\n".to_owned();
    for (name, value) in policy.headers(Place::Host) {
        let _ = writeln!(file, "  {name}: {value}");
    }
    let _ = writeln!(file, "/{FOLDER}/*\n  Cache-Control: {FOR_EVER}");
    file
}

/// `staticwebapp.config.json`, as Azure Static Web Apps reads it. Its own redirect to the trailing slash drops the query, so each route
/// without the slash is the page itself.
fn azure(policy: &Policy) -> String {
    let mut headers = policy.headers(Place::Host);
    headers.push(("Cache-Control", ASK_FIRST.to_owned()));
    let headers: Vec<String> = headers.iter().map(|(name, value)| format!("    {}: {}", quote(name), quote(value))).collect();
    let mut rules = vec![format!(r#"{{ "route": "/{FOLDER}/*", "headers": {{ "Cache-Control": {} }} }}"#, quote(FOR_EVER))];
    let page = |route: &&str| format!(r#"{{ "route": "/{route}", "rewrite": "/{route}/index.html" }}"#);
    rules.extend(routes::ROUTES.iter().map(page));
    format!(
        r#"{{
  "globalHeaders": {{
{}
  }},
  "routes": [
    {}
  ],
  "mimeTypes": {{ ".wasm": "application/wasm", ".webmanifest": "application/manifest+json" }},
  "responseOverrides": {{ "404": {{ "rewrite": "/404.html" }} }}
}}
"#,
        headers.join(",\n"),
        rules.join(",\n    "),
    )
}

/// A location for nginx. A block that adds a header of its own inherits none, so each repeats them.
fn nginx(policy: &Policy) -> String {
    let headers = |indent: &str, cache: &str, when: &str| {
        let mut lines = String::new();
        for (name, value) in policy.headers(Place::Host) {
            let _ = writeln!(lines, "{indent}add_header {name} {} always;", quote(&value));
        }
        let _ = writeln!(lines, "{indent}add_header Cache-Control {}{when};", quote(cache));
        lines
    };
    format!(
        r#"# Tenant Status for nginx: include it in a `server` that has TLS.
# Below a path, such as /status/: name it in the two lines marked "path", uncomment the line before them, and have `root` name the folder
# that holds status/.
# location = /status {{ return 308 /status/$is_args$args; }}
location / {{                      # path
    root /var/www/tenant-status;
    index index.html;
    error_page 403 404 =404 /404.html;  # path: =404 /status/404.html
    absolute_redirect off;
    charset utf-8;
    charset_types text/css text/javascript application/javascript application/json image/svg+xml;

    # Sends the compressed files that lie beside the originals.
    gzip_static on;
    gzip_proxied any;
    gzip_vary on;
    # Smaller still, with the package libnginx-mod-http-brotli-static of Debian and Ubuntu:
    # brotli_static on;

{}
    # Named after their bytes. A file that is missing here is not to be remembered: only what is found gets this Cache-Control.
    location ~ "/{FOLDER}/[^/]+-[0-9a-f]{{16}}[^/]*$" {{
{}    }}
    # A type that nginx does not know.
    location ~ "\.webmanifest$" {{
        default_type application/manifest+json;
    }}
}}
"#,
        headers("    ", ASK_FIRST, " always"),
        headers("        ", FOR_EVER, ""),
    )
}

/// What `aws cloudfront create-response-headers-policy` takes. The Cache-Control of each file is kept beside it, by S3.
fn cloudfront_headers(policy: &Policy) -> String {
    let mut security = Vec::new();
    let mut custom = Vec::new();
    for (name, value) in policy.headers(Place::Host) {
        let value = quote(&value);
        match name {
            "Content-Security-Policy" => security.push(format!(r#""ContentSecurityPolicy": {{ "Override": true, "ContentSecurityPolicy": {value} }}"#)),
            "X-Content-Type-Options" => security.push(r#""ContentTypeOptions": { "Override": true }"#.to_owned()),
            "X-Frame-Options" => security.push(format!(r#""FrameOptions": {{ "Override": true, "FrameOption": {value} }}"#)),
            "Referrer-Policy" => security.push(format!(r#""ReferrerPolicy": {{ "Override": true, "ReferrerPolicy": {value} }}"#)),
            "Strict-Transport-Security" => security.push(format!(
                r#""StrictTransportSecurity": {{ "Override": true, "IncludeSubdomains": true, "Preload": false, "AccessControlMaxAgeSec": {} }}"#,
                crate::policy::HSTS_SECONDS
            )),
            _ => custom.push(format!(r#"{{ "Header": {}, "Value": {value}, "Override": true }}"#, quote(name))),
        }
    }
    format!(
        r#"{{
  "Name": "tenant-status",
  "Comment": "Security headers of Tenant Status",
  "SecurityHeadersConfig": {{
    {}
  }},
  "CustomHeadersConfig": {{
    "Quantity": {},
    "Items": [
      {}
    ]
  }}
}}
"#,
        security.join(",\n    "),
        custom.len(),
        custom.join(",\n      "),
    )
}

/// S3 knows no `index.html` of a folder. Runs at a viewer's request, runtime cloudfront-js-2.0.
const CLOUDFRONT_FUNCTION: &str = r#"// Gives a folder its index.html, and an address without its slash the one with it.
function handler(event) {
  const request = event.request;
  const name = request.uri.split("/").pop();
  if (name === "") {
    request.uri += "index.html";
    return request;
  }
  if (name.includes(".")) return request;
  const pairs = [];
  for (const key in request.querystring) {
    const one = request.querystring[key];
    for (const each of one.multiValue || [one]) pairs.push(each.value === "" ? key : key + "=" + each.value);
  }
  // Only a path of this host: "//" would lead elsewhere.
  const path = "/" + request.uri.split("/").filter(Boolean).join("/") + "/";
  const query = pairs.length > 0 ? "?" + pairs.join("&") : "";
  return { statusCode: 308, statusDescription: "Permanent Redirect", headers: { location: { value: path + query } } };
}
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Json;

    fn policy() -> Policy {
        Policy::of_text(r#"{"endpoint":{"kind":"graph","auth":{"kind":"entra","clientId":"c","tenant":"t"}}}"#).unwrap()
    }

    #[test]
    fn the_files_for_azure_and_cloudfront_are_json() {
        for text in [azure(&policy()), cloudfront_headers(&policy())] {
            assert!(Json::parse(&text).is_ok(), "{text}");
        }
    }

    #[test]
    fn every_host_is_told_every_header() {
        let [cloudflare, azure, nginx, cloudfront] =
            [cloudflare_and_netlify, azure, nginx, cloudfront_headers].map(|file| file(&policy()));
        for (name, value) in policy().headers(Place::Host) {
            assert!(cloudflare.contains(&format!("\n  {name}: {value}\n")), "{name}");
            assert!(azure.contains(&format!("\n    \"{name}\": {}", quote(&value))), "{name}");
            assert_eq!(nginx.matches(&format!(" add_header {name} {} always;\n", quote(&value))).count(), 2, "{name}");
            // CloudFront has words of its own for two of them.
            let own = ["X-Content-Type-Options", "Strict-Transport-Security"].contains(&name);
            assert!(own || cloudfront.contains(&quote(&value)), "{name}");
        }
        assert!(cloudfront.contains("ContentTypeOptions") && cloudfront.contains("63072000"));
        for file in [cloudflare, azure, nginx] {
            assert_eq!(file.matches(FOR_EVER).count(), 1);
        }
    }

    #[test]
    fn a_built_page_follows_another_configuration() {
        let [dist, aside] = ["dist", "aside"].map(|name| project::path("target/hosts-test").join(name));
        let _ = std::fs::remove_dir_all(project::path("target/hosts-test"));
        let built = Policy::of_text(r#"{"endpoint":{"kind":"snapshot","url":"demo/contoso.json"}}"#).unwrap();
        let config = r#"{"endpoint":{"kind":"graph","baseUrl":"https://graph.example","auth":{"kind":"none"}}}"#;
        let other = Policy::of_text(config).unwrap();
        project::write(&dist.join("index.html"), &built.meta_tag()).unwrap();
        // Half a build stays as it is.
        assert!(follow(&dist, &aside, config, &other).is_err());
        assert_eq!(project::read(&dist.join("index.html")).unwrap(), built.meta_tag());
        assert!(!dist.join("config.json").exists() && !aside.exists());

        let routes = routes::ROUTES.map(|route| format!("{route}/index.html"));
        let pages = routes.iter().map(String::as_str).chain(["index.html", "404.html"]).map(|page| dist.join(page));
        let pages: Vec<_> = pages.collect();
        for page in &pages {
            project::write(page, &built.meta_tag()).unwrap();
        }
        project::write(&dist.join("sw.js"), "const VERSION = \"of before\";\nconst POLICY = \"\";\nconst SCOPE = 1;\n").unwrap();
        follow(&dist, &aside, config, &other).unwrap();
        // A browser that keeps the pages learns of the new ones.
        assert!(!project::read(&dist.join("sw.js")).unwrap().contains("of before"));
        let served = ["_headers", "staticwebapp.config.json"].map(|file| dist.join(file));
        let other_files = ["nginx.conf", "cloudfront-headers.json"].map(|file| aside.join(file));
        for file in pages.iter().chain(&served).chain(&other_files).chain([&dist.join("sw.js")]) {
            assert!(project::read(file).unwrap().contains("connect-src 'self' https://graph.example;"), "{}", file.display());
        }
        assert_eq!(project::read(&dist.join("config.json")).unwrap(), config);
        assert!(dist.join("_headers").is_file() && !dist.join("config.json.br").exists());
    }

    #[test]
    fn no_line_of_the_headers_file_is_too_long_for_its_host() {
        assert!(cloudflare_and_netlify(&policy()).lines().all(|line| line.len() < 2000));
    }
}
