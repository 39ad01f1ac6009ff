#include "channel/mail_lmtp_command.h"

static const struct {
    const char *word;
    LmtpVerb verb;
} verbs[] = {
    {"LHLO", LMTP_LHLO}, {"MAIL", LMTP_MAIL}, {"RCPT", LMTP_RCPT}, {"DATA", LMTP_DATA},
    {"RSET", LMTP_RSET}, {"NOOP", LMTP_NOOP}, {"QUIT", LMTP_QUIT}, {"VRFY", LMTP_VRFY},
};

static bool has_control(Text line)
{
    for (size_t i = 0; i < line.length; i++) {
        if ((unsigned char)line.data[i] < 0x20 || line.data[i] == 0x7f)
            return true;
    }
    return false;
}

static LmtpVerb verb_of(Text word)
{
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (text_equals_ascii_case(word, text_of(verbs[i].word)))
            return verbs[i].verb;
    }
    return LMTP_UNKNOWN;
}

/* "<@relay,@other:local@domain>": the route is obsolete and means nothing (RFC 5321 section 4.1.2). */
static Text without_route(Text path)
{
    size_t colon = path.length > 0 && path.data[0] == '@' ? text_find_byte(path, ':', 0) : SIZE_MAX;
    return colon == SIZE_MAX ? path : text_slice(path, colon + 1, path.length);
}

/* End of the path that begins at 0 with "<": its ">" outside quotes; SIZE_MAX when there is none. */
static size_t path_end(Text text)
{
    bool is_quoted = false;
    for (size_t i = 1; i < text.length; i++) {
        char byte = text.data[i];
        if (byte == '\\' && is_quoted)
            i++;
        else if (byte == '"')
            is_quoted = !is_quoted;
        else if (byte == '>' && !is_quoted)
            return i;
    }
    return SIZE_MAX;
}

static bool mail_parameter(Text word, LmtpCommand *command)
{
    if (text_starts_with_ascii_case(word, TEXT("SIZE=")))
        return text_to_int(text_slice(word, 5, word.length), &command->size) && command->size >= 0;
    return text_equals_ascii_case(word, TEXT("BODY=8BITMIME")) || text_equals_ascii_case(word, TEXT("BODY=7BIT")) ||
           text_equals_ascii_case(word, TEXT("SMTPUTF8"));
}

static LmtpVerb parameters(Text rest, bool is_mail, LmtpCommand *command)
{
    Text word;
    while (text_next_part(&rest, ' ', &word)) {
        if (!text_is_empty(word) && !(is_mail && mail_parameter(word, command)))
            return LMTP_BAD_PARAMETER;
    }
    return command->verb;
}

/* "FROM:<path> parameters"; servers before us wrote it, but people type it too: a space after the colon is fine. */
static LmtpVerb path_read(Text rest, const char *word, bool is_mail, LmtpCommand *command)
{
    if (!text_starts_with_ascii_case(rest, text_of(word)))
        return LMTP_BAD_SYNTAX;
    rest = text_trim(text_slice(rest, strlen(word), rest.length));
    size_t end = rest.length > 0 && rest.data[0] == '<' ? path_end(rest) : SIZE_MAX;
    if (end == SIZE_MAX || (end + 1 < rest.length && rest.data[end + 1] != ' '))
        return LMTP_BAD_SYNTAX;
    command->path = without_route(text_slice(rest, 1, end));
    if (command->path.length > LMTP_PATH_BYTES_MAX || !text_is_utf8(command->path) ||
        (!is_mail && text_is_empty(command->path)))
        return LMTP_BAD_SYNTAX;
    return parameters(text_slice(rest, end + 1, rest.length), is_mail, command);
}

LmtpCommand lmtp_command_read(Text line)
{
    LmtpCommand command = {.path = TEXT("")};
    size_t space = text_find_byte(line, ' ', 0);
    Text word = text_slice(line, 0, space);
    Text rest = space == SIZE_MAX ? TEXT("") : text_trim(text_slice(line, space, line.length));
    if (has_control(line)) {
        command.verb = LMTP_BAD_SYNTAX;
        return command;
    }
    command.verb = verb_of(word);
    if (command.verb == LMTP_MAIL)
        command.verb = path_read(rest, "FROM:", true, &command);
    else if (command.verb == LMTP_RCPT)
        command.verb = path_read(rest, "TO:", false, &command);
    else if (command.verb == LMTP_LHLO && text_is_empty(rest))
        command.verb = LMTP_BAD_SYNTAX;
    else if ((command.verb == LMTP_DATA || command.verb == LMTP_RSET || command.verb == LMTP_QUIT) &&
             !text_is_empty(rest))
        command.verb = LMTP_BAD_SYNTAX;
    return command;
}
