"""Every command of the desk by its key: pressed for real, and looked for in the store or on the screen."""

from __future__ import annotations

from tests.desk.place import DRAFTED, SCHEDULED, Desk, Place, seated


@seated()
async def test_a_approves_the_row(desk: Desk, place: Place) -> None:
    print(desk.text())
    await desk.go_post(DRAFTED)
    await desk.lone("a")
    await desk.until(lambda: place.states(DRAFTED) == {"bird": "scheduled", "masto": "scheduled", "sky": "scheduled"})
