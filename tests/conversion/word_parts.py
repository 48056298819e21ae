"""Documents of Word made by hand, part by part, for what no library writes."""

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_DOCUMENT}" Target="word/document.xml"/></Relationships>'
)


def document(body, **parts):
    """A .docx of these paragraphs; `parts` are the others, by their names: notes, numbers."""
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONS)
        written = f"<w:document {W}><w:body>{body}</w:body></w:document>"
        package.writestr("word/document.xml", written)
        for name, inner in parts.items():
            root = {"numbering": "numbering", "header1": "hdr"}.get(name, name)
            package.writestr(f"word/{name}.xml", f"<w:{root} {W}>{inner}</w:{root}>")
    return saved.getvalue()


def paragraph(*runs, properties=""):
    """A paragraph of these runs."""
    held = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{held}{''.join(runs)}</w:p>"


def run(words):
    """A run of plain words."""
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def numbered(words, depth=0, number=1):
    """A paragraph of a list."""
    held = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(run(words), properties=held)


def level(depth, form, text, start=1):
    """One level of a list."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*levels, override=""):
    """The part that says what lists print: one list, under the numbers 1 and 2."""
    return (
        f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{override}</w:num>'
    )
