/* What the nodes of a workspace call to each other at once, and nobody keeps: LISTEN and NOTIFY on a PostgreSQL connection
 * of its own. A SQLite workspace has one node, which needs no line. One thread at a time. */
#ifndef LAZO_STORE_NODE_LINE_H
#define LAZO_STORE_NODE_LINE_H

#include "store/workspace.h"

#define NODE_LINE_BYTES_MAX 7900 /* a NOTIFY takes less than 8000 */

typedef struct NodeLine NodeLine;
/* PostgreSQL alone. FAULT_BROKEN with the server's words. */
MUST_CHECK Result node_line_open(Workspace *workspace, NodeLine **out_line);
void node_line_close(NodeLine *line); /* NULL is fine */
/* Readable when somebody said something; to wait on, never to read. */
int node_line_fd(const NodeLine *line);
/* To every node, this one included. FAULT_LIMIT over NODE_LINE_BYTES_MAX; any other fault: the line is to be closed. */
MUST_CHECK Result node_line_say(NodeLine *line, Text words);
/* The next thing said; *out_has_words false: nothing more now. A fault: the line is to be closed. */
MUST_CHECK Result node_line_hear(NodeLine *line, Arena *arena, bool *out_has_words, Text *out_words);

#endif
