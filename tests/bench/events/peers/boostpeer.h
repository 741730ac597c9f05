// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "message.h"

#include <memory>
#include <vector>

namespace bench {

/// A Boost.Signals2 signal as it comes, with priorities as groups.
class BoostPeer
{
public:
    BoostPeer();
    ~BoostPeer();

    void add(int index, quint64 *counter);
    void send(const Message &message);
    void addOnceAndSend(quint64 *counter, const Message &message);
    void addMany(int count, quint64 *counter);
    void removeMany(const std::vector<int> &order);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace bench
