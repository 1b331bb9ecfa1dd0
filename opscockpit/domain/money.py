"""Money: whole minor units (cents, fen, yen) of a currency, and how a decimal amount becomes them."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

LIMIT = 10**13
"""No single amount of a shop reaches this many minor units; beyond it a file is damaged."""

_NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
_DIGITS = {**dict.fromkeys(_NO_DIGITS.split(), 0), **dict.fromkeys(_THREE_DIGITS.split(), 3)}


def digits(currency: str | None) -> int:
    """Digits after the decimal point of a currency (ISO 4217); 2 where none is given or the code is unknown."""
    return _DIGITS.get(currency or "", 2)


def to_minor(amount: Decimal, currency: str | None) -> int:
    """An amount in major units as whole minor units, rounded half to even (the banker's rule: sums stay unbiased)."""
    return int(amount.scaleb(digits(currency)).to_integral_value(ROUND_HALF_EVEN))


def to_major(minor: int, currency: str | None) -> Decimal:
    """Minor units as an exact amount in major units, with all digits of the currency."""
    return Decimal(minor).scaleb(-digits(currency))
