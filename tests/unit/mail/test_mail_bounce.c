#include "mail_check.h"

#include "mail/mail_bounce_words.h"

typedef struct Case {
    const char *raw;
    MailKind kind;
    const char *recipients; /* "address action status reason permanent;…" */
} Case;

static Text written(Arena *arena, const MailMessage *mail)
{
    Text out = TEXT("");
    for (size_t i = 0; i < mail->report.count; i++) {
        const MailRecipient *recipient = &mail->report.recipients[i];
        out = text_format(arena, "%.*s%s%.*s %s %.*s %s %s", TEXT_ARG(out), i > 0 ? ";" : "",
                          TEXT_ARG(recipient->address), mail_action_names[recipient->action],
                          TEXT_ARG(recipient->status), recipient->reason, recipient->is_permanent ? "yes" : "no");
    }
    return out;
}

static void check_cases(void **state, const Case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        MailMessage mail = read_bytes(*state, text_of(cases[i].raw));
        if (mail.kind != cases[i].kind || !text_is(written(*state, &mail), cases[i].recipients))
            print_error("case %zu\n%s\n", i, cases[i].raw);
        assert_string_equal(mail_kind_names[mail.kind], mail_kind_names[cases[i].kind]);
        assert_text(written(*state, &mail), cases[i].recipients);
        assert_false(mail.may_answer && cases[i].kind != MAIL_MESSAGE);
    }
}
#define CHECK(state, cases) check_cases((state), (cases), sizeof(cases) / sizeof *(cases))

#define DAEMON "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\nTo: me@own.example\n"
#define REPORT                                                                                                         \
    "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
#define STATUS "\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
#define COPY                                                                                                           \
    "\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <77@own.example>\nFrom: me@own.example\nTo: x@far.example\nSubject: Hola\n\nHola\n--b--\n"

static void delivery_status_parts_are_read(void **state)
{
    static const Case cases[] = {
        {DAEMON
         "Subject: Undelivered Mail Returned to Sender\n" REPORT "Sorry\n" STATUS
         "Final-Recipient: rfc822; x@far.example\nOriginal-Recipient: rfc822;y@far.example\nAction: failed\nStatus: 5.1.1\n"
         "Diagnostic-Code: smtp; 550 5.1.1 <x@far.example>: Recipient address\n    rejected: User unknown\n" COPY,
         MAIL_BOUNCE, "x@far.example failed 5.1.1 user_unknown yes"},
        {DAEMON
         "Subject: Delayed Mail (still being retried)\n" REPORT "Wait\n" STATUS
         "Final-Recipient: rfc822; x@far.example\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: X-Postfix; connect to far.example: Connection timed out\n" COPY,
         MAIL_DELAY, "x@far.example delayed 4.4.1 network no"},
        {DAEMON "Subject: Successful Mail Delivery Report\n" REPORT "Good\n" STATUS
                "Final-Recipient: rfc822; x@far.example\nAction: delivered\nStatus: 2.0.0\n" COPY,
         MAIL_DELIVERED, "x@far.example delivered 2.0.0 none no"},
        {DAEMON "Subject: Relayed\n" REPORT "Good\n" STATUS
                "Final-Recipient: rfc822; x@far.example\nAction: relayed\nStatus: 2.1.9\n" COPY,
         MAIL_DELIVERED, "x@far.example relayed 2.1.9 none no"},
        {DAEMON
         "Subject: mixed\n" REPORT "Some\n" STATUS
         "Final-Recipient: RFC822; <x@far.example>\nAction: delayed\nStatus: 4.2.2\n\nFinal-Recipient: rfc822;z@far.example\nAction: failed (bad)\nStatus: 5.2.2 (over quota)\n" COPY,
         MAIL_BOUNCE, "x@far.example delayed 4.2.2 mailbox_full no;z@far.example failed 5.2.2 mailbox_full yes"},
        {DAEMON
         "Subject: expired\n" REPORT "Old\n" STATUS
         "Final-Recipient: rfc822; x@far.example\nAction: failed\nStatus: 4.4.7\nDiagnostic-Code: smtp; 421 try later\n" COPY,
         MAIL_BOUNCE, "x@far.example failed 4.4.7 expired no"},
    };
    CHECK(state, cases);
}

