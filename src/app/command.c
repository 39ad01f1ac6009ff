#include "app/command.h"

#include <stdlib.h>
#include <sys/socket.h>

#include "base/buffer.h"

bool command_is_alone(const Command *command)
{
    char byte;
    return command->caller_fd > 0 && recv(command->caller_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static CommandOption *option_named(CommandOption *options, size_t count, Text name)
{
    for (size_t i = 0; i < count; i++) {
        if (text_is(name, options[i].name))
            return &options[i];
    }
    return NULL;
}

static bool usage_fault(Command *command, const char *format, Text what)
{
    fprintf(command->err, "lazo: ");
    fprintf(command->err, format, TEXT_ARG(what));
    fputc('\n', command->err);
    return false;
}

/* One word that begins with "--"; *at goes past the value where it stands in the next word. */
static bool read_option(Command *command, CommandOption *options, size_t option_count, int *at)
{
    Text word = text_of(command->argv[*at]);
    Text name = text_slice(word, 2, word.length);
    size_t equals = text_find_byte(name, '=', 0);
    Text value = TEXT_NONE;
    if (equals != SIZE_MAX) {
        value = text_slice(name, equals + 1, name.length);
        name = text_slice(name, 0, equals);
    }
    CommandOption *option = option_named(options, option_count, name);
    if (option == NULL)
        return usage_fault(command, "there is no option --%.*s here; see 'lazo help'", name);
    if (option->is_flag && equals != SIZE_MAX)
        return usage_fault(command, "--%.*s takes no value", name);
    if (!option->is_flag && equals == SIZE_MAX) {
        if (*at + 1 >= command->argc)
            return usage_fault(command, "--%.*s needs a value", name);
        value = text_of(command->argv[++*at]);
    }
    option->is_set = true;
    option->value = value;
    return true;
}

bool command_options(Command *command, CommandOption *options, size_t option_count, Text **out_operands,
                     size_t *out_operand_count)
{
    Text *operands = ARENA_ARRAY(command->arena, Text, (size_t)command->argc + 1);
    size_t count = 0;
    bool options_ended = false;
    for (int i = 0; i < command->argc; i++) {
        Text word = text_of(command->argv[i]);
        if (!options_ended && text_is(word, "--")) {
            options_ended = true;
        } else if (!options_ended && text_starts_with(word, TEXT("--"))) {
            if (!read_option(command, options, option_count, &i))
                return false;
        } else if (!options_ended && word.length > 1 && word.data[0] == '-') {
            return usage_fault(command, "there is no option %.*s here; see 'lazo help'", word);
        } else {
            operands[count++] = word;
        }
    }
    *out_operands = operands;
    *out_operand_count = count;
    return true;
}

int command_fail(Command *command, int status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(command->err, "lazo: ");
    vfprintf(command->err, format, arguments);
    va_end(arguments);
    fputc('\n', command->err);
    return status;
}

#define PROGRESS_AFTER_US 1000000
#define PROGRESS_EVERY_US 100000

Progress progress_start(Command *command, const char *what, int64_t total)
{
    int64_t now = clock_monotonic_us();
    return (Progress){.command = command, .what = what, .total = total, .started_us = now, .shown_us = now};
}

static void draw_bar(FILE *err, int64_t done, int64_t total)
{
    enum { WIDTH = 24 };
    int filled = total > 0 ? (int)(done * WIDTH / total) : 0;
    fputc('[', err);
    for (int i = 0; i < WIDTH; i++)
        fputc(i < filled ? '#' : '.', err);
    fputs("] ", err);
}

void progress_show(Progress *progress, int64_t done)
{
    if (!progress->command->is_terminal)
        return;
    int64_t now = clock_monotonic_us();
    if (now - progress->started_us < PROGRESS_AFTER_US || now - progress->shown_us < PROGRESS_EVERY_US)
        return;
    progress->shown_us = now;
    progress->was_shown = true;
    FILE *err = progress->command->err;
    double seconds = (double)(now - progress->started_us) / 1e6;
    double rate = (double)done / seconds;
    fprintf(err, "\r\033[K%s ", progress->what);
    if (progress->total > 0) {
        draw_bar(err, done, progress->total);
        double left = rate > 0 ? (double)(progress->total - done) / rate : 0;
        fprintf(err, "%lld/%lld  %.0f/s  %.0f s left", (long long)done, (long long)progress->total, rate, left);
    } else {
        fprintf(err, "%lld  %.0f/s", (long long)done, rate);
    }
    (void)fflush(err);
}

void progress_end(Progress *progress)
{
    if (progress->was_shown) {
        fputs("\r\033[K", progress->command->err);
        (void)fflush(progress->command->err);
    }
}
