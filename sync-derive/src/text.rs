//! Tokens and lists as people write them, and the nearest of several words.

use quote::ToTokens;

/// `tokens` without the spaces that a token stream prints between all of them.
pub(crate) fn tidy(tokens: impl ToTokens) -> String {
    let spaced = tokens.to_token_stream().to_string();
    let mut text = String::with_capacity(spaced.len());
    for word in spaced.split(' ') {
        let closes = word.starts_with([',', ';', '>', ')', ']', '?', ':', '<', '(']);
        let opened = text.ends_with(['<', '(', '[', '&', '*', '!']) || text.ends_with("::");
        if !text.is_empty() && !closes && !opened {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

/// "`a`, `b` or `c`".
pub(crate) fn alternatives(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// The one of `words` that `word` was probably meant to be, if any comes near.
pub(crate) fn nearest<'a>(word: &str, words: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase();
    let related = |other: &str| other.starts_with(&*word) || word.starts_with(other);
    let best = words.iter().copied().min_by_key(|other| (!related(other), distance(&word, other)))?;
    (related(best) || distance(&word, best) <= 1 + word.len().min(best.len()) / 3).then_some(best)
}

/// How many letters have to be changed, put in or taken out.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, a) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in b.chars().enumerate() {
            let changed = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{alternatives, nearest, tidy};

    #[test]
    fn types_are_shown_as_people_write_them() {
        for text in [
            "HashMap<u32, Vec<u8>>",
            "&'a mut [u8; 4]",
            "*mut u8",
            "fn(u32) -> u32",
            "Box<dyn Fn(&str) -> &str + Send>",
            "std::path::PathBuf",
            "(u8, [T; N])",
        ] {
            let tokens: syn::Type = syn::parse_str(text).unwrap_or_else(|error| unreachable!("{text}: {error}"));
            assert_eq!(tidy(tokens), text);
        }
    }

    #[test]
    fn the_nearest_word_is_near() {
        let words = ["lock", "timeout_ms", "timeout", "priority_inherit"];
        for (word, near) in [
            ("Lock", Some("lock")),
            ("locked", Some("lock")),
            ("timeout_msec", Some("timeout_ms")),
            ("timout", Some("timeout")),
            ("priority", Some("priority_inherit")),
            ("color", None),
        ] {
            assert_eq!(nearest(word, &words), near, "{word}");
        }
        assert_eq!(alternatives(&words[..3]), "`lock`, `timeout_ms` or `timeout`");
    }
}
