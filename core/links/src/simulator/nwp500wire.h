// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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

    [[nodiscard]] QByteArray status(const Nwp500Status &status, const QByteArray &session) const;
    /// The answer to a device-info request (nwp500.md §6).
    [[nodiscard]] QByteArray feature(const QByteArray &session) const;

private:
    QByteArray m_mac;
    QByteArray m_head; // up to the session
    QByteArray m_body; // behind the request topic, up to the body's key
    QString m_topic;
    QByteArray m_serial;
};

} // namespace ember
