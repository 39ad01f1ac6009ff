/* A structured value with parameters (Content-Type, Content-Disposition), RFC 2045 with RFC 2231 and 2047 names. */
#ifndef LAZO_MAIL_MAIL_PARAMETER_H
#define LAZO_MAIL_MAIL_PARAMETER_H

#include "base/text.h"

#define MAIL_PARAMETERS_MAX 200
#define MAIL_PARAMETER_PIECES_MAX 100 /* highest RFC 2231 piece that is read */
#define MAIL_PARAMETER_VALUE_BYTES_MAX 1000

typedef struct MailParameter {
    Text name; /* lower case, with any "*0*" */
    Text value;
} MailParameter;

typedef struct MailParameters {
    Text value; /* lower case: "text/plain", "attachment"; empty when absent */
    MailParameter *items;
    size_t count;
} MailParameters;

/* `line` is unfolded. */
void mail_parameters_read(Arena *arena, Text line, MailParameters *out);
/* The decoded value of a parameter, pieces joined, control characters replaced; TEXT_NONE when absent. */
Text mail_parameter(Arena *arena, const MailParameters *parameters, const char *name);

/* A file's name as one line: at most MAIL_PARAMETER_VALUE_BYTES_MAX bytes, control characters replaced. */
Text mail_file_name(Arena *arena, Text name);

#endif
