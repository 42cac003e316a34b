"""The push groups of a process."""

from collections.abc import Callable, Hashable

from web.streams.group import Group

_REMEMBERED = 256
"""What depends on who exactly asks; of more, some is forgotten and found out again."""


class Groups:
    """Those of a process, by what they are told."""

    def __init__(self) -> None:
        self._groups: dict[Hashable, Group] = {}
        self.personal: dict[Hashable, None] = {}
        """What was found to depend on who exactly asks."""

    def __len__(self) -> int:
        return len(self._groups)

    def find(self, key: Hashable, make: Callable[[], Group]) -> Group:
        """The group of this key, made if there is none."""
        found = self._groups.get(key)
        if found is None or found.over:
            found = self._groups[key] = make()
            found.task.add_done_callback(lambda _: self._ended(key, found))
        return found

    def is_personal(self, key: Hashable) -> None:
        """Have only the same account told the same from now on."""
        self.personal[key] = None
        while len(self.personal) > _REMEMBERED:
            del self.personal[next(iter(self.personal))]

    def _ended(self, key: Hashable, group: Group) -> None:
        if self._groups.get(key) is group:
            del self._groups[key]
