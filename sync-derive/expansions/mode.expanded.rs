const _: () = {
    use ::sync_runtime::__private as __sync;
    #[automatically_derived]
    unsafe impl __sync::Pod for Mode {
        type Layout = __sync::LayoutOf<u8>;
        type Damage = __sync::Possible;
        const BY: __sync::Derived = __sync::Derived;
        const SCHEMA: &'static __sync::Schema = &__sync::Derived::fieldless::<
            Self,
            u8,
            __sync::LayoutOf<u8>,
        >(
            &[
                __sync::Derived::variant("Idle", Self::Idle as __sync::primitive::i128),
                __sync::Derived::variant(
                    "Serving",
                    Self::Serving as __sync::primitive::i128,
                ),
            ],
            &[Self::Idle, Self::Serving],
        );
        #[inline(always)]
        fn write_cells(&self, cells: &__sync::LayoutOf<u8>) {
            let number = match self {
                Self::Idle => Self::Idle as u8,
                Self::Serving => Self::Serving as u8,
            };
            __sync::Derived::write(&number, cells);
        }
        #[inline(always)]
        fn read_cells(
            cells: &__sync::LayoutOf<u8>,
        ) -> __sync::Result<Self, __sync::Corrupt> {
            match <u8 as __sync::Pod>::read_cells(cells)? {
                number if number == Self::Idle as u8 => __sync::Ok(Self::Idle),
                number if number == Self::Serving as u8 => __sync::Ok(Self::Serving),
                number => {
                    __sync::Err(
                        __sync::Corrupt::new(
                            number as __sync::primitive::u64,
                            "a value of `Mode`",
                        ),
                    )
                }
            }
        }
        #[inline(always)]
        fn accepts(cells: &mut __sync::LayoutOf<u8>) -> __sync::primitive::bool {
            let number = __sync::Derived::number::<u8>(cells);
            number == Self::Idle as u8 || number == Self::Serving as u8
        }
    }
    impl __sync::CheckedNumber for Mode {}
    fn __no_destructor() {
        use __sync::NoDestructor as _;
        __sync::Destructor::<Mode>::refused();
    }
};
