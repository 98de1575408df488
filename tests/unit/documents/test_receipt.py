"""The receipt: who paid what to which authority."""

from uuid import UUID

from portal.documents import PaidAuthority, PaidItem, Receipt, receipt
from portal.fees import FeeLine
from portal.municipalities import municipality_by_slug
from tests.support.documents import SENT_AT, opened, tags_of, text_of

CERTIFICATE = PaidItem(
    "Geburtsurkunde", "LEE-2026-000007",
    (FeeLine("Erste Urkunde", 1, 1500, 1500), FeeLine("Jede weitere", 2, 750, 1500)), 3000,
    "RF47LEE00000042",
)  # fmt: skip
VEHICLE = PaidItem("Fahrzeug abmelden", "", (FeeLine("Abmeldung", 1, 790, 790),), 790)


def a_receipt(refunded_cents: int = 0, payer: str = "Zoë Łuczak-Ørsted") -> Receipt:
    """Two certificates from the town and a vehicle at the county, in one basket."""
    return Receipt(
        payment_id=UUID("0198c7a0-0000-7000-8000-00000000abcd"),
        payer=payer,
        issuer=municipality_by_slug("leer"),
        method="PayPal",
        paid_at=SENT_AT,
        authorities=(
            PaidAuthority("Stadt Leer", (CERTIFICATE, CERTIFICATE)),
            PaidAuthority("Landkreis Leer", (VEHICLE,)),
        ),
        refunded_cents=refunded_cents,
    )


def words(document: bytes) -> str:
    return text_of(document).replace("\u00a0", " ")


def test_it_says_who_paid_what_to_whom_and_how():
    text = words(receipt(a_receipt()))
    for expected in (
        "Quittung", "Bezahlt von\nZoë Łuczak-Ørsted", "Zahlungsart\nPayPal",
        "Bezahlt am\n20. November 2026, 21:14 Uhr",
        "Zahlungsnummer\n0198c7a0-0000-7000-8000-00000000abcd",
        "Geburtsurkunde (LEE-2026-000007)", "Jede weitere 2 7,50 € 15,00 €",
        "Stadt Leer insgesamt: 60,00 €", "Fahrzeug abmelden", "Abmeldung 1 7,90 € 7,90 €",
        "Bezahlt: 67,90 €", "Kassenzeichen: RF47 LEE0 0000 042",
    ):  # fmt: skip
        assert expected in text
    assert "erstattet" not in text
    assert text.count("Kassenzeichen") == 2


def test_what_was_given_back_stands_on_it():
    assert "Davon später erstattet: 7,90 €" in words(receipt(a_receipt(refunded_cents=790)))


def test_it_can_be_read_aloud_and_stays_the_same():
    document = receipt(a_receipt())
    assert document == receipt(a_receipt())
    root = opened(document).trailer["/Root"]
    assert root["/Lang"].startswith("de")
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert tags_of(document).count("Table") == 3


def test_a_name_is_no_markup():
    assert "#panic() $x$ *A*" in words(receipt(a_receipt(payer="#panic() $x$ *A*")))
