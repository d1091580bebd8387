/* test_file_write.c: tests of file_write.c, names_kept.c and whole_file.c: what goes into a file, and that it goes whole or not
 * at all.                                                                                      Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"
#include "rs_snapshot_file.h"
#include "scratch.h"
#include "whole_file.h"

static char folder[SCRATCH_ROOM], path[SCRATCH_ROOM + 16];

/* How many files are in the folder. */
static unsigned files(void) {
    unsigned count = 0;
    DIR *open = opendir(folder);
    if (!open) exit(EXIT_FAILURE);
    for (struct dirent *entry = readdir(open); entry; entry = readdir(open))
        count += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
    closedir(open);
    return count;
}

static size_t bytes_of(char *bytes, size_t room, const char *name) {
    FILE *file = fopen(name, "rb");
    size_t size = file ? fread(bytes, 1, room, file) : 0;
    if (file) fclose(file);
    return size;
}

static rs_status save(const rs_snapshot *snapshot, rs_values values, rs_error *err) {
    rs_save_options options = RS_SAVE_OPTIONS_INIT;
    options.values = values;
    return rs_snapshot_save(snapshot, path, &options, err);
}

static rs_snapshot *saved_and_opened(const rs_snapshot *snapshot, rs_values values) {
    rs_snapshot *opened = NULL;
    rs_error err = RS_ERROR_INIT;
    check_ok("save", save(snapshot, values, &err), &err);
    check_ok("open", rs_snapshot_open(&opened, path, &err), &err);
    return opened;
}

/* ---- What leaves the process ------------------------------------------------------------------------------------------- */

/* Names: keys of a module's, a class's, an instance's namespace; what code calls its variables; __name__ and its like. */
static const char program[] = "m:module{name=app}-.__dict__->d:dict-[k]->v k='attr' v='SECRET value' "
                              "m-.other->u:dict-[q]->w q='SECRET key' "
                              "w='SECRET item' u->n=421337 f:function{name=work}-.__qualname__->fq='work' "
                              "f-.__code__->c:code-.co_varnames->t:tuple->x "
                              "x='variable' c-.co_consts->o:tuple->y y='SECRET constant' f-.__doc__->z "
                              "z='SECRET doc' r=2.5 b=b'SECRET bytes' u->r "
                              "u->b i:app.Item-.__dict__->e:dict-[ek]->ev ek='field' ev='SECRET field' "
                              "e-[eb]->w eb=b'SECRET name' e-[ei]->w ei=421338 "
                              "g:function-.__module__->gm='app' "
                              "s:str_like<str";

static bool has_text(const rs_snapshot *snapshot, const char *text) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    for (rs_object_id o = 0; o < c->objects; o++) {
        rs_value value = rs_snapshot_value(snapshot, o);
        if (value.kind == RS_VALUE_TEXT && value.length == strlen(text) &&
            memcmp(value.bytes, text, value.length) == 0)
            return true;
    }
    return false;
}

static unsigned count_values(const rs_snapshot *snapshot) {
    unsigned count = 0;
    for (rs_object_id o = 0; o < rs_snapshot_columns(snapshot)->objects; o++)
        count += rs_snapshot_value(snapshot, o).kind != RS_VALUE_UNKNOWN;
    return count;
}

static bool file_mentions(const char *word) {
    static char bytes[1 << 16];
    size_t size = bytes_of(bytes, sizeof bytes, path);
    return memmem(bytes, size, word, strlen(word)) != NULL;
}

static void test_file_write__names_and_no_values(void) {
    static const char *const names[] = {"attr", "work", "variable", "field", "app"};
    heap *h = heap_of(program);
    unsigned had = count_values(h->snapshot);
    rs_snapshot *opened = saved_and_opened(h->snapshot, RS_VALUES_NAMES);
    for (size_t i = 0; i < RS_COUNT(names); i++) check(names[i], has_text(opened, names[i]));
    check_number("values left", count_values(opened), RS_COUNT(names));
    check_number("policy", rs_snapshot_coverage(opened)->values, RS_VALUES_NAMES);
    check_number("withheld", rs_snapshot_coverage(opened)->values_withheld, had - RS_COUNT(names));
    check("the file has no secret", !file_mentions("SECRET"));
    rs_snapshot_free(opened);
    check("the photograph keeps them", has_text(h->snapshot, "SECRET value"));
    heap_free(h);
}

