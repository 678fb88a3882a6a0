const _: () = {
    use ::sync_runtime::__private as __sync;
    const fn __parts<T: Pod, const N: usize>() -> bool {
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
    {}
    #[automatically_derived]
    unsafe impl<T: Pod, const N: usize> __sync::Pod for Ring<T, N>
    where
        [T; N]: __sync::Pod,
    {
        type Layout = __Layout<T, N>;
        const SCHEMA: &'static __sync::Schema = &__sync::structure::<
            __Layout<T, N>,
        >(
            &[
                __sync::field::<
                    [T; N],
                >("items", __sync::offset_of!(__Layout < T, N >, items)),
                __sync::field::<u16>("used", __sync::offset_of!(__Layout < T, N >, used)),
            ],
        );
        #[inline(always)]
        fn write_cells(&self, cells: &__Layout<T, N>) {
            __sync::write(&self.items, &cells.items);
            __sync::write(&self.used, &cells.used);
        }
        #[inline(always)]
        fn read_cells(cells: &__Layout<T, N>) -> __sync::Result<Self, __sync::Corrupt> {
            __sync::Ok(Self {
                items: __sync::read(&cells.items, "items")?,
                used: __sync::read(&cells.used, "used")?,
            })
        }
    }
};
