"""Trust levels of an identity, ranked (eIDAS / OZG: Vertrauensniveau)."""

from enum import StrEnum


class TrustLevel(StrEnum):
    """How surely we know who somebody is; `rank` orders them."""

    NONE = "none"
    BASIC = "basic"
    SUBSTANTIAL = "substantial"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 (none) to 3 (high)."""
        return list(TrustLevel).index(self)

    def reaches(self, required: "TrustLevel") -> bool:
        """Whether this level is at least `required`."""
        return self.rank >= required.rank

    def or_higher(self, other: "TrustLevel") -> "TrustLevel":
        """The higher of the two."""
        return self if self.reaches(other) else other
