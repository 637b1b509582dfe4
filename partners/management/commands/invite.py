from django.core.management.base import BaseCommand, CommandError

from partners.exceptions import AddressTakenError
from partners.management.arguments import check_base_url, check_email, print_link
from partners.models import Organization
from partners.roles import ASSOCIATION_ROLES, LANDLORD_ROLES, Role
from partners.services.invitations import replace_invitation


class Command(BaseCommand):
    help = (
        "Invite somebody to an organization, as its ADMIN by default, and print the link. Run it again when a link was "
        "lost, has expired or went to a wrong address: the former one stops working at once."
    )

    def add_arguments(self, parser):
        parser.add_argument("--siren", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")
        parser.add_argument("--role", default=Role.ADMIN, choices=Role.values)
        parser.add_argument("--base-url", required=True, help="https://passerelle.exemple.fr")

    def handle(self, *args, **options):
        base_url, email, role = options["base_url"], options["email"], options["role"]
        check_base_url(base_url)
        check_email("--email", email)
        organization = Organization.objects.filter(siren="".join(options["siren"].split())).first()
        if organization is None:
            raise CommandError(f"--siren : aucun organisme n’a le numéro {options['siren']}.")
        fitting = LANDLORD_ROLES if organization.is_landlord else ASSOCIATION_ROLES
        if role not in fitting:
            raise CommandError(f"--role : {organization.name} choisit entre {', '.join(fitting)}.")
        try:
            invitation, token = replace_invitation(
                organization=organization,
                email=email,
                first_name=options["first_name"],
                last_name=options["last_name"],
                role=role,
            )
        except AddressTakenError as error:
            raise CommandError(
                f"{email} a déjà un compte, ou l’invitation d’un autre organisme : rien n’a changé."
            ) from error
        print_link(self.stdout, invitation, token=token, base_url=base_url)
