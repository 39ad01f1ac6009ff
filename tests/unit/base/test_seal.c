/* Secrets at rest: they open with their key, at their place, unchanged, and nowhere else. */
#include "base/digest.h"
#include "base/seal.h"

#include "check.h"

static const unsigned char key[SEAL_KEY_BYTES] = "0123456789abcdef0123456789abcde";
static const unsigned char other_key[SEAL_KEY_BYTES] = "0123456789abcdef0123456789abcdX";

static Text sealed_secret(Arena *arena, Text plain)
{
    Text sealed;
    assert_true(is_ok(seal_bytes(arena, key, TEXT("channel:7/password"), plain, &sealed)));
    return sealed;
}

static void what_is_sealed_opens_again(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    Text plain;
    assert_true(seal_open(arena, key, TEXT("channel:7/password"), sealed_secret(arena, TEXT("ñandú 9")), &plain));
    assert_text(plain, "ñandú 9");
    assert_true(seal_open(arena, key, TEXT("channel:7/password"), sealed_secret(arena, TEXT_NONE), &plain));
    assert_int_equal(plain.length, 0);
}

static void it_does_not_open_with_another_key_or_at_another_place(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    Text plain;
    Text sealed = sealed_secret(arena, TEXT("secret"));
    assert_false(seal_open(arena, other_key, TEXT("channel:7/password"), sealed, &plain));
    assert_false(seal_open(arena, key, TEXT("channel:8/password"), sealed, &plain));
}

static void no_changed_byte_goes_unnoticed(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    Text plain;
    Text sealed = sealed_secret(arena, TEXT("secret"));
    for (size_t i = 0; i < sealed.length; i++) {
        char *changed = arena_string(arena, sealed.data, sealed.length);
        changed[i] = (char)(changed[i] ^ 1);
        assert_false(seal_open(arena, key, TEXT("channel:7/password"), (Text){changed, sealed.length}, &plain));
        assert_false(seal_open(arena, key, TEXT("channel:7/password"), text_slice(sealed, 0, i), &plain));
    }
}

static void the_same_secret_looks_different_each_time(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    assert_false(text_equals(sealed_secret(arena, TEXT("secret")), sealed_secret(arena, TEXT("secret"))));
}

static void what_is_too_long_is_refused(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    Text sealed;
    Text plain = {arena_alloc(arena, SEAL_PLAIN_BYTES_MAX + 1), SEAL_PLAIN_BYTES_MAX + 1};
    assert_int_equal(seal_bytes(arena, key, TEXT("x"), plain, &sealed).fault, FAULT_INVALID);
    plain.length--;
    assert_true(is_ok(seal_bytes(arena, key, TEXT("x"), plain, &sealed)));
}

int main(void)
{
    if (!is_ok(digest_setup()))
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sealed_opens_again),
        cmocka_unit_test(it_does_not_open_with_another_key_or_at_another_place),
        cmocka_unit_test(no_changed_byte_goes_unnoticed),
        cmocka_unit_test(the_same_secret_looks_different_each_time),
        cmocka_unit_test(what_is_too_long_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
