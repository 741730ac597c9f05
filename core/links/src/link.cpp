// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/links/link.h>

#include "linkworker.h"
#include "mqtttransport.h"
#include "navilink/navilinktransport.h"
#include "simulatortransport.h"

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

using Milliseconds = std::chrono::milliseconds;

/// See LinkOptions::staleAfter.
Milliseconds staleAfter(const SimulationOptions &simulation, Milliseconds usual)
{
    constexpr double kShortest = 1000; // ms
    constexpr double kMessages = 3;
    const double betweenMessages = simulation.rate ? 1000 / *simulation.rate : 0;
    return Milliseconds(
        qint64(std::max({double(usual.count()) / simulation.speed, kShortest, kMessages * betweenMessages})));
}

/// A simulator settles in simulated time, so that faults provoked one after the other do not add up.
Milliseconds settledAfter(const SimulationOptions &simulation)
{
    return Milliseconds(qint64(double(Backoff::Options().settledAfter.count()) / simulation.speed));
}

LinkSetup makeSetup(ConnectionUrl url, LinkOptions options, EventPoster post)
{
    TransportFactory transport = [url](TransportSink &sink) -> std::unique_ptr<Transport> {
        if (url.kind == ConnectionUrl::Kind::Simulator) {
            return std::make_unique<SimulatorTransport>(url, sink);
        }
        if (url.kind == ConnectionUrl::Kind::NaviLink) {
            return std::make_unique<NaviLinkTransport>(url, sink);
        }
        return std::make_unique<MqttTransport>(url, sink);
    };
    Backoff backoff;
    const auto simulation = simulationOptions(url.profile, url.simulation);
    if (url.kind == ConnectionUrl::Kind::Simulator && simulation) {
        options.staleAfter = staleAfter(*simulation, options.staleAfter);
        backoff = Backoff({.settledAfter = settledAfter(*simulation)});
    }
    return {.url = std::move(url),
        .options = std::move(options),
        .post = std::move(post),
        .transport = std::move(transport),
        .backoff = std::move(backoff)};
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

Result<bool> Link::provoke(const SimulatedFault &fault)
{
    if (url().kind != ConnectionUrl::Kind::Simulator) {
        return Error{u"Faults can be provoked at a simulator only; %1 is none."_s.arg(url().text)};
    }
    const LinkState state = status().state;
    if (state == LinkState::Closed || state == LinkState::Lost) {
        return Error{u"The simulator is not connected; reconnect it first."_s};
    }
    d->worker.provoke(fault);
    return true;
}

Result<bool> Link::send(OutgoingCommand command)
{
    if (status().state == LinkState::Lost || !d->worker.send(std::move(command))) {
        return Error{u"The connection is closed; reconnect it first."_s};
    }
    return true;
}

void Link::refuseWaitingCommands(const QString &reason)
{
    d->worker.refuseWaiting(reason);
}

void Link::askCapabilities()
{
    d->worker.askCapabilities();
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
