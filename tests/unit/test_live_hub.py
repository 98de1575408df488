"""Which tab is woken when something changes."""

from portal.web.live import LiveHub


async def test_a_tab_may_watch_one_subject_for_its_frame_and_for_its_page():
    hub = LiveHub()
    hub.watch("tab", "chrome.refresh", "account:1")
    hub.watch("tab", "result.refresh", "account:1", "payment:7")
    hub.mark("account:1")
    assert await hub.next_wake_ups() == {("tab", "chrome.refresh"), ("tab", "result.refresh")}


async def test_moving_on_to_another_case_leaves_the_first_alone():
    hub = LiveHub()
    hub.watch("tab", "case.refresh", "case:1")
    hub.watch("tab", "case.refresh", "case:2")
    hub.mark("case:1")
    hub.mark("case:2")
    assert await hub.next_wake_ups() == {("tab", "case.refresh")}
    hub.mark("case:1")
    hub.mark_all()
    hub.forget("tab")
    assert await hub.next_wake_ups() == set()


async def test_after_a_lost_connection_everybody_is_woken_once():
    hub = LiveHub()
    hub.watch("one", "case.refresh", "case:1")
    hub.watch("two", "queue.refresh", "queue:papenburg")
    hub.mark_all()
    assert await hub.next_wake_ups() == {("one", "case.refresh"), ("two", "queue.refresh")}


async def test_what_a_page_found_while_it_looked_is_looked_at_once_more():
    hub = LiveHub()
    assert hub.watch("tab", "case.refresh", "desks:papenburg")
    assert hub.watch("tab", "case.refresh", "desks:papenburg", "case:1"), "the case is new"
    hub.wake("tab", "case.refresh")
    assert await hub.next_wake_ups() == {("tab", "case.refresh")}
    assert not hub.watch("tab", "case.refresh", "desks:papenburg", "case:1"), "nothing is"


async def test_a_dear_look_is_taken_at_once_and_then_once_for_many_changes():
    hub = LiveHub()
    hub.pace("queue.refresh", 0.01)
    hub.watch("tab", "queue.refresh", "queue:papenburg")
    hub.watch("tab", "case.refresh", "queue:papenburg")
    queue, case = ("tab", "queue.refresh"), ("tab", "case.refresh")
    assert hub.run_now({queue, case}) == {queue, case}
    assert hub.run_now({queue, case}) == {case}
    assert hub.run_now({queue}) == set()
    assert await hub.next_wake_ups() == {queue}, "the last change is not missed"
    assert hub.run_now({queue}) == {queue}
