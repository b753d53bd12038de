/* The subcommands that work on a store, and how they are told which. */
#ifndef QINGCE_SERVE_H
#define QINGCE_SERVE_H

/* Each takes the arguments from the subcommand's name on and returns the exit code: 0 done, 1 failed, 2 wrong
 * use. */
int serve_main(int argc, char **argv);
int migrate_main(int argc, char **argv);
int check_main(int argc, char **argv);
int verify_audit_main(int argc, char **argv);

#endif
