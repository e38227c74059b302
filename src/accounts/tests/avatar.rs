use std::io::Cursor;

use bytes::Bytes;

use super::*;
use crate::accounts::picture::BadPicture;

fn a_picture(shade: u8) -> Bytes {
    let pixels = image::RgbImage::from_pixel(40, 30, image::Rgb([shade, 120, 40]));
    let mut file = Cursor::new(Vec::new());
    pixels.write_to(&mut file, image::ImageFormat::Png).unwrap();
    file.into_inner().into()
}

#[tokio::test]
async fn an_upload_becomes_a_square_that_others_see_and_the_old_one_goes() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &[]).await;
    let caller = house.sign_in("alice").await;
    let first = house.accounts.set_avatar(&caller, a_picture(1)).await.unwrap();
    let first = first.profile.avatar.unwrap();
    let kept = house.accounts.avatar(first).await.unwrap().unwrap();
    let kept = image::load_from_memory(&kept).unwrap();
    assert_eq!((kept.width(), kept.height()), (30, 30));

    let second = house.accounts.set_avatar(&caller, a_picture(200)).await.unwrap();
    let second = second.profile.avatar.unwrap();
    assert_ne!(first, second);
    assert_eq!(house.accounts.avatar(first).await, Ok(None));
    let seen = house.accounts.person(&Who::Uid(alice.uid)).await.unwrap().unwrap();
    assert_eq!(seen.avatar, Some(second));
    assert_eq!(house.accounts.remove_avatar(&caller).await.unwrap().profile.avatar, None);
    assert_eq!(house.accounts.avatar(second).await, Ok(None));
}

#[tokio::test]
async fn what_is_no_picture_changes_nothing() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &[]).await;
    let caller = house.sign_in("alice").await;
    let svg = Bytes::from_static(b"<svg xmlns='http://www.w3.org/2000/svg'/>");
    let answer = house.accounts.set_avatar(&caller, svg).await;
    assert_eq!(answer, Err(AvatarError::Bad(BadPicture::NotAPicture)));
    let huge = Bytes::from(vec![0; 9 * 1024 * 1024]);
    let answer = house.accounts.set_avatar(&caller, huge).await;
    assert_eq!(answer, Err(AvatarError::Bad(BadPicture::TooLarge)));
    assert_eq!(house.account(alice.uid).await.version, alice.version);
}
