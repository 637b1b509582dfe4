"""One’s own account (allauth): the same for everybody, whoever they are."""

TABLE = """
account_login                        -              GET | 200| *302
account_login                        -              POST| 200| *302
account_logout                       -              GET |  in| *200
account_logout                       -              POST|  in| *in
account_inactive                     -              GET | 200| *200
account_signup                       -              GET | 200| *302
account_signup                       -              POST| 200| *302
account_reauthenticate               -              GET |  in| *200
account_reauthenticate               -              POST|  in| *200
account_email                        -              GET |  in| *200
account_email                        -              POST|  in| *302
account_email_verification_sent      -              GET |  in| *302
account_change_password              -              GET |  in| *200
account_change_password              -              POST|  in| *200
account_set_password                 -              GET |  in| *302
account_set_password                 -              POST|  in| *302
account_reset_password               -              GET | 200| *200
account_reset_password               -              POST| 200| *200
account_reset_password_done          -              GET | 200| *200
account_reset_password_from_key      password link  GET | 200| *200
account_reset_password_from_key      password link  POST| 200| *200
account_reset_password_from_key_done -              GET | 200| *200
account_confirm_login_code           -              GET |  in| *302
account_confirm_login_code           -              POST|  in| *302
mfa_index                            -              GET |  in| *200
mfa_authenticate                     -              GET |  in| *302
mfa_authenticate                     -              POST|  in| *302
mfa_reauthenticate                   -              GET |  in| *302
mfa_reauthenticate                   -              POST|  in| *302
mfa_reauthenticate_webauthn          -              GET |  in| *302
mfa_reauthenticate_webauthn          -              POST|  in| *302
mfa_activate_totp                    -              GET |  in| *200
mfa_activate_totp                    -              POST|  in| *200
mfa_deactivate_totp                  -              GET |  in| *404
mfa_deactivate_totp                  -              POST|  in| *404
mfa_view_recovery_codes              -              GET |  in| *404
mfa_generate_recovery_codes          -              GET |  in| *200
mfa_generate_recovery_codes          -              POST|  in| *200
mfa_download_recovery_codes          -              GET |  in| *404
mfa_list_webauthn                    -              GET |  in| *200
mfa_add_webauthn                     -              GET |  in| *200
mfa_add_webauthn                     -              POST|  in| *200
mfa_edit_webauthn                    key            GET |  in| *404
mfa_edit_webauthn                    key            POST|  in| *404
mfa_remove_webauthn                  key            GET |  in| *404
mfa_remove_webauthn                  key            POST|  in| *404
mfa_login_webauthn                   -              GET |  in| *302
mfa_login_webauthn                   -              POST|  in| *302
usersessions_list                    -              GET |  in| *200
usersessions_list                    -              POST|  in| *302
"""
