"""Whatever staff can open is either recorded for the citizen, or shows nobody's data."""

import ast
from pathlib import Path

import portal.web.backoffice
from portal.web.http import ROUTES

# What each handler of staff's pages shows of a citizen. A new one fails the test until it is
# named here; whoever names it answers for the look it records (portal/audit/access.py).
HANDLERS = {
    "StaffCase.load": "case",
    "StaffCase.act": "case",
    "StaffCase.act_with_text": "case",
    "StaffCase.never_mind": "",
    "CaseDesk.load": "found: earlier cases, the case itself by StaffCase",
    "ToldByMail.load": "case, as shown already by StaffCase",
    "CaseDesk.note": "case",
    "CaseDesk.tick": "case",
    "WritesToCitizen.write": "case",
    "WritesToCitizen.type_on": "",
    "WritesToCitizen.take_back": "case",
    "WritesToCitizen.see_news": "",
    "AssignsCase.take_over": "case",
    "AssignsCase.hand_over": "case",
    "AssignsCase.give_back": "case",
    "ForwardsCase.forward": "case",
    "ForwardsCase.stop_forwarding": "",
    "FeesOnDesk.decide": "case",
    "FeesOnDesk.claim": "case",
    "FeesOnDesk.ask_to_withdraw": "",
    "FeesOnDesk.withdraw": "case",
    "CorrectionOnDesk.look_over_marks": "case, as shown already",
    "CorrectionOnDesk.mark_again": "",
    "CorrectionOnDesk.stop_marking": "",
    "CorrectionOnDesk.send_marks": "case",
    "Letters.load": "case, as shown already",
    "Letters.begin": "case, as shown already",
    "Letters.decide": "case, as shown already",
    "Letters.revoke": "case, as shown already",
    "Letters.stop_revoking": "",
    "Letters.edit": "case, as shown already",
    "Letters.look_over": "case, as shown already",
    "Letters.write_on": "",
    "Letters.issue": "case, as shown already",
    "Letters.discard": "",
    "Letters.stop": "",
    "Letters.again": "case, as shown already",
    # Numbers, and words that lead to nobody.
    "FigureSheets.load": "",
    "FigureSheets.choose": "",
    "DaysPost.load": "found",
    "DaysPost.mark": "found",
    "Queue.load": "found, where something was searched",
    "Queue.choose": "found, where something was searched",
    "Queue.search": "found",
    "Queue.turn": "found, where something was searched",
    "Queue.limit": "found, where something was searched",
    "Queue.lift_limits": "",
    # One's own filters, without words that were searched.
    "Views.load": "",
    "Views.open": "found, where something was searched",
    "Views.save": "",
    "Views.ask_for_name": "",
    "Views.rename": "",
    "Views.delete": "",
    "Views.begin_with": "",
    # The boxes are in the browser; a job shows references and titles, no names.
    "Choosing.load": "",
    "Choosing.choose": "",
    "Choosing.preview": "",
    "Bulk.load": "",
    "Bulk.confirm": "",
    # Colleagues.
    "AlsoHere.load": "",
    "Counter.load": "code, identifications",
    "Counter.look_up": "code",
    "Counter.confirm": "code",
    "Counter.ask_to_revoke": "",
    "Counter.keep": "",
    "Counter.revoke": "identifications",
    "DayList.load": "appointment",
    "DayList.choose_day": "",
    "DayList.note": "appointment",
    "DayList.ask_to_cancel": "",
    "DayList.never_mind": "",
    "DayList.cancel": "appointment",
    "AppointmentEntry.load": "appointment, where one is moved",
    "AppointmentEntry.enter": "what was just typed",
    "AppointmentEntry.move": "appointment, as shown already",
    # Money and Kassenzeichen, of nobody in particular.
    "Arrivals.load": "",
    "Arrivals.enter": "",
    "Arrivals.assign": "",
    "Arrivals.send_back": "",
    "Arrivals.return_rest": "",
    "Arrivals.transferred": "",
    "Reconciliation.load": "",
    "Refunds.load": "",
    "Refunds.ask": "",
    "Refunds.agree": "",
    "Refunds.decline": "",
    "Reconciliation.clear": "",
    "BookingList.load": "",
    "BookingList.search": "",
    "BookingList.turn": "",
    # Colleagues, never citizens.
    "Personnel.load": "",
    "Personnel.ask": "",
    "Personnel.never_mind": "",
    "Personnel.give": "",
    "Personnel.take": "",
    "Personnel.sign_out": "",
    "Personnel.forget_factor": "",
    "Personnel.confirm": "",
    "Personnel.refuse": "",
    "Personnel.invite": "",
    "Personnel.withdraw": "",
    "Personnel.delegate": "",
    "Personnel.confirm_delegation": "",
    "Personnel.end_delegation": "",
    "Rules.load": "",
    "Rules.open_form": "",
    "Rules.close_form": "",
    "Rules.choose_kind": "",
    "Rules.save": "",
    "Rules.ask_to_remove": "",
    "Rules.remove": "",
    "Rules.move": "",
    "Rules.try_out": "",
    # How many cases are nobody's, and no more of them.
    "Rules.look_at_unassigned": "",
    "Rules.give_unassigned": "",
    "OwnBlocks.load": "",
    "OwnBlocks.open_form": "",
    "OwnBlocks.close_form": "",
    "OwnBlocks.save": "",
    "OwnBlocks.ask_to_remove": "",
    "OwnBlocks.remove": "",
    "Absences.load": "",
    "Absences.enter": "",
    "Absences.remove": "",
    "Office.load": "",
}
ROUTES_OF_STAFF = {
    "/verwaltung/vorgaenge/{reference}/antrag.pdf": "copy",
    "/verwaltung/vorgaenge/{reference}/druck/": "case",
    "/verwaltung/vorgaenge/{reference}/schreiben/{notice}.pdf": "copy",
}


def test_every_handler_of_staffs_pages_says_what_it_shows() -> None:
    folder = Path(portal.web.backoffice.__file__).parent
    found = {name for path in folder.rglob("*.py") for name in _handlers(path)}
    assert found == set(HANDLERS)


def test_every_route_of_staff_says_what_it_shows() -> None:
    pages = {route.path for route in ROUTES if route.path.startswith("/verwaltung/vorg")}
    assert pages == set(ROUTES_OF_STAFF)


def _handlers(path: Path) -> list[str]:
    classes = [n for n in ast.parse(path.read_text()).body if isinstance(n, ast.ClassDef)]
    return [
        f"{one.name}.{function.name}"
        for one in classes
        for function in one.body
        if isinstance(function, ast.AsyncFunctionDef)
        and any(isinstance(d, ast.Name) and d.id == "staff" for d in function.decorator_list)
    ]
