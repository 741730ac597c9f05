// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "message.h"

#include <functional>
#include <memory>

namespace bench {

/// A Boost.Asio io_context with a thread of its own, which calls `received` for whatever is posted.
class AsioPeer
{
public:
    explicit AsioPeer(std::function<void()> received);
    ~AsioPeer();

    void post(Message message);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace bench
