"""Who makes which visits when: one generator a kind of person, told as a life.

Each gives acts in the order of time. A life that goes on has no end: whoever watches takes as much
of it as they need.
"""

from collections.abc import Callable, Iterator

from dangol.demo.contracts import Act, Product
from dangol.demo.house import appliances
from dangol.demo.lives import bonds, doings
from dangol.demo.lives.goods import Cart, fill_basket
from dangol.demo.lives.life import OPENING_HOURS, Life

Persona = Callable[[Life], Iterator[Act]]


def window_shopper(life: Life) -> Iterator[Act]:
    """Looks, compares, fills a cart now and then, and never buys."""
    yield from doings.look_around(life, life.chance.randint(1, 4), campaign=True)
    while life.happens(0.75):
        life.wait(7)
        yield from doings.look_around(life, life.chance.randint(1, 6), campaign=life.happens(0.3))
        if life.happens(0.2):
            yield from doings.fill_cart(life, fill_basket(life), abandon=life.happens(0.6))
        if "web" not in life.known_at and life.happens(0.1):
            yield from doings.sign_up(life)


def gift_buyer(life: Life) -> Iterator[Act]:
    """Comes for one present, finds it in two visits, pays, and is gone."""
    yield from doings.look_around(life, 4, campaign=True)
    life.wait(1)
    yield from doings.look_around(life, 2)
    yield from _buy(life, fill_basket(life, 1), gift=True)
    life.wait(2)
    yield from bonds.get_letter(life, opens=0.7, clicks=0.1)
    if life.happens(0.15):
        life.wait(6)
        yield from bonds.review(life, fill_basket(life, 1)[0][0], happy=True)


def regular(life: Life) -> Iterator[Act]:
    """Finds the brand, signs up, orders, comes back with the app and to the shop, stays."""
    yield from doings.look_around(life, 3, campaign=True)
    life.wait(3)
    yield from doings.look_around(life, 3)
    yield from _buy(life, fill_basket(life))
    while True:
        yield from _keep_in_touch(life)
        life.wait(6)
        yield from _buy_again(life)
        if life.happens(0.06):
            yield from _have_trouble(life)
        if life.happens(0.008):
            return


def shop_regular(life: Life) -> Iterator[Act]:
    """Buys in the shop and shows a phone number; knows the site only from looking."""
    if life.happens(0.5):
        yield from doings.look_around(life, 2)
    while True:
        life.wait(11, OPENING_HOURS)
        if life.person.phone or life.happens(0.5):
            yield from doings.buy_at_till(life, fill_basket(life, 2))
        if life.happens(0.3):
            life.wait(3)
            yield from doings.look_around(life, 2)
        if life.happens(0.08):
            life.wait(2, OPENING_HOURS)
            yield from bonds.call_for_help(life)


def family_member(life: Life) -> Iterator[Act]:
    """Shares one tablet with the family: signs in where another one was signed in before."""
    while True:
        life.wait(5)
        life.known_at.discard("web")
        yield from doings.look_around(life, life.chance.randint(1, 4), campaign=life.happens(0.2))
        if life.happens(0.55):
            yield from doings.sign_in(life)
            if life.happens(0.5):
                cart = fill_basket(life, 2)
                yield from doings.fill_cart(life, cart)
                yield from doings.order(life, cart)


def returner(life: Life) -> Iterator[Act]:
    """Buys, forgets the brand for weeks, is brought back by a letter, buys again."""
    yield from doings.look_around(life, 3, campaign=True)
    yield from _buy(life, fill_basket(life))
    while True:
        life.wait(life.chance.uniform(26, 44))
        yield from bonds.get_letter(life, opens=0.9, clicks=0.7)
        yield from doings.look_around(life, 3)
        if life.happens(0.7):
            cart = fill_basket(life)
            yield from doings.fill_cart(life, cart)
            yield from doings.order(life, cart)


