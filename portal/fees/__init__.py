"""Fees: rules as data, computed from answers, in integer cents. Pure; refuses to guess."""

from portal.fees.computing import FREE, Fee, FeeLine, FeeUndecided, compute_fee
from portal.fees.relief import ReliefKind, offered_cents
from portal.fees.rules import (
    Amount,
    ByPurposeFee,
    FeeRow,
    FeeRule,
    FixedFee,
    NoFee,
    OnSiteFee,
    PerCopyFee,
    TableFee,
    fields_needed,
    parse_amount,
)
from portal.fees.words import fee_in_words

__all__ = [
    "FREE",
    "Amount",
    "ByPurposeFee",
    "Fee",
    "FeeLine",
    "FeeRow",
    "FeeRule",
    "FeeUndecided",
    "FixedFee",
    "NoFee",
    "OnSiteFee",
    "PerCopyFee",
    "ReliefKind",
    "TableFee",
    "compute_fee",
    "fee_in_words",
    "fields_needed",
    "offered_cents",
    "parse_amount",
]
