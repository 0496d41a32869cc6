/* Markup by type: everything is escaped unless it is struct html. */
#ifndef GUATU_HTML_H
#define GUATU_HTML_H

#include "base/base.h"

void html_escape(struct out *, struct str); /* & < > " ' */
/* Percent-encodes for a query value or path part. */
void url_escape(struct out *, struct str);
struct str url_decode(struct arena *, struct str, bool plus_is_space);

#endif
