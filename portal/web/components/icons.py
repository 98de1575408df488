"""The portal's icons: our own line drawings on a field of 24 by 24, inline so nothing is loaded.

`tools/assets/draw_icons.py` writes the same drawings into `assets/icons/sprite.svg`, for names
that are known only at run time.
"""

import reflex as rx

ICONS: dict[str, str] = {
    # the five tabs
    "start": "M3.5 11.5 12 4l8.5 7.5M6 10v10h4.5v-5.5h3V20H18V10",
    "services": "M4 6h16M4 12h16M4 18h10",
    "basket": "M3 4h2.6l2.6 11.5h9.8L20.5 7.5H6.4M9.5 19.8h.01M17 19.8h.01",
    "cases": "M9 3.5h6v3.5H9zM9 5H5.5v15.5h13V5H15M8.8 13.5l2.3 2.3 4.2-4.5",
    "account": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20.5c.8-4.5 3.9-6 8-6s7.2 1.5 8 6",
    # life situations
    "family": "M12 20.5S4.5 16 4.5 10.3A4 4 0 0 1 12 8a4 4 0 0 1 7.5 2.3c0 5.7-7.5 10.2-7.5 10.2z",
    "living": "M3.5 11.5 12 4l8.5 7.5M6 9.5V20h12V9.5M10 20v-5.5h4V20",
    "animals": "M5 10c0-3.2 3-5 7-5s7 1.8 7 5-.8 9.5-7 9.5S5 13.2 5 10zM5.2 8.5 3.5 4.5l4.3 1"
    "M18.8 8.5l1.7-4-4.3 1M9.8 11h.01M14.2 11h.01M12 14.3v1.5M10.3 16.5c1 .8 2.4.8 3.4 0",
    "business": "M4 9.5 5.2 4.5h13.6L20 9.5M4.8 11.5V20h14.4v-8.5M4 9.5c1 2.7 4.3 2.7 5.3 0"
    " 1 2.7 4.4 2.7 5.4 0 1 2.7 4.3 2.7 5.3 0M9.5 20v-5h5v5",
    "vehicle": "M4 13l1.9-6h12.2l1.9 6M4 13h16v5.5H4zM7 15.8h.01M17 15.8h.01M6 18.5V20M18 18.5V20",
    "identity": "M3 5.5h18v13H3zM6.5 15.5c.3-2 4.2-2 4.5 0M8.75 11.8a1.5 1.5 0 1 0 0-3"
    " 1.5 1.5 0 0 0 0 3zM14 10h4M14 14h4",
    "events": "M12 3c.8 4 5 6 5 11a5 5 0 0 1-10 0c0-3 2-4 2-6.3 1.8.8 2.9 2.3 3 4.3 1-2 1-5.5 0-9z",
    "waste": "M5 7h14M9 7V4h6v3M7 7l.9 13h8.2L17 7M10.3 10.5v6M13.7 10.5v6",
    "building": "M4 20V9l8-5 8 5v11M4 20h16M9 20v-6h6v6M8.5 10.5h.01M15.5 10.5h.01",
    "reports": "M5 20V4.5M5 5h12.5L15 9l2.5 4H5",
    "lost": "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.3 15.3 20.5 20.5"
    "M9 9a1.6 1.6 0 1 1 1.6 1.9v1M10.6 13.9h.01",
    "privacy": "M12 3.5l7 2.5v6c0 4.5-3.5 7.3-7 8.5-3.5-1.2-7-4-7-8.5V6zM9 12l2.2 2.2 4-4.3",
    # acts and things
    "search": "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.3 15.3 20.5 20.5",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "add": "M12 5v14M5 12h14",
    "remove": "M6.5 6.5l11 11M17.5 6.5l-11 11",
    "edit": "M4.5 19.5l1-4L16 5l3 3L8.5 18.5zM14 7l3 3",
    "file": "M6.5 3.5h7l4 4v13h-11zM13.5 3.5v4h4M9.5 12.5h5M9.5 16h5",
    "download": "M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14",
    "external": "M10 5H5v14h14v-5M13.5 4.5H19.5V10.5M19.5 4.5 11 13",
    "message": "M4 5h16v11.5h-8.5L7 20v-3.5H4z",
    "mail": "M3.5 6h17v12.5h-17zM3.5 7l8.5 6.5L20.5 7",
    "phone": "M6 4h3.5l1.5 4-2 1.7c.9 2 2.4 3.5 4.4 4.4l1.6-2.1 4 1.5V17c0 1.7-1.3 3-3 3"
    "C9.5 20 4 14.5 4 7c0-1.7.3-3 2-3z",
    "clock": "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2.5",
    "calendar": "M4 6h16v14H4zM4 10.5h16M8.5 3.5V7M15.5 3.5V7",
    "place": "M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11z"
    "M12 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z",
    "bell": "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4",
    "share": "M12 15V3.5M8 7.2 12 3.2l4 4M7.5 10.5H5v10h14v-10h-2.5",
    "more": "M12 5.5h.01M12 12h.01M12 18.5h.01",
    "offline": "M4 4l16 16M3.5 9.5a13 13 0 0 1 4-2.6M20.5 9.5a13 13 0 0 0-8-3.4"
    "M6.5 13a8.5 8.5 0 0 1 4-2.2"
    "M17.5 13a8.5 8.5 0 0 0-1.6-1.2M12 18.5h.01",
}  # fmt: skip


def icon(name: str, class_name: str = "icon") -> rx.Component:
    """The drawing `name`, hidden from assistive technology: words say what it shows."""
    return _frame(rx.el.svg.path(d=ICONS[name]), class_name)


def icon_named(name: rx.Var[str], class_name: str = "icon") -> rx.Component:
    """The drawing a Var names (a category's icon), from the sprite."""
    return _frame(rx.el.svg.use(href="/icons/sprite.svg#" + name), class_name)


def _frame(drawing: rx.Component, class_name: str) -> rx.Component:
    return rx.el.svg(drawing, view_box="0 0 24 24", class_name=class_name, aria_hidden="true")
