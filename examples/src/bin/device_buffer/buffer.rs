//! What the processes share: the parameters of one device, and what is to be done with them.

use sync_runtime::{Pod, SharedLocked};

/// How many parameters the device has.
pub(crate) const COUNT: usize = 6;

/// Where each of them is in the buffer.
pub(crate) const POSITION: usize = 0;
pub(crate) const ENCODER: usize = 1;
pub(crate) const VELOCITY: usize = 2;
pub(crate) const TEMPERATURE: usize = 3;
pub(crate) const GOAL: usize = 4;
pub(crate) const MAX_SPEED: usize = 5;

/// What they are called, in that order. Names never change, so they need not be shared.
pub(crate) const NAMES: [&str; COUNT] = ["position", "encoder", "velocity", "temperature", "goal", "max_speed"];

/// Counts of the encoder for each unit of the position.
pub(crate) const ENCODER_COUNTS: f64 = 1000.0;

/// A number of the device, as of the last reading or the last wish.
#[derive(Pod, Debug, Clone, Copy, PartialEq)]
pub(crate) struct Parameter {
    pub(crate) value: f64,
    pub(crate) minimum: f64,
    pub(crate) maximum: f64,
    /// Whether the driver may be asked to read it.
    pub(crate) readable: bool,
    /// Whether the driver may be asked to write it.
    pub(crate) writeable: bool,
}

/// A set of parameters: bit `n` for the parameter `n`.
pub(crate) type Bitmap = u32;

/// What the driver is asked to do.
#[derive(Pod, Debug, Clone, Copy, PartialEq)]
pub(crate) struct Requests {
    /// Read these from the device.
    pub(crate) update: Bitmap,
    /// Write these to the device.
    pub(crate) write: Bitmap,
}

impl Requests {
    const NONE: Self = Self { update: 0, write: 0 };

    pub(crate) fn any(self) -> bool {
        self != Self::NONE
    }
}

/// The whole of it. Everything that belongs together is in one struct, so that nobody sees half of
/// a change.
///
/// `repr(C)` has the fields where the segment has them, so that each copy is one of bytes.
#[derive(SharedLocked, Debug, Clone)]
#[shared(timeout_ms = 250)]
#[repr(C)]
pub(crate) struct Buffer {
    pub(crate) parameters: [Parameter; COUNT],
    /// What is still to be done.
    requests: Requests,
    /// What the driver is doing. If it dies, its successor does it.
    in_hand: Requests,
    /// Whether the values are those of a driver that lives.
    pub(crate) valid: bool,
    /// Whether all are to end.
    pub(crate) stop: bool,
    /// How often a driver began, how often one has read values, and how many goals there were.
    pub(crate) drivers: u32,
    pub(crate) readings: u64,
    pub(crate) goals: u32,
}

/// Why a request was not accepted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotAllowed(pub(crate) &'static str);

impl std::fmt::Display for NotAllowed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for NotAllowed {}

impl Buffer {
    pub(crate) fn new() -> Self {
        let parameter = |minimum, maximum, readable, writeable| Parameter {
            value: 0_f64.clamp(minimum, maximum),
            minimum,
            maximum,
            readable,
            writeable,
        };
        let parameters = [
            parameter(-4.0, 4.0, true, false),
            parameter(-4.0 * ENCODER_COUNTS, 4.0 * ENCODER_COUNTS, true, false),
            parameter(-50.0, 50.0, true, false),
            parameter(0.0, 150.0, true, false),
            parameter(-3.0, 3.0, true, true),
            parameter(0.1, 40.0, true, true),
        ];
        let (requests, in_hand) = (Requests::NONE, Requests::NONE);
        Self { parameters, requests, in_hand, valid: false, stop: false, drivers: 0, readings: 0, goals: 0 }
    }

    /// Asks for a parameter to be written. A value beyond its limits is clamped; returns what will
    /// be written.
    pub(crate) fn set(&mut self, number: usize, value: f64) -> Result<f64, NotAllowed> {
        let parameter = &mut self.parameters[number];
        if !parameter.writeable {
            return Err(NotAllowed("this parameter cannot be written"));
        }
        parameter.value = value.clamp(parameter.minimum, parameter.maximum);
        self.requests.write |= 1 << number;
        Ok(parameter.value)
    }

