#include "base/csv.h"

/* What a spreadsheet would take for a formula (OWASP: CSV injection). */
static bool is_formula(Text text)
{
    return text.length > 0 && text.data[0] != '\0' && strchr("=+-@\t\r", text.data[0]) != NULL;
}

void csv_add_cell(Buffer *out, Text text)
{
    bool is_quoted = is_formula(text);
    for (size_t i = 0; i < text.length && !is_quoted; i++)
        is_quoted = text.data[i] != '\0' && strchr(",\"\r\n", text.data[i]) != NULL;
    if (!is_quoted) {
        buffer_add_text(out, text);
        return;
    }
    buffer_add_byte(out, '"');
    if (is_formula(text))
        buffer_add_byte(out, '\'');
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '"')
            buffer_add_byte(out, '"');
        buffer_add_byte(out, text.data[i]);
    }
    buffer_add_byte(out, '"');
}
