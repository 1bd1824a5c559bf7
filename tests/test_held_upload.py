"""What somebody hands in is in memory only while they look at it: not after it was stored, put away or left."""

import gc

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFile
from streamlit.testing.v1 import AppTest, local_script_runner

from core.ingest.files.table import RawTable
from tests.test_upload_screen import HEAD, JUNE, _button, _open, _upload

BAD = HEAD + "Không có;;30/06/2024;chính thức;16.800;2.444\n"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> MemoryUploadedFileManager:
    """What the server keeps of what browsers sent, over all runs of a session as on a server."""
    # What is there already is not looked through again, four times over millions of objects.
    gc.collect()
    gc.freeze()
    kept = MemoryUploadedFileManager("/mock/upload")
    monkeypatch.setattr(local_script_runner, "MemoryUploadedFileManager", lambda _endpoint: kept)
    return kept


def held(sent: MemoryUploadedFileManager) -> tuple[int, int, int]:
    """Files that the server keeps, files in the hands of the script, files that were read."""
    gc.collect()
    alive = gc.get_objects()
    kept = sum(len(files) for files in sent.file_storage.values())
    return kept, sum(type(one) is UploadedFile for one in alive), sum(type(one) is RawTable for one in alive)


@pytest.mark.parametrize("how", ["stored", "put away", "screen left", "another file", "with remarks, left"])
def test_nothing_is_kept_of_a_file_that_nobody_looks_at(
    app: AppTest, sent: MemoryUploadedFileManager, how: str
) -> None:
    before = held(sent)
    assert before[0] == 0
    _upload(_open(app), "thang6.csv", BAD if how == "with remarks, left" else JUNE)
    assert held(sent)[0] == 1
    assert held(sent)[2] > before[2]
    if how == "stored":
        _button(app, "Xác nhận, lưu 9 dòng")
    elif how == "put away":
        app.file_uploader[0].set_value([]).run()
    elif how == "another file":
        _upload(app, "khac.csv", BAD)
        assert held(sent)[0] == 1
        return
    else:
        app.switch_page("../pages/overview.py").run()
    app.run()
    assert not app.exception
    assert held(sent) == before
