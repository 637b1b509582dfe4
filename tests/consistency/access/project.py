"""The project itself: what looks at everything."""

TABLE = """
                                                        |    | landlord            | association | ask | strangers
address                              about              |   -|  RO  CT  AD  MG  LA |  SW  CO  AA |  AC | xAD xMG xLA xCO

home                                 -              GET |  in| 200 200 200 200 200 | 200 200 200 | 200 | 200 200 200 200
worklist                             worklist       GET |  in| 404 404 404 200 404 | 200 200 404 | 200 | 404 200 404 200
dashboard                            -              GET |  in| 403 403 200 200 403 | 403 200 403 | 200 | 200 200 403 200
dashboard_figure                     figure         GET |  in| 403 403 200 200 403 | 403 200 403 | 200 | 200 200 403 200
search                               -              GET |  in| 200 403 200 200 403 | 200 200 403 | 200 | 200 200 403 200
search                               -              POST|  in| 302 403 302 302 403 | 302 302 403 | 302 | 302 302 403 302
drafts                               -              GET |  in| 200 200 200 200 200 | 200 200 200 | 200 | 200 200 200 200
draft_keep                           -              GET |  in| 200 200 200 200 200 | 200 200 200 | 200 | 200 200 200 200
draft_keep                           -              POST|  in| 409 409 409 409 409 | 409 409 409 | 409 | 409 409 409 409
draft_discard                        typed          POST|  in| 302 302 302 302 302 | 302 302 302 | 302 | 302 302 302 302
health                               -              GET | 200| 200 200 200 200 200 | 200 200 200 | 200 | 200 200 200 200
worker_health                        -              GET | 200| 200 200 200 200 200 | 200 200 200 | 200 | 200 200 200 200
"""
