//! What is written for one field: its cells, its description, and the ways in and out.

use crate::valid::{Conversion, Demand, Field, Model};
use proc_macro2::TokenStream;
use quote::quote;

/// The type whose cells the field has.
pub(crate) fn stored(field: &Field) -> &TokenStream {
    field.stored.as_ref().map_or(&field.ty, |stored| &stored.ty)
}

/// The field's cells.
pub(super) fn layout(model: &Model<'_>, field: &Field) -> TokenStream {
    let (sync, checked, ty) = (&model.names.sync, &model.names.checked, stored(field));
    match field.demand {
        Demand::Constant(_) => quote!(#sync::LayoutOf<#ty, { #checked }>),
        Demand::Nowhere | Demand::Generic(_) => quote!(#sync::LayoutOf<#ty>),
    }
}

/// The field's description, at an offset in the layout and one in the value. A field that has to be converted or
/// checked is not copied as it is.
pub(super) fn schema(model: &Model<'_>, field: &Field, offset: &TokenStream, at: &TokenStream) -> TokenStream {
    let (sync, name, ty) = (&model.names.sync, &field.name, stored(field));
    if field.stored.is_some() || field.validate.is_some() || model.options.validate.is_some() {
        quote!(#sync::Derived::stored::<#ty>(#name, #offset))
    } else {
        quote!(#sync::Derived::field::<#ty>(#name, #offset, #at))
    }
}

/// Writes the field, to which `value` refers, into its cells, to which `cells` does.
pub(super) fn write(model: &Model<'_>, field: &Field, value: &TokenStream, cells: &TokenStream) -> TokenStream {
    let sync = &model.names.sync;
    let ty = &field.ty;
    let Some(stored) = &field.stored else {
        return quote!(#sync::Derived::write(#value, #cells););
    };
    let target = &stored.ty;
    let converted = match &stored.conversion {
        Conversion::Traits => quote!(<#ty as #sync::StoredAs<#target>>::store(#value)),
        Conversion::Functions { into, .. } => quote!(#sync::Store::<#ty, #target>::store(#into, #value)),
        Conversion::Bytes => quote! {{
            use #sync::IntoBytes as _;
            #sync::Bytes::<#ty, #target>::bytes(<#ty>::into_bytes(#sync::Clone::clone(#value)))
        }},
    };
    quote!(#sync::Derived::write::<#target>(&#converted, #cells);)
}

/// Reads the field out of its cells to `out`, a pointer; and checks it.
pub(super) fn read(model: &Model<'_>, field: &Field, cells: &TokenStream, out: &TokenStream) -> TokenStream {
    let sync = &model.names.sync;
    let (name, ty, target) = (&field.name, &field.ty, stored(field));
    let read = match &field.stored {
        None => quote!(#sync::Derived::read(#cells, #out, #name)?;),
        Some(stored) => {
            let expected = format!("what `{}` can be made from", field.shown);
            let make = match &stored.conversion {
                Conversion::Traits => quote!(<#ty as #sync::StoredAs<#target>>::make),
                Conversion::Functions { from, .. } => {
                    quote!(|stored| #sync::Make::<#ty, #target>::make(#from, stored))
                }
                Conversion::Bytes => quote! {
                    |stored| {
                        use #sync::FromBytes as _;
                        #sync::Made::<#ty>::made(<#ty>::from_bytes(stored))
                    }
                },
            };
            quote!(#sync::Derived::made_from::<#ty, #target>(#cells, #out, (#name, #expected), #make)?;)
        }
    };
    let check = field.validate.as_ref().map(|path| {
        let expected = expected(path);
        quote!(#sync::Derived::check::<#ty, #target>(#cells, #out, (#name, #expected), #path)?;)
    });
    quote!(#read #check)
}

/// What is said of a value that the function refuses.
pub(super) fn expected(path: &TokenStream) -> String {
    format!("what `{}` accepts", crate::text::tidy(path))
}
