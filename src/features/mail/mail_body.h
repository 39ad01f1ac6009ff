/* Which parts of a message are its text, and which are files, as a person would see them. */
#ifndef LAZO_MAIL_MAIL_BODY_H
#define LAZO_MAIL_MAIL_BODY_H

#include "mail/mail_message.h"
#include "mail/mail_part.h"

/* Fills text, html, reply and attachments of `out`. */
void mail_body_read(Arena *arena, const MailParts *parts, MailMessage *out);

#endif
