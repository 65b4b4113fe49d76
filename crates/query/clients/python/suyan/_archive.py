"""The archive, and what it gives."""

from __future__ import annotations

import urllib.parse
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, Iterator, Mapping, Optional, Union

from ._http import Server, Values

if TYPE_CHECKING:
    import pandas

Row = Dict[str, Any]
Names = Union[str, Iterable[str], None]
Year = Union[str, int, None]

#: Rows of one request: the most that the API gives.
_PAGE = 100
#: Characters of words that still go into an address.
_LONG = 1000


def _frame(rows: Iterable[Row], columns: Optional[list[str]] = None) -> "pandas.DataFrame":
    try:
        import pandas
    except ImportError as error:
        raise ImportError("data frames need pandas: pip install suyan[pandas]") from error
    listed = list(rows)
    frame = pandas.DataFrame(listed, columns=columns if not listed else None)
    # Codes are names and not numbers; years may be missing.
    if "year" in frame:
        frame["year"] = frame["year"].astype("Int64")
    return frame


def _head(report: Mapping[str, Any]) -> Row:
    """The facts of a report as plain values."""
    place = report.get("place") or {}
    return {
        "report": report["id"],
        "title": report["title"],
        "place_code": place.get("code"),
        "place": place.get("name"),
        "place_path": "/".join(place.get("path", [])) or None,
        "level": report.get("level"),
        "year": report.get("year"),
        "date": report.get("date"),
        "kind": report.get("kind"),
    }


class Listing:
    """A list that is fetched page by page while it is gone through.

    Iterating gives rows of plain values; ``items()`` gives the API's own objects. All pages are of
    one state of the archive: where it changes meanwhile, ``SnapshotChanged`` is raised.
    """

    def __init__(
        self,
        ask: Callable[[Mapping[str, Values]], Any],
        parameters: Mapping[str, Values],
        name: str,
        rows: Callable[[Any], Iterable[Row]],
    ) -> None:
        self._ask = ask
        self._parameters = dict(parameters)
        self._name = name
        self._rows = rows
        self._first: Optional[Any] = None

    def _begin(self) -> Any:
        if self._first is None:
            self._first = self._ask(self._parameters)
        return self._first

    @property
    def total(self) -> Any:
        """How many there are: exact. For searches and promises an object of several counts."""
        return self._begin()["total"]

    @property
    def snapshot(self) -> str:
        """The state of the archive that the list is of."""
        return str(self._begin()["snapshot"])

    @property
    def answer(self) -> Any:
        """The first page as the API answers it, with facets and the like."""
        return self._begin()

    def items(self) -> Iterator[Any]:
        """The API's own objects."""
        page = self._begin()
        fixed = {**self._parameters, "snapshot": page["snapshot"]}
        while True:
            yield from page[self._name]
            if not page.get("next"):
                return
            page = self._ask({**fixed, "cursor": page["next"]})

    def __iter__(self) -> Iterator[Row]:
        for item in self.items():
            yield from self._rows(item)

    def frame(self) -> "pandas.DataFrame":
        """All rows as a data frame."""
        return _frame(self)


class Panel:
    """A table of exact counts.

    Iterating gives a row for each place and year (or what ``by`` says) with a column for each
    word, named by it; in a row whose ``status`` is ``missing`` the archive has no report, and counts
    and sizes are ``None``, which is not zero.
    """

    def __init__(self, answer: Any) -> None:
        #: The API's answer.
        self.answer = answer

    @property
    def snapshot(self) -> str:
        """The state of the archive that was counted."""
        return str(self.answer["snapshot"])

    @property
    def words(self) -> list[str]:
        """The names of the columns of counts."""
        return [word["name"] for word in self.answer["words"]]

    @property
    def codebook(self) -> Row:
        """How was counted, of what, and the address that gives it again."""
        names = ("by", "count", "per", "lineage", "formula", "normalisation", "segmenter",
                 "dictionary", "filters", "excluded", "snapshot", "address", "cite")
        return {name: self.answer[name] for name in names}

    @property
    def remarks(self) -> list[str]:
        """What whoever made the list of words should know."""
        return [remark["message"] for remark in self.answer["remarks"]]

    def __iter__(self) -> Iterator[Row]:
        for row in self.answer["rows"]:
            yield self._row(row)

    def _row(self, row: Mapping[str, Any]) -> Row:
        flat: Row = {}
        if "place" in row:
            place = row["place"] or {}
            flat["place_code"] = place.get("code")
            flat["place"] = place.get("name")
            flat["place_path"] = "/".join(place.get("path", [])) or None
        for name in ("year", "level", "kind", "part"):
            if name in row:
                flat[name] = row[name]
        if "report" in row:
            flat["report"] = (row["report"] or {}).get("id")
        for name in ("status", "reports", "passages", "sentences", "characters"):
            flat[name] = row[name]
        # A word may be called like a column of the table; the size in words keeps out of its way.
        flat["size_words"] = row["words"]
        for word in self.words:
            flat[word if word not in flat else f"count_{word}"] = row["counts"].get(word)
        for word, rate in row["rates"].items():
            flat[f"{word}_rate"] = rate
        return flat

    def frame(self) -> "pandas.DataFrame":
        """The table as a data frame: counts as integers that may be missing."""
        frame = _frame(self)
        counts = [name for name in ("passages", "sentences", "characters", "size_words") if name in frame]
        counts += [word for word in self.words if word in frame]
        for name in counts:
            frame[name] = frame[name].astype("Int64")
        return frame