static void the_mail_it_speaks_of_is_named(void **state)
{
    MailMessage mail =
        READ(*state, DAEMON "Subject: x\n" REPORT "Sorry\n" STATUS
                            "Final-Recipient: rfc822; x@far.example\nAction: failed\nStatus: 5.1.1\n" COPY);
    assert_text(mail.report.original_id, "77@own.example");
    mail = READ(
        *state, DAEMON
        "Subject: failure notice\n\nHi. This is the qmail-send program.\nI'm afraid I wasn't able to deliver\n\n<x@far.example>:\nno\n\n"
        "--- Below this line is a copy of the message.\n\nReturn-Path: <me@own.example>\nMessage-ID: <78@own.example>\n\nHola");
    assert_text(mail.report.original_id, "78@own.example");
}

static void free_form_bounces_are_understood(void **state)
{
    static const Case cases[] = {
        {DAEMON
         "Subject: failure notice\n\nHi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the following "
         "addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<x@far.example>:\n192.0.2.1 does not like recipient.\n"
         "Remote host said: 550 5.1.1 unknown user\nGiving up on 192.0.2.1.\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <me@own.example>\n",
         MAIL_BOUNCE, "x@far.example failed 5.1.1 user_unknown yes"},
        {DAEMON
         "X-Failed-Recipients: x@far.example\nAuto-Submitted: auto-replied\nSubject: Mail delivery failed: returning message to sender\n\nThis message was created "
         "automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. "
         "The following address(es) failed:\n\n  x@far.example\n    host mx.far.example [192.0.2.1]: 552 5.2.2 mailbox full\n\n"
         "------ This is a copy of the message, including all the headers. ------\n\nReturn-path: <me@own.example>\n",
         MAIL_BOUNCE, "x@far.example failed 5.2.2 mailbox_full yes"},
        {DAEMON
         "Subject: Undelivered Mail Returned to Sender\n\nThis is the Postfix program at host mx.example.\n\n<x@far.example>: host mx.far.example[192.0.2.1] said: "
         "554 5.7.1 Message rejected as spam (in reply to end of DATA command)\n\n<z@far.example>: Host or domain name not found. Name service error\n",
         MAIL_BOUNCE, "x@far.example failed 5.7.1 spam yes;z@far.example failed 5.7.1 host_unknown yes"},
        {"From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nTo: me@own.example\nSubject: Delivery Status Notification (Failure)\n\nDelivery to the following "
         "recipient failed permanently:\n\n     x@far.example\n\nTechnical details of permanent failure:\nGoogle tried to deliver your message, but it was rejected by the "
         "server. The error that the other server returned was:\n550 5.1.1 user unknown\n\n----- Original message -----\n\nTo: x@far.example\n",
         MAIL_BOUNCE, "x@far.example failed 5.1.1 user_unknown yes"},
        {"From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example>\nTo: me@own.example\nSubject: Returned mail: see transcript for details\n\nThe original message was received\n\n"
         "   ----- The following addresses had permanent fatal errors -----\n<x@far.example>\n    (reason: 550 Host unknown)\n\n   ----- Transcript of session follows -----\n"
         "550 5.1.2 <x@far.example>... Host unknown (Name server: far.example.: host not found)\n",
         MAIL_BOUNCE, "x@far.example failed 5.1.2 host_unknown yes"},
        {"From: System Administrator <postmaster@mx.example>\nTo: me@own.example\nSubject: Undeliverable: Hola\n\nYour message\n\n  To:      x@far.example\n  Subject: Hola\n\n"
         "did not reach the following recipient(s):\n\nx@far.example on Tue, 24 Nov 2026 10:00:00\n    The recipient name is not recognized\n",
         MAIL_BOUNCE, "x@far.example failed  user_unknown yes"},
        {"From: MAILER-DAEMON@yahoo.com\nTo: me@own.example\nSubject: Failure Notice\n\nSorry, we were unable to deliver your message to the following address.\n\n"
         "<x@far.example>:\n554: 5.7.1 mailbox disabled for this recipient\n\n--- Below this line is a copy of the message.\n",
         MAIL_BOUNCE, "x@far.example failed 5.7.1 mailbox_disabled yes"},
        {"From: mailer-daemon@mail.zoho.com\nTo: me@own.example\nSubject: Mail Delivery Status Notification (Delay)\n\nTHIS IS A WARNING MESSAGE ONLY.\n\nYOU DO NOT NEED TO "
         "RESEND YOUR MESSAGE.\n\n----- The following addresses had fatal errors ----- \n[Status: Error, Address: <x@far.example>, ResponseCode 421, , Host not reachable.]\n\n"
         "Message will be retried for 4 more day(s)\n",
         MAIL_DELAY, "x@far.example delayed  network no"},
        {DAEMON
         "Subject: Warning: message 1abc delayed 24 hours\n\nThis message was created automatically by mail delivery software.\nA message that you sent has not yet been "
         "delivered to one or more of its\nrecipients after more than 24 hours on the queue.\n\nThe address to which the message has not yet been delivered is:\n\n  x@far.example\n\n"
         "No action is required on your part. Delivery attempts will continue for\nsome time\n",
         MAIL_DELAY, "x@far.example delayed  unknown no"},
        {"From: postmaster@mx.example\nTo: me@own.example\nSubject: No se puede entregar: Hola\n\nNo se ha podido entregar el mensaje a los siguientes destinatarios:\n\n"
         "x@far.example<mailto:x@far.example>\nNo se encontró la dirección.\n\n550 5.1.1 RESOLVER.ADR.RecipNotFound; not found\n",
         MAIL_BOUNCE, "x@far.example failed 5.1.1 user_unknown yes"},
        {"From: no-reply@mx.example\nTo: me@own.example\nSubject: Mail error\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nCould not be delivered to: <x@far.example>\n"
         "As their mailbox is full.\n--b\nContent-Type: message/rfc822\n\nTo: x@far.example\n\nHola\n--b--\n",
         MAIL_BOUNCE, "x@far.example failed  mailbox_full yes"},
        {"From: MAILER-DAEMON@mx.example\nTo: me@own.example\nSubject: Delivery failure\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nYour mail was undeliverable.\n--b\n"
         "Content-Type: message/rfc822\n\nFrom: me@own.example\nTo: x@far.example\n\nHola\n--b--\n",
         MAIL_BOUNCE, "x@far.example failed  unknown yes"},
    };
    CHECK(state, cases);
}

