"""The login: few guesses, from one client and from all, and nobody locked out by others."""

import base64

from bot.server.clients.login import Doorkeeper, Login

_LOGIN = Login("reader", "lanterne")


def _basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"reader:{password}".encode()).decode()


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def _guesses(keeper: Doorkeeper, client: str, count: int) -> int:
    """Return how many of `count` wrong guesses are compared."""
    compared = 0
    for n in range(count):
        if not keeper.wait_for(client):
            assert not keeper.admits(client, _basic(f"wrong {n}"))
            compared += 1
    return compared


def test_after_ten_wrong_guesses_nothing_is_compared_the_right_password_neither() -> None:
    clock = _Clock()
    keeper = Doorkeeper(_LOGIN, 10, clock)
    assert _guesses(keeper, "a", 2_000) == 10
    assert keeper.wait_for("a") > 0
    clock.now = 61.0
    assert keeper.wait_for("a") == 0
    assert keeper.admits("a", _basic("lanterne"))


def test_guesses_from_many_addresses_are_counted_together() -> None:
    keeper = Doorkeeper(_LOGIN, 10, _Clock())
    assert sum(_guesses(keeper, f"address {n}", 10) for n in range(100)) == 100


def test_who_has_logged_in_is_not_locked_out_by_the_guesses_of_others() -> None:
    keeper = Doorkeeper(_LOGIN, 10, _Clock())
    assert keeper.admits("known", _basic("lanterne"))
    for n in range(100):
        _guesses(keeper, f"address {n}", 10)
    assert keeper.wait_for("stranger") > 0
    assert keeper.wait_for("known") == 0
    assert keeper.admits("known", _basic("lanterne"))


def test_the_right_password_costs_nothing() -> None:
    keeper = Doorkeeper(_LOGIN, 10, _Clock())
    for _ in range(500):
        assert keeper.wait_for("a") == 0
        assert keeper.admits("a", _basic("lanterne"))


def test_a_password_of_any_characters_and_length_is_compared_whole() -> None:
    password = "é漢字🙂 ".strip() * 60
    login = Login("reader", password)
    assert login.admits(_basic(password))
    assert not login.admits(_basic(password[:-1]))
    assert not login.admits(_basic(password + "x"))
