/* What webhooks decide without a database: which events, which addresses, which signature. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/digest.h"
#include "webhook/webhook.h"
#include "webhook/webhook_address.h"
#include "webhook/webhook_sign.h"

#include <cmocka.h> /* its fail() would be taken for ours */

static void kinds_are_names_families_or_all(void **state)
{
    (void)state;
    assert_true(webhook_wants(TEXT("*"), TEXT("ticket.created")));
    assert_true(webhook_wants(TEXT("order.paid ticket.*"), TEXT("ticket.created")));
    assert_true(webhook_wants(TEXT("  order.paid  "), TEXT("order.paid")));
    assert_false(webhook_wants(TEXT("ticket.*"), TEXT("tickets.created")));
    assert_false(webhook_wants(TEXT("ticket.create"), TEXT("ticket.created")));
    assert_false(webhook_wants(TEXT(""), TEXT("ticket.created")));
}

static bool is_public(const char *words)
{
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, words, &four.sin_addr) == 1)
        return address_is_public((const struct sockaddr *)(const void *)&four);
    assert_int_equal(inet_pton(AF_INET6, words, &six.sin6_addr), 1);
    return address_is_public((const struct sockaddr *)(const void *)&six);
}

static void only_addresses_of_the_whole_net_are_public(void **state)
{
    (void)state;
    static const char *const closed[] = {
        "0.0.0.0",     "10.0.0.1",    "100.64.0.1",       "100.127.255.255", "127.0.0.1",  "127.255.255.255",
        "169.254.0.1", "172.16.0.1",  "192.0.0.8",        "172.31.255.255",  "192.0.2.1",  "192.168.255.255",
        "198.18.0.1",  "198.19.1.1",  "224.0.0.1",        "255.255.255.255", "::",         "::1",
        "fe80::1",     "fc00::1",     "fd12::1",          "ff02::1",         "2001:db8::", "::ffff:127.0.0.1",
        "2001::1",     "2002:a00::1", "64:ff9b::10.0.0.1"};
    static const char *const open[] = {"1.1.1.1",      "8.8.8.8",          "100.63.255.255",       "172.32.0.1",
                                       "192.0.3.1",    "198.20.0.1",       "2606:4700::1",         "::ffff:1.1.1.1",
                                       "2a00:1450::1", "64:ff9b::8.8.8.8", "2002:808:808::808:808"};
    for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++) {
        if (is_public(closed[i]))
            fail_msg("%s is taken for public", closed[i]);
    }
    for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
        if (!is_public(open[i]))
            fail_msg("%s is taken for private", open[i]);
    }
}

static bool is_allowed(const char *url)
{
    WITH_ARENA arena = arena_new();
    return is_ok(webhook_address_check(arena, text_of(url)));
}

static void an_address_is_https_and_leads_outside(void **state)
{
    (void)state;
    unsetenv(WEBHOOK_PRIVATE_VARIABLE);
    assert_true(is_allowed("https://example.com/in?x=1"));
    assert_true(is_allowed("HTTPS://Example.com:8443"));
    assert_true(is_allowed("https://[2606:4700::1]/"));
    assert_false(is_allowed("http://example.com/"));
    assert_false(is_allowed("https:///in"));
    assert_false(is_allowed("https://me@example.com/"));
    assert_false(is_allowed("https://example.com\\@10.0.0.1/"));
    assert_false(is_allowed("https://example.com/a b"));
    assert_false(is_allowed("https://localhost:8080/"));
    assert_false(is_allowed("https://LOCALHOST./"));
    assert_false(is_allowed("https://017700000001/"));
    assert_false(is_allowed("https://[::1]/"));
    setenv(WEBHOOK_PRIVATE_VARIABLE, "yes", 1);
    assert_true(is_allowed("http://127.0.0.1:9/"));
    assert_false(is_allowed("ftp://127.0.0.1/"));
    unsetenv(WEBHOOK_PRIVATE_VARIABLE);
}

/* The example of the Standard Webhooks specification's libraries. */
static void a_signature_is_that_of_standard_webhooks(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    const Text secret = TEXT("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    Text words = webhook_sign(arena, &secret, 1, TEXT("msg_p5jXN8AQM9LWM0D4loKWxJek"), 1614265330,
                              TEXT("{\"test\": 2432232314}"));
    assert_string_equal(text_string(arena, words), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

static void two_secrets_give_two_signatures_and_none_that_is_no_secret(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    const Text secrets[] = {webhook_secret_new(arena), TEXT("nonsense")};
    assert_false(text_equals(secrets[0], webhook_secret_new(arena)));
    Text one = webhook_sign(arena, secrets, 2, TEXT("evt_1"), 1, TEXT("{}"));
    assert_int_equal(text_find_byte(one, ' ', 0), SIZE_MAX);
    const Text both[] = {secrets[0], webhook_secret_new(arena)};
    Text two = webhook_sign(arena, both, 2, TEXT("evt_1"), 1, TEXT("{}"));
    assert_true(text_starts_with(two, one));
    assert_int_equal(text_find_byte(two, ' ', 0), one.length);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_are_names_families_or_all),
        cmocka_unit_test(only_addresses_of_the_whole_net_are_public),
        cmocka_unit_test(an_address_is_https_and_leads_outside),
        cmocka_unit_test(a_signature_is_that_of_standard_webhooks),
        cmocka_unit_test(two_secrets_give_two_signatures_and_none_that_is_no_secret),
    };
    if (!is_ok(digest_setup()))
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
