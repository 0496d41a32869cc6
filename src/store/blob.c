/* Papers and photos by the SHA-256 of their bytes: written once, never changed. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool hash_file(const char *path, char hex[65], int64_t *bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_DigestInit_ex(ctx, EVP_sha256(), NULL);
	char buffer[65536];
	ssize_t got;
	*bytes = 0;
	while ((got = read(fd, buffer, sizeof buffer)) > 0) {
		EVP_DigestUpdate(ctx, buffer, (size_t)got);
		*bytes += got;
	}
	unsigned char raw[EVP_MAX_MD_SIZE];
	EVP_DigestFinal_ex(ctx, raw, NULL);
	EVP_MD_CTX_free(ctx);
	close(fd);
	for (int i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", raw[i]);
	return got == 0;
}

struct str blob_path(struct call *call, struct str hash)
{
	return str_fmt(call->arena, "%s/blobs/%.2s/%.*s", store_folder(call->store), hash.at,
		STR(hash));
}

static bool sync_path(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool ok = fsync(fd) == 0;
	close(fd);
	return ok;
}

enum status blob_put(struct call *call, const char *temporary, struct str *hash,
	int64_t *bytes)
{
	char hex[65];
	if (!hash_file(temporary, hex, bytes))
		return BROKEN;
	*hash = str_copy(call->arena, (struct str){hex, 64});
	char *path = str_z(call->arena, blob_path(call, *hash));
	char *folder = str_z(call->arena,
		str_fmt(call->arena, "%s/blobs/%.2s", store_folder(call->store), hex));
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return BROKEN;
	struct stat st;
	if (stat(path, &st) == 0)
		return unlink(temporary) == 0 || errno == ENOENT ? OK : BROKEN;
	if (!sync_path(temporary) || rename(temporary, path) != 0 || !sync_path(folder))
		return BROKEN;
	return OK;
}

enum status blobs_verify(struct call *call, const struct strs *hashes, struct strs *broken)
{
	for (size_t i = 0; i < hashes->len; i++) {
		char hex[65];
		int64_t bytes;
		struct str want = hashes->at[i];
		if (!hash_file(str_z(call->arena, blob_path(call, want)), hex, &bytes) ||
			!str_eq(want, str_of(hex)))
			*vec_add(call->arena, broken) = want;
	}
	return OK;
}
