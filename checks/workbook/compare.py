"""LibreOffice opens the workbook that `throughline study --xlsx` writes, works its formulas out anew, and finds what stands in them.

Also: it prints as a PDF, every sheet is there under its name, and no cell holds an error.
"""

import math
import os
import pathlib
import subprocess
import sys
import tempfile

import openpyxl

THROUGHLINE = os.environ["THROUGHLINE"]
LOGS = pathlib.Path(os.environ["THROUGHLINE_SHARED"]) / "logs"
STUDIED = ["demo", "demo/repairs.csv", *(str(LOGS / name) for name in ["BPIC15_5.xes.gz", "sf_311_service_requests.csv"])]


def office(folder, form, path):
    """A file as LibreOffice writes it in another form."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    out = folder / form
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", form, "--outdir", out, path],
        check=True, capture_output=True, timeout=240,
    )
    made = out / f"{path.stem}.{form}"
    assert made.exists(), f"LibreOffice made no {form} of {path}"
    return made


def cells(book):
    """Each cell that holds something."""
    return ((sheet.title, cell) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)


def check(log, folder):
    """How many formulas were the same, and what is wrong."""
    path = folder / "study.xlsx"
    done = subprocess.run([THROUGHLINE, "study", log, "--xlsx", path], capture_output=True, text=True)
    assert done.returncode in (0, 3), done.stderr
    stored = openpyxl.load_workbook(path, data_only=True)
    bare = openpyxl.load_workbook(path)
    formulas = [(sheet, cell.coordinate) for sheet, cell in cells(bare) if cell.data_type == "f"]
    # openpyxl keeps no results, so LibreOffice has to work each out.
    emptied = folder / "emptied.xlsx"
    bare.save(emptied)
    again = openpyxl.load_workbook(office(folder, "xlsx", emptied), data_only=True)
    wrong = [f"{sheet}: {cell.coordinate} is {cell.value}" for sheet, cell in cells(again) if cell.data_type == "e"]
    if again.sheetnames != stored.sheetnames:
        wrong.append(f"the sheets are {again.sheetnames}")
    for sheet, place in formulas:
        ours, theirs = stored[sheet][place].value, again[sheet][place].value
        if not (isinstance(theirs, int | float) and math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)):
            wrong.append(f"{sheet}: {place} is {ours} here and {theirs} there ({bare[sheet][place].value})")
    office(folder, "pdf", path)
    return len(stored.sheetnames), len(formulas), wrong


def main():
    passed = failed = 0
    for log in STUDIED:
        if not pathlib.Path(log).exists():
            print(f"skipped: {log} is not there")
            continue
        with tempfile.TemporaryDirectory() as folder:
            sheets, formulas, wrong = check(log, pathlib.Path(folder))
        print(f"{'wrong' if wrong else 'ok   '} {log}: {sheets} sheets, {formulas} formulas", *wrong[:20], sep="\n      ")
        passed, failed = passed + (not wrong), failed + bool(wrong)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


main()
