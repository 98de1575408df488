"""Whatever the bank does: nothing is paid twice, nothing is lost, one case comes of it."""

from playwright.async_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.errands import (
    THANKS,
    go_to_checkout,
    has_basket,
    pay,
    reference_shown,
    references_shown,
)
from tests.e2e.visitor import Visitor
from tests.support.residents import OWN_PASSWORD


async def test_canceled_then_declined_then_paid_by_card(on_phone: Visitor) -> None:
    email = await on_phone.has_account()
    await has_basket(on_phone)
    await on_phone.open("/warenkorb/")
    await go_to_checkout(on_phone)
    await pay(on_phone, "PayPal", "Zahlung abbrechen")
    await on_phone.sees("Zahlung abgebrochen")
    await on_phone.reads("Es wurde nichts abgebucht.")

    await on_phone.follow("Noch einmal versuchen")
    await pay(on_phone, "PayPal", "Zahlung ablehnen")
    await on_phone.sees("Zahlung abgelehnt")
    await on_phone.follow("Zum Warenkorb")
    await go_to_checkout(on_phone)
    await pay(on_phone, "Kreditkarte", feedback="doppelt")

    await on_phone.sees(THANKS)
    await on_phone.reads("15,00\u00a0€ mit Kreditkarte bezahlt")
    reference = await reference_shown(on_phone)
    await on_phone.mail_to(email, f"Ihr Antrag {reference} ist eingegangen")
    await on_phone.follow("Meine Vorgänge")
    await on_phone.sees("Meine Vorgänge")
    await expect(
        on_phone.page.get_by_role("main").get_by_role("listitem").filter(has_text="PAP-")
    ).to_have_count(1)
    await on_phone.open("/warenkorb/")
    await on_phone.reads("Ihr Warenkorb ist leer.")


async def test_a_notification_that_comes_late_and_one_that_is_overtaken(
    on_laptop: Visitor,
) -> None:
    await on_laptop.has_account()
    await has_basket(on_laptop)
    await on_laptop.open("/kasse/")
    await pay(on_laptop, "Kreditkarte", feedback="vertauscht")
    await on_laptop.sees(THANKS)
    overtaken = on_laptop.page.url
    first = await reference_shown(on_laptop)

    await has_basket(on_laptop)
    await on_laptop.open("/kasse/")
    await pay(on_laptop, "PayPal", feedback="verspätet")
    await on_laptop.sees("Zahlung wird geprüft")
    await on_laptop.sees(THANKS)
    second = await reference_shown(on_laptop)
    assert second != first

    await on_laptop.go_to(overtaken)
    await on_laptop.sees(THANKS)
    assert await reference_shown(on_laptop) == first


async def test_one_payment_for_each_account_left_in_between_and_taken_up_again(
    arrive: Arrive,
) -> None:
    visitor = await arrive()
    email = await visitor.has_account("leer")
    await has_basket(visitor, "leer", "weener", "borkum")
    await visitor.open("/kasse/")
    await visitor.reads("Zahlung 1 von 2: Stadt Leer, Stadt Weener, 30,00\u00a0€")
    await visitor.chooses("PayPal")
    await visitor.button("Kostenpflichtig absenden").dblclick()
    await visitor.sees("Demo-Bank")
    await visitor.page.go_back()
    await visitor.page.reload()  # as page.js does by itself where the browser had kept the page
    await visitor.is_alive()
    await pay(visitor, "PayPal")
    await visitor.sees(THANKS)
    await visitor.reads("30,00\u00a0€ mit PayPal bezahlt")
    references = await references_shown(visitor, 2)
    assert sorted(reference[:4] for reference in references) == ["LEE-", "WEE-"]
    for reference in references:
        await visitor.mail_to(email, f"Ihr Antrag {reference} ist eingegangen")

    await visitor.follow("Weiter zu Zahlung 2 von 2")
    await pay(visitor, "Kreditkarte", "Zahlung abbrechen")
    await visitor.sees("Zahlung abgebrochen")
    await visitor.reads("Der Rest liegt noch im Warenkorb")
    await visitor.context.clear_cookies()
    await visitor.open("/kasse/")
    await visitor.sees("Anmelden")
    await visitor.sign_in(email, OWN_PASSWORD)
    await visitor.sees("Kasse")
    await visitor.reads("Zahlung 2 von 2: Stadt Borkum, 15,00\u00a0€")
    await pay(visitor, "Kreditkarte")
    await visitor.sees(THANKS)
    assert (await reference_shown(visitor)).startswith("BOR-")


async def test_a_bill_from_another_window_is_not_paid_unseen(on_laptop: Visitor) -> None:
    await on_laptop.has_account()
    await has_basket(on_laptop)
    await on_laptop.open("/kasse/")
    await on_laptop.reads("15,00\u00a0€")
    await has_basket(on_laptop, copies="3")
    await on_laptop.chooses("PayPal")
    await on_laptop.button("Kostenpflichtig absenden").dblclick()
    await on_laptop.reads("Ihr Warenkorb hat sich inzwischen geändert.")
    await on_laptop.reads("neu, 30,00\u00a0€")
    await pay(on_laptop)
    await on_laptop.sees(THANKS)
    await on_laptop.reads("45,00\u00a0€ mit PayPal bezahlt")
