// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "secretarguments.h"

#include <ember/links/connectionurl.h>

#include <cstring>

namespace ember {

void hideSecrets(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        const Result<ConnectionUrl> url = ConnectionUrl::parse(QString::fromLocal8Bit(argv[i]));
        if (!url || (url->password.isEmpty() && (!url->tls || url->tls->keyPassword.isEmpty()))) {
            continue;
        }
        // What is shown is what was written without something, so it has room.
        const QByteArray shown = url->text.toLocal8Bit();
        const std::size_t size = std::strlen(argv[i]);
        std::strncpy(argv[i], shown.constData(), size); // and zeros behind it
    }
}

} // namespace ember
