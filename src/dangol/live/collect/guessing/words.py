"""How shops and spreadsheets name their columns, in Korean and English, the likeliest first.

Names are compared without blanks, signs and capitals. Of two columns that both could be one thing,
the one whose name stands further to the front here is taken.
"""

from dangol.live.collect.guessing.contracts import Meaning

HEADERS: dict[Meaning, tuple[str, ...]] = {
    "email": (
        *("이메일", "이메일주소", "구매자이메일", "주문자이메일", "회원이메일", "메일", "email"),
        *("emailaddress", "customeremail", "mail"),
    ),
    "phone": (
        *("휴대폰", "휴대폰번호", "휴대전화", "휴대전화번호", "핸드폰", "핸드폰번호"),
        *("구매자연락처", "구매자휴대폰", "구매자전화번호", "주문자연락처", "주문자휴대폰"),
        *("주문자휴대전화", "주문자핸드폰", "주문자전화번호", "회원연락처", "연락처", "전화번호"),
        *("전화", "mobile", "mobilephone", "cellphone", "phone", "phonenumber", "customerphone"),
        *("tel", "telephone"),
    ),
    "user_id": (
        *("회원번호", "고객번호", "고객id", "회원id", "회원아이디", "고객코드", "회원코드"),
        *("구매자id", "구매자아이디", "주문자id", "주문자아이디", "멤버십번호", "아이디"),
        *("userid", "customerid", "customernumber", "customerno", "memberid", "memberno"),
        *("membernumber", "clientid"),
    ),
    "name": (
        *("구매자명", "구매자이름", "구매자", "주문자명", "주문자이름", "주문자", "고객명"),
        *("회원명", "이름", "성명", "고객이름", "name", "fullname", "customername", "buyername"),
    ),
    "gender": ("성별", "gender", "sex"),
    "birthday": ("생년월일", "생일", "출생일", "birthday", "birthdate", "dateofbirth", "dob"),
    "marketing_consent": (
        *("마케팅수신동의", "마케팅동의", "마케팅수신동의여부", "수신동의", "수신동의여부"),
        *("광고수신동의", "광고성정보수신동의", "마케팅활용동의", "sms수신동의", "이메일수신동의"),
        *("marketingconsent", "acceptsmarketing", "marketingoptin", "optin", "subscribed"),
    ),
    "joined": (
        *("가입일", "가입일시", "가입일자", "회원가입일", "등록일", "등록일시", "joined"),
        *("joinedat", "signupdate", "registeredat", "createdat", "customersince"),
    ),
    "order_id": (
        *("주문번호", "주문id", "주문코드", "orderid", "ordernumber", "orderno", "order"),
        *("거래번호", "영수증번호", "transactionid", "receiptno", "상품주문번호"),
    ),
    "time": (
        *("주문일시", "주문일", "주문일자", "주문시간", "주문날짜", "결제일시", "결제일"),
        *("결제일자", "결제완료일", "구매일시", "구매일", "구매일자", "거래일시", "거래일"),
        *("방문일시", "방문일", "방문일자", "이용일시", "이용일", "예약일시", "예약일", "상담일시"),
        *(
            "상담일",
            "신청일",
            "참여일",
            "판매일시",
            "판매일",
            "판매일자",
            "일시",
            "날짜",
            "일자",
            "발생일시",
            "시간",
        ),
        *("orderdate", "orderedat", "paidat", "purchasedate", "purchasedat", "createdat"),
        *("timestamp", "datetime", "date", "time", "occurredat"),
    ),
    "event": ("이벤트", "이벤트명", "행동", "활동", "event", "eventname", "action"),
    "total": (
        *("총결제금액", "실결제금액", "최종결제금액", "결제금액", "총주문금액", "주문금액"),
        *("최종상품별총주문금액", "상품별총주문금액", "총상품주문금액", "상품주문금액"),
        *("판매금액", "구매금액", "매출액", "매출", "합계금액", "총금액", "금액", "합계"),
        *("total", "totalprice", "ordertotal", "totalamount", "amount", "revenue", "paid"),
        *("grandtotal", "sales"),
    ),
    "currency": ("통화", "화폐", "currency", "currencycode"),
    "payment_method": ("결제수단", "결제방법", "결제방식", "지불수단", "paymentmethod", "payment"),
    "shipping": ("배송비", "배송비합계", "배송료", "shipping", "shippingfee", "shippingcost"),
    "discount": (
        *("할인금액", "총할인금액", "할인액", "할인", "최종상품별할인액", "discount"),
        *("discountamount", "totaldiscount"),
    ),
    "coupon": ("쿠폰", "쿠폰명", "쿠폰번호", "쿠폰코드", "coupon", "couponcode", "discountcode"),
    "product": (
        *("상품명", "제품명", "품명", "상품", "제품", "품목", "품목명", "product", "productname"),
        *("item", "itemname", "lineitemname", "title"),
    ),
    "product_id": (
        *("상품번호", "상품코드", "제품코드", "품번", "판매자상품코드", "자체상품코드", "sku"),
        *("productid", "productcode", "itemcode", "lineitemsku"),
    ),
    "category": ("카테고리", "상품카테고리", "분류", "상품분류", "category", "productcategory"),
    "price": (
        *("상품가격", "판매가", "판매가격", "단가", "상품금액", "상품단가", "가격", "price"),
        *("unitprice", "itemprice", "lineitemprice"),
    ),
    "quantity": ("수량", "주문수량", "구매수량", "개수", "quantity", "qty", "lineitemquantity"),
}

WITHHELD = (
    *("주소", "우편번호", "배송지", "수취인", "받는사람", "받는분", "수령인", "배송메", "배송요청"),
    *("메모", "비고", "주민등록", "주민번호", "계좌", "카드번호", "비밀번호", "통관", "운송장"),
    *("송장", "address", "zip", "postal", "recipient", "receiver", "shipto", "memo", "note"),
    *("password", "passwd", "cardnumber", "accountnumber", "tracking", "ssn"),
)
"""Parts of names of columns that are left out unless somebody wants them: they are about other
people, about where somebody lives, or secret."""
