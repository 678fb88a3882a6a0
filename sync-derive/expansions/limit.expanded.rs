const _: () = {
    use ::sync_runtime::__private as __sync;
    const sync_runtime: __sync::primitive::bool = <Duration as __sync::Shareable>::HERE;
    #[automatically_derived]
    unsafe impl __sync::Pod for Limit
    where
        __sync::Checked<{ sync_runtime }>: __sync::Sized,
    {
        type Layout = __sync::Overlay<
            __sync::LayoutOf<u8>,
            __sync::Overlay<
                __sync::LayoutOf<(u8, u32)>,
                __sync::LayoutOf<(u8, u32, Duration), { sync_runtime }>,
            >,
        >;
        type Damage = __sync::Possible;
        const BY: __sync::Derived = __sync::Derived;
        const SCHEMA: &'static __sync::Schema = &__sync::Derived::enumeration::<
            u8,
            Self::Layout,
        >(
            &[
                __sync::Derived::variant("Off", 0 as __sync::primitive::i128),
                __sync::Derived::variant_with::<
                    (u8, u32),
                >("PerSecond", 1 as __sync::primitive::i128, &["0"]),
                __sync::Derived::variant_with::<
                    (u8, u32, Duration),
                >("Window", 2 as __sync::primitive::i128, &["rate", "every"]),
            ],
        );
        #[inline(always)]
        fn write_cells(&self, cells: &Self::Layout) {
            match self {
                Self::Off { .. } => __sync::Derived::write::<u8>(&0, cells.first()),
                Self::PerSecond { 0: __0 } => {
                    let cells = cells.second().first();
                    __sync::Derived::write::<u8>(&1, &cells.0);
                    __sync::Derived::write(__0, &cells.1);
                }
                Self::Window { rate: __0, every: __1 } => {
                    let cells = cells.second().second();
                    __sync::Derived::write::<u8>(&2, &cells.0);
                    __sync::Derived::write(__0, &cells.1);
                    __sync::Derived::write(__1, &cells.2);
                }
            }
        }
        #[inline(always)]
        fn read_into(
            cells: &Self::Layout,
            out: &mut __sync::MaybeUninit<Self>,
        ) -> __sync::Result<(), __sync::Corrupt> {
            match <u8 as __sync::Pod>::read_cells(cells.first())? {
                tag if tag == 0 => __sync::Derived::make(out, || Self::Off {}),
                tag if tag == 1 => {
                    let make = |(_, __0): (u8, u32)| Self::PerSecond { 0: __0 };
                    __sync::Derived::make_of(
                        cells.second().first(),
                        ("PerSecond", &["0"]),
                        out,
                        make,
                    )?;
                }
                tag if tag == 2 => {
                    let make = |(_, __0, __1): (u8, u32, Duration)| Self::Window {
                        rate: __0,
                        every: __1,
                    };
                    __sync::Derived::make_of(
                        cells.second().second(),
                        ("Window", &["rate", "every"]),
                        out,
                        make,
                    )?;
                }
                tag => {
                    return __sync::Err(
                        __sync::Corrupt::new(
                            tag as __sync::primitive::u64,
                            "a value of `Limit`",
                        ),
                    );
                }
            }
            __sync::Ok(())
        }
    }
    fn __no_destructor() {
        use __sync::NoDestructor as _;
        __sync::Destructor::<Limit>::refused();
    }
};
