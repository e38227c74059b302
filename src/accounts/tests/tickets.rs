use super::*;

#[tokio::test]
async fn a_ticket_is_good_once_and_for_half_a_minute() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let caller = house.sign_in("alice").await;
    let ticket = house.accounts.ticket(&caller).unwrap();
    assert_eq!(house.accounts.redeem(ticket.reveal()).await, Ok(caller.clone()));
    assert_eq!(house.accounts.redeem(ticket.reveal()).await, Err(AuthError::Refused));

    let late = house.accounts.ticket(&caller).unwrap();
    house.clock.advance(TICKET_LIVES);
    assert_eq!(house.accounts.redeem(late.reveal()).await, Err(AuthError::Refused));
    assert_eq!(house.accounts.redeem("").await, Err(AuthError::Refused));
}

#[tokio::test]
async fn a_ticket_is_worth_no_more_than_its_session() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let caller = house.sign_in("alice").await;
    let ticket = house.accounts.ticket(&caller).unwrap();
    house.accounts.end_session(&caller, caller.session().id).await.unwrap();
    assert_eq!(house.accounts.redeem(ticket.reveal()).await, Err(AuthError::Refused));
}

#[tokio::test]
async fn one_account_holds_only_so_many_tickets() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let caller = house.sign_in("alice").await;
    let mut tickets = Vec::new();
    for _ in 0..17 {
        tickets.push(house.accounts.ticket(&caller).unwrap());
        house.clock.advance(Duration::from_millis(1));
    }
    assert_eq!(house.accounts.redeem(tickets[0].reveal()).await, Err(AuthError::Refused));
    assert!(house.accounts.redeem(tickets[1].reveal()).await.is_ok());
    for _ in 17..60 {
        house.accounts.ticket(&caller).unwrap();
    }
    assert!(matches!(house.accounts.ticket(&caller), Err(TicketError::TooMany(_))));
}
