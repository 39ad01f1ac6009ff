#include "app/command_import.h"

#include "base/json.h"
#include "import/import_mail.h"
#include "import/import_run.h"

enum { OPTION_MAP, OPTION_SET, OPTION_VALUES, OPTION_ENCODING, OPTION_DRY_RUN, OPTION_JSON, OPTION_COUNT };

static void show_progress(void *owner, const char *what, int64_t done, int64_t total)
{
    Progress *progress = owner;
    progress->what = what;
    progress->total = total;
    progress_show(progress, done);
}

static void tell_counts(Command *command, Text kind, const ImportCounts *counts, bool is_dry_run, bool as_json)
{
    fprintf(command->err, "%.*s: %lld created, %lld updated, %lld unchanged, %lld rejected%s\n", TEXT_ARG(kind),
            (long long)counts->created, (long long)counts->updated, (long long)counts->unchanged,
            (long long)counts->rejected, is_dry_run ? " (dry run: nothing was written)" : "");
    if (!as_json)
        return;
    Buffer out = buffer_new(command->arena, 4096);
    Json json = json_writer(&out);
    json_object(&json);
    json_put_text(&json, "kind", kind);
    json_put_int(&json, "rows", counts->rows);
    json_put_int(&json, "created", counts->created);
    json_put_int(&json, "updated", counts->updated);
    json_put_int(&json, "unchanged", counts->unchanged);
    json_put_int(&json, "rejected", counts->rejected);
    json_put_bool(&json, "dry_run", is_dry_run);
    json_end_object(&json);
    fprintf(command->out, "%.*s\n", TEXT_ARG(buffer_text(&out)));
}

static int import_tables(Command *command, const ImportKind *kind, const CommandOption *options, const Text *files,
                         size_t file_count)
{
    Progress progress = progress_start(command, "rows", 0);
    ImportOptions import = {
        .workspace = command->workspace,
        .actor = actor_system,
        .kind = kind,
        .wishes = {options[OPTION_MAP].value, options[OPTION_SET].value, options[OPTION_VALUES].value},
        .encoding = options[OPTION_ENCODING].value,
        .is_dry_run = options[OPTION_DRY_RUN].is_set,
        .folder_fd = command->folder_fd,
        .input_fd = command->input_fd,
        .err = command->err,
        .progress = show_progress,
        .owner = &progress,
    };
    ImportTouched *touched = import_touched_new();
    ImportCounts counts = {0};
    Result result = done();
    Result settled = done();
    for (size_t i = 0; i < file_count && is_ok(result); i++)
        result = import_file(command->arena, &import, text_string(command->arena, files[i]), touched, &counts);
    /* What is in is brought up to date also when the rest could not be read. */
    if (!import.is_dry_run)
        settled = import_settle(command->workspace, &import.actor, touched, show_progress, &progress);
    progress_end(&progress);
    import_touched_free(touched);
    if (is_ok(result) || counts.rows > 0)
        tell_counts(command, text_of(kind->entity->plural), &counts, import.is_dry_run, options[OPTION_JSON].is_set);
    result = is_ok(result) ? settled : result;
    if (!is_ok(result))
        return command_fail(command, EXIT_FAILED, "%s", result.why ? result.why : fault_name(result.fault));
    bool is_all_lost = counts.rows > 0 && counts.rejected == counts.rows;
    return is_all_lost ? command_fail(command, EXIT_FAILED, "every row was rejected") : EXIT_DONE;
}

