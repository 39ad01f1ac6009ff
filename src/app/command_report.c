#include "app/command_report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "insight/report.h"

#define OUTPUT_BYTES_MAX ((size_t)512 << 20)

enum {
    OPTION_BY,
    OPTION_FROM,
    OPTION_TO,
    OPTION_AT,
    OPTION_FILTER,
    OPTION_COMPARE,
    OPTION_UNIT,
    OPTION_AVERAGE,
    OPTION_TOP,
    OPTION_LADDER,
    OPTION_FORMAT,
    OPTION_JSON,
    OPTION_OUTPUT,
    OPTION_LANGUAGE,
    OPTION_COUNT,
};

typedef enum OutputFormat { OUTPUT_TABLE, OUTPUT_JSON, OUTPUT_CSV, OUTPUT_XLSX } OutputFormat;

static bool format_read(const CommandOption *options, OutputFormat *out_format)
{
    static const char *const names[] = {"table", "json", "csv", "xlsx"};
    *out_format = options[OPTION_JSON].is_set ? OUTPUT_JSON : OUTPUT_TABLE;
    if (!options[OPTION_FORMAT].is_set)
        return true;
    for (int i = 0; i < 4; i++) {
        if (text_is(options[OPTION_FORMAT].value, names[i])) {
            *out_format = (OutputFormat)i;
            return true;
        }
    }
    return false;
}

static bool is_language(Text code)
{
    return text_starts_with(code, TEXT("es")) || text_starts_with(code, TEXT("en")) ||
           text_starts_with(code, TEXT("pt"));
}

/* --language, LAZO_LANGUAGE, the locale, the workspace's. */
static Text language_of(Command *command, const CommandOption *options)
{
    if (is_language(options[OPTION_LANGUAGE].value))
        return options[OPTION_LANGUAGE].value;
    static const char *const variables[] = {"LAZO_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        Text value = text_of(getenv(variables[i]));
        if (is_language(value))
            return value;
    }
    return text_copy(command->arena, text_of(workspace_settings(command->workspace).language));
}

static ReportWords words_of(const CommandOption *options, Text metric)
{
    return (ReportWords){
        .metric = metric,
        .by = options[OPTION_BY].value,
        .from = options[OPTION_FROM].value,
        .to = options[OPTION_TO].value,
        .at = options[OPTION_AT].value,
        .filter = options[OPTION_FILTER].value,
        .compare = options[OPTION_COMPARE].value,
        .unit = options[OPTION_UNIT].value,
        .average = options[OPTION_AVERAGE].value,
        .top = options[OPTION_TOP].value,
        .ladder = options[OPTION_LADDER].value,
    };
}

static Result report_make(Work *work, const ReportWords *words, Report *out_report)
{
    ReportQuery query;
    TRY(report_query_read(work, words, &query));
    return report_run(work, &query, out_report);
}

static Result report_format(Command *command, const CommandOption *options, OutputFormat format, const Report *report,
                            Text *out_bytes)
{
    Text language = language_of(command, options);
    Buffer out = buffer_new(command->arena, OUTPUT_BYTES_MAX);
    if (format == OUTPUT_XLSX)
        return report_write_xlsx(report, language, out_bytes);
    if (format == OUTPUT_CSV) {
        report_write_csv(report, &out);
    } else if (format == OUTPUT_JSON) {
        Json json = json_writer(&out);
        report_write_json(report, &json);
        buffer_add_byte(&out, '\n');
    } else {
        bool draws = command->out_is_terminal && !options[OPTION_OUTPUT].is_set;
        report_write_table(report, &(TableStyle){.language = language, .is_terminal = draws}, &out);
    }
    if (out.is_full)
        return fail(FAULT_LIMIT, "The report is too large; take fewer dimensions.");
    *out_bytes = buffer_text(&out);
    return done();
}

