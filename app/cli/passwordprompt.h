// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/connectionurl.h>

#include <QtCore/QList>

namespace ember {

/// Gives each connection the secrets that the window keeps for its address, and each account the password that it
/// needs: that of EMBERSCOPE_PASSWORD, else the kept one, else what the person types at the terminal, where nothing of
/// it is shown. The error is what goes to stderr before exit code 1: there is no terminal, or the person gave up
/// (Ctrl-C, Ctrl-D). Main thread, before anything else reads stdin.
[[nodiscard]] Result<QList<ConnectionUrl>> withPasswords(QList<ConnectionUrl> urls);

} // namespace ember
