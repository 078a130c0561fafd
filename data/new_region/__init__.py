"""Another region from its boundaries and its register: a folder that can be published from at once."""

from data.new_region.build import Built, NewRegion, build_region

__all__ = ["Built", "NewRegion", "build_region"]
