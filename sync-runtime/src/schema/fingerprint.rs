//! A number that two layouts share only if they are the same.

use super::{Field, Kind, Schema, Variant};

/// A hash of a schema (64-bit FNV-1a), computed at compile time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fingerprint(u64);

impl Fingerprint {
    const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;

    /// The fingerprint of a layout that is locked in the way that `lock` names.
    pub(crate) const fn new(lock: &str, schema: &Schema) -> Self {
        Self(Self::OFFSET_BASIS).text(lock).schema(schema)
    }

    /// A hash of a text.
    pub(crate) const fn of_text(text: &str) -> Self {
        Self(Self::OFFSET_BASIS).text(text)
    }

    /// The number.
    pub(crate) const fn get(self) -> u64 {
        self.0
    }

    const fn byte(self, byte: u8) -> Self {
        Self((self.0 ^ byte as u64).wrapping_mul(Self::PRIME))
    }

    const fn bytes(mut self, bytes: &[u8]) -> Self {
        let mut index = 0;
        while index < bytes.len() {
            self = self.byte(bytes[index]);
            index += 1;
        }
        self
    }

    const fn number(self, number: usize) -> Self {
        self.bytes(&(number as u64).to_le_bytes())
    }

    /// The length goes first, so that no two sequences of texts run together the same.
    const fn text(self, text: &str) -> Self {
        self.number(text.len()).bytes(text.as_bytes())
    }

    const fn schema(self, schema: &Schema) -> Self {
        let sized = self.number(schema.size).number(schema.align);
        match schema.kind {
            Kind::Scalar(name) => sized.byte(b's').text(name),
            Kind::Enum { repr, variants } => sized.byte(b'e').schema(repr).variants(variants),
            Kind::Array { element, len } => sized.byte(b'a').number(len).schema(element),
            Kind::Option(fields) => sized.byte(b'o').fields(fields),
            Kind::Counted { name, fields } => sized.byte(b'c').text(name).fields(fields),
            Kind::Struct(fields) => sized.byte(b'f').fields(fields),
        }
    }

    const fn fields(mut self, fields: &[Field]) -> Self {
        self = self.number(fields.len());
        let mut index = 0;
        while index < fields.len() {
            let field = &fields[index];
            self = self.text(field.name).number(field.offset).schema(field.schema);
            index += 1;
        }
        self
    }

    const fn names(mut self, names: &[&str]) -> Self {
        let mut index = 0;
        while index < names.len() {
            self = self.text(names[index]);
            index += 1;
        }
        self
    }

    const fn variants(mut self, variants: &[Variant]) -> Self {
        self = self.number(variants.len());
        let mut index = 0;
        while index < variants.len() {
            let variant = &variants[index];
            self = self.text(variant.name).bytes(&variant.value.to_le_bytes());
            if variant.data.is_some() {
                self = self.byte(b'd').fields(variant.fields()).names(variant.names());
            }
            index += 1;
        }
        self
    }
}
