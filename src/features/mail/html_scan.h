/* A cheap look at HTML before it is given to the parser. */
#ifndef LAZO_MAIL_HTML_SCAN_H
#define LAZO_MAIL_HTML_SCAN_H

#include "base/text.h"

/* Whether nesting, number of tags and attributes stay within the bounds of html_tree.h. */
bool html_scan_is_bounded(Text html);

#endif
