"""Vendor the map's two browser libraries from npm into one local bundle.

``python -m scripts.vendor_leaflet`` asks npm for the pinned packages, joins Leaflet and topojson-client into
``static/vendor/map-vendor.js`` / ``map-vendor.css`` and puts their licences beside them. The product never
fetches anything at run time: a developer runs this when a version below changes, and its output is committed.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

PACKAGES = {"leaflet": "1.9.4", "topojson-client": "3.1.0"}
VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"

# Leaflet guesses where its marker icons lie from the name of its own stylesheet, which the bundle renames.
ICONS = 'L.Icon.Default.imagePath = "../../app/static/vendor/images/";\n'


def _unpack(name: str, version: str, folder: Path) -> Path:
    """Let npm fetch one package and return the folder of its files."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to vendor the map's libraries; install Node.js and run this again.")
    command = [npm, "pack", "--silent", "--pack-destination", str(folder), f"{name}@{version}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    target = folder / name
    with tarfile.open(folder / f"{name}-{version}.tgz") as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def _script(path: Path) -> str:
    """Text of a script without the pointer to a source map that is not shipped."""
    lines = path.read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL")) + "\n"


def main() -> None:
    """Write the bundle, the icons and the licences."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        folders = {name: _unpack(name, version, Path(temporary)) for name, version in PACKAGES.items()}
        leaflet, topojson = folders["leaflet"], folders["topojson-client"]
        pinned = ", ".join(f"{name} {version}" for name, version in PACKAGES.items())
        head = f"/* {pinned}; licences beside this file */\n"
        script = head + _script(leaflet / "dist" / "leaflet.js") + ICONS
        script += _script(topojson / "dist" / "topojson-client.min.js")
        (VENDOR / "map-vendor.js").write_text(script, "utf-8")
        styles = head + (leaflet / "dist" / "leaflet.css").read_text("utf-8")
        (VENDOR / "map-vendor.css").write_text(styles, "utf-8")
        shutil.copytree(leaflet / "dist" / "images", VENDOR / "images", dirs_exist_ok=True)
        for name, folder in folders.items():
            shutil.copyfile(folder / "LICENSE", VENDOR / f"LICENSE.{name}.txt")
    print(f"{VENDOR / 'map-vendor.js'}: {(VENDOR / 'map-vendor.js').stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