static void tell_mail(Command *command, const ImportMailCounts *counts, bool is_dry_run, bool as_json)
{
    fprintf(command->err, "mail: %lld created, 0 updated, %lld unchanged, %lld rejected%s\n", (long long)counts->taken,
            (long long)counts->known, (long long)counts->rejected, is_dry_run ? " (dry run: nothing was written)" : "");
    if (counts->taken > 0)
        fprintf(command->err, "      %lld tickets opened, %lld messages joined one, %lld only recorded\n",
                (long long)counts->opened, (long long)counts->joined,
                (long long)(counts->taken - counts->opened - counts->joined));
    for (int kind = 0; kind < MAIL_KIND_COUNT; kind++) {
        if (counts->kinds[kind] > 0)
            fprintf(command->err, "      %lld %s\n", (long long)counts->kinds[kind], mail_kind_names[kind]);
    }
    if (!as_json)
        return;
    Buffer out = buffer_new(command->arena, 4096);
    Json json = json_writer(&out);
    json_object(&json);
    json_put_string(&json, "kind", "mail");
    json_put_int(&json, "rows", counts->messages);
    json_put_int(&json, "created", counts->taken);
    json_put_int(&json, "updated", 0);
    json_put_int(&json, "unchanged", counts->known);
    json_put_int(&json, "rejected", counts->rejected);
    json_put_int(&json, "tickets_opened", counts->opened);
    json_put_int(&json, "messages_joined", counts->joined);
    json_name(&json, "kinds");
    json_object(&json);
    for (int kind = 0; kind < MAIL_KIND_COUNT; kind++)
        json_put_int(&json, mail_kind_names[kind], counts->kinds[kind]);
    json_end_object(&json);
    json_put_bool(&json, "dry_run", is_dry_run);
    json_end_object(&json);
    fprintf(command->out, "%.*s\n", TEXT_ARG(buffer_text(&out)));
}

static int import_boxes(Command *command, const CommandOption *options, const Text *paths, size_t path_count)
{
    Progress progress = progress_start(command, "bytes", 0);
    ImportMailOptions import = {
        .workspace = command->workspace,
        .actor = actor_system,
        .is_dry_run = options[OPTION_DRY_RUN].is_set,
        .folder_fd = command->folder_fd,
        .input_fd = command->input_fd,
        .err = command->err,
        .progress = show_progress,
        .owner = &progress,
    };
    ImportTouched *touched = import_touched_new();
    ImportMailCounts counts = {0};
    Result result = done();
    Result settled = done();
    for (size_t i = 0; i < path_count && is_ok(result); i++)
        result = import_mail(command->arena, &import, text_string(command->arena, paths[i]), touched, &counts);
    if (!import.is_dry_run)
        settled = import_settle(command->workspace, &import.actor, touched, show_progress, &progress);
    progress_end(&progress);
    import_touched_free(touched);
    if (is_ok(result) || counts.messages > 0)
        tell_mail(command, &counts, import.is_dry_run, options[OPTION_JSON].is_set);
    result = is_ok(result) ? settled : result;
    if (!is_ok(result))
        return command_fail(command, EXIT_FAILED, "%s", result.why ? result.why : fault_name(result.fault));
    bool is_all_lost = counts.messages > 0 && counts.rejected == counts.messages;
    return is_all_lost ? command_fail(command, EXIT_FAILED, "no message could be taken") : EXIT_DONE;
}

static int import_mail_command(Command *command, const CommandOption *options, const Text *paths, size_t path_count)
{
    if (options[OPTION_MAP].is_set || options[OPTION_SET].is_set || options[OPTION_VALUES].is_set ||
        options[OPTION_ENCODING].is_set)
        return command_fail(command, EXIT_USAGE,
                            "mail has no columns: --map, --set, --values and --encoding are for "
                            "tables");
    return import_boxes(command, options, paths, path_count);
}

int command_import(Command *command)
{
    CommandOption options[OPTION_COUNT] = {
        [OPTION_MAP] = {.name = "map"},
        [OPTION_SET] = {.name = "set"},
        [OPTION_VALUES] = {.name = "values"},
        [OPTION_ENCODING] = {.name = "encoding"},
        [OPTION_DRY_RUN] = {.name = "dry-run", .is_flag = true},
        [OPTION_JSON] = {.name = "json", .is_flag = true},
    };
    Text *operands;
    size_t count;
    if (!command_options(command, options, OPTION_COUNT, &operands, &count))
        return EXIT_USAGE;
    if (count < 2)
        return command_fail(command, EXIT_USAGE, "import takes a kind and at least one file; see 'lazo help import'");
    if (text_is(operands[0], "mail"))
        return import_mail_command(command, options, operands + 1, count - 1);
    const ImportKind *kind = import_kind_named(operands[0]);
    if (kind == NULL)
        return command_fail(command, EXIT_USAGE, "'%.*s' cannot be imported; see 'lazo help import'",
                            TEXT_ARG(operands[0]));
    return import_tables(command, kind, options, operands + 1, count - 1);
}
