"""A process that dies comes back; one that keeps dying is given up with a word about it."""

from portal.cli.supervise import Restarts


def test_the_first_death_costs_no_time_and_the_next_ones_ever_more() -> None:
    restarts = Restarts()
    delays = [restarts.delay_after_death(second) for second in (0.0, 1.0, 3.0, 7.0, 15.0)]
    assert delays == [0.0, 1.0, 2.0, 4.0, 8.0]


def test_the_sixth_death_within_a_minute_is_the_last() -> None:
    restarts = Restarts()
    for second in range(5):
        restarts.delay_after_death(float(second))
    assert restarts.delay_after_death(30.0) is None


def test_a_death_after_a_quiet_minute_counts_as_the_first() -> None:
    restarts = Restarts()
    for second in range(5):
        restarts.delay_after_death(float(second))
    assert restarts.delay_after_death(100.0) == 0.0
