const _: () = {
    use ::sync_runtime::__private as __sync;
    use ::core::mem::offset_of as __offset;
    #[repr(C)]
    pub struct __Layout {
        count: __sync::LayoutOf<u64>,
        step: __sync::LayoutOf<u32>,
    }
    unsafe impl __sync::Cells for __Layout {
        const BY: __sync::Derived = __sync::Derived;
    }
    #[automatically_derived]
    unsafe impl __sync::Pod for Hits {
        type Layout = __Layout;
        type Damage = __sync::Possible;
        const BY: __sync::Derived = __sync::Derived;
        const SCHEMA: &'static __sync::Schema = &__sync::Derived::structure::<
            Self,
        >(
            &[
                __sync::Derived::field::<
                    u64,
                >("count", __offset!(__Layout, count), __offset!(Self, count)),
                __sync::Derived::field::<
                    u32,
                >("step", __offset!(__Layout, step), __offset!(Self, step)),
            ],
        );
        #[inline(always)]
        fn write_cells(&self, cells: &__Layout) {
            __sync::Derived::write(&self.count, &cells.count);
            __sync::Derived::write(&self.step, &cells.step);
        }
        #[inline(always)]
        fn accepts(cells: &mut __Layout) -> __sync::primitive::bool {
            __sync::Derived::accepts::<u64>(&mut cells.count)
                & __sync::Derived::accepts::<u32>(&mut cells.step)
        }
        #[inline(always)]
        fn read_into(
            cells: &__Layout,
            out: &mut __sync::MaybeUninit<Self>,
        ) -> __sync::Result<(), __sync::Corrupt> {
            let out = __sync::Derived::place(out);
            unsafe {
                __sync::Derived::read(&cells.count, &raw mut (*out).count, "count")?;
                __sync::Derived::read(&cells.step, &raw mut (*out).step, "step")
            }
        }
    }
    trait __Default<const FIELD: __sync::primitive::usize> {
        type Value;
        fn value() -> Self::Value;
    }
    #[automatically_derived]
    impl __Default<1> for Hits {
        type Value = u32;
        fn value() -> u32 {
            1
        }
    }
    struct __Former1 {
        count: u64,
    }
    const _: () = {
        #[repr(C)]
        pub struct __Layout {
            count: __sync::LayoutOf<u64>,
        }
        unsafe impl __sync::Cells for __Layout {
            const BY: __sync::Derived = __sync::Derived;
        }
        #[automatically_derived]
        unsafe impl __sync::Pod for __Former1 {
            type Layout = __Layout;
            type Damage = __sync::Possible;
            const BY: __sync::Derived = __sync::Derived;
            const SCHEMA: &'static __sync::Schema = &__sync::Derived::structure::<
                Self,
            >(
                &[
                    __sync::Derived::field::<
                        u64,
                    >("count", __offset!(__Layout, count), __offset!(Self, count)),
                ],
            );
            #[inline(always)]
            fn write_cells(&self, cells: &__Layout) {
                __sync::Derived::write(&self.count, &cells.count);
            }
            #[inline(always)]
            fn accepts(cells: &mut __Layout) -> __sync::primitive::bool {
                __sync::Derived::accepts::<u64>(&mut cells.count)
            }
            #[inline(always)]
            fn read_into(
                cells: &__Layout,
                out: &mut __sync::MaybeUninit<Self>,
            ) -> __sync::Result<(), __sync::Corrupt> {
                let out = __sync::Derived::place(out);
                unsafe {
                    __sync::Derived::read(&cells.count, &raw mut (*out).count, "count")
                }
            }
        }
        #[automatically_derived]
        impl __sync::SharedLocked for __Former1 {
            type Lock = __sync::Exclusive;
        }
        #[automatically_derived]
        impl __sync::Whole for __Former1 {
            type Made = Self;
            #[inline(always)]
            fn made(self) -> Self {
                self
            }
        }
    };
    #[automatically_derived]
    impl __sync::SharedLocked for Hits {
        type Lock = __sync::Exclusive;
        fn former_layouts<__F: __sync::Formers<Self>>(__formers: __F) -> __F {
            let __formers = __formers
                .former(
                    "Hits without step",
                    |__former: __Former1| Self {
                        count: __former.count,
                        step: <Self as __Default<1>>::value(),
                    },
                );
            __formers
        }
    }
    #[automatically_derived]
    impl __sync::Whole for Hits {
        type Made = Self;
        #[inline(always)]
        fn made(self) -> Self {
            self
        }
    }
    #[repr(transparent)]
    pub struct __View<'__a, __A: __sync::Access>(__sync::View<'__a, Hits, __A>);
    unsafe impl __sync::Fields for Hits {
        type Of<'__a, __A: __sync::Access> = __View<'__a, __A>;
        fn is_view<__A: __sync::Access>(_: &mut __sync::View<'_, Self, __A>) {
            let _ = (__View::<__A>::count, __View::<__A>::step);
        }
    }
    impl<'__a, __A: __sync::Access> __View<'__a, __A> {
        #[inline(always)]
        fn count(&self) -> __sync::ViewOf<'__a, u64, __A> {
            __sync::Derived::part(&self.0, "count", |cells: &__Layout| &cells.count)
        }
        #[inline(always)]
        fn step(&self) -> __sync::ViewOf<'__a, u32, __A> {
            __sync::Derived::part(&self.0, "step", |cells: &__Layout| &cells.step)
        }
    }
    fn __no_destructor() {
        use __sync::NoDestructor as _;
        __sync::Destructor::<Hits>::refused();
    }
    const __SIZE: __sync::primitive::usize = __sync::size_of::<__Layout>();
    const _: __sync::primitive::bool = <Hits as __sync::FitsOnStack<
        __SIZE,
        { __SIZE <= __sync::MAX_SIZE },
    >>::HERE;
};
