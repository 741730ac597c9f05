// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulator/nwp500request.h"
#include "simulator/nwp500status.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

namespace ember {

/// One device's identity and the envelope of its messages (nwp500.md §2), as compact JSON.
class Nwp500Wire
{
public:
    Nwp500Wire(quint64 seed, int index);

    /// Where answers and pushes go: `cmd/52/navilink-{mac}/{clientId}/res`.
    [[nodiscard]] const QString &topic() const { return m_topic; }

    /// 12 lower-case hex digits.
    [[nodiscard]] const QByteArray &mac() const { return m_mac; }

    /// What nobody asked for in so many words: a push, or the answer to the app that is part of the simulation.
    [[nodiscard]] QByteArray status(const Nwp500Status &status, const QByteArray &session) const;
    /// The answer to a device-info request (nwp500.md §6).
    [[nodiscard]] QByteArray feature(const QByteArray &session) const;
    /// The answers to a request that was heard; they echo its envelope.
    [[nodiscard]] QByteArray statusFor(const Nwp500Request &request, const Nwp500Status &status) const;
    [[nodiscard]] QByteArray featureFor(const Nwp500Request &request) const;
    /// With these members beside the device's name.
    [[nodiscard]] QByteArray recordsFor(const Nwp500Request &request, const QJsonObject &members) const;

private:
    [[nodiscard]] QByteArray headFor(const Nwp500Request &request) const;
    [[nodiscard]] QByteArray featureBody() const;

    QByteArray m_mac;
    QByteArray m_head; // up to the session
    QByteArray m_body; // behind the request topic, up to the body's key
    QString m_topic;
    QByteArray m_serial;
};

} // namespace ember
