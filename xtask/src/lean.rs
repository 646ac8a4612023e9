//! What authors write for each other and browsers skip: comments and white space, left out of what is sent.

/// A style sheet without comments and needless white space. Strings stay as they are.
pub(crate) fn style(sheet: &str) -> String {
    let mut lean = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else if next == '"' {
            let end = rest[1..].find('"').map_or(rest.len(), |end| end + 2);
            lean.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if next.is_whitespace() {
            rest = rest.trim_start();
            // A space tells a descendant from a compound, and values from each other; beside these signs it says nothing.
            let is_needless =
                lean.is_empty() || lean.ends_with(['{', '}', ';', ',', ':', ' ']) || rest.starts_with(['{', '}', ';', ',']);
            if !is_needless && !rest.is_empty() && !rest.starts_with("/*") {
                lean.push(' ');
            }
        } else {
            if next == '}' && lean.ends_with(';') {
                lean.pop();
            }
            lean.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    lean
}

/// A script of ours without its comment lines and indentation. Our scripts have no text of several lines.
pub(crate) fn script(script: &str) -> String {
    let is_comment = |line: &str| line.starts_with("//") || line.starts_with("/**") && line.ends_with("*/");
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line));
    lines.fold(String::new(), |lean, line| lean + line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lean_style_sheet_says_the_same() {
        #[track_caller]
        fn check(sheet: &str, expected: &str) {
            assert_eq!(style(sheet), expected);
        }
        check(
            "/* Why */\n.a,\n.b > c :hover {\n  margin: 0 auto;\n  color: red;\n}\n",
            ".a,.b > c :hover{margin:0 auto;color:red}",
        );
        check("@media (min-width: 1px) { a { b: calc(1px - 2px) } }", "@media (min-width:1px){a{b:calc(1px - 2px)}}");
        check("a::after { content: \" (  /* no */ ; \"; }", "a::after{content:\" (  /* no */ ; \"}");
        check("a /* x */ b {}", "a b{}");
        check("a{}/* cut off", "a{}");
    }

    #[test]
    fn a_lean_script_says_the_same() {
        assert_eq!(script("// Why\n/** What. */\nif (a) {\n  b(\"//\"); // c\n\n}\n"), "if (a) {\nb(\"//\"); // c\n}\n");
    }
}
