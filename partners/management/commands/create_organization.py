from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from partners.exceptions import AddressTakenError
from partners.management.arguments import check_base_url, check_email, print_link
from partners.models import Organization
from partners.roles import Role
from partners.services.invitations import open_invitation

LABELS = {"name": "Nom", "short_name": "Nom court", "siren": "SIREN", "siret": "SIRET"}


class Command(BaseCommand):
    help = (
        "Create an organization and the invitation of its first ADMIN, whose link is printed: "
        "for a first installation, when nobody can invite yet."
    )

    def add_arguments(self, parser):
        parser.add_argument("--kind", required=True, choices=["landlord", "association"])
        parser.add_argument("--name", required=True)
        parser.add_argument("--short-name", required=True)
        parser.add_argument("--siren", required=True)
        parser.add_argument("--siret", default="")
        parser.add_argument("--admin-email", required=True)
        parser.add_argument("--admin-first-name", default="")
        parser.add_argument("--admin-last-name", default="")
        parser.add_argument("--base-url", required=True, help="https://passerelle.exemple.fr")

    def handle(self, *args, **options):
        base_url, email = options["base_url"], options["admin_email"]
        check_base_url(base_url)
        check_email("--admin-email", email)
        organization = Organization(
            kind=options["kind"].upper(),
            name=options["name"],
            short_name=options["short_name"],
            siren="".join(options["siren"].split()),
            siret="".join(options["siret"].split()),
        )
        if Organization.objects.filter(siren=organization.siren).exists():
            raise CommandError(f"SIREN : {organization.siren} est déjà enregistré. Pour inviter : manage.py invite.")
        try:
            organization.full_clean()
        except ValidationError as error:
            raise CommandError("\n".join(sentences_of(error))) from error
        try:
            with transaction.atomic():
                organization.save()
                invitation, token = open_invitation(
                    organization=organization,
                    invited_by=None,
                    email=email,
                    first_name=options["admin_first_name"],
                    last_name=options["admin_last_name"],
                    role=Role.ADMIN,
                )
        except AddressTakenError as error:
            raise CommandError(f"{email} a déjà un compte ou une invitation en attente : rien n’a été créé.") from error
        self.stdout.write(f"{organization.name} est créé.")
        print_link(self.stdout, invitation, token=token, base_url=base_url)


def sentences_of(error: ValidationError) -> list[str]:
    return [
        f"{LABELS.get(field, field)} : {message}"
        for field, messages in error.message_dict.items()
        for message in messages
    ]
