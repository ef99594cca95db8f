"""The names of providers, and what to do at each of them, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dangol.registry.webhooks.contracts import Provider, Scheme

PROVIDER_NAMES: dict[Provider, str | Promise] = {
    "shopify": "Shopify",
    "woocommerce": "WooCommerce",
    "stripe": "Stripe",
    "generic": _("Another system"),
}
SCHEME_NAMES: dict[Scheme, str | Promise] = {
    "hmac": _("By the HMAC-SHA256 of the body, in hexadecimal digits or base64"),
    "secret": _("By the secret itself, in a header"),
}
AT_PROVIDERS: dict[Provider, str | Promise] = {
    "shopify": _(
        "In Shopify, open Settings, Notifications, Webhooks. Make one webhook a topic, in the "
        "format JSON, with this address. The secret stands below the list."
    ),
    "woocommerce": _(
        "In WooCommerce, open Settings, Advanced, Webhooks. Make one webhook a topic, with this "
        "address and one and the same secret."
    ),
    "stripe": _(
        "In Stripe, open Developers, Webhooks, and add an endpoint with this address. Its signing "
        "secret begins with whsec_."
    ),
    "generic": _(
        "Let the system send JSON to this address by POST, signed in the header named below."
    ),
}
