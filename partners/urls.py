from django.urls import path

from partners.views import (
    account_log,
    conventions,
    invitations,
    landlords,
    names,
    organizations,
    profile,
    programmes,
    sign_in_as,
    team,
)

app_name = "partners"

urlpatterns = [
    path("demonstration/<uuid:public_id>/", sign_in_as, name="sign_in_as"),
    path("invitations/new/", invitations.invite, name="invite"),
    path("invitations/<uuid:public_id>/resend/", invitations.resend, name="resend_invitation"),
    path("invitations/<uuid:public_id>/revoke/", invitations.revoke, name="revoke_invitation"),
    path("invitations/<uuid:public_id>/name/", names.invited, name="rename_invited"),
    path("invitations/<str:token>/", invitations.accept_invitation, name="accept_invitation"),
    path("access-log/accounts/", account_log.account_log, name="account_log"),
    path("profile/", profile.profile, name="profile"),
    path("team/", team.team, name="team"),
    path("team/<uuid:public_id>/name/", names.colleague, name="rename_colleague"),
    path("team/<uuid:public_id>/role/", team.change_role, name="change_role"),
    path("team/<uuid:public_id>/deactivate/", team.deactivate, name="deactivate"),
    path("team/<uuid:public_id>/reactivate/", team.reactivate, name="reactivate"),
    path("team/<uuid:public_id>/reset-second-factor/", team.reset_second_factor, name="reset_second_factor"),
    path("partners/", organizations.partners, name="partners"),
    path("partners/<uuid:public_id>/first-person/new/", invitations.invite_first_person, name="invite_first_person"),
    path("partners/<uuid:public_id>/expertises/", organizations.expertises, name="expertises"),
    path("organization/", organizations.own, name="organization"),
    path("programmes/new/", programmes.create, name="create_programme"),
    path("programmes/<uuid:public_id>/", programmes.programme, name="programme"),
    path("programmes/<uuid:public_id>/edit/", programmes.edit, name="edit_programme"),
    path("programmes/<uuid:public_id>/new/", programmes.copy, name="copy_programme"),
    path("conventions/new/", conventions.create, name="create_convention"),
    path("conventions/<uuid:public_id>/", conventions.detail, name="convention"),
    path("conventions/<uuid:public_id>/edit/", conventions.amend, name="amend_convention"),
    path("conventions/<uuid:public_id>/documents/new/", conventions.add_document, name="add_convention_document"),
    path(
        "conventions/<uuid:public_id>/documents/<uuid:document>/",
        conventions.document,
        name="convention_document",
    ),
    path(
        "conventions/<uuid:public_id>/documents/<uuid:document>/cancel/",
        conventions.cancel_document,
        name="cancel_convention_document",
    ),
    path("parameters/", landlords.parameters, name="parameters"),
]
