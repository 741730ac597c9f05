// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sigcpeer.h"

#include <sigc++/sigc++.h>

namespace bench {

struct SigcPeer::Private
{
    sigc::signal<void(const Message &)> signal;
};

SigcPeer::SigcPeer()
    : d(std::make_unique<Private>())
{
}

SigcPeer::~SigcPeer() = default;

void SigcPeer::add(int index, quint64 *counter)
{
    connectHandler<Message>(index, counter, [this](auto handler) { d->signal.connect(handler); });
}

void SigcPeer::send(const Message &message)
{
    d->signal.emit(message);
}

} // namespace bench
