// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessionprivate.h"

#include <algorithm>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

const QString kClosedByPerson = u"closed by the person"_s;

QString baseName(const ConnectionUrl &url)
{
    if (url.kind == ConnectionUrl::Kind::Simulator) {
        return u"simulator"_s;
    }
    if (url.kind == ConnectionUrl::Kind::NaviLink) {
        return u"NaviLink"_s; // every event carries the name, and not everybody's business is whose account it is
    }
    return url.host.contains(u':') ? u"[%1]:%2"_s.arg(url.host).arg(url.port) : u"%1:%2"_s.arg(url.host).arg(url.port);
}

} // namespace

QString Session::Private::namedProfile(const ConnectionUrl &url) const
{
    return url.profile.isEmpty() ? options.profile : url.profile;
}

/// If the profile of that name came from a file, its changes reach the connection.
void Session::Private::followFile(const QString &file, const std::shared_ptr<ProfileSet> &set)
{
    const ProfilePtr profile = set->profiles().value(0);
    const auto &builtIn = ProfileLibrary::builtIn();
    if (file.isEmpty() || std::ranges::find(builtIn, profile) != builtIn.end()) {
        return;
    }
    if (!profileFiles) {
        profileFiles
            = std::make_unique<ProfileFiles>([this](const Event &event) { emitterThread.emitter().post(event); },
                [this](const ProfilePtr &edition) {
                    const std::lock_guard lock(profilesMutex);
                    profiles.insert(edition->id(), edition);
                });
    }
    profileFiles->follow(file, profile, set);
}

Result<QList<ProfilePtr>> Session::Private::profilesFor(const ConnectionUrl &url)
{
    QList<ProfilePtr> list;
    if (const QString named = namedProfile(url); named.isEmpty()) {
        const auto &builtIn = ProfileLibrary::builtIn();
        list = QList<ProfilePtr>(builtIn.begin(), builtIn.end());
    } else {
        auto found = ProfileLibrary::find(named);
        if (!found) {
            return Error{found.error()};
        }
        list = {found.value()};
    }
    const std::lock_guard lock(profilesMutex);
    for (const ProfilePtr &profile : list) {
        profiles.insert(profile->id(), profile);
    }
    return list;
}

QString Session::Private::uniqueName(const QString &base) const
{
    QString name = base;
    for (int n = 2; std::ranges::any_of(connections, [&](const auto &one) { return one.name == name; }); ++n) {
        name = u"%1 (%2)"_s.arg(base).arg(n);
    }
    return name;
}

/// Takes note of the links that are closed by now.
void Session::Private::lookAtClosing()
{
    bool isGoingOn = false;
    for (OpenConnection &one : connections) {
        if (one.closing && one.closing->isOver()) {
            one.closing.reset();
            if (std::exchange(one.isWantedAgain, false)) {
                one.link->reconnect();
            }
        }
        isGoingOn = isGoingOn || one.closing;
    }
    std::erase_if(leaving, [this](const auto &one) {
        if (one->isOver()) {
            removed.append(one->link().status());
        }
        return one->isOver();
    });
    if (!isGoingOn && leaving.empty()) {
        closingTimer.stop();
    }
}

OpenConnection *Session::Private::connection(ConnectionId id)
{
    const auto at = std::ranges::find(connections, id, &OpenConnection::id);
    return at == connections.end() ? nullptr : &*at;
}

const OpenConnection *Session::Private::connection(ConnectionId id) const
{
    const auto at = std::ranges::find(connections, id, &OpenConnection::id);
    return at == connections.end() ? nullptr : &*at;
}

Link *Session::Private::find(ConnectionId id) const
{
    const OpenConnection *const found = connection(id);
    return found ? found->link.get() : nullptr;
}

Result<ConnectionId> Session::open(const ConnectionUrl &url, const QString &name)
{
    auto profiles = d->profilesFor(url);
    if (!profiles) {
        return Error{profiles.error()};
    }
    OpenConnection connection{
        .id = d->nextId++, .name = d->uniqueName(name.isEmpty() ? baseName(url) : name), .link = nullptr};
    EventEmitter *emitter = &d->emitterThread.emitter();
    LinkOptions linkOptions;
    linkOptions.connection = connection.name;
    linkOptions.profiles = profiles.value();
    const auto profileSet = std::make_shared<ProfileSet>(profiles.value());
    d->followFile(d->namedProfile(url), profileSet);
    linkOptions.profileSet = profileSet;
    connection.link = std::make_shared<Link>(
        url, std::move(linkOptions), [emitter](std::span<Event> events, std::chrono::milliseconds patience) -> Posted {
            if (patience.count() == 0) {
                return {emitter->post(events.front()) ? Posted::Fate::Accepted : Posted::Fate::Refused};
            }
            if (const std::size_t settled = emitter->offer(events, patience); settled > 0) {
                return {Posted::Fate::Accepted, settled};
            }
            return emitter->isStopped() ? Posted{Posted::Fate::Refused, events.size()} : Posted{Posted::Fate::Full};
        });
    connection.link->open();
    d->connections.push_back(std::move(connection));
    return d->connections.back().id;
}

void Session::close(ConnectionId id)
{
    OpenConnection *const found = d->connection(id);
    if (!found || found->closing) {
        return;
    }
    found->closing = std::make_unique<ClosingLink>(found->link, kClosedByPerson);
    d->closingTimer.start();
}

void Session::reconnect(ConnectionId id)
{
    if (OpenConnection *const found = d->connection(id)) {
        found->isWantedAgain = found->closing != nullptr;
        if (!found->closing) {
            found->link->reconnect();
        }
    }
}

Result<bool> Session::provoke(ConnectionId id, const SimulatedFault &fault)
{
    Link *link = d->find(id);
    return link ? link->provoke(fault) : Result<bool>(Error{u"There is no such connection any more."_s});
}

void Session::remove(ConnectionId id)
{
    const auto at = std::ranges::find(d->connections, id, &OpenConnection::id);
    if (at != d->connections.end()) {
        d->leaving.push_back(
            at->closing ? std::move(at->closing) : std::make_unique<ClosingLink>(at->link, kClosedByPerson));
        d->connections.erase(at);
        d->closingTimer.start();
    }
}

std::optional<ConnectionUrl> Session::url(ConnectionId id) const
{
    const Link *link = d->find(id);
    return link ? std::optional(link->url()) : std::nullopt;
}

QList<ConnectionStatus> Session::connections() const
{
    QList<ConnectionStatus> list;
    for (const OpenConnection &connection : d->connections) {
        list.append({.id = connection.id,
            .name = connection.name,
            .kind = connection.link->url().kind,
            .link = connection.link->status(),
            .commandsAllowed = connection.commandsAllowed});
    }
    return list;
}

} // namespace ember
