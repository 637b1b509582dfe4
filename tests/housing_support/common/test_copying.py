import datetime
import io

import pytest
from django.db import connection

from housing_support.common.copying import copy_line


@pytest.mark.django_db
def test_rows_come_back_as_they_were_given():
    rows = [
        (1, "a\tb", "\\N", True, datetime.date(2026, 11, 12)),
        (2, "a\nb", "\\.", False, None),
        (3, "a\r\nb", "", None, None),
        (4, "a\\tb\\", '"', None, None),
        (5, None, "\u2028\u0085\x0b", None, None),
    ]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE copied (pk integer, one text, other text, yes boolean, day date)")
        cursor.copy_expert("COPY copied FROM STDIN", io.StringIO("\n".join(map(copy_line, rows))))
        cursor.execute("SELECT * FROM copied ORDER BY pk")

        assert cursor.fetchall() == rows


def test_nul_that_postgresql_cannot_store_is_left_out():
    assert copy_line(["a\0b", 3]) == "ab\t3"
