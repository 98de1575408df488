"""GiroCode, and the account that a transfer goes to."""

import pytest
from pydantic import ValidationError

from portal.municipalities import BankAccount, municipality_by_slug
from portal.payments.girocode import girocode
from portal.payments.methods import account_to_pay_to
from portal.payments.transfer_tables import TransferOrder
from portal.workflow.transfers import group_iban


def test_a_girocode_has_the_lines_of_the_guideline():
    order = TransferOrder(
        reference="RF47LEE00000042",
        recipient="Stadt Papenburg",
        iban="DE89370400440532013000",
        bic="COBADEFFXXX",
    )
    assert girocode(order, 1205).split("\n") == [
        "BCD", "002", "1", "SCT", "COBADEFFXXX", "Stadt Papenburg", "DE89370400440532013000",
        "EUR12.05", "", "", "RF47LEE00000042",
    ]  # fmt: skip


def test_an_iban_is_printed_in_groups():
    assert group_iban("DE89370400440532013000") == "DE89 3704 0044 0532 0130 00"


def test_one_authority_with_an_account_can_be_paid_by_transfer():
    account = municipality_by_slug("papenburg").bank_account
    assert account is not None
    assert account_to_pay_to(["papenburg", "papenburg"]) == account
    assert account_to_pay_to(["papenburg", "leer"]) is None
    assert account_to_pay_to(["borkum"]) is None
    assert account_to_pay_to([]) is None


@pytest.mark.parametrize(
    ("iban", "bic"),
    [("DE89370400440532013001", "COBADEFFXXX"), ("DE89370400440532013000", "COBA")],
)
def test_a_wrong_account_is_refused(iban: str, bic: str):
    with pytest.raises(ValidationError):
        BankAccount(recipient="Stadt Papenburg", iban=iban, bic=bic)
