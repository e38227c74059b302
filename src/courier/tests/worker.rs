use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::double::{Fake, Outbox, courier};
use crate::courier::{Channel, Courier, DeliveryError, LetterKind, Worker};
use crate::store::{CodePurpose, Letter, LetterState};
use crate::values::{Address, Language, SecretText, SeededRandom};

/// A worker at work on tokio's paused time.
struct Scene {
    outbox: Arc<Outbox>,
    mail: Arc<Fake>,
    sms: Arc<Fake>,
    courier: Courier,
    stop: CancellationToken,
    worker: JoinHandle<()>,
}

impl Scene {
    fn open() -> Scene {
        Scene::around(Arc::default(), Arc::default(), Arc::default())
    }

    fn around(outbox: Arc<Outbox>, mail: Arc<Fake>, sms: Arc<Fake>) -> Scene {
        let (courier, stop) = (courier(&mail, &sms), CancellationToken::new());
        let random = Arc::new(SeededRandom::new(3));
        let worker = Worker::new(courier.clone(), outbox.clone(), random).run(stop.clone());
        Scene { outbox, mail, sms, courier, stop, worker: tokio::spawn(worker) }
    }

    fn letter(&self, to: &str) -> Letter {
        let to = Address::parse(to).unwrap();
        self.courier.post.letter(LetterKind::PasswordChanged, &to, Language::En, self.now())
    }

    fn code(&self, to: &str, lives: Duration) -> Letter {
        let (purpose, code) = (CodePurpose::Login, SecretText::new("123456"));
        let kind = LetterKind::Code { purpose, code, lives };
        self.courier.post.letter(kind, &Address::parse(to).unwrap(), Language::En, self.now())
    }

    fn now(&self) -> crate::values::Millis {
        self.courier.clock.now()
    }

    fn deliveries(&self, outcome: &'static str) -> u64 {
        self.courier.counts.deliveries(Channel::Mail, "password_changed", outcome)
    }
}

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);
const ALICE: &str = "alice@mail.example";

#[tokio::test(start_paused = true)]
async fn a_letter_is_sent_when_it_is_posted_and_then_forgotten() {
    let scene = Scene::open();
    sleep(HOUR).await;
    let posted_at = Instant::now();
    let id = scene.outbox.post(scene.letter(ALICE));
    while scene.outbox.kept(id).is_some() {
        tokio::task::yield_now().await;
    }
    assert_eq!(posted_at.elapsed(), Duration::ZERO);
    assert_eq!((scene.mail.tried(), scene.sms.tried()), (1, 0));
    assert_eq!(scene.deliveries("sent"), 1);
}

