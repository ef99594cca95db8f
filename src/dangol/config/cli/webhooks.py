"""``dangol sources webhook``: let a shop's or another system's deliveries speak for a source."""

import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from dangol.config.cli.opening import chosen_brand, opened
from dangol.config.cli.options import (
    DEFAULT_DATA,
    AsJson,
    Data,
    print_json,
    refuse_empty,
    say,
)
from dangol.config.data_folder import DataFolder
from dangol.engines.database import Database
from dangol.kernel import clock
from dangol.kernel.errors import Unusable
from dangol.kernel.event import Touchpoint
from dangol.registry.webhooks import api as webhooks
from dangol.registry.webhooks.contracts import Provider, Scheme, Webhook

Name = Annotated[str, typer.Argument(help="The source's lasting name.")]
ProviderOption = Annotated[Provider, typer.Option("--provider", help="Who delivers.")]
SecretFile = Annotated[
    Path | None,
    typer.Option("--secret-file", help="A file with the provider's secret; - for the input."),
]
Brand = Annotated[
    str | None, typer.Option("--brand", callback=refuse_empty, help="Short name of its brand.")
]
Speaks = Annotated[Touchpoint, typer.Option("--touchpoint", help="What speaks.")]
SchemeOption = Annotated[
    Scheme, typer.Option("--scheme", help="Of a generic webhook: what its header holds.")
]
Header = Annotated[
    str, typer.Option("--header", help="Of a generic webhook: the header that is signed in.")
]
Address = Annotated[
    str,
    typer.Option("--address", envvar="DANGOL_BASE_URL", help="Where the provider reaches us."),
]


def webhook(
    name: Name,
    provider: ProviderOption,
    secret_file: SecretFile = None,
    brand: Brand = None,
    touchpoint: Speaks = "server",
    scheme: SchemeOption = "hmac",
    header: Header = "",
    address: Address = "http://127.0.0.1:8000",
    data: Data = DEFAULT_DATA,
    json: AsJson = False,
) -> None:
    """Make a webhook, or give one a new secret, and show the address to enter at the provider."""
    secret = _read_secret(secret_file)
    with opened(data) as (folder, db):
        known = webhooks.find_webhook(db, name)
        if known is None:
            made, shown = webhooks.add_webhook(
                db,
                folder.path,
                name,
                provider,
                chosen_brand(db, brand).slug,
                now=clock.now(),
                touchpoint=touchpoint,
                secret=secret,
                scheme=scheme,
                header=header,
            )
        else:
            made, shown = _renew(db, folder, known, provider, secret), ""
        is_set = webhooks.find_secret(folder.path, name) is not None
    url = f"{address.rstrip('/')}/v1/webhooks/{quote(name, safe='')}"
    if json:
        told = {"name": name, "provider": made.provider, "url": url, "secret_set": is_set}
        print_json({**told, "secret": shown} if shown else told)
        return
    say("Enter this address at the provider: {url}", url=url)
    if shown:
        say("Enter this secret too; it is not shown again: {secret}", secret=shown)
    elif not is_set:
        say("Then give the provider's secret with --secret-file; until then nothing is believed.")


def _renew(db: Database, folder: DataFolder, known: Webhook, provider: str, secret: str) -> Webhook:
    if known.provider != provider:
        raise Unusable(
            "webhook_of_another_provider",
            "The webhook {name} is of {provider}. Choose another name.",
            name=known.source,
            provider=known.provider,
        )
    if secret:
        webhooks.set_secret(db, folder.path, known.source, secret)
    return known


def _read_secret(file: Path | None) -> str:
    """Return the secret; it is never an argument, since anybody may read those of a process."""
    if file is None:
        return ""
    text = sys.stdin.read() if str(file) == "-" else file.read_text(errors="replace")
    if not text.strip():
        raise Unusable("secret_file_empty", "The file with the secret is empty.")
    return text
