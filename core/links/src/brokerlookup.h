// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QString>

namespace ember {

struct ConnectionUrl;

/// The addresses of a broker as Paho wants them, "tcp://192.168.1.5:1883" or "tcp://[fe80::1]:1883", in the order to
/// try. Blocks as long as the resolver takes, seconds without a network. Any thread.
///
/// Looked up here and not by Paho, because that would keep its one lock and so hold up every other connection. But a
/// certificate is for a name, and so is the Host of a WebSocket: there Paho gets the name, "ssl://host:8883" or
/// "wss://host:443/mqtt", once it was found here, so that the resolver has the answer at hand.
[[nodiscard]] Result<QList<QByteArray>> lookUpBroker(const ConnectionUrl &url);

/// True for an IPv4 or IPv6 address, which needs no looking up.
[[nodiscard]] bool isNumericAddress(const QString &host);

/// What a WebSocket asks for: the path and, where there is one, its signed query.
[[nodiscard]] QByteArray requestTarget(const ConnectionUrl &url);

} // namespace ember
