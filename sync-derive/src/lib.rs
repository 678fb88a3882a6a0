//! The derives of [`sync-runtime`](https://docs.rs/sync-runtime). Depend on that, not on this: it
//! re-exports both.
//!
//! [`macro@SharedLocked`] makes a struct a shared state with a lock of its own, [`macro@Pod`] makes
//! one a part of such a state. Nothing else is asked of them: no `repr(C)`, no `Copy`, no bounds
//! but those that the fields need.
//!
//! # What is derived
//!
//! A layout of atomic cells, one for each field; its description; and the ways in and out. Nothing
//! is transmuted. `unsafe` stands before the impls that promise what the code beside them shows,
//! and around the reading of the fields to where they are in the value. All functions that these
//! rely on are those of one type, `Derived`, and the traits demand in `BY` that it is the runtime's
//! own.
//!
//! ```ignore
#![doc = include_str!("../expansions/endpoint.rs")]
//! ```
//!
//! becomes
//!
//! ```ignore
#![doc = include_str!("../expansions/endpoint.expanded.rs")]
//! ```
//!
//! Which types are `Pod` only the compiler knows. It is asked in one place, a constant, and the
//! rest depends on that: a field that cannot be shared is one error, at its type, and not one for
//! every line that mentions it. Eight fields, with an option:
//!
//! ```ignore
#![doc = include_str!("../expansions/stats.rs")]
//! ```
//!
//! become
//!
//! ```ignore
#![doc = include_str!("../expansions/stats.expanded.rs")]
//! ```
//!
//! Type parameters get no bounds that were not written, except that a field's type is relied on to
//! be `Pod` where it is demanded to be:
//!
//! ```ignore
#![doc = include_str!("../expansions/ring.rs")]
//! ```
//!
//! becomes
//!
//! ```ignore
#![doc = include_str!("../expansions/ring.expanded.rs")]
//! ```
//!
//! An enum is the number that stands for its variant:
//!
//! ```ignore
#![doc = include_str!("../expansions/mode.rs")]
//! ```
//!
//! becomes
//!
//! ```ignore
#![doc = include_str!("../expansions/mode.expanded.rs")]
//! ```
//!
//! And if its variants hold data, their layouts lie in the same place, each behind that number:
//!
//! ```ignore
#![doc = include_str!("../expansions/limit.rs")]
//! ```
//!
//! becomes
//!
//! ```ignore
#![doc = include_str!("../expansions/limit.expanded.rs")]
//! ```
//!
//! Each struct has a view, a method for each field, for where it is changed in place, or has no
//! lock: as the whole, or as a part of one:
//!
//! ```ignore
#![doc = include_str!("../expansions/jobs.rs")]
//! ```
//!
//! becomes
//!
//! ```ignore
#![doc = include_str!("../expansions/jobs.expanded.rs")]
//! ```
//!
//! A struct with fields that older segments have not got has a struct without these beside it, for
//! each layout that it may have had:
//!
//! ```ignore
#![doc = include_str!("../expansions/hits.rs")]
//! ```
//!
//! becomes
//!
//! ```ignore
#![doc = include_str!("../expansions/hits.expanded.rs")]
//! ```
//!
//! For a field with `as` or `validate` a type of its own stands, `__Field0` for the first: its impl
//! of `HasCode` has what converts and checks the field, for the struct and for the view.
//!
//! A test holds these against what is derived.

mod ast;
mod attr;
mod edition;
mod expand;
mod fallback;
#[cfg(test)]
mod golden;
mod names;
mod text;
mod valid;

use ast::Derive;
use proc_macro::TokenStream;
use syn::DeriveInput;

