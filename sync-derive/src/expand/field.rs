//! What is written for one field: its cells, its description, and the ways in and out.

use super::demand::{ends, there};
use crate::valid::{Conversion, Demand, Field, Generics, Model};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

/// The type whose cells the field has.
pub(crate) fn stored(field: &Field) -> &TokenStream {
    field.stored.as_ref().map_or(&field.ty, |stored| &stored.ty)
}

/// The same type, of which the compiler says nothing if it cannot be shared.
pub(super) fn checked(model: &Model<'_>, field: &Field) -> TokenStream {
    let (sync, checked, ty) = (&model.names.sync, &model.names.checked, stored(field));
    match field.demand {
        Demand::Constant(_) => quote!(<#ty as #sync::If<{ #checked }>>::Type),
        Demand::Nowhere | Demand::Generic(_) => quote!(#ty),
    }
}

/// The field's cells.
pub(super) fn layout(model: &Model<'_>, field: &Field) -> TokenStream {
    let (sync, checked, ty) = (&model.names.sync, &model.names.checked, stored(field));
    match field.demand {
        Demand::Constant(_) => quote!(#sync::LayoutOf<#ty, { #checked }>),
        Demand::Nowhere | Demand::Generic(_) => quote!(#sync::LayoutOf<#ty>),
    }
}

/// The field's description, at an offset in the layout and one in the value. A field that has to be
/// converted or checked is not copied as it is.
pub(super) fn schema(model: &Model<'_>, field: &Field, offset: &TokenStream, at: &TokenStream) -> TokenStream {
    let (sync, name, ty) = (&model.names.sync, &field.name, stored(field));
    if field.stored.is_some() || field.validate.is_some() || model.options.validate.is_some() {
        quote!(#sync::Derived::stored::<#ty>(#name, #offset))
    } else {
        quote!(#sync::Derived::field::<#ty>(#name, #offset, #at))
    }
}

/// The type that stands for a field which is converted or checked. There is none for another.
pub(super) fn marker(model: &Model<'_>, field: &Field) -> Option<Ident> {
    let has_code = field.stored.is_some() || field.validate.is_some();
    has_code.then(|| model.names.free(&format!("__Field{}", field.index)))
}

/// Writes the field, to which `value` refers, into its cells, to which `cells` does.
pub(super) fn write(model: &Model<'_>, field: &Field, value: &TokenStream, cells: &TokenStream) -> TokenStream {
    let (sync, arguments) = (&model.names.sync, &model.generics.arguments);
    match marker(model, field) {
        None => quote!(#sync::Derived::write(#value, #cells);),
        Some(marker) => quote!(<#marker #arguments as #sync::HasCode>::write(#value, #cells);),
    }
}

/// Reads the field out of its cells to `out`, a pointer; and checks it. An expression that is a
/// `Result`.
pub(super) fn read(model: &Model<'_>, field: &Field, cells: &TokenStream, out: &TokenStream) -> TokenStream {
    let (sync, name, arguments) = (&model.names.sync, &field.name, &model.generics.arguments);
    match marker(model, field) {
        None => quote!(#sync::Derived::read(#cells, #out, #name)),
        Some(marker) => quote!(#sync::Derived::read_field::<#marker #arguments>(#cells, #out, #name)),
    }
}

/// The types that stand for the fields which are converted or checked, and how that is done. Each
/// is as visible as its field, for the field's type may be no more visible.
pub(super) fn conversions(model: &Model<'_>, fields: &[Field], clause: &TokenStream) -> TokenStream {
    let (sync, Generics { parameters, arguments, .. }) = (&model.names.sync, &model.generics);
    let types: Vec<_> = model.input.generics.type_params().map(|parameter| &parameter.ident).collect();
    let visible = super::view::visibilities(&model.input.data);
    let items = fields.iter().zip(visible).filter_map(|(field, visibility)| {
        let (marker, ty, target) = (marker(model, field)?, &field.ty, stored(field));
        let (write, read, check) = (store(model, field), make(model, field), check(model, field));
        Some(quote! {
            #visibility struct #marker #parameters (#sync::PhantomData<fn(#(#types),*)>) #clause;
            unsafe impl #parameters #sync::HasCode for #marker #arguments #clause {
                type Value = #ty;
                type Stored = #target;
                #[inline(always)]
                fn write(value: &#ty, cells: &#sync::LayoutOf<#target>) {
                    #write
                }
                #[inline(always)]
                unsafe fn read(
                    cells: &#sync::LayoutOf<#target>,
                    out: *mut #ty,
                ) -> #sync::Result<(), #sync::Corrupt> {
                    unsafe { #read #check }
                    #sync::Ok(())
                }
            }
        })
    });
    items.collect()
}

/// Writes what the field is stored as.
fn store(model: &Model<'_>, field: &Field) -> TokenStream {
    let (sync, ty) = (&model.names.sync, &field.ty);
    let Some(stored) = &field.stored else {
        return quote!(#sync::Derived::write::<#ty>(value, cells););
    };
    let target = &stored.ty;
    let converted = match &stored.conversion {
        Conversion::Traits => quote!(<#ty as #sync::StoredAs<#target>>::to_stored(value)),
        Conversion::Functions { into, .. } => call(
            into,
            sync,
            &quote!(Store::<#ty, #target>::call_to_store),
            &quote!(Stores::<#ty, #target>),
            &quote!(value),
        ),
        Conversion::Bytes => quote! {{
            use #sync::IntoBytes as _;
            #sync::Bytes::<#ty, #target>::bytes(<#ty>::into_bytes(#sync::Clone::clone(value)))
        }},
    };
    quote!(#sync::Derived::write::<#target>(&#converted, cells);)
}

/// Makes the field of what is stored.
fn make(model: &Model<'_>, field: &Field) -> TokenStream {
    let (sync, ty, target) = (&model.names.sync, &field.ty, stored(field));
    let Some(stored) = &field.stored else {
        return quote!(#sync::Derived::read_part::<#ty>(cells, out)?;);
    };
    let expected = format!("what `{}` can be made from", field.shown);
    let make = match &stored.conversion {
        Conversion::Traits => quote!(<#ty as #sync::StoredAs<#target>>::make),
        Conversion::Functions { from, .. } => {
            let made =
                call(from, sync, &quote!(Make::<#ty, #target>::make), &quote!(Makes::<#ty, #target>), &quote!(stored));
            quote!(|stored| #made)
        }
        Conversion::Bytes => quote! {
            |stored| {
                use #sync::FromBytes as _;
                #sync::Made::<#ty>::made(<#ty>::from_bytes(stored))
            }
        },
    };
    quote!(#sync::Derived::made_from::<#ty, #target>(cells, out, #expected, #make)?;)
}

/// Checks the field.
fn check(model: &Model<'_>, field: &Field) -> Option<TokenStream> {
    let (sync, ty, target) = (&model.names.sync, &field.ty, stored(field));
    field.validate.as_ref().map(|path| {
        let expected = expected(path);
        let accepts = accepts(path, ty, sync);
        quote!(#sync::Derived::check::<#ty, #target>(cells, out, #expected, #accepts)?;)
    })
}

/// The function that checks a value. It is called by a trait: of a bound the compiler would show
/// where it is written.
pub(super) fn accepts(path: &TokenStream, ty: &TokenStream, sync: &Ident) -> TokenStream {
    let accepted = call(path, sync, &quote!(Check::<#ty>::check), &quote!(Checks::<#ty>), &quote!(value));
    quote!(|value: &#ty| #accepted)
}

/// Calls a function of the runtime with what is written in an option, which may be a function of
/// another kind: the error is at the option, with every version of the compiler.
fn call(
    written: &TokenStream,
    sync: &Ident,
    function: &TokenStream,
    kind: &TokenStream,
    argument: &TokenStream,
) -> TokenStream {
    let (first, last) = ends(written);
    let sync = there(sync, first);
    let at_last = |tokens: &TokenStream| tokens.clone().into_iter().map(|token| spanned(token, last)).collect();
    let (function, kind): (TokenStream, TokenStream) = (at_last(function), at_last(kind));
    let arguments = quote_spanned!(last=> (#sync::Asked::<_, #sync::#kind>::of(#written).known(), #argument));
    quote_spanned!(first=> #sync::#function #arguments)
}

fn spanned(mut token: TokenTree, span: Span) -> TokenTree {
    token.set_span(span);
    token
}

/// What is said of a value that the function refuses.
pub(super) fn expected(path: &TokenStream) -> String {
    format!("what `{}` accepts", crate::text::tidy(path))
}
