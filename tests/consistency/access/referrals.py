"""Referrals: a caretaker sees their own and names a door, a draft is its author's alone. Candidates: their sheet is for
whoever manages reservations, and whoever proposes them."""

TABLE = """
                                                        |    | landlord            | association | ask | strangers
address                              about              |   -|  RO  CT  AD  MG  LA |  SW  CO  AA |  AC | xAD xMG xLA xCO

referrals:worklist                   -              GET |  in| 200 200 200 200 403 | 403 403 403 | 403 | 200 200 403 403
referrals:list                       -              GET |  in| 200 200 200 200 403 | 403 403 403 | 403 | 200 200 403 403
referrals:find                       -              GET |  in| 200 403 200 200 403 | 403 403 403 | 403 | 200 200 403 403
referrals:find                       -              POST|  in| 302 403 302 302 403 | 403 403 403 | 403 | 302 302 403 403
referrals:create                     new referral   GET |  in| 200 403 200 200 403 | 403 403 403 | 403 | 404 404 403 403
referrals:create                     new referral   POST|  in| 200 403 200 200 403 | 403 403 403 | 403 | 404 404 403 403
referrals:create_with_household      -              GET |  in| 200 403 200 200 403 | 403 403 403 | 403 | 200 200 403 403
referrals:create_with_household      -              POST|  in| 200 403 200 200 403 | 403 403 403 | 403 | 200 200 403 403
referrals:find_door                  -              GET |  in| 403 200 403 403 403 | 403 403 403 | 403 | 403 403 403 403
referrals:find_door                  -              POST|  in| 403 302 403 403 403 | 403 403 403 | 403 | 403 403 403 403
referrals:report_door                door           GET |  in| 403 200 403 403 403 | 403 403 403 | 403 | 403 403 403 403
referrals:report_door                door           POST|  in| 403 200 403 403 403 | 403 403 403 | 403 | 403 403 403 403
referrals:detail                     referral       GET |  in| 200 404 200 200 403 | 403 403 403 | 403 | 404 404 403 403
referrals:detail                     sent           GET |  in| 200 200 200 200 403 | 403 403 403 | 403 | 404 404 403 403
referrals:detail                     reported       GET |  in| 200 200 200 200 403 | 403 403 403 | 403 | 404 404 403 403
referrals:detail                     draft          GET |  in| 302 404 404 404 403 | 403 403 403 | 403 | 404 404 403 403
referrals:edit                       draft          GET |  in| 200 403 404 404 403 | 403 403 403 | 403 | 404 404 403 403
referrals:edit                       draft          POST|  in| 200 403 404 404 403 | 403 403 403 | 403 | 404 404 403 403
referrals:check                      draft          GET |  in| 200 403 404 404 403 | 403 403 403 | 403 | 404 404 403 403
referrals:send                       draft          POST|  in| 302 403 404 404 403 | 403 403 403 | 403 | 404 404 403 403
referrals:is_about                   draft about    POST|  in| 302 403 404 404 403 | 403 403 403 | 403 | 404 404 403 403
referrals:discard                    draft          POST|  in| 302 403 404 404 403 | 403 403 403 | 403 | 404 404 403 403
referrals:whom                       reported       GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:whom                       reported       POST|  in| 403 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:whom                       sent           GET |  in| 403 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:attach_new                 reported       GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:attach_new                 reported       POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:attach                     attached       POST|  in| 403 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:assign_adviser             sent           GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:assign_adviser             sent           POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:plan_meeting               sent           POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:screen                     sent           POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:cancel_screening           sent           GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:cancel_screening           sent           POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:cancel_screening           reported       GET |  in| 403 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:record_attempt             sent           POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:letter                     sent           GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:correct_attempt            attempt        GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:correct_attempt            attempt        POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:correct_attempt            wrong attempt  GET |  in| 403 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:cancel_attempt             attempt        GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:cancel_attempt             attempt        POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:record_held                planned        POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:record_missed              planned        POST|  in| 403 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:correct_diagnosis          held           GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:correct_diagnosis          held           POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:correct_meeting            held           GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:correct_meeting            held           POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:cancel_meeting             met            GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:cancel_meeting             met            POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:cancel_meeting             held           GET |  in| 403 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:complete_diagnosis         held           POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:record_agreement           sent           POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:cancel_agreement           referral       GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:cancel_agreement           referral       POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:cancel_sharing             referral       GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:cancel_sharing             referral       POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:cancel_sharing             met referral   GET |  in| 403 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:information_sheet          sheet          GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:mobilise                   referral       POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:dismiss                    sent           POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:close                      referral       POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:take_back                  written        GET |  in| 200 403 403 403 403 | 403 403 403 | 403 | 404 404 403 403
referrals:take_back                  written        POST|  in| 200 403 403 403 403 | 403 403 403 | 403 | 404 404 403 403
referrals:take_back                  planned        GET |  in| 302 403 403 403 403 | 403 403 403 | 403 | 404 404 403 403
referrals:cancel                     reported       GET |  in| 403 200 403 403 403 | 403 403 403 | 403 | 403 403 403 403
referrals:cancel                     reported       POST|  in| 403 200 403 403 403 | 403 403 403 | 403 | 403 403 403 403
referrals:photo                      photo          GET |  in| 404 200 200 404 403 | 403 403 403 | 403 | 404 404 403 403
referrals:photo                      wrong photo    GET |  in| 404 404 404 404 403 | 403 403 403 | 403 | 404 404 403 403
referrals:cancel_photo               photo          GET |  in| 404 200 200 404 403 | 403 403 403 | 403 | 404 404 403 403
referrals:cancel_photo               photo          POST|  in| 404 200 200 404 403 | 403 403 403 | 403 | 404 404 403 403
referrals:cancel_photo               wrong photo    GET |  in| 404 302 302 404 403 | 403 403 403 | 403 | 404 404 403 403
referrals:detach                     sent           GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:detach                     sent           POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:reopen                     ended          GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:reopen                     ended          POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:reopen                     sent           GET |  in| 403 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:outcome                    outcome        GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:outcome                    outcome        POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:outcome                    outcome later  GET |  in| 403 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:results                    accepted       GET |  in| 403 403 403 403 403 | 403 302 403 | 404 | 403 403 403 404
referrals:results                    accepted       POST|  in| 403 403 403 403 403 | 403 302 403 | 404 | 403 403 403 404
referrals:withdraw                   requested      POST|  in| 403 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:resume                     parted         GET |  in| 403 403 403 403 403 | 403 200 403 | 404 | 403 403 403 404
referrals:resume                     parted         POST|  in| 403 403 403 403 403 | 403 200 403 | 404 | 403 403 403 404
referrals:resume                     running part   GET |  in| 403 403 403 403 403 | 403 302 403 | 404 | 403 403 403 404
referrals:committees                 -              GET |  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 200 403 403
referrals:plan_committee             -              GET |  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 200 403 403
referrals:plan_committee             -              POST|  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 200 403 403
referrals:committee                  committee      GET |  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
referrals:change_committee           committee      GET |  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
referrals:change_committee           committee      POST|  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
referrals:cancel_committee           committee      POST|  in| 302 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403
referrals:correct_present            sitting        POST|  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
referrals:hold_committee             committee      POST|  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
referrals:examine                    examined       GET |  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
referrals:examine                    examined       POST|  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
referrals:committee                  sitting        GET |  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
referrals:committee                  minuted        GET |  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
referrals:close_minutes              sitting        POST|  in| 302 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403
referrals:minutes                    minuted        GET |  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
referrals:minutes                    sitting        GET |  in| 404 403 403 404 403 | 403 403 403 | 403 | 403 404 403 403
referrals:allocation                 allocated      GET |  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
referrals:offer_dwelling             next_in_rank   POST|  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
referrals:answer_offer               offer          POST|  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
referrals:sign_lease                 to_sign        GET |  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
referrals:sign_lease                 to_sign        POST|  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
referrals:mobilisations              -              GET |  in| 403 403 403 403 403 | 403 200 403 | 200 | 403 403 403 200
referrals:mobilisation               accepted       GET |  in| 403 403 403 403 403 | 403 200 403 | 404 | 403 403 403 404
referrals:mobilisation               requested      GET |  in| 403 403 403 403 403 | 403 404 403 | 200 | 403 403 403 404
referrals:accept                     requested      POST|  in| 403 403 403 403 403 | 403 404 403 | 302 | 403 403 403 404
referrals:decline                    requested      POST|  in| 403 403 403 403 403 | 403 404 403 | 200 | 403 403 403 404
referrals:put_on_list                requested      POST|  in| 403 403 403 403 403 | 403 404 403 | 200 | 403 403 403 404
referrals:take_off_list              requested      POST|  in| 403 403 403 403 403 | 403 404 403 | 302 | 403 403 403 404
referrals:send_link                  linked         GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:send_link                  linked         POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:send_link                  requested      GET |  in| 403 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:withdraw_link              linked         POST|  in| 403 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
referrals:conflicts                  -              GET |  in| 403 403 200 403 403 | 200 200 403 | 200 | 200 403 403 200
referrals:open_conflict              -              GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 200 403 403 403
referrals:open_conflict              -              POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 200 403 403 403
referrals:conflict                   conflict       GET |  in| 403 403 200 403 403 | 404 404 403 | 404 | 404 403 403 404
referrals:conflict                   mediated       GET |  in| 403 403 200 403 403 | 200 200 403 | 404 | 404 403 403 404
referrals:add_conflict_party         mediated       POST|  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 403 403 404
referrals:add_conflict_fact          mediated       POST|  in| 403 403 200 403 403 | 200 200 403 | 404 | 404 403 403 404
referrals:add_conflict_fact          conflict       POST|  in| 403 403 200 403 403 | 404 404 403 | 404 | 404 403 403 404
referrals:add_conflict_step          mediated       POST|  in| 403 403 200 403 403 | 200 200 403 | 404 | 404 403 403 404
referrals:correct_conflict_fact      mediated fact  GET |  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 403 403 404
referrals:correct_conflict_fact      mediated fact  POST|  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 403 403 404
referrals:correct_conflict_step      mediated step  GET |  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 403 403 404
referrals:correct_conflict_step      mediated step  POST|  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 403 403 404
referrals:cancel_in_conflict         fact to cancel GET |  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 403 403 404
referrals:cancel_in_conflict         fact to cancel POST|  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 403 403 404
referrals:cancel_in_conflict         mediated party GET |  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 403 403 404
referrals:new_mediation_agreement    conflict       GET |  in| 403 403 200 403 403 | 404 404 403 | 404 | 404 403 403 404
referrals:new_mediation_agreement    conflict       POST|  in| 403 403 200 403 403 | 404 404 403 | 404 | 404 403 403 404
referrals:new_mediation_agreement    mediated       GET |  in| 403 403 302 403 403 | 302 302 403 | 404 | 404 403 403 404
referrals:correct_mediation_agreement settled       GET |  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 403 403 404
referrals:correct_mediation_agreement settled       POST|  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 403 403 404
referrals:mediation_agreement_copy   copy           GET |  in| 403 403 200 403 403 | 200 200 403 | 404 | 404 403 403 404
referrals:entrust_conflict           conflict       POST|  in| 403 403 200 403 403 | 404 404 403 | 404 | 404 403 403 404
referrals:release_conflict           mediated       POST|  in| 403 403 302 403 403 | 403 403 403 | 404 | 404 403 403 404
referrals:close_conflict             conflict       POST|  in| 403 403 200 403 403 | 404 404 403 | 404 | 404 403 403 404
referrals:reopen_conflict            mediated       POST|  in| 403 403 302 403 403 | 403 403 403 | 404 | 404 403 403 404
referrals:follow_link                link followed  GET | 302| *302
referrals:follow_link                worn-out       GET | 410| *410
referrals:by_link                    -              GET | 410| *410
referrals:send_link_code             -              POST| 302| *302
referrals:check_link_code            -              POST| 302| *302
referrals:accept_by_link             -              POST| 302| *302
referrals:decline_by_link            -              POST| 302| *302
referrals:account_by_link            -              POST| 302| *302
referrals:leave_link                 -              POST| 302| *302
referrals:ask                        requested      POST|  in| 403 403 403 403 403 | 403 404 403 | 200 | 403 403 403 404
referrals:announcements              -              GET |  in| 200 403 403 200 403 | 200 200 403 | 200 | 403 200 403 200
referrals:announce                   reserved       GET |  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
referrals:announce                   reserved       POST|  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
referrals:announcement               announced      GET |  in| 200 403 403 200 403 | 200 200 403 | 404 | 403 404 403 404
referrals:announcement               answered       GET |  in| 200 403 403 200 403 | 200 200 403 | 404 | 403 404 403 404
referrals:withdraw_announcement      answered       POST|  in| 302 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403
referrals:no_candidate               announced      POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
referrals:find_candidate             announced      GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
referrals:find_candidate             announced      POST|  in| 403 403 403 403 403 | 302 302 403 | 404 | 403 403 403 404
referrals:propose_newcomer           announced      GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
referrals:propose_newcomer           announced      POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
referrals:propose                    to propose     GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
referrals:propose                    to propose     POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
referrals:candidacy                  proposed       GET |  in| 200 403 403 200 403 | 200 200 403 | 404 | 403 404 403 404
referrals:correct_sheet              proposed       GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
referrals:correct_sheet              proposed       POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
referrals:withdraw_candidacy         proposed       POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
referrals:declare_complete           proposed       POST|  in| 302 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403
referrals:ask_for_more               proposed       POST|  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
referrals:decline_candidacy          proposed       POST|  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
referrals:put_up                     -              GET |  in| 403 403 403 403 403 | 200 200 403 | 200 | 403 403 403 200
referrals:put_up                     -              POST|  in| 403 403 403 403 403 | 302 302 403 | 302 | 403 403 403 302
referrals:put_up_newcomer            -              GET |  in| 403 403 403 403 403 | 200 200 403 | 200 | 403 403 403 200
referrals:put_up_newcomer            -              POST|  in| 403 403 403 403 403 | 200 200 403 | 200 | 403 403 403 200
referrals:propose_put_up             candidate      GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
referrals:propose_put_up             household      GET |  in| 403 403 403 403 403 | 404 404 403 | 404 | 403 403 403 404
"""
