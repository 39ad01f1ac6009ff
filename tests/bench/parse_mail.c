/* The floor under the import of mail: each message of an mbox is parsed by GMime alone, and all of its parts are decoded.
 *   parse_mail FILE      prints {"messages", "bytes", "seconds"} */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <fcntl.h>
#include <gmime/gmime.h>

typedef struct Touched {
    guint64 messages;
    guint64 bytes;
} Touched;

static void part_touch(GMimeObject *parent, GMimeObject *part, gpointer owner)
{
    (void)parent;
    Touched *touched = owner;
    if (!GMIME_IS_PART(part))
        return;
    GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(part));
    if (content == NULL)
        return;
    GMimeStream *memory = g_mime_stream_mem_new();
    gint64 written = g_mime_data_wrapper_write_to_stream(content, memory);
    touched->bytes += written > 0 ? (guint64)written : 0;
    g_object_unref(memory);
}

static void message_touch(GMimeMessage *message, Touched *touched)
{
    touched->messages++;
    touched->bytes += g_mime_message_get_message_id(message) != NULL;
    touched->bytes += g_mime_message_get_subject(message) != NULL;
    touched->bytes += g_mime_message_get_date(message) != NULL;
    touched->bytes += (guint64)internet_address_list_length(g_mime_message_get_from(message));
    touched->bytes += (guint64)internet_address_list_length(g_mime_message_get_to(message));
    g_mime_message_foreach(message, part_touch, touched);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    g_mime_init();
    GMimeStream *stream = g_mime_stream_file_open(argv[1], "r", NULL);
    if (stream == NULL)
        return 1;
    struct timespec began;
    struct timespec ended;
    clock_gettime(CLOCK_MONOTONIC, &began);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_mime_parser_set_format(parser, GMIME_FORMAT_MBOX);
    Touched touched = {0};
    while (!g_mime_parser_eos(parser)) {
        GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
        if (message == NULL)
            break;
        message_touch(message, &touched);
        g_object_unref(message);
    }
    clock_gettime(CLOCK_MONOTONIC, &ended);
    double seconds = (double)(ended.tv_sec - began.tv_sec) + (double)(ended.tv_nsec - began.tv_nsec) / 1e9;
    printf("{\"messages\": %" G_GUINT64_FORMAT ", \"bytes\": %" G_GUINT64_FORMAT ", \"seconds\": %.3f}\n",
           touched.messages, touched.bytes, seconds);
    g_object_unref(parser);
    g_object_unref(stream);
    return 0;
}
