"""How the codes of the states, the District and the territories are cited."""

from typing import Final

# Every code may be cited with "Ann." or "Annotated" after its name; `ANNOTATED` is read after all.
ANNOTATED: Final = r"(?:,? Ann(?:\.|otated))?"

# Where a code has subjects ("Cal. Gov't Code"), a subject: up to five words, the last one the code's.
_SUBJECT: Final = r"(?:(?:[A-Z&][A-Za-z.\u2019'&]{0,14}|and),? ){1,5}"

# Postal letters: what stands for the name of the code, and how it is usually
# written; "" where the name as it stands is that. Illinois counts chapters and acts instead.
CODES: Final[dict[str, tuple[str, str]]] = {
    "AL": (r"Ala(?:\.|bama) Code", "Ala. Code"),
    "AK": (r"Alaska Stat(?:\.|utes)", "Alaska Stat."),
    "AZ": (
        r"Ariz(?:\.|ona) Rev(?:\.|ised) Stat(?:\.|utes)(?: Ann\.)?|A\.R\.S\.",
        "Ariz. Rev. Stat.",
    ),
    "AR": (r"Ark(?:\.|ansas) Code(?: Ann\.)?", "Ark. Code"),
    "CA": (rf"Cal(?:\.|ifornia) {_SUBJECT}Code", ""),
    "CO": (r"Colo(?:\.|rado) Rev(?:\.|ised) Stat(?:\.|utes)|C\.R\.S\.", "Colo. Rev. Stat."),
    "CT": (r"Conn(?:\.|ecticut) Gen(?:\.|eral) Stat(?:\.|utes)", "Conn. Gen. Stat."),
    "DE": (r"Del(?:\.|aware) Code(?: Ann\.)?|Del\. C\.", "Del. Code"),
    "DC": (r"D\.C\. (?:Official )?Code", "D.C. Official Code"),
    "FL": (r"Fla(?:\.|) Stat(?:\.|utes)|Florida Statutes", "Fla. Stat."),
    "GA": (r"Ga\. Code(?: Ann\.)?|Georgia Code|O\.C\.G\.A\.", "Ga. Code"),
    "HI": (r"Haw(?:\.|aii) Rev(?:\.|ised) Stat(?:\.|utes)", "Haw. Rev. Stat."),
    "ID": (r"Idaho Code", "Idaho Code"),
    "IN": (r"Ind(?:\.|iana) Code", "Ind. Code"),
    "IA": (r"Iowa Code", "Iowa Code"),
    "KS": (r"Kan(?:\.|sas) Stat(?:\.|utes)(?: Ann\.)?|K\.S\.A\.", "Kan. Stat. Ann."),
    "KY": (r"Ky\. Rev\. Stat\.(?: Ann\.)?|Kentucky Revised Statutes|KRS", "Ky. Rev. Stat."),
    "LA": (
        r"La\. (?:Rev\. )?Stat\.|La\. R\.S\.|Louisiana Revised Statutes",
        "La. Rev. Stat.",
    ),
    "ME": (r"Me\. (?:Rev\. )?Stat\.(?: Ann\.)?|Maine Revised Statutes", "Me. Rev. Stat."),
    "MD": (rf"Md\. Code(?: Ann\.)?,? (?:{_SUBJECT})?|Maryland Code", ""),
    "MA": (r"Mass(?:\.|achusetts) Gen(?:\.|eral) Laws|M\.G\.L\.", "Mass. Gen. Laws"),
    "MI": (r"Mich(?:\.|igan) Comp(?:\.|iled) Laws|MCL", "Mich. Comp. Laws"),
    "MN": (r"Minn(?:\.|esota) Stat(?:\.|utes)", "Minn. Stat."),
    "MS": (r"Miss(?:\.|issippi) Code(?: Ann\.)?", "Miss. Code"),
    "MO": (r"Mo\. (?:Ann\. |Rev\. )?Stat\.|Missouri Revised Statutes|RSMo", "Mo. Rev. Stat."),
    "MT": (r"Mont(?:\.|ana) Code(?: Ann(?:\.|otated))?", "Mont. Code Ann."),
    "NE": (r"Neb(?:\.|raska) Rev(?:\.|ised) Stat(?:\.|utes)", "Neb. Rev. Stat."),
    "NV": (r"Nev(?:\.|ada) Rev(?:\.|ised) Stat(?:\.|utes)|NRS", "Nev. Rev. Stat."),
    "NH": (r"N\.H\. Rev\. Stat\.(?: Ann\.)?|RSA", "N.H. Rev. Stat."),
    "NJ": (r"N\.J\. (?:Rev\. )?Stat\.(?: Ann\.)?|N\.J\.S\.A\.", "N.J. Stat."),
    "NM": (r"N\.M\. Stat\.(?: Ann\.)?|NMSA(?: 1978)?", "N.M. Stat."),
    "NY": (rf"(?:N\.Y\.|New York) {_SUBJECT}(?:Law|Act|Code)", ""),
    "NC": (r"N\.C\. Gen\. Stat\.|North Carolina General Statutes|G\.S\.", "N.C. Gen. Stat."),
    "ND": (r"N\.D\. Cent\. Code|North Dakota Century Code", "N.D. Cent. Code"),
    "OH": (r"Ohio Rev(?:\.|ised) Code(?: Ann\.)?|R\.C\.", "Ohio Rev. Code"),
    "OK": (r"Okla(?:\.|homa) Stat(?:\.|utes)", "Okla. Stat."),
    "OR": (r"Or\. Rev\. Stat\.|Oregon Revised Statutes|ORS", "Or. Rev. Stat."),
    "PA": (r"Pa\. (?:Cons\. )?Stat\.|Pa\.[ ]?C\.[ ]?S\.", "Pa. Cons. Stat."),
    "RI": (r"R\.I\. Gen\. Laws|Rhode Island General Laws", "R.I. Gen. Laws"),
    "SC": (r"S\.C\. Code(?: Ann\.)?|South Carolina Code", "S.C. Code"),
    "SD": (r"S\.D\. Codified Laws|South Dakota Codified Laws|SDCL", "S.D. Codified Laws"),
    "TN": (r"Tenn(?:\.|essee) Code(?: Ann(?:\.|otated))?", "Tenn. Code Ann."),
    "TX": (rf"Tex(?:\.|as) {_SUBJECT}Code", ""),
    "UT": (r"Utah Code(?: Ann(?:\.|otated))?", "Utah Code"),
    "VT": (r"Vt\. Stat\.(?: Ann\.)?|Vermont Statutes", "Vt. Stat."),
    "VA": (r"Va\. Code(?: Ann\.)?|Code of Virginia|Virginia Code", "Va. Code"),
    "WA": (r"Wash\. Rev\. Code|Revised Code of Washington|RCW", "Wash. Rev. Code"),
    "WV": (r"W\. Va\. Code|West Virginia Code", "W. Va. Code"),
    "WI": (r"Wis(?:\.|consin) Stat(?:\.|utes)", "Wis. Stat."),
    "WY": (r"Wyo(?:\.|ming) Stat(?:\.|utes)(?: Ann\.)?", "Wyo. Stat."),
    "AS": (r"Am\. Samoa Code(?: Ann\.)?|A\.S\.C\.A\.", "Am. Samoa Code"),
    "GU": (r"Guam Code(?: Ann\.)?|G\.C\.A\.", "Guam Code"),
    "MP": (r"N\. Mar\. I\. Code|CMC", "N. Mar. I. Code"),
    "PR": (r"P\.R\. Laws(?: Ann\.)?", "P.R. Laws"),
    "VI": (r"V\.I\. Code(?: Ann\.)?", "V.I. Code"),
}

# Codes whose title may stand before their name: "63 O.S. § 684.1".
TITLED: Final = {
    "DE": r"Del\. (?:Code|C\.)",
    "GU": r"G\.C\.A\.|Guam Code",
    "ME": r"M\.R\.S\.(?:[ ]?A\.)?|Me\. (?:Rev\. )?Stat\.",
    "OK": r"O\.S\.|Okla\. Stat\.",
    "PA": r"Pa\. (?:Cons\. )?Stat\.|Pa\.[ ]?C\.[ ]?S\.(?:[ ]?A\.)?",
    "PR": r"P\.R\. Laws|L\.P\.R\.A\.",
    "VI": r"V\.I\. Code|V\.I\.C\.",
    "VT": r"V\.S\.A\.|Vt\. Stat\.",
}
BEFORE_ITS_NAME: Final = frozenset({"GU", "PA"})  # where the title stands there in the usual form
