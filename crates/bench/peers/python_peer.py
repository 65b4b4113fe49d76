"""Whoosh with jieba, SQLite FTS5 trigram, or ripgrep, as a peer.

Arguments as for every peer: kind (whoosh, sqlite or rg), threads, passages.jsonl, index folder, output file, then for each
query set NAME:MODE:FILE with MODE rank or phrase.
"""

import json
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import time


def passages(path):
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            yield number, row["id"], row["text"]


class Sqlite:
    """Trigram tokens find substrings of three characters and more; shorter words match nothing."""

    name = "sqlite-trigram"
    version = sqlite3.sqlite_version

    def __init__(self, folder, _threads):
        self.db = sqlite3.connect(os.path.join(folder, "index.db"))

    def index(self, path):
        db = self.db
        db.execute("PRAGMA journal_mode=OFF")
        db.execute("PRAGMA synchronous=OFF")
        db.execute("CREATE VIRTUAL TABLE p USING fts5(id UNINDEXED, text, tokenize='trigram')")
        db.executemany("INSERT INTO p(rowid, id, text) VALUES (?,?,?)", passages(path))
        db.execute("INSERT INTO p(p) VALUES ('optimize')")
        db.commit()

    def _match(self, text, phrase):
        quoted = lambda words: ['"%s"' % w.replace('"', '""') for w in words if len(w) >= 3]
        if phrase:
            return " ".join(quoted([text]))
        words = text.split()
        if len(words) == 1 and len(text) > 3:
            words = [text[i : i + 3] for i in range(len(text) - 2)]
        return " OR ".join(quoted(words))

    def search(self, text, phrase):
        match = self._match(text, phrase)
        if not match:
            return [], 0
        rows = self.db.execute("SELECT id FROM p WHERE p MATCH ? ORDER BY rank LIMIT 10", (match,))
        top = [row[0] for row in rows]
        count = 0
        if phrase:
            count = self.db.execute("SELECT count(*) FROM p WHERE p MATCH ?", (match,)).fetchone()[0]
        return top, count

    def all(self, text):
        match = self._match(text, True)
        if not match:
            return []
        return [row[0] for row in self.db.execute("SELECT rowid FROM p WHERE p MATCH ?", (match,))]


class Whoosh:
    """jieba's own analyzer for Whoosh, BM25F."""

    name = "whoosh-jieba"

    def __init__(self, folder, threads):
        import jieba
        import whoosh
        from jieba.analyse import ChineseAnalyzer
        from whoosh import index
        from whoosh.fields import ID, NUMERIC, TEXT, Schema

        jieba.setLogLevel(logging.ERROR)
        self.version = ".".join(map(str, whoosh.__version__))
        self.threads = threads
        self.analyzer = ChineseAnalyzer()
        schema = Schema(line=NUMERIC(stored=True), id=ID(stored=True), text=TEXT(stored=True, analyzer=self.analyzer))
        self.ix = index.create_in(folder, schema)

    def index(self, path):
        writer = self.ix.writer(limitmb=512, procs=self.threads, multisegment=self.threads > 1)
        for number, id_, text in passages(path):
            writer.add_document(line=number, id=id_, text=text)
        writer.commit()
        self.searcher = self.ix.searcher()

    def _query(self, text, phrase):
        from whoosh.query import NullQuery, Or, Phrase, Term

        words = [token.text for token in self.analyzer(text, mode="query")]
        if not words:
            return NullQuery
        if phrase and len(words) > 1:
            return Phrase("text", words)
        return Or([Term("text", word) for word in words])

    def search(self, text, phrase):
        found = self.searcher.search(self._query(text, phrase), limit=10)
        top = [hit["id"] for hit in found]
        return top, (len(found) if phrase else 0)

    def all(self, text):
        docs = self.searcher.docs_for_query(self._query(text, True))
        return [self.searcher.stored_fields(doc)["line"] for doc in docs]


class Rg:
    """ripgrep over one text file with a line per passage: no index, every answer is a whole scan."""

    name = "rg"

    def __init__(self, folder, threads):
        self.file = os.path.join(folder, "passages.txt")
        self.threads = threads
        self.version = subprocess.run(["rg", "--version"], capture_output=True, text=True).stdout.split()[1]

    def index(self, path):
        self.ids = []
        with open(self.file, "w", encoding="utf-8") as out:
            for _, id_, text in passages(path):
                self.ids.append(id_)
                out.write(text.replace("\n", " ").replace("\r", " ") + "\n")

    def search(self, text, phrase):
        if not phrase:
            return [], 0
        lines = self.all(text)
        return [self.ids[line] for line in lines[:10]], len(lines)

    def all(self, text):
        command = ["rg", "-F", "-n", "--no-heading", "-o", "-j", str(self.threads), "-e", text, self.file]
        found = subprocess.run(command, capture_output=True).stdout
        return sorted({int(line.split(b":", 1)[0]) - 1 for line in found.splitlines()})


def folder_bytes(folder):
    return sum(os.path.getsize(os.path.join(at, f)) for at, _, files in os.walk(folder) for f in files)


def main():
    kind, threads, path, folder, out, *sets = sys.argv[1:]
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    peer = {"whoosh": Whoosh, "sqlite": Sqlite, "rg": Rg}[kind](folder, int(threads))
    start = time.perf_counter()
    peer.index(path)
    result = {
        "peer": peer.name,
        "version": peer.version,
        "index_seconds": time.perf_counter() - start,
        "index_bytes": folder_bytes(folder),
        "sets": {},
    }
    for spec in sets:
        name, mode, file = spec.split(":", 2)
        phrase = mode == "phrase"
        answers = result["sets"][name] = []
        for line in open(file, encoding="utf-8"):
            id_, query = line.rstrip("\n").split("\t", 1)
            start = time.perf_counter()
            top, hits = peer.search(query, phrase)
            answer = {"id": id_, "us": (time.perf_counter() - start) * 1e6, "top": top, "hits": hits}
            if phrase:
                answer["all"] = sorted(peer.all(query))
            answers.append(answer)
    with open(out, "w", encoding="utf-8") as file:
        json.dump(result, file, ensure_ascii=False)


if __name__ == "__main__":
    main()
