/* Notifications in words, for a mail: Spanish, English, Portuguese. Pure. */
#ifndef LAZO_ATTENTION_NOTIFICATION_WORDS_H
#define LAZO_ATTENTION_NOTIFICATION_WORDS_H

#include "attention/notification.h"

typedef struct MailedNotice {
    NotificationKind kind;
    int64_t ticket_id;
    int64_t times;
    Text subject;
    Text actor;   /* empty: nobody who has a name */
    Text excerpt; /* empty: none */
    Text survey;
    double score;
    int64_t due_at; /* 0: none */
} MailedNotice;

/* "Lucía respondió (3)". `language` is es, en or pt. */
Text notification_words(Arena *arena, const MailedNotice *notice, Text language, const Zone *zone);
/* The subject of a mail of these, and its text in Markdown with links below `url`. */
void notification_letter(Arena *arena, const MailedNotice *notices, size_t count, Text language, const Zone *zone,
                         Text url, Text *out_subject, Text *out_text);

#endif
