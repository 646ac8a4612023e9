//! Takes out of a foreign body what would make the content security policy complain even though nothing is shown or run: an inert
//! document reports `style` attributes, handlers, style sheets and a `<base>` as well. This only silences; the walk is the security.
//! And it takes out what would keep the browser's parser busy for minutes: its time grows with the square of what is left open.
//!
//! It reads tags as the HTML standard's tokenizer does, so that an attribute is one exactly when it is one to the browser.

/// Elements whose content is raw text: they go with all they hold, which is nothing a reader should see. Without them the browser's
/// tokenizer and this one agree on where a tag begins.
const RAW: [&str; 10] = ["script", "style", "xmp", "iframe", "noembed", "noframes", "noscript", "textarea", "title", "plaintext"];

/// Elements without content that speak to the document instead of the reader.
const VOID: [&str; 3] = ["base", "meta", "link"];

/// Elements that end without being closed: they never nest without one of the others around them.
const SELF_ENDING: [&str; 22] = [
    "area", "br", "caption", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "p", "param", "source", "tbody", "td",
    "tfoot", "th", "thead", "tr", "track", "wbr",
];

/// How many elements may be open at once: far more than any body needs, and few enough for the parser's loops over them.
const MAX_OPEN: usize = 100;

/// How many tags open something; the walk would not look at what is behind them.
const MAX_TAGS: usize = 10_000;

/// Stands where something was taken out, so that what was before and behind it does not become a new tag.
const GAP: &str = "<!---->";

/// The same body without style sheets, scripts and document-wide tags, and with `style` and `on…` attributes renamed. In one pass.
pub fn quiet(html: &str) -> String {
    let bytes = html.as_bytes();
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut open: Vec<&str> = Vec::new();
    let mut tags = 0;
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = find(bytes, at, b'<') {
        match bytes.get(found + 1) {
            Some(b'/') if bytes.get(found + 2).is_some_and(u8::is_ascii_alphabetic) => {
                let name_end = skip_until(bytes, found + 2, ends_name);
                let name = &html[found + 2..name_end];
                if let Some(index) = open.iter().rposition(|one| one.eq_ignore_ascii_case(name)) {
                    open.remove(index);
                }
                at = tag_end(bytes, name_end, |_| {});
            }
            Some(b'!' | b'?' | b'/') => at = comment_end(bytes, found),
            Some(first) if first.is_ascii_alphabetic() => {
                let Some(name_end) = name_end(bytes, found + 1) else {
                    // `<ATPs: see below`: the browser would swallow the text up to the next `>`.
                    out.push_str(&html[copied..found]);
                    out.push_str("&lt;");
                    (copied, at) = (found + 1, found + 1);
                    continue;
                };
                tags += 1;
                if tags > MAX_TAGS {
                    out.push_str(&html[copied..found]);
                    return out;
                }
                let name = &html[found + 1..name_end];
                let is_raw = is_one_of(name, &RAW);
                let is_nesting = !is_one_of(name, &SELF_ENDING);
                if is_raw || is_one_of(name, &VOID) || (is_nesting && open.len() >= MAX_OPEN) {
                    let end = tag_end(bytes, name_end, |_| {});
                    out.push_str(&html[copied..found]);
                    out.push_str(GAP);
                    at = if is_raw { raw_end(bytes, end, name.as_bytes()) } else { end };
                    copied = at;
                } else {
                    if is_nesting {
                        open.push(name);
                    }
                    at = tag_end(bytes, name_end, |attribute| {
                        out.push_str(&html[copied..attribute]);
                        out.push_str("x-");
                        copied = attribute;
                    });
                }
            }
            _ => at = found + 1,
        }
    }
    out.push_str(&html[copied..]);
    out
}

/// The end of a tag's name, unless no markup bears such a name: letters, digits and hyphens; a colon stands inside (`o:p`), never at the end.
fn name_end(bytes: &[u8], start: usize) -> Option<usize> {
    let end = skip_until(bytes, start, |b| !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b':' | b'_')));
    let is_whole = bytes.get(end).is_none_or(|&b| ends_name(b));
    (is_whole && bytes[end - 1] != b':').then_some(end)
}

