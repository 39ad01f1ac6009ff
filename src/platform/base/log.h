/* One line an entry, logfmt (default) or JSON, to standard error. Values are escaped, so nothing from outside can
 * begin a new line or forge a field. Never log secrets or message bodies. Thread-safe. */
#ifndef LAZO_BASE_LOG_H
#define LAZO_BASE_LOG_H

#include "base/text.h"

typedef enum LogLevel { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR } LogLevel;
typedef struct LogField {
    const char *name;
    enum { LOG_FIELD_TEXT, LOG_FIELD_INT, LOG_FIELD_REAL } kind;
    Text text;
    int64_t integer;
    double real;
} LogField;
#define LOG_TEXT(name_, value_) ((LogField){.name = (name_), .kind = LOG_FIELD_TEXT, .text = (value_)})
#define LOG_STRING(name_, value_) ((LogField){.name = (name_), .kind = LOG_FIELD_TEXT, .text = text_of(value_)})
#define LOG_INT(name_, value_) ((LogField){.name = (name_), .kind = LOG_FIELD_INT, .integer = (value_)})
#define LOG_REAL(name_, value_) ((LogField){.name = (name_), .kind = LOG_FIELD_REAL, .real = (value_)})

void log_setup(LogLevel least, bool as_json);
void log_write(LogLevel level, const char *message, const LogField *fields, size_t count);
/* log_entry(LOG_WARN, "mailbox failed", LOG_TEXT("channel", name), LOG_INT("tries", 3)); at least one field. */
#define log_entry(level, message, ...)                                                                                 \
    log_write((level), (message), (const LogField[]){__VA_ARGS__}, sizeof((LogField[]){__VA_ARGS__}) / sizeof(LogField))

#endif
