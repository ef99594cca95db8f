"""What people do with a brand on its site, in its app and in its shops: one function a visit."""

from collections.abc import Iterator

from dangol.demo.contracts import Act, Details
from dangol.demo.house import BRAND_OF, catalogue
from dangol.demo.lives.goods import Cart, describe, fill_order
from dangol.demo.lives.life import Life, Scene
from dangol.kernel.clock import DAY, HOUR

CAMPAIGNS: tuple[Details, ...] = (
    {"source": "naver", "medium": "cpc", "name": "brand_search"},
    {"source": "instagram", "medium": "paid_social", "name": "autumn_table"},
    {"source": "kakao", "medium": "message", "name": "friend_day"},
    {"source": "google", "medium": "organic", "name": ""},
    {"source": "youtube", "medium": "video", "name": "one_pot_stories"},
)
REFERRERS = (
    "https://search.example/?q=",
    "https://social.example/",
    "https://blog.example/kitchen",
    "",
)
SEARCHES = {
    "onggi": (("뚝배기", "stew pot"), ("김치통", "kimchi jar"), ("유기 수저", "brass spoon")),
    "sotbab": (("이천쌀", "icheon rice"), ("솥밥", "pot rice"), ("국 정기배송", "soup box")),
    "maru": (("소반", "soban"), ("원목 식탁", "ash table"), ("모션 데스크", "standing desk")),
}


def look_around(life: Life, depth: int, *, campaign: bool = False) -> Iterator[Act]:
    """Visit the site and look at some products."""
    scene = Scene(life, "web")
    yield scene.act("page", "Home", _page(life, "/", campaign=campaign), pause=(0, 2))
    if life.happens(0.4):
        word = life.pick(SEARCHES[life.brand])[0 if life.person.korean else 1]
        yield scene.track("Products Searched", {"query": word})
    elif life.happens(0.6):
        yield from _list_products(scene)
    for product in life.chance.sample(catalogue(life.brand), min(depth, 12)):
        described = describe(product, life.person)
        yield scene.act("page", "Product", _page(life, f"/products/{product.sku.lower()}"))
        yield scene.track("Product Viewed", described, pause=(0, 1))
        if life.happens(0.12):
            yield scene.track("Product Added to Wishlist", described)


def sign_up(life: Life) -> Iterator[Act]:
    """Tell the site who one is: from here on the browser is known."""
    scene = Scene(life, "web")
    life.known_at.add("web")
    yield scene.act("identify", "", traits=traits_of(life))
    yield scene.track("Signed Up", {"method": life.pick(("email", "kakao", "naver"))}, pause=(0, 1))


def sign_in(life: Life) -> Iterator[Act]:
    """Sign in on the site."""
    life.known_at.add("web")
    scene = Scene(life, "web")
    yield scene.act("identify", "", traits={"email": life.person.email})
    yield scene.track("Signed In", {"method": "email"}, pause=(0, 1))


def fill_cart(life: Life, cart: Cart, *, abandon: bool = False) -> Iterator[Act]:
    """Put things into the cart on the site; go to the checkout, or leave them there."""
    scene = Scene(life, "web")
    for product, quantity in cart:
        yield scene.track("Product Added", describe(product, life.person, quantity))
    yield scene.track("Cart Viewed", {"products": [describe(p, life.person, q) for p, q in cart]})
    if not abandon:
        yield scene.track("Checkout Started", fill_order(life, cart))


def order(life: Life, cart: Cart, *, gift: bool = False) -> Iterator[Act]:
    """Pay on the site."""
    scene = Scene(life, "web")
    life.orders += 1
    filled = fill_order(life, cart, gift=True) if gift else fill_order(life, cart)
    yield scene.track("Payment Info Entered", {"order_id": filled["order_id"]})
    yield scene.track("Order Completed", filled)


