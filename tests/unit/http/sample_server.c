/* The sample server alone, to try with curl: sample_server [DATABASE [PORT]]; ends when standard input does. */
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "sample.h"

int main(int argc, char **argv)
{
    Sample sample;
    log_setup(LOG_WARN, false);
    Result opened =
        sample_open(&sample, argc > 1 ? argv[1] : NULL, argc > 2 ? (int)strtol(argv[2], NULL, 10) : 0, 100000000);
    if (!is_ok(opened)) {
        (void)fprintf(stderr, "%s\n", opened.why);
        return 1;
    }
    printf("http://127.0.0.1:%d\n", sample.port);
    (void)fflush(stdout);
    while (getchar() != EOF)
        ;
    sample_close(&sample);
    return 0;
}
