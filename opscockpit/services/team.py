"""Everything about the team's day at one store, behind one door."""

from __future__ import annotations

from opscockpit.services.board import Board
from opscockpit.services.desk import Desk
from opscockpit.services.emergencies import Emergencies
from opscockpit.services.evening import Evening
from opscockpit.services.forms import Forms
from opscockpit.services.letters import Letters
from opscockpit.services.mornings import Morning
from opscockpit.services.people import People
from opscockpit.services.routines import Routines
from opscockpit.services.rules import Rules
from opscockpit.services.trail import Trail


class Team:
    """The services of one person at one store."""

    def __init__(self, desk: Desk) -> None:
        """For one person at one store."""
        self.desk = desk
        self.people = People(desk)
        self.routines = Routines(desk)
        self.morning = Morning(desk)
        self.letters = Letters(desk)
        self.board = Board(desk)
        self.rules = Rules(desk)
        self.emergencies = Emergencies(desk)
        self.evening = Evening(desk)
        self.forms = Forms(desk)
        self.trail = Trail(desk)
