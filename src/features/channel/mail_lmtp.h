/* LMTP on a socket: Postfix, Exim and others hand mail over, and get an answer for each recipient once its message is
 * durable. Loopback and Unix sockets only: LMTP knows no passwords. A thread a connection, LMTP_CONNECTIONS_MAX of them. */
#ifndef LAZO_CHANNEL_MAIL_LMTP_H
#define LAZO_CHANNEL_MAIL_LMTP_H

#include "store/workspace.h"

#define LMTP_CONNECTIONS_MAX 64
#define LMTP_IDLE_MS (5 * 60 * 1000) /* RFC 5321 section 4.5.3.2.7 */
#define LMTP_SESSION_MS (60 * 60 * 1000)

typedef struct LmtpServer LmtpServer;

/* `where` is "127.0.0.1:2424", "[::1]:2424" or "unix:PATH"; port 0 takes a free one. FAULT_INVALID for anything else and for
 * addresses that others can reach, FAULT_CONFLICT when somebody listens there, FAULT_BROKEN when it cannot be opened. `arena` must live as
 * long as the server. */
MUST_CHECK Result lmtp_start(Workspace *workspace, Arena *arena, Text where, LmtpServer **out_server);
/* Where it listens, with the port; lives as long as the server. */
Text lmtp_address(const LmtpServer *server);
/* Conversations are ended between two reads; what is being stored is answered. Before workspace_close. */
void lmtp_stop(LmtpServer *server);

#endif
