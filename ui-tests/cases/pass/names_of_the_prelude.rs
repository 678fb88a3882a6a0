//! Types called like those that the derive's code needs.

mod inner {
    use sync_runtime::{Pod, SharedLocked};

    #[derive(Pod, Clone, Copy)]
    pub struct Result {
        pub ok: bool,
    }

    #[derive(Pod, Clone, Copy)]
    #[repr(u8)]
    pub enum Option {
        None,
        Some,
    }

    #[derive(SharedLocked, Clone, Copy)]
    pub struct Sized {
        pub result: Result,
        pub option: Option,
        pub string: String,
        pub error: Err,
    }

    #[derive(SharedLocked)]
    #[shared(in_place)]
    pub struct Box {
        pub result: Result,
        pub list: [Err; 20_000],
    }

    #[derive(Pod, Clone, Copy)]
    pub struct String([u8; 2]);

    #[derive(Pod, Clone, Copy)]
    #[allow(dead_code)]
    pub struct Err(pub Ok, pub Schema);

    #[derive(Pod, Clone, Copy)]
    #[allow(dead_code)]
    pub struct Ok(pub u8);

    #[derive(Pod, Clone, Copy)]
    #[allow(dead_code)]
    pub struct Schema(pub u8);

    pub fn initial() -> Sized {
        let error = Err(Ok(1), Schema(2));
        Sized { result: Result { ok: true }, option: Option::Some, string: String(*b"ab"), error }
    }
}

fn main() {
    let shared = sync_runtime::Shared::anonymous(inner::initial()).unwrap();
    shared.with_lock(|value| value.option = inner::Option::None).unwrap();
    let value = shared.load().unwrap();
    assert!(value.result.ok && matches!(value.option, inner::Option::None));
    let whole = sync_runtime::Shared::<inner::Box>::anonymous_with(|_| Ok(())).unwrap();
    whole.with_lock(|whole| whole.list().at(7)?.f0().f0().add(1)).unwrap();
    whole.with_lock(|whole| Ok(whole.result().ok().set(true))).unwrap();
    let table = sync_runtime::Table::anonymous(3, |_| inner::initial()).unwrap();
    table.at(2).unwrap().with_lock(|value| value.result.ok = false).unwrap();
    let _ = (value.string, value.error, inner::Option::Some);
}