static void complaints_and_receipts_are_reports_too(void **state)
{
    static const Case cases[] = {
        {"From: fbl@far.example\nTo: me@own.example\nSubject: Abuse\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nReport\n--b\n"
         "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nOriginal-Rcpt-To: <x@far.example>\n--b\nContent-Type: message/rfc822\n\nTo: x@far.example\n\nHola\n--b--\n",
         MAIL_FEEDBACK, "x@far.example delivered  feedback no"},
        {"From: staff@hotmail.com\nTo: me@own.example\nSubject: complaint about message from 192.0.2.1\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
         "Content-Type: message/rfc822\n\nTo: x@hotmail.com\n\nHola\n--b--\n",
         MAIL_FEEDBACK, "x@hotmail.com delivered  feedback no"},
        {"From: x@far.example\nTo: me@own.example\nSubject: Read: Hola\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nRead\n--b\n"
         "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;x@far.example\nOriginal-Message-ID: <77@own.example>\n"
         "Disposition: manual-action/MDN-sent-manually; displayed\n--b--\n",
         MAIL_DELIVERED, "x@far.example delivered  none no"},
    };
    CHECK(state, cases);
}

static void people_who_speak_of_bounces_are_no_bounces(void **state)
{
    static const char *const mails[] = {
        "From: Ana <ana@cliente.example>\nSubject: Undeliverable mail\n\nMy mail could not be delivered: 550 5.1.1 user unknown <x@far.example>. Help!\n",
        "From: Ana <ana@cliente.example>\nSubject: Re: Mail delivery failed\n\nWhy?\n> A message that you sent could not be delivered\n",
        "From: Ana <ana@cliente.example>\nSubject: Fwd: Returned mail: see transcript for details\n\nBegin forwarded message:\n\n> From: MAILER-DAEMON\n> 550 user unknown\n",
        "From: Ana <ana@cliente.example>\nSubject: Fwd: Undeliverable\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nLook\n--b\nContent-Type: message/rfc822\n\n"
        "From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; boundary=c\n\n--c\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822;x@far.example\n"
        "Action: failed\nStatus: 5.1.1\n--c--\n--b--\n",
        "From: Ana <ana@cliente.example>\nSubject: Look\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nLook\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822;x@far.example\n"
        "Action: failed\nStatus: 5.1.1\n--b\nContent-Type: message/rfc822\n\nTo: x@far.example\n\nHola\n--b--\n",
        "From: Parcels <noreply@parcel.example>\nReturn-Path: <>\nSubject: Delivery failed\n\nYour parcel could not be delivered. We will try again.\n",
        "From: Parcels <delivery@parcel.example>\nSubject: Delivery Status Notification\n\nYour parcel was successfully delivered.\n",
        "From: Ana <ana@cliente.example>\nSubject: Pedido\n\nNo funciona. 5.1.1\n",
        "Subject: Pedido\n\nNo sender, 550 items, permanent error.\n",
    };
    for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
        MailMessage mail = read_bytes(*state, text_of(mails[i]));
        if (mail.has_report)
            fail_msg("a report? %s", mails[i]);
    }
}

