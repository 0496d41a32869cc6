/* What leaves the house: one request or one letter, over libcurl, which is named nowhere
 * else. Bounded in time and size; no redirects, no proxies. */
#ifndef GUATU_CLIENT_H
#define GUATU_CLIENT_H

#include "base/base.h"

enum sending {
	SEND_OK,     /* accepted: for HTTP an answer came, whatever its status */
	SEND_FAILED, /* surely not accepted: may be tried again */
	SEND_REFUSED, /* refused for good: trying again does not help */
	SEND_UNSURE, /* it left, and no answer came: may or may not have arrived */
};

struct http_post {
	struct str url;	 /* https; http too with inner */
	struct str body; /* JSON */
	bool inner;	 /* also loopback, private and link-local addresses */
};

struct http_answer {
	int status;
	struct str body;  /* the first 64 KiB */
	struct str error; /* in English, for the log; NOTHING where all went well */
};

/* Waits at most ten seconds. Addresses are checked after resolution, on the socket itself,
 * so that a name that changes its address gains nothing. */
enum sending http_post(struct arena *, const struct http_post *, struct http_answer *);

enum mail_safety { MAIL_TLS, MAIL_STARTTLS, MAIL_PLAIN };

struct mail {
	struct str host;
	int port;
	enum mail_safety safety;
	struct str login, password; /* NOTHING: without */
	struct str from, to;	    /* bare addresses, see mail_address */
	struct str subject, body;   /* UTF-8 */
	struct str id;		    /* of the letter: the same again for the same letter */
	instant at;
};
enum sending mail_send(struct arena *, const struct mail *, struct str *error);
/* Something@something, without blanks, brackets, control or non-ASCII characters. */
bool mail_address(struct str);

/* The host of an address, "scheme://host[:port]" in small letters; NOTHING where it is no
 * http or https address or carries a name and password. */
struct str url_origin(struct arena *, struct str url);

/* From now on whatever waits is broken off: the house closes. */
void http_hang_up(void);

#endif
