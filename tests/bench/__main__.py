"""Every benchmark by its name, one command: `python -m tests.bench NAME …`; without a name it lists them.

Each prints its figures and their ratios, measured in one run on one machine; docs/hieu-nang.md keeps what was seen.
"""

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent
NOT_A_BENCHMARK = {"__init__", "__main__", "offices_sent"}


def names() -> list[str]:
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_A_BENCHMARK)


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in names():
        print(__doc__, *(f"  {name}" for name in names()), sep="\n")
        return 2
    sys.argv = [f"tests.bench.{arguments[0]}", *arguments[1:]]
    runpy.run_module(f"tests.bench.{arguments[0]}", run_name="__main__", alter_sys=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
