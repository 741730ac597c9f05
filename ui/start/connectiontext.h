// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/simulationoptions.h>

#include <QtCore/QString>

namespace ember {

/// What a person filled in to reach a broker; empty texts were left out.
struct BrokerChoices
{
    QString host; ///< a name or an address, IPv6 with or without brackets
    int port = 1883;
    QString user;
    QString password;
    QString profile; ///< an id; empty: recognised by topic
    QString topic; ///< one topic filter; empty: those of the profile
    QString device; ///< an id, or an id and its additional value: "aabbccddeeff:5322"
    QString scheme = QStringLiteral("mqtt"); ///< mqtt, mqtts, ws or wss
    QString path = {}; ///< of a WebSocket
    QString ca = {}; ///< files, of an encrypted connection
    QString cert = {};
    QString key = {};
    QString keyPassword = {};
    QString version = {}; ///< 5 or 3.1.1; empty: whichever the broker knows
    QString clientId = {};
    bool isSessionKept = false;
};

/// The choices as the text of a URL (design.md §5), everything percent-encoded that would be read as something else.
/// Contains the passwords: for ConnectionUrl::parse() only, never to be shown.
[[nodiscard]] QString brokerUrlText(const BrokerChoices &choices);

/// What is wrong with the host by itself, before it could be read as another part of a URL; empty if nothing is.
[[nodiscard]] QString hostProblem(const QString &host);

/// The URL of a NaviLink account (design.md §5), without its password.
[[nodiscard]] QString accountUrlText(const QString &email);

/// The URL of the simulator (design.md §5); what equals the default is left out. `faults` as in a URL, may be empty.
[[nodiscard]] QString simulatorUrlText(const SimulationOptions &choices, const QString &faults);

} // namespace ember
