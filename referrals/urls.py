from django.urls import path

from referrals.views import acts, answers, detail, doors, lists, mending, sending, whom, writing

app_name = "referrals"

urlpatterns = [
    path("referrals/", lists.worklist, name="worklist"),
    path("referrals/all/", lists.referral_list, name="list"),
    path("referrals/new/", writing.find_household, name="find"),
    path("referrals/new/household/", writing.create_with_household, name="create_with_household"),
    path("referrals/new/<uuid:household_id>/", writing.create, name="create"),
    path("referrals/report/", doors.find_door, name="find_door"),
    path("referrals/report/<uuid:dwelling_id>/", doors.report_door, name="report_door"),
    path("referrals/<uuid:public_id>/", detail.detail, name="detail"),
    path("referrals/<uuid:public_id>/edit/", writing.edit, name="edit"),
    path("referrals/<uuid:public_id>/check/", sending.check, name="check"),
    path("referrals/<uuid:public_id>/send/", sending.send_referral, name="send"),
    path("referrals/<uuid:public_id>/take-back/", mending.take_back, name="take_back"),
    path("referrals/<uuid:public_id>/cancel/", mending.cancel, name="cancel"),
    path("referrals/<uuid:public_id>/household/change/", mending.detach, name="detach"),
    path("referrals/<uuid:public_id>/reopen/", mending.reopen, name="reopen"),
    path("referrals/<uuid:public_id>/discard/", sending.discard, name="discard"),
    path("referrals/<uuid:public_id>/adviser/", acts.assign_adviser, name="assign_adviser"),
    path("referrals/<uuid:public_id>/household/", whom.whom, name="whom"),
    path("referrals/<uuid:public_id>/household/new/", whom.attach_new, name="attach_new"),
    path("referrals/<uuid:public_id>/household/<uuid:household_id>/attach/", whom.attach, name="attach"),
    path("referrals/<uuid:public_id>/meeting/", acts.plan_meeting, name="plan_meeting"),
    path("referrals/<uuid:public_id>/meeting/held/", acts.record_held, name="record_held"),
    path("referrals/<uuid:public_id>/meeting/missed/", acts.record_missed, name="record_missed"),
    path(
        "referrals/<uuid:public_id>/meetings/<uuid:meeting>/complete/",
        acts.complete_diagnosis,
        name="complete_diagnosis",
    ),
    path("referrals/<uuid:public_id>/agreement/", acts.record_agreement, name="record_agreement"),
    path("referrals/<uuid:public_id>/mobilise/", acts.mobilise, name="mobilise"),
    path("referrals/<uuid:public_id>/dismiss/", acts.dismiss, name="dismiss"),
    path("referrals/<uuid:public_id>/close/", acts.close, name="close"),
    path(
        "referrals/<uuid:public_id>/meetings/<uuid:meeting>/correct/",
        mending.correct_diagnosis,
        name="correct_diagnosis",
    ),
    path("referrals/<uuid:public_id>/meetings/<uuid:meeting>/date/", mending.correct_meeting, name="correct_meeting"),
    path("referrals/<uuid:public_id>/meetings/<uuid:meeting>/cancel/", mending.cancel_meeting, name="cancel_meeting"),
    path("follow-ups/<uuid:follow_up>/resume/", mending.resume, name="resume"),
    path("mobilisations/", answers.mobilisation_list, name="mobilisations"),
    path("mobilisations/<uuid:public_id>/", answers.mobilisation, name="mobilisation"),
    path("mobilisations/<uuid:public_id>/accept/", answers.accept, name="accept"),
    path("mobilisations/<uuid:public_id>/decline/", answers.decline, name="decline"),
    path("mobilisations/<uuid:public_id>/withdraw/", acts.withdraw, name="withdraw"),
]