static int write_file(Command *command, Text path, Text bytes)
{
    int file =
        openat(command->folder_fd, text_string(command->arena, path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0)
        return command_fail(command, EXIT_FAILED, "%.*s: %s", TEXT_ARG(path), strerror(errno));
    size_t written = 0;
    while (written < bytes.length) {
        ssize_t count = write(file, bytes.data + written, bytes.length - written);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            break;
        written += (size_t)count;
    }
    int error = written < bytes.length ? errno : 0;
    if (close(file) != 0 && error == 0)
        error = errno;
    if (error != 0)
        return command_fail(command, EXIT_FAILED, "%.*s: %s", TEXT_ARG(path), strerror(error));
    return EXIT_DONE;
}

static int write_out(Command *command, const CommandOption *options, Text bytes)
{
    if (options[OPTION_OUTPUT].is_set && !text_is(options[OPTION_OUTPUT].value, "-"))
        return write_file(command, options[OPTION_OUTPUT].value, bytes);
    if (fwrite(bytes.data, 1, bytes.length, command->out) != bytes.length || fflush(command->out) != 0)
        return command_fail(command, EXIT_FAILED, "the report could not be written: %s", strerror(errno));
    return EXIT_DONE;
}

static int run_report(Command *command, const CommandOption *options, OutputFormat format, Text metric)
{
    Work work;
    Result result = work_begin_read(command->workspace, command->arena, &actor_system, &work);
    if (!is_ok(result))
        return command_fail(command, EXIT_FAILED, "%s", result.why);
    ReportWords words = words_of(options, metric);
    Report report;
    Text bytes = TEXT_NONE;
    result = report_make(&work, &words, &report);
    if (is_ok(result))
        result = report_format(command, options, format, &report, &bytes);
    int status = EXIT_DONE;
    if (!is_ok(result)) {
        bool is_usage = result.fault == FAULT_INVALID || result.fault == FAULT_NOT_FOUND;
        status = command_fail(command, is_usage ? EXIT_USAGE : EXIT_FAILED, "%s",
                              result.why ? result.why : fault_name(result.fault));
    }
    work_end_read(&work);
    return status == EXIT_DONE ? write_out(command, options, bytes) : status;
}

static int list_metrics(Command *command)
{
    for (size_t i = 0; i < report_metric_count; i++)
        fprintf(command->err, "  %-13s %s\n", report_metrics[i].name, report_metrics[i].about);
    return EXIT_USAGE;
}

int command_report(Command *command)
{
    CommandOption options[OPTION_COUNT] = {
        [OPTION_BY] = {.name = "by"},         [OPTION_FROM] = {.name = "from"},
        [OPTION_TO] = {.name = "to"},         [OPTION_AT] = {.name = "at"},
        [OPTION_FILTER] = {.name = "filter"}, [OPTION_COMPARE] = {.name = "compare"},
        [OPTION_UNIT] = {.name = "unit"},     [OPTION_AVERAGE] = {.name = "average"},
        [OPTION_TOP] = {.name = "top"},       [OPTION_LADDER] = {.name = "ladder"},
        [OPTION_FORMAT] = {.name = "format"}, [OPTION_JSON] = {.name = "json", .is_flag = true},
        [OPTION_OUTPUT] = {.name = "output"}, [OPTION_LANGUAGE] = {.name = "language"},
    };
    Text *operands;
    size_t operand_count;
    if (!command_options(command, options, OPTION_COUNT, &operands, &operand_count))
        return EXIT_USAGE;
    if (operand_count != 1) {
        command_fail(command, EXIT_USAGE,
                     operand_count == 0 ? "report needs the name of a number:" : "report takes one name:");
        return list_metrics(command);
    }
    OutputFormat format;
    if (!format_read(options, &format))
        return command_fail(command, EXIT_USAGE, "--format is table, json, csv or xlsx");
    if (format == OUTPUT_XLSX && command->out_is_terminal && !options[OPTION_OUTPUT].is_set)
        return command_fail(command, EXIT_USAGE, "a workbook goes to --output FILE, not to the terminal");
    return run_report(command, options, format, operands[0]);
}
