"""Files that people give, and that are given back to those who may read them. Whoever keeps some declares

    class LeaseDocument(StoredDocument):            # in the models of its application (`models`)
    file = DocumentField(label="Fichier")           # in its form, which checks it (`forms`, `content`, `antivirus`)
    with stored(content) as name:                   # in its service, around the row (`storage`)
    return download(document)                       # in its view, for whoever may see the row (`views`)

The name that the file had is kept nowhere: it may name a person, or say why.
"""
