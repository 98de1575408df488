"""Somebody at a form without a browser: what stands in the inputs, what is on its way, what the
server must hold. A plain model to compare the engine with."""

from dataclasses import dataclass, field

from portal.forms import (
    FieldView,
    Form,
    FormContext,
    Journey,
    RawAnswers,
    add_item,
    check_step,
    journey,
    merge_raw,
    merge_step,
    remove_item,
    step_view,
)
from portal.forms.offers import Offers

ONE_TEXT = ("text", "textarea", "select", "radio", "yesno")
TICKS = ("checkbox", "declaration")
DAY = (".day", ".month", ".year")


def inputs_of(view: FieldView) -> tuple[str, ...]:
    """The names of the inputs that a line of the page has."""
    if view.kind in ("date", "datetime"):
        parts = DAY if view.kind == "date" else (*DAY, ".time")
        return tuple(view.path + part for part in parts)
    return (view.path,) if view.kind in (*ONE_TEXT, *TICKS) else ()


def drawn(view: FieldView) -> dict[str, str | list[str]]:
    """What a browser shows in those inputs when the page is drawn, and would send."""
    if view.kind in TICKS:
        return {view.path: [option.value for option in view.options if option.checked]}
    if view.kind in ("radio", "yesno"):
        chosen = [option.value for option in view.options if option.checked]
        return {view.path: chosen[0]} if chosen else {}
    if view.kind in ("date", "datetime"):
        shown = (view.day, view.month, view.year, view.time)
        return dict(zip(inputs_of(view), shown, strict=False))
    return {view.path: view.value} if view.kind in ONE_TEXT else {}


@dataclass
class PaperForm:
    """One page of one form, and `expected`: what was typed and has arrived, by input name."""

    form: Form
    context: FormContext
    offers: Offers = field(default_factory=dict)
    raw: RawAnswers = field(default_factory=dict)
    expected: RawAnswers = field(default_factory=dict)
    on_its_way: RawAnswers = field(default_factory=dict)
    step_id: str = ""

    @property
    def way(self) -> Journey:
        """The steps as they are now."""
        return journey(self.form, self.raw, self.context)

    @property
    def lines(self) -> tuple[FieldView, ...]:
        """The step as the server draws it."""
        return step_view(self.form, self.step_id, self.raw, self.context, offers=self.offers).fields

    def type_into(self, name: str, value: str | list[str]) -> None:
        """A key, a tick; it is on its way to the server."""
        self.on_its_way[name] = value

    def let_arrive(self) -> None:
        """The autosave arrives, however late."""
        changes, self.on_its_way = self.on_its_way, {}
        self.raw = merge_raw(self.form, self.raw, changes, self.context)
        self.expected |= changes

    def go_on(self) -> None:
        """ "Weiter": the whole step is sent; the autosave may still be on its way behind it."""
        sent: RawAnswers = {}
        for line in self.lines:
            sent |= drawn(line)
        sent |= {name: value for name, value in self.on_its_way.items() if name in self._names()}
        arriving = {name: value for name, value in sent.items() if value != []}
        before = dict(self.raw)
        self.raw = merge_step(self.form, self.step_id, self.raw, arriving, self.context)
        self.expected |= sent
        elsewhere = before.keys() - sent.keys()
        assert all(self.raw[name] == before[name] for name in elsewhere)
        if not check_step(self.form, self.step_id, self.raw, self.context):
            self.step_id = self.way.following(self.step_id) or self.step_id

    def go_back(self) -> None:
        """ "Zurück": the script stores first."""
        self.let_arrive()
        if not self._is_asked():
            return
        self.step_id = self.way.previous(self.step_id) or self.step_id

    def add(self, group: FieldView) -> None:
        """ "… hinzufügen": the script stores first."""
        self.raw = add_item(self.form, self.raw, group.group_path, self.context)
        self.expected[f"{group.group_path}.count"] = self.raw[f"{group.group_path}.count"]

    def remove(self, item: FieldView) -> None:
        """ "… entfernen": that item is gone, later ones move up, everything else stays."""
        before = {line.index for line in self.lines if line.group_path == item.group_path}
        self.raw = remove_item(self.form, self.raw, item.group_path, item.index, self.context)
        kept: RawAnswers = {}
        for name, value in self.expected.items():
            head, _, rest = name.removeprefix(f"{item.group_path}.").partition(".")
            inside = name.startswith(f"{item.group_path}.") and head.isdecimal()
            if not inside or int(head) < item.index:
                kept[name] = value
            elif int(head) > item.index:
                kept[f"{item.group_path}.{int(head) - 1}.{rest}"] = value
        assert before
        self.expected = kept | {f"{item.group_path}.count": self.raw[f"{item.group_path}.count"]}

    def find_a_step(self) -> None:
        """Where the step shown is not asked any more, the page leads to the one that is next."""
        if not self._is_asked():
            steps = self.way.steps
            self.step_id = self.way.next_step or steps[-1].id

    def _is_asked(self) -> bool:
        return any(step.id == self.step_id for step in self.way.steps)

    def _names(self) -> set[str]:
        return {name for line in self.lines for name in inputs_of(line)}
