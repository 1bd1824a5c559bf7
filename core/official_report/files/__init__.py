"""A report as a file: Word in the layout of NĐ 30/2020/NĐ-CP, a workbook of real numbers and formulas."""
