"""What an upload is, told by its first bytes, and what it may be called."""

import unicodedata

HEAD = 32
LONGEST_NAME = 200
JPEG, PNG, PDF, HEIC = "image/jpeg", "image/png", "application/pdf", "image/heic"
MEDIA_TYPES = {PDF: "PDF", JPEG: "JPEG", PNG: "PNG", HEIC: "HEIC"}
SIGNATURES = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"%PDF-", PDF))
# ISO/IEC 23008-12, annex B: brands of still pictures in HEVC, as phones take them.
HEIC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"))


def media_type_of(head: bytes) -> str | None:
    """The media type that the first HEAD bytes show; None if it is none of MEDIA_TYPES."""
    for signature, media_type in SIGNATURES:
        if head.startswith(signature):
            return media_type
    return HEIC if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS else None


def clean_name(name: str) -> str:
    """A file name fit to be shown and offered for download, in Unicode's form C (DIN 91379).

    Without folders, control or invisible characters; shortened before its ending.
    """
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(c for c in " ".join(base.split()) if unicodedata.category(c)[0] != "C")
    return _shortened(visible.strip(". ")) or "Datei"


def _shortened(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if len(name) <= LONGEST_NAME:
        return name
    if not dot or len(ending) > 10:
        return name[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
