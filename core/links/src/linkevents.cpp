// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "linkevents.h"

#include <ember/events/payload.h>

namespace ember {

using namespace Qt::StringLiterals;

LinkEvents::LinkEvents(const QString &connection, const QString &url)
    : m_connection(connection)
    , m_url(url)
    , m_metadata(std::make_shared<const Metadata>(Metadata{{Symbol::intern(u"connection"), connection}}))
{
}

Event LinkEvents::established(EventTime at, int attempt) const
{
    return make(u"connection.established", at, {.attempt = attempt});
}

Event LinkEvents::interrupted(EventTime at, const QString &reason, double nextTrySeconds) const
{
    return make(u"connection.interrupted", at, {.reason = reason, .nextTrySeconds = nextTrySeconds});
}

Event LinkEvents::resumed(EventTime at, int attempt) const
{
    return make(u"connection.resumed", at, {.attempt = attempt});
}

Event LinkEvents::lost(EventTime at, const QString &reason, int attempt) const
{
    return make(u"connection.lost", at, {.reason = reason, .attempt = attempt});
}

Event LinkEvents::closed(EventTime at, const QString &reason) const
{
    return make(u"connection.closed", at, {.reason = reason});
}

Event LinkEvents::stale(EventTime at, double silentSeconds) const
{
    return make(u"connection.stale", at, {.silentSeconds = silentSeconds});
}

Event LinkEvents::overflowed(EventTime at, const QueueLoss &loss) const
{
    return make(u"connection.overflowed", at,
        {.dropped = qint64(loss.dropped),
            .droppedTotal = qint64(loss.droppedTotal),
            .topic = loss.topic,
            .droppedOfTopic = qint64(loss.droppedOfTopic)});
}

Event LinkEvents::make(QStringView name, EventTime at, const Facts &facts) const
{
    std::vector<Record::Field> fields{{Symbol::intern(u"url"), m_url}};
    const auto add = [&fields](QStringView field, const auto &value) {
        if (value) {
            fields.push_back({Symbol::intern(field), Scalar(*value)});
        }
    };
    add(u"reason", facts.reason);
    add(u"attempt", facts.attempt);
    add(u"nextTrySeconds", facts.nextTrySeconds);
    add(u"silentSeconds", facts.silentSeconds);
    add(u"dropped", facts.dropped);
    add(u"droppedTotal", facts.droppedTotal);
    add(u"topic", facts.topic);
    add(u"droppedOfTopic", facts.droppedOfTopic);
    return Event(EventInit{.name = Symbol::intern(name),
        .source = Symbol::intern(u"emberscope"),
        .payload = std::make_shared<const Record>(std::move(fields)),
        .subject = m_connection,
        .metadata = m_metadata,
        .time = at});
}

} // namespace ember
