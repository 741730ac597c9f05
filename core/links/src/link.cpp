// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/links/link.h>

#include "linkworker.h"
#include "mqtttransport.h"
#include "simulatortransport.h"

namespace ember {

namespace {

LinkSetup makeSetup(ConnectionUrl url, LinkOptions options, EventPoster post)
{
    TransportFactory transport = [url](TransportSink &sink) -> std::unique_ptr<Transport> {
        if (url.kind == ConnectionUrl::Kind::Simulator) {
            return std::make_unique<SimulatorTransport>(url, sink);
        }
        return std::make_unique<MqttTransport>(url, sink);
    };
    return {.url = std::move(url),
        .options = std::move(options),
        .post = std::move(post),
        .transport = std::move(transport)};
}

} // namespace

class Link::Private
{
public:
    explicit Private(LinkSetup setup)
        : worker(std::move(setup))
    {
    }
    LinkWorker worker;
};

Link::Link(ConnectionUrl url, LinkOptions options, EventPoster post)
    : d(std::make_unique<Private>(makeSetup(std::move(url), std::move(options), std::move(post))))
{
}

Link::~Link() = default;

void Link::open()
{
    d->worker.open();
}

void Link::close(const QString &reason)
{
    d->worker.close(reason);
}

void Link::beginClose(const QString &reason)
{
    d->worker.beginClose(reason);
}

void Link::reconnect()
{
    d->worker.reconnect();
}

LinkStatus Link::status() const
{
    return d->worker.status();
}

const ConnectionUrl &Link::url() const
{
    return d->worker.url();
}

} // namespace ember
