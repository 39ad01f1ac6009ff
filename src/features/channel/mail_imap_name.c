#include "channel/mail_imap_name.h"

#include "base/buffer.h"

#define NAME_BYTES_MAX 4096

typedef struct Run {
    Buffer *out;
    uint32_t bits;
    int bit_count;
    bool is_open;
} Run;

static void six_bits(Run *run, uint32_t value)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    buffer_add_byte(run->out, alphabet[value & 63]);
}

static void add_unit(Run *run, uint32_t unit)
{
    if (!run->is_open)
        buffer_add_byte(run->out, '&');
    run->is_open = true;
    run->bits = (run->bits << 16) | unit;
    run->bit_count += 16;
    while (run->bit_count >= 6) {
        run->bit_count -= 6;
        six_bits(run, run->bits >> run->bit_count);
    }
    run->bits &= (1U << run->bit_count) - 1;
}

static void close_run(Run *run)
{
    if (!run->is_open)
        return;
    if (run->bit_count > 0)
        six_bits(run, run->bits << (6 - run->bit_count));
    buffer_add_byte(run->out, '-');
    *run = (Run){.out = run->out};
}

const char *imap_folder_name(Arena *arena, Text utf8)
{
    Buffer out = buffer_new(arena, NAME_BYTES_MAX);
    Run run = {.out = &out};
    for (size_t at = 0; at < utf8.length;) {
        uint32_t codepoint = text_next_codepoint(utf8, &at);
        if (codepoint >= 0x20 && codepoint < 0x7f) {
            close_run(&run);
            buffer_add_string(&out, codepoint == '&' ? "&-" : (const char[]){(char)codepoint, 0});
        } else if (codepoint >= 0x10000) {
            add_unit(&run, 0xd800 + ((codepoint - 0x10000) >> 10));
            add_unit(&run, 0xdc00 + ((codepoint - 0x10000) & 0x3ff));
        } else {
            add_unit(&run, codepoint);
        }
    }
    close_run(&run);
    return text_string(arena, buffer_text(&out));
}
