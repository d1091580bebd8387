/* test_output.c: reports reach their file whole or not at all.          Tests render/output.c. Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_output.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "checks.h"
#include "failing_allocator.h"
#include "scratch.h"

static char folder[SCRATCH_ROOM]; /* a fresh one for the whole run */

static const char *in_folder(const char *name) {
    static char path[8][4400];
    static int turn;
    turn = (turn + 1) % 8;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    return path[turn];
}

static rs_text text_of(const char *string) {
    rs_text text = RS_TEXT_INIT;
    rs_text_add(&text, string);
    return text;
}

static void check_file(const char *label, const char *path, const char *want) {
    char got[4096];
    FILE *file = fopen(path, "rb");
    if (!check(label, file != NULL)) return;
    got[fread(got, 1, sizeof got - 1, file)] = '\0';
    fclose(file);
    check_text(label, got, want);
}

/* How many entries the folder has: nothing temporary may stay behind. */
static size_t entries(const char *path) {
    DIR *dir = opendir(path);
    size_t count = 0;
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        count += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
    if (dir) closedir(dir);
    return count;
}

static void check_write(const char *label, const char *path, const char *content) {
    rs_error err = RS_ERROR_INIT;
    rs_text text = text_of(content);
    check_ok(label, rs_output_check(path, &err), &err);
    check_ok(label, rs_output_write(path, &text, &err), &err);
    rs_text_release(&text);
}

static void check_refused(const char *label, const char *path, const char *reason) {
    rs_error err = RS_ERROR_INIT;
    rs_text text = text_of("never seen");
    char want[5000];
    snprintf(want, sizeof want, "%s: %s", path, reason);
    want[sizeof err.message - 1] = '\0';
    check_number(label, rs_output_write(path, &text, &err), RS_IO);
    check_text(label, err.message, want);
    err = (rs_error)RS_ERROR_INIT;
    check_number(label, rs_output_check(path, &err), RS_IO);
    check_text(label, err.message, want);
    rs_text_release(&text);
}

static mode_t mode_of(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 ? status.st_mode & 07777 : 0;
}

static void test_output__a_new_file_has_the_mode_that_the_mask_leaves(void) {
    mode_t mask = umask(027);
    check_write("new", in_folder("new"), "first\n");
    umask(mask);
    check_file("new", in_folder("new"), "first\n");
    check_number("mode", mode_of(in_folder("new")), 0640);
    unlink(in_folder("new"));
    check_number("nothing else is there", entries(folder), 0);
}

static void test_output__an_old_file_is_replaced_and_keeps_its_mode(void) {
    check_write("first", in_folder("old"), "a longer first content\n");
    chmod(in_folder("old"), 0666); /* more than the mask would leave */
    int reader = open(in_folder("old"), O_RDONLY);
    char still[32] = "";
    mode_t mask = umask(077);
    check_write("second", in_folder("old"), "second\n");
    umask(mask);
    check_file("second", in_folder("old"), "second\n");
    check_number("mode", mode_of(in_folder("old")), 0666);
    check("who had it open reads the old one",
          read(reader, still, sizeof still - 1) > 0 && strstr(still, "first") != NULL);
    close(reader);
    unlink(in_folder("old"));
    check_number("nothing else is there", entries(folder), 0);
}

static void test_output__a_symbolic_link_stays_and_its_target_is_written(void) {
    mkdir(in_folder("elsewhere"), 0755);
    check_write("target", in_folder("elsewhere/target"), "old\n");
    check_number("link", symlink("elsewhere/target", in_folder("link")), 0);
    check_write("through", in_folder("link"), "new\n");
    check_file("target", in_folder("elsewhere/target"), "new\n");
    struct stat status;
    check("still a link", lstat(in_folder("link"), &status) == 0 && S_ISLNK(status.st_mode));
    check_number("link", symlink("elsewhere/not yet", in_folder("dangling")), 0);
    check_write("dangling", in_folder("dangling"), "made\n");
    check_file("made", in_folder("elsewhere/not yet"), "made\n");
    check_number("link", symlink("round", in_folder("round")), 0);
    check_refused("round", in_folder("round"), "Too many levels of symbolic links");
    unlink(in_folder("link"));
    unlink(in_folder("dangling"));
    unlink(in_folder("round"));
    unlink(in_folder("elsewhere/target"));
    unlink(in_folder("elsewhere/not yet"));
    rmdir(in_folder("elsewhere"));
    check_number("nothing else is there", entries(folder), 0);
}

