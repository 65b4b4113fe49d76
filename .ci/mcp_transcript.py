"""A conversation of a real MCP client with `suyan mcp`, over a real pipe.

Usage: mcp_transcript.py PROGRAM INDEX SERVER [QUOTES]

The client is the official Python package. SERVER serves the same index over HTTP: every sentence
that a tool quotes must stand verbatim in the report that the server gives, at the passage that it is
cited by. QUOTES quotations are checked that way, from searches for random words of random reports.
"""

import asyncio
import json
import random
import sys
import urllib.parse
import urllib.request

from jsonschema import Draft202012Validator
from mcp import Client, StdioServerParameters

PROGRAM, INDEX, SERVER = sys.argv[1:4]
QUOTES = int(sys.argv[4]) if len(sys.argv) > 4 else 500
CITED_BY = {"text", "report", "title", "place", "year", "passage", "part", "citation", "permalink"}

reports = {}
announced = {}


def served(report):
    """The passages of a report, by number, as the server gives them."""
    if report not in reports:
        with urllib.request.urlopen(f"{SERVER}/api/v1/reports/{urllib.parse.quote(report, safe='')}") as answer:
            body = json.load(answer)
        reports[report] = {p["ordinal"]: p["text"] for p in body["passages"]}
    return reports[report]


def quotations(value):
    """Every quotation in an answer, however deep."""
    if isinstance(value, dict):
        if "text" in value and "permalink" in value:
            yield value
        for inner in value.values():
            yield from quotations(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from quotations(inner)


def check(answer):
    """Checks every quotation of an answer, and says how many there were."""
    assert answer["snapshot"], answer
    checked = 0
    for quote in quotations(answer):
        missing = CITED_BY - quote.keys()
        assert not missing, (missing, quote)
        text = served(quote["report"])[quote["passage"]]
        assert quote["text"] and quote["text"] in text, (quote["text"], text)
        assert quote["permalink"].endswith(f"#p{quote['passage']}"), quote
        assert quote["permalink"] in quote["citation"], quote
        checked += 1
    return checked


async def call(client, tool, **arguments):
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, (tool, arguments, result.content)
    announced[tool].validate(result.structured_content)
    # What a client shows that knows nothing of structured results is the same.
    assert json.loads(result.content[0].text) == result.structured_content
    return result.structured_content


async def refused(client, tool, code, **arguments):
    result = await client.call_tool(tool, arguments)
    assert result.is_error, (tool, arguments)
    assert result.structured_content is None, result
    text = result.content[0].text
    assert code in text and "example:" in text, text


async def transcript(client):
    assert client.server_info.name == "suyan" and "verbatim" in client.instructions
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) >= {"search", "read", "promises", "count", "coverage", "places"}, tools
    for tool in tools.values():
        assert tool.annotations.read_only_hint and tool.input_schema["type"] == "object"
        # The client holds every answer that follows against this.
        Draft202012Validator.check_schema(tool.output_schema)
        assert tool.output_schema["additionalProperties"] is False, tool.name
        announced[tool.name] = Draft202012Validator(tool.output_schema)

    found = await call(client, "search", q="架空线入地", year="2021")
    assert check(found) > 0
    first = found["results"][0]
    around = await call(client, "read", report=first["report"], **{"from": max(first["passage"] - 1, 1), "to": first["passage"] + 1})
    assert check(around) >= 2
    assert any(first["text"] in passage["text"] for passage in around["passages"])

    promised = await call(client, "promises", place=["枕江区"], year=2021, verdict=["missed"])
    assert check(promised) > 1 and "reading by rule" in promised["note"]
    story = await call(client, "promises", promise=promised["promises"][0]["id"], snapshot=found["snapshot"])
    assert check(story) > 1 and story["later"], story

    counted = await call(client, "count", words=["架空线"], place=["枕江区"])
    for row in counted["rows"]:
        if row["status"] == "missing":
            assert row["counts"]["架空线"] is None, row
    address = f"{SERVER}/api/v1/panel?words={urllib.parse.quote('架空线')}&place={urllib.parse.quote('枕江区')}"
    with urllib.request.urlopen(address) as answer:
        panel = json.load(answer)
    assert counted["total"]["counts"] == panel["total"]["counts"], counted["total"]
    assert [row["counts"] for row in counted["rows"]] == [row["counts"] for row in panel["rows"]]

    held = await call(client, "coverage", place=["枕江区"])
    assert held["places"][0]["report"], held
    places = await call(client, "places", q="xiushan")
    assert {place["code"] for place in places["places"]} == {"990104", "990121"}, places

    await refused(client, "search", "bad_year", q="绿道", year="20x3")
    await refused(client, "search", "unknown_argument", q="绿道", city="枕江区")
    await refused(client, "read", "not_found", report="nothing")
    await refused(client, "search", "snapshot_changed", q="绿道", snapshot="0000")

    listed = []
    cursor = None
    while True:
        page = await client.list_resources(cursor=cursor)
        listed.extend(page.resources)
        cursor = page.next_cursor
        if not cursor:
            break
    with urllib.request.urlopen(f"{SERVER}/api/v1/reports?limit=1") as answer:
        assert len(listed) == json.load(answer)["total"]
    chosen = random.Random(3).choice(listed)
    text = (await client.read_resource(chosen.uri)).contents[0].text
    for ordinal, passage in served(urllib.parse.unquote(str(chosen.uri).rsplit("/", 1)[1])).items():
        assert f"[{ordinal}] {passage}" in text
    return listed


async def random_quotes(client, listed):
    """Searches for random words until so many quotations were checked."""
    dice = random.Random(7)
    checked = searches = 0
    while checked < QUOTES:
        report = urllib.parse.unquote(str(dice.choice(listed).uri).rsplit("/", 1)[1])
        text = dice.choice(list(served(report).values()))
        at = dice.randrange(max(len(text) - 2, 1))
        query = text[at : at + dice.randint(2, 9)]
        if dice.random() < 0.3:
            query = f'"{query}"'
        found = await call(client, "search", q=query, limit=dice.choice([5, 20, 50]))
        checked += check(found)
        searches += 1
        assert searches < 20 * QUOTES, "random words find too little"
    print(f"{checked} quotations of {searches} searches stand verbatim where they are cited")


async def main():
    server = StdioServerParameters(command=PROGRAM, args=["mcp", "--index", INDEX, "--public-url", SERVER])
    # Clients of today's protocol ask without a handshake, older ones begin with one.
    for mode in ("auto", "legacy"):
        async with Client(server, mode=mode) as client:
            listed = await transcript(client)
    async with Client(server) as client:
        await random_quotes(client, listed)


asyncio.run(main())
