//! What every engine must pass: each promise of the port as a test, run on each of them.

mod accounts;
mod audit;
mod chats;
mod codes;
mod files;
mod house;
mod lists;
mod marks;
mod model;
mod outbox;
mod rooms;
mod sessions;
mod social;
mod talk;
mod talkers;
mod upkeep;
mod uploads;

/// Runs every promise named here on every engine.
macro_rules! promises {
    ($($noun:ident: $($promise:ident),* $(,)?;)*) => {
        promises! { @on memory, $($noun: $($promise),*;)* }
        promises! { @on sled, $($noun: $($promise),*;)* }
        promises! { @on redb, $($noun: $($promise),*;)* }
    };
    (@on $engine:ident, $($noun:ident: $($promise:ident),*;)*) => {
        mod $engine {
            $(mod $noun { $(
                #[tokio::test]
                async fn $promise() {
                    let house = crate::store::conformance::house::House::$engine();
                    crate::store::conformance::$noun::$promise(&house).await;
                    house.is_sound();
                }
            )* })*
        }
    };
}

promises! {
    chats:
        a_direct_chat_begins_with_its_first_message,
        sent_twice_is_said_once,
        one_id_twenty_times_at_once_is_one_message,
        who_is_blocked_cannot_write,
        a_deed_that_changes_nothing_adds_nothing,
        the_words_of_a_deleted_message_are_gone,
        a_message_shows_what_became_of_it,
        pages_of_a_log_leave_nothing_out,
        a_page_of_long_messages_is_short,
        who_has_gone_reads_up_to_there;
    rooms:
        rooms_have_rules,
        public_rooms_are_found_page_by_page,
        the_last_owner_hands_over_or_closes,
        who_is_deleted_leaves_the_rooms,
        a_slug_belongs_to_one_room;
    lists:
        what_is_unread_is_counted,
        what_is_deleted_is_not_unread,
        what_was_marked_as_read_stays_read_while_the_mark_is_written,
        chats_are_listed_by_recency,
        quotas_hold,
        what_is_durable_is_fed_in_order,
        what_was_said_is_found,
        a_long_log_is_found_in_pages;
    marks:
        what_calls_somebody_is_counted_until_it_is_read,
        a_message_calls_whom_it_calls_as_it_reads_now,
        calls_beyond_a_bound_are_not_counted,
        who_has_blocked_is_not_called,
        who_has_gone_is_told_nothing_of_marks_and_calls,
        how_far_the_others_have_read_is_seen,
        whom_one_has_blocked_is_not_seen_to_read,
        what_others_have_read_stays_read_while_the_mark_is_written,
        calls_and_marks_that_cross_are_both_kept;
    accounts:
        a_name_belongs_to_one_account,
        what_looks_like_a_name_is_as_taken_as_the_name,
        a_taken_name_leaves_the_code_good,
        a_proof_displaces_a_claim_and_nothing_else,
        who_loses_the_last_name_is_given_one,
        a_repeated_call_makes_nothing_twice,
        all_of_a_change_or_nothing,
        a_change_of_nothing_is_no_change,
        a_new_password_ends_the_other_sessions,
        a_rehash_changes_nothing_else,
        who_is_deleted_is_forgotten,
        the_name_of_the_deleted_is_kept_for_a_while,
        people_are_found_by_what_they_are_called,
        a_page_of_the_found_goes_on_where_the_last_ended,
        a_thousand_at_once_and_one_gets_the_name;
    sessions:
        a_session_opens_under_the_epoch_that_was_proven,
        the_session_seen_longest_ago_makes_room,
        what_has_expired_is_gone_before_it_is_swept,
        a_secret_shows_its_session,
        an_account_has_one_key,
        being_seen_may_prolong_a_session,
        two_tabs_get_one_successor,
        a_used_token_ends_the_session,
        only_its_owner_ends_a_session,
        all_sessions_end_but_one,
        a_disabled_account_has_no_sessions,
        what_was_seen_is_noted;
    codes:
        a_code_is_used_once,
        wrong_tries_kill_a_code,
        a_new_code_takes_the_place_of_the_old,
        purposes_and_addresses_are_kept_apart,
        a_code_expires,
        an_address_gets_its_share,
        a_channel_has_a_budget,
        a_code_is_taken_back;
    outbox:
        letters_come_out_when_they_are_due,
        a_letter_leaves_only_if_its_call_succeeds,
        a_letter_that_fails_waits_or_is_given_up;
    social:
        a_tie_is_seen_from_both_ends,
        ties_have_a_number_and_an_order,
        who_is_followed_by_many_is_forgotten_in_turns;
    audit:
        the_log_is_read_from_its_end,
        what_a_call_cannot_heed_it_refuses,
        a_record_that_is_too_large_is_refused_whole;
    upkeep:
        everything_is_counted;
    uploads:
        an_upload_is_its_owners_until_a_message_holds_it,
        an_upload_is_for_one_message_of_its_owner,
        who_was_sent_away_keeps_the_files_of_what_they_can_read,
        what_is_deleted_takes_its_files_with_it,
        what_nobody_sends_goes_after_a_day,
        an_account_has_its_share_of_room,
        what_is_broken_off_leaves_nothing,
        who_leaves_takes_what_waits_and_leaves_what_was_sent,
        the_largest_message_has_room_for_its_attachments;
    files:
        a_picture_is_kept_while_somebody_shows_it,
        a_picture_that_nobody_shows_goes_after_a_day,
        a_picture_replaced_is_removed;
}
