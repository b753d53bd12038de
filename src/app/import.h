/* `qingce import`: tables of others into the store. */
#ifndef QINGCE_IMPORT_H
#define QINGCE_IMPORT_H

int import_main(int argc, char **argv);

#endif
