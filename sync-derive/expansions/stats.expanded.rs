const _: () = {
    use ::sync_runtime::__private as __sync;
    const __CHECKED: bool = <Duration as __sync::PlainData>::HERE
        & <Endpoint as __sync::PlainData>::HERE & <Mode as __sync::PlainData>::HERE;
    #[repr(C)]
    pub struct __Layout {
        requests: __sync::LayoutOf<u64>,
        errors: __sync::LayoutOf<u32>,
        busy: __sync::LayoutOf<bool>,
        latency: __sync::LayoutOf<[f64; 4]>,
        longest: __sync::LayoutOf<Option<Duration>, __CHECKED>,
        peer: __sync::LayoutOf<Endpoint, __CHECKED>,
        mode: __sync::LayoutOf<Mode, __CHECKED>,
        since: __sync::LayoutOf<u64>,
    }
    unsafe impl __sync::Cells for __Layout {}
    #[automatically_derived]
    unsafe impl __sync::Pod for Stats
    where
        __sync::Checked<__CHECKED>: __sync::Sized,
    {
        type Layout = __Layout;
        const SCHEMA: &'static __sync::Schema = &__sync::structure::<
            __Layout,
        >(
            &[
                __sync::field::<u64>("requests", __sync::offset_of!(__Layout, requests)),
                __sync::field::<u32>("errors", __sync::offset_of!(__Layout, errors)),
                __sync::field::<bool>("busy", __sync::offset_of!(__Layout, busy)),
                __sync::field::<
                    [f64; 4],
                >("latency", __sync::offset_of!(__Layout, latency)),
                __sync::field::<
                    Option<Duration>,
                >("longest", __sync::offset_of!(__Layout, longest)),
                __sync::field::<Endpoint>("peer", __sync::offset_of!(__Layout, peer)),
                __sync::field::<Mode>("mode", __sync::offset_of!(__Layout, mode)),
                __sync::field::<u64>("since", __sync::offset_of!(__Layout, since)),
            ],
        );
        #[inline(always)]
        fn write_cells(&self, cells: &__Layout) {
            __sync::write(&self.requests, &cells.requests);
            __sync::write(&self.errors, &cells.errors);
            __sync::write(&self.busy, &cells.busy);
            __sync::write(&self.latency, &cells.latency);
            __sync::write(&self.longest, &cells.longest);
            __sync::write(&self.peer, &cells.peer);
            __sync::write(&self.mode, &cells.mode);
            __sync::write(&self.since, &cells.since);
        }
        #[inline(always)]
        fn read_cells(cells: &__Layout) -> __sync::Result<Self, __sync::Corrupt> {
            __sync::Ok(Self {
                requests: __sync::read(&cells.requests, "requests")?,
                errors: __sync::read(&cells.errors, "errors")?,
                busy: __sync::read(&cells.busy, "busy")?,
                latency: __sync::read(&cells.latency, "latency")?,
                longest: __sync::read(&cells.longest, "longest")?,
                peer: __sync::read(&cells.peer, "peer")?,
                mode: __sync::read(&cells.mode, "mode")?,
                since: __sync::read(&cells.since, "since")?,
            })
        }
    }
    #[automatically_derived]
    impl __sync::SharedLocked for Stats
    where
        __sync::Checked<__CHECKED>: __sync::Sized,
    {
        type Lock = __sync::Exclusive;
        const TIMEOUT: __sync::Timeout = __sync::Timeout::After(
            __sync::Duration::from_millis(250),
        );
    }
    const __SIZE: usize = __sync::size_of::<__Layout>();
    const _: bool = <Stats as __sync::FitsOnStack<
        __SIZE,
        { __SIZE <= __sync::MAX_SIZE },
    >>::HERE;
};
