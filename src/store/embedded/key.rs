//! A key, put together from its parts. The tables' own files say which parts there are besides.

pub struct Key(pub Vec<u8>);

impl Key {
    /// Begins with the tag of its table.
    pub fn of(table: impl Into<u8>) -> Key {
        Key(vec![table.into()])
    }

    pub fn byte(mut self, byte: u8) -> Key {
        self.0.push(byte);
        self
    }

    pub fn bytes(mut self, bytes: &[u8]) -> Key {
        self.0.extend_from_slice(bytes);
        self
    }

    /// Big-endian: the order of keys is the order of numbers.
    pub fn number(self, number: u64) -> Key {
        self.bytes(&number.to_be_bytes())
    }
}
