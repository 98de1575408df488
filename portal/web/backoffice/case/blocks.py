"""Text blocks at the forms in which the desk writes to the citizen. Nothing is sent by them."""

from dataclasses import dataclass

import reflex as rx

from portal.cases.status import CaseAction
from portal.errors import PortalError
from portal.web.services import services
from portal.web.session import Visit
from portal.workflow.text_blocks import blocks_for_case

_USES = {CaseAction.ASK: "question", CaseAction.REJECT: "rejection"}


@dataclass(frozen=True)
class ShownBlock:
    """Words that can be put into what one writes."""

    name: str
    text: str


class OffersBlocks(rx.State, mixin=True):
    """The part of the case's page that knows words which come again and again."""

    message_blocks: list[ShownBlock] = []
    asking_blocks: list[ShownBlock] = []
    correction_blocks: list[ShownBlock] = []
    _blocks: dict[str, list[ShownBlock]] = {}

    async def _find_blocks(self, visit: Visit) -> None:
        self._blocks, self.asking_blocks = {}, []
        if visit.scope is not None and not self.missing:
            try:
                found = await blocks_for_case(services(), visit.scope, self.reference)
            except PortalError:  # gone meanwhile; the page says so
                found = ()
            for one in found:
                for use in one.uses:
                    self._blocks.setdefault(use, []).append(ShownBlock(one.name, one.text))
        self.message_blocks = self._blocks.get("message", [])
        self.correction_blocks = self._blocks.get("correction", [])

    def _offer_blocks_for(self, action: CaseAction) -> None:
        self.asking_blocks = self._blocks.get(_USES.get(action, ""), [])
