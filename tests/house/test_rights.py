"""A page asks who may, so that it shows no closed door; the action asks again, and there is no back door."""

from tests.house import rights

# Actions in an officer's name that ask no question of `permissions`, and why.
REASONS = {
    "agencies.actions.leaves.end_leave": "one's own leave; whoever else is refused there",
    "agencies.actions.leaves.take_leave": "one's own posts; whoever else is refused there",
    "agencies.actions.substitutes.propose_substitute": "one's own leave, or where one stands in",
    "feedback.actions.senders.renew_secret": "the page is the sender's, who is no officer",
    "notices.actions.reading.mark_all_read": "one's own notices, and no others",
    "records.actions.open_hand_back": "this room knows no posts; who sees a thing may say they read it",
}


def test_every_action_that_a_page_calls_for_an_officer_asks_who_may():
    assert rights.unasked() == set(REASONS)
