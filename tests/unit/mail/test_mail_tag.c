/* The signed tag of a ticket: nobody makes one by changing another. */
#include "base/digest.h"
#include "mail/mail_tag.h"

#include "../base/check.h"

static const unsigned char secret[MAIL_TAG_SECRET_BYTES] = "0123456789abcdef0123456789abcde";
static const unsigned char other_secret[MAIL_TAG_SECRET_BYTES] = "0123456789abcdef0123456789abcdX";

static Text changed(Arena *arena, Text tag, size_t at, char byte)
{
    char *copy = arena_string(arena, tag.data, tag.length);
    copy[at] = byte;
    return text_of(copy);
}

static void a_tag_names_its_ticket(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    static const int64_t ids[] = {1, 9, 10, 4711, 999999999, INT64_MAX};
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        int64_t id = 0;
        Text tag = mail_tag_make(arena, secret, ids[i]);
        assert_true(tag.length < MAIL_TAG_BYTES_MAX);
        for (size_t k = 0; k < tag.length; k++)
            assert_true((tag.data[k] >= 'a' && tag.data[k] <= 'z') || (tag.data[k] >= '0' && tag.data[k] <= '9'));
        assert_true(mail_tag_read(secret, tag, &id));
        assert_int_equal(id, ids[i]);
        assert_false(mail_tag_read(other_secret, tag, &id));
    }
}

static void case_does_not_matter(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    int64_t id = 0;
    Text tag = mail_tag_make(arena, secret, 42);
    char *upper = arena_string(arena, tag.data, tag.length);
    for (size_t i = 0; i < tag.length; i++) {
        if (upper[i] >= 'a' && upper[i] <= 'z')
            upper[i] = (char)(upper[i] - 32);
    }
    assert_true(mail_tag_read(secret, text_of(upper), &id));
    assert_int_equal(id, 42);
}

static void any_other_byte_makes_it_worthless(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    Text tag = mail_tag_make(arena, secret, 42);
    int64_t id = 7;
    for (size_t at = 0; at < tag.length; at++) {
        for (int byte = 1; byte < 256; byte++) {
            bool is_same = (byte | 32) == (tag.data[at] | 32) && ((byte >= 'A' && byte <= 'Z') || byte >= 'a');
            if (is_same || byte == tag.data[at])
                continue;
            assert_false(mail_tag_read(secret, changed(arena, tag, at, (char)byte), &id));
        }
    }
    assert_int_equal(id, 7);
}

static void a_cut_an_extended_and_the_next_number_are_refused(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    int64_t id = 7;
    Text tag = mail_tag_make(arena, secret, 42);
    for (size_t length = 0; length < tag.length; length++) {
        assert_false(mail_tag_read(secret, text_slice(tag, 0, length), &id));
        assert_false(mail_tag_read(secret, text_slice(tag, tag.length - length, tag.length), &id));
    }
    assert_false(mail_tag_read(secret, text_format(arena, "%.*sa", TEXT_ARG(tag)), &id));
    assert_false(mail_tag_read(secret, text_format(arena, "a%.*s", TEXT_ARG(tag)), &id));
    Text mac = text_slice(tag, tag.length - 27, tag.length);
    static const char *const numbers[] = {"43", "041", "042", "+42", "-42",
                                          "0",  "420", "42 ", "",    "99999999999999999999"};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        assert_false(mail_tag_read(secret, text_format(arena, "lz%s%.*s", numbers[i], TEXT_ARG(mac)), &id));
    assert_int_equal(id, 7);
}

static void a_tag_of_another_ticket_does_not_open_this_one(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    Text mine = mail_tag_make(arena, secret, 42);
    Text theirs = mail_tag_make(arena, secret, 43);
    int64_t id = 7;
    Text swapped =
        text_format(arena, "%.*s%.*s", TEXT_ARG(text_slice(theirs, 0, 4)), TEXT_ARG(text_slice(mine, 4, mine.length)));
    assert_int_equal(swapped.length, mine.length);
    assert_false(mail_tag_read(secret, swapped, &id));
}

static void it_is_found_in_an_address(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    Text tag = mail_tag_make(arena, secret, 42);
    Text address = mail_tag_address(arena, TEXT("ayuda@tienda.test"), tag);
    assert_true(text_starts_with(address, TEXT("ayuda+lz42x")));
    assert_true(text_ends_with(address, TEXT("@tienda.test")));
    assert_true(text_equals(mail_tag_of_address(address), tag));
    assert_true(text_is(mail_tag_free_address(arena, address), "ayuda@tienda.test"));
    assert_true(text_is(mail_tag_free_address(arena, TEXT("ana@x.test")), "ana@x.test"));
    assert_true(text_is(mail_tag_free_address(arena, TEXT("+@x.test")), "+@x.test"));
    assert_true(text_is(mail_tag_free_address(arena, TEXT("nothing")), "nothing"));
    assert_true(text_is_empty(mail_tag_of_address(TEXT("ana@b+c.test"))));
    assert_true(text_is_empty(mail_tag_of_address(TEXT_NONE)));
    Text one = mail_tag_of_address(mail_tag_address(arena, TEXT("ayuda+ventas@tienda.test"), tag));
    assert_true(text_equals(one, tag));
}

static void an_address_with_no_room_for_it_is_not_made(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    Text tag = mail_tag_make(arena, secret, 42);
    char address[80];
    memset(address, 'a', sizeof(address));
    size_t fits = 64 - 1 - tag.length;
    memcpy(address + fits, "@b.test", 7);
    assert_int_equal(mail_tag_address(arena, (Text){address, fits + 7}, tag).length, 64 + 7);
    address[fits] = 'a';
    memcpy(address + fits + 1, "@b.test", 7);
    assert_true(text_is_empty(mail_tag_address(arena, (Text){address, fits + 8}, tag)));
    assert_true(text_is_empty(mail_tag_address(arena, TEXT("nothing"), tag)));
}

static void it_is_found_in_a_subject(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    Text tag = mail_tag_make(arena, secret, 42);
    Text subject = mail_tag_subject(arena, TEXT("Pedido [#12] roto"), tag);
    assert_true(text_equals(mail_tag_of_subject(subject), tag));
    assert_true(text_equals(mail_tag_subject(arena, subject, tag), subject));
    assert_true(text_equals(mail_tag_of_subject(text_format(arena, "Re: %.*s (fwd) [#5]", TEXT_ARG(subject))), tag));
    assert_true(text_is_empty(mail_tag_of_subject(TEXT("[#lz42"))));
    assert_true(text_is_empty(mail_tag_of_subject(TEXT("[#]"))));
    assert_true(text_is_empty(mail_tag_of_subject(TEXT_NONE)));
    assert_true(text_equals(mail_tag_of_subject(mail_tag_subject(arena, TEXT_NONE, tag)), tag));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tag_names_its_ticket),
        cmocka_unit_test(case_does_not_matter),
        cmocka_unit_test(any_other_byte_makes_it_worthless),
        cmocka_unit_test(a_cut_an_extended_and_the_next_number_are_refused),
        cmocka_unit_test(a_tag_of_another_ticket_does_not_open_this_one),
        cmocka_unit_test(it_is_found_in_an_address),
        cmocka_unit_test(an_address_with_no_room_for_it_is_not_made),
        cmocka_unit_test(it_is_found_in_a_subject),
    };
    if (digest_setup().fault != FAULT_NONE)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