/* Names are what patterns of cycles are told apart by: they stay whatever the policy. */
static void test_file_write__shapes_have_names(void) {
    heap *h = heap_of(program);
    rs_snapshot *names = saved_and_opened(h->snapshot, RS_VALUES_NAMES);
    rs_snapshot *opened = saved_and_opened(h->snapshot, RS_VALUES_NONE);
    check_number("values left", count_values(opened), count_values(names));
    check_number("policy", rs_snapshot_coverage(opened)->values, RS_VALUES_NONE);
    check_number("withheld", rs_snapshot_coverage(opened)->values_withheld,
                 rs_snapshot_coverage(names)->values_withheld);
    check("a secret", !file_mentions("SECRET"));
    check("a type", file_mentions("app.Item"));
    check("what an object is called", file_mentions("work"));
    rs_snapshot_free(opened);
    rs_snapshot_free(names);
    heap_free(h);
}

/* Where code was written is told by names at most, and then the file's name is not in the table either. */
static void test_file_write__places_of_code_are_names(void) {
    for (rs_values values = RS_VALUES_SHORT; values <= RS_VALUES_NONE; values++) {
        rs_code_place place;
        heap *h = heap_of(
            "f:function-.__code__->c:code{file=/home/someone/app.py line=12} c-.co_name->n n='work'");
        rs_object_id code = heap_id(h, "c");
        rs_snapshot *opened = saved_and_opened(h->snapshot, values);
        check_number("place", rs_snapshot_code_place(&place, opened, code), values != RS_VALUES_NONE);
        if (values != RS_VALUES_NONE) {
            check_text("file", place.file, "/home/someone/app.py");
            check_number("line", place.line, 12);
        }
        check_number("mentioned", file_mentions("someone"), values != RS_VALUES_NONE);
        rs_snapshot_free(opened);
        heap_free(h);
    }
}

static void test_file_write__what_a_photograph_has_not_cannot_be_saved(void) {
    heap *h = heap_of(program);
    rs_snapshot *names = saved_and_opened(h->snapshot, RS_VALUES_NAMES);
    rs_snapshot *again = saved_and_opened(names, RS_VALUES_SHORT);
    check_number("policy", rs_snapshot_coverage(again)->values, RS_VALUES_NAMES);
    check_number("values", count_values(again), count_values(names));
    check_number("withheld", rs_snapshot_coverage(again)->values_withheld,
                 rs_snapshot_coverage(names)->values_withheld);
    rs_snapshot_free(again);
    rs_snapshot_free(names);
    heap_free(h);
}

static void test_file_write__the_origin_is_kept_or_replaced(void) {
    heap *h = heap_of("a");
    char longer[400];
    rs_save_options options = {RS_VALUES_NAMES, "app.py", "at the end", 3, 1000};
    rs_snapshot *opened = NULL, *again = NULL;
    memset(longer, 'x', sizeof longer);
    memcpy(longer + 253, "\xE2\x82\xAC\xE2\x82\xAC", 7);
    check_number("save", rs_snapshot_save(h->snapshot, path, &options, NULL), RS_OK);
    check_number("open", rs_snapshot_open(&opened, path, NULL), RS_OK);
    check_text("target", rs_snapshot_origin(opened)->target, "app.py");
    check_text("where", rs_snapshot_origin(opened)->where, "at the end");
    check("opened", rs_snapshot_origin(opened)->opened && !rs_snapshot_origin(h->snapshot)->opened);
    options = (rs_save_options){RS_VALUES_NAMES, longer, NULL, 0, 0};
    check_number("save", rs_snapshot_save(opened, path, &options, NULL), RS_OK);
    check_number("open", rs_snapshot_open(&again, path, NULL), RS_OK);
    check_number("cut between characters", strlen(rs_snapshot_origin(again)->target), 253);
    check_text("where", rs_snapshot_origin(again)->where, "at the end");
    check_number("collections", rs_snapshot_origin(again)->collections, 3);
    check_number("what they took", rs_snapshot_origin(again)->collected, 1000);
    rs_snapshot_free(again);
    rs_snapshot_free(opened);
    heap_free(h);
}

/* ---- Whole or not at all ------------------------------------------------------------------------------------------------ */

static void put_old_file(void) {
    FILE *file = fopen(path, "wb");
    if (!file || fputs("old", file) < 0 || fclose(file) != 0) exit(EXIT_FAILURE);
}

static void check_old_file(const char *label) {
    char bytes[16] = "";
    check_number(label, bytes_of(bytes, sizeof bytes, path), 3);
    check(label, memcmp(bytes, "old", 3) == 0);
    check_number(label, files(), 1);
}

static rs_status save_small(void *snapshot, rs_error *err) {
    put_old_file();
    rs_status status = save(snapshot, RS_VALUES_NAMES, err);
    if (status != RS_OK) check_old_file("out of memory");
    return status;
}

static void test_file_write__out_of_memory_anywhere(void) {
    heap *h = heap_of(program);
    check("allocations", for_each_allocation_failure("save", save_small, h->snapshot) > 10);
    check_number("files", files(), 1);
    heap_free(h);
}

