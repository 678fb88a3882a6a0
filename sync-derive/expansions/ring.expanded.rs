const _: () = {
    use ::sync_runtime::__private as __sync;
    use ::core::mem::offset_of as __offset;
    const fn __parts<T: Pod, const N: usize>() -> __sync::primitive::bool {
        true & __sync::described(<T as __sync::Pod>::SCHEMA)
    }
    #[repr(C)]
    pub struct __Layout<T: Pod, const N: usize>
    where
        [T; N]: __sync::Pod,
    {
        items: __sync::LayoutOf<[T; N]>,
        used: __sync::LayoutOf<u16>,
    }
    unsafe impl<T: Pod, const N: usize> __sync::Cells for __Layout<T, N>
    where
        [T; N]: __sync::Pod,
    {
        const BY: __sync::Derived = __sync::Derived;
    }
    #[automatically_derived]
    unsafe impl<T: Pod, const N: usize> __sync::Pod for Ring<T, N>
    where
        [T; N]: __sync::Pod,
    {
        type Layout = __Layout<T, N>;
        type Damage = __sync::Possible;
        const BY: __sync::Derived = __sync::Derived;
        const SCHEMA: &'static __sync::Schema = &__sync::Derived::structure::<
            Self,
        >(
            &[
                __sync::Derived::field::<
                    [T; N],
                >("items", __offset!(__Layout < T, N >, items), __offset!(Self, items)),
                __sync::Derived::field::<
                    u16,
                >("used", __offset!(__Layout < T, N >, used), __offset!(Self, used)),
            ],
        );
        #[inline(always)]
        fn write_cells(&self, cells: &__Layout<T, N>) {
            __sync::Derived::write(&self.items, &cells.items);
            __sync::Derived::write(&self.used, &cells.used);
        }
        #[inline(always)]
        fn accepts(cells: &mut __Layout<T, N>) -> __sync::primitive::bool {
            __sync::Derived::accepts::<[T; N]>(&mut cells.items)
                & __sync::Derived::accepts::<u16>(&mut cells.used)
        }
        #[inline(always)]
        fn read_into(
            cells: &__Layout<T, N>,
            out: &mut __sync::MaybeUninit<Self>,
        ) -> __sync::Result<(), __sync::Corrupt> {
            let out = __sync::Derived::place(out);
            unsafe {
                __sync::Derived::read(&cells.items, &raw mut (*out).items, "items")?;
                __sync::Derived::read(&cells.used, &raw mut (*out).used, "used")
            }
        }
    }
    #[repr(transparent)]
    pub struct __View<'__a, T: Pod, const N: usize, __A: __sync::Access>(
        __sync::View<'__a, Ring<T, N>, __A>,
    )
    where
        [T; N]: __sync::Pod;
    unsafe impl<T: Pod, const N: usize> __sync::Fields for Ring<T, N>
    where
        [T; N]: __sync::Pod,
    {
        type Of<'__a, __A: __sync::Access> = __View<'__a, T, N, __A>;
        fn is_view<__A: __sync::Access>(_: &mut __sync::View<'_, Self, __A>) {
            let _ = (__View::<T, N, __A>::items, __View::<T, N, __A>::used);
        }
    }
    impl<'__a, T: Pod, const N: usize, __A: __sync::Access> __View<'__a, T, N, __A>
    where
        [T; N]: __sync::Pod,
    {
        #[inline(always)]
        fn items(&self) -> __sync::ViewOf<'__a, [T; N], __A> {
            __sync::Derived::part(
                &self.0,
                "items",
                |cells: &__Layout<T, N>| &cells.items,
            )
        }
        #[inline(always)]
        fn used(&self) -> __sync::ViewOf<'__a, u16, __A> {
            __sync::Derived::part(&self.0, "used", |cells: &__Layout<T, N>| &cells.used)
        }
    }
    fn __no_destructor<T: Pod, const N: usize>() {
        use __sync::NoDestructor as _;
        __sync::Destructor::<Ring<T, N>>::refused();
    }
};
