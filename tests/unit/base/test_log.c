#include "base/log.h"

#include <errno.h>
#include <math.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "check.h"

static int pipe_ends[2];
static int real_stderr;

static void catch_log(void)
{
    assert_int_equal(pipe(pipe_ends), 0);
    real_stderr = dup(STDERR_FILENO);
    dup2(pipe_ends[1], STDERR_FILENO);
}

static Text caught_log(Arena *arena)
{
    dup2(real_stderr, STDERR_FILENO);
    close(real_stderr);
    close(pipe_ends[1]);
    char *bytes = arena_alloc(arena, 65536);
    ssize_t length = read(pipe_ends[0], bytes, 65535);
    close(pipe_ends[0]);
    return (Text){bytes, length > 0 ? (size_t)length : 0};
}

static void an_entry_is_one_line_of_logfmt(void **state)
{
    log_setup(LOG_INFO, false);
    catch_log();
    log_entry(LOG_WARN, "mailbox failed", LOG_STRING("channel", "soporte"), LOG_INT("tries", 3), LOG_REAL("rate", 0.5));
    Text line = caught_log(*state);
    assert_true(text_starts_with(line, TEXT("time=\"20")) || text_starts_with(line, TEXT("time=20")));
    assert_true(
        text_ends_with(line, TEXT("Z level=warn message=\"mailbox failed\" channel=soporte tries=3 rate=0.5\n")));
}

static void nothing_from_outside_begins_a_line_or_a_field(void **state)
{
    log_setup(LOG_INFO, false);
    catch_log();
    log_entry(LOG_INFO, "x", LOG_STRING("a", "1\nlevel=error b=\"2\"\\\r\x1b[2J"),
              LOG_STRING("c", "\xc2\x85\xe2\x80\xa8\xe2\x80\xae\xff"), LOG_STRING("d", "p=q"), LOG_STRING("e", NULL));
    Text line = caught_log(*state);
    assert_int_equal(text_find_byte(line, '\n', 0), line.length - 1);
    assert_true(text_ends_with(line, TEXT(" a=\"1\\nlevel=error b=\\\"2\\\"\\\\\\u000d\\u001b[2J\" "
                                          "c=\"\\u0085\\u2028\\u202e\xef\xbf\xbd\" d=\"p=q\" e=\"\"\n")));
}

static void an_entry_may_be_json(void **state)
{
    log_setup(LOG_DEBUG, true);
    catch_log();
    log_entry(LOG_ERROR, "say \"no\"", LOG_STRING("a", "ñ\n\xff\x7f"), LOG_INT("n", INT64_MIN),
              LOG_REAL("r", (double)NAN));
    Text line = caught_log(*state);
    const JsonValue *value;
    must(json_read(*state, line, &value));
    assert_text(json_text_member(value, "level"), "error");
    assert_text(json_text_member(value, "message"), "say \"no\"");
    assert_text(json_text_member(value, "a"), "ñ\n\xef\xbf\xbd\x7f");
    assert_true(json_int_member(value, "n", 0) == INT64_MIN);
    assert_int_equal(json_member(value, "r")->kind, JSON_NULL);
}

static void entries_under_the_least_level_are_dropped(void **state)
{
    log_setup(LOG_WARN, false);
    catch_log();
    log_entry(LOG_INFO, "quiet", LOG_INT("n", 1));
    log_entry(LOG_WARN, "loud", LOG_INT("n", 1));
    Text lines = caught_log(*state);
    assert_true(text_find(lines, TEXT("quiet"), 0) == SIZE_MAX);
    assert_true(text_find(lines, TEXT("loud"), 0) != SIZE_MAX);
}

static void long_values_are_cut_and_the_line_stays_whole(void **state)
{
    Arena *arena = *state;
    char *value = arena_alloc(arena, 100001);
    memset(value, '\x01', 100000);
    Text text = {value, 100000};
    log_setup(LOG_INFO, true);
    catch_log();
    errno = ENOENT;
    log_entry(LOG_INFO, "x", LOG_TEXT("a", text), LOG_TEXT("b", text), LOG_TEXT("c", text));
    int error = errno;
    Text line = caught_log(arena);
    assert_int_equal(error, ENOENT);
    const JsonValue *read;
    must(json_read(arena, line, &read));
    assert_true(line.length < 16385);
    assert_true(text_ends_with(json_text_member(read, "a"), TEXT("…")));
    assert_null(json_member(read, "b"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(an_entry_is_one_line_of_logfmt),
        IN_ARENA(nothing_from_outside_begins_a_line_or_a_field),
        IN_ARENA(an_entry_may_be_json),
        IN_ARENA(entries_under_the_least_level_are_dropped),
        IN_ARENA(long_values_are_cut_and_the_line_stays_whole),
    };
    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
