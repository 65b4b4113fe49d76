#!/usr/bin/env python3
"""The walls of the house hold: no circle of imports between the folders of a crate, none between the
files and folders of its root, no crate stands on what it must know nothing of, no two types of the
workspace have one name, and the maps lead to files that are there.

Modules are told by their own paths: `use crate::…`, `use super::…`, and paths in the code. What a
crate's root gives again counts as what it is there. Below the root files are no rooms of their own but
in the crates of `THROUGHOUT`; tests may look anywhere. `.ci/walls.py --test` shows that the check can
fail.
"""

import collections
import pathlib
import re
import subprocess
import sys
import tempfile

# By crate, what must not be in its `cargo tree`: the libraries of an engine, and of HTTP.
ABSENT = {
    "suyan-search": ["tantivy", "axum", "opensearch", "suyan-engine", "suyan-cluster"],
    "suyan-promises": ["tantivy", "axum", "suyan-search"],
    "suyan-engine": ["axum", "opensearch", "suyan-cluster"],
    "suyan-cluster": ["tantivy", "axum", "suyan-engine"],
    "suyan-answers": ["tantivy", "axum", "opensearch", "suyan-engine", "suyan-cluster"],
    "suyan-query": ["tantivy", "opensearch", "suyan-engine", "suyan-cluster"],
    "suyan-mcp": ["tantivy", "axum", "opensearch", "suyan-engine", "suyan-cluster"],
    "suyan-corpus": ["tantivy", "axum", "suyan-analysis"],
    "suyan-analysis": ["tantivy", "axum", "suyan-corpus"],
}

# Crates without a circle between any two modules, at whatever depth.
THROUGHOUT = {"search", "mcp", "bench", "cluster", "indexer", "suyan"}

# What a newcomer is led by.
MAPS = ["README.md", "crates/README.md", "crates/DECISIONS.md", "crates/bench/README.md"]

COMMENT = re.compile(r"//[^\n]*")
STRING = re.compile(r'r#*".*?"#*|"(?:\\.|[^"\\])*"', re.S)
# A module of tests, or one that only tests see.
TESTS = re.compile(r"#\[cfg\((?:test|any\(test[^]]*)\)\]\s*(?:pub(?:\([a-z]+\))? )?mod (\w+)\s*([;{])")
USE = re.compile(r"\buse\s+([^;]+);")
PATH = re.compile(r"\b((?:crate|super)(?:::\w+)+)")
TYPE = re.compile(r"^(?:pub(?:\([a-z: ]+\))? )?(?:struct|enum|trait|union|type) (\w+)", re.M)
# A link, and the name in front of it or in it.
LINK = re.compile(r"(?:`([\w:<>]+)`[^`\[\]\n]{0,6})?\[(?:`([\w:<>]+)`|[^\]]*)\]\(([^)\s#]+)[^)]*\)")
GIVEN = re.compile(r"^pub(?:\(crate\))? use\s+([^;]+);", re.M)


def flatten(tree):
    """`a::{b, c::{d, e}}` as its single paths."""
    tree = " ".join(tree.split())
    if "{" not in tree:
        return [tree.split(" as ")[0].strip()]
    head, rest = tree.split("{", 1)
    rest = rest[: rest.rfind("}")]
    paths, depth, part = [], 0, ""
    for character in rest + ",":
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "," and depth == 0:
            if part.strip():
                paths += [head.strip() + path for path in flatten(part.strip())]
            part = ""
        else:
            part += character
    return paths


def without_tests(source):
    """The source without comments, texts and modules of tests; and which files are tests."""
    source = STRING.sub('""', COMMENT.sub("", source))
    files = set()
    while found := TESTS.search(source):
        if found[2] == ";":
            files.add(found[1])
            end = found.end()
        else:
            depth, end = 1, found.end()
            while depth and end < len(source):
                depth += {"{": 1, "}": -1}.get(source[end], 0)
                end += 1
        source = source[: found.start()] + source[end:]
    return source, files