    /// Asks for a parameter to be read.
    pub(crate) fn request_update(&mut self, number: usize) -> Result<(), NotAllowed> {
        if !self.parameters[number].readable {
            return Err(NotAllowed("this parameter cannot be read"));
        }
        self.requests.update |= 1 << number;
        Ok(())
    }

    /// Whether the driver has something to do.
    pub(crate) fn has_requests(&self) -> bool {
        self.requests.any()
    }

    /// Whether the driver has done everything.
    pub(crate) fn is_settled(&self) -> bool {
        !self.requests.any() && !self.in_hand.any()
    }

    /// A driver begins: what its predecessor had begun is done again. Writing a value twice does no
    /// harm. And all is to be read, for a predecessor that had done everything left values that
    /// nobody vouches for any more.
    pub(crate) fn begin_driver(&mut self) {
        self.requests.update |= self.readable();
        self.requests.write |= self.in_hand.write;
        self.in_hand = Requests::NONE;
        self.drivers += 1;
    }

    fn readable(&self) -> Bitmap {
        (0..COUNT).filter(|&number| self.parameters[number].readable).map(|number| 1 << number).sum()
    }

    /// Takes all requests, and clears them: in one transaction, so that none made meanwhile is
    /// cleared unseen.
    pub(crate) fn fetch_requests(&mut self) -> Requests {
        self.in_hand = std::mem::replace(&mut self.requests, Requests::NONE);
        self.in_hand
    }

    /// The driver has done what it had begun, and has read these values.
    pub(crate) fn finish(&mut self, readings: impl IntoIterator<Item = (usize, f64)>) {
        for (number, value) in readings {
            // A value that a user wants written by now is newer than what was read.
            if self.requests.write & (1 << number) == 0 {
                let parameter = &mut self.parameters[number];
                parameter.value = value.clamp(parameter.minimum, parameter.maximum);
            }
        }
        self.in_hand = Requests::NONE;
        self.readings += 1;
        self.valid = true;
    }

    /// Whether the values belong together: all within their limits, and the encoder as the position
    /// says.
    pub(crate) fn is_whole(&self) -> bool {
        let within = |parameter: &Parameter| (parameter.minimum..=parameter.maximum).contains(&parameter.value);
        let counts = self.parameters[ENCODER].value;
        self.parameters.iter().all(within) && counts.to_bits() == encoder(self.parameters[POSITION].value).to_bits()
    }
}

/// What the encoder shows at a position.
pub(crate) fn encoder(position: f64) -> f64 {
    // Adding nothing turns a negative zero into the usual one.
    (position * ENCODER_COUNTS).round() + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_clamped_and_flags_obeyed() {
        let mut buffer = Buffer::new();
        assert_eq!(buffer.set(GOAL, 99.0), Ok(3.0));
        assert_eq!(buffer.set(MAX_SPEED, -1.0), Ok(0.1));
        assert!(buffer.set(POSITION, 1.0).is_err());
        buffer.parameters[TEMPERATURE].readable = false;
        assert!(buffer.request_update(TEMPERATURE).is_err());
        assert_eq!(buffer.fetch_requests(), Requests { update: 0, write: 1 << GOAL | 1 << MAX_SPEED });
        assert!(!buffer.has_requests());
    }

    #[test]
    fn a_successor_does_what_was_in_hand() {
        let mut buffer = Buffer::new();
        buffer.set(GOAL, 1.0).unwrap();
        let in_hand = buffer.fetch_requests();
        assert!(!buffer.is_settled());
        buffer.begin_driver();
        assert_eq!(buffer.fetch_requests().write, in_hand.write);
        buffer.finish([]);
        assert!(buffer.is_settled());
    }

    #[test]
    fn a_successor_reads_even_if_nothing_was_in_hand() {
        let mut buffer = Buffer::new();
        buffer.begin_driver();
        assert_eq!(buffer.fetch_requests(), Requests { update: (1 << COUNT) - 1, write: 0 });
    }

    #[test]
    fn a_reading_does_not_overwrite_a_newer_wish() {
        let mut buffer = Buffer::new();
        buffer.request_update(GOAL).unwrap();
        buffer.fetch_requests();
        buffer.set(GOAL, 2.0).unwrap();
        buffer.finish([(GOAL, 0.0)]);
        assert_eq!(buffer.parameters[GOAL].value.to_bits(), 2_f64.to_bits());
    }
}
