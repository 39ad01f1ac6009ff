/* mail deliver: one message from standard input, as a pipe from Postfix or Exim hands it over. Whatever stands in the way,
 * the status is EXIT_TRY_AGAIN (sysexits.h: EX_TEMPFAIL), so that the mail server keeps the message and comes again. */
#include <errno.h>
#include <unistd.h>

#include "app/command_mail.h"
#include "channel/channel.h"
#include "mail/mail_command.h"
#include "channel/mail_receive.h"
#include "channel/mail_room.h"

#define READ_BYTES 65536

enum { OPTION_CHANNEL, OPTION_FROM, OPTION_TO, OPTION_COUNT };

/* To the end of the input. FAULT_LIMIT over MAIL_RAW_BYTES_MAX; FAULT_INVALID for nothing at all. */
static Result input_read(const Command *command, MailRoom *room)
{
    char *bytes = arena_alloc(command->arena, READ_BYTES);
    for (;;) {
        ssize_t got = read(command->input_fd, bytes, READ_BYTES);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(FAULT_BROKEN, "standard input cannot be read");
        if (got == 0)
            break;
        TRY(mail_room_add(room, bytes, (size_t)got));
    }
    /* A mail server that loses patience ends its pipe first, and then the input: half a message is none. */
    if (command_is_alone(command))
        return fail(FAULT_BROKEN, "the caller ended before the message did");
    return room->length > 0 ? done() : fail(FAULT_INVALID, "there is no message on standard input");
}

static Result channel_named(const Command *command, Text name, int64_t *out_id)
{
    Work work;
    Channel channel;
    bool is_there = false;
    TRY(work_begin_read(command->workspace, command->arena, &actor_system, &work));
    Result result = channel_by_name(&work, name, &channel, &is_there);
    if (!is_ok(result))
        result = failf(command->arena, result.fault, "%s", result.why ? result.why : fault_name(result.fault));
    work_end_read(&work);
    TRY(result);
    if (!is_there)
        return failf(command->arena, FAULT_NOT_FOUND, "there is no channel '%.*s'", TEXT_ARG(name));
    if (!channel.is_active)
        return failf(command->arena, FAULT_CONFLICT, "the channel '%.*s' is switched off", TEXT_ARG(name));
    *out_id = channel.id;
    return done();
}

static Result deliver(const Command *command, const CommandOption *options)
{
    MailReceived received;
    MailReceipt receipt = {
        .source = "pipe", .envelope_from = options[OPTION_FROM].value, .envelope_to = options[OPTION_TO].value};
    TRY(channel_named(command, options[OPTION_CHANNEL].value, &receipt.channel_id));
    WITH_MAIL_ROOM room = {0};
    TRY(input_read(command, &room));
    receipt.raw = mail_room_text(&room);
    return mail_receive(command->workspace, command->arena, &receipt, &received);
}

static int mail_deliver(Command *command)
{
    CommandOption options[OPTION_COUNT] = {{.name = "channel"}, {.name = "from"}, {.name = "to"}};
    Text *operands;
    size_t operand_count;
    if (!command_options(command, options, OPTION_COUNT, &operands, &operand_count))
        return EXIT_TRY_AGAIN;
    if (operand_count > 0 || !options[OPTION_CHANNEL].is_set)
        return command_fail(command, EXIT_TRY_AGAIN, "mail deliver --channel NAME [--from ADDRESS] [--to ADDRESS]");
    Result result = deliver(command, options);
    if (is_ok(result))
        return EXIT_DONE;
    return command_fail(command, EXIT_TRY_AGAIN, "the message was not taken: %s",
                        result.why ? result.why : fault_name(result.fault));
}

int command_mail(Command *command)
{
    if (command->argc > 0 && strcmp(command->argv[0], COMMAND_MAIL_DELIVER) == 0) {
        Command rest = *command;
        rest.argc--;
        rest.argv++;
        return mail_deliver(&rest);
    }
    return mail_command(command->argc, command->argv);
}
