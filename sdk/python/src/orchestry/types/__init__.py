"""The types of what the API is sent and answers. A test compares them with the document that the controller serves."""

from .apps import *  # noqa: F401,F403
from .monitoring import *  # noqa: F401,F403
from .ring import *  # noqa: F401,F403
from .scaling import *  # noqa: F401,F403
from .spec import *  # noqa: F401,F403
from .streams import *  # noqa: F401,F403
from .system import *  # noqa: F401,F403
