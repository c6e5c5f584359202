"""The sixteen kinds of rule, each its roles and its arithmetic on one page of its family.

Amounts are compared exactly; what is disallowed or computed is rounded half-up to the cent once, at the end.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ledger.rules.kinds.amounts import AmountMax, AmountMin, CapExcess, Cliff, ExcludeClass, RatioMax, RatioMin
from ledger.rules.kinds.days import DateWindow, Deadline, Precedence
from ledger.rules.kinds.shown import ConsentDelta, PointsMin, ReleaseCondition, RequiresEvidence
from ledger.rules.kinds.sums import BandRate, Cumulation, LesserOf, ShareRange

KINDS = (CapExcess, Cliff, RatioMax, RatioMin, AmountMin, AmountMax, ShareRange, BandRate, LesserOf, Cumulation, DateWindow, Deadline,
         Precedence, RequiresEvidence, ExcludeClass, PointsMin, ConsentDelta, ReleaseCondition)  # fmt: skip
AnyRule = Annotated[
    CapExcess | Cliff | RatioMax | RatioMin | AmountMin | AmountMax | ShareRange | BandRate | LesserOf | Cumulation | DateWindow | Deadline
    | Precedence | RequiresEvidence | ExcludeClass | PointsMin | ConsentDelta | ReleaseCondition,
    Field(discriminator="kind"),
]  # fmt: skip