static void test_output__a_name_may_be_as_long_as_names_can_be(void) {
    char name[256];
    memset(name, 'n', 255);
    name[255] = '\0';
    check_write("longest", in_folder(name), "x");
    check_file("longest", in_folder(name), "x");
    unlink(in_folder(name));
    char longer[300];
    memset(longer, 'n', 299);
    longer[299] = '\0';
    rs_error err = RS_ERROR_INIT;
    rs_text text = text_of("x");
    check_number("too long", rs_output_write(in_folder(longer), &text, &err), RS_IO);
    check("says so", strstr(err.message, "File name too long") != NULL);
    rs_text_release(&text);
    check_number("nothing else is there", entries(folder), 0);
}

static void test_output__what_cannot_be_written_is_refused_with_path_and_reason(void) {
    check_refused("a folder", folder, "Is a directory");
    check_refused("no such folder", in_folder("no/such/file"), "No such file or directory");
    check_refused("empty", "", "No such file or directory");
    check_refused("a folder to be", in_folder("to be/"), "Is a directory");
    check_write("a file", in_folder("file"), "x");
    check_refused("below a file", in_folder("file/below"), "Not a directory");
    unlink(in_folder("file"));
    if (geteuid() == 0) return; /* root may write everywhere */
    check_refused("not ours", "/refscope-test", "Permission denied");
}

/* A device to write to. Root could replace those in /dev, should the code be wrong, so it gets one of its own; NULL when
 * that is not possible here. */
static const char *device(const char *name, unsigned minor_number) {
    static char path[64];
    snprintf(path, sizeof path, "/dev/%s", name);
    if (geteuid() != 0) return path;
    snprintf(path, sizeof path, "%s", in_folder(name));
    if (mknod(path, S_IFCHR | 0666, makedev(1, minor_number)) != 0) return NULL;
    int descriptor = open(path, O_WRONLY);
    if (descriptor >= 0)
        close(descriptor);
    else
        unlink(path);
    return descriptor >= 0 ? path : NULL;
}

static void check_device(const char *name, unsigned minor_number, rs_status want, const char *reason) {
    const char *path = device(name, minor_number);
    if (path == NULL) {
        printf("%s: no device can be made here\n", name);
        return;
    }
    rs_error err = RS_ERROR_INIT;
    rs_text text = text_of("a report");
    char sentence[128] = "";
    if (reason) snprintf(sentence, sizeof sentence, "%s: %s", path, reason);
    check_ok("it may be written", rs_output_check(path, &err), &err);
    check_number(name, rs_output_write(path, &text, &err), want);
    check_text(name, err.message, sentence);
    struct stat status;
    check("it is still a device", stat(path, &status) == 0 && S_ISCHR(status.st_mode));
    rs_text_release(&text);
    if (geteuid() == 0) unlink(path);
}

static void test_output__a_full_device_is_an_error(void) {
    check_device("full", 7, RS_IO, "No space left on device");
    check_device("null", 3, RS_OK, NULL);
    check_number("nothing is left", entries(folder), 0);
}

static void test_output__half_a_file_is_none(void) {
    struct rlimit before, small;
    check_write("old", in_folder("kept"), "the old content\n");
    getrlimit(RLIMIT_FSIZE, &before);
    small = before;
    small.rlim_cur = 10;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    rs_error err = RS_ERROR_INIT;
    rs_text text = text_of("more than the ten bytes that may be written");
    rs_status replaced = rs_output_write(in_folder("kept"), &text, &err);
    rs_status made = rs_output_write(in_folder("new"), &text, NULL);
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_DFL);
    check_number("replaced", replaced, RS_IO);
    check_number("made", made, RS_IO);
    check("says why", strstr(err.message, "/kept: File too large") != NULL);
    check_file("the old one is whole", in_folder("kept"), "the old content\n");
    check("there is no new one", access(in_folder("new"), F_OK) != 0);
    check_number("nothing else is there", entries(folder), 1);
    unlink(in_folder("kept"));
    rs_text_release(&text);
}

/* ---- Descriptors ------------------------------------------------------------------------------------------------------ */

typedef struct pipe_reader {
    int descriptor;
    size_t bytes;
    bool same; /* every byte was the one that was sent */
} pipe_reader;

static void *read_slowly(void *context) {
    pipe_reader *reader = context;
    char buffer[999];
    ssize_t got;
    reader->same = true;
    while ((got = read(reader->descriptor, buffer, sizeof buffer)) > 0) {
        for (ssize_t i = 0; i < got; i++)
            reader->same = reader->same && buffer[i] == (char)('a' + (reader->bytes + (size_t)i) % 26);
        reader->bytes += (size_t)got;
    }
    return NULL;
}

static void ignore_alarm(int signal) {
    (void)signal;
}

