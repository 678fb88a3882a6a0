//! All that is written for a struct.

use super::cells::{Cells, Clauses, cells};
use super::demand::{Demands, demands, where_clause};
use super::former::{self, Former};
use super::{apart, destructor, field, size, view, whole};
use crate::valid::{Field, Model};
use proc_macro2::TokenStream;
use quote::quote;

/// The layout and the impls, and the demand that they are not too large.
pub(crate) fn expand(model: &Model<'_>, fields: &[Field], named: bool) -> TokenStream {
    let (sync, layout, checked) = (&model.names.sync, &model.names.layout, &model.names.checked);
    let Demands { items, constant, bounds } = demands(model, fields);
    let silent = constant.then(|| quote!(#sync::Checked<{ #checked }>: #sync::Sized));
    let clauses =
        Clauses { layout: where_clause(&bounds), pod: where_clause(&bounds.iter().chain(&silent).collect::<Vec<_>>()) };
    let offset = model.names.free("__offset");
    let ident = &model.input.ident;
    let validate = model.options.validate.as_ref();
    let cells = cells(model, &Cells { ident, fields, named, validate }, &clauses);
    let conversions = field::conversions(model, fields, &clauses.pod);
    let Former { items: former, method } = former::expand(model, fields, &clauses);
    let whole = whole::expand(model, ident, &clauses.pod, method.as_ref());
    let view = view::expand(model, fields, &clauses.pod);
    let destructor = destructor::expand(model);
    let size = size::expand(model, &quote!(#layout));
    let apart = apart::expand(model, fields);
    quote! {
        use ::core::mem::offset_of as #offset;
        #items
        #cells
        #conversions
        #former
        #whole
        #view
        #destructor
        #size
        #apart
    }
}
