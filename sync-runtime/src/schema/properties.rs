//! What can be said of a layout from its fields, at compile time.

use super::{Field, MADE, Variant};

/// Whether the fields of a struct of `size` bytes are plain, where the layout has them, and without
/// padding.
pub(super) const fn are_plain(fields: &[Field], size: usize) -> bool {
    let (mut index, mut sum) = (0, 0);
    while index < fields.len() {
        let field = &fields[index];
        if !field.schema.plain || field.at != field.offset {
            return false;
        }
        sum += field.schema.size;
        index += 1;
    }
    sum == size
}

/// Whether the fields of a struct are alike, and the value has them where the layout has them.
pub(super) const fn are_alike(fields: &[Field]) -> bool {
    let mut index = 0;
    while index < fields.len() {
        let field = &fields[index];
        if !field.schema.alike || field.at != field.offset {
            return false;
        }
        index += 1;
    }
    true
}

/// Whether the fields of a struct of `size` bytes are dense, and nothing is between them.
pub(super) const fn are_dense(fields: &[Field], size: usize) -> bool {
    let (mut index, mut sum) = (0, 0);
    while index < fields.len() {
        if !fields[index].schema.dense {
            return false;
        }
        sum += fields[index].schema.size;
        index += 1;
    }
    sum == size
}

/// Whether a place for a `T` is one for an `L` of as many bytes.
pub(super) const fn fit_both<T, L>() -> bool {
    size_of::<T>() == size_of::<L>() && align_of::<T>() >= align_of::<L>()
}

/// Whether any bytes are a value of each field. Of a hidden one they may not be: it may be
/// converted, or checked further.
pub(super) const fn are_total(fields: &[Field]) -> bool {
    let mut index = 0;
    while index < fields.len() {
        if !fields[index].schema.total || fields[index].at >= MADE {
            return false;
        }
        index += 1;
    }
    true
}

/// Whether functions of the program make or check one of the fields, or a part of it.
pub(super) const fn any_runs_code(fields: &[Field]) -> bool {
    let mut index = 0;
    while index < fields.len() {
        if fields[index].schema.code || fields[index].at == MADE {
            return true;
        }
        index += 1;
    }
    false
}

/// Whether the layout `L` of a scalar is one number, or nothing: an atomic integer is as large as
/// it is aligned.
pub(super) const fn is_one<L>() -> bool {
    size_of::<L>() == align_of::<L>() || size_of::<L>() == 0
}

pub(super) const fn are_fieldless(variants: &[Variant]) -> bool {
    let mut index = 0;
    while index < variants.len() {
        if variants[index].data.is_some() {
            return false;
        }
        index += 1;
    }
    true
}

/// Whether the numbers in each field are values of their own. Those in a hidden one are converted
/// or checked together.
pub(super) const fn are_apart(fields: &[Field]) -> bool {
    let mut index = 0;
    while index < fields.len() {
        let field = &fields[index];
        if !field.schema.apart || (field.at >= MADE && !field.schema.is_one()) {
            return false;
        }
        index += 1;
    }
    true
}
