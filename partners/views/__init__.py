from partners.views.sign_in import sign_in, sign_in_as

__all__ = ["sign_in", "sign_in_as"]
