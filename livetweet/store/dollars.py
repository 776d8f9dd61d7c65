"""US dollars in the store: whole thousandths, so that sums are exact."""

from __future__ import annotations

from decimal import Decimal


def to_mills(dollars: Decimal) -> int:
    return int((dollars * 1000).to_integral_value())


def from_mills(mills: int) -> Decimal:
    return Decimal(mills) / 1000
