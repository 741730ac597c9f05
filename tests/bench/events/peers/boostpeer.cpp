// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "boostpeer.h"

#include <boost/signals2.hpp>

namespace bench {

using Signal = boost::signals2::signal<void(const Message &)>;

struct BoostPeer::Private
{
    Signal signal;
    std::vector<boost::signals2::connection> handles;
};

BoostPeer::BoostPeer()
    : d(std::make_unique<Private>())
{
}

BoostPeer::~BoostPeer() = default;

void BoostPeer::add(int index, quint64 *counter)
{
    connectHandler<Message>(index, counter, [this, index](auto handler) { d->signal.connect(index % 3, handler); });
}

void BoostPeer::send(const Message &message)
{
    d->signal(message);
}

void BoostPeer::addOnceAndSend(quint64 *counter, const Message &message)
{
    d->signal.connect_extended([counter](const boost::signals2::connection &connection, const Message &) {
        connection.disconnect();
        ++*counter;
    });
    d->signal(message);
}

void BoostPeer::addMany(int count, quint64 *counter)
{
    d->handles.reserve(std::size_t(count));
    for (int i = 0; i < count; ++i) {
        d->handles.push_back(d->signal.connect(i % 10, [counter](const Message &) { ++*counter; }));
    }
}

void BoostPeer::removeMany(const std::vector<int> &order)
{
    for (const int index : order) {
        d->handles[std::size_t(index)].disconnect();
    }
}

} // namespace bench
