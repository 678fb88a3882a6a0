//! The layout of a struct, and the `Pod` that has it.

use super::field;
use crate::valid::{Field, Generics, Model};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Member;

/// The bounds under which the impls are written.
pub(super) struct Clauses {
    /// Those of the layout.
    pub(super) layout: TokenStream,
    /// Those of the value.
    pub(super) pod: TokenStream,
}

/// A struct, of which the layout is written.
pub(super) struct Cells<'a> {
    pub(super) ident: &'a Ident,
    pub(super) fields: &'a [Field],
    /// Whether its fields have names.
    pub(super) named: bool,
    /// The function that checks the whole.
    pub(super) validate: Option<&'a TokenStream>,
}

/// The layout, and the `Pod` that has it.
pub(super) fn cells(model: &Model<'_>, cells: &Cells<'_>, clauses: &Clauses) -> TokenStream {
    let Cells { ident, fields, named, validate } = *cells;
    let (sync, layout) = (&model.names.sync, &model.names.layout);
    let Clauses { layout: clause, pod: pod_clause } = clauses;
    let Generics { parameters, arguments, .. } = &model.generics;
    let layout_struct = layout_struct(model, fields, named, clause);
    let offset = model.names.free("__offset");
    let schemas = fields.iter().map(|field| {
        let member = &field.member;
        field::schema(model, field, &quote!(#offset!(#layout #arguments, #member)), &quote!(#offset!(Self, #member)))
    });
    let writes = fields.iter().map(|field| {
        let member = &field.member;
        field::write(model, field, &quote!(&self.#member), &quote!(&cells.#member))
    });
    let reads = fields.iter().map(|field| {
        let member = &field.member;
        field::read(model, field, &quote!(&cells.#member), &quote!(&raw mut (*out).#member))
    });
    let accepts = fields.iter().map(|field| {
        let (member, ty) = (&field.member, field::stored(field));
        quote!(#sync::Derived::accepts::<#ty>(&mut cells.#member))
    });
    let check = validate.zip(fields.first()).map(|(path, first)| {
        let (path, expected, ty, member) = (path, field::expected(path), field::stored(first), &first.member);
        let accepts = field::accepts(path, &quote!(Self), sync);
        quote!(#sync::Derived::check_whole::<Self, #ty>(&cells.#member, out, #expected, #accepts))
    });
    let mut steps: Vec<_> = reads.chain(check).collect();
    let last = steps.pop();
    let quiet = is_deprecated(model).then(|| quote!(#[allow(deprecated)]));
    let unlisted = super::unlisted(model);
    let structure = if validate.is_some() { quote!(checked_structure) } else { quote!(structure) };
    quote! {
        #layout_struct
        unsafe impl #parameters #sync::Cells for #layout #arguments #clause {
            const BY: #sync::Derived = #sync::Derived;
        }
        #[automatically_derived]
        #unlisted
        unsafe impl #parameters #sync::Pod for #ident #arguments #pod_clause {
            type Layout = #layout #arguments;
            type Damage = #sync::Possible;
            const BY: #sync::Derived = #sync::Derived;
            #quiet
            const SCHEMA: &'static #sync::Schema =
                &#sync::Derived::#structure::<Self>(&[#(#schemas),*]);
            #[inline(always)]
            fn write_cells(&self, cells: &#layout #arguments) {
                #(#writes)*
            }
            #[inline(always)]
            fn accepts(cells: &mut #layout #arguments) -> #sync::primitive::bool {
                #(#accepts)&*
            }
            #[inline(always)]
            fn read_into(
                cells: &#layout #arguments,
                out: &mut #sync::MaybeUninit<Self>,
            ) -> #sync::Result<(), #sync::Corrupt> {
                let out = #sync::Derived::place(out);
                unsafe { #(#steps?;)* #last }
            }
        }
    }
}

fn layout_struct(model: &Model<'_>, fields: &[Field], named: bool, clause: &TokenStream) -> TokenStream {
    let layout = &model.names.layout;
    let parameters = &model.generics.parameters;
    let layouts = fields.iter().map(|field| field::layout(model, field));
    // A parameter may be mentioned only in a field that is stored as something else, or in one that
    // a former struct has not got.
    let sync = &model.names.sync;
    let types: Vec<_> = model.input.generics.type_params().map(|parameter| &parameter.ident).collect();
    let converts = fields.iter().any(|field| field.stored.is_some());
    let is_former = fields.len() < model.shape.fields().len();
    let rest =
        (converts || is_former && !types.is_empty()).then(|| quote!(#sync::PhantomData<fn(#(#types),*)>)).into_iter();
    let body = if named {
        let members = fields.iter().map(|field| quiet(&field.member));
        let name = model.names.free("__parameters");
        quote!(#clause { #(#members: #layouts,)* #(#name: #rest,)* })
    } else {
        quote!((#(#layouts,)* #(#rest,)*) #clause;)
    };
    quote! {
        #[repr(C)]
        pub struct #layout #parameters #body
    }
}

/// Whether a field is, of which `offset_of!` would complain where the other uses in derived code do
/// not.
fn is_deprecated(model: &Model<'_>) -> bool {
    let syn::Data::Struct(data) = &model.input.data else { return false };
    data.fields.iter().flat_map(|field| &field.attrs).any(|attribute| attribute.path().is_ident("deprecated"))
}

/// The same name, of which lints say nothing a second time. It is parsed in the derive's edition,
/// in which words are reserved that may be free in the user's.
pub(super) fn quiet(member: &Member) -> Member {
    let mut member = member.clone();
    if let Member::Named(ident) = &mut member {
        let span = ident.span().resolved_at(Span::mixed_site());
        if RESERVED_SINCE_2015.iter().any(|word| ident == word) {
            *ident = Ident::new_raw(&ident.to_string(), span);
        }
        ident.set_span(span);
    }
    member
}

const RESERVED_SINCE_2015: [&str; 5] = ["async", "await", "dyn", "try", "gen"];
