/* Names of servers, looked up within a time limit. */
#ifndef LAZO_CHANNEL_MAIL_NAME_H
#define LAZO_CHANNEL_MAIL_NAME_H

#include "channel/channel_problem.h"

struct addrinfo;
/* PROBLEM_NONE with *out_addresses, which mail_name_free gives back; else PROBLEM_NAME, PROBLEM_TIMEOUT, PROBLEM_STOPPED
 * (stop_fd became readable; -1: none) or PROBLEM_UNREACHABLE (the name servers cannot be asked). */
ChannelProblem mail_name_find(const char *host, int port, int stop_fd, int64_t milliseconds,
                              struct addrinfo **out_addresses);
void mail_name_free(struct addrinfo *addresses);

#endif
