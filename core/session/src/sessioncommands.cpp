// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessionprivate.h"

#include <ember/links/commandevents.h>
#include <ember/session/programevents.h>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

CommandDesk::Wish Session::Private::wish(ConnectionId id, const QString &source, const QString &command) const
{
    const OpenConnection *const found = connection(id);
    return {.connection = found ? found->name : QString(),
        .isAllowed = found && found->commandsAllowed,
        .source = source,
        .command = command,
        .arguments = {},
        .user = user};
}

void Session::setCommandsAllowed(ConnectionId id, bool allowed)
{
    const auto at = std::ranges::find(d->connections, id, &OpenConnection::id);
    if (at == d->connections.end() || at->commandsAllowed == allowed) {
        return;
    }
    at->commandsAllowed = allowed;
    if (allowed) {
        at->link->askCapabilities();
    } else {
        at->link->refuseWaitingCommands(u"the connection was made read-only before it was sent"_s);
    }
    EventInit envelope;
    envelope.source = Symbol::intern(u"emberscope");
    envelope.subject = at->name;
    envelope.metadata = std::make_shared<const Metadata>(
        Metadata{{Symbol::intern(u"connection"), at->name}, {Symbol::intern(u"user"), d->user}});
    d->emitterThread.emitter().post(
        settingChanged.event({.setting = u"commands allowed"_s, .old = !allowed, .now = allowed}, std::move(envelope)));
}

Result<QString> Session::sendCommand(
    ConnectionId id, const QString &source, const QString &command, const CommandArguments &arguments)
{
    CommandDesk::Wish wish = d->wish(id, source, command);
    wish.arguments = arguments;
    const std::optional<DeviceState> device = d->devices.find(wish.connection, wish.source);
    CommandDesk::Answer answer = CommandDesk::prepare(wish, device ? &*device : nullptr);
    if (const OpenConnection *found = d->connection(id); answer.reason.isEmpty() && found->closing) {
        answer.reason = u"The connection is being closed; reconnect it first."_s;
    }
    if (answer.reason.isEmpty()) {
        if (const auto taken = d->find(id)->send(answer.command); !taken) {
            answer.reason = taken.error();
        }
    }
    if (answer.reason.isEmpty()) {
        return answer.command.correlationId;
    }
    d->emitterThread.emitter().post(commandEvent(commandRefused, answer.command, wish.connection, answer.reason));
    return Error{answer.reason};
}

QString Session::commandObstacle(ConnectionId id, const QString &source, const QString &command) const
{
    const CommandDesk::Wish wish = d->wish(id, source, command);
    const std::optional<DeviceState> device = d->devices.find(wish.connection, wish.source);
    return CommandDesk::obstacle(wish, device ? &*device : nullptr);
}

std::optional<CommandOutcome> Session::commandOutcome(const QString &correlationId) const
{
    return d->commands.outcome(correlationId);
}

} // namespace ember
