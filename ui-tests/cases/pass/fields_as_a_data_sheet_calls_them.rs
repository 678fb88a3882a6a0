//! Fields that are not in snake case, which is allowed at the struct alone.

#![deny(warnings)]

use sync_runtime::{Pod, Shared, SharedLocked, SyncError};

#[derive(SharedLocked, Debug, PartialEq)]
#[allow(non_snake_case)]
struct Registers {
    ID: u32,
    CTRL: Control,
}

#[derive(Pod, Debug, PartialEq)]
#[allow(non_snake_case)]
struct Control {
    EN: bool,
    MODE__0: u8,
}

#[derive(SharedLocked)]
#[shared(in_place)]
#[allow(non_snake_case)]
struct Device {
    REGISTERS: Registers,
}

fn main() -> Result<(), SyncError> {
    let registers = Registers { ID: 7, CTRL: Control { EN: true, MODE__0: 3 } };
    let device = Shared::<Device>::anonymous_with(|device| {
        device.REGISTERS().CTRL().MODE__0().set(2);
        Ok(())
    })?;
    device.with_lock(|device| {
        device.REGISTERS().set(registers);
        Ok(())
    })?;
    assert_eq!(device.view(|device| device.REGISTERS().CTRL().MODE__0().get())?, 3);
    Ok(())
}
