//! Names that mean something in another language are ones in its definition.

use super::{c, python, run};
use crate::commands::said;
use sync_runtime::{Pod, Shared, SharedLocked};
use tests::Name;

#[derive(SharedLocked)]
#[allow(non_snake_case, dead_code, reason = "names that are words and macros in C, C++ and Python")]
struct Odd {
    NULL: u8,
    EOF: u8,
    errno: u8,
    int: u8,
    int_: u8,
    class: u8,
    and: u8,
    stdin: u8,
    linux: u8,
    __x: u8,
    _Bool: u8,
    typeof_unqual: u8,
    none: Part,
    FILE: Part2,
    ordinary: u16,
}

#[derive(Pod)]
#[allow(dead_code, reason = "it is read by programs in other languages")]
struct Part {
    template: u8,
}

#[derive(Pod)]
#[allow(dead_code, non_camel_case_types, clippy::upper_case_acronyms, reason = "as above")]
enum Part2 {
    BUFSIZ(u8),
    tag { tag: u8, this: u16 },
}

const LOOK: &str = r#"
#include <errno.h>
static int look(const void *segment, size_t len)
{
    Odd odd;
    if (Odd_load(segment, len, 0, &odd) != 0)
        return 4;
    printf("%d %d %d %d %d %d %d %d", odd.NULL_, odd.errno_, odd.int_, odd.int__, odd.__x_, odd.none.template_, odd.ordinary,
           odd.FILE_.tag_.tag_);
    return 0;
}
"#;

#[test]
fn names_that_mean_something_else() {
    let name = Name::new("odd-names");
    let odd = Odd {
        NULL: 1,
        EOF: 2,
        errno: 3,
        int: 4,
        int_: 5,
        class: 6,
        and: 7,
        stdin: 8,
        linux: 9,
        __x: 10,
        _Bool: 11,
        typeof_unqual: 12,
        none: Part { template: 13 },
        FILE: Part2::tag { tag: 14, this: 15 },
        ordinary: 16,
    };
    let _shared = Shared::create(name.as_str(), odd).unwrap();
    assert_eq!(c(&name, LOOK).as_deref().unwrap_or("1 3 4 5 10 13 16 14"), "1 3 4 5 10 13 16 14");
    let header = said(&["schema", name.as_str(), "--as", "c"]);
    run(
        "c++",
        &["-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-x", "c++", "-"],
        &format!("#include <cstdio>\n#include <cerrno>\n{header}"),
    );
    let lines = "
odd = load(sys.argv[1])
print(odd.NULL, odd.int_, odd.none.template, odd.ordinary, odd.FILE.tag_.tag_)
";
    assert_eq!(python(&name, lines).as_deref().unwrap_or("1 5 13 16 14\n"), "1 5 13 16 14\n");
}
