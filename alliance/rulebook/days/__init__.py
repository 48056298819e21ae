"""Days: rules that name a day by other days ("six months after notice, whichever is later").

`values` holds them, `reading` reads them, `calendar` counts, `working` works one out from known
facts, `words` says one in plain words.
"""
