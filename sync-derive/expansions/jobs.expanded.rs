const _: () = {
    use ::sync_runtime::__private as __sync;
    use ::core::mem::offset_of as __offset;
    const sync_runtime: __sync::primitive::bool = <Job as __sync::Shareable>::HERE;
    #[repr(C)]
    pub struct __Layout {
        next: __sync::LayoutOf<u64>,
        frame: __sync::LayoutOf<[u8; 1 << 20]>,
        jobs: __sync::LayoutOf<[Job; 10_000], { sync_runtime }>,
    }
    unsafe impl __sync::Cells for __Layout {
        const BY: __sync::Derived = __sync::Derived;
    }
    #[automatically_derived]
    unsafe impl __sync::Pod for Jobs
    where
        __sync::Checked<{ sync_runtime }>: __sync::Sized,
    {
        type Layout = __Layout;
        type Damage = __sync::Possible;
        const BY: __sync::Derived = __sync::Derived;
        const SCHEMA: &'static __sync::Schema = &__sync::Derived::structure::<
            Self,
        >(
            &[
                __sync::Derived::field::<
                    u64,
                >("next", __offset!(__Layout, next), __offset!(Self, next)),
                __sync::Derived::field::<
                    [u8; 1 << 20],
                >("frame", __offset!(__Layout, frame), __offset!(Self, frame)),
                __sync::Derived::field::<
                    [Job; 10_000],
                >("jobs", __offset!(__Layout, jobs), __offset!(Self, jobs)),
            ],
        );
        #[inline(always)]
        fn write_cells(&self, cells: &__Layout) {
            __sync::Derived::write(&self.next, &cells.next);
            __sync::Derived::write(&self.frame, &cells.frame);
            __sync::Derived::write(&self.jobs, &cells.jobs);
        }
        #[inline(always)]
        fn accepts(cells: &mut __Layout) -> __sync::primitive::bool {
            __sync::Derived::accepts::<u64>(&mut cells.next)
                & __sync::Derived::accepts::<[u8; 1 << 20]>(&mut cells.frame)
                & __sync::Derived::accepts::<[Job; 10_000]>(&mut cells.jobs)
        }
        #[inline(always)]
        fn read_into(
            cells: &__Layout,
            out: &mut __sync::MaybeUninit<Self>,
        ) -> __sync::Result<(), __sync::Corrupt> {
            let out = __sync::Derived::place(out);
            unsafe {
                __sync::Derived::read(&cells.next, &raw mut (*out).next, "next")?;
                __sync::Derived::read(&cells.frame, &raw mut (*out).frame, "frame")?;
                __sync::Derived::read(&cells.jobs, &raw mut (*out).jobs, "jobs")
            }
        }
    }
    #[automatically_derived]
    impl __sync::SharedInPlace for Jobs
    where
        __sync::Checked<{ sync_runtime }>: __sync::Sized,
    {}
    #[automatically_derived]
    impl __sync::Kept for Jobs
    where
        __sync::Checked<{ sync_runtime }>: __sync::Sized,
    {
        type How = __sync::InPlace;
    }
    #[automatically_derived]
    impl __sync::Whole for Jobs
    where
        __sync::Checked<{ sync_runtime }>: __sync::Sized,
    {
        type Made = Self;
        #[inline(always)]
        fn made(self) -> Self {
            self
        }
    }
    #[allow(unused_qualifications)]
    impl __sync::SharedLocked for Jobs
    where
        __sync::Checked<{ sync_runtime }>: __sync::Sized,
        for<'a> __sync::InPlace: __sync::Copies<'a, Jobs>,
    {
        type Lock = __sync::Exclusive;
    }
    #[repr(transparent)]
    pub struct __View<'__a, __A: __sync::Access>(
        __sync::View<'__a, Jobs, __A>,
    )
    where
        __sync::Checked<{ sync_runtime }>: __sync::Sized;
    unsafe impl __sync::Fields for Jobs
    where
        __sync::Checked<{ sync_runtime }>: __sync::Sized,
    {
        type Of<'__a, __A: __sync::Access> = __View<'__a, __A>;
        fn is_view<__A: __sync::Access>(_: &mut __sync::View<'_, Self, __A>) {
            let _ = (__View::<__A>::next, __View::<__A>::frame, __View::<__A>::jobs);
        }
    }
    impl<'__a, __A: __sync::Access> __View<'__a, __A>
    where
        __sync::Checked<{ sync_runtime }>: __sync::Sized,
    {
        #[inline(always)]
        fn next(&self) -> __sync::ViewOf<'__a, u64, __A> {
            __sync::Derived::part(&self.0, "next", |cells: &__Layout| &cells.next)
        }
        #[inline(always)]
        fn frame(&self) -> __sync::ViewOf<'__a, [u8; 1 << 20], __A> {
            __sync::Derived::part(&self.0, "frame", |cells: &__Layout| &cells.frame)
        }
        #[inline(always)]
        fn jobs(&self) -> __sync::ViewOf<'__a, [Job; 10_000], __A, { sync_runtime }> {
            __sync::Derived::part(&self.0, "jobs", |cells: &__Layout| &cells.jobs)
        }
    }
    fn __no_destructor() {
        use __sync::NoDestructor as _;
        __sync::Destructor::<Jobs>::refused();
    }
};
