"""The page at ``/api/docs``: the OpenAPI document as plain HTML, with lines to try in a terminal.

Made on the server, without a script and without any foreign host. It speaks English, like the code
that calls what it describes.
"""

import html
import json
import shlex
from collections.abc import Iterator
from itertools import groupby

from dangol.edge.openapi import Json, openapi

_STYLE = """
:root{color-scheme:light dark;--paper:#FAF8F4;--ink:#1F2421;--celadon:#2F6B5E;--light:#E3EFEA}
@media(prefers-color-scheme:dark){:root{--paper:#1B1F1D;--ink:#EFEBE4;--celadon:#8CC7B8;
--light:#26312D}}
body{background:var(--paper);color:var(--ink);font:1rem/1.65 system-ui,"Apple SD Gothic Neo",
"Malgun Gothic",sans-serif;margin:0 auto;max-width:54rem;padding:2rem 1.25rem;word-break:keep-all}
h1,h2{color:var(--celadon)}h3{margin:0;font-size:1rem}article{margin:1.5rem 0;padding:1rem 1.25rem;
border-radius:.6rem;background:var(--light)}code,pre{font-family:ui-monospace,monospace;
font-size:.9rem}pre{overflow:auto;padding:.75rem;border-radius:.4rem;background:var(--paper)}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .75rem .25rem 0;
vertical-align:top;font-weight:normal}a{color:var(--celadon)}
"""


def api_page(address: str) -> str:
    """Return the page.

    Args:
        address: where outsiders reach this server, such as ``http://127.0.0.1:8000``.
    """
    document = openapi()
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Dangol API</title><style>{_STYLE}</style></head><body><main>
<h1>Dangol API {html.escape(document["info"]["version"])}</h1>
<p>{html.escape(document["info"]["description"])}</p>
<p><a href="/api/openapi.json">openapi.json</a></p>
{"".join(_sections(document, address))}
</main></body></html>"""


def _sections(document: Json, address: str) -> Iterator[str]:
    calls = [
        (call["tags"][0], path, method, call)
        for path, methods in document["paths"].items()
        for method, call in methods.items()
    ]
    for tag, group in groupby(sorted(calls, key=lambda call: call[0]), key=lambda call: call[0]):
        articles = "".join(_article(path, method, call, address) for _, path, method, call in group)
        yield f"<section><h2>{html.escape(tag)}</h2>{articles}</section>"


def _article(path: str, method: str, call: Json, address: str) -> str:
    return (
        f"<article><h3><code>{method.upper()} {html.escape(path)}</code></h3>"
        f"<p>{html.escape(call['summary'])}</p>"
        f"{_parameters(call)}{_answers(call)}"
        f'<pre tabindex="0">{html.escape(_curl(path, method, call, address))}</pre></article>'
    )


def _parameters(call: Json) -> str:
    return _table([(one["name"], one["description"]) for one in call.get("parameters", [])])


def _answers(call: Json) -> str:
    return _table([(status, one["description"]) for status, one in call["responses"].items()])


def _table(rows: list[tuple[str, str]]) -> str:
    body = "".join(
        f'<tr><th scope="row"><code>{html.escape(name)}</code></th>'
        f"<td>{html.escape(text)}</td></tr>"
        for name, text in rows
    )
    return f"<table>{body}</table>" if rows else ""


def _curl(path: str, method: str, call: Json, address: str) -> str:
    line = f"curl {shlex.quote(address + path.replace('{customer}', 'user_id:u-1'))}"
    security = call.get("security") or [{}]
    if "writeKey" in security[0]:
        line += " -u WRITE_KEY:"
    if "apiKey" in security[0]:
        line += " -H 'Authorization: Bearer API_KEY'"
    if method == "post":
        example = call["requestBody"]["content"]["application/json"]["example"]
        line += f" \\\n  -d {shlex.quote(json.dumps(example, ensure_ascii=False))}"
    return line
