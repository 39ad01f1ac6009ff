/* Whether a message can be read without the program ending over it, tried in a process that may. */
#ifndef LAZO_CHANNEL_MAIL_PROBE_H
#define LAZO_CHANNEL_MAIL_PROBE_H

#include "channel/mail_receive.h"

#define MAIL_PROBE_SECONDS 20

/* Reads `raw` in a child process of at most MAIL_PROBE_SECONDS: false when the child ended in any way but by itself. What
 * the reader says of the message does not matter. */
bool mail_probe_survives(MailReader reader, Text raw);

#endif
