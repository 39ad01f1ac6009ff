#include "mail_check.h"

#include "base/digest.h"
#include "mail/mail_rtf.h"
#include "mail/mail_tnef.h"

static void number_add(Buffer *out, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buffer_add_byte(out, (char)(value >> (8 * i)));
}

static void attribute_add(Buffer *out, int level, uint32_t id, Text value)
{
    number_add(out, (uint32_t)level, 1);
    number_add(out, id, 4);
    number_add(out, (uint32_t)value.length, 4);
    buffer_add_text(out, value);
    number_add(out, 0, 2); /* the checksum is not looked at */
}

static void property_add(Buffer *out, uint32_t type, uint32_t id, Text value)
{
    number_add(out, type, 2);
    number_add(out, id, 2);
    number_add(out, 1, 4);
    number_add(out, (uint32_t)value.length, 4);
    buffer_add_text(out, value);
    for (size_t i = value.length; i % 4 != 0; i++)
        buffer_add_byte(out, 0);
}

static Buffer tnef_new(Arena *arena)
{
    Buffer out = buffer_new(arena, BUFFER_BYTES_MAX);
    number_add(&out, 0x223e9f78, 4);
    number_add(&out, 1, 2);
    return out;
}

static Text sample(Arena *arena)
{
    Buffer out = tnef_new(arena);
    Buffer message = buffer_new(arena, BUFFER_BYTES_MAX);
    Buffer file = buffer_new(arena, BUFFER_BYTES_MAX);
    number_add(&message, 2, 4);
    number_add(&message, 0x0003, 2);
    number_add(&message, 0x1234, 2);
    number_add(&message, 7, 4);
    property_add(&message, 0x1e, 0x1000, TEXT("Hola"));
    number_add(&file, 1, 4);
    property_add(&file, 0x1f, 0x3707, TEXT("m\0\xf1\0.\0p\0d\0f\0\0\0"));
    attribute_add(&out, 1, 0x00069007, TEXT("\xe4\x04\0\0\0\0\0\0"));
    attribute_add(&out, 1, 0x00069003, buffer_text(&message));
    attribute_add(&out, 2, 0x00069002, TEXT("xxxx"));
    attribute_add(&out, 2, 0x00018010, TEXT("M~1.PDF\0"));
    attribute_add(&out, 2, 0x0006800f, TEXT("BYTES"));
    attribute_add(&out, 2, 0x00069005, buffer_text(&file));
    return buffer_text(&out);
}

static void winmail_gives_its_files_and_its_body(void **state)
{
    MailTnef tnef;
    assert_true(mail_tnef_read(*state, sample(*state), &tnef));
    assert_true(tnef.has_text);
    assert_text(tnef.text, "Hola");
    assert_int_equal(tnef.count, 1);
    assert_text(tnef.files[0].name, "mñ.pdf");
    assert_text(tnef.files[0].content, "BYTES");
}

static void a_truncated_winmail_gives_what_there_is(void **state)
{
    Text whole = sample(*state);
    for (size_t length = 0; length < whole.length; length++) {
        MailTnef tnef;
        bool is_tnef = mail_tnef_read(*state, text_copy(*state, text_slice(whole, 0, length)), &tnef);
        assert_int_equal(is_tnef, length >= 4);
    }
}

static void what_is_no_tnef_is_refused(void **state)
{
    MailTnef tnef;
    assert_false(mail_tnef_read(*state, TEXT("no tnef at all"), &tnef));
}

static void a_message_with_winmail_shows_its_files(void **state)
{
    Text body = base64_encode(*state, sample(*state), false);
    MailMessage mail =
        read_bytes(*state, text_format(*state,
                                       "From: a@b.example\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n"
                                       "Content-Transfer-Encoding: base64\r\n\r\n%.*s",
                                       TEXT_ARG(body)));
    assert_text(mail.text, "Hola");
    assert_int_equal(mail.attachment_count, 1);
    assert_text(mail.attachments[0].name, "mñ.pdf");
    mail = READ(*state, "From: a@b.example\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\r\nbroken");
    assert_text(mail.attachments[0].name, "winmail.dat");
    assert_true(has_warning(&mail, "winmail.dat"));
}

static void rtf_is_unpacked_and_read(void **state)
{
    /* The example of MS-OXRTFCP section 3.1.1. */
    Text packed = TEXT(
        "\x2d\x00\x00\x00\x2b\x00\x00\x00\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\x00\x0a\x00\x72\x63\x70\x67\x31\x32\x35\x42\x32\x0a\xf3\x20"
        "\x68\x65\x6c\x09\x00\x20\x62\x77\x05\xb0\x6c\x64\x7d\x0a\x80\x0f\xa0");
    Text rtf;
    assert_true(mail_rtf_unpack(*state, packed, 1000, &rtf));
    assert_text(rtf, "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
    assert_text(mail_rtf_text(*state, rtf), "hello world");
    assert_false(mail_rtf_unpack(*state, packed, 10, &rtf));
    assert_false(mail_rtf_unpack(*state, TEXT("short"), 10, &rtf));
    assert_text(
        mail_rtf_text(*state, TEXT("{\\rtf1{\\fonttbl{\\f0 Arial;}}ma\\'f1ana\\par \\u8364?5{\\*\\x y}\\{z\\}}")),
        "mañana\n€5{z}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(winmail_gives_its_files_and_its_body),
        IN_ARENA(a_truncated_winmail_gives_what_there_is),
        IN_ARENA(what_is_no_tnef_is_refused),
        IN_ARENA(a_message_with_winmail_shows_its_files),
        IN_ARENA(rtf_is_unpacked_and_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
