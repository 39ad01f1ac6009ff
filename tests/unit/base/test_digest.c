#include "base/digest.h"

#include <pthread.h>

#include "base/clock.h"
#include "check.h"

static void hashes_are_those_of_fips_180(void **state)
{
    char hex[SHA256_HEX_BYTES];
    sha256_hex(TEXT("abc"), hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sha256_hex(TEXT_NONE, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    Sha256 *running = sha256_start(*state);
    sha256_add(running, TEXT("a"));
    sha256_add(running, TEXT_NONE);
    sha256_add(running, TEXT("bc"));
    sha256_end_hex(running, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void message_codes_are_those_of_rfc_4231(void **state)
{
    uint8_t code[SHA256_BYTES];
    hmac_sha256(TEXT("Jefe"), TEXT("what do ya want for nothing?"), code);
    assert_text(hex_text(*state, code, sizeof code),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    char key[131];
    memset(key, 0xaa, sizeof key);
    hmac_sha256((Text){key, sizeof key}, TEXT("Test Using Larger Than Block-Size Key - Hash Key First"), code);
    assert_text(hex_text(*state, code, sizeof code),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void comparing_in_constant_time_still_compares(void **state)
{
    (void)state;
    assert_true(constant_time_equals(TEXT("abc"), TEXT("abc")));
    assert_true(constant_time_equals(TEXT_NONE, TEXT("")));
    assert_false(constant_time_equals(TEXT("abc"), TEXT("abd")));
    assert_false(constant_time_equals(TEXT("abc"), TEXT("ab")));
}

static void base64_goes_round_at_every_length(void **state)
{
    assert_text(base64_encode(*state, TEXT("\xfb\xff\xbe?"), false), "+/++Pw==");
    assert_text(base64_encode(*state, TEXT("\xfb\xff\xbe?"), true), "-_--Pw");
    char bytes[70];
    random_bytes(bytes, sizeof bytes);
    for (size_t length = 0; length <= sizeof bytes; length++) {
        for (int url_safe = 0; url_safe < 2; url_safe++) {
            Text again;
            Text encoded = base64_encode(*state, (Text){bytes, length}, url_safe);
            assert_true(base64_decode(*state, encoded, url_safe, &again));
            assert_true(text_equals(again, (Text){bytes, length}));
        }
    }
}

static void base64_ignores_white_space_and_refuses_rubbish(void **state)
{
    Text bytes;
    assert_true(base64_decode(*state, TEXT(" aG9\r\n\tsYQ= =\n"), false, &bytes));
    assert_text(bytes, "hola");
    assert_true(base64_decode(*state, TEXT("aG9sYQ"), false, &bytes));
    assert_text(bytes, "hola");
    assert_true(base64_decode(*state, TEXT("aG9sYQ=="), true, &bytes));
    const char *bad[] = {"a", "aG9sYQ=", "aG9sYQ===", "aG9*", "aG9sYQ==x", "=", "aG9sYR=="};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(base64_decode(*state, text_of(bad[i]), false, &bytes));
    assert_false(base64_decode(*state, TEXT("-_--"), false, &bytes));
}

static void tokens_differ_and_fit_into_addresses(void **state)
{
    Text one = random_token(*state, 32);
    Text two = random_token(*state, 32);
    assert_int_equal(one.length, 43);
    assert_false(text_equals(one, two));
    for (size_t i = 0; i < one.length; i++)
        assert_non_null(strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", one.data[i]));
    assert_int_equal(random_token(*state, 1000).length, 86);
}

static void passwords_match_their_own_hash_only(void **state)
{
    (void)state;
    char hash[PASSWORD_HASH_BYTES];
    char other[PASSWORD_HASH_BYTES];
    must(password_hash(TEXT("contraseña"), hash));
    must(password_hash(TEXT("contraseña"), other));
    assert_string_not_equal(hash, other);
    assert_memory_equal(hash, "$argon2id$", 10);
    assert_true(password_matches(TEXT("contraseña"), hash));
    assert_false(password_matches(TEXT("contrasena"), hash));
    assert_false(password_matches(TEXT_NONE, hash));
    assert_false(password_matches(TEXT("x"), ""));
    assert_false(password_matches(TEXT("x"), "$argon2id$v=19$nonsense"));
}

static void a_password_over_its_bound_is_refused(void **state)
{
    (void)state;
    char hash[PASSWORD_HASH_BYTES];
    char password[PASSWORD_BYTES_MAX + 1];
    memset(password, 'p', sizeof password);
    must(password_hash((Text){password, PASSWORD_BYTES_MAX}, hash));
    assert_true(password_matches((Text){password, PASSWORD_BYTES_MAX}, hash));
    must_fail(password_hash((Text){password, PASSWORD_BYTES_MAX + 1}, hash), FAULT_INVALID);
    assert_false(password_matches((Text){password, PASSWORD_BYTES_MAX + 1}, hash));
}

static void *check_password(void *hash)
{
    return password_matches(TEXT("x"), hash) ? hash : NULL;
}

static void more_checks_than_seats_wait_for_each_other(void **state)
{
    (void)state;
    char hash[PASSWORD_HASH_BYTES];
    must(password_hash(TEXT("x"), hash));
    pthread_t threads[5];
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, check_password, hash), 0);
    for (size_t i = 0; i < 5; i++) {
        void *matched = NULL;
        pthread_join(threads[i], &matched);
        assert_ptr_equal(matched, hash);
    }
}

static void pretending_takes_about_as_long_as_checking(void **state)
{
    (void)state;
    char hash[PASSWORD_HASH_BYTES];
    must(password_hash(TEXT("x"), hash));
    int64_t start_us = clock_monotonic_us();
    password_matches(TEXT("y"), hash);
    int64_t check_us = clock_monotonic_us() - start_us;
    start_us = clock_monotonic_us();
    password_pretend(TEXT("y"));
    int64_t pretend_us = clock_monotonic_us() - start_us;
    assert_true(pretend_us * 5 > check_us && check_us * 5 > pretend_us);
}

static int setup_digest(void **state)
{
    (void)state;
    must(digest_setup());
    must(digest_setup()); /* a second time is fine */
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(hashes_are_those_of_fips_180),
        IN_ARENA(message_codes_are_those_of_rfc_4231),
        cmocka_unit_test(comparing_in_constant_time_still_compares),
        IN_ARENA(base64_goes_round_at_every_length),
        IN_ARENA(base64_ignores_white_space_and_refuses_rubbish),
        IN_ARENA(tokens_differ_and_fit_into_addresses),
        cmocka_unit_test(passwords_match_their_own_hash_only),
        cmocka_unit_test(a_password_over_its_bound_is_refused),
        cmocka_unit_test(more_checks_than_seats_wait_for_each_other),
        cmocka_unit_test(pretending_takes_about_as_long_as_checking),
    };
    return cmocka_run_group_tests_name("digest", tests, setup_digest, NULL);
}
