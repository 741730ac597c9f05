// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "asiopeer.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <thread>
#include <utility>

namespace bench {

struct AsioPeer::Private
{
    std::function<void()> received;
    boost::asio::io_context context{};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{context.get_executor()};
    std::thread thread{[this] { context.run(); }};
};

AsioPeer::AsioPeer(std::function<void()> received)
    : d(new Private{.received = std::move(received)})
{
}

AsioPeer::~AsioPeer()
{
    d->work.reset();
    d->thread.join();
}

void AsioPeer::post(Message message)
{
    boost::asio::post(d->context, [this, message = std::move(message)] { d->received(); });
}

} // namespace bench