class Crate:
    def __init__(self, root):
        self.root = root
        self.sources = {}  # module path, as a tuple, → source
        self.read(root / "lib.rs" if (root / "lib.rs").exists() else root / "main.rs", ())
        self.given = {}
        for path in [p for tree in GIVEN.findall(self.sources.get((), "")) for p in flatten(tree)]:
            names = path.split("::")
            names = names[1:] if names[0] in ("crate", "self") else names
            if len(names) > 1 and (names[0],) in self.sources:
                self.given[names[-1]] = tuple(names[:-1])

    def read(self, file, module):
        if not file.exists():
            return
        source, tests = without_tests(file.read_text(encoding="utf-8"))
        self.sources[module] = source
        folder = file.parent if file.name in ("lib.rs", "main.rs", "mod.rs") else file.with_suffix("")
        for name in re.findall(r"\bmod (\w+)\s*;", source):
            if name not in tests:
                for child in (folder / f"{name}.rs", folder / name / "mod.rs"):
                    self.read(child, (*module, name))

    def folders(self):
        """Modules that have modules below them."""
        return {module[:-1] for module in self.sources if len(module) > 1}

    def targets(self, module):
        """The modules that a module names."""
        source = self.sources[module]
        paths = [path for tree in USE.findall(source) for path in flatten(tree)]
        for path in paths + PATH.findall(USE.sub("", source)):
            names = path.split("::")
            if names[0] == "crate":
                names = names[1:]
                if names and names[0] in self.given and (names[0],) not in self.sources:
                    names = [*self.given[names[0]], *names]
            elif names[0] == "super":
                base = list(module)
                while names and names[0] == "super":
                    base, names = base[:-1], names[1:]
                names = base + names
            else:
                continue
            while names and tuple(names) not in self.sources:
                names = names[:-1]
            if names:
                yield tuple(names)

    def rooms(self):
        """The modules between which there must be no circle: folders, and the files that count."""
        name = self.root.parent.name
        folders = self.folders()
        if name in THROUGHOUT:
            return set(self.sources)
        return folders | {module for module in self.sources if len(module) == 1}

    def circles(self):
        """Rooms of one parent that name each other, however long the way round."""
        rooms = self.rooms()
        edges = collections.defaultdict(lambda: collections.defaultdict(set))
        for module in self.sources:
            for target in self.targets(module):
                for depth in range(min(len(module), len(target))):
                    if module[:depth] != target[:depth]:
                        break
                    here, there = module[: depth + 1], target[: depth + 1]
                    if here != there and here in rooms and there in rooms:
                        edges[here][there].add("/".join(module))
        for start in sorted(edges):
            seen, open_ = set(), [(start, [start])]
            while open_:
                at, way = open_.pop()
                for following in sorted(edges[at]):
                    if following == start:
                        if start == min(way):
                            yield way + [start], edges
                        open_ = []
                        break
                    if following not in seen:
                        seen.add(following)
                        open_.append((following, way + [following]))


def circles_of(root):
    told = []
    for way, edges in Crate(root).circles():
        told.append(f"{root}: " + " → ".join("/".join(folder) for folder in way))
        for here, there in zip(way, way[1:]):
            by = ", ".join(sorted(edges[here][there]))
            told.append(f"    {'/'.join(here)} names {'/'.join(there)} in {by}")
    return told


def shared_names(roots):
    """The names that more than one type of these crates has."""
    places = collections.defaultdict(list)
    for root in roots:
        for module, source in Crate(root).sources.items():
            for name in TYPE.findall(source):
                places[name].append("::".join((root.parent.name, *module)))
    return [f"{name} is a type in {' and in '.join(held)}" for name, held in sorted(places.items()) if held[1:]]


