"""QR codes as pictures to be printed or put on a website."""

from portal.shared.qr import draw_qr


def qr_svg(text: str) -> str:
    """The code as a standalone SVG, black on white: it hangs on doors and counters (level Q)."""
    drawing = draw_qr(text, "q")
    size = drawing.size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{drawing.view_box}" '
        f'width="{8 * size}" height="{8 * size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path d="{drawing.path}"/></svg>'
    )
