"""Whatever is typed, cleared, added, removed, sent or late, in any order and in every form we
ship: no answer is lost, and nothing hidden is sent. (hypothesis, a model: support/paper_form.py)"""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from portal.catalogue import load_catalogue
from portal.forms import check_all, offers_from_account, review, values
from portal.forms.survey import survey
from portal.shared.trust import TrustLevel
from tests.support.forms import PASSPORT, asking
from tests.support.paper_form import TICKS, PaperForm, inputs_of
from tests.unit.forms.test_offers import KNOWN

FORMS = [service.form for service in load_catalogue().services if service.form is not None]
TEXTS = st.sampled_from(["", "Ada", "Łuczak-Ørsted", "1", "12", "2026", "26871", "18:30", "x@y.de"])
TYPED_AT_MOST = 6


class SomebodyAtAForm(RuleBasedStateMachine):
    """One citizen, one form, any order."""

    @initialize(
        form=st.sampled_from(FORMS),
        level=st.sampled_from([TrustLevel.BASIC, TrustLevel.SUBSTANTIAL]),
        known=st.booleans(),
    )
    def opens_it(self, form: Any, level: TrustLevel, known: bool) -> None:
        offers = offers_from_account(form, KNOWN) if known else {}
        self.page = PaperForm(form, asking(level, files=(PASSPORT,)), offers)
        self.page.find_a_step()

    @rule(data=st.data())
    def types(self, data: st.DataObject) -> None:
        self.page.find_a_step()
        lines = [line for line in self.page.lines if inputs_of(line)]
        for _ in range(data.draw(st.integers(1, TYPED_AT_MOST))) if lines else ():
            line = data.draw(st.sampled_from(lines))
            name = data.draw(st.sampled_from(inputs_of(line)))
            self.page.type_into(name, data.draw(_values(line)))

    @rule(data=st.data())
    def fills_in_the_whole_step(self, data: st.DataObject) -> None:
        """As far as chance allows: so that later steps are reached too."""
        self.page.find_a_step()
        for line in self.page.lines:
            if line.options and line.required:
                self.page.type_into(line.path, data.draw(_values(line, chosen=True)))
        self.page.let_arrive()

    @rule()
    def autosave_arrives(self) -> None:
        self.page.let_arrive()

    @rule()
    def goes_on(self) -> None:
        self.page.find_a_step()
        self.page.go_on()
        self.page.find_a_step()

    @rule()
    def goes_back(self) -> None:
        self.page.go_back()
        self.page.find_a_step()

    @rule(data=st.data())
    def opens_another_step(self, data: st.DataObject) -> None:
        """Any step that is asked, also one the portal would not let them see yet."""
        steps = [step.id for step in self.page.way.steps]
        self.page.step_id = data.draw(st.sampled_from(steps))

    @rule(data=st.data())
    def adds_and_removes(self, data: st.DataObject) -> None:
        self.page.let_arrive()
        with_items = [step for step in self.page.way.steps if self._items_of(step.id)]
        if not with_items:
            return
        self.page.step_id = data.draw(st.sampled_from(with_items)).id
        for _ in range(data.draw(st.integers(1, 4))):
            buttons = self._items_of(self.page.step_id)
            button = data.draw(st.sampled_from(buttons))
            (self.page.add if button.kind == "add" else self.page.remove)(button)
            self._fill_items(data)

    def _items_of(self, step_id: str) -> list[Any]:
        self.page.step_id = step_id
        return [line for line in self.page.lines if line.kind in ("add", "remove")]

    def _fill_items(self, data: st.DataObject) -> None:
        """Each item differs from the others, so that one in another's place shows."""
        within = [line for line in self.page.lines if inputs_of(line) and _in_item(line)]
        for line in data.draw(st.lists(st.sampled_from(within), max_size=4)) if within else ():
            self.page.type_into(inputs_of(line)[0], data.draw(_values(line, chosen=True)))
        self.page.let_arrive()

    @precondition(lambda self: hasattr(self, "page"))
    @invariant()
    def nothing_is_lost_and_nothing_appears(self) -> None:
        page = self.page
        held = {name: value for name, value in page.raw.items() if value not in ("", [])}
        assert held == {name: v for name, v in page.expected.items() if v not in ("", [])}

    @precondition(lambda self: hasattr(self, "page"))
    @invariant()
    def nothing_hidden_is_sent(self) -> None:
        page = self.page
        found = survey(page.form, page.raw, page.context)
        shown = {entry.path for step in found.shown_steps for entry in step.fields}
        sent = _paths(values(page.form, page.raw, page.context), "")
        reviewed = {row.path for s in review(page.form, page.raw, page.context) for row in s.rows}
        wrong = {error.path for error in check_all(page.form, page.raw, page.context)}
        assert sent <= shown
        assert reviewed <= shown
        assert wrong <= shown

    def teardown(self) -> None:
        if hasattr(self, "page"):
            self.page.let_arrive()
            self.nothing_is_lost_and_nothing_appears()


def _in_item(line: Any) -> bool:
    return any(part.isdecimal() for part in line.path.split("."))


def _values(line: Any, chosen: bool = False) -> Any:
    options = [option.value for option in line.options]
    if line.kind in TICKS:
        return st.lists(st.sampled_from(options), unique=True, min_size=1 if chosen else 0)
    if options:
        return st.sampled_from(options)
    return TEXTS


def _paths(value: Any, at: str) -> set[str]:
    """The places of the answers; one that is a list of choices counts as one."""
    if isinstance(value, dict):
        return set().union(*(_paths(v, f"{at}.{k}" if at else k) for k, v in value.items()))
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return set().union(*(_paths(v, f"{at}.{n}") for n, v in enumerate(value)))
    if isinstance(value, list) and not value:
        return set()
    return {at}


TestSomebodyAtAForm = SomebodyAtAForm.TestCase
TestSomebodyAtAForm.settings = settings(
    max_examples=30,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
