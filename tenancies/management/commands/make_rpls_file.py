from pathlib import Path

from django.core.management.base import BaseCommand

from tenancies.stock.rpls.sample import write_legal_file


class Command(BaseCommand):
    help = "Write an invented legal RPLS file, always the same for the same size: to measure the import."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--lines", type=int, default=100_000)
        parser.add_argument("--siren", required=True, help="the landlord in whose name the file is written")

    def handle(self, *, file: Path, lines: int, siren: str, **options):
        with file.open("w", encoding="iso-8859-1", newline="") as target:
            write_legal_file(target, lines=lines, siren=siren)
        self.stdout.write(f"{lines} lignes dans {file}.")
