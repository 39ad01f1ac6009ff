/* The words by which mail systems speak of what they could not deliver; folded (lower case, no accents). Lists end with
 * NULL. */
#ifndef LAZO_MAIL_MAIL_BOUNCE_WORDS_H
#define LAZO_MAIL_MAIL_BOUNCE_WORDS_H

extern const char *const bounce_daemons[];        /* in names and local parts of mail systems */
extern const char *const bounce_machines[];       /* in those of any machine */
extern const char *const bounce_subjects[];       /* in subjects of reports */
extern const char *const bounce_openings[];       /* the first words of reports; no person begins with them */
extern const char *const bounce_bodies[];         /* in their texts */
extern const char *const bounce_delay_subjects[]; /* in subjects that say "not yet" */
extern const char *const bounce_delay_bodies[];
extern const char *const bounce_final_bodies[]; /* that say "given up" in spite of those */
extern const char *const bounce_success[];

#endif
