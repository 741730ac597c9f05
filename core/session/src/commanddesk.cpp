// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commanddesk.h"

#include <ember/links/commandevents.h>

#include <QtCore/QUuid>

#include <pwd.h>
#include <unistd.h>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

const CommandDefinition *definitionOf(const CommandDesk::Wish &wish, const DeviceState *device)
{
    return device && device->profile() ? device->profile()->command(wish.command) : nullptr;
}

} // namespace

QString CommandDesk::obstacle(const Wish &wish, const DeviceState *device)
{
    if (!device) {
        return u"No device \"%1\" has been heard through the connection \"%2\"."_s.arg(wish.source, wish.connection);
    }
    const CommandDefinition *const definition = definitionOf(wish, device);
    if (!definition) {
        return u"The profile of the device knows no command \"%1\"."_s.arg(wish.command);
    }
    if (!wish.isAllowed && !definition->isQuestion) {
        return u"The connection \"%1\" is read-only; allow commands for it first."_s.arg(wish.connection);
    }
    return unavailableReason(*definition, *device);
}

CommandDesk::Answer CommandDesk::prepare(const Wish &wish, const DeviceState *device)
{
    Answer answer{.command = {.profile = {},
                      .name = wish.command,
                      .device = wish.source.section(u'/', 1),
                      .prepared = {},
                      .correlationId = QUuid::createUuid().toString(QUuid::WithoutBraces),
                      .user = wish.user},
        .reason = obstacle(wish, device)};
    const CommandDefinition *const definition = definitionOf(wish, device);
    if (device) {
        answer.command.profile = device->profile();
    }
    for (auto argument = wish.arguments.begin(); argument != wish.arguments.end(); ++argument) {
        answer.command.prepared.parameters.insert(argument.key(), argument->value); // as given: for the audit trail
    }
    if (!answer.reason.isEmpty() || !definition) {
        return answer;
    }
    auto prepared = prepareCommand(*definition, *device, wish.arguments);
    if (prepared) {
        answer.command.prepared = *std::move(prepared);
    } else {
        answer.reason = prepared.error();
    }
    return answer;
}

void CommandDesk::note(const Event &event)
{
    using State = CommandOutcome::State;
    CommandOutcome outcome{.state = State::Queued, .reason = event.field(u"reason").toString()};
    if (commandSent.names(event)) {
        outcome.state = State::Sent;
    } else if (commandAcknowledged.names(event)) {
        outcome.state = State::Acknowledged;
    } else if (commandExpired.names(event)) {
        outcome.state = State::Expired;
    } else if (commandRefused.names(event)) {
        outcome.state = State::Refused;
    } else if (!commandQueued.names(event)) {
        return;
    }
    const QString id = event.correlationId();
    const std::lock_guard lock(m_mutex);
    if (!m_outcomes.contains(id)) {
        m_order.push_back(id);
    }
    m_outcomes.insert(id, outcome);
    while (m_order.size() > kRemembered) {
        m_outcomes.remove(m_order.front());
        m_order.pop_front();
    }
}

std::optional<CommandOutcome> CommandDesk::outcome(const QString &correlationId) const
{
    const std::lock_guard lock(m_mutex);
    const auto at = m_outcomes.constFind(correlationId);
    return at == m_outcomes.cend() ? std::nullopt : std::optional(*at);
}

QString userName()
{
    constexpr std::size_t kRoom = 16'384;
    std::vector<char> room(kRoom);
    passwd entry{};
    passwd *found = nullptr;
    if (getpwuid_r(geteuid(), &entry, room.data(), room.size(), &found) == 0 && found) {
        return QString::fromLocal8Bit(entry.pw_name);
    }
    return u"user %1"_s.arg(geteuid());
}

} // namespace ember
