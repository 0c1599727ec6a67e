"""What the signature fields of every document are called. Loads no pyHanko."""

from __future__ import annotations

from sohoa.sign.settings import Role

#: Names of the signature fields in every document; ours alone.
FIELD_NAME = "CoQuanSoHoa"
OPERATOR_FIELD = "CanBoSoHoa"
FIELDS = {Role.AGENCY: FIELD_NAME, Role.OPERATOR: OPERATOR_FIELD}
FIELD_NAMES = frozenset(FIELDS.values())
#: Fields of time stamps of the whole file begin so, and have a number.
TIME_FIELD = "DauThoiGian"
