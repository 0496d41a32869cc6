/* One line a fact on stderr: time, level, words. Never secrets or personal numbers. */
#ifndef GUATU_LOG_H
#define GUATU_LOG_H

void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Silences log_info (tests and command-line verbs). */
void log_quiet(void);

#endif
