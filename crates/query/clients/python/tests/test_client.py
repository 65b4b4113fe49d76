"""The client beside the API it speaks to: a server over the sample archive at SUYAN_ADDRESS."""

import csv
import io
import json
import os
import re
import threading
import unittest
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import suyan
from suyan import Archive, BadRequest, Busy, NotFound, SnapshotChanged, Unreachable

ADDRESS = os.environ["SUYAN_ADDRESS"]
README = Path(__file__).parent.parent / "README.md"


def api(path, **parameters):
    """The answer of the API, without the client."""
    query = urllib.parse.urlencode(parameters, doseq=True)
    with urllib.request.urlopen(f"{ADDRESS}{path}?{query}") as answer:
        return answer.read().decode("utf-8-sig")


class Reading(unittest.TestCase):
    def setUp(self):
        self.archive = Archive(ADDRESS)

    def test_a_search_gives_every_passage_once(self):
        found = self.archive.search("工作")
        rows = list(found)
        self.assertGreater(len(rows), 100, "more than a page")
        self.assertEqual(len(rows), found.total["passages"])
        self.assertEqual(len({(row["report"], row["ordinal"]) for row in rows}), len(rows))
        for row in rows[:20]:
            passages = {p["ordinal"]: p["text"] for p in self.archive.report(row["report"])}
            self.assertIn(row["text"], passages[row["ordinal"]])
            self.assertTrue(all(mark in row["text"] for mark in row["matches"]) and row["matches"])

    def test_filters_are_those_of_the_api(self):
        found = self.archive.search("架空线", place=["枕江区", "澄浦区"], year="2021..2022", part="tasks")
        rows = list(found)
        self.assertTrue(rows)
        self.assertEqual({row["part"] for row in rows}, {"tasks"})
        self.assertLessEqual({row["place"] for row in rows}, {"枕江区", "澄浦区"})
        self.assertLessEqual({row["year"] for row in rows}, {2021, 2022})

    def test_a_panel_is_the_csv_of_the_api(self):
        panel = self.archive.panel(["架空线", "养老"], level="county")
        table = list(csv.DictReader(io.StringIO(api("/api/v1/panel.csv", words=["架空线", "养老"], level="county"))))
        rows = list(panel)
        self.assertEqual(len(rows), len(table))
        for row, line in zip(rows, table):
            self.assertEqual(row["place_code"], line["place_code"])
            for word in ("架空线", "养老"):
                self.assertEqual("" if row[word] is None else str(row[word]), line[word])

    def test_what_is_missing_is_not_zero(self):
        rows = list(self.archive.panel("架空线", place="枕江区", year="2018..2021"))
        missing = [row for row in rows if row["status"] == "missing"]
        self.assertEqual([row["year"] for row in missing], [2018, 2019])
        self.assertTrue(all(row["架空线"] is None and row["characters"] is None for row in missing))

    def test_a_long_list_is_posted(self):
        words = [f"第{number}个并不存在的词语" for number in range(300)] + ["架空线"]
        panel = self.archive.panel(words, by="year")
        short = self.archive.panel("架空线", by=["year"])
        self.assertEqual([row["架空线"] for row in panel], [row["架空线"] for row in short])

    def test_lines_are_all_occurrences(self):
        lines = self.archive.kwic("工作", width=8)
        rows = list(lines)
        self.assertEqual(len(rows), lines.total)
        self.assertGreater(len(rows), 100, "more than a page")
        self.assertEqual({row["match"].replace(" ", "") for row in rows}, {"工作"})
        again = [row["link"] for row in self.archive.kwic("工作", sample=7, seed=3)]
        self.assertEqual(again, [row["link"] for row in self.archive.kwic("工作", sample=7, seed=3)])

    def test_promises_are_items(self):
        listed = self.archive.promises(place="枕江区")
        rows = list(listed)
        self.assertEqual(len(rows), listed.total["items"])
        missed = list(self.archive.promises(place="枕江区", year=2021, verdict=["missed"]))
        self.assertTrue(missed and all(row["verdict"] == "missed" for row in missed))
        story = self.archive.promise(missed[0]["promise"])
        self.assertEqual(story["text"], missed[0]["text"])
        self.assertTrue(story["later"])

    def test_lists_of_reports_and_places(self):
        reports = self.archive.reports()
        self.assertEqual(len(list(reports)), reports.total)
        self.assertEqual(self.archive.places("zhenjiang")[0]["code"], "990102")
        self.assertTrue(self.archive.coverage(place="枕江区")["places"])
        self.assertTrue(self.archive.get("/api/v1/trend", q="架空线")["years"])


