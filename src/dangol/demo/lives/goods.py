"""Products and carts as Segment's e-commerce events carry them."""

from collections.abc import Sequence

from dangol.demo.contracts import Details, Person, Product
from dangol.demo.house import BRAND_OF, amount, catalogue, price
from dangol.demo.lives.life import Life

Cart = Sequence[tuple[Product, int]]
"""Products and how many of each."""


def describe(product: Product, person: Person, quantity: int = 1) -> Details:
    """Return a product as the properties of an event, in the person's language and currency."""
    return {
        "product_id": product.sku.lower(),
        "sku": product.sku,
        "category": product.category_ko if person.korean else product.category,
        "name": product.name_ko if person.korean else product.name,
        "brand": BRAND_OF[product.brand].name,
        "price": amount(price(product, person.currency), person.currency),
        "currency": person.currency,
        "quantity": quantity,
        "url": f"https://{BRAND_OF[product.brand].host}/products/{product.sku.lower()}",
    }


def fill_order(life: Life, cart: Cart, **more: object) -> Details:
    """Return an order's properties: amounts are whole won or exact cents, and they add up."""
    person = life.person
    revenue = sum(price(product, person.currency) * quantity for product, quantity in cart)
    shipping = 0 if revenue >= price_of_free_shipping(person.currency) else _shipping(person)
    return {
        "order_id": life.number(life.brand[:3].upper()),
        "total": amount(revenue + shipping, person.currency),
        "revenue": amount(revenue, person.currency),
        "shipping": amount(shipping, person.currency),
        "currency": person.currency,
        "products": [describe(product, person, quantity) for product, quantity in cart],
        **more,
    }


def fill_basket(life: Life, most: int = 3) -> Cart:
    """Return what somebody would put into a basket in one go; dear things come alone."""
    affordable = [product for product in catalogue(life.brand) if product.krw < 250_000]
    goods = life.chance.sample(affordable, life.chance.randint(1, most))
    return [(product, 2 if life.happens(0.15) else 1) for product in goods]


def price_of_free_shipping(currency: str) -> int:
    """Return from which amount on an order is brought for nothing, in the smallest unit."""
    return {"KRW": 50_000, "EUR": 6_000, "USD": 7_000}[currency]


def _shipping(person: Person) -> int:
    return {"KRW": 3_000, "EUR": 490, "USD": 695}[person.currency]
