/* Commands at a workspace that another process owns: the words, the streams and the current folder go over lazo.sock
 * (SCM_RIGHTS), the owner runs the command, and the exit status comes back. Only the same user (or root) is heard. */
#ifndef LAZO_APP_REMOTE_H
#define LAZO_APP_REMOTE_H

#include "app/command.h"

/* argv[0] is the command's name. FAULT_BUSY when nobody answers at the socket. */
MUST_CHECK Result remote_run(Text folder, int argc, char **argv, int *out_status);

/* Whether an owner takes commands there now. */
bool remote_answers(Text folder);

typedef struct RemoteServer RemoteServer;
/* `run` runs one command on a thread of its own; command->argv[0] is the first word after the name. */
typedef int (*RemoteRun)(Command *command, const char *name);
MUST_CHECK Result remote_serve(Text folder, Workspace *workspace, RemoteRun run, RemoteServer **out_server);
void remote_stop(RemoteServer *server);

#endif
