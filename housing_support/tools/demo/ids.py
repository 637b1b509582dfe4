import random
import uuid


def uuid_from(chance: random.Random) -> uuid.UUID:
    """A public identifier that is the same at each loading: addresses of the demonstration can be kept."""
    return uuid.UUID(int=chance.getrandbits(128), version=4)
