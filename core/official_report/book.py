"""The figures that a report uses, in the order of its text: what is not written is not in the annex of origins."""

from core.official_report.content import Block, Figure, ReportTable


class Book:
    """Collects figures as sentences and tables are written. A missing figure has no origin and is not collected."""

    def __init__(self) -> None:
        self._used: dict[tuple[str, str, str], Figure] = {}

    def use(self, figure: Figure) -> str:
        """The figure's text; from now on it belongs to the report."""
        if not figure.is_missing:
            name = str(figure.key) if figure.key else figure.label
            self._used.setdefault((name, figure.of, figure.text), figure)
        return figure.text

    def use_table(self, block: Block) -> None:
        if isinstance(block, ReportTable):
            for figure in block.figures:
                self.use(figure)

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(self._used.values())
