//! Numbers of milliseconds, in the forms in which people write them.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{BinOp, Expr, Lit, LitInt};

/// The milliseconds in `value`, whose plain numbers count `unit` milliseconds each: `500`, `"500"`,
/// `5 * 1000`, `1 << 10`, `2s`, `1.5`, `Duration::from_secs(2)`. Nothing if it is none of these.
pub(super) fn milliseconds(value: &TokenStream, unit: f64) -> Option<u64> {
    let number = evaluate(&syn::parse2(value.clone()).ok()?, unit)?;
    let whole = number.ceil();
    // Above this, not every whole number has a floating-point form.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked in the same line")]
    (1.0..=9_007_199_254_740_992.0).contains(&whole).then_some(whole as u64)
}

fn evaluate(expression: &Expr, unit: f64) -> Option<f64> {
    match expression {
        Expr::Paren(paren) => evaluate(&paren.expr, unit),
        Expr::Group(group) => evaluate(&group.expr, unit),
        Expr::Lit(lit) => match &lit.lit {
            Lit::Int(number) => Some(plain(number)? * suffix(number.suffix(), unit)?),
            Lit::Float(number) => Some(number.base10_digits().parse::<f64>().ok()? * suffix(number.suffix(), unit)?),
            Lit::Str(text) => evaluate(&text.parse().ok()?, unit),
            _ => None,
        },
        Expr::Binary(binary) => {
            let factor = |side: &Expr| evaluate(side, 1.0);
            match binary.op {
                BinOp::Mul(_) => Some(factor(&binary.left)? * factor(&binary.right)? * unit),
                BinOp::Shl(_) => Some(factor(&binary.left)? * factor(&binary.right)?.exp2() * unit),
                BinOp::Add(_) => Some((factor(&binary.left)? + factor(&binary.right)?) * unit),
                _ => None,
            }
        }
        Expr::Call(call) => {
            let Expr::Path(path) = &*call.func else { return None };
            let unit = match &*path.path.segments.last()?.ident.to_string() {
                "from_secs" | "from_secs_f64" | "from_secs_f32" => 1000.0,
                "from_millis" => 1.0,
                "from_micros" => 0.001,
                _ => return None,
            };
            evaluate(call.args.first()?, unit)
        }
        _ => None,
    }
}

#[allow(clippy::cast_precision_loss, reason = "`milliseconds` refuses numbers for which it matters")]
fn plain(number: &LitInt) -> Option<f64> {
    number.base10_parse::<u64>().ok().map(|number| number as f64)
}

/// How many milliseconds one of a number with this suffix is; `unit` without one, or with that of a
/// type.
fn suffix(suffix: &str, unit: f64) -> Option<f64> {
    match suffix {
        "ms" => Some(1.0),
        "s" | "sec" | "secs" => Some(1000.0),
        "us" => Some(0.001),
        "" | "u8" | "u16" | "u32" | "u64" | "usize" | "i32" | "i64" | "f32" | "f64" => Some(unit),
        _ => None,
    }
}

/// How many milliseconds an option with this name would count, if it is one for a time.
pub(super) fn unit(name: &str) -> Option<f64> {
    let name = name.strip_prefix("lock_").unwrap_or(name);
    let name =
        name.strip_prefix("timeout").or_else(|| name.strip_prefix("wait")).unwrap_or(name).trim_start_matches('_');
    match name {
        "s" | "sec" | "secs" | "second" | "seconds" => Some(1000.0),
        "ms" | "msec" | "msecs" | "millis" | "millisecond" | "milliseconds" => Some(1.0),
        "us" | "usec" | "micros" | "microseconds" => Some(0.001),
        "min" | "mins" | "minutes" => Some(60_000.0),
        _ => None,
    }
}

/// What is in the parentheses, or what follows a stray `=` or `:`, in `key(value)`, `key: value`,
/// `key value`.
pub(super) fn loose_value(tokens: impl IntoIterator<Item = TokenTree>) -> TokenStream {
    let mut rest: Vec<_> = tokens.into_iter().skip(1).collect();
    while matches!(rest.first(), Some(TokenTree::Punct(punct)) if [':', '=', '>'].contains(&punct.as_char())) {
        rest.remove(0);
    }
    match &*rest {
        [TokenTree::Group(group)] if group.delimiter() != Delimiter::None => group.stream(),
        _ => rest.into_iter().collect(),
    }
}
