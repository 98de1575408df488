"""A page watches before it looks: else it misses what changes in between, and shows it never."""

import ast
from collections.abc import Iterator
from pathlib import Path

import portal.web

FOLDER = Path(portal.web.__file__).parent
LOOK = "services"
WATCH = "watch"

Class = dict[str, ast.AST]


def _classes() -> dict[str, tuple[list[str], Class]]:
    """Every class of portal/web by its name: its bases and methods."""
    found = {}
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
                methods = {
                    method.name: method
                    for method in node.body
                    if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
                }
                found[node.name] = (bases, methods)
    return found


CLASSES = _classes()


def _methods(name: str) -> Class:
    """Those of the class and of the mixins it is made of."""
    bases, methods = CLASSES.get(name, ([], {}))
    inherited = {key: value for base in bases for key, value in _methods(base).items()}
    return inherited | methods


def _steps(body: ast.AST, methods: Class, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """Watching and looking in the order of the source, own methods followed."""
    for node in ast.iter_child_nodes(body):
        yield from _steps(node, methods, seen)
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Name) and called.id in (LOOK, WATCH):
            yield called.id
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            own = called.value.id == "self" and called.attr not in seen
            if own and called.attr in methods:
                yield from _steps(methods[called.attr], methods, seen | {called.attr})


def _is_handler(method: ast.AST) -> bool:
    decorators = getattr(method, "decorator_list", [])
    return any(ast.unparse(one).startswith("rx.event") for one in decorators)


def looks_too_early(methods: Class) -> list[str]:
    """The handlers that watch, but only after their first look."""
    orders = {
        name: list(_steps(method, methods))
        for name, method in methods.items()
        if _is_handler(method)
    }
    return [
        name
        for name, order in orders.items()
        if WATCH in order and LOOK in order[: order.index(WATCH)]
    ]


def test_no_page_looks_before_it_watches() -> None:
    early = {name: looks_too_early(_methods(name)) for name in CLASSES}
    assert {name: handlers for name, handlers in early.items() if handlers} == {}


def test_pages_are_found() -> None:
    methods = [method for _, methods in CLASSES.values() for method in methods.values()]
    assert sum(WATCH in _steps(method, {}) for method in methods) > 12


WRONG = """
class Page(rx.State):
    @rx.event
    @staff
    async def load(self) -> None:
        await self._show()
        watch(self, Page.refresh, "subject")
    async def _show(self):
        async with services().database.transaction(scope): pass
"""


def test_one_that_does_is_noticed() -> None:
    [page] = ast.parse(WRONG).body
    assert isinstance(page, ast.ClassDef)
    methods = {one.name: one for one in page.body if isinstance(one, ast.AsyncFunctionDef)}
    assert looks_too_early(methods) == ["load"]