static void hostile_reports_are_read_in_time(void **state)
{
    static const char *const pieces[] = {
        "x@far.example ", "<a@b.example>: 550\n", "Final-Recipient: rfc822;a@b.example\n", "\n", "a: b\n c\n",
        "5.1.1.1."};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        size_t length = strlen(pieces[i]);
        Text head = TEXT(DAEMON "Subject: failure notice\n\nunable to deliver\n");
        char *raw = arena_alloc(*state, head.length + 50000 * length);
        memcpy(raw, head.data, head.length);
        for (size_t k = 0; k < 50000; k++)
            memcpy(raw + head.length + k * length, pieces[i], length);
        MailMessage mail = read_bytes(*state, (Text){raw, head.length + 50000 * length});
        assert_true(mail.has_report);
        assert_true(mail.report.count <= MAIL_RECIPIENTS_MAX);
    }
}

/* Texts are folded before they are searched; a word that folding changes would never be found. */
static void words_are_written_as_folding_leaves_them(void **state)
{
    static const char *const *const lists[] = {bounce_daemons,        bounce_machines,     bounce_subjects,
                                               bounce_openings,       bounce_bodies,       bounce_success,
                                               bounce_delay_subjects, bounce_delay_bodies, bounce_final_bodies};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (const char *const *word = lists[i]; *word; word++)
            assert_text(text_fold(*state, text_of(*word)), *word);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(delivery_status_parts_are_read),
        IN_ARENA(the_mail_it_speaks_of_is_named),
        IN_ARENA(free_form_bounces_are_understood),
        IN_ARENA(complaints_and_receipts_are_reports_too),
        IN_ARENA(people_who_speak_of_bounces_are_no_bounces),
        IN_ARENA(hostile_reports_are_read_in_time),
        IN_ARENA(words_are_written_as_folding_leaves_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
