// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "asiopeer.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <thread>

namespace bench {

struct AsioPeer::Private
{
    boost::asio::io_context context;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{context.get_executor()};
    std::thread thread{[this] { context.run(); }};
};

AsioPeer::AsioPeer()
    : d(std::make_unique<Private>())
{
}

AsioPeer::~AsioPeer()
{
    d->work.reset();
    d->thread.join();
}

void AsioPeer::post(Message message)
{
    boost::asio::post(d->context, [this, message = std::move(message)] {
        received.store(received.load(std::memory_order_relaxed) + 1, std::memory_order_release);
    });
}

} // namespace bench
