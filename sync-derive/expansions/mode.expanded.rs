const _: () = {
    use ::sync_runtime::__private as __sync;
    #[automatically_derived]
    unsafe impl __sync::Pod for Mode {
        type Layout = __sync::LayoutOf<u8>;
        const SCHEMA: &'static __sync::Schema = &__sync::enumeration::<
            u8,
        >(
            &[
                __sync::variant("Idle", Self::Idle as i128),
                __sync::variant("Serving", Self::Serving as i128),
            ],
        );
        #[inline(always)]
        fn write_cells(&self, cells: &__sync::LayoutOf<u8>) {
            let number = match self {
                Self::Idle => Self::Idle as u8,
                Self::Serving => Self::Serving as u8,
            };
            __sync::write(&number, cells);
        }
        #[inline(always)]
        fn read_cells(
            cells: &__sync::LayoutOf<u8>,
        ) -> __sync::Result<Self, __sync::Corrupt> {
            match <u8 as __sync::Pod>::read_cells(cells)? {
                number if number == Self::Idle as u8 => __sync::Ok(Self::Idle),
                number if number == Self::Serving as u8 => __sync::Ok(Self::Serving),
                number => {
                    __sync::Err(__sync::Corrupt::new(number as u64, "a value of `Mode`"))
                }
            }
        }
    }
};
