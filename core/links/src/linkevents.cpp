// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "linkevents.h"

#include <ember/links/connectionevents.h>

namespace ember {

LinkEvents::LinkEvents(const QString &connection, const QString &url)
    : m_connection(connection)
    , m_url(url)
    , m_metadata(std::make_shared<const Metadata>(Metadata{{Symbol::intern(u"connection"), connection}}))
{
}

Event LinkEvents::established(EventTime at, int attempt) const
{
    return connectionEstablished.event({.url = m_url, .attempt = attempt}, envelope(at));
}

Event LinkEvents::interrupted(
    EventTime at, const QString &reason, const QString &inference, double nextTrySeconds) const
{
    return connectionInterrupted.event(
        {.url = m_url, .reason = reason, .inference = inference, .nextTrySeconds = nextTrySeconds}, envelope(at));
}

Event LinkEvents::resumed(EventTime at, int attempt) const
{
    return connectionResumed.event({.url = m_url, .attempt = attempt}, envelope(at));
}

Event LinkEvents::lost(EventTime at, const QString &reason, int attempt) const
{
    return connectionLost.event({.url = m_url, .reason = reason, .attempt = attempt}, envelope(at));
}

Event LinkEvents::closed(EventTime at, const QString &reason) const
{
    return connectionClosed.event({.url = m_url, .reason = reason}, envelope(at));
}

Event LinkEvents::stale(EventTime at, double silentSeconds) const
{
    return connectionStale.event({.url = m_url, .silentSeconds = silentSeconds}, envelope(at));
}

Event LinkEvents::overflowed(EventTime at, const QueueLoss &loss) const
{
    return connectionOverflowed.event({.url = m_url,
                                          .dropped = qint64(loss.dropped),
                                          .droppedTotal = qint64(loss.droppedTotal),
                                          .topic = loss.topic,
                                          .droppedOfTopic = qint64(loss.droppedOfTopic)},
        envelope(at));
}

EventInit LinkEvents::envelope(EventTime at) const
{
    EventInit envelope;
    envelope.source = Symbol::intern(u"emberscope");
    envelope.subject = m_connection;
    envelope.metadata = m_metadata;
    envelope.time = at;
    return envelope;
}

void addConnectionEvents(EventCatalogue &catalogue)
{
    catalogue.add(connectionEstablished);
    catalogue.add(connectionInterrupted);
    catalogue.add(connectionResumed);
    catalogue.add(connectionLost);
    catalogue.add(connectionClosed);
    catalogue.add(connectionStale);
    catalogue.add(connectionOverflowed);
}

} // namespace ember
