// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/link.h>

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>

namespace ember {

/// A connection as it stands in a report (design.md §6): its state, and for its diagnosis (nwp500.md §11) the lengths
/// of its sessions, the drops with what is known and what is inferred, how many by reason, the next try; what became of
/// its commands, if it ever took one. What was not measured is absent, never 0. Any thread.
[[nodiscard]] QJsonObject connectionReport(const LinkStatus &link);

/// The same to be handed to somebody else: indented JSON without user name or e-mail address, client id, names of an
/// account's devices, the ids of named devices and whatever looks like a MAC address, of which the first two and the
/// last four digits are left. Any thread.
[[nodiscard]] QByteArray redactedDiagnostics(const LinkStatus &link);

} // namespace ember
