// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/accountpassword.h>

namespace ember {

bool lacksPassword(const ConnectionUrl &url)
{
    return url.kind == ConnectionUrl::Kind::NaviLink && url.password.isEmpty();
}

Secret knownPassword(const ConnectionUrl &url)
{
    return url.kind == ConnectionUrl::Kind::NaviLink ? Secret(qEnvironmentVariable("EMBERSCOPE_PASSWORD")) : Secret();
}

bool fillInPassword(ConnectionUrl &url)
{
    if (lacksPassword(url)) {
        url.password = knownPassword(url);
    }
    return !lacksPassword(url);
}

} // namespace ember
