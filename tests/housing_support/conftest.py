def pytest_terminal_summary(terminalreporter):
    for report in terminalreporter.stats.get("skipped", []):
        if report.nodeid.startswith("tests/housing_support/test_file_storage.py"):
            _, _, reason = report.longrepr
            terminalreporter.write_line(f"Stockage S3 NON ESSAYÉ : {reason}", red=True, bold=True)
