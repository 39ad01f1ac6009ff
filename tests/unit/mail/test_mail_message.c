#include <stdio.h>

#include "mail_check.h"

#define HEAD                                                                                                           \
    "From: Ana <ana@cliente.example>\r\nTo: ayuda@tienda.example\r\nMessage-ID: <1@cliente.example>\r\nDate: Tue, 24 Nov 2026 10:00:00 -0500\r\n"

static void a_plain_message_is_read(void **state)
{
    MailMessage mail = READ(
        *state, HEAD
        "Subject: Pedido\r\nIn-Reply-To: <0@tienda.example>\r\nReferences: <9@a.example>\r\n <0@tienda.example>\r\n"
        "Reply-To: otra@cliente.example\r\nCc: Luis <luis@cliente.example>\r\n\r\nHola\r\n");
    assert_text(mail.message_id, "1@cliente.example");
    assert_text(mail.in_reply_to.items[0], "0@tienda.example");
    assert_int_equal(mail.references.count, 2);
    assert_text(mail.from.items[0].name, "Ana");
    assert_text(mail.reply_to.items[0].address, "otra@cliente.example");
    assert_text(mail.cc.items[0].address, "luis@cliente.example");
    assert_text(mail.subject, "Pedido");
    assert_text(text_trim(mail.text), "Hola");
    assert_text(mail.reply.reply, "Hola");
    assert_true(mail.date == INT64_C(1795532400000));
    assert_int_equal(mail.warnings.count, 0);
    assert_int_equal(mail.kind, MAIL_MESSAGE);
    assert_true(mail.may_answer);
    assert_false(mail.has_html);
}

typedef struct Subject {
    const char *raw;
    const char *read;
} Subject;

