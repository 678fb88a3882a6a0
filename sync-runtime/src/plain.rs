//! Texts that others wrote, in messages.

use core::fmt::Write as _;
use std::borrow::Cow;

/// Letters of a text that are shown. The schema of a segment may be any text, however long.
const SHOWN: usize = 1000;

/// A text that a terminal obeys in nothing: control characters are escaped, and those that turn the
/// direction of writing, which hide what they stand beside.
///
/// A segment, and the name of a process, may have been made to deceive who reads a message.
///
/// ```
/// use sync_runtime::inspect::plain;
///
/// assert_eq!(plain("web\x1b[2J"), "web\\u{1b}[2J");
/// ```
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    let obeyed =
        |letter: char| letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !text.contains(obeyed) {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        if obeyed(letter) {
            plain.extend(letter.escape_unicode());
        } else {
            plain.push(letter);
        }
    }
    plain.into()
}

/// [`plain`], without what is beyond the first thousand letters.
pub(crate) fn short(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        None => plain(text).into_owned(),
        Some((end, _)) => {
            let mut begin = plain(text.get(..end).unwrap_or_default()).into_owned();
            // A `String` takes any.
            let _ = write!(begin, "… ({} bytes in all)", text.len());
            begin
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_obeys_nothing() {
        assert_eq!(plain("größe 7"), "größe 7");
        assert_eq!(plain("a\x1b[2Jb\u{202e}c\n"), "a\\u{1b}[2Jb\\u{202e}c\\u{a}");
        assert_eq!(short("größe 7"), "größe 7");
        assert_eq!(short(&"ö".repeat(SHOWN)), "ö".repeat(SHOWN));
        assert_eq!(short(&"ö".repeat(SHOWN + 1)), format!("{}… (2002 bytes in all)", "ö".repeat(SHOWN)));
    }
}