/// Makes a struct or an enum a part of a shared struct.
///
/// The variants of an enum may hold data, up to 11 fields each. Their numbers are those of
/// `#[repr(u8)]` or another integer from `u8` to `u64`, `i8` to `i64`; without a `repr` they are
/// counted from 0. Bytes that are none of its values are reported, never made a value. Type
/// parameters need the bound `Pod`; one that stands in a `PhantomData` alone needs `Send` and
/// `'static`. A type with `impl Drop` is refused.
///
/// The options are `#[shared(validate = path)]`, a function that checks a struct, and
/// `#[shared(crate = path)]`: where `sync-runtime` is found, if it was renamed. Those of a field
/// are `as = Type`, `into = path`, `from = path`, `validate = path` and `default`; they stand in
/// the documentation of the trait.
///
/// A function of `validate` is called when a value is read. Nothing checks what is written: see the
/// [derive of `SharedLocked`](macro@SharedLocked#what-validate-checks).
///
/// # Examples
///
/// ```ignore
/// use sync_runtime::Pod;
///
/// #[derive(Pod)]
/// struct Endpoint { address: [u8; 4], port: u16 }
///
/// #[derive(Pod)]
/// enum Mode { Off, PerSecond(u32), Window { rate: u32, every: Duration } }
/// ```
///
/// # Types of other crates
///
/// They are stored as something that is `Pod`, by functions of their own or of yours. What has no
/// value of the type is `None` or an `Err` on the way out, and makes the value `Corrupt`:
///
/// ```ignore
/// use chrono::{DateTime, Utc};
/// use log::Level;
/// use rust_decimal::Decimal;
/// use sync_runtime::{Pod, SharedLocked};
/// use uuid::Uuid;
///
/// #[derive(SharedLocked)]
/// struct Order {
///     #[shared(as = [u8; 16])] // has `into_bytes` and `from_bytes`
///     id: Uuid,
///     #[shared(as = [u8; 16], into = Decimal::serialize, from = Decimal::deserialize)]
///     price: Decimal,
///     // What is less than a microsecond is lost.
///     #[shared(
///         as = i64,
///         into = DateTime::timestamp_micros,
///         from = DateTime::from_timestamp_micros
///     )]
///     placed: DateTime<Utc>,
///     #[shared(as = u8, into = number_of_level, from = level_of_number)]
///     level: Level,
///     paid: Option<Moment>,
/// }
///
/// // The options are those of a field. Within an `Option`, an array or a variant, the foreign type
/// // is the field of a struct.
/// #[derive(Pod)]
/// struct Moment(
///     #[shared(
///         as = i64,
///         into = DateTime::timestamp_micros,
///         from = DateTime::from_timestamp_micros
///     )]
///     DateTime<Utc>,
/// );
///
/// // An enum
/// fn number_of_level(level: &Level) -> u8 {
///     *level as u8
/// }
///
/// fn level_of_number(number: u8) -> Option<Level> {
///     Level::iter().find(|level| *level as u8 == number)
/// }
/// ```
///
/// A value that begins as zeroes needs types of which zeroes are a value: of a `Level` they are
/// none.
///
/// # Errors
///
/// Every mistake is one error, at the field's type or the option that is wrong, and says what to do
/// instead.
#[proc_macro_derive(Pod, attributes(shared))]
pub fn pod(input: TokenStream) -> TokenStream {
    derived(Derive::Pod, input)
}

/// Makes a struct or an enum a shared state with a lock of its own. It is `Pod` then, too, and can
/// be a part of another: derive one of the two.
///
/// | option, under `#[shared(…)]` | meaning |
/// |---|---|
/// | `lock = mutex` | one thread at a time; locking again is an error (default) |
/// | `lock = recursive` | the thread that holds the lock may lock again |
/// | `lock = none` | no lock: each number is read and written without the others, by `cells` |
/// | `in_place` | the value is changed where it is, may have up to 256 GiB, and is never copied as a whole for a lock |
/// | `timeout_ms = 250` | how long a lock is waited for, in milliseconds (default: 1000) |
/// | `timeout = never` | wait for ever |
/// | `priority_inherit` | the owner runs at the priority of the highest waiter; not with `lock = recursive` |
/// | `validate = path` | a function `fn(&Self) -> bool`, which checks the value when it is read, not when it is written: see below |
/// | `crate = path` | where `sync-runtime` is found, if it was renamed |
///
/// # What `validate` checks
///
/// The function is called when a value is read, and never when one is written. So a change that it
/// refuses returns `Ok` and is committed. The same is true of `store`, of the first value that
/// `create` is given, and of `#[shared(default = 200, validate = is_percentage)]`.
///
/// From then on each `load`, `with_lock` and `get_lock` is `Corrupt`, in every process, for each
/// reads the value. `open` reads none, and succeeds. `store` of a good value mends it, for it does
/// not read the old one. In a value with `in_place`, so does `set` of the field, and in one with
/// `lock = none` the `set` of `cells`.
///
/// To refuse a change before it is committed, ask the function in `transact`, and return an `Err`:
/// the documentation of the trait has an example.
///
/// # Examples
///
/// ```ignore
/// use sync_runtime::{Shared, SharedLocked};
///
/// #[derive(SharedLocked)]
/// #[shared(timeout_ms = 250)]
/// struct Stats { requests: u64, errors: u32 }
///
/// let stats = Shared::anonymous(Stats { requests: 0, errors: 0 })?;
/// stats.with_lock(|stats| stats.requests += 1)?;
/// ```
///
/// # Errors
///
/// Every mistake is one error, at the field's type or the option that is wrong, and says what to do
/// instead. A value of more than 65536 bytes is refused without `in_place`: a private copy of it
/// lives on the stack.
#[proc_macro_derive(SharedLocked, attributes(shared))]
pub fn shared_locked(input: TokenStream) -> TokenStream {
    derived(Derive::SharedLocked, input)
}

fn derived(derive: Derive, item: TokenStream) -> TokenStream {
    let expansion = edition::parse(item.into()).map(|item| self::derive(derive, &item));
    expansion.unwrap_or_else(syn::Error::into_compile_error).into()
}

fn derive(derive: Derive, input: &DeriveInput) -> proc_macro2::TokenStream {
    match valid::check(&ast::Item::new(derive, input)) {
        Ok(checked) => expand::expand(&checked),
        Err(rejected) => fallback::expand(&rejected),
    }
}