def lost(map_):
    """Links that lead to no file, and names that are not in the file that a link beside them leads to."""
    for before, inside, target in LINK.findall(map_.read_text(encoding="utf-8")):
        if target.startswith("http"):
            continue
        path = map_.parent / target
        name = (before or inside).split("::")[-1].strip("<>")
        if not path.exists():
            yield f"{map_} leads to {target}, which is not there"
        elif name and path.suffix == ".rs" and path.name != "lib.rs":
            if not re.search(rf"\b{re.escape(name)}\b", path.read_text(encoding="utf-8")):
                yield f"{map_} seeks {name} in {target}, which does not have it"


def stands_on(crate):
    command = ["cargo", "tree", "--locked", "--edges", "normal", "--prefix", "none", "--package", crate]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {line.split()[0] for line in listed.splitlines() if line}


def test():
    """Two rooms that name each other are found; a test that does so is not."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder) / "house" / "src"
        for name, source in {
            "lib.rs": "mod a;\nmod b;\npub use b::B;\n",
            "a/mod.rs": "mod inner;\nuse crate::B;\n",
            "a/inner.rs": "",
            "b/mod.rs": "mod inner;\npub struct B;\n",
            "b/inner.rs": "#[cfg(test)]\nmod tests { use crate::a::inner; }\n",
        }.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(source, encoding="utf-8")
        assert not circles_of(root), circles_of(root)
        (root / "b/inner.rs").write_text("use crate::a::inner::X;\n", encoding="utf-8")
        assert circles_of(root), "a circle between folders was not found"
        (root / "b/inner.rs").write_text("", encoding="utf-8")
        (root / "lib.rs").write_text("mod a;\nmod b;\nmod c;\npub use b::B;\n", encoding="utf-8")
        (root / "c.rs").write_text("use crate::a::inner;\n", encoding="utf-8")
        assert not circles_of(root), circles_of(root)
        (root / "b/inner.rs").write_text("use crate::c::C;\n", encoding="utf-8")
        (root / "a/inner.rs").write_text("fn f() { super::super::c::f() }\n", encoding="utf-8")
        assert circles_of(root), "a circle with a file of the root was not found"
        # Two files of one folder: in crates without any circle.
        (root / "a/inner.rs").write_text("", encoding="utf-8")
        (root / "b/mod.rs").write_text("mod inner;\nmod other;\npub struct B;\n", encoding="utf-8")
        (root / "b/inner.rs").write_text("use super::other::X;\n", encoding="utf-8")
        (root / "b/other.rs").write_text("use super::inner::Y;\n", encoding="utf-8")
        assert not circles_of(root), circles_of(root)
        THROUGHOUT.add("house")
        assert circles_of(root), "a circle between files was not found"
        THROUGHOUT.remove("house")
        assert not shared_names([root]), shared_names([root])
        (root / "b/other.rs").write_text("enum B {}\n#[cfg(test)]\nmod tests { struct B; }\n", encoding="utf-8")
        assert len(shared_names([root])) == 1, "two types of one name were not found"
        map_ = root / "README.md"
        map_.write_text("`B` ([`b`](b/mod.rs)), [`B::new`](b/other.rs)", encoding="utf-8")
        assert len(list(lost(map_))) == 1, list(lost(map_))
        map_.write_text("[b](b/none.rs), `C` ([`mod.rs`](b/mod.rs))", encoding="utf-8")
        assert len(list(lost(map_))) == 2, list(lost(map_))


def main():
    test()
    if sys.argv[1:] == ["--test"]:
        return 0
    roots = sorted(pathlib.Path("crates").glob("*/src"))
    wrong = [circle for root in roots for circle in circles_of(root)] + shared_names(roots)
    wrong += [line for map_ in MAPS for line in lost(pathlib.Path(map_))]
    for crate, absent in ABSENT.items():
        found = stands_on(crate) & set(absent)
        wrong += [f"{crate} stands on {name}" for name in sorted(found)]
    print("\n".join(wrong) or "the walls hold")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
