"""The table of what is heard: bounded, forgetful, and never believing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.address import Address
from server.nearby.record import Key, Notice
from server.nearby.seen import DOUBT, LIVES, MOST, MOST_OF_ONE, Seen

HOUR = 490_000
SALT = "0f" * 16
KEY = Key("ab" * 32, "cd" * 16)
HERE = (Address("192.168.0.5", 47800),)
THERE = (Address("192.168.0.9", 47800),)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def make() -> tuple[Seen, Clock]:
    clock = Clock()
    return Seen(clock, lambda: HOUR), clock


def said_of(key: Key = KEY, hour: int = HOUR, salt: str = SALT) -> Notice:
    return Notice(key.mark(hour, salt), hour, salt)


def stranger(number: int) -> Notice:
    return Notice(f"{number:032x}", HOUR, SALT)


def test_a_room_appears_changes_and_goes() -> None:
    seen, _ = make()
    assert seen.hear("a", HERE, stranger(1))
    assert not seen.hear("a", HERE, stranger(1)), "nothing looks different"
    assert seen.hear("a", THERE, stranger(1))
    assert seen.hear("a", THERE, Notice(stranger(1).mark, HOUR, SALT, name="방"))
    assert [one.addresses for one in seen.all()] == [THERE]
    assert seen.part("a")
    assert not seen.part("a")
    assert seen.all() == []


def test_what_is_not_said_again_is_gone_in_time_whatever_it_claims() -> None:
    seen, clock = make()
    seen.hear("a", HERE, stranger(1), ttl=10**9)
    clock.now += LIVES - 1
    assert not seen.expire()
    assert seen.is_stale()
    clock.now += 1
    assert seen.expire()
    assert LIVES <= 90


def test_what_is_said_again_stays() -> None:
    seen, clock = make()
    seen.hear("a", HERE, stranger(1), ttl=75)
    for _ in range(5):
        clock.now += 50
        assert seen.is_stale()
        seen.again("a", 75)
        assert not seen.is_stale()
        assert not seen.expire()


def test_after_sleep_everything_must_be_said_again() -> None:
    seen, clock = make()
    seen.hear("a", HERE, stranger(1))
    seen.hear("b", HERE, stranger(2))
    seen.doubt()
    assert seen.is_stale() or DOUBT > 0
    clock.now += DOUBT / 2
    seen.again("b")
    clock.now += DOUBT / 2
    assert seen.expire()
    assert [one.token for one in seen.all()] == ["b"]


def test_a_room_of_ours_is_recognised_also_later() -> None:
    seen, _ = make()
    seen.hear("a", HERE, said_of())
    assert seen.all()[0].known is None
    assert seen.know([KEY])
    assert seen.all()[0].known == KEY
    assert not seen.know([KEY])
    assert seen.know([])
    assert seen.all()[0].known is None


def test_a_recorded_mark_is_not_believed_days_later() -> None:
    seen, _ = make()
    seen.know([KEY])
    seen.hear("a", HERE, said_of(hour=HOUR - 48))
    assert seen.all()[0].known is None


def test_a_flood_of_strangers_keeps_no_friend_out() -> None:
    seen, _ = make()
    seen.know([KEY])
    for number in range(10 * MOST):
        seen.hear(f"s{number}", HERE, stranger(number))
    assert len(seen.all()) == MOST
    assert not seen.hear("late", HERE, stranger(1))
    assert seen.hear("friend", THERE, said_of())
    assert len(seen.all()) == MOST
    assert [one.token for one in seen.all() if one.known] == ["friend"]


def test_who_repeats_a_friends_mark_does_not_fill_the_table() -> None:
    seen, _ = make()
    seen.know([KEY])
    for number in range(10 * MOST):
        seen.hear(f"s{number}", HERE, said_of())
    assert len(seen.all()) == MOST_OF_ONE
    assert seen.hear("other", HERE, stranger(1))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["hear", "again", "part", "wait", "doubt", "expire"]),
            st.integers(0, 200),
            st.integers(0, 100),
        ),
        max_size=200,
    )
)
def test_it_never_grows(moves: list[tuple[str, int, int]]) -> None:
    seen, clock = make()
    seen.know([KEY])
    for move, number, amount in moves:
        token = f"t{number}"
        match move:
            case "hear":
                notice = said_of(salt=f"{number:032x}") if number % 7 == 0 else stranger(number)
                seen.hear(token, HERE, notice, ttl=float(amount))
            case "again":
                seen.again(token)
            case "part":
                seen.part(token)
            case "wait":
                clock.now += amount
            case "doubt":
                seen.doubt()
            case "expire":
                seen.expire()
                assert all(one.until > clock.now for one in seen.all())
        assert len(seen.all()) <= MOST
        assert all(one.until <= clock.now + LIVES for one in seen.all())