/* A file that may not grow beyond a few bytes: what a full disk is to a writer. */
static void test_file_write__a_full_disk_leaves_the_old_file(void) {
    heap *h = heap_of(program);
    struct rlimit before, few;
    rs_error err = RS_ERROR_INIT;
    put_old_file();
    getrlimit(RLIMIT_FSIZE, &before);
    few = (struct rlimit){300, before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &few);
    rs_status status = save(h->snapshot, RS_VALUES_NAMES, &err);
    setrlimit(RLIMIT_FSIZE, &before);
    check_number("status", status, RS_IO);
    check("sentence", strstr(err.message, ": File too large") != NULL);
    check_old_file("full");
    heap_free(h);
}

static void test_file_write__a_full_device_is_told(void) {
    heap *h = heap_of(program);
    rs_error err = RS_ERROR_INIT;
    check_number("status", rs_snapshot_save(h->snapshot, "/dev/full", NULL, &err), RS_IO);
    check_text("sentence", err.message, "/dev/full: No space left on device");
    check_number("nowhere", rs_snapshot_save(h->snapshot, "/nowhere/heap.rsnap", NULL, &err), RS_IO);
    check_text("sentence", err.message, "/nowhere/heap.rsnap: No such file or directory");
    heap_free(h);
}

/* Killed in the middle, the process leaves what stood there and nothing else. */
static void test_file_write__a_killed_writer_leaves_the_old_file(void) {
    put_old_file();
    pid_t child = fork();
    if (child == 0) {
        rs__whole_file file;
        if (rs__whole_file_begin(&file, path, NULL) != RS_OK ||
            rs__whole_file_write(&file, "half", 4, NULL) != RS_OK)
            _exit(EXIT_FAILURE);
        kill(getpid(), SIGKILL);
    }
    int status = 0;
    waitpid(child, &status, 0);
    check("killed", WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    check_old_file("killed");
}

/* What is in it is its owner's alone, whatever the mask leaves and whatever stood there. */
static void test_file_write__nobody_else_may_read_it(void) {
    heap *h = heap_of(program);
    struct stat about = {0};
    mode_t mask = umask(0);
    check_number("new", save(h->snapshot, RS_VALUES_NAMES, NULL), RS_OK);
    check("new", stat(path, &about) == 0);
    check_number("new", about.st_mode & 07777, 0600);
    chmod(path, 0644);
    check_number("replaced", save(h->snapshot, RS_VALUES_NAMES, NULL), RS_OK);
    check("replaced", stat(path, &about) == 0);
    check_number("replaced", about.st_mode & 07777, 0600);
    umask(mask);
    heap_free(h);
}

/* A file is written from front to back: a pipe takes it as well. */
static void test_file_write__through_a_pipe(void) {
    static char straight[1 << 14], piped[1 << 14];
    char pipe[SCRATCH_ROOM + 16], name[SCRATCH_ROOM + 16];
    heap *h = heap_of(program);
    snprintf(pipe, sizeof pipe, "%s/pipe", folder);
    snprintf(name, sizeof name, "%s/piped", folder);
    check_number("save", save(h->snapshot, RS_VALUES_NAMES, NULL), RS_OK);
    size_t size = bytes_of(straight, sizeof straight, path);
    check_number("mkfifo", mkfifo(pipe, 0600), 0);
    pid_t child = fork();
    if (child == 0) {
        size_t got = bytes_of(piped, sizeof piped, pipe);
        FILE *file = fopen(name, "wb");
        _exit(file && fwrite(piped, 1, got, file) == got && fclose(file) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    check_number("save", rs_snapshot_save(h->snapshot, pipe, NULL, NULL), RS_OK);
    waitpid(child, NULL, 0);
    check_number("bytes", bytes_of(piped, sizeof piped, name), size);
    check("the same", memcmp(straight, piped, size) == 0);
    unlink(pipe);
    unlink(name);
    heap_free(h);
}

static CU_TestInfo tests[] = {
    TEST(test_file_write__names_and_no_values),
    TEST(test_file_write__shapes_have_names),
    TEST(test_file_write__places_of_code_are_names),
    TEST(test_file_write__what_a_photograph_has_not_cannot_be_saved),
    TEST(test_file_write__the_origin_is_kept_or_replaced),
    TEST(test_file_write__out_of_memory_anywhere),
    TEST(test_file_write__a_full_disk_leaves_the_old_file),
    TEST(test_file_write__a_full_device_is_told),
    TEST(test_file_write__a_killed_writer_leaves_the_old_file),
    TEST(test_file_write__nobody_else_may_read_it),
    TEST(test_file_write__through_a_pipe),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    if (!mkdtemp(scratch_template(folder, "write"))) return EXIT_FAILURE;
    snprintf(path, sizeof path, "%s/heap.rsnap", folder);
    int status = run_tests(argc, argv, "file_write", tests);
    unlink(path);
    return rmdir(folder) == 0 ? status : EXIT_FAILURE;
}
