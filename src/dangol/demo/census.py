"""Where simulated people come from: names, towns, phones. Nobody real.

Addresses of mail end in domains reserved for examples (RFC 2606); phone numbers come from blocks
that regulators keep for fiction, or, in Korea, from mobile prefixes that were never given out.
"""

FAMILIES = (
    *(("김", "Kim"),) * 7,
    *(("이", "Lee"),) * 5,
    *(("박", "Park"),) * 3,
    *(("최", "Choi"),) * 2,
    *(("정", "Jung"),) * 2,
    ("강", "Kang"),
    ("조", "Cho"),
    ("윤", "Yoon"),
    ("장", "Jang"),
    ("임", "Lim"),
    ("한", "Han"),
    ("오", "Oh"),
    ("서", "Seo"),
    ("신", "Shin"),
    ("권", "Kwon"),
    ("황", "Hwang"),
    ("안", "Ahn"),
    ("송", "Song"),
    ("류", "Ryu"),
    ("홍", "Hong"),
    ("남궁", "Namgung"),
)
"""Korean family names, roughly as common as they are."""

GIVEN = (
    ("민지", "Minji"), ("서연", "Seoyeon"), ("지우", "Jiwoo"), ("하은", "Haeun"),
    ("수빈", "Subin"), ("예린", "Yerin"), ("지현", "Jihyun"), ("은정", "Eunjung"),
    ("미경", "Mikyung"), ("영숙", "Youngsook"), ("정희", "Junghee"), ("순자", "Soonja"),
    ("유나", "Yuna"), ("다은", "Daeun"), ("소영", "Soyoung"), ("혜진", "Hyejin"),
    ("민준", "Minjun"), ("서준", "Seojun"), ("도윤", "Doyun"), ("지훈", "Jihoon"),
    ("현우", "Hyunwoo"), ("준영", "Junyoung"), ("성민", "Sungmin"), ("영호", "Youngho"),
    ("상철", "Sangchul"), ("병수", "Byungsoo"), ("태현", "Taehyun"), ("재원", "Jaewon"),
    ("동현", "Donghyun"), ("시우", "Siwoo"), ("규리", "Gyuri"), ("보람", "Boram"),
)  # fmt: skip

FOREIGN = {
    "US": (
        ("Emily", "Ava", "James", "Liam", "Sofia", "Noah", "Grace", "Marcus", "Hannah", "Diego"),
        ("Walker", "Nguyen", "Garcia", "Johnson", "Miller", "O'Brien", "Patel", "Chen", "Brooks"),
    ),
    "DE": (
        ("Lena", "Jürgen", "Anna", "Felix", "Sabine", "Jonas", "Zoë", "Matthias", "Heike"),
        ("Müller", "Schäfer", "Weber", "Größ", "Hoffmann", "Krüger", "von Arnim", "Yılmaz"),
    ),
    "FR": (
        ("Camille", "Élodie", "Hugo", "Zoé", "François", "Léa", "Théo", "Agnès", "Noël"),
        ("Lefèvre", "Moreau", "Dubois", "Garçon", "Petit", "D'Aubigné", "Rousseau", "Benali"),
    ),
}

STREETS_KR = (
    ("서울특별시", "마포구 양화로", "04"),
    ("서울특별시", "송파구 올림픽로", "05"),
    ("서울특별시", "성동구 왕십리로", "04"),
    ("서울특별시", "종로구 북촌로", "03"),
    ("부산광역시", "해운대구 센텀중앙로", "48"),
    ("대구광역시", "수성구 달구벌대로", "42"),
    ("인천광역시", "연수구 컨벤시아대로", "22"),
    ("광주광역시", "서구 상무중앙로", "61"),
    ("대전광역시", "유성구 대학로", "34"),
    ("경기도 성남시", "분당구 판교역로", "13"),
    ("경기도 이천시", "경충대로", "17"),
    ("전라북도 전주시", "완산구 기린대로", "55"),
    ("강원특별자치도 강릉시", "경강로", "25"),
    ("제주특별자치도 제주시", "연북로", "63"),
)
"""Town, street, first digits of the postal code."""

STREETS = {
    "US": (("Portland", "Maple Street", "97"), ("Brooklyn", "Bedford Avenue", "11"),
           ("Austin", "Guadalupe Street", "78"), ("Los Angeles", "Olympic Boulevard", "90")),
    "DE": (("Berlin", "Kantstraße", "10"), ("München", "Lindwurmstraße", "80"),
           ("Frankfurt am Main", "Berger Straße", "60"), ("Köln", "Aachener Straße", "50")),
    "FR": (("Paris", "rue de Bretagne", "75"), ("Lyon", "cours Lafayette", "69"),
           ("Nantes", "quai de la Fosse", "44")),
}  # fmt: skip

ZONES = {
    "KR": ("Asia/Seoul", 540, "KRW", "ko-KR"),
    "US": ("America/New_York", -300, "USD", "en-US"),
    "DE": ("Europe/Berlin", 60, "EUR", "de-DE"),
    "FR": ("Europe/Paris", 60, "EUR", "fr-FR"),
}
"""Zone, its winter offset in minutes, currency, locale."""

AREAS_US = ("212", "213", "206", "303", "312", "404", "415", "503", "512", "617", "646", "702")


def fictional_phone(country: str, number: int) -> str | None:
    """Return the phone number of the n-th person, as people of that country write it to Koreans.

    Args:
        country: ISO 3166.
        number: from 0; each gives another phone number.

    Returns:
        A number that rings nowhere, or None where the country's block for fiction is used up.

    >>> fictional_phone("KR", 7), fictional_phone("US", 3), fictional_phone("DE", 5000)
    ('010-0553-4613', '+1 303 555 0100', None)
    """
    if country == "KR":
        mixed = (number * 7_919_033 + 101_382) % 10_000_000
        return f"010-0{mixed // 10_000:03}-{mixed % 10_000:04}"
    if country == "US" and number < 100 * len(AREAS_US):
        return f"+1 {AREAS_US[number % len(AREAS_US)]} 555 01{number // len(AREAS_US):02}"
    if country == "DE" and number < 100:
        return f"+49 171 39200{number:02}"
    if country == "FR" and number < 10_000:
        return f"+33 6 39 98 {number // 100:02} {number % 100:02}"
    return None
