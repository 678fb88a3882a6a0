const _: () = {
    use ::sync_runtime::__private as __sync;
    #[repr(C)]
    pub struct __Layout {
        address: __sync::LayoutOf<[u8; 4]>,
        port: __sync::LayoutOf<u16>,
    }
    unsafe impl __sync::Cells for __Layout {}
    #[automatically_derived]
    unsafe impl __sync::Pod for Endpoint {
        type Layout = __Layout;
        const SCHEMA: &'static __sync::Schema = &__sync::structure::<
            __Layout,
        >(
            &[
                __sync::field::<
                    [u8; 4],
                >("address", __sync::offset_of!(__Layout, address)),
                __sync::field::<u16>("port", __sync::offset_of!(__Layout, port)),
            ],
        );
        #[inline(always)]
        fn write_cells(&self, cells: &__Layout) {
            __sync::write(&self.address, &cells.address);
            __sync::write(&self.port, &cells.port);
        }
        #[inline(always)]
        fn read_cells(cells: &__Layout) -> __sync::Result<Self, __sync::Corrupt> {
            __sync::Ok(Self {
                address: __sync::read(&cells.address, "address")?,
                port: __sync::read(&cells.port, "port")?,
            })
        }
    }
};
