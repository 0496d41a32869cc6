/* Secrets at rest: XSalsa20-Poly1305 by a key that lies beside the database, not in it. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

enum { KEY = crypto_secretbox_KEYBYTES, NONCE = crypto_secretbox_NONCEBYTES,
	MAC = crypto_secretbox_MACBYTES };

static bool make_key(const char *path, unsigned char key[KEY])
{
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file < 0)
		return false;
	randombytes_buf(key, KEY);
	bool kept = write(file, key, KEY) == KEY && fsync(file) == 0;
	if (close(file) != 0 || !kept)
		unlink(path);
	return kept;
}

static enum status key_of(struct call *call, bool make, unsigned char key[KEY])
{
	char *path = str_z(call->arena,
		str_fmt(call->arena, "%s/secret.key", store_folder(call->store)));
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 && errno == ENOENT && make)
		return make_key(path, key) ? OK : BROKEN;
	bool whole = file >= 0 && read(file, key, KEY) == KEY;
	if (file >= 0)
		close(file);
	if (!whole)
		log_error("%s cannot be read: kept secrets are lost without it", path);
	return whole ? OK : BROKEN;
}

enum status secret_seal(struct call *call, struct str plain, struct str *sealed)
{
	unsigned char key[KEY];
	*sealed = NOTHING;
	if (!plain.len)
		return OK;
	TRY(key_of(call, true, key));
	size_t len = NONCE + MAC + plain.len;
	unsigned char *raw = arena_take(call->arena, len);
	randombytes_buf(raw, NONCE);
	crypto_secretbox_easy(raw + NONCE, (const unsigned char *)plain.at, plain.len, raw, key);
	size_t room = sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL);
	char *text = arena_take(call->arena, room);
	*sealed = str_of(sodium_bin2base64(text, room, raw, len, sodium_base64_VARIANT_ORIGINAL));
	sodium_memzero(key, sizeof key);
	return OK;
}

enum status secret_open(struct call *call, struct str sealed, struct str *plain)
{
	unsigned char key[KEY];
	size_t len;
	*plain = NOTHING;
	if (!sealed.len)
		return OK;
	unsigned char *raw = arena_take(call->arena, sealed.len);
	if (sodium_base642bin(raw, sealed.len, sealed.at, sealed.len, NULL, &len, NULL,
		    sodium_base64_VARIANT_ORIGINAL) != 0 || len < NONCE + MAC)
		return BROKEN;
	TRY(key_of(call, false, key));
	unsigned char *text = arena_take(call->arena, len);
	bool ours = crypto_secretbox_open_easy(text, raw + NONCE, len - NONCE, raw, key) == 0;
	sodium_memzero(key, sizeof key);
	if (!ours)
		return BROKEN;
	*plain = (struct str){(const char *)text, len - NONCE - MAC};
	return OK;
}
