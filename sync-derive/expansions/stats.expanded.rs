const _: () = {
    use ::sync_runtime::__private as __sync;
    use ::core::mem::offset_of as __offset;
    const sync_runtime: __sync::primitive::bool = <Duration as __sync::Shareable>::HERE
        & <Endpoint as __sync::Shareable>::HERE & <Mode as __sync::Shareable>::HERE;
    #[repr(C)]
    pub struct __Layout {
        requests: __sync::LayoutOf<u64>,
        errors: __sync::LayoutOf<u32>,
        busy: __sync::LayoutOf<bool>,
        latency: __sync::LayoutOf<[f64; 4]>,
        longest: __sync::LayoutOf<Option<Duration>, { sync_runtime }>,
        peer: __sync::LayoutOf<Endpoint, { sync_runtime }>,
        mode: __sync::LayoutOf<Mode, { sync_runtime }>,
        since: __sync::LayoutOf<u64>,
    }
    unsafe impl __sync::Cells for __Layout {
        const BY: __sync::Derived = __sync::Derived;
    }
    #[automatically_derived]
    unsafe impl __sync::Pod for Stats
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
                >("requests", __offset!(__Layout, requests), __offset!(Self, requests)),
                __sync::Derived::field::<
                    u32,
                >("errors", __offset!(__Layout, errors), __offset!(Self, errors)),
                __sync::Derived::field::<
                    bool,
                >("busy", __offset!(__Layout, busy), __offset!(Self, busy)),
                __sync::Derived::field::<
                    [f64; 4],
                >("latency", __offset!(__Layout, latency), __offset!(Self, latency)),
                __sync::Derived::field::<
                    Option<Duration>,
                >("longest", __offset!(__Layout, longest), __offset!(Self, longest)),
                __sync::Derived::field::<
                    Endpoint,
                >("peer", __offset!(__Layout, peer), __offset!(Self, peer)),
                __sync::Derived::field::<
                    Mode,
                >("mode", __offset!(__Layout, mode), __offset!(Self, mode)),
                __sync::Derived::field::<
                    u64,
                >("since", __offset!(__Layout, since), __offset!(Self, since)),
            ],
        );
        #[inline(always)]
        fn write_cells(&self, cells: &__Layout) {
            __sync::Derived::write(&self.requests, &cells.requests);
            __sync::Derived::write(&self.errors, &cells.errors);
            __sync::Derived::write(&self.busy, &cells.busy);
            __sync::Derived::write(&self.latency, &cells.latency);
            __sync::Derived::write(&self.longest, &cells.longest);
            __sync::Derived::write(&self.peer, &cells.peer);
            __sync::Derived::write(&self.mode, &cells.mode);
            __sync::Derived::write(&self.since, &cells.since);
        }
        #[inline(always)]
        fn accepts(cells: &mut __Layout) -> __sync::primitive::bool {
            __sync::Derived::accepts::<u64>(&mut cells.requests)
                & __sync::Derived::accepts::<u32>(&mut cells.errors)
                & __sync::Derived::accepts::<bool>(&mut cells.busy)
                & __sync::Derived::accepts::<[f64; 4]>(&mut cells.latency)
                & __sync::Derived::accepts::<Option<Duration>>(&mut cells.longest)
                & __sync::Derived::accepts::<Endpoint>(&mut cells.peer)
                & __sync::Derived::accepts::<Mode>(&mut cells.mode)
                & __sync::Derived::accepts::<u64>(&mut cells.since)
        }
        #[inline(always)]
        fn read_into(
            cells: &__Layout,
            out: &mut __sync::MaybeUninit<Self>,
        ) -> __sync::Result<(), __sync::Corrupt> {
            let out = __sync::Derived::place(out);
            unsafe {
                __sync::Derived::read(
                    &cells.requests,
                    &raw mut (*out).requests,
                    "requests",
                )?;
                __sync::Derived::read(&cells.errors, &raw mut (*out).errors, "errors")?;
                __sync::Derived::read(&cells.busy, &raw mut (*out).busy, "busy")?;
                __sync::Derived::read(
                    &cells.latency,
                    &raw mut (*out).latency,
                    "latency",
                )?;
                __sync::Derived::read(
                    &cells.longest,
                    &raw mut (*out).longest,
                    "longest",
                )?;
                __sync::Derived::read(&cells.peer, &raw mut (*out).peer, "peer")?;
                __sync::Derived::read(&cells.mode, &raw mut (*out).mode, "mode")?;
                __sync::Derived::read(&cells.since, &raw mut (*out).since, "since")
            }
        }
    }
    #[automatically_derived]
    impl __sync::SharedLocked for Stats
    where
        __sync::Checked<{ sync_runtime }>: __sync::Sized,
    {
        type Lock = __sync::Exclusive;
        const TIMEOUT: __sync::Timeout = __sync::Timeout::After(
            __sync::Duration::from_millis(250),
        );
    }
    #[automatically_derived]
    impl __sync::Whole for Stats
    where
        __sync::Checked<{ sync_runtime }>: __sync::Sized,
    {
        type Made = Self;
        #[inline(always)]
        fn made(self) -> Self {
            self
        }
    }
    #[repr(transparent)]
    pub struct __View<'__a, __A: __sync::Access>(
        __sync::View<'__a, Stats, __A>,
    )
    where
        __sync::Checked<{ sync_runtime }>: __sync::Sized;
    unsafe impl __sync::Fields for Stats
    where
        __sync::Checked<{ sync_runtime }>: __sync::Sized,
    {
        type Of<'__a, __A: __sync::Access> = __View<'__a, __A>;
        fn is_view<__A: __sync::Access>(_: &mut __sync::View<'_, Self, __A>) {
            let _ = (
                __View::<__A>::requests,
                __View::<__A>::errors,
                __View::<__A>::busy,
                __View::<__A>::latency,
                __View::<__A>::longest,
                __View::<__A>::peer,
                __View::<__A>::mode,
                __View::<__A>::since,
            );
        }
    }
    impl<'__a, __A: __sync::Access> __View<'__a, __A>
    where
        __sync::Checked<{ sync_runtime }>: __sync::Sized,
    {
        #[inline(always)]
        fn requests(&self) -> __sync::ViewOf<'__a, u64, __A> {
            __sync::Derived::part(
                &self.0,
                "requests",
                |cells: &__Layout| &cells.requests,
            )
        }
        #[inline(always)]
        fn errors(&self) -> __sync::ViewOf<'__a, u32, __A> {
            __sync::Derived::part(&self.0, "errors", |cells: &__Layout| &cells.errors)
        }
        #[inline(always)]
        fn busy(&self) -> __sync::ViewOf<'__a, bool, __A> {
            __sync::Derived::part(&self.0, "busy", |cells: &__Layout| &cells.busy)
        }
        #[inline(always)]
        fn latency(&self) -> __sync::ViewOf<'__a, [f64; 4], __A> {
            __sync::Derived::part(&self.0, "latency", |cells: &__Layout| &cells.latency)
        }
        #[inline(always)]
        fn longest(
            &self,
        ) -> __sync::ViewOf<'__a, Option<Duration>, __A, { sync_runtime }> {
            __sync::Derived::part(&self.0, "longest", |cells: &__Layout| &cells.longest)
        }
        #[inline(always)]
        fn peer(&self) -> __sync::ViewOf<'__a, Endpoint, __A, { sync_runtime }> {
            __sync::Derived::part(&self.0, "peer", |cells: &__Layout| &cells.peer)
        }
        #[inline(always)]
        fn mode(&self) -> __sync::ViewOf<'__a, Mode, __A, { sync_runtime }> {
            __sync::Derived::part(&self.0, "mode", |cells: &__Layout| &cells.mode)
        }
        #[inline(always)]
        fn since(&self) -> __sync::ViewOf<'__a, u64, __A> {
            __sync::Derived::part(&self.0, "since", |cells: &__Layout| &cells.since)
        }
    }
    fn __no_destructor() {
        use __sync::NoDestructor as _;
        __sync::Destructor::<Stats>::refused();
    }
    const __SIZE: __sync::primitive::usize = __sync::size_of::<__Layout>();
    const _: __sync::primitive::bool = <Stats as __sync::FitsOnStack<
        __SIZE,
        { __SIZE <= __sync::MAX_SIZE },
    >>::HERE;
};
