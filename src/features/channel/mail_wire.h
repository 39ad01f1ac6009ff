/* A connection to a mail server: TCP, and TLS by GnuTLS with the certificate verified against the server's name (RFC 6125)
 * before anything is sent. Every wait has an end: a time limit, or the caller's stop. The trusted authorities are the
 * system's, or those of the PEM file that SSL_CERT_FILE of the environment names. */
#ifndef LAZO_CHANNEL_MAIL_WIRE_H
#define LAZO_CHANNEL_MAIL_WIRE_H

#include <sys/types.h>

#include "channel/channel_problem.h"

#define MAIL_WIRE_CONNECT_MS 20000
#define MAIL_WIRE_SILENCE_MS 60000 /* between two bytes of an answer */

typedef struct MailWire MailWire;
typedef struct MailWireTo {
    Text host;
    int port;
    bool is_tls;         /* from the first byte */
    int stop_fd;         /* readable: end every wait at once; -1: none */
    int64_t patience_ms; /* for the connection, and for TLS; 0: MAIL_WIRE_CONNECT_MS */
} MailWireTo;

/* Connected, in TLS when asked; lives in `arena` until mail_wire_close, which the caller owes. NULL on a problem, which is
 * then in *out_trouble. */
MailWire *mail_wire_open(Arena *arena, const MailWireTo *to, ChannelTrouble *out_trouble);
/* After the server agreed to STARTTLS. False on a problem. */
bool mail_wire_start_tls(MailWire *wire);
bool mail_wire_is_tls(const MailWire *wire);
void mail_wire_close(MailWire *wire); /* NULL is fine */

/* What the next answer may take as a whole, whatever it drips. */
void mail_wire_allow(MailWire *wire, int64_t milliseconds);
/* Bytes (at least one), 0 at the end of the connection, -1 on a problem. */
ssize_t mail_wire_read(MailWire *wire, void *out, size_t count);
ssize_t mail_wire_write(MailWire *wire, const void *bytes, size_t count);
/* Waits for something to read: 1 there is, 0 the time is over, -1 a problem (also the stop). */
int mail_wire_wait(MailWire *wire, int64_t milliseconds);
int mail_wire_fd(const MailWire *wire);
/* The first problem there was. */
ChannelTrouble mail_wire_trouble(const MailWire *wire);

#endif
