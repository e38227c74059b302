use crate::store::embedded::FreeSpace;

#[test]
fn a_large_disk_need_not_be_a_twentieth_empty() {
    let least = FreeSpace { bytes_min: 256 << 20, percent_min: 5 };
    let (mebibyte, gibibyte) = (1 << 20, 1 << 30);
    assert_eq!(least.least(gibibyte), 256 * mebibyte);
    assert_eq!(least.least(20 * gibibyte) >> 20, 1023);
    assert_eq!(least.least(4_000 * gibibyte), 2 * gibibyte);
    assert_eq!(FreeSpace { bytes_min: 0, percent_min: 0 }.least(gibibyte), 0);
}
