//! What surrounds `twin` where it is compiled by itself.

/// What `twin` names as `crate::sys`: nobody forks.
pub(crate) mod sys {
    pub(crate) mod fork {
        #[derive(Debug, Clone, Copy)]
        pub(crate) struct Generation;

        impl Generation {
            pub(crate) fn current() -> Self {
                Self
            }

            #[allow(clippy::unused_self, reason = "the signature of the runtime's")]
            pub(crate) fn is_current(self) -> bool {
                true
            }
        }
    }
}

/// What `twin` names as `crate::timeout`.
pub(crate) mod timeout {
    #[derive(Clone, Copy)]
    pub(crate) struct Deadline;
}

/// What `twin` names as `crate::watchers`. Sleeping has a model of its own:
/// `no_wake_up_is_lost`.
pub(crate) mod watchers {
    use super::timeout::Deadline;

    #[derive(Debug)]
    pub(crate) enum Watch {
        Moved,
    }

    #[derive(Debug)]
    pub(crate) struct Watchers(pub(crate) u32);

    impl Watchers {
        pub(crate) fn are_there(&self) -> bool {
            self.0 != 0
        }

        pub(crate) fn wake_all(&self) {
            assert_eq!(self.0, 0);
        }

        pub(crate) fn sleep_until(&self, moved: impl Fn() -> bool, _: Deadline) -> Watch {
            assert!(self.0 == 0 && moved());
            Watch::Moved
        }
    }
}