def use_app(life: Life, *, offline: bool = False) -> Iterator[Act]:
    """Open the app, look at recipes or at one's orders, perhaps watch how something is done."""
    delay = life.chance.randint(2 * HOUR, 3 * DAY) if offline else 0
    scene = Scene(life, "app", delay)
    if "app" not in life.known_at:
        yield scene.track("Application Installed", {"version": "5.12.0", "build": "5120"})
        life.known_at.add("app")
        yield scene.act("identify", "", traits=traits_of(life))
    yield scene.track(
        "Application Opened", {"version": "5.12.0", "from_background": True}, pause=(0, 2)
    )
    yield scene.act("screen", "Home", {"category": "Tabs"}, pause=(1, 3))
    doing = life.pick(("video", "orders", "product", "product", "guide"))
    if doing == "video":
        yield from _watch(scene)
    elif doing == "orders":
        yield scene.act("screen", "Orders", {"category": "Account"})
    elif doing == "guide":
        guide = "Recipe Viewed" if life.brand == "sotbab" else "Manual Viewed"
        yield scene.track(guide, {"title": life.pick(catalogue(life.brand)).name_ko})
    else:
        product = life.pick(catalogue(life.brand))
        yield scene.act("screen", "Product", {"category": product.category})
        yield scene.track("Product Viewed", describe(product, life.person), pause=(0, 2))


def order_in_app(life: Life, cart: Cart) -> Iterator[Act]:
    """Order again with two taps."""
    scene = Scene(life, "app")
    life.orders += 1
    for product, quantity in cart:
        yield scene.track("Product Added", describe(product, life.person, quantity))
    yield scene.track("Order Completed", fill_order(life, cart))


def buy_at_till(life: Life, cart: Cart) -> Iterator[Act]:
    """Buy in a shop and say one's phone number for the points."""
    scene = Scene(life, "store")
    shop = life.pick(("Seongsu", "Haeundae", "Pangyo", "Jeonju Hanok Village"))
    if "store" not in life.known_at:
        life.known_at.add("store")
        contact = {"phone": life.person.phone} if life.person.phone else {}
        yield scene.act("identify", "", traits={"name": life.person.name, **contact})
    life.orders += 1
    yield scene.track("Order Completed", fill_order(life, cart, affiliation=f"Shop {shop}"))


def traits_of(life: Life) -> Details:
    """Return what a person writes into a form."""
    person = life.person
    return {
        "email": person.email,
        "name": person.name,
        "firstName": person.given,
        "lastName": person.family,
        **({"phone": person.phone} if person.phone else {}),
        "birthday": f"{person.birth_year}-01-01",
        "language": person.locale[:2],
        "address": {
            "street": person.street,
            "city": person.city,
            "postalCode": person.postal_code,
            "country": person.country,
        },
    }


def _watch(scene: Scene) -> Iterator[Act]:
    brand = BRAND_OF[scene.life.brand]
    video: Details = {
        "session_id": scene.life.number("v"),
        "content_asset_id": f"{brand.slug}-care-{scene.life.chance.randint(1, 9)}",
        "title": f"{brand.name_ko} 길들이기" if scene.life.person.korean else f"{brand.name} care",
        "total_length": 186,
    }
    yield scene.track("Video Playback Started", video)
    if scene.life.happens(0.6):
        yield scene.track("Video Content Completed", {**video, "position": 186}, pause=(90, 190))


def _list_products(scene: Scene) -> Iterator[Act]:
    products = scene.life.chance.sample(catalogue(scene.life.brand), 4)
    yield scene.act("page", "Category", _page(scene.life, f"/c/{products[0].category.lower()}"))
    listed = [{"product_id": p.sku.lower(), "position": i} for i, p in enumerate(products, 1)]
    yield scene.track(
        "Product List Viewed",
        {"list_id": "category", "category": products[0].category, "products": listed},
        pause=(0, 1),
    )


def _page(life: Life, path: str, *, campaign: bool = False) -> Details:
    found: Details = {"path": path, "url": f"https://{BRAND_OF[life.brand].host}{path}"}
    if campaign:
        found["referrer"] = life.pick(REFERRERS)
        found["campaign"] = life.pick(CAMPAIGNS)
    return found
