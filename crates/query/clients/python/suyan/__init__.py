"""A client of 溯言 Suyan: an archive of Chinese government reports, searched and counted.

>>> from suyan import Archive
>>> archive = Archive("http://127.0.0.1:8080")
>>> for passage in archive.search("架空线入地", place="徐汇区", year="2018..2023"):
...     print(passage["year"], passage["text"])

Everything comes as an iterator of rows (dictionaries of plain values) and, where pandas is
installed, as a data frame: ``archive.panel(["环保"]).frame()``. See README.md.
"""

from ._archive import Archive, Listing, Panel, Report
from ._errors import (
    BadRequest,
    Busy,
    NotFound,
    SnapshotChanged,
    SuyanError,
    Unreachable,
)

__all__ = [
    "Archive",
    "BadRequest",
    "Busy",
    "Listing",
    "NotFound",
    "Panel",
    "Report",
    "SnapshotChanged",
    "SuyanError",
    "Unreachable",
]

__version__ = "0.1.0"
