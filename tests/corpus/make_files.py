"""How every file of the corpus was written. Run by hand when a file is added; the tests only read what it left.

    PYTHONPATH=.:/tmp/xw/lib/python3.11/site-packages .venv/bin/python tests/corpus/make_files.py

/tmp/xw is a scratch environment with XlsxWriter and msoffcrypto-tool, which the product does not need; LibreOffice is
`soffice`. The expected tables in tests/corpus/expected are written by hand, from what a file means to an official:
nothing here, and nothing of the product, writes them.
"""

from tests.corpus.making.figures import write_figures
from tests.corpus.making.layouts import write_layouts
from tests.corpus.making.letters import write_letters
from tests.corpus.making.maps import write_maps
from tests.corpus.making.programmes import write_programmes
from tests.corpus.making.strangers import write_strangers
from tests.corpus.making.workbooks import write_workbooks

if __name__ == "__main__":
    write_letters()
    write_layouts()
    write_maps()
    write_figures()
    write_programmes()
    write_workbooks()
    write_strangers()
