// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/event.h>

#include <QtCore/QString>

namespace ember {

/// What a connection's queue lost between two looks.
struct QueueLoss
{
    quint64 dropped = 0;
    quint64 droppedTotal = 0; ///< since the link was made
    QString topic = {}; ///< that lost most
    quint64 droppedOfTopic = 0;
};

/// Makes the `connection.*` events of one connection (connectionevents.h): source `emberscope`, the connection's name
/// as subject and as metadata. Immutable; any thread.
class LinkEvents
{
public:
    LinkEvents(const QString &connection, const QString &url);

    [[nodiscard]] Event established(EventTime at, int attempt) const;
    [[nodiscard]] Event interrupted(
        EventTime at, const QString &reason, const QString &inference, double nextTrySeconds) const;
    [[nodiscard]] Event resumed(EventTime at, int attempt) const;
    [[nodiscard]] Event lost(EventTime at, const QString &reason, int attempt) const;
    [[nodiscard]] Event closed(EventTime at, const QString &reason) const;
    [[nodiscard]] Event stale(EventTime at, double silentSeconds) const;
    /// `loss` is since the last one; `topic` lost most of it.
    [[nodiscard]] Event overflowed(EventTime at, const QueueLoss &loss) const;

private:
    [[nodiscard]] EventInit envelope(EventTime at) const;

    QString m_connection;
    QString m_url;
    MetadataPtr m_metadata;
};

} // namespace ember
