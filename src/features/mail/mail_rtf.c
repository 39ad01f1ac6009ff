#include "mail/mail_rtf.h"

#include "base/buffer.h"

#define WINDOW 4096

static uint32_t read32(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* The dictionary that every stream begins with (MS-OXRTFCP section 2.1.2.1). */
static const char first_window[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans "
    "SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

static void lzfu_decode(const unsigned char *in, size_t in_length, Buffer *out)
{
    unsigned char window[WINDOW] = {0};
    size_t write = sizeof first_window - 1;
    memcpy(window, first_window, write);
    size_t at = 0;
    while (at < in_length) {
        unsigned flags = in[at++];
        for (int bit = 0; bit < 8 && at < in_length; bit++, flags >>= 1) {
            if (!(flags & 1)) {
                window[write] = in[at];
                buffer_add_byte(out, (char)in[at++]);
                write = (write + 1) % WINDOW;
                continue;
            }
            if (at + 2 > in_length)
                return;
            size_t offset = (size_t)in[at] << 4 | in[at + 1] >> 4;
            size_t length = (in[at + 1] & 15U) + 2;
            at += 2;
            if (offset == write || out->is_full)
                return;
            for (size_t i = 0; i < length; i++) {
                window[write] = window[offset];
                buffer_add_byte(out, (char)window[offset]);
                write = (write + 1) % WINDOW;
                offset = (offset + 1) % WINDOW;
            }
        }
    }
}

bool mail_rtf_unpack(Arena *arena, Text bytes, size_t bytes_max, Text *out_rtf)
{
    const unsigned char *in = (const unsigned char *)bytes.data;
    if (bytes.length < 16)
        return false;
    uint32_t size = read32(in + 4);
    uint32_t kind = read32(in + 8);
    if (size > bytes_max)
        return false;
    if (kind == 0x414c454d) { /* "MELA": stored */
        *out_rtf = text_slice(bytes, 16, 16 + (size_t)size);
        return true;
    }
    if (kind != 0x75465a4c) /* "LZFu" */
        return false;
    Buffer out = buffer_new(arena, (size_t)size + 64);
    lzfu_decode(in + 16, bytes.length - 16, &out);
    *out_rtf = out.length > 0 ? text_slice(buffer_text(&out), 0, size) : (Text){"", 0};
    return true;
}

typedef struct RtfReader {
    Text rtf;
    size_t at;
    Buffer out;
    size_t depth;
    size_t hidden_from; /* depth at which a group without text began; 0: none */
    int skip;           /* characters that replace a \u */
} RtfReader;

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    return (byte | 32) >= 'a' && (byte | 32) <= 'f' ? (byte | 32) - 'a' + 10 : -1;
}

static void rtf_put(RtfReader *reader, uint32_t codepoint)
{
    if (reader->skip > 0) {
        reader->skip--;
        return;
    }
    if (reader->hidden_from == 0 && codepoint != 0)
        buffer_add_codepoint(&reader->out, codepoint);
}

static void rtf_word(RtfReader *reader, Text word, int64_t number, bool has_number)
{
    static const char *const hidden[] = {"fonttbl",   "colortbl", "stylesheet", "info",      "pict",
                                         "object",    "header",   "footer",     "listtable", "listoverridetable",
                                         "generator", "themedata"};
    if (text_is(word, "par") || text_is(word, "line"))
        rtf_put(reader, '\n');
    else if (text_is(word, "tab") || text_is(word, "cell"))
        rtf_put(reader, '\t');
    else if (text_is(word, "u") && has_number) {
        rtf_put(reader, (uint32_t)(number < 0 ? number + 65536 : number) & 0xffff);
        reader->skip = 1;
    }
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
        if (text_is(word, hidden[i]) && reader->hidden_from == 0)
            reader->hidden_from = reader->depth;
    }
}

static void rtf_control(RtfReader *reader)
{
    Text rtf = reader->rtf;
    if (reader->at >= rtf.length)
        return;
    char first = rtf.data[reader->at];
    if (first == '\'' && reader->at + 2 < rtf.length) {
        int high = hex_digit(rtf.data[reader->at + 1]);
        int low = hex_digit(rtf.data[reader->at + 2]);
        reader->at += 3;
        rtf_put(reader, high >= 0 && low >= 0 ? (uint32_t)(high * 16 + low) : '?');
        return;
    }
    if ((first | 32) < 'a' || (first | 32) > 'z') {
        reader->at++;
        if (first == '*' && reader->hidden_from == 0)
            reader->hidden_from = reader->depth;
        else if (first == '~')
            rtf_put(reader, ' ');
        else if (first == '\\' || first == '{' || first == '}')
            rtf_put(reader, (uint32_t)first);
        return;
    }
    size_t from = reader->at;
    while (reader->at < rtf.length && (rtf.data[reader->at] | 32) >= 'a' && (rtf.data[reader->at] | 32) <= 'z')
        reader->at++;
    Text word = text_slice(rtf, from, reader->at);
    size_t digits = reader->at;
    while (reader->at < rtf.length && reader->at - digits < 9 &&
           ((rtf.data[reader->at] >= '0' && rtf.data[reader->at] <= '9') ||
            (rtf.data[reader->at] == '-' && reader->at == digits)))
        reader->at++;
    int64_t number = 0;
    bool has_number = text_to_int(text_slice(rtf, digits, reader->at), &number);
    if (reader->at < rtf.length && rtf.data[reader->at] == ' ')
        reader->at++;
    rtf_word(reader, word, number, has_number);
}

Text mail_rtf_text(Arena *arena, Text rtf)
{
    RtfReader reader = {.rtf = rtf, .out = buffer_new(arena, rtf.length * 3 + 16)};
    while (reader.at < rtf.length) {
        char byte = rtf.data[reader.at++];
        if (byte == '{')
            reader.depth++;
        else if (byte == '}') {
            if (reader.hidden_from > 0 && reader.depth <= reader.hidden_from)
                reader.hidden_from = 0;
            reader.depth -= reader.depth > 0 ? 1 : 0;
        } else if (byte == '\\')
            rtf_control(&reader);
        else if (byte != '\n' && byte != '\r')
            rtf_put(&reader, (unsigned char)byte);
    }
    return reader.out.length > 0 ? text_trim(buffer_text(&reader.out)) : (Text){"", 0};
}
