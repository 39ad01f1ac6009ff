#include "base/json.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/digest.h"
#include "check.h"

static const JsonValue *read_json(Arena *arena, const char *source)
{
    const JsonValue *value = NULL;
    must(json_read(arena, text_of(source), &value));
    assert_non_null(value);
    return value;
}

static void must_refuse(Arena *arena, const char *source, const char *why_part)
{
    const JsonValue *value = NULL;
    Result result = json_read(arena, text_of(source), &value);
    must_fail(result, FAULT_INVALID);
    assert_null(value);
    if (strstr(result.why, why_part) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", result.why, why_part);
}

static void a_document_becomes_a_tree_in_the_order_it_was_written(void **state)
{
    const JsonValue *value =
        read_json(*state, "{\"z\": 1, \"a\": [true, null, -2.5, \"ñ\\u00f1\\ud83d\\ude00\"], \"m\": {\"k\": \"v\"}}");
    assert_int_equal(value->kind, JSON_OBJECT);
    assert_int_equal(value->object.count, 3);
    assert_text(value->object.members[0].name, "z");
    assert_text(value->object.members[2].name, "m");
    const JsonValue *list = json_member(value, "a");
    assert_int_equal(list->list.count, 4);
    assert_true(list->list.items[0].boolean);
    assert_int_equal(list->list.items[1].kind, JSON_NULL);
    assert_true(list->list.items[2].real == -2.5);
    assert_text(list->list.items[3].text, "ññ😀");
    assert_text(json_text_member(json_member(value, "m"), "k"), "v");
    assert_null(json_member(value, "missing"));
    assert_null(json_member(list, "a"));
    assert_null(json_member(NULL, "a"));
    assert_null(json_text_member(value, "z").data);
    assert_int_equal(json_int_member(value, "z", 9), 1);
    assert_int_equal(json_int_member(value, "m", 9), 9);
}

static void whole_numbers_are_exact_to_64_bits(void **state)
{
    assert_true(read_json(*state, "9223372036854775807")->integer == INT64_MAX);
    assert_true(read_json(*state, "-9223372036854775808")->integer == INT64_MIN);
    assert_true(read_json(*state, "9007199254740993")->integer == INT64_C(9007199254740993));
    assert_int_equal(read_json(*state, "1.0")->kind, JSON_REAL);
    assert_int_equal(read_json(*state, "1e2")->kind, JSON_REAL);
    must_refuse(*state, "[1e400]", "line 1");
}

static void a_whole_number_beyond_64_bits_is_read_as_a_real_one(void **state)
{
    assert_true(read_json(*state, "9223372036854775808")->real == 9223372036854775808.0);
    assert_true(read_json(*state, "-9223372036854775809")->real == -9223372036854775808.0);
    const JsonValue *list = read_json(*state, "[7, 100000000000000000000, -2.5, 9007199254740993]");
    assert_int_equal(list->list.items[0].kind, JSON_INT);
    assert_int_equal(list->list.items[0].integer, 7);
    assert_int_equal(list->list.items[1].kind, JSON_REAL);
    assert_int_equal(list->list.items[2].kind, JSON_REAL);
    assert_int_equal(list->list.items[3].kind, JSON_REAL); /* is not exact any more, and says so */
}

static void a_nul_inside_a_text_is_read_as_one(void **state)
{
    const JsonValue *value = read_json(*state, "\"a\\u0000b\"");
    assert_true(text_equals(value->text, (Text){"a\0b", 3}));
}

static void what_rfc_8259_forbids_is_refused_and_says_where(void **state)
{
    Arena *arena = *state;
    must_refuse(arena, "", "line 1");
    must_refuse(arena, "{\n  \"a\": x}", "line 2, column");
    must_refuse(arena, "{\"a\":1,\"a\":2}", "duplicate");
    must_refuse(arena, "{\"a\\u0000b\":1}", "NUL");
    must_refuse(arena, "\"\\ud800\"", "line 1");
    must_refuse(arena, "\"\\udc00x\"", "line 1");
    must_refuse(arena, "[1] x", "end of file");
    must_refuse(arena, "[1,]", "line 1");
    must_refuse(arena, "{\"a\":1,}", "line 1");
    must_refuse(arena, "\"\xff\"", "line 1");
    must_refuse(arena, "\"a\nb\"", "line 1");
    must_refuse(arena, "[01]", "line 1");
    must_refuse(arena, "[NaN]", "line 1");
    must_refuse(arena, "['a']", "line 1");
    must_refuse(arena, "\xef\xbb\xbf[]", "line 1");
    must_refuse(arena, "[1 /* no */]", "line 1");
    must_refuse(arena, "[\"", "line 1");
    must_refuse(arena, "[\"\\", "line 1");
    const JsonValue *value;
    must_fail(json_read(arena, (Text){"[1]\0", 4}, &value), FAULT_INVALID);
}

static void thirty_two_levels_are_read_and_thirty_three_refused(void **state)
{
    char source[80] = {0};
    memset(source, '[', 32);
    memset(source + 32, ']', 32);
    read_json(*state, source);
    memset(source, '[', 33);
    memset(source + 33, ']', 33);
    must_refuse(*state, source, "column 33");
    read_json(*state, "[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[[[[\"]");
}

static void a_hundred_thousand_levels_are_refused_at_once(void **state)
{
    Arena *arena = *state;
    size_t length = 100000;
    char *source = arena_alloc(arena, length + 1);
    memset(source, '[', length);
    int64_t before_us = clock_monotonic_us();
    must_refuse(arena, source, "deeper");
    assert_true(clock_monotonic_us() - before_us < 100000);
}

static void two_hundred_thousand_values_are_the_most(void **state)
{
    Arena *arena = *state;
    Buffer source = buffer_new(arena, 10000000);
    buffer_add_string(&source, "[1");
    for (int i = 0; i < JSON_VALUES_MAX - 2; i++)
        buffer_add_string(&source, ",1");
    const JsonValue *value;
    size_t length = source.length;
    buffer_add_byte(&source, ']');
    must(json_read(arena, buffer_text(&source), &value));
    assert_int_equal(value->list.count, JSON_VALUES_MAX - 1);
    buffer_cut(&source, length);
    buffer_add_string(&source, ",1]");
    must_fail(json_read(arena, buffer_text(&source), &value), FAULT_INVALID);
    buffer_cut(&source, length);
    buffer_add_string(&source, ",1,1,1]");
    must_fail(json_read(arena, buffer_text(&source), &value), FAULT_INVALID);
}

static void must_write_back(Arena *arena, const char *source, const char *expected)
{
    assert_text(json_to_text(arena, read_json(arena, source)), expected);
}

static void a_tree_is_written_back(void **state)
{
    must_write_back(*state, " { \"b\" : [ 1 , 2.50 , \"x\" ] , \"a\" : { } , \"n\" : null } ",
                    "{\"b\":[1,2.5,\"x\"],\"a\":{},\"n\":null}");
    must_write_back(*state, "[]", "[]");
    must_write_back(*state, "[[],[[]],{\"<a>\":false}]", "[[],[[]],{\"\\u003ca\\u003e\":false}]");
}

static void the_writer_places_commas_and_names(void **state)
{
    Buffer out = buffer_new(*state, 10000);
    Json json = json_writer(&out);
    json_object(&json);
    json_put_int(&json, "id", -7);
    json_put_text(&json, "t", TEXT("x"));
    json_put_string(&json, "s", NULL);
    json_put_real(&json, "r", 0.5);
    json_put_bool(&json, "b", true);
    json_put_null(&json, "n");
    json_put_time(&json, "at", INT64_C(1767603600123));
    json_name_text(&json, TEXT("a\"b"));
    json_list(&json);
    json_raw(&json, TEXT("{}"));
    json_object(&json);
    json_end_object(&json);
    json_int(&json, 1);
    json_end_list(&json);
    json_end_object(&json);
    assert_text(buffer_text(&out), "{\"id\":-7,\"t\":\"x\",\"s\":null,\"r\":0.5,\"b\":true,\"n\":null,"
                                   "\"at\":\"2026-01-05T09:00:00.123Z\",\"a\\\"b\":[{},{},1]}");
    read_json(*state, out.data);
}

static void must_write_text(Arena *arena, Text text, const char *expected)
{
    Buffer out = buffer_new(arena, 10000);
    Json json = json_writer(&out);
    json_text(&json, text);
    assert_text(buffer_text(&out), expected);
}

static void texts_are_escaped_for_scripts_and_attributes(void **state)
{
    Arena *arena = *state;
    must_write_text(arena, TEXT("ab\"\\/\b\f\n\r\t\x01\x1f\x7f"), "\"ab\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"");
    must_write_text(arena, TEXT("\v"), "\"\\u000b\"");
    must_write_text(arena, TEXT("</script>&"), "\"\\u003c/script\\u003e\\u0026\"");
    must_write_text(arena, TEXT("ñ€😀"), "\"ñ€😀\"");
    must_write_text(arena, TEXT("\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa"), "\"\\u2028\\u2029\xe2\x80\xaa\"");
    must_write_text(arena, TEXT("a\xff\xc3z\xe2\x82"), "\"a\xef\xbf\xbd\xef\xbf\xbdz\xef\xbf\xbd\xef\xbf\xbd\"");
    must_write_text(arena, TEXT("\xef\xbf\xbd"), "\"\xef\xbf\xbd\"");
    must_write_text(arena, (Text){"a\0b", 3}, "\"a\\u0000b\"");
    must_write_text(arena, TEXT_NONE, "\"\"");
}

static void every_byte_survives_a_round_trip(void **state)
{
    Arena *arena = *state;
    for (uint32_t codepoint = 0; codepoint < 0x3000; codepoint++) {
        ArenaMark mark = arena_mark(arena);
        char bytes[4];
        Text text = {bytes, codepoint_write(codepoint, bytes)};
        JsonValue value = {.kind = JSON_TEXT, .text = text};
        const JsonValue *again;
        must(json_read(arena, json_to_text(arena, &value), &again));
        assert_true(text_equals(again->text, text));
        arena_rewind(arena, mark);
    }
}

static Text real_text(Arena *arena, double value)
{
    Buffer out = buffer_new(arena, 100);
    Json json = json_writer(&out);
    json_real(&json, value);
    return buffer_text(&out);
}

static void real_numbers_are_as_short_as_they_can_be(void **state)
{
    Arena *arena = *state;
    assert_text(real_text(arena, 5), "5");
    assert_text(real_text(arena, 0.1), "0.1");
    assert_text(real_text(arena, -0.000001), "-0.000001");
    assert_text(real_text(arena, 1.21), "1.21");
    assert_text(real_text(arena, 100), "100");
    assert_text(real_text(arena, 0), "0");
    assert_text(real_text(arena, -0.0), "-0.0");
    assert_text(real_text(arena, 0.1 + 0.2), "0.30000000000000004");
    assert_text(real_text(arena, 1e300), "1e+300");
    assert_text(real_text(arena, 999999999.5), "999999999.5");
    assert_text(real_text(arena, (double)NAN), "null");
    assert_text(real_text(arena, -(double)INFINITY), "null");
    double hard[] = {DBL_MAX, DBL_MIN, 4.9e-324, 1.0 / 3, 2.0 / 3, 123456789.123456789, 1e15, 1e9, -1e22, 0.007};
    for (size_t i = 0; i < sizeof hard / sizeof *hard; i++) {
        double again;
        assert_true(text_to_real(real_text(arena, hard[i]), &again));
        assert_true(again == hard[i]);
    }
}

static void random_reals_read_back_alike(void **state)
{
    Arena *arena = *state;
    uint64_t seed = 42;
    for (int i = 0; i < 200000; i++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        double value;
        memcpy(&value, &seed, sizeof value);
        if (i % 2 == 0)
            value = (double)(int64_t)(seed >> 34) / 1000; /* like money and minutes */
        if (!isfinite(value))
            continue;
        ArenaMark mark = arena_mark(arena);
        double again;
        assert_true(text_to_real(real_text(arena, value), &again));
        assert_true(again == value);
        arena_rewind(arena, mark);
    }
}

static void a_full_buffer_ends_writing_quietly(void **state)
{
    Buffer out = buffer_new(*state, 5);
    Json json = json_writer(&out);
    json_list(&json);
    json_text(&json, TEXT("far too long"));
    json_object(&json);
    json_put_int(&json, "name", 1);
    json_end_object(&json);
    json_end_list(&json);
    assert_true(out.is_full);
    assert_true(out.length <= 5);
}

/* Cases that our reader refuses by rule: duplicate names, and NUL in a name. */
static bool is_refused_by_rule(Text id)
{
    return text_starts_with(id, TEXT("y_object_duplicated_key")) || text_is(id, "y_object_escaped_null_in_key.json");
}

static void check_suite_case(Arena *arena, Text line)
{
    const JsonValue *one;
    const JsonValue *value;
    Text source;
    must(json_read(arena, line, &one));
    Text id = json_text_member(one, "id");
    Text verdict = json_text_member(json_member(one, "expect"), "verdict");
    assert_true(base64_decode(arena, json_text_member(one, "input_b64"), false, &source));
    bool is_read = is_ok(json_read(arena, source, &value));
    bool is_wrong =
        (text_is(verdict, "accept") && !is_read && !is_refused_by_rule(id)) || (text_is(verdict, "reject") && is_read);
    if (is_wrong)
        fail_msg("%.*s is to be told \"%.*s\"", TEXT_ARG(id), TEXT_ARG(verdict));
}

static void the_public_parsing_suite_is_answered_as_it_asks(void **state)
{
    Arena *arena = *state;
    const char *folder = getenv("MAIL_DATA");
    const char *path = arena_printf(arena, "%s/jsontestsuite/expected.jsonl", folder ? folder : ".");
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        print_message("skipped: MAIL_DATA names no folder with jsontestsuite/expected.jsonl\n");
        skip();
    }
    size_t count = 0;
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    while ((length = getline(&line, &room, file)) > 0 && count < 10000) {
        check_suite_case(arena, (Text){line, (size_t)length});
        count++;
    }
    free(line);
    (void)fclose(file);
    print_message("%zu cases of the suite\n", count);
    assert_true(count > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(a_document_becomes_a_tree_in_the_order_it_was_written),
        IN_ARENA(whole_numbers_are_exact_to_64_bits),
        IN_ARENA(a_whole_number_beyond_64_bits_is_read_as_a_real_one),
        IN_ARENA(a_nul_inside_a_text_is_read_as_one),
        IN_ARENA(what_rfc_8259_forbids_is_refused_and_says_where),
        IN_ARENA(thirty_two_levels_are_read_and_thirty_three_refused),
        IN_ARENA(a_hundred_thousand_levels_are_refused_at_once),
        IN_ARENA(two_hundred_thousand_values_are_the_most),
        IN_ARENA(a_tree_is_written_back),
        IN_ARENA(the_writer_places_commas_and_names),
        IN_ARENA(texts_are_escaped_for_scripts_and_attributes),
        IN_ARENA(every_byte_survives_a_round_trip),
        IN_ARENA(real_numbers_are_as_short_as_they_can_be),
        IN_ARENA(random_reals_read_back_alike),
        IN_ARENA(a_full_buffer_ends_writing_quietly),
        IN_ARENA(the_public_parsing_suite_is_answered_as_it_asks),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