/// The end of a tag whose name ends at `name_end`; tells on the way where each attribute stands that has to be renamed.
fn tag_end(bytes: &[u8], name_end: usize, mut on_noisy: impl FnMut(usize)) -> usize {
    let mut at = name_end;
    loop {
        at = skip_until(bytes, at, |b| !is_space(b) && b != b'/');
        match bytes.get(at) {
            None => return bytes.len(),
            Some(b'>') => return at + 1,
            Some(_) => {}
        }
        let name = at;
        // The first character belongs to the name even when it is a `=`.
        at = skip_until(bytes, at + 1, |b| ends_name(b) || b == b'=');
        if is_noisy(&bytes[name..at]) {
            on_noisy(name);
        }
        let after_name = skip_until(bytes, at, |b| !is_space(b));
        if bytes.get(after_name) == Some(&b'=') {
            at = value_end(bytes, after_name + 1);
        }
    }
}

fn value_end(bytes: &[u8], start: usize) -> usize {
    let at = skip_until(bytes, start, |b| !is_space(b));
    match bytes.get(at) {
        Some(&quote @ (b'"' | b'\'')) => find(bytes, at + 1, quote).map_or(bytes.len(), |end| end + 1),
        _ => skip_until(bytes, at, |b| is_space(b) || b == b'>'),
    }
}

/// The end of what begins with `<!`, `<?` or a `</` without a name: a comment, or what the browser reads as one.
fn comment_end(bytes: &[u8], start: usize) -> usize {
    if !bytes[start..].starts_with(b"<!--") {
        return find(bytes, start, b'>').map_or(bytes.len(), |end| end + 1);
    }
    // `<!-->` and `<!--->` are whole comments: the dashes of the beginning count for the end.
    let mut at = start + 2;
    while let Some(end) = find(bytes, at, b'>') {
        let before = &bytes[start + 2..end];
        if before.ends_with(b"--") || (before.len() > 4 && before.ends_with(b"--!")) {
            return end + 1;
        }
        at = end + 1;
    }
    bytes.len()
}

/// The end of the raw text that `</name` closes, closing tag included.
fn raw_end(bytes: &[u8], start: usize, name: &[u8]) -> usize {
    if name.eq_ignore_ascii_case(b"plaintext") {
        return bytes.len();
    }
    let mut at = start;
    while let Some(found) = find(bytes, at, b'<') {
        let rest = &bytes[found + 1..];
        let closes = rest.first() == Some(&b'/')
            && rest.get(1..=name.len()).is_some_and(|closing| closing.eq_ignore_ascii_case(name))
            && rest.get(name.len() + 1).is_none_or(|&b| ends_name(b));
        if closes {
            return tag_end(bytes, found + 2 + name.len(), |_| {});
        }
        at = found + 1;
    }
    bytes.len()
}

fn is_noisy(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"style") || name.get(..2).is_some_and(|on| on.eq_ignore_ascii_case(b"on"))
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|one| name.eq_ignore_ascii_case(one))
}

fn ends_name(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b'/' | b'>')
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

fn find(bytes: &[u8], start: usize, wanted: u8) -> Option<usize> {
    bytes.get(start..)?.iter().position(|&b| b == wanted).map(|offset| start + offset)
}