static void subjects_survive_what_mailers_do_to_them(void **state)
{
    static const Subject cases[] = {
        {"=?utf-8?Q?Pedido_n=C2=BA_5?=", "Pedido nº 5"},
        {"=?UTF-8?B?UGVkaWRvIG7Cug==?= 5", "Pedido nº 5"},
        {"=?iso-8859-1?q?ma=F1ana?=", "mañana"},
        {"=?utf-8?Q?ma=C3?= =?utf-8?Q?=B1ana?=", "mañana"},
        {"=?utf-8?B?bWHD?=\r\n =?utf-8?B?sWFuYQ==?=", "mañana"},
        {"=?utf-8?Q?a b?=", "a b"},
        {"=?utf-8?B?w6E?=", "á"},
        {"=?utf-8*es?Q?ma=C3=B1ana?=", "mañana"},
        {"=?x-unknown?Q?ma=C3=B1ana?=", "mañana"},
        {"=?utf-8?Q?one?= two =?utf-8?Q?three?=", "one two three"},
        {"=?utf-8?Q?one?=two", "onetwo"},
        {"=?utf-8?X?one?=", "=?utf-8?X?one?="},
        {"=?utf-8?Q?broken", "=?utf-8?Q?broken"},
        {"mañana", "mañana"},
        {"ma\xf1"
         "ana",
         "mañana"},
        {"=?utf-8?Q?a=0D=0ABcc:_x?=", "a  Bcc: x"},
        {"=?iso-2022-jp?B?GyRCJUslYyE8JXMbKEI=?=", "ニャーン"},
        {"=?windows-1252?Q?=80_5?=", "€ 5"},
        {"=?utf-8?Q?"
         "?=",
         ""},
        {"a\tb", "a b"},
        {"folded\r\n  twice\r\n\tand thrice", "folded  twice and thrice"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        MailMessage mail = read_bytes(*state, text_format(*state, HEAD "Subject: %s\r\n\r\nx", cases[i].raw));
        assert_text(mail.subject, cases[i].read);
    }
}

static void missing_headers_give_warnings_and_no_refusal(void **state)
{
    MailMessage mail = READ(*state, "X-Nothing: 1\r\n\r\nHola");
    assert_int_equal(mail.from.count, 0);
    assert_text(mail.subject, "");
    assert_text(mail.message_id, "");
    assert_false(mail.has_date);
    assert_false(mail.may_answer);
    assert_true(has_warning(&mail, "no From"));
    assert_true(has_warning(&mail, "no Message-ID"));
    assert_true(has_warning(&mail, "no Date"));
}

static void of_several_senders_the_first_counts(void **state)
{
    MailMessage mail = READ(*state, "From: a@b.example, c@d.example\r\nSender: c@d.example\r\n\r\nx");
    assert_text(mail.from.items[0].address, "a@b.example");
    assert_text(mail.sender.items[0].address, "c@d.example");
    assert_true(has_warning(&mail, "several From"));
}

static void a_date_that_cannot_be_read_comes_from_received(void **state)
{
    MailMessage mail =
        READ(*state, "Received: from a by b; Tue, 24 Nov 2026 10:00:00 +0000\r\nDate: yesterday\r\n\r\nx");
    assert_true(mail.has_date);
    assert_true(mail.date == INT64_C(1795514400000));
    assert_true(has_warning(&mail, "Date"));
}

typedef struct Body {
    const char *headers;
    const char *body;
    const char *text;
} Body;

static void bodies_are_decoded_whatever_their_label(void **state)
{
    static const Body cases[] = {
        {"Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable", "ma=F1ana",
         "mañana"},
        {"Content-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: base64", "bWHDsWFuYQ==", "mañana"},
        {"Content-Type: text/plain",
         "ma\xf1"
         "ana",
         "mañana"},
        {"Content-Type: text/plain; charset=us-ascii",
         "ma\xc3\xb1"
         "ana",
         "mañana"},
        {"Content-Type: text/plain; charset=utf-8",
         "ma\xf1"
         "ana",
         "mañana"},
        {"Content-Type: text/plain; charset=utf-8",
         "ma\xf1"
         "ana \xc3\xb1",
         "ma\xef\xbf\xbd"
         "ana ñ"},
        {"Content-Type: text/plain; charset=x-evil-../../etc",
         "ma\xf1"
         "ana",
         "mañana"},
        {"Content-Type: text/plain; charset=iso-2022-jp", "\xe7\x8c\xab", "猫"},
        {"Content-Type: text/plain; charset=windows-1257\r\nContent-Transfer-Encoding: QUOTED-PRINTABLE",
         "=D5=C4=D6=DC", "ÕÄÖÜ"},
        {"Content-Type: text/plain; charset=utf-16", "plain after all", "plain after all"},
        {"Content-Type: text/plain; charset=koi8-r\r\nContent-Transfer-Encoding: quoted-printable", "=D0=D2=C9", "при"},
        {"Content-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: base64", "xOO6ww==", "你好"},
        {"Content-Type: text/plain\r\nContent-Transfer-Encoding: nonsense", "hola", "hola"},
        {"Content-Type: nonsense", "hola", "hola"},
        {"Content-Type: text", "hola", "hola"},
        {"Content-Type: text/plain; format=flowed", "one \r\ntwo\r\n-- \r\nAna", "one two\n-- \nAna"},
        {"Content-Type: text/plain; format=flowed; delsp=yes", "one \r\ntwo", "onetwo"},
        {"Content-Type: text/plain; format=flowed", "> a \r\n> b\r\n>> c\r\n From x", "> a b\n>> c\nFrom x"},
        {"Content-Type: text/html", "<p>Hola <b>Ana</b></p><p>adi&oacute;s</p>", "Hola Ana\n\nadiós"},
        {"Content-Type: text/html",
         "<meta charset=iso-8859-1><p>ma\xf1"
         "ana",
         "mañana"},
        {"Content-Type: text/plain", "a\001b", "a\001b"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        MailMessage mail =
            read_bytes(*state, text_format(*state, HEAD "%s\r\n\r\n%s", cases[i].headers, cases[i].body));
        assert_text(text_trim(mail.text), cases[i].text);
    }
}

static void bytes_without_a_label_are_recognised(void **state)
{
    static const Body cases[] = {
        {"X-A: windows-1251", "\xc3\xe4\xe5 \xec\xee\xe9 \xe7\xe0\xea\xe0\xe7?", "Где мой заказ?"},
        {"X-A: koi8-r", "\xe7\xc4\xc5 \xcd\xcf\xca \xda\xc1\xcb\xc1\xda?", "Где мой заказ?"},
        {"X-A: gb2312", "\xc4\xfa\xba\xc3\xa3\xac\xce\xd2\xb5\xc4\xb6\xa9\xb5\xa5", "您好，我的订单"},
        {"X-A: shift_jis", "\x8f\xa4\x95i\x82\xcd\x82\xc7\x82\xb1\x82\xc5\x82\xb7\x82\xa9", "商品はどこですか"},
        {"X-A: latin",
         "INFORMA\xc7\xd5"
         "ES: N\xc3O H\xc1 SITUA\xc7\xc3O",
         "INFORMAÇÕES: NÃO HÁ SITUAÇÃO"},
        {"X-A: iso-2022-jp", "\033$B%K%c!<%s\033(B", "ニャーン"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        MailMessage mail =
            read_bytes(*state, text_format(*state, HEAD "%s\r\n\r\n%s", cases[i].headers, cases[i].body));
        assert_text(text_trim(mail.text), cases[i].text);
    }
}

static void nul_bytes_vanish_from_text(void **state)
{
    MailMessage mail = READ(*state, HEAD "Content-Type: text/plain\r\n\r\na\0b");
    assert_text(mail.text, "ab");
}

static void file_names_are_read_in_all_their_forms(void **state)
{
    static const Subject cases[] = {
        {"Content-Disposition: attachment; filename=a.pdf", "a.pdf"},
        {"Content-Disposition: attachment; filename=\"a b.pdf\"", "a b.pdf"},
        {"Content-Disposition: attachment; filename=a b.pdf", "a b.pdf"},
        {"Content-Disposition: attachment; filename*=utf-8''ma%C3%B1ana.pdf", "mañana.pdf"},
        {"Content-Disposition: attachment; filename*=iso-8859-1'es'ma%F1ana.pdf", "mañana.pdf"},
        {"Content-Disposition: attachment; filename*0=\"one\"; filename*1=\"two.pdf\"", "onetwo.pdf"},
        {"Content-Disposition: attachment; filename*1=\"two.pdf\"; filename*0=\"one\"", "onetwo.pdf"},
        {"Content-Disposition: attachment; filename*0*=utf-8''ma%C3; filename*1*=%B1ana; filename*2=.pdf",
         "mañana.pdf"},
        {"Content-Disposition: attachment; filename=\"=?utf-8?Q?ma=C3=B1ana.pdf?=\"", "mañana.pdf"},
        {"Content-Disposition: attachment; filename==?utf-8?B?bWHDsWFuYS5wZGY=?=", "mañana.pdf"},
        {"Content-Disposition: attachment; filename=\"mañana.pdf\"", "mañana.pdf"},
        {"Content-Disposition: attachment; filename=\"ma\xf1"
         "ana.pdf\"",
         "mañana.pdf"},
        {"Content-Disposition: attachment; filename=old.pdf; filename*=utf-8''new.pdf", "new.pdf"},
        {"Content-Disposition: attachment\r\nContent-Type: application/pdf; name=\"b.pdf\"", "b.pdf"},
        {"Content-Disposition: attachment; filename=\"C:\\dir\\a.pdf\"", "C:\\dir\\a.pdf"},
        {"Content-Disposition: attachment; filename=\"a \\\"b\\\".pdf\"", "a \"b\".pdf"},
        {"Content-Disposition: attachment; filename*2147483647*=%61; filename*0*=utf-8''x", "x"},
        {"Content-Type: application/pdf name=\"\"\r\nContent-Disposition: attachment; filename=\"c.pdf\"", "c.pdf"},
        {"Content-Disposition: attachment; filename*=utf-8''a%0Ab.pdf", "a_b.pdf"},
        {"Content-Disposition: filename=a.pdf", "a.pdf"},
        {"Content-Disposition: attachment", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        MailMessage mail = read_bytes(*state, text_format(*state, HEAD "%s\r\n\r\nx", cases[i].raw));
        assert_int_equal(mail.attachment_count, 1);
        assert_text(mail.attachments[0].name, cases[i].read);
    }
}

static void alternatives_give_text_and_html(void **state)
{
    MailMessage mail = READ(
        *state, HEAD
        "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: multipart/related; boundary=r\r\n\r\n"
        "--r\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain\r\n\r\nHola\r\n"
        "--a\r\nContent-Type: text/html\r\n\r\n<p>Hola <img src=\"cid:x@y\"></p>\r\n--a--\r\n"
        "--r\r\nContent-Type: image/png\r\nContent-ID: <x@y>\r\nContent-Transfer-Encoding: base64\r\n\r\naGk=\r\n--r--\r\n"
        "--m\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment\r\n\r\nPDF\r\n--m--\r\n");
    assert_text(mail.text, "Hola");
    assert_text(mail.html, "<p>Hola <img data-cid=\"x@y\"></p>");
    assert_int_equal(mail.attachment_count, 2);
    assert_text(mail.attachments[0].content_id, "x@y");
    assert_true(mail.attachments[0].is_inline);
    assert_text(mail.attachments[0].content, "hi");
    assert_text(mail.attachments[1].name, "a.pdf");
    assert_false(mail.attachments[1].is_inline);
    assert_string_equal(mail.attachments[0].sha256, "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4");
}

static void a_file_is_a_view_of_the_raw_message(void **state)
{
    Text raw = TEXT(
        HEAD
        "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nHola\r\n--m\r\nContent-Type: application/x-a\r\n\r\nBYTES\r\n--m--\r\n");
    MailMessage mail = read_bytes(*state, raw);
    assert_int_equal(mail.attachment_count, 1);
    assert_true(mail.attachments[0].is_view);
    assert_text(text_slice(raw, mail.attachments[0].raw_offset,
                           mail.attachments[0].raw_offset + mail.attachments[0].raw_length),
                "BYTES");
    assert_int_equal(mail.attachments[0].encoding, MAIL_ENCODING_PLAIN);
}

static void broken_multiparts_are_read_as_far_as_they_go(void **state)
{
    static const Body cases[] = {
        {"Content-Type: multipart/mixed; boundary=m", "--m\r\n\r\nHola\r\n", "Hola"},
        {"Content-Type: multipart/mixed", "--m\r\nContent-Type: text/plain\r\n\r\nHola\r\n--m--", "Hola"},
        {"Content-Type: multipart/mixed; boundary=\"\"", "Hola", "Hola"},
        {"Content-Type: multipart/mixed; boundary=other", "--m\r\nContent-Type: text/plain\r\n\r\nHola\r\n--m--",
         "Hola"},
        {"Content-Type: multipart/mixed; boundary=m", "Hola", "Hola"},
        {"Content-Type: multipart/mixed; boundary=m",
         "--m\r\nContent-Type: multipart/alternative; boundary=n\r\n\r\n--n\r\n\r\nHola\r\n--m--", "Hola"},
        {"Content-Type: multipart/mixed; boundary=\"m\"", "--m \r\n\r\nHola\r\n--m-- \r\nepilogue", "Hola"},
        {"Content-Type: multipart/mixed; boundary=m", "--m\r\n\r\none\r\n--mm\r\ntwo\r\n--m--", "one\n--mm\ntwo"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        MailMessage mail =
            read_bytes(*state, text_format(*state, HEAD "%s\r\n\r\n%s", cases[i].headers, cases[i].body));
        assert_text(text_trim(mail.text), cases[i].text);
    }
}

static void a_message_passed_on_as_a_part_is_a_file_and_its_text_is_shown(void **state)
{
    MailMessage mail = READ(
        *state, HEAD
        "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nMiren:\r\n--m\r\nContent-Type: message/rfc822\r\n\r\n"
        "From: x@y.example\r\nSubject: Otro\r\n\r\nTexto\r\n--m--\r\n");
    assert_int_equal(mail.attachment_count, 1);
    assert_text(mail.attachments[0].type, "message/rfc822");
    assert_true(text_find(mail.text, TEXT("Subject: Otro\n\nTexto"), 0) != SIZE_MAX);
    assert_text(mail.reply.reply, "Miren:");
    assert_true(mail.reply.forwarded.data != NULL);
}

static void signed_parts_and_calendars_are_kept_and_named(void **state)
{
    MailMessage mail = READ(
        *state, HEAD
        "Content-Type: multipart/signed; boundary=m; protocol=\"application/pgp-signature\"\r\n\r\n--m\r\n\r\nHola\r\n"
        "--m\r\nContent-Type: application/pgp-signature\r\n\r\nSIG\r\n--m\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n--m--\r\n");
    assert_text(mail.text, "Hola");
    assert_text(mail.attachments[0].name, "signature.asc");
    assert_text(mail.attachments[1].name, "invite.ics");
}

static void headers_in_disorder_are_read(void **state)
{
    MailMessage bare = READ(*state, "From: a@b.example\rSubject: cr\r\rbody\r");
    assert_text(bare.subject, "cr");
    assert_text(text_trim(bare.text), "body");
    MailMessage lines =
        READ(*state, "From a@b Tue Nov 24 10:00:00 2026\nFrom: a@b.example\ngarbage line\nSubject : late\n\nbody");
    assert_text(lines.subject, "late");
    assert_text(lines.text, "body");
    MailMessage early = READ(*state, "\r\n\r\nFrom: a@b.example\r\nSubject: x\r\n\r\nbody");
    assert_text(early.subject, "x");
    MailMessage none = READ(*state, "Subject: x");
    assert_text(none.subject, "x");
    MailMessage open = READ(*state, "Subject: x\r\nthis begins the body\r\nand goes on");
    assert_text(open.text, "this begins the body\nand goes on");
}

static void verdicts_count_only_from_the_own_relay(void **state)
{
    Text raw = TEXT(
        "Authentication-Results: mx.own.example; spf=pass smtp.mailfrom=a@b.example; dkim=fail; dkim=pass (good) header.d=b.example; "
        "dmarc=pass (p=NONE) header.from=b.example\r\nAuthentication-Results: evil; dmarc=fail\r\nFrom: a@b.example\r\n\r\nx");
    MailMessage mail;
    must(mail_read(*state, raw, &(MailOptions){.own_relay = TEXT("mx.own.example")}, &mail));
    assert_text(mail.authentication.spf, "pass");
    assert_text(mail.authentication.dkim, "pass");
    assert_text(mail.authentication.dmarc, "pass");
    assert_text(mail.authentication.dmarc_domain, "b.example");
    must(mail_read(*state, raw, &(MailOptions){.own_relay = TEXT("other.example")}, &mail));
    assert_text(mail.authentication.dmarc, "");
}

static void the_json_is_that_of_the_interface(void **state)
{
    MailMessage mail = READ(*state, HEAD "Subject: x\r\n\r\nHola");
    Buffer out = buffer_new(*state, BUFFER_BYTES_MAX);
    Json json = json_writer(&out);
    mail_write_json(&mail, &json);
    const JsonValue *value;
    must(json_read(*state, buffer_text(&out), &value));
    static const char *const names[] = {"message_id", "in_reply_to", "references", "date",    "from",
                                        "reply_to",   "to",          "cc",         "subject", "text",
                                        "html",       "reply",       "signature",  "quote",   "attachments",
                                        "kind",       "may_answer",  "report",     "warnings"};
    assert_int_equal(value->object.count, sizeof names / sizeof *names);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_text(value->object.members[i].name, names[i]);
    assert_text(json_text_member(value, "date"), "2026-11-24T15:00:00Z");
    assert_text(json_text_member(value, "kind"), "message");
}

static void what_is_larger_than_the_bound_is_refused(void **state)
{
    MailMessage mail;
    must_fail(mail_read(*state, (Text){"", MAIL_RAW_BYTES_MAX + 1}, NULL, &mail), FAULT_LIMIT);
}

static void deep_and_wide_messages_are_cut_with_a_warning(void **state)
{
    Text deep = TEXT(HEAD);
    Text wide = TEXT(HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n");
    char *out = arena_alloc(*state, 4000000);
    size_t length = deep.length;
    memcpy(out, deep.data, length);
    for (int i = 0; i < 3000; i++)
        length +=
            (size_t)snprintf(out + length, 80, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i);
    MailMessage mail = read_bytes(*state, (Text){out, length});
    assert_true(has_warning(&mail, "nested deeper"));
    memcpy(out, wide.data, wide.length);
    length = wide.length;
    for (int i = 0; i < 20000; i++) {
        memcpy(out + length, "--b\r\nContent-Disposition: attachment\r\n\r\nx\r\n", 43);
        length += 43;
    }
    mail = read_bytes(*state, (Text){out, length});
    assert_true(has_warning(&mail, "More parts"));
    assert_true(mail.attachment_count > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(a_plain_message_is_read),
        IN_ARENA(subjects_survive_what_mailers_do_to_them),
        IN_ARENA(missing_headers_give_warnings_and_no_refusal),
        IN_ARENA(of_several_senders_the_first_counts),
        IN_ARENA(a_date_that_cannot_be_read_comes_from_received),
        IN_ARENA(bodies_are_decoded_whatever_their_label),
        IN_ARENA(bytes_without_a_label_are_recognised),
        IN_ARENA(nul_bytes_vanish_from_text),
        IN_ARENA(file_names_are_read_in_all_their_forms),
        IN_ARENA(alternatives_give_text_and_html),
        IN_ARENA(a_file_is_a_view_of_the_raw_message),
        IN_ARENA(broken_multiparts_are_read_as_far_as_they_go),
        IN_ARENA(a_message_passed_on_as_a_part_is_a_file_and_its_text_is_shown),
        IN_ARENA(signed_parts_and_calendars_are_kept_and_named),
        IN_ARENA(headers_in_disorder_are_read),
        IN_ARENA(verdicts_count_only_from_the_own_relay),
        IN_ARENA(the_json_is_that_of_the_interface),
        IN_ARENA(what_is_larger_than_the_bound_is_refused),
        IN_ARENA(deep_and_wide_messages_are_cut_with_a_warning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
