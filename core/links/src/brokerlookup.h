// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QString>

namespace ember {

/// The addresses of a host as Paho wants them, "tcp://192.168.1.5:1883" or "tcp://[fe80::1]:1883", in the order to try.
/// Blocks as long as the resolver takes, seconds without a network. Any thread.
///
/// Looked up here and not by Paho, because that would keep its one lock and so hold up every other connection.
[[nodiscard]] Result<QList<QByteArray>> lookUpBroker(const QString &host, quint16 port);

/// True for an IPv4 or IPv6 address, which needs no looking up.
[[nodiscard]] bool isNumericAddress(const QString &host);

} // namespace ember
