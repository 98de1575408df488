"""How much of a fee is remitted, and that reasons and form fit together."""

import pytest
from pydantic import ValidationError

from portal.catalogue import ServiceDefinition, service_by_slug
from portal.fees import ReliefKind, offered_cents
from portal.forms import FormContext, journey, with_step
from portal.shared import clock
from portal.shared.trust import TrustLevel

SOMEBODY = FormContext(TrustLevel.SUBSTANTIAL, clock.today(), {})


def _kind(**measure: object) -> ReliefKind:
    words = {"code": "pension", "label": "Rente", "proof": "Bescheid", "legal_basis": "SGB X § 64"}
    return ReliefKind.model_validate(words | measure)


@pytest.mark.parametrize(
    ("measure", "offered"),
    [
        ({"percent": 100}, 2250),
        ({"percent": 50}, 1125),
        ({"percent": 33}, 743),  # 742.5: half a cent is the applicant's
        ({"amount": "7.50"}, 750),
        ({"amount": "99.00"}, 2250),  # never more than the fee
        ({}, 2250),  # the desk decides how much of it
    ],
)
def test_what_may_be_remitted_of_22_euros_50(measure: dict[str, object], offered: int) -> None:
    assert offered_cents(_kind(**measure), 2250) == offered


@pytest.mark.parametrize(
    "measure",
    [
        {"percent": 0}, {"percent": 101}, {"percent": -5}, {"amount": "0.00"}, {"amount": "-1.00"},
        {"percent": 50, "amount": "1.00"}, {"legal_basis": ""}, {"proof": ""},
    ],
)  # fmt: skip
def test_a_reason_without_law_proof_or_a_clear_measure_is_refused(
    measure: dict[str, object],
) -> None:
    with pytest.raises(ValidationError):
        _kind(**measure)


def test_who_does_not_ask_never_meets_the_step() -> None:
    form = service_by_slug("geburtsurkunde").form
    assert form is not None
    untouched = {step.id for step in journey(form, {"relation": "self"}, SOMEBODY).steps}
    asked = with_step(form, {"relation": "self"}, "fee_relief")
    assert {step.id for step in journey(form, asked, SOMEBODY).steps} - untouched == {"fee_relief"}


def test_a_definition_read_again_has_the_step_once() -> None:
    kept = service_by_slug("geburtsurkunde").model_dump(mode="json", by_alias=True)
    form = ServiceDefinition.model_validate(kept).form
    assert form is not None
    assert [step.id for step in form.steps].count("fee_relief") == 1


def test_relief_of_a_fee_that_is_not_paid_here_makes_no_sense() -> None:
    free = service_by_slug("hund-anmelden").model_dump(mode="json", by_alias=True)
    with pytest.raises(ValidationError, match="fee_relief"):
        ServiceDefinition.model_validate(free | {"fee_relief": [_kind(percent=50).model_dump()]})
