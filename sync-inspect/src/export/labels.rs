//! `--label`: texts beside a number, by which it is known.

use std::borrow::Cow;
use std::collections::HashMap;
use sync_runtime::inspect::{Content, Value};

/// Labels that have a meaning already.
const TAKEN: [&str; 4] = ["segment", "field", "record", super::STATE];

/// Fields whose values are labels of the numbers beside them.
pub(super) struct Wanted<'a>(Vec<(&'a str, String)>);

impl<'a> Wanted<'a> {
    pub(super) fn new(fields: &'a [String]) -> Self {
        let mut wanted: Vec<(&str, String)> = Vec::new();
        for field in fields {
            let name = name_of(field);
            // No sample has a label twice.
            if wanted.iter().all(|(_, given)| *given != name) {
                wanted.push((field, name));
            }
        }
        Self(wanted)
    }

    /// What the fields are in a value, each by the path of the struct that it is in.
    pub(super) fn found_in(&self, value: Value<'_>) -> Found<'_> {
        let mut found = Found { wanted: &self.0, texts: vec![HashMap::new(); self.0.len()] };
        if self.0.is_empty() {
            return found;
        }
        value.each_part(&mut |path, part| {
            for ((field, _), texts) in self.0.iter().zip(&mut found.texts) {
                let place = path.strip_suffix(field).map(|place| place.strip_suffix('.').ok_or(place));
                // The whole of the name, not its end.
                if let Some(Ok(place) | Err(place @ "")) = place
                    && let Some(text) = text(part)
                {
                    texts.insert(place.to_owned(), text);
                }
            }
            true
        });
        found
    }
}

/// A label's name: letters, digits and `_`, and none that has a meaning already.
fn name_of(field: &str) -> String {
    let word = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '_' };
    let mut name: String = field.chars().map(word).collect();
    if TAKEN.contains(&name.as_str())
        || name.starts_with("__")
        || !name.starts_with(|first: char| !first.is_ascii_digit())
    {
        name.insert_str(0, "label_");
    }
    name
}

/// What a part without parts is, as a text.
fn text(part: Value<'_>) -> Option<String> {
    match part.content() {
        Content::Text(text) => Some(text.to_owned()),
        Content::Variant(name, _) => Some(name.to_owned()),
        Content::None | Content::Nothing | Content::Damaged(_) | Content::Struct(_) | Content::Elements(_) => None,
        _ => Some(part.to_string()),
    }
}

/// What the fields are in one value.
pub(super) struct Found<'a> {
    wanted: &'a [(&'a str, String)],
    /// For each field, by the path of the struct that it is in.
    texts: Vec<HashMap<String, String>>,
}

impl Found<'_> {
    /// The labels of what is at `path`: each field of the innermost struct around it that has one.
    pub(super) fn of(&self, path: &str) -> impl Iterator<Item = (Cow<'static, str>, String)> {
        let nearest = |texts: &HashMap<String, String>| around(path).find_map(|place| texts.get(place)).cloned();
        let labels = self.wanted.iter().zip(&self.texts);
        labels.filter_map(move |((_, name), texts)| Some((Cow::Owned(name.clone()), nearest(texts)?)))
    }
}

/// The paths of what is around something, the innermost first.
fn around(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.rmatch_indices(['.', '[']).map(|(end, _)| &path[..end]);
    ends.chain((!path.starts_with('[')).then_some(""))
}
