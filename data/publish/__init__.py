"""Publishing: a delivery becomes a release, or says why not; the last good release keeps serving meanwhile."""

from data.publish.delivery import CheckReport, FileReport, check
from data.publish.publish import PublishReport, publish

__all__ = ["CheckReport", "FileReport", "PublishReport", "check", "publish"]
