// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "message.h"

#include <atomic>
#include <memory>

namespace bench {

/// A Boost.Asio io_context with a thread of its own that counts what is posted to it.
class AsioPeer
{
public:
    AsioPeer();
    ~AsioPeer();

    void post(Message message);
    std::atomic<quint64> received = 0;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace bench
