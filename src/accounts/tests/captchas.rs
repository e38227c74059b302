use super::*;

fn answering(id: &str, text: &str) -> NewPerson {
    let captcha = Some(CaptchaAnswer { id: id.into(), text: text.into() });
    NewPerson { captcha, ..person("alice") }
}

#[tokio::test]
async fn where_a_captcha_is_demanded_only_one_who_can_read_is_taken_in() {
    let house = Teahouse::with(|settings| settings.registration.captcha = true);
    assert_eq!(house.register(person("alice")).await, Err(RegisterError::CaptchaNeeded));
    let drawn = house.accounts.draw_captcha(&visit()).await.unwrap();
    let (id, right) = (drawn.id.to_string(), drawn.answer.reveal());
    let empty = house.register(answering(&id, "  ")).await;
    assert_eq!(empty, Err(RegisterError::CaptchaNeeded));
    assert!(house.register(answering(&id, right)).await.is_ok());
}

#[tokio::test]
async fn a_captcha_is_used_up_by_one_answer_right_or_wrong() {
    let house = Teahouse::with(|settings| settings.registration.captcha = true);
    let drawn = house.accounts.draw_captcha(&visit()).await.unwrap();
    let (id, right) = (drawn.id.to_string(), drawn.answer.reveal());
    for (id, text) in [(id.as_str(), "nonsense"), (id.as_str(), right), ("no id", right)] {
        let answer = house.register(answering(id, text)).await;
        assert_eq!(answer, Err(RegisterError::CaptchaWrong), "{id} {text}");
    }
}

#[tokio::test]
async fn one_address_is_drawn_only_so_many() {
    let house = Teahouse::open();
    for _ in 0..60 {
        house.accounts.draw_captcha(&visit()).await.unwrap();
    }
    let more = house.accounts.draw_captcha(&visit()).await;
    assert!(matches!(more, Err(CaptchaError::TooMany(_))));
    assert!(house.accounts.draw_captcha(&visit_from("198.51.100.1")).await.is_ok());
}
