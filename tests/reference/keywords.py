"""The reference of tests/counting.rs: keywords and collocates of the sample archive, cut by Python's
jieba and computed by other means than the program's.

    suyan up data --addr 127.0.0.1:8080
    python3 tests/reference/keywords.py http://127.0.0.1:8080 > tests/cases/keywords.tsv

Needs jieba 0.42.1. Rows: what was asked, the word, then target, reference, G2, log ratio and
deviation of proportions, or together, alone, G2, logDice and MI.
"""

import collections
import json
import math
import sys
import urllib.parse
import urllib.request

import jieba

jieba.setLogLevel(60)


def get(address):
    return json.load(urllib.request.urlopen(sys.argv[1] + address))


def reports():
    cursor = ""
    while True:
        page = get("/api/v1/reports?limit=100" + cursor)
        for head in page["reports"]:
            yield get("/api/v1/reports/" + urllib.parse.quote(head["id"]))
        if not page["next"]:
            return
        cursor = "&cursor=" + urllib.parse.quote(page["next"])


def has_letter(word):
    return any(one.isalpha() for one in word)


def log_likelihood(a, b, c, d):
    both = (a + b) / (c + d)
    return 2 * sum(x * math.log(x / (n * both)) for x, n in ((a, c), (b, d)) if x)


def keywords(name, texts, in_target, in_reference):
    target, reference, parts = collections.Counter(), collections.Counter(), {}
    sizes, c, d = collections.Counter(), 0, 0
    for report, part, words in texts:
        if in_target(report, part):
            c += len(words)
            sizes[report["id"]] += len(words)
            parts.setdefault(report["id"], collections.Counter()).update(words)
            target.update(words)
        elif in_reference(report, part):
            d += len(words)
            reference.update(words)
    rows = []
    for word, a in target.items():
        b = reference[word]
        if not has_letter(word) or a < 5 or a / c <= b / d:
            continue
        ratio = math.log2((a / c) / ((b or 0.5) / d))
        uneven = sum(abs(parts[one][word] / a - size / c) for one, size in sizes.items()) / 2
        rows.append((name, word, a, b, log_likelihood(a, b, c, d), ratio, uneven))
    rows.sort(key=lambda row: (-row[4], row[1].encode()))
    return rows[:60]


def collocates(name, texts, node, window):
    together, alone, matches, near, total = collections.Counter(), collections.Counter(), 0, 0, 0
    for _, _, words in texts:
        text = "".join(words)
        total += len(words)
        alone.update(words)
        marks, at = [], text.find(node)
        while at >= 0:
            marks.append((at, at + len(node)))
            at = text.find(node, at + len(node))
        matches += len(marks)
        start = 0
        for word in words:
            end = start + len(word)
            inside = any(m[0] - window <= start and end <= m[1] + window for m in marks)
            touches = any(m[0] < end and start < m[1] for m in marks)
            if inside and not touches:
                near += 1
                together[word] += 1
            start = end
    rows = []
    for word, many in together.items():
        information = math.log2(many / (alone[word] * near / total))
        if not has_letter(word) or many < 5 or information <= 0:
            continue
        likelihood = log_likelihood(many, alone[word] - many, near, total - near)
        dice = 14 + math.log2(2 * many / (matches + alone[word]))
        rows.append((name, word, many, alone[word], likelihood, dice, information))
    rows.sort(key=lambda row: (-row[4], row[1].encode()))
    return rows[:60]


texts = [
    (one["report"], passage["part"], jieba.lcut(passage["text"]))
    for one in reports()
    for passage in one["passages"]
]
year = lambda report: report["year"] or 0
asked = [
    keywords("part=tasks&ref.part=review", texts, lambda r, p: p == "tasks", lambda r, p: p == "review"),
    keywords("year=2022..", texts, lambda r, p: year(r) >= 2022, lambda r, p: True),
    collocates('q="改造"&window=20', texts, "改造", 20),
    collocates('q="养老"&window=8', texts, "养老", 8),
]
for row in (row for rows in asked for row in rows):
    print("\t".join(str(cell) for cell in row))
