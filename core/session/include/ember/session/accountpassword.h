// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/connectionurl.h>

namespace ember {

/// Whether a connection cannot be opened before somebody gives the password of its account.
[[nodiscard]] bool lacksPassword(const ConnectionUrl &url);

/// The password of the account as far as it is known without asking the person: from EMBERSCOPE_PASSWORD, which counts
/// for every account that is opened. Empty: not known. Any thread.
[[nodiscard]] Secret knownPassword(const ConnectionUrl &url);

/// Fills the password in if it is known without asking; whether the connection can be opened now.
bool fillInPassword(ConnectionUrl &url);

} // namespace ember
