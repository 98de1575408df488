"""Uploads: encrypted outside the database, known inside it."""

from portal.files.local_store import LocalFileStore
from portal.files.recognition import MEDIA_TYPES
from portal.files.scanner import InfectedFile, NoScanner, Scanner, ScannerState, ScannerUnavailable
from portal.files.service import (
    Upload,
    files_of,
    open_file,
    receive_upload,
    record_upload,
    remove_file,
    same_file,
)
from portal.files.storage import FileDamaged, FileStore
from portal.files.tables import StoredFile

__all__ = [
    "MEDIA_TYPES",
    "FileDamaged",
    "FileStore",
    "InfectedFile",
    "LocalFileStore",
    "NoScanner",
    "Scanner",
    "ScannerState",
    "ScannerUnavailable",
    "StoredFile",
    "Upload",
    "files_of",
    "open_file",
    "receive_upload",
    "record_upload",
    "remove_file",
    "same_file",
]
