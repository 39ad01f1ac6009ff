#include "mail/mail_command.h"

#include <errno.h>
#include <stdio.h>

#include "base/buffer.h"
#include "mail/mail_charset.h"
#include "mail/mail_message.h"

#define READ_BYTES 65536
#define OUTPUT_BYTES_MAX ((size_t)256 << 20)

typedef struct MailArguments {
    const char *file;
    bool is_html;
} MailArguments;

/* The whole file; "-" is standard input. FAULT_LIMIT over `bytes_max`. */
static Result file_read(Arena *arena, const char *name, size_t bytes_max, Text *out_bytes)
{
    FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "rb");
    if (!file)
        return failf(arena, FAULT_NOT_FOUND, "%s cannot be opened: %s.", name, strerror(errno));
    Buffer bytes = buffer_new(arena, bytes_max);
    char *room;
    size_t count = 0;
    while ((room = buffer_reserve(&bytes, READ_BYTES)) != NULL && (count = fread(room, 1, READ_BYTES, file)) > 0)
        bytes.length += count;
    bool has_failed = ferror(file) != 0;
    if (file != stdin)
        (void)fclose(file);
    if (has_failed)
        return failf(arena, FAULT_BROKEN, "%s cannot be read.", name);
    if (!room)
        return failf(arena, FAULT_LIMIT, "%s is larger than 64 MiB.", name);
    *out_bytes = bytes.length > 0 ? buffer_text(&bytes) : (Text){"", 0};
    return done();
}

static Result parse(Arena *arena, const MailArguments *arguments, Json *json)
{
    Text raw = TEXT_NONE;
    TRY(file_read(arena, arguments->file, MAIL_RAW_BYTES_MAX + READ_BYTES, &raw));
    MailMessage message;
    TRY(mail_read(arena, raw, NULL, &message));
    mail_write_json(&message, json);
    return done();
}

static Result reply(Arena *arena, const MailArguments *arguments, Json *json)
{
    Text body = TEXT_NONE;
    TRY(file_read(arena, arguments->file, MAIL_RAW_BYTES_MAX + READ_BYTES, &body));
    MailReply split;
    body = mail_lines_normalize(arena, mail_charset_decode(arena, body, TEXT_NONE, NULL));
    mail_split_reply(arena, body, arguments->is_html, &split);
    mail_reply_write_json(&split, json);
    return done();
}

static int usage(void)
{
    fputs("Usage: lazo mail parse FILE|-\n       lazo mail reply FILE|- [--html]\n", stderr);
    return 2;
}

int mail_command(int argc, char **argv)
{
    MailArguments arguments = {0};
    if (argc < 2)
        return usage();
    bool is_parse = strcmp(argv[0], "parse") == 0;
    if (!is_parse && strcmp(argv[0], "reply") != 0)
        return usage();
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--html") == 0 && !is_parse)
            arguments.is_html = true;
        else if (arguments.file || (argv[i][0] == '-' && argv[i][1] != '\0'))
            return usage();
        else
            arguments.file = argv[i];
    }
    if (!arguments.file)
        return usage();
    WITH_ARENA arena = arena_new();
    Buffer out = buffer_new(arena, OUTPUT_BYTES_MAX);
    Json json = json_writer(&out);
    Result result = is_parse ? parse(arena, &arguments, &json) : reply(arena, &arguments, &json);
    if (!is_ok(result)) {
        fprintf(stderr, "lazo mail %s: %s\n", argv[0], result.why);
        return 1;
    }
    buffer_add_byte(&out, '\n');
    return fwrite(out.data, 1, out.length, stdout) == out.length && fflush(stdout) == 0 ? 0 : 1;
}
