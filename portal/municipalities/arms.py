"""Neutral shields of our own drawing, standing in for coats of arms.

Real coats of arms may be used by their municipality alone, so none is shipped.
"""

SHIELD = "M2 2h32v20c0 10-8 16-16 18C10 38 2 32 2 22z"
_WATER = "M7 29c3.7-3 7.3 3 11 0s7.3-3 11 0"

DRAWINGS: dict[str, str] = {
    "anchor": "M18 12v18M18 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM13 16h10"
    "M9 22c0 5 4 8 9 8s9-3 9-8",
    "bridge": "M7 23h22M7 23v6M29 23v6M10 23c2-10 14-10 16 0M14 17.5V23M18 15.5V23M22 17.5V23",
    "canal": f"{_WATER}M12 25V9M24 25V9M9 9h18M7 21h22M12 13l-4 8M24 13l4 8",
    "church": "M9 31V21h9v10M18 31V14l4.5-6 4.5 6v17M7 31h22M9 21l4.5-4 4.5 4M22.5 8V4.5",
    "cloister": "M8 31V19a5 5 0 0 1 10 0v12M18 31V19a5 5 0 0 1 10 0v12M7 31h22M8 10h20",
    "dike": f"M7 24h5l5-9h4l5 9h3M19 15V8M19 8l5 2-5 2{_WATER}",
    "flower": "M18 31V19M18 27c-5 0-7-2-8-5 4-1 7 1 8 5zM18 17.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6z"
    "M18 11.5V7M18 17.5V19M21 14.5h4M11 14.5h4M20.2 12.3l3-3M15.8 12.3l-3-3"
    "M20.2 16.7l3 3M15.8 16.7l-3 3",
    "island": f"M9 25c3-7 6-9 9-9s6 2 9 9{_WATER}M18 16V8M18 8l5 2-5 2",
    "moor": f"{_WATER}M12 26V14M12 14v-4M18 26V10M18 10V6M24 26V16M24 16v-4M18 22c3-1 4-3 4-6",
    "rivers": "M8 8c2 7 5 9 10 11M28 8c-2 7-5 9-10 11M18 19v12M8 15c2 4 3 6 6 8M28 15c-2 4-3 6-6 8",
    "sheaf": "M18 31V8M18 24C13 20 11 15 11 9M18 24c5-4 7-9 7-15M12 22h12"
    "M18 22c-3 3-5 6-5 9M18 22c3 3 5 6 5 9",
    "ship": "M8 23h20l-3.5 6h-13zM18 23V7M18 8l8 11h-8M16 13l-6 6.5h6",
    "tree": "M18 31V15M18 23l-5-4M18 20l5-4"
    "M18 6a8 8 0 0 1 8 8 6 6 0 0 1-6 7h-4a6 6 0 0 1-6-7 8 8 0 0 1 8-8z",
    "wave": "M7 15c3.7-3 7.3 3 11 0s7.3-3 11 0M7 21.5c3.7-3 7.3 3 11 0s7.3-3 11 0"
    "M7 28c3.7-3 7.3 3 11 0s7.3-3 11 0",
    "windmill": "M13.5 31l2.5-14h4l2.5 14zM9.5 8.5l17 17M26.5 8.5l-17 17M9 31h18",
}
"""SVG path data on a field of 36 by 42, drawn as white lines on the shield."""


def drawing_svg(key: str, colour: str) -> str:
    """The shield with the drawing `key` on '#rrggbb', as a standalone SVG document."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 42" width="36" height="42">'
        f'<path d="{SHIELD}" fill="{colour}"/>'
        f'<path d="{DRAWINGS[key]}" fill="none" stroke="#fff" stroke-width="2.2" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
