#pragma once
/* Text of a workbook: the runs of a rich text joined, phonetic guides (ふりがな) left out, _xHHHH_ escapes decoded. */

#include "base/buffer.h"
#include "base/xlsx_xml.h"

/* Characters (UTF-16 units, as Excel counts) that a cell can hold. */
#define XLSX_TEXT_MAX 32767

/* Appends TEXT with its escapes decoded: _x000D_ is a CR, _x005F_ an underscore. Escapes for NUL and for halves of
 * surrogate pairs that stand alone stay as they are. */
void xlsx_unescape(struct str text, struct buffer *out);
bool xlsx_text_is_too_long(struct str utf8);

/* A si or is element while it is read. */
struct xlsx_rich {
    unsigned phonetic; /* depth of open rPh elements */
    bool is_open;      /* a t element */
    bool keeps_space;
    struct buffer run; /* of the open t element */
};
void xlsx_rich_done(struct xlsx_rich *rich);
/* Each element below si or is, and its text. */
void xlsx_rich_start(struct xlsx_rich *rich, struct str name, struct xlsx_attributes attributes);
void xlsx_rich_text(struct xlsx_rich *rich, struct str text);
/* Appends a finished run to OUT. */
void xlsx_rich_end(struct xlsx_rich *rich, struct str name, struct buffer *out);
