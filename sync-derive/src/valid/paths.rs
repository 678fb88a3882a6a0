//! Parts of the paths of types.

use syn::{GenericArgument, PathArguments, PathSegment, Type, TypePath};

/// The type arguments of a path's segment.
pub(crate) fn arguments(segment: &PathSegment) -> Vec<&Type> {
    match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The type argument of a type called by one of `names`, if it has exactly one.
pub(crate) fn only_argument<'a>(ty: &'a Type, names: &[&str]) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    if !names.iter().any(|name| last.ident == name) {
        return None;
    }
    match *arguments(last) {
        [argument] => Some(argument),
        _ => None,
    }
}

/// Whether a path can be one into the standard library: it has one name, or begins there. Those
/// with a number among their arguments are not.
pub(super) fn is_std(path: &TypePath) -> bool {
    let segments = &path.path.segments;
    let first = segments.first().map(|first| first.ident.to_string()).unwrap_or_default();
    let numbered = segments.last().is_some_and(|last| match &last.arguments {
        PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().any(|argument| matches!(argument, GenericArgument::Const(_)))
        }
        _ => false,
    });
    let modules = [
        "std",
        "core",
        "alloc",
        "string",
        "collections",
        "sync",
        "rc",
        "cell",
        "time",
        "path",
        "net",
        "fs",
        "io",
        "thread",
    ];
    !numbered && (segments.len() == 1 || modules.contains(&&*first))
}
