#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "app/demo_life.h"
#include "app/demo_talk.h"
#include "base/digest.h"

#include <cmocka.h>

#define NOW INT64_C(1795000000000)

/* What happened, as one hash: the acts without the pointers of this run. */
static void lives_hash(uint64_t seed, int64_t now, char hex[SHA256_HEX_BYTES])
{
    WITH_ARENA arena = arena_new();
    DemoLives lives;
    demo_live(arena, seed, 120, now, &lives);
    Buffer out = buffer_new(arena, 64 << 20);
    for (int i = 0; i < lives.person_count; i++)
        buffer_addf(&out, "%.*s %.*s\n", TEXT_ARG(lives.people[i].name), TEXT_ARG(lives.people[i].email));
    for (size_t i = 0; i < lives.act_count; i++) {
        const DemoAct *act = &lives.acts[i];
        buffer_addf(&out, "%lld %d %d %d %d %lld %lld %d\n", (long long)act->at, (int)act->kind, act->person,
                    act->order, act->lines[0], (long long)act->first_reply_at, (long long)act->solved_at, act->csat);
    }
    sha256_hex(buffer_text(&out), hex);
}

static void the_same_seed_at_the_same_instant_is_the_same_business(void **state)
{
    (void)state;
    char first[SHA256_HEX_BYTES], second[SHA256_HEX_BYTES], other[SHA256_HEX_BYTES];
    lives_hash(7, NOW, first);
    lives_hash(7, NOW, second);
    lives_hash(8, NOW, other);
    assert_string_equal(first, second);
    assert_string_not_equal(first, other);
}

static void nothing_happens_after_now_and_all_in_order(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    DemoLives lives;
    demo_live(arena, 3, 200, NOW, &lives);
    assert_true(lives.act_count > 200);
    for (size_t i = 0; i < lives.act_count; i++) {
        assert_true(lives.acts[i].at < NOW && lives.acts[i].at > NOW - 3 * 365 * DAY_MS);
        assert_true(i == 0 || lives.acts[i].at >= lives.acts[i - 1].at);
    }
}

static void nobody_acts_before_joining_or_gets_what_was_not_ordered(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    DemoLives lives;
    demo_live(arena, 5, 200, NOW, &lives);
    bool *joined = ARENA_ARRAY(arena, bool, 200);
    bool *ordered = ARENA_ARRAY(arena, bool, 200 * DEMO_ORDERS_MAX);
    for (size_t i = 0; i < lives.act_count; i++) {
        const DemoAct *act = &lives.acts[i];
        if (act->kind == ACT_JOIN)
            joined[act->person] = true;
        assert_true(joined[act->person]);
        if (act->kind == ACT_ORDER)
            ordered[act->person * DEMO_ORDERS_MAX + act->order] = true;
        if (act->kind == ACT_DELIVER || act->kind == ACT_CANCEL_ORDER)
            assert_true(ordered[act->person * DEMO_ORDERS_MAX + act->order]);
    }
}

static void every_sentence_is_whole_in_every_language_and_voice(void **state)
{
    (void)state;
    static const char *const languages[] = {"es", "en", "pt"};
    WITH_ARENA arena = arena_new();
    Chance chance = {11};
    for (int topic = 0; topic < TOPIC_COUNT; topic++) {
        for (int turn = 0; turn < TURN_COUNT; turn++) {
            for (int language = 0; language < 3; language++) {
                for (int round = 0; round < 12; round++) {
                    DemoSpeech speech = {
                        (DemoTopic)topic, languages[language],       (DemoVoice)(round % 3), TEXT("Ana"),
                        TEXT("Bruno"),    TEXT("Cafetera Andina 1"), TEXT("C-100101"),       3};
                    Text text;
                    assert_true(is_ok(demo_say(arena, &chance, &speech, (DemoTurn)turn, &text)));
                    assert_true(text.length > 3);
                    assert_true(text_find(text, TEXT("{{"), 0) == SIZE_MAX);
                    assert_true(text_find(text, TEXT("  "), 0) == SIZE_MAX);
                }
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_at_the_same_instant_is_the_same_business),
        cmocka_unit_test(nothing_happens_after_now_and_all_in_order),
        cmocka_unit_test(nobody_acts_before_joining_or_gets_what_was_not_ordered),
        cmocka_unit_test(every_sentence_is_whole_in_every_language_and_voice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
