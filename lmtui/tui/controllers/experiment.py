"""What a person tries out on a text: other luck, other tokens, other branches, other lanes, and back again."""

from __future__ import annotations

from lmtui.errors import SettingError
from lmtui.playground import slider
from lmtui.playground.landmarks import copied_runs, departures, forks, next_of
from lmtui.tui.controllers.host import Host
from lmtui.tui.key_names import key_names


class Experiment:
    """Changes what decides the text, and says what could not be changed.

    Args:
        host: the screen.
    """

    def __init__(self, host: Host) -> None:
        self._host = host

    def reroll(self) -> None:
        """Take the next seed."""
        self._host.session.reroll()
        self._host.show_session()

    def own_luck(self) -> None:
        """Give the lane a luck of its own, or that of all lanes again."""
        if self.has_lanes():
            own = self._host.session.toggle_own_luck()
            said = "this lane has the luck of all lanes" if own is None else f"this lane has its own luck: seed {own}"
            self._host.messages.say(said)
        self._host.show_session()

    def go_to_fork(self) -> None:
        """Look at the next of the tokens that were the least certain."""
        lane = self._host.session.text.lane
        self._go_to(forks(lane) if lane else [], "there is no text yet in which a token was uncertain")

    def go_to_departure(self) -> None:
        """Look at the next token with which the lane leaves another one."""
        text = self._host.session.text
        if self.has_lanes() and text.lane:
            others = [lane for lane in text.lanes if lane is not text.lane]
            self._go_to(departures(text.lane, others), "the lanes have the same tokens so far")

    def go_to_copied_run(self) -> None:
        """Look at the next token with which a copied run begins."""
        session = self._host.session
        lane, copied = session.text.lane, session.views.copied
        if copied is None:
            said = key_names(self._host.screen).fill("{sources} finds what is copied; then this key goes there")
            self._host.messages.say(said)
        else:
            self._go_to(copied_runs(lane, copied) if lane else [], "nothing of this text is copied")

    def _go_to(self, places: list[int], nothing: str) -> None:
        place = next_of(places, self._host.session.views.cursor)
        if place is None:
            self._host.messages.say(nothing)
        else:
            self._host.session.playback.pause()
            self._host.session.look_at(place)
        self._host.show_session()

    def pin(self) -> None:
        """Pin the luck, so that every run has the same; or let every run take the next luck again."""
        session = self._host.session
        session.playback.pinned = not session.playback.pinned
        self._host.messages.say(
            "every run has this luck" if session.playback.pinned else "every run takes the next luck"
        )
        self._host.show_session()

    def undo(self) -> None:
        """Go back to the state before."""
        if not self._host.session.undo():
            self._host.messages.say("nothing to undo")
        self._host.show_inputs()

    def redo(self) -> None:
        """Take back an undo."""
        if not self._host.session.redo():
            self._host.messages.say("nothing to redo")
        self._host.show_inputs()

    def go_to_branch(self, steps: int) -> None:
        """Show another branch."""
        if not self._host.session.text.is_branched:
            said = "no branches yet: look at a past token and take another candidate from the table"
            self._host.messages.say(said)
        self._host.session.go_to_branch(steps)
        self._host.show_session()

    def rewind(self) -> None:
        """Forget the token under the cursor and all after it."""
        if not self._host.session.rewind():
            self._host.messages.say("move to a token of the text first")
        self._host.show_session()

    def add_lane(self, steps: int) -> None:
        """Add a lane that is so many steps warmer than the active one; at the end of the slider, colder."""
        present = self._host.session.text.sampling.temperature
        wanted = slider.stepped(present, steps) if steps else present
        if steps and wanted == present:
            wanted = slider.stepped(present, -steps)
        try:
            self._host.session.add_lane(wanted)
        except SettingError as error:
            self._host.messages.say(str(error), trouble=True)
        self._show_lanes()

    def remove_lane(self) -> None:
        """Remove the active lane."""
        if self.has_lanes():
            self._host.session.remove_lane()
        self._show_lanes()

    def go_to_lane(self, steps: int) -> None:
        """Make another lane the active one, so many places to the right; its text takes over the focus of a text."""
        if self.has_lanes():
            self._host.session.text.go_to_lane(steps)
        self._show_lanes()

    def has_lanes(self) -> bool:
        """Whether there are several lanes. Where there is one, says how to add another."""
        several = len(self._host.session.text.state.lanes) > 1
        if not several:
            said = key_names(self._host.screen).fill("there is one lane; {add-lane} adds another")
            self._host.messages.say(said)
        return several

    def _show_lanes(self) -> None:
        self._host.show_temperature()
        self._host.screen.call_after_refresh(self._host.show_session)  # the layout may be another one

    def anneal(self) -> None:
        """Have T anneal the whole sequence in the active lane, or each token again."""
        session = self._host.session
        state = session.text.state
        try:
            session.set_whole(not state.lane.whole)
        except SettingError as error:
            self._host.messages.say(str(error), trouble=True)
        else:
            what = f"the whole sequence of {state.sequence_length} tokens; {{settings}} changes how many"
            said = f"the temperature anneals {'each token' if state.lane.whole else what}"
            self._host.messages.say(key_names(self._host.screen).fill(said))
        self._host.show_session()

    def entropies(self) -> None:
        """Draw the entropy along the text, or no longer."""
        views = self._host.session.views
        views.shows_entropies = not views.shows_entropies
        self._host.show_session()

    def blanks(self) -> None:
        """Mark the blanks of the texts, or no longer."""
        views = self._host.session.views
        views.shows_blanks = not views.shows_blanks
        self._host.show_session()

    def colour(self) -> None:
        """Colour the text by the next measure: probability, rank, entropy, order, or nothing."""
        session = self._host.session
        session.views.colouring = session.views.colouring.next(session.text.order)
        self._host.show_session()
