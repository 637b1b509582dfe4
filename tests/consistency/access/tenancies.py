"""The case file, and the landlord’s dwellings."""

TABLE = """
                                                        |    | landlord            | association | ask | strangers
address                              about              |   -|  RO  CT  AD  MG  LA |  SW  CO  AA |  AC | xAD xMG xLA xCO

# The landlord's dwellings
tenancies:dwellings                  -              GET |  in| 200 403 200 200 403 | 403 403 403 | 403 | 200 200 403 403
tenancies:dwelling                   dwelling       GET |  in| 200 403 200 200 403 | 403 403 403 | 403 | 404 404 403 403
tenancies:who_lives_there            dwelling       GET |  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:who_lives_there            dwelling       POST|  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:free_dwellings             -              GET |  in| 200 403 200 200 403 | 403 403 403 | 403 | 200 200 403 403
tenancies:dwelling_facts             vacant         GET |  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:dwelling_facts             vacant         POST|  in| 302 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:declare_free               dwelling       GET |  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:declare_free               dwelling       POST|  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:let_elsewhere              vacancy        GET |  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:let_elsewhere              vacancy        POST|  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:take_back_vacancy          vacancy        POST|  in| 302 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:void_create                vacant         GET |  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:void_create                vacant         POST|  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:void_end                   void           GET |  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:void_end                   void           POST|  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:void_cancel                void           POST|  in| 302 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:reserve                    vacant         GET |  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:reserve                    vacant         POST|  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:reservation                reservation    GET |  in| 200 403 200 200 404 | 200 200 200 | 404 | 404 404 404 404
tenancies:reservation_end            reservation    GET |  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:reservation_end            reservation    POST|  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:reservation_release        reservation    GET |  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:reservation_release        reservation    POST|  in| 200 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:convention_reservations    convention     GET |  in| 200 403 200 200 200 | 200 200 200 | 404 | 404 404 404 404
tenancies:stock_imports              -              GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 200 403 403
tenancies:stock_import_create        -              GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 200 403 403
tenancies:stock_import_create        -              POST|  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 200 403 403
tenancies:stock_import               previewed      GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:stock_import_refused       applied        GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:stock_import_changes       applied        GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:stock_import_undo          applied        POST|  in| 403 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:stock_import_confirm       applied        POST|  in| 403 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:stock_import_discard       previewed      POST|  in| 403 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:stock_import_start_again   applied        POST|  in| 403 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403
tenancies:caretaker_residences       caretaker      GET |  in| 403 403 403 200 200 | 403 403 404 | 403 | 403 404 404 403
tenancies:caretaker_residences       caretaker      POST|  in| 403 403 403 302 302 | 403 403 404 | 403 | 403 404 404 403
tenancies:caretaker_residences       officer        GET |  in| 403 403 403 404 404 | 403 403 404 | 403 | 403 404 404 403

# The case file
tenancies:access_log                 -              GET |  in| 403 403 403 403 200 | 403 403 200 | 403 | 403 403 200 403
tenancies:households                 -              GET |  in| 200 403 200 200 403 | 200 200 403 | 200 | 200 200 403 200
tenancies:households                 -              POST|  in| 302 403 302 302 403 | 302 302 403 | 302 | 302 302 403 302
tenancies:confide                    -              GET |  in| 403 403 403 403 403 | 403 200 403 | 200 | 403 403 403 200
tenancies:confide                    -              POST|  in| 403 403 403 403 403 | 403 200 403 | 200 | 403 403 403 200
tenancies:household                  household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household                  plain          GET |  in| 200 403 200 200 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:household                  closed         GET |  in| 200 403 200 200 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:household                  candidate      GET |  in| 404 403 404 404 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_access           household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_access           candidate      GET |  in| 404 403 404 404 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:access_receipt             household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:withdraw_consent           consent        GET |  in| 403 403 200 403 403 | 200 200 403 | 404 | 404 403 403 404
tenancies:withdraw_consent           consent        POST|  in| 403 403 200 403 403 | 200 200 403 | 404 | 404 403 403 404
tenancies:mend_consent               consent        GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:mend_consent               consent        POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:withdraw_access            partner        GET |  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:withdraw_access            partner        POST|  in| 403 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:household_dwelling         household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_dwelling         candidate      GET |  in| 404 403 404 404 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_members          household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_members          candidate      GET |  in| 404 403 404 404 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_support          household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_support          candidate      GET |  in| 404 403 404 404 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_address          household      GET |  in| 200 403 200 403 403 | 200 200 403 | 404 | 404 403 403 404
tenancies:household_address          household      POST|  in| 200 403 200 403 403 | 200 200 403 | 404 | 404 403 403 404
tenancies:household_address          plain          GET |  in| 404 403 404 403 403 | 404 404 403 | 404 | 404 403 403 404
tenancies:household_address          candidate      GET |  in| 404 403 404 403 403 | 404 404 403 | 404 | 404 403 403 404
tenancies:household_protect          household      GET |  in| 403 403 302 403 403 | 302 302 403 | 404 | 404 403 403 404
tenancies:household_protect          household      POST|  in| 403 403 302 403 403 | 302 302 403 | 404 | 404 403 403 404
tenancies:household_protect          plain          GET |  in| 403 403 200 403 403 | 404 404 403 | 404 | 404 403 403 404
tenancies:household_protect          plain          POST|  in| 403 403 200 403 403 | 404 404 403 | 404 | 404 403 403 404
tenancies:household_protect          candidate      GET |  in| 403 403 404 403 403 | 200 200 403 | 404 | 404 403 403 404
tenancies:household_unprotect        household      GET |  in| 403 403 200 403 403 | 200 200 403 | 404 | 404 403 403 404
tenancies:household_unprotect        household      POST|  in| 403 403 200 403 403 | 200 200 403 | 404 | 404 403 403 404
tenancies:household_unprotect        plain          GET |  in| 403 403 302 403 403 | 404 404 403 | 404 | 404 403 403 404
tenancies:household_edit             household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_edit             household      POST|  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_edit             closed         GET |  in| 403 403 403 403 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:household_edit             closed         POST|  in| 403 403 403 403 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:household_edit             candidate      GET |  in| 404 403 404 404 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_edit             candidate      POST|  in| 404 403 404 404 403 | 200 200 403 | 404 | 404 404 403 404
# What a dwelling must be for a household: of the association that opened its case file, and of nobody else.
tenancies:household_criteria         candidate      GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:household_criteria         candidate      POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:household_criteria         household      GET |  in| 403 403 403 403 403 | 403 403 403 | 404 | 403 403 403 404
tenancies:household_criteria_cancel  candidate      GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:household_criteria_cancel  candidate      POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:household_close            plain          GET |  in| 403 403 200 200 403 | 403 404 403 | 404 | 404 404 403 404
tenancies:household_close            household      GET |  in| 403 403 200 200 403 | 403 403 403 | 404 | 404 404 403 404
tenancies:household_close            closed         GET |  in| 403 403 302 302 403 | 403 404 403 | 404 | 404 404 403 404
tenancies:household_close            plain          POST|  in| 403 403 302 302 403 | 403 404 403 | 404 | 404 404 403 404
tenancies:household_close            household      POST|  in| 403 403 200 200 403 | 403 403 403 | 404 | 404 404 403 404
tenancies:household_close            candidate      POST|  in| 403 403 404 404 403 | 403 302 403 | 404 | 404 404 403 404
tenancies:household_merge            plain          GET |  in| 403 403 200 200 403 | 403 404 403 | 404 | 404 404 403 404
tenancies:household_merge            household      GET |  in| 403 403 200 200 403 | 403 403 403 | 404 | 404 404 403 404
tenancies:household_merge            plain          POST|  in| 403 403 302 302 403 | 403 404 403 | 404 | 404 404 403 404
tenancies:household_merge_with       two files      GET |  in| 403 403 200 200 403 | 403 404 403 | 404 | 404 404 403 404
tenancies:household_merge_with       two files      POST|  in| 403 403 200 200 403 | 403 404 403 | 404 | 404 404 403 404
tenancies:household_merge_with       two owners     GET |  in| 403 403 404 404 403 | 403 404 403 | 404 | 404 404 403 404
tenancies:household_unmerge          merge          GET |  in| 403 403 200 200 403 | 403 404 403 | 404 | 404 404 403 404
tenancies:household_unmerge          merge          POST|  in| 403 403 302 302 403 | 403 404 403 | 404 | 404 404 403 404
tenancies:household_split            together       GET |  in| 403 403 200 200 403 | 403 404 403 | 404 | 404 404 403 404
tenancies:household_split            plain          GET |  in| 403 403 302 302 403 | 403 404 403 | 404 | 404 404 403 404
tenancies:household_split            household      GET |  in| 403 403 302 302 403 | 403 403 403 | 404 | 404 404 403 404
tenancies:household_split            together       POST|  in| 403 403 200 200 403 | 403 404 403 | 404 | 404 404 403 404
tenancies:household_rejoin           split          GET |  in| 403 403 200 200 403 | 403 404 403 | 404 | 404 404 403 404
tenancies:household_rejoin           split          POST|  in| 403 403 302 302 403 | 403 404 403 | 404 | 404 404 403 404
tenancies:own_entries                left           GET |  in| 404 403 404 404 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:own_entries                household      GET |  in| 404 403 404 404 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:household_reopen           closed         GET |  in| 403 403 200 200 403 | 403 404 403 | 404 | 404 404 403 404
tenancies:household_reopen           plain          GET |  in| 403 403 302 302 403 | 403 404 403 | 404 | 404 404 403 404
tenancies:household_reopen           closed         POST|  in| 403 403 200 200 403 | 403 404 403 | 404 | 404 404 403 404
tenancies:household_documents        household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_documents        candidate      GET |  in| 404 403 404 404 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:document_create            household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:document_create            household      POST|  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:document_create            closed         POST|  in| 403 403 403 403 403 | 404 404 403 | 404 | 404 404 403 404
# Where the address is protected, a file opens for those who may read it.
tenancies:document                   paper          GET |  in| 200 403 200 403 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:document                   private paper  GET |  in| 200 403 404 404 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:document                   plain paper    GET |  in| 200 403 200 200 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:document                   wrong paper    GET |  in| 404 403 404 404 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:document_correct           paper          GET |  in| 200 403 403 403 403 | 403 403 403 | 404 | 404 404 403 404
tenancies:document_correct           paper          POST|  in| 200 403 403 403 403 | 403 403 403 | 404 | 404 404 403 404
tenancies:document_correct           private paper  GET |  in| 200 403 404 404 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:document_cancel            paper          GET |  in| 200 403 200 200 403 | 403 403 403 | 404 | 404 404 403 404
tenancies:document_cancel            paper          POST|  in| 200 403 200 200 403 | 403 403 403 | 404 | 404 404 403 404
tenancies:document_cancel            private paper  GET |  in| 200 403 404 404 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:household_thread           household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_thread           closed         GET |  in| 200 403 200 200 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:household_thread           candidate      GET |  in| 404 403 404 404 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:message_create             household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:message_create             household      POST|  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:message_create             closed         POST|  in| 403 403 403 403 403 | 404 404 403 | 404 | 404 404 403 404
# Its author takes it back before it leaves; nobody else knows of it.
tenancies:message_withdraw           unsent         POST|  in| 302 403 404 404 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:message_withdraw           message        POST|  in| 403 403 403 403 403 | 302 403 403 | 404 | 404 404 403 404
tenancies:message_cancel             message        GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:message_cancel             message        POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:message_cancel             unsent         GET |  in| 302 403 404 404 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:household_tasks            household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:household_tasks            closed         GET |  in| 200 403 200 200 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:household_tasks            candidate      GET |  in| 404 403 404 404 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:synthesis_create           household      GET |  in| 403 403 200 403 403 | 403 200 403 | 404 | 404 403 403 404
tenancies:synthesis_create           household      POST|  in| 403 403 200 403 403 | 403 200 403 | 404 | 404 403 403 404
tenancies:synthesis_create           closed         POST|  in| 403 403 403 403 403 | 403 404 403 | 404 | 404 403 403 404
tenancies:synthesis_move             synthesis      GET |  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 403 403 404
tenancies:synthesis_move             synthesis      POST|  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 403 403 404
tenancies:synthesis_move             held synthesis GET |  in| 403 403 302 403 403 | 403 403 403 | 404 | 404 403 403 404
tenancies:synthesis_cancel           synthesis      GET |  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 403 403 404
tenancies:synthesis_cancel           synthesis      POST|  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 403 403 404
tenancies:synthesis_hold             synthesis      GET |  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 403 403 404
tenancies:synthesis_hold             synthesis      POST|  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 403 403 404
tenancies:synthesis_correct          held synthesis GET |  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 403 403 404
tenancies:synthesis_correct          held synthesis POST|  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 403 403 404
tenancies:synthesis_correct          synthesis      GET |  in| 403 403 302 403 403 | 403 403 403 | 404 | 404 403 403 404
tenancies:task_create                household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:task_create                household      POST|  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:task_create                closed         POST|  in| 403 403 403 403 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:task_do                    task           POST|  in| 403 403 302 403 403 | 302 302 403 | 404 | 404 404 403 404
tenancies:task_do                    own task       POST|  in| 404 403 404 404 403 | 302 302 403 | 404 | 404 404 403 404
tenancies:task_reopen                task           POST|  in| 403 403 302 403 403 | 302 302 403 | 404 | 404 404 403 404
tenancies:task_correct               task           GET |  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 404 403 404
tenancies:task_correct               task           POST|  in| 403 403 200 403 403 | 403 403 403 | 404 | 404 404 403 404
tenancies:task_cancel                task           GET |  in| 403 403 200 200 403 | 403 403 403 | 404 | 404 404 403 404
tenancies:task_cancel                task           POST|  in| 403 403 200 200 403 | 403 403 403 | 404 | 404 404 403 404
tenancies:task_cancel                own task       GET |  in| 404 403 404 404 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:note_create                household      GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:note_create                household      POST|  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:note_create                closed         POST|  in| 403 403 403 403 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:note_create                candidate      POST|  in| 404 403 404 404 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:note_correct               note           GET |  in| 200 403 403 403 403 | 403 403 403 | 404 | 404 404 403 404
tenancies:note_correct               note           POST|  in| 200 403 403 403 403 | 403 403 403 | 404 | 404 404 403 404
tenancies:note_correct               private note   GET |  in| 200 403 404 404 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:note_correct               visit note     GET |  in| 404 403 404 404 403 | 200 404 403 | 404 | 404 404 403 404
tenancies:note_correct               visit note     POST|  in| 404 403 404 404 403 | 200 404 403 | 404 | 404 404 403 404
# About a note of the rental officer's, by the worker: those who read it, those who may answer, whoever asked.
tenancies:question_create            note           GET |  in| 403 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:question_create            note           POST|  in| 403 403 302 302 403 | 302 302 403 | 404 | 404 404 403 404
tenancies:question_create            private note   GET |  in| 403 403 404 404 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:question                   question       GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:question                   answered one   GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:question                   asked partner  GET |  in| 404 403 200 404 403 | 404 404 403 | 200 | 404 404 403 404
tenancies:question_answer            question       POST|  in| 200 403 200 200 403 | 403 403 403 | 404 | 404 404 403 404
tenancies:question_answer            asked partner  POST|  in| 404 403 302 404 403 | 404 404 403 | 403 | 404 404 403 404
tenancies:question_correct           question       GET |  in| 403 403 403 403 403 | 200 403 403 | 404 | 404 404 403 404
tenancies:question_correct           question       POST|  in| 403 403 403 403 403 | 200 403 403 | 404 | 404 404 403 404
tenancies:question_correct           answered one   GET |  in| 200 403 403 403 403 | 403 302 403 | 404 | 404 404 403 404
tenancies:question_correct           answered one   POST|  in| 200 403 403 403 403 | 403 302 403 | 404 | 404 404 403 404
tenancies:question_resolve           question       POST|  in| 403 403 403 403 403 | 302 302 403 | 404 | 404 404 403 404
tenancies:question_reopen            question       POST|  in| 403 403 403 403 403 | 302 302 403 | 404 | 404 404 403 404
tenancies:question_cancel            question       GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:question_cancel            question       POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:weak_signal_create         household      GET |  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:weak_signal_create         household      POST|  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:weak_signal                noticed        GET |  in| 200 403 200 200 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:weak_signal                noticed        POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:weak_signal_unsee          noticed        POST|  in| 403 403 403 403 403 | 302 302 403 | 404 | 403 403 403 404
tenancies:weak_signal_cancel         noticed        GET |  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:weak_signal_cancel         noticed        POST|  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:own_entry_correct          left note      GET |  in| 404 403 404 404 403 | 403 200 403 | 404 | 404 404 403 404
tenancies:own_entry_correct          left note      POST|  in| 404 403 404 404 403 | 403 200 403 | 404 | 404 404 403 404
tenancies:note_cancel                note           GET |  in| 200 403 200 200 403 | 403 403 403 | 404 | 404 404 403 404
tenancies:note_cancel                note           POST|  in| 200 403 200 200 403 | 403 403 403 | 404 | 404 404 403 404
tenancies:note_cancel                private note   GET |  in| 200 403 404 404 403 | 404 404 403 | 404 | 404 404 403 404
tenancies:visit_create               household      GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:visit_create               household      POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:visit_create               plain          POST|  in| 403 403 403 403 403 | 404 404 403 | 404 | 403 403 403 404
tenancies:visit_create               candidate      POST|  in| 403 403 403 403 403 | 403 403 403 | 404 | 403 403 403 404
tenancies:visit_correct              visit          GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:visit_correct              visit          POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:visit_cancel               visit          GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:visit_cancel               visit          POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:follow_up_worker           follow_up      GET |  in| 403 403 403 403 403 | 403 200 403 | 404 | 403 403 403 404
tenancies:follow_up_worker           follow_up      POST|  in| 403 403 403 403 403 | 403 200 403 | 404 | 403 403 403 404
tenancies:follow_up_end              follow_up      GET |  in| 403 403 403 403 403 | 403 200 403 | 404 | 403 403 403 404
tenancies:follow_up_end              follow_up      POST|  in| 403 403 403 403 403 | 403 200 403 | 404 | 403 403 403 404
tenancies:follow_up_watch            sliding part   GET |  in| 403 403 403 403 403 | 403 200 403 | 404 | 403 403 403 404
tenancies:follow_up_watch            sliding part   POST|  in| 403 403 403 403 403 | 403 302 403 | 404 | 403 403 403 404
tenancies:follow_up_watch            watched part   GET |  in| 403 403 403 403 403 | 403 302 403 | 404 | 403 403 403 404
tenancies:follow_up_watch            watched part   POST|  in| 403 403 403 403 403 | 403 302 403 | 404 | 403 403 403 404
tenancies:follow_up_unwatch          watched part   GET |  in| 403 403 403 403 403 | 403 200 403 | 404 | 403 403 403 404
tenancies:follow_up_unwatch          watched part   POST|  in| 403 403 403 403 403 | 403 302 403 | 404 | 403 403 403 404
tenancies:later_situation            later          GET |  in| 403 403 200 403 403 | 404 404 403 | 404 | 404 403 403 404
tenancies:later_situation            later          POST|  in| 403 403 200 403 403 | 404 404 403 | 404 | 404 403 403 404
tenancies:later_situation            too early      GET |  in| 403 403 302 403 403 | 404 404 403 | 404 | 404 403 403 404
tenancies:tenancy_create             household      GET |  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:tenancy_create             household      POST|  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:tenancy_create             closed         POST|  in| 403 403 403 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:tenancy_create             candidate      POST|  in| 404 403 404 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:tenancy_correct            tenancy        GET |  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:tenancy_correct            tenancy        POST|  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:tenancy_cancel             tenancy        GET |  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:tenancy_cancel             tenancy        POST|  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:tenancy_entry              tenancy        GET |  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:tenancy_entry              tenancy        POST|  in| 302 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:tenancy_exit               left lease     GET |  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:tenancy_exit               left lease     POST|  in| 302 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:tenancy_notice             tenancy        GET |  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:tenancy_notice             tenancy        POST|  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:sliding_describe           undescribed    GET |  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:sliding_describe           undescribed    POST|  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:sliding_describe           sublease       GET |  in| 302 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
# The manager reads the sliding lease, and changes nothing of it.
tenancies:sliding_word               sliding        GET |  in| 200 403 200 403 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:sliding_word               sliding        POST|  in| 200 403 200 403 403 | 200 200 403 | 404 | 404 404 403 404
tenancies:sliding_conclude           sliding        GET |  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:sliding_conclude           sliding        POST|  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:sliding_correct            sliding        GET |  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:sliding_correct            sliding        POST|  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:sliding_extend             sliding        GET |  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:sliding_extend             sliding        POST|  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:sliding_prefect            sliding        GET |  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:sliding_prefect            sliding        POST|  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:sliding_reopen             sliding        GET |  in| 302 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:sliding_reopen             sliding        POST|  in| 302 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:sliding_slide              sliding        GET |  in| 302 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:sliding_slide              sliding        POST|  in| 302 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:tenancy_take_over          young lease    GET |  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:tenancy_take_over          young lease    POST|  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:tenancy_take_over          tenancy        GET |  in| 302 403 302 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:tenancy_end                tenancy        GET |  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403
tenancies:tenancy_end                tenancy        POST|  in| 200 403 200 403 403 | 403 403 403 | 403 | 404 403 403 403

# Where an association puts a household up
tenancies:stays                      -              GET |  in| 403 403 403 403 403 | 200 200 403 | 200 | 403 403 403 200
tenancies:stays                      -              POST|  in| 403 403 403 403 403 | 302 302 403 | 302 | 403 403 403 302
tenancies:household_stay             candidate      GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:household_stay             household      GET |  in| 403 403 403 403 403 | 404 404 403 | 404 | 403 403 403 404
tenancies:household_stay             no stay        GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_create                no stay        GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_create                no stay        POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_enter                 planned stay   GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_enter                 planned stay   POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_correct               running stay   GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_correct               running stay   POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_readiness             running stay   GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_readiness             running stay   POST|  in| 403 403 403 403 403 | 302 302 403 | 404 | 403 403 403 404
tenancies:stay_extend                running stay   GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_extend                running stay   POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_take_back             extended stay  GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_take_back             extended stay  POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_end                   running stay   GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_end                   running stay   POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_resume                ended stay     GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_resume                ended stay     POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_cancel                running stay   GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_cancel                running stay   POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_place                 planned stay   GET |  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_place                 planned stay   POST|  in| 403 403 403 403 403 | 200 200 403 | 404 | 403 403 403 404
tenancies:stay_create                candidate      GET |  in| 403 403 403 403 403 | 302 302 403 | 404 | 403 403 403 404
tenancies:stay_enter                 running stay   GET |  in| 403 403 403 403 403 | 302 302 403 | 404 | 403 403 403 404
tenancies:stay_place                 running stay   GET |  in| 403 403 403 403 403 | 404 404 403 | 404 | 403 403 403 404
"""
