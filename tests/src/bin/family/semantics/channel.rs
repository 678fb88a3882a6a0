//! A queue between processes.

use super::{LONG, SHORT, joined, measured};
use std::sync::atomic::Ordering::SeqCst;
use sync_runtime::{Channel, Shared, SyncError, Timeout};
use tests::proof::board::Board;
use tests::proof::fork::Fork;

pub(super) fn run() {
    const EACH: u64 = 500;
    let channel: Shared<Channel<u64, 4>> = Shared::anonymous(Channel::new()).unwrap();
    assert!(channel.try_recv().unwrap().is_none());
    assert!(matches!(measured(SHORT, || channel.recv(SHORT)), Err(SyncError::ConditionTimeout { .. })));
    for number in 0..4 {
        channel.send(number, Timeout::Try).unwrap();
    }
    let unsent = measured(SHORT, || channel.send(4, SHORT)).unwrap_err();
    assert!(matches!((unsent.item, unsent.error), (4, SyncError::ConditionTimeout { .. })), "the item comes back");
    assert_eq!(channel.queued().unwrap(), 4);
    for number in 0..4 {
        assert_eq!(channel.recv(Timeout::Try).unwrap(), Some(number));
    }

    // Two send, two receive; each item comes once.
    let board = Board::new(2 * usize::try_from(EACH).unwrap());
    let receivers: Vec<_> = (0..2)
        .map(|_| {
            Fork::free(|| {
                while let Some(item) = channel.recv(LONG).unwrap() {
                    board[usize::try_from(item).unwrap()].fetch_add(1, SeqCst);
                }
            })
        })
        .collect();
    let send = |sender: u64| (0..EACH).for_each(|item| channel.send(sender * EACH + item, LONG).unwrap());
    joined((0..2).map(|sender| Fork::free(|| send(sender))).collect());
    channel.close().unwrap();
    joined(receivers);
    assert!(board.iter().all(|received| received.load(SeqCst) == 1));
    assert!(matches!(channel.send(1, LONG).unwrap_err().error, SyncError::Closed));
    assert_eq!(channel.recv(LONG).unwrap(), None);
}
