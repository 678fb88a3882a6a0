//! IP addresses: their octets, in network order. Socket addresses: the address, the port, and what
//! version 6 adds.

use super::damage::Possible;
use super::{Cells, Corrupt, Pod, read};
use crate::atomic::{AtomicU8, AtomicU16, AtomicU32, Ordering::Relaxed};
use crate::schema::{Field, Schema};
use core::mem::offset_of;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

macro_rules! octets {
    ($($address:ident of $len:literal;)*) => {$(
        // SAFETY: the schema states the layout.
        #[diagnostic::do_not_recommend]
        unsafe impl Pod for $address {
            type Layout = [AtomicU8; $len];
            type Damage = Possible;

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

/// The shared form of an [`IpAddr`]: 4 or 6, and the octets, of which a version 4 address has the
/// first four.
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
#[diagnostic::do_not_recommend]
unsafe impl Pod for IpAddr {
    type Layout = IpCells;
    type Damage = Possible;

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

/// The shared form of a socket address. A version 4 address has no flow and no scope, and leaves
/// both 0.
#[doc(hidden)]
#[derive(Debug)]
#[repr(C)]
pub struct SocketCells<C> {
    ip: C,
    port: AtomicU16,
    flowinfo: AtomicU32,
    scope_id: AtomicU32,
}

// SAFETY: `#[repr(C)]`, and every field is `Cells`.
unsafe impl<C: Cells> Cells for SocketCells<C> {}

impl<C: Cells> SocketCells<C> {
    /// The description, if the address is described by `ip`.
    const fn schema(ip: &'static Schema) -> [Field; 4] {
        [
            Field::hidden("ip", offset_of!(Self, ip), ip),
            Field::hidden("port", offset_of!(Self, port), u16::SCHEMA),
            Field::hidden("flowinfo", offset_of!(Self, flowinfo), u32::SCHEMA),
            Field::hidden("scope_id", offset_of!(Self, scope_id), u32::SCHEMA),
        ]
    }

    fn write(&self, port: u16, flowinfo: u32, scope_id: u32) {
        self.port.store(port, Relaxed);
        self.flowinfo.store(flowinfo, Relaxed);
        self.scope_id.store(scope_id, Relaxed);
    }

    fn read(&self) -> (u16, u32, u32) {
        (self.port.load(Relaxed), self.flowinfo.load(Relaxed), self.scope_id.load(Relaxed))
    }
}

// SAFETY: the schema states the layout.
#[diagnostic::do_not_recommend]
unsafe impl Pod for SocketAddrV6 {
    type Layout = SocketCells<<Ipv6Addr as Pod>::Layout>;
    type Damage = Possible;

    const SCHEMA: &'static Schema =
        &Schema::structure::<Self, Self::Layout>(&Self::Layout::schema(Ipv6Addr::SCHEMA)).joint();

    #[inline]
    fn write_cells(&self, cells: &Self::Layout) {
        self.ip().write_cells(&cells.ip);
        cells.write(self.port(), self.flowinfo(), self.scope_id());
    }

    #[inline]
    fn read_cells(cells: &Self::Layout) -> Result<Self, Corrupt> {
        let (port, flowinfo, scope_id) = cells.read();
        Ok(Self::new(read(&cells.ip, "ip")?, port, flowinfo, scope_id))
    }
}

// SAFETY: the schema states the layout.
#[diagnostic::do_not_recommend]
unsafe impl Pod for SocketAddr {
    type Layout = SocketCells<<IpAddr as Pod>::Layout>;
    type Damage = Possible;

    const SCHEMA: &'static Schema =
        &Schema::structure::<Self, Self::Layout>(&Self::Layout::schema(IpAddr::SCHEMA)).joint();

    #[inline]
    fn write_cells(&self, cells: &Self::Layout) {
        self.ip().write_cells(&cells.ip);
        match self {
            Self::V4(address) => cells.write(address.port(), 0, 0),
            Self::V6(address) => cells.write(address.port(), address.flowinfo(), address.scope_id()),
        }
    }

    #[inline]
    fn read_cells(cells: &Self::Layout) -> Result<Self, Corrupt> {
        let (port, flowinfo, scope_id) = cells.read();
        Ok(match read(&cells.ip, "ip")? {
            IpAddr::V4(ip) => SocketAddrV4::new(ip, port).into(),
            IpAddr::V6(ip) => SocketAddrV6::new(ip, port, flowinfo, scope_id).into(),
        })
    }
}

/// The shared form of a [`SocketAddrV4`].
#[doc(hidden)]
#[derive(Debug)]
#[repr(C)]
pub struct SocketV4Cells {
    ip: <Ipv4Addr as Pod>::Layout,
    port: AtomicU16,
}

// SAFETY: `#[repr(C)]`, and every field is `Cells`.
unsafe impl Cells for SocketV4Cells {}

// SAFETY: the schema states the layout.
#[diagnostic::do_not_recommend]
unsafe impl Pod for SocketAddrV4 {
    type Layout = SocketV4Cells;
    type Damage = Possible;

    const SCHEMA: &'static Schema = &Schema::structure::<Self, SocketV4Cells>(&[
        Field::hidden("ip", offset_of!(SocketV4Cells, ip), Ipv4Addr::SCHEMA),
        Field::hidden("port", offset_of!(SocketV4Cells, port), u16::SCHEMA),
    ])
    .joint();

    #[inline]
    fn write_cells(&self, cells: &Self::Layout) {
        self.ip().write_cells(&cells.ip);
        cells.port.store(self.port(), Relaxed);
    }

    #[inline]
    fn read_cells(cells: &Self::Layout) -> Result<Self, Corrupt> {
        Ok(Self::new(read(&cells.ip, "ip")?, cells.port.load(Relaxed)))
    }
}
