"""A flood of forged notifications is not passed on to the provider; true ones are let in again."""

from portal.web.forgeries import ForgeryGate


def test_who_forges_many_waits_and_nobody_else_does():
    moment = [1000.0]
    gate = ForgeryGate(lambda: moment[0])
    for _ in range(50):
        assert gate.is_open("192.0.2.7", "paypal")
        gate.note_forgery("192.0.2.7", "paypal")
    gate.note_forgery("192.0.2.7", "paypal")
    assert not gate.is_open("192.0.2.7", "paypal")
    assert gate.is_open("192.0.2.7", "stripe")
    assert gate.is_open("198.51.100.9", "paypal")
    moment[0] += 6
    assert gate.is_open("192.0.2.7", "paypal")
