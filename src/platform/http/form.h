/* What an HTML form sends without scripts: application/x-www-form-urlencoded and multipart/form-data (HTML, "Form
 * submission"; RFC 7578). Read by libmicrohttpd's post processor. */
#ifndef LAZO_HTTP_FORM_H
#define LAZO_HTTP_FORM_H

#include "http/route.h"

#define FORM_PARTS_MAX 40

typedef struct FormPart {
    Text name;
    Text file_name; /* empty: a field */
    Text type;      /* of a file, as claimed; may be empty */
    Text value;     /* any bytes: fields must be checked for UTF-8 by who reads them with form_text */
} FormPart;
typedef struct Form {
    FormPart *parts; /* in the arena, in their order */
    size_t count;
} Form;

/* Reads the body of a request whose route takes SHAPE_BYTES. FAULT_INVALID for another content type or a broken body,
 * FAULT_LIMIT for more than FORM_PARTS_MAX parts. For `prepare` and handlers: needs the request's connection. */
MUST_CHECK Result form_read(Arena *arena, const Request *request, Form *out_form);
/* The first field of that name as clean UTF-8 with line ends as "\n"; empty when absent. */
Text form_text(Arena *arena, const Form *form, const char *name);

#endif
