//! How large types are, how they are aligned, and where their parts are.
//!
//! An error is what is wrong with the line that was read last.

use crate::inspect::description::{Field, Kind, Type, Variant};
use crate::inspect::scalar::{Integer, Scalar};

pub(super) fn round_up(number: usize, multiple: usize) -> Option<usize> {
    number.checked_next_multiple_of(multiple)
}

/// `size`, if there can be so many bytes: no more than a pointer reaches, as in every file.
fn fits(size: Option<usize>) -> Result<usize, String> {
    size.filter(|size| isize::try_from(*size).is_ok()).ok_or_else(|| "describes more bytes than there can be".into())
}

pub(super) fn scalar(scalar: Scalar) -> Type {
    Type { size: scalar.size(), align: scalar.align(), kind: Kind::Scalar(scalar) }
}

/// The end and the alignment of fields.
fn extent<'f>(fields: impl IntoIterator<Item = &'f Field>) -> Result<(usize, usize), String> {
    let (mut end, mut align) = (0, 1);
    for Field { name, offset, ty } in fields {
        if offset % ty.align != 0 {
            return Err(format!("has `{name}` at an offset that is no multiple of {}", ty.align));
        }
        end = end.max(fits(offset.checked_add(ty.size))?);
        align = align.max(ty.align);
    }
    Ok((end, align))
}

pub(super) fn structure(fields: Vec<Field>) -> Result<Type, String> {
    let (end, align) = extent(&fields)?;
    Ok(Type { size: fits(round_up(end, align))?, align, kind: Kind::Struct(fields.into()) })
}

pub(super) fn array(element: Type, len: usize) -> Result<Type, String> {
    let (size, align) = (fits(element.size.checked_mul(len))?, element.align);
    Ok(Type { size, align, kind: Kind::Array { element: Box::new(element), len } })
}

/// What is `before` and then `size` bytes at an alignment: the offset of the latter, and the size
/// of all.
fn after(before: usize, size: Option<usize>, align: usize, own: usize) -> Result<(usize, usize), String> {
    let offset = fits(round_up(before, align))?;
    let end = size.and_then(|size| offset.checked_add(size));
    Ok((offset, fits(end.and_then(|end| round_up(end, align.max(own))))?))
}

pub(super) fn option(value: Type) -> Result<Type, String> {
    let (offset, size) = after(1, Some(value.size), value.align, 1)?;
    Ok(Type { size, align: value.align, kind: Kind::Optional { value: Box::new(value), offset } })
}

pub(super) fn text(capacity: usize) -> Result<Type, String> {
    let (offset, size) = after(4, Some(capacity), 1, 4)?;
    Ok(Type { size, align: 4, kind: Kind::Text { capacity, offset } })
}

pub(super) fn list(element: Type, capacity: usize) -> Result<Type, String> {
    let (offset, size) = after(4, element.size.checked_mul(capacity), element.align, 4)?;
    Ok(Type { size, align: element.align.max(4), kind: Kind::List { element: Box::new(element), capacity, offset } })
}

pub(super) fn enumeration(tag: Integer, variants: Vec<Variant>) -> Result<Type, String> {
    let (end, align) = extent(variants.iter().flat_map(|variant| &variant.fields))?;
    let align = align.max(tag.align());
    let size = fits(round_up(end.max(tag.size()), align))?;
    Ok(Type { size, align, kind: Kind::Enum { tag, variants: variants.into() } })
}

/// How many parts without parts of their own a value has at most.
pub(super) fn parts(ty: &Type) -> usize {
    let sum = |fields: &[Field]| fields.iter().fold(0, |sum: usize, field| sum.saturating_add(parts(&field.ty))).max(1);
    match &ty.kind {
        Kind::Scalar(_) | Kind::Text { .. } => 1,
        Kind::Struct(fields) => sum(fields),
        Kind::Array { element, len: count } | Kind::List { element, capacity: count, .. } => {
            parts(element).saturating_mul(*count)
        }
        Kind::Optional { value, .. } => parts(value),
        Kind::Enum { variants, .. } => variants.iter().map(|variant| sum(&variant.fields)).max().unwrap_or(1),
    }
}
