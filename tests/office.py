"""LibreOffice for tests: what an office program makes of a file. `bash tests/run` installs it."""

import shutil
import subprocess
from pathlib import Path

# Formulas are computed anew on opening a workbook, whatever values it carries.
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""
_SECONDS = 120


def program(name: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is missing: run `bash tests/run`, which installs LibreOffice and Poppler"
    return found


def converted(path: Path, ending: str, folder: Path) -> Path:
    """The file as LibreOffice writes it in another form (`pdf`, `xlsx`), in a folder of its own."""
    profile, out = folder / "profile", folder / f"as-{ending}"
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    command = [program("soffice"), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", ending]
    subprocess.run([*command, "--outdir", str(out), str(path)], check=True, capture_output=True, timeout=_SECONDS)
    made = out / f"{path.stem}.{ending}"
    assert made.is_file(), f"LibreOffice could not write {made.name}: run `bash tests/run`, which installs its parts"
    return made


def pdf_text(path: Path) -> list[str]:
    """The text of each page."""
    command = [program("pdftotext"), "-layout", str(path), "-"]
    text = subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS).stdout.decode()
    return text.split("\f")[:-1]
