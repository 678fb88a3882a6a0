const _: () = {
    use ::sync_runtime::__private as __sync;
    use ::core::mem::offset_of as __offset;
    #[repr(C)]
    pub struct __Layout {
        address: __sync::LayoutOf<[u8; 4]>,
        port: __sync::LayoutOf<u16>,
    }
    unsafe impl __sync::Cells for __Layout {
        const BY: __sync::Derived = __sync::Derived;
    }
    #[automatically_derived]
    unsafe impl __sync::Pod for Endpoint {
        type Layout = __Layout;
        type Damage = __sync::Possible;
        const BY: __sync::Derived = __sync::Derived;
        const SCHEMA: &'static __sync::Schema = &__sync::Derived::structure::<
            Self,
        >(
            &[
                __sync::Derived::field::<
                    [u8; 4],
                >("address", __offset!(__Layout, address), __offset!(Self, address)),
                __sync::Derived::field::<
                    u16,
                >("port", __offset!(__Layout, port), __offset!(Self, port)),
            ],
        );
        #[inline(always)]
        fn write_cells(&self, cells: &__Layout) {
            __sync::Derived::write(&self.address, &cells.address);
            __sync::Derived::write(&self.port, &cells.port);
        }
        #[inline(always)]
        fn accepts(cells: &mut __Layout) -> __sync::primitive::bool {
            __sync::Derived::accepts::<[u8; 4]>(&mut cells.address)
                & __sync::Derived::accepts::<u16>(&mut cells.port)
        }
        #[inline(always)]
        fn read_into(
            cells: &__Layout,
            out: &mut __sync::MaybeUninit<Self>,
        ) -> __sync::Result<(), __sync::Corrupt> {
            let out = __sync::Derived::place(out);
            unsafe {
                __sync::Derived::read(
                    &cells.address,
                    &raw mut (*out).address,
                    "address",
                )?;
                __sync::Derived::read(&cells.port, &raw mut (*out).port, "port")
            }
        }
    }
    #[repr(transparent)]
    pub struct __View<'__a, __A: __sync::Access>(__sync::View<'__a, Endpoint, __A>);
    unsafe impl __sync::Fields for Endpoint {
        type Of<'__a, __A: __sync::Access> = __View<'__a, __A>;
        fn is_view<__A: __sync::Access>(_: &mut __sync::View<'_, Self, __A>) {
            let _ = (__View::<__A>::address, __View::<__A>::port);
        }
    }
    impl<'__a, __A: __sync::Access> __View<'__a, __A> {
        #[inline(always)]
        fn address(&self) -> __sync::ViewOf<'__a, [u8; 4], __A> {
            __sync::Derived::part(&self.0, "address", |cells: &__Layout| &cells.address)
        }
        #[inline(always)]
        fn port(&self) -> __sync::ViewOf<'__a, u16, __A> {
            __sync::Derived::part(&self.0, "port", |cells: &__Layout| &cells.port)
        }
    }
    fn __no_destructor() {
        use __sync::NoDestructor as _;
        __sync::Destructor::<Endpoint>::refused();
    }
};