#[tokio::test(start_paused = true)]
async fn what_lay_in_the_outbox_before_the_start_is_sent() {
    let outbox = Arc::new(Outbox::default());
    let before = courier(&Arc::default(), &Arc::default());
    let to = Address::parse("13800138000").unwrap();
    let kind = LetterKind::AccountDeleted;
    outbox.post(before.post.letter(kind, &to, Language::Zh, before.clock.now()));

    let scene = Scene::around(outbox, Arc::default(), Arc::default());
    sleep(SECOND).await;
    assert_eq!((scene.mail.tried(), scene.sms.tried()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn a_letter_is_tried_at_growing_intervals_until_it_is_taken() {
    let scene = Scene::open();
    scene.mail.answers.lock().unwrap().extend([DeliveryError::Unreachable; 5]);
    let id = scene.outbox.post(scene.letter(ALICE));
    sleep(HOUR).await;

    assert!(scene.outbox.kept(id).is_none());
    let moments = scene.mail.moments();
    assert_eq!(moments.len(), 6);
    for (pair, base) in moments.windows(2).zip([5.0, 10.0, 20.0, 40.0, 80.0]) {
        let rest = pair[1] - pair[0];
        assert!((base * 0.75..=base * 1.25 + 0.01).contains(&rest), "{rest} is not about {base}");
    }
    assert_eq!((scene.deliveries("unreachable"), scene.deliveries("sent")), (5, 1));
}

#[tokio::test(start_paused = true)]
async fn letters_that_failed_together_do_not_come_back_together() {
    let scene = Scene::open();
    scene.mail.answers.lock().unwrap().extend([DeliveryError::Deferred; 3]);
    for name in ["a", "b", "c"] {
        scene.outbox.post(scene.letter(&format!("{name}@mail.example")));
    }
    sleep(HOUR).await;
    let moments = scene.mail.moments();
    assert_eq!(moments.len(), 6);
    assert!(moments[3] != moments[4] && moments[4] != moments[5], "{moments:?}");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_final_and_kept_for_the_operator() {
    let scene = Scene::open();
    scene.mail.answers.lock().unwrap().push_back(DeliveryError::Refused);
    let id = scene.outbox.post(scene.letter(ALICE));
    sleep(HOUR).await;

    let kept = scene.outbox.kept(id).unwrap();
    assert_eq!(kept.state, LetterState::GivenUp);
    assert_eq!(kept.last_error.as_deref(), Some("refused"));
    assert_eq!(scene.mail.tried(), 1);
    assert_eq!(scene.courier.counts.given_up(Channel::Mail, "password_changed"), 1);
}

#[tokio::test(start_paused = true)]
async fn after_a_day_a_letter_is_given_up() {
    let scene = Scene::open();
    let down = DeliveryError::TimedOut;
    scene.mail.always.lock().unwrap().insert(ALICE.to_owned(), down);
    let id = scene.outbox.post(scene.letter(ALICE));
    sleep(HOUR * 25).await;

    let kept = scene.outbox.kept(id).unwrap();
    assert_eq!(kept.state, LetterState::GivenUp);
    assert_eq!(kept.last_error.as_deref(), Some("timed_out"));
    let moments = scene.mail.moments();
    assert!((80..140).contains(&moments.len()), "{} tries", moments.len());
    let last = moments.last().unwrap() / 3600.0;
    assert!((23.0..=24.0).contains(&last), "the last try was {last} hours after the first");
}

#[tokio::test(start_paused = true)]
async fn a_code_is_tried_often_while_it_lives_and_never_after() {
    let scene = Scene::open();
    scene.mail.always.lock().unwrap().insert(ALICE.to_owned(), DeliveryError::Unreachable);
    let lives = Duration::from_secs(600);
    let id = scene.outbox.post(scene.code(ALICE, lives));
    sleep(HOUR).await;

    assert_eq!(scene.outbox.kept(id).unwrap().state, LetterState::GivenUp);
    let moments = scene.mail.moments();
    assert!(moments.iter().all(|at| *at < 600.0));
    assert!(moments.windows(2).all(|two| two[1] - two[0] <= 37.6), "{moments:?}");
    assert!(*moments.last().unwrap() > 560.0);
}

#[tokio::test(start_paused = true)]
async fn a_code_that_died_while_the_server_was_off_is_not_sent() {
    let (outbox, before) = (Arc::new(Outbox::default()), Scene::open());
    let id = outbox.post(before.code(ALICE, SECOND));
    before.stop.cancel();
    sleep(HOUR).await;

    let mail = Arc::new(Fake::default());
    let mut courier = courier(&mail, &Arc::default());
    courier.clock = before.courier.clock.clone();
    let worker = Worker::new(courier, outbox.clone(), Arc::new(SeededRandom::new(3)));
    let _running = tokio::spawn(worker.run(CancellationToken::new()));
    sleep(SECOND).await;
    assert_eq!(outbox.kept(id).unwrap().state, LetterState::GivenUp);
    assert_eq!(mail.tried(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_letter_sealed_with_another_key_is_given_up_and_does_not_hold_up_the_others() {
    let scene = Scene::open();
    let mut foreign = scene.letter(ALICE);
    foreign.sealed[20] ^= 1;
    let id = scene.outbox.post(foreign);
    scene.outbox.post(scene.letter("bob@mail.example"));
    sleep(SECOND).await;

    let kept = scene.outbox.kept(id).unwrap();
    assert_eq!(kept.last_error.as_deref(), Some("unreadable"));
    assert_eq!(scene.mail.tried(), 1);
}

#[tokio::test(start_paused = true)]
async fn few_letters_are_on_their_way_at_once_and_none_of_them_twice() {
    let scene = Scene::open();
    *scene.mail.takes.lock().unwrap() = SECOND * 10;
    for number in 0..20 {
        scene.outbox.post(scene.letter(&format!("reader{number}@mail.example")));
    }
    sleep(SECOND * 51).await;

    assert_eq!(scene.mail.at_once.lock().unwrap().1, 4);
    assert_eq!(scene.mail.tried(), 20);
    assert_eq!(scene.deliveries("sent"), 20);
}

#[tokio::test(start_paused = true)]
async fn a_mail_server_that_lets_us_wait_does_not_hold_up_text_messages() {
    let scene = Scene::open();
    *scene.mail.takes.lock().unwrap() = HOUR;
    for number in 0..10 {
        scene.outbox.post(scene.letter(&format!("reader{number}@mail.example")));
    }
    sleep(SECOND).await;
    scene.outbox.post(scene.letter("13800138000"));
    sleep(SECOND).await;
    assert_eq!((scene.mail.tried(), scene.sms.tried()), (4, 1));
}

#[tokio::test(start_paused = true)]
async fn a_letter_that_was_sent_is_not_sent_again_while_the_store_cannot_note_it() {
    let scene = Scene::open();
    scene.outbox.down.lock().unwrap().1 = true;
    let id = scene.outbox.post(scene.letter(ALICE));
    sleep(HOUR).await;
    assert_eq!(scene.mail.tried(), 1);

    scene.outbox.down.lock().unwrap().1 = false;
    sleep(SECOND * 31).await;
    assert!(scene.outbox.kept(id).is_none());
    assert_eq!(scene.mail.tried(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_cannot_be_read_is_asked_again_at_growing_intervals() {
    let scene = Scene::open();
    scene.outbox.down.lock().unwrap().0 = true;
    for _ in 0..100 {
        scene.outbox.post(scene.letter(ALICE));
        sleep(SECOND * 6).await;
    }
    let reads = *scene.outbox.reads.lock().unwrap();
    assert!((20..40).contains(&reads), "{reads} reads in ten minutes");

    scene.outbox.down.lock().unwrap().0 = false;
    sleep(SECOND * 31).await;
    assert_eq!(scene.deliveries("sent"), 100);
}

#[tokio::test(start_paused = true)]
async fn an_idle_worker_rests() {
    let scene = Scene::open();
    sleep(HOUR).await;
    let reads = *scene.outbox.reads.lock().unwrap();
    assert!(reads <= 62, "{reads} reads in an idle hour");
}

#[tokio::test(start_paused = true)]
async fn stopping_finishes_what_is_in_hand_and_takes_nothing_new() {
    let scene = Scene::open();
    *scene.mail.takes.lock().unwrap() = SECOND * 3;
    let first = scene.outbox.post(scene.letter(ALICE));
    sleep(SECOND).await;
    scene.stop.cancel();
    let second = scene.outbox.post(scene.letter("bob@mail.example"));
    let told_at = Instant::now();
    scene.worker.await.unwrap();

    assert_eq!(told_at.elapsed(), SECOND * 2);
    assert!(scene.outbox.kept(first).is_none());
    assert!(scene.outbox.kept(second).is_some());
}

#[tokio::test(start_paused = true)]
async fn who_sends_now_hears_what_went_wrong_and_does_not_wait_for_ever() {
    let scene = Scene::open();
    let letter = scene.letter(ALICE);
    assert_eq!(scene.courier.send_now(&letter).await, Ok(()));

    scene.mail.answers.lock().unwrap().push_back(DeliveryError::Auth);
    assert_eq!(scene.courier.send_now(&letter).await, Err(DeliveryError::Auth));

    *scene.mail.takes.lock().unwrap() = HOUR;
    let asked_at = Instant::now();
    assert_eq!(scene.courier.send_now(&letter).await, Err(DeliveryError::TimedOut));
    assert_eq!(asked_at.elapsed(), SECOND * 4);
    assert_eq!(scene.deliveries("timed_out"), 1);
}

#[tokio::test(start_paused = true)]
async fn no_log_line_tells_a_code_or_a_whole_address() {
    let log = Log::default();
    let sink = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || sink.clone())
        .finish();
    let _listening = tracing::subscriber::set_default(subscriber);

    // Other tests run beside this one without a listener, and whether a line is worth writing is
    // remembered for the whole process when it is first reached. The first round makes sure that
    // every line has been reached; then it is asked anew, with our listener there.
    for _ in 0..2 {
        let scene = Scene::open();
        let failures = [DeliveryError::Unreachable, DeliveryError::Refused, DeliveryError::Auth];
        scene.mail.answers.lock().unwrap().extend(failures);
        let _ = scene.courier.send_now(&scene.code(ALICE, HOUR)).await;
        for to in [ALICE, ALICE, "13800138000"] {
            scene.outbox.post(scene.code(to, HOUR));
        }
        sleep(HOUR).await;
        tracing::callsite::rebuild_interest_cache();
    }

    let said = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for expected in ["a***@mail.example", "+86138****8000", "refused", "auth", "letter sent"] {
        assert!(said.contains(expected), "{expected} is missing in {said}");
    }
    for secret in ["123456", "alice", "13800138000"] {
        assert!(!said.contains(secret), "{said}");
    }
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
