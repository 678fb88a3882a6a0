//! Names for the types in a definition: a segment knows only that of the whole.

use crate::problem::Problem;
use std::collections::HashSet;
use sync_runtime::inspect::Type;

/// Names that were given, each to one type.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    given: Vec<(&'a Type, String)>,
    taken: HashSet<String>,
}

impl<'a> Names<'a> {
    /// The name that `ty` was given.
    pub(super) fn of(&self, ty: &Type) -> Option<&str> {
        self.given.iter().find(|(given, _)| *given == ty).map(|(_, name)| name.as_str())
    }

    /// Gives `ty` a name like `wish`.
    pub(super) fn give(&mut self, ty: &'a Type, wish: &str) -> String {
        let name = self.free(wish);
        self.given.push((ty, name.clone()));
        name
    }

    /// Gives this name to nothing else.
    pub(super) fn reserve(&mut self, name: &str) {
        self.taken.insert(name.to_owned());
    }

    /// A name like `wish` that nothing else has.
    pub(super) fn free(&mut self, wish: &str) -> String {
        let numbered = |number: u32| if number == 1 { wish.to_owned() } else { format!("{wish}{number}") };
        let mut number = 1;
        while !self.taken.insert(numbered(number)) {
            number += 1;
        }
        numbered(number)
    }
}

/// What the members of one struct are called: by `name` of what they are called in the segment, and
/// so that no two have the same name, nor one of the `taken` ones.
pub(super) fn different<'a>(
    names: impl Iterator<Item = &'a str>,
    taken: &[&str],
    name: impl Fn(&str) -> Result<String, Problem>,
) -> Result<Vec<String>, Problem> {
    let mut given: HashSet<String> = taken.iter().map(|taken| (*taken).to_owned()).collect();
    let one = |wish| {
        let mut name = name(wish)?;
        while !given.insert(name.clone()) {
            name.push('_');
        }
        Ok(name)
    };
    names.map(one).collect()
}

/// `first_name` as `FirstName`.
pub(super) fn camel(name: &str) -> String {
    let mut camel = String::new();
    for word in name.split('_') {
        let mut letters = word.chars();
        camel.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        camel.push_str(letters.as_str());
    }
    if camel.starts_with(char::is_alphabetic) { camel } else { format!("Part{camel}") }
}

/// The first word of the name of the whole: without parameters.
pub(super) fn base(type_name: &str) -> Option<&str> {
    let end = type_name.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(type_name.len());
    let name = &type_name[..end];
    is_identifier(name).then_some(name)
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
        && name != "_"
}

/// That a name from a segment can stand in a program: it could be made to be more than a name.
pub(super) fn check(name: &str) -> Result<&str, Problem> {
    let number = !name.is_empty() && name.len() < 10 && name.bytes().all(|digit| digit.is_ascii_digit());
    if number || is_identifier(name) {
        return Ok(name);
    }
    Err(Problem::Asked(format!(
        "the segment has a field called `{}`, which is no name in a program",
        crate::output::plain(name)
    )))
}

/// A text that ends no comment.
pub(super) fn comment(text: &str) -> String {
    crate::output::plain(text).replace("*/", "* /").replace("\"\"\"", "'''").replace('\\', "/")
}