fn skip_until(bytes: &[u8], start: usize, stop: impl Fn(u8) -> bool) -> usize {
    bytes.iter().skip(start).position(|&b| stop(b)).map_or(bytes.len(), |offset| start + offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(quiet(html), expected, "{html}");
    }

    #[test]
    fn harmless_bodies_stay_as_they_are() {
        for html in [
            "",
            "plain text, 1 < 2 > 0 & <200 ms",
            "<p>style=\"x\" onclick=\"y\" in the text</p>",
            "<a href=\"https://contoso.com/?style=1&onload=2\" title='on style=x'>a</a>",
            "<a href=https://contoso.com/style=x/onload=y>a</a>",
            "<p data-style=x styles=y>é\u{1f4a9}</p>",
            "<p",
            "<",
            "</",
            "<!",
            "<!-",
            "</p style=x>",
        ] {
            check(html, html);
        }
    }

    #[test]
    fn style_and_handler_attributes_are_renamed() {
        check("<p style=\"a\">", "<p x-style=\"a\">");
        check("<P STYLE=a ONCLICK=b>", "<P x-STYLE=a x-ONCLICK=b>");
        check("<p/style=a/onx=b>", "<p/x-style=a/onx=b>");
        check("<p\nstyle\t=\n'a>b'onclick=c>", "<p\nx-style\t=\n'a>b'x-onclick=c>");
        check("<p a=\"x\"style=b>", "<p a=\"x\"x-style=b>");
        check("<p =style style>", "<p =style x-style>");
        check("<p style=>x</p>", "<p x-style=>x</p>");
        check("<p style", "<p x-style");
        check("<svg onload=a><p style=b>", "<svg x-onload=a><p x-style=b>");
    }

    #[test]
    fn quotes_comments_and_text_hide_no_tag() {
        check("<!-- <a title=\" --><p style=a>", "<!-- <a title=\" --><p x-style=a>");
        check("<!--><p style=a>", "<!--><p x-style=a>");
        check("<!---><p style=a>", "<!---><p x-style=a>");
        check("<!--x--!><p style=a>", "<!--x--!><p x-style=a>");
        check("<!-- --!- ><p style=a>", "<!-- --!- ><p style=a>");
        check("<![CDATA[<p style=a>]]>", "<![CDATA[<p style=a>]]>");
        check("</ <p style=a><p style=b>", "</ <p style=a><p x-style=b>");
        check("< p style=a><p style=b>", "< p style=a><p x-style=b>");
        check("<<p style=a>", "<<p x-style=a>");
    }

    #[test]
    fn raw_text_goes_with_what_it_holds() {
        check("a<script>1</script>b", "a<!---->b");
        check("a<STYLE type=x>p{}</style >b", "a<!---->b");
        check("a<style>p{}</styles></STYLE\n>b", "a<!---->b");
        check("a<title><p style=x></title>b", "a<!---->b");
        check("a<script>b", "a<!---->");
        check("a<plaintext>b</plaintext>c", "a<!---->");
        check("a<iframe srcdoc=\"<p style=x>\"></iframe>b", "a<!---->b");
    }

    #[test]
    fn tags_for_the_document_go() {
        check("a<base href=//evil.example>b<META http-equiv=refresh><link rel=stylesheet>c", "a<!---->b<!----><!---->c");
        check("<basefont color=red>", "<basefont color=red>");
    }

    #[test]
    fn what_is_taken_out_leaves_no_new_tag_behind() {
        check("<<script></script>script onx=1>", "<<!---->script onx=1>");
        check("<scr<script>ipt onx=1>", "&lt;scr<!---->");
        check("<<base>style>p{}", "<<!---->style>p{}");
    }

    #[test]
    fn a_bracket_that_begins_no_tag_is_text() {
        check("<ATPs: see <b>below</b>", "&lt;ATPs: see <b>below</b>");
        check("<https://aka.ms/x>", "&lt;https://aka.ms/x>");
        check("<help@contoso.com>", "&lt;help@contoso.com>");
        check("<lli>one</lli>", "<lli>one</lli>");
        check("<o:p>&nbsp;</o:p>", "<o:p>&nbsp;</o:p>");
    }

    #[test]
    fn what_is_left_open_by_the_hundred_is_taken_out() {
        let open = |tag: &str, times| quiet(&tag.repeat(times)).matches(tag).count();
        assert_eq!(open("<div>", 1_000), MAX_OPEN);
        assert_eq!(open("<div></x>", 1_000), MAX_OPEN);
        assert_eq!(open("<Div></dIV>", 1_000), 1_000);
        assert_eq!(open("<p>", 1_000), 1_000);
        assert_eq!(open("<wbr>", 1_000), 1_000);
        assert_eq!(open("<br>", 20_000), MAX_TAGS);
    }

    #[test]
    fn a_megabyte_of_anything_takes_linear_time() {
        for piece in
            ["<", "<a ", "<!--", "<p style=a>", "<style>", "<title></titl", "<a '", "</", "<ATPs:", "<!-- --!", "<a b=\"", "é"]
        {
            let html = piece.repeat(1_000_000 / piece.len());
            let (short, long) = (html.len(), quiet(&html).len());
            assert!(long <= short * 6, "{piece}: {short} became {long}");
        }
    }
}
