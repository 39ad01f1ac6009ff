#include "../base/check.h"

#include "mail/mail_reason.h"

static void the_words_of_servers_say_why(void **state)
{
    static const struct {
        const char *reason;
        const char *words;
    } cases[] = {
        {"user_unknown",
         "550 5.1.1 <ana@example.net>: Recipient address rejected: User unknown in virtual mailbox table"},
        {"user_unknown",
         "550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking"},
        {"user_unknown", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"},
        {"user_unknown", "550 Requested action not taken: mailbox unavailable"},
        {"user_unknown", "550 sorry, no mailbox here by that name. (#5.7.17)"},
        {"user_unknown", "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)"},
        {"mailbox_full", "552 5.2.2 The email account that you tried to reach is over quota"},
        {"mailbox_full", "452 4.2.2 Mailbox full"},
        {"mailbox_full", "550 5.2.2 <ana@example.net>: Quota exceeded (mailbox for user is full)"},
        {"mailbox_full", "552-5.2.2 The recipient's inbox is out of storage space"},
        {"mailbox_disabled", "550 5.2.1 The email account that you tried to reach is disabled"},
        {"mailbox_disabled",
         "554 30 Sorry, your message to ana@example.net cannot be delivered. This mailbox is disabled (554.30)"},
        {"host_unknown", "Name service error for name=example.invalid type=MX: Host not found"},
        {"host_unknown", "550 5.1.2 Bad destination mailbox address: domain does not exist"},
        {"network", "connect to mx.example.net[192.0.2.7]:25: Connection timed out"},
        {"network", "451 4.4.1 Connection refused"},
        {"expired", "delivery temporarily suspended; message has been in the queue too long; retry timeout exceeded"},
        {"expired", "4.4.7 Message expired: unable to deliver in 840 minutes"},
        {"too_large", "552 5.3.4 Message size exceeds fixed limit"},
        {"too_large", "5.3.4 message too big for system"},
        {"blocked", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org"},
        {"blocked", "550 5.7.25 The IP address sending this message does not have a PTR record setup"},
        {"blocked", "421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints"},
        {"spam", "550 5.7.1 This message looks like spam. message rejected"},
        {"spam", "554 5.7.1 Message rejected due to content restrictions: unsolicited bulk mail"},
        {"authentication", "550 5.7.26 This mail is unauthenticated, which poses a security risk: DMARC policy"},
        {"authentication", "550 SPF: 192.0.2.1 is not allowed to send mail from shop.example"},
        {"relay_denied", "554 5.7.1 <ana@example.net>: Relay access denied"},
        {"relay_denied", "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"},
        {"rate_limited",
         "421 4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address"},
        {"rate_limited",
         "450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages"},
        {"rate_limited", "452 4.5.3 Too many recipients"},
        {"loop", "554 5.4.6 Too many hops"},
        {"loop", "5.4.14 Hop count exceeded - possible mail loop"},
        {"moved", "551 5.1.6 User has moved; please try luis@example.com"},
        {"virus", "554 5.6.0 message contains a virus: Eicar"},
        {"sender_rejected", "550 5.1.8 <info@shop.example>: Sender address rejected: Domain not found"},
        {"sender_rejected", "550 5.7.1 Sender verify failed"},
        {"policy", "550 5.7.1 RESOLVER.RST.AuthRequired; authentication required"},
        {"policy", "550 5.7.1 Delivery not authorized, message refused"},
        {"system", "451 4.3.0 Mail server temporarily rejected message; local error in processing"},
        {"system", "5.3.0 command died with status 1: mail.local"},
        {"unknown", "550 5.0.0 no"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Text words = text_of(cases[i].words);
        const char *reason = mail_reason(*state, mail_status_find(words), words);
        if (strcmp(reason, cases[i].reason) != 0)
            fail_msg("%s, not %s: %s", reason, cases[i].reason, cases[i].words);
    }
}

static void statuses_are_told_from_other_numbers(void **state)
{
    static const struct {
        const char *words;
        const char *status;
        int code;
    } cases[] = {
        {"550 5.1.1 unknown", "5.1.1", 550},
        {"550-5.7.26 no", "5.7.26", 550},
        {"host 5.1.1.4 said: 450 busy", "", 450},
        {"#5.1.10 not found", "5.1.10", 0},
        {"version 15.1.2 of 2026", "", 0},
        {"(4.4.7)", "4.4.7", 0},
        {"SMTP;554 delivery error: 2.1.5 x", "2.1.5", 554},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_text(mail_status_find(text_of(cases[i].words)), cases[i].status);
        assert_int_equal(mail_reply_code_find(text_of(cases[i].words)), cases[i].code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(the_words_of_servers_say_why),
        IN_ARENA(statuses_are_told_from_other_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
