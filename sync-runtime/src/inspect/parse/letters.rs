//! A type, as a schema writes it.

use super::DEEPEST;
use super::layout::{enumeration, scalar};
use crate::inspect::description::{Field, Kind, Type, Variant};
use crate::inspect::scalar::{Integer, Scalar};

/// The letters of a type that have not been read yet.
pub(super) struct Letters<'a> {
    pub(super) rest: &'a str,
}

impl<'a> Letters<'a> {
    fn wrong(&self) -> String {
        const SHOWN: usize = 40;
        let shown: String = self.rest.chars().take(SHOWN).collect();
        format!("has `{shown}` where a type or a part of one is expected")
    }

    /// Takes `text` away, if it is next.
    fn take(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, text: &str) -> Result<(), String> {
        if self.take(text) { Ok(()) } else { Err(self.wrong()) }
    }

    /// A name or a number: letters up to one that separates.
    fn word(&mut self) -> Result<&'a str, String> {
        let end = self.rest.find(|letter: char| " ,;:<>()[]{}=.".contains(letter)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if word.is_empty() {
            return Err(self.wrong());
        }
        self.rest = rest;
        Ok(word)
    }

    fn count(&mut self) -> Result<usize, String> {
        let word = self.word()?;
        number(word).ok_or_else(|| format!("has `{word}` where a number is expected"))
    }

    /// A type. The fields of a struct follow in other lines.
    pub(super) fn ty(&mut self, depth: u32) -> Result<Type, String> {
        if depth > DEEPEST {
            return Err(format!("is nested more than {DEEPEST} deep"));
        }
        let depth = depth + 1;
        if self.take("[") {
            let element = self.ty(depth)?;
            self.expect("; ")?;
            let len = self.count()?;
            self.expect("]")?;
            return Ok(unfilled(Kind::Array { element: Box::new(element), len }));
        }
        let word = self.word()?;
        match word {
            "struct" => Ok(unfilled(Kind::Struct(Box::default()))),
            "Option" => {
                self.expect("<")?;
                let value = self.ty(depth)?;
                self.expect(">")?;
                Ok(unfilled(Kind::Optional { value: Box::new(value), offset: 0 }))
            }
            "ArrayString" => {
                self.expect("<")?;
                let capacity = self.count()?;
                self.expect(">")?;
                Ok(unfilled(Kind::Text { capacity, offset: 0 }))
            }
            "ArrayVec" => {
                self.expect("<")?;
                let element = self.ty(depth)?;
                self.expect(", ")?;
                let capacity = self.count()?;
                self.expect(">")?;
                Ok(unfilled(Kind::List { element: Box::new(element), capacity, offset: 0 }))
            }
            "enum" => self.enumeration(depth),
            "NonZero" => {
                self.expect("<")?;
                let integer = self.integer()?;
                self.expect(">")?;
                Ok(scalar(Scalar::NonZero(integer)))
            }
            _ => Scalar::of_name(word)
                .map(scalar)
                .ok_or_else(|| format!("has the type `{word}`, which this program does not know")),
        }
    }

    fn integer(&mut self) -> Result<Integer, String> {
        let word = self.word()?;
        Integer::of_name(word).ok_or_else(|| format!("has `{word}` where an integer type is expected"))
    }

    /// What follows the word `enum`.
    fn enumeration(&mut self, depth: u32) -> Result<Type, String> {
        self.expect(" ")?;
        let tag = self.integer()?;
        self.expect(" { ")?;
        let mut variants = Vec::new();
        while !self.take(" }") {
            if !variants.is_empty() {
                self.expect(", ")?;
            }
            let name = self.word()?.into();
            let fields = self.data(depth)?.into();
            self.expect(" = ")?;
            let word = self.word()?;
            let number = word.parse().map_err(|_| format!("has `{word}` where a number is expected"))?;
            variants.push(Variant { name, number, fields });
        }
        // A size that makes it single; it is computed anew if there is data.
        enumeration(tag, variants)
    }

    /// The fields of a variant, of which other lines say where they are.
    fn data(&mut self, depth: u32) -> Result<Vec<Field>, String> {
        let (tuple, end) = match () {
            () if self.take("(") => (true, ")"),
            () if self.take(" { ") => (false, " }"),
            () => return Ok(Vec::new()),
        };
        let mut fields = Vec::new();
        loop {
            let name = if tuple { fields.len().to_string().into() } else { self.word()?.into() };
            if !tuple {
                self.expect(": ")?;
            }
            fields.push(Field { name, offset: 0, ty: self.ty(depth)? });
            if self.take(end) {
                return Ok(fields);
            }
            self.expect(", ")?;
        }
    }
}

/// A type whose size follows from what other lines say.
fn unfilled(kind: Kind) -> Type {
    Type { size: 0, align: 1, kind }
}

/// A number as this library writes it.
pub(super) fn number(text: &str) -> Option<usize> {
    text.starts_with(|first: char| first.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}
