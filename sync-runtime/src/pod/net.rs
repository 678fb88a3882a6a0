//! IP addresses: their octets, in network order.

use super::{Cells, Corrupt, Pod, read};
use crate::atomic::{AtomicU8, Ordering::Relaxed};
use crate::schema::Schema;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

macro_rules! octets {
    ($($address:ident of $len:literal;)*) => {$(
        // SAFETY: the schema states the layout.
        unsafe impl Pod for $address {
            type Layout = [AtomicU8; $len];

            const SCHEMA: &'static Schema = &Schema::scalar::<Self::Layout>(stringify!($address));

            #[inline(always)]
            fn write_cells(&self, cells: &Self::Layout) {
                self.octets().write_cells(cells);
            }

            #[inline(always)]
            fn read_cells(cells: &Self::Layout) -> Result<Self, Corrupt> {
                <[u8; $len]>::read_cells(cells).map(Self::from)
            }
        }
    )*};
}

octets! { Ipv4Addr of 4; Ipv6Addr of 16; }

/// The shared form of an [`IpAddr`]: 4 or 6, and the octets, of which a version 4 address has the first four.
#[doc(hidden)]
#[derive(Debug)]
#[repr(C)]
pub struct IpCells {
    version: AtomicU8,
    octets: [AtomicU8; 16],
}

// SAFETY: `#[repr(C)]`, and every field is `Cells`.
unsafe impl Cells for IpCells {}

// SAFETY: the schema states the layout.
unsafe impl Pod for IpAddr {
    type Layout = IpCells;

    const SCHEMA: &'static Schema = &Schema::scalar::<IpCells>("IpAddr");

    #[inline]
    fn write_cells(&self, cells: &Self::Layout) {
        let mut octets = [0; 16];
        let version = match self {
            Self::V4(address) => {
                octets[..4].copy_from_slice(&address.octets());
                4
            }
            Self::V6(address) => {
                octets = address.octets();
                6
            }
        };
        cells.version.store(version, Relaxed);
        octets.write_cells(&cells.octets);
    }

    #[inline]
    fn read_cells(cells: &Self::Layout) -> Result<Self, Corrupt> {
        let octets: [u8; 16] = read(&cells.octets, "octets")?;
        match cells.version.load(Relaxed) {
            4 => Ok(Ipv4Addr::new(octets[0], octets[1], octets[2], octets[3]).into()),
            6 => Ok(Ipv6Addr::from(octets).into()),
            other => Err(Corrupt::new(other.into(), "IP version 4 or 6")),
        }
    }
}
