"""What comes after the purchase: using things, asking for help, staying in touch."""

from collections.abc import Iterator

from dangol.demo.contracts import Act, Details, Product
from dangol.demo.house import BRAND_OF
from dangol.demo.lives.goods import describe, fill_order
from dangol.demo.lives.life import Life, Scene
from dangol.kernel.clock import HOUR, MINUTE

LETTERS = (
    ("season", "이번 주 제철 이야기", "This week's season"),
    ("care", "오래 쓰는 법", "How to make things last"),
    ("recipe", "집밥 한 상", "One table at home"),
    ("sale", "단골에게 먼저 알려드려요", "First for our regulars"),
)
TROUBLES = {
    "onggi": (
        ("뚜껑이 깨져서 왔어요", "The lid arrived broken"),
        ("금이 갔어요", "It has a crack"),
    ),
    "sotbab": (("배송이 늦어요", "My delivery is late"), ("봉지가 터졌어요", "A bag was torn")),
    "maru": (("다리가 흔들려요", "The leg wobbles"), ("부품이 없어요", "A part is missing")),
}
PRAISE = (
    ("매일 써요. 정말 만족합니다.", "Use it daily, love it."),
    ("선물로 최고예요", "Great gift"),
)
BLAME = (("생각보다 약해요", "Weaker than I thought"), ("다시는 안 사요", "Never again"))


def get_letter(life: Life, *, opens: float, clicks: float) -> Iterator[Act]:
    """Get a newsletter; perhaps open it, perhaps follow a link."""
    scene = Scene(life, "email")
    kind, korean, english = life.pick(LETTERS)
    letter: Details = {
        "email_id": life.number("em"),
        "campaign_id": f"{life.brand}-{kind}",
        "campaign_name": f"{BRAND_OF[life.brand].name} {kind}",
        "email_subject": korean if life.person.korean else english,
    }
    yield scene.track("Email Delivered", letter, pause=(0, 3))
    if not life.happens(opens):
        return
    life.at += life.chance.randint(2 * MINUTE, 9 * HOUR)
    yield scene.track("Email Opened", letter)
    if life.happens(clicks / opens):
        url = f"https://{BRAND_OF[life.brand].host}/stories/{kind}?utm_source=newsletter"
        yield scene.track("Email Link Clicked", {**letter, "link_url": url})


def leave_list(life: Life) -> Iterator[Act]:
    """Want no more newsletters."""
    yield Scene(life, "email").track("Unsubscribed", {"list_id": f"{life.brand}-news"})


def subscribe(life: Life) -> Iterator[Act]:
    """Leave an e-mail address for the newsletter, and nothing else."""
    traits: Details = {"email": life.person.email, "newsletter": True}
    life.known_at.add("email")
    yield Scene(life, "email").act("identify", "", traits=traits)


def review(life: Life, product: Product, *, happy: bool) -> Iterator[Act]:
    """Write about a product."""
    words = life.pick(PRAISE if happy else BLAME)[0 if life.person.korean else 1]
    yield Scene(life, "web").track(
        "Product Reviewed",
        {
            "product_id": product.sku.lower(),
            "review_id": life.number("r"),
            "review_body": words,
            "rating": life.pick((4, 5, 5)) if happy else life.pick((1, 1, 2)),
        },
    )


def recommend(life: Life, product: Product) -> Iterator[Act]:
    """Show a product to a friend, or invite one."""
    scene = Scene(life, "app" if "app" in life.known_at else "web")
    if life.happens(0.5):
        shared: Details = {**describe(product, life.person), "share_via": "kakao"}
        yield scene.track("Product Shared", shared)
    else:
        yield scene.track("Invite Sent", {"channel": "kakao"})


def chat(life: Life) -> Iterator[Act]:
    """Ask something in the site's chat."""
    scene = Scene(life, "web")
    talk: Details = {
        "conversation_id": life.number("chat"),
        "agent_name": life.pick(("수진", "Mina")),
    }
    yield scene.track("Live Chat Conversation Started", talk)
    for _ in range(life.chance.randint(1, 3)):
        yield scene.track("Live Chat Message Sent", talk)
        yield scene.track("Live Chat Message Received", talk)
    yield scene.track("Live Chat Conversation Ended", talk)


def call_for_help(life: Life) -> Iterator[Act]:
    """Telephone the service; the case is opened, and usually closed a day later."""
    scene = Scene(life, "call")
    life.known_at.add("call")
    words = life.pick(TROUBLES[life.brand])[0 if life.person.korean else 1]
    case: Details = {
        "case_id": life.number("case"),
        "subject": words,
        "queue": life.pick(("a", "b")),
    }
    yield scene.track("Call Started", {**case, "waiting_seconds": life.chance.randint(5, 420)})
    yield scene.track("Ticket Created", case, pause=(30, 300))
    yield scene.track("Call Ended", {**case, "duration": life.chance.randint(60, 1500)}, (60, 900))
    if life.happens(0.8):
        life.wait(1.0)
        yield scene.track("Ticket Closed", case)


def get_money_back(life: Life, product: Product) -> Iterator[Act]:
    """Send something back; the call centre books the refund."""
    refund = fill_order(life, [(product, 1)], reason="damaged")
    yield Scene(life, "call").track("Order Refunded", refund)


def plug_in(life: Life, appliance: Product) -> Iterator[Act]:
    """Register an appliance: from here on it knows whose it is."""
    life.known_at.add("device")
    scene = Scene(life, "device")
    yield scene.act("identify", "", traits={"appliance": appliance.sku}, pause=(30, 400))
    yield scene.track("Product Registered", {"sku": appliance.sku, "firmware": "3.2.1"})


def run_appliance(life: Life, *, offline: bool = False) -> Iterator[Act]:
    """Use the appliance once, as its sensors tell it."""
    scene = Scene(life, "device", life.chance.randint(HOUR, 20 * HOUR) if offline else 0)
    chance = life.chance
    if life.brand == "sotbab":
        menu = life.pick(("white", "brown", "nurungji", "porridge"))
        yield scene.track("Cooking Started", {"menu": menu, "cups": chance.randint(1, 6)})
        yield scene.track("Cooking Completed", {"menu": menu}, pause=(25 * 60, 50 * 60))
        if life.happens(0.1):
            yield scene.track("Rice Running Low", {"grams_left": chance.randint(200, 900)})
    elif life.brand == "onggi":
        yield scene.track(
            "Fermentation Checked",
            {
                "celsius": round(chance.uniform(-1.5, 6.5), 1),
                "ph": round(chance.uniform(4, 5.6), 2),
            },
        )
        if life.happens(0.06):
            yield scene.track("Door Left Open", {"seconds": chance.randint(60, 600)})
    else:
        yield scene.track("Desk Raised", {"centimetres": chance.randint(98, 121)})
        yield scene.track("Desk Lowered", {"centimetres": chance.randint(66, 76)}, (20 * 60, 9000))
