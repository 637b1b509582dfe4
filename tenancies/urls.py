from django.urls import path

from tenancies.stock import views as stock
from tenancies.views import access_log, edit, households, mending, own_entries, support, tenancies, visits, withdrawals

app_name = "tenancies"

urlpatterns = [
    path("access-log/", access_log.access_log, name="access_log"),
    path("households/", households.household_list, name="households"),
    path("households/confide/", support.confide, name="confide"),
    path("households/<uuid:public_id>/", households.timeline, name="household"),
    path("households/<uuid:public_id>/access/", households.access, name="household_access"),
    path(
        "households/<uuid:public_id>/access/<uuid:organization>/withdraw/",
        withdrawals.withdraw_access,
        name="withdraw_access",
    ),
    path("households/<uuid:public_id>/address/", edit.household_address, name="household_address"),
    path("households/<uuid:public_id>/address/protect/", edit.household_protect, name="household_protect"),
    path("households/<uuid:public_id>/address/unprotect/", edit.household_unprotect, name="household_unprotect"),
    path("households/<uuid:public_id>/close/", households.close, name="household_close"),
    path("households/<uuid:public_id>/dwelling/", tenancies.dwelling, name="household_dwelling"),
    path("households/<uuid:public_id>/follow-ups/<uuid:follow_up>/end/", support.follow_up_end, name="follow_up_end"),
    path(
        "households/<uuid:public_id>/follow-ups/<uuid:follow_up>/worker/",
        support.follow_up_worker,
        name="follow_up_worker",
    ),
    path("households/<uuid:public_id>/members/", households.members, name="household_members"),
    path("households/<uuid:public_id>/members/edit/", edit.household_edit, name="household_edit"),
    path("households/<uuid:public_id>/notes/new/", visits.note_create, name="note_create"),
    path("households/<uuid:public_id>/notes/<uuid:entry>/cancel/", mending.note_cancel, name="note_cancel"),
    path("households/<uuid:public_id>/notes/<uuid:entry>/correct/", mending.note_correct, name="note_correct"),
    path("households/<uuid:public_id>/own-entries/", own_entries.own_entries, name="own_entries"),
    path(
        "households/<uuid:public_id>/own-entries/<uuid:entry>/correct/",
        own_entries.own_entry_correct,
        name="own_entry_correct",
    ),
    path("households/<uuid:public_id>/reopen/", households.reopen, name="household_reopen"),
    path("households/<uuid:public_id>/support/", support.support, name="household_support"),
    path("households/<uuid:public_id>/tenancies/new/", tenancies.tenancy_create, name="tenancy_create"),
    path("households/<uuid:public_id>/tenancies/<int:pk>/cancel/", mending.tenancy_cancel, name="tenancy_cancel"),
    path("households/<uuid:public_id>/tenancies/<int:pk>/correct/", mending.tenancy_correct, name="tenancy_correct"),
    path("households/<uuid:public_id>/tenancies/<int:pk>/end/", tenancies.tenancy_end, name="tenancy_end"),
    path("households/<uuid:public_id>/visits/new/", visits.visit_create, name="visit_create"),
    path("households/<uuid:public_id>/visits/<uuid:visit>/cancel/", mending.visit_cancel, name="visit_cancel"),
    path("households/<uuid:public_id>/visits/<uuid:visit>/correct/", mending.visit_correct, name="visit_correct"),
    path("team/<uuid:public_id>/residences/", stock.caretaker_residences, name="caretaker_residences"),
    path("stock/", stock.dwelling_list, name="dwellings"),
    path("stock/dwellings/<uuid:public_id>/", stock.dwelling, name="dwelling"),
    path("stock/imports/", stock.import_list, name="stock_imports"),
    path("stock/imports/new/", stock.import_create, name="stock_import_create"),
    path("stock/imports/<uuid:public_id>/", stock.import_detail, name="stock_import"),
    path("stock/imports/<uuid:public_id>/confirm/", stock.import_confirm, name="stock_import_confirm"),
    path("stock/imports/<uuid:public_id>/discard/", stock.import_discard, name="stock_import_discard"),
    path("stock/imports/<uuid:public_id>/refused/", stock.import_refused, name="stock_import_refused"),
    path("stock/imports/<uuid:public_id>/start-again/", stock.import_start_again, name="stock_import_start_again"),
]
