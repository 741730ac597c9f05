// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "message.h"

#include <memory>

namespace bench {

/// A libsigc++ signal; it knows no priorities.
class SigcPeer
{
public:
    SigcPeer();
    ~SigcPeer();

    void add(int index, quint64 *counter);
    void send(const Message &message);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace bench