static void test_output__every_byte_is_sent_however_slow_the_reader(void) {
    enum { MANY = 1 << 20 };
    rs_text text = RS_TEXT_INIT;
    for (size_t i = 0; i < MANY; i++) rs_text_add_char(&text, (char)('a' + i % 26));
    int ends[2];
    check_number("pipe", pipe(ends), 0);
    struct sigaction interrupting = {.sa_handler = ignore_alarm}, before;
    sigaction(SIGALRM, &interrupting, &before); /* no SA_RESTART: writes are interrupted */
    pipe_reader reader = {.descriptor = ends[0]};
    pthread_t thread;
    sigset_t alarms;
    sigemptyset(&alarms);
    sigaddset(&alarms, SIGALRM);
    pthread_sigmask(SIG_BLOCK, &alarms, NULL);
    pthread_create(&thread, NULL, read_slowly, &reader);
    pthread_sigmask(SIG_UNBLOCK, &alarms, NULL);
    ualarm(100, 100);
    rs_error err = RS_ERROR_INIT;
    check_ok("sent", rs_output_send(ends[1], &text, &err), &err);
    ualarm(0, 0);
    close(ends[1]);
    pthread_join(thread, NULL);
    close(ends[0]);
    sigaction(SIGALRM, &before, NULL);
    check_number("bytes", reader.bytes, MANY);
    check("the same", reader.same);
    rs_text_release(&text);
}

static void test_output__a_pipe_that_nobody_reads_is_an_error(void) {
    int ends[2];
    check_number("pipe", pipe(ends), 0);
    close(ends[0]);
    signal(SIGPIPE, SIG_IGN);
    rs_error err = RS_ERROR_INIT;
    rs_text text = text_of("heard by nobody");
    char want[64];
    snprintf(want, sizeof want, "descriptor %d: Broken pipe", ends[1]);
    check_number("sent", rs_output_send(ends[1], &text, &err), RS_IO);
    check_text("why", err.message, want);
    signal(SIGPIPE, SIG_DFL);
    close(ends[1]);
    rs_text_release(&text);
}

static void test_output__a_text_that_failed_is_not_written(void) {
    rs_text text = text_of("half a report");
    text.failed = true;
    rs_error err = RS_ERROR_INIT;
    check_number("write", rs_output_write(in_folder("half"), &text, &err), RS_NO_MEMORY);
    check_number("send", rs_output_send(1, &text, &err), RS_NO_MEMORY);
    check_number("nothing is there", entries(folder), 0);
    text.failed = false;
    rs_text_release(&text);
}

static void test_output__an_empty_report_is_an_empty_file(void) {
    rs_text nothing = RS_TEXT_INIT;
    rs_error err = RS_ERROR_INIT;
    check_ok("write", rs_output_write(in_folder("empty"), &nothing, &err), &err);
    check_file("empty", in_folder("empty"), "");
    unlink(in_folder("empty"));
}

static rs_status try_write(void *context, rs_error *err) {
    rs_status status = rs_output_check(in_folder("trial"), err);
    return status == RS_OK ? rs_output_write(in_folder("trial"), context, err) : status;
}

static void test_output__out_of_memory_at_every_allocation(void) {
    rs_text text = text_of("content\n");
    check("some", for_each_allocation_failure("write", try_write, &text) >= 4);
    check_file("written in the end", in_folder("trial"), "content\n");
    unlink(in_folder("trial"));
    check_number("nothing else is there", entries(folder), 0);
    rs_text_release(&text);
}

static CU_TestInfo tests[] = {
    TEST(test_output__a_new_file_has_the_mode_that_the_mask_leaves),
    TEST(test_output__an_old_file_is_replaced_and_keeps_its_mode),
    TEST(test_output__a_symbolic_link_stays_and_its_target_is_written),
    TEST(test_output__a_name_may_be_as_long_as_names_can_be),
    TEST(test_output__what_cannot_be_written_is_refused_with_path_and_reason),
    TEST(test_output__a_full_device_is_an_error),
    TEST(test_output__half_a_file_is_none),
    TEST(test_output__every_byte_is_sent_however_slow_the_reader),
    TEST(test_output__a_pipe_that_nobody_reads_is_an_error),
    TEST(test_output__a_text_that_failed_is_not_written),
    TEST(test_output__an_empty_report_is_an_empty_file),
    TEST(test_output__out_of_memory_at_every_allocation),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    if (mkdtemp(scratch_template(folder, "output")) == NULL) return 1;
    int failed = run_tests(argc, argv, "output", tests);
    rmdir(folder);
    return failed;
}
