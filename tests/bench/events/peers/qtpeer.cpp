// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "qtpeer.h"

namespace bench {

void QtPeer::add(int index, quint64 *counter)
{
    connectHandler<Message>(index, counter, [this](auto handler) { connect(this, &QtPeer::sent, this, handler); });
}

void QtPeer::send(const Message &message)
{
    Q_EMIT sent(message);
}

void QtPeer::addOnceAndSend(quint64 *counter, const Message &message)
{
    connect(
        this, &QtPeer::sent, this, [counter](const Message &) { ++*counter; },
        static_cast<Qt::ConnectionType>(Qt::DirectConnection | Qt::SingleShotConnection));
    Q_EMIT sent(message);
}

void QtPeer::addMany(int count, quint64 *counter)
{
    m_handles.reserve(std::size_t(count));
    for (int i = 0; i < count; ++i) {
        m_handles.push_back(connect(
            this, &QtPeer::sent, this, [counter](const Message &) { ++*counter; }, Qt::DirectConnection));
    }
}

void QtPeer::removeMany(const std::vector<int> &order)
{
    for (const int index : order) {
        disconnect(m_handles[std::size_t(index)]);
    }
}

} // namespace bench