def complainer(life: Life) -> Iterator[Act]:
    """Buys, finds fault, chats, telephones, wants the money back, and says so in public."""
    yield from doings.look_around(life, 4, campaign=True)
    cart = fill_basket(life, 1)
    yield from _buy(life, cart)
    for _ in range(life.chance.randint(1, 3)):
        life.wait(4)
        yield from bonds.chat(life)
        life.wait(2, OPENING_HOURS)
        yield from bonds.call_for_help(life)
    if life.happens(0.5):
        life.wait(2, OPENING_HOURS)
        yield from bonds.get_money_back(life, cart[0][0])
    if life.happens(0.5):
        life.wait(3)
        yield from bonds.review(life, cart[0][0], happy=False)
    while life.happens(0.7):
        life.wait(16)
        yield from _have_trouble(life)


def owner(life: Life) -> Iterator[Act]:
    """Buys the connected appliance and uses it quietly, every other day."""
    appliance = life.pick(appliances(life.brand))
    yield from _bring_home(life, appliance)
    while True:
        life.wait(2)
        yield from bonds.run_appliance(life, offline=life.happens(0.03))
        if life.happens(0.01):
            yield from _have_trouble(life)


def enthusiast(life: Life) -> Iterator[Act]:
    """Buys the connected appliance, uses it daily, in time shows it to everybody."""
    appliance = life.pick(appliances(life.brand))
    yield from _bring_home(life, appliance)
    while True:
        life.wait(1)
        yield from bonds.run_appliance(life, offline=life.happens(0.03))
        if life.happens(0.12):
            yield from doings.use_app(life, offline=life.happens(0.1))
        if life.happens(0.02):
            yield from bonds.recommend(life, appliance)
        if life.happens(0.01):
            yield from bonds.review(life, appliance, happy=True)
        if life.happens(0.015):
            yield from _buy_again(life)
        if life.happens(0.008):
            yield from _have_trouble(life)


def subscriber(life: Life) -> Iterator[Act]:
    """Reads the newsletter and does nothing else, until it is enough."""
    yield from bonds.subscribe(life)
    while True:
        life.wait(7, OPENING_HOURS)
        yield from bonds.get_letter(life, opens=0.45, clicks=0.12)
        if life.happens(0.015):
            yield from bonds.leave_list(life)
            return


PERSONAS: dict[Persona, int] = {
    window_shopper: 30,
    regular: 20,
    subscriber: 10,
    shop_regular: 9,
    gift_buyer: 8,
    returner: 7,
    complainer: 6,
    owner: 7,
    enthusiast: 4,
}
"""How common each kind of person is; families come beside them."""


def _buy(life: Life, cart: Cart, *, gift: bool = False) -> Iterator[Act]:
    yield from doings.fill_cart(life, cart)
    if "web" not in life.known_at:
        yield from doings.sign_up(life)
    yield from doings.order(life, cart, gift=gift)


def _bring_home(life: Life, appliance: Product) -> Iterator[Act]:
    yield from doings.look_around(life, 5, campaign=True)
    yield from _buy(life, [(appliance, 1)])
    life.wait(3)
    yield from bonds.plug_in(life, appliance)


def _keep_in_touch(life: Life) -> Iterator[Act]:
    for _ in range(life.chance.randint(1, 3)):
        life.wait(4)
        doing = life.chance.random()
        if doing < 0.4:
            yield from doings.use_app(life, offline=life.happens(0.05))
        elif doing < 0.7:
            yield from bonds.get_letter(life, opens=0.6, clicks=0.2)
        else:
            yield from doings.look_around(life, 2)
    if life.happens(0.15):
        yield from bonds.recommend(life, fill_basket(life, 1)[0][0])


def _buy_again(life: Life) -> Iterator[Act]:
    cart = fill_basket(life)
    way = life.chance.random()
    if way < 0.35:
        yield from doings.use_app(life)
        yield from doings.order_in_app(life, cart)
    elif way < 0.55:
        life.wait(1, OPENING_HOURS)
        yield from doings.buy_at_till(life, cart)
    else:
        yield from doings.look_around(life, 2)
        yield from doings.fill_cart(life, cart)
        yield from doings.order(life, cart)
    if life.happens(0.25):
        life.wait(3)
        yield from bonds.review(life, cart[0][0], happy=life.happens(0.9))


def _have_trouble(life: Life) -> Iterator[Act]:
    if life.happens(0.5):
        yield from bonds.chat(life)
    else:
        life.wait(1, OPENING_HOURS)
        yield from bonds.call_for_help(life)
