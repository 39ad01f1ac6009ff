/* RFC 9457 answers: application/problem+json, localised by Accept-Language (es, en, pt); codes never are. */
#ifndef LAZO_HTTP_PROBLEM_H
#define LAZO_HTTP_PROBLEM_H

#include "http/route.h"

/* The status of a fault: INVALID 422 (malformed JSON 400), DENIED 403 (401 for nobody), NOT_FOUND 404, STALE 412,
 * CONFLICT 409, LIMIT 422 filter_too_broad or 413, BUSY 503 with Retry-After, BROKEN 503. */
int problem_status(Fault fault);
/* Writes the whole answer: type, title, status, detail, errors from work->field_faults, request_id. */
void problem_answer(const Work *work, const Request *request, Text language, Result result, Answer *answer);
/* With a status and code of the caller's own: 404 unknown_path, 405, 415, 428, 429, … */
void problem_answer_code(const Request *request, Text language, int status, const char *code, Answer *answer);

#endif
