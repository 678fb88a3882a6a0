//! The demand that a struct without a lock consists of numbers that are whole without the others.

use super::field;
use crate::valid::{Demand, Field, Lock, Model};
use proc_macro2::TokenStream;
use quote::quote;

/// Of a type with parameters it is demanded where it is shared.
pub(crate) fn expand(model: &Model<'_>, fields: &[Field]) -> TokenStream {
    if model.options.lock != Lock::None {
        return TokenStream::new();
    }
    let (sync, checked) = (&model.names.sync, &model.names.checked);
    let demands = fields.iter().filter_map(|field| {
        let (ty, stored) = (&field.ty, field::stored(field));
        let one = field.stored.is_some() || field.validate.is_some();
        let demand = if one { quote!(One) } else { quote!(Apart) };
        let pod = match field.demand {
            Demand::Generic(_) => return None,
            Demand::Constant(_) => quote!(<#stored as #sync::If<{ #checked }>>::Type),
            Demand::Nowhere => quote!(#stored),
        };
        let blamed = if one { stored } else { ty };
        Some(quote!(const _: #sync::primitive::bool = <#blamed as #sync::#demand<{ #sync::is_apart::<#pod, #one>() }>>::HERE;))
    });
    demands.collect()
}
