"""Partners, accounts and agreements."""

TABLE = """
                                                        |    | landlord            | association | ask | strangers
address                              about              |   -|  RO  CT  AD  MG  LA |  SW  CO  AA |  AC | xAD xMG xLA xCO

partners:sign_in_as                  colleague      POST| 404| 404 404 404 404 404 | 404 404 404 | 404 | 404 404 404 404
partners:accept_invitation           invited        GET | 302| 200 200 200 200 200 | 200 200 200 | 200 | 200 200 200 200
partners:accept_invitation           worn-out       GET | 410| 200 200 200 200 200 | 200 200 200 | 200 | 200 200 200 200
partners:invite                      -              GET |  in| 403 403 403 200 200 | 403 200 200 | 200 | 403 200 200 200
partners:invite                      -              POST|  in| 403 403 403 200 200 | 403 200 200 | 200 | 403 200 200 200
partners:resend_invitation           invitation     POST|  in| 403 403 403 302 302 | 403 404 404 | 404 | 403 404 404 404
partners:revoke_invitation           invitation     POST|  in| 403 403 403 302 302 | 403 404 404 | 404 | 403 404 404 404
partners:profile                     -              GET |  in| *200
partners:profile                     -              POST|  in| *200
partners:notifications               -              GET |  in| *200
partners:read_all_notifications      -              POST|  in| *302
partners:open_notification           told           POST|  in| 404 404 404 404 404 | 404 302 404 | 404 | 404 404 404 404
partners:choose_notifications        -              GET |  in| *200
# Sent with nothing in it, the form of whoever is told nothing that they choose is complete.
partners:choose_notifications        -              POST|  in| 200 200 200 200 302 | 200 200 302 | 200 | 200 200 302 200
# In the demonstration alone.
partners:letters                     -              GET |  in| *404
partners:rename_invited              invitation     GET |  in| 403 403 403 200 200 | 403 404 404 | 404 | 403 404 404 404
partners:rename_invited              invitation     POST|  in| 403 403 403 200 200 | 403 404 404 | 404 | 403 404 404 404
partners:rename_colleague            colleague      GET |  in| 403 403 403 403 200 | 403 403 404 | 404 | 403 403 404 404
partners:rename_colleague            colleague      POST|  in| 403 403 403 403 200 | 403 403 404 | 404 | 403 403 404 404
partners:team                        -              GET |  in| 403 403 403 200 200 | 403 200 200 | 200 | 403 200 200 200
# Where nobody is an ADMIN, the coordinator manages accounts: those of their own association.
partners:deactivate                  colleague      GET |  in| 403 403 403 403 200 | 403 403 404 | 404 | 403 403 404 404
partners:deactivate                  colleague      POST|  in| 403 403 403 403 302 | 403 403 404 | 404 | 403 403 404 404
partners:deactivate                  worker         GET |  in| 403 403 403 403 404 | 403 403 200 | 404 | 403 403 404 404
partners:deactivate                  worker         POST|  in| 403 403 403 403 404 | 403 403 200 | 404 | 403 403 404 404
partners:change_role                 colleague      GET |  in| 403 403 403 403 200 | 403 403 404 | 404 | 403 403 404 404
partners:change_role                 colleague      POST|  in| 403 403 403 403 200 | 403 403 404 | 404 | 403 403 404 404
partners:change_role                 worker         GET |  in| 403 403 403 403 404 | 403 403 200 | 404 | 403 403 404 404
partners:account_log                 -              GET |  in| 403 403 403 403 200 | 403 403 200 | 403 | 403 403 200 403
partners:reactivate                  inactive       POST|  in| 403 403 403 403 302 | 403 403 404 | 404 | 403 403 404 404
partners:reset_second_factor         colleague      POST|  in| 403 403 403 403 302 | 403 403 404 | 404 | 403 403 404 404
partners:partners                    -              GET |  in| 200 403 200 200 200 | 200 200 200 | 200 | 200 200 200 200
partners:organization                -              GET |  in| 403 403 403 403 200 | 403 403 200 | 403 | 403 403 200 403
partners:organization                -              POST|  in| 403 403 403 403 200 | 403 403 200 | 403 | 403 403 200 403
partners:invite_first_person         unjoined       GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:invite_first_person         unjoined       POST|  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:expertises                  unjoined       GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:expertises                  unjoined       POST|  in| 403 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403
partners:programme                   programme      GET |  in| 200 403 200 200 200 | 200 200 200 | 200 | 404 404 404 404
partners:create_programme            -              GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 200 403 403
partners:create_programme            -              POST|  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 200 403 403
partners:edit_programme              programme      GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:edit_programme              programme      POST|  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:copy_programme              programme      GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:copy_programme              programme      POST|  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:create_convention           -              GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 200 403 403
partners:create_convention           -              POST|  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 200 403 403
partners:convention                  convention     GET |  in| 200 403 200 200 200 | 200 200 200 | 404 | 404 404 404 404
partners:convention_sheet            convention     GET |  in| 200 403 200 200 200 | 200 200 200 | 404 | 404 404 404 404
partners:add_convention_document     convention     GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:add_convention_document     convention     POST|  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:convention_document         signed copy    GET |  in| 200 403 200 200 200 | 200 200 200 | 404 | 404 404 404 404
partners:convention_document         wrong copy     GET |  in| 404 403 404 404 404 | 404 404 404 | 404 | 404 404 404 404
partners:cancel_convention_document  signed copy    GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:cancel_convention_document  signed copy    POST|  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:convention                  unsigned       GET |  in| 200 403 200 200 200 | 404 404 404 | 404 | 404 404 404 404
partners:convention_sheet            unsigned       GET |  in| 200 403 200 200 200 | 404 404 404 | 404 | 404 404 404 404
partners:edit_convention             unsigned       GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:edit_convention             unsigned       POST|  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:edit_convention             convention     GET |  in| 403 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403
partners:submit_convention           unsigned       POST|  in| 403 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403
partners:take_back_convention        unsigned       POST|  in| 403 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403
partners:discard_convention          unsigned       POST|  in| 403 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403
partners:sign_convention             unsigned       GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:sign_convention             unsigned       POST|  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:amend_convention            unsigned       GET |  in| 403 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403
partners:terminate_convention        convention     GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:terminate_convention        convention     POST|  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:cancel_amendment            amendment      POST|  in| 403 403 403 302 403 | 403 403 403 | 403 | 403 404 403 403
partners:amend_convention            convention     GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:amend_convention            convention     POST|  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 404 403 403
partners:parameters                  -              GET |  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 200 403 403
partners:parameters                  -              POST|  in| 403 403 403 200 403 | 403 403 403 | 403 | 403 200 403 403
"""
