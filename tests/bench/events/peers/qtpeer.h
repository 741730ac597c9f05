// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "message.h"

#include <QtCore/QObject>

#include <vector>

namespace bench {

/// A Qt signal.
class QtPeer : public QObject
{
    Q_OBJECT

public:
    void add(int index, quint64 *counter);
    void send(const Message &message);
    void addOnceAndSend(quint64 *counter, const Message &message);

    /// Registration by the thousand; keeps the handles.
    void addMany(int count, quint64 *counter);
    void removeMany(const std::vector<int> &order);

    /// A queued connection to whatever thread `receiver` lives on.
    template <typename Callable>
    void addQueued(const QObject *receiver, Callable callable)
    {
        QObject::connect(this, &QtPeer::sent, receiver, std::move(callable), Qt::QueuedConnection);
    }

Q_SIGNALS:
    void sent(const bench::Message &message);

private:
    std::vector<QMetaObject::Connection> m_handles;
};

} // namespace bench
