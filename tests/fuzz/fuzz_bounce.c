/* The bounce reader: a report's body, free-form or (first byte odd) as delivery status. */
#include <stdlib.h>

#include "mail/mail_message.h"
#include "mail/mail_reason.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char free_form[] =
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: me@own.example\nSubject: failure notice\n\n";
    static const char status[] =
        "From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; boundary=b\n\n--b\n\nfailed\n--b\n"
        "Content-Type: message/delivery-status\n\n";
    if (size == 0)
        return 0;
    WITH_ARENA arena = arena_new();
    const char *head = data[0] % 2 == 1 ? status : free_form;
    size_t length = strlen(head);
    char *raw = arena_alloc(arena, length + size);
    memcpy(raw, head, length);
    memcpy(raw + length, data + 1, size - 1);
    MailMessage mail;
    check(is_ok(mail_read(arena, (Text){raw, length + size - 1}, NULL, &mail)));
    check(!mail.may_answer && mail.report.count <= MAIL_RECIPIENTS_MAX);
    for (size_t i = 0; i < mail.report.count; i++) {
        const MailRecipient *recipient = &mail.report.recipients[i];
        check(recipient->address.length > 0 && recipient->reason && recipient->action < MAIL_ACTION_COUNT);
        check(recipient->status.length == 0 || text_equals(mail_status_find(recipient->status), recipient->status));
    }
    return 0;
}
