/* The cases of mustache_cases.json follow the official specification (https://github.com/mustache/spec, version 1.4) one
 * by one, in our own words; lambdas are left out. */
#include "base/template.h"

#include <stdio.h>

#include "base/clock.h"
#include "check.h"

static const char *cases_path;

static const JsonValue *read_json(Arena *arena, Text source)
{
    const JsonValue *value = NULL;
    must(json_read(arena, source, &value));
    return value;
}

static Text read_file(Arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    Buffer buffer = buffer_new(arena, 1000000);
    char *room = buffer_reserve(&buffer, 1000000);
    buffer.length = fread(room, 1, 1000000, file);
    (void)fclose(file);
    return buffer_text(&buffer);
}

static void every_behaviour_of_the_specification_holds(void **state)
{
    Arena *arena = *state;
    const JsonValue *cases = read_json(arena, read_file(arena, cases_path));
    assert_true(cases->list.count > 100);
    size_t wrong = 0;
    for (size_t i = 0; i < cases->list.count; i++) {
        const JsonValue *one = &cases->list.items[i];
        Text out = TEXT_NONE;
        Result result = template_render(arena, json_text_member(one, "template"), json_member(one, "values"),
                                        json_member(one, "partials"), TEMPLATE_HTML, &out);
        if (is_ok(result) && text_equals(out, json_text_member(one, "expected")))
            continue;
        print_error("%.*s: \"%.*s\" (%s)\n", TEXT_ARG(json_text_member(one, "name")), TEXT_ARG(out),
                    result.why ? result.why : "no fault");
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static Result render(Arena *arena, const char *source, const char *values, const char *partials, Text *out)
{
    return template_render(arena, text_of(source), values ? read_json(arena, text_of(values)) : NULL,
                           partials ? read_json(arena, text_of(partials)) : NULL, TEMPLATE_HTML, out);
}

static void plain_text_is_not_escaped(void **state)
{
    Arena *arena = *state;
    const JsonValue *values = read_json(arena, TEXT("{\"a\":\"<&>\",\"b\":true,\"n\":null,\"o\":{},\"l\":[1]}"));
    Text out;
    must(template_render(arena, TEXT("{{a}} {{b}} [{{n}}{{o}}{{l}}]"), values, NULL, TEMPLATE_PLAIN, &out));
    assert_text(out, "<&> true []");
}

static void a_template_without_values_shows_its_text(void **state)
{
    Text out;
    must(render(*state, "a{{b}}{{.}}{{#c}}d{{/c}}{{^c}}e{{/c}}{{>p}}", NULL, NULL, &out));
    assert_text(out, "ae");
    must(render(*state, "", NULL, NULL, &out));
    assert_text(out, "");
}

static void a_malformed_tag_is_refused_with_its_line(void **state)
{
    const struct {
        const char *source, *why;
    } cases[] = {
        {"a\nb {{c", "line 2"},
        {"{{{a}}", "line 1: the tag is not closed"},
        {"\n\n{{/a}}", "line 3: this end belongs"},
        {"{{#a}}\n{{/b}}", "line 2: the section \"a\" is still open"},
        {"{{#a}}\nx", "line 2: the section \"a\" is not closed"},
        {"{{}}", "no valid name"},
        {"{{ }}", "no valid name"},
        {"{{a b}}", "no valid name"},
        {"{{.a}}", "no valid name"},
        {"{{a.}}", "no valid name"},
        {"{{a..b}}", "no valid name"},
        {"{{#}}{{/}}", "no valid name"},
        {"{{=a=}}", "new delimiters"},
        {"{{= a b c =}}", "new delimiters"},
        {"{{=== ===}}", "new delimiters"},
        {"{{=12345678901234567 b=}}", "new delimiters"},
        {"{{=| |}}", "not closed"},
        {"{{! never ends", "not closed"},
        {"\xff", "UTF-8"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Text out;
        Result result = render(*state, cases[i].source, "{}", NULL, &out);
        must_fail(result, FAULT_INVALID);
        if (strstr(result.why, cases[i].why) == NULL)
            fail_msg("\"%s\" does not say \"%s\"", result.why, cases[i].why);
        must_fail(template_check(*state, text_of(cases[i].source)), FAULT_INVALID);
    }
    must(template_check(*state, TEXT("{{#a}}{{{b}}}{{/a}}")));
}

static void a_malformed_partial_is_refused_when_it_is_used(void **state)
{
    Text out;
    must_fail(render(*state, "{{>p}}", "{}", "{\"p\":\"{{#a}}\"}", &out), FAULT_INVALID);
    must(render(*state, "x", "{}", "{\"p\":\"{{#a}}\"}", &out));
    must(render(*state, "{{>p}}", "{}", "{\"p\":7}", &out));
}

static void thirty_two_sections_nest_and_no_more(void **state)
{
    Buffer source = buffer_new(*state, 10000);
    for (int i = 0; i < 32; i++)
        buffer_add_string(&source, "{{#a}}");
    buffer_add_string(&source, "x");
    for (int i = 0; i < 32; i++)
        buffer_add_string(&source, "{{/a}}");
    Text out;
    must(render(*state, source.data, "{\"a\":true}", NULL, &out));
    assert_text(out, "x");
    const char *deeper = arena_printf(*state, "{{#a}}%s{{/a}}", source.data);
    must_fail(render(*state, deeper, "{\"a\":true}", NULL, &out), FAULT_LIMIT);
}

static void a_partial_that_takes_itself_for_ever_is_stopped(void **state)
{
    Text out;
    must_fail(render(*state, "{{>p}}", "{}", "{\"p\":\"x{{>p}}\"}", &out), FAULT_LIMIT);
    must_fail(render(*state, "{{>p}}", "{}", "{\"p\":\"  {{>q}}\\n\",\"q\":\"\\t{{>p}}\"}", &out), FAULT_LIMIT);
    must_fail(render(*state, "{{>p}}", "{}", "{\"p\":\"{{>p}}{{>p}}\"}", &out), FAULT_LIMIT);
}

static void work_without_output_is_bounded_as_well(void **state)
{
    Arena *arena = *state;
    Text out;
    int64_t before_us = clock_monotonic_us();
    const char *values = "{\"l\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}";
    Buffer source = buffer_new(arena, 10000);
    for (int i = 0; i < 20; i++)
        buffer_add_string(&source, "{{#l}}");
    for (int i = 0; i < 20; i++)
        buffer_add_string(&source, "{{/l}}");
    must_fail(render(arena, source.data, values, NULL, &out), FAULT_LIMIT);
    assert_true(clock_monotonic_us() - before_us < 5000000);
}

static void output_ends_at_a_mebibyte(void **state)
{
    Arena *arena = *state;
    Text out;
    char *text = arena_alloc(arena, TEMPLATE_OUTPUT_BYTES_MAX + 2);
    memset(text, 'x', TEMPLATE_OUTPUT_BYTES_MAX);
    must(template_render(arena, (Text){text, TEMPLATE_OUTPUT_BYTES_MAX}, NULL, NULL, TEMPLATE_HTML, &out));
    assert_int_equal(out.length, TEMPLATE_OUTPUT_BYTES_MAX);
    JsonValue value = {.kind = JSON_TEXT, .text = {text, TEMPLATE_OUTPUT_BYTES_MAX}};
    must(template_render(arena, TEXT("{{.}}"), &value, NULL, TEMPLATE_HTML, &out));
    must_fail(template_render(arena, TEXT("{{.}}y"), &value, NULL, TEMPLATE_HTML, &out), FAULT_LIMIT);
    text[0] = '<';
    must_fail(template_render(arena, TEXT("{{.}}"), &value, NULL, TEMPLATE_HTML, &out), FAULT_LIMIT);
    text[TEMPLATE_OUTPUT_BYTES_MAX] = 'x';
    must_fail(template_check(arena, (Text){text, TEMPLATE_SOURCE_BYTES_MAX + 1}), FAULT_LIMIT);
}

static void an_indented_partial_may_not_grow_over_its_bound(void **state)
{
    Arena *arena = *state;
    size_t lines = TEMPLATE_SOURCE_BYTES_MAX / 4;
    char *text = arena_alloc(arena, lines + 1);
    memset(text, '\n', lines);
    JsonValue partial = {.kind = JSON_TEXT, .text = {text, lines}};
    JsonMember member = {TEXT("p"), &partial};
    JsonValue partials = {.kind = JSON_OBJECT, .object = {&member, 1}};
    Text out;
    must(template_render(arena, TEXT("  {{>p}}"), NULL, &partials, TEMPLATE_HTML, &out));
    assert_int_equal(out.length, lines * 3);
    must_fail(template_render(arena, TEXT("     {{>p}}"), NULL, &partials, TEMPLATE_HTML, &out), FAULT_LIMIT);
}

int main(int count, char **arguments)
{
    assert_true(count == 2);
    cases_path = arguments[1];
    const struct CMUnitTest tests[] = {
        IN_ARENA(every_behaviour_of_the_specification_holds),
        IN_ARENA(plain_text_is_not_escaped),
        IN_ARENA(a_template_without_values_shows_its_text),
        IN_ARENA(a_malformed_tag_is_refused_with_its_line),
        IN_ARENA(a_malformed_partial_is_refused_when_it_is_used),
        IN_ARENA(thirty_two_sections_nest_and_no_more),
        IN_ARENA(a_partial_that_takes_itself_for_ever_is_stopped),
        IN_ARENA(work_without_output_is_bounded_as_well),
        IN_ARENA(output_ends_at_a_mebibyte),
        IN_ARENA(an_indented_partial_may_not_grow_over_its_bound),
    };
    return cmocka_run_group_tests_name("template", tests, NULL, NULL);
}
