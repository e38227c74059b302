//! Who is connected, from where to where: what all that is done for a connection needs.

use std::sync::Arc;

use super::House;
use super::guest::Guest;
use crate::hub::Link;
use crate::values::Uid;

pub struct Seat {
    pub house: Arc<House>,
    /// Apart, so that the task need not keep room for all of it wherever it is passed on.
    pub guest: Box<Guest>,
    pub link: Arc<Link>,
}

impl Seat {
    pub fn uid(&self) -> Uid {
        self.guest.uid()
    }
}