class Report:
    """A report whole. Iterating gives its passages as rows."""

    def __init__(self, answer: Any) -> None:
        #: The API's answer.
        self.answer = answer

    @property
    def facts(self) -> Row:
        """Title, place, year and so on as plain values."""
        return _head(self.answer["report"])

    @property
    def snapshot(self) -> str:
        """The state of the archive that it is of."""
        return str(self.answer["snapshot"])

    @property
    def text(self) -> str:
        """All passages, each on its line."""
        return "\n".join(passage["text"] for passage in self.answer["passages"])

    def __iter__(self) -> Iterator[Row]:
        for passage in self.answer["passages"]:
            yield {
                "ordinal": passage["ordinal"],
                "part": passage["part"],
                "heading": passage["heading"],
                "is_heading": passage["is_heading"],
                "text": passage["text"],
            }

    def __len__(self) -> int:
        return len(self.answer["passages"])

    def frame(self) -> "pandas.DataFrame":
        """The passages as a data frame."""
        return _frame(self)


class Archive:
    """An archive that a server serves.

    ``timeout`` is in seconds for each request; a server that is busy is asked again ``retries``
    times, waiting longer each time.
    """

    def __init__(
        self,
        address: str = "http://127.0.0.1:8080",
        *,
        timeout: float = 60.0,
        retries: int = 3,
    ) -> None:
        self._server = Server(address, timeout=timeout, retries=retries)
        self._pinned: ContextVar[Optional[str]] = ContextVar("suyan_snapshot", default=None)

    @property
    def address(self) -> str:
        """Where the server is."""
        return self._server.address

    @property
    def snapshot(self) -> str:
        """The state that the archive is in now."""
        return str(self._server.get("/healthz", {})["index"]["snapshot"])

    @contextmanager
    def at(self, snapshot: Optional[str] = None) -> Iterator["Archive"]:
        """Answers within the block are of this snapshot, or of the present one.

        Where the archive changes, ``SnapshotChanged`` is raised instead of giving other figures.
        """
        token = self._pinned.set(snapshot or self.snapshot)
        try:
            yield self
        finally:
            self._pinned.reset(token)

    def get(self, path: str, **parameters: Values) -> Any:
        """Any answer of the API: ``archive.get("/api/v1/trend", q="绿道")``."""
        return self._get(path, parameters)

    def search(
        self,
        q: str,
        *,
        place: Names = None,
        year: Year = None,
        level: Names = None,
        kind: Names = None,
        part: Names = None,
        sort: Optional[str] = None,
        **more: Values,
    ) -> Listing:
        """All passages that match, best first.

        A row is a passage: ``text`` is the stretch around the matches, verbatim, ``matches`` the
        characters that matched, ``link`` its page. ``total`` has the exact counts.
        """
        asked = {"q": q, "place": place, "year": year, "level": level, "kind": kind, "part": part,
                 "sort": sort, **more, "group": "passage", "limit": _PAGE}
        return self._listing("/api/v1/search", asked, "hits", self._passages)

    def _passages(self, hit: Any) -> Iterator[Row]:
        for passage in hit["passages"]:
            snippet = passage["snippet"]
            yield {
                **_head(hit["report"]),
                "ordinal": passage["ordinal"],
                "part": passage["part"],
                "match": passage["match"],
                "text": "".join(fragment["text"] for fragment in snippet),
                "matches": [fragment["text"] for fragment in snippet if fragment.get("match")],
                "link": self.link(hit["report"]["id"], passage["ordinal"]),
            }

    def panel(
        self,
        words: Union[str, Iterable[str], Mapping[str, Iterable[str]]],
        *,
        place: Names = None,
        year: Year = None,
        level: Names = None,
        kind: Names = None,
        part: Names = None,
        by: Names = None,
        count: Optional[str] = None,
        per: Optional[str] = None,
        lineage: Optional[str] = None,
        **more: Values,
    ) -> Panel:
        """Counts of strings by place and year.

        ``words`` is a list of strings, or names with the strings that are counted together:
        ``{"绿色": ["低碳", "双碳"]}``. The other parameters are those of the API.
        """
        if isinstance(words, str):
            words = [words]
        if isinstance(words, Mapping):
            words = [f"{name}={'|'.join(strings)}" for name, strings in words.items()]
        words = list(words)
        rows = by if by is None or isinstance(by, str) else ",".join(by)
        asked = {"words": words, "place": place, "year": year, "level": level, "kind": kind,
                 "part": part, "by": rows, "count": count, "per": per, "lineage": lineage, **more}
        is_long = sum(map(len, words)) > _LONG
        ask = self._post if is_long else self._get
        return Panel(ask("/api/v1/panel", asked))

    def kwic(
        self,
        q: str,
        *,
        width: Optional[int] = None,
        place: Names = None,
        year: Year = None,
        level: Names = None,
        kind: Names = None,
        part: Names = None,
        sort: Optional[str] = None,
        sample: Optional[int] = None,
        seed: Optional[int] = None,
        **more: Values,
    ) -> Listing:
        """Every occurrence in its line: ``left``, ``match``, ``right``."""
        asked = {"q": q, "width": width, "place": place, "year": year, "level": level,
                 "kind": kind, "part": part, "sort": sort, "sample": sample, "seed": seed,
                 **more, "limit": _PAGE}
        return self._listing("/api/v1/kwic", asked, "rows", self._line)

    def _line(self, row: Any) -> Iterator[Row]:
        names = ("ordinal", "part", "start", "left", "match", "right")
        link = self.link(row["report"]["id"], row["ordinal"])
        yield {**_head(row["report"]), **{name: row[name] for name in names}, "link": link}

    def promises(
        self,
        q: Optional[str] = None,
        *,
        place: Names = None,
        year: Year = None,
        level: Names = None,
        kind: Names = None,
        part: Names = None,
        report: Optional[str] = None,
        verdict: Names = None,
        strength: Names = None,
        quantity: Optional[bool] = None,
        sort: Optional[str] = None,
        **more: Values,
    ) -> Listing:
        """Promises and what became of them, a row an item.

        ``verdict`` is a reading by rule: show it with ``text`` and ``evidence``.
        """
        asked = {"q": q, "place": place, "year": year, "level": level, "kind": kind, "part": part,
                 "report": report, "verdict": verdict, "strength": strength,
                 "quantity": quantity, "sort": sort, **more, "limit": _PAGE}
        return self._listing("/api/v1/promises", asked, "promises", self._items)

    def _items(self, promise: Any) -> Iterator[Row]:
        for item in promise["items"]:
            outcome = item["outcome"]
            promised = item["quantity"] or {}
            reported = outcome["reported"] or {}
            evidence = (outcome["evidence"] or [{}])[0]
            yield {
                **_head(promise["report"]),
                "promise": promise["id"],
                "item": item["item"],
                "ordinal": promise["ordinal"],
                "part": promise["part"],
                "text": promise["text"],
                "item_text": item["text"],
                "strength": promise["strength"],
                "deadline": item["deadline"]["year"],
                "indicator": item["indicator"],
                "value": promised.get("value"),
                "unit": promised.get("unit"),
                "verdict": outcome["verdict"],
                "why": outcome["why"],
                "outcome_year": outcome["year"],
                "reported_value": reported.get("value"),
                "reported_unit": reported.get("unit"),
                "evidence": evidence.get("text"),
                "evidence_report": evidence.get("report"),
                "evidence_ordinal": evidence.get("ordinal"),
                "link": f"{self.address}/promises/{urllib.parse.quote(promise['id'], safe='')}",
            }

    def promise(self, promise: str) -> Any:
        """One promise with what every later report says of it, as the API answers it."""
        return self._get(f"/api/v1/promises/{urllib.parse.quote(promise, safe='')}", {})

    def report(self, report: str) -> Report:
        """One report whole."""
        return Report(self._get(f"/api/v1/reports/{urllib.parse.quote(report, safe='')}", {}))

    def reports(
        self,
        *,
        place: Names = None,
        year: Year = None,
        level: Names = None,
        kind: Names = None,
        **more: Values,
    ) -> Listing:
        """The list of reports."""
        asked = {"place": place, "year": year, "level": level, "kind": kind, **more, "limit": _PAGE}
        return self._listing("/api/v1/reports", asked, "reports", lambda head: [_head(head)])

    def places(self, q: str, limit: int = 10) -> list[Row]:
        """Places of the archive by name, short name or pinyin, best first."""
        return list(self._get("/api/v1/places", {"q": q, "limit": limit})["places"])

    def coverage(self, **parameters: Values) -> Any:
        """Which places have a report of which year, as the API answers it."""
        return self._get("/api/v1/coverage", parameters)

    def link(self, report: str, ordinal: Optional[int] = None) -> str:
        """The page of a report, or of one passage of it."""
        page = f"{self.address}/reports/{urllib.parse.quote(report, safe='')}"
        return page if ordinal is None else f"{page}#p{ordinal}"

    def _listing(
        self,
        path: str,
        asked: Mapping[str, Values],
        name: str,
        rows: Callable[[Any], Iterable[Row]],
    ) -> Listing:
        return Listing(lambda parameters: self._get(path, parameters), asked, name, rows)

    def _get(self, path: str, parameters: Mapping[str, Values]) -> Any:
        return self._server.get(path, self._at_pinned(parameters))

    def _post(self, path: str, parameters: Mapping[str, Values]) -> Any:
        return self._server.post(path, self._at_pinned(parameters))

    def _at_pinned(self, parameters: Mapping[str, Values]) -> Mapping[str, Values]:
        pinned = self._pinned.get()
        if pinned is None or parameters.get("snapshot"):
            return parameters
        return {**parameters, "snapshot": pinned}