class GoingWrong(unittest.TestCase):
    def test_errors_say_what_the_api_says(self):
        archive = Archive(ADDRESS)
        with self.assertRaises(BadRequest) as caught:
            list(archive.search("绿道", year="20x3"))
        self.assertEqual((caught.exception.code, caught.exception.status), ("bad_year", 400))
        self.assertIn("2018..2023", caught.exception.hint)
        with self.assertRaises(NotFound):
            archive.report("no/such report")
        with self.assertRaises(ValueError):
            Archive("127.0.0.1:8080")
        with self.assertRaises(Unreachable):
            Archive("http://127.0.0.1:9", retries=0).places("x")

    def test_a_pinned_snapshot_holds_or_says_that_it_cannot(self):
        archive = Archive(ADDRESS)
        with archive.at() as pinned:
            snapshot = pinned.panel("架空线").snapshot
        with archive.at(snapshot):
            self.assertEqual(archive.search("架空线").snapshot, snapshot)
        with self.assertRaises(SnapshotChanged):
            with archive.at("000000000000"):
                list(archive.search("架空线"))
        self.assertTrue(list(archive.search("架空线")), "the pin ends with its block")

    def test_a_busy_server_is_asked_again(self):
        asked = []

        class Sometimes(BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                is_busy = len(asked) < 3 or "always" in self.path
                body = {"error": {"code": "busy", "message": "忙", "hint": "稍后"}} if is_busy else {"places": []}
                self.send_response(503 if is_busy else 200)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Sometimes)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        archive = Archive(f"http://127.0.0.1:{server.server_port}", retries=2)
        self.assertEqual(archive.places("x"), [])
        self.assertEqual(len(asked), 3)
        with self.assertRaises(Busy):
            Archive(archive.address, retries=0).places("always")
        server.shutdown()
        server.server_close()


class Study(unittest.TestCase):
    """The study of the README runs, and gives the numbers that the API gives."""

    def test_the_study_gives_the_numbers_of_the_api(self):
        try:
            import pandas  # noqa: F401
        except ImportError:
            self.skipTest("pandas is not installed")
        blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.S)
        self.assertGreaterEqual(len(blocks), 5)
        names = {"ADDRESS": ADDRESS}
        for block in blocks:
            exec(compile(block, str(README), "exec"), names)
        table = names["table"]
        panel = json.loads(api("/api/v1/panel", words=["架空线=架空线|杆线", "养老"], level="county", year="2020..2024", per="characters"))
        rows = [row for row in panel["rows"] if row["status"] != "missing"]
        self.assertEqual(len(table), len(rows))
        for row in rows:
            own = table[(table["place_code"] == row["place"]["code"]) & (table["year"] == row["year"])].iloc[0]
            self.assertEqual(own["架空线"], row["counts"]["架空线"])
            self.assertAlmostEqual(own["架空线_rate"], row["rates"]["架空线"])
            self.assertEqual(own["characters"], row["characters"])
        verdicts = ["kept", "exceeded", "partly", "missed", "postponed", "restated", "not_mentioned"]
        lists = {
            name: json.loads(api("/api/v1/promises", level="county", year="2020..2024", quantity="true", verdict=wanted))
            for name, wanted in (("items", verdicts), ("kept", verdicts[:2]))
        }
        for name, listed in lists.items():
            self.assertEqual(int(table[name].sum()), listed["total"]["items"], name)
        self.assertEqual(table.attrs["snapshot"], panel["snapshot"])


if __name__ == "__main__":
    print(suyan.__version__)
    unittest.main()
